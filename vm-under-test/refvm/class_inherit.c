/* class_inherit.c: what a class takes over from its parent and its interfaces, member by member, and what
 * PHP forbids in doing so. A message about a method is at the method's line, others are at the class's.
 */
#include "class_link.h"

enum { METHOD_TEXT_MAX = 480 };

static int link_line(const struct class *c, const struct func *child)
{
    return child != NULL && child->line_start > 0 ? child->line_start : c->line_start;
}

/* Accesses order by how much they forbid. */
static uint32_t member_access(uint32_t flags)
{
    return (flags & MEMBER_PRIVATE)     ? MEMBER_PRIVATE
           : (flags & MEMBER_PROTECTED) ? MEMBER_PROTECTED
                                        : MEMBER_PUBLIC;
}

static uint32_t func_access(const struct func *f)
{
    return (f->flags & FUNC_PRIVATE)     ? MEMBER_PRIVATE
           : (f->flags & FUNC_PROTECTED) ? MEMBER_PROTECTED
                                         : MEMBER_PUBLIC;
}

static const char *access_name(uint32_t access)
{
    return access == MEMBER_PUBLIC ? "public" : access == MEMBER_PROTECTED ? "protected" : "private";
}

static const char *or_weaker(uint32_t access)
{
    return access == MEMBER_PUBLIC ? "" : " or weaker";
}

/* ---- properties and statics ---------------------------------------------------------------------- */

static bool type_same(const struct type_decl *a, const struct type_decl *b)
{
    if (a->mask != b->mask || (a->class_lower == NULL) != (b->class_lower == NULL))
        return false;
    return a->class_lower == b->class_lower;
}

static bool link_check_property_type(struct vm *vm, struct class *c, const struct property *child,
                                     const struct property *parent)
{
    char text[256];

    if (type_decl_given(&parent->type)) {
        if (type_same(&child->type, &parent->type))
            return true;
        type_decl_print_in(&parent->type, parent->declared_in, text, sizeof(text));
        return LINK_FAIL(vm, c->line_start, "Type of %s::$%s must be %s (as in class %s)", c->name->bytes,
                         child->name->bytes, text, parent->declared_in->name->bytes);
    }
    if (!type_decl_given(&child->type))
        return true;
    return LINK_FAIL(vm, c->line_start, "Type of %s::$%s must not be defined (as in class %s)",
                     c->name->bytes, child->name->bytes, parent->declared_in->name->bytes);
}

/* A property that the class declares, and its parent, too. */
static bool link_check_property(struct vm *vm, struct class *c, const struct property *child,
                                const struct property *parent)
{
    const char *name = child->name->bytes, *of = parent->declared_in->name->bytes;
    uint32_t access = member_access(parent->flags);

    if ((child->flags ^ parent->flags) & MEMBER_STATIC)
        return LINK_FAIL(vm, c->line_start, "Cannot redeclare %s%s::$%s as %s%s::$%s",
                         (parent->flags & MEMBER_STATIC) ? "static " : "non static ", of, name,
                         (child->flags & MEMBER_STATIC) ? "static " : "non static ", c->name->bytes, name);
    if ((child->flags ^ parent->flags) & MEMBER_READONLY)
        return LINK_FAIL(vm, c->line_start, "Cannot redeclare %s property %s::$%s as %s %s::$%s",
                         (parent->flags & MEMBER_READONLY) ? "readonly" : "non-readonly", of, name,
                         (child->flags & MEMBER_READONLY) ? "readonly" : "non-readonly", c->name->bytes,
                         name);
    if (member_access(child->flags) > access)
        return LINK_FAIL(vm, c->line_start, "Access level to %s::$%s must be %s (as in class %s)%s",
                         c->name->bytes, name, access_name(access), of, or_weaker(access));
    return link_check_property_type(vm, c, child, parent);
}

static struct property *table_property(const struct array *table, struct string *name)
{
    const struct value *v = array_find_string(table, name);

    return v != NULL ? v->p : NULL;
}

