---Code lenses, kept up to date. Neovim 0.11 draws and runs them, but asks for them only when told.
local M = {}

---Asks for the lenses of a buffer. `vim.lsp.codelens.refresh` would drop a request while another one is on its way.
---@param client vim.lsp.Client
---@param bufnr integer
function M.refresh(client, bufnr)
  local params = { textDocument = vim.lsp.util.make_text_document_params(bufnr) }
  require('kiro.client').call(client, 'request', 'textDocument/codeLens', params, vim.lsp.codelens.on_codelens, bufnr)
end

---@param client vim.lsp.Client
---@param bufnr integer
function M.attach(client, bufnr)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
    return
  end
  local group = vim.api.nvim_create_augroup('kiro.lens.' .. bufnr, {})
  vim.api.nvim_create_autocmd('LspNotify', {
    group = group,
    buffer = bufnr,
    desc = 'kiro: lenses of the text as it is now',
    callback = function(args)
      if args.data.client_id == client.id and args.data.method == 'textDocument/didChange' then
        M.refresh(client, bufnr)
      end
    end,
  })
  vim.api.nvim_create_autocmd('LspDetach', {
    group = group,
    buffer = bufnr,
    callback = function(args)
      if args.data.client_id == client.id then
        vim.api.nvim_del_augroup_by_id(group)
      end
    end,
  })
  M.refresh(client, bufnr)
end

return M
