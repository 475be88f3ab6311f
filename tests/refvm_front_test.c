/* refvm_front_test.c: the reference VM's lexer, parser and conversions of numbers. Messages and printed
 * numbers are those of PHP 8.2.
 */
#include <math.h>

#include "check_main.h"
#include "refvm/front_dump.h"
#include "refvm/lex.h"
#include "refvm_host.h"

static const char *run_code(const char *code)
{
    return host_run(host_load_code(code));
}

/* A program without code, inside of which others are parsed. */
static void load_nothing(void)
{
    ck_assert(host_load_code(""));
}

static struct dump dump = {.sink = host_output};

/* ---- tokens --------------------------------------------------------------------------------------------
 */

static const char *tokens_of(const char *source)
{
    host_clear_output();
    dump_tokens(&dump, source, strlen(source));
    return host.output;
}

START_TEST(tokens)
{
    ck_assert_str_eq(tokens_of("a<?php $x+=0x1F; // c\n ECHO 'q'?>\nb"),
                     "1 INLINE_HTML a\n1 VARIABLE $x\n1 PLUS_EQUAL +=\n1 INTEGER 0x1F\n1 SEMICOLON ;\n"
                     "2 ECHO ECHO\n2 QUOTED 'q'\n2 SEMICOLON ?>\\n\n3 INLINE_HTML b\n3 END \n");
    ck_assert_str_eq(tokens_of("<?php \"a$b[1]{$c->d}\""), "1 QUOTE \"\n1 STRING_CONTENT a\n1 VARIABLE $b\n"
                                                           "1 LBRACKET [\n1 OFFSET_NUMBER 1\n1 RBRACKET ]\n"
                                                           "1 BRACE_DOLLAR {\n1 VARIABLE $c\n1 ARROW ->\n"
                                                           "1 NAME d\n1 RBRACE }\n1 QUOTE \"\n1 END \n");
    ck_assert_str_eq(tokens_of("<?php 1.5e3 .5 1. 1_000 a\\b \\c ?-> ... <<<E\n x\n E"),
                     "1 FLOAT 1.5e3\n1 FLOAT .5\n1 FLOAT 1.\n1 INTEGER 1_000\n1 NAME_QUALIFIED a\\x5cb\n"
                     "1 NAME_FULL \\x5cc\n1 NULLSAFE_ARROW ?->\n1 ELLIPSIS ...\n1 HEREDOC_START <<<E\\n\n"
                     "2 STRING_CONTENT  x\n3 HEREDOC_END  E\n3 END \n");
}
END_TEST

START_TEST(keywords_and_operators)
{
    for (int kind = TOKEN_AS; kind < TOKEN_KIND_COUNT; kind++) {
        const char *text = token_texts[kind];
        char source[64];
        struct lexeme token;
        struct lex lex;

        if (kind == TOKEN_QUOTE || kind == TOKEN_BRACE_DOLLAR || kind == TOKEN_DOLLAR_BRACE)
            continue;
        snprintf(source, sizeof(source), "<?php %s%s", text, kind == TOKEN_ENUM ? " a" : "");
        lex_start(&lex, source, strlen(source));
        lex_next(&lex, &token);
        ck_assert_msg(token.kind == (kind == TOKEN_DIE ? TOKEN_EXIT : kind), "'%s' is '%s'", text,
                      token_texts[token.kind]);
        ck_assert_uint_eq(token.len, strlen(text));
    }
}
END_TEST

/* ---- trees
 * ----------------------------------------------------------------------------------------------- */

