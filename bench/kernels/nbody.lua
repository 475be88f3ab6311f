-- Fields of tables, floats, loops over a list of tables: nbody.php.
local function body(x, y, z, vx, vy, vz, mass)
    return { x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass }
end

local function advance(bodies, dt)
    local n = #bodies
    for i = 1, n do
        local a = bodies[i]
        for j = i + 1, n do
            local b = bodies[j]
            local dx = a.x - b.x
            local dy = a.y - b.y
            local dz = a.z - b.z
            local d = dx * dx + dy * dy + dz * dz
            local mag = dt / (d * math.sqrt(d))
            a.vx = a.vx - dx * b.mass * mag
            a.vy = a.vy - dy * b.mass * mag
            a.vz = a.vz - dz * b.mass * mag
            b.vx = b.vx + dx * a.mass * mag
            b.vy = b.vy + dy * a.mass * mag
            b.vz = b.vz + dz * a.mass * mag
        end
    end
    for _, b in ipairs(bodies) do
        b.x = b.x + dt * b.vx
        b.y = b.y + dt * b.vy
        b.z = b.z + dt * b.vz
    end
end

-- As PHP rounds and prints: half away from zero, 14 digits.
local function round(x)
    local r = x < 0 and math.ceil(x * 1e6 - 0.5) or math.floor(x * 1e6 + 0.5)
    return string.format("%.14g", r / 1e6)
end

local bodies = {
    body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
    body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.04),
    body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.01),
    body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.002),
    body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
}
for _ = 1, 200000 do
    advance(bodies, 0.01)
end
print(round(bodies[1].x) .. " " .. round(bodies[2].y))
