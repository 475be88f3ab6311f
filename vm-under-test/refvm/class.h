/* class.h: classes, their members, and declared types.
 *
 * Built-in classes live as long as the VM; those of a program are freed when it is dropped, never
 * before, so that pointers to classes are not counted. Names in tables are lower case, interned.
 */
#ifndef REFVM_CLASS_H
#define REFVM_CLASS_H

#include "array.h"
#include "value.h"

enum member_flags {
    MEMBER_PUBLIC = 1 << 0,
    MEMBER_PROTECTED = 1 << 1,
    MEMBER_PRIVATE = 1 << 2,
    MEMBER_STATIC = 1 << 3,
    MEMBER_FINAL = 1 << 4,
    MEMBER_ABSTRACT = 1 << 5,
    MEMBER_READONLY = 1 << 6,
    MEMBER_PROMOTED = 1 << 7,
    MEMBER_ACCESS = MEMBER_PUBLIC | MEMBER_PROTECTED | MEMBER_PRIVATE,
};

enum class_flags {
    CLASS_INTERFACE = 1 << 0,
    CLASS_ABSTRACT = 1 << 1,
    CLASS_FINAL = 1 << 2,
    CLASS_BUILTIN = 1 << 3,
    CLASS_LINKED = 1 << 4,
    CLASS_CONSTANTS_DONE = 1 << 5, /* constants, defaults and statics were evaluated */
    CLASS_THROWABLE = 1 << 6,
    CLASS_ITERATOR = 1 << 7,
    CLASS_AGGREGATE = 1 << 8,
    CLASS_ARRAYACCESS = 1 << 9,
    CLASS_COUNTABLE = 1 << 10,
    CLASS_STRINGABLE = 1 << 11,
    CLASS_NO_DYNAMIC = 1 << 12,    /* as Closure: properties can't be created */
    CLASS_ALLOW_DYNAMIC = 1 << 13, /* stdClass: without the deprecation */
    CLASS_NO_SERIALIZE = 1 << 14,
    CLASS_ANON = 1 << 15,
    CLASS_HAS_GUARDED = 1 << 16, /* has __get, __set, __isset or __unset */
    CLASS_BROKEN = 1 << 17,      /* linking it has begun, and failed if it has not CLASS_LINKED */
    CLASS_NO_CLONE = 1 << 18,    /* "Trying to clone an uncloneable object of class X" */
    CLASS_NO_NEW = 1 << 19,      /* "Instantiation of class X is not allowed" */
};

/* A declared type; mask 0 and no class: none was declared. Bits of `mask` are 1 << TYPE_*, plus these. */
enum {
    DECL_BOOL = (1 << TYPE_FALSE) | (1 << TYPE_TRUE),
    DECL_VOID = 1 << 16,
    DECL_CALLABLE = 1 << 17,
    DECL_ITERABLE = 1 << 18,
    DECL_STATIC = 1 << 19,
    DECL_MIXED = 1 << 20,
    DECL_NEVER = 1 << 21,
};

struct type_decl {
    uint32_t mask;
    struct string *class_name; /* as written, interned ("self" and "parent" too); or NULL */
    struct string *class_lower;
    struct class *class; /* cache of the looked-up class */
};

static inline bool type_decl_given(const struct type_decl *t)
{
    return t->mask != 0 || t->class_name != NULL;
}

struct property {
    struct string *name;
    uint32_t flags; /* MEMBER_* */
    uint32_t slot;  /* in object.slots, or in class.statics */
    struct type_decl type;
    struct class *declared_in;
    struct property *next_in_class; /* of those that `declared_in` declares, and frees */
};

struct class_constant {
    struct value value; /* TYPE_CONSTANT until it is first used */
    uint32_t flags;
    struct class *declared_in;
    bool evaluating;
    struct string *name;
    struct class_constant *next_in_class; /* as a property's */
};

typedef struct object *class_create_fn(struct vm *vm, struct class *c);
/* The value of -1, 0, 1, or 2 for "not comparable"; both are objects of a class with this handler, or
 * one is. May raise. */
