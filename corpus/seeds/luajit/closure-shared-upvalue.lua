-- Two closures and the enclosing frame share an open upvalue that is changed from compiled code.
local function make()
  local n, hist = 0, {}
  local function inc(by) n = n + (by or 1); hist[#hist + 1] = n end
  local function get() return n, #hist end
  for i = 1, 10 do inc(i); n = n + 1 end
  return inc, get, function() n = 0; hist = {} end
end
local inc, get, reset = make()
print(get())
for i = 1, 20 do inc() end
print(get())
reset()
for i = 1, 7 do inc(i * 0.5) end
print(get())
local a1, g1 = make()
a1(1000)
print(g1())
print(get())
