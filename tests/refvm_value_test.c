/* refvm_value_test.c: conversions, comparisons and operators of the reference VM, against what PHP 8.2
 * says.
 *
 * Values are written as text: "n" null, "t" and "f", "i:5", "d:1.5", "s:abc", "a:1,2" (a list of integers).
 * Results are printed as "int(5)", "string(abc)", "array(int(1),int(2))", an error as "TypeError: text",
 * and each warning stands before them: "Warning: text|". The tables were printed by php.
 */
#include "check_main.h"
#include "refvm_host.h"

static const char *const specs[] = {
    "n",
    "f",
    "t",
    "i:0",
    "i:1",
    "i:-7",
    "i:9223372036854775807",
    "d:0",
    "d:1.5",
    "d:-1.5",
    "d:1e100",
    "d:inf",
    "d:nan",
    "s:",
    "s:0",
    "s:1",
    "s:abc",
    "s:1.5",
    "s: 1",
    "s:1 ",
    "s:1x",
    "s:1e1",
    "s:10",
    "s:1e1000",
    "s:9223372036854775807",
    "s:9223372036854775808",
    "s:18446744073709551616",
    "a:",
    "a:1",
    "a:2",
    "a:1,2",
};

/* Row <=> column, in the order of `specs`. */
static const char *const orders[] = {
    "==<=<<<=<<<<<=<<<<<<<<<<<<<=<<<", "==<=<<<=<<<<<==<<<<<<<<<<<<=<<<", ">>=>===>=====>>============>===",
    "==<=<><=<><<>>=<<<<<<<<<<<<<<<<", ">>=>=><><><<>>>=<<==<<<<<<<<<<<", ">>=<<=<<<<<<>><<<<<<<<<<<<<<<<<",
    ">>=>>>=>>><<>>>><>>>>>><==<<<<<", "==<=<><=<><<>>=<<<<<<<<<<<<<<<<", ">>=>>><>=><<>>>><=>><<<<<<<<<<<",
    ">>=<<><<<=<<>><<<<<<<<<<<<<<<<<", ">>=>>>>>>>=<>>>><>>><>><>>><<<<", ">>=>>>>>>>>=>>>><>>>>>>=>>><<<<",
    ">>=>>>>>>>>>>>>>>>>>>>>>>>><<<<", "==<<<<<<<<<<>=<<<<<<<<<<<<<<<<<", ">=<=<><=<><<>>=<<<<<<<<<<<<<<<<",
    ">>=>=><><><<>>>=<<==<<<<<<<<<<<", ">>=>>>>>>>>>>>>>=>>>>>>>>>><<<<", ">>=>>><>=><<>>>><=>><<<<<<<<<<<",
    ">>=>=><><><<>>>=<<==<<<<<<<<<<<", ">>=>=><><><<>>>=<<==<<<<<<<<<<<", ">>=>>><>>>><>>>><>>>=>>><<><<<<",
    ">>=>>><>>><<>>>><>>><==<<<<<<<<", ">>=>>><>>><<>>>><>>><==<<<<<<<<", ">>=>>>>>>>>=>>>><>>><>>=>>><<<<",
    ">>=>>>=>>><<>>>><>>>>>><=<<<<<<", ">>=>>>=>>><<>>>><>>>>>><>=<<<<<", ">>=>>>>>>><<>>>><>>><>><>>=<<<<",
    "==<>>>>>>>>>>>>>>>>>>>>>>>>=<<<", ">>=>>>>>>>>>>>>>>>>>>>>>>>>>=<<", ">>=>>>>>>>>>>>>>>>>>>>>>>>>>>=<",
    ">>=>>>>>>>>>>>>>>>>>>>>>>>>>>>=",
};

