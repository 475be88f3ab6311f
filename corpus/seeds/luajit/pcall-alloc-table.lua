-- Table allocations (empty, sized, templated) in a pcalled function inlined in a hot loop, with self-checking counters.
local entered, left = 0, 0
local box = { entered = 0, left = 0 }
local keep = {}
local function work(i)
  entered = entered + 1
  box.entered = box.entered + 1
  local a = {}
  a.id = i
  local b = { i, i + 1, i + 2 }
  local c = { kind = "c", n = i }
  keep[i % 5] = { a, b, c }
  left = left + 1
  box.left = box.left + 1
  return a.id + b[3] + c.n
end
local n, bad, sum, oks = 0, 0, 0, 0
for i = 1, 20 do
  n = n + 1
  local ok, v = pcall(work, i)
  if ok then oks = oks + 1; sum = sum + v else bad = bad + 1 end
end
print(n, oks + bad == n, entered == n, left == oks)
print(box.entered == entered, box.left == left)
print(n, bad, sum)
print(keep[0] and keep[0][2][1], keep[4] and keep[4][3].kind)
