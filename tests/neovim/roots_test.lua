local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'

---Adds a copy of the workspace to the server of the one that is open.
local function add_copy(workspace, editor)
  local copy = workspace.base .. '/second'
  assert(vim.system({ 'cp', '-r', workspace.root, copy }):wait().code == 0)
  editor:wait_for_lens('5: Implement task 2.1')
  editor:lua('vim.lsp.buf.add_workspace_folder(...)', copy)
  editor:wait('two roots', [[#require('kiro.client').roots(vim.lsp.get_clients({ name = 'kiro' })[1]) == 2]])
  return copy
end

return {
  {
    'a second workspace folder is served by the same server, and commands go where their buffer lies',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local copy = add_copy(workspace, editor)
      editor:lua([[
        seen.roots = {}
        vim.api.nvim_create_autocmd('User', { pattern = 'KiroEvent', callback = function(args)
          seen.roots[args.data.root] = true
        end })
      ]])
      editor:lua('vim.cmd.edit(...)', copy .. '/' .. TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      harness.equal(1, editor:lua([[return #vim.lsp.get_clients({ name = 'kiro' })]]))
      harness.equal({ 'greeting' }, editor:lua([[return vim.fn.getcompletion('KiroRun ', 'cmdline')]]))

      -- From a buffer that no server is attached to.
      editor:lua('vim.cmd.edit(...)', copy .. '/greeting.py')
      editor:lua([[vim.cmd.KiroRun('greeting', '2.1')]])
      editor:choose('Allow changes of files in this session')
      editor:choose('Allow once')
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(vim.fn.bufnr(...), 4, 5, true)[1] == '  - [x] 2.1 Say hello']], copy .. '/' .. TASKS)
      editor:wait('the file as the agent left it', [[vim.fn.search('Hello, ', 'nw') > 0]])
      harness.contains('- [ ] 2.1 Say hello', workspace:read(TASKS))
      harness.equal(nil, workspace:read('greeting.py'):find('Hello, ', 1, true))
      harness.equal({ copy }, editor:lua('return vim.tbl_keys(seen.roots)'), 'roots of events')
    end,
  },
  {
    'a draft goes where its buffer lies, and nowhere if it lies in no project',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local copy = add_copy(workspace, editor)
      editor:lua('vim.cmd.enew()')
      editor:lua([[vim.cmd('KiroSteeringDraft')]])
      editor:wait('the error', '#seen.messages > 0')
      harness.contains(copy, table.concat(editor:lua('return seen.messages'), '\n'))
      for _, root in ipairs({ workspace.root, copy }) do
        harness.equal(nil, vim.uv.fs_stat(root .. '/.kiro/steering'), root)
      end
      editor:lua('vim.cmd.edit(...)', copy .. '/greeting.py')
      editor:lua([[vim.cmd('KiroSteeringDraft')]])
      editor:wait('the document', 'vim.api.nvim_buf_get_name(0) == ...', copy .. '/.kiro/steering/product.md')
      harness.equal(nil, vim.uv.fs_stat(workspace:path('.kiro/steering')))
    end,
  },
  {
    'a folder that is removed takes its lenses with it',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local copy = add_copy(workspace, editor)
      editor:lua('vim.cmd.edit(...)', copy .. '/' .. TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua('vim.lsp.buf.remove_workspace_folder(...)', copy)
      editor:wait('one root', [[#require('kiro.client').roots(vim.lsp.get_clients({ name = 'kiro' })[1]) == 1]])
      editor:wait('no lenses', '#lenses() == 0')
      editor:lua('vim.cmd.buffer(...)', workspace:path(TASKS))
      editor:wait_for_lens('5: Implement task 2.1')
    end,
  },
  {
    'of projects that lie in one another, the inner one is meant',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      local inner = workspace.root .. '/packages/a'
      assert(vim.fn.mkdir(inner .. '/.kiro/specs/inner', 'p') == 1)
      assert(vim.fn.writefile({ '- [ ] 1. One' }, inner .. '/.kiro/specs/inner/tasks.md') == 0)
      assert(vim.fn.writefile({ '' }, inner .. '/x.py') == 0)
      editor:lua([[
        local path = ...
        vim.lsp.start({ name = 'kiro', cmd = { 'kiro-lsp', '--stdio' }, root_dir = path,
          capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(),
            { experimental = { kiro = true } }) })
      ]], inner)
      editor:wait('two servers', [[#vim.tbl_filter(function(client) return client.initialized end,
        vim.lsp.get_clients({ name = 'kiro' })) == 2]])
      editor:lua('vim.cmd.edit(...)', inner .. '/x.py')
      harness.equal(inner, editor:lua([[return require('kiro.client').get().root_dir]]))
    end,
  },
  {
    'a scratch buffer of Markdown, such as a hover, gets no server',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[
        vim.lsp.util.open_floating_preview({ '# Hover' }, 'markdown', { focus_id = 'x' })
        seen.scratch = vim.api.nvim_create_buf(false, true)
        vim.bo[seen.scratch].filetype = 'markdown'
      ]])
      editor:wait('nothing attached', [[#vim.lsp.get_clients({ bufnr = seen.scratch }) == 0]])
      harness.equal(1, editor:lua([[return #vim.lsp.get_clients({ name = 'kiro' })]]))
    end,
  },
}
