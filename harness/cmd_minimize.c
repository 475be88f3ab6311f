/* cmd_minimize.c: `faultline minimize`: the program, the plan and the settings of a finding, together, as
 * small as they get while its signature stays. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "commands.h"
#include "interrupted.h"
#include "minimize.h"
#include "progress.h"
#include "report.h"
#include "standalone.h"
#include "watchdog.h"

struct size {
    size_t bytes, lines, tokens;
};

struct minimizing {
    const struct options *o;
    const char *path;
    struct progress progress;
    bool line_open;
    struct minimize m;
    struct reduce r;
    struct size before, after;
    struct standalone_result alone; /* no path: there is none */
    uint64_t start;
};

static bool measure(const struct minimizing *z, const struct reduce_text *t, struct size *out)
{
    out->bytes = t->size;
    return reduce_measure(t->at, t->size, z->r.language, &out->lines, &out->tokens);
}

static void tick(void *ctx)
{
    struct minimizing *z = ctx;
    if (progress_due(&z->progress))
        z->line_open = progress_show(
            &z->progress, "minimize %s | %.0f s | %zu of %zu bytes | %" PRIu64 " candidates | %s", z->path,
            (double)(watchdog_now() - z->start) / 1e6, z->r.text.size, z->before.bytes, z->r.tested,
            z->r.reducer ? z->r.reducer : "settings");
}

static void tell(struct minimizing *z, const char *text)
{
    fprintf(stderr, "%sfaultline: %s: %s\n", z->line_open ? "\r\033[K" : "", z->path, text);
    z->line_open = false;
}

/* ---- the work ------------------------------------------------------------------------------------ */

/* The last word: the case as it will be saved shows its signature, every time. */
static bool is_stable(struct minimizing *z)
{
    return minimize_is_stable(&z->m, z->o->repeat);
}

/* Beside the case, or in the folder that was asked for. */
static void name_result(const struct minimizing *z, char *out, size_t size)
{
    const char *base = strrchr(z->path, '/');
    size_t stem;
    base = base ? base + 1 : z->path;
    const char *dot = strrchr(base, '.');
    stem = dot && dot != base ? (size_t)(dot - base) : strlen(base);
    if (strcmp(z->path, "-") == 0)
        snprintf(out, size, "%s/stdin.min.case", z->o->out ? z->o->out : ".");
    else if (z->o->out)
        snprintf(out, size, "%s/%.*s.min.case", z->o->out, (int)stem, base);
    else
        snprintf(out, size, "%.*s%.*s.min.case", (int)(base - z->path), z->path, (int)stem, base);
}

static void put_size(json_t *o, const char *name, const struct size *s)
{
    json_t *one = json_object();
    json_object_set_new(one, "bytes", json_integer((json_int_t)s->bytes));
    json_object_set_new(one, "lines", json_integer((json_int_t)s->lines));
    json_object_set_new(one, "tokens", json_integer((json_int_t)s->tokens));
    json_object_set_new(o, name, one);
}

static void print_json(const struct minimizing *z, const char *path, const char *reproduce, double seconds)
{
    json_t *o = json_object();
    json_object_set_new(o, "minimized", json_string(path));
    json_object_set_new(o, "signature", json_string(z->m.signature));
    put_size(o, "before", &z->before);
    put_size(o, "after", &z->after);
    json_object_set_new(o, "whole", json_boolean(!z->r.stopped));
    json_object_set_new(o, "candidates", json_integer((json_int_t)z->r.tested));
    json_object_set_new(o, "jobs", json_integer((json_int_t)z->m.jobs));
    json_object_set_new(o, "seconds", json_real(seconds));
    json_object_set_new(o, "reproduce", json_string(reproduce));
    if (z->alone.path[0]) {
        json_object_set_new(o, "standalone", json_string(z->alone.path));
        json_object_set_new(o, "standalone_shown", json_boolean(z->alone.shown));
        json_object_set_new(o, "standalone_tried", json_string(z->alone.tried));
        json_object_set_new(o, "standalone_missing", json_string(z->alone.missing));
    }
    report_json(o);
}

static void print(struct minimizing *z, const char *path)
{
    char reproduce[8192];
    double seconds = (double)(watchdog_now() - z->start) / 1e6;
    snprintf(reproduce, sizeof reproduce, "%s run %s", z->o->program_name, path);
    if (z->line_open)
        fputs("\r\033[K", stderr);
    if (z->o->json) {
        print_json(z, path, reproduce, seconds);
        return;
    }
    printf("minimized: %s\n  bytes: %zu -> %zu\n  lines: %zu -> %zu\n  tokens: %zu -> %zu\n"
           "  tried: %" PRIu64 " candidates in %.1f s%s\n  case: %s\n",
           z->m.signature, z->before.bytes, z->after.bytes, z->before.lines, z->after.lines,
           z->before.tokens, z->after.tokens, z->r.tested, seconds,
           z->r.stopped ? " (stopped, it could get smaller)" : "", path);
    if (z->alone.path[0])
        printf("  stand-alone: %s\n    %s\n", z->alone.path, z->alone.tried);
    if (z->alone.missing[0])
        printf("    missing: %s\n", z->alone.missing);
    printf("reproduce: %s\n\n", reproduce);
}

