-- Sunk tables with template keys, stores overwritten before use, and an unsink through a stitched call.
local total, joined = 0, ""
local template = { "r", "g", "b" }
for i = 1, 20 do
  local c = { r = i, g = i * 2, b = i * 3 }
  c.r = c.r + 1
  c.g, c.b = c.b, c.g
  total = total + c[template[i % 3 + 1]]
  if i % 8 == 0 then joined = joined .. table.concat({ c.r, c.g, c.b }, "/") .. ";" end
end
print(total)
print(joined)
local keep = {}
for i = 1, 15 do
  local row = { i, nil, i * i }
  row[2] = row[1] + row[3]
  if i % 5 == 0 then keep[#keep + 1] = row end
  total = total - row[2]
end
print(total)
for _, r in ipairs(keep) do print(r[1], r[2], r[3]) end
