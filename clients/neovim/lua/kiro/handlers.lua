---What the server sends: each message is handed to who shows it.
local M = {}

---A durable event. `User KiroEvent` lets statuslines and the user's own autocommands take part; its data is the event.
---@param event kiro.Event
function M.event(_, event)
  require('kiro.files').on_event(event)
  require('kiro.transcript').on_event(event)
  vim.api.nvim_exec_autocmds('User', { pattern = 'KiroEvent', modeline = false, data = event })
end

---A piece of something to come.
---@param notice kiro.Notice
function M.notice(_, notice)
  require('kiro.transcript').on_notice(notice)
end

---Workspaces were opened or closed.
---@param params { roots: { root: string }[] }
---@param ctx lsp.HandlerContext
function M.roots(_, params, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  local kiro = client and vim.tbl_get(client.server_capabilities, 'experimental', 'kiro')
  if kiro then
    kiro.roots = params.roots
  end
end

---A dialog.
---@param params lsp.ShowMessageRequestParams
---@param ctx lsp.HandlerContext
---@return lsp.MessageActionItem|userdata
function M.dialog(_, params, ctx)
  return require('kiro.question').dialog(params, ctx.client_id)
end

---Shows a document. A chat document is the server's, wherever it lies.
---@param params lsp.ShowDocumentParams
---@param ctx lsp.HandlerContext
---@return lsp.ShowDocumentResult
function M.show_document(_, params, ctx)
  local result = vim.lsp.handlers['window/showDocument'](nil, params, ctx)
  if result.success and not params.external then
    vim.lsp.buf_attach_client(vim.uri_to_bufnr(params.uri), ctx.client_id)
  end
  return result
end

---Neovim skips an edit that was made for an older version of the buffer, but says that it applied it.
---@param params lsp.ApplyWorkspaceEditParams
---@param ctx lsp.HandlerContext
---@return lsp.ApplyWorkspaceEditResult
function M.apply_edit(_, params, ctx)
  for _, change in ipairs(params.edit.documentChanges or {}) do
    local document = change.textDocument
    local bufnr = document and vim.uri_to_bufnr(document.uri)
    local now = bufnr and vim.lsp.util.buf_versions[bufnr]
    if now and type(document.version) == 'number' and now > document.version then
      return { applied = false, failureReason = 'the buffer was changed meanwhile' }
    end
  end
  return vim.lsp.handlers['workspace/applyEdit'](nil, params, ctx)
end

---@param ctx lsp.HandlerContext
---@return userdata
function M.refresh_lenses(_, _, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  for bufnr in pairs(client and client.attached_buffers or {}) do
    require('kiro.lens').refresh(client, bufnr)
  end
  return vim.NIL
end

return M

---The messages are described in docs/protocol.md of kiro-lsp; these are the fields that are read here.

---@class kiro.Event
---@field root string
---@field seq integer
---@field type string
---@field session? string
---@field question? kiro.Question|string

---@class kiro.Notice
---@field session string
---@field type 'text'|'retry'|'output'|'waiting'
---@field text? string
---@field why? string

---@class kiro.Question
---@field id string
---@field session string
---@field title string
---@field detail string
---@field why string
---@field options { id: string, label: string }[]
