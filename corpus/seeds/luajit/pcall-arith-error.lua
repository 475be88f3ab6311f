-- Arithmetic, concat, compare, call and length errors from hot loops; messages name the variable.
local n = 0
local upv
local function arith(x) n = n + 1; return x + 1 end
local function cat(x) n = n + 1; return "a" .. x end
local function cmp(x) n = n + 1; return x < 3 end
local function call(x) n = n + 1; return x() end
local function len(x) n = n + 1; return #x end
local function up(x) n = n + 1; return upv.field end
local fs = { arith, cat, cmp, call, len, up }
local args = { 2, "3", {}, false }
local okc, errs = 0, {}
for i = 1, 24 do
  local f, a = fs[(i - 1) % 6 + 1], args[(i - 1) % 4 + 1]
  local ok, e = pcall(f, a)
  if ok then okc = okc + 1 else errs[#errs + 1] = e end
end
print(n, okc, #errs)
for i = 1, #errs, 3 do print(i, errs[i]) end
