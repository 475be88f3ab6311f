/* gate_replay.c: the parts of a gate that run cases as they stand: regressions, and the bug bank. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "files.h"
#include "gate.h"
#include "interrupted.h"
#include "watchdog.h"

/* ---- which files --------------------------------------------------------------------------------- */

enum file_kind { FILE_UNUSABLE, FILE_PLAIN, FILE_CASE, FILE_OTHER_VM };

/* What can't be read is left for options_case, which says why. */
static enum file_kind kind_of(const struct gate *g, const char *path)
{
    struct case_error error;
    struct fcase c;
    size_t size;
    char *text = case_read_file(path, &size, &error);
    enum file_kind kind = FILE_UNUSABLE;
    if (text && case_parse(text, size, &c, &error)) {
        const struct vut *vut = vm_for_file(path);
        const char *vm = c.vm[0] ? c.vm : vut ? vut->name : g->vut->name;
        kind = strcmp(vm, g->vut->name) != 0 ? FILE_OTHER_VM
               : case_is_plain(text, size)   ? FILE_PLAIN
                                             : FILE_CASE;
    }
    free(text);
    return kind;
}

/* Cases of other VMs are left out; of seeds also plain programs, which promise nothing that the sweep does
 * not ask of them. */
static size_t choose(const struct gate *g, struct files *files, bool seeds)
{
    size_t kept = 0, others = 0;
    for (size_t i = 0; i < files->count; i++) {
        enum file_kind kind = kind_of(g, files->path[i]);
        bool wanted = kind != FILE_OTHER_VM && (!seeds || kind != FILE_PLAIN);
        others += kind == FILE_OTHER_VM;
        if (wanted)
            files->path[kept++] = files->path[i];
        else
            free(files->path[i]);
    }
    files->count = kept;
    return others;
}

static bool add_files(struct gate *g, struct files *files)
{
    const struct options *o = g->o;
    for (size_t i = 0; i < o->file_count || i == 0; i++) {
        const char *path = o->file_count ? o->file[i] : g->corpus;
        if (!o->file_count && access(path, F_OK) != 0)
            return true;
        if (!files_add(files, path, g->vut->name)) {
            gate_problem(g, EXIT_BAD_INPUT, "%s: %s", path, strerror(errno));
            return false;
        }
    }
    size_t others = choose(g, files, o->file_count == 0);
    if (others)
        gate_log(g, "regressions: %zu cases of other vms are left out", others);
    return true;
}

/* ---- regressions --------------------------------------------------------------------------------- */

static const char *promise_of(const struct fcase *c)
{
    return c && strncmp(c->expect, "finding ", 8) == 0 ? c->expect + 8 : NULL;
}

/* True for a case that was not judged, which is told. */
static bool is_cut(struct gate *g, const struct replayed *r)
{
    if (!r->cut)
        return false;
    g->part[GATE_REGRESSIONS].cut = true;
    junit_tell(&g->junit, junit_case(&g->junit, gate_part_names[GATE_REGRESSIONS], r->path), JUNIT_SKIPPED,
               interrupted ? "interrupted" : "time was up", NULL);
    return true;
}

static void on_regression(void *ctx, const struct replayed *r)
{
    struct gate *g = ctx;
    struct gate_part *part = &g->part[GATE_REGRESSIONS];
    const char *promise = promise_of(r->c);
    bool kept = false, news = false;
    if (is_cut(g, r))
        return;
    for (size_t i = 0; i < r->count; i++) {
        kept |= promise && strcmp(promise, r->finding[i].signature) == 0;
        news |= gate_found(g, GATE_REGRESSIONS, r->path, r->c, NULL, &r->finding[i]) == GATE_NEW;
    }
    struct junit_case *test = junit_case(&g->junit, gate_part_names[GATE_REGRESSIONS], r->path);
    test->seconds = r->seconds;
    part->done++;
    part->failed += news;
    if (r->status) {
        junit_tell(&g->junit, test, JUNIT_ERROR, r->why, NULL);
        gate_problem(g, r->status, "%s: %s", r->path, r->why);
    } else if (promise && !kept) {
        part->mended++;
        gate_log(g, "regressions: %s no longer shows %s; if that is mended, it may say 'expect: clean'",
                 r->path, promise);
        junit_tell(&g->junit, test, JUNIT_PASSED, "", "no longer shows the finding that it expects");
    }
}

static void on_tick(void *ctx)
{
    struct gate *g = ctx;
    const struct gate_part *p = &g->part[g->part[GATE_BANK].all ? GATE_BANK : GATE_REGRESSIONS];
    gate_progress(g, "%s %llu of %llu", g->part[GATE_BANK].all ? "bank" : "regressions",
                  (unsigned long long)p->done, (unsigned long long)p->all);
}

/* The promises are known before anything is run: which case comes first is chance. */
static void take_promises(struct gate *g, const struct files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        struct case_error error;
        struct fcase c;
        size_t size;
        char *text = case_read_file(files->path[i], &size, &error);
        if (text && case_parse(text, size, &c, &error) && promise_of(&c))
            gate_promise(g, promise_of(&c));
        free(text);
    }
}

static void tell_regressions(struct gate *g)
{
    const struct gate_part *p = &g->part[GATE_REGRESSIONS];
    gate_log(g,
             "regressions: %llu of %llu cases run, %llu with something new, %llu no longer show their "
             "finding, %.1f s%s",
             (unsigned long long)p->done, (unsigned long long)p->all, (unsigned long long)p->failed,
             (unsigned long long)p->mended, p->seconds,
             !p->cut       ? ""
             : interrupted ? " (interrupted)"
                           : " (cut: their share of the time was up)");
}

