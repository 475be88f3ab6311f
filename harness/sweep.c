#include "sweep.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "bind.h"
#include "interrupted.h"
#include "trial.h"
#include "watchdog.h"

enum { WORKERS_MAX = 64, CREATED_MAX = 256, TOLD_MAX = 1 << 16, VARIANTS_MAX = 16 };

/* What a worker has found out about a program in one engine, for the next one that takes it up. */
struct known {
    uint64_t key, reference_key;
    uint32_t died, program;
    bool classified;
};

struct sweep_file {
    bool dropped; /* it can't be used, which was told */
    bool reached; /* in round 1, the bug that is hunted */
    bool heavy;   /* as was found in the first phase */
    struct known known[VARIANTS_MAX];
};

struct sweep_slot {
    struct worker worker;
    struct sweep *sweep;
    struct fcase c, stressed; /* as it is, and with settings that stress an engine */
    char added[128];          /* these settings */
    char *text, *canonical;
    const char *path; /* NULL: none */
    struct sweep_file *file;
    const struct vut_engine *only; /* NULL: each engine of the VM that can be compared with another */
    size_t engine;                 /* in the VM's table, the one that is swept */
    bool stress;                   /* with these settings */
    bool early;                    /* an engine has the case as it is before the last rounds */
    bool first;                    /* nothing of the file was swept yet in this phase */
};

struct sweep_created {
    uint64_t key[CREATED_MAX]; /* binding_key of those whose create was swept */
    size_t count;
};

/* (signature, program) pairs, as hashes: a finding that comes again in a later round is the same one. */
struct sweep_told {
    uint64_t hash[TOLD_MAX];
};

static const struct sweep_phase *phase_of(const struct sweep *s)
{
    return &s->plan[s->phase];
}

/* ---- findings ------------------------------------------------------------------------------------ */

static bool is_new(struct sweep *s, const char *path, const char *signature)
{
    uint64_t hash = XXH64(signature, strlen(signature), XXH64(path, strlen(path), 0)) | 1;
    for (size_t tries = 0; tries < TOLD_MAX; tries++) {
        uint64_t *slot = &s->told->hash[(hash + tries) % TOLD_MAX];
        if (*slot == hash)
            return false;
        if (*slot == 0) {
            *slot = hash;
            return true;
        }
    }
    return true;
}

static const struct fcase *case_of(const struct sweep_slot *slot)
{
    return slot->stress ? &slot->stressed : &slot->c;
}

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct sweep_slot *slot = ctx;
    struct sweep *s = slot->sweep;
    struct sweep_found found = {.path = slot->path,
                                .c = case_of(slot),
                                .added = slot->stress ? slot->added : NULL,
                                .reached = slot->worker.shm->bug.reached > 0,
                                .finding = f};
    if (s->enough || (phase_of(s)->round != ROUNDS_NONE && !is_new(s, slot->path, f->signature)))
        return;
    s->enough = s->hooks.found && !s->hooks.found(s->hooks.ctx, &found);
}

static void tell(struct sweep *s, const char *path, const char *what, const char *text)
{
    if (s->hooks.tell)
        s->hooks.tell(s->hooks.ctx, path, what, text);
}

/* ---- a file -------------------------------------------------------------------------------------- */

static void drop_case(struct sweep_slot *slot)
{
    free(slot->text);
    free(slot->canonical);
    slot->text = slot->canonical = NULL;
    slot->path = NULL;
}

static void finish_file(struct sweep *s, struct sweep_slot *slot)
{
    s->finished++;
    drop_case(slot);
}

static void fail_file(struct sweep *s, struct sweep_slot *slot, const struct worker_failure *failure)
{
    tell(s, slot->path, "", failure->text);
    slot->file->dropped = true;
    if (failure->status > s->status)
        s->status = failure->status;
}

/* One half of the programs, whatever their names are. */
static bool draws_sight(const struct sweep *s, const struct fcase *c)
{
    return XXH64(c->program, c->program_size, s->o->seed) % 2;
}

/* An engine gets the case with settings that stress it: one that compiles, and the first interpreter that
 * is compared with another. They are left in the slot. False when there are none. */
static bool stress(const struct sweep *s, struct sweep_slot *slot, const struct vut_engine *engine,
                   bool *sooner)
{
    const struct vut_engine *first = vm_find(slot->c.vm)->engines;
    while (first->reference)
        first++;
    *sooner = false;
    slot->added[0] = '\0';
    if (phase_of(s)->round == ROUNDS_NONE || (!engine->compiles && engine != first))
        return false;
    slot->stressed = slot->c;
    *sooner = case_stress(&slot->stressed, engine->compiles, draws_sight(s, &slot->c), slot->added,
                          sizeof slot->added);
    return slot->added[0] != '\0';
}

