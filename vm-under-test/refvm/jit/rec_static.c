/* rec_static.c: what is looked up by name and then stays where it is: static properties, constants, static
 * and global variables, classes behind instanceof. */
#include "jit/rec_parts.h"

/* ---- static properties --------------------------------------------------------------------------- */

struct static_place {
    struct value *slot;
    struct property *property;
};

struct class *rec_fixed_class(const struct recorder *r, const struct opline *o, uint8_t kind,
                              union operand operand)
{
    struct class *scope = r->frame->func->scope;

    if (kind == OPERAND_CONST)
        return class_find_lower(r->vm, opline_literal(o, operand)[1].s);
    if (kind != OPERAND_UNUSED || scope == NULL || (r->frame->func->flags & FUNC_CLOSURE))
        return NULL;
    switch (operand.number & ~(uint32_t)FETCH_CLASS_SILENT) {
    case FETCH_CLASS_SELF:
        return scope;
    case FETCH_CLASS_PARENT:
        return scope->parent;
    default:
        return NULL;
    }
}

/* Nothing is initialized here, so nothing runs: a class that is not yet is the handler's. */
static bool find_place(struct recorder *r, const struct opline *o, struct static_place *place)
{
    struct class *c = rec_fixed_class(r, o, o->op2_kind, o->op2);

    *place = (struct static_place){0};
    if (c == NULL || o->op1_kind != OPERAND_CONST || (r->frame->func->flags & FUNC_CLOSURE) ||
        !(c->flags & CLASS_CONSTANTS_DONE))
        return false;
    place->slot =
        class_static(r->vm, c, opline_literal(o, o->op1)->s, r->frame->func->scope, true, &place->property);
    return place->slot != NULL && place->slot->type >= TYPE_NULL && place->slot->type <= TYPE_OBJECT;
}

static bool is_typed(const struct static_place *place)
{
    return place->property != NULL && type_decl_given(&place->property->type);
}

/* A number in a typed property stays one of its kind. */
static bool takes_number(const struct recorder *r, const struct static_place *place, ir_ref ref)
{
    return ref != IR_REF_NONE && (!is_typed(place) || rec_type(r, ref) == place->slot->type);
}

static bool is_number(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT;
}

/* PRE_INC_STATIC_PROP PRE_DEC_STATIC_PROP POST_INC_STATIC_PROP POST_DEC_STATIC_PROP */
enum rec_result rec_step_static(struct recorder *r, const struct opline *o)
{
    bool up = o->opcode == OP_PRE_INC_STATIC_PROP || o->opcode == OP_POST_INC_STATIC_PROP;
    bool post = o->opcode == OP_POST_INC_STATIC_PROP || o->opcode == OP_POST_DEC_STATIC_PROP;
    ir_ref address, before, after;
    struct static_place place;

    if (!find_place(r, o, &place) || !is_number(place.slot))
        return REC_HCALL;
    address = rec_pointer(r, place.slot);
    before = rec_vload(r, address, place.slot);
    after = rec_step_number(r, up, place.slot, before);
    if (!takes_number(r, &place, after))
        return REC_HCALL;
    rec_effect(r, IR_VSTORE, rec_type(r, after), address, after);
    rec_result(r, o, post ? before : after);
    return REC_DONE;
}

enum rec_result rec_assign_static_op(struct recorder *r, const struct opline *o)
{
    uint8_t kind = o[1].op1_kind;
    struct static_place place;
    const struct value *b;
    ir_ref address, ref, rb;

    if (!find_place(r, o, &place) || !is_number(place.slot) || !rec_readable(r, kind, o[1].op1, o + 1))
        return REC_HCALL;
    b = rec_peek(r, kind, o[1].op1, o + 1);
    if (!is_number(b))
        return REC_HCALL;
    address = rec_pointer(r, place.slot);
    ref = rec_vload(r, address, place.slot);
    rb = rec_read(r, kind, o[1].op1, o + 1);
    ref = rec_operate(r, (uint8_t)o->extended, place.slot, b, ref, rb);
    if (!takes_number(r, &place, ref))
        return REC_HCALL;
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
    rec_kill_operand(r, kind, o[1].op1);
    rec_result(r, o, ref);
    r->expect = o + 2;
    return REC_DONE;
}

/* The handler takes a holder of its own, and lets a temporary go. */
enum rec_result rec_assign_static(struct recorder *r, const struct opline *o)
{
    uint8_t kind = o[1].op1_kind;
    ir_ref address, before, ref;
    struct static_place place;
    const struct value *v;