/* The reproducer without Faultline, beside the case at `path`. */
static int write_standalone(struct minimizing *z, const char *path)
{
    struct job_finding f;
    char why[512], version[160];
    const struct job_shm *shm = z->m.slot[0].worker.shm;
    if (!minimize_find(&z->m, &z->m.c, &f)) {
        tell(z, "no stand-alone reproducer: the finding did not come");
        return EXIT_CANNOT_RUN;
    }
    snprintf(version, sizeof version, "%s%s%s", shm->version, shm->build_id[0] ? ", build id " : "",
             shm->build_id);
    if (!standalone_write(&z->m.c, &f, version, path, &z->alone, why, sizeof why)) {
        z->alone.path[0] = '\0';
        tell(z, why);
        return EXIT_CANNOT_RUN;
    }
    if (z->alone.untried)
        tell(z, z->alone.tried);
    return z->alone.untried ? EXIT_CANNOT_RUN : EXIT_CLEAN;
}

static int save(struct minimizing *z)
{
    char path[4096];
    struct fcase c = z->m.c;
    snprintf(c.expect, sizeof c.expect, "finding %s", z->m.signature);
    name_result(z, path, sizeof path);
    if (!report_write_case(path, &c)) {
        fprintf(stderr, "faultline: can't save '%s': %s\n", path, strerror(errno));
        return EXIT_CANNOT_RUN;
    }
    int status = z->o->standalone && !z->m.problem[0] ? write_standalone(z, path) : EXIT_CLEAN;
    print(z, path);
    return status;
}

static int run(struct minimizing *z)
{
    z->r.width = z->m.slots;
    z->r.test = minimize_test;
    z->r.ctx = &z->m;
    z->m.tick = tick;
    z->m.tick_ctx = z;
    if (z->o->time)
        z->m.deadline = z->start + z->o->time * UINT64_C(1000000);
    bool whole = measure(z, &z->r.text, &z->before) && minimize_reduce(&z->m, &z->r) &&
                 measure(z, &z->r.text, &z->after);
    z->m.c.program = z->r.text.at;
    z->m.c.program_size = z->r.text.size;
    if (!whole)
        tell(z, "out of memory, what was reached is kept");
    bool stable = !z->m.problem[0] && is_stable(z);
    if (!stable)
        tell(z, z->m.problem[0] ? z->m.problem : "the smaller case does not show its finding every time");
    int status = save(z);
    return status == EXIT_CLEAN && (!whole || !stable) ? EXIT_CANNOT_RUN : status;
}

/* ---- the command --------------------------------------------------------------------------------- */

/* Which signature to keep: the one that the case expects, or the first that it shows. */
static int choose(struct minimizing *z, const struct fcase *c)
{
    struct job_finding f;
    const char *wanted = strncmp(c->expect, "finding ", 8) == 0 ? c->expect + 8 : "";
    if (!minimize_open(&z->m, z->o, c, wanted)) {
        tell(z, "no shared memory for workers");
        return EXIT_CANNOT_RUN;
    }
    if (minimize_find(&z->m, c, &f)) {
        snprintf(z->m.signature, sizeof z->m.signature, "%s", f.signature);
        return EXIT_CLEAN;
    }
    tell(z, z->m.problem[0] ? z->m.problem
            : wanted[0]     ? "does not show the finding that it expects"
                            : "has no finding that could be kept");
    return EXIT_BAD_INPUT;
}

static int minimize_case(struct minimizing *z, const struct fcase *c)
{
    if (z->o->standalone && !standalone_exists(vm_find(c->vm))) {
        tell(z, "this VM has no stand-alone reproducers");
        return EXIT_BAD_INPUT;
    }
    int status = choose(z, c);
    if (status == EXIT_CLEAN && !is_stable(z)) {
        tell(z, "is not stable: its finding does not come every time");
        status = EXIT_CANNOT_RUN;
    }
    minimize_limit_steps(&z->m);
    if (status == EXIT_CLEAN &&
        !reduce_open(&z->r, c->program, c->program_size, vm_find(c->vm)->extension)) {
        tell(z, "out of memory");
        status = EXIT_CANNOT_RUN;
    }
    if (status == EXIT_CLEAN) {
        status = run(z);
        reduce_close(&z->r);
    }
    minimize_close(&z->m);
    return status;
}

int cmd_minimize(const struct options *o)
{
    int worst = EXIT_CLEAN;
    if (o->file_count == 0) {
        fprintf(stderr,
                "faultline: minimize takes FILEs with a finding; see 'faultline minimize --help'\n");
        return EXIT_BAD_INPUT;
    }
    interrupted_catch();
    for (size_t i = 0; i < o->file_count && !interrupted; i++) {
        struct minimizing z = {.o = o, .path = o->file[i], .start = watchdog_now()};
        struct fcase c;
        char *text;
        int status = options_case(o, z.path, &c, &text);
        if (!status) {
            progress_open(&z.progress, o->quiet);
            status = minimize_case(&z, &c);
            free(text);
        }
        worst = status > worst ? status : worst;
    }
    return worst;
}
