-- Yields across pcall and xpcall boundaries, with an error raised after the resume.
local log = {}
local co = coroutine.wrap(function(...)
  local ok, e = pcall(function(a)
    local b = coroutine.yield(a + 1)
    local c = coroutine.yield(b * 2)
    if c == "bad" then error("told so", 0) end
    return c
  end, ...)
  log[#log + 1] = tostring(ok) .. ":" .. tostring(e)
  local ok2, e2 = xpcall(function() coroutine.yield("in xpcall") error("again", 0) end,
    function(m) return "H(" .. m .. ")" end)
  log[#log + 1] = tostring(ok2) .. ":" .. tostring(e2)
  return "end"
end)
print(co(1))
print(co(10))
print(co("bad"))
print(co())
print(table.concat(log, " "))
print(pcall(co))
