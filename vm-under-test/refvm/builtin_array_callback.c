/* builtin_array_callback.c: array functions that call the program back.
 *
 * Each call may throw, and may change any variable. Arrays by value are safe in the frame; the array of
 * array_walk is looked up anew before each step.
 */
#include "builtin_parts.h"

/* ---- array_map ----------------------------------------------------------------------------------- */

/* One array: its keys are kept. */
static bool map_one(struct vm *vm, const struct callable *c, struct array *a, const struct array *from)
{
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        struct value mapped;
        bool ok;

        if (!func_call(vm, c, 1, array_slot(from, i), &mapped))
            return false;
        ok = builtin_put(vm, a, array_key_at(from, i), value_deref_const(&mapped), SITE_builtin_map_grow);
        value_release(vm, &mapped);
        if (!ok || vm->exception != NULL)
            return false;
    }
    return true;
}

/* Several arrays, side by side: where each one is, and the arguments of the call. One block. */
struct zip {
    uint32_t count;
    struct value *args;
    uint32_t *slots;
};

static size_t zip_size(uint32_t count)
{
    return count * (sizeof(struct value) + sizeof(uint32_t));
}

/* The next element of each array, borrowed; null for those that are shorter. */
static void zip_next(struct zip *z, const struct frame *call)
{
    for (uint32_t n = 0; n < z->count; n++) {
        const struct array *a = arg_array(call, n + 1);
        uint32_t slot = array_next(a, z->slots[n]);

        value_set_null(&z->args[n]);
        if (slot < a->used)
            z->args[n] = *array_slot(a, slot);
        z->slots[n] = slot + 1;
    }
}

/* Without a callback the elements themselves, as an array. */
static bool zip_array(struct vm *vm, struct zip *z, struct value *result)
{
    struct array *a = array_new(vm, z->count, SITE_builtin_zip_part_head, SITE_builtin_zip_part_table);

    for (uint32_t n = 0; a != NULL && n < z->count; n++)
        builtin_add(vm, a, &z->args[n]);
    result_array(result, a);
    return a != NULL;
}

static bool zip_all(struct vm *vm, struct frame *call, const struct callable *c, struct zip *z,
                    struct array *a, uint32_t longest)
{
    for (uint32_t i = 0; i < longest; i++) {
        struct value mapped;

        zip_next(z, call);
        if (c != NULL ? !func_call(vm, c, z->count, z->args, &mapped) : !zip_array(vm, z, &mapped))
            return false;
        builtin_add(vm, a, value_deref_const(&mapped));
        value_release(vm, &mapped);
    }
    return true;
}

static bool map_several(struct vm *vm, struct frame *call, const struct callable *c, struct array *a,
                        uint32_t longest)
{
    struct zip z = {.count = call->arg_count - 1};
    bool ok;

    z.args = mem_new(vm, zip_size(z.count), SITE_builtin_zip_args);
    if (z.args == NULL)
        return false;
    z.slots = (uint32_t *)(void *)(z.args + z.count);
    memset(z.slots, 0, z.count * sizeof(uint32_t));
    ok = zip_all(vm, call, c, &z, a, longest);
    if (ok || !BUG(vm, php18638_callback_leak, true))
        mem_free(vm, z.args, zip_size(z.count));
    return ok;
}

static uint32_t longest_argument(const struct frame *call)
{
    uint32_t longest = 0;

    for (uint32_t n = 1; n < call->arg_count; n++) {
        if (arg_array(call, n)->count > longest)
            longest = arg_array(call, n)->count;
    }
    return longest;
}

/* The result, NULL after raising. `c` is NULL where the callback is null. */
static struct array *map(struct vm *vm, struct frame *call, const struct callable *c)
{
    uint32_t longest = longest_argument(call);
    struct array *a = array_new(vm, longest, SITE_builtin_map_head, SITE_builtin_map_table);
    bool ok;

    if (a == NULL)
        return NULL;
    ok =
        call->arg_count == 2 ? map_one(vm, c, a, arg_array(call, 1)) : map_several(vm, call, c, a, longest);
    if (ok)
        return a;
    array_release(vm, a);
    return NULL;
}

