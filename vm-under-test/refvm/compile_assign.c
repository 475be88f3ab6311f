/* compile_assign.c: assignments of all kinds but destructuring, ++ and --, isset, empty, unset. */
#include "compile_parts.h"

/* ---- assignment of a value ---------------------------------------------------------------------- */

static bool name_is(const struct ast *ast, const struct ast *other)
{
    return ast->kind == AST_VARIABLE && ast->child[0]->kind == AST_VALUE && other->kind == AST_VARIABLE &&
           other->child[0]->kind == AST_VALUE && ast->child[0]->value.type == TYPE_STRING &&
           other->child[0]->value.type == TYPE_STRING && ast->child[0]->value.s == other->child[0]->value.s;
}

/* $a[0] = $a: the variable that is written into is the value, which has to be taken before. */
static bool assigns_to_self(const struct ast *right, const struct ast *target)
{
    if (right->kind != AST_VARIABLE || right->child[0]->kind != AST_VALUE)
        return false;
    while (is_variable(target) && target->kind != AST_VARIABLE) {
        if (target->kind == AST_STATIC_PROPERTY)
            return false;
        target = target->child[0];
    }
    return name_is(right, target);
}

/* A variable's value now, not what it is when the opline that uses it runs. */
static void compile_taken(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node cv;

    if (try_cv(c, &cv, ast))
        emit_tmp(c, result, OP_QM_ASSIGN, &cv, NULL);
    else
        compile_named(c, result, ast, FETCH_READ, false);
}

static void compile_right(struct compiler *c, struct node *result, struct ast *right,
                          const struct ast *target, const struct node *value)
{
    if (right == NULL)
        *result = *value;
    else if (assigns_to_self(right, target) && !is_this(right))
        compile_taken(c, result, right);
    else
        compile_expression(c, result, right);
}

static void set_tmp_result(struct opline *o, struct node *result)
{
    if (o->result_kind == OPERAND_VAR)
        result->kind = o->result_kind = OPERAND_TMP;
}

static void assign_variable(struct compiler *c, struct node *result, struct ast *target, struct ast *right,
                            const struct node *value)
{
    uint32_t mark = delayed_begin(c);
    struct node variable, v;

    compile_delayed(c, &variable, target, FETCH_WRITE, false);
    if (right != NULL)
        compile_expression(c, &v, right);
    else
        v = *value;
    delayed_end(c, mark);
    c->line = target->line;
    emit_tmp(c, result, OP_ASSIGN, &variable, &v);
}

/* Which opline assigns where a FETCH_*_W would have fetched, and how its cache number is written there. */
static enum opcode turn_into_assignment(struct opline *o)
{
    switch (o->opcode) {
    case OP_FETCH_DIM_W:
        o->extended = 0;
        return OP_ASSIGN_DIM;
    case OP_FETCH_OBJ_W:
        o->extended >>= 1;
        return OP_ASSIGN_OBJ;
    case OP_FETCH_STATIC_PROP_W:
        o->extended >>= 1;
        return OP_ASSIGN_STATIC_PROP;
    default:
        return o->opcode;
    }
}

static void assign_place(struct compiler *c, struct node *result, struct ast *target, struct ast *right,
                         const struct node *value)
{
    uint32_t mark = delayed_begin(c);
    struct opline *o;
    struct node v;

    compile_delayed(c, result, target, FETCH_WRITE, false);
    compile_right(c, &v, right, target, value);
    o = delayed_end(c, mark);
    if (o == NULL || compile_failed(c))
        return;
    if (o->opcode == OP_FETCH_W) { /* $GLOBALS['x'] */
        struct node place = *result;

        emit_tmp(c, result, OP_ASSIGN, &place, &v);
        return;
    }
    o->opcode = (uint8_t)turn_into_assignment(o);
    set_tmp_result(o, result);
    emit_data(c, &v);
}

static void assign_list(struct compiler *c, struct node *result, struct ast *target, struct ast *right,
                        const struct node *value)
{
    struct node from;

    if (right == NULL) {
        from = *value;
    } else if (list_has_refs(c, target)) {
        if (!is_variable(right) && !is_call(right)) {
            compile_error(c, "Cannot assign reference to non referenceable value");
            return;
        }
        compile_variable(c, &from, right, FETCH_WRITE, true);
        emit_var(c, &from, OP_MAKE_REF, &(struct node){.kind = from.kind, .number = from.number}, NULL);
    } else if (right->kind == AST_VARIABLE && !is_this(right)) {
        compile_taken(c, &from, right);
    } else {
        compile_expression(c, &from, right);
    }
    compile_list_assign(c, result, target, &from);
}

