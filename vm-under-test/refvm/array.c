/* array.c: see array.h. The hash index lies in front of the buckets, one uint32_t a slot; a chain goes
 * through value.extra. Deleted elements leave TYPE_UNDEF behind until the table is full. */
#include "array.h"

#include "check.h"
#include "vm.h"

enum { CAPACITY_MIN = 8 };

/* ---- memory -------------------------------------------------------------------------------------- */

static uint32_t *hash_index(const struct array *a)
{
    return (uint32_t *)a->buckets - a->capacity;
}

static uint32_t *hash_chain(const struct array *a, uint64_t hash)
{
    return &hash_index(a)[hash & (a->capacity - 1)];
}

static size_t table_size(uint32_t capacity, bool packed)
{
    return capacity * (packed ? sizeof(struct value) : sizeof(struct bucket) + sizeof(uint32_t));
}

static void *table_start(const struct array *a)
{
    return a->packed ? (void *)a->values : (void *)hash_index(a);
}

static void table_free(struct vm *vm, struct array *a)
{
    if (a->capacity != 0)
        mem_free(vm, table_start(a), table_size(a->capacity, a->packed));
    a->capacity = 0;
    a->values = NULL;
}

static void own_check(struct vm *vm, const struct array *a)
{
    if (unlikely(a->gc.head.refcount > 1 || (a->gc.head.flags & COUNTED_IMMUTABLE)))
        check_shared_write(vm, "array");
}

static uint32_t capacity_for(uint32_t count)
{
    uint32_t capacity = CAPACITY_MIN;

    while (capacity < count)
        capacity *= 2;
    return capacity;
}

static bool too_many(struct vm *vm, uint32_t count)
{
    if (likely(count <= ARRAY_COUNT_MAX))
        return false;
    error_memory(vm, (size_t)count * sizeof(struct bucket));
    return true;
}

struct array *array_new(struct vm *vm, uint32_t capacity, enum site head, enum site table)
{
    struct array *a = mem_new(vm, sizeof *a, head);

    if (a == NULL)
        return NULL;
    memset(a, 0, sizeof *a);
    a->packed = true;
    a->next_index = INT64_MIN;
    gc_link(vm, &a->gc, TYPE_ARRAY);
    if (capacity != 0 && !array_reserve(vm, a, capacity, table)) {
        array_free_memory(vm, a);
        return NULL;
    }
    return a;
}

/* Forgets the array in foreach positions: it dies. */
static void iterators_forget(struct vm *vm, const struct array *a)
{
    uint32_t i;

    for (i = 0; i < vm->iterator_count && a->iterators > 0; i++)
        if (vm->iterators[i].array == a)
            vm->iterators[i].array = NULL;
}

void array_free_memory(struct vm *vm, struct array *a)
{
    if (a->iterators != 0 && !(a->used == 0 && BUG(vm, gh8438_empty_iterated, true)))
        iterators_forget(vm, a);
    table_free(vm, a);
    gc_unlink(vm, &a->gc);
    mem_free(vm, a, sizeof *a);
}

void array_release(struct vm *vm, struct array *a)
{
    if (a != NULL && !(a->gc.head.flags & COUNTED_IMMUTABLE))
        counted_release(vm, &a->gc.head);
}

/* ---- the table ----------------------------------------------------------------------------------- */

/* The index over the buckets anew; deleted ones are left out. */
static void hash_rebuild(struct array *a)
{
    uint32_t *index = hash_index(a), i;

    memset(index, 0xff, a->capacity * sizeof *index);
    for (i = 0; i < a->used; i++) {
        uint32_t *chain = hash_chain(a, a->buckets[i].hash);

        if (a->buckets[i].value.type == TYPE_UNDEF)
            continue;
        a->buckets[i].value.extra = *chain;
        *chain = i;
    }
}

static void iterators_move(struct vm *vm, struct array *a, uint32_t from, uint32_t to)
{
    uint32_t i;

    for (i = 0; i < vm->iterator_count; i++)
        if (vm->iterators[i].array == a && vm->iterators[i].slot == from)
            vm->iterators[i].slot = to;
}

/* Closes the gaps that deleted elements left in a hash; positions follow. A position on a gap goes on to
 * the next element. */
static void hash_compact(struct vm *vm, struct array *a)
{
    uint32_t from, to = 0, position = a->position;

    for (from = 0; from < a->used; from++) {
        if (from == position)
            a->position = to;
        if (a->iterators != 0 && from != to)
            iterators_move(vm, a, from, to);
        if (a->buckets[from].value.type == TYPE_UNDEF)
            continue;
        if (from != to)
            a->buckets[to] = a->buckets[from];
        to++;
    }
    if (position >= a->used)
        a->position = to;
    if (a->iterators != 0)
        iterators_move(vm, a, a->used, to);
    a->used = to;
    hash_rebuild(a);
}