void gate_regressions(struct gate *g)
{
    uint64_t start = watchdog_now();
    struct files files = {0};
    if (!add_files(g, &files)) {
        gate_skip(g, GATE_REGRESSIONS, "what was named can't be read");
    } else if (files.count == 0) {
        gate_skip(g, GATE_REGRESSIONS, "there are no cases of vm '%s'", g->vut->name);
    } else {
        struct replay r = {.o = &g->plain,
                           .path = files.path,
                           .count = files.count,
                           .deadline = gate_deadline(g, 50),
                           .done = on_regression,
                           .tick = on_tick,
                           .ctx = g};
        g->part[GATE_REGRESSIONS].all = files.count;
        take_promises(g, &files);
        if (!replay_run(&r))
            gate_problem(g, EXIT_CANNOT_RUN, "no shared memory for workers");
        gate_finish_part(g, GATE_REGRESSIONS, start);
        tell_regressions(g);
    }
    files_free(&files);
}

/* ---- the bank ------------------------------------------------------------------------------------ */

static const struct vut_bug *bug_of(const struct gate *g, const struct fcase *c)
{
    const char *name = c ? case_setting(c, "bug") : NULL;
    for (size_t i = 0; name && i < g->vut->bug_count; i++)
        if (strcmp(g->vut->bugs[i].name, name) == 0)
            return &g->vut->bugs[i];
    return NULL;
}

/* One case that misses its bug is enough, whatever the others do. */
static void judge_bug(struct gate *g, const struct replayed *r, const struct vut_bug *bug)
{
    char text[2 * SIGNATURE_SIZE + 600];
    bool found = false;
    for (size_t i = 0; i < r->count; i++)
        found |= promise_of(r->c) && strcmp(promise_of(r->c), r->finding[i].signature) == 0;
    struct junit_case *test = junit_case(&g->junit, gate_part_names[GATE_BANK], bug->name);
    test->seconds = (test->seconds < 0 ? 0 : test->seconds) + r->seconds;
    if (found)
        return;
    snprintf(text, sizeof text, "%s: expected '%s', got '%s'", r->path, r->c->expect,
             r->count    ? r->finding[0].signature
             : r->status ? r->why
                         : "clean");
    junit_tell(&g->junit, test, JUNIT_FAILED, "the seeded bug is no longer detected", text);
    gate_log(g, "bank: %s is no longer detected: %s", bug->name, text);
}

static void on_bank_case(void *ctx, const struct replayed *r)
{
    struct gate *g = ctx;
    const struct vut_bug *bug = bug_of(g, r->c);
    g->part[GATE_BANK].done++;
    if (r->cut)
        g->part[GATE_BANK].cut = true;
    else if (!r->c)
        gate_problem(g, r->status, "%s: %s", r->path, r->why);
    else if (bug)
        judge_bug(g, r, bug);
    else
        gate_problem(g, EXIT_BAD_INPUT, "%s: the case switches no seeded bug on", r->path);
}

/* Bugs that no case was run of: time was up, or there is none. */
static void count_bugs(struct gate *g)
{
    struct gate_part *p = &g->part[GATE_BANK];
    p->all = g->vut->bug_count;
    p->done = 0;
    for (size_t i = 0; i < g->vut->bug_count; i++) {
        struct junit_case *test = junit_case(&g->junit, gate_part_names[GATE_BANK], g->vut->bugs[i].name);
        bool run = test->seconds >= 0;
        p->done += run;
        if (run)
            p->failed += test->outcome == JUNIT_FAILED;
        else
            junit_tell(&g->junit, test, JUNIT_SKIPPED,
                       p->cut ? "time was up" : "the bank has no case of it", NULL);
    }
}

static void run_bank(struct gate *g, struct files *files)
{
    uint64_t start = watchdog_now();
    struct gate_part *p = &g->part[GATE_BANK];
    struct replay r = {.o = &g->no_bugs,
                       .path = files->path,
                       .count = files->count,
                       .deadline = gate_deadline(g, 15),
                       .done = on_bank_case,
                       .tick = on_tick,
                       .ctx = g};
    p->all = files->count;
    if (!replay_run(&r))
        gate_problem(g, EXIT_CANNOT_RUN, "no shared memory for workers");
    count_bugs(g);
    gate_finish_part(g, GATE_BANK, start);
    gate_log(g, "bank: %llu of %llu seeded bugs tried, %llu no longer detected, %.1f s%s",
             (unsigned long long)p->done, (unsigned long long)p->all, (unsigned long long)p->failed,
             p->seconds,
             !p->cut       ? ""
             : interrupted ? " (interrupted)"
                           : " (cut: its share of the time was up)");
}

void gate_bank(struct gate *g)
{
    struct files files = {0};
    char path[4096];
    if (g->vut->bug_count == 0) {
        gate_skip(g, GATE_BANK, "vm '%s' has no seeded bugs in this build", g->vut->name);
    } else if (!gate_corpus("bugbank", path, sizeof path)) {
        gate_skip(g, GATE_BANK, "there is no '%s'", path);
    } else if (!files_add(&files, path, g->vut->name)) {
        gate_problem(g, EXIT_CANNOT_RUN, "%s: %s", path, strerror(errno));
    } else {
        choose(g, &files, true);
        run_bank(g, &files);
    }
    files_free(&files);
}