void compile_assign(struct compiler *c, struct node *result, struct ast *target, struct ast *right,
                    const struct node *value)
{
    node_null(result);
    if (is_this(target)) {
        compile_error(c, "Cannot re-assign $this");
        return;
    }
    check_writable(c, target);
    switch (target->kind) {
    case AST_VARIABLE:
        assign_variable(c, result, target, right, value);
        break;
    case AST_LIST_ARRAY:
        assign_list(c, result, target, right, value);
        break;
    default:
        if (is_variable(target))
            assign_place(c, result, target, right, value);
        else
            compile_error(c, "Cannot use temporary expression in write context");
        break;
    }
}

/* ---- assignment by reference -------------------------------------------------------------------- */

static void emit_assign_ref(struct compiler *c, struct node *result, struct opline *o, struct node *target,
                            struct node *source, uint32_t flags)
{
    if (o != NULL && (o->opcode == OP_FETCH_OBJ_W || o->opcode == OP_FETCH_STATIC_PROP_W)) {
        o->opcode = o->opcode == OP_FETCH_OBJ_W ? OP_ASSIGN_OBJ_REF : OP_ASSIGN_STATIC_PROP_REF;
        o->extended = (o->extended & ~(uint32_t)FETCH_REF) | flags;
        emit_data(c, source);
        *result = *target;
        return;
    }
    emit_var(c, result, OP_ASSIGN_REF, target, source)->extended = flags;
}

static void check_ref_source(struct compiler *c, const struct ast *source)
{
    if (is_nullsafe(source))
        compile_error(c, "Cannot take reference of a nullsafe chain");
    else if (is_globals(source))
        compile_error(c, "Cannot acquire reference to $GLOBALS");
}

void compile_assign_ref(struct compiler *c, struct node *result, struct ast *target, struct ast *source,
                        const struct node *value)
{
    struct node place, from;
    struct opline *o;
    uint32_t mark;

    node_null(result);
    if (is_this(target)) {
        compile_error(c, "Cannot re-assign $this");
        return;
    }
    check_writable(c, target);
    if (source != NULL)
        check_ref_source(c, source);
    mark = delayed_begin(c);
    compile_delayed(c, &place, target, FETCH_WRITE, true);
    if (source != NULL)
        compile_variable(c, &from, source, FETCH_WRITE, true);
    else
        from = *value;
    /* Evaluating the target may move what the source points at. */
    if (source != NULL && from.kind == OPERAND_VAR &&
        (target->kind != AST_VARIABLE || target->child[0]->kind != AST_VALUE)) {
        struct node pointer = from;

        emit_var(c, &from, OP_MAKE_REF, &pointer, NULL)->extended =
            is_call(source) ? RETURNS_FUNCTION_RESULT : 0;
    }
    o = delayed_end(c, mark);
    if (source != NULL && is_call(source) && from.kind != OPERAND_VAR && !compile_failed(c))
        compile_error(c, "Cannot use result of built-in function in write context");
    emit_assign_ref(c, result, o, &place, &from,
                    source != NULL && is_call(source) ? RETURNS_FUNCTION_RESULT : 0);
}

/* ---- compound assignment ------------------------------------------------------------------------ */

static void assign_op_variable(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t mark = delayed_begin(c);
    struct node variable, v;

    compile_delayed(c, &variable, ast->child[0], FETCH_READ_WRITE, false);
    compile_expression(c, &v, ast->child[1]);
    delayed_end(c, mark);
    emit_tmp(c, result, OP_ASSIGN_OP, &variable, &v)->extended = ast->attr;
}

static void assign_op_place(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t mark = delayed_begin(c);
    uint32_t cache;
    struct opline *o;
    struct node v;

    compile_delayed(c, result, ast->child[0], FETCH_READ_WRITE, false);
    compile_right(c, &v, ast->child[1], ast->child[0], NULL);
    o = delayed_end(c, mark);
    if (o == NULL || compile_failed(c))
        return;
    if (o->opcode == OP_FETCH_RW) { /* $GLOBALS['x'] */
        struct node place = *result;

        emit_tmp(c, result, OP_ASSIGN_OP, &place, &v)->extended = ast->attr;
        return;
    }
    cache = o->opcode == OP_FETCH_DIM_RW ? 0 : o->extended >> 1;
    o->opcode = o->opcode == OP_FETCH_DIM_RW   ? OP_ASSIGN_DIM_OP
                : o->opcode == OP_FETCH_OBJ_RW ? OP_ASSIGN_OBJ_OP
                                               : OP_ASSIGN_STATIC_PROP_OP;
    o->extended = ast->attr;
    set_tmp_result(o, result);
    emit(c, OP_OP_DATA, &v, NULL)->extended = cache;
}

