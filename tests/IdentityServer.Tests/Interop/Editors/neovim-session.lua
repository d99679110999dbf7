-- Drives docs/clients/neovim.lua in a headless Neovim; prints what the other language server was sent.
local function check(condition, text)
  if condition then return end
  io.stderr:write(text .. '\n')
  vim.cmd('cquit 1')
end

local identity = dofile(vim.env.TEST_CLIENT)
local prompts, forwarded = {}, nil
vim.fn.input = function(prompt) table.insert(prompts, prompt) return vim.env.TEST_MFA_SERIAL end
vim.fn.inputsecret = function(prompt) table.insert(prompts, prompt) return vim.env.TEST_MFA_CODE end
local other = { rpc = { request = function(method, params) forwarded = { method = method, params = params } end } }

local id = identity.start({ executable = vim.env.TEST_SERVER, profile = 'demo', key = vim.env.TEST_KEY, others = { other } })
check(vim.wait(30000, function() return forwarded ~= nil end, 20), 'Nothing was forwarded.')
vim.lsp.stop_client(id)
check(vim.wait(30000, function() return vim.lsp.client_is_stopped(id) end, 20), 'The server did not end.')
io.stdout:write(vim.json.encode({ prompts = prompts, forwarded = forwarded }) .. '\n')
vim.cmd('qall!')
