/* class_link.c: linking a class.
 *
 *   class_link
 *     find_interfaces    by name; the one step that throws what can be caught, before anything changes
 *     link_parent        slots, statics, properties, constants, methods of the parent
 *     link_interfaces    their constants and methods, and what the built-in ones demand
 *     link_verify        nothing abstract is left over
 *     link_magic         the methods that the VM calls itself
 *
 * A link that fails leaves a class that is never tried again (CLASS_BROKEN) and freed with its program.
 * Messages are fatal errors with PHP's texts.
 */
#include <stdio.h>

#include "class_link.h"

enum { LINK_TEXT_MAX = 480 };

/* ---- parent and interfaces ----------------------------------------------------------------------- */

enum {
    CLASS_INHERITED = CLASS_THROWABLE | CLASS_ITERATOR | CLASS_AGGREGATE | CLASS_ARRAYACCESS |
                      CLASS_COUNTABLE | CLASS_STRINGABLE | CLASS_NO_DYNAMIC | CLASS_ALLOW_DYNAMIC |
                      CLASS_NO_SERIALIZE | CLASS_NO_CLONE
};

static bool link_parent(struct vm *vm, struct class *c, struct class *parent)
{
    if (parent->flags & CLASS_INTERFACE)
        return LINK_FAIL(vm, c->line_start, "Class %s cannot extend interface %s", c->name->bytes,
                         parent->name->bytes);
    if (parent->flags & CLASS_FINAL)
        return LINK_FAIL(vm, c->line_start, "Class %s cannot extend final class %s", c->name->bytes,
                         parent->name->bytes);
    c->parent = parent;
    c->flags |= parent->flags & CLASS_INHERITED;
    c->create = parent->create;
    c->compare = parent->compare;
    c->payload_size = parent->payload_size;
    return link_properties(vm, c, parent) && link_constants(vm, c, parent) && link_methods(vm, c, parent);
}

/* Its interfaces by name, with room for Stringable behind them; the block has interface_name_count + 1
 * places. NULL after raising; nothing has changed then. */
static struct class **find_interfaces(struct vm *vm, struct class *c, uint32_t *count)
{
    size_t size = (c->interface_name_count + 1) * sizeof(struct class *);
    struct class **found = mem_new(vm, size, SITE_class_find_interfaces);
    bool stringable = class_method(c, vm->names[NAME_tostring]) != NULL && c != vm->classes.stringable;

    if (found == NULL)
        return NULL;
    *count = c->interface_name_count;
    for (uint32_t i = 0; i < *count; i++) {
        found[i] = class_find(vm, c->interface_names[i]);
        if (found[i] == NULL) {
            error_throw_error(vm, "Interface \"%s\" not found", c->interface_names[i]->bytes);
            mem_free(vm, found, size);
            return NULL;
        }
        if (found[i] == vm->classes.stringable)
            stringable = false;
    }
    if (stringable)
        found[(*count)++] = vm->classes.stringable;
    return found;
}

static bool interface_listed(const struct class *c, uint32_t from, const struct class *interface)
{
    for (uint32_t i = from; i < c->interface_count; i++)
        if (c->interfaces[i] == interface)
            return true;
    return false;
}

/* The list of all: the parent's, then those named, then what these extend. */
static bool link_collect(struct vm *vm, struct class *c, struct class **found, uint32_t count)
{
    uint32_t inherited = c->parent != NULL ? c->parent->interface_count : 0, named;
    uint32_t capacity = inherited + count;

    for (uint32_t i = 0; i < count; i++)
        capacity += found[i]->interface_count;
    if (capacity == 0)
        return true;
    c->interfaces = mem_new(vm, capacity * sizeof(*c->interfaces), SITE_class_link_interfaces);
    if (c->interfaces == NULL)
        return false;
    c->interface_capacity = capacity;
    for (uint32_t i = 0; i < inherited; i++)
        c->interfaces[c->interface_count++] = c->parent->interfaces[i];
    for (uint32_t i = 0; i < count; i++) {
        if (!(found[i]->flags & CLASS_INTERFACE))
            return LINK_FAIL(vm, c->line_start, "%s cannot implement %s - it is not an interface",
                             c->name->bytes, found[i]->name->bytes);
        if (interface_listed(c, inherited, found[i]))
            return LINK_FAIL(vm, c->line_start,
                             "%s %s cannot implement previously implemented interface %s", link_kind(c),
                             c->name->bytes, found[i]->name->bytes);
        if (!interface_listed(c, 0, found[i]))
            c->interfaces[c->interface_count++] = found[i];
    }
    named = c->interface_count;
    for (uint32_t i = inherited; i < named; i++)
        for (uint32_t j = 0; j < c->interfaces[i]->interface_count; j++)
            if (!interface_listed(c, 0, c->interfaces[i]->interfaces[j]))
                c->interfaces[c->interface_count++] = c->interfaces[i]->interfaces[j];
    return true;
}

