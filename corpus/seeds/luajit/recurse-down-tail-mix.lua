-- Recursion where each level ends in a tail call of a helper: returns skip frames on the way down.
local helped, plain = 0, 0
local function finish(v, w) helped = helped + 1; return v + w end
local function climb(n)
  if n <= 0 then return 1 end
  if n % 3 == 0 then
    local x = climb(n - 1)
    return finish(x, n)
  elseif n % 3 == 1 then
    plain = plain + 1
    return climb(n - 2)
  end
  return (climb(n - 1)) * 2 % 1000
end
for i = 1, 20 do
  local r = climb(i)
  if i % 2 == 0 then print(i, r, helped, plain) end
end
local function even_odd(n, acc)
  if n == 0 then return acc end
  if n % 2 == 0 then return even_odd(n - 1, acc .. "e") end
  return (even_odd(n - 1, acc .. "o"))
end
print(even_odd(15, ""))
