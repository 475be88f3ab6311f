-- A hot loop calls gsub directly (stitched); the callback throws through the stitched frame to an outer pcall.
local total, per = 0, {}
local stats = { loops = 0, cb = 0 }
local function cb(c)
  stats.cb = stats.cb + 1
  if c == "!" then error({ at = stats.cb }) end
  return c == "a" and "b" or nil
end
local function run(s)
  local n = 0
  for i = 1, 6 do
    stats.loops = stats.loops + 1
    local r = s:gsub("[%a!]", cb)
    n = n + #r
    total = total + i
  end
  return n
end
for i, s in ipairs{ "aaa", "bab!", "cab", "!", "abcabc", "zz!zz" } do
  local ok, e = pcall(run, s)
  per[i] = ok and tostring(e) or ("E" .. e.at)
end
print(table.concat(per, " "))
print(total, stats.loops, stats.cb)
for i, s in ipairs{ "ab", "!a" } do print(i, pcall(run, s) == true, total) end
