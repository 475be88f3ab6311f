<?php
// Properties of objects, floats, foreach over arrays of objects.
class Body
{
    public $x, $y, $z, $vx, $vy, $vz, $mass;

    function __construct($x, $y, $z, $vx, $vy, $vz, $mass)
    {
        $this->x = $x;
        $this->y = $y;
        $this->z = $z;
        $this->vx = $vx;
        $this->vy = $vy;
        $this->vz = $vz;
        $this->mass = $mass;
    }
}

function advance($bodies, $dt)
{
    $n = count($bodies);
    for ($i = 0; $i < $n; $i++) {
        $a = $bodies[$i];
        for ($j = $i + 1; $j < $n; $j++) {
            $b = $bodies[$j];
            $dx = $a->x - $b->x;
            $dy = $a->y - $b->y;
            $dz = $a->z - $b->z;
            $d = $dx * $dx + $dy * $dy + $dz * $dz;
            $mag = $dt / ($d * sqrt($d));
            $a->vx -= $dx * $b->mass * $mag;
            $a->vy -= $dy * $b->mass * $mag;
            $a->vz -= $dz * $b->mass * $mag;
            $b->vx += $dx * $a->mass * $mag;
            $b->vy += $dy * $a->mass * $mag;
            $b->vz += $dz * $a->mass * $mag;
        }
    }
    foreach ($bodies as $b) {
        $b->x += $dt * $b->vx;
        $b->y += $dt * $b->vy;
        $b->z += $dt * $b->vz;
    }
}

$bodies = [
    new Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
    new Body(4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.04),
    new Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.008, 0.01),
    new Body(12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.002),
    new Body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
];
for ($i = 0; $i < 200000; $i++)
    advance($bodies, 0.01);
echo round($bodies[0]->x, 6), ' ', round($bodies[1]->y, 6), "\n";
