-- What a person does in Neovim, driven from the environment: STORY is `fix`, `offer` or `refuse`, and RESULT the file
-- for what was seen. The set-up under test is Neovim's init file; everything else is Neovim's own.

local env = vim.env
local result = { version = vim.version().major .. "." .. vim.version().minor }
local PATIENCE, STEP = 30000, 50

local function client()
  local list = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
  for _, one in ipairs(list) do
    if one.name == "hermes" then
      return one
    end
  end
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, PATIENCE) or {}
  for _, answer in pairs(answers) do
    if answer.error or answer.err then
      error(vim.inspect(answer.error or answer.err))
    end
    return answer.result
  end
end

local function wait(what, condition)
  if not vim.wait(PATIENCE, condition, STEP) then
    error("waited in vain for " .. what)
  end
end

local function status()
  return ask("workspace/executeCommand", { command = "hermes.status", arguments = { vim.uri_from_bufnr(0) } }) or {}
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function open(path)
  vim.cmd("edit " .. vim.fn.fnameescape(path))
  wait("the server", function()
    local one = client()
    return one ~= nil and (one.initialized or one.server_capabilities ~= nil)
  end)
  wait("the buffer", function()
    return vim.lsp.buf_is_attached(0, client().id)
  end)
  wait("the checkers' first answer", function()
    return status().checked
  end)
end

local function fix()
  open(env.FILE)
  result.known = status().skillsLearned
  local row = vim.fn.search([[\V]] .. env.OLD)
  local line = vim.fn.getline(row)
  local first, last = line:find(env.OLD, 1, true)
  vim.fn.setline(row, line:sub(1, first - 1) .. env.NEW .. line:sub(last + 1))
  vim.cmd("write")
  wait("a learned skill", function()
    return status().skillsLearned > result.known
  end)
  result.learned = status().learned
end

-- Open the menu as a person does, and choose in it, and in what it asks then, the first entries that begin so.
local function pick(...)
  local beginnings = { ... }
  result.menu, result.answers = nil, nil
  vim.ui.select = function(items, options, choose)
    local entries = {}
    for _, item in ipairs(items) do
      table.insert(entries, options.format_item and options.format_item(item) or item)
    end
    if result.menu then
      result.answers = entries
    else
      result.menu = entries
    end
    local beginning = table.remove(beginnings, 1)
    for index, item in ipairs(items) do
      if vim.startswith(entries[index], beginning) then
        return choose(item, index)
      end
    end
    choose(nil)
  end
  vim.lsp.buf.code_action()
end

-- What another plug-in shows, if there is one, as it should stand in the context of a request.
local function diagnostic_of_a_linter(lnum, first, last, encoding)
  local place = { lnum = lnum, col = first, end_lnum = lnum, end_col = last, severity = 2 }
  place.source, place.code, place.message = "Ruff", "E711", env.MESSAGE
  if env.LINTER == "1" then
    vim.diagnostic.set(vim.api.nvim_create_namespace("linter"), 0, { place })
  end
  local line = vim.api.nvim_buf_get_lines(0, lnum, lnum + 1, false)[1]
  local function column(byte)
    if encoding == "utf-8" then
      return byte
    end
    local _, units = vim.str_utfindex(line, byte)
    return units
  end
  return {
    range = {
      start = { line = lnum, character = column(first) },
      ["end"] = { line = lnum, character = column(last) },
    },
    severity = 2,
    source = "Ruff",
    code = "E711",
    message = env.MESSAGE,
  }
end

local function offer()
  open(env.FILE)
  result.encoding = client().offset_encoding
  local lnum = vim.fn.search("== None") - 1
  local first = vim.fn.col(".") - 1 + #"== "
  local diagnostic = diagnostic_of_a_linter(lnum, first, first + #"None", result.encoding)
  vim.api.nvim_win_set_cursor(0, { lnum + 1, first })

  local actions = ask("textDocument/codeAction", {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = diagnostic.range,
    context = { diagnostics = { diagnostic } },
  })
  result.with_context = vim.tbl_map(function(action)
    return action.title
  end, actions or {})

  local words = ask("textDocument/hover", {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = diagnostic.range.start,
  })
  result.hover = words and words.contents and words.contents.value or ""

  vim.notify = function(words)
    result.said = words
  end
  local before = text()
  pick("hermes: ")
  wait("the fix in the buffer", function()
    return text() ~= before or result.said
  end)
  result.text = text()
  vim.cmd("write")
end

-- Ask why, and then never to be offered this again.
local function refuse()
  open(env.FILE)
  local here = vim.api.nvim_get_current_buf()
  local row = vim.fn.search("== None")
  pick("hermes: why")
  wait("the skill's page", function()
    return vim.api.nvim_get_current_buf() ~= here
  end)
  result.page = vim.api.nvim_buf_get_name(0)

  vim.api.nvim_set_current_buf(here)
  vim.api.nvim_win_set_cursor(0, { row, 0 })
  pick("hermes: never", "In this project")
  wait("silence", function()
    local place = { line = row - 1, character = 0 }
    result.after = ask("textDocument/codeAction", {
      textDocument = { uri = vim.uri_from_bufnr(0) },
      range = { start = place, ["end"] = place },
      context = { diagnostics = {} },
    })
    return result.after == nil or #result.after == 0
  end)
end

local ok, problem = pcall(({ fix = fix, offer = offer, refuse = refuse })[env.STORY])
result.problem = not ok and tostring(problem) or nil
result.messages = vim.fn.execute("messages")
local file = assert(io.open(env.RESULT, "w"))
file:write((vim.json and vim.json.encode or vim.fn.json_encode)(result))
file:close()
vim.cmd("qall!")
