#include "junit.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

/* ---- text ---------------------------------------------------------------------------------------- */

/* How many bytes of `s` are one character that XML may hold; 0: none. `left` > 0. */
static size_t character_size(const unsigned char *s, size_t left)
{
    uint32_t c = s[0];
    if (c < 0x80)
        return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || size > left)
        return 0;
    c &= 0x7fu >> size;
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    bool too_long = c < (size == 3 ? 0x800u : size == 4 ? 0x10000u : 0u);
    bool surrogate = c >= 0xd800 && c < 0xe000;
    return too_long || surrogate || c == 0xfffe || c == 0xffff || c > 0x10ffff ? 0 : size;
}

/* What must not stand there as it is, or would not come back as it was: a reader turns CR into LF, and both
 * of them and TAB into a blank in an attribute. */
static const char *entity_of(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\n':
        return attribute ? "&#10;" : NULL;
    case '\t':
        return attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

void junit_escape(FILE *to, const char *text, size_t size, bool attribute)
{
    for (size_t at = 0, step; at < size; at += step) {
        const char *entity = entity_of(text[at], attribute);
        step = character_size((const unsigned char *)text + at, size - at);
        if (entity)
            fputs(entity, to);
        else if (step > 0)
            fwrite(text + at, 1, step, to);
        else
            fprintf(to, "\\x%02x", (unsigned char)text[at]);
        step = step ? step : 1;
    }
}

/* ---- suites and cases ---------------------------------------------------------------------------- */

static char *copy(struct junit *j, const char *text)
{
    char *out = strdup(text);
    j->out_of_memory |= !out;
    return out;
}

/* Room for one more row, all 0; NULL when there is none. */
static void *grow(struct junit *j, void *rows, size_t count, size_t size)
{
    char *grown = realloc(rows, (count + 1) * size);
    j->out_of_memory |= !grown;
    if (grown)
        memset(grown + count * size, 0, size);
    return grown;
}

struct junit_suite *junit_suite(struct junit *j, const char *name)
{
    for (size_t i = 0; i < j->count; i++)
        if (j->suite[i].name && strcmp(j->suite[i].name, name) == 0)
            return &j->suite[i];
    struct junit_suite *grown = grow(j, j->suite, j->count, sizeof *grown);
    if (!grown)
        return &j->no_suite;
    j->suite = grown;
    grown[j->count].name = copy(j, name);
    return &grown[j->count++];
}

struct junit_case *junit_case(struct junit *j, const char *suite, const char *name)
{
    struct junit_suite *s = junit_suite(j, suite);
    for (size_t i = 0; i < s->count; i++)
        if (s->test[i].name && strcmp(s->test[i].name, name) == 0)
            return &s->test[i];
    struct junit_case *grown = j->out_of_memory ? NULL : grow(j, s->test, s->count, sizeof *grown);
    if (!grown)
        return &j->no_case;
    s->test = grown;
    grown[s->count].name = copy(j, name);
    grown[s->count].seconds = -1;
    return &grown[s->count++];
}

static void append(struct junit *j, char **text, const char *more)
{
    size_t size = *text ? strlen(*text) : 0, added = strlen(more);
    char *grown = realloc(*text, size + added + 2);
    j->out_of_memory |= !grown;
    if (!grown)
        return;
    if (size)
        grown[size++] = '\n';
    memcpy(grown + size, more, added + 1);
    *text = grown;
}

void junit_tell(struct junit *j, struct junit_case *test, enum junit_outcome outcome, const char *message,
                const char *text)
{
    if (j->out_of_memory)
        return;
    if (outcome > test->outcome || !test->message) {
        free(test->message);
        test->message = copy(j, message);
        test->outcome = outcome > test->outcome ? outcome : test->outcome;
    }
    if (text)
        append(j, &test->text, text);
}

void junit_free(struct junit *j)
{
    for (size_t i = 0; i < j->count; i++) {
        struct junit_suite *s = &j->suite[i];
        for (size_t k = 0; k < s->count; k++) {
            free(s->test[k].name);
            free(s->test[k].message);
            free(s->test[k].text);
        }
        free(s->test);
        free(s->name);
    }
    free(j->suite);
    *j = (struct junit){0};
}

/* ---- the file ------------------------------------------------------------------------------------ */

struct counts {
    size_t tests, of[JUNIT_FAILED + 1];
};

static void count(const struct junit_suite *s, struct counts *sum)
{
    sum->tests += s->count;
    for (size_t i = 0; i < s->count; i++)
        sum->of[s->test[i].outcome]++;
}

static void write_attribute(FILE *to, const char *name, const char *value)
{
    fprintf(to, " %s=\"", name);
    junit_escape(to, value, strlen(value), true);
    fputc('"', to);
}

/* Not every consumer's schema lets the whole tell how many were skipped; each suite does. */
static void write_counts(FILE *to, const struct counts *c, bool suite, double seconds)
{
    fprintf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", c->tests, c->of[JUNIT_FAILED],
            c->of[JUNIT_ERROR]);
    if (suite)
        fprintf(to, " skipped=\"%zu\"", c->of[JUNIT_SKIPPED]);
    fprintf(to, " time=\"%.3f\">\n", seconds);
}

static void write_text(FILE *to, const char *element, const struct junit_case *test)
{
    fprintf(to, "      <%s", element);
    if (strcmp(element, "system-out") != 0) {
        write_attribute(to, "message", test->message ? test->message : "");
        if (test->outcome != JUNIT_SKIPPED)
            write_attribute(to, "type", test->outcome == JUNIT_FAILED ? "failed" : "not judged");
    }
    fputc('>', to);
    if (test->text)
        junit_escape(to, test->text, strlen(test->text), false);
    fprintf(to, "</%s>\n", element);
}

static void write_case(FILE *to, const char *suite, const struct junit_case *test)
{
    static const char *const elements[] = {"system-out", "skipped", "error", "failure"};
    fputs("    <testcase", to);
    write_attribute(to, "classname", suite);
    write_attribute(to, "name", test->name);
    if (test->seconds >= 0)
        fprintf(to, " time=\"%.3f\"", test->seconds);
    if (test->outcome == JUNIT_PASSED && !test->text) {
        fputs("/>\n", to);
        return;
    }
    fputs(">\n", to);
    write_text(to, elements[test->outcome], test);
    fputs("    </testcase>\n", to);
}

struct document {
    const struct junit *j;
    const char *title;
};

static void write_document(const void *ctx, FILE *to)
{
    const struct document *d = ctx;
    struct counts all = {0};
    double seconds = 0;
    for (size_t i = 0; i < d->j->count; i++) {
        count(&d->j->suite[i], &all);
        seconds += d->j->suite[i].seconds;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", to);
    write_attribute(to, "name", d->title);
    write_counts(to, &all, false, seconds);
    for (size_t i = 0; i < d->j->count; i++) {
        const struct junit_suite *s = &d->j->suite[i];
        struct counts own = {0};
        count(s, &own);
        fputs("  <testsuite", to);
        write_attribute(to, "name", s->name);
        write_counts(to, &own, true, s->seconds);
        for (size_t k = 0; k < s->count; k++)
            write_case(to, s->name, &s->test[k]);
        fputs("  </testsuite>\n", to);
    }
    fputs("</testsuites>\n", to);
}

bool junit_write(const struct junit *j, const char *path, const char *title)
{
    struct document d = {j, title};
    if (j->out_of_memory) {
        errno = ENOMEM;
        return false;
    }
    return files_replace(path, write_document, &d);
}
