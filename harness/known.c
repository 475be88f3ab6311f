#include "known.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bind.h"
#include "oracle.h"

static bool refuse(struct case_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct case_error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return false;
}

/* ---- one line ------------------------------------------------------------------------------------ */

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Ten bytes that are a day of the calendar; the rest of the text is not looked at. */
static bool is_date(const char *text)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !isdigit((unsigned char)text[i]))
            return false;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static size_t word_size(const char *text)
{
    return strcspn(text, " \t");
}

/* The part of a pattern up to the next '/', which stands there by name. */
static const char *take_name(const char *at, char *name, size_t size)
{
    size_t length = strcspn(at, "/");
    snprintf(name, size, "%.*s", (int)length, at);
    return at[length] == '/' ? at + length + 1 : NULL;
}

static bool check_pattern(const char *pattern, struct case_error *error)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+:<>[]-/*";
    char vm[CASE_NAME_SIZE], oracle[CASE_NAME_SIZE];
    const char *rest = take_name(pattern, vm, sizeof vm);
    rest = rest ? take_name(rest, oracle, sizeof oracle) : NULL;
    if (pattern[strspn(pattern, safe)])
        return refuse(error, "'%c' stands in no signature", pattern[strspn(pattern, safe)]);
    if (!rest || !*rest)
        return refuse(error, "the pattern is '%.60s', expected VM/ORACLE/... with both by name", pattern);
    if (!vm_find(vm))
        return refuse(error, "unknown vm '%s' in a pattern, see 'faultline list vms'", vm);
    if (!oracle_find(oracle))
        return refuse(error, "unknown oracle '%s' in a pattern, see 'faultline list oracles'", oracle);
    return true;
}

static const struct known_entry *find_pattern(const struct known *k, const char *pattern)
{
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->entry[i].pattern, pattern) == 0)
            return &k->entry[i];
    return NULL;
}

static bool add(struct known *k, const struct known_entry *entry)
{
    struct known_entry *grown = realloc(k->entry, (k->count + 1) * sizeof *grown);
    if (!grown)
        return false;
    k->entry = grown;
    k->entry[k->count++] = *entry;
    return entry->pattern && entry->reason;
}

/* A line without its end that is neither empty nor a comment. */
static bool parse_entry(struct known *k, const char *text, const char *today, struct case_error *error)
{
    struct known_entry entry = {.line = error->line};
    if (word_size(text) != 10 || !is_date(text))
        return refuse(error, "'%.*s' is no day, expected 'YYYY-MM-DD PATTERN REASON'",
                      (int)(word_size(text) < 40 ? word_size(text) : 40), text);
    snprintf(entry.until, sizeof entry.until, "%.10s", text);
    entry.expired = strcmp(entry.until, today) < 0;
    const char *pattern = text + 10 + strspn(text + 10, " \t");
    const char *reason = pattern + word_size(pattern);
    entry.pattern = strndup(pattern, (size_t)(reason - pattern));
    entry.reason = strdup(reason + strspn(reason, " \t"));
    if (!add(k, &entry))
        return refuse(error, "out of memory");
    k->count--; /* what is looked for below are the others */
    const struct known_entry *twin = find_pattern(k, entry.pattern);
    k->count++;
    if (!*entry.pattern)
        return refuse(error, "the pattern is missing, expected 'YYYY-MM-DD PATTERN REASON'");
    if (!check_pattern(entry.pattern, error))
        return false;
    if (twin)
        return refuse(error, "the pattern stands in line %d already", twin->line);
    if (!*entry.reason)
        return refuse(error, "the reason is missing, expected 'YYYY-MM-DD PATTERN REASON'");
    return true;
}

static bool parse_line(struct known *k, char *line, size_t size, const char *today,
                       struct case_error *error)
{
    if (size && line[size - 1] == '\n')
        line[--size] = '\0';
    for (size_t i = 0; i < size; i++)
        if (iscntrl((unsigned char)line[i]) && line[i] != '\t')
            return refuse(error, "has a control character");
    while (size && strchr(" \t", line[size - 1]))
        line[--size] = '\0';
    return size == 0 || line[0] == '#' || parse_entry(k, line, today, error);
}

/* ---- the file ------------------------------------------------------------------------------------ */

bool known_parse(struct known *k, FILE *from, const char *today, struct case_error *error)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    bool ok = true;
    *error = (struct case_error){0};
    while (ok && (size = getline(&line, &room, from)) >= 0) {
        error->line++;
        ok = parse_line(k, line, (size_t)size, today, error);
    }
    free(line);
    if (ok && !feof(from)) {
        error->line = 0;
        return refuse(error, "can't be read: %s", strerror(errno));
    }
    return ok;
}

void known_free(struct known *k)
{
    for (size_t i = 0; i < k->count; i++) {
        free(k->entry[i].pattern);
        free(k->entry[i].reason);
    }
    free(k->entry);
    *k = (struct known){0};
}

/* ---- matching ------------------------------------------------------------------------------------ */

/* After a `*` the shortest stretch is tried first; only the last one that was met is ever tried longer, as
 * with it all earlier ones can stay as short as they are. */
static bool fits(const char *pattern, const char *text)
{
    const char *star = NULL, *from = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            from = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

const struct known_entry *known_match(struct known *k, const char *signature)
{
    for (size_t i = 0; i < k->count; i++)
        if (!k->entry[i].expired && fits(k->entry[i].pattern, signature)) {
            k->entry[i].matched++;
            return &k->entry[i];
        }
    return NULL;
}

bool known_is_of(const struct known_entry *entry, const char *vm)
{
    size_t size = strlen(vm);
    return strncmp(entry->pattern, vm, size) == 0 && entry->pattern[size] == '/';
}

void known_today(char out[static KNOWN_DATE_SIZE])
{
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    if (strftime(out, KNOWN_DATE_SIZE, "%Y-%m-%d", &day) == 0)
        snprintf(out, KNOWN_DATE_SIZE, "9999-12-31"); /* a year of five digits: everything has expired */
}