typedef int class_compare_fn(struct vm *vm, const struct value *a, const struct value *b);

struct class
{
    struct string *name;  /* as declared, interned */
    struct string *lower; /* interned */
    struct class *parent; /* or NULL; before linking `parent_name` counts */
    struct string *parent_name;
    uint32_t flags;
    struct class **interfaces; /* all, inherited too, without duplicates */
    uint32_t interface_count, interface_capacity;
    struct string **interface_names; /* as written, before linking; freed with the class */
    uint32_t interface_name_count;

    struct array *constants;  /* name -> TYPE_POINTER struct class_constant */
    struct array *properties; /* name -> TYPE_POINTER struct property, statics too; parents' private ones
                                 are not in it */
    struct array *methods;    /* lower-case name -> TYPE_POINTER struct func */

    struct value *defaults;          /* of the slots; TYPE_UNDEF: typed and not initialized */
    struct property **slot_property; /* by slot; that of a parent's hidden private is the parent's own */
    uint32_t slot_count, slot_capacity;
    struct value *statics; /* an inherited static that is shared is TYPE_INDIRECT to the parent's */
    uint32_t static_count, static_capacity;
    struct property *own_properties;
    struct class_constant *own_constants;

    /* looked up once, at linking; NULL when there is none */
    struct func *constructor, *destructor, *clone, *get, *set, *isset, *unset, *call, *callstatic,
        *tostring, *invoke, *debuginfo;
    struct func *offset_get, *offset_set, *offset_exists, *offset_unset;         /* ArrayAccess */
    struct func *iter_current, *iter_key, *iter_next, *iter_rewind, *iter_valid; /* Iterator */
    struct func *get_iterator;                                                   /* IteratorAggregate */
    struct func *count;                                                          /* Countable */

    class_create_fn *create;   /* NULL: object_new */
    class_compare_fn *compare; /* NULL: by properties */
    size_t payload_size;       /* bytes of its own behind the slots of an object (Closure) */
    int line_start, line_end;
    struct class *next_in_program; /* all classes of the program, for freeing and the census */
};

/* Looks up by name in any case, maybe with a backslash in front; NULL when there is none, nothing is
 * raised. No autoloading. */
struct class *class_find(struct vm *vm, struct string *name);
struct class *class_find_lower(struct vm *vm, struct string *lower);

/* c is d, extends d, or implements d. */
bool class_is(const struct class *c, const struct class *d);

/* An empty class with its tables; name interned. It is put into the program's list (or, with CLASS_BUILTIN,
 * the VM's, and into vm->class_table) so that it is freed whatever happens next. NULL after raising. Rows
 * in object.def. */
struct class *class_new(struct vm *vm, struct string *name, uint32_t flags);

/* Adders used by the compiler and by built-in classes; each false after raising. A duplicate is the
 * caller's business (class_find_* first). Defaults are taken. */
struct property *class_add_property(struct vm *vm, struct class *c, struct string *name, uint32_t flags,
                                    struct value *value, const struct type_decl *type);
bool class_add_constant(struct vm *vm, struct class *c, struct string *name, uint32_t flags,
                        struct value *value);
bool class_add_method(struct vm *vm, struct class *c, struct string *lower, struct func *func);

/* Inherits from the parent and the interfaces, checks everything that PHP checks when a class is linked
 * (final, abstract, compatible signatures, access levels, property types, interface constants) with
 * PHP's fatal texts, looks up the magic methods. `parent` was found by the caller. False after raising. */
bool class_link(struct vm *vm, struct class *c, struct class *parent);

/* The check of magic methods' signatures and visibility that the compiler makes after each method. False
 * after raising. */
bool class_check_magic(struct vm *vm, struct func *func);
/* May `child`, a method of `c` or of a parent of it, stand where `parent` is expected? */
enum compatible {
    COMPATIBLE_YES,
    COMPATIBLE_TENTATIVE, /* but for the return type, and PHP only deprecates that: the parent is built-in
                           */
    COMPATIBLE_UNKNOWN,   /* depends on a class that is not there: `*missing` */
    COMPATIBLE_NO,
};
enum compatible class_compatible(struct vm *vm, struct class *c, const struct func *child,
                                 const struct func *parent, const char **missing);
