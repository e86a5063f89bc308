---Questions of the server, as dialogs. Closing one is no answer: the question stays open, with a diagnostic and code
---actions on the line of its task.
local M = {}

---@class kiro.Dialog
---@field message string the first line is the question, the rest what would happen
---@field choices any[]
---@field label fun(choice: any): string
---@field still_open fun(continue: fun(open: boolean))
---@field done fun(choice: any?)

---@type kiro.Dialog[]
local waiting = {}
local showing = false

---Shows what would happen above the question.
---@param lines string[]
---@return fun() close
local function show_detail(lines)
  if #lines == 0 then
    return function() end
  end
  local _, win = vim.lsp.util.open_floating_preview(lines, 'diff', {
    focus = false,
    close_events = {},
    max_height = math.max(1, math.floor(vim.o.lines / 2)),
    border = 'rounded',
  })
  vim.cmd.redraw()
  return function()
    if vim.api.nvim_win_is_valid(win) then
      vim.api.nvim_win_close(win, true)
    end
  end
end

local next_dialog

---@param dialog kiro.Dialog
local function show(dialog)
  local lines = vim.split(vim.trim(dialog.message), '\n')
  local title = table.remove(lines, 1)
  while lines[1] == '' do
    table.remove(lines, 1)
  end
  local close = show_detail(lines)
  vim.ui.select(dialog.choices, { prompt = title, kind = 'kiro_question', format_item = dialog.label }, function(choice)
    close()
    -- A dialog must not begin, nor a coroutine go on, inside of the one that ends.
    vim.schedule(function()
      showing = false
      dialog.done(choice)
      next_dialog()
    end)
  end)
end

---One after the other, and only in normal mode: what somebody types into their text must not answer a question.
next_dialog = function()
  if showing or #waiting == 0 then
    return
  end
  if vim.api.nvim_get_mode().mode ~= 'n' then
    vim.api.nvim_create_autocmd('ModeChanged', {
      group = vim.api.nvim_create_augroup('kiro.question', {}),
      pattern = '*:n',
      once = true,
      callback = vim.schedule_wrap(next_dialog),
    })
    return
  end
  showing = true
  local dialog = table.remove(waiting, 1)
  dialog.still_open(function(open)
    if open then
      show(dialog)
    else
      showing = false
      dialog.done(nil)
      next_dialog()
    end
  end)
end

---@param dialog kiro.Dialog
function M.ask(dialog)
  table.insert(waiting, dialog)
  next_dialog()
end

---`window/showMessageRequest`. Waits for the user without blocking the editor; runs in a coroutine of its own.
---@param params lsp.ShowMessageRequestParams
---@param client_id integer
---@return lsp.MessageActionItem|userdata
function M.dialog(params, client_id)
  local waits = coroutine.running()
  vim.schedule(function()
    M.ask({
      message = params.message,
      choices = params.actions or {},
      label = function(action)
        return action.title
      end,
      -- While the user was typing it may have been answered elsewhere; the message begins with the question's title.
      still_open = function(continue)
        local client = vim.lsp.get_client_by_id(client_id)
        local sent = client
          and require('kiro.client').call(client, 'request', 'kiro/question/list', vim.empty_dict(), function(err, result)
            continue(err ~= nil or vim.iter(result.questions):any(function(question)
              return vim.startswith(params.message, question.title)
            end))
          end)
        if not sent then
          continue(false)
        end
      end,
      done = function(action)
        coroutine.resume(waits, action or vim.NIL)
      end,
    })
  end)
  return coroutine.yield()
end

return M
