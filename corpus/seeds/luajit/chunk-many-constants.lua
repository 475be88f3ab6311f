-- A chunk with hundreds of number and string constants, compiled at run time and indexed in a hot loop.
local parts = { "local k = {" }
for i = 1, 150 do
  parts[#parts + 1] = i .. ".5,'c" .. i .. "',"
end
parts[#parts + 1] = "} return k"
local k = assert(loadstring(table.concat(parts), "=consts"))()
print(#k, k[1], k[2], k[299], k[300])
local sum, len = 0, 0
for i = 1, #k, 10 do
  sum = sum + k[i]
  len = len + #k[i + 1]
end
print(sum, len)
local src = {}
for i = 1, 60 do src[i] = "x = x + " .. i * 3.25 .. " s = s .. 'q" .. i .. "'" end
local f = assert(loadstring("local x, s = 0, '' " .. table.concat(src, " ") .. " return x, #s", "=line"))
for i = 1, 3 do print(f()) end
