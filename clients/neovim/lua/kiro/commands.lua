---What the commands in plugin/kiro.lua do.
local client = require('kiro.client')

local M = {}

---Parameters that name the root of the current buffer, if it lies in one.
---@param server vim.lsp.Client
---@return table
local function here(server)
  local root = client.root(server)
  return root and { root = root } or vim.empty_dict()
end

---Does what the code action of the line under the cursor would do.
---@param command string
local function at_cursor(command)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return type(action.command) == 'table' and action.command.command == command
    end,
  })
end

---@param command string
---@param args string[]
local function about_task(command, args)
  if #args == 0 then
    return at_cursor(command)
  end
  local server = client.get()
  if not server then
    return
  end
  if #args ~= 2 then
    return vim.notify('Name the spec and the task, or neither: the task under the cursor', vim.log.levels.ERROR)
  end
  local params = { command = command, arguments = { { spec = args[1], task = args[2], root = client.root(server) } } }
  -- The server shows the error of a command itself.
  client.call(server, 'request', 'workspace/executeCommand', params, function() end)
end

---Asks for drafts and opens the first of them. The server writes nothing that is there already.
---@param server vim.lsp.Client
---@param method string
---@param params table
local function draft(server, method, params)
  local roots = client.roots(server)
  -- In a buffer of no project, with several: the server says which there are.
  local root = client.root(server) or #roots == 1 and roots[1] or nil
  params.root = root
  client.request(server, method, params, function(result)
    for _, document in ipairs(result.drafted) do
      vim.notify(('%s: %d to be filled in'):format(document.path, document.placeholders))
    end
    vim.cmd.edit({ args = { root .. '/' .. result.drafted[1].path }, magic = { file = false } })
  end)
end

---Begins a spec without a model, from words: those of the command, else those of its range, else the user is asked.
---@param args string[] a name, and words
---@param call vim.api.keyset.create_user_command.command_args
function M.draft_spec(args, call)
  local server = client.get()
  if not server then
    return
  end
  local function begin(words)
    draft(server, 'kiro/spec/draft', { spec = args[1], words = words, bugfix = call.bang })
  end
  if #args > 1 then
    return begin(table.concat(args, ' ', 2))
  elseif call.range > 0 then
    return begin(table.concat(vim.api.nvim_buf_get_lines(0, call.line1 - 1, call.line2, true), '\n'))
  end
  vim.ui.input({ prompt = call.bang and 'What is wrong? ' or 'What is it about? ' }, function(words)
    if words then
      begin(words)
    end
  end)
end

---Writes the steering documents that are missing, without a model.
function M.draft_steering()
  local server = client.get()
  if server then
    draft(server, 'kiro/steering/draft', vim.empty_dict())
  end
end

---@param args string[] none, or a spec and a task
function M.run(args)
  about_task('kiro.task.run', args)
end

---@param args string[] none, or a spec and a task
function M.stop(args)
  about_task('kiro.task.stop', args)
end

---Opens a chat document.
function M.chat()
  local server = client.get()
  if server then
    local params = { command = 'kiro.chat.new', arguments = { here(server) } }
    client.call(server, 'request', 'workspace/executeCommand', params, function() end)
  end
end

---Specs, then tasks of the spec.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local server = client.get()
  local words = vim.split(vim.trim(line:sub(1, #line - #lead)), '%s+')
  if not server or #words > 2 then
    return {}
  end
  local found = {} ---@type string[]
  if #words == 1 then
    local response = client.call(server, 'request_sync', 'kiro/spec/list', here(server), 1000)
    for _, spec in ipairs(response and response.result and response.result.specs or {}) do
      table.insert(found, spec.name)
    end
  else
    local params = { spec = words[2], root = client.root(server) }
    local response = client.call(server, 'request_sync', 'kiro/spec/get', params, 1000)
    for _, task in ipairs(response and response.result and response.result.spec.tasks or {}) do
      table.insert(found, task.reference)
    end
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, found)
end

---Picks one, without asking where there is only one.
---@generic T
---@param items T[]
---@param prompt string
---@param label fun(item: T): string
---@param on_choice fun(item: T)
local function pick(items, prompt, label, on_choice)
  if #items == 1 then
    return on_choice(items[1])
  end
  vim.ui.select(items, { prompt = prompt, format_item = label }, function(item)
    if item then
      on_choice(item)
    end
  end)
end

---@param server vim.lsp.Client
---@param question kiro.Question
local function answer(server, question)
  require('kiro.question').ask({
    message = table.concat({ question.title, question.why, question.detail }, '\n\n'),
    choices = question.options,
    label = function(option)
      return option.label
    end,
    still_open = function(continue)
      continue(true)
    end,
    done = function(option)
      if option then
        client.request(server, 'kiro/permission/answer', { id = question.id, option = option.id })
      end
    end,
  })
end

function M.answer()
  local server = client.get()
  if not server then
    return
  end
  client.request(server, 'kiro/question/list', vim.empty_dict(), function(result)
    if #result.questions == 0 then
      return vim.notify('No question waits for an answer')
    end
    pick(result.questions, 'Questions:', function(question)
      return question.title
    end, function(question)
      answer(server, question)
    end)
  end)
end

function M.sessions()
  local server = client.get()
  if not server then
    return
  end
  client.request(server, 'kiro/session/list', vim.empty_dict(), function(result)
    if #result.sessions == 0 then
      return vim.notify('There are no sessions yet')
    end
    pick(result.sessions, 'Sessions:', function(session)
      return ('%s  %s  (%s)'):format(os.date('%Y-%m-%d %H:%M', session.started / 1000), session.title, session.status)
    end, function(session)
      require('kiro.transcript').open(server, session.id)
    end)
  end)
end

return M
