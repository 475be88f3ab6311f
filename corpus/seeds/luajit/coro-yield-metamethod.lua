-- Yields from inside metamethods, iterators and nested Lua calls of a coroutine, resumed from a hot loop.
local trail = {}
local mt = {
  __index = function(t, k) return coroutine.yield("index " .. k) end,
  __add = function(a, b) coroutine.yield("add") return 100 end,
  __lt = function(a, b) return coroutine.yield("lt") end,
  __call = function(self, x) coroutine.yield("call " .. x) return x + 1 end,
  __concat = function(a, b) return coroutine.yield("concat") .. "!" end,
}
local function it(n, i) coroutine.yield("iter " .. i) if i < n then return i + 1 end end
local function body()
  local o = setmetatable({}, mt)
  local r = { o.foo, o + 1, o < o, o(41), o .. "x" }
  for i in it, 3, 0 do r[#r + 1] = i end
  return r
end
local co = coroutine.create(body)
local n, res = 0, nil
local ok, v = coroutine.resume(co)
while coroutine.status(co) == "suspended" do
  n = n + 1
  trail[n] = v
  ok, v = coroutine.resume(co, n)
end
print(n, ok)
print(table.concat(trail, ", "))
for i = 1, #v do v[i] = tostring(v[i]) end
print(table.concat(v, " "))
