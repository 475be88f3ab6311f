/* compile_loop.c: while, for, foreach, switch. A loop's condition stands at its end, so that each round
 * takes one jump. */
#include "compile_parts.h"

static void compile_body_of(struct compiler *c, struct ast *body)
{
    if (body != NULL)
        compile_statement(c, body);
}

void compile_while(struct compiler *c, struct ast *ast)
{
    uint32_t jump = emit_jump(c, NONE), start, condition, again = NONE;
    struct loop loop;

    loop_begin(c, &loop, OP_NOP, NULL);
    start = compile_next(c);
    compile_body_of(c, ast->child[1]);
    condition = compile_next(c);
    jump_here(c, jump);
    compile_condition(c, ast->child[0], true, &again);
    list_patch(c, again, start);
    loop_end(c, &loop, condition);
}

void compile_do_while(struct compiler *c, struct ast *ast)
{
    uint32_t start = compile_next(c), condition, again = NONE;
    struct loop loop;

    loop_begin(c, &loop, OP_NOP, NULL);
    compile_body_of(c, ast->child[0]);
    condition = compile_next(c);
    compile_condition(c, ast->child[1], true, &again);
    list_patch(c, again, start);
    loop_end(c, &loop, condition);
}

static void compile_effects(struct compiler *c, struct ast *list, uint32_t count)
{
    for (uint32_t i = 0; i < count && !compile_failed(c); i++)
        compile_effect(c, list->child[i]);
}

/* Of the conditions the last one counts; none is true. */
static void compile_for_condition(struct compiler *c, struct ast *list, uint32_t start)
{
    uint32_t again = NONE;

    if (list == NULL || list->child_count == 0) {
        emit_jump(c, start);
        return;
    }
    compile_effects(c, list, list->child_count - 1);
    compile_condition(c, list->child[list->child_count - 1], true, &again);
    list_patch(c, again, start);
}

void compile_for(struct compiler *c, struct ast *ast)
{
    uint32_t jump, start, step;
    struct loop loop;

    if (ast->child[0] != NULL)
        compile_effects(c, ast->child[0], ast->child[0]->child_count);
    jump = emit_jump(c, NONE);
    loop_begin(c, &loop, OP_NOP, NULL);
    start = compile_next(c);
    compile_body_of(c, ast->child[3]);
    step = compile_next(c);
    if (ast->child[2] != NULL)
        compile_effects(c, ast->child[2], ast->child[2]->child_count);
    jump_here(c, jump);
    compile_for_condition(c, ast->child[1], start);
    loop_end(c, &loop, step);
}

/* ---- foreach ------------------------------------------------------------------------------------ */

static bool can_be_written(const struct ast *ast)
{
    if (!is_variable(ast))
        return false;
    while (ast->kind == AST_DIM || ast->kind == AST_PROPERTY_FETCH)
        ast = ast->child[0];
    return ast->kind == AST_VARIABLE || ast->kind == AST_STATIC_PROPERTY;
}

static void compile_subject(struct compiler *c, struct node *subject, struct ast *ast, bool by_ref)
{
    if (by_ref && can_be_written(ast)) {
        compile_variable(c, subject, ast, FETCH_WRITE, true);
        return;
    }
    compile_expression(c, subject, ast);
    if (by_ref && is_call(ast) && subject->kind == OPERAND_VAR)
        set_result(emit(c, OP_SEPARATE, subject, NULL), subject);
}

/* Where an element goes: a variable at once, anything else by an assignment of its own. */
static void compile_foreach_value(struct compiler *c, struct ast *value, uint32_t fetch, bool by_ref)
{
    struct opline *o = compile_op(c, compile_failed(c) ? NONE : fetch);
    struct node v, ignored;

    if (is_this(value)) {
        compile_error(c, "Cannot re-assign $this");
        return;
    }
    if (value->kind == AST_VARIABLE && try_cv(c, &v, value)) {
        o->op2_kind = OPERAND_CV;
        o->op2.number = v.number;
        return;
    }
    node_tmp(c, &v);
    v.kind = OPERAND_VAR;
    o->op2_kind = OPERAND_VAR;
    o->op2.number = v.number;
    if (value->kind == AST_LIST_ARRAY) {
        compile_list_assign(c, NULL, value, &v);
        return;
    }
    if (by_ref)
        compile_assign_ref(c, &ignored, value, NULL, &v);
    else
        compile_assign(c, &ignored, value, NULL, &v);
    emit_free(c, &ignored);
}

