/* object_property.c: properties: declared and dynamic, visible or not, typed, readonly, magic.
 *
 * Every function first looks up what the name means (object_lookup): a slot, "dynamic", or "denied". Then,
 * in this order: what is there; the magic method, unless one of the same kind is already inside for this
 * object and name (the guards); what happens without magic. A slot that was never written
 * (SLOT_UNINITIALIZED) has no magic, one that was unset() has.
 */
#include "vm.h"

enum { LOOKUP_DYNAMIC = -1, LOOKUP_DENIED = -2 };
enum { GUARD_GET = 1, GUARD_SET = 2, GUARD_ISSET = 4, GUARD_UNSET = 8, GUARDS_INITIAL = 8 };

/* ---- what a name means --------------------------------------------------------------------------- */

static struct property *table_property(const struct class *c, struct string *name)
{
    const struct value *v = array_find_string(c->properties, name);

    return v != NULL ? v->p : NULL;
}

/* A private property of the asking code's own class comes before what a child made of the name. */
static struct property *own_private(const struct class *c, struct string *name, const struct class *scope)
{
    struct property *p;

    if (scope == NULL || scope == c || !class_is(c, scope))
        return NULL;
    p = table_property(scope, name);
    return p != NULL && (p->flags & MEMBER_PRIVATE) && p->declared_in == scope ? p : NULL;
}

static int lookup_denied(struct vm *vm, const struct class *c, const struct property *p, bool silent)
{
    if (!silent)
        error_throw_error(vm, "Cannot access %s property %s::$%s",
                          (p->flags & MEMBER_PRIVATE) ? "private" : "protected", c->name->bytes,
                          p->name->bytes);
    return LOOKUP_DENIED;
}

static int lookup_undeclared(struct vm *vm, const struct string *name, bool silent)
{
    if (name->len == 0 || name->bytes[0] != 0)
        return LOOKUP_DYNAMIC;
    if (!silent)
        error_throw_error(vm, "Cannot access property starting with \"\\0\"");
    return LOOKUP_DENIED;
}

static int lookup_found(struct vm *vm, const struct class *c, struct property *p, bool silent,
                        struct property **property)
{
    if (!(p->flags & MEMBER_STATIC)) {
        if (property != NULL)
            *property = p;
        return (int)p->slot;
    }
    if (!silent && !error_notice(vm, "Accessing static property %s::$%s as non static", c->name->bytes,
                                 p->name->bytes))
        return LOOKUP_DENIED;
    return LOOKUP_DYNAMIC;
}

int object_lookup(struct vm *vm, struct class *c, struct string *name, struct class *scope, bool silent,
                  struct property **property)
{
    struct property *p = table_property(c, name), *own;

    if (property != NULL)
        *property = NULL;
    if (p != NULL && (p->declared_in == scope || (scope == c && !(p->flags & MEMBER_PRIVATE))))
        return lookup_found(vm, c, p, silent, property);
    own = own_private(c, name, scope);
    if (own != NULL && (p == NULL || !(own->flags & MEMBER_STATIC) || (p->flags & MEMBER_STATIC)))
        p = own;
    else
        own = NULL;
    if (p == NULL)
        return lookup_undeclared(vm, name, silent);
    if (own != NULL || (p->flags & MEMBER_PUBLIC))
        return lookup_found(vm, c, p, silent, property);
    if ((p->flags & MEMBER_PRIVATE) || !class_protected_ok(p->declared_in, scope))
        return lookup_denied(vm, c, p, silent);
    return lookup_found(vm, c, p, silent, property);
}

static struct value *dynamic_find(struct object *o, struct string *name)
{
    return o->dynamic != NULL ? array_find_string(o->dynamic, name) : NULL;
}

/* ---- guards -------------------------------------------------------------------------------------- */

