-- tostring() and print() with __tostring metamethods, some of which throw, in a hot loop.
local calls = 0
local mt = { __tostring = function(v)
  calls = calls + 1
  if v.n == 6 then error("cannot show six", 0) end
  if v.n == 9 then return 9 end
  return "<" .. v.n .. ">"
end }
local parts, errs = {}, {}
for i = 1, 10 do
  local v = setmetatable({ n = i }, mt)
  local ok, s = pcall(tostring, v)
  if ok then parts[#parts + 1] = s else errs[#errs + 1] = s end
end
print(#parts, #errs, calls)
print(parts[1], parts[5], errs[1])
print(type(parts[8]))
print(setmetatable({ n = 42 }, mt))
print(pcall(print, setmetatable({ n = 6 }, mt)))
