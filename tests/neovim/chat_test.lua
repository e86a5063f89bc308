local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'

return {
  {
    'a conversation in a document: :KiroChat, Send, the answer streams in, and it goes on after :edit',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua('vim.cmd.KiroChat()')
      editor:wait('the document', [[vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == '<!-- kiro-chat -->']])
      editor:lua([[vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'What is this?' })]])
      editor:run_lens('4: Send')
      editor:wait('the answer', [[#vim.tbl_filter(function(line)
        return line == '## You'
      end, vim.api.nvim_buf_get_lines(0, 0, -1, true)) == 2]])
      local text = table.concat(editor:lines(), '\n')
      harness.contains('## Kiro\n\nI look.\n\n> List .\n\nA small program that greets.\n\n## You\n', text)

      editor:lua('vim.cmd.write()')
      local name = editor:lua('return vim.api.nvim_buf_get_name(0)')
      editor:kill()
      local again = workspace:edit(TASKS)
      again:lua('vim.cmd.edit(...)', name)
      local line = again:line_of('## Kiro') + 8
      again:lua([[vim.api.nvim_buf_set_lines(0, -1, -1, true, { 'Thanks!' })]])
      again:run_lens(line .. ': Send')
      again:wait('the answer', [[table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):find('You are welcome.', 1, true) ~= nil]])
    end,
  },
}
