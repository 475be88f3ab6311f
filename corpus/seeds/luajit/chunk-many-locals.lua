-- Close to 200 locals in one function, compiled at run time, summed in a hot loop.
local names, sets, sums = {}, {}, {}
for i = 1, 180 do
  names[i] = "v" .. i
  sets[i] = tostring(i % 7)
  if i % 6 == 0 then sums[#sums + 1] = "v" .. i end
end
local src = "local n = ...\nlocal " .. table.concat(names, ",") .. " = " .. table.concat(sets, ",") ..
  "\nfor i = 1, 12 do\n v180 = v1 + i\n v90 = v180 + v89 * n\n v6, v12 = v12, v6 + 1\nend\nreturn " ..
  table.concat(sums, "+")
local f = assert(loadstring(src, "=locals"))
for i = 1, 4 do print(i, f(i)) end
names[#names + 1] = "extra1,extra2,extra3,extra4,extra5,extra6,extra7,extra8,extra9,extra10"
local big = "local " .. table.concat(names, ",") .. "," .. table.concat(names, ",") .. " = 1"
local g, e = loadstring(big, "=toomany")
print(g, e)
print(#src > 1000)
