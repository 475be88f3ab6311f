-- Recursive permutation generator in a coroutine: yields from deep recursion in hot code.
local yields = 0
local function perm(a, n)
  if n == 1 then
    yields = yields + 1
    coroutine.yield(a)
  else
    for i = 1, n do
      a[i], a[n] = a[n], a[i]
      perm(a, n - 1)
      a[i], a[n] = a[n], a[i]
    end
  end
end
local sig, first, last = 0, nil, nil
for p in coroutine.wrap(function() perm({ "a", "b", "c", "d" }, 4) end) do
  local s = table.concat(p)
  first = first or s
  last = s
  for i = 1, #s do sig = (sig * 5 + s:byte(i)) % 9001 end
end
print(yields, sig)
print(first, last)
print(coroutine.running())
