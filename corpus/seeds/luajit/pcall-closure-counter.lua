-- pcall of a fresh closure in a hot loop, with counters in locals, upvalues and tables over the boundary.
local n, bad = 0, 0
local acc = {}
for i = 1, 20 do
  n = n + 1
  local ok = pcall(function()
    acc[#acc + 1] = "s" .. i
    if i % 6 == 0 then error("six") end
  end)
  if not ok then bad = bad + 1 end
end
print(n, bad, #acc)
print(acc[1], acc[20])
local t = { ok = 0, err = 0 }
for i = 1, 16 do
  local r, e = pcall(function(x) t.last = x; return x.f end, i % 3 ~= 0 and { f = i } or nil)
  if r then t.ok = t.ok + e else t.err = t.err + 1 end
end
print(t.ok, t.err, t.last.f)