static const struct {
    const char *code, *tree;
} trees[] = {
    {"!$a = 1", "(NOT (ASSIGN (VARIABLE (VALUE 'a')) (VALUE 1)))"},
    {"-2 ** 2", "(UNARY_MINUS (BINARY POW (VALUE 2) (VALUE 2)))"},
    {"2 ** -1 ** 2", "(BINARY POW (VALUE 2) (UNARY_MINUS (BINARY POW (VALUE 1) (VALUE 2))))"},
    {"-1 * 3", "(BINARY MUL (UNARY_MINUS (VALUE 1)) (VALUE 3))"},
    {"(int)1 ** 2", "(CAST 4 (BINARY POW (VALUE 1) (VALUE 2)))"},
    {"!$a instanceof B", "(NOT (INSTANCEOF (VARIABLE (VALUE 'a')) (VALUE 'B')))"},
    {"1 - 2 - 3", "(BINARY SUB (BINARY SUB (VALUE 1) (VALUE 2)) (VALUE 3))"},
    {"1 . 2 + 3", "(BINARY CONCAT (VALUE 1) (BINARY ADD (VALUE 2) (VALUE 3)))"},
    {"1 << 2 . 3", "(BINARY CONCAT (BINARY SL (VALUE 1) (VALUE 2)) (VALUE 3))"},
    {"1 ?? 2 ?? 3", "(COALESCE (VALUE 1) (COALESCE (VALUE 2) (VALUE 3)))"},
    {"1 ?: 2 ?: 3", "(CONDITIONAL (CONDITIONAL (VALUE 1) - (VALUE 2)) - (VALUE 3))"},
    {"1 ? 2 : (3 ? 4 : 5)",
     "(CONDITIONAL (VALUE 1) (VALUE 2) (CONDITIONAL 1 (VALUE 3) (VALUE 4) (VALUE 5)))"},
    {"1 < 2 == 3 < 4",
     "(BINARY IS_EQUAL (BINARY IS_SMALLER (VALUE 1) (VALUE 2)) (BINARY IS_SMALLER (VALUE 3) (VALUE 4)))"},
    {"1 > 2", "(GREATER (VALUE 1) (VALUE 2))"},
    {"$a = 1 and 2", "(AND (ASSIGN (VARIABLE (VALUE 'a')) (VALUE 1)) (VALUE 2))"},
    {"1 && $a = 2 || 3", "(AND (VALUE 1) (ASSIGN (VARIABLE (VALUE 'a')) (OR (VALUE 2) (VALUE 3))))"},
    {"print 1 and 2", "(AND (PRINT (VALUE 1)) (VALUE 2))"},
    {"1 + print 2 + 3", "(BINARY ADD (VALUE 1) (PRINT (BINARY ADD (VALUE 2) (VALUE 3))))"},
    {"1 xor 2", "(BINARY BOOL_XOR (VALUE 1) (VALUE 2))"},
    {"throw 1 or 2", "(THROW (OR (VALUE 1) (VALUE 2)))"},
    {"@f() + 1", "(BINARY ADD (SILENCE (CALL (VALUE 'f') (LIST_ARGS))) (VALUE 1))"},
    {"fn() => 1 and 2", "(ARROW (LIST_PARAMS) - (AND (VALUE 1) (VALUE 2)) -)"},
    {"$$a['x']", "(DIM (VARIABLE (VARIABLE (VALUE 'a'))) (VALUE 'x'))"},
    {"A::$b['x']", "(DIM (STATIC_PROPERTY (VALUE 'A') (VALUE 'b')) (VALUE 'x'))"},
    {"A::$b()", "(STATIC_CALL (VALUE 'A') (VARIABLE (VALUE 'b')) (LIST_ARGS))"},
    {"static::B", "(CLASS_CONSTANT (SELF_CLASS 3) (VALUE 'B'))"},
    {"$a->list->class()",
     "(METHOD_CALL (PROPERTY_FETCH (VARIABLE (VALUE 'a')) (VALUE 'list')) (VALUE 'class') (LIST_ARGS))"},
    {"$a?->b", "(NULLSAFE_PROPERTY (VARIABLE (VALUE 'a')) (VALUE 'b'))"},
    {"new $a->b(1)", "(NEW (PROPERTY_FETCH (VARIABLE (VALUE 'a')) (VALUE 'b')) (LIST_ARGS (VALUE 1)))"},
    {"new A", "(NEW (VALUE 'A') (LIST_ARGS))"},
    {"'A::b'(1)", "(STATIC_CALL (VALUE 'A') (VALUE 'b') (LIST_ARGS (VALUE 1)))"},
    {"[$a, [, &$b]] = 1", "(ASSIGN (LIST_ARRAY (ARRAY_ELEMENT (VARIABLE (VALUE 'a')) -) (ARRAY_ELEMENT "
                          "(LIST_ARRAY - (ARRAY_ELEMENT "
                          "1 (VARIABLE (VALUE 'b')) -)) -)) (VALUE 1))"},
    {"isset($a, $b)", "(AND (ISSET (VARIABLE (VALUE 'a'))) (ISSET (VARIABLE (VALUE 'b'))))"},
    {"\"a$b[-1]c$d[e]f{$g}\\x41\"", "(LIST_ENCAPS (VALUE 'a') (DIM (VARIABLE (VALUE 'b')) (VALUE -1)) "
                                    "(VALUE 'c') (DIM (VARIABLE (VALUE 'd')) "
                                    "(VALUE 'e')) (VALUE 'f') (VARIABLE (VALUE 'g')) (VALUE 'A'))"},
    {"0x7fffffffffffffff", "(VALUE 9223372036854775807)"},
    {"9223372036854775808", "(VALUE float(9.223372036854776E+18))"},
    {"0o17 + 017 + 0b11 + 1_0",
     "(BINARY ADD (BINARY ADD (BINARY ADD (VALUE 15) (VALUE 15)) (VALUE 3)) (VALUE 10))"},
    {"<<<E\n  a\n   b\\n\n  E", "(VALUE 'a\\n b\\n')"},
    {"<<<'E'\n $a\\n\nE", "(VALUE ' $a\\x5cn')"},
};

