-- A table allocated anew on each iteration and carried round the loop as a phi.
local st = { sum = 0, count = 0 }
for i = 1, 28 do
  local nx = { sum = st.sum + i, count = st.count + 1 }
  if nx.count % 9 == 0 then nx.sum = nx.sum - 100 end
  st = nx
end
print(st.sum, st.count)
local a, b = { v = 1 }, { v = 1 }
for i = 1, 18 do
  a, b = b, { v = a.v + b.v }
end
print(a.v, b.v)
local node
for i = 1, 10 do node = { nxt = node, id = i } end
local ids = {}
while node do ids[#ids + 1] = node.id; node = node.nxt end
print(table.concat(ids, "-"))
