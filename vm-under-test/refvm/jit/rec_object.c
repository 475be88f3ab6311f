/* rec_object.c: $this, declared properties by their caches, static properties, class constants.
 *
 * A cache says which slot a name means for objects of a class. The answer is the same for all objects of
 * the class, so that a guard for the class is enough.
 */
#include "jit/rec_parts.h"

/* ---- $this --------------------------------------------------------------------------------------- */

static ir_ref frame_flags(struct recorder *r)
{
    return rec_xload(r, IRT_WORD, rec_frame_address(r, r->offset, offsetof(struct frame, flags)));
}

ir_ref rec_load_self(struct recorder *r)
{
    return rec_xload(r, TYPE_OBJECT | IRT_COUNTED,
                     rec_frame_address(r, r->offset, offsetof(struct frame, self)));
}

/* Of an inlined frame it is known whether it has one. */
ir_ref rec_load_this(struct recorder *r)
{
    if (r->frame == r->base)
        rec_guard(r, IR_TESTZ, IRT_WORD, IRF_NOT, frame_flags(r), FRAME_HAS_THIS);
    return rec_load_self(r);
}

ir_ref rec_load_called(struct recorder *r)
{
    if (r->frame == r->base)
        rec_guard(r, IR_TESTZ, IRT_WORD, 0, frame_flags(r), FRAME_HAS_THIS);
    return rec_xload(r, IRT_PTR, rec_frame_address(r, r->offset, offsetof(struct frame, called)));
}

void rec_guard_class(struct recorder *r, ir_ref object, const struct class *class)
{
    rec_guard_equal(r, IRT_PTR, rec_xload(r, IRT_PTR, rec_field(r, object, offsetof(struct object, class))),
                    rec_pointer(r, class));
}

enum rec_result rec_fetch_this(struct recorder *r, const struct opline *o)
{
    ir_ref ref;

