-- Opens the file that Neovim was started on with the server as its language server, and prints what it has to say as JSON.
local command = vim.split(vim.env.LAZY_MMU_SERVER, '\n')
local patience = 60000 -- milliseconds

local client = vim.lsp.start_client({ name = 'lazy-mmu', cmd = command, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)

local function code_of(each) return each.code or each.user_data.lsp.code end

local function leak()
  for _, each in ipairs(vim.diagnostic.get(0)) do
    if code_of(each) == 'return-in-section' then return each end
  end
end

assert(vim.wait(patience, leak), 'the finding did not come')

local function ask(method, parameters)
  local answers = assert(vim.lsp.buf_request_sync(0, method, parameters, patience), method .. ' was not answered')
  return answers[client].result
end

local findings = {}
for _, each in ipairs(vim.diagnostic.get(0)) do
  table.insert(findings, { line = each.lnum + 1, code = code_of(each), message = each.message, source = each.source })
end

local enable = vim.fn.search('lazy_mmu_mode_enable')
vim.fn.cursor(enable, 3)
local here = vim.lsp.util.make_position_params()
local hover = ask('textDocument/hover', here)
local highlights = ask('textDocument/documentHighlight', here)

local finding = leak()
local range = {
  start = { line = finding.lnum, character = finding.col },
  ['end'] = { line = finding.end_lnum, character = finding.end_col },
}
local actions = ask('textDocument/codeAction', {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = range,
  context = {
    diagnostics = {
      {
        range = range,
        message = finding.message,
        code = code_of(finding),
        source = finding.source,
        severity = finding.severity,
      },
    },
  },
})
for _, action in ipairs(actions) do
  if action.isPreferred then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
end
assert(vim.wait(patience, function() return leak() == nil end), 'the fix did not take the finding away')

print(vim.fn.json_encode({
  findings = findings,
  hover = hover.contents.value,
  highlights = #highlights,
  actions = vim.tbl_map(function(action) return action.title end, actions),
  fixed = vim.api.nvim_buf_get_lines(0, 0, -1, false),
}))
vim.cmd('qall!')
