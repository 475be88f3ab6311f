/* class.c: making classes, adding members, looking up, and giving all back.
 *
 * A class is in the list of its program (or of the VM) from the moment it exists, so every failure on the
 * way leaves the rest to class_free. What a class declares itself hangs in its own lists; its tables also
 * have what was inherited, which belongs to others and may be freed before, so class_free never follows it.
 */
#include "vm.h"

enum { FOLD_TEXT_MAX = 128 };

/* A table's entry whose key is this name in any case. Never allocates: lower-case names are interned, so
 * one that is not interned is nobody's; only very long ones are compared one by one. */
static struct value *table_find_fold(struct vm *vm, const struct array *table, const char *bytes,
                                     size_t len)
{
    struct string *key;

    if (len <= FOLD_TEXT_MAX) {
        key = string_interned_lower(vm, bytes, len);
        return key != NULL ? array_find_string(table, key) : NULL;
    }
    for (uint32_t i = array_next(table, 0); i < table->used; i = array_next(table, i + 1)) {
        key = array_key_at(table, i).string;
        if (key != NULL && string_is_fold(key, bytes, len))
            return array_slot(table, i);
    }
    return NULL;
}

struct class *class_find_lower(struct vm *vm, struct string *lower)
{
    const struct value *v = NULL;

    if (vm->program.class_table != NULL)
        v = array_find_string(vm->program.class_table, lower);
    if (v == NULL && vm->class_table != NULL)
        v = array_find_string(vm->class_table, lower);
    return v != NULL ? v->class : NULL;
}

struct class *class_find(struct vm *vm, struct string *name)
{
    bool global = name->len > 0 && name->bytes[0] == '\\';
    const char *bytes = name->bytes + global;
    size_t len = name->len - global;
    const struct value *v = NULL;

    if (vm->program.class_table != NULL)
        v = table_find_fold(vm, vm->program.class_table, bytes, len);
    if (v == NULL && vm->class_table != NULL)
        v = table_find_fold(vm, vm->class_table, bytes, len);
    return v != NULL ? v->class : NULL;
}

bool class_is(const struct class *c, const struct class *d)
{
    if (c == d)
        return true;
    if (d->flags & CLASS_INTERFACE) {
        for (uint32_t i = 0; i < c->interface_count; i++)
            if (c->interfaces[i] == d)
                return true;
        return false;
    }
    for (c = c->parent; c != NULL; c = c->parent)
        if (c == d)
            return true;
    return false;
}

struct func *class_method(const struct class *c, struct string *lower)
{
    const struct value *v = array_find_string(c->methods, lower);

    return v != NULL ? v->func : NULL;
}

struct func *class_method_fold(struct vm *vm, const struct class *c, const struct string *name)
{
    const struct value *v = table_find_fold(vm, c->methods, name->bytes, name->len);

    return v != NULL ? v->func : NULL;
}

/* ---- making -------------------------------------------------------------------------------------- */

static bool class_register(struct vm *vm, struct class *c)
{
    struct value *v;

    if (!(c->flags & CLASS_BUILTIN)) {
        c->next_in_program = vm->program.classes;
        vm->program.classes = c;
        return true;
    }
    c->next_in_program = vm->builtin_classes;
    vm->builtin_classes = c;
    v = array_put_string(vm, vm->class_table, c->lower, NULL, SITE_class_register);
    if (v == NULL)
        return false;
    v->class = c;
    v->info = TYPE_POINTER;
    return true;
}

struct class *class_new(struct vm *vm, struct string *name, uint32_t flags)
{
    struct array *tables[3] = {NULL, NULL, NULL};
    struct string *lower = string_intern_lower(vm, name->bytes, name->len, SITE_class_lower_name);
    struct class *c = NULL;

    if (lower == NULL)
        return NULL;
    tables[0] = array_new(vm, 0, SITE_class_constants, SITE_NONE);
    if (tables[0] != NULL)
        tables[1] = array_new(vm, 0, SITE_class_properties, SITE_NONE);
    if (tables[1] != NULL)
        tables[2] = array_new(vm, 0, SITE_class_methods, SITE_NONE);
    if (tables[2] != NULL)
        c = mem_new(vm, sizeof(*c), SITE_class_new);
    if (c == NULL) {
        for (int i = 0; i < 3; i++)
            array_release(vm, tables[i]);
        return NULL;
    }
    memset(c, 0, sizeof(*c));
    c->name = name;
    c->lower = lower;
    c->flags = flags;
    c->constants = tables[0];
    c->properties = tables[1];
    c->methods = tables[2];
    return class_register(vm, c) ? c : NULL;
}

