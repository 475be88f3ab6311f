/* operator.h: what the operators do when the interpreter's fast paths don't apply, and reads and writes of
 * dimensions. Operands may be references and undefined (the undefined-variable warning is the
 * interpreter's, before). `result` may be the same slot as `a` where `a` is owned; it is overwritten, not
 * released. All return false after raising, with `result` TYPE_UNDEF. Warnings may run user code: operands
 * are protected while it runs.
 */
#ifndef REFVM_OPERATOR_H
#define REFVM_OPERATOR_H

#include "mem.h"
#include "opline.h"
#include "value.h"

typedef bool operator_fn(struct vm *vm, struct value *result, const struct value *a, const struct value *b);

operator_fn operator_add, operator_sub, operator_mul, operator_div, operator_mod, operator_pow, operator_sl,
    operator_sr, operator_bw_or, operator_bw_and, operator_bw_xor, operator_concat, operator_spaceship,
    operator_bool_xor;

/* By opcode (OP_ADD ...); the compiler folds constants with it, too. */
operator_fn *operator_of(enum opcode op);
bool operator_bw_not(struct vm *vm, struct value *result, const struct value *a);

/* `*v` (not a reference): ++ and --, with PHP's rules for null, strings ("z" to "aa") and floats. */
bool operator_increment(struct vm *vm, struct value *v);
bool operator_decrement(struct vm *vm, struct value *v);

/* The text of both, a new reference: one of them if the other is empty. NULL after raising. */
struct string *operator_join(struct vm *vm, struct string *a, struct string *b);

/* `variable` .= `b`, in place when it is the only holder of its string. */
bool operator_append(struct vm *vm, struct value *variable, const struct value *b);

enum dim_read { DIM_READ, DIM_QUIET /* ??, isset */, DIM_LIST /* destructuring */ };

/* container[key] into `result`, a new reference: arrays, strings, ArrayAccess, and null for what has no
 * dimensions (with PHP's warnings). */
bool dim_read(struct vm *vm, const struct value *container, const struct value *key, enum dim_read how,
              struct value *result);

enum dim_write { DIM_WRITE, DIM_READ_WRITE, DIM_UNSET };

/* A place to write to: `container` is a variable's slot (references followed): null (and, deprecated,
 * false) becomes an array, arrays are separated. `key` NULL appends. For ArrayAccess the value that
 * offsetGet returned is put into `*temporary` and its address returned (with the notice "Indirect
 * modification of overloaded element ..." when it is no reference/object). DIM_UNSET: NULL and no
 * exception when there is nothing to unset. NULL after raising. */
struct value *dim_pointer(struct vm *vm, struct value *container, const struct value *key,
                          enum dim_write how, struct value *temporary);

/* container[key] = v (copied; key NULL appends); strings offsets included; `result` may be NULL. */
bool dim_assign(struct vm *vm, struct value *container, const struct value *key, const struct value *v,
                struct value *result);
/* container[key] = container[key] op v. */
bool dim_assign_op(struct vm *vm, struct value *container, const struct value *key, enum opcode op,
                   const struct value *v, struct value *result);
bool dim_unset(struct vm *vm, struct value *container, const struct value *key);
/* isset(container[key]) or !empty(container[key]); 1, 0, -1 after raising. */
int dim_has(struct vm *vm, const struct value *container, const struct value *key, bool not_empty);

/* $variable = value: follows a reference (and its property's type), releases the old value last. `value` is
 * copied, never a reference afterwards. `result` may be NULL. */
bool variable_assign(struct vm *vm, struct value *variable, const struct value *v, struct value *result);
/* The same, but takes `v` (owned, no reference), whatever happens. */
bool variable_take(struct vm *vm, struct value *variable, struct value *v, struct value *result);
/* The message for a value that a reference's property does not take; false. */
bool variable_type_error(struct vm *vm, const struct property *p, const struct value *v);
/* Makes the slot a reference if it is none, and returns it (borrowed). NULL after raising. */
struct ref *variable_make_ref(struct vm *vm, struct value *slot, enum site site);
/* $a =& $b. */
bool variable_assign_ref(struct vm *vm, struct value *a, struct value *b, enum site site);
bool variable_bind_ref(struct vm *vm, struct value *a,
                       struct ref *r); /* the same with what is one already */

#endif