static bool is_swept(const struct sweep_slot *slot, const struct vut_engine *engine)
{
    return slot->only ? engine == slot->only : !engine->reference;
}

/* The reference is swept beside the first engine that has the case as it is. When all of them have that in
 * the last rounds only, it has a turn of its own. */
static bool needs_reference(const struct sweep *s, const struct sweep_slot *slot)
{
    return options_all_engines(s->o) && !slot->early && !slot->stress && !phase_of(s)->cold;
}

static bool has_early(struct sweep *s, struct sweep_slot *slot)
{
    const struct vut *vut = vm_find(slot->c.vm);
    bool sooner, early = false;
    for (size_t i = 0; i < vut->engine_count; i++) {
        if (!is_swept(slot, &vut->engines[i]))
            continue;
        stress(s, slot, &vut->engines[i], &sooner);
        s->sooner |= sooner;
        early |= !sooner;
    }
    return early;
}

/* Whether the engine that the slot stands at has its turn in this phase, with the settings that it stands
 * at. */
static bool has_turn(const struct sweep *s, struct sweep_slot *slot)
{
    const struct vut_engine *engine = &vm_find(slot->c.vm)->engines[slot->engine];
    bool sooner;
    if (!is_swept(slot, engine))
        return engine->reference && needs_reference(s, slot);
    bool stressed = stress(s, slot, engine, &sooner);
    return slot->stress ? stressed && !phase_of(s)->cold : phase_of(s)->cold == sooner;
}

/* From where the slot stands: all engines as the file has it, then all with what stresses it, so that what
 * a worker knows of the reference engine serves as many as possible. False: there are no more. */
static bool find_turn(const struct sweep *s, struct sweep_slot *slot)
{
    size_t engines = vm_find(slot->c.vm)->engine_count;
    for (; !slot->stress || slot->engine < engines; slot->engine++) {
        if (slot->engine == engines) {
            slot->engine = 0;
            slot->stress = true;
        }
        if (has_turn(s, slot))
            return true;
    }
    return false;
}

/* The one that the case names, or NULL. */
static const struct vut_engine *only_engine(const struct sweep *s, const struct fcase *c)
{
    struct binding b;
    char why[256];
    bool all = options_all_engines(s->o) && !c->engine[0];
    return !all && case_bind(c, &b, why, sizeof why) ? b.subject : NULL;
}

/* Takes up a file. False when it can't be read, which is told, or has no turn. */
static bool take_file(struct sweep *s, struct sweep_slot *slot, uint32_t index)
{
    slot->path = s->files.path[index];
    slot->file = &s->file[index];
    int status = options_case(s->o, slot->path, &slot->c, &slot->text);
    if (status) {
        s->status = status > s->status ? status : s->status;
        slot->file->dropped = true;
        return false;
    }
    slot->only = only_engine(s, &slot->c);
    slot->early = has_early(s, slot);
    slot->first = true;
    slot->stress = false;
    slot->engine = 0;
    if (s->phase == 0) {
        s->kinds_all |= vm_find(slot->c.vm)->faults;
        s->cases++;
    }
    return find_turn(s, slot);
}

/* ---- a job --------------------------------------------------------------------------------------- */

/* Named sites are there to be failed one and all, those of create included; but once for each engine and
 * settings, not for each program. */
static bool creates_anew(struct sweep *s, const struct fcase *c)
{
    struct binding b;
    struct case_error error;
    struct sweep_created *created = s->created;
    unsigned round = phase_of(s)->round;
    if ((round != ROUNDS_NONE && round != ROUNDS_WHOLE) ||
        !case_bind(c, &b, error.text, sizeof error.text) || b.vut->site_count == 0)
        return false;
    uint64_t key = binding_key(&b);
    for (size_t i = 0; i < created->count; i++)
        if (created->key[i] == key)
            return false;
    if (created->count < CREATED_MAX)
        created->key[created->count++] = key;
    return true;
}

/* The states of its VM that the second faults of pairs are wanted in. */
static bool choose_states(struct sweep *s, struct sweep_slot *slot, struct job *job)
{
    const struct vut *vut = vm_find(slot->c.vm);
    struct worker_failure failure = {.status = EXIT_BAD_INPUT};
    const char *word;
    size_t size;
    if (!s->o->state || states_parse(vut, s->o->state, &job->states, &word, &size))
        return true;
    snprintf(failure.text, sizeof failure.text,
             "unknown state '%.*s' of vm '%s', see 'faultline list states'", (int)size, word, vut->name);
    fail_file(s, slot, &failure);
    return false;
}

