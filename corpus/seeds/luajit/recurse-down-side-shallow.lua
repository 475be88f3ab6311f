-- The 1169 shape with the result type flipping from string to number to boolean and depths around the unroll limit.
local k = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3 }
local sum, runs = 0, 0
local cell = { "leaf" }
local function mix(r)
  local a, b, c, d, e, f = k[1] + .5, k[2] + .5, k[3] + .5, k[4] + .5, k[5] + .5, k[6] + .5
  local g, h, i, j, l, m = k[7] * .5, k[8] * .5, k[9] * .5, k[10] * .5, k[11] * .5, k[12] * .5
  local n, o, p, q, s, t = k[13] - .5, k[14] - .5, k[15] - .5, k[16] - .5, k[17] - .5, k[18] - .5
  sum = sum + a * t + b * s + c * q + d * p + e * o + f * n + g * m + h * l + i * j
  sum = sum + a * b + c * d + e * f + g * h + i * j + l * m + n * o + p * q + s * t
  runs = runs + 1
  return r
end
local function back(n) local unused = function() return k end return n - 1 end
local function fall(n)
  return (n > 0 and fall(back(n)) or unpack(cell))
end
mix(fall(0)) mix(fall(0)) mix(fall(0)) mix(fall(0))
print(runs, sum)
cell[1] = 7
for d = 9, 1, -1 do print(d, fall(d)) end
cell[1] = true
for d = 5, 1, -2 do print(d, fall(d)) end
print(mix(fall(4)), runs, sum)
