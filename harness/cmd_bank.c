/* cmd_bank.c: `faultline bank`: each seeded bug is switched on in its own cases, which must end in the
 * finding that they expect, every time; the same cases with the bug off must be clean. What each oracle
 * found is kept, and with it what would escape without that oracle.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "bank_rest.h"
#include "bind.h"
#include "commands.h"
#include "files.h"
#include "progress.h"
#include "report.h"
#include "worker.h"

/* What is known of one bug, over all of its cases. */
struct banked {
    const struct vut *vut;
    const struct vut_bug *bug;
    struct inject_bug counts; /* of the first run of each case */
    bool named;               /* a file switches it on */
    uint64_t cases;
    uint64_t runs,
        same; /* with the bug on; of these, with the findings of the first, the expected one among them */
    uint64_t alarms;            /* runs with the bug off that had a finding, or could not be judged */
    uint32_t oracles;           /* that found something, bit i for row i */
    char expected[24];          /* the oracle that the first case names */
    char other[SIGNATURE_SIZE]; /* what was found in place of what was expected, or "" */
};

struct bank {
    const struct options *o;
    struct files files;
    struct banked *row;
    size_t rows;
    struct worker worker;
    struct progress progress;
    bool line_open;
    uint64_t finished;
};

/* What one run found. */
struct harvest {
    uint64_t signatures; /* hash of their set */
    uint32_t oracles;
    bool expected; /* the signature that the case expects is among them */
    const char *wanted;
    char other[SIGNATURE_SIZE];
};

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct harvest *h = ctx;
    const struct oracle *oracle = oracle_find(f->oracle);
    h->signatures ^= XXH64(f->signature, strlen(f->signature), 0);
    if (oracle)
        h->oracles |= 1u << (oracle - oracle_table);
    if (strcmp(f->signature, h->wanted) == 0)
        h->expected = true;
    else
        snprintf(h->other, sizeof h->other, "%s", f->signature);
}

/* ---- runs ---------------------------------------------------------------------------------------- */

static void tell(struct bank *b, const char *path, const char *text)
{
    fprintf(stderr, "%sfaultline: %s: %s\n", b->line_open ? "\r\033[K" : "", path, text);
    b->line_open = false;
}

/* Runs the case once. False after a message when it can't be run. */
static bool run_once(struct bank *b, const char *path, const struct fcase *c, struct harvest *h)
{
    struct worker_failure failure;
    struct job job = options_job(b->o, JOB_RUN);
    char *text = options_case_text(c, &job.text_size);
    *h = (struct harvest){.wanted = strncmp(c->expect, "finding ", 8) == 0 ? c->expect + 8 : ""};
    b->worker.shm->bug = (struct inject_bug){0};
    if (!text) {
        tell(b, path, "too large with its header");
        return false;
    }
    enum worker_state state =
        worker_run(&b->worker, &job, text, c->vm, case_setting(c, "lib"), on_finding, h, &failure);
    free(text);
    if (state == WORKER_FAILED)
        tell(b, path, failure.text);
    return state != WORKER_FAILED;
}

static void drop_setting(struct fcase *c, const char *name)
{
    for (size_t i = 0; i < c->set_count; i++)
        if (strcmp(c->set[i].name, name) == 0) {
            memmove(&c->set[i], &c->set[i + 1], (c->set_count - i - 1) * sizeof c->set[0]);
            c->set_count--;
            return;
        }
}

static void note_first(struct banked *row, const struct harvest *h, const struct inject_bug *counts)
{
    row->counts.reached += counts->reached;
    row->counts.triggered += counts->triggered;
    row->oracles |= h->oracles;
    if (!h->expected)
        snprintf(row->other, sizeof row->other, "%s", h->other);
}

static void show_progress(struct bank *b)
{
    b->line_open = progress_show(&b->progress, "bank %" PRIu64 "/%zu cases", b->finished, b->files.count);
}

/* On and off by turns, so that no run finds the worker as an equal one left it. */
static bool run_case(struct bank *b, const char *path, const struct fcase *c, struct banked *row)
{
    struct fcase off = *c;
    struct harvest first = {0}, h;
    drop_setting(&off, "bug");
    snprintf(off.expect, sizeof off.expect, "clean");
    for (uint64_t i = 0; i < b->o->repeat; i++) {
        if (!run_once(b, path, c, &h))
            return false;
        if (i == 0) {
            first = h;
            note_first(row, &h, &b->worker.shm->bug);
        }
        row->runs++;
        row->same += h.expected && h.signatures == first.signatures;
        if (!run_once(b, path, &off, &h))
            return false;
        row->alarms += h.oracles != 0 || !b->worker.shm->last.judged;
        if (progress_due(&b->progress))
            show_progress(b);
    }
    row->cases++;
    b->finished++;
    return true;
}

static struct banked *find_row(struct bank *b, const struct fcase *c)
{
    const char *name = case_setting(c, "bug");
    for (size_t i = 0; name && i < b->rows; i++)
        if (strcmp(b->row[i].bug->name, name) == 0 && strcmp(b->row[i].vut->name, c->vm) == 0)
            return &b->row[i];
    return NULL;
}