static const struct {
    const char *spec, *as_int, *as_float, *as_string, *as_bool;
} casts[] = {
    {"n", "int(0)", "float(0.0)", "string()", "false"},
    {"f", "int(0)", "float(0.0)", "string()", "false"},
    {"t", "int(1)", "float(1.0)", "string(1)", "true"},
    {"i:0", "int(0)", "float(0.0)", "string(0)", "false"},
    {"i:1", "int(1)", "float(1.0)", "string(1)", "true"},
    {"i:-7", "int(-7)", "float(-7.0)", "string(-7)", "true"},
    {"i:9223372036854775807", "int(9223372036854775807)", "float(9.223372036854776E+18)",
     "string(9223372036854775807)", "true"},
    {"d:0", "int(0)", "float(0.0)", "string(0)", "false"},
    {"d:1.5", "int(1)", "float(1.5)", "string(1.5)", "true"},
    {"d:-1.5", "int(-1)", "float(-1.5)", "string(-1.5)", "true"},
    {"d:1e100", "int(0)", "float(1.0E+100)", "string(1.0E+100)", "true"},
    {"d:inf", "int(0)", "float(INF)", "string(INF)", "true"},
    {"d:nan", "int(0)", "float(NAN)", "string(NAN)", "true"},
    {"s:", "int(0)", "float(0.0)", "string()", "false"},
    {"s:0", "int(0)", "float(0.0)", "string(0)", "false"},
    {"s:1", "int(1)", "float(1.0)", "string(1)", "true"},
    {"s:abc", "int(0)", "float(0.0)", "string(abc)", "true"},
    {"s:1.5", "int(1)", "float(1.5)", "string(1.5)", "true"},
    {"s: 1", "int(1)", "float(1.0)", "string( 1)", "true"},
    {"s:1 ", "int(1)", "float(1.0)", "string(1 )", "true"},
    {"s:1x", "int(1)", "float(1.0)", "string(1x)", "true"},
    {"s:1e1", "int(10)", "float(10.0)", "string(1e1)", "true"},
    {"s:10", "int(10)", "float(10.0)", "string(10)", "true"},
    {"s:1e1000", "int(0)", "float(INF)", "string(1e1000)", "true"},
    {"s:9223372036854775807", "int(9223372036854775807)", "float(9.223372036854776E+18)",
     "string(9223372036854775807)", "true"},
    {"s:9223372036854775808", "int(9223372036854775807)", "float(9.223372036854776E+18)",
     "string(9223372036854775808)", "true"},
    {"s:18446744073709551616", "int(9223372036854775807)", "float(1.8446744073709552E+19)",
     "string(18446744073709551616)", "true"},
    {"a:", "int(0)", "float(0.0)", "Warning: Array to string conversion|string(Array)", "false"},
    {"a:1", "int(1)", "float(1.0)", "Warning: Array to string conversion|string(Array)", "true"},
    {"a:2", "int(1)", "float(1.0)", "Warning: Array to string conversion|string(Array)", "true"},
    {"a:1,2", "int(1)", "float(1.0)", "Warning: Array to string conversion|string(Array)", "true"},
};

