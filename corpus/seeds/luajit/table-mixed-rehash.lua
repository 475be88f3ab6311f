-- Keys that move between hash and array part as the table fills backwards and with holes.
local t = {}
for i = 32, 1, -1 do
  t[i] = i
  if i % 8 == 0 then t["mark" .. i] = true end
end
print(#t, t[1], t[32], t.mark8)
local sparse, cnt = {}, 0
for i = 1, 12 do sparse[2 ^ i] = i; sparse[i] = sparse[i] or 0 end
for i = 1, 12 do cnt = cnt + sparse[2 ^ i] end
print(cnt, sparse[8], sparse[4096], sparse[13])
local zero = { [0] = "z", "a", "b" }
for i = 3, 10 do zero[i] = zero[i - 1] .. i % 10 end
print(#zero, zero[0], zero[10])
local nested = {}
for i = 1, 5 do
  for j = 1, 5 do
    nested[i] = nested[i] or {}
    nested[i][j] = i * j
  end
end
print(nested[3][4], #nested, #nested[5])
