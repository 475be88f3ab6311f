/* compile_function.c: functions, closures, parameters, declared types. */
#include "compile_parts.h"

/* ---- declared types ----------------------------------------------------------------------------- */

struct type_word {
    const char *word;
    uint32_t mask;
};

static const struct type_word type_words[] = {
    {"int", 1u << TYPE_INT},     {"float", 1u << TYPE_FLOAT}, {"string", 1u << TYPE_STRING},
    {"bool", DECL_BOOL},         {"array", 1u << TYPE_ARRAY}, {"object", 1u << TYPE_OBJECT},
    {"mixed", DECL_MIXED},       {"void", DECL_VOID},         {"never", DECL_NEVER},
    {"null", 1u << TYPE_NULL},   {"false", 1u << TYPE_FALSE}, {"true", 1u << TYPE_TRUE},
    {"callable", DECL_CALLABLE}, {"iterable", DECL_ITERABLE}, {"static", DECL_STATIC},
};

static uint32_t type_word_mask(const struct string *lower)
{
    for (size_t i = 0; i < sizeof(type_words) / sizeof(type_words[0]); i++)
        if (string_is(lower, type_words[i].word))
            return type_words[i].mask;
    return 0;
}

static void type_add_class(struct compiler *c, struct type_decl *type, struct string *name,
                           struct string *lower)
{
    if (type->class_name != NULL) {
        compile_error(c, "A type with several classes is not supported");
        return;
    }
    type->class_name = name;
    type->class_lower = lower;
}

static void type_add(struct compiler *c, struct type_decl *type, const struct ast *name)
{
    struct string *lower = compile_lower(c, name->value.s);
    uint32_t mask;

    if (lower == NULL)
        return;
    if (lower == c->vm->names[NAME_self])
        check_class_word(c, FETCH_CLASS_SELF);
    else if (lower == c->vm->names[NAME_parent])
        check_class_word(c, FETCH_CLASS_PARENT);
    else if (lower == c->vm->names[NAME_static])
        check_class_word(c, FETCH_CLASS_STATIC);
    mask = type_word_mask(lower);
    if (mask == 0)
        type_add_class(c, type, name->value.s, lower);
    else if ((type->mask & mask) == mask)
        compile_error(c, "Duplicate type %S is redundant", lower);
    else
        type->mask |= mask;
}

static void check_standalone(struct compiler *c, const struct type_decl *type, const struct ast *ast)
{
    bool several = ast->child_count > 1;

    if (compile_failed(c))
        return;
    if ((type->mask & DECL_MIXED) && ast->attr == 1)
        compile_error(c, "Type mixed cannot be marked as nullable since mixed already includes null");
    else if ((type->mask & DECL_MIXED) && several)
        compile_error(c, "Type mixed can only be used as a standalone type");
    else if ((type->mask & DECL_VOID) && (several || ast->attr == 1))
        compile_error(c, "Void can only be used as a standalone type");
    else if ((type->mask & DECL_NEVER) && (several || ast->attr == 1))
        compile_error(c, "never can only be used as a standalone type");
}

void compile_type(struct compiler *c, struct type_decl *type, const struct ast *ast, bool nullable)
{
    *type = (struct type_decl){0};
    for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++)
        type_add(c, type, ast->child[i]);
    check_standalone(c, type, ast);
    if ((ast->attr == 1 || nullable) && !(type->mask & DECL_MIXED))
        type->mask |= 1u << TYPE_NULL;
}

bool type_allows(const struct type_decl *type, enum value_type t)
{
    return (type->mask & DECL_MIXED) || (type->mask >> t & 1);
}

bool type_takes_default(const struct type_decl *type, const struct value *v)
{
    if (v->type == TYPE_CONSTANT || type_allows(type, v->type))
        return true;
    if (v->type == TYPE_INT)
        return type_allows(type, TYPE_FLOAT);
    return v->type == TYPE_ARRAY && (type->mask & DECL_ITERABLE);
}

/* ---- parameters --------------------------------------------------------------------------------- */

static bool is_required(const struct ast *param)
{
    return param->child[1] == NULL;
}

static void check_parameter_type(struct compiler *c, const struct param *p)
{
    if (p->type.mask & DECL_VOID)
        compile_error(c, "void cannot be used as a parameter type");
    else if (p->type.mask & DECL_NEVER)
        compile_error(c, "never cannot be used as a parameter type");
}

