/* compile_expression.c: expressions that are no variables: operators, conditions, strings, arrays. */
#include "compile_parts.h"

/* ---- binary operators --------------------------------------------------------------------------------- */

static bool is_const(const struct node *n)
{
    return n->kind == OPERAND_CONST;
}

/* Comparisons with true, false and null need no second operand. False: not done. */
static bool compare_with_literal(struct compiler *c, struct node *result, enum opcode op,
                                 const struct node *literal, const struct node *other)
{
    uint8_t type = literal->value.type;

    if ((op == OP_IS_EQUAL || op == OP_IS_NOT_EQUAL) && (type == TYPE_FALSE || type == TYPE_TRUE)) {
        bool same = (op == OP_IS_EQUAL) == (type == TYPE_TRUE);

        emit_tmp(c, result, same ? OP_BOOL : OP_BOOL_NOT, other, NULL);
        return true;
    }
    if ((op == OP_IS_IDENTICAL || op == OP_IS_NOT_IDENTICAL) && type >= TYPE_NULL && type <= TYPE_TRUE) {
        uint32_t all = (1u << (TYPE_OBJECT + 1)) - (1u << TYPE_NULL);

        emit_tmp(c, result, OP_TYPE_CHECK, other, NULL)->extended =
            op == OP_IS_IDENTICAL ? 1u << type : all & ~(1u << type);
        return true;
    }
    return false;
}

static void emit_binary(struct compiler *c, struct node *result, enum opcode op, struct node *left,
                        struct node *right)
{
    struct node v;

    if (is_const(left) && is_const(right) && fold_binary(c, op, &left->value, &right->value, &v.value)) {
        v.kind = OPERAND_CONST;
        *result = v;
        return;
    }
    if (is_const(left) && !is_const(right) && compare_with_literal(c, result, op, left, right))
        return;
    if (is_const(right) && !is_const(left) && compare_with_literal(c, result, op, right, left))
        return;
    if (op == OP_CONCAT) {
        if (is_const(left) && left->value.type != TYPE_ARRAY)
            fold_string(c, &left->value);
        if (is_const(right) && right->value.type != TYPE_ARRAY)
            fold_string(c, &right->value);
    }
    emit_tmp(c, result, op, left, right);
}

static void compile_binary(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *above;
    struct ast *below = chain_down(ast, &above);
    struct node left, right;

    compile_expression(c, &left, below);
    while (above != NULL) {
        below = chain_up(&above, below);
        compile_expression(c, &right, below->child[1]);
        emit_binary(c, result, below->attr, &left, &right);
        left = *result;
    }
}

/* $a > $b is $b < $a, evaluated from left to right all the same. */
static void compile_greater(struct compiler *c, struct node *result, struct ast *ast)
{
    enum opcode op = ast->kind == AST_GREATER ? OP_IS_SMALLER : OP_IS_SMALLER_OR_EQUAL;
    struct node left, right;

    compile_expression(c, &left, ast->child[0]);
    compile_expression(c, &right, ast->child[1]);
    emit_tmp(c, result, op, &right, &left);
}

static void compile_unary(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node operand, by;

    compile_expression(c, &operand, ast->child[0]);
    switch (ast->kind) {
    case AST_NOT:
        if (is_const(&operand))
            node_bool(result, !value_is_true(c->vm, &operand.value));
        else
            emit_tmp(c, result, OP_BOOL_NOT, &operand, NULL);
        break;
    case AST_BW_NOT:
        if (is_const(&operand) && operand.value.type == TYPE_INT)
            node_int(result, ~operand.value.i);
        else
            emit_tmp(c, result, OP_BW_NOT, &operand, NULL);
        break;
    default:
        node_int(&by, ast->kind == AST_UNARY_MINUS ? -1 : 1);
        emit_binary(c, result, OP_MUL, &operand, &by);
        break;
    }
}