static struct known *known_of(const struct sweep_slot *slot)
{
    size_t i = slot->engine * 2 + slot->stress;
    return i < VARIANTS_MAX ? &slot->file->known[i] : NULL;
}

/* In rounds a program comes back to whichever worker is free, after many others. */
static void bring_known(const struct sweep_slot *slot)
{
    const struct known *k = known_of(slot);
    struct job_shm *shm = slot->worker.shm;
    if (!k || k->key == 0 || k->key == shm->key)
        return;
    shm->key = k->key;
    shm->reference_key = k->reference_key;
    shm->counted = true;
    shm->died = k->died;
    shm->classified = k->classified;
    shm->last.program = k->program;
    shm->set_count = shm->fatal_count = 0;
}

static void keep_known(const struct sweep_slot *slot)
{
    const struct job_shm *shm = slot->worker.shm;
    struct known *k = known_of(slot);
    if (k)
        *k = (struct known){shm->key, shm->reference_key, shm->died, shm->last.program, shm->classified};
}

static bool takes_reference(const struct sweep *s, const struct sweep_slot *slot)
{
    return options_all_engines(s->o) && slot->first && slot->early && !slot->stress && !phase_of(s)->cold;
}

static struct job make_job(struct sweep *s, const struct sweep_slot *slot, const struct fcase *c)
{
    struct job job = options_job(s->o, JOB_SWEEP);
    job.both_engines = takes_reference(s, slot);
    job.kinds = s->kinds;
    job.create = creates_anew(s, c);
    job.limits = s->kinds & VUT_FAULT_BIT(VUT_FAULT_LIMIT);
    job.round = phase_of(s)->round;
    job.census = job.round == ROUNDS_PLAIN && s->phase == 0;
    job.light = job.census ? SWEEP_LIGHT_STEPS : 0;
    return job;
}

/* Has the file swept in the engine whose turn it is. */
static bool submit(struct sweep *s, struct sweep_slot *slot)
{
    struct worker_failure failure;
    struct fcase *c = slot->stress ? &slot->stressed : &slot->c;
    const struct vut_engine *engine = &vm_find(c->vm)->engines[slot->engine];
    snprintf(c->engine, sizeof c->engine, "%s", engine->name);
    struct job job = make_job(s, slot, c);
    if (!choose_states(s, slot, &job))
        return false;
    free(slot->canonical);
    slot->canonical = options_case_text(c, &job.text_size);
    if (!slot->canonical) {
        fail_file(s, slot, &(struct worker_failure){"too large with its header", EXIT_BAD_INPUT});
        return false;
    }
    bring_known(slot);
    slot->worker.shm->bug = (struct inject_bug){0};
    if (worker_submit(&slot->worker, &job, slot->canonical, c->vm, case_setting(c, "lib"), &failure))
        return true;
    fail_file(s, slot, &failure);
    return false;
}

/* ---- giving out ---------------------------------------------------------------------------------- */

/* Gives a free slot the next engine of its file, or the next file. What can't be read is passed over. */
static void feed(struct sweep *s, struct sweep_slot *slot)
{
    while (!slot->worker.busy && !interrupted && (slot->path || s->next < s->order_count)) {
        bool taken = slot->path || take_file(s, slot, s->order[s->next++]);
        if (!taken || !submit(s, slot))
            finish_file(s, slot);
    }
}

static void note_end(struct sweep *s, struct sweep_slot *slot, enum worker_state state,
                     const struct worker_failure *failure)
{
    const struct job_shm *shm = slot->worker.shm;
    if (state == WORKER_FAILED)
        fail_file(s, slot, failure);
    else if (shm->last.rejected[0] && slot->first && s->phase == 0)
        tell(s, slot->path, "rejected as a program: ", shm->last.rejected);
    if (phase_of(s)->round == ROUNDS_PLAIN && !phase_of(s)->cold) {
        slot->file->reached |= shm->bug.reached > 0;
        s->stressed += slot->stress;
    }
    if (phase_of(s)->round != ROUNDS_NONE)
        keep_known(slot);
    if (s->hooks.printed && shm->printed)
        s->hooks.printed(s->hooks.ctx, slot->path, &slot->c, shm->last.output);
    if (s->hooks.counted)
        s->hooks.counted(s->hooks.ctx, shm);
}

/* A heavy program has its turn after the others. */
static bool is_put_off(const struct sweep *s, const struct sweep_slot *slot)
{
    return s->phase == 0 && slot->file->heavy;
}

/* Stays with the file while it has engines left: what the worker knows of the reference engine serves all
 * of them. */
