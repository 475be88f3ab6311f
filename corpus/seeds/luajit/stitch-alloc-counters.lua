-- Allocating stitched calls (gsub, match, unpack, coroutine.wrap) under one pcall per iteration, counters between each.
local a, b, c, d = 0, 0, 0, 0
local rec = { step = 0 }
local function gen() coroutine.yield("y") end
local function work(i)
  a = a + 1
  local s = string.gsub("k" .. i, "%d", "<%0>")
  b = b + 1
  rec.step = rec.step + 1
  local m = string.match(s, "<(%d)>")
  c = c + 1
  local x, y = unpack({ m, s })
  local g = coroutine.wrap(gen)
  local z = g()
  d = d + 1
  rec.step = rec.step + 1
  return #y + #x + #z
end
local n, good, bad, sum = 0, 0, 0, 0
for i = 1, 15 do
  n = n + 1
  local ok, v = pcall(work, i)
  if ok then good = good + 1; sum = sum + v else bad = bad + 1 end
end
print(n, a == n, good + bad == n)
print(b <= a, c <= b, d <= c, d == good, rec.step == b + d)
print(sum, good, bad)
