-- string.gsub with a Lua callback called from a hot loop: trace stitching around a C call that calls back.
local calls = 0
local function up(w) calls = calls + 1; return w:upper() .. #w end
local out
for i = 1, 10 do
  local s, n = string.gsub("ab cde f" .. i, "%a+", up)
  out = s
  if n ~= 3 then print("bad count", n) end
end
print(out, calls)
local map = { one = "1", two = "2" }
local total = 0
for i = 1, 8 do
  local s, n = ("one two three"):gsub("%w+", map)
  total = total + n + #s
end
print(total)
print((("x"):rep(5):gsub("x", "%0%0")))
