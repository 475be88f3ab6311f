/* builtin_array.c: arrays looked at. Array arguments by value are kept alive, and unchanged, by the frame
 * that holds them, whatever user code does meanwhile. */
#include "builtin_parts.h"

/* ---- count --------------------------------------------------------------------------------------- */

static int64_t count_recursive(struct vm *vm, struct array *a);

static int64_t count_inner(struct vm *vm, struct array *a)
{
    int64_t count = a->count;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        const struct value *v = value_deref_const(array_slot(a, i));

        if (v->type == TYPE_ARRAY)
            count += count_recursive(vm, v->a);
        if (vm->exception != NULL)
            break;
    }
    return count;
}

static int64_t count_recursive(struct vm *vm, struct array *a)
{
    bool guard = !(a->gc.head.flags & COUNTED_IMMUTABLE);
    int64_t count = 0;

    if (a->gc.head.flags & COUNTED_VISITED) {
        error_warning(vm, "count(): Recursion detected");
        return 0;
    }
    if (!nesting_enter(vm))
        return 0;
    if (guard)
        a->gc.head.flags |= COUNTED_VISITED;
    count = count_inner(vm, a);
    if (guard)
        a->gc.head.flags &= (uint8_t)~COUNTED_VISITED;
    nesting_leave(vm);
    return count;
}

static void count_object(struct vm *vm, struct object *o, struct value *result)
{
    struct value count;

    if (!func_call_method(vm, o, o->class->count, 0, NULL, &count))
        return;
    value_set_int(result, value_to_int(vm, value_deref_const(&count)));
    value_release(vm, &count);
}

static void count(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    int64_t mode = arg_int(call, 1, 0);

    if (mode != 0 && mode != 1)
        argument_value_error(vm, 1, "must be either COUNT_NORMAL or COUNT_RECURSIVE");
    else if (v->type == TYPE_OBJECT)
        count_object(vm, v->o, result);
    else
        value_set_int(result, mode == 1 ? count_recursive(vm, v->a) : v->a->count);
}

void builtin_count(struct vm *vm, struct frame *call, struct value *result)
{
    count(vm, call, result);
}

void builtin_sizeof(struct vm *vm, struct frame *call, struct value *result)
{
    count(vm, call, result);
}

/* ---- searching ----------------------------------------------------------------------------------- */

/* The slot of the first equal element, a->used if there is none; look at vm->exception. */
static uint32_t find_value(struct vm *vm, const struct array *a, const struct value *needle, bool strict,
                           uint32_t from)
{
    for (uint32_t i = array_next(a, from); i < a->used; i = array_next(a, i + 1)) {
        const struct value *v = value_deref_const(array_slot(a, i));

        if (strict ? value_identical(needle, v) : value_equal(vm, needle, v))
            return i;
        if (vm->exception != NULL)
            break;
    }
    return a->used;
}

void builtin_in_array(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 1);

    value_set_bool(result, find_value(vm, a, arg_value(call, 0), arg_bool(call, 2, false), 0) < a->used);
}

void builtin_array_search(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 1);
    uint32_t slot = find_value(vm, a, arg_value(call, 0), arg_bool(call, 2, false), 0);

    if (slot < a->used)
        array_key_value(array_key_at(a, slot), result);
    else
        value_set_bool(result, false);
}

static void key_exists(struct vm *vm, struct frame *call, struct value *result)
{
    struct array_key key;

    if (value_to_key(vm, arg_value(call, 0), &key, "Illegal offset type"))
        value_set_bool(result, array_find(arg_array(call, 1), key) != NULL);
}

void builtin_array_key_exists(struct vm *vm, struct frame *call, struct value *result)
{
    key_exists(vm, call, result);
}

void builtin_key_exists(struct vm *vm, struct frame *call, struct value *result)
{
    key_exists(vm, call, result);
}

/* The last live slot, a->used if there is none. */
static uint32_t last_slot(const struct array *a)
{
    uint32_t i = a->used;

    while (i > 0 && array_slot(a, i - 1)->type == TYPE_UNDEF)
        i--;
    return i > 0 ? i - 1 : a->used;
}

