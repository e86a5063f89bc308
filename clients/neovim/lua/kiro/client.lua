---The language client of a workspace, and requests to its server.
local M = {}

---The client of the current buffer's workspace, also where the buffer itself is not markdown.
---@return vim.lsp.Client?
function M.get()
  local attached = vim.lsp.get_clients({ name = 'kiro', bufnr = 0 })[1]
  if attached then
    return attached
  end
  local path = vim.api.nvim_buf_get_name(0)
  local clients = vim.lsp.get_clients({ name = 'kiro' })
  for _, client in ipairs(clients) do
    if client.root_dir and vim.fs.relpath(client.root_dir, path) then
      return client
    end
  end
  if #clients == 1 then
    return clients[1]
  end
  vim.notify('kiro-lsp does not run here: open a markdown file of the workspace, or see :checkhealth kiro', vim.log.levels.WARN)
end

---Sends a `kiro/*` request. Its error is shown to the user.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param on_result? fun(result: table)
function M.request(client, method, params, on_result)
  client:request(method, params, function(err, result)
    if err then
      vim.notify(err.message, vim.log.levels.ERROR)
    elseif on_result then
      on_result(result)
    end
  end)
end

return M
