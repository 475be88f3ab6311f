/* constant.c: constant expressions at run time, and the built-in constants.
 *
 * A constant expression is evaluated straight from its syntax tree, which its program keeps; the compiler
 * let only through what can stand in one. It happens once, when the constant, default or static is first
 * wanted, so it is no hot path.
 */
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

/* ---- evaluation ---------------------------------------------------------------------------------- */

struct evaluation {
    struct vm *vm;
    struct class *scope;
};

static bool evaluate(struct evaluation *e, const struct ast *ast, struct value *result);

static bool evaluate_constant(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct string *name = ast->child[0]->value.s;
    const struct value *v = constant_find(e->vm, name);

    if (v == NULL) {
        error_throw_error(e->vm, "Undefined constant \"%s\"", name->bytes);
        return false;
    }
    value_copy(result, v);
    return true;
}

/* The class that stands in front of ::, and how the program wrote it. NULL after raising. */
static struct class *evaluate_class(struct evaluation *e, const struct ast *ast, const char **text)
{
    struct string *name;
    struct class *c;

    if (ast->kind == AST_SELF_CLASS) {
        *text = ast->attr == FETCH_CLASS_PARENT ? "parent" : "self";
        if (e->scope == NULL)
            error_throw_error(e->vm, "Cannot access \"%s\" when no class scope is active", *text);
        else if (ast->attr == FETCH_CLASS_PARENT && e->scope->parent == NULL)
            error_throw_error(e->vm, "Cannot access \"parent\" when current class scope has no parent");
        else
            return ast->attr == FETCH_CLASS_PARENT ? e->scope->parent : e->scope;
        return NULL;
    }
    name = ast->value.s;
    *text = name->bytes;
    c = class_find(e->vm, name);
    if (c == NULL)
        error_throw_error(e->vm, "Class \"%s\" not found", name->bytes);
    return c;
}

static bool evaluate_class_member(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct string *name = ast->child[1]->value.s;
    const struct value *v;
    const char *text;
    struct class *c = evaluate_class(e, ast->child[0], &text);

    if (c == NULL)
        return false;
    if (string_equal_fold(name, e->vm->names[NAME_class])) {
        value_set_string(result, string_share(c->name));
        return true;
    }
    v = class_constant_nested(e->vm, c, name, e->scope, text);
    if (v != NULL)
        value_copy(result, v);
    return v != NULL;
}

/* Whatever goes wrong in the other constant is reported here, as PHP does it. */
static bool evaluate_class_constant(struct evaluation *e, const struct ast *ast, struct value *result)
{
    int line = e->vm->constant_line;
    bool ok;

    if (ast->child[0]->kind == AST_VALUE &&
        string_equal_fold(ast->child[1]->value.s, e->vm->names[NAME_class])) {
        value_copy(result, &ast->child[0]->value);
        return true;
    }
    e->vm->constant_line = (int)ast->line;
    ok = evaluate_class_member(e, ast, result);
    e->vm->constant_line = line;
    return ok;
}

static bool evaluate_compare(struct vm *vm, enum opcode op, const struct value *a, const struct value *b,
                             struct value *result)
{
    bool yes;

    switch (op) {
    case OP_IS_IDENTICAL:
    case OP_IS_NOT_IDENTICAL:
        yes = value_identical(a, b) == (op == OP_IS_IDENTICAL);
        break;
    case OP_IS_EQUAL:
    case OP_IS_NOT_EQUAL:
        yes = value_equal(vm, a, b) == (op == OP_IS_EQUAL);
        break;
    case OP_IS_SMALLER:
        yes = value_compare(vm, a, b) < 0;
        break;
    default:
        yes = value_compare(vm, a, b) <= 0;
        break;
    }
    value_set_bool(result, yes);
    return vm->exception == NULL;
}

static bool evaluate_operator(struct vm *vm, enum opcode op, struct value *a, struct value *b,
                              struct value *result)
{
    switch (op) {
    case OP_IS_IDENTICAL:
    case OP_IS_NOT_IDENTICAL:
    case OP_IS_EQUAL:
    case OP_IS_NOT_EQUAL:
    case OP_IS_SMALLER:
    case OP_IS_SMALLER_OR_EQUAL:
        return evaluate_compare(vm, op, a, b, result);
    default:
        return operator_of(op)(vm, result, a, b);
    }
}

