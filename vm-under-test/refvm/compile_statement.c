/* compile_statement.c: statements but for try and foreach, which are in compile_try.c and
 * compile_loop.c. */
#include "compile_parts.h"

/* ---- output, return ----------------------------------------------------------------------------- */

static void compile_echo(struct compiler *c, struct ast *ast)
{
    struct node v;

    compile_expression(c, &v, ast->child[0]);
    emit(c, OP_ECHO, &v, NULL);
}

/* Text outside of the program: nothing is evaluated. */
static void compile_html(struct compiler *c, const struct ast *ast)
{
    struct node v;

    v.kind = OPERAND_CONST;
    v.value = ast->child_count != 0 ? ast->child[0]->value : ast->value;
    if (v.value.s->len != 0)
        emit(c, OP_ECHO, &v, NULL);
}

static void check_return(struct compiler *c, const struct type_decl *type, const struct node *v)
{
    if (compile_failed(c))
        return;
    if (type->mask & DECL_VOID) {
        if (v == NULL)
            return;
        if (v->kind == OPERAND_CONST && v->value.type == TYPE_NULL)
            compile_error(c, "A void function must not return a value (did you mean \"return;\" instead of "
                             "\"return null;\"?)");
        else
            compile_error(c, "A void function must not return a value");
    } else if (type->mask & DECL_NEVER) {
        compile_error(c, "A never-returning function must not return");
    } else if (v == NULL && type_allows(type, TYPE_NULL)) {
        compile_error(c, "A function with return type must return a value (did you mean \"return null;\" "
                         "instead of \"return;\"?)");
    } else if (v == NULL) {
        compile_error(c, "A function with return type must return a value");
    }
}

/* Checks and converts, where that can't be known to do nothing. */
static void emit_return_check(struct compiler *c, struct node *v)
{
    const struct type_decl *type = &c->unit->func->return_type;
    struct node from = *v;
    struct opline *o;

    if (!type_decl_given(type) || (type->mask & (DECL_VOID | DECL_MIXED)))
        return;
    if (v->kind == OPERAND_CONST && v->value.type < TYPE_CONSTANT && (type->mask >> v->value.type & 1))
        return;
    o = emit(c, OP_VERIFY_RETURN_TYPE, &from, NULL);
    if (v->kind == OPERAND_CONST) {
        node_tmp(c, v);
        set_result(o, v);
    }
}

static bool inside_finally_region(const struct compiler *c)
{
    for (const struct loop *loop = c->unit->loops; loop != NULL; loop = loop->outer)
        if (loop->leave == OP_FAST_CALL)
            return true;
    return false;
}

/* What a finally does to the variable does not change what is returned. */
static void keep_returned(struct compiler *c, struct node *v, bool by_ref)
{
    struct node from = *v;

    if ((v->kind != OPERAND_CV && v->kind != OPERAND_VAR) || !inside_finally_region(c))
        return;
    if (by_ref)
        emit_var(c, v, OP_MAKE_REF, &from, NULL);
    else
        emit_tmp(c, v, OP_QM_ASSIGN, &from, NULL);
}

void compile_return(struct compiler *c, struct ast *value)
{
    const struct func *func = c->unit->func;
    bool by_ref = (func->flags & FUNC_RETURNS_REF) != 0, call;
    struct opline *o;
    struct node v;

    node_null(&v);
    call = value != NULL && is_call(value);
    if (value != NULL && by_ref && (is_variable(value) || call) && !is_nullsafe(value))
        compile_variable(c, &v, value, FETCH_WRITE, true);
    else if (value != NULL)
        compile_expression(c, &v, value);
    keep_returned(c, &v, by_ref);
    if (type_decl_given(&func->return_type)) {
        check_return(c, &func->return_type, value != NULL ? &v : NULL);
        emit_return_check(c, &v);
    }
    emit_leaving(c, NONE, v.kind == OPERAND_TMP || v.kind == OPERAND_VAR ? &v : NULL);
    o = emit(c, by_ref ? OP_RETURN_BY_REF : OP_RETURN, &v, NULL);
    if (by_ref && call)
        o->extended = RETURNS_FUNCTION_RESULT;
}

/* The end of a function, on the line of its brace; the program returns 1. */
void compile_final_return(struct compiler *c)
{
    const struct func *func = c->unit->func;
    const struct type_decl *type = &func->return_type;
    struct node v;

    node_null(&v);
    if (func->flags & FUNC_MAIN)
        node_int(&v, 1);
    if (type->mask & DECL_NEVER) {
        emit(c, OP_VERIFY_NEVER, NULL, NULL);
        return;
    }
    if (type_decl_given(type) && !(type->mask & DECL_VOID))
        emit(c, OP_VERIFY_RETURN_TYPE, NULL, NULL);
    emit(c, func->flags & FUNC_RETURNS_REF ? OP_RETURN_BY_REF : OP_RETURN, &v, NULL);
}