static bool guard_inside(const struct vm *vm, const struct object *o, const struct string *name,
                         uint32_t kind)
{
    const struct guard *g;

    if (o->guard_count == 0)
        return false;
    for (uint32_t i = vm->guard_count; i-- > 0;) {
        g = &vm->guards[i];
        if (g->object == o && g->kind == kind && string_equal(g->name, name))
            return true;
    }
    return false;
}

/* Also holds the object while the magic method runs. */
static bool guard_enter(struct vm *vm, struct object *o, struct string *name, uint32_t kind)
{
    uint32_t capacity;
    struct guard *guards;

    if (vm->guard_count == vm->guard_capacity) {
        capacity = vm->guard_capacity ? vm->guard_capacity * 2 : GUARDS_INITIAL;
        guards = mem_resize(vm, vm->guards, vm->guard_capacity * sizeof(*guards),
                            capacity * sizeof(*guards), SITE_object_guards);
        if (guards == NULL)
            return false;
        vm->guards = guards;
        vm->guard_capacity = capacity;
    }
    vm->guards[vm->guard_count++] = (struct guard){.object = o, .name = string_share(name), .kind = kind};
    o->guard_count++;
    o->gc.head.refcount++;
    return true;
}

/* Magic calls nest, so it is the last one. The object may be gone afterwards. */
static void guard_leave(struct vm *vm)
{
    struct guard g = vm->guards[--vm->guard_count];

    g.object->guard_count--;
    string_release(vm, g.name);
    object_release(vm, g.object);
}

/* May `magic` be called now? */
static bool guard_open(const struct vm *vm, const struct object *o, const struct func *magic,
                       const struct string *name, uint32_t kind)
{
    return magic != NULL && !guard_inside(vm, o, name, kind);
}

/* Calls magic(name) or magic(name, v), guarded. False after raising, also by the release of the object. */
static bool magic_call(struct vm *vm, struct object *o, struct func *magic, struct string *name,
                       uint32_t kind, const struct value *v, struct value *result)
{
    struct value args[2];
    bool ok;

    value_set_undef(result);
    if (!guard_enter(vm, o, name, kind))
        return false;
    value_set_string(&args[0], string_share(name));
    if (v != NULL)
        value_copy_deref(&args[1], v);
    ok = func_call_method(vm, o, magic, v != NULL ? 2 : 1, args, result);
    value_release(vm, &args[0]);
    if (v != NULL)
        value_release(vm, &args[1]);
    if (!error_is_fatal(vm) || !BUG(vm, gh14983_guard_reset, true))
        guard_leave(vm);
    if (ok && vm->exception != NULL) {
        value_clear(vm, result);
        ok = false;
    }
    return ok;
}

