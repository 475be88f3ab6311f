/* constant_table.c: the constants that PHP itself defines, and looking up global constants. */
#include <float.h>
#include <math.h>

#include "vm.h"

/* ---- looking up ---------------------------------------------------------------------------------- */

static const struct value *constant_in(const struct array *table, struct string *name)
{
    return table != NULL ? array_find_string(table, name) : NULL;
}

/* true, false and null are the only ones whose case does not matter. */
static const struct value *constant_literal(struct vm *vm, const struct string *name)
{
    static const char *const words[] = {"null", "false", "true"};
    char lower[8];
    struct string *key;

    for (int i = 0; i < 3; i++) {
        if (name->len != strlen(words[i]) || strncasecmp(name->bytes, words[i], name->len) != 0)
            continue;
        memcpy(lower, words[i], name->len);
        key = string_interned(vm, lower, name->len);
        return key != NULL ? constant_in(vm->constants, key) : NULL;
    }
    return NULL;
}

const struct value *constant_find(struct vm *vm, struct string *name)
{
    const struct value *v = constant_in(vm->program.constants, name);

    if (v == NULL)
        v = constant_in(vm->constants, name);
    return v != NULL ? v : constant_literal(vm, name);
}

/* ---- built-in constants --------------------------------------------------------------------------- */

struct constant_int {
    const char *name;
    int64_t value;
};

static const struct constant_int constant_ints[] = {
    {"PHP_INT_MAX", INT64_MAX},
    {"PHP_INT_MIN", INT64_MIN},
    {"PHP_INT_SIZE", 8},
    {"PHP_FLOAT_DIG", DBL_DIG},
    {"PHP_VERSION_ID", 80200},
    {"PHP_MAJOR_VERSION", 8},
    {"PHP_MINOR_VERSION", 2},
    {"PHP_RELEASE_VERSION", 0},
    {"PHP_DEBUG", 0},
    {"PHP_ZTS", 0},
    {"PHP_MAXPATHLEN", 4096},
    {"E_ERROR", LEVEL_ERROR},
    {"E_WARNING", LEVEL_WARNING},
    {"E_PARSE", LEVEL_PARSE},
    {"E_NOTICE", LEVEL_NOTICE},
    {"E_CORE_ERROR", LEVEL_CORE_ERROR},
    {"E_CORE_WARNING", 32},
    {"E_COMPILE_ERROR", LEVEL_COMPILE_ERROR},
    {"E_COMPILE_WARNING", LEVEL_COMPILE_WARNING},
    {"E_USER_ERROR", LEVEL_USER_ERROR},
    {"E_USER_WARNING", LEVEL_USER_WARNING},
    {"E_USER_NOTICE", LEVEL_USER_NOTICE},
    {"E_STRICT", 2048},
    {"E_RECOVERABLE_ERROR", LEVEL_RECOVERABLE},
    {"E_DEPRECATED", LEVEL_DEPRECATED},
    {"E_USER_DEPRECATED", LEVEL_USER_DEPRECATED},
    {"E_ALL", LEVEL_ALL},
    {"COUNT_NORMAL", 0},
    {"COUNT_RECURSIVE", 1},
    {"SORT_REGULAR", 0},
    {"SORT_NUMERIC", 1},
    {"SORT_STRING", 2},
    {"SORT_DESC", 3},
    {"SORT_ASC", 4},
    {"SORT_LOCALE_STRING", 5},
    {"SORT_NATURAL", 6},
    {"SORT_FLAG_CASE", 8},
    {"ARRAY_FILTER_USE_BOTH", 1},
    {"ARRAY_FILTER_USE_KEY", 2},
    {"CASE_LOWER", 0},
    {"CASE_UPPER", 1},
    {"EXTR_OVERWRITE", 0},
    {"EXTR_SKIP", 1},
    {"EXTR_PREFIX_SAME", 2},
    {"EXTR_PREFIX_ALL", 3},
    {"EXTR_REFS", 256},
    {"STR_PAD_LEFT", 0},
    {"STR_PAD_RIGHT", 1},
    {"STR_PAD_BOTH", 2},
    {"PHP_ROUND_HALF_UP", 1},
    {"PHP_ROUND_HALF_DOWN", 2},
    {"PHP_ROUND_HALF_EVEN", 3},
    {"PHP_ROUND_HALF_ODD", 4},
    {"DEBUG_BACKTRACE_PROVIDE_OBJECT", 1},
    {"DEBUG_BACKTRACE_IGNORE_ARGS", 2},
};

