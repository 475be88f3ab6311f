-- Down-recursion in a side trace of a stitched root without spills: the benign twin of the 1169 shape.
local calls, depth_seen = 0, 0
local box = { 1 }
local function note(v) calls = calls + 1; return v end
local function dec(n) local g = function() return box end return n - 1 end
local function f(n)
  if n > depth_seen then depth_seen = n end
  return (n > 0 and note(f(dec(n))) or unpack(box))
end
print(f(0), f(0), f(0), f(0))
print(calls, depth_seen)
box[1] = "s"
print(f(6), calls)
print(f(25), calls)
for i = 1, 5 do
  box[1] = i % 2 == 0 and i or "odd" .. i
  print(i, f(i * 3), calls)
end