static void check_default(struct compiler *c, const struct param *p, struct value *v)
{
    char text[256];

    if (!type_decl_given(&p->type) || compile_failed(c))
        return;
    if (!type_takes_default(&p->type, v)) {
        type_decl_print(&p->type, text, sizeof(text));
        compile_error(c, "Cannot use %s as default value for parameter $%S of type %s", value_type_name(v),
                      p->name, text);
    } else if (v->type == TYPE_INT && !type_allows(&p->type, TYPE_INT)) {
        value_set_float(v, (double)v->i);
    }
}

/* A default that can never be used: a required parameter follows. `Type $x = null` is an old way to say
 * that the type is nullable, and fine. */
static void warn_optional(struct compiler *c, const struct param *p, const struct ast *param,
                          const struct ast *required, const struct value *v)
{
    if (!compile_failed(c) && !(param->child[0] != NULL && v->type == TYPE_NULL))
        error_report_at(c->vm, LEVEL_DEPRECATED, (int)c->line,
                        "Optional parameter $%S declared before required parameter $%S is implicitly "
                        "treated as a required parameter",
                        p->name, required->value.s);
}

static void compile_parameter(struct compiler *c, struct ast *params, uint32_t i, uint32_t required)
{
    struct func *func = c->unit->func;
    struct ast *param = params->child[i];
    struct param *p = &func->params[i];
    bool promoted = (param->attr >> 1) != 0, has_default = false;
    struct node variable, v;
    struct opline *o;

    p->name = param->value.s;
    p->by_ref = param->attr & 1;
    if (p->by_ref)
        func->flags |= FUNC_BY_REF;
    p->promoted = promoted;
    node_unused(&v);
    if (is_superglobal(p->name))
        compile_error(c, "Cannot re-assign auto-global variable %S", p->name);
    else if (string_is(p->name, "this"))
        compile_error(c, "Cannot use $this as parameter");
    if (compile_failed(c))
        return;
    node_cv(c, &variable, p->name);
    if (variable.number != i && !compile_failed(c))
        compile_error(c, "Redefinition of parameter $%S", p->name);
    if (!is_required(param)) {
        v.kind = OPERAND_CONST;
        compile_constant(c, param->child[1], &v.value);
        has_default = true;
    }
    if (has_default && i + 1 < required)
        warn_optional(c, p, param, params->child[required - 1], &v.value);
    if (param->child[0] != NULL) {
        compile_type(c, &p->type, param->child[0], has_default && v.value.type == TYPE_NULL && !promoted);
        func->flags |= FUNC_TYPED;
        check_parameter_type(c, p);
        if (has_default)
            check_default(c, p, &v.value);
    }
    if (i + 1 < required)
        node_unused(&v);
    o = emit(c, v.kind == OPERAND_CONST ? OP_RECV_INIT : OP_RECV, NULL, &v);
    o->op1.number = i + 1;
    set_result(o, &variable);
    if (v.kind == OPERAND_CONST)
        o->extended = cache_take(c, 1);
    if (promoted && !compile_failed(c))
        compile_promoted(c, c->unit->class, param, &p->type);
}

/* $this->x = $x for a parameter that declares a property. */
static void assign_promoted(struct compiler *c, const struct param *p)
{
    struct node this, name, variable;
    struct opline *o;

    node_unused(&this);
    node_string(&name, p->name);
    node_cv(c, &variable, p->name);
    c->unit->func->flags |= FUNC_USES_THIS;
    o = emit(c, p->by_ref ? OP_ASSIGN_OBJ_REF : OP_ASSIGN_OBJ, &this, &name);
    o->extended = cache_take(c, 3) << p->by_ref;
    emit_data(c, &variable);
}

static bool params_new(struct compiler *c, struct func *func, uint32_t count)
{
    if (count == 0)
        return true;
    func->params = mem_new(c->vm, count * sizeof(struct param), SITE_compile_params);
    if (func->params == NULL)
        return false;
    memset(func->params, 0, count * sizeof(struct param));
    func->param_count = count;
    return true;
}

static void compile_parameters(struct compiler *c, struct ast *params)
{
    struct func *func = c->unit->func;
    uint32_t required = 0, line = c->line;

    if (!params_new(c, func, params->child_count))
        return;
    for (uint32_t i = 0; i < params->child_count; i++)
        if (is_required(params->child[i]))
            required = i + 1;
    func->required_count = required;
    for (uint32_t i = 0; i < params->child_count && !compile_failed(c); i++)
        compile_parameter(c, params, i, required);
    c->line = line;
    for (uint32_t i = 0; i < func->param_count && !compile_failed(c); i++)
        if (func->params[i].promoted)
            assign_promoted(c, &func->params[i]);
}

