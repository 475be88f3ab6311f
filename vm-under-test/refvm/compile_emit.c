/* compile_emit.c: oplines, literals, variables, jumps, and what a jump has to leave. */
#include "compile_parts.h"
#include "compile_rules.h"

/* ---- nodes -------------------------------------------------------------------------------------- */

void node_int(struct node *n, int64_t i)
{
    n->kind = OPERAND_CONST;
    value_set_int(&n->value, i);
}

void node_null(struct node *n)
{
    n->kind = OPERAND_CONST;
    value_set_null(&n->value);
}

void node_bool(struct node *n, bool b)
{
    n->kind = OPERAND_CONST;
    value_set_bool(&n->value, b);
}

void node_string(struct node *n, struct string *interned)
{
    n->kind = OPERAND_CONST;
    n->value.s = interned;
    n->value.info = TYPE_STRING;
}

void node_unused(struct node *n)
{
    n->kind = OPERAND_UNUSED;
    n->number = 0;
}

void node_tmp(struct compiler *c, struct node *n)
{
    n->kind = OPERAND_TMP;
    n->number = c->unit->tmp_count++;
}

void node_cv(struct compiler *c, struct node *n, struct string *name)
{
    n->kind = OPERAND_CV;
    n->number = var_find(c, name, true);
}

/* ---- variables ---------------------------------------------------------------------------------- */

enum { VARS_WITHOUT_INDEX = 16 };

static uint32_t var_hash(const struct unit *u, const struct string *name)
{
    return (uint32_t)(((uintptr_t)name >> 4) * 2654435761u) & (u->var_index_size - 1);
}

/* Names are interned, so that one pointer is one name. */
static void var_index_put(struct unit *u, struct string *const *vars, uint32_t number)
{
    uint32_t h = var_hash(u, vars[number]);

    while (u->var_index[h] != 0)
        h = (h + 1) & (u->var_index_size - 1);
    u->var_index[h] = number + 1;
}

static bool var_index_grow(struct compiler *c, struct string *const *vars, uint32_t count)
{
    struct unit *u = c->unit;
    uint32_t size = count * 4;
    uint32_t *index;

    while (size & (size - 1))
        size += size & -size;
    index = mem_new(c->vm, size * sizeof(uint32_t), SITE_compile_var_index);
    if (index == NULL)
        return false;
    memset(index, 0, size * sizeof(uint32_t));
    if (u->var_index != NULL)
        mem_free(c->vm, u->var_index, u->var_index_size * sizeof(uint32_t));
    u->var_index = index;
    u->var_index_size = size;
    for (uint32_t i = 0; i < count; i++)
        var_index_put(u, vars, i);
    return true;
}

static uint32_t var_look(const struct unit *u, struct string *const *vars, uint32_t count,
                         const struct string *name)
{
    if (u->var_index == NULL) {
        for (uint32_t i = 0; i < count; i++)
            if (vars[i] == name)
                return i;
        return NONE;
    }
    for (uint32_t h = var_hash(u, name); u->var_index[h] != 0; h = (h + 1) & (u->var_index_size - 1))
        if (vars[u->var_index[h] - 1] == name)
            return u->var_index[h] - 1;
    return NONE;
}

uint32_t var_find(struct compiler *c, struct string *name, bool add)
{
    struct unit *u = c->unit;
    struct string **vars = (struct string **)c->vars.items + u->var_base;
    uint32_t count = c->vars.count - u->var_base;
    uint32_t number = var_look(u, vars, count, name);

    if (number != NONE || !add)
        return number;
    if (compile_room(c, &c->vars, SITE_compile_vars) == NONE)
        return 0;
    vars = (struct string **)c->vars.items + u->var_base;
    vars[count] = name;
    if (u->var_index != NULL && (count + 1) * 2 <= u->var_index_size)
        var_index_put(u, vars, count);
    else if (count + 1 > VARS_WITHOUT_INDEX && !var_index_grow(c, vars, count + 1))
        return 0;
    return count;
}

/* ---- literals ----------------------------------------------------------------------------------- */

uint32_t literal_add(struct compiler *c, const struct value *v)
{
    uint32_t i = compile_room(c, &c->literals, SITE_compile_literals);
    struct value *literal;

    if (i == NONE)
        return 0;
    literal = (struct value *)c->literals.items + i;
    literal->i = v->i;
    literal->info = v->info;
    literal->extra = 0;
    return i - c->unit->literal_base;
}

struct string *compile_lower(struct compiler *c, struct string *name)
{
    return string_intern_lower(c->vm, name->bytes, name->len, SITE_compile_lower);
}

uint32_t literal_name(struct compiler *c, struct string *name)
{
    struct string *lower = compile_lower(c, name);
    struct node n;
    uint32_t number;

    if (lower == NULL)
        return 0;
    node_string(&n, name);
    number = literal_add(c, &n.value);
    node_string(&n, lower);
    literal_add(c, &n.value);
    return number;
}

