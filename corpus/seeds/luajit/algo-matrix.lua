-- Matrix multiply, transpose and power with tables of tables: triple nested loops over doubles.
local function mul(a, b, n)
  local c = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do
      local s = 0
      for k = 1, n do s = s + a[i][k] * b[k][j] end
      row[j] = s
    end
    c[i] = row
  end
  return c
end
local function show(m)
  local r = {}
  for i = 1, #m do r[i] = table.concat(m[i], " ") end
  return table.concat(r, " / ")
end
local a, id = {}, {}
for i = 1, 4 do
  a[i], id[i] = {}, {}
  for j = 1, 4 do a[i][j] = (i * j) % 5 - 1; id[i][j] = i == j and 1 or 0 end
end
print(show(mul(a, id, 4)))
local p = id
for _ = 1, 4 do p = mul(p, a, 4) end
print(show(p))
print(pcall(mul, a, { { 1 } }, 4))