/* ---- if ----------------------------------------------------------------------------------------- */

static void compile_if(struct compiler *c, struct ast *ast)
{
    uint32_t end = NONE;

    for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++) {
        struct ast *part = ast->child[i];
        uint32_t otherwise = NONE;

        if (part->child[0] != NULL)
            compile_condition(c, part->child[0], false, &otherwise);
        if (part->child[1] != NULL)
            compile_statement(c, part->child[1]);
        if (i + 1 < ast->child_count)
            list_add(c, &end, emit_jump(c, NONE));
        list_patch(c, otherwise, compile_next(c));
    }
    list_patch(c, end, compile_next(c));
}

/* ---- break, continue ---------------------------------------------------------------------------- */

static struct loop *find_loop(const struct compiler *c, uint32_t depth)
{
    for (struct loop *loop = c->unit->loops; loop != NULL; loop = loop->outer) {
        if (loop->leave == OP_FAST_CALL || loop->leave == OP_DISCARD_EXCEPTION)
            continue;
        if (--depth == 0)
            return loop;
    }
    return NULL;
}

static bool is_outermost(const struct loop *loop)
{
    for (loop = loop->outer; loop != NULL; loop = loop->outer)
        if (loop->leave != OP_FAST_CALL && loop->leave != OP_DISCARD_EXCEPTION)
            return false;
    return true;
}

static void warn_continue(struct compiler *c, const struct loop *loop, uint32_t depth)
{
    bool outermost = is_outermost(loop);
    int line = (int)c->line;

    if (depth == 1 && outermost)
        error_report_at(c->vm, LEVEL_WARNING, line,
                        "\"continue\" targeting switch is equivalent to \"break\"");
    else if (depth == 1)
        error_report_at(c->vm, LEVEL_WARNING, line,
                        "\"continue\" targeting switch is equivalent to \"break\". Did you mean to use "
                        "\"continue %u\"?",
                        depth + 1);
    else if (outermost)
        error_report_at(c->vm, LEVEL_WARNING, line,
                        "\"continue %u\" targeting switch is equivalent to \"break %u\"", depth, depth);
    else
        error_report_at(
            c->vm, LEVEL_WARNING, line,
            "\"continue %u\" targeting switch is equivalent to \"break %u\". Did you mean to use "
            "\"continue %u\"?",
            depth, depth, depth + 1);
}

static void compile_break(struct compiler *c, const struct ast *ast)
{
    const char *word = ast->kind == AST_BREAK ? "break" : "continue";
    uint32_t depth = ast->attr != 0 ? ast->attr : 1;
    struct loop *loop = find_loop(c, depth);

    if (find_loop(c, 1) == NULL) {
        compile_error(c, "'%s' not in the 'loop' or 'switch' context", word);
        return;
    }
    if (loop == NULL) {
        compile_error(c, "Cannot '%s' %u level%s", word, depth, depth == 1 ? "" : "s");
        return;
    }
    if (ast->kind == AST_CONTINUE && loop->is_switch)
        warn_continue(c, loop, depth);
    emit_leaving(c, depth, NULL);
    list_add(c, ast->kind == AST_BREAK ? &loop->breaks : &loop->continues, emit_jump(c, NONE));
}

/* ---- global, static, unset ---------------------------------------------------------------------- */

static void compile_global(struct compiler *c, struct ast *ast)
{
    struct node variable, name, place, ignored;
    uint32_t from = c->memos.count;
    enum memo_mode mode;
    struct opline *o;

    if (is_this(ast)) {
        compile_error(c, "Cannot use $this as global variable");
        return;
    }
    if (ast->child[0]->kind == AST_VALUE && is_superglobal(ast->child[0]->value.s)) {
        compile_error(c, "Cannot use auto-global as global variable");
        return;
    }
    if (try_cv(c, &variable, ast)) {
        node_string(&name, ast->child[0]->value.s);
        o = emit(c, OP_BIND_GLOBAL, &variable, &name);
        o->extended = cache_take(c, 1);
        return;
    }
    /* The name is evaluated once, for the global and for the local variable. */
    mode = c->memo_mode;
    c->memo_mode = MEMO_MAKE;
    o = compile_named(c, &place, ast, FETCH_WRITE, false);
    o->extended = GLOBAL_SCOPE;
    c->memo_mode = MEMO_USE;
    compile_assign_ref(c, &ignored, ast, NULL, &place);
    c->memo_mode = mode;
    c->memos.count = from;
    emit_free(c, &ignored);
}