/* Slots of the parent first, then those that the class adds. Everything that can fail comes first. */
static bool link_slots(struct vm *vm, struct class *c, struct class *parent)
{
    uint32_t capacity = parent->slot_count + c->slot_count, count = parent->slot_count;
    struct value *defaults, *old = c->defaults;
    struct property **properties, **old_properties = c->slot_property, *p, *above;

    if (parent->slot_count == 0)
        return true;
    defaults = mem_new(vm, capacity * sizeof(*defaults), SITE_class_link_defaults);
    if (defaults == NULL)
        return false;
    properties = mem_new(vm, capacity * sizeof(*properties), SITE_class_link_slots);
    if (properties == NULL) {
        mem_free(vm, defaults, capacity * sizeof(*defaults));
        return false;
    }
    for (uint32_t i = 0; i < parent->slot_count; i++) {
        value_copy(&defaults[i], &parent->defaults[i]);
        defaults[i].extra = 0;
        properties[i] = parent->slot_property[i];
    }
    for (uint32_t i = 0; i < c->slot_count; i++) {
        p = old_properties[i];
        above = table_property(parent->properties, p->name);
        if (above != NULL && !(above->flags & (MEMBER_PRIVATE | MEMBER_STATIC))) {
            p->slot = above->slot;
            value_release(vm, &defaults[p->slot]);
        } else {
            p->slot = count++;
        }
        value_move(&defaults[p->slot], &old[i]);
        defaults[p->slot].extra = 0;
        properties[p->slot] = p;
    }
    if (c->slot_capacity > 0) {
        mem_free(vm, old, c->slot_capacity * sizeof(*old));
        mem_free(vm, old_properties, c->slot_capacity * sizeof(*old_properties));
    }
    c->defaults = defaults;
    c->slot_property = properties;
    c->slot_count = count;
    c->slot_capacity = capacity;
    return true;
}

/* An inherited static property is the parent's own; one that is declared again is another. */
static bool link_statics(struct vm *vm, struct class *c, struct class *parent)
{
    uint32_t count = parent->static_count + c->static_count;
    struct value *statics, *from;

    if (parent->static_count == 0)
        return true;
    statics = mem_new(vm, count * sizeof(*statics), SITE_class_link_statics);
    if (statics == NULL)
        return false;
    for (uint32_t i = 0; i < parent->static_count; i++) {
        from = &parent->statics[i];
        statics[i].indirect = from->type == TYPE_INDIRECT ? from->indirect : from;
        statics[i].info = TYPE_INDIRECT;
        statics[i].extra = 0;
    }
    for (uint32_t i = 0; i < c->static_count; i++) {
        value_move(&statics[parent->static_count + i], &c->statics[i]);
        statics[parent->static_count + i].extra = 0;
    }
    if (c->static_capacity > 0)
        mem_free(vm, c->statics, c->static_capacity * sizeof(*c->statics));
    c->statics = statics;
    c->static_count = c->static_capacity = count;
    for (struct property *p = c->own_properties; p != NULL; p = p->next_in_class)
        if (p->flags & MEMBER_STATIC)
            p->slot += parent->static_count;
    return true;
}

static bool table_inherit(struct vm *vm, struct array *table, struct string *name, void *what,
                          enum site site)
{
    struct value *v = array_put_string(vm, table, name, NULL, site);

    if (v == NULL)
        return false;
    v->p = what;
    v->info = TYPE_POINTER;
    return true;
}

bool link_properties(struct vm *vm, struct class *c, struct class *parent)
{
    struct array *from = parent->properties;
    struct property *p, *child;

    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        p = array_slot(from, i)->p;
        if (p->flags & MEMBER_PRIVATE)
            continue;
        child = table_property(c->properties, p->name);
        if (child != NULL && !link_check_property(vm, c, child, p))
            return false;
    }
    if (!link_slots(vm, c, parent) || !link_statics(vm, c, parent))
        return false;
    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        p = array_slot(from, i)->p;
        if (!(p->flags & MEMBER_PRIVATE) && table_property(c->properties, p->name) == NULL &&
            !table_inherit(vm, c->properties, p->name, p, SITE_class_link_property))
            return false;
    }
    return true;
}

/* ---- constants ----------------------------------------------------------------------------------- */

static bool link_check_constant(struct vm *vm, struct class *c, const struct class_constant *mine,
                                const struct class_constant *theirs)
{
    uint32_t access = member_access(theirs->flags);
    const char *of = theirs->declared_in->name->bytes, *name = mine->name->bytes;

    if (mine->declared_in != c && mine->declared_in != theirs->declared_in &&
        (theirs->declared_in->flags & CLASS_INTERFACE))
        return LINK_FAIL(vm, c->line_start, "%s %s inherits both %s::%s and %s::%s, which is ambiguous",
                         link_kind(c), c->name->bytes, mine->declared_in->name->bytes, name, of, name);
    if (member_access(mine->flags) > access)
        return LINK_FAIL(vm, c->line_start, "Access level to %s::%s must be %s (as in class %s)%s",
                         c->name->bytes, name, access_name(access), of, or_weaker(access));
    if (theirs->flags & MEMBER_FINAL)
        return LINK_FAIL(vm, c->line_start, "%s::%s cannot override final constant %s::%s",
                         mine->declared_in->name->bytes, name, of, name);
    return true;
}

