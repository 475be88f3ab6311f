#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "campaign_dir.h"
#include "watchdog.h"

enum { SHOWN_MAX = 8 }; /* findings on the terminal */

void session_clear_line(struct session *s)
{
    progress_clear_block(&s->progress);
}

static bool known(struct session *s, const char *signature, uint64_t **count)
{
    for (size_t i = 0; i < s->report.signature_count; i++)
        if (strcmp(s->report.signature[i].text, signature) == 0) {
            *count = &s->report.signature[i].count;
            return true;
        }
    return false;
}

static void remember(struct session *s, const struct campaign_finding *found)
{
    char line[8192];
    struct session_told *grown = realloc(s->told, (s->told_count + 1) * sizeof *grown);
    snprintf(s->last, sizeof s->last, "%s", found->finding.signature);
    s->last_at = (int64_t)found->at;
    if (!grown)
        return;
    s->told = grown;
    session_reproduce(s, found->path, &found->finding, line, sizeof line);
    s->told[s->told_count++].reproduce = strdup(line);
}

static bool is_old(struct session *s, const char *signature)
{
    for (size_t i = 0; i < s->old_count; i++)
        if (strcmp(s->old[i].signature, signature) == 0) {
            s->again += !s->old[i].again;
            s->old[i].again = true;
            return true;
        }
    return false;
}

/* A finding whose file waits for room on the disk is told all the same. */
static void tell(struct session *s, const struct campaign_finding *found)
{
    struct fcase c = {.fault_count = 0};
    struct case_error error;
    size_t size;
    uint64_t *count;
    if (known(s, found->finding.signature, &count) || is_old(s, found->finding.signature))
        return; /* another engine was first, or another session */
    char *text = case_read_file(found->path, &size, &error);
    if (!text || !case_parse(text, size, &c, &error))
        c = (struct fcase){.fault_count = 0};
    if (!c.vm[0])
        snprintf(c.vm, sizeof c.vm, "%s", s->vut->name);
    session_clear_line(s);
    report_finding(&s->report, found->path, &c, &found->finding);
    remember(s, found);
    free(text);
}

void session_tell_findings(struct session *s)
{
    for (size_t i = 0; i < s->engines; i++) {
        const struct campaign *c = s->engine[i].campaign;
        uint64_t count = __atomic_load_n(&c->finding_count, __ATOMIC_ACQUIRE);
        for (; s->taken[i].told < count; s->taken[i].told++)
            tell(s, &c->finding[s->taken[i].told]);
    }
}

struct job_stats session_stats(struct session *s, uint64_t *executions)
{
    static const struct job_stats zero;
    struct job_stats sum = {0};
    *executions = 0;
    for (size_t i = 0; i < s->engines; i++) {
        const struct campaign *c = s->engine[i].campaign;
        campaign_add(&sum, &c->stats, &zero);
        *executions += c->executions;
        sites_merge(&s->sites, c->site);
    }
    return sum;
}

/* "3 m ago" */
static void describe_age(const struct session *s, char *out, size_t size)
{
    int64_t age = (int64_t)time(NULL) - s->last_at;
    if (!s->last_at)
        snprintf(out, size, "none yet");
    else if (age < 120)
        snprintf(out, size, "%" PRId64 " s ago", age);
    else if (age < 7200)
        snprintf(out, size, "%" PRId64 " min ago", age / 60);
    else
        snprintf(out, size, "%" PRId64 " h ago", age / 3600);
}

/* Inputs that have shown a signature, in this session. */
static uint64_t count_of(const struct session *s, const char *signature)
{
    uint64_t count = 0;
    for (size_t i = 0; i < s->engines; i++) {
        const struct campaign *c = s->engine[i].campaign;
        for (uint64_t k = 0; k < c->finding_count; k++)
            if (strcmp(c->finding[k].finding.signature, signature) == 0)
                count += c->finding[k].count;
    }
    return count;
}

