/* helper_data.h: what several data handlers share: names, class operands, properties, foreach. */
#ifndef REFVM_HELPER_DATA_H
#define REFVM_HELPER_DATA_H

#include "vm.h"

/* ---- names and classes --------------------------------------------------------------------------- */

/* The class of an operand: a literal with its lower-case form, a FETCH_CLASS result, or self, parent,
 * static by number. `cache` (may be NULL) keeps a literal's class. NULL after raising. */
struct class *data_class(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind,
                         union operand operand, void **cache);

/* The name in an operand of any type: a new reference. An undefined variable warns. NULL after raising. */
struct string *data_name(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind,
                         union operand operand);

/* Variables by name. The slot, followed if TYPE_INDIRECT; it may be TYPE_UNDEF. NULL when there is none and
 * `make` is false, and after raising. */
struct value *data_symbol(struct vm *vm, struct array *symbols, struct string *name, bool make);

/* The parts of a rope, all of them strings, in one. NULL after raising. */
struct string *data_join_rope(struct vm *vm, const struct value *parts, uint32_t count);

/* ---- places -------------------------------------------------------------------------------------- */

/* Before user code may run while a place is to be written through: makes the place a reference, which can
 * be held, and puts it into `pin`. Released with value_release. False after raising. */
bool data_pin(struct vm *vm, struct value *place, struct value *pin);

/* *variable = *variable op v, for any opcode of ASSIGN_OP. The slot must stay valid (a CV, an element of a
 * held array, a reference); `result` may be NULL. */
bool variable_operate(struct vm *vm, struct value *variable, enum opcode op, const struct value *v,
                      struct value *result);

enum step { STEP_PRE_INC, STEP_PRE_DEC, STEP_POST_INC, STEP_POST_DEC };

/* ++ and -- of a variable; `property` is the declaration when the slot is a typed property's own. */
bool variable_step(struct vm *vm, struct value *variable, enum step step, struct property *property,
                   struct value *result);

/* Assigns to a typed slot that is no reference; takes `v`. */
bool data_assign_typed(struct vm *vm, struct value *slot, struct property *p, struct value *v,
                       struct value *result);

/* A reference to a slot; remembers the type of a property's. NULL after raising. */
struct ref *data_property_ref(struct vm *vm, struct value *slot, struct property *p, enum site site);

/* ---- properties ---------------------------------------------------------------------------------- */

/* Entries of a property's inline cache. */
enum { CACHE_CLASS, CACHE_OFFSET, CACHE_PROPERTY };

/* Looks a declared property up and fills in the cache, where the answer is the same for every execution of
 * the opline. */
void data_cache_property(struct vm *vm, struct frame *f, struct object *o, struct string *name,
                         void **cache);

/* The cached slot of an object's property, or NULL. */
static inline struct value *data_cached_slot(const struct object *o, void *const *cache)
{
    return cache[CACHE_CLASS] == o->class ? (struct value *)((char *)o + (uintptr_t)cache[CACHE_OFFSET])
                                          : NULL;
}

/* ---- dimensions ---------------------------------------------------------------------------------- */

/* The element's slot in an array with one holder, made if it is not there; NULL is append. The key is an
 * integer or a string that looks like none. NULL after raising. */
struct value *dim_put_plain(struct vm *vm, struct array *a, const struct value *key);

/* ---- foreach ------------------------------------------------------------------------------------- */

/* The VAR of a foreach: an array; a reference to one (by reference; .extra: array_iter); an Iterator;
 * another object (.extra: the next declared slot, or behind them the array_iter in its dynamic properties).
 */

/* Puts what is iterated into `loop`, an owned value of the caller's, taking `subject`. 1: go on; 0: nothing
 * to iterate, loop is set all the same; -1 after raising, `subject` released. */
int foreach_reset(struct vm *vm, struct value *subject, struct value *loop);
int foreach_reset_ref(struct vm *vm, struct value *variable, struct value *loop);
/* The next element: 1 and a value (and a key, if it is wanted) that the caller owns, 0 at the end, -1 after
 * raising. By reference the value is a TYPE_REF. */
int foreach_next(struct vm *vm, struct value *loop, struct value *value, struct value *key);
int foreach_next_ref(struct vm *vm, struct value *loop, struct value *value, struct value *key);
/* Ends an iteration, at FE_FREE or while unwinding. */
void foreach_free(struct vm *vm, struct value *loop);

/* ---- the rest ------------------------------------------------------------------------------------ */

/* Declares class number `n` of the program: parent, interfaces, table. NULL after raising. */
struct class *data_declare_class(struct vm *vm, uint32_t n, bool anonymous);
/* instanceof, with `c` NULL for a class that does not exist. */
bool data_instanceof(const struct value *v, const struct class *c);
/* The array of a literal with so many elements. NULL after raising. */
struct array *data_new_array(struct vm *vm, uint32_t size);
/* An element of an array literal that is being built; takes `v`. */
bool data_add_element(struct vm *vm, struct array *a, const struct value *key, struct value *v);

#endif