/* Another table of this shape and capacity with the same elements in the same slots. */
static bool table_replace(struct vm *vm, struct array *a, uint32_t capacity, bool packed, enum site site)
{
    size_t size = table_size(capacity, packed);
    char *block = mem_new(vm, size, site);
    struct array old = *a;
    uint32_t i;

    if (block == NULL) {
        if (BUG(vm, gh11189_resize_state, capacity != a->capacity))
            a->capacity = capacity;
        return false;
    }
    a->capacity = capacity;
    a->packed = packed;
    if (packed) {
        a->values = (struct value *)block;
        if (old.used != 0)
            memcpy(a->values, old.values, old.used * sizeof *a->values);
    } else {
        a->buckets = (struct bucket *)(block + capacity * sizeof(uint32_t));
        if (old.packed)
            for (i = 0; i < old.used; i++)
                a->buckets[i] = (struct bucket){old.values[i], i, NULL};
        else if (old.used != 0)
            memcpy(a->buckets, old.buckets, old.used * sizeof *a->buckets);
        hash_rebuild(a);
    }
    table_free(vm, &old);
    return true;
}

bool array_reserve(struct vm *vm, struct array *a, uint32_t count, enum site table)
{
    own_check(vm, a);
    if (count <= a->capacity)
        return true;
    return !too_many(vm, count) && table_replace(vm, a, capacity_for(count), a->packed, table);
}

bool array_to_hash(struct vm *vm, struct array *a, enum site table)
{
    own_check(vm, a);
    return !a->packed || table_replace(vm, a, capacity_for(a->capacity), false, table);
}

void array_renumber(struct array *a)
{
    if (!a->packed)
        hash_rebuild(a);
}

/* ---- looking up ---------------------------------------------------------------------------------- */

struct value *array_find_int(const struct array *a, int64_t index)
{
    uint32_t i;

    if (a->packed) {
        if ((uint64_t)index < a->used && a->values[index].type != TYPE_UNDEF)
            return &a->values[index];
        return NULL;
    }
    for (i = *hash_chain(a, (uint64_t)index); i != ARRAY_NONE; i = a->buckets[i].value.extra)
        if (a->buckets[i].hash == (uint64_t)index && a->buckets[i].key == NULL)
            return &a->buckets[i].value;
    return NULL;
}

struct value *array_find_string(const struct array *a, struct string *key)
{
    uint64_t hash;
    uint32_t i;

    if (a->packed)
        return NULL;
    hash = string_hash(key);
    for (i = *hash_chain(a, hash); i != ARRAY_NONE; i = a->buckets[i].value.extra) {
        const struct bucket *b = &a->buckets[i];

        if (b->key == key || (b->hash == hash && b->key != NULL && string_equal(b->key, key)))
            return &a->buckets[i].value;
    }
    return NULL;
}

struct value *array_find(const struct array *a, struct array_key key)
{
    return key.string != NULL ? array_find_string(a, key.string) : array_find_int(a, key.index);
}

struct array_key array_key_of(struct string *s)
{
    int64_t index;

    if (string_is_index(s, &index))
        return (struct array_key){NULL, index};
    return (struct array_key){s, 0};
}

void array_key_value(struct array_key key, struct value *v)
{
    if (key.string != NULL)
        value_set_string(v, string_share(key.string));
    else
        value_set_int(v, key.index);
}

/* ---- putting in ---------------------------------------------------------------------------------- */

static void index_used(struct array *a, int64_t index)
{
    if (index >= a->next_index)
        a->next_index = index < INT64_MAX ? index + 1 : INT64_MAX;
}

/* A free slot at the end of a hash; closes gaps rather than growing when they are many. */
static bool hash_room(struct vm *vm, struct array *a, enum site table)
{
    if (likely(a->used < a->capacity))
        return true;
    if (a->capacity != 0 && a->used - a->count > a->used / 32) {
        hash_compact(vm, a);
        return true;
    }
    if (too_many(vm, a->capacity + 1))
        return false;
    return table_replace(vm, a, a->capacity == 0 ? CAPACITY_MIN : a->capacity * 2, false, table);
}

static struct value *hash_add(struct vm *vm, struct array *a, uint64_t hash, struct string *key,
                              enum site table)
{
    struct bucket *b;
    uint32_t *chain;

