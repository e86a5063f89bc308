local harness = require('harness')

---Names of files below `.kiro`, as they are on disk.
local function listed(workspace, folder)
  local names = {}
  for name in vim.fs.dir(workspace:path('.kiro/' .. folder)) do
    table.insert(names, name)
  end
  table.sort(names)
  return names
end

---Waits until a document is shown, and answers its text.
local function shown(editor, name)
  editor:wait(name, 'vim.api.nvim_buf_get_name(0) == ...', editor.workspace:path(name))
  return table.concat(editor:lines(), '\n')
end

return {
  {
    'a spec is begun from words, from lines, and from what is asked for',
    function(workspace)
      local editor = workspace:edit(workspace.TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.cmd('KiroSpecDraft saved-carts The shop must keep a cart | for 30 days.')]])
      local text = shown(editor, '.kiro/specs/saved-carts/requirements.md')
      harness.contains('THE Saved_Carts SHALL', text)
      harness.contains('keep a cart | for 30 days', text)
      harness.equal({ '.config.kiro', 'design.md', 'requirements.md', 'tasks.md' }, listed(workspace, 'specs/saved-carts'))
      editor:wait('a mark is found', [[vim.iter(vim.diagnostic.get(0)):any(function(found) return found.code == 'quality/placeholder' end)]])

      editor:lua([[vim.cmd.edit(...) vim.fn.append(0, { 'Totals are wrong.', '```', 'panicked', '```', 'not this' })]], workspace:path('notes.md'))
      editor:lua([[vim.cmd('1,4KiroSpecDraft! wrong-total')]])
      text = shown(editor, '.kiro/specs/wrong-total/bugfix.md')
      harness.contains('Totals are wrong.\n\n```text\n    panicked\n```\n', text)
      assert(not text:find('not this', 1, true), text)

      editor:lua([[vim.ui.input = function(options, on_confirm) asked = options.prompt on_confirm(nil) end vim.cmd('KiroSpecDraft closed')]])
      harness.equal('What is it about? ', editor:lua('return asked'))
      editor:lua([[vim.ui.input = function(_, on_confirm) on_confirm('Users can log in.') end vim.cmd('KiroSpecDraft login')]])
      harness.contains('Users can log in.', shown(editor, '.kiro/specs/login/requirements.md'))
      harness.equal({}, listed(workspace, 'specs/closed'), 'a closed question writes nothing')
    end,
  },
  {
    'a draft replaces nothing, and says so',
    function(workspace)
      local editor = workspace:edit(workspace.TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      local before = workspace:read(workspace.TASKS)
      editor:lua([[vim.cmd('KiroSpecDraft greeting Users can log in.')]])
      editor:wait('the error', [[vim.iter(seen.messages):any(function(message) return message:find('greeting', 1, true) ~= nil end)]])
      harness.equal(before, workspace:read(workspace.TASKS))
      harness.equal(workspace:path(workspace.TASKS), editor:lua('return vim.api.nvim_buf_get_name(0)'))
    end,
  },
  {
    'steering is begun from what the code says',
    function(workspace)
      local editor = workspace:edit(workspace.TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.cmd('KiroSteeringDraft')]])
      shown(editor, '.kiro/steering/product.md')
      harness.equal({ 'product.md', 'structure.md', 'tech.md' }, listed(workspace, 'steering'))
      harness.contains('Python', workspace:read('.kiro/steering/tech.md'))
    end,
  },
}