static const struct {
    const char *a;
    enum opcode op;
    const char *b, *result;
} operations[] = {
    {"i:1", OP_ADD, "i:2", "int(3)"},
    {"i:9223372036854775807", OP_ADD, "i:1", "float(9.223372036854776E+18)"},
    {"i:1", OP_ADD, "d:1.5", "float(2.5)"},
    {"s:5 apples", OP_ADD, "i:2", "Warning: A non-numeric value encountered|int(7)"},
    {"s:abc", OP_ADD, "i:2", "TypeError: Unsupported operand types: string + int"},
    {"n", OP_ADD, "t", "int(1)"},
    {"a:1", OP_ADD, "a:7,8", "array(int(1),int(8))"},
    {"a:1", OP_ADD, "i:1", "TypeError: Unsupported operand types: array + int"},
    {"n", OP_ADD, "a:1", "TypeError: Unsupported operand types: null + array"},
    {"s:1.5", OP_ADD, "s: 2 ", "float(3.5)"},
    {"i:-9223372036854775807", OP_SUB, "i:2", "float(-9.223372036854776E+18)"},
    {"s:x", OP_SUB, "s:y", "TypeError: Unsupported operand types: string - string"},
    {"t", OP_SUB, "t", "int(0)"},
    {"i:9223372036854775807", OP_MUL, "i:2", "float(1.8446744073709552E+19)"},
    {"i:9223372036854775807", OP_MUL, "i:-1", "int(-9223372036854775807)"},
    {"s:3", OP_MUL, "s:4", "int(12)"},
    {"a:", OP_MUL, "s:1x", "TypeError: Unsupported operand types: array * string"},
    {"s:1x", OP_MUL,
     "a:", "Warning: A non-numeric value encountered|TypeError: Unsupported operand types: string * array"},
    {"i:7", OP_DIV, "i:2", "float(3.5)"},
    {"i:6", OP_DIV, "i:2", "int(3)"},
    {"i:-9223372036854775808", OP_DIV, "i:-1", "float(9.223372036854776E+18)"},
    {"i:1", OP_DIV, "i:0", "DivisionByZeroError: Division by zero"},
    {"i:1", OP_DIV, "d:0", "DivisionByZeroError: Division by zero"},
    {"s:6", OP_DIV, "d:1.5", "float(4.0)"},
    {"i:1", OP_DIV, "n", "DivisionByZeroError: Division by zero"},
    {"i:7", OP_MOD, "i:3", "int(1)"},
    {"i:-7", OP_MOD, "i:3", "int(-1)"},
    {"i:7", OP_MOD, "i:0", "DivisionByZeroError: Modulo by zero"},
    {"i:-9223372036854775808", OP_MOD, "i:-1", "int(0)"},
    {"d:7.5", OP_MOD, "i:3",
     "Deprecated: Implicit conversion from float 7.5 to int loses precision|int(1)"},
    {"s:7.5", OP_MOD, "i:3",
     "Deprecated: Implicit conversion from float-string \"7.5\" to int loses precision|int(1)"},
    {"s:7.5x", OP_MOD, "i:3",
     "Warning: A non-numeric value encountered|Deprecated: Implicit conversion from float-string \"7.5x\" "
     "to int loses precision|int(1)"},
    {"s:9999999999999999999", OP_MOD, "i:10",
     "Deprecated: Implicit conversion from float-string \"9999999999999999999\" to int loses "
     "precision|int(7)"},
    {"s:abc", OP_MOD, "i:2", "TypeError: Unsupported operand types: string % int"},
    {"i:2", OP_POW, "i:62", "int(4611686018427387904)"},
    {"i:2", OP_POW, "i:63", "float(9.223372036854776E+18)"},
    {"i:-2", OP_POW, "i:63", "int(-9223372036854775808)"},
    {"i:3", OP_POW, "i:40", "float(1.2157665459056929E+19)"},
    {"i:0", OP_POW, "i:0", "int(1)"},
    {"i:0", OP_POW, "i:5", "int(0)"},
    {"i:2", OP_POW, "i:-1", "float(0.5)"},
    {"d:2", OP_POW, "i:2", "float(4.0)"},
    {"s:2", OP_POW, "s:3", "int(8)"},
    {"i:7", OP_POW, "s:x", "TypeError: Unsupported operand types: int ** string"},
    {"i:-3", OP_POW, "i:41", "float(-3.647299637717079E+19)"},
    {"i:1", OP_SL, "i:63", "int(-9223372036854775808)"},
    {"i:1", OP_SL, "i:64", "int(0)"},
    {"i:1", OP_SL, "i:-1", "ArithmeticError: Bit shift by negative number"},
    {"s:3", OP_SL, "d:2.0", "int(12)"},
    {"i:-8", OP_SR, "i:1", "int(-4)"},
    {"i:-8", OP_SR, "i:64", "int(-1)"},
    {"i:8", OP_SR, "i:65", "int(0)"},
    {"i:1", OP_SR, "i:-1", "ArithmeticError: Bit shift by negative number"},
    {"i:6", OP_BW_OR, "i:1", "int(7)"},
    {"s:ab", OP_BW_OR, "s:1", "string(qb)"},
    {"s:12", OP_BW_OR, "i:1", "int(13)"},
    {"d:1.5", OP_BW_OR, "i:2",
     "Deprecated: Implicit conversion from float 1.5 to int loses precision|int(3)"},
    {"s:x", OP_BW_OR, "i:1", "TypeError: Unsupported operand types: string | int"},
    {"d:1e100", OP_BW_OR, "i:1",
     "Deprecated: Implicit conversion from float 1.0E+100 to int loses precision|int(1)"},
    {"d:nan", OP_BW_OR, "i:1",
     "Deprecated: Implicit conversion from float NAN to int loses precision|int(1)"},
    {"s:1e1000", OP_BW_OR, "i:1",
     "Deprecated: Implicit conversion from float-string \"1e1000\" to int loses precision|int(1)"},
    {"i:6", OP_BW_AND, "i:3", "int(2)"},
    {"s:abc", OP_BW_AND, "s:a", "string(a)"},
    {"t", OP_BW_AND, "i:3", "int(1)"},
    {"i:6", OP_BW_XOR, "i:3", "int(5)"},
    {"s:abc", OP_BW_XOR, "s:  ", "string(AB)"},
    {"a:", OP_BW_XOR, "i:1", "TypeError: Unsupported operand types: array ^ int"},
    {"s:a", OP_CONCAT, "s:b", "string(ab)"},
    {"i:1", OP_CONCAT, "d:1.0", "string(11)"},
    {"n", OP_CONCAT, "t", "string(1)"},
    {"a:1", OP_CONCAT, "s:x", "Warning: Array to string conversion|string(Arrayx)"},
    {"d:0.1", OP_CONCAT, "d:1e25", "string(0.11.0E+25)"},
    {"d:-0.0", OP_CONCAT, "s:", "string(-0)"},
};

