/* compile_list.c: destructuring, list() and [] on the left side. */
#include "compile_parts.h"

/* Does a part of it take references? Then so do the lists around it, which `attr` of their elements tells.
 */
bool list_has_refs(struct compiler *c, struct ast *list)
{
    bool some = false;

    if (!nesting_enter(c->vm))
        return false;
    for (uint32_t i = 0; i < list->child_count; i++) {
        struct ast *e = list->child[i];

        if (e == NULL || e->kind != AST_ARRAY_ELEMENT)
            continue;
        if (e->child[0]->kind == AST_LIST_ARRAY && list_has_refs(c, e->child[0]))
            e->attr = 1;
        some |= e->attr != 0;
    }
    nesting_leave(c->vm);
    return some;
}

static bool can_be_written(const struct ast *ast)
{
    while (ast->kind == AST_DIM || ast->kind == AST_PROPERTY_FETCH)
        ast = ast->child[0];
    return ast->kind == AST_VARIABLE || ast->kind == AST_STATIC_PROPERTY;
}

static bool check_list_element(struct compiler *c, const struct ast *list, const struct ast *e, bool keyed)
{
    const struct ast *target;

    if (e == NULL) {
        if (keyed)
            compile_error(c, "Cannot use empty elements in keyed array literals in assignments");
        return false;
    }
    if (keyed != (e->child[1] != NULL)) {
        compile_error(c, "Cannot mix keyed and unkeyed array entries in assignments");
        return false;
    }
    target = e->child[0];
    if (target->kind == AST_LIST_ARRAY) {
        if (target->attr != list->attr)
            compile_error(c, "Cannot mix [] and list()");
    } else if (!can_be_written(target)) {
        compile_error(c, "Assignments can only happen to writable values");
    }
    return !compile_failed(c);
}

static void list_element(struct compiler *c, struct ast *e, struct node *from, uint32_t position)
{
    struct node index, value, ignored;

    if (e->child[1] != NULL)
        compile_expression(c, &index, e->child[1]);
    else
        node_int(&index, position);
    if (e->attr != 0) {
        struct node place;

        emit_var(c, &place, from->kind == OPERAND_CV ? OP_FETCH_DIM_W : OP_FETCH_LIST_W, from, &index);
        emit_var(c, &value, OP_MAKE_REF, &place, NULL);
    } else {
        emit_tmp(c, &value, OP_FETCH_LIST_R, from, &index);
    }
    if (e->child[0]->kind == AST_LIST_ARRAY) {
        compile_list_assign(c, NULL, e->child[0], &value);
        return;
    }
    if (e->attr != 0)
        compile_assign_ref(c, &ignored, e->child[0], NULL, &value);
    else
        compile_assign(c, &ignored, e->child[0], NULL, &value);
    emit_free(c, &ignored);
}

/* `from` is kept for the result, or freed when that is not wanted. */
void compile_list_assign(struct compiler *c, struct node *result, struct ast *list, struct node *from)
{
    bool keyed = list->child_count > 0 && list->child[0] != NULL && list->child[0]->child[1] != NULL;
    bool some = false;

    if (!compile_enter(c, list))
        return;
    for (uint32_t i = 0; i < list->child_count && !compile_failed(c); i++) {
        if (!check_list_element(c, list, list->child[i], keyed))
            continue;
        some = true;
        list_element(c, list->child[i], from, i);
    }
    if (!some && !compile_failed(c))
        compile_error(c, "Cannot use empty list");
    if (result != NULL)
        *result = *from;
    else
        emit_free(c, from);
    compile_leave(c);
}
