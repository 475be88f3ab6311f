-- N-queens by backtracking: recursion inside a loop inside recursion, with three occupancy tables.
local function solve(n)
  local cols, d1, d2, place = {}, {}, {}, {}
  local count, nodes, first = 0, 0, nil
  local function try(r)
    nodes = nodes + 1
    if r > n then
      count = count + 1
      first = first or table.concat(place, " ")
      return
    end
    for c = 1, n do
      local a, b = r + c, r - c + n
      if not cols[c] and not d1[a] and not d2[b] then
        cols[c], d1[a], d2[b], place[r] = true, true, true, c
        try(r + 1)
        cols[c], d1[a], d2[b], place[r] = nil, nil, nil, nil
      end
    end
  end
  try(1)
  return count, nodes, first
end
for n = 1, 5 do print(n, solve(n)) end
