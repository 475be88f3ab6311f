/* builtin_sort.c: sorting.
 *
 * Which pairs a comparator is asked about, and in what order, is something that a program can see. So
 * the algorithm is PHP's, in all its cases: up to five elements by hand, up to sixteen by insertion in
 * steps of two, more by a quicksort around the median of three or five; made stable by the elements' old
 * positions. Always a copy is sorted, which the comparator cannot get at: whatever it does to the
 * variable, or if it throws, this copy stays a permutation, and becomes the variable's value at the end.
 */
#include "builtin_parts.h"

struct sort;
typedef int sort_compare_fn(struct sort *s, const struct value *a, const struct value *b);

struct sort {
    struct vm *vm;
    char *start;
    size_t size; /* of an element: a value, or a bucket; its old position is in value.extra */
    sort_compare_fn *compare;
    bool reverse;
    struct callable callable;
    bool warned; /* that the comparator returns a bool */
};

/* ---- the algorithm; positions are element numbers --------------------------------------------------- */

static struct value *at(const struct sort *s, size_t i)
{
    return (struct value *)(s->start + i * s->size);
}

static int old_order(const struct value *a, const struct value *b)
{
    return (a->extra > b->extra) - (a->extra < b->extra);
}

/* After a raise nothing is asked any more: everything counts as equal, and so stays in its old order. */
static bool greater(struct sort *s, size_t i, size_t j)
{
    const struct value *a = at(s, i), *b = at(s, j);
    int order = 0;

    if (s->vm->exception == NULL)
        order = s->reverse ? s->compare(s, b, a) : s->compare(s, a, b);
    if (order == 0 || s->vm->exception != NULL)
        order = old_order(a, b);
    return order > 0;
}

static void swap(struct sort *s, size_t i, size_t j)
{
    struct bucket keep;

    if (i == j)
        return;
    memcpy(&keep, at(s, i), s->size);
    memcpy(at(s, i), at(s, j), s->size);
    memcpy(at(s, j), &keep, s->size);
}

static void sort_3(struct sort *s, size_t a, size_t b, size_t c)
{
    if (!greater(s, a, b)) {
        if (!greater(s, b, c))
            return;
        swap(s, b, c);
        if (greater(s, a, b))
            swap(s, a, b);
    } else if (!greater(s, c, b)) {
        swap(s, a, c);
    } else {
        swap(s, a, b);
        if (greater(s, b, c))
            swap(s, b, c);
    }
}

/* The last of sorted elements sinks to its place, for at most `steps` swaps. */
static void sink(struct sort *s, const size_t *places, int last)
{
    for (; last > 0 && greater(s, places[last - 1], places[last]); last--)
        swap(s, places[last - 1], places[last]);
}

static void sort_5(struct sort *s, const size_t *places, int count)
{
    sort_3(s, places[0], places[1], places[2]);
    for (int last = 3; last < count; last++)
        sink(s, places, last);
}

/* Where element i belongs among the sorted ones before it, the last of which is greater: one by one, or
 * in steps of two when there are more than five. */
static size_t place_near(struct sort *s, size_t start, size_t i)
{
    size_t j = i - 1;

    while (j != start && greater(s, j - 1, i))
        j--;
    return j;
}

static size_t place_far(struct sort *s, size_t start, size_t i)
{
    size_t j = i - 1;

    for (;;) {
        j -= 2;
        if (!greater(s, j, i)) {
            j++;
            return greater(s, j, i) ? j : j + 1;
        }
        if (j == start)
            return j;
        if (j == start + 1)
            return greater(s, i, j - 1) ? j : j - 1;
    }
}

static void move_down(struct sort *s, size_t from, size_t to)
{
    struct bucket keep;

    memcpy(&keep, at(s, from), s->size);
    memmove(at(s, to + 1), at(s, to), (from - to) * s->size);
    memcpy(at(s, to), &keep, s->size);
}

