-- Conway's game of life on a small torus, rows as tables of 0/1, printed every other generation.
local W, H = 7, 6
local g = {}
for y = 1, H do g[y] = {} for x = 1, W do g[y][x] = 0 end end
for _, p in ipairs{ { 2, 1 }, { 3, 2 }, { 1, 3 }, { 2, 3 }, { 3, 3 } } do g[p[2]][p[1]] = 1 end
local function step(a)
  local b, alive = {}, 0
  for y = 1, H do
    local row, up, dn, here = {}, a[(y - 2) % H + 1], a[y % H + 1], a[y]
    for x = 1, W do
      local l, r = (x - 2) % W + 1, x % W + 1
      local n = up[l] + up[x] + up[r] + here[l] + here[r] + dn[l] + dn[x] + dn[r]
      row[x] = (n == 3 or (n == 2 and here[x] == 1)) and 1 or 0
      alive = alive + row[x]
    end
    b[y] = row
  end
  return b, alive
end
for gen = 1, 4 do
  local n
  g, n = step(g)
  local s = {}
  for y = 1, H do s[y] = table.concat(g[y]) end
  print(gen, n, table.concat(s, "/"))
end
