<?php
// Constant expressions whose value is known only when they are asked for: they throw in the middle, or their handler does.
const LIST_ = ['a' => 1, PHP_INT_MAX => 2];
const WORD = 'abc';
const FRACTION = 1.5;
const APPLES = '5 apples';
class Sums {
    const NEGATIVE = -LIST_['a'];
    const NOT = !WORD;
    const BITS = ~WORD;
    const WRONG = -WORD;
    const NONE = WORD . Missing::X;
    const ELEMENT = [WORD . 'x'][Missing::Y];
    const KEY = LIST_[WORD . 'd'];
    const UNKNOWN = MISSING_CONSTANT . 'x';
    const FULL = [PHP_INT_MAX => 1, WORD];
    const FULL_LATE = [PHP_INT_MAX => WORD, self::WRONG_KEY];
    const WRONG_KEY = [LIST_ => 1];
    const TEXT = LIST_ . WORD;
    const QUIET = LIST_['q']['r'] ?? WORD . '!';
    const SHIFT = 1 << -LIST_['a'];
    const DIVIDED = [WORD, 1 / (LIST_['a'] - 1)];
    const LOSSY = [FRACTION => WORD];
    const REST = FRACTION % 2;
    const SHIFTED = 1 << FRACTION;
    const EITHER = FRACTION | 2;
    const OFFSET = WORD[FRACTION];
    const APPLE = APPLES + 1;
    const SUM = [WORD, [APPLES * 2]];
    const TURNED = -APPLES;
    const CHOSEN = LIST_ ? WORD : self::WRONG;
}
class Typed { public int $p = WORD; }
class TypedStatic { static int $p = WORD; }
class TypedFine { public ?array $p = LIST_; public float $f = LIST_['a']; }
function attempt($name) {
    try {
        echo $name, ': ', var_export(constant($name), true), "\n";
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
$names = ['NEGATIVE', 'NOT', 'BITS', 'WRONG', 'NONE', 'ELEMENT', 'KEY', 'UNKNOWN', 'FULL', 'WRONG_KEY', 'FULL_LATE', 'TEXT', 'QUIET', 'SHIFT', 'DIVIDED', 'CHOSEN'];
foreach ($names as $name) {
    attempt("Sums::$name");
}
set_error_handler(function ($level, $text) { throw new ErrorException($text); });
attempt('Sums::KEY');
attempt('Sums::TEXT');
$lossy = ['LOSSY', 'REST', 'SHIFTED', 'EITHER', 'OFFSET', 'APPLE', 'SUM', 'TURNED'];
foreach ($lossy as $name) {
    attempt("Sums::$name");
}
set_error_handler(fn($level, $text) => print("[$text] "));
foreach (array_slice($lossy, 1) as $name) {
    attempt("Sums::$name");
}
foreach (['Typed', 'TypedStatic', 'TypedFine'] as $class) {
    try {
        var_dump(new $class, $class === 'TypedStatic' ? TypedStatic::$p : 0);
    } catch (TypeError $e) {
        echo $e->getMessage(), "\n";
    }
}
class Again { const NESTED = LIST_ . 'x'; public $p = [self::NESTED, LIST_ . 'y']; static $s = LIST_ . 's'; }
set_error_handler(function ($level, $text) {
    static $depth = 0;
    echo "[$text ", ++$depth, "] ";
    if ($depth < 3) {
        echo count((new Again)->p), Again::$s, ' ';
    }
    return true;
});
echo implode((new Again)->p), Again::$s, "\n";
class Slot { public $p = LIST_ . 'y'; }
set_error_handler(function ($level, $text) {
    restore_error_handler();
    echo "[$text] ", @(new Slot)->p, ' ';
    return true;
});
echo (new Slot)->p, "\n";
function remembered($n) {
    static $x = [LIST_ . 'z'];
    return $x[0] . $n;
}
set_error_handler(function ($level, $text) {
    restore_error_handler();
    echo "[$text] ", @remembered('inner'), ' ';
    return true;
});
echo remembered('outer'), "\n";
