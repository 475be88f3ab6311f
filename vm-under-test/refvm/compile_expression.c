/* compile_expression.c: expressions that are no variables: operators, conditions, strings, arrays. */
#include "compile_parts.h"

/* ---- binary operators --------------------------------------------------------------------------- */

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

/* PHP swaps the operands of these so that a variable comes before a temporary, and that before a literal:
 * its messages name their types in that order. */
static bool is_commutative(enum opcode op)
{
    switch (op) {
    case OP_MUL:
    case OP_BW_OR:
    case OP_BW_AND:
    case OP_BW_XOR:
    case OP_BOOL_XOR:
    case OP_IS_IDENTICAL:
    case OP_IS_NOT_IDENTICAL:
    case OP_IS_EQUAL:
    case OP_IS_NOT_EQUAL:
        return true;
    default:
        return false;
    }
}

void emit_operation(struct compiler *c, struct node *result, enum opcode op, const struct node *left,
                    const struct node *right)
{
    if (is_commutative(op) && left->kind < right->kind)
        emit_tmp(c, result, op, right, left);
    else
        emit_tmp(c, result, op, left, right);
}

static void emit_binary(struct compiler *c, struct node *result, enum opcode op, struct node *left,
                        struct node *right)
{
    struct node v;

    if (node_is_const(left) && node_is_const(right) &&
        fold_binary(c, op, &left->value, &right->value, &v.value)) {
        v.kind = OPERAND_CONST;
        *result = v;
        return;
    }
    if (node_is_const(left) && !node_is_const(right) && compare_with_literal(c, result, op, left, right))
        return;
    if (node_is_const(right) && !node_is_const(left) && compare_with_literal(c, result, op, right, left))
        return;
    if (op == OP_CONCAT) {
        if (node_is_const(left) && left->value.type != TYPE_ARRAY)
            fold_string(c, &left->value);
        if (node_is_const(right) && right->value.type != TYPE_ARRAY)
            fold_string(c, &right->value);
    }
    emit_operation(c, result, op, left, right);
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
        if (node_is_const(&operand))
            node_bool(result, !value_is_true(c->vm, &operand.value));
        else
            emit_tmp(c, result, OP_BOOL_NOT, &operand, NULL);
        break;
    case AST_BW_NOT:
        if (node_is_const(&operand) && operand.value.type == TYPE_INT)
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

    compile_expression(c, &operand, ast->child[0]);
    if (ast->attr == TYPE_TRUE && !node_is_const(&operand))
        emit_tmp(c, result, OP_BOOL, &operand, NULL);
    else
        emit_tmp(c, result, OP_CAST, &operand, NULL)->extended = ast->attr;
}

/* ---- classes and constants ---------------------------------------------------------------------- */

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
    bool is_literal = class->kind == AST_VALUE; /* what is folded becomes one */
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
    if (is_literal && !compile_failed(c))
        compile_error(c, "Illegal class name");
    else if (node_is_const(&operand) && !compile_failed(c))
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
    c->line = ast->child[1]->line;
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
    if (node_is_const(&object)) {
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

/* ---- what remains ------------------------------------------------------------------------------- */

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

    if (c->memo_mode == MEMO_OFF && (is_variable(ast) || is_call(ast))) {
        compile_variable(c, result, ast, FETCH_READ, false);
        return;
    }
    node_null(result);
    if (!compile_enter(c, ast))
        return;
    if (c->memo_mode != MEMO_OFF)
        memo_expression(c, result, ast);
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
