-- Self recursion that is hot on the way in: up-recursion traces, and returns on the way out.
local function sum(n)
  if n == 0 then return 0 end
  return n + sum(n - 1)
end
local function depth(n, d)
  if n == 0 then return d end
  return depth(n - 1, d + 1) + 0
end
local function build(n)
  if n > 0 then
    local t = build(n - 1)
    t[#t + 1] = n * n
    return t
  end
  return {}
end
for i = 1, 6 do print(i, sum(i * 5), depth(i * 4, 1)) end
print(table.concat(build(12), " "))