static const struct {
    const char *name;
    double value;
} constant_floats[] = {
    {"PHP_FLOAT_EPSILON", DBL_EPSILON},
    {"PHP_FLOAT_MAX", DBL_MAX},
    {"PHP_FLOAT_MIN", DBL_MIN},
    {"NAN", NAN},
    {"INF", INFINITY},
    {"M_E", 2.718281828459045},
    {"M_LOG2E", 1.4426950408889634},
    {"M_LOG10E", 0.4342944819032518},
    {"M_LN2", 0.6931471805599453},
    {"M_LN10", 2.302585092994046},
    {"M_PI", 3.141592653589793},
    {"M_PI_2", 1.5707963267948966},
    {"M_PI_4", 0.7853981633974483},
    {"M_1_PI", 0.3183098861837907},
    {"M_2_PI", 0.6366197723675814},
    {"M_SQRTPI", 1.772453850905516},
    {"M_2_SQRTPI", 1.1283791670955126},
    {"M_LNPI", 1.1447298858494002},
    {"M_EULER", 0.5772156649015329},
    {"M_SQRT2", 1.4142135623730951},
    {"M_SQRT1_2", 0.7071067811865476},
    {"M_SQRT3", 1.7320508075688772},
};

static const struct {
    const char *name, *value;
} constant_strings[] = {
    {"PHP_EOL", "\n"},       {"PHP_VERSION", "8.2.0"},   {"PHP_EXTRA_VERSION", ""},
    {"PHP_OS", "Linux"},     {"PHP_OS_FAMILY", "Linux"}, {"DIRECTORY_SEPARATOR", "/"},
    {"PATH_SEPARATOR", ":"},
};

static bool constant_add(struct vm *vm, const char *name, const struct value *v)
{
    struct string *key = string_intern(vm, name, strlen(name), SITE_constant_name);
    struct value *slot = NULL;

    if (key != NULL)
        slot = array_put_string(vm, vm->constants, key, NULL, SITE_constant_entry);
    if (slot == NULL)
        return false;
    value_move(slot, v);
    return true;
}

static bool constants_add_words(struct vm *vm)
{
    struct value v;
    bool ok;

    value_set_null(&v);
    ok = constant_add(vm, "null", &v) && constant_add(vm, "NULL", &v);
    value_set_bool(&v, false);
    ok = ok && constant_add(vm, "false", &v) && constant_add(vm, "FALSE", &v);
    value_set_bool(&v, true);
    return ok && constant_add(vm, "true", &v) && constant_add(vm, "TRUE", &v);
}

static bool constants_add_strings(struct vm *vm)
{
    struct string *s;
    struct value v;

    for (size_t i = 0; i < sizeof(constant_strings) / sizeof(constant_strings[0]); i++) {
        s = string_intern(vm, constant_strings[i].value, strlen(constant_strings[i].value),
                          SITE_constant_value);
        if (s == NULL)
            return false;
        value_set_string(&v, s);
        if (!constant_add(vm, constant_strings[i].name, &v))
            return false;
    }
    return true;
}

bool constants_create(struct vm *vm)
{
    struct value v;

    for (size_t i = 0; i < sizeof(constant_ints) / sizeof(constant_ints[0]); i++) {
        value_set_int(&v, constant_ints[i].value);
        if (!constant_add(vm, constant_ints[i].name, &v))
            return false;
    }
    for (size_t i = 0; i < sizeof(constant_floats) / sizeof(constant_floats[0]); i++) {
        value_set_float(&v, constant_floats[i].value);
        if (!constant_add(vm, constant_floats[i].name, &v))
            return false;
    }
    return constants_add_words(vm) && constants_add_strings(vm);
}
