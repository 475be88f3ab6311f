#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "bind.h"
#include "files.h"
#include "watchdog.h"

bool report_open(struct report *r, const struct options *o, const char *program_name)
{
    memset(r, 0, sizeof *r);
    r->o = o;
    r->program_name = program_name;
    r->start = watchdog_now();
    r->signature = calloc(REPORT_SIGNATURES_MAX, sizeof *r->signature);
    return r->signature != NULL;
}

void report_close(struct report *r)
{
    free(r->signature);
    r->signature = NULL;
}

/* ---- the reproduce line -------------------------------------------------------------------------- */

/* Appends to a line that may run full; then it is cut. */
static void append(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void append(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list args;
    va_start(args, format);
    if (used < size)
        vsnprintf(out + used, size - used, format, args);
    va_end(args);
}

/* A word as a shell takes it. */
static void append_word(char *out, size_t size, const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=@+:,%-";
    if (word[0] && word[strspn(word, safe)] == '\0') {
        append(out, size, "%s", word);
        return;
    }
    append(out, size, "'");
    for (; *word; word++)
        append(out, size, *word == '\'' ? "'\\''" : "%c", *word);
    append(out, size, "'");
}

static void append_flag(char *out, size_t size, const char *flag, const char *value)
{
    append(out, size, " --%s=", flag);
    append_word(out, size, value);
}

/* A finding names one fault, or a pair that was drawn; the case that was run may have a plan of several, of
 * which that one is the first. */
static bool has_plan_of(const struct fcase *c, const struct job_finding *f)
{
    char first[FAULT_TEXT_SIZE];
    return !f->second[0] && c->fault_count > 1 &&
           strcmp(fault_format(&c->fault[0], first, sizeof first), f->fault) == 0;
}

/* The same of limits, all of which a finding names, as far as there is room. A sweep sets each alone. */
static bool has_limits_of(const struct fcase *c, const struct job_finding *f)
{
    char own[sizeof f->limit] = "";
    for (size_t i = 0; i < c->limit_count; i++)
        append(own, sizeof own, "%s%s=%s", i ? " " : "", c->limit[i].name, c->limit[i].value);
    return strcmp(own, f->limit) == 0;
}

static void append_limits(char *out, size_t size, const struct fcase *c, const struct job_finding *f)
{
    char text[sizeof(struct case_item) + 1], limits[sizeof f->limit], *rest = limits;
    bool own = has_limits_of(c, f);
    for (size_t i = 0; own && i < c->limit_count; i++) {
        snprintf(text, sizeof text, "%s=%s", c->limit[i].name, c->limit[i].value);
        append_flag(out, size, "limit", text);
    }
    if (!own && c->limit_count > 0)
        append_flag(out, size, "limit", "none");
    snprintf(limits, sizeof limits, "%s", own ? "" : f->limit);
    for (char *one = strtok_r(limits, " ", &rest); one; one = strtok_r(NULL, " ", &rest))
        append_flag(out, size, "limit", one);
}

static void append_faults(char *out, size_t size, const struct fcase *c, const struct job_finding *f)
{
    char text[FAULT_TEXT_SIZE];
    if (!has_plan_of(c, f)) {
        if (f->fault[0] || c->fault_count > 0)
            append_flag(out, size, "fault", f->fault[0] ? f->fault : "none");
        if (f->second[0])
            append_flag(out, size, "fault", f->second);
        return;
    }
    for (size_t i = 0; i < c->fault_count; i++)
        append_flag(out, size, "fault", fault_format(&c->fault[i], text, sizeof text));
}

/* Settings of a sweep's own stand in no file and no flag. */
static void append_added(char *out, size_t size, const char *added)
{
    char list[256], *rest = list;
    snprintf(list, sizeof list, "%s", added ? added : "");
    for (char *one = strtok_r(list, " ", &rest); one; one = strtok_r(NULL, " ", &rest))
        append_flag(out, size, "set", one);
}

void report_reproduce(const struct report *r, const char *path, const struct fcase *c,
                      const struct job_finding *f, char *out, size_t size)
{
    out[0] = '\0';
    append_word(out, size, r->program_name);
    append(out, size, " run");
    append_flag(out, size, "vm", c->vm);
    append_flag(out, size, "engine", f->engine);
    if (r->o->against)
        append_flag(out, size, "against", r->o->against);
    for (size_t i = 0; i < r->o->set_count; i++)
        append_flag(out, size, "set", r->o->set[i]);
    append_added(out, size, r->added);
    if (r->o->library)
        append_flag(out, size, "lib", r->o->library);
    if (r->o->step_budget != 2000000)
        append(out, size, " --steps=%" PRIu64, r->o->step_budget);
    append_limits(out, size, c, f);
    append_faults(out, size, c, f);
    append(out, size, path[0] == '-' && path[1] ? " -- " : " ");
    append_word(out, size, path);
}

/* ---- files --------------------------------------------------------------------------------------- */

void report_case(const struct fcase *c, const struct job_finding *f, struct fcase *out)
{
    struct case_error error;
    *out = *c;
    snprintf(out->engine, sizeof out->engine, "%s", f->engine);
    if (!has_plan_of(c, f)) {
        out->fault_count = 0;
        if (f->fault[0])
            case_fault(out, f->fault, &error);
        if (f->second[0])
            case_fault(out, f->second, &error);
    }
    char limits[sizeof f->limit], *rest = limits;
    snprintf(limits, sizeof limits, "%s", has_limits_of(c, f) ? "" : f->limit);
    if (!has_limits_of(c, f))
        out->limit_count = 0;
    for (char *one = strtok_r(limits, " ", &rest); one; one = strtok_r(NULL, " ", &rest))
        case_limit(out, one, &error);
    snprintf(out->expect, sizeof out->expect, "finding %s", f->signature);
}

static void write_case(const void *ctx, FILE *to)
{
    case_write(ctx, to);
}

bool report_write_case(const char *path, const struct fcase *c)
{
    return files_replace(path, write_case, c);
}

bool report_save(const char *folder, const struct fcase *c, const struct job_finding *f, char *path,
                 size_t size)
{
    struct fcase out;
    const char *h8 = strrchr(f->signature, '/');
    char kind[sizeof f->kind];
    snprintf(kind, sizeof kind, "%s", f->kind);
    for (char *p = kind; *p; p++)
        if (strchr(":=+", *p))
            *p = '-';
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return false;
    snprintf(path, size, "%s/%s-%s-%s-%s.case", folder, f->oracle, f->engine, kind, h8 ? h8 + 1 : "0");
    if (access(path, F_OK) == 0)
        return true;
    report_case(c, f, &out);
    return report_write_case(path, &out);
}

/* ---- findings ------------------------------------------------------------------------------------ */

static struct report_signature *find_signature(struct report *r, const char *text)
{
    for (size_t i = 0; i < r->signature_count; i++)
        if (strcmp(r->signature[i].text, text) == 0)
            return &r->signature[i];
    if (r->signature_count == REPORT_SIGNATURES_MAX)
        return NULL;
    struct report_signature *s = &r->signature[r->signature_count++];
    snprintf(s->text, sizeof s->text, "%s", text);
    return s;
}

void report_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);
    putchar('\n');
    fflush(stdout);
    json_decref(object);
}

