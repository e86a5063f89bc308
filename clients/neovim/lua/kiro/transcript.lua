---What is said and done in a session, in a buffer that grows as it happens.
local M = {}

---@class kiro.View
---@field bufnr integer
---@field seq integer the last event that is in the buffer
---@field kept integer lines that stay; below them is the text that is still arriving
---@field arriving string
---@field tools table<string, string> names of the tools that were called, by call
---@field early? kiro.Event[] events that came before the answer with those that were there already

---@type table<string, kiro.View> by session
local views = {}

---@param text string
---@return string[]
local function indented(text)
  local lines = vim.split(vim.trim(text), '\n')
  return vim.tbl_map(function(line)
    return '    ' .. line
  end, lines)
end

---@type table<string, fun(event: table, view: kiro.View): string[]>
local PARTS = {
  userPrompted = function(event)
    return vim.list_extend({ '## You', '' }, vim.split(event.text, '\n'))
  end,
  modelAnswered = function(event, view)
    local lines = { '## Model', '' }
    if event.text ~= '' then
      vim.list_extend(lines, vim.split(event.text, '\n'))
    end
    for _, call in ipairs(event.calls) do
      view.tools[call.id] = call.name
      local input = type(call.input) == 'string' and call.input or vim.json.encode(call.input)
      vim.list_extend(lines, { ('- `%s` %s'):format(call.name, (input:gsub('\n', '\\n'))) })
    end
    return lines
  end,
  modelFailed = function(event)
    return vim.list_extend({ '## The model could not be asked', '' }, vim.split(event.error, '\n'))
  end,
  questionAsked = function(event)
    local question = event.question
    return vim.list_extend({ '## Question: ' .. question.title, '' }, indented(question.detail))
  end,
  questionAnswered = function(event)
    return { ('- answered by %s: `%s`'):format(event.by.name, event.answer) }
  end,
  toolFinished = function(event, view)
    local tool = view.tools[event.call] or event.call
    return vim.list_extend({ ('- `%s`: %s'):format(tool, event['end']), '' }, indented(event.output))
  end,
  contextCompacted = function(event)
    local title = ('## A summary now stands for %d older messages'):format(event.hidden)
    return vim.list_extend({ title, '' }, indented(event.summary))
  end,
  subagentStarted = function(event)
    return { ('- a sub-agent works in session `%s`'):format(event.child) }
  end,
  turnEnded = function(event)
    return { '## Ended: ' .. event.stop }
  end,
}

---Writes below what is kept, and stays at the end in windows that are there.
---@param view kiro.View
---@param lines string[]
local function write(view, lines)
  local last = vim.api.nvim_buf_line_count(view.bufnr)
  local following = vim.tbl_filter(function(win)
    return vim.api.nvim_win_get_cursor(win)[1] == last
  end, vim.fn.win_findbuf(view.bufnr))
  vim.bo[view.bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(view.bufnr, view.kept, -1, false, lines)
  vim.bo[view.bufnr].modifiable = false
  for _, win in ipairs(following) do
    vim.api.nvim_win_set_cursor(win, { vim.api.nvim_buf_line_count(view.bufnr), 0 })
  end
end

---@param view kiro.View
---@param event kiro.Event
local function append(view, event)
  local part = PARTS[event.type]
  if event.seq <= view.seq then
    return
  end
  view.seq = event.seq
  if part then
    local lines = vim.list_extend(part(event, view), { '' })
    write(view, lines)
    view.kept = view.kept + #lines
    view.arriving = ''
  end
end

---@param session string
---@return kiro.View?
local function view_of(session)
  local view = views[session]
  if view and not vim.api.nvim_buf_is_valid(view.bufnr) then
    views[session] = nil
    return nil
  end
  return view
end

---@param event kiro.Event
function M.on_event(event)
  local question = type(event.question) == 'table' and event.question or nil
  local session = event.session or question and question.session
  local view = session and view_of(session)
  if view and view.early then
    table.insert(view.early, event)
  elseif view then
    append(view, event)
  end
end

---@param notice kiro.Notice
function M.on_notice(notice)
  local view = view_of(notice.session)
  if not view or view.early then
    return
  end
  if notice.type == 'waiting' then
    return
  end
  view.arriving = notice.type == 'retry' and '' or view.arriving .. notice.text
  write(view, vim.split(view.arriving, '\n'))
end

---Shows a session in a split.
---@param client vim.lsp.Client
---@param session string
function M.open(client, session)
  local view = view_of(session)
  if view then
    vim.cmd.sbuffer(view.bufnr)
    return
  end
  local bufnr = vim.api.nvim_create_buf(true, true)
  vim.api.nvim_buf_set_name(bufnr, 'kiro://' .. session)
  vim.bo[bufnr].filetype = 'markdown'
  view = { bufnr = bufnr, seq = 0, kept = 0, arriving = '', tools = {}, early = {} }
  views[session] = view
  vim.cmd.sbuffer(bufnr)
  require('kiro.client').request(client, 'kiro/session/get', { session = session }, function(result)
    if not view_of(session) then
      return
    end
    for _, event in ipairs(vim.list_extend(result.events, view.early)) do
      append(view, event)
    end
    view.early = nil
  end)
end

return M
