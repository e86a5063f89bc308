---`:checkhealth kiro`
local M = {}

---@param program string
---@return string?
local function version(program)
  local ok, result = pcall(function()
    return vim.system({ program, '--version' }, { text = true }):wait(5000)
  end)
  return ok and result.code == 0 and vim.trim(result.stdout) or nil
end

---How the server is started: as the user configured it, or in Neovim 0.10 as it was started.
local function config()
  local client = vim.lsp.get_clients({ name = 'kiro' })[1]
  return vim.lsp.config and vim.lsp.config.kiro or client and client.config or { cmd = { 'kiro-lsp' } }
end

local function check_programs()
  vim.health.start('Programs')
  vim.health.ok('Neovim ' .. tostring(vim.version()))
  local cmd = config().cmd
  local server = type(cmd) == 'table' and cmd[1] or nil
  local found = server and version(server)
  if found then
    vim.health.ok(('%s (%s)'):format(found, vim.fn.exepath(server)))
  elseif server then
    vim.health.error(
      ('`%s` does not run'):format(server),
      { '`cargo install --path server/bin/kiro-lsp` in the repository of kiro-lsp', 'put `~/.cargo/bin` on $PATH' }
    )
  end
  local cli = version('kiro-cli')
  if cli and cli:find('kiro-lsp', 1, true) then
    vim.health.ok(('%s (%s)'):format(cli, vim.fn.exepath('kiro-cli')))
  else
    vim.health.info('the `kiro-cli` of kiro-lsp is not on $PATH; Neovim does not need it')
  end
end

local function check_clients()
  vim.health.start('Workspaces')
  local clients = vim.lsp.get_clients({ name = 'kiro' })
  if #clients == 0 then
    local enable = vim.lsp.enable and "vim.lsp.enable('kiro')" or "require('kiro.enable')()"
    vim.health.warn('kiro-lsp is not running', {
      ('put `%s` into init.lua'):format(enable),
      'open a markdown file in a folder with `.kiro` or `.git`',
    })
  end
  for _, client in ipairs(clients) do
    local kiro = vim.tbl_get(client.server_capabilities, 'experimental', 'kiro')
    local roots = require('kiro.client').roots(client)
    local where = #roots > 0 and table.concat(roots, ', ') or 'no folder'
    if kiro and kiro.version == 1 then
      vim.health.ok(('%s: protocol version 1, %d buffer(s)'):format(where, vim.tbl_count(client.attached_buffers)))
    else
      vim.health.error(where .. ': plugin and kiro-lsp are of different versions', 'install both from the same commit')
    end
  end
end

local function check_model()
  vim.health.start('Model')
  local model = vim.tbl_get(config(), 'cmd_env', 'KIRO_LSP_MODEL') or vim.env.KIRO_LSP_MODEL
  if model then
    vim.health.ok('$KIRO_LSP_MODEL is ' .. model)
  else
    vim.health.info('$KIRO_LSP_MODEL is not set; kiro-lsp uses the model of ~/.config/kiro-lsp/settings.json, if any')
  end
end

function M.check()
  if vim.fn.has('nvim-0.10') == 0 then
    vim.health.start('Programs')
    vim.health.error('Neovim 0.10 or newer is needed; this is ' .. tostring(vim.version()))
    return
  end
  check_programs()
  check_clients()
  check_model()
end

return M
