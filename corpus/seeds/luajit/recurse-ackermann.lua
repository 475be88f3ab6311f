-- Ackermann: mixed tail recursion and real recursion with strongly varying depth.
local calls, maxd = 0, 0
local function ack(m, n, d)
  calls = calls + 1
  if d > maxd then maxd = d end
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1, d + 1) end
  return ack(m - 1, ack(m, n - 1, d + 1), d + 1)
end
for m = 0, 2 do
  for n = 0, 3 do
    calls, maxd = 0, 0
    local v = ack(m, n, 1)
    print(m, n, v, calls, maxd)
  end
end
