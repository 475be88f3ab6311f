-- Error objects that are tables, numbers, booleans, nil and strings with levels, thrown from a hot function.
local objs = { "text", 42, true, false, { code = 7 }, 1.5 }
local thrown, types = 0, {}
local function throw(i)
  thrown = thrown + 1
  error(objs[i % 7 + 1], i % 3)
end
for i = 1, 21 do
  local ok, e = pcall(throw, i)
  local k = type(e)
  types[k] = (types[k] or 0) + 1
  if k == "table" and e.code ~= 7 then print("lost identity") end
  if k == "string" and i < 14 then print(i, e) end
end
print(thrown, types.string, types.number, types.boolean)
print(types.table, types["nil"])
print(pcall(error))
print(select("#", pcall(error, nil)))
