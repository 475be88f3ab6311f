-- A sunk table and a sunk nested table that escape only on a rare branch, so the exit must unsink both.
local escaped
local n = 0
for i = 1, 25 do
  local inner = { i, i + 1, i + 2 }
  local outer = { a = inner, b = i * .5, tag = "t" }
  if outer.b == 9.5 then
    escaped = outer
  end
  n = n + outer.a[1] + outer.a[3]
end
print(n)
print(escaped.b, escaped.tag)
print(escaped.a[1], escaped.a[2], escaped.a[3], #escaped.a)
local last
for i = 1, 12 do
  local pair = { i, -i }
  if i == 12 then last = pair end
end
print(last[1], last[2])
