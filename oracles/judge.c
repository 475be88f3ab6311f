/* judge.c: what the oracles share; see judge.h. */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "judge.h"

bool judge_came_back(const struct observation *observation)
{
    return observation->crash.kind == OBS_CRASH_NONE && observation->language.status != OBS_DIED;
}

bool judge_comparable(const struct observation *observation)
{
    return observation && judge_came_back(observation) && observation->language.status != OBS_STEPS;
}

bool judge_fault_is(const struct obs_fault *fault, const char *kind)
{
    size_t length = strlen(kind);
    return !strncmp(fault->kind, kind, length) &&
           (!fault->kind[length] || strchr("+:", fault->kind[length]));
}

const char *judge_difference(const struct obs_language *a, const struct obs_language *b)
{
    return a->hash == b->hash ? NULL : obs_language_difference(a, b);
}

bool judge_gc_shifts(const struct oracle_view *view)
{
    return (view->program & PROGRAM_GC_VISIBLE) && !(view->sees & SEES_NUMBERED);
}

static bool count_differs(struct verdict *verdict, enum oracle_id oracle, const char *what,
                          uint64_t expected, uint64_t got)
{
    if (expected == got)
        return false;
    judge_finding(verdict, oracle, "numbers: %s", what);
    judge_detail(verdict, "%s: expected %" PRIu64 ", got %" PRIu64, what, expected, got);
    return true;
}

/* A fault of the compiler strikes in one engine alone, and callers differ where sites have no names. */
static bool site_differs(struct verdict *verdict, enum oracle_id oracle, const struct obs_fault *expected,
                         const struct obs_fault *got)
{
    if (expected->law != 1 || got->law != 1 || !expected->named || !got->named ||
        strcmp(expected->site, got->site) == 0)
        return false;
    judge_finding(verdict, oracle, "numbers: site");
    judge_detail(verdict, "site of the fault: expected '%s', got '%s'", expected->site, got->site);
    return true;
}

bool judge_numbers(const struct oracle_view *view, struct verdict *verdict, enum oracle_id oracle,
                   const struct observation *expected)
{
    const struct observation *got = view->subject;
    if (!(view->sees & SEES_NUMBERED))
        return false;
    return count_differs(verdict, oracle, "allocations", expected->machine.allocations,
                         got->machine.allocations) ||
           count_differs(verdict, oracle, "safepoints", expected->machine.passed, got->machine.passed) ||
           site_differs(verdict, oracle, &expected->fault, &got->fault);
}

/* ---- text ---------------------------------------------------------------------------------------- */

static size_t escape_byte(char out[5], unsigned char byte)
{
    switch (byte) {
    case '\n':
        return (size_t)snprintf(out, 5, "\\n");
    case '\r':
        return (size_t)snprintf(out, 5, "\\r");
    case '\t':
        return (size_t)snprintf(out, 5, "\\t");
    case '\\':
        return (size_t)snprintf(out, 5, "\\\\");
    default:
        return (size_t)snprintf(out, 5, byte < 32 || byte > 126 ? "\\x%02x" : "%c", byte);
    }
}

const char *judge_escape(char *out, size_t size, const char *bytes, size_t byte_count)
{
    static const char more[] = "...";
    size_t used = 0, cut = 0; /* `cut` is the last place that leaves room for `more` */
    for (size_t i = 0; i < byte_count; i++) {
        char one[5];
        size_t length = escape_byte(one, (unsigned char)bytes[i]);
        if (used + length >= size) {
            snprintf(out + cut, size - cut, "%s", more);
            return out;
        }
        memcpy(out + used, one, length);
        used += length;
        if (used + sizeof more <= size)
            cut = used;
    }
    out[used] = '\0';
    return out;
}

/* The length of a quoted name at `text`, both quotes included, or 0. An apostrophe inside a word opens
 * nothing, and a quote that is never closed is an ordinary character. */
static size_t quoted_length(const char *start, const char *text)
{
    if (!*text || !strchr("'\"`", *text) || (text > start && isalnum((unsigned char)text[-1])))
        return 0;
    const char *end = text + 1 + strcspn(text + 1, *text == '`' ? "'`\n" : (char[]){*text, '\n', 0});
    return *end && *end != '\n' ? (size_t)(end + 1 - text) : 0;
}

/* The length of a number or address at `text`, or 0. */
static size_t number_length(const char *text)
{
    if (text[0] == '0' && text[1] == 'x')
        return 2 + strspn(text + 2, "0123456789abcdefABCDEF*");
    return strspn(text, "0123456789");
}

