-- Appends to a table and a string from a pcalled upvalue closure, with growth and failure in the same call.
local acc, s, bad, n = {}, "", 0, 0
local cur = 0
local function add()
  acc[#acc + 1] = cur
  s = s .. cur % 10
  if cur % 7 == 3 then acc.missing.x = 1 end
  acc["k" .. cur] = s
end
for i = 1, 26 do
  n = n + 1
  cur = i
  local ok = pcall(add)
  if not ok then bad = bad + 1 end
end
print(n, bad, #acc)
print(s)
local keys = 0
for i = 1, 26 do if acc["k" .. i] then keys = keys + #acc["k" .. i] end end
print(keys, acc.k3, acc.k4)
