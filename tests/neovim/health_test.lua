local harness = require('harness')

return {
  {
    ':checkhealth kiro',
    function(workspace)
      local editor = workspace:edit('.kiro/specs/greeting/tasks.md')
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua('vim.cmd.checkhealth("kiro")')
      local report = table.concat(editor:lines(), '\n')
      harness.contains('OK kiro-lsp 0.', report)
      harness.contains('OK kiro-cli 0.', report)
      harness.contains('greeting: protocol version 1, 1 buffer', report)
      harness.contains('$KIRO_LSP_MODEL is scripted:', report)
      if report:find('ERROR', 1, true) or report:find('WARNING', 1, true) then
        error(report)
      end
    end,
  },
  {
    ':checkhealth kiro says what is missing',
    function(workspace)
      workspace.env.PATH = '/usr/bin:/bin'
      workspace.env.KIRO_LSP_MODEL = nil
      local editor = workspace:edit('greeting.py')
      editor:lua('vim.cmd.checkhealth("kiro")')
      local report = table.concat(editor:lines(), '\n')
      harness.contains('`kiro-lsp` does not run', report)
      harness.contains('WARNING kiro-lsp is not running', report)
    end,
  },
  {
    'help',
    function(workspace)
      local editor = workspace:edit('greeting.py')
      -- Tags are written beside the manual, so a copy is used.
      local copy = workspace.base .. '/plugin'
      vim.fn.mkdir(copy, 'p')
      vim.system({ 'cp', '-r', vim.env.KIRO_REPOSITORY .. '/clients/neovim/doc', copy }):wait()
      -- Which parsers Neovim has for its own manual is not the question here.
      editor:lua("vim.cmd('filetype plugin off')")
      editor:lua('vim.opt.runtimepath:prepend(...)', copy)
      editor:lua('vim.cmd.helptags(...)', copy .. '/doc')
      for _, tag in ipairs({ ':KiroRun', ':KiroStop', ':KiroAnswer', ':KiroSessions', ':KiroSpecDraft', ':KiroSteeringDraft', 'kiro', 'kiro-documents', 'KiroEvent' }) do
        editor:lua('vim.cmd.help(...)', tag)
        harness.equal('kiro.txt', editor:lua('return vim.fs.basename(vim.api.nvim_buf_get_name(0))'), tag)
      end
    end,
  },
  {
    'home is no workspace, for all of its ~/.kiro',
    function(workspace)
      vim.fn.mkdir(workspace.base .. '/home/.kiro', 'p')
      vim.fn.mkdir(workspace.base .. '/home/notes', 'p')
      local file = assert(io.open(workspace.base .. '/home/notes/today.md', 'w'))
      file:write('# Today\n')
      file:close()
      local editor = workspace:edit('../home/notes/today.md')
      harness.equal('markdown', editor:lua('return vim.bo.filetype'))
      harness.equal(0, editor:lua('return #vim.lsp.get_clients()'))
      editor:lua('vim.cmd.edit(...)', workspace:path('.kiro/specs/greeting/tasks.md'))
      editor:wait_for_lens('5: Implement task 2.1')
      harness.equal(workspace.root, editor:lua('return vim.lsp.get_clients()[1].root_dir'))
    end,
  },
}
