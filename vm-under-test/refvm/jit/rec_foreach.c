/* rec_foreach.c: the steps of a foreach over an array by value. */
#include "jit/rec_parts.h"

struct advance {
    struct array *array;
    ir_ref ref;      /* the array */
    ir_ref position; /* INT */
    ir_ref position_address;
    uint32_t at; /* now */
};

static ir_ref field(struct recorder *r, const struct advance *s, size_t offset, uint8_t type)
{
    return rec_xload(r, type, rec_field(r, s->ref, offset));
}

static void guard_position(struct recorder *r, const struct advance *s, bool below)
{
    ir_ref used = rec_emit(r, IR_ZEXT, TYPE_INT, field(r, s, offsetof(struct array, used), IRT_WORD), 0);

    rec_guard(r, IR_ULT, TYPE_INT, below ? 0 : IRF_NOT, s->position, used);
}

/* The loop's array and how far it is; the position is the slot's spare word, always in memory. */
static void begin_step(struct recorder *r, const struct opline *o, struct advance *s)
{
    ir_ref packed;

    s->ref = rec_load(r, o->op1.slot);
    packed = rec_emit(r, IR_ZEXT, TYPE_INT, field(r, s, offsetof(struct array, packed), IRT_BYTE), 0);
    rec_guard(r, IR_EQ, TYPE_INT, s->array->packed ? IRF_NOT : 0, packed, ir_kint(&r->ir, 0));
    s->position_address = rec_frame_address(r, r->offset, o->op1.slot + offsetof(struct value, extra));
    s->position = rec_emit(r, IR_ZEXT, TYPE_INT, rec_xload(r, IRT_WORD, s->position_address), 0);
}

/* Elements of packed arrays are 16 bytes, buckets are twice that. */
static ir_ref element_address(struct recorder *r, const struct advance *s)
{
    ir_ref table = field(r, s, offsetof(struct array, values), IRT_PTR);
    ir_ref address = rec_emit(r, IR_INDEX, IRT_PTR, table, s->position);

    if (s->array->packed)
        return address;
    return rec_emit(r, IR_INDEX, IRT_PTR, address, s->position);
}

/* The key of a bucket: a string if there is one, else the hash is it. */
static ir_ref bucket_key(struct recorder *r, const struct advance *s, ir_ref address)
{
    const struct bucket *b = &s->array->buckets[s->at];
    ir_ref key = rec_field(r, address, offsetof(struct bucket, key)), pointer, flags;
    bool interned;

    if (b->key == NULL) {
        rec_guard_equal(r, IRT_PTR, rec_xload(r, IRT_PTR, key), rec_null(r));
        return rec_xload(r, TYPE_INT, rec_field(r, address, offsetof(struct bucket, hash)));
    }
    interned = (b->key->head.flags & COUNTED_INTERNED) != 0;
    pointer = rec_xload(r, interned ? TYPE_STRING : TYPE_STRING | IRT_COUNTED, key);
    rec_guard(r, IR_NE, IRT_PTR, 0, pointer, rec_null(r));
    flags = rec_xload(r, IRT_WORD, rec_field(r, pointer, offsetof(struct counted, type)));
    rec_guard(r, IR_TESTZ, IRT_WORD, interned ? IRF_NOT : 0, flags, COUNTED_INTERNED << 8);
    return pointer;
}

_Static_assert(offsetof(struct counted, flags) == offsetof(struct counted, type) + 1,
               "flags are the second byte of the word that is loaded");

static enum rec_result end_loop(struct recorder *r, const struct opline *o, const struct advance *s)
{
    guard_position(r, s, false);
    r->expect = (const struct opline *)((const char *)o + (int32_t)o->extended);
    return REC_DONE;
}

static void step_on(struct recorder *r, const struct advance *s)
{
    rec_xstore(r, IRT_WORD, s->position_address,
               rec_emit(r, IR_ADD, TYPE_INT, s->position, ir_kint(&r->ir, 1)));
}

static enum rec_result give_element(struct recorder *r, const struct opline *o, const struct advance *s)
{
    const struct value *element = array_slot(s->array, s->at);
    const struct value *variable = frame_at(r->frame, o->op2.slot);
    ir_ref address, ref, before = IR_REF_NONE, key = IR_REF_NONE;

    if (o->op2_kind == OPERAND_CV) {
        before = rec_load(r, o->op2.slot);
        if (variable->type >= TYPE_REF || !rec_release_guard(r, before, variable, 0))
            return REC_HCALL;
    }
    guard_position(r, s, true);
    address = element_address(r, s);
    ref = rec_vload(r, address, element);
    if (element->type == TYPE_REF)
        ref = rec_vload(r, rec_field(r, ref, offsetof(struct ref, value)), &element->r->value);
    if (o->result_kind != OPERAND_UNUSED)
        key = s->array->packed ? s->position : bucket_key(r, s, address);
    step_on(r, s);
    if (key != IR_REF_NONE) {
        rec_retain(r, key);
        rec_result(r, o, key);
    }
    rec_retain(r, ref);
    rec_set(r, o->op2.slot, ref);
    if (before != IR_REF_NONE)
        rec_release_value(r, before);
    return REC_DONE;
}

/* Empty or not, the array is what is iterated; its end is found by the first step. The handler takes a
 * holder of its own, and lets a temporary go. */
enum rec_result rec_fe_reset(struct recorder *r, const struct opline *o)
{
    ir_ref position = rec_frame_address(r, r->offset, o->result.slot + offsetof(struct value, extra)), ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || rec_peek(r, o->op1_kind, o->op1, o)->type != TYPE_ARRAY)
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (o->op1_kind & (OPERAND_TMP | OPERAND_VAR))
        rec_touch(r, ref);
    rec_own(r, o->op1_kind, o->op1, ref);
    rec_set(r, o->result.slot, ref);
    rec_xstore(r, IRT_WORD, position, rec_word(r, 0));
    return REC_DONE;
}

enum rec_result rec_fe_fetch(struct recorder *r, const struct opline *o)
{
    const struct value *loop = frame_at(r->frame, o->op1.slot);
    struct advance s = {.array = loop->a, .at = loop->extra};

    if (loop->type != TYPE_ARRAY || (s.at < s.array->used && array_slot(s.array, s.at)->type == TYPE_UNDEF))
        return REC_HCALL;
    begin_step(r, o, &s);
    if (s.at >= s.array->used)
        return end_loop(r, o, &s);
    return give_element(r, o, &s);
}
