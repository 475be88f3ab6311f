-- Towers of Hanoi: two recursive calls with work between, moving values on real stacks.
local pegs = { {}, {}, {} }
local moves, sig = 0, 0
local function move(n, from, to, via)
  if n == 0 then return end
  move(n - 1, from, via, to)
  local p, q = pegs[from], pegs[to]
  local disc = p[#p]
  p[#p] = nil
  if q[#q] and q[#q] < disc then error("illegal move") end
  q[#q + 1] = disc
  moves = moves + 1
  sig = (sig * 3 + from * 7 + to) % 9973
  move(n - 1, via, to, from)
end
for i = 6, 1, -1 do pegs[1][7 - i] = i end
move(6, 1, 3, 2)
print(moves, sig)
print(#pegs[1], #pegs[2], #pegs[3])
print(table.concat(pegs[3], " "))
