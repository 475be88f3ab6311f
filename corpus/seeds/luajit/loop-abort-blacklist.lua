-- Loops that cannot be compiled (closures made in them) tried again and again until they are blacklisted.
local fns, sum = {}, 0
local function attempt(n)
  local acc = 0
  for i = 1, n do
    local f = function(x) return x + i end
    acc = acc + f(n)
    fns[i % 3 + 1] = f
  end
  return acc
end
for round = 1, 8 do
  sum = sum + attempt(4)
  if round % 3 == 0 then print(round, sum, fns[1](0), fns[2](0)) end
end
print(sum)
local function good(n) local s = 0 for i = 1, n do s = s + i * i end return s end
for round = 1, 6 do sum = sum + good(round * 3) end
print(sum)
