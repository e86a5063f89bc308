---The language client of a workspace, and requests to its server.
local M = {}

---Whether a file lies in the client's workspace.
---@param client vim.lsp.Client
---@param path string
function M.holds(client, path)
  return client.root_dir ~= nil and vim.startswith(vim.fs.normalize(path), vim.fs.normalize(client.root_dir) .. '/')
end

---A method of the client. In Neovim 0.10 they are functions that know their client.
---@param client vim.lsp.Client
---@param name 'request'|'request_sync'
function M.call(client, name, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[name](client, ...)
  end
  return client[name](...)
end

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
    if M.holds(client, path) then
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
  M.call(client, 'request', method, params, function(err, result)
    if err then
      vim.notify(err.message, vim.log.levels.ERROR)
    elseif on_result then
      on_result(result)
    end
  end)
end

return M
