-- xpcall with a handler that allocates tables and strings while the error is in flight.
local trace, handled = {}, 0
local function handler(e)
  handled = handled + 1
  local info = { tostring(e):upper(), n = handled }
  for i = 1, 3 do info[#info + 1] = "ctx" .. i end
  trace[#trace + 1] = table.concat(info, "|")
  return info
end
local function body(i) if i % 4 == 1 then error("boom" .. i, 0) end return i * 2 end
local sum = 0
for i = 1, 13 do
  local ok, r = xpcall(function() return body(i) end, handler)
  if ok then sum = sum + r else sum = sum + r.n * 1000 end
end
print(sum, handled)
for i, s in ipairs(trace) do print(i, s) end
