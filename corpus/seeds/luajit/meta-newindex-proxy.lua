-- __newindex as function and as table, with proxies that log writes, in hot loops.
local log = {}
local store = {}
local proxy = setmetatable({}, {
  __newindex = function(t, k, v) log[#log + 1] = k; store[k] = v end,
  __index = store,
})
for i = 1, 12 do
  proxy["k" .. i % 4] = i
  proxy[i] = (proxy[i - 1] or 0) + i
end
print(#log, store.k0, store.k3, proxy[12])
local sink = {}
local redirect = setmetatable({ own = 0 }, { __newindex = sink })
for i = 1, 10 do
  redirect.own = redirect.own + 1
  redirect["f" .. i % 3] = i
end
print(redirect.own, rawget(redirect, "f1"), sink.f0, sink.f1, sink.f2)
local ro = setmetatable({}, { __newindex = function(_, k) error("read only: " .. k, 2) end })
for i = 1, 3 do print(pcall(function() ro["x" .. i] = i end)) end
