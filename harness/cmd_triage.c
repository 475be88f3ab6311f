/* cmd_triage.c: `faultline triage`: does a finding come every time, and what of its case does it need?
 *
 * Each run is made by a worker that has run nothing before, as a reproduce line is. A finding that comes
 * every time is stable, and loses the settings, limits and faults that it can do without; with --time its
 * program is made smaller, too. Of a campaign's folder all findings are taken that were not yet, and the
 * database is told.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bind.h"
#include "campaign_db.h"
#include "campaign_dir.h"
#include "commands.h"
#include "interrupted.h"
#include "minimize.h"
#include "report.h"
#include "watchdog.h"

struct triage {
    const struct options *o;
    struct options one;     /* the same with one worker */
    const char *folder;     /* of the campaign, or NULL */
    struct campaign_db *db; /* its database, or NULL */
    struct report report;   /* for reproduce lines */
    int status;

    /* The finding at hand. */
    const char *path;
    struct fcase c;
    char signature[SIGNATURE_SIZE];
    struct job_finding finding; /* as it was seen first */
    char build[48];
    uint64_t shown, repeats;
    bool reduced; /* its case needs less than it had */
    char minimized[PATH_MAX];
    size_t minimized_size;
    char problem[512];
};

static const char *verdict(const struct triage *t)
{
    return t->shown == 0 ? "gone" : t->shown < t->repeats ? "flaky" : "stable";
}

/* ---- one finding --------------------------------------------------------------------------------- */

/* Runs the case once, in a process of its own. */
static bool shows(struct triage *t)
{
    struct minimize m;
    struct job_finding f;
    if (!minimize_open(&m, &t->one, &t->c, t->signature)) {
        snprintf(t->problem, sizeof t->problem, "no shared memory for a worker");
        return false;
    }
    bool any = minimize_find(&m, &t->c, &f);
    if (any && !t->signature[0])
        snprintf(t->signature, sizeof t->signature, "%s", f.signature);
    if (any && t->shown == 0) {
        t->finding = f;
        snprintf(t->build, sizeof t->build, "%s", m.slot[0].worker.shm->build_id);
    }
    snprintf(t->problem, sizeof t->problem, "%s", m.problem);
    minimize_close(&m);
    return any;
}

static void repeat(struct triage *t)
{
    t->shown = t->repeats = 0;
    while (t->repeats < t->o->repeat && !interrupted && !t->problem[0]) {
        t->shown += shows(t);
        t->repeats++;
    }
}

static bool write_result(struct triage *t, const struct fcase *c, const char *path)
{
    struct fcase out = *c;
    snprintf(out.expect, sizeof out.expect, "finding %s", t->signature);
    if (report_write_case(path, &out))
        return true;
    fprintf(stderr, "faultline: can't save '%s': %s\n", path, strerror(errno));
    t->status = EXIT_CANNOT_RUN;
    return false;
}

/* A part of the header that the finding does not need leads people astray. */
static void reduce_header(struct triage *t)
{
    struct minimize m;
    struct reduce_text program = {(char *)(uintptr_t)t->c.program, t->c.program_size};
    if (!minimize_open(&m, &t->one, &t->c, t->signature))
        return;
    t->reduced = minimize_header(&m, &program);
    t->c = m.c;
    minimize_close(&m);
    if (t->reduced && t->folder)
        write_result(t, &t->c, t->path);
}

/* The file of the smaller case: in 'minimized' of the campaign's folder, or where --out says. */
static bool name_minimized(struct triage *t)
{
    const char *slash = strrchr(t->path, '/'), *name = slash ? slash + 1 : t->path;
    char folder[PATH_MAX];
    if (t->folder)
        snprintf(folder, sizeof folder, "%s/minimized", t->folder);
    else
        snprintf(folder, sizeof folder, "%s", t->o->out ? t->o->out : "minimized");
    snprintf(t->minimized, sizeof t->minimized, "%.2000s/%.1000s", folder, name);
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return true;
    fprintf(stderr, "faultline: can't make the folder '%s': %s\n", folder, strerror(errno));
    return false;
}

