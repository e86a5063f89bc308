if vim.g.loaded_kiro then
  return
end
vim.g.loaded_kiro = true

vim.filetype.add({
  filename = { ['.config.kiro'] = 'json', ['.kiroignore'] = 'gitignore' },
  pattern = { ['.*%.kiro%.hook'] = 'json', ['.*/%.kiro/settings/.*%.json'] = 'jsonc' },
})

local group = vim.api.nvim_create_augroup('kiro', {})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  desc = 'kiro: show code lenses',
  callback = function(args)
    local client = vim.lsp.get_client_by_id(args.data.client_id)
    if client and client.name == 'kiro' then
      require('kiro.lens').attach(client, args.buf)
    end
  end,
})

vim.api.nvim_create_autocmd('LspProgress', {
  group = group,
  pattern = 'end',
  desc = 'kiro: say how a run ended',
  callback = function(args)
    local client = vim.lsp.get_client_by_id(args.data.client_id)
    local value = args.data.params.value
    if client and client.name == 'kiro' and value.title and value.message then
      local level = value.message == 'done' and vim.log.levels.INFO or vim.log.levels.WARN
      vim.notify(('%s: %s'):format(value.title, value.message), level)
    end
  end,
})

---@param name string
---@param verb string the function of kiro.commands
---@param options vim.api.keyset.user_command
local function command(name, verb, options)
  vim.api.nvim_create_user_command(name, function(call)
    require('kiro.commands')[verb](call.fargs, call)
  end, options)
end

local function tasks(...)
  return require('kiro.commands').complete(...)
end

command('KiroRun', 'run', { nargs = '*', complete = tasks, desc = 'Implement the task under the cursor, or SPEC TASK' })
command('KiroStop', 'stop', { nargs = '*', complete = tasks, desc = 'Stop the task under the cursor, or SPEC TASK' })
command('KiroAnswer', 'answer', { desc = 'Answer a question that waits' })
command('KiroChat', 'chat', { desc = 'Talk to a model in a document' })
command('KiroSessions', 'sessions', { desc = 'Show what was said and done in a session' })
command('KiroSpecDraft', 'draft_spec', { nargs = '+', bang = true, range = true, desc = 'Begin a spec from words, with ! for a bug' })
command('KiroSteeringDraft', 'draft_steering', { desc = 'Begin the steering documents that are missing' })
