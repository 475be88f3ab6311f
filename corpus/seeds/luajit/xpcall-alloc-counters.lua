-- xpcall with an allocating handler in a hot loop around an allocating body; body, handler and loop counters agree.
local bodies, handled = 0, 0
local log = {}
local function body(i)
  bodies = bodies + 1
  local t = { id = "b" .. i, list = { i, i * 2 } }
  if i % 5 == 0 then error(t) end
  if i % 8 == 0 then return t.missing.x end
  return t.list[2]
end
local function handler(e)
  handled = handled + 1
  local text = type(e) == "table" and "T" .. e.id or "S" .. tostring(e):sub(-20)
  log[#log + 1] = text
  return text
end
local n, good, bad, sum = 0, 0, 0, 0
local last
for i = 1, 20 do
  n = n + 1
  local ok, v = xpcall(body, handler, i)
  if ok then good = good + 1; sum = sum + v else bad = bad + 1; last = v end
end
print(n, bodies <= n, good + bad == n)
print(good, bad, handled, sum)
print(#log, last)
print(table.concat(log, ";"))
