-- string.rep, upper, lower, reverse, len and find with plain text in a loop over sizes.
local sizes, found = 0, 0
for i = 0, 14 do
  local s = ("ab"):rep(i)
  sizes = sizes + #s
  local u = s:upper():reverse()
  if u:find("BA", i, true) then found = found + 1 end
  if s:lower() ~= s then print("lower changed") end
end
print(sizes, found)
print(("-"):rep(12), (","):rep(0) == "")
print(("abc"):rep(3, "/"))
print(("a.b.c"):find(".", 2, true), ("a.b.c"):find("%.", 3))
print(#("z"):rep(300), ("xyz"):sub(-2), ("xyz"):sub(5), ("xyz"):sub(0, 1))
print(pcall(string.rep))