static void compile_static(struct compiler *c, struct ast *ast)
{
    struct func *func = c->unit->func;
    struct string *name = ast->value.s;
    struct node variable;
    struct value v, *slot;

    if (string_is(name, "this")) {
        compile_error(c, "Cannot use $this as static variable");
        return;
    }
    value_set_null(&v);
    if (ast->child[0] != NULL)
        compile_constant(c, ast->child[0], &v);
    if (compile_failed(c))
        return;
    if (func->statics == NULL)
        func->statics = array_new(c->vm, 8, SITE_compile_statics, SITE_compile_statics_table);
    slot = func->statics == NULL
               ? NULL
               : array_put_string(c->vm, func->statics, name, NULL, SITE_compile_statics_put);
    if (slot == NULL)
        return;
    value_move(slot, &v);
    node_cv(c, &variable, name);
    emit(c, OP_BIND_STATIC, &variable, NULL)->extended = BIND_REF;
}

static void compile_each(struct compiler *c, struct ast *list,
                         void (*compile)(struct compiler *c, struct ast *ast))
{
    for (uint32_t i = 0; i < list->child_count && !compile_failed(c); i++)
        compile(c, list->child[i]);
}

/* ---- const -------------------------------------------------------------------------------------- */

static void compile_const(struct compiler *c, struct ast *ast)
{
    struct string *s = ast->value.s;
    struct node name, v;

    if (string_equal_fold(s, c->vm->names[NAME_null]) ||
        (s->len == 4 && strncasecmp(s->bytes, "true", 4) == 0) ||
        (s->len == 5 && strncasecmp(s->bytes, "false", 5) == 0)) {
        compile_error(c, "Cannot redeclare constant '%S'", s);
        return;
    }
    node_string(&name, s);
    v.kind = OPERAND_CONST;
    compile_constant(c, ast->child[0], &v.value);
    emit(c, OP_DECLARE_CONST, &name, &v);
}

static void compile_const_list(struct compiler *c, struct ast *ast)
{
    if (ast->kind == AST_LIST_CONSTANTS)
        compile_each(c, ast, compile_const);
    else
        compile_const(c, ast);
}

/* ---- all kinds ---------------------------------------------------------------------------------- */

static void compile_loops(struct compiler *c, struct ast *ast)
{
    switch (ast->kind) {
    case AST_WHILE:
        compile_while(c, ast);
        break;
    case AST_DO_WHILE:
        compile_do_while(c, ast);
        break;
    case AST_FOR:
        compile_for(c, ast);
        break;
    case AST_FOREACH:
        compile_foreach(c, ast);
        break;
    default:
        compile_switch(c, ast);
        break;
    }
}

static void compile_by_kind(struct compiler *c, struct ast *ast)
{
    switch (ast->kind) {
    case AST_LIST_STATEMENTS:
        for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++)
            if (ast->child[i] != NULL)
                compile_statement(c, ast->child[i]);
        break;
    case AST_EXPRESSION:
        compile_effect(c, ast->child[0]);
        break;
    case AST_ECHO:
        compile_echo(c, ast);
        break;
    case AST_INLINE_HTML:
        compile_html(c, ast);
        break;
    case AST_RETURN:
        compile_return(c, ast->child[0]);
        break;
    case AST_BREAK:
    case AST_CONTINUE:
        compile_break(c, ast);
        break;
    case AST_LIST_IF:
        compile_if(c, ast);
        break;
    case AST_WHILE:
    case AST_DO_WHILE:
    case AST_FOR:
    case AST_FOREACH:
    case AST_SWITCH:
        compile_loops(c, ast);
        break;
    case AST_TRY:
        compile_try(c, ast);
        break;
    case AST_LIST_GLOBALS:
        compile_each(c, ast, compile_global);
        break;
    case AST_LIST_STATICS:
        compile_each(c, ast, compile_static);
        break;
    case AST_LIST_EXPRESSIONS:
        compile_each(c, ast, compile_statement);
        break;
    case AST_UNSET:
        compile_unset(c, ast);
        break;
    case AST_FUNCTION:
        compile_function(c, ast, false);
        break;
    case AST_CLASS:
        compile_class(c, NULL, ast, false);
        break;
    case AST_CONST:
        compile_each(c, ast, compile_const_list);
        break;
    default:
        compile_effect(c, ast);
        break;
    }
}

void compile_statement(struct compiler *c, struct ast *ast)
{
    if (!compile_enter(c, ast))
        return;
    compile_by_kind(c, ast);
    compile_leave(c);
}