static const struct {
    const char *spec, *incremented, *decremented;
} steps[] = {
    {"n", "int(1)", "null"},
    {"t", "true", "true"},
    {"i:1", "int(2)", "int(0)"},
    {"i:9223372036854775807", "float(9.223372036854776E+18)", "int(9223372036854775806)"},
    {"i:-9223372036854775808", "int(-9223372036854775807)", "float(-9.223372036854776E+18)"},
    {"d:1.5", "float(2.5)", "float(0.5)"},
    {"s:", "string(1)", "int(-1)"},
    {"s:a", "string(b)", "string(a)"},
    {"s:z", "string(aa)", "string(z)"},
    {"s:Zz", "string(AAa)", "string(Zz)"},
    {"s:a9", "string(b0)", "string(a9)"},
    {"s:zZ9", "string(aaA0)", "string(zZ9)"},
    {"s:5", "int(6)", "int(4)"},
    {"s:5.5", "float(6.5)", "float(4.5)"},
    {"s:5 ", "int(6)", "int(4)"},
    {"s:1e2", "float(101.0)", "float(99.0)"},
    {"s:9223372036854775807", "float(9.223372036854776E+18)", "int(9223372036854775806)"},
    {"s:-", "string(-)", "string(-)"},
    {"s:-z", "string(-a)", "string(-z)"},
    {"s:abc-", "string(abc-)", "string(abc-)"},
    {"a:", "TypeError: Cannot increment array", "TypeError: Cannot decrement array"},
};

/* ---- a VM ---------------------------------------------------------------------------------------- */

/* An empty program is loaded: the functions under test are called from outside of it. */
static void setup(void)
{
    host_setup();
    ck_assert(host_load_code(""));
}

static void teardown(void)
{
    host_run(true);
    host_close();
    ck_assert_uint_eq(host.record.refcount_wrong, 0);
    ck_assert_uint_eq(host.record.immutable_wrong, 0);
}

/* ---- values as text ------------------------------------------------------------------------------ */

static struct value make_list(const char *numbers)
{
    struct array *a = array_new(vm, 0, SITE_vm_functions, SITE_vm_functions_table);
    struct value v, *slot;
    char *end;

    for (; *numbers != '\0'; numbers = *end == ',' ? end + 1 : end) {
        slot = array_append(vm, a, SITE_vm_functions);
        value_set_int(slot, strtoll(numbers, &end, 10));
    }
    value_set_array(&v, a);
    return v;
}

static struct value make(const char *spec)
{
    struct value v;