START_TEST(tree)
{
    char source[512], expected[1024];
    struct ast *ast;

    load_nothing();
    snprintf(source, sizeof(source), "<?php %s;", trees[_i].code);
    snprintf(expected, sizeof(expected), "(LIST_STATEMENTS (EXPRESSION %s))", trees[_i].tree);
    ast = parse_program(vm, source, strlen(source));
    ck_assert_ptr_nonnull(ast);
    host_clear_output();
    dump_ast_short(&dump, ast);
    ck_assert_str_eq(host.output, expected);
    host_run(true);
}
END_TEST

/* ---- errors
 * ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *code, *message; /* without " in FILE" */
} errors[] = {
    {"echo 1 2;", "Parse error: syntax error, unexpected integer \"2\", expecting \",\" or \";\""},
    {"$a[1 2];", "Parse error: syntax error, unexpected integer \"2\", expecting \"]\""},
    {"f(1;", "Parse error: syntax error, unexpected token \";\", expecting \")\""},
    {"$a = [1, 2;", "Parse error: syntax error, unexpected token \";\", expecting \"]\""},
    {"$a = ;", "Parse error: syntax error, unexpected token \";\""},
    {"1 == 2 == 3;", "Parse error: syntax error, unexpected token \"==\""},
    {"class {", "Parse error: syntax error, unexpected token \"{\", expecting identifier"},
    {"class A { public }", "Parse error: syntax error, unexpected token \"}\", expecting variable"},
    {"function f(int $a $b) {}", "Parse error: syntax error, unexpected variable \"$b\", expecting \")\""},
    {"list($a) ;", "Parse error: syntax error, unexpected token \";\", expecting \"=\""},
    {"$x = \"abc",
     "Parse error: syntax error, unexpected end of file, expecting variable or \"${\" or \"{$\""},
    {"$x = 'abc", "Parse error: syntax error, unexpected string content \"abc\""},
    {"5 'abc';", "Parse error: syntax error, unexpected single-quoted string \"abc\""},
    {"5 \"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\";",
     "Parse error: syntax error, unexpected double-quoted string \"abcdefghijklmnopqrstuvwxyzabcd...\""},
    {"5 a\\b;", "Parse error: syntax error, unexpected namespaced name \"a\\b\""},
    {"$a->;", "Parse error: syntax error, unexpected token \";\", expecting identifier or variable or "
              "\"{\" or \"$\""},
    {"global a;", "Parse error: syntax error, unexpected identifier \"a\", expecting variable or \"$\""},
    {"$x = 1 \x01 2;", "Parse error: syntax error, unexpected character 0x01"},
    {"else", "Parse error: syntax error, unexpected token \"else\", expecting end of file"},
    {"if (1) {", "Parse error: Unclosed '{'"},
    {"f(]", "Parse error: Unclosed '(' does not match ']'"},
    {"}", "Parse error: Unmatched '}'"},
    {"echo 08;", "Parse error: Invalid numeric literal"},
    {"/* abc", "Parse error: Unterminated comment starting line 1"},
    {"$a = \"\\u{zz}\";", "Parse error: Invalid UTF-8 codepoint escape sequence"},
    {"$a = (real)1;", "Parse error: The (real) cast has been removed, use (float) instead"},
    {"$a = 1 ? 2 : 3 ? 4 : 5;", "Fatal error: Unparenthesized `a ? b : c ? d : e` is not supported. Use "
                                "either `(a ? b : c) ? d : e` or `a "
                                "? b : (c ? d : e)`"},
    {"$a = [1,,2];", "Fatal error: Cannot use empty array elements in arrays"},
    {"[] = $a;", "Fatal error: Cannot use empty list"},
    {"['a' => $b, $c] = $a;", "Fatal error: Cannot mix keyed and unkeyed array entries in assignments"},
    {"[list($a)] = $c;", "Fatal error: Cannot mix [] and list()"},
    {"[array($a)] = $c;", "Fatal error: Cannot assign to array(), use [] instead"},
    {"$x = [list($a)];", "Fatal error: Cannot use list() as standalone expression"},
    {"[1] = $a;", "Fatal error: Assignments can only happen to writable values"},
    {"isset(1);", "Fatal error: Cannot use isset() on the result of an expression (you can use \"null !== "
                  "expression\" instead)"},
    {"try { }", "Fatal error: Cannot use try without catch or finally"},
    {"class A { public public $x; }", "Fatal error: Multiple access type modifiers are not allowed"},
    {"abstract final class A {}", "Fatal error: Cannot use the final modifier on an abstract class"},
    {"break 0;", "Fatal error: 'break' operator accepts only positive integers"},
    {"function f() { yield 1; }", "Fatal error: 'yield' is not supported by this VM"},
    {"f(...$x);", "Fatal error: '...' is not supported by this VM"},
    {"match (1) { };", "Fatal error: 'match' is not supported by this VM"},
    {"trait T {}", "Fatal error: 'trait' is not supported by this VM"},
};