static void step(struct sweep *s, struct sweep_slot *slot)
{
    struct worker_failure failure;
    if (!slot->worker.busy)
        return;
    enum worker_state state = worker_step(&slot->worker, on_finding, slot, &failure);
    if (state == WORKER_BUSY)
        return;
    slot->file->heavy |= s->phase == 0 && state == WORKER_DONE && slot->worker.shm->heavy;
    if (!is_put_off(s, slot))
        note_end(s, slot, state, &failure);
    slot->first = false;
    slot->engine++;
    if (state == WORKER_FAILED || is_put_off(s, slot) || !find_turn(s, slot))
        finish_file(s, slot);
}

static bool any_busy(const struct sweep *s)
{
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].worker.busy)
            return true;
    return false;
}

static void wait_for_any(const struct sweep *s)
{
    struct pollfd p[WORKERS_MAX];
    nfds_t count = 0;
    uint64_t now = watchdog_now();
    int wait = 250;
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].worker.busy)
            p[count++] = (struct pollfd){.fd = s->slot[i].worker.reply_fd, .events = POLLIN};
    if (s->deadline && s->deadline < now + 250000)
        wait = s->deadline > now ? (int)((s->deadline - now) / 1000) + 1 : 0;
    poll(p, count, wait);
}

/* ---- phases -------------------------------------------------------------------------------------- */

static void plan(struct sweep *s, unsigned first, unsigned last, struct sweep_phase phase)
{
    for (phase.round = first; phase.round <= last; phase.round++)
        s->plan[s->phases++] = phase;
}

/* All rounds of all programs, the heavy ones a round behind. */
static void plan_all(struct sweep *s)
{
    struct sweep_phase light = {0}, heavy = {.heavy = true};
    for (unsigned round = ROUNDS_FIRST; round <= ROUNDS_LAST; round++) {
        plan(s, round, round, light);
        plan(s, round - 1, round - 1, heavy);
    }
    plan(s, ROUNDS_LAST, ROUNDS_LAST, heavy);
}

/* The same, those that reach the bug before the others. */
static void plan_hunt(struct sweep *s)
{
    enum { MIDDLE = ROUNDS_LAST - 2 };
    struct sweep_phase light = {.which = SWEEP_REACHED}, other = {.which = SWEEP_UNREACHED};
    struct sweep_phase heavy = {.which = SWEEP_REACHED, .heavy = true};
    struct sweep_phase heavy_other = {.which = SWEEP_UNREACHED, .heavy = true};
    plan(s, ROUNDS_FIRST, MIDDLE, light);
    plan(s, ROUNDS_PLAIN, ROUNDS_PLAIN, (struct sweep_phase){.heavy = true});
    plan(s, ROUNDS_FIRST, MIDDLE, other);
    plan(s, MIDDLE + 1, ROUNDS_LAST, light);
    plan(s, ROUNDS_FIRST, ROUNDS_LAST, heavy);
    plan(s, MIDDLE + 1, ROUNDS_LAST, other);
    plan(s, ROUNDS_FIRST, ROUNDS_LAST, heavy_other);
}

static void plan_phases(struct sweep *s)
{
    s->plan[s->phases++].round = s->o->time ? ROUNDS_PLAIN : ROUNDS_NONE;
    if (!s->o->time)
        return;
    if (s->hunts)
        plan_hunt(s);
    else
        plan_all(s);
    plan(s, ROUNDS_PLAIN, ROUNDS_LAST, (struct sweep_phase){.cold = true});
    plan(s, ROUNDS_PLAIN, ROUNDS_LAST, (struct sweep_phase){.cold = true, .heavy = true});
}

struct drawn {
    uint64_t hash;
    uint32_t index;
};

