-- goto continue, backward goto loops and nested goto exits in hot code.
local odd, seen = 0, 0
for i = 1, 30 do
  if i % 3 == 0 then goto continue end
  seen = seen + 1
  if i % 2 == 1 then odd = odd + i end
  ::continue::
end
print(seen, odd)
local n, path = 0, 0
::again::
n = n + 1
path = path * 2 % 997 + n
if n < 25 then goto again end
print(n, path)
local found
for i = 1, 9 do
  for j = 1, 9 do
    if i * j == 42 then found = i .. "x" .. j goto done end
  end
end
::done::
print(found)
