<?php
// Return types: conversion, void, nullable, self, static, never returning a value, and the errors.
class A { function me(): static { return $this; } static function mk(): self { return new static; } function bad(): static { return new A; } }
class B extends A {}
function i(): int { return "42"; }
function s(): string { return 4.0; }
function v(): void { return; }
function n(): ?array { return null; }
function b(): bool { return "a"; }
function ni($x): int { return $x; }
function none(): int { if (false) return 1; }
function cls(): A { return new B; }
var_dump(i(), s(), v(), n(), b(), get_class(cls()), get_class((new B)->me()), get_class(B::mk()));
foreach ([
    function () { ni("x"); },
    function () { ni(null); },
    function () { ni(1.5); echo "deprecated but ok\n"; },
    function () { none(); },
    function () { (new B)->bad(); },
    function () { $f = function (): A { return (object)[]; }; $f(); },
    function () { $f = fn(): array => "str"; $f(); },
] as $t) {
    try {
        $t();
    } catch (TypeError $e) {
        echo $e->getMessage(), " line ", $e->getLine(), "\n";
    }
}
none();