/* ---- what closures take along ------------------------------------------------------------------- */

static void bind_in(struct compiler *c, struct string *name, uint32_t flags)
{
    struct node variable;

    node_cv(c, &variable, name);
    emit(c, OP_BIND_STATIC, &variable, NULL)->extended = flags;
}

static void compile_uses(struct compiler *c, struct ast *uses)
{
    const struct func *func = c->unit->func;

    for (uint32_t i = 0; i < uses->child_count && !compile_failed(c); i++) {
        struct string *name = uses->child[i]->value.s;
        uint32_t known = var_find(c, name, false);

        if (is_superglobal(name))
            compile_error(c, "Cannot use auto-global as lexical variable");
        else if (string_is(name, "this"))
            compile_error(c, "Cannot use $this as lexical variable");
        else if (known < func->param_count)
            compile_error(c, "Cannot use lexical variable $%S as a parameter name", name);
        else if (known != NONE)
            compile_error(c, "Cannot use variable $%S twice", name);
        else
            bind_in(c, name, uses->child[i]->attr == 1 ? BIND_REF : 0);
    }
}

static void bind_free(struct compiler *c, struct ast *ast);

static void bind_free_children(struct compiler *c, struct ast *ast)
{
    for (uint32_t i = 0; i < ast->child_count; i++)
        if (ast->child[i] != NULL)
            bind_free(c, ast->child[i]);
}

static void bind_free_name(struct compiler *c, struct string *name)
{
    if (!string_is(name, "this") && !string_is(name, "GLOBALS") && var_find(c, name, false) == NONE)
        bind_in(c, name, BIND_IMPLICIT);
}

static void bind_free_chain(struct compiler *c, struct ast *ast)
{
    struct ast *above;
    struct ast *below = chain_down(ast, &above);

    bind_free(c, below);
    while (above != NULL) {
        below = chain_up(&above, below);
        bind_free(c, below->child[1]);
    }
}

/* An arrow function binds every variable that its expression names. */
static void bind_free(struct compiler *c, struct ast *ast)
{
    if (compile_failed(c) || ast->kind == AST_VALUE || !nesting_enter(c->vm))
        return;
    if (ast->kind == AST_VARIABLE && ast->child[0]->kind == AST_VALUE)
        bind_free_name(c, ast->child[0]->value.s);
    else if (ast->kind == AST_CLOSURE && ast->child[1] != NULL)
        for (uint32_t i = 0; i < ast->child[1]->child_count; i++)
            bind_free_name(c, ast->child[1]->child[i]->value.s);
    else if (ast->kind == AST_ARROW)
        bind_free(c, ast->child[2]);
    else if (ast->kind == AST_BINARY)
        bind_free_chain(c, ast);
    else if (ast->kind != AST_CLOSURE && ast->kind != AST_CLASS)
        bind_free_children(c, ast);
    nesting_leave(c->vm);
}

/* Outside: puts the values into the new closure. What is bound follows the parameters in the names. */
static void bind_out(struct compiler *c, const struct node *closure, const struct func *func,
                     const struct ast *uses, uint32_t bound)
{
    for (uint32_t i = 0; i < bound && !compile_failed(c); i++) {
        struct node variable;
        uint32_t flags = uses == NULL ? BIND_IMPLICIT : uses->child[i]->attr == 1 ? BIND_REF : 0;

        if (uses != NULL)
            c->line = uses->child[i]->line;
        node_cv(c, &variable, func->vars[func->param_count + i]);
        emit(c, OP_BIND_LEXICAL, closure, &variable)->extended = flags;
    }
}

/* ---- bodies ------------------------------------------------------------------------------------- */

/* Returns the number of variables that a closure binds. */
static uint32_t compile_head(struct compiler *c, struct ast *ast)
{
    struct func *func = c->unit->func;

    compile_parameters(c, ast->child[0]);
    if (ast->child[3] != NULL && !compile_failed(c))
        compile_type(c, &func->return_type, ast->child[3], false);
    if (compile_failed(c))
        return 0;
    if (ast->child[1] != NULL)
        compile_uses(c, ast->child[1]);
    else if (ast->kind == AST_ARROW)
        bind_free(c, ast->child[2]);
    return c->vars.count - c->unit->var_base - func->param_count;
}

