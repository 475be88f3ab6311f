-- Hot loops inside coroutine bodies: traces run on a coroutine stack, broken by yields.
local function producer(n)
  return coroutine.wrap(function()
    local s = 0
    for i = 1, n do
      for j = 1, 4 do s = (s * 7 + i * j) % 1013 end
      if i % 3 == 0 then coroutine.yield(s) end
    end
    return -1
  end)
end
local function filter(src)
  return coroutine.wrap(function()
    for v in src do
      if v < 0 then return nil end
      if v % 2 == 0 then coroutine.yield(v) end
    end
  end)
end
local got = {}
for v in filter(producer(36)) do got[#got + 1] = v end
print(#got)
print(table.concat(got, " "))
local p = producer(9)
print(p(), p(), p(), p())
print(pcall(p))
