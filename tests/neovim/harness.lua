---A workspace in a temporary folder, Neovim as a child process, and `kiro-cli` beside it.
local M = {}

local LIMIT = 15000

---@param what string
---@param condition fun(): any a true value ends the wait and is answered
---@param state? fun(): any shown if it does not come true
function M.wait(what, condition, state)
  local value
  vim.wait(LIMIT, function()
    value = condition()
    return value
  end, 20)
  if not value then
    error(('waited in vain: %s%s'):format(what, state and '\n' .. vim.inspect(state()) or ''), 2)
  end
  return value
end

function M.equal(expected, found, what)
  if not vim.deep_equal(expected, found) then
    error(('%s\nexpected %s\nfound    %s'):format(what or '', vim.inspect(expected), vim.inspect(found)), 2)
  end
end

function M.contains(part, text, what)
  if type(text) ~= 'string' or not text:find(part, 1, true) then
    error(('%s\n%s\nis not in\n%s'):format(what or '', part, vim.inspect(text)), 2)
  end
end

---@class Workspace
---@field base string removed at the end
---@field root string a copy of sample/
---@field env table<string, string>
---@field editors Editor[]
---@field processes vim.SystemObj[]
local Workspace = {}
Workspace.__index = Workspace

---@return Workspace
function M.workspace()
  local repository = vim.env.KIRO_REPOSITORY
  local base = vim.uv.fs_realpath(vim.fn.tempname():match('(.*)/')) .. '/kiro-neovim-' .. vim.uv.hrtime()
  local root = base .. '/greeting'
  vim.fn.mkdir(base .. '/home', 'p')
  assert(vim.system({ 'cp', '-r', repository .. '/tests/neovim/sample', root }):wait().code == 0)
  local env = {
    HOME = base .. '/home',
    XDG_CONFIG_HOME = base .. '/home/config',
    XDG_DATA_HOME = base .. '/home/data',
    XDG_STATE_HOME = base .. '/home/state',
    XDG_CACHE_HOME = base .. '/home/cache',
    XDG_RUNTIME_DIR = base .. '/home',
    KIRO_LSP_STATE_DIR = base .. '/state',
    KIRO_LSP_MODEL = 'scripted:' .. root .. '/model.jsonl',
    PATH = vim.env.CARGO_TARGET_DIR .. '/debug:' .. vim.env.PATH,
    PYTHONDONTWRITEBYTECODE = '1',
    TERM = 'dumb',
    LANG = 'C.UTF-8',
  }
  return setmetatable({ base = base, root = root, env = env, editors = {}, processes = {} }, Workspace)
end

function Workspace:path(name)
  return self.root .. '/' .. name
end

Workspace.TASKS = '.kiro/specs/greeting/tasks.md'

function Workspace:read(name)
  local file = io.open(self:path(name), 'rb')
  local text = file and file:read('a')
  if file then
    file:close()
  end
  return text
end

function Workspace:write(name, text)
  vim.fn.mkdir(vim.fs.dirname(self:path(name)), 'p')
  local file = assert(io.open(self:path(name), 'wb'))
  file:write(text)
  file:close()
end

---`kiro-cli` with the environment of the workspace and no other, which `vim.system` of Neovim 0.10 cannot do.
---@return string[]
function Workspace:cli_command(...)
  local command = { 'env', '-i' }
  for name, value in pairs(self.env) do
    table.insert(command, name .. '=' .. value)
  end
  return vim.list_extend(command, { 'kiro-cli', '-C', self.root, ... })
end

---Starts `kiro-cli` in the workspace.
---@return { system: vim.SystemObj, out: fun(): string } out: everything that it printed so far
function Workspace:start_cli(...)
  local said = {}
  local function collect(_, data)
    table.insert(said, data)
  end
  local system = vim.system(self:cli_command(...), { stdin = true, stdout = collect, stderr = collect })
  table.insert(self.processes, system)
  return {
    system = system,
    out = function()
      return table.concat(said)
    end,
  }
