-- Short-lived point tables in a loop: allocations are sunk, then rebuilt on a side exit.
local function point(x, y) return { x = x, y = y } end
local function add(p, q) return point(p.x + q.x, p.y + q.y) end
local acc = point(0, 0)
local kept = {}
for i = 1, 30 do
  local p = point(i, i * 2)
  local q = add(p, point(-1, 1))
  acc = add(acc, q)
  if i % 10 == 3 then kept[#kept + 1] = q end
end
print(acc.x, acc.y)
for i, q in ipairs(kept) do print(i, q.x, q.y) end