static void insertion_sort(struct sort *s, size_t start, size_t count)
{
    const size_t places[] = {start, start + 1, start + 2, start + 3, start + 4};

    if (count == 2) {
        if (greater(s, start, start + 1))
            swap(s, start, start + 1);
    } else if (count >= 3 && count <= 5) {
        sort_5(s, places, (int)count);
    } else if (count > 5) {
        for (size_t i = start + 1; i < start + count; i++) {
            if (greater(s, i - 1, i))
                move_down(s, i, i < start + 6 ? place_near(s, start, i) : place_far(s, start, i));
        }
    }
}

/* The pivot comes to stand at start + 1; returns the number of the first element behind it, once all
 * smaller ones are in front of it. */
static size_t partition(struct sort *s, size_t start, size_t end)
{
    size_t pivot = start + 1, i = start + 2, j = end - 1;

    for (;;) {
        while (greater(s, pivot, i)) {
            if (++i == j)
                goto done;
        }
        if (--j == i)
            goto done;
        while (greater(s, j, pivot)) {
            if (--j == i)
                goto done;
        }
        swap(s, i, j);
        if (++i == j)
            goto done;
    }
done:
    swap(s, pivot, i - 1);
    return i;
}

/* Recursion takes the smaller part only, so it goes at most 26 deep. */
static void quick_sort(struct sort *s, size_t start, size_t count)
{
    while (count > 16) {
        size_t end = start + count, half = count >> 1, delta = half >> 1, i;
        const size_t places[] = {start, start + delta, start + half, start + half + delta, end - 1};

        if (count >> 10)
            sort_5(s, places, 5);
        else
            sort_3(s, start, start + half, end - 1);
        swap(s, start + 1, start + half);
        i = partition(s, start, end);
        if (i - 1 - start < end - i) {
            quick_sort(s, start, i - start - 1);
            start = i;
            count = end - i;
        } else {
            quick_sort(s, i, end - i);
            count = i - start - 1;
        }
    }
    insertion_sort(s, start, count);
}

/* ---- comparisons --------------------------------------------------------------------------------- */

enum { SORT_REGULAR, SORT_NUMERIC, SORT_STRING, SORT_LOCALE = 5, SORT_FOLD = 8 };

static int compare_regular(struct sort *s, const struct value *a, const struct value *b)
{
    return value_compare(s->vm, value_deref_const(a), value_deref_const(b));
}

static int compare_numeric(struct sort *s, const struct value *a, const struct value *b)
{
    double x = value_to_float(s->vm, value_deref_const(a)), y;

    if (s->vm->exception != NULL)
        return 0;
    y = value_to_float(s->vm, value_deref_const(b));
    return (x > y) - (x < y);
}

typedef int string_order_fn(const struct string *a, const struct string *b);

static int order_fold(const struct string *a, const struct string *b)
{
    return builtin_string_compare_fold(a->bytes, a->len, b->bytes, b->len);
}

static int compare_as_strings(struct sort *s, const struct value *a, const struct value *b,
                              string_order_fn *order)
{
    struct string *x = value_to_string(s->vm, value_deref_const(a));
    struct string *y = x == NULL ? NULL : value_to_string(s->vm, value_deref_const(b));
    int result = y == NULL ? 0 : order(x, y);

    string_release(s->vm, x);
    string_release(s->vm, y);
    return result;
}

static int compare_string(struct sort *s, const struct value *a, const struct value *b)
{
    return compare_as_strings(s, a, b, string_compare);
}

static int compare_fold(struct sort *s, const struct value *a, const struct value *b)
{
    return compare_as_strings(s, a, b, order_fold);
}

static sort_compare_fn *comparison(int64_t flags)
{
    switch (flags & ~(int64_t)SORT_FOLD) {
    case SORT_NUMERIC:
        return compare_numeric;
    case SORT_STRING:
    case SORT_LOCALE:
        return flags & SORT_FOLD ? compare_fold : compare_string;
    default:
        return compare_regular;
    }
}

/* A bucket's key as a value, borrowed. */
static struct value key_of(const struct value *element)
{
    const struct bucket *b = (const struct bucket *)(const void *)element;
    struct value key;

    if (b->key != NULL)
        value_set_string(&key, b->key);
    else
        value_set_int(&key, (int64_t)b->hash);
    return key;
}

