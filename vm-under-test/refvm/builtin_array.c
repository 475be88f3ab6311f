/* builtin_array.c: arrays looked at and made anew. Array arguments by value are kept alive, and unchanged,
 * by the frame that holds them, whatever user code does meanwhile. */
#include <math.h>
#include <stdio.h>

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
    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        if (!builtin_append(vm, a, array_slot(from, i), SITE_builtin_array_values_grow)) {
            array_release(vm, a);
            return;
        }
    }
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

/* ---- filling ------------------------------------------------------------------------------------- */

void builtin_array_fill(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t start = arg_int(call, 0, 0), count = arg_int(call, 1, 0);
    struct array *a;

    if (count < 0 || count >= ARRAY_COUNT_MAX) {
        argument_value_error(vm, 1, count < 0 ? "must be greater than or equal to 0" : "is too large");
        return;
    }
    if (count > 0 && start > INT64_MAX - (count - 1)) {
        error_throw_error(vm, "Cannot add element to the array as the next element is already occupied");
        return;
    }
    a = array_new(vm, start == 0 ? (uint32_t)count : 0, SITE_builtin_array_fill_head,
                  SITE_builtin_array_fill_table);
    for (int64_t i = 0; a != NULL && i < count; i++) {
        if (!builtin_put(vm, a, (struct array_key){NULL, start + i}, arg_value(call, 2),
                         SITE_builtin_array_fill_grow)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* Puts a value under what a value means as a key: integers as they are, all others as strings. */
static bool put_under(struct vm *vm, struct array *a, const struct value *key, const struct value *v,
                      enum site int_site, enum site string_site)
{
    struct string *s;
    bool ok;

    if (key->type == TYPE_INT)
        return builtin_put(vm, a, (struct array_key){NULL, key->i}, v, int_site);
    s = value_to_string(vm, key);
    if (s == NULL)
        return false;
    ok = builtin_put(vm, a, array_key_of(s), v, string_site);
    string_release(vm, s);
    return ok;
}

void builtin_array_fill_keys(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *keys = arg_array(call, 0);
    struct array *a = array_new(vm, keys->count, SITE_builtin_fill_keys_head, SITE_builtin_fill_keys_table);

    for (uint32_t i = array_next(keys, 0); a != NULL && i < keys->used; i = array_next(keys, i + 1)) {
        if (!put_under(vm, a, value_deref_const(array_slot(keys, i)), arg_value(call, 1),
                       SITE_builtin_fill_keys_int, SITE_builtin_fill_keys_string)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

void builtin_array_combine(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *keys = arg_array(call, 0), *values = arg_array(call, 1);
    struct array *a;
    uint32_t j = 0;

    if (keys->count != values->count) {
        error_throw_value(vm,
                          "array_combine(): Argument #1 ($keys) and argument #2 ($values) must have the "
                          "same number of elements");
        return;
    }
    a = array_new(vm, keys->count, SITE_builtin_combine_head, SITE_builtin_combine_table);
    for (uint32_t i = array_next(keys, 0); a != NULL && i < keys->used; i = array_next(keys, i + 1)) {
        j = array_next(values, j);
        if (!put_under(vm, a, value_deref_const(array_slot(keys, i)), array_slot(values, j++),
                       SITE_builtin_combine_int, SITE_builtin_combine_string)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

enum { ARRAY_PAD_MAX = 1048576 };

static bool append_times(struct vm *vm, struct array *a, const struct value *v, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        if (!builtin_append(vm, a, v, SITE_builtin_array_pad_value))
            return false;
    }
    return true;
}

/* Appends all elements; string keys are kept, integer ones are not. */
static bool append_all(struct vm *vm, struct array *a, const struct array *from, enum site string_site,
                       enum site int_site)
{
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        struct array_key key = array_key_at(from, i);
        const struct value *v = array_slot(from, i);

        if (key.string != NULL ? !builtin_put(vm, a, key, v, string_site)
                               : !builtin_append(vm, a, v, int_site))
            return false;
    }
    return true;
}

void builtin_array_pad(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0), *a;
    int64_t size = arg_int(call, 1, 0);
    uint64_t wanted = size < 0 ? -(uint64_t)size : (uint64_t)size, missing;
    bool ok;

    if (wanted > ARRAY_PAD_MAX) {
        argument_value_error(vm, 1, "must be less than or equal to 1048576");
        return;
    }
    if (wanted <= from->count) {
        value_set_array(result, array_share(from));
        return;
    }
    missing = wanted - from->count;
    a = array_new(vm, (uint32_t)wanted, SITE_builtin_array_pad_head, SITE_builtin_array_pad_table);
    if (a == NULL)
        return;
    ok = size > 0 || append_times(vm, a, arg_value(call, 2), missing);
    ok = ok && append_all(vm, a, from, SITE_builtin_array_pad_string, SITE_builtin_array_pad_int);
    ok = ok && (size < 0 || append_times(vm, a, arg_value(call, 2), missing));
    if (ok)
        value_set_array(result, a);
    else
        array_release(vm, a);
}

/* ---- range --------------------------------------------------------------------------------------- */

enum range_kind { RANGE_INT, RANGE_FLOAT, RANGE_CHAR };

static enum range_kind text_kind(const struct string *s)
{
    bool rest = false;
    int64_t i;
    double d;
    enum number_kind kind = number_parse(s->bytes, s->len, &i, &d, &rest);

    if (kind == NUMBER_NONE || rest)
        return RANGE_CHAR;
    return kind == NUMBER_FLOAT ? RANGE_FLOAT : RANGE_INT;
}

static bool is_float_step(const struct value *step)
{
    return step != NULL && step->type == TYPE_FLOAT;
}

/* Letters only where both ends are such; one float makes all floats. */
static enum range_kind range_kind(const struct value *from, const struct value *to,
                                  const struct value *step)
{
    enum range_kind a, b;

    if (is_float_step(step) || from->type == TYPE_FLOAT || to->type == TYPE_FLOAT)
        return RANGE_FLOAT;
    if (from->type != TYPE_STRING || to->type != TYPE_STRING || from->s->len == 0 || to->s->len == 0)
        return RANGE_INT;
    a = text_kind(from->s);
    b = text_kind(to->s);
    if (a == RANGE_FLOAT || b == RANGE_FLOAT)
        return RANGE_FLOAT;
    return a == RANGE_CHAR && b == RANGE_CHAR ? RANGE_CHAR : RANGE_INT;
}

static bool range_put(struct vm *vm, struct array *a, const struct value *v)
{
    struct value *slot = array_append(vm, a, SITE_builtin_range_grow);

    if (slot != NULL)
        value_move(slot, v);
    return slot != NULL;
}

static void range_step_error(struct vm *vm)
{
    argument_value_error(vm, 2, "must not exceed the specified range");
}

/* How many steps of `step` fit between the ends; the step's sign does not count. */
static struct array *range_floats(struct vm *vm, double from, double to, double step)
{
    double size = fabs(to - from);
    struct array *a;
    uint32_t count;

    if (from != to && (size < step || step <= 0)) {
        range_step_error(vm);
        return NULL;
    }
    size = from == to ? 0 : floor(size / step + 1e-9);
    if (!(size < ARRAY_COUNT_MAX)) {
        char text[160];

        snprintf(text, sizeof(text),
                 "The supplied range exceeds the maximum array size: start=%0.0f end=%0.0f", from, to);
        error_throw_value(vm, "%s", text);
        return NULL;
    }
    count = (uint32_t)size + 1;
    a = array_new(vm, count, SITE_builtin_range_float_head, SITE_builtin_range_float_table);
    for (uint32_t i = 0; a != NULL && i < count; i++) {
        struct value v;

        value_set_float(&v, from <= to ? from + i * step : from - i * step);
        if (!range_put(vm, a, &v)) {
            array_release(vm, a);
            return NULL;
        }
    }
    return a;
}

static struct array *range_ints(struct vm *vm, int64_t from, int64_t to, uint64_t step, bool chars)
{
    uint64_t size = from <= to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    struct array *a;

    if (size != 0 && (step == 0 || size < step)) {
        range_step_error(vm);
        return NULL;
    }
    size = size == 0 ? 0 : size / step;
    if (size >= ARRAY_COUNT_MAX) {
        error_throw_value(vm, "The supplied range exceeds the maximum array size: start=%ld end=%ld", from,
                          to);
        return NULL;
    }
    a = array_new(vm, (uint32_t)size + 1, SITE_builtin_range_int_head, SITE_builtin_range_int_table);
    for (uint64_t i = 0; a != NULL && i <= size; i++) {
        int64_t at = (int64_t)(from <= to ? (uint64_t)from + i * step : (uint64_t)from - i * step);
        struct value v;

        if (chars)
            value_set_string(&v, vm->strings.chars[(unsigned char)at]);
        else
            value_set_int(&v, at);
        if (!range_put(vm, a, &v)) {
            array_release(vm, a);
            return NULL;
        }
    }
    return a;
}

static struct array *range(struct vm *vm, struct value *from, struct value *to, const struct value *step)
{
    enum range_kind kind = range_kind(from, to, step);
    double size = step == NULL ? 1 : step->type == TYPE_FLOAT ? step->d : (double)step->i;

    if (kind == RANGE_CHAR)
        return range_ints(vm, (unsigned char)from->s->bytes[0], (unsigned char)to->s->bytes[0],
                          (uint64_t)number_to_int(fabs(size)), true);
    if (kind == RANGE_FLOAT) {
        double start = value_to_float(vm, from), end = vm->exception != NULL ? 0 : value_to_float(vm, to);

        return vm->exception != NULL ? NULL : range_floats(vm, start, end, fabs(size));
    }
    {
        int64_t start = value_to_int(vm, from), end = vm->exception != NULL ? 0 : value_to_int(vm, to);
        uint64_t whole = step == NULL ? 1 : step->i < 0 ? -(uint64_t)step->i : (uint64_t)step->i;

        return vm->exception != NULL ? NULL : range_ints(vm, start, end, whole, false);
    }
}

void builtin_range(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *step = call->arg_count > 2 ? arg_value(call, 2) : NULL;

    result_array(result, range(vm, arg_value(call, 0), arg_value(call, 1), step));
}

/* ---- putting together ---------------------------------------------------------------------------- */

void builtin_array_merge(struct vm *vm, struct frame *call, struct value *result)
{
    uint64_t count = 0;
    struct array *a;

    for (uint32_t n = 0; n < call->arg_count; n++)
        count += arg_array(call, n)->count;
    if (count >= ARRAY_COUNT_MAX)
        count = 0; /* the array is going to find out for itself */
    a = array_new(vm, (uint32_t)count, SITE_builtin_array_merge_head, SITE_builtin_array_merge_table);
    for (uint32_t n = 0; a != NULL && n < call->arg_count; n++) {
        if (!append_all(vm, a, arg_array(call, n), SITE_builtin_array_merge_string,
                        SITE_builtin_array_merge_int)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* Puts all elements under their own keys. */
static bool put_all(struct vm *vm, struct array *a, const struct array *from, enum site site)
{
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        if (!builtin_put(vm, a, array_key_at(from, i), array_slot(from, i), site))
            return false;
    }
    return true;
}

void builtin_array_replace(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a = array_dup(vm, arg_array(call, 0), SITE_builtin_array_replace_head,
                                SITE_builtin_array_replace_table);

    for (uint32_t n = 1; a != NULL && n < call->arg_count; n++) {
        if (!put_all(vm, a, arg_array(call, n), SITE_builtin_array_replace_grow)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

static struct array *reverse(struct vm *vm, const struct array *from, bool keep)
{
    struct array *a =
        array_new(vm, from->count, SITE_builtin_array_reverse_head, SITE_builtin_array_reverse_table);

    for (uint32_t i = from->used; a != NULL && i-- > 0;) {
        const struct value *v = array_slot(from, i);
        struct array_key key = array_key_at(from, i);
        bool ok = true;

        if (v->type != TYPE_UNDEF && (keep || key.string != NULL))
            ok = builtin_put(vm, a, key, v, SITE_builtin_array_reverse_key);
        else if (v->type != TYPE_UNDEF)
            ok = builtin_append(vm, a, v, SITE_builtin_array_reverse_grow);
        if (!ok) {
            array_release(vm, a);
            return NULL;
        }
    }
    return a;
}

void builtin_array_reverse(struct vm *vm, struct frame *call, struct value *result)
{
    result_array(result, reverse(vm, arg_array(call, 0), arg_bool(call, 1, false)));
}

/* ---- parts --------------------------------------------------------------------------------------- */

/* `offset` and `len` into an array of so many elements: both fit afterwards. */
static void clamp_slice(int64_t count, int64_t *offset, int64_t *len)
{
    if (*offset > count)
        *offset = count;
    else if (*offset < 0)
        *offset = *offset < -count ? 0 : *offset + count;
    if (*len < 0)
        *len = *len < *offset - count ? 0 : count - *offset + *len;
    if (*len > count - *offset)
        *len = count - *offset;
}

void builtin_array_slice(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *from = arg_array(call, 0);
    int64_t offset = arg_int(call, 1, 0), len = arg_int(call, 2, INT64_MAX), number = 0;
    bool keep = arg_bool(call, 3, false);
    struct array *a;

    clamp_slice(from->count, &offset, &len);
    a = array_new(vm, (uint32_t)len, SITE_builtin_array_slice_head, SITE_builtin_array_slice_table);
    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        struct array_key key = array_key_at(from, i);
        bool ok = true;

        if (number++ < offset)
            continue;
        if (number > offset + len)
            break;
        if (keep || key.string != NULL)
            ok = builtin_put(vm, a, key, array_slot(from, i), SITE_builtin_array_slice_key);
        else
            ok = builtin_append(vm, a, array_slot(from, i), SITE_builtin_array_slice_grow);
        if (!ok) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* The chunk under way: begun at the first element, put into the list when it is full. */
static bool chunk_begin(struct vm *vm, struct array *list, uint32_t size, struct array **chunk)
{
    struct value *slot;

    *chunk = array_new(vm, size, SITE_builtin_chunk_part_head, SITE_builtin_chunk_part_table);
    if (*chunk == NULL)
        return false;
    slot = array_append(vm, list, SITE_builtin_chunk_grow);
    if (slot == NULL) {
        array_release(vm, *chunk);
        return false;
    }
    value_set_array(slot, *chunk);
    return true;
}

static bool chunk_all(struct vm *vm, struct array *list, const struct array *from, uint32_t size, bool keep)
{
    struct array *chunk = NULL;

    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        const struct value *v = array_slot(from, i);

        if ((chunk == NULL || chunk->count == size) && !chunk_begin(vm, list, size, &chunk))
            return false;
        if (keep ? !builtin_put(vm, chunk, array_key_at(from, i), v, SITE_builtin_chunk_key)
                 : !builtin_append(vm, chunk, v, SITE_builtin_chunk_value))
            return false;
    }
    return true;
}

void builtin_array_chunk(struct vm *vm, struct frame *call, struct value *result)
{
    const struct array *from = arg_array(call, 0);
    int64_t size = arg_int(call, 1, 0);
    struct array *list;

    if (size < 1) {
        argument_value_error(vm, 1, "must be greater than 0");
        return;
    }
    if (size > from->count)
        size = from->count > 0 ? from->count : 1;
    list = array_new(vm, 0, SITE_builtin_chunk_head, SITE_NONE);
    if (list != NULL && !chunk_all(vm, list, from, (uint32_t)size, arg_bool(call, 2, false))) {
        array_release(vm, list);
        return;
    }
    result_array(result, list);
}

/* ---- sets ---------------------------------------------------------------------------------------- */

/* The strings of all elements, as keys. */
static bool put_strings(struct vm *vm, struct array *set, const struct array *from)
{
    struct value mark;

    value_set_bool(&mark, true);
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        if (!put_under(vm, set, value_deref_const(array_slot(from, i)), &mark, SITE_builtin_set_int,
                       SITE_builtin_set_string))
            return false;
    }
    return true;
}

static struct array *set_of(struct vm *vm, const struct array *from)
{
    struct array *set = array_new(vm, from->count, SITE_builtin_set_head, SITE_builtin_set_table);

    if (set != NULL && !put_strings(vm, set, from)) {
        array_release(vm, set);
        return NULL;
    }
    return set;
}

/* 1, 0, or -1 after raising. */
static int set_has(struct vm *vm, const struct array *set, const struct value *v)
{
    struct string *s;
    int has;

    if (v->type == TYPE_INT)
        return array_find_int(set, v->i) != NULL;
    s = value_to_string(vm, v);
    if (s == NULL)
        return -1;
    has = array_find(set, array_key_of(s)) != NULL;
    string_release(vm, s);
    return has;
}

/* Removes from `a`, whose only holder is the caller, all elements that are in the set (or are not). */
static bool keep_elements(struct vm *vm, struct array *a, const struct array *set, bool wanted)
{
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        int has = set_has(vm, set, value_deref_const(array_slot(a, i)));

        if (has < 0)
            return false;
        if ((has == 1) != wanted)
            array_delete_slot(vm, a, i);
    }
    return vm->exception == NULL;
}

static bool keep_keys(struct vm *vm, struct array *a, const struct array *set, bool wanted)
{
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        if ((array_find(set, array_key_at(a, i)) != NULL) != wanted)
            array_delete_slot(vm, a, i);
    }
    return vm->exception == NULL;
}

static bool keep_values(struct vm *vm, struct array *a, const struct array *other, bool wanted)
{
    struct array *set = set_of(vm, other);
    bool ok = set != NULL && keep_elements(vm, a, set, wanted);

    array_release(vm, set);
    return ok;
}

typedef bool keep_fn(struct vm *vm, struct array *a, const struct array *other, bool wanted);

static void keep(struct vm *vm, struct frame *call, struct value *result, keep_fn *fn, bool wanted)
{
    struct array *a = array_dup(vm, arg_array(call, 0), SITE_builtin_keep_head, SITE_builtin_keep_table);

    for (uint32_t n = 1; a != NULL && n < call->arg_count && a->count > 0; n++) {
        if (!fn(vm, a, arg_array(call, n), wanted)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

void builtin_array_diff(struct vm *vm, struct frame *call, struct value *result)
{
    keep(vm, call, result, keep_values, false);
}

void builtin_array_intersect(struct vm *vm, struct frame *call, struct value *result)
{
    keep(vm, call, result, keep_values, true);
}

void builtin_array_diff_key(struct vm *vm, struct frame *call, struct value *result)
{
    keep(vm, call, result, keep_keys, false);
}

void builtin_array_intersect_key(struct vm *vm, struct frame *call, struct value *result)
{
    keep(vm, call, result, keep_keys, true);
}

/* The first of each string stays. */
static bool unique_strings(struct vm *vm, struct array *a, struct array *seen)
{
    struct value mark;

    value_set_bool(&mark, true);
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        uint32_t before = seen->count;

        if (!put_under(vm, seen, value_deref_const(array_slot(a, i)), &mark, SITE_builtin_unique_int,
                       SITE_builtin_unique_string))
            return false;
        if (seen->count == before)
            array_delete_slot(vm, a, i);
    }
    return vm->exception == NULL;
}

enum { UNIQUE_STRING = 2 };

void builtin_array_unique(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0), *seen, *a;
    int64_t flags = arg_int(call, 1, UNIQUE_STRING);
    bool ok;

    if (flags != UNIQUE_STRING && from->count > 1) {
        result_array(result, builtin_sort_unique(vm, from, flags));
        return;
    }
    a = array_dup(vm, from, SITE_builtin_unique_copy_head, SITE_builtin_unique_copy_table);
    if (a == NULL)
        return;
    seen = array_new(vm, from->count, SITE_builtin_unique_seen_head, SITE_builtin_unique_seen_table);
    ok = seen != NULL && unique_strings(vm, a, seen);
    array_release(vm, seen);
    if (ok)
        value_set_array(result, a);
    else
        array_release(vm, a);
}
