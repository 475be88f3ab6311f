/* compile_variable.c: variables, dimensions, properties, and their chains.
 *
 * A chain that is written to is fetched from left to right, but only after everything in it that has to be
 * evaluated, and the right side of the assignment, were: its oplines are delayed until then. */
#include "compile_parts.h"

bool is_this(const struct ast *ast)
{
    return ast->kind == AST_VARIABLE && ast->child[0]->kind == AST_VALUE &&
           ast->child[0]->value.type == TYPE_STRING && string_is(ast->child[0]->value.s, "this");
}

bool is_globals(const struct ast *ast)
{
    return ast->kind == AST_VARIABLE && ast->child[0]->kind == AST_VALUE &&
           ast->child[0]->value.type == TYPE_STRING && string_is(ast->child[0]->value.s, "GLOBALS");
}

bool is_variable(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_VARIABLE:
    case AST_DIM:
    case AST_PROPERTY_FETCH:
    case AST_NULLSAFE_PROPERTY:
    case AST_STATIC_PROPERTY:
        return true;
    default:
        return false;
    }
}

bool is_call(const struct ast *ast)
{
    return ast->kind == AST_CALL || ast->kind == AST_METHOD_CALL || ast->kind == AST_NULLSAFE_CALL ||
           ast->kind == AST_STATIC_CALL;
}

bool is_nullsafe(const struct ast *ast)
{
    for (;;) {
        switch (ast->kind) {
        case AST_NULLSAFE_PROPERTY:
        case AST_NULLSAFE_CALL:
            return true;
        case AST_DIM:
        case AST_PROPERTY_FETCH:
        case AST_STATIC_PROPERTY:
        case AST_METHOD_CALL:
        case AST_STATIC_CALL:
        case AST_CLASS_CONSTANT:
            ast = ast->child[0];
            break;
        default:
            return false;
        }
    }
}

void check_writable(struct compiler *c, const struct ast *ast)
{
    if (compile_failed(c))
        return;
    if (ast->kind == AST_CALL)
        compile_error(c, "Can't use function return value in write context");
    else if (is_call(ast))
        compile_error(c, "Can't use method return value in write context");
    else if (is_nullsafe(ast))
        compile_error(c, "Can't use nullsafe operator in write context");
    else if (is_globals(ast))
        compile_error(c, "$GLOBALS can only be modified using the $GLOBALS[$name] = $value syntax");
}

/* What may be written to is a VAR, for it can be a place or a reference. */
static void set_fetch(struct opline *o, struct node *result, enum fetch fetch)
{
    o->opcode += (uint8_t)fetch;
    if (result == NULL)
        return;
    result->kind = fetch == FETCH_READ || fetch == FETCH_QUIET ? OPERAND_TMP : OPERAND_VAR;
    o->result_kind = result->kind;
}

