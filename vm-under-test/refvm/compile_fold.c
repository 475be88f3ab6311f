/* compile_fold.c: what is known at compile time.
 *
 * Only what can neither warn nor throw is worked out here; the rest is left to the running program, which
 * does it in the right order and at the right line. Folded parts of a constant expression are replaced in
 * the tree, since the tree is what is evaluated at run time.
 */
#include "check.h"
#include "compile_parts.h"

enum { CONCAT_MAX = 128 }; /* bytes; longer strings are put together at run time */

static bool is_scalar(const struct value *v)
{
    return v->type >= TYPE_NULL && v->type <= TYPE_STRING;
}

static bool is_number(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT;
}

/* The result of an operation on scalars: a string becomes an interned one. */
static bool keep(struct compiler *c, struct value *v)
{
    struct string *s, *interned;

    if (v->type != TYPE_STRING || !value_is_counted(v))
        return true;
    s = v->s;
    interned = string_intern(c->vm, s->bytes, s->len, SITE_compile_fold_intern);
    string_release(c->vm, s);
    if (interned == NULL)
        return false;
    v->s = interned;
    v->info = TYPE_STRING;
    return true;
}

bool fold_string(struct compiler *c, struct value *v)
{
    struct string *s;

    if (compile_failed(c))
        return false;
    if (v->type == TYPE_ARRAY &&
        error_report_at(c->vm, LEVEL_WARNING, (int)c->line, "Array to string conversion"))
        value_set_string(v, c->vm->names[NAME_Array]);
    if (!is_scalar(v))
        return false;
    if (v->type == TYPE_STRING)
        return true;
    s = value_to_string(c->vm, v);
    if (s == NULL)
        return false;
    value_set_string(v, s);
    return keep(c, v);
}

/* Arithmetic on numbers that can't raise; shifts and the like on integers only. */
static bool arithmetic_is_safe(enum opcode op, const struct value *a, const struct value *b)
{
    bool integers = a->type == TYPE_INT && b->type == TYPE_INT;

    switch (op) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_POW:
        return true;
    case OP_DIV:
        return b->type == TYPE_INT ? b->i != 0 : b->d != 0;
    case OP_MOD:
        return integers && b->i != 0;
    case OP_SL:
    case OP_SR:
        return integers && b->i >= 0;
    case OP_BW_AND:
    case OP_BW_OR:
    case OP_BW_XOR:
        return integers;
    default:
        return false;
    }
}

static bool fold_comparison(struct compiler *c, enum opcode op, const struct value *a,
                            const struct value *b, struct value *result)
{
    switch (op) {
    case OP_IS_IDENTICAL:
        value_set_bool(result, value_identical(a, b));
        return true;
    case OP_IS_NOT_IDENTICAL:
        value_set_bool(result, !value_identical(a, b));
        return true;
    case OP_IS_EQUAL:
        value_set_bool(result, value_equal(c->vm, a, b));
        break;
    case OP_IS_NOT_EQUAL:
        value_set_bool(result, !value_equal(c->vm, a, b));
        break;
    case OP_BOOL_XOR:
        value_set_bool(result, value_is_true(c->vm, a) != value_is_true(c->vm, b));
        break;
    default:
        return false;
    }
    return !compile_failed(c);
}

bool fold_binary(struct compiler *c, enum opcode op, const struct value *a, const struct value *b,
                 struct value *result)
{
    struct value x, y;

    if (!is_scalar(a) || !is_scalar(b) || compile_failed(c))
        return false;
    if (op == OP_CONCAT) {
        x = *a;
        y = *b;
        return fold_string(c, &x) && fold_string(c, &y) && x.s->len + y.s->len <= CONCAT_MAX &&
               operator_concat(c->vm, result, &x, &y) && keep(c, result);
    }
    if (is_number(a) && is_number(b) && arithmetic_is_safe(op, a, b))
        return operator_of(op)(c->vm, result, a, b);
    return fold_comparison(c, op, a, b, result);
}

/* ---- names that stand for values ---------------------------------------------------------------- */

