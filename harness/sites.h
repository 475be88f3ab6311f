/* sites.h: the fault sites that workers have seen, put together. */
#ifndef FAULTLINE_SITES_H
#define FAULTLINE_SITES_H

#include "job.h"

struct sites {
    struct job_site *table; /* JOB_SITES_MAX slots */
    uint64_t total, failed; /* a site counts once for each engine */
};

bool sites_open(struct sites *s);
void sites_close(struct sites *s);

/* Adds what one worker has seen; again and again, if need be. */
void sites_merge(struct sites *s, const struct job_site *from);

/* Adds up `hits`; once for each worker. */
void sites_add(struct sites *s, const struct job_site *from);

/* Notes one site, and which kinds of fault failed there (VUT_FAULT_BIT); used by workers on their own
 * table. Returns the slot, NULL when the table is full. */
struct job_site *sites_note(struct job_site *table, uint64_t hash, uint32_t engine, uint32_t failed);

/* What was noted, or NULL. */
const struct job_site *sites_find(const struct job_site *table, uint64_t hash, uint32_t engine);

/* How a row of a VM's own table of sites stands in one of its engines. */
enum site_state {
    SITE_OUTSIDE, /* never fails there: the harness's own memory, or the compiler's in an interpreter */
    SITE_UNSEEN,  /* no program came by */
    SITE_PASSED,  /* allocations there went well each time */
    SITE_FAILED,
};

/* `failed` takes the kinds of fault. */
enum site_state sites_state(const struct job_site *table, const struct vut *vut, size_t row, size_t engine,
                            uint32_t *failed);

/* Was any run of this engine judged that came by a named site? */
bool sites_engine_judged(const struct job_site *table, const struct vut *vut, size_t engine);

#endif