    if (!find_place(r, o, &place) || !rec_readable(r, kind, o[1].op1, o + 1))
        return REC_HCALL;
    v = rec_peek(r, kind, o[1].op1, o + 1);
    if (is_typed(&place) && !((place.property->type.mask >> v->type) & 1))
        return REC_HCALL;
    address = rec_pointer(r, place.slot);
    before = rec_vload(r, address, place.slot);
    ref = rec_read(r, kind, o[1].op1, o + 1);
    if (!rec_release_guard(r, before, place.slot, 0))
        return REC_HCALL;
    if (kind & (OPERAND_TMP | OPERAND_VAR))
        rec_touch(r, ref);
    rec_own(r, kind, o[1].op1, ref);
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
    if (o->result_kind != OPERAND_UNUSED) {
        rec_retain(r, ref);
        rec_result(r, o, ref);
    }
    rec_release_value(r, before);
    r->expect = o + 2;
    return REC_DONE;
}

/* ---- constants ----------------------------------------------------------------------------------- */

/* What is defined once stays as it is. */
enum rec_result rec_fetch_constant(struct recorder *r, const struct opline *o)
{
    const struct value *v = constant_find(r->vm, opline_literal(o, o->op2)->s);
    ir_ref ref;

    if (v == NULL || v->type < TYPE_NULL || v->type > TYPE_OBJECT)
        return REC_HCALL;
    ref = rec_constant(r, v);
    rec_retain(r, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* ---- instanceof ---------------------------------------------------------------------------------- */

/* The class of the object says it, once there is the other one. */
enum rec_result rec_instanceof(struct recorder *r, const struct opline *o)
{
    const struct class *c = rec_fixed_class(r, o, o->op2_kind, o->op2);
    const struct value *v;
    ir_ref ref;

    if (c == NULL || !rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    v = rec_peek(r, o->op1_kind, o->op1, o);
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (!rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    if (v->type == TYPE_OBJECT)
        rec_guard_class(r, ref, v->o->class);
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_branch(r, o, data_instanceof(v, c));
    return REC_DONE;
}

/* ---- static and global variables ----------------------------------------------------------------- */

/* Where a table of variables has this one now: in an element, or where that points. */
static struct value *find_variable(struct array *table, struct string *name)
{
    struct value *slot = table == NULL ? NULL : array_find_string(table, name);

    return slot != NULL && slot->type == TYPE_INDIRECT ? slot->indirect : slot;
}

/* A slot of a frame that the trace is inside of may not be in memory: then it must be at its place. */
static ir_ref load_shared(struct recorder *r, ir_ref address, const struct value *slot)
{
    ptrdiff_t at = (const char *)slot - (const char *)r->base;

    if (slot < (const struct value *)r->base || slot >= (const struct value *)r->frame)
        return rec_vload(r, address, slot);
    rec_guard_equal(r, IRT_PTR, address, rec_frame_address(r, (int32_t)at, 0));
    return rec_load_at(r, (uint32_t)at);
}

/* The CV becomes one with what `name` is in the table at `table_at`, which must be a reference already. */
static enum rec_result bind(struct recorder *r, const struct opline *o, struct array *const *table_at,
                            struct string *name)
{
    const struct value *old = rec_look(r, o->op1_kind, o->op1, o);
    struct value *entry = *table_at == NULL ? NULL : array_find_string(*table_at, name);
    struct value *slot = find_variable(*table_at, name);
    ir_ref before, args[2], address, ref;

    if (slot == NULL || slot->type != TYPE_REF || old->type > TYPE_OBJECT)
        return REC_HCALL;
    before = rec_load(r, o->op1.slot);
    if (!rec_release_guard(r, before, old, 0))
        return REC_HCALL;
    args[0] = rec_xload(r, TYPE_ARRAY | IRT_COUNTED, rec_pointer(r, table_at));
    args[1] = ir_kptr(&r->ir, name, TYPE_STRING);
    address = rec_call(r, IRCALL_FIND_STRING, 2, args);
    rec_guard(r, IR_NE, IRT_PTR, 0, address, rec_null(r));
    if (entry->type == TYPE_INDIRECT)
        address = rec_vload(r, address, entry);
    ref = load_shared(r, address, slot);
    rec_retain(r, ref);
    rec_set(r, o->op1.slot, ref);
    rec_release_value(r, before);
    return REC_DONE;
}

enum rec_result rec_bind_global(struct recorder *r, const struct opline *o)
{
    return bind(r, o, &r->vm->program.globals, opline_literal(o, o->op2)->s);
}

enum rec_result rec_bind_static(struct recorder *r, const struct opline *o)
{
    struct func *func = r->frame->func;
    uint32_t index = (o->op1.slot - frame_offset(0)) / (uint32_t)sizeof(struct value);

    if (func->flags & FUNC_CLOSURE)
        return rec_bind_captured(r, o);
    if (!(o->extended & BIND_REF))
        return REC_HCALL;
    return bind(r, o, &func->statics, func->vars[index]);
}