START_TEST(error)
{
    char expected[512];
    const char *end;

    run_code(errors[_i].code);
    snprintf(expected, sizeof(expected), "\n%s in ", errors[_i].message);
    ck_assert_msg(strncmp(host.output, expected, strlen(expected)) == 0, "'%s' gives '%s', expected '%s'",
                  errors[_i].code, host.output, expected);
    end = " on line 1\n";
    ck_assert_str_eq(host.output + strlen(host.output) - strlen(end), end);
}
END_TEST

START_TEST(indentation)
{
    run_code("$a = <<<E\n  a\n b\n  E;");
    ck_assert_ptr_nonnull(strstr(
        host.output, "Invalid body indentation level (expecting an indentation level of at least 2)"));
    run_code("$a = <<<E\n  a\n\tb\n  E;");
    ck_assert_ptr_nonnull(strstr(host.output, "Invalid indentation - tabs and spaces cannot be mixed"));
}
END_TEST

/* What a program of `times` times `part` between two texts prints first. */
static const char *repeated(const char *before, const char *part, size_t times, const char *after)
{
    size_t size = strlen(before) + strlen(part) * times + strlen(after);
    char *source = malloc(size + 1), *at = stpcpy(source, before);

    ck_assert_ptr_nonnull(source);
    for (size_t i = 0; i < times; i++)
        at = stpcpy(at, part);
    strcpy(at, after);
    host_run(host_load(source, size));
    free(source);
    return host.output;
}

