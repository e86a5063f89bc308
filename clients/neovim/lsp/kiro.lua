---@brief Specs, tasks and agent runs of `.kiro` folders, by kiro-lsp. Enable it with `vim.lsp.enable('kiro')`.

---@param name string
---@return fun(...): any
local function handler(name)
  return function(...)
    return require('kiro.handlers')[name](...)
  end
end

---Markdown may be a chat or AGENTS.md, wherever it is. Of everything else only Kiro's own files are served.
---@param bufnr integer
---@param root string
local function is_served(bufnr, root)
  if vim.bo[bufnr].filetype == 'markdown' then
    return true
  end
  local path = vim.fs.normalize(vim.api.nvim_buf_get_name(bufnr))
  local below = vim.startswith(path, vim.fs.normalize(root) .. '/.kiro/') and root ~= vim.uv.os_homedir()
  return below or vim.fs.basename(path) == '.kiroignore'
end

---@type vim.lsp.Config
local config = {
  cmd = { 'kiro-lsp', '--stdio' },
  filetypes = { 'markdown', 'json', 'jsonc', 'yaml', 'gitignore' },
  -- Not root_markers: `~/.kiro` holds Kiro's own settings and makes no workspace of the home folder.
  root_dir = function(bufnr, on_dir)
    local home = vim.uv.os_homedir()
    -- A chat document lies outside of the workspace it talks about.
    local first = vim.api.nvim_buf_get_lines(bufnr, 0, 1, false)[1] or ''
    local chat = vim.startswith(first, '<!-- kiro-chat')
    local root = vim.fs.root(chat and vim.uv.cwd() or bufnr, function(name, folder)
      return name == '.git' or (name == '.kiro' and folder ~= home)
    end)
    if root and is_served(bufnr, root) then
      on_dir(root)
    end
  end,
  workspace_required = true,
  capabilities = {
    experimental = { kiro = { version = 1 } },
    -- Neovim understands edits that name the version they are for, but does not say so.
    workspace = {
      workspaceEdit = { documentChanges = true },
      -- So that they are published. Told to ask again, Neovim 0.12 asks for those of all files and drops the ones of open buffers.
      diagnostics = { refreshSupport = false },
    },
  },
  -- Marks are set for the text as the server knows it: while somebody types, every edit would come too late.
  flags = { debounce_text_changes = 0 },
  handlers = {
    ['kiro/event'] = handler('event'),
    ['kiro/notice'] = handler('notice'),
    ['kiro/roots'] = handler('roots'),
    ['window/showMessageRequest'] = handler('dialog'),
    ['window/showDocument'] = handler('show_document'),
    ['workspace/applyEdit'] = handler('apply_edit'),
  },
}

-- From 0.12 on Neovim does this itself.
if not vim.lsp.codelens.enable then
  config.capabilities.workspace.codeLens = { refreshSupport = true }
  config.handlers['workspace/codeLens/refresh'] = handler('refresh_lenses')
end

return config
