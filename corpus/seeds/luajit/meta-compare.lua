-- __eq, __lt and __le metamethods (and __le through not __lt) in hot comparisons and in sort.
local calls = { eq = 0, lt = 0, le = 0 }
local mt = {
  __eq = function(a, b) calls.eq = calls.eq + 1; return a.v == b.v end,
  __lt = function(a, b) calls.lt = calls.lt + 1; return a.v < b.v end,
  __le = function(a, b) calls.le = calls.le + 1; return a.v <= b.v end,
}
local function box(v) return setmetatable({ v = v }, mt) end
local a, eqs, lts, les = box(5), 0, 0, 0
for i = 1, 12 do
  local b = box(i % 9)
  if a == b then eqs = eqs + 1 end
  if a < b then lts = lts + 1 end
  if a <= b then les = les + 1 end
  if a ~= a then print("never") end
end
print(eqs, lts, les)
print(calls.eq, calls.lt, calls.le)
local ltonly = { __lt = function(x, y) return x.v < y.v end }
local x, y = setmetatable({ v = 1 }, ltonly), setmetatable({ v = 2 }, ltonly)
local n = 0
for i = 1, 8 do if x <= y and not (y <= x) then n = n + 1 end end
print(n)
print(pcall(function() return a < 3 end))
print(pcall(function() return {} < {} end))
