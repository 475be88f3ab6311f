/* rec_closure.c: the closure of a frame, and what it has captured. */
#include "jit/rec_parts.h"

void rec_guard_closure(struct recorder *r)
{
    ir_ref flags;

    if (r->frame != r->base)
        return;
    flags = rec_load_field(r, 0, offsetof(struct frame, flags), IRT_WORD);
    rec_guard(r, IR_TESTZ, IRT_WORD, IRF_NOT, flags, FRAME_CLOSURE);
}

ir_ref rec_load_closure(struct recorder *r)
{
    return rec_load_field(r, r->offset, offsetof(struct frame, closure), TYPE_OBJECT | IRT_COUNTED);
}

/* The table of the closure that runs, as a guarded reference. */
static ir_ref load_statics(struct recorder *r, const struct closure *closure)
{
    ptrdiff_t at = (const char *)&closure->statics - (const char *)r->frame->closure;
    ir_ref address, statics;

    rec_guard_closure(r);
    address = rec_field(r, rec_load_closure(r), (size_t)at);
    rec_guard(r, IR_NE, IRT_PTR, 0, rec_xload(r, IRT_PTR, address), rec_null(r));
    statics = rec_xload(r, TYPE_ARRAY | IRT_COUNTED, address);
    return statics;
}

/* All closures of a function have their variables in the same order, but for those that the outside did not
 * have: so the place is known, and the key there is looked at. */
static ir_ref element_address(struct recorder *r, ir_ref statics, uint32_t place, const struct string *key)
{
    ir_ref used = rec_xload(r, IRT_WORD, rec_field(r, statics, offsetof(struct array, used)));
    ir_ref table, element;

    rec_guard(r, IR_ULT, IRT_WORD, 0, rec_word(r, place), used);
    table = rec_xload(r, IRT_PTR, rec_field(r, statics, offsetof(struct array, buckets)));
    element = rec_field(r, table, place * sizeof(struct bucket));
    rec_guard_equal(r, IRT_PTR, rec_xload(r, IRT_PTR, rec_field(r, element, offsetof(struct bucket, key))),
                    rec_pointer(r, key));
    return element;
}

/* By reference it is one already; by value none, as it is in general. */
static bool is_usual(const struct opline *o, const struct value *v)
{
    if (o->extended & BIND_REF)
        return v->type == TYPE_REF;
    return v->type >= TYPE_NULL && v->type <= TYPE_OBJECT;
}

enum rec_result rec_bind_captured(struct recorder *r, const struct opline *o)
{
    uint32_t index = (o->op1.slot - frame_offset(0)) / (uint32_t)sizeof(struct value);
    const struct value *old = rec_look(r, o->op1_kind, o->op1, o), *slot;
    const struct closure *closure;
    struct string *name = r->frame->func->vars[index];
    ir_ref before, ref;
    uint32_t place;

    if (!(r->frame->flags & FRAME_CLOSURE) || old->type > TYPE_OBJECT)
        return REC_HCALL;
    closure = closure_of(r->frame->closure);
    slot = closure->statics == NULL ? NULL : array_find_string(closure->statics, name);
    if (slot == NULL || !is_usual(o, slot))
        return REC_HCALL;
    place = (uint32_t)((const struct bucket *)(const void *)slot - closure->statics->buckets);
    if (closure->statics->packed || closure->statics->buckets[place].key != name)
        return REC_HCALL;
    before = rec_load(r, o->op1.slot);
    if (!rec_release_guard(r, before, old, 0))
        return REC_HCALL;
    ref = rec_vload(r, element_address(r, load_statics(r, closure), place, name), slot);
    rec_retain(r, ref);
    rec_set(r, o->op1.slot, ref);
    rec_release_value(r, before);
    return REC_DONE;
}
