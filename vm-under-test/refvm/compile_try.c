/* compile_try.c: try, catch, finally.
 *
 *   try body; JMP end       each way out of the statement calls the finally (FAST_CALL), which ends with
 *   catches; JMP end        FAST_RET: back behind its FAST_CALL, or on with the exception that entered it
 *   end: FAST_CALL; JMP out
 *   finally; FAST_RET; out:
 */
#include "compile_parts.h"

static struct try_region *region(struct compiler *c, uint32_t index)
{
    return (struct try_region *)c->tries.items + c->unit->try_base + index;
}

static uint32_t region_add(struct compiler *c)
{
    uint32_t i = compile_room(c, &c->tries, SITE_compile_tries);

    if (i == NONE)
        return NONE;
    ((struct try_region *)c->tries.items)[i] = (struct try_region){.try_op = compile_next(c)};
    return i - c->unit->try_base;
}

/* `class | class $name`: one CATCH a class; returns the last one. */
static uint32_t compile_catch_classes(struct compiler *c, struct ast *ast, bool last)
{
    struct ast *names = ast->child[0];
    uint32_t number = NONE, bodies = NONE;

    for (uint32_t i = 0; i < names->child_count && !compile_failed(c); i++) {
        bool last_name = i + 1 == names->child_count;
        uint32_t literal = literal_name(c, names->child[i]->value.s);
        struct opline *o = emit(c, OP_CATCH, NULL, NULL);

        number = compile_next(c) - 1;
        o->op1_kind = OPERAND_CONST;
        o->op1.number = literal;
        o->op2.number = NONE;
        o->extended = cache_take(c, 1) << 1 | (last && last_name ? CATCH_LAST : 0);
        if (ast->child[1] != NULL) {
            struct node variable;

            node_cv(c, &variable, ast->child[1]->value.s);
            set_result(o, &variable);
        }
        if (!last_name) {
            list_add(c, &bodies, emit_jump(c, NONE));
            jump_here(c, number);
        }
    }
    list_patch(c, bodies, compile_next(c));
    return number;
}

static void check_catch(struct compiler *c, const struct ast *ast)
{
    if (ast->child[1] != NULL && string_is(ast->child[1]->value.s, "this"))
        compile_error(c, "Cannot re-assign $this");
}

static void compile_catches(struct compiler *c, struct ast *catches, uint32_t index)
{
    uint32_t end = NONE;

    list_add(c, &end, emit_jump(c, NONE));
    for (uint32_t i = 0; i < catches->child_count && !compile_failed(c); i++) {
        struct ast *one = catches->child[i];
        bool last = i + 1 == catches->child_count;
        uint32_t number;

        c->line = one->line;
        if (i == 0)
            region(c, index)->catch_op = compile_next(c);
        check_catch(c, one);
        number = compile_catch_classes(c, one, last);
        compile_statement(c, one->child[2]);
        if (!last) {
            list_add(c, &end, emit_jump(c, NONE));
            jump_here(c, compile_failed(c) ? NONE : number);
        }
    }
    list_patch(c, end, compile_next(c));
}

static void compile_finally(struct compiler *c, struct ast *ast, uint32_t index, const struct node *state,
                            uint32_t enclosing)
{
    uint32_t jump;
    struct opline *o;
    struct loop discard;

    c->line = ast->line;
    o = emit(c, OP_FAST_CALL, NULL, NULL);
    o->op1.number = index;
    set_result(o, state);
    jump = emit_jump(c, NONE);
    loop_begin(c, &discard, OP_DISCARD_EXCEPTION, state);
    if (!compile_failed(c))
        region(c, index)->finally_op = compile_next(c);
    compile_statement(c, ast);
    c->unit->loops = discard.outer;
    if (compile_failed(c))
        return;
    region(c, index)->finally_end = compile_next(c);
    o = emit(c, OP_FAST_RET, state, NULL);
    o->op2.number = enclosing;
    jump_here(c, jump);
}

void compile_try(struct compiler *c, struct ast *ast)
{
    struct ast *catches = ast->child[1], *finally = ast->child[2];
    uint32_t enclosing = c->unit->try_index, index;
    struct node state;
    struct loop fast_call;

    index = region_add(c);
    if (index == NONE)
        return;
    c->unit->try_index = index + 1;
    if (finally != NULL) {
        c->unit->func->flags |= FUNC_HAS_FINALLY;
        node_tmp(c, &state);
        loop_begin(c, &fast_call, OP_FAST_CALL, &state);
        fast_call.try_index = index;
    }
    compile_statement(c, ast->child[0]);
    if (catches != NULL && catches->child_count != 0)
        compile_catches(c, catches, index);
    if (finally != NULL) {
        c->unit->loops = fast_call.outer;
        c->unit->try_index = enclosing;
        compile_finally(c, finally, index, &state, enclosing);
    }
    c->unit->try_index = enclosing;
}