START_TEST(deep_syntax)
{
    static const char *const parts[] = {
        "(",     "[",      "!",      "{",     "if(1)", "$a=",  "$a?",          "$$",
        "f(",    "\"{$a[", "fn()=>", "(int)", "$a??",  "$a**", "try{",         "for(;;)",
        "$a->{", "print ", "clone ", "${",    "@",     "A::{", "function f(){"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        repeated("<?php if(1);", parts[i], 100000, "");
        ck_assert_msg(strstr(host.output, "Maximum nesting level") != NULL ||
                          strstr(host.output, "unexpected end of file") != NULL,
                      "'%s': %.200s", parts[i], host.output);
        ck_assert_uint_eq(vm->nesting, 0);
    }
}
END_TEST

/* What is long, but not deep. */
START_TEST(long_syntax)
{
    ck_assert_str_eq(repeated("<?php if(0); ", "elseif(0);", 20000, ""), "");
    ck_assert_str_eq(repeated("<?php if(0); ", "else if(0);", 20000, ""), "");
    ck_assert_str_eq(repeated("<?php $x=1", "+1", 20000, ";echo $x;"), "20001");
    ck_assert_str_eq(repeated("<?php $x=[0", ",1", 20000, "];echo $x[7];"), "1");
    ck_assert_str_eq(repeated("<?php ", ";", 20000, "echo 5;"), "5");
}
END_TEST

START_TEST(large_program)
{
    repeated("<?php echo '", "x", 10 << 20, "';");
    ck_assert_ptr_nonnull(strstr(host.output, "is larger than the 4194304 bytes that this VM takes"));
    repeated("<?php $x=", "1", 1 << 20, "; echo $x;");
    ck_assert_str_eq(host.output, "INF");
}
END_TEST

/* Every allocation fails once; nothing is left over, and nothing but the memory error is said. */
START_TEST(faults)
{
    static const char source[] =
        "<?php namespace_less(1_000.5, \"a{$b->c['d']}\\x41 ${e}\", <<<X\n  a\n  $f[0]\n  X);\n"
        "class A extends B implements C, D { const X = 1; public ?int $p = 1, $q; static function f(A|int "
        "&$x = "
        "[1, 'k' => 2], private int $z = 0): static { return new static; } abstract function g(); }\n"
        "[$a, [, $b]] = $c; foreach ($a as $k => list('x' => $y)) { static $s = 1; global $g; }\n"
        "try { $o = new class(1) { }; } catch (A | B $e) { } finally { unset($x, $y); }\n"
        "switch ($x) { case 1: default: break; } $f = fn($x) => $x ?? 1; $g = function () use (&$f) { };\n";
    uint64_t count;
    struct ast *ast;

    load_nothing();
    host_fail(0);
    ast = parse_program(vm, source, sizeof(source) - 1);
    ck_assert_ptr_nonnull(ast);
    count = host.allocations;
    host_run(true);
    for (uint64_t n = 1; n <= count; n++) {
        load_nothing();
        host_fail(n);
        ast = parse_program(vm, source, sizeof(source) - 1);
        host_fail(0);
        ck_assert_int_eq(ast == NULL, vm->exception != NULL);
        ck_assert(ast != NULL || error_is_fatal(vm));
        ck_assert_uint_eq(vm->nesting, 0);
        vm->exception = NULL;
        host_run(true);
    }
}
END_TEST

/* ---- numbers
 * --------------------------------------------------------------------------------------------- */

static const struct {
    double d;
    const char *echoed, *exact;
} floats[] = {
    {0, "0", "0"},
    {-0.0, "-0", "-0"},
    {1, "1", "1"},
    {0.1, "0.1", "0.1"},
    {0.1 + 0.2, "0.3", "0.30000000000000004"},
    {1.0 / 3, "0.33333333333333", "0.3333333333333333"},
    {100000, "100000", "100000"},
    {1e14, "1.0E+14", "100000000000000"},
    {1e15, "1.0E+15", "1000000000000000"},
    {1e17, "1.0E+17", "1.0E+17"},
    {123456789012345678.0, "1.2345678901235E+17", "1.2345678901234568E+17"},
    {0.00015, "0.00015", "0.00015"},
    {0.000015, "1.5E-5", "1.5E-5"},
    {-1.5e-7, "-1.5E-7", "-1.5E-7"},
    {5e-324, "4.9406564584125E-324", "5.0E-324"},
    {0x1p-44, "5.6843418860808E-14", "5.684341886080802E-14"},
    {1.7976931348623157e308, "1.7976931348623E+308", "1.7976931348623157E+308"},
    {INFINITY, "INF", "INF"},
    {-INFINITY, "-INF", "-INF"},
    {NAN, "NAN", "NAN"},
};

