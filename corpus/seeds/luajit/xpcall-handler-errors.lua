-- xpcall handlers that throw themselves, handlers that use pcall, and extra arguments to xpcall.
local calls = 0
local function badhandler(e)
  calls = calls + 1
  error("handler failed")
end
local oks, errs = 0, 0
for i = 1, 6 do
  local ok, e = xpcall(function() if i > 3 then error("orig") end return i end, badhandler)
  if ok then oks = oks + e else errs = errs + 1 end
end
print(oks, errs, calls > 0)
local ok, e = xpcall(function() error("first", 0) end, function(m) return m .. "+handled" end)
print(ok, e)
print(xpcall(function(a, b) return a + b end, badhandler, 20, 22))
local nested = 0
local ok2, e2 = xpcall(function() error("outer", 0) end, function(m)
  local ok3, e3 = pcall(error, m .. "/inner", 0)
  nested = nested + 1
  return e3
end)
print(ok2, e2, nested)
