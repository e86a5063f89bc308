local harness = require('harness')
local TASKS = '.kiro/specs/greeting/tasks.md'
local REQUIREMENTS = '.kiro/specs/greeting/requirements.md'

---Puts the cursor on a part of a line: `part` may hold a `|` where it shall stand.
local function go(editor, part)
  local at = part:find('|', 1, true)
  local text = part:gsub('|', '')
  local line = editor:line_of(text)
  local start = editor:lines()[line]:find(text, 1, true)
  editor:lua('vim.api.nvim_win_set_cursor(0, { ... })', line, start + (at or 1) - 2)
end

---Replaces a line.
local function set_line(editor, old, new)
  local line = editor:line_of(old)
  editor:lua('local line, text = ...; vim.api.nvim_buf_set_lines(0, line - 1, line, true, { text })', line, new)
end

---Findings of the current buffer as `line: code`.
local FINDINGS = [[vim.tbl_map(function(found) return found.lnum + 1 .. ': ' .. tostring(found.code) end, vim.diagnostic.get(0))]]

local function wait_for_findings(editor, expected)
  local function findings()
    return editor:lua('return ' .. FINDINGS)
  end
  harness.wait('findings ' .. vim.inspect(expected), function()
    return vim.deep_equal(expected, findings())
  end, findings)
end

---What stands in the floating window.
local FLOAT = [[(function()
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
    end
  end
end)()]]

---The text of a document as its buffer has it.
local function buffer(editor, name)
  return table.concat(editor:lua('return vim.api.nvim_buf_get_lines(vim.fn.bufnr(...), 0, -1, false)', name), '\n')
end

local function served(editor)
  return editor:lua('return #vim.lsp.get_clients({ bufnr = 0 })') == 1
end

