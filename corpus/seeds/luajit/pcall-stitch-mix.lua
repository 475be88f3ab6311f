-- pcall around stitched C functions inside a hot loop, some failing on their arguments, some in callbacks.
local okc, errc, up = 0, 0, 0
local stat = { hits = 0, last = "" }
local function cb(s) up = up + 1; stat.hits = stat.hits + #s; if s == "zz" then return {} end end
local function body(i)
  local s = ("ab zz cd"):sub(1, i % 9)
  local r, n = s:gsub("%a+", cb)
  stat.last = r
  if i % 5 == 0 then string.rep({}, i) end
  return n
end
local total = 0
for i = 1, 20 do
  local ok, v = pcall(body, i)
  if ok then okc = okc + 1; total = total + v
  else errc = errc + 1; if i >= 15 then print(i, v) end end
end
print(okc, errc, up, total)
print(stat.hits, stat.last)
