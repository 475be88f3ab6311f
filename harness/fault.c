/* fault.c: reads and prints one fault of a plan. Which kinds exist and which forms each of them takes is
 * known from faults.def alone; this file knows what the forms look like.
 *
 *     KIND [':' ACTION] '@' [SITE '#' | 'create:' | 'alloc:'] N ['+']
 *     KIND '=' SIZE
 *
 * There is one way to write a number: no sign, no leading zero. That keeps a plan and its canonical text
 * the same but for what can be left out (`:return`) and for the suffix of a size.
 */
#include "fault.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct fault_kind fault_kinds[VUT_FAULT_COUNT] = {
#define FAULT(id, name, law, forms, text) [VUT_FAULT_##id] = {name, law, forms, text},
#include "faults.def"
#undef FAULT
};

const char *const fault_actions[VUT_ACTION_COUNT] = {
#define ACTION(id, name, text) [VUT_ACTION_##id] = name,
#include "actions.def"
#undef ACTION
};

/* What follows a kind's name in each form, for messages. */
static const struct {
    unsigned form;
    const char *tail;
} form_tails[] = {
    {VUT_FORM_NTH, "@N"},       {VUT_FORM_FROM, "@N+"},       {VUT_FORM_CREATE, "@create:N"},
    {VUT_FORM_SITE, "@SITE#N"}, {VUT_FORM_ALLOC, "@alloc:N"}, {VUT_FORM_SIZE, "=SIZE"},
};

enum { FAULT_FORMS_SIZE = 160 };

/* A fault being read: `at` moves through `text`. */
struct fault_reader {
    const char *text;
    const char *at;
    struct fault *out;
    char *why;
    size_t why_size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(const struct fault_reader *r, const char *format,
                                                         ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->why, r->why_size, format, args);
    va_end(args);
    return false;
}

static unsigned forms_of(const struct fault_reader *r)
{
    return fault_kinds[r->out->kind].forms;
}

static void append(char *buffer, size_t size, const char *text)
{
    size_t used = strlen(buffer);
    snprintf(buffer + used, size - used, "%s", text);
}

/* "oom@N, oom@N+, ...": all that a kind takes. */
static const char *describe_forms(enum vut_fault kind, char *buffer, size_t size)
{
    const struct fault_kind *row = &fault_kinds[kind];
    buffer[0] = '\0';
    for (size_t i = 0; i < sizeof form_tails / sizeof form_tails[0]; i++) {
        if (!(row->forms & form_tails[i].form))
            continue;
        append(buffer, size, buffer[0] ? ", " : "");
        append(buffer, size, row->name);
        append(buffer, size, row->forms & VUT_FORM_ACTION ? "[:ACTION]" : "");
        append(buffer, size, form_tails[i].tail);
    }
    return buffer;
}

static bool refuse_form(const struct fault_reader *r)
{
    char forms[FAULT_FORMS_SIZE];
    return refuse(r, "'%s' is no form of '%s', expected %s", r->text, fault_kinds[r->out->kind].name,
                  describe_forms(r->out->kind, forms, sizeof forms));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_char(char c)
{
    return is_name_start(c) || is_digit(c) || c == '.' || c == '-';
}

static bool read_number(struct fault_reader *r, uint64_t *out)
{
    const char *start = r->at;
    uint64_t value = 0;
    if (!is_digit(*start))
        return refuse(r, "expected a number at '%s' in '%s'", start, r->text);
    if (start[0] == '0' && is_digit(start[1]))
        return refuse(r, "number with a leading zero in '%s'", r->text);
    for (; is_digit(*r->at); r->at++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*r->at - '0'), &value))
            return refuse(r, "number too large in '%s', at most %" PRIu64, r->text, UINT64_MAX);
    *out = value;
    return true;
}

