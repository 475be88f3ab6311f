-- Loop-carried locals of several types, live across a pcall that fails now and then in compiled code.
local i, f, s, t, flag = 0, 0.5, "", {}, true
local upcount = 0
local function risky(k, limit)
  upcount = upcount + 1
  t[#t + 1] = k
  if k > limit then local z = t.none.x end
  return k * 0.25
end
local fails = 0
while i < 24 do
  i = i + 1
  f = f + 1.25
  flag = not flag
  local ok, r = pcall(risky, i % 9, 6)
  if ok then f = f + r else fails = fails + 1; s = s .. i .. "," end
  if flag then f = f - 1 end
end
print(i, f, flag)
print(s, fails)
print(upcount, #t, table.concat(t))