/* "f(int $x = 1): ?A", as PHP prints a method in messages about signatures; cut to fit. */
void class_print_method(struct vm *vm, const struct func *f, char *text, size_t size);

/* Evaluates constant expressions in constants, property defaults and statics, once. False after raising. */
bool class_initialize(struct vm *vm, struct class *c);

/* A constant's value, evaluated; with access check from `scope`. NULL after raising. */
const struct value *class_constant(struct vm *vm, struct class *c, struct string *name,
                                   struct class *scope);

/* The same from within a constant expression, which is where circles are noticed; `class_text` is the class
 * as the program wrote it ("self"), for messages. */
const struct value *class_constant_nested(struct vm *vm, struct class *c, struct string *name,
                                          struct class *scope, const char *class_text);
/* Evaluates it, if it is not yet, in the class that declared it. False after raising. */
bool class_constant_evaluate(struct vm *vm, struct class_constant *k);

/* May code of `scope` use what is protected and was declared in `declared_in`? */
bool class_protected_ok(const struct class *declared_in, const struct class *scope);
bool class_func_ok(const struct func *f, const struct class *scope); /* may it call this method? */

/* The slot of a static property, with access check from `scope`; `silent` for isset. NULL after raising,
 * or if silent. `*property` gets the declaration. */
struct value *class_static(struct vm *vm, struct class *c, struct string *name, struct class *scope,
                           bool silent, struct property **property);
/* A typed static that is still TYPE_UNDEF can be written, but not read: the reader raises this. */
void class_static_uninitialized(struct vm *vm, const struct property *property);

struct func *class_method(const struct class *c, struct string *lower); /* NULL if none; no access check */

/* The same by a name in any case; allocates nothing. */
struct func *class_method_fold(struct vm *vm, const struct class *c, const struct string *name);

void class_free(struct vm *vm, struct class *c); /* everything, statics and defaults released before */
void class_release_values(struct vm *vm,
                          struct class *c); /* statics, defaults, constants, method statics */

/* ---- declared types ------------------------------------------------------------------------------ */

/* Does the value (not a reference) have the type, or does weak mode turn it into one that has? The value
 * is converted in place then. `scope` is what self and static mean. False: it does not fit, nothing was
 * raised unless vm->exception says so (a deprecation's handler may throw). */
bool type_decl_accepts(
    struct vm *vm, struct type_decl *type, struct value *v, struct class *scope,
    bool builtin_argument); /* built-in: null becomes a scalar; the caller has deprecated it */
/* "?int", "int|string", "Foo": PHP's own way of printing it, into `text`. */
void type_decl_print(const struct type_decl *type, char *text, size_t size);
/* The same with "self" and "parent" replaced by what they mean in `scope` (may be NULL). */
void type_decl_print_in(const struct type_decl *type, const struct class *scope, char *text, size_t size);
/* Converts `v` (owned, not a reference) for an assignment to the property, or raises "Cannot assign string
 * to property A::$x of type int". Untyped ones take anything. */
bool property_accepts(struct vm *vm, struct property *property, struct value *v);

/* ---- built-in classes, made at create ------------------------------------------------------------ */

struct classes {
    struct class *std, *closure, *iterator, *aggregate, *traversable, *arrayaccess, *countable, *stringable,
        *serializable;
    struct class *throwable, *exception, *error_exception, *error, *type_error, *value_error,
        *arithmetic_error, *division_by_zero, *argument_count, *compile_error, *parse_error,
        *unhandled_match;
    struct class *interrupt_comparable; /* the test module's; NULL when it is off */
};

bool classes_create(struct vm *vm); /* error_classes_create, too */
void classes_destroy(struct vm *vm);
bool closure_class_create(struct vm *vm);

#endif
