/* trial_paths.c: where event n is the same event in every engine, what the reference engine shows at each n
 * is worked out once, and kept as hashes for all the engines that are compared with it.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "rounds.h"
#include "trial_parts.h"

static bool has_path(const struct fault *f)
{
    return f->n > 0 && f->site[0] == '\0';
}

const struct trial_path *trial_path_of(const struct trial *t, const struct fault *fault)
{
    for (size_t i = 0; i < t->path_count; i++)
        if (job_same_kind(&t->path[i].kind, fault))
            return &t->path[i];
    return NULL;
}

uint64_t trial_path_hash(const struct trial *t, const struct fault *fault)
{
    const struct trial_path *path = has_path(fault) ? trial_path_of(t, fault) : NULL;
    return path && fault->n <= path->count ? path->hash[fault->n - 1] : 0;
}

static struct trial_path *make_path(struct trial *t, const struct fault *fault)
{
    struct trial_path *path = (struct trial_path *)(uintptr_t)trial_path_of(t, fault);
    if (path || t->path_count == TRIAL_PATHS_MAX)
        return path;
    path = &t->path[t->path_count++];
    *path = (struct trial_path){.kind = *fault};
    return path;
}

bool trial_path_is_done(const struct trial *t, const struct fault *fault)
{
    const struct trial_path *path = trial_path_of(t, fault);
    unsigned round = t->shm->job.round;
    return path && (round == ROUNDS_NONE ? path->complete : path->rounds & 1u << round);
}

void trial_path_finish(struct trial *t, const struct fault *fault)
{
    struct trial_path *path = (struct trial_path *)(uintptr_t)trial_path_of(t, fault);
    if (path)
        path->rounds |= 1u << t->shm->job.round;
}

/* Makes room for n hashes; what is between is not known. */
static bool reach(struct trial_path *path, uint64_t n)
{
    if (n > path->capacity) {
        size_t capacity = (size_t)n * 2 + 64;
        uint64_t *grown = realloc(path->hash, capacity * sizeof *grown);
        if (!grown)
            return false;
        path->hash = grown;
        path->capacity = capacity;
    }
    for (; path->count < n; path->count++)
        path->hash[path->count] = 0;
    return true;
}

/* Of all that two engines must have in common in a run: see the differential oracle. */
uint64_t trial_path_value(const struct observation *o)
{
    const struct obs_fault *f = &o->fault;
    uint64_t site = f->law == 1 && f->named ? XXH64(f->site, strlen(f->site), 0) : 0;
    uint64_t counts[] = {o->language.hash, o->machine.allocations, o->machine.passed, site};
    return XXH64(counts, sizeof counts, 0);
}

void trial_path_learn(struct trial *t, const struct fault *fault, const struct observation *o)
{
    enum { N_MAX = 1 << 22 };
    struct trial_path *path = has_path(fault) && fault->n <= N_MAX ? make_path(t, fault) : NULL;
    if (!path || !reach(path, fault->n))
        return;
    path->hash[fault->n - 1] = trial_path_value(o);
    path->complete |= o->fault.fired == 0;
}

void trial_paths_keep(struct trial *t, uint64_t key)
{
    if (t->paths_key == key)
        return;
    for (size_t i = 0; i < t->path_count; i++)
        free(t->path[i].hash);
    t->path_count = 0;
    t->paths_key = key;
}

bool trial_is_fatal(const struct trial *t, const struct fault *fault, bool any_n)
{
    const struct job_shm *shm = t->shm;
    for (size_t i = 0; i < shm->fatal_count; i++)
        if (job_same_kind(&shm->fatal[i], fault) &&
            (any_n || (shm->fatal[i].n == fault->n && shm->fatal[i].size == fault->size)))
            return true;
    return false;
}
