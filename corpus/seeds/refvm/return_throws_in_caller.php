<?php
// What a return throws is thrown in the caller: the exception of a result that nobody wants, of a warning, of a notice.
class D
{
    public $name;
    function __construct($name)
    {
        $this->name = $name;
    }
    function __destruct()
    {
        echo "destruct {$this->name}\n";
        throw new Exception($this->name);
    }
}

function unwanted()
{
    try {
        return new D('unwanted');
    } catch (Exception $e) {
        echo "inside\n";
    } finally {
        echo "finally\n";
    }
}

function undefined()
{
    try {
        return $nothing;
    } catch (Exception $e) {
        echo "inside\n";
    }
}

function &reference()
{
    try {
        return count([1, 2]);
    } catch (Exception $e) {
        echo "inside\n";
    }
}

function in_switch($n)
{
    switch ("a" . strlen("x") . $n) {
        case "a1" . $n:
            foreach ([$n, 2] as $v) {
                return new D("switch $v");
            }
    }
}

function with_local()
{
    $local = new D('local');
    return new D('both');
}

function test($f, $n = 0)
{
    try {
        $f($n);
    } catch (Exception $e) {
        do {
            echo 'outside: ', $e->getMessage(), ' in line ', $e->getLine(), "\n";
        } while ($e = $e->getPrevious());
    }
}

test('unwanted');
set_error_handler(function ($no, $text) {
    throw new Exception($text);
});
test('undefined');
test('reference');
for ($i = 0; $i < 3; $i++) {
    test('in_switch', $i);
}
test('with_local');