/* Text from a program may be anything; JSON wants UTF-8. */
static json_t *json_text(const char *text)
{
    json_t *string = json_string(text);
    if (string)
        return string;
    char *ascii = strdup(text);
    for (char *p = ascii; p && *p; p++)
        if ((unsigned char)*p > 126)
            *p = '?';
    string = json_string(ascii);
    free(ascii);
    return string;
}

static void finding_json(const struct fcase *c, const struct job_finding *f, const char *case_path,
                         const char *reproduce)
{
    json_t *o = json_object();
    json_object_set_new(o, "verdict", json_string("finding"));
    json_object_set_new(o, "oracle", json_text(f->oracle));
    json_object_set_new(o, "signature", json_text(f->signature));
    json_object_set_new(o, "vm", json_text(c->vm));
    json_object_set_new(o, "engine", json_text(f->engine));
    json_object_set_new(o, "fault", f->fault[0] ? json_text(f->fault) : json_null());
    json_object_set_new(o, "second_fault", f->second[0] ? json_text(f->second) : json_null());
    json_object_set_new(o, "limit", f->limit[0] ? json_text(f->limit) : json_null());
    json_object_set_new(o, "case", json_text(case_path));
    json_object_set_new(o, "detail", json_text(f->detail));
    json_object_set_new(o, "site", json_text(f->callers[0] ? f->callers : f->site));
    json_object_set_new(o, "wall", json_boolean(f->wall));
    json_object_set_new(o, "reproduce", json_text(reproduce));
    report_json(o);
}

