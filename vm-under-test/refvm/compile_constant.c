/* compile_constant.c: constant expressions: what may stand in them. What is left of them after folding is
 * evaluated at run time, from the tree. */
#include "compile_parts.h"

static bool allowed_in_constant(const struct ast *ast)
{
    switch (ast->kind) {
    case AST_VALUE:
    case AST_CONSTANT_FETCH:
    case AST_CLASS_CONSTANT:
    case AST_MAGIC:
        return true;
    default:
        return has_foldable_children(ast);
    }
}

static void check_constant_node(struct compiler *c, const struct ast *ast)
{
    if (ast->kind == AST_NEW)
        compile_error(c, "New expressions are not supported in this context");
    else if (!allowed_in_constant(ast))
        compile_error(c, "Constant expression contains invalid operations");
    else if (ast->kind == AST_CLASS_CONSTANT && ast->child[0]->kind == AST_SELF_CLASS &&
             ast->child[0]->attr == FETCH_CLASS_STATIC)
        compile_error(c, "\"static::\" is not allowed in compile-time constants");
    else if (ast->kind == AST_CLASS_CONSTANT && ast->child[0]->kind != AST_SELF_CLASS &&
             ast->child[0]->kind != AST_VALUE)
        compile_error(c, "Dynamic class names are not allowed in compile-time class constant references");
    else if (ast->kind == AST_DIM && ast->child[1] == NULL)
        compile_error(c, "Cannot use [] for reading");
    else if (ast->kind == AST_LIST_ARRAY && ast->child_count != 0 && ast->child[0] == NULL)
        compile_error(c, "Cannot use empty array elements in arrays");
}

/* Everything in it can be evaluated without running a program. */
static void check_constant(struct compiler *c, const struct ast *ast)
{
    while (ast != NULL && !compile_failed(c)) {
        check_constant_node(c, ast);
        if (!has_foldable_children(ast) || ast->child_count == 0 || compile_failed(c) ||
            !nesting_enter(c->vm))
            return;
        for (uint32_t i = 1; i < ast->child_count; i++)
            if (ast->child[i] != NULL)
                check_constant(c, ast->child[i]);
            else if (ast->kind == AST_LIST_ARRAY)
                compile_error(c, "Cannot use empty array elements in arrays");
        nesting_leave(c->vm);
        ast = ast->child[0];
    }
}

void compile_constant(struct compiler *c, struct ast *ast, struct value *v)
{
    value_set_null(v);
    fold(c, ast);
    if (compile_failed(c))
        return;
    if (ast->kind == AST_VALUE) {
        value_move(v, &ast->value);
        return;
    }
    check_constant(c, ast);
    v->ast = ast;
    v->info = TYPE_CONSTANT;
}