end

---Runs `kiro-cli` to its end.
---@return { code: integer, stdout: string, stderr: string }
function Workspace:cli(...)
  return vim.system(self:cli_command(...)):wait(LIMIT)
end

---The question that waits, as another terminal sees it.
---@return { id: string, title: string }
function Workspace:question()
  return M.wait('a question in the log', function()
    local listed = self:cli('session', 'list').stdout
    local title, id = listed:match('\n%? ([^\n]+)\n.-kiro%-cli answer (q%-%w+)')
    return id and { id = id, title = title }
  end)
end

---A task, as `kiro/spec/get` has it.
function Workspace:task(reference)
  local spec = vim.json.decode(self:cli('spec', 'show', 'greeting', '--format', 'json').stdout).spec
  return vim.iter(spec.tasks):find(function(task)
    return task.reference == reference
  end)
end

---@class Editor
---@field channel integer
---@field pid integer
---@field workspace Workspace
local Editor = {}
Editor.__index = Editor

---What a user puts into init.lua.
M.INIT = ([[
vim.opt.runtimepath:append(%q)
if vim.lsp.enable then vim.lsp.enable('kiro') else require('kiro.enable')() end
]]):format(vim.env.KIRO_REPOSITORY .. '/clients/neovim')

---What the tests watch and decide. A choice is made like in a picker: later, and by its label.
local WATCH = [[
-- Debian's Neovim comes without the parsers that its own ftplugin for markdown wants.
local found, added = pcall(vim.treesitter.language.add, 'markdown')
if not (found and added) then vim.treesitter.start = function() end end
_G.seen = { progress = {}, messages = {}, events = {}, notices = {}, dialogs = {}, reloads = {} }
_G.lenses = function()
  local found = vim.lsp.codelens.get(vim.lsp.codelens.enable and { bufnr = 0 } or 0)
  return vim.tbl_map(function(lens) return lens.lens or lens end, found)
end
vim.api.nvim_create_autocmd('LspProgress', { callback = function(args)
  local params = args.data.params
  table.insert(seen.progress, { token = params.token, kind = params.value.kind, title = params.value.title, message = params.value.message })
end })
vim.api.nvim_create_autocmd('FileChangedShell', { callback = function(args)
  table.insert(seen.reloads, vim.v.fcs_reason .. ' ' .. vim.fs.basename(args.file))
  vim.v.fcs_choice = 'ask'
end })
vim.notify = function(message) table.insert(seen.messages, message) end
local show_message = vim.lsp.handlers['window/showMessage']
vim.lsp.handlers['window/showMessage'] = function(err, params, ctx)
  table.insert(seen.messages, params.message)
  return show_message(err, params, ctx)
end
_G.waiting = {}
vim.ui.select = function(items, options, on_choice)
  local labels = vim.tbl_map(options.format_item or tostring, items)
  table.insert(seen.dialogs, { prompt = options.prompt, labels = labels })
  table.insert(waiting, { items = items, labels = labels, on_choice = on_choice })
end
-- The latest that offers the label; nil closes the latest of all. From 0.12 on the client is named behind the title of a lens.
_G.offer = function(label)
  for at = #waiting, 1, -1 do
    for i, offered in ipairs(waiting[at].labels) do
      if not label or offered == label or offered == label .. ' [kiro]' then return at, i end
    end
  end
end
_G.choose = function(label)
  local at, i = offer(label)
  local dialog = table.remove(waiting, at)
  if label then dialog.on_choice(dialog.items[i], i) else dialog.on_choice(nil, nil) end
end
]]

