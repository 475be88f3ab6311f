-- Several different stitched C functions one after another in one loop body.
local len, fnd, rep, cat = 0, 0, 0, ""
local words = {}
for i = 1, 12 do
  local s = string.format("%03d-%s", i, ("ab"):rep(i % 4))
  local a, b = s:find("%-a")
  if a then fnd = fnd + b end
  local m = s:match("^0*(%d+)")
  len = len + tonumber(m)
  local r = s:gsub("b", "B")
  rep = rep + #r:gsub("[^B]", "")
  words[#words + 1] = m
  if i % 6 == 0 then cat = cat .. table.concat(words, "/") .. ";" end
end
print(len, fnd, rep)
print(cat)
for w in ("a=1,b=22,c=333"):gmatch("(%w+)=") do keyw = w end
print(keyw)
