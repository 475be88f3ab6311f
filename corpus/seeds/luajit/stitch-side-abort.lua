-- Stitched calls in side traces on alternating branches, with long chains of continuations.
local a, b, c = 0, 0, 0
local parts = {}
for i = 1, 24 do
  if i % 4 == 0 then
    a = a + select(2, ("x y z"):gsub(" ", "_"))
  elseif i % 4 == 1 then
    b = b + #string.rep("q", i)
    parts[#parts + 1] = ("%d"):format(i)
  elseif i % 4 == 2 then
    local x, y = unpack({ i, i + 1 })
    c = c + x * y
  else
    table.insert(parts, 1, "h" .. i)
  end
end
print(a, b, c)
print(table.concat(parts, "."))
print(#parts, parts[1], parts[#parts])