static bool read_size(struct fault_reader *r)
{
    unsigned shift = 0;
    uint64_t value;
    if (!read_number(r, &value))
        return false;
    if (*r->at == 'K')
        shift = 10;
    else if (*r->at == 'M')
        shift = 20;
    r->at += shift ? 1 : 0;
    if (*r->at)
        return refuse(r, "unexpected '%s' in '%s', expected a size such as 64, 64K or 1M", r->at, r->text);
    if (value > UINT64_MAX >> shift)
        return refuse(r, "size too large in '%s', at most %" PRIu64 " bytes", r->text, UINT64_MAX);
    if (value == 0)
        return refuse(r, "a budget is at least 1, got '%s'", r->text);
    r->out->size = value << shift;
    return true;
}

/* The part of an event before its number, if there is one. */
static bool read_counter(struct fault_reader *r)
{
    size_t length = strcspn(r->at, ":#");
    if (is_digit(r->at[0]) || !r->at[length])
        return forms_of(r) & VUT_FORM_NTH ? true : refuse_form(r);
    if (r->at[length] == ':') {
        r->out->create = forms_of(r) & VUT_FORM_CREATE && length == 6 && !memcmp(r->at, "create", 6);
        r->out->alloc = forms_of(r) & VUT_FORM_ALLOC && length == 5 && !memcmp(r->at, "alloc", 5);
        if (!r->out->create && !r->out->alloc)
            return refuse_form(r);
    } else {
        size_t good = 0;
        if (!(forms_of(r) & VUT_FORM_SITE))
            return refuse_form(r);
        while (is_name_char(r->at[good]))
            good++;
        if (good != length || !is_name_start(r->at[0]))
            return refuse(r, "'%.*s' is no name of a site in '%s'", (int)length, r->at, r->text);
        if (length >= FAULT_SITE_SIZE)
            return refuse(r, "name of a site longer than %d bytes in '%s'", FAULT_SITE_SIZE - 1, r->text);
        memcpy(r->out->site, r->at, length);
    }
    r->at += length + 1;
    return true;
}

static bool read_event(struct fault_reader *r)
{
    if (!read_counter(r) || !read_number(r, &r->out->n))
        return false;
    if (r->out->n == 0)
        return refuse(r, "n counts from 1, got '%s'", r->text);
    if (*r->at == '+' && forms_of(r) & VUT_FORM_FROM) {
        r->out->from = true;
        r->at++;
    }
    return *r->at ? refuse_form(r) : true;
}

static bool refuse_action(const struct fault_reader *r, size_t length)
{
    char known[FAULT_FORMS_SIZE] = "";
    for (size_t i = 0; i < VUT_ACTION_COUNT; i++) {
        append(known, sizeof known, " ");
        append(known, sizeof known, fault_actions[i]);
    }
    return refuse(r, "unknown action '%.*s', expected one of%s", (int)length, r->at, known);
}

static bool read_action(struct fault_reader *r)
{
    if (*r->at != ':' || !(forms_of(r) & VUT_FORM_ACTION))
        return true;
    r->at++;
    size_t length = strcspn(r->at, "@");
    for (size_t i = 0; i < VUT_ACTION_COUNT; i++) {
        if (strlen(fault_actions[i]) == length && !memcmp(fault_actions[i], r->at, length)) {
            r->out->action = (enum vut_action)i;
            r->at += length;
            return true;
        }
    }
    return refuse_action(r, length);
}

static bool refuse_kind(const struct fault_reader *r, size_t length)
{
    char known[FAULT_FORMS_SIZE] = "";
    for (size_t i = 0; i < VUT_FAULT_COUNT; i++) {
        if (fault_kinds[i].forms & VUT_FORM_LINE)
            continue;
        append(known, sizeof known, " ");
        append(known, sizeof known, fault_kinds[i].name);
    }
    return refuse(r, "unknown fault kind '%.*s', expected one of%s", (int)length, r->at, known);
}

