-- Finalizers of newproxy userdata run by explicit collectgarbage, allocating and counting as they go.
local log, made = {}, 0
local function guard(id)
  made = made + 1
  local u = newproxy(true)
  getmetatable(u).__gc = function() log[#log + 1] = "f" .. id end
  return u
end
local keep = {}
local function fill(n)
  for i = 1, n do
    local u = guard(i)
    if i % 3 == 0 then keep[#keep + 1] = u end
  end
end
fill(9)
collectgarbage()
collectgarbage()
print(made, #log, #keep)
table.sort(log)
print(table.concat(log, " "))
keep = nil
collectgarbage("collect")
print(#log)
table.sort(log)
print(table.concat(log, " "))