void builtin_array_map(struct vm *vm, struct frame *call, struct value *result)
{
    bool none = arg_missing(call, 0);
    struct callable c;

    if (none && call->arg_count == 2) {
        value_set_array(result, array_share(arg_array(call, 1)));
        return;
    }
    if (none) {
        result_array(result, map(vm, call, NULL));
        return;
    }
    if (!builtin_callable(vm, call, 0, &c))
        return;
    result_array(result, map(vm, call, &c));
    callable_release(vm, &c);
}

/* ---- array_filter -------------------------------------------------------------------------------- */

enum { FILTER_BOTH = 1, FILTER_KEY = 2 };

/* 1, 0, or -1 after raising. */
static int filter_wants(struct vm *vm, const struct callable *c, struct array_key key,
                        const struct value *v, int64_t mode)
{
    struct value args[2], answer, *key_value = mode == FILTER_KEY ? &args[0] : &args[1];
    int wants;

    if (c == NULL)
        return value_is_true(vm, value_deref_const(v));
    args[0] = *v;
    array_key_value(key, key_value);
    wants = func_call(vm, c, mode == FILTER_BOTH ? 2 : 1, args, &answer) ? 1 : -1;
    if (wants < 0 || !BUG(vm, php17977_callback_key, value_is_counted(key_value)))
        value_release(vm, key_value);
    if (wants < 0)
        return -1;
    wants = value_is_true(vm, value_deref_const(&answer));
    value_release(vm, &answer);
    return vm->exception == NULL ? wants : -1;
}

static struct array *filter(struct vm *vm, const struct array *from, const struct callable *c, int64_t mode)
{
    struct array *a = array_new(vm, 0, SITE_builtin_filter_head, SITE_NONE);

    for (uint32_t i = array_next(from, 0); a != NULL && i < from->used; i = array_next(from, i + 1)) {
        struct array_key key = array_key_at(from, i);
        int wants = filter_wants(vm, c, key, array_slot(from, i), mode);

        if (wants < 0 ||
            (wants == 1 && !builtin_put(vm, a, key, array_slot(from, i), SITE_builtin_filter_grow))) {
            array_release(vm, a);
            return NULL;
        }
    }
    return a;
}

void builtin_array_filter(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *from = arg_array(call, 0);
    struct callable c;

    if (arg_missing(call, 1)) {
        result_array(result, filter(vm, from, NULL, 0));
        return;
    }
    if (!builtin_callable(vm, call, 1, &c))
        return;
    result_array(result, filter(vm, from, &c, arg_int(call, 2, 0)));
    callable_release(vm, &c);
}

/* ---- array_reduce -------------------------------------------------------------------------------- */

static bool reduce(struct vm *vm, const struct array *from, const struct callable *c, struct value *carry)
{
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        struct value args[2] = {*carry, *array_slot(from, i)}, next;
        bool ok = func_call(vm, c, 2, args, &next);

        value_release(vm, carry);
        value_set_null(carry);
        if (!ok)
            return false;
        value_copy_deref(carry, &next);
        value_release(vm, &next);
        if (vm->exception != NULL)
            return false;
    }
    return true;
}

void builtin_array_reduce(struct vm *vm, struct frame *call, struct value *result)
{
    struct value carry;
    struct callable c;

    if (!builtin_callable(vm, call, 1, &c))
        return;
    value_set_null(&carry);
    if (call->arg_count > 2)
        value_copy_deref(&carry, arg_value(call, 2));
    if (reduce(vm, arg_array(call, 0), &c, &carry))
        value_move(result, &carry);
    else
        value_release(vm, &carry);
    callable_release(vm, &c);
}

/* ---- array_walk ---------------------------------------------------------------------------------- */

/* Where a walk is: in an array an iterator, in an object the number of its property, declared ones first.
 */
struct walk {
    struct vm *vm;
    struct frame *call;
    struct callable callable;
    int iter;
    uint32_t property;
};

/* The slot as a reference, owned by the caller. */
static bool walk_reference(struct vm *vm, struct value *slot, struct value *arg)
{
    struct ref *r = variable_make_ref(vm, slot, SITE_builtin_walk_ref);

    if (r == NULL)
        return false;
    r->gc.head.refcount++;
    value_set_ref(arg, r);
    return true;
}

