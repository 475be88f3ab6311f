-- math functions in a hot loop, folded into rounded sums, with constants and errors.
local s, p = 0, 1
for i = 1, 24 do
  local x = i * 0.37 - 4
  s = s + math.sin(x) * math.cos(x) + math.sqrt(math.abs(x)) + math.exp(-i)
  s = s + math.floor(x) - math.ceil(x) + math.log(i) + math.atan2(x, i) + math.pow(i, 0.5)
  p = math.max(p * 0.9, math.min(i, 5.5))
end
print(string.format("%.8f %.8f", s, p))
local f, e = math.frexp(48)
print(f, e, math.ldexp(0.75, 6), math.modf(-3.25))
print(string.format("%.10f", math.pi), math.huge, -math.huge)
print(math.deg(math.pi), string.format("%.8f", math.rad(90)), math.fmod(7.5, 2))
local ints = 0
for i = 1, 15 do if math.floor(i / 3) == i / 3 then ints = ints + i end end
print(ints)
print(pcall(math.floor, "x"), pcall(math.max))
