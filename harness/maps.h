/* maps.h: the code memory of a VM: which mappings there are, where new ones go, and, for a sweep that runs
 * the same way once (branch.h), how all of them are put back.
 *
 * A mapping is known by its first address and its size, rounded up to pages. New ones are placed one after
 * the other in a range of addresses that nothing else uses, each behind a page that stays free, so that an
 * address tells nothing of what the process did before, and is not handed out again soon. A VM that has to
 * be near something passes a hint, and gets what the kernel gives.
 *
 * What was saved is copied only where its contents may change: a mapping that can't be written holds the
 * same bytes as long as it is there. One that is unmapped meanwhile is only made inaccessible, and is
 * copied when something else needs its place.
 */
#ifndef FAULTLINE_MAPS_H
#define FAULTLINE_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "callers.h"

enum { MAPS_MAX = 16384 };

struct maps_entry {
    uintptr_t start;
    size_t size; /* whole pages */
    int prot;    /* VUT_PROT_* */
    bool kept;   /* an unmap was made to fail */
};

struct maps_saved;

struct maps {
    struct maps_entry *entry;    /* MAPS_MAX, sorted by address */
    struct callers_range *range; /* the same again, as callers.h takes them */
    size_t count, kept;
    bool irregular; /* the rights of a part of a mapping were changed, or a part was unmapped */
    uintptr_t next; /* where the next one goes */
    struct maps_saved *saved;
};

/* What became of a mapping since it was saved. */
enum maps_fate {
    MAPS_UNTOUCHED,
    MAPS_PARKED, /* unmapped, but for us still there, inaccessible */
    MAPS_COPIED, /* its contents are among the pages */
};

struct maps_saved_entry {
    struct maps_entry entry;
    enum maps_fate fate;
};

struct maps_saved {
    struct maps_saved_entry *entry;
    size_t count, capacity, kept;
    uintptr_t next;
    char *page; /* each page that holds anything, after its address */
    size_t page_size, page_capacity;
    bool broken; /* no memory for a copy: it can't be put back any more */
};

/* Once a process. The tables live as long as the process. */
bool maps_open(struct maps *m);

/* With the meaning and return values of mmap, mprotect and munmap; `prot` is VUT_PROT_*. */
void *maps_map(struct maps *m, void *hint, size_t size, int prot);
int maps_protect(struct maps *m, void *address, size_t size, int prot);
int maps_unmap(struct maps *m, void *address, size_t size);

/* An unmap of this mapping was made to fail. */
void maps_keep(struct maps *m, const void *address, size_t size);

/* Unmaps all. */
void maps_clear(struct maps *m);

/* From here until maps_forget, `s` can be restored, again and again. False when the mappings can't be
 * saved. */
bool maps_save(struct maps *m, struct maps_saved *s);

/* False when not all of it came back; what did is in `m`. */
bool maps_restore(struct maps *m);

/* Drops what was saved. */
void maps_forget(struct maps *m);
void maps_saved_free(struct maps_saved *s);

#endif
