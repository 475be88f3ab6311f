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

/* Notes one site; used by workers on their own table. Returns the slot, NULL when the table is full. */
struct job_site *sites_note(struct job_site *table, uint64_t hash, uint32_t engine, bool failed);

#endif
