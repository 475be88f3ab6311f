/* identical.c: ===, over arrays of any depth without recursion.
 *
 * The walk goes down both arrays in step. How it came to where it is stands in a window of the last levels;
 * what has fallen out of the window is found again from the outermost arrays, by the position that each
 * array of the left side remembers (free_index, which is otherwise of use only when it dies).
 */
#include "vm.h"

enum {
    WINDOW = 256,
    COUNTED_WALKED = 1 << 5, /* on the way down of the left side; in none of the other flags */
};

struct level {
    struct array *a; /* its position is in free_index */
    const struct array *b;
    uint32_t j; /* the position in b */
};

struct walk {
    struct array *top_a;
    const struct array *top_b;
    struct level levels[WINDOW]; /* level n at n % WINDOW */
    uint32_t depth, lowest;      /* number of levels; the first one that the window still has */
};

static bool same_key(struct array_key a, struct array_key b)
{
    if (a.string == NULL || b.string == NULL)
        return a.string == b.string && a.index == b.index;
    return string_equal(a.string, b.string);
}

/* 1 or 0; -1: both are arrays, which are to be walked. */
static int same_value(const struct value *a, const struct value *b)
{
    if (a->type != b->type)
        return a->type <= TYPE_NULL && b->type <= TYPE_NULL;
    switch (a->type) {
    case TYPE_INT:
        return a->i == b->i;
    case TYPE_FLOAT:
        return a->d == b->d;
    case TYPE_STRING:
        return string_equal(a->s, b->s);
    case TYPE_OBJECT:
        return a->o == b->o;
    case TYPE_ARRAY:
        return a->a == b->a ? 1 : a->a->count != b->a->count ? 0 : -1;
    default:
        return 1;
    }
}

static const struct value *element(const struct array *a, uint32_t position)
{
    const struct value *v = array_slot(a, position);

    return value_deref_const(v->type == TYPE_INDIRECT ? v->indirect : v);
}

static struct level *level_at(struct walk *w, uint32_t n)
{
    return &w->levels[n % WINDOW];
}

/* ---- the way down and back ----------------------------------------------------------------------- */

/* False for an array that is inside itself (there is a reference in between): never the same as another. */
static bool descend(struct walk *w, struct array *a, const struct array *b)
{
    if (a->gc.head.flags & COUNTED_WALKED)
        return false;
    a->gc.head.flags |= COUNTED_WALKED;
    a->gc.free_index = 0;
    *level_at(w, w->depth++) = (struct level){a, b, 0};
    if (w->depth - w->lowest > WINDOW)
        w->lowest = w->depth - WINDOW;
    return true;
}

static void forget(struct array *a)
{
    a->gc.head.flags &= (uint8_t)~COUNTED_WALKED;
    a->gc.free_index = 0;
}

/* Elements of the same number stand at the same position unless some were deleted. */
static uint32_t matching_position(const struct array *a, uint32_t i, const struct array *b)
{
    uint32_t j;

    if (a->used == a->count && b->used == b->count)
        return i;
    j = array_next(b, 0);
    for (uint32_t k = array_next(a, 0); k < i; k = array_next(a, k + 1))
        j = array_next(b, j + 1);
    return j;
}

static void refill(struct walk *w)
{
    struct array *a = w->top_a;
    const struct array *b = w->top_b;

    w->lowest = w->depth > WINDOW ? w->depth - WINDOW : 0;
    for (uint32_t n = 0; n < w->depth; n++) {
        uint32_t i = a->gc.free_index, j = matching_position(a, i, b);

        if (n >= w->lowest)
            *level_at(w, n) = (struct level){a, b, j};
        if (n + 1 < w->depth) {
            a = element(a, i)->a;
            b = element(b, j)->a;
        }
    }
}

/* The level below is done: go on behind it. */
static void ascend(struct walk *w)
{
    forget(level_at(w, --w->depth)->a);
    if (w->depth == 0)
        return;
    if (w->depth <= w->lowest)
        refill(w);
    level_at(w, w->depth - 1)->a->gc.free_index++;
    level_at(w, w->depth - 1)->j++;
}

/* After a difference: from the outermost array down. */
static void forget_all(struct walk *w)
{
    struct array *a = w->top_a, *next;

    for (; w->depth > 0; w->depth--, a = next) {
        next = w->depth > 1 ? element(a, a->gc.free_index)->a : NULL;
        forget(a);
    }
}

/* Compares up to the next pair of arrays and goes into it, or out of those that came to their end. */
static bool walk_on(struct walk *w)
{
    struct level *l = level_at(w, w->depth - 1);
    struct array *a = l->a;
    int same;

    for (;; a->gc.free_index++, l->j++) {
        a->gc.free_index = array_next(a, a->gc.free_index);
        l->j = array_next(l->b, l->j);
        if (a->gc.free_index == a->used) {
            ascend(w);
            return true;
        }
        if (!same_key(array_key_at(a, a->gc.free_index), array_key_at(l->b, l->j)))
            return false;
        same = same_value(element(a, a->gc.free_index), element(l->b, l->j));
        if (same < 0)
            return descend(w, element(a, a->gc.free_index)->a, element(l->b, l->j)->a);
        if (same == 0)
            return false;
    }
}

static bool same_arrays(struct array *a, const struct array *b)
{
    struct walk w;

    w.top_a = a;
    w.top_b = b;
    w.depth = w.lowest = 0;
    if (!descend(&w, a, b))
        return false;
    while (w.depth > 0)
        if (!walk_on(&w)) {
            forget_all(&w);
            return false;
        }
    return true;
}

bool value_identical(const struct value *a, const struct value *b)
{
    int same;

    a = value_deref_const(a);
    b = value_deref_const(b);
    same = same_value(a, b);
    return same < 0 ? same_arrays(a->a, b->a) : same > 0;
}
