/* gate_fuzz.c: the part of a gate that lets `faultline fuzz` look for new cases, as a process of its own,
 * and reads what that finds. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "gate.h"
#include "interrupted.h"
#include "watchdog.h"

enum { GRACE = 5000000 }; /* microseconds that a campaign has for its end, when its time is over */

struct fuzzing {
    struct gate *g;
    char self[PATH_MAX], folder[PATH_MAX];
    unsigned seconds;
    pid_t pid;
    int out;
    char *line; /* of its output, until it is whole */
    size_t size, room;
    uint64_t start, end;
    bool asked, killed;
    int status;
};

/* ---- is there one -------------------------------------------------------------------------------- */

/* The engines lie in 'fuzz' beside this program, or beside its folder. */
static bool has_engine(void)
{
    static const char *const places[] = {"fuzz", "../fuzz"};
    char self[PATH_MAX], path[PATH_MAX + 64];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    self[size > 0 ? size : 0] = '\0';
    const char *slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof places[0]; i++) {
        snprintf(path, sizeof path, "%.*s/%s/faultline-libfuzzer", (int)(slash - self), self, places[i]);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

const char *gate_no_fuzz(void)
{
    return has_engine() ? NULL : "the fuzz engines are not built, 'make fuzz-build' makes them";
}

/* ---- the process --------------------------------------------------------------------------------- */

static _Noreturn void become_fuzz(const struct fuzzing *f, int out)
{
    char vm[128], time[32], folder[PATH_MAX + 8], jobs[32], corpus[PATH_MAX + 16];
    char library[PATH_MAX + 8], set[OPTIONS_ITEMS_MAX][CASE_NAME_SIZE + CASE_VALUE_SIZE + 16];
    const char *list[OPTIONS_ITEMS_MAX + 16] = {
        f->g->o->program_name, "fuzz", vm, time, folder, jobs, corpus, "--json", "--quiet"};
    size_t count = 9;
    snprintf(vm, sizeof vm, "--vm=%s", f->g->vut->name);
    snprintf(time, sizeof time, "--time=%u", f->seconds);
    snprintf(folder, sizeof folder, "--out=%s", f->folder);
    snprintf(jobs, sizeof jobs, "--jobs=%u", f->g->o->jobs);
    snprintf(corpus, sizeof corpus, "--corpus=%s", f->g->corpus);
    for (size_t i = 0; i < f->g->o->set_count; i++) {
        snprintf(set[i], sizeof set[i], "--set=%s", f->g->o->set[i]);
        list[count++] = set[i];
    }
    snprintf(library, sizeof library, "--lib=%s", f->g->o->library ? f->g->o->library : "");
    if (f->g->o->library)
        list[count++] = library;
    dup2(out, STDOUT_FILENO);
    setpgid(0, 0); /* Ctrl-C is for the gate, which ends it in good order */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execv(f->self, (char *const *)(uintptr_t)list);
    _exit(127);
}

/* A folder of its own for each campaign: what an earlier one left is no news of this one. */
static bool start(struct fuzzing *f)
{
    int ends[2];
    ssize_t size = readlink("/proc/self/exe", f->self, sizeof f->self - 1);
    f->self[size > 0 ? size : 0] = '\0';
    snprintf(f->folder, sizeof f->folder, "%s/fuzz.XXXXXX", f->g->out ? f->g->out : "/tmp");
    if (!mkdtemp(f->folder) || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        gate_problem(f->g, EXIT_CANNOT_RUN, "can't make the folder '%s': %s", f->folder, strerror(errno));
        return false;
    }
    fflush(NULL);
    f->start = watchdog_now();
    f->end = f->start + f->seconds * UINT64_C(1000000);
    f->pid = fork();
    if (f->pid == 0) {
        fcntl(ends[1], F_SETFL, 0);
        become_fuzz(f, ends[1]);
    }
    close(ends[1]);
    f->out = ends[0];
    return f->pid > 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

/* ---- what it says -------------------------------------------------------------------------------- */

static void copy_text(char *out, size_t size, const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    snprintf(out, size, "%s", text ? text : "");
}

/* The i-th part of a signature: vm/oracle/engine/kind/detail/hash. */
static void copy_part(char *out, size_t size, const char *signature, unsigned i)
{
    for (; i > 0 && *signature; i--) {
        signature += strcspn(signature, "/");
        signature += *signature == '/';
    }
    snprintf(out, size, "%.*s", (int)strcspn(signature, "/"), signature);
}

/* `fuzz` has saved the case, which holds everything that the finding is about. */
static void take_finding(struct fuzzing *f, const json_t *o)
{
    struct job_finding found = {0};
    struct fcase c;
    char path[PATH_MAX], *text;
    copy_text(path, sizeof path, o, "case");
    copy_text(found.oracle, sizeof found.oracle, o, "oracle");
    copy_text(found.signature, sizeof found.signature, o, "signature");
    copy_text(found.engine, sizeof found.engine, o, "engine");
    copy_text(found.fault, sizeof found.fault, o, "fault");
    copy_text(found.second, sizeof found.second, o, "second_fault");
    copy_text(found.limit, sizeof found.limit, o, "limit");
    copy_text(found.detail, sizeof found.detail, o, "detail");
    copy_text(found.site, sizeof found.site, o, "site");
    found.wall = json_is_true(json_object_get(o, "wall"));
    copy_part(found.kind, sizeof found.kind, found.signature, 3);
    copy_part(found.reason, sizeof found.reason, found.signature, 4);
    if (options_case(&f->g->plain, path, &c, &text) != 0) {
        gate_problem(f->g, EXIT_CANNOT_RUN, "the case of a finding of the campaign can't be read: %s",
                     found.signature);
        return;
    }
    f->g->part[GATE_FUZZ].failed += gate_found(f->g, GATE_FUZZ, path, &c, NULL, &found) == GATE_NEW;
    free(text);
}

static void take_line(struct fuzzing *f, const char *line, size_t size)
{
    json_t *o = json_loadb(line, size, 0, NULL), *summary = json_object_get(o, "summary");
    const char *verdict = json_string_value(json_object_get(o, "verdict"));
    if (verdict && strcmp(verdict, "finding") == 0)
        take_finding(f, o);
    if (summary)
        f->g->part[GATE_FUZZ].runs = (uint64_t)json_integer_value(json_object_get(summary, "runs"));
    json_decref(o);
}

static void take_lines(struct fuzzing *f)
{
    char *end;
    size_t at = 0;
    while ((end = memchr(f->line + at, '\n', f->size - at))) {
        size_t size = (size_t)(end - f->line) - at;
        take_line(f, f->line + at, size);
        at += size + 1;
    }
    f->size -= at;
    memmove(f->line, f->line + at, f->size);
}

/* False at the end of its output. */
static bool read_some(struct fuzzing *f)
{
    if (f->room - f->size < 4096) {
        char *grown = realloc(f->line, f->room * 2 + 65536);
        if (!grown)
            return false;
        f->line = grown;
        f->room = f->room * 2 + 65536;
    }
    ssize_t got = read(f->out, f->line + f->size, f->room - f->size);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    f->size += (size_t)got;
    take_lines(f);
    return got > 0;
}

/* ---- the part ------------------------------------------------------------------------------------ */

/* It ends by itself when its time is over; one that does not is asked to, then killed. */
static void urge(struct fuzzing *f)
{
    uint64_t now = watchdog_now();
    bool over = now > f->end + GRACE;
    if (!f->asked && (interrupted || over)) {
        f->asked = true;
        f->end = now;
        kill(f->pid, SIGTERM);
    } else if (f->asked && !f->killed && over) {
        f->killed = true;
        kill(-f->pid, SIGKILL);
        kill(f->pid, SIGKILL);
    }
}

static void watch(struct fuzzing *f)
{
    bool more = true;
    while (more) {
        struct pollfd p = {.fd = f->out, .events = POLLIN};
        if (poll(&p, 1, 250) > 0)
            more = read_some(f);
        urge(f);
        gate_progress(f->g, "fuzz | %.0f of %u s | new findings %zu",
                      (double)(watchdog_now() - f->start) / 1e6, f->seconds, f->g->findings);
    }
    close(f->out);
    free(f->line);
    while (waitpid(f->pid, &f->status, WNOHANG) == 0) {
        usleep(20000);
        urge(f);
    }
}

static void conclude(struct fuzzing *f)
{
    struct gate *g = f->g;
    struct gate_part *p = &g->part[GATE_FUZZ];
    int status = WIFEXITED(f->status) ? WEXITSTATUS(f->status) : EXIT_CANNOT_RUN;
    bool failed = !interrupted && (f->killed || status > EXIT_FINDINGS);
    struct junit_case *test = junit_case(&g->junit, gate_part_names[GATE_FUZZ], "campaign");
    p->all = p->done = f->seconds;
    gate_finish_part(g, GATE_FUZZ, f->start);
    test->seconds = p->seconds;
    gate_log(g, "fuzz: %" PRIu64 " runs, %" PRIu64 " new findings, %.1f s%s", p->runs, p->failed,
             p->seconds, interrupted ? " (interrupted)" : "");
    if (failed) {
        junit_tell(&g->junit, test, JUNIT_ERROR, "the campaign could not run", NULL);
        gate_problem(g, EXIT_CANNOT_RUN, "the campaign ended with status %d%s, see '%s'", status,
                     f->killed ? ", as it did not end in time" : "", f->folder);
    } else if (g->out || p->failed == 0) { /* cases of findings were saved elsewhere */
        nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
}

void gate_fuzz(struct gate *g)
{
    const char *why = gate_no_fuzz();
    uint64_t left = gate_left(g) / 1000000;
    uint64_t reserve = (g->deadline - g->start) / 10000000; /* to make a finding smaller in */
    struct fuzzing f = {.g = g, .seconds = left > reserve ? (unsigned)(left - reserve) : 0};
    if (why)
        gate_skip(g, GATE_FUZZ, "%s", why);
    else if (f.seconds < GATE_FUZZ_LEAST)
        gate_skip(g, GATE_FUZZ, "%u s are left, and a campaign needs %d", f.seconds, GATE_FUZZ_LEAST);
    else if (!start(&f))
        gate_skip(g, GATE_FUZZ, "it can't be started");
    else {
        watch(&f);
        conclude(&f);
    }
}