    if (!(r->frame->flags & FRAME_HAS_THIS))
        return REC_HCALL;
    ref = rec_load_this(r);
    rec_retain(r, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* ---- the slot ------------------------------------------------------------------------------------ */

struct place {
    struct object *object;
    struct value *slot;              /* now */
    const struct property *property; /* if there is a type to look at */
    uint32_t offset;
};

/* Where op1's property is; false if the handler's fast path would not know. Emits nothing. */
static bool find_property(struct recorder *r, const struct opline *o, uint32_t index, struct place *place)
{
    void **cache = &r->frame->func->cache[index];
    const struct value *v;

    if (o->op2_kind != OPERAND_CONST)
        return false;
    if (o->op1_kind == OPERAND_UNUSED) {
        if (!(r->frame->flags & FRAME_HAS_THIS))
            return false;
        place->object = r->frame->self;
    } else {
        if (!rec_readable(r, o->op1_kind, o->op1, o))
            return false;
        v = rec_peek(r, o->op1_kind, o->op1, o);
        if (v->type != TYPE_OBJECT)
            return false;
        place->object = v->o;
    }
    place->slot = data_cached_slot(place->object, cache);
    place->property = cache[CACHE_PROPERTY];
    place->offset = (uint32_t)(uintptr_t)cache[CACHE_OFFSET];
    return place->slot != NULL && place->slot->type != TYPE_UNDEF;
}

/* The slot's address; its object is of the class that it is of now. */
static ir_ref guard_property(struct recorder *r, const struct opline *o, const struct place *place)
{
    ir_ref object = o->op1_kind == OPERAND_UNUSED ? rec_load_this(r) : rec_read(r, o->op1_kind, o->op1, o);

    rec_guard_class(r, object, place->object->class);
    return rec_field(r, object, place->offset);
}

/* What is in the slot, a reference followed. */
static ir_ref load_property(struct recorder *r, ir_ref address, const struct value *slot)
{
    ir_ref ref = rec_vload(r, address, slot);

    if (slot->type != TYPE_REF)
        return ref;
    return rec_vload(r, rec_field(r, ref, offsetof(struct ref, value)), &slot->r->value);
}

/* ---- reading ------------------------------------------------------------------------------------- */

enum rec_result rec_fetch_obj_r(struct recorder *r, const struct opline *o)
{
    struct place place;
    ir_ref ref;

    if (!find_property(r, o, o->extended, &place) || !rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    ref = load_property(r, guard_property(r, o, &place), place.slot);
    rec_retain(r, ref);
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* Of null, or of what is not there, it is null. */
enum rec_result rec_fetch_obj_is(struct recorder *r, const struct opline *o)
{
    const struct value *v;

    if (o->op1_kind == OPERAND_UNUSED)
        return rec_fetch_obj_r(r, o);
    v = rec_peek(r, o->op1_kind, o->op1, o);
    if (v->type > TYPE_NULL || (v->type == TYPE_UNDEF && o->op1_kind != OPERAND_CV) ||
        o->op2_kind != OPERAND_CONST)
        return rec_fetch_obj_r(r, o);
    rec_read(r, o->op1_kind, o->op1, o);
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ir_kpri(&r->ir, TYPE_NULL));
    return REC_DONE;
}

enum rec_result rec_isset_prop(struct recorder *r, const struct opline *o)
{
    struct place place;

    if ((o->extended & ISEMPTY) || !find_property(r, o, o->extended >> 1, &place) ||
        !rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    load_property(r, guard_property(r, o, &place), place.slot);
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_branch(r, o, value_deref_const(place.slot)->type > TYPE_NULL);
    return REC_DONE;
}

/* ---- places -------------------------------------------------------------------------------------- */

/* Does the opline behind only write an element of the array that is there? Then it stays an array. */
static bool writes_element(const struct opline *o, const struct place *place)
{
    const struct opline *user = o + 1;

    return place->slot->type == TYPE_ARRAY && user->op1_kind == OPERAND_VAR &&
           user->op1.slot == o->result.slot &&
           (user->opcode == OP_FETCH_DIM_W || user->opcode == OP_FETCH_DIM_RW ||
            user->opcode == OP_ASSIGN_DIM || user->opcode == OP_ASSIGN_DIM_OP);
}

/* FETCH_OBJ_W FETCH_OBJ_RW: as FETCH_DIM_W, of a property that is there. */
enum rec_result rec_fetch_obj_place(struct recorder *r, const struct opline *o)
{
    struct place place;
    ir_ref object;

    if ((o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) || !find_property(r, o, o->extended >> 1, &place))
        return REC_HCALL;
    if (place.property != NULL && ((o->extended & FETCH_REF) || (place.property->flags & MEMBER_READONLY) ||
                                   !writes_element(o, &place)))
        return REC_HCALL;
    object = o->op1_kind == OPERAND_UNUSED ? rec_load_this(r) : rec_read(r, o->op1_kind, o->op1, o);
    rec_guard_class(r, object, place.object->class);
    rec_guard(r, IR_NE, IRT_WORD, 0, rec_emit(r, IR_VINFO, IRT_WORD, rec_field(r, object, place.offset), 0),
              rec_word(r, 0));
    if (place.property != NULL)
        rec_vload(r, rec_field(r, object, place.offset), place.slot);
    rec_result(r, o, ir_raw(&r->ir, IR_FIELD, TYPE_INDIRECT, 0, object, place.offset));
    return REC_DONE;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static bool takes(const struct property *p, const struct value *v)
{
    return p == NULL || (!(p->flags & MEMBER_READONLY) && ((p->type.mask >> v->type) & 1));
}

enum rec_result rec_assign_obj(struct recorder *r, const struct opline *o)
{
    uint8_t kind = o[1].op1_kind;
    const struct value *v;
    ir_ref address, before, ref;
    struct place place;

    if ((o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) || !find_property(r, o, o->extended, &place) ||
        place.slot->type == TYPE_REF || !rec_readable(r, kind, o[1].op1, o + 1))
        return REC_HCALL;
    v = rec_peek(r, kind, o[1].op1, o + 1);
    if (!takes(place.property, v))
        return REC_HCALL;
    address = guard_property(r, o, &place);
    before = rec_vload(r, address, place.slot);
    if (!rec_release_guard(r, before, place.slot, 0))
        return REC_HCALL;
    ref = rec_read(r, kind, o[1].op1, o + 1);
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

/* A number stays one of its kind, which is all that a type could ask. */
static bool stays(const struct recorder *r, const struct place *place, ir_ref ref)
{
    return place->property == NULL ||
           (!(place->property->flags & MEMBER_READONLY) && rec_type(r, ref) == place->slot->type);
}

enum rec_result rec_assign_obj_op(struct recorder *r, const struct opline *o)
{
    uint8_t kind = o[1].op1_kind;
    ir_ref address, ref, rb;
    const struct value *b;
    struct place place;

    if ((o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) || !find_property(r, o, o[1].extended, &place) ||
        !rec_readable(r, kind, o[1].op1, o + 1))
        return REC_HCALL;
    b = rec_peek(r, kind, o[1].op1, o + 1);
    if ((place.slot->type != TYPE_INT && place.slot->type != TYPE_FLOAT) ||
        (b->type != TYPE_INT && b->type != TYPE_FLOAT))
        return REC_HCALL;
    address = guard_property(r, o, &place);
    ref = rec_vload(r, address, place.slot);
    rb = rec_read(r, kind, o[1].op1, o + 1);
    ref = rec_operate(r, (uint8_t)o->extended, place.slot, b, ref, rb);
    if (ref == IR_REF_NONE || !stays(r, &place, ref))
        return REC_HCALL;
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
    rec_kill_operand(r, kind, o[1].op1);
    rec_result(r, o, ref);
    r->expect = o + 2;
    return REC_DONE;
}

/* PRE_INC_OBJ PRE_DEC_OBJ POST_INC_OBJ POST_DEC_OBJ */
enum rec_result rec_step_obj(struct recorder *r, const struct opline *o)
{
    bool up = o->opcode == OP_PRE_INC_OBJ || o->opcode == OP_POST_INC_OBJ;
    bool post = o->opcode == OP_POST_INC_OBJ || o->opcode == OP_POST_DEC_OBJ;
    ir_ref address, before, after;
    struct place place;

    if ((o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) || !find_property(r, o, o->extended, &place) ||
        (place.slot->type != TYPE_INT && place.slot->type != TYPE_FLOAT))
        return REC_HCALL;
    address = guard_property(r, o, &place);
    before = rec_vload(r, address, place.slot);
    after = rec_step_number(r, up, place.slot, before);
    if (after == IR_REF_NONE || !stays(r, &place, after))
        return REC_HCALL;
    rec_effect(r, IR_VSTORE, rec_type(r, after), address, after);
    rec_result(r, o, post ? before : after);
    return REC_DONE;
}

/* ---- static properties --------------------------------------------------------------------------- */

enum { STATIC_CLASS, STATIC_SLOT };

/* A static property stays where it is. `index`: of its cache. NULL: by the handler. */
static struct value *find_static(struct recorder *r, const struct opline *o, uint32_t index)
{
    const struct func *func = r->frame->func;
    const struct class *c = func->scope;
    void **cache = &func->cache[index];

    if (o->op1_kind != OPERAND_CONST || (func->flags & FUNC_CLOSURE) || cache[STATIC_CLASS] == NULL)
        return NULL;
    if (o->op2_kind == OPERAND_CONST)
        return cache[STATIC_SLOT];
    if (o->op2_kind != OPERAND_UNUSED || c == NULL || (o->op2.number & 3) == FETCH_CLASS_STATIC)
        return NULL;
    if ((o->op2.number & 3) == FETCH_CLASS_PARENT)
        c = c->parent;
    return cache[STATIC_CLASS] == c ? cache[STATIC_SLOT] : NULL;
}

enum rec_result rec_fetch_static_prop(struct recorder *r, const struct opline *o)
{
    struct value *slot = find_static(r, o, o->extended >> 1);
    ir_ref ref;

    if (slot == NULL || slot->type == TYPE_UNDEF)
        return REC_HCALL;
    ref = load_property(r, rec_pointer(r, slot), slot);
    rec_retain(r, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* ---- class constants ----------------------------------------------------------------------------- */

enum rec_result rec_fetch_class_constant(struct recorder *r, const struct opline *o)
{
    void **cache = &r->frame->func->cache[o->extended];
    const struct value *v = cache[1];
    ir_ref ref;

    if (o->op1_kind != OPERAND_CONST || o->op2_kind != OPERAND_CONST || cache[0] == NULL)
        return REC_HCALL;
    ref = rec_constant(r, v);
    rec_retain(r, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}