bool link_constants(struct vm *vm, struct class *c, struct class *from)
{
    struct class_constant *k;
    const struct value *mine;

    for (uint32_t i = array_next(from->constants, 0); i < from->constants->used;
         i = array_next(from->constants, i + 1)) {
        k = array_slot(from->constants, i)->p;
        if (k->flags & MEMBER_PRIVATE)
            continue;
        mine = array_find_string(c->constants, k->name);
        if (mine != NULL ? mine->p != k && !link_check_constant(vm, c, mine->p, k)
                         : !table_inherit(vm, c->constants, k->name, k, SITE_class_link_constant))
            return false;
    }
    return true;
}

/* ---- methods ------------------------------------------------------------------------------------- */

static bool link_add_method(struct vm *vm, struct class *c, struct string *lower, struct func *f)
{
    return table_inherit(vm, c->methods, lower, f, SITE_class_link_method);
}

/* What PHP forbids between a method and the one it overrides, but for the signature. */
static bool link_check_flags(struct vm *vm, struct class *c, const struct func *child,
                             const struct func *parent)
{
    const char *of = parent->scope->name->bytes, *name = child->name->bytes;
    uint32_t access = func_access(parent);
    int line = link_line(c, child);

    if (parent->flags & FUNC_FINAL)
        return LINK_FAIL(vm, line, "Cannot override final method %s::%s()", of, parent->name->bytes);
    if ((child->flags ^ parent->flags) & FUNC_STATIC)
        return LINK_FAIL(vm, line,
                         (child->flags & FUNC_STATIC)
                             ? "Cannot make non static method %s::%s() static in class %s"
                             : "Cannot make static method %s::%s() non static in class %s",
                         of, name, child->scope->name->bytes);
    if ((child->flags & FUNC_ABSTRACT) && !(parent->flags & FUNC_ABSTRACT))
        return LINK_FAIL(vm, line, "Cannot make non abstract method %s::%s() abstract in class %s", of,
                         name, child->scope->name->bytes);
    if (func_access(child) > access &&
        (!(parent->flags & FUNC_CONSTRUCTOR) || (parent->flags & FUNC_ABSTRACT)))
        return LINK_FAIL(vm, line, "Access level to %s::%s() must be %s (as in class %s)%s",
                         child->scope->name->bytes, name, access_name(access), of, or_weaker(access));
    return true;
}

static bool link_check_signature(struct vm *vm, struct class *c, const struct func *child,
                                 const struct func *parent)
{
    char mine[METHOD_TEXT_MAX], theirs[METHOD_TEXT_MAX];
    const char *missing = NULL;
    int line = link_line(c, child);

    switch (class_compatible(vm, c, child, parent, &missing)) {
    case COMPATIBLE_YES:
        return true;
    case COMPATIBLE_TENTATIVE:
        class_print_method(vm, child, mine, sizeof(mine));
        class_print_method(vm, parent, theirs, sizeof(theirs));
        return error_report_at(vm, LEVEL_DEPRECATED, line,
                               "Return type of %s should either be compatible with %s, or the "
                               "#[\\ReturnTypeWillChange] attribute should be used to temporarily suppress "
                               "the notice",
                               mine, theirs);
    case COMPATIBLE_UNKNOWN:
        class_print_method(vm, child, mine, sizeof(mine));
        class_print_method(vm, parent, theirs, sizeof(theirs));
        return LINK_FAIL(
            vm, line, "Could not check compatibility between %s and %s, because class %s is not available",
            mine, theirs, missing);
    default:
        class_print_method(vm, child, mine, sizeof(mine));
        class_print_method(vm, parent, theirs, sizeof(theirs));
        return LINK_FAIL(vm, line, "Declaration of %s must be compatible with %s", mine, theirs);
    }
}

static bool link_override(struct vm *vm, struct class *c, struct func *child, struct func *parent)
{
    struct func *prototype = parent->prototype != NULL ? parent->prototype : parent;

    if ((parent->flags & FUNC_PRIVATE) && !(parent->flags & FUNC_ABSTRACT))
        return true;
    if ((parent->flags & FUNC_CONSTRUCTOR) && !(prototype->flags & FUNC_ABSTRACT))
        return link_check_flags(vm, c, child, parent);
    if (!link_check_flags(vm, c, child, parent))
        return false;
    if (child->scope == c)
        child->prototype = prototype;
    return link_check_signature(vm, c, child, (parent->flags & FUNC_CONSTRUCTOR) ? prototype : parent);
}

bool link_methods(struct vm *vm, struct class *c, struct class *from)
{
    struct func *f, *child;
    struct string *lower;

    for (uint32_t i = array_next(from->methods, 0); i < from->methods->used;
         i = array_next(from->methods, i + 1)) {
        f = array_slot(from->methods, i)->func;
        lower = array_key_at(from->methods, i).string;
        child = class_method(c, lower);
        if (child == f)
            continue;
        if (child != NULL ? !link_override(vm, c, child, f) : !link_add_method(vm, c, lower, f))
            return false;
    }
    return true;
}