static bool has_method(struct vm *vm, const struct class *c, const char *lower)
{
    struct string *name = string_interned(vm, lower, strlen(lower));

    return name != NULL && class_method(c, name) != NULL;
}

/* What the interfaces of the VM itself demand beyond their methods. */
static bool link_builtin_demands(struct vm *vm, struct class *c, const struct class *interface)
{
    const struct classes *k = &vm->classes;

    if (interface == k->traversable && !(c->flags & (CLASS_INTERFACE | CLASS_ITERATOR | CLASS_AGGREGATE))) {
        error_fatal_at(vm, FATAL_COMPILE, LEVEL_CORE_ERROR, 0,
                       "Class %s must implement interface Traversable as part of either Iterator or "
                       "IteratorAggregate",
                       c->name->bytes);
        return false;
    }
    if ((interface == k->iterator || interface == k->aggregate) && !(c->flags & CLASS_INTERFACE) &&
        (c->flags & CLASS_ITERATOR) && (c->flags & CLASS_AGGREGATE))
        return LINK_FAIL(vm, c->line_start,
                         "Class %s cannot implement both Iterator and IteratorAggregate at the same time",
                         c->name->bytes);
    if (interface == k->throwable && !(c->flags & (CLASS_INTERFACE | CLASS_BUILTIN)) &&
        !(class_is(c, k->exception) || class_is(c, k->error)))
        return LINK_FAIL(vm, c->line_start,
                         "Class %s cannot implement interface Throwable, extend Exception or Error instead",
                         c->name->bytes);
    if (interface == k->serializable && !(c->flags & (CLASS_ABSTRACT | CLASS_INTERFACE)) &&
        !(has_method(vm, c, "__serialize") && has_method(vm, c, "__unserialize")))
        return error_report_at(vm, LEVEL_DEPRECATED, c->line_start,
                               "%s implements the Serializable interface, which is deprecated. Implement "
                               "__serialize() and __unserialize() instead (or in addition, if support for "
                               "old PHP versions is necessary)",
                               c->name->bytes);
    return true;
}

static void link_interface_flags(struct vm *vm, struct class *c)
{
    for (uint32_t i = 0; i < c->interface_count; i++) {
        c->flags |= c->interfaces[i]->flags & CLASS_INHERITED;
        if (c->interfaces[i] == vm->classes.throwable)
            c->flags |= CLASS_THROWABLE;
    }
}

static bool link_interfaces(struct vm *vm, struct class *c, struct class **found, uint32_t count)
{
    uint32_t inherited = c->parent != NULL ? c->parent->interface_count : 0;

    if (!link_collect(vm, c, found, count))
        return false;
    link_interface_flags(vm, c);
    for (uint32_t i = 0; i < c->interface_count; i++) {
        if (i >= inherited &&
            !(link_constants(vm, c, c->interfaces[i]) && link_methods(vm, c, c->interfaces[i])))
            return false;
        if (!link_builtin_demands(vm, c, c->interfaces[i]))
            return false;
    }
    return true;
}

/* ---- the end ------------------------------------------------------------------------------------- */

