-- A gsub callback throws uncaught from a stitched call in a hot loop: the program ends with an error.
local n = 0
local function cb(c)
  n = n + 1
  if n > 20 then
    local t = nil
    return t.field
  end
  return c:upper()
end
for i = 1, 10 do
  local s = string.gsub("abc" .. i, "%a", cb)
  print(i, s, n)
end
print("not reached")
