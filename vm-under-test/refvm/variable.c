/* variable.c: assignment by value and by reference.
 *
 * The order is always the same: the new value is in place, and the result taken, before the old value is
 * released, which may run a destructor that looks at the variable or frees what it is a part of. So the
 * slot is never touched after the release.
 */
#include "vm.h"

bool variable_type_error(struct vm *vm, const struct property *p, const struct value *v)
{
    char type[256];

    type_decl_print(&p->type, type, sizeof(type));
    error_throw_type(vm, "Cannot assign %s to reference held by property %S::$%S of type %s",
                     value_type_name(v), p->declared_in->name, p->name, type);
    return false;
}

/* Puts `v` into the slot, lets go of what was there, and says whether a destructor threw. */
static bool variable_store(struct vm *vm, struct value *slot, struct value *v, struct value *result)
{
    struct value old = *slot;

    if (value_is_counted(&old) && BUG(vm, gh10168_old_first, true)) {
        value_release(vm, &old);
        value_set_undef(&old);
    }
    value_move(slot, v);
    if (result != NULL)
        value_copy(result, v);
    if (!value_is_counted(&old))
        return true;
    value_release(vm, &old);
    if (likely(vm->exception == NULL))
        return true;
    if (result != NULL && !BUG(vm, php2216_result_leak, value_is_counted(result)))
        value_clear(vm, result);
    return false;
}

/* A reference that a typed property shares: converts to its type, or refuses. Both may run user code. */
static bool variable_take_typed(struct vm *vm, struct ref *r, struct value *v, struct value *result)
{
    struct property *p = r->typed;
    bool ok;

    r->gc.head.refcount++;
    ok = type_decl_accepts(vm, &p->type, v, p->declared_in, false);
    if (!ok && vm->exception == NULL)
        variable_type_error(vm, p, v);
    if (ok && vm->exception == NULL) {
        ok = variable_store(vm, &r->value, v, result);
    } else {
        ok = false;
        value_release(vm, v);
        if (result != NULL)
            value_set_undef(result);
    }
    counted_release(vm, &r->gc.head);
    return ok;
}

bool variable_take(struct vm *vm, struct value *variable, struct value *v, struct value *result)
{
    if (variable->type != TYPE_REF)
        return variable_store(vm, variable, v, result);
    if (unlikely(variable->r->typed != NULL))
        return variable_take_typed(vm, variable->r, v, result);
    return variable_store(vm, &variable->r->value, v, result);
}

bool variable_assign(struct vm *vm, struct value *variable, const struct value *v, struct value *result)
{
    struct value held;

    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    return variable_take(vm, variable, &held, result);
}

struct ref *variable_make_ref(struct vm *vm, struct value *slot, enum site site)
{
    struct ref *r;

    if (slot->type == TYPE_REF)
        return slot->r;
    r = mem_new(vm, sizeof(struct ref), site);
    if (r == NULL)
        return NULL;
    gc_link(vm, &r->gc, TYPE_REF);
    r->typed = NULL;
    value_move(&r->value, slot);
    r->value.extra = 0;
    if (r->value.type == TYPE_UNDEF)
        value_set_null(&r->value);
    value_set_ref(slot, r);
    return r;
}

bool variable_assign_ref(struct vm *vm, struct value *a, struct value *b, enum site site)
{
    struct ref *r = variable_make_ref(vm, b, site);

    return r != NULL && variable_bind_ref(vm, a, r);
}

bool variable_bind_ref(struct vm *vm, struct value *a, struct ref *r)
{
    struct value old;

    if (a->type == TYPE_REF && a->r == r)
        return true;
    r->gc.head.refcount++;
    old = *a;
    value_set_ref(a, r);
    value_release(vm, &old);
    return vm->exception == NULL;
}