static int compare_key_regular(struct sort *s, const struct value *a, const struct value *b)
{
    struct value x = key_of(a), y = key_of(b);

    return compare_regular(s, &x, &y);
}

static int compare_key_numeric(struct sort *s, const struct value *a, const struct value *b)
{
    struct value x = key_of(a), y = key_of(b);

    return compare_numeric(s, &x, &y);
}

static int compare_key_string(struct sort *s, const struct value *a, const struct value *b)
{
    struct value x = key_of(a), y = key_of(b);

    return compare_string(s, &x, &y);
}

static int compare_key_fold(struct sort *s, const struct value *a, const struct value *b)
{
    struct value x = key_of(a), y = key_of(b);

    return compare_fold(s, &x, &y);
}

static sort_compare_fn *key_comparison(int64_t flags)
{
    sort_compare_fn *compare = comparison(flags);

    if (compare == compare_numeric)
        return compare_key_numeric;
    if (compare == compare_string)
        return compare_key_string;
    return compare == compare_fold ? compare_key_fold : compare_key_regular;
}

/* ---- the program's comparators ------------------------------------------------------------------- */

/* Calls; `result` is owned by the caller. */
static bool ask(struct sort *s, const struct value *a, const struct value *b, struct value *result)
{
    struct value args[2] = {*value_deref_const(a), *value_deref_const(b)};

    return func_call(s->vm, &s->callable, 2, args, result);
}

static int answer(struct sort *s, struct value *result)
{
    int64_t i;

    if (likely(result->type == TYPE_INT))
        return (result->i > 0) - (result->i < 0);
    i = value_to_int(s->vm, value_deref_const(result));
    value_release(s->vm, result);
    return (i > 0) - (i < 0);
}

/* Once allowed "is a greater than b": false is asked the other way round. */
static int compare_user(struct sort *s, const struct value *a, const struct value *b)
{
    struct value result;
    bool swapped;

    if (!ask(s, a, b, &result))
        return 0;
    swapped = result.type == TYPE_FALSE;
    if (result.type != TYPE_FALSE && result.type != TYPE_TRUE)
        return answer(s, &result);
    if (!s->warned) {
        s->warned = true;
        if (!error_deprecated(
                s->vm,
                "%S(): Returning bool from comparison function is deprecated, return an integer "
                "less than, equal to, or greater than zero",
                s->vm->frame->func->name))
            return 0;
    }
    if (!swapped)
        return 1;
    return ask(s, b, a, &result) ? -answer(s, &result) : 0;
}

static int compare_key_user(struct sort *s, const struct value *a, const struct value *b)
{
    struct value x = key_of(a), y = key_of(b);

    return compare_user(s, &x, &y);
}

/* ---- copies to be sorted --------------------------------------------------------------------------- */

/* The values alone, in order. */
static struct array *copy_list(struct vm *vm, const struct array *a)
{
    struct array *copy = array_new(vm, a->count, SITE_builtin_sort_list_head, SITE_builtin_sort_list_table);

    if (copy == NULL)
        return NULL;
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1))
        builtin_add(vm, copy, array_slot(a, i));
    return copy;
}

/* Keys and values, as a hash without gaps. */
static struct array *copy_hash(struct vm *vm, struct array *a)
{
    struct array *copy = array_dup(vm, a, SITE_builtin_sort_hash_head, SITE_builtin_sort_hash_table);
    uint32_t to = 0;

    if (copy == NULL)
        return NULL;
    if (!array_to_hash(vm, copy, SITE_builtin_sort_to_hash)) {
        array_release(vm, copy);
        return NULL;
    }
    for (uint32_t i = array_next(copy, 0); i < copy->used; i = array_next(copy, i + 1)) {
        if (i != to)
            copy->buckets[to] = copy->buckets[i];
        to++;
    }
    copy->used = to;
    return copy;
}

static void sort_elements(struct sort *s, struct array *a)
{
    s->start = a->packed ? (char *)a->values : (char *)a->buckets;
    s->size = a->packed ? sizeof(struct value) : sizeof(struct bucket);
    for (uint32_t i = 0; i < a->used; i++)
        at(s, i)->extra = i;
    quick_sort(s, 0, a->used);
    array_renumber(a);
    a->position = 0;
}

