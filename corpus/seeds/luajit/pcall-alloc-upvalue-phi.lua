-- Loop-carried strings, tables and numbers that are live in registers when an allocation in the trace body can fail.
local s, t, x, y, flag = "", { 0 }, 0, 1.5, false
local hist = { n = 0 }
local u1, u2 = 0, "u"
local function grow(i, str, tab)
  u1 = u1 + 1
  local nt = { tab[1] + i }
  local ns = str .. i % 10
  u2 = "u" .. u1
  hist.n = hist.n + 1
  return ns, nt
end
local n, bad = 0, 0
for i = 1, 24 do
  n = n + 1
  x = x + i
  y = y * 1.25
  flag = not flag
  local ok, a, b = pcall(grow, i, s, t)
  if ok then s, t = a, b else bad = bad + 1 end
  if flag then x = x - 1 end
end
print(n, u1 == n, hist.n + bad == n, #s == hist.n)
print(x, string.format("%.6f", y), flag)
print(s, t[1], u2, bad)
