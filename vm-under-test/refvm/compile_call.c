/* compile_call.c: calls of functions and methods, `new`, and what becomes of arguments. */
#include "compile_parts.h"

/* ---- arguments ---------------------------------------------------------------------------------- */

static bool takes_reference(const struct func *f, uint32_t n)
{
    if (f->param_count == 0)
        return false;
    if (n < f->param_count)
        return f->params[n].by_ref;
    return (f->flags & FUNC_VARIADIC) && f->params[f->param_count - 1].by_ref;
}

/* A value that is no variable; `func` is what is called, if that is known. */
static enum opcode send_value(const struct func *func, uint32_t n, const struct node *v)
{
    bool by_ref = func != NULL && takes_reference(func, n) && !(func->flags & FUNC_PREFER_REF);

    if (v->kind == OPERAND_VAR)
        return func == NULL ? OP_SEND_VAR_NO_REF_EX : by_ref ? OP_SEND_VAR_NO_REF : OP_SEND_VAR;
    return func == NULL || by_ref ? OP_SEND_VAL_EX : OP_SEND_VAL;
}

static enum opcode compile_known_variable(struct compiler *c, struct node *v, struct ast *arg, bool by_ref)
{
    if (by_ref) {
        compile_variable(c, v, arg, FETCH_WRITE, true);
        return OP_SEND_REF;
    }
    compile_variable(c, v, arg, FETCH_READ, false);
    return v->kind == OPERAND_TMP ? OP_SEND_VAL : OP_SEND_VAR;
}

/* Whether the parameter is by reference is known at run time: a variable can be sent either way, longer
 * chains are fetched as CHECK_FUNC_ARG finds. */
static enum opcode compile_unknown_variable(struct compiler *c, struct node *v, const struct ast *args,
                                            uint32_t n)
{
    struct ast *arg = args->child[n];

    c->line = args->child[0]->line; /* as PHP has it, but for longer chains */
    if (is_this(arg)) {
        compile_this(c, v, FETCH_FOR_ARG);
        return OP_SEND_VAR_EX;
    }
    if (arg->kind == AST_VARIABLE && try_cv(c, v, arg))
        return OP_SEND_VAR_EX;
    emit(c, OP_CHECK_FUNC_ARG, NULL, NULL)->op2.number = n + 1;
    compile_variable(c, v, arg, FETCH_FOR_ARG, true);
    return OP_SEND_FUNC_ARG;
}

static void compile_argument(struct compiler *c, const struct ast *args, uint32_t n,
                             const struct func *func)
{
    struct ast *arg = args->child[n];
    enum opcode op;
    struct opline *o;
    struct node v;

    if (is_variable(arg) && !is_nullsafe(arg)) {
        if (func != NULL)
            op = compile_known_variable(c, &v, arg, takes_reference(func, n));
        else
            op = compile_unknown_variable(c, &v, args, n);
    } else {
        compile_expression(c, &v, arg);
        op = send_value(func, n, &v);
    }
    o = emit(c, op, &v, NULL);
    o->op2.number = n + 1;
    o->result.slot = frame_offset(n);
}

static void compile_arguments(struct compiler *c, struct ast *args, const struct func *func)
{
    if (args == NULL)
        return;
    for (uint32_t i = 0; i < args->child_count && !compile_failed(c); i++)
        compile_argument(c, args, i, func);
}

static uint32_t argument_count(const struct ast *args)
{
    return args != NULL ? args->child_count : 0;
}

static void emit_call(struct compiler *c, struct node *result, struct ast *args, const struct func *func,
                      uint32_t line)
{
    compile_arguments(c, args, func);
    emit_var(c, result, OP_DO_FCALL, NULL, NULL)->line = line;
}

/* ---- functions that are oplines ----------------------------------------------------------------- */

struct inlined {
    const char *name;
    uint8_t op;
    uint32_t extended;
};

/* With one argument. Where they raise, PHP shows no frame of theirs either. */
static const struct inlined inlined[] = {
    {"strlen", OP_STRLEN, 0},
    {"count", OP_COUNT, 0},
    {"is_null", OP_TYPE_CHECK, 1u << TYPE_NULL},
    {"is_bool", OP_TYPE_CHECK, DECL_BOOL},
    {"is_int", OP_TYPE_CHECK, 1u << TYPE_INT},
    {"is_integer", OP_TYPE_CHECK, 1u << TYPE_INT},
    {"is_long", OP_TYPE_CHECK, 1u << TYPE_INT},
    {"is_float", OP_TYPE_CHECK, 1u << TYPE_FLOAT},
    {"is_double", OP_TYPE_CHECK, 1u << TYPE_FLOAT},
    {"is_string", OP_TYPE_CHECK, 1u << TYPE_STRING},
    {"is_array", OP_TYPE_CHECK, 1u << TYPE_ARRAY},
    {"is_object", OP_TYPE_CHECK, 1u << TYPE_OBJECT},
    {"boolval", OP_BOOL, 0},
    {"intval", OP_CAST, TYPE_INT},
    {"floatval", OP_CAST, TYPE_FLOAT},
    {"doubleval", OP_CAST, TYPE_FLOAT},
    {"strval", OP_CAST, TYPE_STRING},
};