static bool reduce_program(struct triage *t, struct minimize *m)
{
    struct reduce r;
    const struct vut *vut = vm_find(t->c.vm);
    if (!reduce_open(&r, t->c.program, t->c.program_size, vut ? vut->extension : ""))
        return false;
    r.width = m->slots;
    r.test = minimize_test;
    r.ctx = m;
    minimize_reduce(m, &r);
    m->c.program = r.text.at;
    m->c.program_size = t->minimized_size = r.text.size;
    bool ok = !m->problem[0] && minimize_is_stable(m, 1) && write_result(t, &m->c, t->minimized);
    reduce_close(&r);
    return ok;
}

static void minimize(struct triage *t)
{
    struct minimize m;
    struct job_finding f;
    if (!name_minimized(t) || !minimize_open(&m, t->o, &t->c, t->signature)) {
        t->minimized[0] = '\0';
        return;
    }
    m.deadline = watchdog_now() + t->o->time * UINT64_C(1000000);
    bool found = minimize_find(&m, &t->c, &f);
    minimize_limit_steps(&m);
    if (!found || !reduce_program(t, &m))
        t->minimized[0] = '\0';
    minimize_close(&m);
}

/* ---- telling ------------------------------------------------------------------------------------- */

static void print_items(const char *key, const struct case_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s %s=%s", i ? "" : key, items[i].name, items[i].value);
}

/* What is left of the header is what the finding needs. */
static void print_needs(const struct triage *t)
{
    char text[FAULT_TEXT_SIZE];
    printf("  needs: engine %s", t->finding.engine);
    print_items(", settings", t->c.set, t->c.set_count);
    print_items(", limits", t->c.limit, t->c.limit_count);
    for (size_t i = 0; i < t->c.fault_count; i++)
        printf("%s %s", i ? "" : ", faults", fault_format(&t->c.fault[i], text, sizeof text));
    putchar('\n');
}

static void explain(const struct triage *t)
{
    char text[SIGNATURE_TEXT_SIZE];
    struct signature_parts parts = job_finding_parts(&t->finding, t->c.vm, t->build);
    char *rest = text;
    signature_explain(&parts, text, sizeof text);
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        printf("  text: %s\n", line);
}

static void print_text(const struct triage *t, const char *reproduce)
{
    printf("triage: %s\n  %s: %" PRIu64 " of %" PRIu64 " runs\n",
           t->signature[0] ? t->signature : "no finding", verdict(t), t->shown, t->repeats);
    if (t->shown)
        print_needs(t);
    if (t->shown && t->o->explain)
        explain(t);
    if (t->minimized[0])
        printf("  minimized: %zu -> %zu bytes, %s\n", t->c.program_size, t->minimized_size, t->minimized);
    printf("reproduce: %s\n\n", reproduce);
    fflush(stdout);
}

static void print_json(const struct triage *t, const char *reproduce)
{
    json_t *o = json_object(), *settings = json_array();
    char text[CASE_NAME_SIZE + CASE_VALUE_SIZE + 2];
    for (size_t i = 0; i < t->c.set_count; i++) {
        snprintf(text, sizeof text, "%s=%s", t->c.set[i].name, t->c.set[i].value);
        json_array_append_new(settings, json_string(text));
    }
    json_object_set_new(o, "triage", json_string(verdict(t)));
    json_object_set_new(o, "signature", json_string(t->signature));
    json_object_set_new(o, "shown", json_integer((json_int_t)t->shown));
    json_object_set_new(o, "repeats", json_integer((json_int_t)t->repeats));
    json_object_set_new(o, "reduced", json_boolean(t->reduced));
    json_object_set_new(o, "settings", settings);
    json_object_set_new(o, "limits", json_integer((json_int_t)t->c.limit_count));
    json_object_set_new(o, "faults", json_integer((json_int_t)t->c.fault_count));
    json_object_set_new(o, "minimized", t->minimized[0] ? json_string(t->minimized) : json_null());
    json_object_set_new(o, "reproduce", json_string(reproduce));
    report_json(o);
}

/* ---- cases --------------------------------------------------------------------------------------- */

