/* got.h: interposition on one loaded shared object.
 *
 * Every call that an object makes into another one goes through a slot of its global offset table, which
 * the dynamic linker filled in from the object's relocations. got_patch walks those relocations and
 * writes the address of a replacement into the slots of chosen symbols. Only that object is affected:
 * the harness, libc and the sanitizers keep calling the originals. Unlike LD_PRELOAD this works for any
 * file given by `--lib`, at run time.
 */
#ifndef FAULTLINE_LUAJIT_GOT_H
#define FAULTLINE_LUAJIT_GOT_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>

struct got_patch {
    const char *symbol;
    void *replacement;
    void *original; /* out: what the slot held, or NULL when the object does not import the symbol */
};

/* Patches all slots of all symbols. A symbol that is not imported is left with `original` NULL. Returns
 * false with a message in `why` when a slot can't be written. */
bool got_patch(const struct link_map *object, struct got_patch *patches, size_t count, char *why,
               size_t why_size);

#endif