START_TEST(float_text)
{
    char text[NUMBER_TEXT_MAX];

    for (size_t i = 0; i < sizeof(floats) / sizeof(floats[0]); i++) {
        ck_assert_uint_eq(number_format_echo(floats[i].d, text), strlen(floats[i].echoed));
        ck_assert_str_eq(text, floats[i].echoed);
        number_format_exact(floats[i].d, text);
        ck_assert_str_eq(text, floats[i].exact);
    }
    number_format_precision(0.1, 17, text);
    ck_assert_str_eq(text, "0.10000000000000001");
}
END_TEST

/* Doubles of random bits, and all powers of two, come back from their exact form. */
START_TEST(float_round_trip)
{
    uint64_t bits = 88172645463325252u;
    char text[NUMBER_TEXT_MAX];
    double d;

    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        memcpy(&d, &bits, sizeof(d));
        if (i < 2098)
            d = ldexp(1, i - 1074);
        if (!isfinite(d))
            continue;
        number_format_exact(d, text);
        ck_assert_msg(number_strtod(text, strlen(text)) == d, "'%s' does not come back", text);
    }
}
END_TEST

static const struct {
    const char *text, *result; /* a trailing * says that something follows the number */
} numeric[] = {
    {"1", "1"},
    {" 1", "1"},
    {"1 ", "1"},
    {"1x", "1*"},
    {"x", "none"},
    {"", "none"},
    {".", "none"},
    {"-", "none"},
    {"1.", "float 1"},
    {"-.5e3", "float -500"},
    {"1e", "1*"},
    {"1e5", "float 100000"},
    {"1e+", "1*"},
    {"+7", "7"},
    {"9223372036854775807", "9223372036854775807"},
    {"9223372036854775808", "float 9.223372036854776E+18"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"0x1A", "0*"},
    {"1e1000", "float INF"},
    {"1.5.5", "float 1.5*"},
};

START_TEST(numeric_strings)
{
    for (size_t i = 0; i < sizeof(numeric) / sizeof(numeric[0]); i++) {
        char text[NUMBER_TEXT_MAX * 2] = "none", digits[NUMBER_TEXT_MAX];
        int64_t n;
        double d;
        bool rest;
        enum number_kind kind = number_parse(numeric[i].text, strlen(numeric[i].text), &n, &d, &rest);

        if (kind == NUMBER_INT)
            snprintf(text, sizeof(text), "%lld%s", (long long)n, rest ? "*" : "");
        else if (kind == NUMBER_FLOAT && number_format_exact(d, digits))
            snprintf(text, sizeof(text), "float %s%s", digits, rest ? "*" : "");
        ck_assert_msg(strcmp(text, numeric[i].result) == 0, "'%s' is '%s', expected '%s'", numeric[i].text,
                      text, numeric[i].result);
    }
}
END_TEST

START_TEST(float_to_int)
{
    ck_assert_int_eq(number_to_int(1.9), 1);
    ck_assert_int_eq(number_to_int(-1.9), -1);
    ck_assert_int_eq(number_to_int(0x1p63), INT64_MIN);
    ck_assert_int_eq(number_to_int(0x1p64), 0);
    ck_assert_int_eq(number_to_int(-0x1p64 - 4096), -4096);
    ck_assert_int_eq(number_to_int(1e20), 7766279631452241920);
    ck_assert_int_eq(number_to_int(NAN), 0);
    ck_assert_int_eq(number_to_int(INFINITY), 0);
    ck_assert(number_is_integral(-0x1p63));
    ck_assert(!number_is_integral(0x1p63));
    ck_assert(!number_is_integral(0.5));
}
END_TEST