/* Further lines of a text are set in. */
static void print_block(const char *key, const char *text)
{
    printf("  %s: ", key);
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n' && text[1])
            fputs("    ", stdout);
    }
    putchar('\n');
}

/* Where the fault fired: the site's name, or its nearest callers; the hash of callers helps nobody. */
static void print_place(const struct job_finding *f)
{
    const char *place = f->callers[0] ? f->callers : f->site;
    if (place[0] && strncmp(place, "site-", 5) != 0)
        print_block("fault", place);
}

static void finding_text(const struct job_finding *f, const char *case_path, const char *reproduce)
{
    printf("finding: %s\n", f->signature);
    print_block(f->oracle, f->reason);
    if (f->detail[0])
        print_block("detail", f->detail);
    print_place(f);
    printf("  case: %s\nreproduce: %s\n\n", case_path, reproduce);
    fflush(stdout);
}

static void clear_line(struct report *r)
{
    if (r->line_open)
        fputs("\r\033[K", stderr);
    r->line_open = false;
}

void report_finding(struct report *r, const char *path, const struct fcase *c, const struct job_finding *f)
{
    char reproduce[8192], saved[4096] = "";
    struct report_signature *s = find_signature(r, f->signature);
    const struct oracle *oracle = oracle_find(f->oracle);
    r->findings++;
    if (s)
        s->programs++;
    if (oracle)
        r->by_oracle[oracle - oracle_table]++;
    clear_line(r);
    if (r->o->out && !report_save(r->o->out, c, f, saved, sizeof saved)) {
        fprintf(stderr, "faultline: can't save a finding in '%s': %s\n", r->o->out, strerror(errno));
        r->save_failed = true;
    }
    report_reproduce(r, path, c, f, reproduce, sizeof reproduce);
    if (r->o->json)
        finding_json(c, f, path, reproduce);
    else
        finding_text(f, path, reproduce);
}

void report_counts(struct report *r, const struct job_shm *shm)
{
    for (size_t i = 0; i < shm->seen_count; i++)
        for (size_t k = 0; k < r->signature_count; k++)
            if (XXH64(r->signature[k].text, strlen(r->signature[k].text), 0) == shm->seen[i].hash)
                r->signature[k].count += shm->seen[i].count;
}

/* ---- summary ------------------------------------------------------------------------------------- */

static double seconds(const struct report *r)
{
    return (double)(watchdog_now() - r->start) / 1e6;
}

static void set_number(json_t *o, const char *key, uint64_t value)
{
    json_object_set_new(o, key, json_integer((json_int_t)value));
}

static json_t *kinds_off_json(const struct report_totals *t)
{
    json_t *list = json_array();
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (t->kinds_all & ~t->kinds & VUT_FAULT_BIT(k))
            json_array_append_new(list, json_string(fault_kinds[k].name));
    return list;
}

/* Kinds of which not every event was tried. */
static json_t *kinds_sampled_json(const struct report_totals *t)
{
    json_t *list = json_array();
    if (t->stats.guards_chosen < t->stats.guards_executed)
        json_array_append_new(list, json_string(fault_kinds[VUT_FAULT_EXIT].name));
    return list;
}

static json_t *by_kind_json(const struct report_totals *t)
{
    json_t *by = json_object();
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (t->stats.by_kind[k])
            set_number(by, fault_kinds[k].name, t->stats.by_kind[k]);
    return by;
}

static json_t *signatures_json(const struct report *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->signature_count; i++) {
        const struct report_signature *s = &r->signature[i];
        json_t *o = json_object();
        json_object_set_new(o, "signature", json_text(s->text));
        set_number(o, "programs", s->programs);
        set_number(o, "count", s->count);
        json_array_append_new(list, o);
    }
    return list;
}

