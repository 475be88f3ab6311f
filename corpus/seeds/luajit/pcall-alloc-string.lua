-- String allocations (concat, sub, tostring, upper, rep, format) in a pcalled function inlined in a hot loop.
local entered, left = 0, 0
local last = { s = "", len = 0 }
local function work(i, base)
  entered = entered + 1
  local a = base .. i .. "/" .. i * 0.5
  local b = a:sub(2, -2)
  local c = tostring(i * 7) .. b:upper()
  last.s = string.format("%s|%d|%s", c, i, ("-"):rep(i % 4))
  left = left + 1
  last.len = last.len + #last.s
  return #last.s
end
local n, oks, bad, total = 0, 0, 0, 0
for i = 1, 18 do
  n = n + 1
  local ok, v = pcall(work, i, "base")
  if ok then oks = oks + 1; total = total + v else bad = bad + 1 end
end
print(n, oks + bad == n, entered == n, left == oks)
print(total == last.len, total, bad)
print(last.s)
