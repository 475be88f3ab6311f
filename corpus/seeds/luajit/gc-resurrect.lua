-- Finalizers that resurrect their userdata into a table, and a cache refilled between collections.
local saved, cycles = {}, 0
local function phoenix(tag)
  local u = newproxy(true)
  local mt = getmetatable(u)
  mt.tag = tag
  mt.__gc = function(self)
    cycles = cycles + 1
    saved[#saved + 1] = self
  end
end
local function fill(n) for i = 1, n do phoenix("p" .. i) end end
fill(5)
collectgarbage()
print(#saved, cycles)
local function tags()
  local t = {}
  for i, u in ipairs(saved) do t[i] = getmetatable(u).tag end
  table.sort(t)
  return table.concat(t, ",")
end
print(tags())
saved = {}
collectgarbage()
print(#saved, cycles)
local cache = setmetatable({}, { __mode = "v" })
local misses = 0
local function get(k)
  local v = cache[k]
  if not v then misses = misses + 1; v = { k }; cache[k] = v end
  return #v
end
for i = 1, 15 do get(i % 4) if i % 5 == 0 then collectgarbage() end end
print(misses)
