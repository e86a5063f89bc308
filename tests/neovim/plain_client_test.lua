local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'

---No plugin: what any editor's own LSP client does.
local PLAIN = [[
vim.api.nvim_create_autocmd('FileType', { pattern = 'markdown', callback = function()
  vim.lsp.start({ name = 'plain', cmd = { 'kiro-lsp', '--stdio' }, root_dir = vim.fs.root(0, '.kiro'), handlers = {
    ['kiro/event'] = function(_, event) table.insert(seen.events, event) end,
    ['kiro/notice'] = function(_, notice) table.insert(seen.notices, notice) end,
  } })
end })
vim.cmd.filetype('on')
]]

return {
  {
    'a client that did not opt in: lenses, questions, progress and ticks, no kiro/* message',
    function(workspace)
      local editor = workspace:edit(TASKS, PLAIN)
      editor:wait('the client', [[#vim.lsp.get_clients({ name = 'plain' }) == 1 and vim.lsp.get_clients()[1].initialized]])
      local function refresh()
        editor:lua('vim.lsp.codelens.refresh({ bufnr = 0 })')
      end
      refresh()
      editor:run_lens('5: Implement task 2.1')
      editor:choose('Allow once')
      editor:choose('Allow once')
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(0, 4, 5, true)[1] == '  - [x] 2.1 Say hello']])
      editor:wait('the end of the progress', [[vim.iter(seen.progress):any(function(p) return p.kind == 'end' end)]])
      harness.equal('kiro: task 2.1', editor:lua('return seen.progress[1].token'))
      editor:run_action(7, 'Mark done')
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(0, 6, 7, true)[1] == '  - [x] 2.2 Say goodbye']])
      harness.equal({}, editor:lua('return seen.events'))
      harness.equal({}, editor:lua('return seen.notices'))
    end,
  },
}
