-- Vararg functions in hot loops: fixed and variable counts, pass-through, nils in the middle.
local function sum(...)
  local s = 0
  for i = 1, select("#", ...) do s = s + (select(i, ...) or 0) end
  return s
end
local function pass(...) return ... end
local function wrap(...) return sum(pass(...)), select("#", ...) end
local total, cnt = 0, 0
for i = 1, 20 do
  local s, n = wrap(i, i + 1, nil, i % 2 == 0 and 5 or nil)
  total, cnt = total + s, cnt + n
end
print(total, cnt)
local function first(...) local a, b = ... return b, a end
local x, y = 0, 0
for i = 1, 10 do x, y = first(i, y) end
print(x, y)
local function pack(...) return { n = select("#", ...), ... } end
local p = pack(1, nil, 3, nil)
print(p.n, p[1], p[2], p[3])
print((pass(1, 2, 3)), pass(), (pass()))
print(sum(unpack({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })))
