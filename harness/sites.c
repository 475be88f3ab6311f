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

static size_t first_slot(uint64_t hash, uint32_t engine)
{
    return (hash ^ engine * 0x9e3779b97f4a7c15u) % JOB_SITES_MAX;
}

struct job_site *sites_note(struct job_site *table, uint64_t hash, uint32_t engine, uint32_t failed)
{
    size_t slot = first_slot(hash, engine);
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

const struct job_site *sites_find(const struct job_site *table, uint64_t hash, uint32_t engine)
{
    size_t slot = first_slot(hash, engine);
    for (size_t tries = 0; tries < JOB_SITES_MAX; tries++, slot = (slot + 1) % JOB_SITES_MAX) {
        const struct job_site *s = &table[slot];
        if (s->hash == 0)
            return NULL;
        if (s->hash == hash && s->engine == engine)
            return s;
    }
    return NULL;
}

enum site_state sites_state(const struct job_site *table, const struct vut *vut, size_t row, size_t engine,
                            uint32_t *failed)
{
    enum vut_domain domain = vut->sites[row].domain;
    const struct job_site *s = sites_find(table, inject_named_site(vut, row), (uint32_t)engine);
    *failed = s ? s->failed : 0;
    if (domain == VUT_DOMAIN_HARNESS || (domain == VUT_DOMAIN_COMPILER && !vut->engines[engine].compiles))
        return SITE_OUTSIDE;
    return !s ? SITE_UNSEEN : s->failed ? SITE_FAILED : SITE_PASSED;
}

bool sites_engine_judged(const struct job_site *table, const struct vut *vut, size_t engine)
{
    for (size_t row = 0; row < vut->site_count; row++) {
        const struct job_site *s = sites_find(table, inject_named_site(vut, row), (uint32_t)engine);
        if (s && s->hits)
            return true;
    }
    return false;
}

void sites_add(struct sites *s, const struct job_site *from)
{
    for (size_t i = 0; i < JOB_SITES_MAX; i++) {
        struct job_site *slot =
            from[i].hash ? sites_note(s->table, from[i].hash, from[i].engine, from[i].failed) : NULL;
        if (slot)
            slot->hits += from[i].hits;
    }
}

void sites_merge(struct sites *s, const struct job_site *from)
{
    for (size_t i = 0; i < JOB_SITES_MAX; i++)
        if (from[i].hash) {
            struct job_site *slot = sites_note(s->table, from[i].hash, from[i].engine, from[i].failed);
            if (slot)
                slot->hits |= from[i].hits;
        }
    s->total = s->failed = 0;
    for (size_t i = 0; i < JOB_SITES_MAX; i++) {
        s->total += s->table[i].hash != 0;
        s->failed += s->table[i].failed != 0;
    }
}
