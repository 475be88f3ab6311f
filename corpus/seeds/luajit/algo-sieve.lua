-- Sieve of Eratosthenes with nested step loops over a boolean table, then a sum of primes.
local N = 120
local comp, primes = {}, {}
for i = 2, N do
  if not comp[i] then
    primes[#primes + 1] = i
    for j = i * i, N, i do comp[j] = true end
  end
end
print(#primes, primes[#primes])
local s = 0
for i = 1, #primes do s = s + primes[i] end
print(s)
local twins = 0
for i = 2, #primes do if primes[i] - primes[i - 1] == 2 then twins = twins + 1 end end
print(twins)
local function factor(n)
  local f = {}
  for i = 1, #primes do
    while n % primes[i] == 0 do f[#f + 1] = primes[i]; n = n / primes[i] end
  end
  return table.concat(f, "*")
end
print(factor(360), factor(97), factor(113 * 4))
