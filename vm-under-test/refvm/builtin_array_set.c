/* builtin_array_set.c: arrays as sets. Elements are compared as strings, keys as keys. */
#include "builtin_parts.h"

/* ---- sets ---------------------------------------------------------------------------------------- */

/* The strings of all elements, as keys. */
static bool put_strings(struct vm *vm, struct array *set, const struct array *from)
{
    struct value mark;

    value_set_bool(&mark, true);
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        if (!builtin_put_under(vm, set, value_deref_const(array_slot(from, i)), &mark, SITE_builtin_set_int,
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

        if (!builtin_put_under(vm, seen, value_deref_const(array_slot(a, i)), &mark,
                               SITE_builtin_unique_int, SITE_builtin_unique_string))
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
