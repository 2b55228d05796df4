-- What a person does in Neovim, driven from the environment: PLAN is a list of [what, file], and RESULT the file for what
-- was seen. The set-up under test is Neovim's init file; everything else is Neovim's own.

local env = vim.env
local result = { version = vim.version().major .. "." .. vim.version().minor }
local PATIENCE, STEP = 40000, 20

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

-- Put the cursor where a text begins; its line and byte, from 0.
local function go(words)
  assert(vim.fn.search([[\V]] .. words, "cw") > 0, "there is no " .. words)
  local place = vim.api.nvim_win_get_cursor(0)
  return place[1] - 1, place[2]
end

local function hover_here()
  local words = ask("textDocument/hover", vim.lsp.util.make_position_params(0, client().offset_encoding))
  return words and words.contents and words.contents.value or ""
end

-- Open a menu as a person does, and choose in it, and in what it asks then, the first entries that begin so. What the
-- server tells instead is noted.
local function pick(open_menu, ...)
  local beginnings = { ... }
  result.menu, result.answers, result.said = nil, nil, nil
  vim.notify = function(words)
    result.said = words
  end
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
  open_menu()
end

local function wait_for_edit(before)
  wait("the edit in the buffer", function()
    return text() ~= before or result.said
  end)
end

local function type_over(old, new)
  local row, first = go(old)
  local line = vim.fn.getline(row + 1)
  vim.fn.setline(row + 1, line:sub(1, first) .. new .. line:sub(first + #old + 1))
end

local function fix(path)
  open(path)
  local known = #status().learned
  type_over(env.OLD, env.NEW)
  vim.cmd("write")
  wait("a learned skill", function()
    result.learned = status().learned
    return #result.learned > known
  end)
end

-- What another plug-in shows, as it should stand in the context of a request.
local function shown_by_a_linter(lnum, first, last, encoding)
  local place = { lnum = lnum, col = first, end_lnum = lnum, end_col = last, severity = 2 }
  place.source, place.code, place.message = "Ruff", "E711", env.MESSAGE
  vim.diagnostic.set(vim.api.nvim_create_namespace("linter"), 0, { place })
  local line = vim.fn.getline(lnum + 1)
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

local function offer(path)
  open(path)
  result.encoding = client().offset_encoding
  local lnum, at = go("== None")
  local first = at + #"== "
  local diagnostic = shown_by_a_linter(lnum, first, first + #"None", result.encoding)
  vim.api.nvim_win_set_cursor(0, { lnum + 1, first })

  local actions = ask("textDocument/codeAction", {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = diagnostic.range,
    context = { diagnostics = { diagnostic } },
  })
  result.with_context = vim.tbl_map(function(action)
    return action.title
  end, actions or {})
  result.hover = hover_here()

  local before = text()
  pick(vim.lsp.buf.code_action, "hermes: ")
  wait_for_edit(before)
  result.offers, result.text = result.menu, text()
  vim.diagnostic.reset(vim.api.nvim_create_namespace("linter"), 0)
  vim.cmd("write")
end

-- Write a line that does not follow the project's conventions, see the mark, and take its quick fix.
local function hint(path)
  open(path)
  vim.fn.append(vim.fn.line("$"), env.HINTED)
  wait("the mark", function()
    for _, one in ipairs(vim.diagnostic.get(0)) do
      if one.source == "hermes" then
        local line = vim.fn.getline(one.lnum + 1)
        result.hint = { words = one.message, marked = line:sub(one.col + 1, one.end_col), severity = one.severity }
        vim.api.nvim_win_set_cursor(0, { one.lnum + 1, one.col })
        return true
      end
    end
  end)
  local before = text()
  pick(vim.lsp.buf.code_action, "hermes: ")
  wait_for_edit(before)
  result.hints, result.mended = result.menu, vim.fn.getline("$")
  vim.cmd("write")
end

-- Hover on a symbol, and have it explained as the selection.
local function symbol(path)
  open(path)
  wait("the index", function()
    return status().indexed
  end)
  local lnum, first = go(env.SYMBOL)
  result.symbol = hover_here()
  local shown = vim.lsp.handlers["window/showMessage"]
  vim.lsp.handlers["window/showMessage"] = function(err, message, ...)
    if message.message:find("# `", 1, true) then
      result.explained = result.explained or message.message
    end
    return shown(err, message, ...)
  end
  local here, last = vim.api.nvim_get_current_buf(), first + #env.SYMBOL - 1
  pick(function()
    if vim.lsp.buf.range_code_action then
      vim.lsp.buf.range_code_action(nil, { lnum + 1, first }, { lnum + 1, last })
    else
      vim.lsp.buf.code_action({ range = { start = { lnum + 1, first }, ["end"] = { lnum + 1, last } } })
    end
  end, "hermes: explain")
  wait("the page", function()
    if vim.api.nvim_get_current_buf() ~= here then
      result.explained = text()
    end
    return result.explained
  end)
  vim.api.nvim_set_current_buf(here)
end

-- Another plug-in shows a problem that hermes-lsp has no checker for. It is fixed by hand, and the plug-in takes it back.
local function forward(path)
  open(path)
  local linter, words = vim.api.nvim_create_namespace("shop-lint"), require("hermes")
  result.states = {}
  vim.api.nvim_create_autocmd("User", {
    pattern = "HermesStatus",
    callback = function()
      table.insert(result.states, words.status())
    end,
  })
  local known = #status().learned
  local lnum, first = go(env.FLAGGED)
  local place = { lnum = lnum, col = first, end_lnum = lnum, end_col = first + #env.FLAGGED }
  local flagged = { severity = 2, source = "shop-lint", code = "S1", message = "This was renamed" }
  vim.diagnostic.set(linter, 0, { vim.tbl_extend("error", place, flagged) })
  vim.wait(1000) -- until it is forwarded
  type_over(env.FLAGGED, env.MENDED)
  vim.cmd("write")
  vim.diagnostic.reset(linter, 0)
  wait("a learned skill", function()
    result.forwarded = status().learned
    return #result.forwarded > known
  end)
  wait("the word for it", function()
    return words.status() == "hermes: ready"
  end)
  result.details = words.details().skillsLearned
  vim.cmd("new")
  result.elsewhere = words.status()
end

-- Ask why, and then never to be offered this again.
local function refuse(path)
  open(path)
  local here = vim.api.nvim_get_current_buf()
  local lnum = go("== None")
  pick(vim.lsp.buf.code_action, "hermes: why")
  wait("the skill's page", function()
    return vim.api.nvim_get_current_buf() ~= here
  end)
  result.page = vim.api.nvim_buf_get_name(0)

  vim.api.nvim_set_current_buf(here)
  vim.api.nvim_win_set_cursor(0, { lnum + 1, 0 })
  pick(vim.lsp.buf.code_action, "hermes: never", "In this project")
  wait("silence", function()
    local place = { line = lnum, character = 0 }
    result.after = ask("textDocument/codeAction", {
      textDocument = { uri = vim.uri_from_bufnr(0) },
      range = { start = place, ["end"] = place },
      context = { diagnostics = {} },
    })
    return result.after == nil or #result.after == 0
  end)
end

local stories = { fix = fix, offer = offer, hint = hint, symbol = symbol, forward = forward, refuse = refuse }
local ok, problem = pcall(function()
  for _, step in ipairs(vim.fn.json_decode(env.PLAN)) do
    stories[step[1]](step[2])
  end
end)
result.problem = not ok and tostring(problem) or nil
result.messages = vim.fn.execute("messages")
local file = assert(io.open(env.RESULT, "w"))
file:write((vim.json and vim.json.encode or vim.fn.json_encode)(result))
file:close()
vim.cmd("qall!")