/* `signature` is known of a campaign's finding. False: interrupted, there is no verdict. */
static bool judge(struct triage *t, const char *path, const char *signature, char *reproduce, size_t size)
{
    char *text;
    t->path = path;
    t->problem[0] = t->minimized[0] = '\0';
    t->reduced = false;
    int status = options_case(t->o, path, &t->c, &text);
    if (status != EXIT_CLEAN) {
        t->status = status;
        return false;
    }
    const char *expected = strncmp(t->c.expect, "finding ", 8) == 0 ? t->c.expect + 8 : "";
    snprintf(t->signature, sizeof t->signature, "%s", signature ? signature : expected);
    repeat(t);
    bool done = !interrupted && !t->problem[0];
    if (t->problem[0]) {
        fprintf(stderr, "faultline: %s: %s\n", path, t->problem);
        t->status = EXIT_CANNOT_RUN;
    }
    if (done && t->shown == t->repeats) {
        reduce_header(t);
        if (t->o->time)
            minimize(t);
    }
    snprintf(reproduce, size, "%s run %s", t->o->program_name, t->minimized[0] ? t->minimized : path);
    if (done)
        (t->o->json ? print_json : print_text)(t, reproduce);
    free(text);
    return done;
}

static void take_file(struct triage *t, const char *path)
{
    char reproduce[8192];
    if (judge(t, path, NULL, reproduce, sizeof reproduce) && t->shown && t->status == EXIT_CLEAN)
        t->status = EXIT_FINDINGS;
}

struct rows {
    struct campaign_row *row;
    size_t count;
    bool minimize; /* also those that are stable, and could get smaller */
};

static bool add_row(void *ctx, const struct campaign_row *row)
{
    struct rows *r = ctx;
    bool wanted = strcmp(row->triage, "new") == 0 ||
                  (r->minimize && strcmp(row->triage, "stable") == 0 && !row->minimized[0]);
    struct campaign_row *grown = wanted ? realloc(r->row, (r->count + 1) * sizeof *grown) : NULL;
    if (!grown)
        return !wanted;
    r->row = grown;
    r->row[r->count++] = *row;
    return true;
}

static bool take_row(struct triage *t, struct campaign_row *row)
{
    char path[PATH_MAX], reproduce[8192];
    snprintf(path, sizeof path, "%s/%s", t->folder, row->file);
    if (!judge(t, path, row->signature, reproduce, sizeof reproduce))
        return !interrupted;
    snprintf(row->triage, sizeof row->triage, "%s", verdict(t));
    snprintf(row->reproduce, sizeof row->reproduce, "%.2047s", reproduce);
    snprintf(row->minimized, sizeof row->minimized, "%.1023s",
             t->minimized[0] ? t->minimized + strlen(t->folder) + 1 : "");
    row->repeats = (unsigned)t->repeats;
    row->shown = (unsigned)t->shown;
    row->minimized_size = t->minimized[0] ? t->minimized_size : 0;
    if (!campaign_db_triage(t->db, row)) {
        fprintf(stderr, "faultline: '%s/" CAMPAIGN_DB_FILE "': %s\n", t->folder, t->db->problem);
        t->status = EXIT_CANNOT_RUN;
    }
    return true;
}

static void take_folder(struct triage *t, const char *folder)
{
    struct campaign_db db;
    struct rows rows = {.minimize = t->o->time > 0};
    t->folder = folder;
    t->db = &db;
    if (!campaign_db_open(&db, folder, false) || !campaign_db_rows(&db, NULL, add_row, &rows)) {
        fprintf(stderr, "faultline: '%s/" CAMPAIGN_DB_FILE "': %s\n", folder, db.problem);
        t->status = EXIT_BAD_INPUT;
    }
    for (size_t i = 0; i < rows.count && !interrupted && take_row(t, &rows.row[i]); i++)
        if (t->shown && t->status == EXIT_CLEAN)
            t->status = EXIT_FINDINGS;
    free(rows.row);
    campaign_db_close(&db);
    t->folder = NULL;
    t->db = NULL;
}

int cmd_triage(const struct options *o)
{
    static struct triage t; /* large */
    struct stat st;
    t.o = o;
    t.one = *o;
    t.one.jobs = 1;
    if (o->file_count == 0) {
        fprintf(stderr, "faultline: triage needs a FILE, or the folder of a campaign\n");
        return EXIT_BAD_INPUT;
    }
    interrupted_catch();
    for (size_t i = 0; i < o->file_count && !interrupted; i++)
        if (stat(o->file[i], &st) == 0 && S_ISDIR(st.st_mode))
            take_folder(&t, o->file[i]);
        else
            take_file(&t, o->file[i]);
    return t.status;
}