    if (a->packed ? !array_to_hash(vm, a, table) : false)
        return NULL;
    if (!hash_room(vm, a, table))
        return NULL;
    b = &a->buckets[a->used];
    chain = hash_chain(a, hash);
    b->hash = hash;
    b->key = key == NULL ? NULL : string_share(key);
    b->value.info = TYPE_NULL;
    b->value.extra = *chain;
    *chain = a->used++;
    a->count++;
    if (key == NULL)
        index_used(a, (int64_t)hash);
    return &b->value;
}

/* May the packed array take this new index and stay packed? Order must be kept, and few holes made. */
static bool packed_takes(const struct array *a, int64_t index)
{
    if (index < (int64_t)a->used)
        return false;
    if (index < (int64_t)a->capacity || (index == 0 && a->capacity == 0))
        return true;
    return index >> 1 < (int64_t)a->capacity && a->capacity >> 1 < a->count;
}

static struct value *packed_add(struct vm *vm, struct array *a, uint32_t index, enum site table)
{
    if (index >= a->capacity &&
        (too_many(vm, index + 1) || !table_replace(vm, a, capacity_for(index + 1), true, table)))
        return NULL;
    while (a->used < index)
        value_set_undef(&a->values[a->used++]);
    a->values[index].info = TYPE_NULL;
    a->used = index + 1;
    a->count++;
    /* Not the larger of the two, when elements at the end were deleted: as PHP has it. */
    a->next_index = (int64_t)index + 1;
    return &a->values[index];
}

struct value *array_put_int(struct vm *vm, struct array *a, int64_t index, bool *made, enum site table)
{
    struct value *v = array_find_int(a, index);

    if (made != NULL)
        *made = v == NULL;
    own_check(vm, a);
    if (v != NULL)
        return v;
    if (a->packed && packed_takes(a, index))
        return packed_add(vm, a, (uint32_t)index, table);
    return hash_add(vm, a, (uint64_t)index, NULL, table);
}

struct value *array_put_string(struct vm *vm, struct array *a, struct string *key, bool *made,
                               enum site table)
{
    struct value *v = array_find_string(a, key);

    if (made != NULL)
        *made = v == NULL;
    own_check(vm, a);
    if (v != NULL)
        return v;
    return hash_add(vm, a, string_hash(key), key, table);
}

struct value *array_put(struct vm *vm, struct array *a, struct array_key key, bool *made, enum site table)
{
    if (key.string != NULL)
        return array_put_string(vm, a, key.string, made, table);
    return array_put_int(vm, a, key.index, made, table);
}

struct value *array_append(struct vm *vm, struct array *a, enum site table)
{
    int64_t index = a->next_index == INT64_MIN ? 0 : a->next_index;

    own_check(vm, a);
    if (a->packed && index == (int64_t)a->used && a->used < a->capacity) {
        a->values[index].info = TYPE_NULL;
        a->used++;
        a->count++;
        a->next_index = index + 1;
        return &a->values[index];
    }
    if (index == INT64_MAX && array_find_int(a, index) != NULL)
        return NULL;
    if (a->packed && packed_takes(a, index))
        return packed_add(vm, a, (uint32_t)index, table);
    return hash_add(vm, a, (uint64_t)index, NULL, table);
}

struct value *array_add(struct vm *vm, struct array *a)
{
    return array_append(vm, a, SITE_NONE);
}

/* ---- taking out ---------------------------------------------------------------------------------- */

static void hash_unlink(struct array *a, uint32_t slot)
{
    uint32_t *link = hash_chain(a, a->buckets[slot].hash);

    while (*link != slot)
        link = &a->buckets[*link].value.extra;
    *link = a->buckets[slot].value.extra;
}

void array_delete_slot(struct vm *vm, struct array *a, uint32_t slot)
{
    struct value old = *array_slot(a, slot);
    struct string *key = a->packed ? NULL : a->buckets[slot].key;

    own_check(vm, a);
    if (!a->packed) {
        hash_unlink(a, slot);
        a->buckets[slot].key = NULL;
    }
    value_set_undef(array_slot(a, slot));
    a->count--;
    /* The end moves back, so that appending and deleting in turn needs no room. */
    if (slot + 1 == a->used)
        while (a->used > 0 && array_slot(a, a->used - 1)->type == TYPE_UNDEF)
            a->used--;
    string_release(vm, key);
    value_release(vm, &old);
}

bool array_delete(struct vm *vm, struct array *a, struct array_key key)
{
    struct value *v = array_find(a, key);

    if (v == NULL)
        return false;
    array_delete_slot(vm, a,
                      (uint32_t)(a->packed ? v - a->values : (struct bucket *)(void *)v - a->buckets));
    return true;
}

