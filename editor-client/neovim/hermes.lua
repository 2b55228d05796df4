-- Starts hermes-lsp for the file types that its checkers know, beside the other language servers of a buffer.
-- Load it from init.lua with dofile(); the quick fixes are then in vim.lsp.buf.code_action(), the words in K (hover).

local config = {
  name = "hermes",
  cmd = { "hermes-lsp", "--stdio" },
  -- Any setting of hermes-lsp may stand here, such as { trusted = true }; it then holds in all workspaces.
  init_options = vim.empty_dict(),
}
-- The optional module beside this file: forwarded diagnostics, and words for a status line. See lua/hermes/init.lua.
local found, more = pcall(require, "hermes")
if found and type(more) == "table" and more.extend then
  config = more.extend(config)
end

local filetypes =
  { "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "sh", "bash" }
-- The folder of the first one that is found, upwards from the file, is the workspace.
local root_markers = { ".git", "pyproject.toml", "package.json" }

if vim.lsp.enable then
  -- Neovim 0.11 and newer.
  config.filetypes, config.root_markers = filetypes, root_markers
  vim.lsp.config("hermes", config)
  vim.lsp.enable("hermes")
  return
end

-- Neovim 0.7 to 0.10.
local function root_of(folder)
  for _, marker in ipairs(root_markers) do
    local found = vim.fn.findfile(marker, folder .. ";")
    if found == "" then
      found = vim.fn.finddir(marker, folder .. ";")
    end
    if found ~= "" then
      return vim.fn.fnamemodify(vim.fn.fnamemodify(found, ":p"):gsub("/$", ""), ":h")
    end
  end
end

local clients = {} -- of 0.7, by workspace; from 0.8 on vim.lsp.start() itself shares a server

vim.api.nvim_create_autocmd("FileType", {
  pattern = filetypes,
  callback = function(event)
    local file = vim.api.nvim_buf_get_name(event.buf)
    if vim.bo[event.buf].buftype ~= "" or file == "" then
      return
    end
    local root = root_of(vim.fn.fnamemodify(file, ":p:h"))
    local wanted = vim.tbl_extend("force", config, { root_dir = root })
    if vim.lsp.start then
      vim.lsp.start(wanted)
      return
    end
    local key = root or ""
    if not clients[key] or vim.lsp.client_is_stopped(clients[key]) then
      clients[key] = vim.lsp.start_client(wanted)
    end
    vim.lsp.buf_attach_client(event.buf, clients[key])
  end,
})