struct string *without_backslash(struct compiler *c, struct string *name)
{
    if (name->bytes[0] != '\\')
        return name;
    return string_intern(c->vm, name->bytes + 1, name->len - 1, SITE_compile_backslash);
}

uint32_t cache_take(struct compiler *c, uint32_t count)
{
    uint32_t at = c->unit->cache_count;

    c->unit->cache_count += count;
    return at;
}

/* ---- oplines ------------------------------------------------------------------------------------ */

void set_operand(struct compiler *c, union operand *operand, uint8_t *kind, const struct node *node)
{
    *kind = node->kind;
    operand->number = node->kind == OPERAND_CONST ? literal_add(c, &node->value) : node->number;
}

void set_result(struct opline *o, const struct node *node)
{
    o->result_kind = node->kind;
    o->result.number = node->number;
}

static void opline_fill(struct compiler *c, struct opline *o, enum opcode op, const struct node *op1,
                        const struct node *op2)
{
    memset(o, 0, sizeof(*o));
    o->opcode = (uint8_t)op;
    o->line = c->line;
    if (op1 != NULL)
        set_operand(c, &o->op1, &o->op1_kind, op1);
    if (op2 != NULL)
        set_operand(c, &o->op2, &o->op2_kind, op2);
}

struct opline *emit(struct compiler *c, enum opcode op, const struct node *op1, const struct node *op2)
{
    uint32_t i = compile_failed(c) ? NONE : compile_room(c, &c->oplines, SITE_compile_oplines);
    struct opline *o = i == NONE ? &c->spare : (struct opline *)c->oplines.items + i;

    opline_fill(c, o, op, op1, op2);
    return o;
}

struct opline *emit_tmp(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                        const struct node *op2)
{
    struct opline *o = emit(c, op, op1, op2);

    node_tmp(c, result);
    set_result(o, result);
    return o;
}

struct opline *emit_var(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                        const struct node *op2)
{
    struct opline *o = emit(c, op, op1, op2);

    node_tmp(c, result);
    result->kind = OPERAND_VAR;
    set_result(o, result);
    return o;
}

struct opline *emit_to(struct compiler *c, const struct node *result, enum opcode op,
                       const struct node *op1)
{
    struct opline *o = emit(c, op, op1, NULL);

    set_result(o, result);
    return o;
}

void emit_data(struct compiler *c, const struct node *value)
{
    emit(c, OP_OP_DATA, value, NULL);
}

/* What a statement's value comes from need not be computed at all. */
static bool result_is_optional(enum opcode op)
{
    switch (op) {
    case OP_ASSIGN:
    case OP_ASSIGN_DIM:
    case OP_ASSIGN_OBJ:
    case OP_ASSIGN_STATIC_PROP:
    case OP_ASSIGN_OP:
    case OP_ASSIGN_DIM_OP:
    case OP_ASSIGN_OBJ_OP:
    case OP_ASSIGN_STATIC_PROP_OP:
    case OP_ASSIGN_REF:
    case OP_ASSIGN_OBJ_REF:
    case OP_ASSIGN_STATIC_PROP_REF:
    case OP_PRE_INC:
    case OP_PRE_DEC:
    case OP_PRE_INC_OBJ:
    case OP_PRE_DEC_OBJ:
    case OP_PRE_INC_STATIC_PROP:
    case OP_PRE_DEC_STATIC_PROP:
    case OP_DO_FCALL:
        return true;
    default:
        return false;
    }
}

/* $i++; is ++$i; when nobody looks at the old value. */
static enum opcode without_old_value(enum opcode op)
{
    switch (op) {
    case OP_POST_INC:
        return OP_PRE_INC;
    case OP_POST_DEC:
        return OP_PRE_DEC;
    case OP_POST_INC_OBJ:
        return OP_PRE_INC_OBJ;
    case OP_POST_DEC_OBJ:
        return OP_PRE_DEC_OBJ;
    case OP_POST_INC_STATIC_PROP:
        return OP_PRE_INC_STATIC_PROP;
    case OP_POST_DEC_STATIC_PROP:
        return OP_PRE_DEC_STATIC_PROP;
    default:
        return op;
    }
}

void emit_free(struct compiler *c, const struct node *node)
{
    uint32_t n = compile_next(c);
    struct opline *o;

    if (!(node->kind & (OPERAND_TMP | OPERAND_VAR)) || compile_failed(c))
        return;
    o = compile_op(c, n - 1);
    while (n > 0 && (o->opcode == OP_OP_DATA || o->opcode == OP_END_SILENCE) && --n > 0)
        o--;
    if (n > 0 && node->number != c->unit->short_cut && (o->result_kind & (OPERAND_TMP | OPERAND_VAR)) &&
        o->result.number == node->number) {
        o->opcode = (uint8_t)without_old_value(o->opcode);
        if (result_is_optional(o->opcode)) {
            o->result_kind = OPERAND_UNUSED;
            o->result.number = 0;
            return;
        }
    }
    emit(c, OP_FREE, node, NULL);
}