    switch (spec[0]) {
    case 'i':
        value_set_int(&v, strtoll(spec + 2, NULL, 10));
        return v;
    case 'd':
        value_set_float(&v, strtod(spec + 2, NULL));
        return v;
    case 's':
        value_set_string(&v, string_from(vm, spec + 2, strlen(spec + 2), SITE_vm_functions));
        return v;
    case 'a':
        return make_list(spec + 2);
    case 'n':
        value_set_null(&v);
        return v;
    default:
        value_set_bool(&v, spec[0] == 't');
        return v;
    }
}

static void print(char *text, size_t size, const struct value *v)
{
    size_t used = strlen(text);
    char digits[NUMBER_TEXT_MAX];

    switch (v->type) {
    case TYPE_INT:
        snprintf(text + used, size - used, "int(%lld)", (long long)v->i);
        break;
    case TYPE_FLOAT:
        number_format_exact(v->d, digits);
        snprintf(text + used, size - used, "float(%s%s)", digits, strpbrk(digits, ".NI") ? "" : ".0");
        break;
    case TYPE_STRING:
        snprintf(text + used, size - used, "string(%s)", v->s->bytes);
        break;
    case TYPE_ARRAY:
        strcat(text, "array(");
        for (uint32_t i = 0; i < v->a->used; i++) {
            strcat(text, i > 0 ? "," : "");
            print(text, size, array_slot(v->a, i));
        }
        strcat(text, ")");
        break;
    default:
        strcat(text, v->type == TYPE_TRUE ? "true" : v->type == TYPE_FALSE ? "false" : "null");
    }
}

/* "\nWarning: text in Unknown on line 0\n" as "Warning: text|". */
static void print_warnings(char *text)
{
    const char *from = host.output, *end;

    while ((end = strstr(from, " in Unknown on line ")) != NULL) {
        strncat(text, from + 1, (size_t)(end - from - 1));
        strcat(text, "|");
        from = strchr(end, '\n') + 1;
    }
    host_clear_output();
}

/* What was computed, or thrown; both are released. */
static const char *outcome(bool ok, struct value *result)
{
    static char text[2048];
    struct object *exception = vm->exception;

    text[0] = '\0';
    print_warnings(text);
    ck_assert_int_eq(ok, exception == NULL);
    if (ok) {
        print(text, sizeof(text), result);
        value_release(vm, result);
        return text;
    }
    ck_assert(error_is_object(vm));
    sprintf(text + strlen(text), "%s: %s", exception->class->name->bytes,
            exception->slots[EXCEPTION_MESSAGE].s->bytes);
    vm->exception = NULL;
    object_release(vm, exception);
    return text;
}

/* ---- tests --------------------------------------------------------------------------------------- */

enum { SPEC_COUNT = sizeof(specs) / sizeof(specs[0]) };

static char order_of(const char *a, const char *b)
{
    struct value x = make(a), y = make(b);
    int order = value_compare(vm, &x, &y);

    if (order == 0)
        ck_assert(value_equal(vm, &x, &y));
    value_release(vm, &x);
    value_release(vm, &y);
    return order < 0 ? '<' : order > 0 ? '>' : '=';
}

START_TEST(comparison)
{
    char row[SPEC_COUNT + 1] = "";

    for (size_t b = 0; b < SPEC_COUNT; b++)
        row[b] = order_of(specs[_i], specs[b]);
    ck_assert_str_eq(row, orders[_i]);
}
END_TEST

START_TEST(identity)
{
    for (int b = 0; b < SPEC_COUNT; b++) {
        struct value x = make(specs[_i]), y = make(specs[b]);

        ck_assert_int_eq(value_identical(&x, &y), _i == b && strcmp(specs[b], "d:nan") != 0);
        value_release(vm, &x);
        value_release(vm, &y);
    }
}
END_TEST

/* A list in a list and so on, with something before and behind it on each level. */
static struct value make_deep(int depth, int innermost)
{
    struct value v;

