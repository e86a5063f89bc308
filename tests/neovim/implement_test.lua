local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'

---Allows whatever is asked until the run is over.
local function allow_until_done(editor, count)
  for _ = 1, count do
    editor:choose('Allow once')
  end
  editor:wait('the end of the progress', [[vim.iter(seen.progress):any(function(p) return p.kind == 'end' end)]])
end

return {
  {
    'a lens at each task that can be begun, on its line',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      harness.equal({
        '1: 1 of 4 tasks done · next: 2.1 Say hello',
        '3: Run next: 2.1',
        '5: Implement task 2.1',
        '7: Implement task 2.2',
        '9: Implement task 3',
      }, editor:lenses())
      editor:lua([[vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'A new first line.' })]])
      editor:wait_for_lens('6: Implement task 2.1')
    end,
  },
  {
    'implement by lens: questions, progress, tick in the open buffer, edit elsewhere kept',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local before = workspace:read(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.api.nvim_buf_set_lines(0, -2, -1, false, { 'Notes that are not saved.' })]])
      editor:run_lens('5: Implement task 2.1')
      editor:wait('the mark of a task in progress', [[vim.api.nvim_buf_get_lines(0, 4, 5, true)[1] == '  - [-] 2.1 Say hello']])
      editor:wait_for_lens('5: Stop task 2.1')
      editor:wait('a dialog', '#waiting > 0')
      harness.contains('greeting.py', editor:lua('return seen.dialogs[#seen.dialogs].prompt'))
      allow_until_done(editor, 2)
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(0, 4, 5, true)[1] == '  - [x] 2.1 Say hello']])

      harness.equal('Notes that are not saved.', editor:lines()[11])
      harness.equal(true, editor:lua('return vim.bo.modified'), 'the buffer is modified')
      harness.equal(before, workspace:read(TASKS), 'the file is as it was')
      harness.equal({}, editor:lua('return seen.reloads'), 'no prompt about a changed file')
      harness.contains('Hello, {name}!', workspace:read('greeting.py'))
      local progress = editor:lua('return seen.progress')
      harness.equal('kiro: task 2.1', progress[1].token)
      harness.equal('Task 2.1: Say hello', progress[1].title)
      harness.equal('done', progress[#progress].message)
      harness.equal({ 'Task 2.1: Say hello: done' }, editor:lua('return seen.messages'))
      editor:wait_for_lens('3: Run next: 2.2')

      editor:lua('vim.cmd.undo()')
      harness.equal('  - [-] 2.1 Say hello', editor:lines()[5], 'a tick can be undone')
      editor:lua('vim.cmd.redo() vim.cmd.write()')
      harness.contains('- [x] 2.1 Say hello', workspace:read(TASKS))
      harness.contains('Notes that are not saved.', workspace:read(TASKS))
    end,
  },
  {
    'implement by code action',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:run_action(5, 'Implement task 2.1')
      allow_until_done(editor, 2)
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(0, 4, 5, true)[1] == '  - [x] 2.1 Say hello']])
    end,
  },
  {
    'implement by :KiroRun, under the cursor and by name',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua('vim.api.nvim_win_set_cursor(0, { 5, 0 }) vim.cmd.KiroRun()')
      editor:wait('a dialog', '#waiting > 0')
      editor:lua('vim.cmd.KiroStop()')
      editor:choose(nil)
      editor:wait_for_lens('5: Implement task 2.1')
      harness.equal({ 'greeting' }, editor:lua([[return vim.fn.getcompletion('KiroRun gr', 'cmdline')]]))
      harness.equal({ '2', '2.1', '2.2' }, editor:lua([[return vim.fn.getcompletion('KiroRun greeting 2', 'cmdline')]]))
      editor:lua([[vim.cmd.KiroRun({ args = { 'greeting', '3' } })]])
      editor:wait_for_lens('9: Stop task 3')
      editor:choose('Allow once')
      editor:choose('Mark it done')
      editor:wait('the tick', [[vim.api.nvim_buf_get_lines(0, 8, 9, true)[1] == '- [x] 3. Write the manual']])
    end,
  },
  {
    'a dialog waits for normal mode, and closing it is no answer',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('9: Implement task 3')
      editor:run_lens('9: Implement task 3')
      editor:type('Go')
      editor:wait('insert mode', [[vim.api.nvim_get_mode().mode == 'i']])
      local question = workspace:question()
      editor:wait('the event', [[vim.lsp.status() ~= nil]])
      harness.equal({}, editor:lua('return seen.dialogs'))
      editor:type('1<Esc>')
      editor:choose(nil)
      editor:wait('a diagnostic', [[#vim.diagnostic.get(0) > 0]])
      harness.contains(question.title, table.concat(editor:diagnostics(), '\n'))
      harness.equal(9, editor:lua('return vim.diagnostic.get(0)[1].lnum') + 1)
      editor:lua('vim.cmd.KiroAnswer()')
      editor:choose('Deny')
      editor:wait('no diagnostic', [[#vim.diagnostic.get(0) == 0]])
      harness.equal(nil, workspace:read('manual.md'))
    end,
  },
  {
    'a file that the agent changes is read again',
    function(workspace)
      local editor = workspace:edit('greeting.py')
      editor:lua([[vim.o.autoread = false; vim.cmd('hide edit .kiro/specs/greeting/tasks.md')]])
      editor:run_lens('5: Implement task 2.1')
      allow_until_done(editor, 2)
      editor:wait('the new content', [[vim.fn.getbufline('greeting.py', 2)[1] == '    return f"Hello, {name}!"']])
      harness.equal({}, editor:lua('return seen.reloads'), 'no prompt')
    end,
  },
  {
    'a file that the agent changes is left alone where it has unsaved changes',
    function(workspace)
      local editor = workspace:edit('greeting.py')
      editor:lua([[
        vim.api.nvim_buf_set_lines(0, 0, 0, false, { '# mine' })
        vim.cmd('hide edit .kiro/specs/greeting/tasks.md')
      ]])
      editor:run_lens('5: Implement task 2.1')
      allow_until_done(editor, 2)
      harness.contains('Hello, {name}!', workspace:read('greeting.py'))
      harness.equal('# mine', editor:lua([[return vim.fn.getbufline('greeting.py', 1)[1] ]]))
      harness.equal({}, editor:lua('return seen.reloads'), 'no prompt')
    end,
  },
  {
    ':KiroSessions shows what was said and done',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('5: Implement task 2.1')
      editor:wait('a dialog', '#waiting > 0')
      editor:lua('vim.cmd.KiroSessions()')
      editor:wait('the first answer', [[vim.fn.search('^I write the greeting.$', 'nw') > 0]])
      editor:choose('Allow once')
      editor:choose('Allow once')
      editor:wait('the last answer', [[vim.fn.search('^The greeting works.$', 'nw') > 0]])
      editor:wait('the end of a tool', [[vim.fn.search('^- `shell`: success$', 'nw') > 0]])
      editor:wait('the end', [[vim.fn.search('^## Ended: end_turn$', 'nw') > 0]])
      harness.equal(true, editor:lua([[return vim.fn.search('^The greeting works.$', 'nw') == vim.fn.search('The greeting works.', 'nwb')]]))
    end,
  },
}