return {
  {
    'diagnostics come and go with the buffer, and with what another buffer says',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      harness.equal({}, editor:lua('return ' .. FINDINGS))
      set_line(editor, '- [ ] 3. Write the manual', '- [?] 3. Write the manual')
      editor:lua([[vim.api.nvim_buf_set_lines(0, 5, 6, true, { '    - _Requirements: 1.2_' })]])
      wait_for_findings(editor, { '6: trace/dangling-reference', '9: tasks/unknown-mark' })
      harness.contains('There is no requirement or criterion 1.2', editor:diagnostics()[1])
      set_line(editor, '- [?] 3. Write the manual', '- [x] 3. Write the manual')
      wait_for_findings(editor, { '6: trace/dangling-reference' })

      editor:lua('vim.cmd("hide edit " .. ...)', workspace:path(REQUIREMENTS))
      editor:lua([[vim.fn.append('$', '2. WHEN nobody is named, THE program SHALL greet the world.')]])
      editor:lua('vim.cmd.buffer("tasks.md")')
      wait_for_findings(editor, {})
      harness.equal(nil, workspace:read(REQUIREMENTS):find('the world'), 'nothing was saved')
    end,
  },
  {
    'diagnostics follow files that are not open',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.api.nvim_buf_set_lines(0, 5, 6, true, { '    - _Requirements: 1.2_' })]])
      wait_for_findings(editor, { '6: trace/dangling-reference' })
      workspace:write(REQUIREMENTS, workspace:read(REQUIREMENTS) .. '2. WHEN nobody is named, THE program SHALL greet the world.\n')
      wait_for_findings(editor, {})
    end,
  },
  {
    'a quick fix',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.api.nvim_buf_set_lines(0, 5, 6, true, { '    - _Requirements: 1.1, 1.7_' })]])
      wait_for_findings(editor, { '6: trace/dangling-reference' })
      go(editor, '1.|7')
      editor:lua('vim.lsp.buf.code_action()')
      editor:choose('Write 1.1')
      editor:wait('the id', [[vim.api.nvim_buf_get_lines(0, 5, 6, true)[1] == '    - _Requirements: 1.1, 1.1_']])
    end,
  },
  {
    'hover on a reference says what it asks for',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      go(editor, '_Requirements: 1.|1_')
      editor:lua('vim.lsp.buf.hover()')
      editor:wait('a window', FLOAT .. ' ~= nil')
      harness.contains('WHEN a name is given, THE program SHALL greet it.', editor:lua('return ' .. FLOAT))
    end,
  },
  {
    'definition and references lead from document to document',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      go(editor, '_Requirements: 1.|1_')
      editor:lua('vim.lsp.buf.definition()')
      editor:wait('the criterion', [[vim.api.nvim_get_current_line():find('THE program SHALL greet it', 1, true) ~= nil]])
      harness.equal(workspace:path(REQUIREMENTS), editor:lua('return vim.api.nvim_buf_get_name(0)'))
      editor:lua('vim.lsp.buf.references()')
      editor:wait('the list', '#vim.fn.getqflist() >= 2')
      local names = editor:lua([[return vim.tbl_map(function(item)
        return vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr)) .. ':' .. item.lnum
      end, vim.fn.getqflist())]])
      harness.contains('tasks.md:6 tasks.md:8', table.concat(names, ' '))
    end,
  },
  {
    'a rename changes every document, unsaved',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      go(editor, '_Requirements: 1.|1_')
      editor:lua([[vim.lsp.buf.rename('1.4')]])
      editor:wait('the new id', [[vim.api.nvim_buf_get_lines(0, 5, 6, true)[1] == '    - _Requirements: 1.4_']])
      harness.equal('    - _Requirements: 1.4_', editor:lines()[8])
      editor:wait('the other document', [[vim.fn.bufnr('requirements.md') > 0]])
      harness.contains('4. WHEN a name is given', buffer(editor, 'requirements.md'))
      harness.contains('1. WHEN a name is given', workspace:read(REQUIREMENTS))
    end,
  },
  {
    'completion of ids and of front matter',
    function(workspace)
      workspace:write('.kiro/steering/style.md', '---\nincl\n---\n# Style\n')
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.api.nvim_buf_set_lines(0, 5, 6, true, { '    - _Requirements: ' })]])
      editor:lua('vim.api.nvim_win_set_cursor(0, { 6, 0 })')
      editor:type('A<C-x><C-o>')
      editor:wait('the menu', [[vim.fn.pumvisible() == 1 and #vim.fn.complete_info({ 'items' }).items > 0]])
      local words = editor:lua([[return vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ 'items' }).items)]])
      assert(vim.list_contains(words, '1.1'), vim.inspect(words))
      editor:type('<C-e><Esc>')
      editor:lua('vim.cmd("hide edit! " .. ...)', workspace:path('.kiro/steering/style.md'))
      editor:wait('the client', [[#vim.lsp.get_clients({ bufnr = 0 }) == 1]])
      editor:lua('vim.api.nvim_win_set_cursor(0, { 2, 0 })')
      editor:type('A<C-x><C-o>')
      editor:wait('the key', [[vim.api.nvim_get_current_line():find('inclusion', 1, true) ~= nil or #vim.fn.complete_info({ 'items' }).items > 0]])
    end,
  },
  {
    'outline, formatting and symbols of the workspace',
    function(workspace)
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      editor:lua([[vim.api.nvim_buf_set_lines(0, 8, 9, true, { '- [ ] 7. Write the manual' })]])
      editor:lua('vim.lsp.buf.format({ timeout_ms = 5000 })')
      harness.equal('- [ ] 3. Write the manual', editor:lines()[9])
      editor:lua('vim.lsp.buf.document_symbol()')
      -- A list of the window, or in Neovim 0.10 of all windows.
      editor:wait('the outline', [[vim.bo.buftype == 'quickfix' and #vim.api.nvim_buf_get_lines(0, 0, -1, true) > 4]])
      editor:lua([[vim.cmd.close() vim.fn.setqflist({}) vim.lsp.buf.workspace_symbol('goodbye')]])
      editor:wait('the symbol', [[#vim.fn.getqflist() > 0 and vim.fn.getqflist()[1].text:find('goodbye', 1, true) ~= nil]])
    end,
  },
  {
    'inlay hints, semantic tokens, folds and Return, as the manual switches them on',
    function(workspace)
      local manual = table.concat(vim.fn.readfile(vim.env.KIRO_REPOSITORY .. '/docs/neovim.md'), '\n')
      local block = manual:match('```lua\n(vim%.api%.nvim_create_autocmd%(\'LspAttach\'.-)\n```')
      local editor = workspace:edit(REQUIREMENTS, harness.INIT .. block)
      editor:wait('a hint', '#vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0')
      local line = editor:line_of('1. WHEN a name')
      editor:wait('tokens', [[#(vim.lsp.semantic_tokens.get_at_pos(0, ..., 3) or {}) > 0]], line - 1)
      if vim.fn.has('nvim-0.11') == 1 then
        editor:wait('a fold', 'vim.fn.foldlevel(...) > 0', line)
        harness.equal(-1, editor:lua('return vim.fn.foldclosed(...)', line), 'folds are open')
      end
      if vim.fn.has('nvim-0.12') == 1 then
        editor:lua('vim.api.nvim_win_set_cursor(0, { ..., 0 })', line)
        editor:type('A<CR>')
        editor:wait('the next criterion', [[vim.api.nvim_get_current_line():find('^2%. ') ~= nil]])
      end
    end,
  },
  {
    'JSON and YAML are served below .kiro, and nowhere else',
    function(workspace)
      workspace:write('.kiro/hooks/a.json', '{"version": "v1", "hooks": [{"name": "a", "trigger": "FileSaved"}]}\n')
      workspace:write('.kiro/hooks/b.kiro.hook', '{"name": "b"}\n')
      workspace:write('.kiro/settings/mcp.json', '{\n  // comment\n  "mcpServers": {}\n}\n')
      workspace:write('.kiro/settings/permissions.yaml', 'rules: []\n')
      workspace:write('.kiroignore', 'secrets/\n')
      workspace:write('package.json', '{}\n')
      workspace:write('ci.yaml', 'a: 1\n')
      workspace:write('.gitignore', 'x\n')
      local editor = workspace:edit(TASKS)
      editor:wait_for_lens('5: Implement task 2.1')
      for _, name in ipairs({ '.kiro/hooks/a.json', '.kiro/hooks/b.kiro.hook', '.kiro/settings/mcp.json', '.kiro/settings/permissions.yaml', '.kiroignore' }) do
        editor:lua('vim.cmd("hide edit " .. ...)', workspace:path(name))
        harness.wait('the client of ' .. name, function()
          return served(editor)
        end)
      end
      for _, name in ipairs({ 'package.json', 'ci.yaml', '.gitignore' }) do
        editor:lua('vim.cmd("hide edit " .. ...)', workspace:path(name))
        assert(not served(editor), name)
      end
      harness.equal(1, editor:lua('return #vim.lsp.get_clients()'), 'servers')
      editor:lua('vim.cmd("hide edit " .. ...)', workspace:path('.kiro/hooks/a.json'))
      editor:wait('the finding', [[vim.iter(vim.diagnostic.get(0)):any(function(found) return found.code == 'hooks/unknown-trigger' end)]])
    end,
  },
  {
    'AGENTS.md is served, alone and in a home folder that is no workspace is not',
    function(workspace)
      workspace:write('packages/web/AGENTS.md', '# Web\n')
      local editor = workspace:edit('packages/web/AGENTS.md')
      editor:wait('the client', [[#vim.lsp.get_clients({ bufnr = 0 }) == 1]])
      harness.equal(workspace.root, editor:lua('return vim.lsp.get_clients()[1].root_dir'))
      vim.fn.mkdir(workspace.base .. '/home/.kiro/settings', 'p')
      local file = assert(io.open(workspace.base .. '/home/.kiro/settings/mcp.json', 'w'))
      file:write('{}')
      file:close()
      editor:lua('vim.cmd("hide edit " .. ...)', workspace.base .. '/home/.kiro/settings/mcp.json')
      assert(not served(editor), 'home')
    end,
  },
}
