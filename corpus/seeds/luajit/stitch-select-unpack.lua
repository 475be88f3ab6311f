-- select('#', ...), select(n, ...) and unpack inside hot loops: NYI or stitched builtins.
local function count(...) return select("#", ...) end
local function third(...) return (select(3, ...)) end
local t = { 10, 20, 30, 40 }
local n, s = 0, 0
for i = 1, 20 do
  n = n + count(unpack(t, 1, i % 4 + 1))
  s = s + third(unpack(t))
end
print(n, s)
local a, b, c
for i = 1, 12 do a, b, c = unpack(t, i % 3 + 1) end
print(a, b, c)
print(select("#", unpack({}, 1, 5)), select(-1, "a", "b"))
print(pcall(select, 0, 1))
for i = 1, 5 do n = n + select("#", select(i, unpack(t))) end
print(n)
