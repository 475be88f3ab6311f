-- pcall nested many levels deep, with an error raised at the bottom and re-raised at every third level.
local entered, left = 0, 0
local function nest(n)
  entered = entered + 1
  if n == 0 then error("bottom", 0) end
  local ok, e = pcall(nest, n - 1)
  left = left + 1
  if n % 3 == 0 then error(e .. n, 0) end
  return ok and e or (e .. ".")
end
for i = 1, 12 do
  local ok, e = pcall(nest, i)
  print(i, ok, e)
end
print(entered, left)