/* The findings of this session, those made last first, as many as there is room for. */
static void print_newest(const struct session *s, FILE *to)
{
    size_t count = s->report.signature_count;
    for (size_t i = count; i > 0 && i + SHOWN_MAX > count; i--)
        fprintf(to, "  %8" PRIu64 " x %s\n", count_of(s, s->report.signature[i - 1].text),
                s->report.signature[i - 1].text);
    if (count > SHOWN_MAX)
        fprintf(to, "  and %zu more\n", count - SHOWN_MAX);
}

void session_show_progress(struct session *s)
{
    uint64_t executions;
    char age[32], *text = NULL;
    size_t size, alive = 0;
    struct job_stats t = session_stats(s, &executions);
    double seconds = (double)(watchdog_now() - s->start) / 1e6, per = seconds > 0 ? seconds : 1;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return;
    for (size_t i = 0; i < s->engines; i++)
        alive += s->engine[i].pid > 0;
    describe_age(s, age, sizeof age);
    fprintf(to,
            "fuzz %.0f/%u s | findings %zu, last %s | runs/s %.0f | faults/s %.0f | sites failed %" PRIu64
            " of %" PRIu64 " | corpus %zu | inputs %" PRIu64 "\n",
            seconds, s->o->time, s->old_count + s->report.findings, age, (double)t.runs / per,
            (double)t.faults / per, s->sites.failed, s->sites.total, campaign_dir_corpus(s->out),
            executions);
    fprintf(to, "  session %" PRId64 " | engines %zu of %zu | worker restarts %" PRIu64 " | %s\n",
            s->row.id, alive, s->engines, t.restarts,
            s->triage      ? "triage is at work"
            : s->untriaged ? "triage is to come"
                           : "nothing to triage");
    print_newest(s, to);
    fclose(to);
    progress_show_block(&s->progress, text);
    free(text);
}

static void count_signatures(struct session *s)
{
    for (size_t i = 0; i < s->engines; i++) {
        const struct campaign *c = s->engine[i].campaign;
        uint64_t *count;
        for (uint64_t k = 0; k < c->finding_count; k++)
            if (known(s, c->finding[k].finding.signature, &count))
                *count += c->finding[k].count;
    }
}

static void summarize_text(struct session *s, uint64_t executions)
{
    double seconds = (double)(watchdog_now() - s->start) / 1e6;
    size_t of_kind[FUZZER_KINDS] = {0};
    for (size_t i = 0; i < s->engines; i++)
        of_kind[s->engine[i].kind]++;
    for (int k = 0; k < FUZZER_KINDS; k++)
        if (of_kind[k])
            printf("summary: %s, %zu engines\n", fuzzer_kind_names[k], of_kind[k]);
    printf("summary: session %" PRId64 ", %" PRIu64 " inputs, %.0f inputs/s, corpus %zu\n", s->row.id,
           executions, (double)executions / seconds, campaign_dir_corpus(s->out));
    if (s->old_count)
        printf("summary: of the %zu findings of earlier sessions %" PRIu64 " were seen again\n",
               s->old_count, s->again);
    if (s->told_count + s->old_count)
        printf("summary: findings are in '%s'; 'faultline status %s' tells of the whole campaign\n", s->out,
               s->out);
    else
        printf("summary: clean, no input broke a law\n");
    fflush(stdout);
}

void session_summarize(struct session *s)
{
    uint64_t executions;
    count_signatures(s);
    struct report_totals totals = {.stats = session_stats(s, &executions),
                                   .kinds = s->vut->faults,
                                   .kinds_all = s->vut->faults,
                                   .version = s->engine[0].campaign->version,
                                   .build_id = s->engine[0].campaign->build_id};
    totals.sites_total = s->sites.total;
    totals.sites_failed = s->sites.failed;
    totals.sites = s->sites.table;
    s->report.cases = executions;
    session_clear_line(s);
    for (size_t i = 0; i < s->told_count && !s->o->json; i++)
        printf("reproduce: %s\n", s->told[i].reproduce);
    report_summary(&s->report, &totals);
    if (!s->o->json)
        summarize_text(s, executions);
}
