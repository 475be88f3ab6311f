-- Every metamethod throws on its own period from one hot loop; each error is caught and counted.
local calls, caught = 0, {}
local function tick(name, period)
  return function(a, b)
    calls = calls + 1
    if calls % period == 0 then error(name, 0) end
    return name == "lt" and true or calls
  end
end
local mt = { __index = tick("index", 7), __add = tick("add", 5), __lt = tick("lt", 6),
  __call = tick("call", 11), __unm = tick("unm", 9), __concat = tick("concat", 8), __newindex = tick("newindex", 10) }
local o, p = setmetatable({}, mt), setmetatable({}, mt)
local progress = { 0, 0, 0 }
local function work(i)
  progress[1] = progress[1] + 1
  local v = o.field + (o + i) + o(i)
  progress[2] = progress[2] + 1
  if o < p then v = v + (-o) end
  o.x = v
  progress[3] = progress[3] + 1
  return #tostring(o .. "s")
end
local sum = 0
for i = 1, 24 do
  local ok, e = pcall(work, i)
  if ok then sum = sum + e else caught[e] = (caught[e] or 0) + 1 end
end
print(calls, sum, table.concat(progress, " "))
for _, k in ipairs{ "index", "add", "lt", "call", "unm", "concat", "newindex" } do print(k, caught[k]) end
print(rawget(o, "x"))
