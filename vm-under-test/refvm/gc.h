/* gc.h: the cycle collector, and freeing.
 *
 * All arrays, objects and references are in one of two intrusive lists: `others`, or, when a count of
 * theirs went down without reaching zero, `candidates`, in that order. So nothing here allocates, and
 * everything alive can be walked (census, teardown). A collection finds what is held only from within
 * (trial deletion over lists, no recursion), calls destructors in order of candidates, looks again for
 * what those revived, and frees the rest.
 */
#ifndef REFVM_GC_H
#define REFVM_GC_H

#include "value.h"

enum gc_color { GC_OTHER, GC_CANDIDATE, GC_TENTATIVE, GC_GARBAGE };

enum { GC_THRESHOLD = 10001 }; /* candidates that start a collection, as in PHP */

struct gc {
    struct collectable others, candidates, permanent; /* list heads */
    uint32_t candidate_count, threshold;
    bool running, enabled;
    bool requested; /* by the harness: at the next safepoint */
};

void gc_create(struct vm *vm);
/* Each new collectable: refcount 1, linked into `others`. Does not collect. */
void gc_link(struct vm *vm, struct collectable *c, enum value_type type);
void gc_unlink(struct vm *vm, struct collectable *c);

/* Collects now; returns what PHP's gc_collect_cycles() would. Destructors run: may raise. */
uint32_t gc_collect(struct vm *vm);
/* Enough candidates, or the harness asked: the next safepoint collects. */
bool gc_is_due(const struct vm *vm);

/* What exists now is the VM's own, and no collection will look at it: at the end of create. */
void gc_freeze(struct vm *vm);
bool gc_is_empty(const struct vm *vm); /* but for what was frozen */
/* Frees what is still linked, whatever its counts, without destructors; returns how many there were, which
 * is not 0 only after a miscount. */
uint32_t gc_force_free(struct vm *vm, bool objects_only);
void gc_destroy(struct vm *vm);

/* Calls `visit` on each value slot that `c` holds (elements, properties, a closure's self and statics, a
 * reference's value). */
typedef void gc_visit_fn(void *ctx, struct value *v);
void gc_visit(struct vm *vm, struct collectable *c, gc_visit_fn *visit, void *ctx);

#endif