static bool text_is(const struct string *s, const char *lower)
{
    size_t len = strlen(lower);

    if (s->len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if ((s->bytes[i] | 0x20) != (lower[i] | 0x20))
            return false;
    return true;
}

bool fold_constant(struct compiler *c, const struct ast *ast, struct value *result)
{
    struct string *name = ast->child[0]->value.s;
    struct value *v;

    if (text_is(name, "true") || text_is(name, "false")) {
        value_set_bool(result, name->len == 4);
        return true;
    }
    if (text_is(name, "null")) {
        value_set_null(result);
        return true;
    }
    if (name->len > 2 && name->bytes[0] == '_' &&
        (text_is(name, "__namespace__") || text_is(name, "__trait__"))) {
        value_set_string(result, c->vm->strings.empty);
        return true;
    }
    /* What the VM defines itself can't be defined again. */
    v = c->vm->constants != NULL ? array_find_string(c->vm->constants, name) : NULL;
    if (v == NULL || !is_scalar(v) || value_is_counted(v))
        return false;
    *result = *v;
    return true;
}

bool fold_class_name(struct compiler *c, const struct ast *ast, struct value *result)
{
    const struct ast *class = ast->child[0];

    if (!string_equal_fold(ast->child[1]->value.s, c->vm->names[NAME_class]))
        return false;
    if (class->kind == AST_VALUE && class->value.type == TYPE_STRING) {
        *result = class->value;
        return true;
    }
    if (class->kind != AST_SELF_CLASS || class->attr != FETCH_CLASS_SELF || c->unit->class == NULL ||
        (c->unit->func->flags & FUNC_CLOSURE))
        return false;
    result->s = c->unit->class->name;
    result->info = TYPE_STRING;
    return true;
}

static struct string *method_name(struct compiler *c, const struct unit *u)
{
    struct strbuf b;
    struct string *s, *interned;

    strbuf_init(&b, c->vm, SITE_compile_method_name);
    strbuf_string(&b, u->class->name);
    strbuf_text(&b, "::");
    strbuf_string(&b, u->func->name);
    s = strbuf_take(&b);
    if (s == NULL)
        return NULL;
    interned = string_intern(c->vm, s->bytes, s->len, SITE_compile_method_intern);
    string_release(c->vm, s);
    return interned;
}

/* A function's name counts where it is written, so a closure in a method is no method. */
static struct string *function_name(struct compiler *c, bool method)
{
    const struct unit *u = c->unit;

    if (u->func->flags & FUNC_MAIN)
        return c->vm->strings.empty;
    if (method && u->class != NULL && !(u->func->flags & FUNC_CLOSURE) && u->func->scope == u->class)
        return method_name(c, u);
    return u->func->name;
}

static struct string *directory(struct compiler *c)
{
    const char *file = c->vm->file != NULL ? c->vm->file : "";
    const char *slash = strrchr(file, '/');

    if (slash == NULL)
        return c->vm->strings.chars['.'];
    return string_intern(c->vm, file, slash == file ? 1 : (size_t)(slash - file), SITE_compile_dir);
}

void fold_magic(struct compiler *c, const struct ast *ast, struct value *result)
{
    struct string *s = NULL;

    value_set_null(result);
    switch (ast->attr) {
    case MAGIC_CLASS:
        s = c->unit->class != NULL ? c->unit->class->name : c->vm->strings.empty;
        break;
    case MAGIC_FUNCTION:
    case MAGIC_METHOD:
        s = function_name(c, ast->attr == MAGIC_METHOD);
        break;
    case MAGIC_DIR:
        s = directory(c);
        break;
    default:
        s = c->vm->file_string;
        break;
    }
    if (s == NULL)
        return;
    result->s = s;
    result->info = TYPE_STRING;
}

/* ---- arrays ------------------------------------------------------------------------------------- */

/* The function under way owns the array from the start. */
static struct array *array_open(struct compiler *c, uint32_t capacity)
{
    struct func *func = c->unit->func;
    struct array *a =
        array_new(c->vm, capacity, SITE_compile_array_literal, SITE_compile_array_literal_table);

    if (a == NULL)
        return NULL;
    a->gc.free_parent = (struct collectable *)func->arrays;
    func->arrays = a;
    return a;
}

static bool key_is_safe(const struct value *key)
{
    return is_scalar(key) && (key->type != TYPE_FLOAT || number_is_integral(key->d));
}

static bool literal_put(struct compiler *c, struct array *a, const struct ast *element)
{
    struct array_key key;
    struct value *slot;

    if (element->child[1] == NULL) {
        slot = array_append(c->vm, a, SITE_compile_array_append);
    } else {
        if (!value_to_key(c->vm, &element->child[1]->value, &key, "Illegal offset type"))
            return false;
        slot = array_put(c->vm, a, key, NULL, SITE_compile_array_put);
    }
    if (slot == NULL)
        return false;
    value_move(slot, &element->child[0]->value);
    return true;
}

static bool elements_are_constant(const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->child_count; i++) {
        const struct ast *e = ast->child[i];

        if (e == NULL || e->kind != AST_ARRAY_ELEMENT || e->attr != 0 || e->child[0]->kind != AST_VALUE)
            return false;
        if (e->child[1] != NULL && (e->child[1]->kind != AST_VALUE || !key_is_safe(&e->child[1]->value)))
            return false;
    }
    return true;
}

