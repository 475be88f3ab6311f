-- Loops with negative, fractional, zero-trip and huge bounds, and with a loop variable changed inside.
local n, s = 0, 0
for i = 10, 1, -1 do n = n + 1; s = s * 2 % 1023 + i end
print(n, s)
n = 0
for i = 1, 0 do n = n + 1 end
for i = 5, 5 do n = n + 10 end
for i = 1, 2, 0.125 do n = n + i end
print(n)
local seen = 0
for i = 1, 12 do
  local keep = i
  i = i * 2
  seen = seen + i - keep
end
print(seen)
n = 0
for i = 2 ^ 53 - 6, 2 ^ 53 - 1 do n = n + 1 end
print(n)
for i = 1, math.huge do n = n + i if n > 100 then break end end
print(n)
print(pcall(function() for i = 1, "x" do end end))
print(pcall(function() for i = 1, 10, {} do end end))