static bool read_kind(struct fault_reader *r)
{
    size_t length = strcspn(r->at, ":@=");
    if (length == 0)
        return refuse(r, "'%s' names no fault kind, expected KIND@N or KIND=SIZE", r->text);
    for (size_t i = 0; i < VUT_FAULT_COUNT; i++) {
        if (strlen(fault_kinds[i].name) == length && !memcmp(fault_kinds[i].name, r->at, length)) {
            r->out->kind = (enum vut_fault)i;
            r->at += length;
            return true;
        }
    }
    return refuse_kind(r, length);
}

static bool read_fault(struct fault_reader *r)
{
    if (!read_kind(r))
        return false;
    if (forms_of(r) & VUT_FORM_LINE)
        return refuse(r, "'%s' is no fault of a plan, expected a '%s:' line", r->text,
                      fault_kinds[r->out->kind].name);
    if (!read_action(r))
        return false;
    char mark = forms_of(r) & VUT_FORM_SIZE ? '=' : '@';
    if (*r->at != mark)
        return refuse_form(r);
    r->at++;
    return mark == '=' ? read_size(r) : read_event(r);
}

/* Messages quote the text, so it has to be fit for a terminal and short before anything else. */
static bool check_text(const struct fault_reader *r)
{
    size_t length = strlen(r->text);
    if (length == 0)
        return refuse(r, "empty fault, expected KIND@N or KIND=SIZE");
    if (length >= FAULT_TEXT_SIZE)
        return refuse(r, "fault longer than %d bytes, got %zu", FAULT_TEXT_SIZE - 1, length);
    for (size_t i = 0; i < length; i++)
        if (r->text[i] <= ' ' || r->text[i] > '~')
            return refuse(r, "byte 0x%02x in a fault, expected printable ASCII without blanks",
                          (unsigned char)r->text[i]);
    return true;
}

bool fault_parse(const char *text, struct fault *out, char *why, size_t why_size)
{
    struct fault fault = {.kind = VUT_FAULT_OOM};
    struct fault_reader reader = {text, text, &fault, why, why_size};
    if (!check_text(&reader) || !read_fault(&reader))
        return false;
    *out = fault;
    return true;
}

/* "interrupt:throw", or "interrupt" for the default action. */
static void format_name(const struct fault *fault, char *buffer, size_t size)
{
    const struct fault_kind *row = &fault_kinds[fault->kind];
    if (row->forms & VUT_FORM_ACTION && fault->action != VUT_ACTION_RETURN)
        snprintf(buffer, size, "%s:%s", row->name, fault_actions[fault->action]);
    else
        snprintf(buffer, size, "%s", row->name);
}

static void format_size(uint64_t value, char *buffer, size_t size)
{
    const char *suffix = "";
    if (value && value % (1 << 20) == 0) {
        value >>= 20;
        suffix = "M";
    } else if (value && value % (1 << 10) == 0) {
        value >>= 10;
        suffix = "K";
    }
    snprintf(buffer, size, "=%" PRIu64 "%s", value, suffix);
}

static void format_event(const struct fault *fault, char *buffer, size_t size)
{
    const char *counter = fault->create ? "create:" : fault->alloc ? "alloc:" : fault->site;
    snprintf(buffer, size, "@%s%s%" PRIu64 "%s", counter, counter == fault->site && *counter ? "#" : "",
             fault->n, fault->from ? "+" : "");
}

const char *fault_format(const struct fault *fault, char *buffer, size_t size)
{
    char name[FAULT_TEXT_SIZE];
    char tail[FAULT_TEXT_SIZE];
    format_name(fault, name, sizeof name);
    if (fault_kinds[fault->kind].forms & VUT_FORM_SIZE)
        format_size(fault->size, tail, sizeof tail);
    else
        format_event(fault, tail, sizeof tail);
    snprintf(buffer, size, "%s%s", name, tail);
    return buffer;
}

const char *fault_kind_text(const struct fault *fault, char *buffer, size_t size)
{
    char name[FAULT_TEXT_SIZE];
    format_name(fault, name, sizeof name);
    snprintf(buffer, size, "%s%s", name, fault->from ? "+" : "");
    return buffer;
}
