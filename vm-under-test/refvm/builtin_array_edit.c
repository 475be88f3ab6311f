/* builtin_array_edit.c: arrays changed in place, through a by-reference argument, and their own
 * position: current(), next(), reset() and the others. */
#include "builtin_parts.h"

/* The array of a by-reference argument, to be written: its only holder is the variable afterwards. */
#define OWN_ARRAY(vm, call, head, table) array_separate(vm, arg_value(call, 0), head, table)

/* ---- ends ---------------------------------------------------------------------------------------- */

static bool push_one(struct vm *vm, struct array *a, const struct value *v)
{
    struct value *slot = array_append(vm, a, SITE_builtin_array_push_grow);

    if (slot == NULL) {
        if (vm->exception == NULL)
            error_throw_error(vm,
                              "Cannot add element to the array as the next element is already occupied");
        return false;
    }
    value_copy_deref(slot, v);
    return true;
}

void builtin_array_push(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = OWN_ARRAY(vm, call, SITE_builtin_array_push_head, SITE_builtin_array_push_table);

    for (uint32_t n = 1; a != NULL && n < call->arg_count; n++) {
        if (!push_one(vm, a, frame_slot(call, n)))
            return;
    }
    if (a != NULL)
        value_set_int(result, a->count);
}

void builtin_array_pop(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = arg_array(call, 0);
    struct array_key key;
    uint32_t last;

    if (a->count == 0)
        return;
    a = OWN_ARRAY(vm, call, SITE_builtin_array_pop_head, SITE_builtin_array_pop_table);
    if (a == NULL)
        return;
    for (last = a->used - 1; array_slot(a, last)->type == TYPE_UNDEF;)
        last--;
    key = array_key_at(a, last);
    value_copy_deref(result, array_slot(a, last));
    if (key.string == NULL && key.index + 1 == a->next_index)
        a->next_index = key.index;
    a->position = 0;
    array_delete_slot(vm, a, last);
}

/* Positions of foreach by reference: those in [from, end) move by `delta`. */
static void positions_move(struct vm *vm, const struct array *a, uint32_t from, uint32_t end, int64_t delta)
{
    for (uint32_t i = 0; a->iterators != 0 && i < vm->iterator_count; i++) {
        struct array_iter *it = &vm->iterators[i];

        if (it->array == a && it->slot >= from && it->slot < end)
            it->slot = (uint32_t)(it->slot + delta);
    }
}

/* Integer keys anew from `start`, in order; gaps are closed. The array has one holder. */
static void renumber(struct vm *vm, struct array *a, int64_t next)
{
    uint32_t to = 0;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        if (!a->packed && a->buckets[i].key == NULL)
            a->buckets[i].hash = (uint64_t)next++;
        else if (a->packed)
            next++;
        if (i != to) {
            positions_move(vm, a, i, i + 1, (int64_t)to - i);
            if (a->packed)
                a->values[to] = a->values[i];
            else
                a->buckets[to] = a->buckets[i];
        }
        to++;
    }
    a->used = to;
    a->next_index = next;
    a->position = 0;
    array_renumber(a);
}

void builtin_array_shift(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = arg_array(call, 0);
    uint32_t first;

    if (a->count == 0)
        return;
    a = OWN_ARRAY(vm, call, SITE_builtin_array_shift_head, SITE_builtin_array_shift_table);
    if (a == NULL)
        return;
    first = array_next(a, 0);
    value_copy_deref(result, array_slot(a, first));
    array_delete_slot(vm, a, first);
    renumber(vm, a, 0);
}

/* Opens `count` slots at the front of an array that has room and no gaps. */
static void open_front(struct vm *vm, struct array *a, uint32_t count)
{
    positions_move(vm, a, 0, a->used, count);
    if (a->packed) {
        memmove(a->values + count, a->values, a->used * sizeof(struct value));
    } else {
        memmove(a->buckets + count, a->buckets, a->used * sizeof(struct bucket));
        for (uint32_t i = 0; i < count; i++)
            a->buckets[i].key = NULL;
    }
    a->used += count;
    a->count += count;
}

void builtin_array_unshift(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a =
        OWN_ARRAY(vm, call, SITE_builtin_array_unshift_head, SITE_builtin_array_unshift_table);
    uint32_t count = call->arg_count - 1;

    if (a == NULL || !array_reserve(vm, a, a->count + count, SITE_builtin_array_unshift_grow))
        return;
    renumber(vm, a, 0);
    if (count > 0) {
        open_front(vm, a, count);
        for (uint32_t n = 0; n < count; n++)
            value_copy_deref(array_slot(a, n), frame_slot(call, n + 1));
        renumber(vm, a, 0);
    }
    value_set_int(result, a->count);
}

/* ---- array_splice ---------------------------------------------------------------------------------- */

struct splice {
    struct vm *vm;
    uint32_t start, end; /* element numbers of what goes */
    const struct array *replacement;
    struct array *kept, *removed;
};

/* Into one of the two new arrays: integer keys are numbered anew. */
static bool splice_put(struct splice *s, struct array *to, struct array_key key, const struct value *v)
{
    if (key.string != NULL)
        return builtin_put(s->vm, to, key, v, SITE_builtin_splice_key);
    builtin_add(s->vm, to, v);
    return true;
}

static void splice_replacement(struct splice *s)
{
    const struct array *r = s->replacement;

    for (uint32_t i = array_next(r, 0); i < r->used; i = array_next(r, i + 1))
        builtin_add(s->vm, s->kept, array_slot(r, i));
}