static uint32_t compile_whole(struct compiler *c, struct func *func, struct ast *ast, struct class *class)
{
    struct unit unit;
    uint32_t bound;

    compile_unit_begin(c, &unit, func, class);
    bound = compile_head(c, ast);
    if (ast->kind == AST_ARROW)
        compile_return(c, ast->child[2]);
    else if (ast->child[2] != NULL && !compile_failed(c))
        compile_statement(c, ast->child[2]);
    c->line = ast->line_end;
    compile_final_return(c);
    compile_unit_end(c);
    return bound;
}

void compile_body(struct compiler *c, struct func *func, struct ast *ast, struct class *class)
{
    compile_whole(c, func, ast, class);
}

static struct func *function_new(struct compiler *c, struct ast *ast, struct string *name, uint32_t flags)
{
    struct func *func = func_new(c->vm);

    if (func == NULL)
        return NULL;
    func->flags = flags;
    func->name = name;
    func->line_start = (int)ast->line;
    func->line_end = (int)ast->line_end;
    return func;
}

uint32_t nested_add(struct compiler *c, struct func *func)
{
    struct program *p = &c->vm->program;

    if (p->nested_count == p->nested_capacity) {
        uint32_t capacity = p->nested_capacity != 0 ? 2 * p->nested_capacity : 8;
        void *nested = mem_resize(c->vm, p->nested, p->nested_capacity * sizeof(*p->nested),
                                  capacity * sizeof(*p->nested), SITE_compile_nested);

        if (nested == NULL)
            return 0;
        p->nested = nested;
        p->nested_capacity = capacity;
    }
    p->nested[p->nested_count] = func;
    return p->nested_count++;
}

bool table_add(struct compiler *c, struct array *table, struct string *name, void *p, enum site site)
{
    struct value *slot = array_put_string(c->vm, table, name, NULL, site);

    if (slot == NULL)
        return false;
    slot->p = p;
    slot->info = TYPE_POINTER;
    return true;
}

/* ---- declarations ------------------------------------------------------------------------------- */

static void redeclared(struct compiler *c, const struct string *name, const struct func *old)
{
    if (old->flags & FUNC_NATIVE)
        compile_error(c, "Cannot redeclare %S()", name);
    else
        compile_error(c, "Cannot redeclare %S() (previously declared in %s:%d)", name, c->vm->file,
                      old->line_start);
}

static bool declare_early(struct compiler *c, struct func *func, struct string *lower)
{
    struct vm *vm = c->vm;
    struct value *old = array_find_string(vm->function_table, lower);

    if (old == NULL)
        old = array_find_string(vm->program.function_table, lower);
    if (old != NULL) {
        redeclared(c, func->name, old->func);
        return false;
    }
    return table_add(c, vm->program.function_table, lower, func, SITE_compile_function_table);
}

void compile_function(struct compiler *c, struct ast *ast, bool top)
{
    struct string *lower = compile_lower(c, ast->value.s);
    struct func *func;

    if (lower == NULL || !nesting_enter(c->vm))
        return;
    func = function_new(c, ast, ast->value.s, ast->attr == 1 ? FUNC_RETURNS_REF : 0);
    if (func != NULL && (!top || declare_early(c, func, lower))) {
        if (!top) {
            uint32_t number = nested_add(c, func);
            struct node name;

            node_string(&name, lower);
            emit(c, OP_DECLARE_FUNCTION, &name, NULL)->op2.number = number;
        }
        compile_whole(c, func, ast, NULL);
    }
    nesting_leave(c->vm);
}

/* The closure is made after its function was compiled, when what it binds is known. */
void compile_closure(struct compiler *c, struct node *result, struct ast *ast)
{
    uint32_t flags = FUNC_CLOSURE | (ast->attr & (FUNC_STATIC | FUNC_RETURNS_REF)) |
                     (ast->kind == AST_ARROW ? FUNC_ARROW : 0);
    struct func *func = function_new(c, ast, c->vm->names[NAME_closure], flags);
    uint32_t number, bound, end;
    struct opline *o;

    if (func == NULL)
        return;
    number = nested_add(c, func);
    bound = compile_whole(c, func, ast, c->unit->class);
    if (compile_failed(c))
        return;
    end = c->line;
    c->line = ast->line;
    o = emit_tmp(c, result, OP_DECLARE_LAMBDA, NULL, NULL);
    o->op2.number = number;
    o->extended = (func->flags & FUNC_STATIC) != 0;
    bind_out(c, result, func, ast->child[1], bound);
    c->line = end;
}
