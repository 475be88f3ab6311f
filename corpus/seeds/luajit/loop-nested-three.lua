-- Three nested numeric loops: inner traces first, then outer traces joined to them by side traces.
local cells, checksum = 0, 0
for x = 1, 5 do
  for y = x, 6 do
    for z = 1, 4 do
      cells = cells + 1
      checksum = (checksum * 31 + x * 100 + y * 10 + z) % 65521
    end
    if y == 4 then checksum = checksum + 1 end
  end
end
print(cells, checksum)
local tri = {}
for i = 1, 8 do
  local row = 0
  for j = 1, i do row = row + j * i end
  tri[i] = row
end
print(table.concat(tri, " "))
local skip = 0
for i = 1, 6 do
  for j = 1, 6 do
    if j > i then break end
    skip = skip + i - j
  end
end
print(skip)
