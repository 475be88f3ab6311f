-- Integer-specialised loops that overflow into doubles: narrowing guards must exit cleanly.
local x, steps = 1, 0
for i = 1, 40 do
  x = x * 3 + i
  steps = steps + 1
end
print(steps, string.format("%.0f", x))
local y = 2147483600
for i = 1, 60 do y = y + 1 end
print(y)
local z = -2147483600
for i = 1, 60 do z = z - 1 end
print(z)
local hits = 0
for i = 2147483630, 2147483660, 5 do hits = hits + i % 7 end
print(hits)
local m = 0
for i = 1, 20 do m = m + 2 ^ i end
print(m)
