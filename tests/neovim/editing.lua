-- Drives a real Neovim (0.7 or later) with editors/neovim/preplan.lua: sees 110 for fire, takes the fix, renames, formats, saves.

local function say(text)
  io.stdout:write(text .. "\n")
end

local function fail(text)
  io.stderr:write("FAILED: " .. text .. "\n")
  vim.cmd("cquit 1")
end

local function expect(ok, text)
  if not ok then
    fail(text)
  end
  say("ok " .. text)
end

-- Waits until a question has another answer than nil or false, and gives it.
local function await(text, ask)
  local answer
  local done = vim.wait(30000, function()
    answer = ask()
    return answer
  end, 20)
  expect(done, text)
  return answer
end

local function lines()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function found(code)
  return vim.tbl_filter(function(d)
    return (d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code)) == code
  end, vim.diagnostic.get(0))
end

-- The words of a diagnostic, as they are underlined in the buffer.
local function words(d)
  return vim.api.nvim_buf_get_text(0, d.lnum, d.col, d.end_lnum, d.end_col, {})[1]
end

-- Whether Neovim draws its error underlining from one column of a line to another.
local function underlined(line, from, to)
  for _, space in pairs(vim.diagnostic.get_namespaces()) do
    local drawn = space.user_data.underline_ns
    for _, mark in ipairs(drawn and vim.api.nvim_buf_get_extmarks(0, drawn, 0, -1, { details = true }) or {}) do
      if mark[2] == line and mark[3] == from and mark[4].end_col == to and mark[4].hl_group == "DiagnosticUnderlineError" then
        return true
      end
    end
  end
end

local function run()
  await("the server is attached", function()
    return #vim.tbl_values(vim.lsp.buf_get_clients(0)) > 0
  end)

  local wrong = await("110 for fire is found", function()
    return found("P401")[1]
  end)
  expect(words(wrong) == "110", "the finding stands under the words 110")
  expect(underlined(wrong.lnum, wrong.col, wrong.end_col), "and is underlined there")
  expect(wrong.message:find("119", 1, true) ~= nil, "the message says what to write")
  expect(wrong.severity == vim.diagnostic.severity.ERROR, "it is an error")

  -- What a user does with the cursor on the number and "quick fix".
  vim.api.nvim_win_set_cursor(0, { wrong.lnum + 1, wrong.col })
  local choose = vim.ui.select
  vim.ui.select = function(items, _, chosen)
    for i, item in ipairs(items) do
      local action = item[2] or item.action or item
      if action.title:find("119", 1, true) then
        return chosen(item, i)
      end
    end
    fail("no action mends the number")
  end
  vim.lsp.buf.code_action()
  await("the fix is applied", function()
    return lines():find('电话 "119"', 1, true)
  end)
  vim.ui.select = choose
  await("the finding is gone", function()
    return #found("P401") == 0
  end)

  vim.fn.search("值班组长")
  vim.lsp.buf.rename("夜班 组长")
  await("the role is renamed, in backticks", function()
    return lines():find("角色 `夜班 组长`", 1, true) and lines():find("负责人 `夜班 组长`", 1, true)
  end)
  expect(not lines():find("值班组长 ", 1, true), "the old name is gone")

  local before = lines()
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ async = false })
  else
    vim.lsp.buf.formatting_sync(nil, 30000)
  end
  expect(lines() ~= before and lines():find("\n  电话 \"119\"\n", 1, true) ~= nil, "the plan is in its layout")

  vim.cmd("write")
  say("\nsaved")
end

-- Errors of a script end up here, not in a prompt that waits for a key.
local ok, message = xpcall(run, debug.traceback)
if not ok then
  fail(tostring(message))
end
vim.cmd("qall!")