bool is_superglobal(const struct string *name)
{
    static const char *const names[] = {"GLOBALS", "_GET",   "_POST",    "_COOKIE", "_SERVER",
                                        "_ENV",    "_FILES", "_REQUEST", "_SESSION"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (name->bytes[0] == names[i][0] && string_is(name, names[i]))
            return true;
    return false;
}

/* ---- $this and plain variables ------------------------------------------------------------------ */

bool this_is_known(const struct compiler *c)
{
    const struct func *f = c->unit->func;

    return f->scope != NULL && !(f->flags & (FUNC_STATIC | FUNC_CLOSURE));
}

void compile_this(struct compiler *c, struct node *result, enum fetch fetch)
{
    c->unit->func->flags |= FUNC_USES_THIS;
    if (fetch == FETCH_READ || fetch == FETCH_QUIET)
        emit_tmp(c, result, OP_FETCH_THIS, NULL, NULL);
    else
        emit_var(c, result, OP_FETCH_THIS, NULL, NULL);
}

bool try_cv(struct compiler *c, struct node *result, const struct ast *ast)
{
    const struct ast *name = ast->child[0];

    if (name->kind != AST_VALUE || name->value.type != TYPE_STRING || is_globals(ast) || is_this(ast))
        return false;
    node_cv(c, result, name->value.s);
    return true;
}

struct opline *compile_named(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                             bool delayed)
{
    struct node name;
    struct opline *o;

    compile_expression(c, &name, ast->child[0]);
    if (name.kind == OPERAND_CONST && !fold_string(c, &name.value))
        node_string(&name, c->vm->strings.empty);
    c->unit->func->flags |= FUNC_DYNAMIC_VARS;
    if (delayed)
        o = emit_delayed(c, result, OP_FETCH_R, &name, NULL);
    else if (result == NULL)
        o = emit(c, OP_FETCH_R, &name, NULL);
    else
        o = emit_tmp(c, result, OP_FETCH_R, &name, NULL);
    set_fetch(o, result, fetch);
    return o;
}

static void compile_globals(struct compiler *c, struct node *result, enum fetch fetch)
{
    struct node name;

    node_string(&name, c->vm->names[NAME_GLOBALS]);
    if (fetch == FETCH_FOR_ARG)
        emit_var(c, result, OP_FETCH_FUNC_ARG, &name, NULL)->extended = GLOBAL_SCOPE;
    else if (fetch == FETCH_READ || fetch == FETCH_QUIET)
        emit_tmp(c, result, OP_FETCH_R, &name, NULL)->extended = GLOBAL_SCOPE;
    else
        compile_error(c, "$GLOBALS can only be modified using the $GLOBALS[$name] = $value syntax");
}

static struct opline *compile_simple(struct compiler *c, struct node *result, struct ast *ast,
                                     enum fetch fetch, bool delayed)
{
    if (is_this(ast)) {
        compile_this(c, result, fetch);
        return NULL;
    }
    if (is_globals(ast)) {
        compile_globals(c, result, fetch);
        return NULL;
    }
    if (try_cv(c, result, ast))
        return NULL;
    return compile_named(c, result, ast, fetch, delayed);
}

/* ---- dimensions --------------------------------------------------------------------------------- */

/* A call's result becomes a value of its own before it is written into. */
static void separate_call(struct compiler *c, struct node *node, const struct ast *ast, enum fetch fetch)
{
    if (fetch == FETCH_READ || fetch == FETCH_QUIET || !is_call(ast) || compile_failed(c))
        return;
    if (node->kind == OPERAND_VAR)
        set_result(emit(c, OP_SEPARATE, node, NULL), node);
    else
        compile_error(c, "Cannot use result of built-in function in write context");
}

static void compile_index(struct compiler *c, struct node *index, struct ast *ast, enum fetch fetch)
{
    node_unused(index);
    if (ast != NULL)
        compile_expression(c, index, ast);
    else if (fetch == FETCH_READ || fetch == FETCH_QUIET)
        compile_error(c, "Cannot use [] for reading");
    else if (fetch == FETCH_FOR_UNSET)
        compile_error(c, "Cannot use [] for unsetting");
}

/* $GLOBALS['x'] is the global variable x. */
static struct opline *delayed_global(struct compiler *c, struct node *result, struct ast *ast,
                                     enum fetch fetch)
{
    struct node name;
    struct opline *o;

    if (ast->child[1] == NULL) {
        if (fetch == FETCH_FOR_UNSET)
            compile_error(c, "Cannot use [] for unsetting");
        else
            compile_error(c, "Cannot append to $GLOBALS");
        node_null(result);
        return NULL;
    }
    compile_expression(c, &name, ast->child[1]);
    if (name.kind == OPERAND_CONST && !fold_string(c, &name.value))
        node_string(&name, c->vm->strings.empty);
    o = emit_delayed(c, result, OP_FETCH_R, &name, NULL);
    set_fetch(o, result, fetch);
    o->extended = GLOBAL_SCOPE;
    return o;
}

static struct opline *delayed_dim(struct compiler *c, struct node *result, struct ast *ast,
                                  enum fetch fetch, bool by_ref)
{
    struct node container, index;
    struct opline *o;

    if (is_globals(ast->child[0]))
        return delayed_global(c, result, ast, fetch);
    nullsafe_inner(ast->child[0]);
    compile_delayed(c, &container, ast->child[0], fetch, false);
    separate_call(c, &container, ast->child[0], fetch);
    compile_index(c, &index, ast->child[1], fetch);
    o = emit_delayed(c, result, OP_FETCH_DIM_R, &container, &index);
    set_fetch(o, result, fetch);
    if (by_ref && fetch != FETCH_READ && fetch != FETCH_QUIET)
        o->extended = FETCH_REF;
    return o;
}

/* ---- properties --------------------------------------------------------------------------------- */

static void compile_object(struct compiler *c, struct node *object, struct ast *ast, enum fetch fetch)
{
    struct ast *base = ast->child[0];

    if (is_this(base)) {
        c->unit->func->flags |= FUNC_USES_THIS;
        if (this_is_known(c))
            node_unused(object);
        else
            compile_this(c, object, fetch);
        return;
    }
    nullsafe_inner(base);
    compile_delayed(c, object, base, fetch, false);
    separate_call(c, object, base, fetch);
    if (ast->kind == AST_NULLSAFE_PROPERTY)
        nullsafe_emit(c, object, fetch);
}

static struct opline *delayed_property(struct compiler *c, struct node *result, struct ast *ast,
                                       enum fetch fetch, bool by_ref)
{
    struct node object, name;
    struct opline *o;
    bool write = fetch != FETCH_READ && fetch != FETCH_QUIET;

    compile_object(c, &object, ast, fetch);
    compile_expression(c, &name, ast->child[1]);
    if (name.kind == OPERAND_CONST && !fold_string(c, &name.value))
        node_string(&name, c->vm->strings.empty);
    o = emit_delayed(c, result, OP_FETCH_OBJ_R, &object, &name);
    if (name.kind == OPERAND_CONST)
        o->extended = cache_take(c, 3) << write;
    if (by_ref && write)
        o->extended |= FETCH_REF;
    set_fetch(o, result, fetch);
    return o;
}

/* ---- classes and static properties -------------------------------------------------------------- */

static const char *const class_words[] = {
    [FETCH_CLASS_SELF] = "self", [FETCH_CLASS_PARENT] = "parent", [FETCH_CLASS_STATIC] = "static"};

/* A closure may get another scope later, so nothing is known there. */
void check_class_word(struct compiler *c, uint32_t word)
{
    const struct unit *u = c->unit;

    if ((u->func->flags & FUNC_CLOSURE) || compile_failed(c))
        return;
    if (u->class == NULL && !(u->func->flags & FUNC_MAIN))
        compile_error(c, "Cannot use \"%s\" when no class scope is active", class_words[word]);
    else if (u->class != NULL && word == FETCH_CLASS_PARENT && u->class->parent_name == NULL)
        compile_error(c, "Cannot use \"parent\" when current class scope has no parent");
}

void compile_class_operand(struct compiler *c, struct node *result, struct ast *ast, uint32_t flags)
{
    struct node name;

    if (ast->kind == AST_SELF_CLASS) {
        check_class_word(c, ast->attr);
        node_unused(result);
        result->number = ast->attr;
        return;
    }
    compile_expression(c, &name, ast);
    if (name.kind != OPERAND_CONST) {
        emit_tmp(c, result, OP_FETCH_CLASS, NULL, &name)->op1.number = flags;
        return;
    }
    *result = name;
    if (name.value.type != TYPE_STRING && !compile_failed(c))
        compile_error(c, "Illegal class name");
}

void set_class(struct compiler *c, union operand *operand, uint8_t *kind, const struct node *class)
{
    struct string *name;

    if (compile_failed(c))
        return;
    *kind = class->kind;
    operand->number = class->number;
    if (class->kind != OPERAND_CONST)
        return;
    name = without_backslash(c, class->value.s);
    operand->number = name != NULL ? literal_name(c, name) : 0;
}

static struct opline *compile_static_property(struct compiler *c, struct node *result, struct ast *ast,
                                              enum fetch fetch, bool by_ref, bool delayed)
{
    struct node class, name;
    struct opline *o;
    union operand operand = {0};
    uint8_t kind = 0;

    nullsafe_inner(ast->child[0]);
    compile_class_operand(c, &class, ast->child[0], 0);
    compile_expression(c, &name, ast->child[1]);
    if (name.kind == OPERAND_CONST && !fold_string(c, &name.value))
        node_string(&name, c->vm->strings.empty);
    set_class(c, &operand, &kind, &class);
    if (delayed)
        o = emit_delayed(c, result, OP_FETCH_STATIC_PROP_R, &name, NULL);
    else if (result == NULL)
        o = emit(c, OP_FETCH_STATIC_PROP_R, &name, NULL);
    else
        o = emit_tmp(c, result, OP_FETCH_STATIC_PROP_R, &name, NULL);
    o->op2 = operand;
    o->op2_kind = kind;
    o->extended = cache_take(c, 2) << 1;
    if (by_ref && (fetch == FETCH_WRITE || fetch == FETCH_FOR_ARG))
        o->extended |= FETCH_REF;
    set_fetch(o, result, fetch);
    return o;
}

/* ---- all kinds ---------------------------------------------------------------------------------- */

static struct opline *delayed_any(struct compiler *c, struct node *result, struct ast *ast,
                                  enum fetch fetch, bool by_ref)
{
    switch (ast->kind) {
    case AST_VARIABLE:
        return compile_simple(c, result, ast, fetch, true);
    case AST_DIM:
        return delayed_dim(c, result, ast, fetch, by_ref);
    case AST_PROPERTY_FETCH:
    case AST_NULLSAFE_PROPERTY:
        return delayed_property(c, result, ast, fetch, by_ref);
    case AST_STATIC_PROPERTY:
        return compile_static_property(c, result, ast, fetch, by_ref, true);
    default:
        compile_variable(c, result, ast, fetch, false);
        return NULL;
    }
}

struct opline *compile_delayed(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                               bool by_ref)
{
    struct opline *o;

    node_null(result);
    if (compile_failed(c) || !nesting_enter(c->vm))
        return NULL;
    o = delayed_any(c, result, ast, fetch, by_ref);
    nesting_leave(c->vm);
    return o;
}

static void compile_chain(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                          bool by_ref)
{
    uint32_t mark = delayed_begin(c);

    delayed_any(c, result, ast, fetch, by_ref);
    delayed_end(c, mark);
}

static void compile_by_kind(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                            bool by_ref)
{
    switch (ast->kind) {
    case AST_VARIABLE:
        compile_simple(c, result, ast, fetch, false);
        break;
    case AST_DIM:
    case AST_PROPERTY_FETCH:
    case AST_NULLSAFE_PROPERTY:
        compile_chain(c, result, ast, fetch, by_ref);
        break;
    case AST_STATIC_PROPERTY:
        compile_static_property(c, result, ast, fetch, by_ref, false);
        break;
    case AST_CALL:
        compile_call(c, result, ast);
        break;
    case AST_METHOD_CALL:
    case AST_NULLSAFE_CALL:
        compile_method_call(c, result, ast, fetch);
        break;
    case AST_STATIC_CALL:
        compile_static_call(c, result, ast);
        break;
    default:
        if (fetch == FETCH_WRITE || fetch == FETCH_READ_WRITE || fetch == FETCH_FOR_UNSET)
            compile_error(c, "Cannot use temporary expression in write context");
        else
            compile_expression(c, result, ast);
        break;
    }
}

void compile_variable(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                      bool by_ref)
{
    uint32_t mark = nullsafe_mark(c);

    node_null(result);
    if (!compile_enter(c, ast))
        return;
    if (c->memo_mode != MEMO_OFF && is_call(ast))
        memo_expression(c, result, ast);
    else
        compile_by_kind(c, result, ast, fetch, by_ref);
    nullsafe_commit(c, mark, result, ast);
    compile_leave(c);
}

/* The last opline of a chain, to be turned into one that does something else than fetch. */
struct opline *compile_last(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch)
{
    uint32_t mark = delayed_begin(c);
    struct opline *o;

    delayed_any(c, result, ast, fetch, false);
    o = delayed_end(c, mark);
    return o != NULL ? o : &c->spare;
}
