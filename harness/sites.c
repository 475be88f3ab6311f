#include "sites.h"

#include <stdlib.h>

bool sites_open(struct sites *s)
{
    *s = (struct sites){.table = calloc(JOB_SITES_MAX, sizeof *s->table)};
    return s->table != NULL;
}

void sites_close(struct sites *s)
{
    free(s->table);
    s->table = NULL;
}

struct job_site *sites_note(struct job_site *table, uint64_t hash, uint32_t engine, bool failed)
{
    size_t slot = (hash ^ engine * 0x9e3779b97f4a7c15u) % JOB_SITES_MAX;
    for (size_t tries = 0; tries < JOB_SITES_MAX; tries++, slot = (slot + 1) % JOB_SITES_MAX) {
        struct job_site *s = &table[slot];
        if (s->hash == 0)
            *s = (struct job_site){.hash = hash, .engine = engine};
        if (s->hash == hash && s->engine == engine) {
            s->failed |= failed;
            return s;
        }
    }
    return NULL;
}

void sites_merge(struct sites *s, const struct job_site *from)
{
    for (size_t i = 0; i < JOB_SITES_MAX; i++)
        if (from[i].hash)
            sites_note(s->table, from[i].hash, from[i].engine, from[i].failed);
    s->total = s->failed = 0;
    for (size_t i = 0; i < JOB_SITES_MAX; i++) {
        s->total += s->table[i].hash != 0;
        s->failed += s->table[i].failed != 0;
    }
}
