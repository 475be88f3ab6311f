/* builtin_parts.h: what the files of built-in functions share.
 *
 * Arguments were checked and converted to their declared types (builtin_check_arguments), so that these
 * accessors may trust them. `result` of a built-in is written last: it never owns anything when the
 * function raises.
 */
#ifndef REFVM_BUILTIN_PARTS_H
#define REFVM_BUILTIN_PARTS_H

#include "vm.h"

/* ---- arguments ----------------------------------------------------------------------------------- */

static inline struct value *arg_value(const struct frame *call, uint32_t n)
{
    return value_deref(frame_slot(call, n));
}

/* Left out, or null where null means "left out". */
static inline bool arg_missing(const struct frame *call, uint32_t n)
{
    return n >= call->arg_count || arg_value(call, n)->type <= TYPE_NULL;
}

static inline int64_t arg_int(const struct frame *call, uint32_t n, int64_t otherwise)
{
    return arg_missing(call, n) ? otherwise : arg_value(call, n)->i;
}

static inline double arg_float(const struct frame *call, uint32_t n, double otherwise)
{
    return arg_missing(call, n) ? otherwise : arg_value(call, n)->d;
}

static inline bool arg_bool(const struct frame *call, uint32_t n, bool otherwise)
{
    return arg_missing(call, n) ? otherwise : arg_value(call, n)->type == TYPE_TRUE;
}

static inline struct string *arg_string(const struct frame *call, uint32_t n)
{
    return arg_missing(call, n) ? NULL : arg_value(call, n)->s;
}

static inline struct array *arg_array(const struct frame *call, uint32_t n)
{
    return arg_value(call, n)->a;
}

/* "f(): Argument #2 ($x) TEXT" as an exception of the class; n counts from 0. Cut at ERROR_TEXT_MAX. */
void builtin_argument_error(struct vm *vm, struct class *c, uint32_t n, const char *text);
#define argument_value_error(vm, n, text) builtin_argument_error(vm, (vm)->classes.value_error, n, text)
#define argument_type_error(vm, n, text)  builtin_argument_error(vm, (vm)->classes.type_error, n, text)

/* "f(): Argument #1 ($x) must be of type T, G given" */
void builtin_type_error(struct vm *vm, uint32_t n, const char *wanted, const struct value *given);

/* "f" or "C::f" of the built-in that runs, for messages; valid until it returns. */
const char *builtin_name(struct vm *vm, char *text, size_t size);

enum { BUILTIN_NAME_MAX = 96 };

/* ---- results ------------------------------------------------------------------------------------- */

/* Takes the string, which may be NULL after a raise. */
static inline void result_string(struct value *result, struct string *s)
{
    if (s != NULL)
        value_set_string(result, s);
}

static inline void result_array(struct value *result, struct array *a)
{
    if (a != NULL)
        value_set_array(result, a);
}

/* Shares the string. */
static inline void result_share(struct value *result, struct string *s)
{
    value_set_string(result, string_share(s));
}

/* A string of bytes: the empty one and those of one byte are never new. */
struct string *builtin_bytes(struct vm *vm, const char *bytes, size_t len, enum site site);
/* A part of `s`: `s` itself when it is all of it. */
struct string *builtin_part(struct vm *vm, struct string *s, size_t start, size_t len, enum site site);

/* ---- array elements ------------------------------------------------------------------------------ */

/* What PHP copies when it takes an element over into another array: a reference with one holder is a
 * value again. */
static inline void element_copy(struct value *to, const struct value *from)
{
    if (from->type == TYPE_REF && from->r->gc.head.refcount == 1)
        from = &from->r->value;
    value_copy(to, from);
}

/* Appends an element as element_copy does, to a list that began without any; false after raising. */
bool builtin_append(struct vm *vm, struct array *a, const struct value *from, enum site site);
void builtin_add(struct vm *vm, struct array *a, const struct value *from); /* there is room: array_add */
/* Puts it under a key; an older one is released (a destructor may run: false if it throws). */
bool builtin_put(struct vm *vm, struct array *a, struct array_key key, const struct value *from,
                 enum site site);
/* Appends a string of bytes; two sites. */
bool builtin_append_bytes(struct vm *vm, struct array *a, const char *bytes, size_t len, enum site string,
                          enum site table);
/* Under a string key; takes the value, also when it fails. */
bool builtin_put_text(struct vm *vm, struct array *a, const char *key, struct value *v, enum site key_site,
                      enum site table);

/* ---- callbacks ----------------------------------------------------------------------------------- */

/* The argument n as something to call; it was checked before. The value stays alive in the frame. False
 * after raising. Give back with callable_release. */
bool builtin_callable(struct vm *vm, const struct frame *call, uint32_t n, struct callable *c);

/* Class _InterruptComparable and function _raise_interrupt, if the parameter `testmodule` asks for them. */
bool builtin_testmodule_create(struct vm *vm);

/* ---- what the modules take from each other --------------------------------------------------------- */

/* Writes an array into a by-reference argument in place of another one, which is released (may run user
 * code); takes the array. Positions of foreach by reference go over to it. */
void builtin_store_array(struct vm *vm, struct value *variable, struct array *a);
struct class *builtin_class_of(struct vm *vm, const struct value *v); /* object or class name, or NULL */
/* Puts a value under what another one means as a key: integers as they are, all others as strings. */
bool builtin_put_under(struct vm *vm, struct array *a, const struct value *key, const struct value *v,
                       enum site int_site, enum site string_site);
/* Where `needle` is in `s`, from a position on; `fold`: in any case. */
enum { NOT_FOUND = -1 };
int64_t builtin_find(const struct string *s, size_t from, const struct string *needle, bool fold);

static inline unsigned char builtin_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : (unsigned char)c;
}

/* array_unique by a comparison; a new array, NULL after raising. */
struct array *builtin_sort_unique(struct vm *vm, struct array *a, int64_t flags);
int builtin_string_compare_fold(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
