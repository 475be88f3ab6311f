/* constant.c: constant expressions at run time.
 *
 * A constant expression is evaluated straight from its syntax tree, which its program keeps; the compiler
 * let only through what can stand in one. It happens once, when the constant, default or static is first
 * wanted, so it is no hot path.
 */
#include "vm.h"

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
    if (ok || !BUG(e->vm, lj1234_constant_line, line != e->vm->constant_line))
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
        ok = operator_mul(e->vm, result, &factor, &v);
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
