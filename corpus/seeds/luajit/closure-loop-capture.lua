-- Closures made in loops, each with its own open-then-closed upvalue, called later from hot loops.
local fs, gs = {}, {}
for i = 1, 8 do
  local n = i * 10
  fs[i] = function(d) n = n + d; return n end
  gs[i] = function() return n, i end
end
local total = 0
for round = 1, 5 do
  for i = 1, 8 do total = total + fs[i](round) end
end
print(total)
for i = 1, 8, 3 do print(gs[i]()) end
local k, ws = 0, {}
while k < 5 do
  k = k + 1
  local j = k
  ws[k] = function() j = j + 1; return j end
end
local seq = ""
for pass = 1, 3 do for i = 1, 5 do seq = seq .. ws[i]() .. " " end end
print(seq)
