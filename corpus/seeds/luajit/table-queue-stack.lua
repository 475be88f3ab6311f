-- Tables as a ring queue and as a stack, in a breadth-first and a depth-first search over a grid.
local W, H = 6, 5
local function bfs(wall)
  local dist, q, head, tail = { [1] = 0 }, { 1 }, 1, 1
  while head <= tail do
    local p = q[head]
    q[head] = nil
    head = head + 1
    local x, y = (p - 1) % W, math.floor((p - 1) / W)
    for d = 1, 4 do
      local nx = x + (d == 1 and 1 or d == 2 and -1 or 0)
      local ny = y + (d == 3 and 1 or d == 4 and -1 or 0)
      local np = ny * W + nx + 1
      if nx >= 0 and nx < W and ny >= 0 and ny < H and not wall[np] and not dist[np] then
        dist[np] = dist[p] + 1
        tail = tail + 1
        q[tail] = np
      end
    end
  end
  return dist[W * H], tail
end
print(bfs({}))
print(bfs({ [2] = true, [8] = true, [14] = true }))
print(bfs({ [2] = true, [7] = true }))
local stack, depth, sig = {}, 0, 0
for i = 1, 30 do
  if i % 3 == 0 then sig = sig + table.remove(stack) else stack[#stack + 1] = i end
  if #stack > depth then depth = #stack end
end
print(depth, sig, #stack)