/* a > b is b < a, after both were evaluated in their order. */
static bool evaluate_binary(struct evaluation *e, const struct ast *ast, struct value *result)
{
    bool swapped = ast->kind == AST_GREATER || ast->kind == AST_GREATER_EQUAL, ok;
    enum opcode op = ast->kind == AST_GREATER         ? OP_IS_SMALLER
                     : ast->kind == AST_GREATER_EQUAL ? OP_IS_SMALLER_OR_EQUAL
                                                      : (enum opcode)ast->attr;
    struct value a, b;

    if (!evaluate(e, ast->child[0], &a))
        return false;
    if (!evaluate(e, ast->child[1], &b)) {
        value_release(e->vm, &a);
        return false;
    }
    ok = evaluate_operator(e->vm, op, swapped ? &b : &a, swapped ? &a : &b, result);
    value_release(e->vm, &a);
    value_release(e->vm, &b);
    return ok;
}

static bool evaluate_logic(struct evaluation *e, const struct ast *ast, struct value *result)
{
    bool stop = ast->kind == AST_OR, is_true;
    struct value v;

    for (int i = 0; i < 2; i++) {
        if (!evaluate(e, ast->child[i], &v))
            return false;
        is_true = value_is_true(e->vm, &v);
        value_release(e->vm, &v);
        if (is_true == stop)
            break;
    }
    value_set_bool(result, is_true);
    return true;
}

static bool evaluate_unary(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct value v, factor;
    bool ok;

    if (!evaluate(e, ast->child[0], &v))
        return false;
    value_set_int(&factor, ast->kind == AST_UNARY_MINUS ? -1 : 1);
    if (ast->kind == AST_NOT) {
        value_set_bool(result, !value_is_true(e->vm, &v));
        ok = true;
    } else if (ast->kind == AST_BW_NOT) {
        ok = operator_bw_not(e->vm, result, &v);
    } else {
        ok = operator_mul(e->vm, result, &v, &factor);
    }
    value_release(e->vm, &v);
    return ok;
}

/* The short form has no middle: the condition's own value counts. */
static bool evaluate_conditional(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct value v;
    bool is_true;

    if (!evaluate(e, ast->child[0], &v))
        return false;
    is_true = value_is_true(e->vm, &v);
    if (is_true && ast->child[1] == NULL) {
        value_move(result, &v);
        return true;
    }
    value_release(e->vm, &v);
    return evaluate(e, ast->child[is_true ? 1 : 2], result);
}

static bool evaluate_dim(struct evaluation *e, const struct ast *ast, enum dim_read how,
                         struct value *result)
{
    struct value container, key;
    bool ok;

    if (how == DIM_QUIET && ast->child[0]->kind == AST_DIM)
        ok = evaluate_dim(e, ast->child[0], how, &container);
    else
        ok = evaluate(e, ast->child[0], &container);
    if (!ok)
        return false;
    if (!evaluate(e, ast->child[1], &key)) {
        value_release(e->vm, &container);
        return false;
    }
    ok = dim_read(e->vm, &container, &key, how, result);
    value_release(e->vm, &container);
    value_release(e->vm, &key);
    if (ok && result->type == TYPE_UNDEF)
        value_set_null(result);
    return ok;
}

static bool evaluate_coalesce(struct evaluation *e, const struct ast *ast, struct value *result)
{
    const struct ast *left = ast->child[0];
    bool ok = left->kind == AST_DIM ? evaluate_dim(e, left, DIM_QUIET, result) : evaluate(e, left, result);

    if (!ok || result->type > TYPE_NULL)
        return ok;
    return evaluate(e, ast->child[1], result);
}