/* What is sorted, and becomes the argument then. */
static struct array *sorted_copy(struct vm *vm, struct array *a, bool keys)
{
    if (a->count == 0)
        return array_share(a);
    if (keys)
        return copy_hash(vm, a);
    if (a->packed && a->used == a->count &&
        BUG(vm, gh18482_sort_shared, (a->gc.head.flags & COUNTED_IMMUTABLE) || a->gc.head.refcount > 1))
        return array_share(a);
    return copy_list(vm, a);
}

/* Sorts what the first argument holds. `s` has all but the elements. */
static void sort_argument(struct sort *s, struct frame *call, struct value *result, bool keys)
{
    struct array *copy = sorted_copy(s->vm, arg_array(call, 0), keys);

    if (copy == NULL)
        return;
    if (copy->count > 0)
        sort_elements(s, copy);
    if (error_is_fatal(s->vm)) {
        array_release(s->vm, copy);
        return;
    }
    builtin_store_array(s->vm, arg_value(call, 0), copy);
    value_set_bool(result, true);
}

/* ---- the functions ------------------------------------------------------------------------------- */

static void sort_values(struct vm *vm, struct frame *call, struct value *result, bool reverse, bool keys)
{
    struct sort s = {.vm = vm, .compare = comparison(arg_int(call, 1, SORT_REGULAR)), .reverse = reverse};

    sort_argument(&s, call, result, keys);
}

void builtin_sort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_values(vm, call, result, false, false);
}

void builtin_rsort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_values(vm, call, result, true, false);
}

void builtin_asort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_values(vm, call, result, false, true);
}

void builtin_arsort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_values(vm, call, result, true, true);
}

static void sort_keys(struct vm *vm, struct frame *call, struct value *result, bool reverse)
{
    struct sort s = {
        .vm = vm, .compare = key_comparison(arg_int(call, 1, SORT_REGULAR)), .reverse = reverse};

    sort_argument(&s, call, result, true);
}

void builtin_ksort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_keys(vm, call, result, false);
}

void builtin_krsort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_keys(vm, call, result, true);
}

static void sort_user(struct vm *vm, struct frame *call, struct value *result, sort_compare_fn *compare,
                      bool keys)
{
    struct sort s = {.vm = vm, .compare = compare};

    if (!builtin_callable(vm, call, 1, &s.callable))
        return;
    sort_argument(&s, call, result, keys);
    callable_release(vm, &s.callable);
}

void builtin_usort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_user(vm, call, result, compare_user, false);
}

void builtin_uasort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_user(vm, call, result, compare_user, true);
}

void builtin_uksort(struct vm *vm, struct frame *call, struct value *result)
{
    sort_user(vm, call, result, compare_key_user, true);
}

/* ---- array_unique -------------------------------------------------------------------------------- */

static struct array_key element_key(const struct value *v)
{
    const struct bucket *b = (const struct bucket *)(const void *)v;

    return (struct array_key){b->key, (int64_t)b->hash};
}

/* In a sorted copy equal elements are neighbours; all but the first of the original order go. */
struct array *builtin_sort_unique(struct vm *vm, struct array *a, int64_t flags)
{
    struct sort s = {.vm = vm, .compare = comparison(flags)};
    struct array *sorted = copy_hash(vm, a), *unique;
    uint32_t kept = 0;

    if (sorted == NULL)
        return NULL;
    sort_elements(&s, sorted);
    unique = array_dup(vm, a, SITE_builtin_unique_head, SITE_builtin_unique_table);
    for (uint32_t i = 1; unique != NULL && i < sorted->used; i++) {
        int order = s.compare(&s, at(&s, kept), at(&s, i));

        if (vm->exception != NULL)
            break;
        if (order == 0)
            array_delete(vm, unique, element_key(at(&s, i)));
        else
            kept = i;
    }
    array_release(vm, sorted);
    if (vm->exception != NULL) {
        array_release(vm, unique);
        return NULL;
    }
    return unique;
}
