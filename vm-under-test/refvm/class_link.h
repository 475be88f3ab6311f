/* class_link.h: between the two halves of linking a class: class_link.c has the order of events and the
 * interfaces, class_inherit.c what each kind of member does. All return false after raising. */
#ifndef REFVM_CLASS_LINK_H
#define REFVM_CLASS_LINK_H

#include "vm.h"

#define LINK_FAIL(vm, line, ...) (error_compile(vm, line, __VA_ARGS__), false)

static inline const char *link_kind(const struct class *c)
{
    return (c->flags & CLASS_INTERFACE) ? "Interface" : "Class";
}

/* Slots, static properties and declarations of the parent. */
bool link_properties(struct vm *vm, struct class *c, struct class *parent);
/* Constants, and methods, of a parent or an interface. */
bool link_constants(struct vm *vm, struct class *c, struct class *from);
bool link_methods(struct vm *vm, struct class *c, struct class *from);

#endif