void compile_assign_op(struct compiler *c, struct node *result, struct ast *ast)
{
    const struct ast *target = ast->child[0];

    check_writable(c, target);
    if (target->kind == AST_VARIABLE)
        assign_op_variable(c, result, ast);
    else if (is_variable(target))
        assign_op_place(c, result, ast);
    else
        compile_error(c, "Cannot use temporary expression in write context");
}

/* ---- ??= ---------------------------------------------------------------------------------------- */

/* The variable is looked at, and then perhaps fetched again to be written to; what is evaluated on the way
 * is evaluated the first time only, and a copy is kept for the second. */
void memo_expression(struct compiler *c, struct node *result, struct ast *ast)
{
    enum memo_mode mode = c->memo_mode;
    struct node first;
    uint32_t i;

    if (mode == MEMO_USE) {
        for (i = c->memos.count; i-- > 0;)
            if (((struct memo *)c->memos.items)[i].ast == ast) {
                *result = ((struct memo *)c->memos.items)[i].node;
                return;
            }
        node_null(result);
        return;
    }
    c->memo_mode = MEMO_OFF;
    compile_expression(c, result, ast);
    c->memo_mode = mode;
    first = *result;
    if (first.kind == OPERAND_TMP || first.kind == OPERAND_VAR)
        emit_tmp(c, &first, OP_COPY_TMP, result, NULL);
    i = compile_room(c, &c->memos, SITE_compile_memos);
    if (i != NONE)
        ((struct memo *)c->memos.items)[i] = (struct memo){ast, first};
}

/* When nothing is assigned, the copies are freed. `result.number` tells pass two where that begins. */
static void free_memos(struct compiler *c, uint32_t from, uint32_t branch)
{
    uint32_t jump, start;
    bool some = false;

    for (uint32_t i = from; i < c->memos.count; i++)
        some |= ((struct memo *)c->memos.items)[i].node.kind == OPERAND_TMP;
    if (!some) {
        jump_here(c, branch);
        return;
    }
    jump = emit_jump(c, NONE);
    jump_here(c, branch);
    start = compile_next(c);
    for (uint32_t i = from; i < c->memos.count; i++) {
        const struct node *n = &((struct memo *)c->memos.items)[i].node;

        if (n->kind == OPERAND_TMP)
            emit(c, OP_FREE, n, NULL)->result.number = start + 1;
    }
    jump_here(c, jump);
}

void compile_assign_coalesce(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *target = ast->child[0];
    enum memo_mode mode = c->memo_mode;
    uint32_t from = c->memos.count, branch;
    struct node current, value, assigned;

    if (is_this(target) && !compile_failed(c))
        compile_error(c, "Cannot re-assign $this");
    check_writable(c, target);
    if (!is_variable(target) && !compile_failed(c))
        compile_error(c, "Cannot use temporary expression in write context");
    if (compile_failed(c))
        return;
    c->memo_mode = MEMO_MAKE;
    compile_variable(c, &current, target, FETCH_QUIET, false);
    branch = compile_next(c);
    emit_tmp(c, result, OP_COALESCE, &current, NULL);
    c->memo_mode = MEMO_OFF;
    compile_right(c, &value, ast->child[1], target, NULL);
    c->memo_mode = MEMO_USE;
    compile_assign(c, &assigned, target, NULL, &value);
    c->memo_mode = mode;
    emit_to(c, result, OP_QM_ASSIGN, &assigned);
    if (!compile_failed(c))
        free_memos(c, from, branch);
    c->memos.count = from;
}

/* ---- increment and decrement -------------------------------------------------------------------- */

static enum opcode step_op(enum ast_kind kind)
{
    switch (kind) {
    case AST_PRE_INC:
        return OP_PRE_INC;
    case AST_PRE_DEC:
        return OP_PRE_DEC;
    case AST_POST_INC:
        return OP_POST_INC;
    default:
        return OP_POST_DEC;
    }
}