static int walk_element(struct walk *w, struct array *a, uint32_t slot, struct value args[2])
{
    if (slot >= a->used)
        return 0;
    if (!walk_reference(w->vm, array_slot(a, slot), &args[0]))
        return -1;
    array_key_value(array_key_at(a, slot), &args[1]);
    return 1;
}

/* The next element as a reference, and its key, both owned by the caller; the position goes on at once,
 * so that the callback may do what it wants to the array. 0 at the end, -1 after raising. */
static int walk_array(struct walk *w, struct value *variable, struct value args[2])
{
    struct array *a = array_separate(w->vm, variable, SITE_builtin_walk_head, SITE_builtin_walk_table);
    struct array_iter *it;
    uint32_t slot;

    if (a == NULL)
        return -1;
    it = array_iter_at(w->vm, w->iter, a);
    slot = array_next(a, it->slot);
    it->slot = slot + 1;
    return walk_element(w, a, slot, args);
}

static int walk_declared(struct walk *w, struct object *o, uint32_t slot, struct value args[2])
{
    struct property *p = o->class->slot_property[slot];
    struct string *name = property_mangled(w->vm, p, SITE_builtin_walk_name);

    if (name == NULL)
        return -1;
    if (!walk_reference(w->vm, &o->slots[slot], &args[0])) {
        string_release(w->vm, name);
        return -1;
    }
    if (type_decl_given(&p->type))
        args[0].r->typed = p;
    value_set_string(&args[1], name);
    return 1;
}

/* Nobody but the object ever holds the array of its dynamic properties. */
static int walk_dynamic(struct walk *w, struct object *o, struct value args[2])
{
    struct array *a = o->dynamic;
    uint32_t slot;

    if (a == NULL)
        return 0;
    slot = array_next(a, w->property - o->class->slot_count);
    w->property = o->class->slot_count + slot + 1;
    return walk_element(w, a, slot, args);
}

static int walk_object(struct walk *w, struct object *o, struct value args[2])
{
    while (w->property < o->class->slot_count) {
        uint32_t slot = w->property++;

        if (o->slots[slot].type != TYPE_UNDEF && o->class->slot_property[slot] != NULL)
            return walk_declared(w, o, slot, args);
    }
    return walk_dynamic(w, o, args);
}

static int walk_next(struct walk *w, struct value args[2])
{
    struct value *variable = arg_value(w->call, 0);

    if (variable->type == TYPE_ARRAY && w->iter >= 0)
        return walk_array(w, variable, args);
    if (variable->type == TYPE_OBJECT)
        return walk_object(w, variable->o, args);
    error_throw_type(w->vm, "Iterated value is no longer an array or object");
    return -1;
}

static bool walk(struct walk *w)
{
    uint32_t count = w->call->arg_count > 2 ? 3 : 2;
    struct value args[3], ignored;
    int more;

    while ((more = walk_next(w, args)) == 1) {
        bool ok;

        if (count == 3)
            args[2] = *arg_value(w->call, 2);
        ok = func_call(w->vm, &w->callable, count, args, &ignored);
        value_release(w->vm, &args[0]);
        value_release(w->vm, &args[1]);
        if (!ok)
            return false;
        value_release(w->vm, &ignored);
        if (w->vm->exception != NULL)
            return false;
    }
    return more == 0;
}

void builtin_array_walk(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = arg_value(call, 0);
    struct walk w = {.vm = vm, .call = call, .iter = -1};

    if (v->type != TYPE_ARRAY && v->type != TYPE_OBJECT) {
        builtin_type_error(vm, 0, "array", v);
        return;
    }
    if (!builtin_callable(vm, call, 1, &w.callable))
        return;
    if (v->type == TYPE_ARRAY)
        w.iter = array_iter_new(vm, v->a, 0, SITE_builtin_walk_iter);
    if ((v->type == TYPE_OBJECT || w.iter >= 0) && walk(&w))
        value_set_bool(result, true);
    if (w.iter >= 0)
        array_iter_free(vm, w.iter);
    callable_release(vm, &w.callable);
}
