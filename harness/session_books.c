#include "session.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "campaign_dir.h"

static int db_fails(struct session *s)
{
    fprintf(stderr, "faultline: '%s/" CAMPAIGN_DB_FILE "': %s\n", s->out, s->db.problem);
    return EXIT_CANNOT_RUN;
}

/* A campaign goes on only when that is asked for, and with the VM that it began with. */
int session_open_books(struct session *s)
{
    char vm[CASE_NAME_SIZE];
    struct campaign_session last;
    if (!campaign_db_open(&s->db, s->out, true) || !campaign_db_vm(&s->db, vm, sizeof vm))
        return db_fails(s);
    if (vm[0] && strcmp(vm, s->vut->name) != 0) {
        fprintf(stderr, "faultline: the campaign in '%s' is of vm '%s', not '%s'; name another --out\n",
                s->out, vm, s->vut->name);
        return EXIT_BAD_INPUT;
    }
    if (!s->o->resume && campaign_db_session_last(&s->db, &last)) {
        fprintf(stderr,
                "faultline: '%s' holds a campaign; go on with it by --resume, or name another --out\n",
                s->out);
        return EXIT_BAD_INPUT;
    }
    return campaign_db_set_vm(&s->db, s->vut->name) ? EXIT_CLEAN : db_fails(s);
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The line that repeats a finding; its case file says more than the finding alone. */
void session_reproduce(struct session *s, const char *path, const struct job_finding *finding, char *out,
                       size_t size)
{
    struct fcase c;
    struct case_error error;
    size_t text_size;
    char *text = case_read_file(path, &text_size, &error);
    if (text && case_parse(text, text_size, &c, &error))
        report_reproduce(&s->report, path, &c, finding, out, size);
    else
        snprintf(out, size, "%s run %s", s->o->program_name, path);
    free(text);
}

static bool write_finding(struct session *s, int64_t session, const struct campaign_finding *found)
{
    struct campaign_row row = {.session = session, .at = (int64_t)found->at, .input = found->execution};
    snprintf(row.signature, sizeof row.signature, "%s", found->finding.signature);
    snprintf(row.file, sizeof row.file, "%s", file_of(found->path));
    session_reproduce(s, found->path, &found->finding, row.reproduce, sizeof row.reproduce);
    return campaign_db_finding(&s->db, &row, &found->finding);
}

/* Everything of an engine that the database does not have yet; `taken` says what it has. */
static bool write_engine(struct session *s, int64_t session, const struct campaign_engine *e,
                         const struct campaign *c, struct session_taken *taken)
{
    uint64_t count = __atomic_load_n(&c->finding_count, __ATOMIC_ACQUIRE);
    bool ok = campaign_db_engine(&s->db, e);
    for (; ok && taken->written < count; taken->written++)
        ok = write_finding(s, session, &c->finding[taken->written]);
    for (uint64_t i = 0; ok && i < count; i++) {
        uint64_t now = c->finding[i].count;
        if (now == taken->count[i])
            continue;
        ok = campaign_db_count(&s->db, c->finding[i].finding.signature, session, e->number, now);
        taken->count[i] = now;
    }
    return ok;
}

static struct campaign_engine describe(const struct session *s, const struct fuzzer *e)
{
    return (struct campaign_engine){.session = s->row.id,
                                    .number = e->number,
                                    .kind = fuzzer_kind_names[e->kind],
                                    .starts = e->starts,
                                    .deaths = e->deaths,
                                    .inputs = e->campaign->executions,
                                    .refused = e->campaign->refused,
                                    .stats = e->campaign->stats,
                                    .memory_kb = fuzzer_memory(e)};
}

static bool write_all(struct session *s, struct session_taken *taken)
{
    bool ok = campaign_db_begin(&s->db);
    for (size_t i = 0; ok && i < s->engines; i++) {
        struct campaign_engine e = describe(s, &s->engine[i]);
        ok = write_engine(s, s->row.id, &e, s->engine[i].campaign, &taken[i]);
    }
    return ok && campaign_db_commit(&s->db);
}

/* What can't be written now, as the disk is full, is written later: until then the engines' files have it.
 */
void session_write_down(struct session *s)
{
    struct session_taken *taken = malloc(s->engines * sizeof *taken);
    if (!taken)
        return;
    memcpy(taken, s->taken, s->engines * sizeof *taken);
    bool ok = write_all(s, taken);
    if (ok) {
        for (size_t i = 0; i < s->engines; i++) {
            s->untriaged |= taken[i].written > s->taken[i].written;
            s->taken[i].written = taken[i].written;
            memcpy(s->taken[i].count, taken[i].count, sizeof taken[i].count);
        }
    } else {
        session_clear_line(s);
        if (!s->db_failed)
            fprintf(stderr, "faultline: '%s/" CAMPAIGN_DB_FILE "': %s; it is tried again\n", s->out,
                    s->db.problem);
        campaign_db_rollback(&s->db);
    }
    s->db_failed = !ok;
    free(taken);
}

/* Findings whose files could not be written wait in the engines' own files. Returns how many still do. */
size_t session_write_kept(struct session *s)
{
    size_t left = 0;
    for (size_t i = 0; i < s->engines; i++)
        left += campaign_write_kept(s->engine[i].campaign);
    if (left && !s->disk_full) {
        session_clear_line(s);
        fprintf(stderr, "faultline: %zu findings can't be saved in '%s': %s; they are kept in '%s/log'\n",
                left, s->out, strerror(errno), s->out);
    }
    s->disk_full = left > 0;
    return left;
}

void session_take_sample(struct session *s)
{
    struct campaign_sample sample = {.session = s->row.id, .at = (int64_t)time(NULL)};
    struct job_stats t = session_stats(s, &sample.inputs);
    sample.runs = t.runs;
    sample.faults = t.faults;
    sample.sites_failed = s->sites.failed;
    sample.sites_seen = s->sites.total;
    sample.corpus = campaign_dir_corpus(s->out);
    sample.findings = s->old_count + s->report.findings;
    sample.disk_kb = campaign_dir_size(s->out);
    for (size_t i = 0; i < s->engines; i++)
        sample.memory_kb += fuzzer_memory(&s->engine[i]);
    campaign_db_sample(&s->db, &sample); /* one that is missing harms nobody */
}

/* ---- what an earlier session left ---------------------------------------------------------------- */

/* Its engines' files: when it was killed, or the disk was full, the database may lack what is in them. */
static bool recover_engine(struct session *s, int64_t session, unsigned number)
{
    char path[PATH_MAX];
    struct session_taken *taken = calloc(1, sizeof *taken);
    snprintf(path, sizeof path, "%s/log/engine-%u.stats", s->out, number);
    struct campaign *c = taken ? campaign_map_left(path) : NULL;
    bool ok = true;
    if (c) {
        struct campaign_engine e = {.session = session,
                                    .number = number,
                                    .kind = c->engine,
                                    .starts = 1,
                                    .inputs = c->executions,
                                    .refused = c->refused,
                                    .stats = c->stats};
        size_t left = campaign_write_kept(c);
        if (left)
            snprintf(s->db.problem, sizeof s->db.problem,
                     "%zu findings in 'log/engine-%u.stats' can't be written: %s", left, number,
                     strerror(errno));
        ok = !left && (session == 0 || write_engine(s, session, &e, c, taken));
    } else if (errno == EINVAL)
        fprintf(stderr, "faultline: '%s' is of another build of this program; its counts are left out\n",
                path);
    campaign_unmap(c);
    free(taken);
    return ok;
}

/* A case file that the database does not know. Its signature says most. */
static void recover_case(void *ctx, const char *name)
{
    struct session *s = ctx;
    struct campaign_finding found = {.at = (uint64_t)time(NULL)};
    struct job_finding *to = &found.finding;
    struct case_error error;
    struct fcase c;
    size_t size;
    snprintf(found.path, sizeof found.path, "%s/%s", s->out, name);
    char *text = case_read_file(found.path, &size, &error);
    if (text && case_parse(text, size, &c, &error) && strncmp(c.expect, "finding ", 8) == 0) {
        snprintf(to->signature, sizeof to->signature, "%.*s", SIGNATURE_SIZE - 1, c.expect + 8);
        sscanf(to->signature, "%*[^/]/%23[^/]/%31[^/]/%31[^/]/%255[^/]", to->oracle, to->engine, to->kind,
               to->reason);
        if (c.fault_count)
            fault_format(&c.fault[0], to->fault, sizeof to->fault);
        write_finding(s, s->row.id, &found);
    }
    free(text);
}

static bool add_old(void *ctx, const struct campaign_row *row)
{
    struct session *s = ctx;
    struct session_old *grown = realloc(s->old, (s->old_count + 1) * sizeof *grown);
    if (!grown)
        return false;
    s->old = grown;
    struct session_old *old = &s->old[s->old_count++];
    snprintf(old->signature, sizeof old->signature, "%s", row->signature);
    old->again = false;
    s->untriaged |= strcmp(row->triage, "new") == 0;
    if (row->at >= s->last_at) {
        s->last_at = row->at;
        snprintf(s->last, sizeof s->last, "%s", row->signature);
    }
    return true;
}

int session_recover(struct session *s)
{
    struct campaign_session last = {.id = 0};
    campaign_db_session_last(&s->db, &last);
    bool ok = campaign_db_begin(&s->db);
    for (unsigned i = 0; ok && i < SESSION_ENGINES_MAX; i++)
        ok = recover_engine(s, last.id, i);
    ok = ok && campaign_db_session_start(&s->db, &s->row) && campaign_db_commit(&s->db);
    if (ok)
        campaign_dir_findings(s->out, recover_case, s);
    return ok && campaign_db_rows(&s->db, NULL, add_old, s) ? EXIT_CLEAN : db_fails(s);
}