/* 1, 0, -1 after raising. */
static int magic_test(struct vm *vm, struct object *o, struct func *magic, struct string *name,
                      uint32_t kind)
{
    struct value result;
    bool is_true;

    if (!magic_call(vm, o, magic, name, kind, NULL, &result))
        return -1;
    is_true = value_is_true(vm, &result);
    value_release(vm, &result);
    return vm->exception != NULL ? -1 : is_true;
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* Through references, but for one that a writer may want. */
static void read_take(struct vm *vm, struct value *from, enum property_read how, struct value *result)
{
    if (how == PROPERTY_FOR_WRITE && from->type == TYPE_REF) {
        value_move(result, from);
        return;
    }
    value_copy_deref(result, from);
    value_release(vm, from);
    if (result->type == TYPE_UNDEF)
        value_set_null(result);
}

/* A readonly property that somebody wants to write through: only objects, whose own inside may change. */
static bool read_found(struct vm *vm, const struct property *p, const struct value *v,
                       enum property_read how, struct value *result)
{
    if (how == PROPERTY_FOR_WRITE && p != NULL && (p->flags & MEMBER_READONLY) &&
        value_deref_const(v)->type != TYPE_OBJECT) {
        error_throw_error(vm, "Cannot modify readonly property %s::$%s", p->declared_in->name->bytes,
                          p->name->bytes);
        return false;
    }
    value_copy_deref(result, v);
    return true;
}

static bool read_missing(struct vm *vm, const struct object *o, const struct string *name,
                         const struct property *p, enum property_read how, struct value *result)
{
    if (how == PROPERTY_QUIET)
        return true;
    if (p != NULL && type_decl_given(&p->type)) {
        error_throw_error(vm,
                          how == PROPERTY_FOR_WRITE && (p->flags & MEMBER_READONLY)
                              ? "Cannot indirectly modify readonly property %s::$%s"
                              : "Typed property %s::$%s must not be accessed before initialization",
                          p->declared_in->name->bytes, p->name->bytes);
        return false;
    }
    if (!error_warning(vm, "Undefined property: %s::$%s", o->class->name->bytes, name->bytes))
        return false;
    value_set_null(result);
    return true;
}

/* The value that __get made has to have the type of a declared property. If it is one to write through, it
 * is a copy, and PHP says so. */
static bool read_get(struct vm *vm, struct object *o, struct string *name, struct property *p,
                     enum property_read how, struct value *result)
{
    struct class *c = o->class;
    struct value got;

    if (!magic_call(vm, o, c->get, name, GUARD_GET, NULL, &got))
        return false;
    if (how == PROPERTY_FOR_WRITE && got.type != TYPE_REF && got.type != TYPE_OBJECT &&
        !error_notice(vm, "Indirect modification of overloaded property %s::$%s has no effect",
                      c->name->bytes, name->bytes)) {
        value_release(vm, &got);
        return false;
    }
    read_take(vm, &got, how, result);
    if (vm->exception == NULL && (p == NULL || result->type == TYPE_REF || property_accepts(vm, p, result)))
        return true;
    value_clear(vm, result);
    return false;
}

/* isset($o->x->y), $o->x ?? 1: __isset decides whether __get is asked. */
static bool read_quiet(struct vm *vm, struct object *o, struct string *name, struct property *p,
                       struct value *result)
{
    bool ok = true, held = !BUG(vm, gh21776_isset_this, o->gc.head.refcount == 1);
    int there = 1;

    if (held)
        o->gc.head.refcount++;
    if (guard_open(vm, o, o->class->isset, name, GUARD_ISSET))
        there = magic_test(vm, o, o->class->isset, name, GUARD_ISSET);
    if (there > 0 && guard_open(vm, o, o->class->get, name, GUARD_GET))
        ok = read_get(vm, o, name, p, PROPERTY_QUIET, result);
    if (held)
        object_release(vm, o);
    return ok && there >= 0;
}

bool object_read(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                 enum property_read how, struct value *result)
{
    struct class *c = o->class;
    struct property *p = NULL;
    struct value *v = NULL;
    int slot;

    value_set_undef(result);
    slot = object_lookup(vm, c, name, scope, how == PROPERTY_QUIET || c->get != NULL, &p);
    if (slot >= 0)
        v = &o->slots[slot];
    else if (slot == LOOKUP_DYNAMIC)
        v = dynamic_find(o, name);
    if (vm->exception != NULL)
        return false;
    if (v != NULL && v->type != TYPE_UNDEF)
        return read_found(vm, p, v, how, result);
    if (v != NULL && (v->extra & SLOT_UNINITIALIZED))
        return read_missing(vm, o, name, p, how, result);
    if (how == PROPERTY_QUIET && (c->isset != NULL || c->get != NULL))
        return read_quiet(vm, o, name, p, result);
    if (how != PROPERTY_QUIET && guard_open(vm, o, c->get, name, GUARD_GET))
        return read_get(vm, o, name, p, how, result);
    if (slot == LOOKUP_DENIED && how != PROPERTY_QUIET) {
        object_lookup(vm, c, name, scope, false, NULL);
        return false;
    }
    return read_missing(vm, o, name, p, how, result);
}

/* ---- writing ------------------------------------------------------------------------------------- */

static bool readonly_scope(struct vm *vm, const struct property *p, const struct class *scope,
                           const char *what)
{
    if (!(p->flags & MEMBER_READONLY) || p->declared_in == scope)
        return true;
    error_throw_error(vm, "Cannot %s readonly property %s::$%s from %s%s", what,
                      p->declared_in->name->bytes, p->name->bytes,
                      scope != NULL ? "scope " : "global scope", scope != NULL ? scope->name->bytes : "");
    return false;
}

/* A declared slot, written before or not. Conversions run user code, which may throw the object away. */
static bool write_slot(struct vm *vm, struct object *o, struct value *slot, struct property *p,
                       struct class *scope, const struct value *v, struct value *result)
{
    struct value held;
    bool ok, holds;

    if ((p->flags & MEMBER_READONLY) && slot->type != TYPE_UNDEF) {
        error_throw_error(vm, "Cannot modify readonly property %s::$%s", p->declared_in->name->bytes,
                          p->name->bytes);
        return false;
    }
    if (!readonly_scope(vm, p, scope, "initialize"))
        return false;
    if (!type_decl_given(&p->type))
        return variable_assign(vm, slot, v, result);
    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    holds = !BUG(vm, gh10169_object_freed, o->gc.head.refcount == 1);
    if (holds)
        o->gc.head.refcount++;
    ok = property_accepts(vm, p, &held);
    if (ok)
        ok = variable_take(vm, slot, &held, result);
    else
        value_release(vm, &held);
    if (holds)
        object_release(vm, o);
    if (ok && vm->exception != NULL && result != NULL)
        value_clear(vm, result);
    return ok && vm->exception == NULL;
}

/* May the class have a dynamic property? The deprecation runs user code: false if the object died of it. */
static bool dynamic_allowed(struct vm *vm, struct object *o, const struct string *name)
{
    const struct class *c = o->class;
    bool ok, alive;

    if (c->flags & CLASS_NO_DYNAMIC) {
        error_throw_error(vm, "Cannot create dynamic property %s::$%s", c->name->bytes, name->bytes);
        return false;
    }
    if (c->flags & CLASS_ALLOW_DYNAMIC)
        return true;
    o->gc.head.refcount++;
    ok = error_deprecated(vm, "Creation of dynamic property %s::$%s is deprecated", c->name->bytes,
                          name->bytes);
    alive = o->gc.head.refcount > 1;
    object_release(vm, o);
    if (ok && !alive && vm->exception == NULL)
        error_throw_error(vm, "Cannot create dynamic property %s::$%s", c->name->bytes, name->bytes);
    return ok && alive && vm->exception == NULL;
}

/* The slot of a dynamic property, made as null if it is not there; NULL after raising. */
static struct value *dynamic_put(struct vm *vm, struct object *o, struct string *name)
{
    if (o->dynamic == NULL) {
        o->dynamic = array_new(vm, 0, SITE_object_dynamic, SITE_NONE);
        if (o->dynamic == NULL)
            return NULL;
    }
    return array_put_string(vm, o->dynamic, name, NULL, SITE_object_dynamic_entry);
}

static bool write_dynamic(struct vm *vm, struct object *o, struct string *name, const struct value *v,
                          struct value *result)
{
    struct value held, *slot;

    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    string_share(name);
    slot = dynamic_allowed(vm, o, name) ? dynamic_put(vm, o, name) : NULL;
    string_release(vm, name);
    if (slot != NULL)
        return variable_take(vm, slot, &held, result);
    value_release(vm, &held);
    return false;
}

static bool write_set(struct vm *vm, struct object *o, struct string *name, const struct value *v,
                      struct value *result)
{
    struct value held, returned;
    bool ok;

    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    ok = magic_call(vm, o, o->class->set, name, GUARD_SET, &held, &returned);
    if (ok)
        value_release(vm, &returned);
    ok = ok && vm->exception == NULL;
    if (ok && result != NULL)
        value_move(result, &held);
    else
        value_release(vm, &held);
    return ok;
}

bool object_write(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                  const struct value *v, struct value *result)
{
    struct class *c = o->class;
    struct property *p = NULL;
    struct value *slot = NULL;
    int where;

    if (result != NULL)
        value_set_undef(result);
    where = object_lookup(vm, c, name, scope, c->set != NULL, &p);
    if (vm->exception != NULL)
        return false;
    if (where >= 0) {
        slot = &o->slots[where];
        if (slot->type != TYPE_UNDEF || (slot->extra & SLOT_UNINITIALIZED))
            return write_slot(vm, o, slot, p, scope, v, result);
    } else if (where == LOOKUP_DYNAMIC) {
        slot = dynamic_find(o, name);
        if (slot != NULL)
            return variable_assign(vm, slot, v, result);
    }
    if (guard_open(vm, o, c->set, name, GUARD_SET))
        return write_set(vm, o, name, v, result);
    if (where == LOOKUP_DENIED) {
        object_lookup(vm, c, name, scope, false, NULL);
        return false;
    }
    return where >= 0 ? write_slot(vm, o, slot, p, scope, v, result)
                      : write_dynamic(vm, o, name, v, result);
}

/* ---- isset, empty, property_exists ----------------------------------------------------------------- */

static int has_value(struct vm *vm, const struct value *v, enum object_has how)
{
    if (how == OBJECT_NOT_EMPTY)
        return value_is_true(vm, v);
    return how == OBJECT_EXISTS || value_deref_const(v)->type != TYPE_NULL;
}

/* empty() asks __get, too, once __isset has said yes. */
static int has_magic(struct vm *vm, struct object *o, struct string *name, enum object_has how)
{
    struct value got;
    int there;

    o->gc.head.refcount++;
    there = magic_test(vm, o, o->class->isset, name, GUARD_ISSET);
    if (there == 1 && how == OBJECT_NOT_EMPTY) {
        if (!guard_open(vm, o, o->class->get, name, GUARD_GET)) {
            there = 0;
        } else if (read_get(vm, o, name, NULL, PROPERTY_READ, &got)) {
            there = value_is_true(vm, &got);
            value_release(vm, &got);
        } else {
            there = -1;
        }
    }
    object_release(vm, o);
    return vm->exception != NULL ? -1 : there;
}

int object_has(struct vm *vm, struct object *o, struct string *name, struct class *scope,
               enum object_has how)
{
    struct value *v = NULL;
    int slot = object_lookup(vm, o->class, name, scope, true, NULL);

    if (slot >= 0)
        v = &o->slots[slot];
    else if (slot == LOOKUP_DYNAMIC)
        v = dynamic_find(o, name);
    if (v != NULL && v->type != TYPE_UNDEF)
        return has_value(vm, v, how);
    if (v != NULL && (v->extra & SLOT_UNINITIALIZED))
        return 0;
    if (how != OBJECT_EXISTS && guard_open(vm, o, o->class->isset, name, GUARD_ISSET))
        return has_magic(vm, o, name, how);
    return 0;
}

/* ---- unset --------------------------------------------------------------------------------------- */

static bool unset_slot(struct vm *vm, struct property *p, struct value *slot, struct class *scope)
{
    if (slot->type != TYPE_UNDEF) {
        if (p->flags & MEMBER_READONLY) {
            error_throw_error(vm, "Cannot unset readonly property %s::$%s", p->declared_in->name->bytes,
                              p->name->bytes);
            return false;
        }
        if (slot->type == TYPE_REF && slot->r->typed == p)
            slot->r->typed = NULL;
        slot->extra = 0;
        value_clear(vm, slot);
        return vm->exception == NULL;
    }
    if (!readonly_scope(vm, p, scope, "unset"))
        return false;
    slot->extra = 0;
    return true;
}

bool object_unset(struct vm *vm, struct object *o, struct string *name, struct class *scope)
{
    struct class *c = o->class;
    struct property *p = NULL;
    struct value result;
    int slot = object_lookup(vm, c, name, scope, c->unset != NULL, &p);

    if (vm->exception != NULL)
        return false;
    if (slot >= 0 && (o->slots[slot].type != TYPE_UNDEF || (o->slots[slot].extra & SLOT_UNINITIALIZED)))
        return unset_slot(vm, p, &o->slots[slot], scope);
    if (slot == LOOKUP_DYNAMIC && dynamic_find(o, name) != NULL) {
        array_delete(vm, o->dynamic, (struct array_key){.string = name});
        return vm->exception == NULL;
    }
    if (guard_open(vm, o, c->unset, name, GUARD_UNSET)) {
        if (!magic_call(vm, o, c->unset, name, GUARD_UNSET, NULL, &result))
            return false;
        value_release(vm, &result);
        return vm->exception == NULL;
    }
    if (slot != LOOKUP_DENIED)
        return true;
    object_lookup(vm, c, name, scope, false, NULL);
    return false;
}

/* ---- pointers ------------------------------------------------------------------------------------ */

/* Is it up to __get what the missing property is? */
static bool pointer_magic(const struct vm *vm, const struct object *o, const struct string *name)
{
    return guard_open(vm, o, o->class->get, name, GUARD_GET);
}

/* The warning of a read of what is not there. Its handler may drop the object: false then, too. */
static bool pointer_warn(struct vm *vm, struct object *o, const struct string *name)
{
    const struct class *c = o->class;
    bool ok, alive;

    o->gc.head.refcount++;
    ok = error_warning(vm, "Undefined property: %s::$%s", c->name->bytes, name->bytes);
    alive = o->gc.head.refcount > 1;
    object_release(vm, o);
    if (ok && !alive && vm->exception == NULL)
        error_throw_error(vm, "Cannot create dynamic property %s::$%s", c->name->bytes, name->bytes);
    return ok && alive && vm->exception == NULL;
}

static struct value *pointer_slot(struct vm *vm, struct object *o, struct value *slot, struct property *p,
                                  bool rw)
{
    bool typed = type_decl_given(&p->type);

    if (slot->type != TYPE_UNDEF)
        return (p->flags & MEMBER_READONLY) ? NULL : slot;
    if (!(slot->extra & SLOT_UNINITIALIZED) && pointer_magic(vm, o, p->name))
        return NULL;
    if (typed && rw) {
        error_throw_error(vm, "Typed property %s::$%s must not be accessed before initialization",
                          p->declared_in->name->bytes, p->name->bytes);
        return NULL;
    }
    if (p->flags & MEMBER_READONLY)
        return NULL;
    if (typed)
        return slot;
    value_set_null(slot);
    return !rw || pointer_warn(vm, o, p->name) ? slot : NULL;
}

static struct value *pointer_make(struct vm *vm, struct object *o, struct string *name, bool rw)
{
    struct value *slot = NULL;

    if (dynamic_allowed(vm, o, name))
        slot = dynamic_put(vm, o, name);
    if (slot == NULL || !rw)
        return slot;
    /* The warning's handler may have changed the table. */
    return pointer_warn(vm, o, name) ? dynamic_put(vm, o, name) : NULL;
}

static struct value *pointer_dynamic(struct vm *vm, struct object *o, struct string *name, bool rw)
{
    struct value *slot = dynamic_find(o, name);

    if (slot != NULL || pointer_magic(vm, o, name))
        return slot;
    string_share(name);
    slot = pointer_make(vm, o, name, rw);
    string_release(vm, name);
    return slot;
}

struct value *object_pointer(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                             bool rw, struct property **property)
{
    struct property *p = NULL;
    int slot = object_lookup(vm, o->class, name, scope, o->class->get != NULL, &p);

    if (property != NULL)
        *property = p != NULL && type_decl_given(&p->type) ? p : NULL;
    if (vm->exception != NULL)
        return NULL;
    if (slot >= 0)
        return pointer_slot(vm, o, &o->slots[slot], p, rw);
    if (slot == LOOKUP_DYNAMIC)
        return pointer_dynamic(vm, o, name, rw);
    return NULL;
}
