/* compile_array.c: interpolated strings and array literals. */
#include "compile_parts.h"

/* ---- strings ------------------------------------------------------------------------------------ */

static bool is_empty_text(const struct ast *part)
{
    return part->kind == AST_VALUE && part->value.type == TYPE_STRING && part->value.s->len == 0;
}

static void warn_dollar_brace(struct compiler *c, const struct ast *ast)
{
    if (compile_failed(c) || !(ast->spare & (AST_DOLLAR_VARIABLE | AST_DOLLAR_EXPRESSION)))
        return;
    error_report_at(
        c->vm, LEVEL_DEPRECATED, (int)ast->line, "%s",
        ast->spare & AST_DOLLAR_VARIABLE
            ? "Using ${var} in strings is deprecated, use {$var} instead"
            : "Using ${expr} (variable variables) in strings is deprecated, use {${expr}} instead");
}

static void compile_part(struct compiler *c, struct node *part, struct ast *ast)
{
    warn_dollar_brace(c, ast);
    compile_expression(c, part, ast);
    if (node_is_const(part))
        fold_string(c, &part->value);
}

static void compile_two_parts(struct compiler *c, struct node *result, struct ast *const *part)
{
    struct node left, right;

    compile_part(c, &left, part[0]);
    compile_part(c, &right, part[1]);
    emit_tmp(c, result, OP_FAST_CONCAT, &left, &right);
}

/* Each part is converted as soon as it was evaluated. The rope's TMPs count as one, of that width. */
static void compile_rope(struct compiler *c, struct node *result, struct ast *ast, uint32_t count)
{
    struct node rope, part;
    uint32_t n = 0;

    for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++) {
        struct opline *o;

        if (is_empty_text(ast->child[i]))
            continue;
        compile_part(c, &part, ast->child[i]);
        if (n == 0) {
            o = emit_tmp(c, &rope, OP_ROPE_INIT, NULL, &part);
            o->extended = count;
        } else if (n + 1 < count) {
            o = emit(c, OP_ROPE_ADD, &rope, &part);
            set_result(o, &rope);
            o->extended = n;
        } else {
            o = emit_tmp(c, result, OP_ROPE_END, &rope, &part);
            o->extended = n;
        }
        n++;
    }
}

void compile_encaps(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *first[2] = {NULL, NULL};
    uint32_t count = 0;
    struct node part;

    for (uint32_t i = 0; i < ast->child_count; i++)
        if (!is_empty_text(ast->child[i])) {
            if (count < 2)
                first[count] = ast->child[i];
            count++;
        }
    if (count == 0) {
        node_string(result, c->vm->strings.empty);
    } else if (count == 1) {
        compile_part(c, &part, first[0]);
        if (node_is_const(&part))
            *result = part;
        else
            emit_tmp(c, result, OP_CAST, &part, NULL)->extended = TYPE_STRING;
    } else if (count == 2) {
        compile_two_parts(c, result, first);
    } else {
        compile_rope(c, result, ast, count);
    }
}

/* ---- arrays ------------------------------------------------------------------------------------- */

static void compile_element(struct compiler *c, struct node *value, struct node *key, struct ast *e)
{
    node_unused(key);
    if (e->child[1] != NULL)
        compile_expression(c, key, e->child[1]);
    if (e->attr != 0) {
        check_writable(c, e->child[0]);
        compile_variable(c, value, e->child[0], FETCH_WRITE, true);
    } else {
        compile_expression(c, value, e->child[0]);
    }
}

static bool has_keys(const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->child_count; i++)
        if (ast->child[i] != NULL && ast->child[i]->child[1] != NULL)
            return true;
    return false;
}

static bool check_elements(struct compiler *c, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->child_count; i++)
        if (ast->child[i] == NULL) {
            compile_error(c, "Cannot use empty array elements in arrays");
            return false;
        }
    return true;
}

void compile_array(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node value, key;

    if (ast->attr == 1) {
        compile_error(c, "Cannot use list() outside assignment context");
        return;
    }
    if (!check_elements(c, ast))
        return;
    if (fold_array(c, ast, &value.value)) {
        *result = (struct node){.kind = OPERAND_CONST, .value = value.value};
        return;
    }
    for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++) {
        struct ast *e = ast->child[i];
        struct opline *o;

        compile_element(c, &value, &key, e);
        if (i == 0) {
            o = emit_tmp(c, result, OP_INIT_ARRAY, &value, &key);
            o->extended = ast->child_count << 2 | (has_keys(ast) ? ARRAY_NOT_PACKED : 0);
        } else {
            o = emit(c, OP_ADD_ARRAY_ELEMENT, &value, &key);
            set_result(o, result);
        }
        if (e->attr != 0)
            o->extended |= ARRAY_ELEMENT_REF;
    }
}