static const struct inlined *find_inlined(const struct string *lower)
{
    for (size_t i = 0; i < sizeof(inlined) / sizeof(inlined[0]); i++)
        if (inlined[i].name[0] == lower->bytes[0] && string_is(lower, inlined[i].name))
            return &inlined[i];
    return NULL;
}

static bool try_inlined(struct compiler *c, struct node *result, const struct string *lower,
                        struct ast *args)
{
    const struct inlined *row;
    struct node v;

    if (argument_count(args) != 1 || (row = find_inlined(lower)) == NULL)
        return false;
    compile_expression(c, &v, args->child[0]);
    if (row->op == OP_STRLEN && v.kind == OPERAND_CONST && v.value.type == TYPE_STRING)
        node_int(result, (int64_t)v.value.s->len);
    else
        emit_tmp(c, result, row->op, &v, NULL)->extended = row->extended;
    return true;
}

/* call_user_func and call_user_func_array, whose callee is called from here, as in PHP. */
static bool try_user_call(struct compiler *c, struct node *result, struct string *lower, struct ast *ast)
{
    struct ast *args = ast->child[1];
    bool array = string_is(lower, "call_user_func_array");
    struct node name, callee, v;
    struct opline *o;

    if (!array && !string_is(lower, "call_user_func"))
        return false;
    if (array ? argument_count(args) != 2 : argument_count(args) == 0)
        return false;
    compile_expression(c, &callee, args->child[0]);
    node_string(&name, lower);
    emit(c, OP_INIT_USER_CALL, &name, &callee)->extended = array ? 0 : args->child_count - 1;
    for (uint32_t i = 1; i < args->child_count && !compile_failed(c); i++) {
        compile_expression(c, &v, args->child[i]);
        o = emit(c, array ? OP_SEND_ARRAY : OP_SEND_USER, &v, NULL);
        o->op2.number = i;
        o->result.slot = frame_offset(i - 1);
    }
    emit_var(c, result, OP_DO_FCALL, NULL, NULL)->line = ast->line;
    return true;
}

/* Functions that look at the frame that calls them. */
static void note_special(struct compiler *c, const struct string *lower)
{
    if (string_is(lower, "func_get_args") || string_is(lower, "func_get_arg") ||
        string_is(lower, "func_num_args"))
        c->unit->func->flags |= FUNC_USES_ARGS;
    else if (string_is(lower, "compact") || string_is(lower, "extract") ||
             string_is(lower, "get_defined_vars"))
        c->unit->func->flags |= FUNC_DYNAMIC_VARS;
}

/* ---- functions ---------------------------------------------------------------------------------- */

static struct func *known_function(const struct compiler *c, struct string *lower)
{
    struct value *v = array_find_string(c->vm->function_table, lower);

    if (v == NULL)
        v = array_find_string(c->vm->program.function_table, lower);
    return v != NULL ? v->func : NULL;
}

static void compile_named_call(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *args = ast->child[1];
    struct string *name = without_backslash(c, ast->child[0]->value.s);
    struct string *lower = name != NULL ? compile_lower(c, name) : NULL;
    const struct func *func;
    struct opline *o;
    struct node n;

    if (lower == NULL)
        return;
    func = known_function(c, lower);
    if (func != NULL && (try_inlined(c, result, lower, args) || try_user_call(c, result, lower, ast)))
        return;
    note_special(c, lower);
    node_string(&n, lower);
    if (func != NULL) {
        o = emit(c, OP_INIT_FCALL, NULL, &n);
        o->op1.number = cache_take(c, 1);
    } else {
        uint32_t literal = literal_name(c, name);

        o = emit(c, OP_INIT_FCALL_BY_NAME, NULL, NULL);
        o->op2_kind = OPERAND_CONST;
        o->op2.number = literal;
        o->result.number = cache_take(c, 1);
    }
    o->extended = argument_count(args);
    emit_call(c, result, args, func, ast->line);
}

