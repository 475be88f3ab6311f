-- Doubly recursive fib: up-recursion, down-recursion and side traces through both call sites.
local calls = 0
local function fib(n)
  calls = calls + 1
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
for i = 1, 10 do print(i, fib(i), calls) end
local function fib3(a, b, n)
  if n == 0 then return a end
  return fib3(b, a + b, n - 1)
end
print(fib3(0, 1, 40))
