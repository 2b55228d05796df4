-- What Neovim can tell hermes-lsp, and show of it, beyond what every editor does. Nothing needs it; hermes.lua takes it in
-- where it is found, which is when the folder above `lua/` is in 'runtimepath'.
--
-- * What other plug-ins and language servers show as diagnostics is forwarded, so that a fix by hand of a problem that
--   hermes-lsp has no checker for is learned as well. Nothing leaves the machine.
-- * require("hermes").status() is a word for a status line: "hermes: learning". Such as:
--     vim.o.statusline = "%f %m%=%{v:lua.require'hermes'.status()}"
--   The autocommand event `User HermesStatus` comes with each change of it.

local M = {}

local NAME = "hermes"
local QUIET = 300 -- milliseconds without a change before diagnostics are forwarded: a linter sets them in several steps

local told = {} -- what the server said of a workspace last, by client and folder
local waiting = {} -- timers, by buffer

local function client_of(buffer)
  local clients = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buffer }) or vim.lsp.buf_get_clients(buffer)
  for _, client in pairs(clients) do
    if client.name == NAME then
      return client
    end
  end
end

local function is_inside(file, folder)
  return vim.startswith(file, (folder:gsub("/$", "")) .. "/")
end

-- A byte of a line as the column that was agreed with the server.
local function column(line, byte, encoding)
  byte = math.max(0, math.min(byte, #line))
  if encoding == "utf-8" then
    return byte
  end
  if vim.fn.has("nvim-0.11") == 1 then
    return vim.str_utfindex(line, encoding, byte, false)
  end
  local points, units = vim.str_utfindex(line, byte)
  return encoding == "utf-32" and points or units
end

local function position(buffer, lnum, byte, encoding)
  local line = vim.api.nvim_buf_get_lines(buffer, lnum, lnum + 1, false)[1] or ""
  return { line = lnum, character = column(line, byte, encoding) }
end

-- A diagnostic of Neovim as the protocol has it.
local function for_the_server(buffer, one, encoding)
  local original = one.user_data and one.user_data.lsp or {}
  return {
    range = {
      start = position(buffer, one.lnum, one.col, encoding),
      ["end"] = position(buffer, one.end_lnum or one.lnum, one.end_col or one.col, encoding),
    },
    severity = one.severity,
    source = one.source,
    code = one.code or original.code,
    message = one.message,
  }
end

-- Send all that Neovim shows for a buffer, but for what hermes-lsp has shown itself.
local function forward(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  local client = client_of(buffer)
  local takes = client and client.server_capabilities and client.server_capabilities.experimental or {}
  if not takes.hermesDiagnostics then
    return
  end
  local others = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    if one.source ~= NAME then
      table.insert(others, for_the_server(buffer, one, client.offset_encoding))
    end
  end
  local params = {
    uri = vim.uri_from_bufnr(buffer),
    version = vim.lsp.util.buf_versions[buffer],
    diagnostics = others,
  }
  if vim.fn.has("nvim-0.11") == 1 then
    client:notify("hermes/diagnostics", params)
  else
    client.notify("hermes/diagnostics", params)
  end
end

local function forward_soon(buffer)
  if waiting[buffer] then
    waiting[buffer]:stop()
  end
  waiting[buffer] = vim.defer_fn(function()
    waiting[buffer] = nil
    forward(buffer)
  end, QUIET)
end

local function status_came(_, status, context)
  local folders = told[context.client_id] or {}
  folders[type(status.folder) == "string" and status.folder or ""] = status
  told[context.client_id] = folders
  vim.api.nvim_exec_autocmds("User", { pattern = "HermesStatus", modeline = false })
  vim.cmd("redrawstatus")
end

-- What the server said last of the workspace of a buffer (0 is the current one); nil where it is not at work.
function M.details(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local client = client_of(buffer)
  local folders = client and told[client.id] or {}
  local file, nearest = vim.api.nvim_buf_get_name(buffer), ""
  for folder in pairs(folders) do
    if #folder > #nearest and is_inside(file, folder) then
      nearest = folder
    end
  end
  return folders[nearest]
end

-- A few words for a status line; empty for a buffer that hermes-lsp has nothing to do with.
function M.status(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if not client_of(buffer) then
    return ""
  end
  local status = M.details(buffer)
  return "hermes: " .. (status and status.state or "starting")
end

-- Add what this module does to the configuration of a client, for vim.lsp.config() or vim.lsp.start().
function M.extend(config)
  local ours = { experimental = { hermesStatus = true } }
  local declared = config.capabilities or vim.lsp.protocol.make_client_capabilities()
  local group = vim.api.nvim_create_augroup("hermes", { clear = true })
  vim.api.nvim_create_autocmd("DiagnosticChanged", {
    group = group,
    callback = function(event)
      forward_soon(event.buf)
    end,
  })
  return vim.tbl_extend("force", config, {
    capabilities = vim.tbl_deep_extend("force", declared, ours),
    handlers = vim.tbl_extend("force", config.handlers or {}, { ["hermes/status"] = status_came }),
  })
end

return M
