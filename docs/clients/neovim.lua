-- On the runtime path as lua/identity.lua: require('identity').start({ executable = …, profile = …, key = …, others = … })
local M = {}

-- Neovim owns the server's stdin, so a shell puts the line with the key ahead of what Neovim sends. It comes by the
-- environment, which others on this machine cannot read as they can an argument, and goes no further than the shell.
-- The server takes the place of the shell, so that Neovim sees when it ends.
local with_key = [[
  exec env -u IDENTITY_KEY "$0" --stdio --set-credentials-encryption-key < <(printf '%s\n' "$IDENTITY_KEY"; exec cat)
]]

local function ask_for_code(_, params)
  local device = params.mfaSerial or vim.fn.input('MFA device of profile ' .. params.profileName .. ': ')
  return { code = vim.fn.inputsecret('Code of ' .. device .. ': '), mfaSerial = device } -- An empty code declines.
end

--- Signs in, and hands the credential to other language servers, which were started with the same key.
function M.sign_in(client, profile, others)
  client.rpc.request('aws/identity/getIamCredential', { profileName = profile }, vim.schedule_wrap(function(err, result)
    if err then return vim.notify(err.message, vim.log.levels.ERROR) end
    for _, other in ipairs(others) do
      other.rpc.request('aws/credentials/iam/update', result.updateCredentialsParams, function() end)
    end
  end))
end

--- `key` is the base64 of 32 random bytes.
function M.start(options)
  local start = vim.lsp.start or vim.lsp.start_client -- Before 0.8 it had the other name.
  local client
  return start({
    name = 'identity-server',
    cmd = { 'bash', '-c', with_key, options.executable },
    cmd_env = { IDENTITY_KEY = vim.json.encode({ version = '1.0', mode = 'JWT', key = options.key }) },
    handlers = {
      ['aws/identity/getMfaCode'] = ask_for_code,
      ['aws/identity/stsCredentialChanged'] = function(_, params)
        if params.kind == 'Refreshed' then M.sign_in(client, options.profile, options.others) end
      end,
    },
    on_init = function(started)
      client = started
      M.sign_in(client, options.profile, options.others)
    end,
  })
end

return M
