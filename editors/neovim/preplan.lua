-- preplan in Neovim 0.7 or later: save as ~/.config/nvim/plugin/preplan.lua

local group = vim.api.nvim_create_augroup("preplan", {})
local server = { name = "preplan", cmd = { "preplan", "lsp" } }

vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  group = group,
  pattern = "*.plan",
  callback = function()
    vim.bo.filetype = "preplan"
  end,
})

local function start()
  if vim.lsp.start then -- 0.8 to 0.10
    server.root_dir = vim.fs.dirname(vim.fs.find(".git", { upward = true })[1])
    vim.lsp.start(server)
  else -- 0.7: one server for all buffers
    server.root_dir = vim.fn.getcwd()
    server.id = server.id or vim.lsp.start_client(server)
    vim.lsp.buf_attach_client(0, server.id)
  end
end

vim.api.nvim_create_autocmd("FileType", {
  group = group,
  pattern = "preplan",
  callback = function()
    vim.bo.commentstring = "// %s"
    if not vim.lsp.config then
      start()
    end
  end,
})

if vim.lsp.config then -- 0.11 or later
  vim.lsp.config("preplan", { cmd = server.cmd, filetypes = { "preplan" }, root_markers = { ".git" } })
  vim.lsp.enable("preplan")
end
