/* cmd_gate.c: `faultline gate`: regressions, the bug bank, a sweep and a campaign within a budget of time;
 * a CI job's yes or no, with the cases that it is about. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bind.h"
#include "commands.h"
#include "gate.h"
#include "interrupted.h"
#include "report.h"
#include "watchdog.h"

const char *const gate_part_names[GATE_PARTS] = {"regressions", "bank", "sweep", "fuzz"};

/* ---- words --------------------------------------------------------------------------------------- */

void gate_clear_line(struct gate *g)
{
    if (g->line_open)
        fputs("\r\033[K", stderr);
    g->line_open = false;
}

void gate_log(struct gate *g, const char *format, ...)
{
    va_list args;
    gate_clear_line(g);
    va_start(args, format);
    vfprintf(g->log, format, args);
    va_end(args);
    fputc('\n', g->log);
    fflush(g->log);
}

void gate_progress(struct gate *g, const char *format, ...)
{
    char text[300];
    va_list args;
    if (!progress_due(&g->progress))
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    g->line_open = progress_show(&g->progress, "gate %.0f of %u s | %s",
                                 (double)(watchdog_now() - g->start) / 1e6, g->o->budget, text);
}

void gate_problem(struct gate *g, int status, const char *format, ...)
{
    va_list args;
    gate_clear_line(g);
    va_start(args, format);
    fputs("faultline: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    g->status = status > g->status ? status : g->status;
}

void gate_skip(struct gate *g, enum gate_part_name part, const char *format, ...)
{
    struct gate_part *p = &g->part[part];
    va_list args;
    va_start(args, format);
    vsnprintf(p->skipped, sizeof p->skipped, format, args);
    va_end(args);
    gate_log(g, "%s: skipped: %s", gate_part_names[part], p->skipped);
    junit_tell(&g->junit, junit_case(&g->junit, gate_part_names[part], "all"), JUNIT_SKIPPED, p->skipped,
               NULL);
}

/* ---- time ---------------------------------------------------------------------------------------- */

uint64_t gate_left(const struct gate *g)
{
    uint64_t now = watchdog_now();
    return now < g->deadline ? g->deadline - now : 0;
}

uint64_t gate_deadline(const struct gate *g, unsigned percent)
{
    return watchdog_now() + gate_left(g) * percent / 100;
}

void gate_finish_part(struct gate *g, enum gate_part_name part, uint64_t start)
{
    double seconds = (double)(watchdog_now() - start) / 1e6;
    g->part[part].seconds = seconds;
    junit_suite(&g->junit, gate_part_names[part])->seconds = seconds;
}

/* ---- what came of it ----------------------------------------------------------------------------- */

/* Entries that do nothing are told, so that somebody drops them: they may hide another bug one day. */
static void tell_known(struct gate *g)
{
    for (size_t i = 0; i < g->known.count; i++) {
        const struct known_entry *e = &g->known.entry[i];
        if (!known_is_of(e, g->vut->name))
            continue;
        if (e->expired)
            gate_log(g, "known: %s:%d: expired on %s, hides nothing: %s", g->known_path, e->line, e->until,
                     e->pattern);
        else if (e->matched == 0)
            gate_log(g, "known: %s:%d: matched nothing: %s", g->known_path, e->line, e->pattern);
    }
}

static json_t *entries_json(const struct gate *g, bool expired)
{
    json_t *list = json_array();
    for (size_t i = 0; i < g->known.count; i++) {
        const struct known_entry *e = &g->known.entry[i];
        if (known_is_of(e, g->vut->name) && e->expired == expired && (expired || e->matched == 0))
            json_array_append_new(list, json_string(e->pattern));
    }
    return list;
}

static json_t *part_json(const struct gate_part *p)
{
    json_t *o = json_object();
    json_object_set_new(o, "all", json_integer((json_int_t)p->all));
    json_object_set_new(o, "done", json_integer((json_int_t)p->done));
    json_object_set_new(o, "failed", json_integer((json_int_t)p->failed));
    json_object_set_new(o, "mended", json_integer((json_int_t)p->mended));
    json_object_set_new(o, "runs", json_integer((json_int_t)p->runs));
    json_object_set_new(o, "cut", json_boolean(p->cut));
    json_object_set_new(o, "skipped", p->skipped[0] ? json_string(p->skipped) : json_null());
    json_object_set_new(o, "seconds", json_real(p->seconds));
    return o;
}

static const char *verdict(const struct gate *g, bool red)
{
    return red ? "red" : g->status ? "incomplete" : "green";
}

static size_t count_small(const struct gate *g)
{
    size_t count = 0;
    for (size_t i = 0; i < g->findings; i++)
        count += g->finding[i].small;
    return count;
}

static void summary_json(const struct gate *g, bool red, double seconds)
{
    json_t *line = json_object(), *o = json_object();
    json_object_set_new(o, "gate", json_string(verdict(g, red)));
    json_object_set_new(o, "vm", json_string(g->vut->name));
    json_object_set_new(o, "findings", json_integer((json_int_t)g->sightings));
    json_object_set_new(o, "signatures", json_integer((json_int_t)g->findings));
    json_object_set_new(o, "minimized", json_integer((json_int_t)count_small(g)));
    json_object_set_new(o, "bugs_missed", json_integer((json_int_t)g->part[GATE_BANK].failed));
    json_object_set_new(o, "suppressed", json_integer((json_int_t)g->suppressed));
    json_object_set_new(o, "promised", json_integer((json_int_t)g->promised));
    json_object_set_new(o, "known_expired", entries_json(g, true));
    json_object_set_new(o, "known_unmatched", entries_json(g, false));
    for (int i = 0; i < GATE_PARTS; i++)
        json_object_set_new(o, gate_part_names[i], part_json(&g->part[i]));
    json_object_set_new(o, "interrupted", json_boolean(interrupted));
    json_object_set_new(o, "budget", json_integer(g->o->budget));
    json_object_set_new(o, "seconds", json_real(seconds));
    json_object_set_new(line, "summary", o);
    report_json(line);
}

static void summarize(struct gate *g, bool red)
{
    double seconds = (double)(watchdog_now() - g->start) / 1e6;
    gate_log(g,
             "gate: %s: %zu new findings, %zu signatures; %" PRIu64 " seeded bugs missed; %" PRIu64
             " suppressed, %" PRIu64 " expected by regressions; %.1f of %u s%s",
             verdict(g, red), g->sightings, g->findings, g->part[GATE_BANK].failed, g->suppressed,
             g->promised, seconds, g->o->budget, interrupted ? ", interrupted" : "");
    if (g->findings && g->out)
        gate_log(g, "gate: the cases are in '%s'", g->out);
    if (g->o->json)
        summary_json(g, red, seconds);
}

static bool write_junit(struct gate *g)
{
    char title[128];
    snprintf(title, sizeof title, "faultline gate %s", g->vut->name);
    return !g->o->junit || junit_write(&g->junit, g->o->junit, title);
}

static int conclude(struct gate *g)
{
    gate_tell_findings(g);
    tell_known(g);
    bool red = g->findings > 0 || g->part[GATE_BANK].failed > 0;
    if (!write_junit(g))
        gate_problem(g, EXIT_CANNOT_RUN, "can't write '%s': %s", g->o->junit, strerror(errno));
    if (interrupted && !red)
        g->status = EXIT_CANNOT_RUN;
    summarize(g, red);
    return g->status ? g->status : red ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* ---- what is needed ------------------------------------------------------------------------------ */

static bool beside_program(const char *name, char *out, size_t size)
{
    static const char *const places[] = {"..", "../.."};
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    const char *slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < sizeof places / sizeof places[0]; i++) {
        snprintf(out, size, "%.*s/%s/corpus/%s", (int)(slash - self), self, places[i], name);
        if (access(out, F_OK) == 0)
            return true;
    }
    return false;
}

bool gate_corpus(const char *name, char *out, size_t size)
{
    snprintf(out, size, "corpus/%s", name);
    if (access(out, F_OK) == 0 || beside_program(name, out, size))
        return true;
    snprintf(out, size, "corpus/%s", name);
    return false;
}

/* The file that was named must be there; the usual one need not. */
static int read_known(struct gate *g, char *usual, size_t size)
{
    char today[KNOWN_DATE_SIZE];
    struct case_error error;
    if (!g->o->known && !gate_corpus("known-failures", usual, size))
        return EXIT_CLEAN;
    g->known_path = g->o->known ? g->o->known : usual;
    FILE *from = fopen(g->known_path, "re");
    if (!from) {
        gate_problem(g, EXIT_BAD_INPUT, "%s: %s", g->known_path, strerror(errno));
        return EXIT_BAD_INPUT;
    }
    known_today(today);
    bool ok = known_parse(&g->known, from, today, &error);
    fclose(from);
    if (!ok && error.line)
        gate_problem(g, EXIT_BAD_INPUT, "%s:%d: %s", g->known_path, error.line, error.text);
    else if (!ok)
        gate_problem(g, EXIT_BAD_INPUT, "%s: %s", g->known_path, error.text);
    return ok ? EXIT_CLEAN : EXIT_BAD_INPUT;
}

static int check_files(struct gate *g)
{
    for (size_t i = 0; i < g->o->file_count; i++) {
        const char *path = g->o->file[i];
        if (strcmp(path, "-") == 0)
            gate_problem(g, EXIT_BAD_INPUT, "a gate takes files and folders, not standard input");
        else if (access(path, R_OK) != 0)
            gate_problem(g, EXIT_BAD_INPUT, "%s: %s", path, strerror(errno));
    }
    return g->status;
}

/* A folder or a file that can't be written is told before the budget is spent, not after. */
static int check_places(struct gate *g)
{
    char part[4200];
    if (g->out && mkdir(g->out, 0777) != 0 && errno != EEXIST) {
        gate_problem(g, EXIT_CANNOT_RUN, "can't make the folder '%s': %s", g->out, strerror(errno));
        return EXIT_CANNOT_RUN;
    }
    snprintf(part, sizeof part, "%s.%d.part", g->o->junit ? g->o->junit : "", (int)getpid());
    FILE *file = g->o->junit ? fopen(part, "we") : NULL;
    if (g->o->junit && !file) {
        gate_problem(g, EXIT_CANNOT_RUN, "can't write '%s': %s", g->o->junit, strerror(errno));
        return EXIT_CANNOT_RUN;
    }
    if (file) {
        fclose(file);
        unlink(part);
    }
    return EXIT_CLEAN;
}

/* The same flags as other commands see them. */
static void derive_options(struct gate *g)
{
    g->plain = *g->o;
    g->plain.command = "run";
    g->plain.vm = g->vut->name;
    g->plain.out = NULL;
    g->plain.json = false;
    g->sweep = g->plain;
    g->sweep.command = "sweep";
    g->no_bugs = g->plain;
    g->no_bugs.set_count = 0;
}

static int prepare(struct gate *g, char *known_path, size_t size)
{
    const struct options *o = g->o;
    char seeds[256];
    g->vut = vm_find(o->vm ? o->vm : "refvm");
    if (!g->vut) {
        gate_problem(g, EXIT_BAD_INPUT, "unknown vm '%s', see 'faultline list vms'", o->vm);
        return EXIT_BAD_INPUT;
    }
    derive_options(g);
    snprintf(seeds, sizeof seeds, "seeds/%s", g->vut->name);
    if (o->corpus)
        snprintf(g->corpus, sizeof g->corpus, "%s", o->corpus);
    else
        gate_corpus(seeds, g->corpus, sizeof g->corpus);
    if (access(g->corpus, F_OK) != 0) {
        gate_problem(g, EXIT_BAD_INPUT, "%s: %s", g->corpus, strerror(errno));
        return EXIT_BAD_INPUT;
    }
    int status = check_files(g);
    status = status ? status : read_known(g, known_path, size);
    return status ? status : check_places(g);
}

/* ---- the command --------------------------------------------------------------------------------- */

static void run(struct gate *g)
{
    bool fuzzes = gate_no_fuzz() == NULL;
    gate_log(g, "gate: vm %s, %u s, %u workers, %zu entries of known failures", g->vut->name, g->o->budget,
             g->o->jobs, g->known.count);
    gate_regressions(g);
    if (!interrupted)
        gate_bank(g);
    gate_minimize(g, 30);
    if (!interrupted)
        gate_sweep(g, fuzzes);
    gate_minimize(g, fuzzes ? 60 : 100);
    if (!interrupted)
        gate_fuzz(g);
    gate_minimize(g, 100);
}

int cmd_gate(const struct options *o)
{
    struct gate g = {.o = o, .out = o->out, .log = o->json ? stderr : stdout, .start = watchdog_now()};
    char known_path[4096];
    g.deadline = g.start + o->budget * UINT64_C(1000000);
    int status = prepare(&g, known_path, sizeof known_path);
    if (!status) {
        interrupted_catch();
        progress_open(&g.progress, o->quiet);
        run(&g);
        status = conclude(&g);
    }
    gate_free_findings(&g);
    known_free(&g.known);
    junit_free(&g.junit);
    return status;
}