static int by_hash(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static bool is_in_phase(const struct sweep *s, size_t i)
{
    const struct sweep_phase *p = phase_of(s);
    return !s->file[i].dropped && (s->phase == 0 || s->file[i].heavy == p->heavy) &&
           (p->which == SWEEP_EACH || s->file[i].reached == (p->which == SWEEP_REACHED));
}

/* Without rounds the files are taken as they were named. */
static bool order_files(struct sweep *s)
{
    struct drawn *drawn = malloc((s->files.count + 1) * sizeof *drawn);
    if (!drawn)
        return false;
    s->order_count = s->next = s->finished = 0;
    for (size_t i = 0; i < s->files.count; i++) {
        uint64_t mix[] = {s->o->seed, s->phase, i};
        uint64_t hash = phase_of(s)->round == ROUNDS_NONE ? i : XXH64(mix, sizeof mix, 0);
        if (is_in_phase(s, i))
            drawn[s->order_count++] = (struct drawn){.hash = hash, .index = (uint32_t)i};
    }
    qsort(drawn, s->order_count, sizeof *drawn, by_hash);
    for (size_t i = 0; i < s->order_count; i++)
        s->order[i] = drawn[i].index;
    free(drawn);
    return true;
}

/* What was counted in round 1 is put together, and every worker knows it from then on. */
static void share_census(struct sweep *s)
{
    struct sites sum;
    if (!sites_open(&sum))
        return; /* no place is known to be rarer than another */
    for (size_t i = 0; i < s->slots; i++)
        sites_add(&sum, s->slot[i].worker.shm->census);
    for (size_t i = 0; i < s->slots; i++)
        memcpy(s->slot[i].worker.shm->census, sum.table, sizeof s->slot[i].worker.shm->census);
    sites_close(&sum);
}

static void after_plain(struct sweep *s)
{
    share_census(s);
    while (!s->sooner && s->plan[s->phases - 1].cold)
        s->phases--;
}

/* All files of a phase have ended. False: that was the last phase, or memory ran out. */
static bool next_phase(struct sweep *s)
{
    while (s->phase + 1 < s->phases) {
        if (s->phase++ == 0)
            after_plain(s);
        if (!order_files(s))
            return false;
        if (s->order_count > 0)
            return true;
    }
    s->phase = s->phases;
    return false;
}

static bool is_over(struct sweep *s)
{
    if (s->deadline && watchdog_now() >= s->deadline)
        s->cut = true;
    return interrupted || s->enough || s->cut;
}

static void loop(struct sweep *s)
{
    for (;;) {
        for (size_t i = 0; i < s->slots && !interrupted; i++)
            feed(s, &s->slot[i]);
        if (!any_busy(s) && (interrupted || !next_phase(s)))
            return;
        if (any_busy(s))
            wait_for_any(s);
        for (size_t i = 0; i < s->slots && !s->enough; i++)
            step(s, &s->slot[i]);
        if (is_over(s))
            return;
        if (s->hooks.progress)
            s->hooks.progress(s->hooks.ctx, s);
    }
}

/* ---- life ---------------------------------------------------------------------------------------- */

static void add_stats(struct job_stats *sum, const struct job_stats *one)
{
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *from = (const uint64_t *)one;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

void sweep_count(struct sweep *s)
{
    s->stats = (struct job_stats){0};
    for (size_t i = 0; i < s->slots; i++) {
        add_stats(&s->stats, &s->slot[i].worker.shm->stats);
        sites_merge(&s->sites, s->slot[i].worker.shm->site);
    }
}

static bool open_slots(struct sweep *s)
{
    size_t wanted = s->o->jobs < s->files.count ? s->o->jobs : s->files.count;
    s->slot = calloc(wanted, sizeof *s->slot);
    for (; s->slot && s->slots < wanted; s->slots++) {
        s->slot[s->slots].sweep = s;
        if (!worker_open(&s->slot[s->slots].worker))
            return false;
    }
    s->states = calloc(1, sizeof *s->states);
    s->file = calloc(s->files.count, sizeof *s->file);
    s->order = calloc(s->files.count, sizeof *s->order);
    s->created = calloc(1, sizeof *s->created);
    s->told = calloc(1, sizeof *s->told);
    return s->slot && s->states && s->file && s->order && s->created && s->told && sites_open(&s->sites);
}

static void conclude(struct sweep *s)
{
    for (size_t i = 0; i < s->slots; i++) {
        if (s->slot[i].worker.busy && s->hooks.counted)
            s->hooks.counted(s->hooks.ctx, s->slot[i].worker.shm);
        states_merge(s->states, &s->slot[i].worker.shm->states);
    }
    s->version = s->slot[0].worker.shm->version;
    s->build_id = s->slot[0].worker.shm->build_id;
    sweep_count(s);
}

bool sweep_run(struct sweep *s)
{
    if (!open_slots(s))
        return false;
    plan_phases(s);
    if (!order_files(s))
        return false;
    if (s->o->time)
        s->deadline = watchdog_now() + s->o->time * 1000000ull;
    loop(s);
    conclude(s);
    return true;
}

void sweep_close(struct sweep *s)
{
    for (size_t i = 0; s->slot && i < s->slots; i++) {
        worker_close(&s->slot[i].worker);
        drop_case(&s->slot[i]);
    }
    free(s->slot);
    free(s->states);
    free(s->file);
    free(s->order);
    free(s->created);
    free(s->told);
    sites_close(&s->sites);
    files_free(&s->files);
}
