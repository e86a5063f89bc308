---What `vim.lsp.enable('kiro')` does from Neovim 0.11 on, for 0.10.
---@param overrides? table what `vim.lsp.config('kiro', …)` would be given
return function(overrides)
  local file = vim.api.nvim_get_runtime_file('lsp/kiro.lua', false)[1]
  local config = vim.tbl_deep_extend('force', dofile(file), { name = 'kiro' }, overrides or {})
  config.capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), config.capabilities)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('kiro.enable', {}),
    pattern = config.filetypes,
    desc = 'kiro: start kiro-lsp',
    callback = function(args)
      -- Not for hovers and the like, which are Markdown too.
      if vim.bo[args.buf].buftype ~= '' then
        return
      end
      config.root_dir(args.buf, function(root)
        vim.lsp.start(vim.tbl_extend('force', config, { root_dir = root }), { bufnr = args.buf })
      end)
    end,
  })
end