/* ---- members ------------------------------------------------------------------------------------- */

/* Room for one more slot; defaults and declarations share one capacity, so both blocks are made first. */
static bool class_grow_slots(struct vm *vm, struct class *c)
{
    uint32_t capacity = c->slot_capacity ? c->slot_capacity * 2 : 4;
    struct property **properties;
    struct value *defaults;

    if (c->slot_count < c->slot_capacity)
        return true;
    properties = mem_new(vm, capacity * sizeof(*properties), SITE_class_slot_properties);
    if (properties == NULL)
        return false;
    defaults = mem_new(vm, capacity * sizeof(*defaults), SITE_class_defaults);
    if (defaults == NULL) {
        mem_free(vm, properties, capacity * sizeof(*properties));
        return false;
    }
    if (c->slot_capacity > 0) {
        memcpy(properties, c->slot_property, c->slot_count * sizeof(*properties));
        memcpy(defaults, c->defaults, c->slot_count * sizeof(*defaults));
        mem_free(vm, c->slot_property, c->slot_capacity * sizeof(*properties));
        mem_free(vm, c->defaults, c->slot_capacity * sizeof(*defaults));
    }
    c->slot_property = properties;
    c->defaults = defaults;
    c->slot_capacity = capacity;
    return true;
}

static bool class_grow_statics(struct vm *vm, struct class *c)
{
    uint32_t capacity = c->static_capacity ? c->static_capacity * 2 : 4;
    struct value *statics;

    if (c->static_count < c->static_capacity)
        return true;
    statics = mem_resize(vm, c->statics, c->static_capacity * sizeof(*statics), capacity * sizeof(*statics),
                         SITE_class_statics);
    if (statics == NULL)
        return false;
    c->statics = statics;
    c->static_capacity = capacity;
    return true;
}

static void class_initial_value(struct value *slot, struct value *value, const struct type_decl *type)
{
    slot->extra = 0;
    if (value != NULL)
        value_move(slot, value);
    else if (type != NULL && type_decl_given(type))
        value_set_undef(slot);
    else
        value_set_null(slot);
}

struct property *class_add_property(struct vm *vm, struct class *c, struct string *name, uint32_t flags,
                                    struct value *value, const struct type_decl *type)
{
    bool is_static = (flags & MEMBER_STATIC) != 0;
    struct property *p = NULL;
    struct value *entry = NULL;

    if (is_static ? class_grow_statics(vm, c) : class_grow_slots(vm, c))
        p = mem_new(vm, sizeof(*p), SITE_class_property);
    if (p != NULL)
        entry = array_put_string(vm, c->properties, name, NULL, SITE_class_property_entry);
    if (entry == NULL) {
        if (p != NULL)
            mem_free(vm, p, sizeof(*p));
        if (value != NULL)
            value_release(vm, value);
        return NULL;
    }
    *p = (struct property){.name = name, .flags = flags, .declared_in = c};
    if (!(flags & MEMBER_ACCESS))
        p->flags |= MEMBER_PUBLIC;
    if (type != NULL)
        p->type = *type;
    p->next_in_class = c->own_properties;
    c->own_properties = p;
    entry->p = p;
    entry->info = TYPE_POINTER;
    if (is_static) {
        p->slot = c->static_count++;
        class_initial_value(&c->statics[p->slot], value, type);
    } else {
        p->slot = c->slot_count++;
        class_initial_value(&c->defaults[p->slot], value, type);
        c->slot_property[p->slot] = p;
    }
    return p;
}

bool class_add_constant(struct vm *vm, struct class *c, struct string *name, uint32_t flags,
                        struct value *value)
{
    struct class_constant *k = mem_new(vm, sizeof(*k), SITE_class_constant);
    struct value *entry = NULL;

    if (k != NULL)
        entry = array_put_string(vm, c->constants, name, NULL, SITE_class_constant_entry);
    if (entry == NULL) {
        if (k != NULL)
            mem_free(vm, k, sizeof(*k));
        value_release(vm, value);
        return false;
    }
    *k = (struct class_constant){.name = name, .flags = flags, .declared_in = c};
    if (!(flags & MEMBER_ACCESS))
        k->flags |= MEMBER_PUBLIC;
    value_move(&k->value, value);
    k->next_in_class = c->own_constants;
    c->own_constants = k;
    entry->p = k;
    entry->info = TYPE_POINTER;
    return true;
}

