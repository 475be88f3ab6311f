/* object_dim.c: objects in square brackets: ArrayAccess. */
#include "vm.h"

static bool dim_not_array(struct vm *vm, const struct object *o)
{
    error_throw_error(vm, "Cannot use object of type %s as array", o->class->name->bytes);
    return false;
}

/* A key of one's own, as user code may change what it came from. */
static void dim_key(struct value *held, const struct value *key)
{
    value_set_null(held);
    if (key != NULL)
        value_copy_deref(held, key);
    if (held->type == TYPE_UNDEF)
        value_set_null(held);
}

/* Calls one of the four methods. */
static bool dim_call(struct vm *vm, struct object *o, struct func *method, const struct value *key,
                     const struct value *v, struct value *result)
{
    struct value args[2];
    bool ok;

    dim_key(&args[0], key);
    if (v != NULL)
        value_copy_deref(&args[1], v);
    o->gc.head.refcount++;
    ok = func_call_method(vm, o, method, v != NULL ? 2 : 1, args, result);
    value_release(vm, &args[0]);
    if (v != NULL)
        value_release(vm, &args[1]);
    object_release(vm, o);
    if (ok && vm->exception != NULL) {
        value_clear(vm, result);
        ok = false;
    }
    return ok;
}

/* A call whose result is asked for its truth only: 1, 0, or -1 after raising. */
static int dim_test(struct vm *vm, struct object *o, struct func *method, const struct value *key)
{
    struct value result;
    bool is_true;

    if (!dim_call(vm, o, method, key, NULL, &result))
        return -1;
    is_true = value_is_true(vm, &result);
    value_release(vm, &result);
    return vm->exception != NULL ? -1 : is_true;
}

static bool dim_get(struct vm *vm, struct object *o, const struct value *key, struct value *result)
{
    struct value got;

    if (!dim_call(vm, o, o->class->offset_get, key, NULL, &got))
        return false;
    value_copy_deref(result, &got);
    value_release(vm, &got);
    if (result->type == TYPE_UNDEF)
        value_set_null(result);
    return true;
}

bool object_read_dim(struct vm *vm, struct object *o, const struct value *key, enum property_read how,
                     struct value *result)
{
    struct value held;
    int there;
    bool ok;

    value_set_undef(result);
    if (o->class->offset_get == NULL)
        return dim_not_array(vm, o);
    if (how != PROPERTY_QUIET)
        return dim_get(vm, o, key, result);
    dim_key(&held, key);
    o->gc.head.refcount++;
    there = dim_test(vm, o, o->class->offset_exists, &held);
    ok = there == 0 || (there > 0 && dim_get(vm, o, &held, result));
    object_release(vm, o);
    value_release(vm, &held);
    return ok;
}

bool object_write_dim(struct vm *vm, struct object *o, const struct value *key, const struct value *v)
{
    struct value result;

    if (o->class->offset_set == NULL)
        return dim_not_array(vm, o);
    if (!dim_call(vm, o, o->class->offset_set, key, v, &result))
        return false;
    value_release(vm, &result);
    return vm->exception == NULL;
}

int object_has_dim(struct vm *vm, struct object *o, const struct value *key, bool not_empty)
{
    struct value held, got;
    int there;

    if (o->class->offset_exists == NULL) {
        dim_not_array(vm, o);
        return -1;
    }
    dim_key(&held, key);
    o->gc.head.refcount++;
    there = dim_test(vm, o, o->class->offset_exists, &held);
    if (there == 1 && not_empty) {
        there = -1;
        if (dim_get(vm, o, &held, &got)) {
            there = value_is_true(vm, &got);
            value_release(vm, &got);
        }
    }
    object_release(vm, o);
    value_release(vm, &held);
    return vm->exception != NULL ? -1 : there;
}

bool object_unset_dim(struct vm *vm, struct object *o, const struct value *key)
{
    struct value result;

    if (o->class->offset_unset == NULL)
        return dim_not_array(vm, o);
    if (!dim_call(vm, o, o->class->offset_unset, key, NULL, &result))
        return false;
    value_release(vm, &result);
    return vm->exception == NULL;
}