static void compile_cast(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node operand;

    if (ast->attr == TYPE_NULL) {
        compile_error(c, "The (unset) cast is no longer supported");
        return;
    }
    compile_expression(c, &operand, ast->child[0]);
    if (ast->attr == TYPE_TRUE && !is_const(&operand))
        emit_tmp(c, result, OP_BOOL, &operand, NULL);
    else
        emit_tmp(c, result, OP_CAST, &operand, NULL)->extended = ast->attr;
}

/* ---- conditions ------------------------------------------------------------------------------------------ */

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
    if (!is_const(&v))
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
static void compile_short_circuit(struct compiler *c, struct node *result, struct ast *ast)
{
    bool or = ast->kind == AST_OR;
    struct node left, right;
    uint32_t jump;

    compile_expression(c, &left, ast->child[0]);
    if (compile_failed(c))
        return;
    if (is_const(&left)) {
        if (value_is_true(c->vm, &left.value) == or) {
            node_bool(result, or);
            return;
        }
        compile_expression(c, &right, ast->child[1]);
        if (is_const(&right))
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

/* Ternaries in a row mean different things in different languages: PHP demands parentheses. */
static void check_nested_ternary(struct compiler *c, const struct ast *ast)
{
    const struct ast *inner = ast->child[0];
    bool middle = ast->child[1] != NULL;

    if (inner->kind != AST_CONDITIONAL || inner->attr != 0)
        return;
    if (inner->child[1] != NULL && middle)
        compile_error(c, "Unparenthesized `a ? b : c ? d : e` is not supported. Use either `(a ? b : c) ? d "
                         ": e` or `a ? b : (c ? d : e)`");
    else if (inner->child[1] != NULL)
        compile_error(c, "Unparenthesized `a ? b : c ?: d` is not supported. Use either `(a ? b : c) ?: d` "
                         "or `a ? b : (c ?: d)`");
    else if (middle)
        compile_error(c, "Unparenthesized `a ?: b ? c : d` is not supported. Use either `(a ?: b) ? c : d` "
                         "or `a ?: (b ? c : d)`");
}

/* The value so far, or another one behind the jump: `op` is JMP_SET or COALESCE. */
static void compile_or_else(struct compiler *c, struct node *result, enum opcode op, const struct node *value,
                            struct ast *otherwise)
{
    uint32_t jump = emit_branch(c, op, value, NONE);
    struct node other;

    node_tmp(c, result);
    set_result(compile_op(c, jump), result);
    compile_expression(c, &other, otherwise);
    emit_to(c, result, OP_QM_ASSIGN, &other);
    jump_here(c, jump);
}

static void compile_conditional(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t otherwise = NONE, end;
    struct node v;

    check_nested_ternary(c, ast);
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

static void compile_coalesce(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    compile_variable(c, &v, ast->child[0], FETCH_QUIET, false);
    compile_or_else(c, result, OP_COALESCE, &v, ast->child[1]);
}

/* ---- strings ------------------------------------------------------------------------------------------------ */

static bool is_empty_text(const struct ast *part)
{
    return part->kind == AST_VALUE && part->value.type == TYPE_STRING && part->value.s->len == 0;
}

static void warn_dollar_brace(struct compiler *c, const struct ast *ast)
{
    if (compile_failed(c) || !(ast->spare & (AST_DOLLAR_VARIABLE | AST_DOLLAR_EXPRESSION)))
        return;
    error_report_at(c->vm, LEVEL_DEPRECATED, (int)ast->line, "%s",
                    ast->spare & AST_DOLLAR_VARIABLE
                        ? "Using ${var} in strings is deprecated, use {$var} instead"
                        : "Using ${expr} (variable variables) in strings is deprecated, use {${expr}} instead");
}

static void compile_part(struct compiler *c, struct node *part, struct ast *ast)
{
    warn_dollar_brace(c, ast);
    compile_expression(c, part, ast);
    if (is_const(part))
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

static void compile_encaps(struct compiler *c, struct node *result, struct ast *ast)
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
        if (is_const(&part))
            *result = part;
        else
            emit_tmp(c, result, OP_CAST, &part, NULL)->extended = TYPE_STRING;
    } else if (count == 2) {
        compile_two_parts(c, result, first);
    } else {
        compile_rope(c, result, ast, count);
    }
}

/* ---- arrays --------------------------------------------------------------------------------------------------- */

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

static void compile_array(struct compiler *c, struct node *result, struct ast *ast)
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

/* ---- classes and constants ---------------------------------------------------------------------------------------- */

static void compile_constant_fetch(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node name;

    if (fold_constant(c, ast, &result->value)) {
        result->kind = OPERAND_CONST;
        return;
    }
    node_string(&name, ast->child[0]->value.s);
    emit_tmp(c, result, OP_FETCH_CONSTANT, NULL, &name)->extended = cache_take(c, 1);
}

static void compile_class_name(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *class = ast->child[0];
    struct node operand;

    if (fold_class_name(c, ast, &result->value)) {
        result->kind = OPERAND_CONST;
        return;
    }
    if (class->kind == AST_SELF_CLASS) {
        compile_class_operand(c, &operand, class, 0);
        emit_tmp(c, result, OP_FETCH_CLASS_NAME, NULL, NULL)->op1.number = operand.number;
        return;
    }
    compile_expression(c, &operand, class);
    if (class->kind == AST_VALUE && !compile_failed(c))
        compile_error(c, "Illegal class name");
    else if (is_const(&operand) && !compile_failed(c))
        compile_error(c, "Cannot use \"::class\" on value of type %s", value_type_name(&operand.value));
    emit_tmp(c, result, OP_FETCH_CLASS_NAME, &operand, NULL);
}

static void compile_class_constant(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node class, name;
    struct opline *o;
    union operand operand = {0};
    uint8_t kind = 0;

    if (string_equal_fold(ast->child[1]->value.s, c->vm->names[NAME_class])) {
        compile_class_name(c, result, ast);
        return;
    }
    nullsafe_inner(ast->child[0]);
    compile_class_operand(c, &class, ast->child[0], 0);
    node_string(&name, ast->child[1]->value.s);
    set_class(c, &operand, &kind, &class);
    o = emit_tmp(c, result, OP_FETCH_CLASS_CONSTANT, NULL, &name);
    o->op1 = operand;
    o->op1_kind = kind;
    o->extended = cache_take(c, 2);
}

static void compile_instanceof(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node object, class;
    struct opline *o;
    union operand operand = {0};
    uint8_t kind = 0;

    compile_expression(c, &object, ast->child[0]);
    if (is_const(&object)) {
        node_bool(result, false);
        return;
    }
    compile_class_operand(c, &class, ast->child[1], FETCH_CLASS_SILENT);
    set_class(c, &operand, &kind, &class);
    o = emit_tmp(c, result, OP_INSTANCEOF, &object, NULL);
    o->op2 = operand;
    o->op2_kind = kind;
    o->extended = cache_take(c, 1);
}

/* ---- what remains --------------------------------------------------------------------------------------------------- */

/* The variable is copied inside of the silence: its warning is what @ is for. */
static void compile_silence(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node old;

    emit_tmp(c, &old, OP_BEGIN_SILENCE, NULL, NULL);
    if (ast->child[0]->kind == AST_VARIABLE && !is_this(ast->child[0])) {
        struct node cv;

        if (try_cv(c, &cv, ast->child[0]))
            emit_tmp(c, result, OP_QM_ASSIGN, &cv, NULL);
        else
            compile_named(c, result, ast->child[0], FETCH_READ, false);
    } else {
        compile_expression(c, result, ast->child[0]);
    }
    emit(c, OP_END_SILENCE, &old, NULL);
}

static void compile_print(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    compile_expression(c, &v, ast->child[0]);
    emit(c, OP_ECHO, &v, NULL);
    node_int(result, 1);
}

static void compile_exit(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    node_unused(&v);
    if (ast->child[0] != NULL)
        compile_expression(c, &v, ast->child[0]);
    emit(c, OP_EXIT, &v, NULL);
    node_bool(result, true);
}

static void compile_throw(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    compile_expression(c, &v, ast->child[0]);
    emit(c, OP_THROW, &v, NULL);
    node_bool(result, true);
}

static void compile_clone(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node v;

    compile_expression(c, &v, ast->child[0]);
    emit_tmp(c, result, OP_CLONE, &v, NULL);
}

static void compile_magic(struct compiler *c, struct node *result, struct ast *ast)
{
    fold_magic(c, ast, &result->value);
    result->kind = OPERAND_CONST;
}

static void compile_operation(struct compiler *c, struct node *result, struct ast *ast)
{
    switch (ast->kind) {
    case AST_BINARY:
        compile_binary(c, result, ast);
        break;
    case AST_GREATER:
    case AST_GREATER_EQUAL:
        compile_greater(c, result, ast);
        break;
    case AST_AND:
    case AST_OR:
        compile_short_circuit(c, result, ast);
        break;
    case AST_UNARY_PLUS:
    case AST_UNARY_MINUS:
    case AST_NOT:
    case AST_BW_NOT:
        compile_unary(c, result, ast);
        break;
    case AST_ASSIGN:
        compile_assign(c, result, ast->child[0], ast->child[1], NULL);
        break;
    case AST_ASSIGN_REF:
        compile_assign_ref(c, result, ast->child[0], ast->child[1], NULL);
        break;
    case AST_ASSIGN_OP:
        compile_assign_op(c, result, ast);
        break;
    case AST_ASSIGN_COALESCE:
        compile_assign_coalesce(c, result, ast);
        break;
    case AST_PRE_INC:
    case AST_PRE_DEC:
    case AST_POST_INC:
    case AST_POST_DEC:
        compile_step(c, result, ast);
        break;
    default:
        compile_error(c, "'%s' is no expression", ast_names[ast->kind]);
        break;
    }
}

static void compile_by_kind(struct compiler *c, struct node *result, struct ast *ast)
{
    switch (ast->kind) {
    case AST_VALUE:
        result->kind = OPERAND_CONST;
        value_move(&result->value, &ast->value);
        break;
    case AST_CONDITIONAL:
        compile_conditional(c, result, ast);
        break;
    case AST_COALESCE:
        compile_coalesce(c, result, ast);
        break;
    case AST_CAST:
        compile_cast(c, result, ast);
        break;
    case AST_SILENCE:
        compile_silence(c, result, ast);
        break;
    case AST_LIST_ENCAPS:
        compile_encaps(c, result, ast);
        break;
    case AST_LIST_ARRAY:
        compile_array(c, result, ast);
        break;
    case AST_CONSTANT_FETCH:
        compile_constant_fetch(c, result, ast);
        break;
    case AST_CLASS_CONSTANT:
        compile_class_constant(c, result, ast);
        break;
    case AST_MAGIC:
        compile_magic(c, result, ast);
        break;
    case AST_INSTANCEOF:
        compile_instanceof(c, result, ast);
        break;
    case AST_ISSET:
    case AST_EMPTY:
        compile_isset_empty(c, result, ast);
        break;
    case AST_NEW:
        compile_new(c, result, ast);
        break;
    case AST_CLONE:
        compile_clone(c, result, ast);
        break;
    case AST_PRINT:
        compile_print(c, result, ast);
        break;
    case AST_EXIT:
        compile_exit(c, result, ast);
        break;
    case AST_THROW:
        compile_throw(c, result, ast);
        break;
    case AST_CLOSURE:
    case AST_ARROW:
        compile_closure(c, result, ast);
        break;
    default:
        compile_operation(c, result, ast);
        break;
    }
}

void compile_expression(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t mark = nullsafe_mark(c);

    node_null(result);
    if (!compile_enter(c, ast))
        return;
    if (c->memo_mode != MEMO_OFF)
        memo_expression(c, result, ast);
    else if (is_variable(ast) || is_call(ast))
        compile_variable(c, result, ast, FETCH_READ, false);
    else
        compile_by_kind(c, result, ast);
    nullsafe_commit(c, mark, result, ast);
    compile_leave(c);
}

void compile_effect(struct compiler *c, struct ast *ast)
{
    struct node ignored;

    compile_expression(c, &ignored, ast);
    emit_free(c, &ignored);
}