bool class_add_method(struct vm *vm, struct class *c, struct string *lower, struct func *func)
{
    struct value *entry = array_put_string(vm, c->methods, lower, NULL, SITE_class_method_entry);

    if (entry == NULL)
        return false;
    entry->func = func;
    entry->info = TYPE_POINTER;
    if (func->scope == NULL)
        func->scope = c;
    if (!(func->flags & (FUNC_PUBLIC | FUNC_PROTECTED | FUNC_PRIVATE)))
        func->flags |= FUNC_PUBLIC;
    if (lower == vm->names[NAME_construct])
        func->flags |= FUNC_CONSTRUCTOR;
    return true;
}

/* ---- evaluation ---------------------------------------------------------------------------------- */

/* Of a slot of defaults or statics: evaluated in the class that declared it, and of its type. */
static bool class_evaluate_slot(struct vm *vm, struct value *slot, struct property *p)
{
    struct value v;

    if (slot->type != TYPE_CONSTANT)
        return true;
    if (!constant_evaluate(vm, slot->ast, p->declared_in, &v))
        return false;
    if (!property_accepts(vm, p, &v)) {
        value_release(vm, &v);
        return false;
    }
    /* An error handler that ran inside may have done the same already. */
    if (slot->type == TYPE_CONSTANT)
        value_move(slot, &v);
    else
        value_release(vm, &v);
    return vm->exception == NULL;
}

static bool class_evaluate_statics(struct vm *vm, struct class *c)
{
    struct property *p;

    for (uint32_t i = array_next(c->properties, 0); i < c->properties->used;
         i = array_next(c->properties, i + 1)) {
        p = array_slot(c->properties, i)->p;
        if (p->declared_in == c && (p->flags & MEMBER_STATIC) &&
            !class_evaluate_slot(vm, &c->statics[p->slot], p))
            return false;
    }
    return true;
}

static bool class_evaluate_all(struct vm *vm, struct class *c)
{
    struct class_constant *k;

    for (uint32_t i = array_next(c->constants, 0); i < c->constants->used;
         i = array_next(c->constants, i + 1)) {
        k = array_slot(c->constants, i)->p;
        if (!class_constant_evaluate(vm, k))
            return false;
    }
    if (!class_evaluate_statics(vm, c))
        return false;
    for (uint32_t i = 0; i < c->slot_count; i++)
        if (!class_evaluate_slot(vm, &c->defaults[i], c->slot_property[i]))
            return false;
    return true;
}

bool class_initialize(struct vm *vm, struct class *c)
{
    bool ok = true;

    if (c->flags & CLASS_CONSTANTS_DONE)
        return true;
    if (c->parent != NULL && !(c->parent->flags & CLASS_CONSTANTS_DONE)) {
        if (!nesting_enter(vm))
            return false;
        ok = class_initialize(vm, c->parent);
        nesting_leave(vm);
    }
    if (!ok || !class_evaluate_all(vm, c))
        return false;
    c->flags |= CLASS_CONSTANTS_DONE;
    return true;
}

/* ---- freeing ------------------------------------------------------------------------------------- */

void class_release_values(struct vm *vm, struct class *c)
{
    for (uint32_t i = 0; i < c->static_count; i++)
        value_clear(vm, &c->statics[i]);
    for (uint32_t i = 0; i < c->slot_count; i++)
        value_clear(vm, &c->defaults[i]);
    for (struct class_constant *k = c->own_constants; k != NULL; k = k->next_in_class)
        value_clear(vm, &k->value);
}

static void class_free_members(struct vm *vm, struct class *c)
{
    for (struct property *p = c->own_properties, *next; p != NULL; p = next) {
        next = p->next_in_class;
        mem_free(vm, p, sizeof(*p));
    }
    for (struct class_constant *k = c->own_constants, *next; k != NULL; k = next) {
        next = k->next_in_class;
        mem_free(vm, k, sizeof(*k));
    }
    array_release(vm, c->constants);
    array_release(vm, c->properties);
    array_release(vm, c->methods);
}

void class_free(struct vm *vm, struct class *c)
{
    class_free_members(vm, c);
    if (c->slot_capacity > 0) {
        mem_free(vm, c->defaults, c->slot_capacity * sizeof(*c->defaults));
        mem_free(vm, c->slot_property, c->slot_capacity * sizeof(*c->slot_property));
    }
    if (c->static_capacity > 0)
        mem_free(vm, c->statics, c->static_capacity * sizeof(*c->statics));
    if (c->interface_capacity > 0)
        mem_free(vm, c->interfaces, c->interface_capacity * sizeof(*c->interfaces));
    if (c->interface_names != NULL)
        mem_free(vm, c->interface_names, c->interface_name_count * sizeof(*c->interface_names));
    mem_free(vm, c, sizeof(*c));
}
