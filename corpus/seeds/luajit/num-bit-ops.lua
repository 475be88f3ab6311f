-- The bit library in hot loops: shifts, rotates, xorshift generator, popcount, hex conversion, wraparound.
local x, pops = 0x12345678, 0
for i = 1, 30 do
  x = bit.bxor(x, bit.lshift(x, 13))
  x = bit.bxor(x, bit.rshift(x, 17))
  x = bit.bxor(x, bit.lshift(x, 5))
  local v = x
  while v ~= 0 do
    v = bit.band(v, v - 1)
    pops = pops + 1
  end
end
print(x, bit.tohex(x), pops)
local h = 0
for i = 1, 20 do h = bit.bxor(bit.rol(h, 5), i * 2654435761) end
print(h, bit.tohex(h, 4))
print(bit.arshift(-256, 4), bit.rshift(-256, 28), bit.bnot(0), bit.bswap(0x01020304))
print(bit.tobit(2 ^ 32 + 5), bit.tobit(-1.5), bit.bor(1, 2, 4, 8), bit.ror(1, 1))
print(pcall(bit.band, "x"))
print(bit.lshift(1, 33), bit.band(0xffffffff, -1), bit.tohex(255, -2))