static int take_file(struct bank *b, const char *path)
{
    struct fcase c;
    char *text;
    int status = options_case(b->o, path, &c, &text);
    if (status)
        return status;
    struct banked *row = find_row(b, &c);
    if (!row) {
        tell(b, path, "the case switches no seeded bug on, expected 'set: bug=NAME'");
        status = EXIT_BAD_INPUT;
    } else {
        row->named = true;
        const char *oracle = strchr(c.expect, '/');
        if (!row->expected[0] && oracle)
            snprintf(row->expected, sizeof row->expected, "%.*s", (int)strcspn(oracle + 1, "/"),
                     oracle + 1);
        status = run_case(b, path, &c, row) ? EXIT_CLEAN : EXIT_CANNOT_RUN;
    }
    free(text);
    return status;
}

/* ---- what came out ------------------------------------------------------------------------------- */

static bool is_detected(const struct banked *row)
{
    return row->cases > 0 && row->same > 0 && !row->other[0];
}

static bool is_good(const struct banked *row)
{
    return is_detected(row) && row->counts.reached && row->counts.triggered && row->same == row->runs &&
           row->alarms == 0;
}

/* The oracles' names, the first `,`-separated; "-" for none. */
static void join_oracles(uint32_t oracles, char *out, size_t size)
{
    size_t used = 0;
    snprintf(out, size, "-");
    for (int i = 0; i < ORACLE_COUNT && used < size; i++)
        if (oracles & 1u << i)
            used +=
                (size_t)snprintf(out + used, size - used, "%s%s", used ? "," : "", oracle_table[i].name);
}

static json_t *oracles_json(uint32_t oracles)
{
    json_t *list = json_array();
    for (int i = 0; i < ORACLE_COUNT; i++)
        if (oracles & 1u << i)
            json_array_append_new(list, json_string(oracle_table[i].name));
    return list;
}

static void print_row_json(const struct banked *row)
{
    json_t *o = json_object();
    json_object_set_new(o, "bug", json_string(row->bug->name));
    json_object_set_new(o, "upstream", json_string(row->bug->upstream));
    json_object_set_new(o, "vm", json_string(row->vut->name));
    json_object_set_new(o, "module", json_string(row->bug->module));
    json_object_set_new(o, "text", json_string(row->bug->text));
    json_object_set_new(o, "cases", json_integer((json_int_t)row->cases));
    json_object_set_new(o, "reached", json_boolean(row->counts.reached));
    json_object_set_new(o, "triggered", json_boolean(row->counts.triggered));
    json_object_set_new(o, "detected", json_boolean(is_detected(row)));
    json_object_set_new(o, "oracle", row->expected[0] ? json_string(row->expected) : json_null());
    json_object_set_new(o, "oracles", oracles_json(row->oracles));
    json_object_set_new(o, "runs", json_integer((json_int_t)row->runs));
    json_object_set_new(o, "same", json_integer((json_int_t)row->same));
    json_object_set_new(o, "false_alarms", json_integer((json_int_t)row->alarms));
    json_object_set_new(o, "other", row->other[0] ? json_string(row->other) : json_null());
    report_json(o);
}

static void print_row(const struct banked *row)
{
    char oracles[256];
    join_oracles(row->oracles, oracles, sizeof oracles);
    printf("%-32s %-11s %-7s %-9s %-8s %2" PRIu64 "/%-3" PRIu64 " %-12s %s%s%s%s\n", row->bug->name,
           row->bug->module, row->counts.reached ? "yes" : "no", row->counts.triggered ? "yes" : "no",
           is_detected(row) ? "yes" : "no", row->same, row->runs, row->expected[0] ? row->expected : "-",
           oracles, row->cases ? "" : " (no case)", row->alarms ? " (findings with the bug off)" : "",
           row->other[0] ? " (not as expected)" : "");
    if (row->other[0])
        printf("    found: %s\n", row->other);
}

/* What only this oracle found; returns how many bugs. */
static size_t print_ablation(const struct bank *b, int oracle)
{
    uint32_t bit = 1u << oracle;
    json_t *only = json_array(), *found = json_array();
    for (size_t i = 0; i < b->rows; i++) {
        if (b->row[i].oracles & bit)
            json_array_append_new(found, json_string(b->row[i].bug->name));
        if (b->row[i].oracles == bit)
            json_array_append_new(only, json_string(b->row[i].bug->name));
    }
    size_t count = json_array_size(only);
    if (b->o->json) {
        json_t *o = json_object();
        json_object_set(o, "without", json_string(oracle_table[oracle].name));
        json_object_set(o, "escape", only);
        json_object_set(o, "detects", found);
        report_json(o);
    } else {
        printf("without %-13s %2zu of the %2zu bugs that it finds escape:", oracle_table[oracle].name,
               count, json_array_size(found));
        for (size_t i = 0; i < count; i++)
            printf(" %s", json_string_value(json_array_get(only, i)));
        puts(count ? "" : " none");
    }
    json_decref(only);
    json_decref(found);
    return count;
}