/* ---- delayed oplines ---------------------------------------------------------------------------- */

struct opline *emit_delayed(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                            const struct node *op2)
{
    uint32_t i = compile_failed(c) ? NONE : compile_room(c, &c->delayed, SITE_compile_delayed);
    struct opline *o = i == NONE ? &c->spare : (struct opline *)c->delayed.items + i;

    opline_fill(c, o, op, op1, op2);
    if (result != NULL) {
        node_tmp(c, result);
        set_result(o, result);
    }
    return o;
}

uint32_t delayed_begin(struct compiler *c)
{
    uint32_t mark = c->unit->delayed_base;

    c->unit->delayed_base = c->delayed.count;
    return mark;
}

void delayed_flush(struct compiler *c)
{
    uint32_t from = c->unit->delayed_base;

    for (uint32_t i = from; i < c->delayed.count; i++) {
        struct opline *o = emit(c, OP_NOP, NULL, NULL);

        *o = ((struct opline *)c->delayed.items)[i];
    }
    c->delayed.count = from;
}

struct opline *delayed_end(struct compiler *c, uint32_t mark)
{
    bool some = c->delayed.count > c->unit->delayed_base;

    delayed_flush(c);
    c->unit->delayed_base = mark;
    return some ? compile_failed(c) ? &c->spare : compile_op(c, compile_next(c) - 1) : NULL;
}

/* ---- jumps -------------------------------------------------------------------------------------- */

/* The field of a jump that holds its target. */
static union operand *jump_field(struct opline *o)
{
    return compile_rules[o->opcode].jump == JUMP_OP1 ? &o->op1 : &o->op2;
}

uint32_t emit_jump(struct compiler *c, uint32_t target)
{
    struct opline *o = emit(c, OP_JMP, NULL, NULL);

    o->op1.number = target;
    return o == &c->spare ? NONE : compile_next(c) - 1;
}

uint32_t emit_branch(struct compiler *c, enum opcode op, const struct node *condition, uint32_t target)
{
    struct opline *o = emit(c, op, condition, NULL);

    o->op2.number = target;
    return o == &c->spare ? NONE : compile_next(c) - 1;
}

void jump_to(struct compiler *c, uint32_t number, uint32_t target)
{
    jump_field(compile_op(c, number))->number = target;
}

void jump_here(struct compiler *c, uint32_t number)
{
    jump_to(c, number, compile_next(c));
}

void list_add(struct compiler *c, uint32_t *list, uint32_t number)
{
    if (number == NONE)
        return;
    jump_to(c, number, *list);
    *list = number;
}

void list_patch(struct compiler *c, uint32_t list, uint32_t target)
{
    while (list != NONE && !compile_failed(c)) {
        uint32_t next = jump_field(compile_op(c, list))->number;

        jump_to(c, list, target);
        list = next;
    }
}

/* ---- loops -------------------------------------------------------------------------------------- */

void loop_begin(struct compiler *c, struct loop *loop, enum opcode leave, const struct node *var)
{
    *loop =
        (struct loop){.outer = c->unit->loops, .leave = (uint8_t)leave, .breaks = NONE, .continues = NONE};
    if (var != NULL)
        loop->var = *var;
    c->unit->loops = loop;
}

void loop_end(struct compiler *c, struct loop *loop, uint32_t continue_to)
{
    c->unit->loops = loop->outer;
    list_patch(c, loop->breaks, compile_next(c));
    list_patch(c, loop->continues, continue_to);
}

static void emit_fast_call(struct compiler *c, const struct loop *loop, const struct node *returned)
{
    struct opline *o = emit(c, OP_FAST_CALL, NULL, returned);

    o->op1.number = loop->try_index;
    set_result(o, &loop->var);
}

bool emit_leaving(struct compiler *c, uint32_t depth, const struct node *returned)
{
    struct node none;

    node_unused(&none);
    for (const struct loop *loop = c->unit->loops; loop != NULL; loop = loop->outer) {
        if (loop->leave == OP_FAST_CALL) {
            emit_fast_call(c, loop, returned != NULL ? returned : &none);
        } else if (loop->leave == OP_DISCARD_EXCEPTION) {
            if (depth != NONE)
                compile_error(c, "jump out of a finally block is disallowed");
            emit(c, OP_DISCARD_EXCEPTION, &loop->var, NULL);
        } else if (depth <= 1) {
            return true;
        } else {
            if (loop->leave != OP_NOP) {
                emit(c, loop->leave, &loop->var, NULL)->extended = FREE_ON_RETURN;
            }
            if (depth != NONE)
                depth--;
        }
    }
    return depth == NONE;
}
