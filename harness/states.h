/* states.h: what the VM was doing (vut.states) where its sites were passed, and where faults fired.
 *
 * A site is a row of vut.sites, or an operation of code memory. What is looked for is each site in each
 * state in which it is passed without any fault: all of these are to fail at least once.
 */
#ifndef FAULTLINE_STATES_H
#define FAULTLINE_STATES_H

#include "vut.h"

enum {
    STATES_SITES_MAX = 8192, /* slots of the table; in no sweep of one VM there are so many */
    STATES_VMS_MAX = 8,      /* rows of vms.def */
};

struct states_site {
    uint64_t hash;   /* 0: free slot */
    uint32_t engine; /* its index in the VM's table */
    uint32_t passed; /* in the undisturbed run: bit i for state i */
    uint32_t failed; /* by faults of judged runs: the same */
};

/* How many faults fired, by state and kind. */
struct states_counts {
    uint64_t fired[VUT_STATES_MAX][VUT_FAULT_COUNT];
    uint64_t second[VUT_STATES_MAX][VUT_FAULT_COUNT]; /* of these, as the later one of a pair */
};

struct states {
    struct states_site site[STATES_SITES_MAX];
    struct states_counts vm[STATES_VMS_MAX]; /* by row of vms.def */
};

/* One event at a site, in this state; `failed` or passed. */
void states_note(struct states *s, uint64_t site, uint32_t engine, uint32_t state, bool failed);

/* What was noted, or NULL. */
const struct states_site *states_find(const struct states *s, uint64_t site, uint32_t engine);

/* The counts of a VM; NULL when it is none of vms.def. */
struct states_counts *states_counts_of(struct states *s, const struct vut *vut);

/* Adds what one worker has seen, once. */
void states_merge(struct states *sum, const struct states *one);

/* A set of the VM's states from words with commas between them. False: `*word` is one that it does not
 * know, of `size` bytes. */
bool states_parse(const struct vut *vut, const char *text, uint32_t *set, const char **word, size_t *size);

/* Sites as rows: those of vut.sites, and behind them the operations of code memory. */
size_t states_row_count(const struct vut *vut);
const char *states_row_name(const struct vut *vut, size_t row);
uint64_t states_row_hash(const struct vut *vut, size_t row);

/* The kinds of fault that fail there, VUT_FAULT_BIT(). */
uint32_t states_row_kinds(const struct vut *vut, size_t row);

#endif