    value_set_int(&v, innermost);
    while (depth-- > 0) {
        struct value list = make_list("1,2,3");

        value_move(array_slot(list.a, 1), &v);
        v = list;
    }
    return v;
}

START_TEST(identity_of_deep_arrays)
{
    struct value a = make_deep(20000, 1), b = make_deep(20000, 1), c = make_deep(20000, 2);

    ck_assert(value_identical(&a, &b));
    ck_assert(!value_identical(&a, &c));
    ck_assert(value_identical(&a, &b));
    value_release(vm, &a);
    value_release(vm, &b);
    value_release(vm, &c);
}
END_TEST

START_TEST(identity_of_array_inside_itself)
{
    struct value a = make_list("1,2"), b = make_list("1,2");

    ck_assert_ptr_nonnull(variable_make_ref(vm, &a, SITE_vm_functions));
    ck_assert_ptr_nonnull(variable_make_ref(vm, &b, SITE_vm_functions));
    value_copy(array_slot(value_deref(&a)->a, 1), &a);
    value_copy(array_slot(value_deref(&b)->a, 1), &b);
    ck_assert(!value_identical(&a, &b));
    ck_assert(value_identical(&a, &a));
    value_release(vm, &a);
    value_release(vm, &b);
    ck_assert_uint_ne(gc_collect(vm), 0);
}
END_TEST

START_TEST(cast)
{
    static const enum value_type types[] = {TYPE_INT, TYPE_FLOAT, TYPE_STRING, TYPE_TRUE};
    const char *expected[] = {casts[_i].as_int, casts[_i].as_float, casts[_i].as_string, casts[_i].as_bool};

    for (size_t i = 0; i < 4; i++) {
        struct value v = make(casts[_i].spec);
        bool ok = value_cast(vm, &v, types[i]);

        ck_assert_str_eq(outcome(ok, &v), expected[i]);
    }
}
END_TEST

START_TEST(operation)
{
    struct value a = make(operations[_i].a), b = make(operations[_i].b), result;
    bool ok = operator_of(operations[_i].op)(vm, &result, &a, &b);

    ck_assert_str_eq(outcome(ok, &result), operations[_i].result);
    value_release(vm, &a);
    value_release(vm, &b);
}
END_TEST

START_TEST(step)
{
    struct value up = make(steps[_i].spec), down = make(steps[_i].spec);
    bool ok = operator_increment(vm, &up);

    ck_assert_str_eq(outcome(ok, &up), steps[_i].incremented);
    if (!ok)
        value_release(vm, &up);
    ok = operator_decrement(vm, &down);
    ck_assert_str_eq(outcome(ok, &down), steps[_i].decremented);
    if (!ok)
        value_release(vm, &down);
}
END_TEST

START_TEST(append_in_place_and_shared)
{
    struct value s = make("s:ab"), copy, tail = make("s:c"), list = make("a:1");

    ck_assert(operator_append(vm, &s, &tail));
    value_copy(&copy, &s);
    ck_assert(operator_append(vm, &s, &tail));
    ck_assert(operator_append(vm, &s, &s));
    ck_assert_str_eq(s.s->bytes, "abccabcc");
    ck_assert_str_eq(copy.s->bytes, "abc");
    ck_assert(operator_append(vm, &copy, &list));
    ck_assert_str_eq(outcome(true, &copy), "Warning: Array to string conversion|string(abcArray)");
    value_release(vm, &s);
    value_release(vm, &tail);
    value_release(vm, &list);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("refvm-value");
    TCase *t = tcase_create("tables");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, comparison, 0, SPEC_COUNT);
    tcase_add_loop_test(t, identity, 0, SPEC_COUNT);
    tcase_add_test(t, identity_of_deep_arrays);
    tcase_add_test(t, identity_of_array_inside_itself);
    tcase_add_loop_test(t, cast, 0, sizeof(casts) / sizeof(casts[0]));
    tcase_add_loop_test(t, operation, 0, sizeof(operations) / sizeof(operations[0]));
    tcase_add_loop_test(t, step, 0, sizeof(steps) / sizeof(steps[0]));
    tcase_add_test(t, append_in_place_and_shared);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(suite());
}