/* All elements are literals: the array is one, too. */
static bool array_fold(struct compiler *c, const struct ast *ast, struct value *result)
{
    struct array *a;

    if (!elements_are_constant(ast))
        return false;
    if (ast->child_count == 0) {
        value_set_array(result, c->vm->empty_array);
        return true;
    }
    a = array_open(c, ast->child_count);
    if (a == NULL)
        return false;
    for (uint32_t i = 0; i < ast->child_count; i++)
        if (!literal_put(c, a, ast->child[i]))
            return false;
    a->gc.head.flags |= COUNTED_IMMUTABLE;
    check_seal(a);
    value_set_array(result, a);
    return true;
}

/* ---- trees -------------------------------------------------------------------------------------- */

static bool is_literal(const struct ast *ast)
{
    return ast->kind == AST_VALUE;
}

static bool fold_unary(struct compiler *c, const struct ast *ast, struct value *result)
{
    const struct value *v = &ast->child[0]->value;
    struct value by;

    if (!is_literal(ast->child[0]) || !is_scalar(v))
        return false;
    if (ast->kind == AST_NOT) {
        value_set_bool(result, !value_is_true(c->vm, v));
        return true;
    }
    if (ast->kind == AST_BW_NOT) {
        value_set_int(result, ~v->i);
        return v->type == TYPE_INT;
    }
    value_set_int(&by, ast->kind == AST_UNARY_MINUS ? -1 : 1);
    return fold_binary(c, OP_MUL, v, &by, result);
}

static bool fold_node(struct compiler *c, const struct ast *ast, struct value *result)
{
    switch (ast->kind) {
    case AST_BINARY:
        return is_literal(ast->child[0]) && is_literal(ast->child[1]) &&
               fold_binary(c, ast->attr, &ast->child[0]->value, &ast->child[1]->value, result);
    case AST_UNARY_PLUS:
    case AST_UNARY_MINUS:
    case AST_NOT:
    case AST_BW_NOT:
        return fold_unary(c, ast, result);
    case AST_CONSTANT_FETCH:
        return fold_constant(c, ast, result);
    case AST_CLASS_CONSTANT:
        return fold_class_name(c, ast, result);
    case AST_MAGIC:
        fold_magic(c, ast, result);
        return true;
    case AST_LIST_ARRAY:
        return array_fold(c, ast, result);
    default:
        return false;
    }
}

/* Which children of a node are expressions that may be worth folding. */
bool has_foldable_children(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_BINARY:
    case AST_UNARY_PLUS:
    case AST_UNARY_MINUS:
    case AST_NOT:
    case AST_BW_NOT:
    case AST_LIST_ARRAY:
    case AST_ARRAY_ELEMENT:
    case AST_GREATER:
    case AST_GREATER_EQUAL:
    case AST_AND:
    case AST_OR:
    case AST_CONDITIONAL:
    case AST_COALESCE:
    case AST_DIM:
        return true;
    default:
        return false;
    }
}

static void fold_self(struct compiler *c, struct ast *ast)
{
    struct value v;

    if (!compile_failed(c) && fold_node(c, ast, &v)) {
        ast->kind = AST_VALUE;
        value_move(&ast->value, &v);
        ast->child_count = 0;
    }
}

static void fold_chain(struct compiler *c, struct ast *ast)
{
    struct ast *above;
    struct ast *below = chain_down(ast, &above);

    fold(c, below);
    while (above != NULL) {
        below = chain_up(&above, below);
        below->spare |= AST_FOLD_TRIED;
        fold(c, below->child[1]);
        fold_self(c, below);
    }
}

void fold(struct compiler *c, struct ast *ast)
{
    if (ast == NULL || ast->kind == AST_VALUE || (ast->spare & AST_FOLD_TRIED) || compile_failed(c))
        return;
    if (!nesting_enter(c->vm))
        return;
    if (ast->kind == AST_BINARY) {
        fold_chain(c, ast);
    } else {
        ast->spare |= AST_FOLD_TRIED;
        if (has_foldable_children(ast))
            for (uint32_t i = 0; i < ast->child_count; i++)
                fold(c, ast->child[i]);
        fold_self(c, ast);
    }
    nesting_leave(c->vm);
}

bool fold_array(struct compiler *c, struct ast *ast, struct value *result)
{
    fold(c, ast);
    if (ast->kind != AST_VALUE)
        return false;
    *result = ast->value;
    return true;
}