static bool splice_all(struct splice *s, const struct array *from)
{
    uint32_t number = 0;

    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1), number++) {
        struct array *to = number < s->start || number >= s->end ? s->kept : s->removed;

        if (number == s->start)
            splice_replacement(s);
        if (!splice_put(s, to, array_key_at(from, i), array_slot(from, i)))
            return false;
    }
    if (number <= s->start)
        splice_replacement(s);
    return true;
}

/* How many elements come before a slot. */
static uint32_t number_of_slot(const struct array *a, uint32_t slot)
{
    uint32_t number = 0;

    if (a->used == a->count)
        return slot;
    for (uint32_t i = array_next(a, 0); i < slot && i < a->used; i = array_next(a, i + 1))
        number++;
    return number;
}

/* foreach by reference goes on behind what was cut out. Where more is put in than was cut out, PHP moves a
 * position on again for each place that it comes to while the rest is copied. */
static void splice_positions(const struct splice *s, const struct array *old)
{
    int64_t delta = (int64_t)s->replacement->count - (s->end - s->start);

    for (uint32_t i = 0; old->iterators != 0 && i < s->vm->iterator_count; i++) {
        struct array_iter *it = &s->vm->iterators[i];
        int64_t number;

        if (it->array != old)
            continue;
        number = number_of_slot(old, it->slot);
        if (number >= s->start) {
            if (number < s->end)
                number = s->end;
            do
                number += delta;
            while (delta > 0 && number < old->count);
        }
        it->slot = (uint32_t)number;
    }
}

static void splice_clamp(struct splice *s, int64_t count, int64_t offset, int64_t len)
{
    if (offset > count)
        offset = count;
    else if (offset < 0)
        offset = offset < -count ? 0 : offset + count;
    if (len < 0)
        len = len < offset - count ? 0 : count - offset + len;
    if (len > count - offset)
        len = count - offset;
    s->start = (uint32_t)offset;
    s->end = (uint32_t)(offset + len);
}

static void splice(struct splice *s, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0);

    splice_clamp(s, from->count, arg_int(call, 1, 0), arg_int(call, 2, INT64_MAX));
    s->kept = array_new(s->vm, from->count - (s->end - s->start) + s->replacement->count,
                        SITE_builtin_splice_kept_head, SITE_builtin_splice_kept_table);
    if (s->kept == NULL)
        return;
    s->removed = array_new(s->vm, s->end - s->start, SITE_builtin_splice_removed_head,
                           SITE_builtin_splice_removed_table);
    if (s->removed == NULL || !splice_all(s, from)) {
        array_release(s->vm, s->removed);
        array_release(s->vm, s->kept);
        return;
    }
    value_set_array(result, s->removed);
    splice_positions(s, from);
    builtin_store_array(s->vm, arg_value(call, 0), s->kept);
}

/* What is not an array is put in as one element. */
void builtin_array_splice(struct vm *vm, struct frame *call, struct value *result)
{
    struct splice s = {.vm = vm, .replacement = vm->empty_array};

    if (call->arg_count > 3) {
        struct value *v = frame_slot(call, 3);

        if (v->type != TYPE_ARRAY && !value_cast(vm, v, TYPE_ARRAY))
            return;
        s.replacement = v->a;
    }
    splice(&s, call, result);
}

/* ---- the array's own position ---------------------------------------------------------------------- */

static void element_at(const struct array *a, struct value *result)
{
    uint32_t slot = array_next(a, a->position);

    if (slot < a->used)
        value_copy_deref(result, array_slot(a, slot));
    else
        value_set_bool(result, false);
}

void builtin_current(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    element_at(arg_array(call, 0), result);
}

void builtin_pos(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    element_at(arg_array(call, 0), result);
}

void builtin_key(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 0);
    uint32_t slot = array_next(a, a->position);

    (void)vm;
    if (slot < a->used)
        array_key_value(array_key_at(a, slot), result);
}

void builtin_next(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = OWN_ARRAY(vm, call, SITE_builtin_next_head, SITE_builtin_next_table);
    uint32_t slot;

    if (a == NULL)
        return;
    slot = array_next(a, a->position);
    if (slot < a->used)
        slot = array_next(a, slot + 1);
    a->position = slot;
    element_at(a, result);
}

/* The live slot before `slot`; a->used when there is none. */
static uint32_t slot_before(const struct array *a, uint32_t slot)
{
    while (slot > 0 && array_slot(a, slot - 1)->type == TYPE_UNDEF)
        slot--;
    return slot > 0 ? slot - 1 : a->used;
}

/* From behind the end there is no way back. */
void builtin_prev(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = OWN_ARRAY(vm, call, SITE_builtin_prev_head, SITE_builtin_prev_table);
    uint32_t slot;

    if (a == NULL)
        return;
    slot = array_next(a, a->position);
    a->position = slot < a->used ? slot_before(a, slot) : a->used;
    element_at(a, result);
}

void builtin_reset(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = OWN_ARRAY(vm, call, SITE_builtin_reset_head, SITE_builtin_reset_table);

    if (a == NULL)
        return;
    a->position = 0;
    element_at(a, result);
}

void builtin_end(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = OWN_ARRAY(vm, call, SITE_builtin_end_head, SITE_builtin_end_table);

    if (a == NULL)
        return;
    a->position = slot_before(a, a->used);
    element_at(a, result);
}
