-- while and repeat loops with breaks and changing bounds, each a root trace of its own.
local function collatz(n)
  local steps = 0
  while n ~= 1 do
    if n % 2 == 0 then n = n / 2 else n = 3 * n + 1 end
    steps = steps + 1
  end
  return steps
end
for _, n in ipairs{7, 9, 12, 27 % 20, 19} do print(n, collatz(n)) end
local a, b, turns = 252, 105, 0
repeat
  a, b = b, a % b
  turns = turns + 1
until b == 0
print("gcd", a, turns)
local k, hit = 0, nil
while true do
  k = k + 1
  if k * k > 300 then hit = k break end
end
print("first", hit)
