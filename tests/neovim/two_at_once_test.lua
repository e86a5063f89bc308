local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'

local function edit_notes(editor)
  editor:wait_for_lens('5: Implement task 2.1')
  editor:lua([[vim.api.nvim_buf_set_lines(0, -2, -1, false, { 'Notes that are not saved.' })]])
  editor:wait_for_lens('5: Implement task 2.1')
end

---The mark of a task in the current buffer.
local function wait_for_mark(editor, line, mark)
  editor:wait(('[%s] in line %d'):format(mark, line), 'vim.api.nvim_buf_get_lines(0, ... - 1, ..., true)[1]:match("%[(.)%]") == select(2, ...)', line, mark)
end

---Answers by `kiro-cli` whatever is asked, until the process ends.
local function allow_by_cli(workspace, process)
  local last
  harness.wait('the end of kiro-cli', function()
    local id = workspace:cli('session', 'list').stdout:match('kiro%-cli answer (q%-%w+)')
    if id and id ~= last then
      last = id
      harness.equal(0, workspace:cli('answer', id, 'allow_once').code)
    end
    return process.system:is_closing()
  end, process.out)
  return process.system:wait().code
end

return {
  {
    'kiro-cli task set goes into the buffer that holds the file',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local before = workspace:read(TASKS)
      edit_notes(editor)
      local set = workspace:cli('task', 'set', 'greeting', '2.1', 'done')
      harness.equal(0, set.code, set.stderr)
      wait_for_mark(editor, 5, 'x')
      harness.equal('Notes that are not saved.', editor:lines()[11])
      harness.equal(before, workspace:read(TASKS), 'the file is as it was')
      harness.equal({}, editor:lua('return seen.reloads'))
      editor:wait_for_lens('3: Run next: 2.2')
    end,
  },
  {
    'kiro-cli task set while somebody types',
    function(workspace)
      local editor = workspace:edit(TASKS)
      edit_notes(editor)
      editor:type('ggO')
      editor:wait('insert mode', [[vim.api.nvim_get_mode().mode == 'i']])
      -- New lines above the tasks arrive all the time, so what the server knows of the lines is always a little old.
      editor:lua([[
        _G.typed = 0
        _G.timer = vim.uv.new_timer()
        timer:start(0, 30, vim.schedule_wrap(function()
          typed = typed + 1
          vim.api.nvim_feedkeys('x\r', 'n', false)
        end))
      ]])
      for _, task in ipairs({ '2.1', '2.2', '3' }) do
        local set = workspace:cli('task', 'set', 'greeting', task, 'done')
        harness.equal(0, set.code, set.stderr)
      end
      editor:lua('timer:stop()')
      local typed = editor:lua('return typed')
      editor:wait('all keys', 'vim.api.nvim_buf_line_count(0) == ...', typed + 12)
      local lines = editor:lines()
      for number = 1, typed do
        harness.equal('x', lines[number])
      end
      harness.equal({
        '# Implementation Plan',
        '',
        '- [x] 1. Set up the module',
        '- [ ] 2. Greetings',
        '  - [x] 2.1 Say hello',
        '    - _Requirements: 1.1_',
        '  - [x] 2.2 Say goodbye',
        '    - _Requirements: 1.1_',
        '- [x] 3. Write the manual',
        '',
        'Notes that are not saved.',
      }, vim.list_slice(lines, typed + 2))
    end,
  },
  {
    'kiro-cli task run ticks in the buffer, a second one is refused and told who works',
    function(workspace)
      local editor = workspace:edit(TASKS)
      local before = workspace:read(TASKS)
      edit_notes(editor)
      local run = workspace:start_cli('task', 'run', 'greeting', '2.1', '--model', workspace.env.KIRO_LSP_MODEL)
      wait_for_mark(editor, 5, '-')
      editor:wait_for_lens('5: Stop task 2.1')
      local second = workspace:cli('task', 'run', 'greeting', '2.1')
      harness.equal(6, second.code, second.stderr)
      harness.contains('(pid ' .. run.system.pid .. ')', second.stderr)
      editor:run_lens('5: Stop task 2.1')
      harness.wait('the run stops', function()
        return run.system:is_closing()
      end, run.out)
      wait_for_mark(editor, 5, ' ')

      local again = workspace:start_cli('task', 'run', 'greeting', '2.1')
      harness.equal(0, allow_by_cli(workspace, again), again.out())
      wait_for_mark(editor, 5, 'x')
      harness.equal('Notes that are not saved.', editor:lines()[11])
      harness.equal(before, workspace:read(TASKS), 'the file is as it was')
    end,
  },
  {
    'a run of Neovim is not started twice',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('5: Implement task 2.1')
      workspace:question()
      local second = workspace:cli('task', 'run', 'greeting', '2.1')
      harness.equal(6, second.code, second.stderr)
      harness.contains('kiro-lsp in Neovim (pid ', second.stderr)
    end,
  },
  {
    'a question that the terminal answers vanishes in Neovim, and a late answer is told so',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('9: Implement task 3')
      local question = workspace:question()
      editor:choose(nil)
      editor:wait('a diagnostic', '#vim.diagnostic.get(0) > 0')
      editor:wait('the lens of an answer', [[vim.iter(lenses()):any(function(lens)
        return lens.command.command == 'kiro.answer'
      end)]])
      editor:lua([[_G.late = vim.iter(lenses()):find(function(lens)
        return lens.command.command == 'kiro.answer'
      end).command]])
      harness.equal(0, workspace:cli('answer', question.id, 'deny').code)
      editor:wait('no diagnostic', '#vim.diagnostic.get(0) == 0')
      editor:lua([[
        local client = vim.lsp.get_clients({ name = 'kiro' })[1]
        require('kiro.client').call(client, 'request', 'workspace/executeCommand', late, function() end)
      ]])
      editor:wait('the news', [[vim.iter(seen.messages):any(function(text) return text:find('already answered') ~= nil end)]])
      harness.equal(nil, workspace:read('manual.md'))
    end,
  },
  {
    'a choice in a dialog that came too late is told so',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('9: Implement task 3')
      local question = workspace:question()
      editor:wait('a dialog', '#waiting > 0')
      harness.equal(0, workspace:cli('answer', question.id, 'deny').code)
      editor:wait('what the agent does then', [[vim.iter(seen.progress):any(function(p)
        return p.message == 'waits for your answer: Is task 3 done? Write the manual'
      end)]])
      editor:choose('Allow once')
      editor:wait('the news', [[vim.iter(seen.messages):any(function(text) return text:find('already answered') ~= nil end)]])
      harness.equal(nil, workspace:read('manual.md'))
    end,
  },
  {
    'a question that Neovim answers vanishes in the terminal, and a late answer is told so',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('9: Implement task 3')
      local run = workspace:start_cli('task', 'run', 'greeting', '3')
      local question = workspace:question()
      editor:choose('Deny')
      harness.wait('kiro-cli hears of it', function()
        return run.out():find('Neovim', 1, true)
      end, run.out)
      local late = workspace:cli('answer', question.id, 'allow_once')
      harness.equal(1, late.code)
      harness.contains('already answered', late.stderr)
      harness.equal(nil, workspace:read('manual.md'))
    end,
  },
  {
    'kill -9 of kiro-cli: Neovim shows the run as interrupted and goes on with it',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      local run = workspace:start_cli('task', 'run', 'greeting', '2.1')
      workspace:question()
      run.system:kill('sigkill')
      editor:wait_for_lens('5: Resume task 2.1')
      wait_for_mark(editor, 5, '-')
      editor:choose(nil)
      editor:run_lens('5: Resume task 2.1')
      editor:lua('vim.cmd.KiroAnswer()')
      editor:choose('Allow changes of files in this session')
      editor:choose('Allow once')
      wait_for_mark(editor, 5, 'x')
      harness.equal(1, select(2, workspace:read('greeting.py'):gsub('Hello, ', '')), 'the edit was made once')
    end,
  },
  {
    'quitting Neovim interrupts its run at once',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('5: Implement task 2.1')
      editor:wait('a dialog', '#waiting > 0')
      editor:type(':qa!<CR>')
      local run = harness.wait('the run is interrupted', function()
        local run = workspace:task('2.1').run
        return run.status.kind == 'interrupted' and run
      end)
      harness.contains('editor', run.status.why)
      local again = workspace:start_cli('task', 'run', 'greeting', '2.1')
      harness.equal(0, allow_by_cli(workspace, again), again.out())
      harness.contains('- [x] 2.1 Say hello', workspace:read(TASKS))
    end,
  },
  {
    'kill -9 of Neovim: kiro-cli shows the run as interrupted and goes on with it',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:run_lens('5: Implement task 2.1')
      editor:choose('Allow once')
      editor:wait('the second question', '#waiting > 0')
      editor:kill()
      harness.wait('the run is interrupted', function()
        local run = workspace:task('2.1').run
        return run and run.status.kind == 'interrupted'
      end, function()
        return workspace:task('2.1')
      end)
      local run = workspace:start_cli('task', 'run', 'greeting', '2.1')
      harness.equal(0, allow_by_cli(workspace, run), run.out())
      harness.contains('- [x] 2.1 Say hello', workspace:read(TASKS))
      harness.equal(1, select(2, workspace:read('greeting.py'):gsub('Hello, ', '')), 'the edit was made once')
    end,
  },
}