static void cut_json(json_t *o, const struct report_totals *t)
{
    const struct report_cut *cut = t->cut;
    json_object_set_new(o, "cut", json_boolean(cut && cut->cut));
    json_object_set_new(o, "enough", json_boolean(t->enough));
    if (!cut)
        return;
    set_number(o, "rounds", cut->phases);
    set_number(o, "rounds_done", cut->phase);
    set_number(o, "stressed", cut->stressed);
}

static void summary_json(const struct report *r, const struct report_totals *t)
{
    json_t *o = json_object(), *by = json_object();
    set_number(o, "cases", r->cases);
    set_number(o, "runs", t->stats.runs);
    set_number(o, "programs_run", t->stats.programs);
    set_number(o, "faults", t->stats.faults);
    json_object_set_new(o, "by_kind", by_kind_json(t));
    set_number(o, "pairs", t->stats.pairs);
    set_number(o, "pairs_both", t->stats.pairs_both);
    set_number(o, "pairs_one", t->stats.pairs_one);
    set_number(o, "exits_total", t->stats.exits_total);
    set_number(o, "exits_executed", t->stats.exits_executed);
    set_number(o, "exits_forced", t->stats.exits_forced);
    set_number(o, "exits_never_ran", t->stats.exits_total - t->stats.exits_executed);
    set_number(o, "guards_executed", t->stats.guards_executed);
    set_number(o, "guards_chosen", t->stats.guards_chosen);
    json_object_set_new(o, "kinds_sampled", kinds_sampled_json(t));
    set_number(o, "findings", r->findings);
    set_number(o, "signatures", r->signature_count);
    set_number(o, "sites_total", t->sites_total);
    set_number(o, "sites_failed", t->sites_failed);
    if (t->sites)
        report_sites_json(o, t->sites);
    if (t->states)
        report_states_json(o, t->states, t->kinds);
    set_number(o, "not_reached", t->stats.not_reached);
    set_number(o, "suppressed", 0);
    json_object_set_new(o, "oracles_off", json_array());
    json_object_set_new(o, "kinds_off", kinds_off_json(t));
    set_number(o, "over_budget", t->stats.over_budget);
    set_number(o, "address_dependent", t->stats.address_dependent);
    set_number(o, "gc_visible", t->stats.gc_visible);
    set_number(o, "not_swept", t->stats.not_swept);
    set_number(o, "given_up", t->stats.given_up);
    set_number(o, "worker_restarts", t->stats.restarts);
    for (int i = 0; i < ORACLE_COUNT; i++)
        if (r->by_oracle[i])
            set_number(by, oracle_table[i].name, r->by_oracle[i]);
    json_object_set_new(o, "by_oracle", by);
    json_object_set_new(o, "by_signature", signatures_json(r));
    cut_json(o, t);
    json_object_set_new(o, "version", json_text(t->version));
    json_object_set_new(o, "build_id", json_text(t->build_id));
    json_object_set_new(o, "seconds", json_real(seconds(r)));
    json_t *line = json_object();
    json_object_set_new(line, "summary", o);
    report_json(line);
}

static int by_count(const void *a, const void *b)
{
    const struct report_signature *x = a, *y = b;
    return x->count < y->count ? 1 : x->count > y->count ? -1 : strcmp(x->text, y->text);
}

static void by_kind_text(const struct report_totals *t)
{
    int printed = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (t->stats.by_kind[k])
            printf("%s%s %" PRIu64, printed++ ? ", " : "summary: faults by kind: ", fault_kinds[k].name,
                   t->stats.by_kind[k]);
    if (printed)
        putchar('\n');
}

static void pairs_text(const struct job_stats *stats)
{
    if (stats->pairs)
        printf("summary: %" PRIu64 " pairs of faults, both reached in %" PRIu64 ", one in %" PRIu64
               ", none in %" PRIu64 "\n",
               stats->pairs, stats->pairs_both, stats->pairs_one,
               stats->pairs - stats->pairs_both - stats->pairs_one);
}