static bool ablate(const struct bank *b)
{
    size_t needless = 0;
    for (int i = 0; i < ORACLE_COUNT; i++)
        needless += print_ablation(b, i) == 0;
    return needless == 0;
}

/* With files named, only their bugs are of interest. */
static void drop_others(struct bank *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->rows; i++)
        if (b->row[i].named)
            b->row[kept++] = b->row[i];
    b->rows = kept;
}

static int conclude(struct bank *b)
{
    uint64_t reached = 0, triggered = 0, detected = 0, good = 0, alarms = 0;
    if (b->line_open)
        fputs("\r\033[K", stderr);
    if (!b->o->json)
        printf("%-32s %-11s %-7s %-9s %-8s %-6s %-12s %s\n", "bug", "module", "reached", "triggered",
               "detected", "stable", "oracle", "found by");
    for (size_t i = 0; i < b->rows; i++) {
        const struct banked *row = &b->row[i];
        reached += row->counts.reached > 0;
        triggered += row->counts.triggered > 0;
        detected += is_detected(row);
        good += is_good(row);
        alarms += row->alarms;
        if (b->o->json)
            print_row_json(row);
        else
            print_row(row);
    }
    bool needed = !b->o->ablate || ablate(b);
    if (!b->o->json)
        printf("%zu bugs: %" PRIu64 " reached, %" PRIu64 " triggered, %" PRIu64 " detected; %" PRIu64
               " false alarms with the bug off\n",
               b->rows, reached, triggered, detected, alarms);
    return good == b->rows && needed ? EXIT_CLEAN : EXIT_FINDINGS;
}

/* ---- the command --------------------------------------------------------------------------------- */

/* A row for each bug of the VMs asked for; false when memory runs out. */
static bool make_rows(struct bank *b)
{
    size_t count = 0;
    for (size_t i = 0; i < vm_count; i++)
        count += vm_table[i]->bug_count;
    b->row = calloc(count + 1, sizeof *b->row);
    for (size_t i = 0; b->row && i < vm_count; i++)
        for (size_t k = 0; k < vm_table[i]->bug_count; k++)
            if (!b->o->vm || strcmp(b->o->vm, vm_table[i]->name) == 0)
                b->row[b->rows++] = (struct banked){.vut = vm_table[i], .bug = &vm_table[i]->bugs[k]};
    return b->row != NULL;
}

static int run_files(struct bank *b)
{
    int worst = EXIT_CLEAN;
    progress_open(&b->progress, b->o->quiet);
    for (size_t i = 0; i < b->files.count; i++) {
        int status = take_file(b, b->files.path[i]);
        worst = status > worst ? status : worst;
    }
    if (b->o->file_count)
        drop_others(b);
    int status = conclude(b);
    return worst > status ? worst : status;
}

static int add_files(struct bank *b)
{
    static const char *const everything = "corpus/bugbank";
    for (size_t i = 0; i < b->o->file_count || i == 0; i++) {
        const char *path = b->o->file_count ? b->o->file[i] : everything;
        if (!files_add(&b->files, path, b->o->vm)) {
            fprintf(stderr, "faultline: %s: %s\n", path, strerror(errno));
            return EXIT_BAD_INPUT;
        }
    }
    return EXIT_CLEAN;
}

static bool has_bugs(const struct options *o)
{
    for (size_t i = 0; i < vm_count; i++)
        if (vm_table[i]->bug_count && (!o->vm || strcmp(o->vm, vm_table[i]->name) == 0))
            return true;
    return false;
}

/* Some flags belong to one of the bank's two ways alone. */
static int check_flags(const struct options *o)
{
    const char *wrong = NULL;
    if (!o->rest)
        wrong = o->time        ? "--time goes with --rest only"
                : o->set_count ? "--set goes with --rest only"
                               : NULL;
    else if (o->ablate)
        wrong = "--ablate does not go with --rest";
    if (!wrong)
        return EXIT_CLEAN;
    fprintf(stderr, "faultline: bank: %s\n", wrong);
    return EXIT_BAD_INPUT;
}

static int run_bank(const struct options *o)
{
    struct bank b = {.o = o};
    int status = add_files(&b);
    if (!status && (!make_rows(&b) || !worker_open(&b.worker))) {
        fprintf(stderr, "faultline: out of memory\n");
        status = EXIT_CANNOT_RUN;
    } else if (!status) {
        status = run_files(&b);
    }
    if (b.worker.shm)
        worker_close(&b.worker);
    files_free(&b.files);
    free(b.row);
    return status;
}

int cmd_bank(const struct options *o)
{
    int status = check_flags(o);
    if (!status && !has_bugs(o)) {
        fprintf(stderr, "faultline: no vm has seeded bugs in this build\n");
        status = EXIT_CANNOT_RUN;
    }
    if (status)
        return status;
    return o->rest ? bank_rest(o) : run_bank(o);
}
