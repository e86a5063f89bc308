---The language client of a workspace, and requests to its server.
local M = {}

---A method of the client. In Neovim 0.10 they are functions that know their client.
---@param client vim.lsp.Client
---@param name 'request'|'request_sync'
function M.call(client, name, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[name](client, ...)
  end
  return client[name](...)
end

---Whether a file lies below a folder.
---@param folder string
---@param path string
function M.within(folder, path)
  return vim.startswith(vim.fs.normalize(path), vim.fs.normalize(folder) .. '/')
end

---The folders of the workspaces that a server has open.
---@param client vim.lsp.Client
---@return string[]
function M.roots(client)
  local roots = vim.tbl_get(client.server_capabilities or {}, 'experimental', 'kiro', 'roots') or {}
  return vim.tbl_map(function(root)
    return root.root
  end, roots)
end

---The root that the current buffer lies in: the deepest if there are several.
---@param client vim.lsp.Client
---@return string?
function M.root(client)
  local path = vim.api.nvim_buf_get_name(0)
  path = vim.uv.fs_realpath(path) or path
  local found ---@type string?
  for _, root in ipairs(M.roots(client)) do
    if M.within(root, path) and #root > #(found or '') then
      found = root
    end
  end
  return found
end

---The client of the current buffer's workspace, also where the buffer itself is not markdown.
---@return vim.lsp.Client?
function M.get()
  local attached = vim.lsp.get_clients({ name = 'kiro', bufnr = 0 })[1]
  if attached then
    return attached
  end
  local clients = vim.lsp.get_clients({ name = 'kiro' })
  -- Projects may lie in one another.
  local deepest ---@type vim.lsp.Client?
  local depth = 0
  for _, client in ipairs(clients) do
    local root = M.root(client)
    if root and #root > depth then
      deepest, depth = client, #root
    end
  end
  if deepest then
    return deepest
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