static void compile_foreach_key(struct compiler *c, struct ast *key, uint32_t fetch)
{
    struct node v, ignored;

    node_tmp(c, &v);
    set_result(compile_op(c, compile_failed(c) ? NONE : fetch), &v);
    compile_assign(c, &ignored, key, NULL, &v);
    emit_free(c, &ignored);
}

void compile_foreach(struct compiler *c, struct ast *ast)
{
    struct ast *value = ast->child[1], *key = ast->child[2];
    bool by_ref = ast->attr == 1;
    struct node subject, iterator;
    uint32_t reset, fetch;
    struct loop loop;

    if (value->kind == AST_LIST_ARRAY && list_has_refs(c, value))
        by_ref = true;
    compile_subject(c, &subject, ast->child[0], by_ref);
    reset = compile_next(c);
    emit_var(c, &iterator, by_ref ? OP_FE_RESET_RW : OP_FE_RESET_R, &subject, NULL);
    loop_begin(c, &loop, OP_FE_FREE, &iterator);
    fetch = compile_next(c);
    emit(c, by_ref ? OP_FE_FETCH_RW : OP_FE_FETCH_R, &iterator, NULL);
    compile_foreach_value(c, value, fetch, by_ref);
    if (key != NULL)
        compile_foreach_key(c, key, fetch);
    compile_body_of(c, ast->child[3]);
    c->line = ast->line;
    emit_jump(c, fetch);
    if (!compile_failed(c)) {
        compile_op(c, reset)->op2.number = compile_next(c);
        compile_op(c, fetch)->extended = compile_next(c);
    }
    loop_end(c, &loop, fetch);
    emit(c, OP_FE_FREE, &iterator, NULL);
}

/* ---- switch ------------------------------------------------------------------------------------- */

static void check_defaults(struct compiler *c, const struct ast *cases)
{
    bool some = false;

    for (uint32_t i = 0; i < cases->child_count; i++) {
        if (cases->child[i]->child[0] != NULL)
            continue;
        if (some) {
            c->line = cases->child[i]->line;
            compile_error(c, "Switch statements may only contain one default clause");
            return;
        }
        some = true;
    }
}

static uint32_t compile_case(struct compiler *c, const struct node *subject, struct ast *ast)
{
    struct node v, equal;

    compile_expression(c, &v, ast);
    if (subject->kind == OPERAND_CONST && subject->value.type == TYPE_FALSE)
        return emit_branch(c, OP_JMPZ, &v, NONE);
    if (subject->kind == OPERAND_CONST && subject->value.type == TYPE_TRUE)
        return emit_branch(c, OP_JMPNZ, &v, NONE);
    if (subject->kind == OPERAND_TMP || subject->kind == OPERAND_VAR)
        emit_tmp(c, &equal, OP_CASE, subject, &v);
    else
        emit_operation(c, &equal, OP_IS_EQUAL, subject, &v);
    return emit_branch(c, OP_JMPNZ, &equal, NONE);
}

/* First all comparisons, then all bodies. A case's node remembers its jump. */
void compile_switch(struct compiler *c, struct ast *ast)
{
    struct ast *cases = ast->child[1];
    uint32_t otherwise;
    bool has_default = false;
    struct node subject;
    struct loop loop;

    compile_expression(c, &subject, ast->child[0]);
    loop_begin(c, &loop, subject.kind == OPERAND_TMP || subject.kind == OPERAND_VAR ? OP_FREE : OP_NOP,
               &subject);
    loop.is_switch = true;
    check_defaults(c, cases);
    for (uint32_t i = 0; i < cases->child_count && !compile_failed(c); i++)
        if (cases->child[i]->child[0] != NULL)
            cases->child[i]->value.i = compile_case(c, &subject, cases->child[i]->child[0]);
    otherwise = emit_jump(c, NONE);
    for (uint32_t i = 0; i < cases->child_count && !compile_failed(c); i++) {
        struct ast *one = cases->child[i];

        has_default |= one->child[0] == NULL;
        jump_here(c, one->child[0] != NULL ? (uint32_t)one->value.i : otherwise);
        compile_body_of(c, one->child[1]);
    }
    if (!has_default)
        jump_here(c, otherwise);
    loop_end(c, &loop, compile_next(c));
    if (subject.kind == OPERAND_TMP || subject.kind == OPERAND_VAR)
        emit(c, OP_FREE, &subject, NULL);
}
