-- A single numeric loop that becomes one root trace, with integer, double and comparison work.
local sum, prod, evens = 0, 1.5, 0
for i = 1, 50 do
  sum = sum + i
  prod = prod * 1.0625 - 0.03125
  if i % 2 == 0 then evens = evens + 1 end
end
print(sum, evens)
print(string.format("%.10f", prod))
local down = 0
for i = 40, 1, -3 do down = down * 3 % 1009 + i end
print(down)
local frac = 0
for x = 0, 5, 0.25 do frac = frac + x end
print(frac)