void compile_step(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *target = ast->child[0];
    enum opcode op = step_op(ast->kind);
    struct opline *o;
    struct node variable;

    check_writable(c, target);
    switch (target->kind) {
    case AST_PROPERTY_FETCH:
    case AST_STATIC_PROPERTY:
        o = compile_last(c, result, target, FETCH_READ_WRITE);
        o->opcode = (uint8_t)(target->kind == AST_STATIC_PROPERTY ? op - OP_PRE_INC + OP_PRE_INC_STATIC_PROP
                                                                  : op - OP_PRE_INC + OP_PRE_INC_OBJ);
        o->extended >>= 1;
        set_tmp_result(o, result);
        break;
    default:
        compile_variable(c, &variable, target, FETCH_READ_WRITE, false);
        emit_tmp(c, result, op, &variable, NULL);
        break;
    }
}

/* ---- isset, empty, unset ------------------------------------------------------------------------ */

static struct opline *compile_isset(struct compiler *c, struct node *result, struct ast *variable)
{
    struct opline *o;
    struct node cv;

    switch (variable->kind) {
    case AST_VARIABLE:
        if (is_this(variable)) {
            c->unit->func->flags |= FUNC_USES_THIS;
            return emit_tmp(c, result, OP_ISSET_ISEMPTY_THIS, NULL, NULL);
        }
        if (try_cv(c, &cv, variable))
            return emit_tmp(c, result, OP_ISSET_ISEMPTY_CV, &cv, NULL);
        o = compile_named(c, result, variable, FETCH_QUIET, false);
        o->opcode = OP_ISSET_ISEMPTY_VAR;
        return o;
    case AST_STATIC_PROPERTY:
        o = compile_last(c, result, variable, FETCH_QUIET);
        o->opcode = OP_ISSET_ISEMPTY_STATIC_PROP;
        return o;
    case AST_DIM:
        o = compile_last(c, result, variable, FETCH_QUIET);
        o->opcode = o->opcode == OP_FETCH_IS ? OP_ISSET_ISEMPTY_VAR : OP_ISSET_ISEMPTY_DIM_OBJ;
        return o;
    default:
        o = compile_last(c, result, variable, FETCH_QUIET);
        o->opcode = OP_ISSET_ISEMPTY_PROP_OBJ;
        o->extended <<= 1;
        return o;
    }
}

void compile_isset_empty(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *variable = ast->child[0];
    struct opline *o;
    struct node value;

    if (!is_variable(variable)) {
        if (ast->kind == AST_EMPTY) {
            compile_expression(c, &value, variable);
            emit_tmp(c, result, OP_BOOL_NOT, &value, NULL);
        } else {
            compile_error(c, "Cannot use isset() on the result of an expression (you can use \"null !== "
                             "expression\" instead)");
        }
        return;
    }
    if (is_globals(variable)) {
        compile_variable(c, &value, variable, FETCH_QUIET, false);
        emit_tmp(c, result, ast->kind == AST_EMPTY ? OP_BOOL_NOT : OP_BOOL, &value, NULL);
        return;
    }
    nullsafe_inner(variable);
    o = compile_isset(c, result, variable);
    if (ast->kind == AST_EMPTY)
        o->extended |= ISEMPTY;
}

static void unset_place(struct compiler *c, struct ast *variable)
{
    struct node ignored;
    struct opline *o = compile_last(c, &ignored, variable, FETCH_FOR_UNSET);

    switch (o->opcode) {
    case OP_FETCH_UNSET:
        o->opcode = OP_UNSET_VAR;
        break;
    case OP_FETCH_DIM_UNSET:
        o->opcode = OP_UNSET_DIM;
        break;
    case OP_FETCH_OBJ_UNSET:
        o->opcode = OP_UNSET_OBJ;
        o->extended = 0;
        break;
    default:
        o->opcode = OP_UNSET_STATIC_PROP;
        o->extended = 0;
        break;
    }
    o->result_kind = OPERAND_UNUSED;
    o->result.number = 0;
}

void compile_unset(struct compiler *c, struct ast *ast)
{
    struct ast *variable = ast->child[0];
    struct node cv;

    check_writable(c, variable);
    if (compile_failed(c))
        return;
    if (!is_variable(variable))
        compile_error(c, "Cannot use temporary expression in write context");
    else if (is_this(variable))
        compile_error(c, "Cannot unset $this");
    else if (variable->kind != AST_VARIABLE)
        unset_place(c, variable);
    else if (try_cv(c, &cv, variable))
        emit(c, OP_UNSET_CV, &cv, NULL);
    else
        compile_named(c, NULL, variable, FETCH_FOR_UNSET, false)->opcode = OP_UNSET_VAR;
}