/* A literal string may stand where a name does. */
static bool is_function_name(const struct ast *ast)
{
    return ast->kind == AST_VALUE && ast->value.type == TYPE_STRING && ast->value.s->len != 0 &&
           memchr(ast->value.s->bytes, ':', ast->value.s->len) == NULL;
}

void compile_call(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node callee;

    if (is_function_name(ast->child[0])) {
        compile_named_call(c, result, ast);
        return;
    }
    compile_expression(c, &callee, ast->child[0]);
    emit(c, OP_INIT_DYNAMIC_CALL, NULL, &callee)->extended = argument_count(ast->child[1]);
    emit_call(c, result, ast->child[1], NULL, ast->line);
}

/* ---- methods ------------------------------------------------------------------------------------ */

/* The name of a method: a literal with its lower-case form, or a value. */
static void set_method(struct opline *o, const struct node *name, uint32_t literal)
{
    o->op2_kind = name->kind;
    o->op2.number = name->kind == OPERAND_CONST ? literal : name->number;
}

static uint32_t method_literal(struct compiler *c, const struct node *name)
{
    if (name->kind != OPERAND_CONST || compile_failed(c))
        return 0;
    if (name->value.type != TYPE_STRING) {
        compile_error(c, "Method name must be a string");
        return 0;
    }
    return literal_name(c, name->value.s);
}

static void compile_callee_object(struct compiler *c, struct node *object, struct ast *ast,
                                  enum fetch fetch)
{
    if (is_this(ast->child[0])) {
        c->unit->func->flags |= FUNC_USES_THIS;
        if (this_is_known(c))
            node_unused(object);
        else
            compile_this(c, object, FETCH_READ);
        return;
    }
    nullsafe_inner(ast->child[0]);
    compile_expression(c, object, ast->child[0]);
    if (ast->kind == AST_NULLSAFE_CALL)
        nullsafe_emit(c, object, fetch);
}

void compile_method_call(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch)
{
    struct node object, name;
    struct opline *o;
    uint32_t literal;

    compile_callee_object(c, &object, ast, fetch);
    compile_expression(c, &name, ast->child[1]);
    literal = method_literal(c, &name);
    o = emit(c, OP_INIT_METHOD_CALL, &object, NULL);
    set_method(o, &name, literal);
    o->result.number = cache_take(c, 2);
    o->extended = argument_count(ast->child[2]);
    emit_call(c, result, ast->child[2], NULL, ast->child[1]->line);
}

void compile_static_call(struct compiler *c, struct node *result, struct ast *ast)
{
    struct node class, name;
    struct opline *o;
    union operand operand = {0};
    uint8_t kind = 0;
    uint32_t literal;

    nullsafe_inner(ast->child[0]);
    compile_class_operand(c, &class, ast->child[0], 0);
    compile_expression(c, &name, ast->child[1]);
    if (name.kind == OPERAND_CONST && name.value.type == TYPE_STRING &&
        string_equal_fold(name.value.s, c->vm->names[NAME_construct]))
        node_unused(&name);
    literal = method_literal(c, &name);
    set_class(c, &operand, &kind, &class);
    o = emit(c, OP_INIT_STATIC_METHOD_CALL, NULL, NULL);
    o->op1 = operand;
    o->op1_kind = kind;
    set_method(o, &name, literal);
    o->result.number = cache_take(c, 2);
    o->extended = argument_count(ast->child[2]);
    emit_call(c, result, ast->child[2], NULL, ast->child[1]->line);
}

/* ---- new ---------------------------------------------------------------------------------------- */

/* `op1.number` of the DO_FCALL tells pass two which object is ready then. */
void compile_new(struct compiler *c, struct node *result, struct ast *ast)
{
    struct ast *args = ast->child[1];
    uint32_t line = ast->line;
    struct node class;
    struct opline *o;
    union operand operand = {0};
    uint8_t kind = 0;

    if (ast->child[0]->kind == AST_CLASS) {
        if (args == NULL && ast->child[0]->child_count > 3)
            args = ast->child[0]->child[3];
        compile_class(c, &class, ast->child[0], false);
    } else {
        compile_class_operand(c, &class, ast->child[0], 0);
    }
    set_class(c, &operand, &kind, &class);
    o = emit_var(c, result, OP_NEW, NULL, NULL);
    o->op1 = operand;
    o->op1_kind = kind;
    o->op2.number = cache_take(c, 1);
    o->extended = argument_count(args);
    compile_arguments(c, args, NULL);
    o = emit(c, OP_DO_FCALL, NULL, NULL);
    o->extended = INVOKED_BY_NEW;
    o->op1.number = result->number;
    o->line = line;
}
