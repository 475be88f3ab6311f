/* compile_nullsafe.c: `?->` jumps behind the whole chain that it stands in, where the result is null. */
#include "compile_parts.h"

uint32_t nullsafe_mark(const struct compiler *c)
{
    return c->nullsafe.count;
}

void nullsafe_inner(struct ast *ast)
{
    ast->spare |= AST_INNER;
}

void nullsafe_emit(struct compiler *c, const struct node *object, enum fetch fetch)
{
    uint32_t i;

    delayed_flush(c);
    emit(c, OP_JMP_NULL, object, NULL)->extended = fetch == FETCH_QUIET ? JMP_NULL_QUIET : 0;
    i = compile_room(c, &c->nullsafe, SITE_compile_nullsafe);
    if (i != NONE)
        ((uint32_t *)c->nullsafe.items)[i] = compile_next(c) - 1;
}

static bool commits_nullsafe(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_DIM:
    case AST_PROPERTY_FETCH:
    case AST_NULLSAFE_PROPERTY:
    case AST_STATIC_PROPERTY:
    case AST_METHOD_CALL:
    case AST_NULLSAFE_CALL:
    case AST_STATIC_CALL:
    case AST_CLASS_CONSTANT:
    case AST_ISSET:
    case AST_EMPTY:
        return !(ast->spare & AST_INNER);
    default:
        return false;
    }
}

void nullsafe_commit(struct compiler *c, uint32_t mark, const struct node *result, const struct ast *ast)
{
    if (c->nullsafe.count == mark || !commits_nullsafe(ast))
        return;
    while (c->nullsafe.count > mark && !compile_failed(c)) {
        struct opline *o = compile_op(c, ((uint32_t *)c->nullsafe.items)[--c->nullsafe.count]);

        o->op2.number = compile_next(c);
        if (ast->kind == AST_ISSET)
            o->extended |= JMP_NULL_ISSET;
        else if (ast->kind == AST_EMPTY)
            o->extended |= JMP_NULL_EMPTY;
        set_result(o, result);
        c->unit->short_cut = result->number;
    }
}