void array_clean(struct vm *vm, struct array *a)
{
    uint32_t slot;

    own_check(vm, a);
    for (slot = 0; slot < a->used; slot++)
        if (array_slot(a, slot)->type != TYPE_UNDEF)
            array_delete_slot(vm, a, slot);
    if (a->count != 0)
        return;
    a->used = a->position = 0;
    a->next_index = 0;
    table_free(vm, a);
    a->packed = true;
}

/* ---- copies -------------------------------------------------------------------------------------- */

/* A reference that nobody else holds is a value in the copy; unless it is the array itself again. */
static void copy_element(struct value *to, const struct value *from, const struct array *a)
{
    uint32_t extra = from->extra;

    if (from->info == INFO_REF && from->r->gc.head.refcount == 1 &&
        !(from->r->value.type == TYPE_ARRAY && from->r->value.a == a))
        from = &from->r->value;
    value_copy(to, from);
    to->extra = extra;
}

struct array *array_dup(struct vm *vm, struct array *a, enum site head, enum site table)
{
    struct array *copy = array_new(vm, 0, head, table);
    char *block;
    uint32_t i;

    if (copy == NULL)
        return NULL;
    copy->next_index = a->count == 0 ? 0 : a->next_index;
    if (a->count == 0)
        return copy;
    block = mem_new(vm, table_size(a->capacity, a->packed), table);
    if (block == NULL) {
        array_free_memory(vm, copy);
        return NULL;
    }
    copy->packed = a->packed;
    copy->capacity = a->capacity;
    copy->used = a->used;
    copy->count = a->count;
    copy->position = a->position;
    if (a->packed) {
        copy->values = (struct value *)block;
    } else {
        copy->buckets = (struct bucket *)(block + a->capacity * sizeof(uint32_t));
        memcpy(block, hash_index(a), a->capacity * sizeof(uint32_t));
    }
    for (i = 0; i < a->used; i++) {
        if (!a->packed) {
            copy->buckets[i].hash = a->buckets[i].hash;
            copy->buckets[i].key = a->buckets[i].key == NULL ? NULL : string_share(a->buckets[i].key);
        }
        copy_element(array_slot(copy, i), array_slot(a, i), a);
    }
    return copy;
}

struct array *array_separate(struct vm *vm, struct value *v, enum site head, enum site table)
{
    struct array *copy;

    if (value_is_counted(v) && v->a->gc.head.refcount == 1)
        return v->a;
    copy = array_dup(vm, v->a, head, table);
    if (copy == NULL)
        return NULL;
    if (value_is_counted(v))
        counted_release(vm, v->counted);
    value_set_array(v, copy);
    return copy;
}

/* ---- positions of foreach by reference ----------------------------------------------------------- */

static struct array *const FREE_ITERATOR = (struct array *)1;

int array_iter_new(struct vm *vm, struct array *a, uint32_t slot, enum site site)
{
    uint32_t i, capacity = vm->iterator_capacity == 0 ? 4 : vm->iterator_capacity * 2;
    struct array_iter *bigger;

    for (i = 0; i < vm->iterator_count && vm->iterators[i].array != FREE_ITERATOR; i++)
        continue;
    if (i == vm->iterator_capacity) {
        bigger = mem_resize(vm, vm->iterators, vm->iterator_capacity * sizeof *bigger,
                            capacity * sizeof *bigger, site);
        if (bigger == NULL)
            return -1;
        vm->iterators = bigger;
        vm->iterator_capacity = capacity;
    }
    if (i == vm->iterator_count)
        vm->iterator_count++;
    vm->iterators[i] = (struct array_iter){a, slot};
    a->iterators++;
    return (int)i;
}

struct array_iter *array_iter_at(struct vm *vm, int iter, struct array *now)
{
    struct array_iter *it = &vm->iterators[iter];

    if (it->array == now)
        return it;
    /* A copy has its elements in the same slots; another array begins at its own position. */
    if (it->array != NULL)
        it->array->iterators--;
    if (it->array == NULL || it->array->used != now->used || it->array->packed != now->packed)
        it->slot = it->array == NULL ? now->position : it->slot;
    it->array = now;
    now->iterators++;
    return it;
}

void array_iter_free(struct vm *vm, int iter)
{
    struct array_iter *it = &vm->iterators[iter];

    if (it->array != NULL && it->array != FREE_ITERATOR)
        it->array->iterators--;
    it->array = FREE_ITERATOR;
    while (vm->iterator_count > 0 && vm->iterators[vm->iterator_count - 1].array == FREE_ITERATOR)
        vm->iterator_count--;
}

void array_iterators_destroy(struct vm *vm)
{
    mem_free(vm, vm->iterators, vm->iterator_capacity * sizeof *vm->iterators);
    vm->iterators = NULL;
    vm->iterator_count = vm->iterator_capacity = 0;
}
