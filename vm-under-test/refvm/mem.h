/* mem.h: the language heap. Every block of the VM comes from here, and each call names its own row of
 * the table of fault sites (sites.def), so that a plan can make any one of them fail.
 *
 * A failed attempt raises the fatal memory error (error.h) before it returns NULL: the caller frees what
 * it holds and returns its own failure, without doing anything that a program could observe. `make lint`
 * checks that no two calls share a row and that nobody else calls the hooks.
 */
#ifndef REFVM_MEM_H
#define REFVM_MEM_H

#include "value.h"
#include "vut.h"

/* Fault sites: index in the table plus 1, as vut_hooks.resize wants it. */
enum site {
    SITE_NONE,
#define SITE(id, name, absorbs) SITE_##id,
#define COMPILER_SITE(id, name) SITE_##id,
#include "sites.def"
#undef SITE
#undef COMPILER_SITE
    SITE_END,
};

extern const struct vut_site mem_sites[];

struct mem {
    const struct vut_hooks *hooks;
    size_t used, peak, limit; /* bytes of language blocks, each rounded up to 16 */
    uint64_t allocations;     /* events so far; with the safepoints they are the steps */
};

/* Returns NULL after raising the fatal error. Contents are undefined. `size` is never 0. */
void *mem_new(struct vm *vm, size_t size, enum site site);

/* Grows or shrinks; on failure the old block is unchanged and still the caller's. Shrinking never fails
 * and may move. `block` NULL with `old_size` 0 is mem_new. */
void *mem_resize(struct vm *vm, void *block, size_t old_size, size_t new_size, enum site site);

void mem_free(struct vm *vm, void *block, size_t size);

/* Blocks of checks and dumps: not the language's, never counted, never failed by a plan. */
void *mem_own(struct vm *vm, void *block, size_t old_size, size_t new_size);

#endif