---@param init? string instead of what the manual says
---@return Editor
function Workspace:edit(name, init)
  local file = self.base .. '/init.lua'
  local out = assert(io.open(file, 'w'))
  out:write(init or M.INIT)
  out:close()
  local env = vim.tbl_extend('force', self.env, { VIMRUNTIME = vim.env.VIMRUNTIME })
  local command = { vim.env.KIRO_NEOVIM, '--embed', '--headless', '-i', 'NONE', '-u', file }
  local channel = vim.fn.jobstart(command, { rpc = true, env = env, clear_env = true, cwd = self.root })
  assert(channel > 0, 'Neovim does not start')
  local editor = setmetatable({ channel = channel, pid = vim.fn.jobpid(channel), workspace = self }, Editor)
  table.insert(self.editors, editor)
  editor:lua(WATCH)
  editor:lua('vim.cmd.edit(...)', self:path(name))
  return editor
end

---Runs Lua in the editor. An editor that waits for a key would never answer, so that is an error.
function Editor:lua(code, ...)
  if vim.rpcrequest(self.channel, 'nvim_get_mode').blocking then
    error('Neovim waits for a key', 2)
  end
  return vim.rpcrequest(self.channel, 'nvim_exec_lua', code, { ... })
end

---Does not wait: the keys may end the editor.
function Editor:type(keys)
  vim.rpcnotify(self.channel, 'nvim_input', keys)
end

---Waits until a Lua expression is true in the editor.
function Editor:wait(what, expression, ...)
  local arguments = { ... }
  return M.wait(what, function()
    return self:lua('return ' .. expression, unpack(arguments))
  end, function()
    return { seen = self:lua('return seen'), buffer = self:lines(), lenses = self:lenses(), messages = self:lua("return vim.fn.execute('messages')") }
  end)
end

function Editor:lines()
  return self:lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
end

---The line of the current buffer with this text, from 1.
function Editor:line_of(part)
  for number, line in ipairs(self:lines()) do
    if line:find(part, 1, true) then
      return number
    end
  end
  error('no line with ' .. part, 2)
end

---The lenses as `line: title`, lines from 1.
function Editor:lenses()
  return self:lua([[
    return vim.tbl_map(function(lens) return lens.range.start.line + 1 .. ': ' .. lens.command.title end, lenses())
  ]])
end

function Editor:wait_for_lens(lens)
  return M.wait('the lens ' .. lens, function()
    return vim.list_contains(self:lenses(), lens)
  end, function()
    return self:lenses()
  end)
end

---Runs a lens as a user does: cursor on the line, the command, and a choice if there are several.
function Editor:run_lens(lens)
  self:wait_for_lens(lens)
  local line, title = lens:match('^(%d+): (.*)$')
  local here = vim.tbl_filter(function(other)
    return vim.startswith(other, line .. ': ')
  end, self:lenses())
  self:lua('vim.api.nvim_win_set_cursor(0, { ..., 0 })', tonumber(line))
  self:lua('vim.lsp.codelens.run()')
  if #here > 1 then
    self:choose(title)
  end
end

---Runs a code action as a user does.
function Editor:run_action(line, title)
  self:lua('vim.api.nvim_win_set_cursor(0, { ..., 0 })', line)
  self:lua('vim.lsp.buf.code_action()')
  self:choose(title)
end

---Waits for a dialog and chooses.
---@param label? string nil closes it
function Editor:choose(label)
  self:wait('a dialog', 'offer(...) ~= nil', label)
  self:lua('choose(...)', label)
end

---Messages of the diagnostics of the current buffer.
function Editor:diagnostics()
  return self:lua('return vim.tbl_map(function(found) return found.message end, vim.diagnostic.get(0))')
end

function Editor:kill()
  vim.uv.kill(self.pid, 'sigkill')
  vim.fn.jobwait({ self.channel }, 5000)
end

---Ends what is still there, and removes the folder.
function Workspace:close()
  for _, process in ipairs(self.processes) do
    process:kill('sigkill')
  end
  for _, editor in ipairs(self.editors) do
    pcall(Editor.kill, editor)
  end
  vim.fn.delete(self.base, 'rf')
end

return M
