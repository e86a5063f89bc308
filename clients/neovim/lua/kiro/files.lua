---Buffers of files that an agent changes on disk.
local client = require('kiro.client')

local M = {}

---After these events files may have changed, also some that the event does not name: commands change what they like.
local CHANGES = { toolFinished = true, checkFinished = true, runFinished = true }

---Reads a buffer again if its file has changed, without a prompt.
---@param bufnr integer
local function reload(bufnr)
  local autoread = vim.api.nvim_buf_call(bufnr, function()
    return vim.api.nvim_get_option_value('autoread', { scope = 'local' })
  end)
  vim.bo[bufnr].autoread = true
  vim.cmd.checktime({ bufnr, mods = { emsg_silent = true } })
  if vim.api.nvim_buf_is_valid(bufnr) then
    vim.bo[bufnr].autoread = autoread
  end
end

---Whether a file that exists lies below a folder without links.
---@param folder string
---@param path string
---@return boolean
local function within(folder, path)
  local real = vim.uv.fs_realpath(path)
  return real ~= nil and client.within(folder, real)
end

---@param event kiro.Event
function M.on_event(event)
  if not CHANGES[event.type] then
    return
  end
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local path = vim.api.nvim_buf_get_name(bufnr)
    local is_file = vim.api.nvim_buf_is_loaded(bufnr) and vim.bo[bufnr].buftype == '' and path ~= ''
    -- A modified buffer is the user's: Neovim asks when they come to it, as it always does.
    if is_file and not vim.bo[bufnr].modified and within(event.root, path) then
      reload(bufnr)
    end
  end
end

return M