const char *judge_stable(char *out, size_t size, const char *text)
{
    size_t used = 0;
    for (const char *at = text; *at && *at != '\n' && used + 1 < size;) {
        size_t skip = quoted_length(text, at);
        skip = skip ? skip : number_length(at);
        if (!skip && !(*at == ' ' && (used == 0 || out[used - 1] == ' ')))
            out[used++] = *at;
        at += skip ? skip : 1;
    }
    while (used && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
    return out;
}

/* ---- where two texts part ------------------------------------------------------------------------ */

static struct judge_span span_of(const char *text)
{
    return (struct judge_span){text, strlen(text)};
}

static struct judge_span field_text(const struct obs_language *language, const char *field)
{
    if (!strcmp(field, "output"))
        return (struct judge_span){language->output ? language->output : "", language->output_size};
    if (!strcmp(field, "backtrace"))
        return span_of(language->backtrace);
    if (!strcmp(field, "result"))
        return span_of(language->result);
    if (!strcmp(field, "error-class"))
        return span_of(language->error_class);
    return span_of(language->error_text);
}

/* How many leading bytes two texts share. */
static size_t span_common(struct judge_span a, struct judge_span b)
{
    size_t common = 0;
    while (common < a.size && common < b.size && a.text[common] == b.text[common])
        common++;
    return common;
}

/* The line that holds byte `at`, for people. A long line is shown from shortly before `at`, so that two
 * lines with a long common head do not look alike. */
static void line_excerpt(char *out, size_t size, struct judge_span span, size_t line_start, size_t at)
{
    enum { LEAD = 40 };
    if (line_start >= span.size) {
        snprintf(out, size, "the end");
        return;
    }
    size_t start = at - line_start > 2 * LEAD ? at - LEAD : line_start;
    const char *line_end = memchr(span.text + at, '\n', span.size - at);
    size_t end = line_end ? (size_t)(line_end - span.text) + 1 : span.size;
    char escaped[JUDGE_LINE_SIZE];
    judge_escape(escaped, sizeof escaped, span.text + start, end - start);
    snprintf(out, size, "'%s%s'", start > line_start ? "..." : "", escaped);
}

void judge_detail_text(struct verdict *verdict, const char *field, struct judge_span expected,
                       struct judge_span got)
{
    size_t common = span_common(expected, got);
    size_t line = 1, line_start = 0;
    for (size_t i = 0; i < common; i++) {
        if (expected.text[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    }
    char want[JUDGE_LINE_SIZE + 8], have[JUDGE_LINE_SIZE + 8];
    line_excerpt(want, sizeof want, expected, line_start, common);
    line_excerpt(have, sizeof have, got, line_start, common);
    judge_detail(verdict, "%s line %zu: expected %s, got %s", field, line, want, have);
}

/* An outcome with the error's own words. */
static void detail_outcome(struct verdict *verdict, const struct obs_language *language)
{
    char word[OBS_NAME_SIZE], text[JUDGE_LINE_SIZE];
    judge_detail(verdict, "'%s'", obs_outcome(language, word, sizeof word));
    if (language->error_text[0]) {
        judge_escape(text, sizeof text, language->error_text, strlen(language->error_text));
        judge_detail(verdict, " (line %d: %s)", language->error_line, text);
    }
}

static void detail_difference(struct verdict *verdict, const char *field,
                              const struct obs_language *expected, const struct obs_language *got)
{
    if (!strcmp(field, "status")) {
        judge_detail(verdict, "status: expected ");
        detail_outcome(verdict, expected);
        judge_detail(verdict, ", got ");
        detail_outcome(verdict, got);
    } else if (!strcmp(field, "error-line")) {
        judge_detail(verdict, "error-line: expected %d, got %d", expected->error_line, got->error_line);
    } else {
        judge_detail_text(verdict, field, field_text(expected, field), field_text(got, field));
    }
}

/* ---- verdicts ------------------------------------------------------------------------------------ */

bool judge_finding(struct verdict *verdict, enum oracle_id oracle, const char *reason, ...)
{
    va_list args;
    va_start(args, reason);
    vsnprintf(verdict->reason, sizeof verdict->reason, reason, args);
    va_end(args);
    verdict->oracle = oracle_table[oracle].name;
    verdict->detail[0] = '\0';
    return true;
}

void judge_detail(struct verdict *verdict, const char *format, ...)
{
    size_t used = strlen(verdict->detail);
    va_list args;
    va_start(args, format);
    vsnprintf(verdict->detail + used, sizeof verdict->detail - used, format, args);
    va_end(args);
}

void judge_detail_fault(struct verdict *verdict, const struct obs_fault *fault)
{
    if (fault->law == 0)
        return;
    judge_detail(verdict, "; fault '%s'", fault->kind);
    if (fault->fired)
        judge_detail(verdict, " fired %" PRIu64 " times", fault->fired);
    const char *site = fault->callers[0] ? fault->callers : fault->site;
    if (site[0])
        judge_detail(verdict, " at '%s'", site);
}

bool judge_changed(struct verdict *verdict, enum oracle_id oracle, const char *prefix,
                   const struct obs_language *expected, const struct obs_language *got)
{
    const char *field = judge_difference(expected, got);
    if (!field)
        return false;
    char before[OBS_NAME_SIZE], after[OBS_NAME_SIZE];
    judge_finding(verdict, oracle, "%s%s %s -> %s", prefix, field,
                  obs_outcome(expected, before, sizeof before), obs_outcome(got, after, sizeof after));
    detail_difference(verdict, field, expected, got);
    return true;
}

bool judge_check(const struct oracle_view *view, struct verdict *verdict, enum oracle_id oracle,
                 const struct obs_check *check, const char *otherwise)
{
    char note[sizeof check->note];
    if (!check->wrong || !judge_came_back(view->subject))
        return false;
    judge_stable(note, sizeof note, check->note);
    judge_finding(verdict, oracle, "%s", note[0] ? note : otherwise);
    judge_detail(verdict, "%" PRIu32 " times", check->wrong);
    if (check->note[0])
        judge_detail(verdict, "; the first: %s", check->note);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