static void guards_text(const struct job_stats *s)
{
    if (s->exits_total)
        printf("summary: exits of traces that a guard can take: %" PRIu64 ", executed %" PRIu64
               ", forced %" PRIu64 ", never ran %" PRIu64 "\n",
               s->exits_total, s->exits_executed, s->exits_forced, s->exits_total - s->exits_executed);
    if (s->guards_chosen < s->guards_executed)
        printf("summary: guards executed: %" PRIu64 ", forced: %" PRIu64 "\n", s->guards_executed,
               s->guards_chosen);
}

static void cut_text(const struct report_totals *t)
{
    const struct report_cut *cut = t->cut;
    if (t->enough)
        puts("summary: ended with the findings that were asked for");
    if (!cut)
        return;
    if (cut->cut)
        printf("summary: cut after %" PRIu64 " s in round %zu of %zu, with %zu of its %zu cases done\n",
               cut->seconds, cut->phase + 1, cut->phases, cut->files, cut->files_all);
    else if (cut->phase == cut->phases)
        printf("summary: all %zu rounds were done before the time was up\n", cut->phases);
    if (cut->stressed)
        printf("summary: %" PRIu64 " times an engine got a program with settings that stress it\n",
               cut->stressed);
}

static void summary_text(const struct report *r, const struct report_totals *t)
{
    if (r->signature_count) {
        printf("%8s %9s  signature\n", "runs", "programs");
        for (size_t i = 0; i < r->signature_count; i++)
            printf("%8" PRIu64 " %9" PRIu64 "  %s\n", r->signature[i].count, r->signature[i].programs,
                   r->signature[i].text);
        putchar('\n');
    }
    printf("summary: %" PRIu64 " cases, %" PRIu64 " runs (%" PRIu64 " with a fault, %" PRIu64
           " not reached), sites failed %" PRIu64 " of %" PRIu64 ", %.1f s\n",
           r->cases, t->stats.runs, t->stats.faults, t->stats.not_reached, t->sites_failed, t->sites_total,
           seconds(r));
    cut_text(t);
    by_kind_text(t);
    pairs_text(&t->stats);
    guards_text(&t->stats);
    printf("summary: %" PRIu64 " findings, %zu signatures", r->findings, r->signature_count);
    for (int i = 0; i < ORACLE_COUNT; i++)
        if (r->by_oracle[i])
            printf(", %s %" PRIu64, oracle_table[i].name, r->by_oracle[i]);
    printf("\nsummary: %" PRIu64 " worker restarts; could not be compared in full: %" PRIu64
           " over budget, %" PRIu64 " address-dependent, %" PRIu64 " gc-visible\n",
           t->stats.restarts, t->stats.over_budget, t->stats.address_dependent, t->stats.gc_visible);
    if (t->stats.not_swept)
        printf("summary: %" PRIu64
               " times an engine was not swept, because a program ends it without any fault\n",
               t->stats.not_swept);
    if (t->stats.given_up)
        printf("summary: %" PRIu64
               " times the rest of a kind of fault was given up in a program, because too "
               "many runs hang\n",
               t->stats.given_up);
    if (t->sites)
        report_sites_text(t->sites);
    if (t->states)
        report_states_text(t->states, t->kinds);
    if (t->kinds_all & ~t->kinds) {
        printf("summary: left out:");
        for (int k = 0; k < VUT_FAULT_COUNT; k++)
            if (t->kinds_all & ~t->kinds & VUT_FAULT_BIT(k))
                printf(" %s", fault_kinds[k].name);
        putchar('\n');
    }
    if (r->o->out && r->findings)
        printf("summary: findings are in '%s'\n", r->o->out);
}

void report_summary(struct report *r, const struct report_totals *t)
{
    clear_line(r);
    qsort(r->signature, r->signature_count, sizeof *r->signature, by_count);
    if (r->o->json)
        summary_json(r, t);
    else
        summary_text(r, t);
    fflush(stdout);
}

int report_status(const struct report *r)
{
    if (r->save_failed || ferror(stdout))
        return EXIT_CANNOT_RUN;
    return r->findings ? EXIT_FINDINGS : EXIT_CLEAN;
}
