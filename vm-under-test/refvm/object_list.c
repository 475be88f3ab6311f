/* object_list.c: an object as something else: all its properties as an array, and its text. */
#include "vm.h"

/* ---- all of them --------------------------------------------------------------------------------- */

struct string *property_mangled(struct vm *vm, const struct property *p, enum site site)
{
    struct strbuf b;

    if (p->flags & MEMBER_PUBLIC)
        return string_share(p->name);
    strbuf_init(&b, vm, site);
    strbuf_char(&b, 0);
    if (p->flags & MEMBER_PRIVATE)
        strbuf_string(&b, p->declared_in->name);
    else
        strbuf_char(&b, '*');
    strbuf_char(&b, 0);
    strbuf_string(&b, p->name);
    return strbuf_take(&b);
}

static bool properties_add(struct vm *vm, struct array *a, struct array_key key, const struct value *v)
{
    struct value *slot = array_put(vm, a, key, NULL, SITE_object_properties_entry);

    if (slot == NULL)
        return false;
    if (v->type == TYPE_REF && v->r->gc.head.refcount == 1)
        v = &v->r->value;
    value_copy(slot, v);
    return true;
}

static bool properties_add_slot(struct vm *vm, struct object *o, struct array *a, uint32_t i,
                                struct class *scope, bool all)
{
    struct property *p = o->class->slot_property[i];
    struct string *name;
    bool ok;

    if (o->slots[i].type == TYPE_UNDEF)
        return true;
    if (!all)
        return object_lookup(vm, o->class, p->name, scope, true, NULL) != (int)i ||
               properties_add(vm, a, array_key_of(p->name), &o->slots[i]);
    name = property_mangled(vm, p, SITE_object_mangled);
    if (name == NULL)
        return false;
    ok = properties_add(vm, a, array_key_of(name), &o->slots[i]);
    string_release(vm, name);
    return ok;
}

struct array *object_properties(struct vm *vm, struct object *o, struct class *scope, bool all,
                                enum site head, enum site table)
{
    struct array *a = array_new(vm, o->class->slot_count, head, table);
    bool ok = a != NULL;

    for (uint32_t i = 0; ok && i < o->class->slot_count; i++)
        ok = properties_add_slot(vm, o, a, i, scope, all);
    for (uint32_t i = 0; ok && o->dynamic != NULL && (i = array_next(o->dynamic, i)) < o->dynamic->used;
         i++)
        ok = properties_add(vm, a, array_key_of(array_key_at(o->dynamic, i).string),
                            array_slot(o->dynamic, i));
    if (ok)
        return a;
    array_release(vm, a);
    return NULL;
}

/* ---- as a string --------------------------------------------------------------------------------- */

struct string *object_to_string(struct vm *vm, struct object *o)
{
    struct type_decl string_type = {.mask = 1 << TYPE_STRING};
    struct class *c = o->class;
    struct value result, returned;

    if (c->tostring == NULL) {
        error_throw_error(vm, "Object of class %s could not be converted to string", c->name->bytes);
        return NULL;
    }
    o->gc.head.refcount++;
    if (func_call_method(vm, o, c->tostring, 0, NULL, &returned))
        value_copy_deref(&result, &returned);
    else
        value_set_undef(&result);
    value_release(vm, &returned);
    if (vm->exception == NULL && result.type != TYPE_STRING &&
        !type_decl_accepts(vm, &string_type, &result, NULL, false) && vm->exception == NULL)
        error_throw_type(vm, "%s::__toString(): Return value must be of type string, %s returned",
                         c->tostring->scope->name->bytes, value_type_name(&result));
    object_release(vm, o);
    if (vm->exception == NULL)
        return result.s;
    value_release(vm, &result);
    return NULL;
}
