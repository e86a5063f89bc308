---Runs the tests of this folder, each in a workspace of its own. Arguments: words, one of which a name must contain.
local here = vim.env.KIRO_REPOSITORY .. '/tests/neovim'
package.path = here .. '/?.lua;' .. package.path
local harness = require('harness')

---In Neovim `print` writes to standard error.
local function say(text)
  io.stdout:write(text, '\n')
  io.stdout:flush()
end

local words = vim.list_slice(arg, 1)
local passed, failed = 0, 0
for _, file in ipairs(vim.fn.globpath(here, '*_test.lua', false, true)) do
  for _, test in ipairs(dofile(file)) do
    local name, body = test[1], test[2]
    local wanted = #words == 0 or vim.iter(words):any(function(word)
      return name:find(word, 1, true) ~= nil
    end)
    if wanted then
      local workspace = harness.workspace()
      local started = vim.uv.hrtime()
      local ok, why = xpcall(body, debug.traceback, workspace)
      pcall(workspace.close, workspace)
      passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
      say(('%s %s (%.1f s)'):format(ok and 'ok    ' or 'FAILED', name, (vim.uv.hrtime() - started) / 1e9))
      if not ok then
        say(why)
      end
    end
  end
end
say(('%d passed, %d failed'):format(passed, failed))
os.exit(failed == 0 and passed > 0 and 0 or 1)