/* Puts `v` (taken) under the key, or at the end. */
static bool element_put(struct vm *vm, struct array *a, const struct value *key, struct value *v)
{
    struct array_key k;
    struct value *slot = NULL;

    if (key == NULL) {
        slot = array_append(vm, a, SITE_constant_append);
        if (slot == NULL && vm->exception == NULL)
            error_throw_error(vm,
                              "Cannot add element to the array as the next element is already occupied");
    } else if (value_to_key(vm, key, &k, "Illegal offset type")) {
        slot = array_put(vm, a, k, NULL, SITE_constant_element);
    }
    if (slot == NULL) {
        value_release(vm, v);
        return false;
    }
    value_release(vm, slot);
    value_move(slot, v);
    return true;
}

static bool evaluate_element(struct evaluation *e, const struct ast *element, struct array *a)
{
    struct value v, key;
    bool has_key = element->child[1] != NULL, ok;

    if (has_key && !evaluate(e, element->child[1], &key))
        return false;
    ok = evaluate(e, element->child[0], &v) && element_put(e->vm, a, has_key ? &key : NULL, &v);
    if (has_key)
        value_release(e->vm, &key);
    return ok;
}

static bool evaluate_array(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct array *a = array_new(e->vm, ast->child_count, SITE_constant_array, SITE_constant_array_table);

    if (a == NULL)
        return false;
    for (uint32_t i = 0; i < ast->child_count; i++) {
        if (!evaluate_element(e, ast->child[i], a)) {
            array_release(e->vm, a);
            return false;
        }
    }
    value_set_array(result, a);
    return true;
}

static bool evaluate_magic(struct evaluation *e, const struct ast *ast, struct value *result)
{
    struct string *s = e->vm->strings.empty;

    if (ast->attr == MAGIC_CLASS && e->scope != NULL)
        s = e->scope->name;
    value_set_string(result, string_share(s));
    return true;
}

static bool evaluate_node(struct evaluation *e, const struct ast *ast, struct value *result)
{
    switch (ast->kind) {
    case AST_VALUE:
        value_copy(result, &ast->value);
        return true;
    case AST_CONSTANT_FETCH:
        return evaluate_constant(e, ast, result);
    case AST_CLASS_CONSTANT:
        return evaluate_class_constant(e, ast, result);
    case AST_BINARY:
    case AST_GREATER:
    case AST_GREATER_EQUAL:
        return evaluate_binary(e, ast, result);
    case AST_AND:
    case AST_OR:
        return evaluate_logic(e, ast, result);
    case AST_NOT:
    case AST_BW_NOT:
    case AST_UNARY_MINUS:
    case AST_UNARY_PLUS:
        return evaluate_unary(e, ast, result);
    case AST_CONDITIONAL:
        return evaluate_conditional(e, ast, result);
    case AST_COALESCE:
        return evaluate_coalesce(e, ast, result);
    case AST_DIM:
        return evaluate_dim(e, ast, DIM_READ, result);
    case AST_LIST_ARRAY:
        return evaluate_array(e, ast, result);
    case AST_MAGIC:
        return evaluate_magic(e, ast, result);
    default:
        error_throw_error(e->vm, "Constant expression contains invalid operations");
        return false;
    }
}

static bool evaluate(struct evaluation *e, const struct ast *ast, struct value *result)
{
    bool ok;

    if (!nesting_enter(e->vm))
        return false;
    ok = evaluate_node(e, ast, result);
    nesting_leave(e->vm);
    /* A value that was made before an error handler threw belongs to nobody. */
    if (ok && e->vm->exception != NULL) {
        value_release(e->vm, result);
        ok = false;
    }
    return ok;
}

bool constant_evaluate(struct vm *vm, const struct ast *ast, struct class *scope, struct value *result)
{
    struct evaluation e = {.vm = vm, .scope = scope};

    if (evaluate(&e, ast, result))
        return true;
    value_set_undef(result);
    return false;
}

bool constant_update(struct vm *vm, struct value *v, struct class *scope)
{
    struct value now;

    if (v->type != TYPE_CONSTANT)
        return true;
    if (!constant_evaluate(vm, v->ast, scope, &now))
        return false;
    if (v->type == TYPE_CONSTANT)
        value_move(v, &now);
    else
        value_release(vm, &now);
    return vm->exception == NULL;
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
