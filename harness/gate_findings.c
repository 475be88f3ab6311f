/* gate_findings.c: what the parts of a gate find: new, known or promised; and how new ones are told. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gate.h"
#include "report.h"

enum { TOLD_MAX = 65536 /* bytes of a case in the log */ };

/* ---- new or not ---------------------------------------------------------------------------------- */

static struct gate_finding *find(struct gate *g, const char *signature)
{
    for (size_t i = 0; i < g->findings; i++)
        if (strcmp(g->finding[i].f->signature, signature) == 0)
            return &g->finding[i];
    return NULL;
}

static bool is_promised(const struct gate *g, const char *signature)
{
    for (size_t i = 0; i < g->promises; i++)
        if (strcmp(g->promise[i], signature) == 0)
            return true;
    return false;
}

void gate_promise(struct gate *g, const char *signature)
{
    char **grown = realloc(g->promise, (g->promises + 1) * sizeof *grown);
    char *copy = strdup(signature);
    if (grown)
        g->promise = grown;
    if (grown && copy)
        g->promise[g->promises++] = copy;
    else
        free(copy);
}

/* The case as it was found goes to a file at once: whatever happens to this process, it is there. */
static void save(struct gate *g, struct gate_finding *n, const struct fcase *c, const struct job_finding *f)
{
    char path[4096];
    if (!g->out)
        return;
    if (report_save(g->out, c, f, path, sizeof path))
        n->saved = strdup(path);
    else
        gate_problem(g, EXIT_CANNOT_RUN, "can't save a finding in '%s': %s", g->out, strerror(errno));
}

static char *reproduce_line(const struct gate *g, const char *path, const struct fcase *c,
                            const char *added, const struct job_finding *f)
{
    char line[8192];
    struct report r = {.o = &g->plain, .program_name = g->o->program_name, .added = added};
    report_reproduce(&r, path, c, f, line, sizeof line);
    return strdup(line);
}

static bool fill(struct gate *g, struct gate_finding *n, const char *path, const struct fcase *c,
                 const char *added, const struct job_finding *f)
{
    struct fcase shown;
    report_case(c, f, &shown);
    n->f = malloc(sizeof *n->f);
    n->path = strdup(path);
    n->text = options_case_text(&shown, &n->text_size);
    n->reproduce = reproduce_line(g, path, c, added, f);
    if (n->f && n->path && n->text && n->reproduce) {
        *n->f = *f;
        return true;
    }
    free(n->f);
    free(n->path);
    free(n->text);
    free(n->reproduce);
    free(n->saved);
    return false;
}

