-- NaN, infinities, negative zero and modulo corner cases, through hot loops.
local inf, nan = 1 / 0, 0 / 0
local vals = { 0, -0, 1, -1, 0.5, inf, -inf, nan, 2 ^ 53, 5e-324 }
local lt, eq, neq, nans = 0, 0, 0, 0
for i = 1, #vals do
  for j = 1, #vals do
    local x, y = vals[i], vals[j]
    if x < y then lt = lt + 1 end
    if x == y then eq = eq + 1 end
    if x ~= y then neq = neq + 1 end
    local m = x % y
    if m ~= m then nans = nans + 1 end
  end
end
print(lt, eq, neq, nans)
local z = 0
for i = 1, 10 do z = -z end
print(1 / z, 1 / (0 * -1))
print(5 % -3, -5 % 3, 5.5 % -2, -5.5 % 2)
print(math.floor(-0.5), math.ceil(2.0000001), math.fmod(-7, 3))
print(inf, -inf, 2 ^ 53 == 2 ^ 53 + 1)
print(math.max(1, 2, -3), math.min(4, 3.5), math.abs(-7))
