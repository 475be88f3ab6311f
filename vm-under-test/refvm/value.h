/* value.h: what a variable holds, and how its memory is counted.
 *
 * A value is 16 bytes: a payload of 8, a type word of 4, and 4 spare bytes that belong to whoever owns
 * the slot (the hash chain of a bucket, the position of a foreach), so that copying a value never
 * touches them. The layout follows PHP's zval, so that what breaks there can break here.
 *
 * Ownership: a slot holds one reference to what it points at. `value_copy` takes another, `value_move`
 * hands it over, `value_release` gives it back. What has no VALUE_COUNTED in its type word (scalars,
 * interned strings, immutable arrays) is never counted. Whoever wants to write a string or an array
 * makes sure that it is the only holder first (copy-on-write).
 */
#ifndef REFVM_VALUE_H
#define REFVM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

struct vm;
struct string;
struct array;
struct object;
struct class;
struct func;
struct frame;
struct ref;
struct ast;

/* The order matters: everything up to TYPE_FALSE is false, up to TYPE_NULL is unset. */
enum value_type {
    TYPE_UNDEF, /* a variable that was never assigned, a deleted array element, "no value" */
    TYPE_NULL,
    TYPE_FALSE,
    TYPE_TRUE,
    TYPE_INT,
    TYPE_FLOAT,
    TYPE_STRING,
    TYPE_ARRAY,
    TYPE_OBJECT,
    TYPE_REF,
    /* never seen by a program */
    TYPE_CONSTANT, /* a constant expression that was not evaluated yet; payload `ast` */
    TYPE_INDIRECT, /* a symbol-table entry whose value is in a frame's slot, or an object's */
    TYPE_POINTER,  /* anything of the VM's own */
};

/* What stands at the start of each counted block. */
struct counted {
    uint32_t refcount;
    uint8_t type;  /* enum value_type */
    uint8_t flags; /* COUNTED_* */
    uint8_t color; /* of the cycle collector, enum gc_color */
    uint8_t spare;
};

enum {
    COUNTED_INTERNED = 1 << 0,  /* string: in the table of interned strings; not counted */
    COUNTED_PERMANENT = 1 << 1, /* string: lives as long as the VM; else as long as the program */
    COUNTED_IMMUTABLE = 1 << 2, /* array: a literal; not counted, never written */
    COUNTED_VISITED = 1 << 3,   /* a recursion over data is inside it (var_dump, comparison) */
};

/* What can be part of a cycle: arrays, objects and references. Each of them is in exactly one list of
 * the collector (gc.h), which is how all of them can be found without allocating anything. */
struct collectable {
    struct counted head;
    struct collectable *prev, *next;
    uint32_t gc_refs;    /* of the cycle collector, during a collection */
    uint32_t free_index; /* how far value_free has come, during freeing */
    struct collectable *free_parent;
};

struct value {
    union {
        int64_t i;
        double d;
        struct counted *counted;
        struct string *s;
        struct array *a;
        struct object *o;
        struct ref *r;
        struct value *indirect;
        struct ast *ast;
        void *p;
        struct func *func;
        struct class *class;
    };
    union {
        uint32_t info; /* type and VALUE_COUNTED in one word */
        struct {
            uint8_t type; /* enum value_type */
            uint8_t flags;
            uint16_t unused; /* always 0 */
        };
    };
    uint32_t extra; /* the slot owner's */
};

_Static_assert(sizeof(struct value) == 16, "frames and literals are addressed in units of 16");

enum {
    VALUE_COUNTED = 1 << 8, /* in `info` */
    INFO_STRING = TYPE_STRING | VALUE_COUNTED,
    INFO_ARRAY = TYPE_ARRAY | VALUE_COUNTED,
    INFO_OBJECT = TYPE_OBJECT | VALUE_COUNTED,
    INFO_REF = TYPE_REF | VALUE_COUNTED,
};

struct ref {
    struct collectable gc;
    struct value value;     /* never itself a reference */
    struct property *typed; /* a typed property whose slot it came from, or NULL */
};

static inline bool value_is_counted(const struct value *v)
{
    return (v->info & VALUE_COUNTED) != 0;
}

static inline void value_set_undef(struct value *v)
{
    v->info = TYPE_UNDEF;
}

static inline void value_set_null(struct value *v)
{
    v->info = TYPE_NULL;
}

static inline void value_set_bool(struct value *v, bool b)
{
    v->info = b ? TYPE_TRUE : TYPE_FALSE;
}

static inline void value_set_int(struct value *v, int64_t i)
{
    v->i = i;
    v->info = TYPE_INT;
}

static inline void value_set_float(struct value *v, double d)
{
    v->d = d;
    v->info = TYPE_FLOAT;
}

/* These four hand over one reference to the slot; the slot's old content is not released. */
static inline void value_set_string(struct value *v, struct string *s)
{
    v->s = s;
    v->info = (((struct counted *)s)->flags & COUNTED_INTERNED) ? TYPE_STRING : INFO_STRING;
}

static inline void value_set_array(struct value *v, struct array *a)
{
    v->a = a;
    v->info = (((struct counted *)a)->flags & COUNTED_IMMUTABLE) ? TYPE_ARRAY : INFO_ARRAY;
}

static inline void value_set_object(struct value *v, struct object *o)
{
    v->o = o;
    v->info = INFO_OBJECT;
}

static inline void value_set_ref(struct value *v, struct ref *r)
{
    v->r = r;
    v->info = INFO_REF;
}

/* Hands over what `from` holds; `from` must not be used as an owner afterwards. */
static inline void value_move(struct value *to, const struct value *from)
{
    to->i = from->i;
    to->info = from->info;
}

/* The same payload once more, one reference taken. */
static inline void value_copy(struct value *to, const struct value *from)
{
    to->i = from->i;
    to->info = from->info;
    if (value_is_counted(from))
        from->counted->refcount++;
}

static inline struct value *value_deref(struct value *v)
{
    return v->type == TYPE_REF ? &v->r->value : v;
}

static inline const struct value *value_deref_const(const struct value *v)
{
    return v->type == TYPE_REF ? &v->r->value : v;
}

static inline void value_copy_deref(struct value *to, const struct value *from)
{
    value_copy(to, value_deref_const(from));
}

/* Gives back what the last reference to `c` was: calls a destructor, frees, and goes on with what it
 * held. Iterative over data of any depth. A destructor may throw: vm->exception is set then. In free.c. */
void counted_free(struct vm *vm, struct counted *c);

/* A count went down and did not reach zero: a cycle may have been cut off. In gc.c. */
void gc_candidate(struct vm *vm, struct collectable *c);

static inline void counted_release(struct vm *vm, struct counted *c)
{
    if (--c->refcount == 0)
        counted_free(vm, c);
    else if (c->type >= TYPE_ARRAY)
        gc_candidate(vm, (struct collectable *)c);
}

static inline void value_release(struct vm *vm, struct value *v)
{
    if (value_is_counted(v))
        counted_release(vm, v->counted);
}

/* Releases what the slot held and leaves TYPE_UNDEF there before anybody can look: a destructor that
 * runs inside never sees the dying value. */
static inline void value_clear(struct vm *vm, struct value *v)
{
    struct value old = *v;

    v->info = TYPE_UNDEF;
    value_release(vm, &old);
}

/* Is the type one of these names: "null", "bool", "int", "float", "string", "array", or the class? As
 * get_debug_type() has it, for messages; lives as long as the value. In convert.c. */
const char *value_type_name(const struct value *v);

#endif