void builtin_array_key_first(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 0);
    uint32_t slot = array_next(a, 0);

    (void)vm;
    if (slot < a->used)
        array_key_value(array_key_at(a, slot), result);
}

void builtin_array_key_last(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 0);
    uint32_t slot = last_slot(a);

    (void)vm;
    if (slot < a->used)
        array_key_value(array_key_at(a, slot), result);
}

void builtin_array_is_list(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *a = arg_array(call, 0);
    int64_t expected = 0;

    (void)vm;
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        struct array_key key = array_key_at(a, i);

        if (key.string != NULL || key.index != expected++) {
            value_set_bool(result, false);
            return;
        }
    }
    value_set_bool(result, true);
}

/* ---- keys and values ----------------------------------------------------------------------------- */

static bool append_key(struct vm *vm, struct array *a, struct array_key key)
{
    struct value *slot = array_append(vm, a, SITE_builtin_array_keys_grow);

    if (slot == NULL)
        return false;
    array_key_value(key, slot);
    return true;
}

void builtin_array_keys(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *from = arg_array(call, 0);
    bool filter = call->arg_count > 1, strict = arg_bool(call, 2, false);
    struct array *a = array_new(vm, filter ? 0 : from->count, SITE_builtin_array_keys_head,
                                SITE_builtin_array_keys_table);

    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        if (filter)
            i = find_value(vm, from, arg_value(call, 1), strict, i);
        if (i < from->used && vm->exception == NULL)
            append_key(vm, a, array_key_at(from, i));
        if (vm->exception != NULL) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* Is it a list whose values may be shared as they are? */
static bool is_plain_list(const struct array *a)
{
    return a->packed && a->used == a->count;
}

void builtin_array_values(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0), *a;

    if (is_plain_list(from) && from->next_index == (int64_t)from->used) {
        value_set_array(result, array_share(from));
        return;
    }
    a = array_new(vm, from->count, SITE_builtin_array_values_head, SITE_builtin_array_values_table);
    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1))
        builtin_add(vm, a, array_slot(from, i));
    result_array(result, a);
}

void builtin_array_flip(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *from = arg_array(call, 0);
    struct array *a =
        array_new(vm, from->count, SITE_builtin_array_flip_head, SITE_builtin_array_flip_table);

    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        const struct value *v = value_deref_const(array_slot(from, i));
        struct value key;
        bool ok;

        array_key_value(array_key_at(from, i), &key);
        if (v->type == TYPE_INT)
            ok = builtin_put(vm, a, (struct array_key){NULL, v->i}, &key, SITE_builtin_array_flip_int);
        else if (v->type == TYPE_STRING)
            ok = builtin_put(vm, a, array_key_of(v->s), &key, SITE_builtin_array_flip_string);
        else
            ok = error_warning(vm, "array_flip(): Can only flip string and integer values, entry skipped");
        value_release(vm, &key);
        if (!ok) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* One more of what is counted under this key. */
static bool count_key(struct vm *vm, struct array *a, struct array_key key)
{
    bool made;
    struct value *slot = array_put(vm, a, key, &made, SITE_builtin_count_values_grow);

    if (slot != NULL)
        value_set_int(slot, made ? 1 : slot->i + 1);
    return slot != NULL;
}

void builtin_array_count_values(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *from = arg_array(call, 0);
    struct array *a = array_new(vm, 0, SITE_builtin_count_values_head, SITE_NONE);

    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        const struct value *v = value_deref_const(array_slot(from, i));
        bool ok;

        if (v->type == TYPE_INT)
            ok = count_key(vm, a, (struct array_key){NULL, v->i});
        else if (v->type == TYPE_STRING)
            ok = count_key(vm, a, array_key_of(v->s));
        else
            ok = error_warning(
                vm, "array_count_values(): Can only count string and integer values, entry skipped");
        if (!ok) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}