START_TEST(rounding)
{
    ck_assert_double_eq(number_round(1.005, 2), 1.01);
    ck_assert_double_eq(number_round(-2.5, 0), -3);
    ck_assert_double_eq(number_round(1234.5678, -2), 1200);
    ck_assert_double_eq(number_round(5.055, 2), 5.06);
    ck_assert_double_eq(number_round(1e300, 5), 1e300);
    ck_assert_double_eq(number_round(1.5e24, -24), 2e24);
    ck_assert_double_eq(number_round(0.285, 2), 0.29);
}
END_TEST

/* ---- output --------------------------------------------------------------------------------------------
 */

START_TEST(dumps)
{
    ck_assert_str_eq(
        run_code("$a = [1, 'k' => [true]]; $r = &$a[0]; var_dump($a);"),
        "array(2) {\n  [0]=>\n  &int(1)\n  [\"k\"]=>\n  array(1) {\n    [0]=>\n    bool(true)\n  "
        "}\n}\n");
    ck_assert_str_eq(
        run_code("class A { private $x = 1; protected $y = 1.0; public int $z; } var_dump(new A);"),
        "object(A)#1 (2) {\n  [\"x\":\"A\":private]=>\n  int(1)\n  [\"y\":protected]=>\n  "
        "float(1)\n  [\"z\"]=>\n  uninitialized(int)\n}\n");
    ck_assert_str_eq(
        run_code("class A { private $x = [2]; } print_r(new A);"),
        "A Object\n(\n    [x:A:private] => Array\n        (\n            [0] => 2\n        )\n\n)\n");
    ck_assert_str_eq(
        run_code("var_export([1.0, \"a'\\0\", 'n' => null, 'o' => new stdClass]);"),
        "array (\n  0 => 1.0,\n  1 => 'a\\'' . \"\\0\" . '',\n  'n' => NULL,\n  'o' => \n  (object) "
        "array(\n  ),\n)");
    ck_assert_str_eq(
        run_code("$o = new stdClass; $o->o = $o; var_dump($o); print_r($o);"),
        "object(stdClass)#1 (1) {\n  [\"o\"]=>\n  *RECURSION*\n}\nstdClass Object\n(\n    [o] => "
        "stdClass Object\n *RECURSION*\n)\n");
    ck_assert_str_eq(
        run_code("var_dump(function ($a, &$b, $c = 1) {});"),
        "object(Closure)#1 (1) {\n  [\"parameter\"]=>\n  array(3) {\n    [\"$a\"]=>\n    string(10) "
        "\"<required>\"\n    [\"&$b\"]=>\n    string(10) \"<required>\"\n    [\"$c\"]=>\n    "
        "string(10) \"<optional>\"\n  }\n}\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refvm_front");
    TCase *front = tcase_create("front"), *numbers = tcase_create("numbers");

    tcase_add_checked_fixture(front, host_setup, host_close);
    tcase_set_timeout(front, 60);
    tcase_add_test(front, tokens);
    tcase_add_test(front, keywords_and_operators);
    tcase_add_loop_test(front, tree, 0, sizeof(trees) / sizeof(trees[0]));
    tcase_add_loop_test(front, error, 0, sizeof(errors) / sizeof(errors[0]));
    tcase_add_test(front, indentation);
    tcase_add_test(front, deep_syntax);
    tcase_add_test(front, long_syntax);
    tcase_add_test(front, large_program);
    tcase_add_test(front, faults);
    tcase_add_test(front, dumps);
    suite_add_tcase(suite, front);
    tcase_add_test(numbers, float_text);
    tcase_add_test(numbers, float_round_trip);
    tcase_add_test(numbers, numeric_strings);
    tcase_add_test(numbers, float_to_int);
    tcase_add_test(numbers, rounding);
    suite_add_tcase(suite, numbers);
    return check_main(suite);
}
