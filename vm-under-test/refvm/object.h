/* object.h: objects, property access with all its magic, closures.
 *
 * Every access that user code can hook (magic methods, typed properties, dynamic properties) goes
 * through these functions; the interpreters have inline caches for declared public slots only. All of
 * them may run user code and raise: look at vm->exception, or at the result where it says NULL or false.
 * While user code runs, the object is kept alive by the function.
 */
#ifndef REFVM_OBJECT_H
#define REFVM_OBJECT_H

#include "class.h"
#include "func.h"
#include "value.h"

enum object_flags {
    OBJECT_DESTRUCTED = 1 << 0, /* its destructor was called, or must not be */
    OBJECT_FREED = 1 << 1,      /* properties are gone; only the memory is left */
};

struct object {
    struct collectable gc;
    uint32_t handle; /* spl_object_id: the lowest free number, from 1 */
    uint32_t flags;
    struct class *class;
    struct array *dynamic; /* properties that are not declared; NULL while there are none */
    uint32_t guard_count;
    uint32_t spare;
    struct value slots[]; /* class->slot_count, then class->payload_size bytes */
};

static inline size_t object_size(const struct class *c)
{
    return sizeof(struct object) + c->slot_count * sizeof(struct value) + c->payload_size;
}

static inline void *object_payload(struct object *o)
{
    return &o->slots[o->class->slot_count];
}

/* Handles: a table with a free list; destroyed with the VM. */
struct handles {
    struct object **table; /* [0] unused; a free entry holds (next free << 1 | 1) */
    uint32_t capacity, used, free;
};

/* In `extra` of an object's slot that is TYPE_UNDEF: it was never written, as opposed to unset() later,
 * which is when the magic methods come in. */
enum { SLOT_UNINITIALIZED = 1 };

void handles_drop(struct vm *vm); /* the program is gone: the tables of handles and of guards */

/* With defaults, no constructor called; the class is initialized first. One holder. NULL after raising
 * (also "Cannot instantiate abstract class X"). */
struct object *object_new(struct vm *vm, struct class *c); /* by class->create if there is one */
/* What object_new and a class_create_fn build on: no checks, the class is initialized. */
struct object *object_alloc(struct vm *vm, struct class *c);
/* The constructor that `new` has to call, or NULL if there is none; with access check from `scope`. False
 * after raising. */
bool object_constructor(struct vm *vm, struct class *c, struct class *scope, struct func **constructor);
struct object *object_clone(struct vm *vm, struct object *o); /* with __clone and access check */
void object_release(struct vm *vm, struct object *o);

/* Calls the destructor if there is one and it was not called, at refcount 0 or for the last pass. The
 * object lives on if the destructor made new holders. */
void object_destruct(struct vm *vm, struct object *o);
/* At the end of the program: destructors of all that live, in order of creation. */
void objects_destruct_all(struct vm *vm);
void objects_mark_destructed(struct vm *vm);              /* after a fatal error: none is called any more */
void object_free_memory(struct vm *vm, struct object *o); /* handle and block; properties are gone */

/* ---- properties. `scope` is the class whose code asks (frame_scope), or NULL. -------------------- */

enum property_read {
    PROPERTY_READ,
    PROPERTY_QUIET, /* isset, ??: no warning */
    /* What object_pointer gave NULL for: the notice "Indirect modification of overloaded property ..." and
     * the errors of readonly properties are raised here, and `result` may be TYPE_REF (of a __get that
     * returns a reference). */
    PROPERTY_FOR_WRITE,
};

/* Reads into `result` (a new reference, never TYPE_REF); false after raising. With PROPERTY_QUIET a missing
 * one gives TYPE_UNDEF; __isset is asked before __get then. */
bool object_read(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                 enum property_read how, struct value *result);
/* Writes a copy of `v`, converted to the declared type; `result` (may be NULL) gets what was assigned. */
bool object_write(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                  const struct value *v, struct value *result);
enum object_has { OBJECT_EXISTS /* property_exists */, OBJECT_ISSET, OBJECT_NOT_EMPTY };
/* 1, 0, or -1 after raising. */
int object_has(struct vm *vm, struct object *o, struct string *name, struct class *scope,
               enum object_has how);
bool object_unset(struct vm *vm, struct object *o, struct string *name, struct class *scope);

/* A pointer to the property's slot for writing through (&, [], ++): created as null if missing (a
 * warning for `rw`). NULL with no exception: there is magic (__get/__set) or a readonly property in
 * between; use object_read and object_write. `*property` gets the declaration of a typed one, or NULL. */
struct value *object_pointer(struct vm *vm, struct object *o, struct string *name, struct class *scope,
                             bool rw, struct property **property);

/* The declared, visible instance property from `scope`: its slot, or -1 for "dynamic", or -2 when access
 * is denied (nothing raised when `silent`). */
int object_lookup(struct vm *vm, struct class *c, struct string *name, struct class *scope, bool silent,
                  struct property **property);

/* A property's name as it is in an array: "\0A\0x" of a private one, "\0*\0x" of a protected one. A new
 * reference; NULL after raising. */
struct string *property_mangled(struct vm *vm, const struct property *p, enum site site);

/* name -> value of all that `scope` may see, in PHP's order, as a new array (get_object_vars, foreach,
 * (array) with scope NULL and `all`, where private names are mangled). NULL after raising. */
struct array *object_properties(struct vm *vm, struct object *o, struct class *scope, bool all,
                                enum site head, enum site table);

/* ---- [] on objects: ArrayAccess. `key` NULL is `[]`. ------------------------------------------------ */
bool object_read_dim(struct vm *vm, struct object *o, const struct value *key, enum property_read how,
                     struct value *result);
bool object_write_dim(struct vm *vm, struct object *o, const struct value *key, const struct value *v);
int object_has_dim(struct vm *vm, struct object *o, const struct value *key, bool not_empty);
bool object_unset_dim(struct vm *vm, struct object *o, const struct value *key);

/* ---- methods ------------------------------------------------------------------------------------- */

/* The method to call on `o` from `scope`, with access check; __call makes a trampoline (func.h). The
 * caller gives a trampoline back with func_release_trampoline. NULL after raising. */
struct func *object_method(struct vm *vm, struct object *o, struct string *name, struct class *scope);
struct func *class_static_method(struct vm *vm, struct class *c, struct string *name, struct class *scope,
                                 struct object *self);

/* (string) of an object: a new reference; NULL after raising. */
struct string *object_to_string(struct vm *vm, struct object *o);

/* ---- closures: an object of class Closure with this payload ---------------------------------------- */
struct closure {
    struct func *func;
    struct value self;     /* the bound $this, or TYPE_UNDEF */
    struct class *scope;   /* self:: inside */
    struct class *called;  /* static:: inside */
    struct array *statics; /* bound variables and static variables by CV name, or NULL */
};

static inline struct closure *closure_of(struct object *o)
{
    return object_payload(o);
}

/* `self` may be NULL. Bound variables are added with array_put into closure->statics by BIND_LEXICAL. */
struct object *closure_new(struct vm *vm, struct func *func, struct class *scope, struct class *called,
                           struct object *self);

#endif
