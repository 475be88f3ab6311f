/* builtin_array_make.c: arrays made: of one value, of a range, of other arrays. */
#include <math.h>
#include <stdio.h>

#include "builtin_parts.h"

/* ---- filling ------------------------------------------------------------------------------------- */

/* An array that was made with room for them all; from 0 on, so that it is packed. */
static void fill_packed(struct array *a, uint32_t count, const struct value *v)
{
    for (uint32_t i = 0; i < count; i++)
        value_copy(&a->values[i], v);
    a->used = a->count = count;
    a->next_index = count;
}

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
    if (a != NULL && start == 0 && count > 0) {
        fill_packed(a, (uint32_t)count, arg_value(call, 2));
        count = 0;
    }
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
bool builtin_put_under(struct vm *vm, struct array *a, const struct value *key, const struct value *v,
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
        if (!builtin_put_under(vm, a, value_deref_const(array_slot(keys, i)), arg_value(call, 1),
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
        if (!builtin_put_under(vm, a, value_deref_const(array_slot(keys, i)), array_slot(values, j++),
                               SITE_builtin_combine_int, SITE_builtin_combine_string)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

enum { ARRAY_PAD_MAX = 1048576 };

static void add_times(struct vm *vm, struct array *a, const struct value *v, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++)
        builtin_add(vm, a, v);
}

/* Adds all elements, for which there is room; string keys are kept, integer ones are not. */
static bool add_all(struct vm *vm, struct array *a, const struct array *from, enum site to_hash)
{
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        struct array_key key = array_key_at(from, i);
        const struct value *v = array_slot(from, i);

        if (key.string == NULL)
            builtin_add(vm, a, v);
        else if (!builtin_put(vm, a, key, v, to_hash))
            return false;
    }
    return true;
}

void builtin_array_pad(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0), *a;
    int64_t size = arg_int(call, 1, 0);
    uint64_t wanted = size < 0 ? -(uint64_t)size : (uint64_t)size, missing;

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
    if (size < 0)
        add_times(vm, a, arg_value(call, 2), missing);
    if (!add_all(vm, a, from, SITE_builtin_array_pad_string)) {
        array_release(vm, a);
        return;
    }
    if (size > 0)
        add_times(vm, a, arg_value(call, 2), missing);
    value_set_array(result, a);
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
    for (uint32_t i = 0; a != NULL && i < count; i++)
        value_set_float(array_add(vm, a), from <= to ? from + i * step : from - i * step);
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

        if (chars)
            value_set_string(array_add(vm, a), vm->strings.chars[(unsigned char)at]);
        else
            value_set_int(array_add(vm, a), at);
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
    if (count > ARRAY_COUNT_MAX)
        count = ARRAY_COUNT_MAX + 1; /* which array_new refuses */
    a = array_new(vm, (uint32_t)count, SITE_builtin_array_merge_head, SITE_builtin_array_merge_table);
    for (uint32_t n = 0; a != NULL && n < call->arg_count; n++) {
        if (!add_all(vm, a, arg_array(call, n), SITE_builtin_array_merge_string)) {
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
            builtin_add(vm, a, v);
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
            builtin_add(vm, a, array_slot(from, i));
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
        if (!keep)
            builtin_add(vm, chunk, v);
        else if (!builtin_put(vm, chunk, array_key_at(from, i), v, SITE_builtin_chunk_key))
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
