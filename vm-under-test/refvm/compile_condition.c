/* compile_condition.c: what depends on a condition: jumps, && and ||, ternaries, ??. */
#include "compile_parts.h"

static void condition_of_two(struct compiler *c, struct ast *ast, bool when, uint32_t *list)
{
    bool shortcut = ast->kind == AST_OR; /* the left side's value that decides */
    uint32_t skip = NONE;

    if (when == shortcut) {
        compile_condition(c, ast->child[0], when, list);
        compile_condition(c, ast->child[1], when, list);
        return;
    }
    compile_condition(c, ast->child[0], shortcut, &skip);
    compile_condition(c, ast->child[1], when, list);
    list_patch(c, skip, compile_next(c));
}

static void condition_of_value(struct compiler *c, struct ast *ast, bool when, uint32_t *list)
{
    struct node v;

    compile_expression(c, &v, ast);
    if (compile_failed(c))
        return;
    if (!node_is_const(&v))
        list_add(c, list, emit_branch(c, when ? OP_JMPNZ : OP_JMPZ, &v, NONE));
    else if (value_is_true(c->vm, &v.value) == when)
        list_add(c, list, emit_jump(c, NONE));
}

void compile_condition(struct compiler *c, struct ast *ast, bool when, uint32_t *list)
{
    if (c->memo_mode != MEMO_OFF || (ast->kind != AST_AND && ast->kind != AST_OR && ast->kind != AST_NOT)) {
        condition_of_value(c, ast, when, list);
        return;
    }
    if (!compile_enter(c, ast))
        return;
    if (ast->kind == AST_NOT)
        compile_condition(c, ast->child[0], !when, list);
    else
        condition_of_two(c, ast, when, list);
    compile_leave(c);
}

/* && and || as values. */
void compile_short_circuit(struct compiler *c, struct node *result, struct ast *ast)
{
    bool or = ast->kind == AST_OR;
    struct node left, right;
    uint32_t jump;

    compile_expression(c, &left, ast->child[0]);
    if (compile_failed(c))
        return;
    if (node_is_const(&left)) {
        if (value_is_true(c->vm, &left.value) == or) {
            node_bool(result, or);
            return;
        }
        compile_expression(c, &right, ast->child[1]);
        if (node_is_const(&right))
            node_bool(result, value_is_true(c->vm, &right.value));
        else
            emit_tmp(c, result, OP_BOOL, &right, NULL);
        return;
    }
    jump = emit_branch(c, or ? OP_JMPNZ_EX : OP_JMPZ_EX, &left, NONE);
    node_tmp(c, result);
    set_result(compile_op(c, jump), result);
    compile_expression(c, &right, ast->child[1]);
    emit_to(c, result, OP_BOOL, &right);
    jump_here(c, jump);
}

/* The value so far, or another one behind the jump: `op` is JMP_SET or COALESCE. */
static void compile_or_else(struct compiler *c, struct node *result, enum opcode op,
                            const struct node *value, struct ast *otherwise)
{
    uint32_t jump = emit_branch(c, op, value, NONE);
    struct node other;

    node_tmp(c, result);
    set_result(compile_op(c, jump), result);
    compile_expression(c, &other, otherwise);
    emit_to(c, result, OP_QM_ASSIGN, &other);
    jump_here(c, jump);
}

void compile_conditional(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t otherwise = NONE, end;
    struct node v;

    if (ast->child[1] == NULL) {
        compile_expression(c, &v, ast->child[0]);
        compile_or_else(c, result, OP_JMP_SET, &v, ast->child[2]);
        return;
    }
    compile_condition(c, ast->child[0], false, &otherwise);
    compile_expression(c, &v, ast->child[1]);
    emit_tmp(c, result, OP_QM_ASSIGN, &v, NULL);
    end = emit_jump(c, NONE);
    list_patch(c, otherwise, compile_next(c));
    compile_expression(c, &v, ast->child[2]);
    emit_to(c, result, OP_QM_ASSIGN, &v);
    jump_here(c, end);
}

void compile_coalesce(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    compile_variable(c, &v, ast->child[0], FETCH_QUIET, false);
    compile_or_else(c, result, OP_COALESCE, &v, ast->child[1]);
}
