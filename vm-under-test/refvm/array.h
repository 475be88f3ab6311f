/* array.h: ordered hash arrays, keys are integers or strings.
 *
 * An array is packed while its keys are 0, 1, 2 ... in this order (holes by deletion are allowed): then
 * it has values only. Otherwise it has buckets in insertion order and a hash index over them. The
 * table is one block of its own. A deleted element stays as TYPE_UNDEF until the table is rebuilt, so
 * that positions are stable; whoever walks skips those. An element that is TYPE_INDIRECT (symbol tables)
 * points at a slot; `array_find_*` do not follow it.
 *
 * Copy-on-write: a function that changes an array demands that the caller is its only holder
 * (`array_separate` first) and reports a violation to the `immutable` oracle if not.
 */
#ifndef REFVM_ARRAY_H
#define REFVM_ARRAY_H

#include "mem.h"
#include "str.h"
#include "value.h"

struct bucket {
    struct value value; /* .extra: next bucket of the chain, ARRAY_NONE at its end */
    uint64_t hash;      /* the key itself when `key` is NULL */
    struct string *key; /* one reference */
};

enum { ARRAY_NONE = UINT32_MAX, ARRAY_COUNT_MAX = 1 << 26 };

struct array {
    struct collectable gc;
    uint32_t used;      /* slots in use, deleted ones included */
    uint32_t count;     /* elements */
    uint32_t capacity;  /* slots; 0: no table yet */
    uint32_t position;  /* the array's own pointer: current(), next(), ... */
    uint32_t iterators; /* foreach by reference that stand in it, see array_iter */
    bool packed;
    int64_t next_index; /* of `$a[] =`; INT64_MIN in a new array: 0, or what follows the first key */
    union {
        struct value *values;   /* packed */
        struct bucket *buckets; /* else; the hash index lies in front: uint32_t[hash_size] */
    };
};

/* An element's key: `string` NULL says integer. */
struct array_key {
    struct string *string;
    int64_t index;
};

struct array *array_new(struct vm *vm, uint32_t capacity, enum site head,
                        enum site table); /* empty, one holder */

/* An immutable empty array, shared by all: vm->empty_array. */

/* A copy with one holder: elements are shared, references with one holder become values (PHP's rule). */
struct array *array_dup(struct vm *vm, struct array *a, enum site head, enum site table);

/* `v` holds an array (not a reference to one): makes it the only holder, copying if needed, and returns
 * it; NULL after raising, `v` unchanged. The two sites of the copy are the caller's own. */
struct array *array_separate(struct vm *vm, struct value *v, enum site head, enum site table);

/* NULL if there is none. String keys are taken as they are: keys in integer form must have been turned
 * into integers by the caller (array_find, array_put do it). */
struct value *array_find_int(const struct array *a, int64_t index);
struct value *array_find_string(const struct array *a, struct string *key);
struct value *array_find(const struct array *a, struct array_key key);
struct array_key array_key_of(struct string *s); /* "5" is 5 */

/* The slot of a key, made if it is not there: `*made` (may be NULL) tells; a new slot is TYPE_NULL. The
 * key is shared, not taken. NULL after raising. One growth at most: `table`. */
struct value *array_put_int(struct vm *vm, struct array *a, int64_t index, bool *made, enum site table);
struct value *array_put_string(struct vm *vm, struct array *a, struct string *key, bool *made,
                               enum site table);
struct value *array_put(struct vm *vm, struct array *a, struct array_key key, bool *made, enum site table);

/* A new last slot, TYPE_NULL; NULL after raising, or, with vm->exception not set, when the next index is
 * already occupied (the caller has the message). */
struct value *array_append(struct vm *vm, struct array *a, enum site table);

/* The same in an array that has room for it, as array_new or array_reserve was told how much there will be,
 * and whose next index is free. Never fails. */
struct value *array_add(struct vm *vm, struct array *a);

/* Removes an element and releases it (a destructor may run); false when there was none. */
bool array_delete(struct vm *vm, struct array *a, struct array_key key);
void array_delete_slot(struct vm *vm, struct array *a, uint32_t slot);
void array_clean(struct vm *vm, struct array *a); /* removes all; the table is freed, destructors run */

/* Frees the table and the head without looking at the elements (value_free does that). */
void array_free_memory(struct vm *vm, struct array *a);
void array_release(struct vm *vm, struct array *a); /* one holder less; NULL is fine */

/* Walking: slot numbers from 0; `array_next` returns the first live slot at or after `slot`, or
 * a->used when there is none. */
static inline struct value *array_slot(const struct array *a, uint32_t slot)
{
    return a->packed ? &a->values[slot] : &a->buckets[slot].value;
}

static inline uint32_t array_next(const struct array *a, uint32_t slot)
{
    while (slot < a->used && array_slot(a, slot)->type == TYPE_UNDEF)
        slot++;
    return slot;
}

static inline struct array_key array_key_at(const struct array *a, uint32_t slot)
{
    if (a->packed)
        return (struct array_key){NULL, slot};
    return (struct array_key){a->buckets[slot].key, (int64_t)a->buckets[slot].hash};
}

/* A value of the key (a string key is shared). */
void array_key_value(struct array_key key, struct value *v);

static inline struct array *array_share(struct array *a)
{
    if (!(a->gc.head.flags & COUNTED_IMMUTABLE))
        a->gc.head.refcount++;
    return a;
}

/* Makes room for that many elements in all; false after raising. */
bool array_reserve(struct vm *vm, struct array *a, uint32_t count, enum site table);
bool array_to_hash(struct vm *vm, struct array *a, enum site table); /* packed no longer */
void array_renumber(struct array *a); /* after values were moved in place: rebuild the index; never fails */

/* foreach by reference: a position that stays right when the array grows, is rebuilt, or is separated.
 * vm->iterators holds them; `array_iter_new` returns an index, -1 after raising. */
struct array_iter {
    struct array *array; /* not counted; NULL when free or when the array died */
    uint32_t slot;
};

int array_iter_new(struct vm *vm, struct array *a, uint32_t slot, enum site site);
struct array_iter *array_iter_at(struct vm *vm, int iter, struct array *now); /* follows a copied array */
void array_iter_free(struct vm *vm, int iter);
void array_iterators_destroy(struct vm *vm);

#endif