static struct gate_finding *add(struct gate *g, const char *suite, const char *path, const struct fcase *c,
                                const char *added, const struct job_finding *f)
{
    struct gate_finding n = {.suite = suite};
    struct gate_finding *grown = realloc(g->finding, (g->findings + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    g->finding = grown;
    save(g, &n, c, f);
    if (suite == gate_part_names[GATE_FUZZ] && n.saved)
        path = n.saved; /* the campaign's own folder goes away */
    if (!fill(g, &n, path, c, added, f))
        return NULL;
    grown[g->findings++] = n;
    gate_log(g, "new finding: %s, %s of %s", f->signature, suite, path);
    return &grown[g->findings - 1];
}

static bool sight(struct gate *g, size_t finding, const char *suite, const char *path)
{
    struct gate_sighting *grown = realloc(g->sighting, (g->sightings + 1) * sizeof *grown);
    if (!grown)
        return false;
    g->sighting = grown;
    grown[g->sightings] = (struct gate_sighting){finding, suite, strdup(path)};
    return grown[g->sightings++].path != NULL;
}

static void skip_known(struct gate *g, const char *suite, const char *path, const char *signature,
                       const struct known_entry *entry)
{
    char text[2 * SIGNATURE_SIZE + 400];
    snprintf(text, sizeof text, "known until %s: %s: %.200s", entry->until, signature, entry->reason);
    junit_tell(&g->junit, junit_case(&g->junit, suite, path), JUNIT_SKIPPED, text, NULL);
}

enum gate_news gate_found(struct gate *g, enum gate_part_name part, const char *path, const struct fcase *c,
                          const char *added, const struct job_finding *f)
{
    const char *suite = gate_part_names[part];
    const struct known_entry *entry = known_match(&g->known, f->signature);
    if (entry) {
        g->suppressed++;
        skip_known(g, suite, path, f->signature, entry);
        return GATE_KNOWN;
    }
    if (is_promised(g, f->signature)) {
        g->promised++;
        return GATE_PROMISED;
    }
    struct gate_finding *n = find(g, f->signature);
    if (!n)
        n = add(g, suite, path, c, added, f);
    if (!n || !sight(g, (size_t)(n - g->finding), suite, part == GATE_FUZZ ? n->path : path))
        gate_problem(g, EXIT_CANNOT_RUN, "out of memory for findings");
    return GATE_NEW;
}

/* ---- told ---------------------------------------------------------------------------------------- */

/* A program may hold any bytes; a terminal or a log gets no control characters of it. */
static void print_case(FILE *to, const char *text, size_t size)
{
    bool begins = true;
    for (size_t i = 0; i < size && i < TOLD_MAX; i++) {
        unsigned char c = (unsigned char)text[i];
        if (begins)
            fputs("    | ", to);
        begins = c == '\n';
        if (c < ' ' && c != '\n' && c != '\t')
            fprintf(to, "\\x%02x", c);
        else
            fputc(c, to);
    }
    fputs(begins ? "" : "\n", to);
    if (size > TOLD_MAX)
        fprintf(to, "    (cut here, the whole has %zu bytes)\n", size);
}

static void print_block(FILE *to, const char *key, const char *text)
{
    fprintf(to, "  %s: ", key);
    for (; *text; text++) {
        fputc(*text, to);
        if (*text == '\n' && text[1])
            fputs("    ", to);
    }
    fputc('\n', to);
}

/* Where the fault fired; the hash of callers helps nobody. */
static const char *place_of(const struct job_finding *f)
{
    const char *place = f->callers[0] ? f->callers : f->site;
    return strncmp(place, "site-", 5) == 0 ? "" : place;
}

static void print_finding(const struct gate *g, const struct gate_finding *n, bool whole)
{
    FILE *to = g->log;
    fprintf(to, "\nfinding: %s\n", n->f->signature);
    print_block(to, n->f->oracle, n->f->reason);
    if (n->f->detail[0])
        print_block(to, "detail", n->f->detail);
    if (place_of(n->f)[0])
        print_block(to, "fault", place_of(n->f));
    fprintf(to, "  found by: %s of %s\n", n->suite, n->path);
    print_block(to, "minimized", n->minimized[0] ? n->minimized : "no, it was not tried");
    if (n->saved)
        fprintf(to, "  case: %s\n", n->saved);
    if (whole)
        print_case(to, n->text, n->text_size);
    fprintf(to, "reproduce: %s\n", n->reproduce);
    fflush(to);
}

/* Text from a program may be anything; JSON wants UTF-8. */
static void put_bytes(json_t *o, const char *key, const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);
    char *ascii = string ? NULL : malloc(size + 1);
    for (size_t i = 0; ascii && i < size; i++)
        ascii[i] = (unsigned char)text[i] > 126 ? '?' : text[i];
    if (ascii)
        string = json_stringn(ascii, size);
    free(ascii);
    json_object_set_new(o, key, string ? string : json_null());
}

static void put_text(json_t *o, const char *key, const char *text)
{
    if (text && *text)
        put_bytes(o, key, text, strlen(text));
    else
        json_object_set_new(o, key, json_null());
}

static void print_finding_json(const struct gate *g, const struct gate_finding *n)
{
    const struct job_finding *f = n->f;
    json_t *o = json_object();
    put_text(o, "verdict", "finding");
    put_text(o, "part", n->suite);
    put_text(o, "oracle", f->oracle);
    put_text(o, "signature", f->signature);
    put_text(o, "vm", g->vut->name);
    put_text(o, "engine", f->engine);
    put_text(o, "fault", f->fault);
    put_text(o, "second_fault", f->second);
    put_text(o, "limit", f->limit);
    put_text(o, "case", n->path);
    put_text(o, "detail", f->detail);
    put_text(o, "site", f->callers[0] ? f->callers : f->site);
    json_object_set_new(o, "wall", json_boolean(f->wall));
    json_object_set_new(o, "minimized", json_boolean(n->small));
    put_text(o, "saved", n->saved);
    put_bytes(o, "text", n->text, n->text_size);
    put_text(o, "reproduce", n->reproduce);
    report_json(o);
}

void gate_tell_finding(struct gate *g, struct gate_finding *n)
{
    if (n->told)
        return;
    n->told = true;
    gate_clear_line(g);
    /* Of one that was not tried the case lies in its file; what was tried is told as it is by then. */
    print_finding(g, n, n->minimized[0] || !n->saved);
    if (g->o->json)
        print_finding_json(g, n);
}

/* ---- at the end ---------------------------------------------------------------------------------- */

/* A text of JUnit ends at a NUL; any other byte it takes as it is. */
static void put_case(FILE *to, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i])
            fputc(text[i], to);
        else
            fputs("\\x00", to);
}

static void put_in_junit(struct gate *g, const struct gate_sighting *s)
{
    const struct gate_finding *n = &g->finding[s->finding];
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to) {
        g->junit.out_of_memory = true;
        return;
    }
    fprintf(to, "signature: %s\n%s: %s\n", n->f->signature, n->f->oracle, n->f->reason);
    if (n->f->detail[0])
        fprintf(to, "detail: %s\n", n->f->detail);
    fprintf(to, "reproduce: %s\n", n->reproduce);
    if (strcmp(s->path, n->path) == 0) {
        fprintf(to, "%s:\n", n->small ? "minimized case" : "case");
        put_case(to, n->text, n->text_size);
    } else {
        fprintf(to, "case: see %s\n", n->path);
    }
    g->junit.out_of_memory |= fclose(to) != 0;
    if (!g->junit.out_of_memory)
        junit_tell(&g->junit, junit_case(&g->junit, s->suite, s->path), JUNIT_FAILED, n->f->signature,
                   text);
    free(text);
}

void gate_tell_findings(struct gate *g)
{
    for (size_t i = 0; i < g->findings; i++)
        gate_tell_finding(g, &g->finding[i]);
    for (size_t i = 0; i < g->sightings; i++)
        put_in_junit(g, &g->sighting[i]);
}

void gate_free_findings(struct gate *g)
{
    for (size_t i = 0; i < g->findings; i++) {
        free(g->finding[i].f);
        free(g->finding[i].path);
        free(g->finding[i].text);
        free(g->finding[i].reproduce);
        free(g->finding[i].saved);
    }
    for (size_t i = 0; i < g->sightings; i++)
        free(g->sighting[i].path);
    for (size_t i = 0; i < g->promises; i++)
        free(g->promise[i]);
    free(g->finding);
    free(g->sighting);
    free(g->promise);
}