static void link_magic(struct vm *vm, struct class *c)
{
    struct string **n = vm->names;

    c->constructor = class_method(c, n[NAME_construct]);
    c->destructor = class_method(c, n[NAME_destruct]);
    c->clone = class_method(c, n[NAME_clone]);
    c->get = class_method(c, n[NAME_get]);
    c->set = class_method(c, n[NAME_set]);
    c->isset = class_method(c, n[NAME_isset]);
    c->unset = class_method(c, n[NAME_unset]);
    c->call = class_method(c, n[NAME_call]);
    c->callstatic = class_method(c, n[NAME_callstatic]);
    c->tostring = class_method(c, n[NAME_tostring]);
    c->invoke = class_method(c, n[NAME_invoke]);
    c->debuginfo = class_method(c, n[NAME_debuginfo]);
    if (c->get != NULL || c->set != NULL || c->isset != NULL || c->unset != NULL)
        c->flags |= CLASS_HAS_GUARDED;
    if (c->flags & CLASS_ARRAYACCESS) {
        c->offset_get = class_method(c, n[NAME_offsetget]);
        c->offset_set = class_method(c, n[NAME_offsetset]);
        c->offset_exists = class_method(c, n[NAME_offsetexists]);
        c->offset_unset = class_method(c, n[NAME_offsetunset]);
    }
    if (c->flags & CLASS_ITERATOR) {
        c->iter_current = class_method(c, n[NAME_current]);
        c->iter_key = class_method(c, n[NAME_key]);
        c->iter_next = class_method(c, n[NAME_next]);
        c->iter_rewind = class_method(c, n[NAME_rewind]);
        c->iter_valid = class_method(c, n[NAME_valid]);
    }
    if (c->flags & CLASS_AGGREGATE)
        c->get_iterator = class_method(c, n[NAME_getiterator]);
    if (c->flags & CLASS_COUNTABLE)
        c->count = class_method(c, n[NAME_count]);
}

/* "A::f, A::g, B::h, ..." */
static bool link_verify(struct vm *vm, struct class *c)
{
    char text[LINK_TEXT_MAX] = "";
    uint32_t count = 0;
    size_t len = 0;
    struct func *f;

    if (c->flags & (CLASS_INTERFACE | CLASS_ABSTRACT))
        return true;
    for (uint32_t i = array_next(c->methods, 0); i < c->methods->used; i = array_next(c->methods, i + 1)) {
        f = array_slot(c->methods, i)->func;
        if (!(f->flags & FUNC_ABSTRACT))
            continue;
        if (++count <= 3 && len < sizeof(text))
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s::%s", count > 1 ? ", " : "",
                                    f->scope->name->bytes, f->name->bytes);
    }
    if (count == 0)
        return true;
    return LINK_FAIL(vm, c->line_start,
                     "%s %s contains %d abstract method%s and must therefore be declared abstract or "
                     "implement the remaining methods (%s%s)",
                     link_kind(c), c->name->bytes, (int)count, count == 1 ? "" : "s", text,
                     count > 3 ? ", ..." : "");
}

/* Most classes have no constant expressions and need no evaluation later. */
static bool link_has_constants(const struct class *c)
{
    for (uint32_t i = array_next(c->constants, 0); i < c->constants->used;
         i = array_next(c->constants, i + 1))
        if (((struct class_constant *)array_slot(c->constants, i)->p)->value.type == TYPE_CONSTANT)
            return true;
    for (uint32_t i = 0; i < c->slot_count; i++)
        if (c->defaults[i].type == TYPE_CONSTANT)
            return true;
    for (uint32_t i = 0; i < c->static_count; i++)
        if (c->statics[i].type == TYPE_CONSTANT)
            return true;
    return false;
}

bool class_link(struct vm *vm, struct class *c, struct class *parent)
{
    uint32_t count = 0;
    struct class **found;
    bool ok;

    if (c->flags & CLASS_BROKEN)
        return LINK_FAIL(vm, c->line_start, "Cannot declare class %s, because linking it failed before",
                         c->name->bytes);
    found = find_interfaces(vm, c, &count);
    if (found == NULL)
        return false;
    c->flags |= CLASS_BROKEN;
    ok = (parent == NULL || link_parent(vm, c, parent)) && link_interfaces(vm, c, found, count);
    mem_free(vm, found, (c->interface_name_count + 1) * sizeof(*found));
    if (!ok || !link_verify(vm, c))
        return false;
    link_magic(vm, c);
    if (!link_has_constants(c) && (parent == NULL || (parent->flags & CLASS_CONSTANTS_DONE)))
        c->flags |= CLASS_CONSTANTS_DONE;
    c->flags = (c->flags & ~(uint32_t)CLASS_BROKEN) | CLASS_LINKED;
    return true;
}
