/* case.c: reads, changes, prints and compares cases; the format is described in case.h.
 *
 * Parsing goes line by line. A line is first checked to be text at all (UTF-8 without control characters),
 * so that everything after that may quote it; then it is cut into key and value, and the key's row in
 * `keys` takes the value. What a command line adds goes through the same functions as what a file holds,
 * so that a case in memory can always be written and read back.
 */
#include "case.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define CASE_FILE_PREFIX "# faultline case"
#define BYTE_ORDER_MARK  "\xef\xbb\xbf"

enum { QUOTE_MAX = 48, READ_CHUNK_SIZE = 1 << 16 };

/* A piece of the text that is being read; not NUL-terminated. */
struct span {
    const char *at;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct case_error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    error->line = 0;
    return false;
}

/* ---- Text ---------------------------------------------------------------------------------------- */

/* How many bytes of a span a message quotes: few, and whole characters. */
static int quoted(struct span s)
{
    size_t size = s.size;
    if (size > QUOTE_MAX)
        for (size = QUOTE_MAX; size > 0 && (s.at[size] & 0xc0) == 0x80;)
            size--;
    return (int)size;
}

static bool span_is(struct span s, const char *word)
{
    return s.size == strlen(word) && !memcmp(s.at, word, s.size);
}

static struct span trim(struct span s)
{
    for (; s.size && s.at[0] == ' '; s.at++)
        s.size--;
    while (s.size && s.at[s.size - 1] == ' ')
        s.size--;
    return s;
}

/* The part before `stop`; what follows it is left in `rest`. Without a `stop`, all of it. */
static struct span cut(struct span *rest, char stop)
{
    struct span head = *rest;
    const char *found = rest->size ? memchr(rest->at, stop, rest->size) : NULL;
    if (found)
        head.size = (size_t)(found - rest->at);
    size_t used = head.size + (found ? 1 : 0);
    rest->at += used;
    rest->size -= used;
    return head;
}

/* The length of the UTF-8 sequence at the start of a span that is not empty; 0 when there is none. Follows
 * the table of well-formed byte sequences in the Unicode standard (3.9, table 3-7): no overlong forms, no
 * surrogates, nothing above U+10FFFF. */
static size_t utf8_length(struct span s)
{
    const unsigned char *b = (const unsigned char *)s.at;
    if (b[0] < 0x80)
        return 1;
    size_t length = b[0] >= 0xc2 && b[0] <= 0xdf ? 2 : (b[0] & 0xf0) == 0xe0 ? 3 : 4;
    if (b[0] < 0xc2 || b[0] > 0xf4 || s.size < length)
        return 0;
    unsigned char low = b[0] == 0xe0 ? 0xa0 : b[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = b[0] == 0xed ? 0x9f : b[0] == 0xf4 ? 0x8f : 0xbf;
    if (b[1] < low || b[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* Fails unless the span is UTF-8 without control characters. */
static bool check_text(struct span s, struct case_error *error)
{
    while (s.size) {
        unsigned char first = (unsigned char)s.at[0];
        size_t length = utf8_length(s);
        if (length == 0)
            return fail(error, "invalid UTF-8 at byte 0x%02x", first);
        if (first == '\r' && s.size == 1)
            return fail(error, "line ends in CR LF, expected LF");
        if (first < 0x20 || first == 0x7f)
            return fail(error, "control character 0x%02x, expected text", first);
        if (first == 0xc2 && (unsigned char)s.at[1] < 0xa0)
            return fail(error, "control character U+%04X, expected text", (unsigned char)s.at[1]);
        s.at += length;
        s.size -= length;
    }
    return true;
}

static bool copy_text(struct span s, char *to, size_t size, const char *what, struct case_error *error)
{
    if (s.size >= size)
        return fail(error, "%s longer than %zu bytes, got %zu", what, size - 1, s.size);
    memset(to, 0, size);
    memcpy(to, s.at, s.size);
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

/* Names of VMs, engines, settings and limits. */
static bool copy_name(struct span s, char *to, const char *what, struct case_error *error)
{
    for (size_t i = 0; i < s.size; i++)
        if (!is_name_char(s.at[i]))
            return fail(error, "%s '%.*s' is no name, expected letters, digits, '-', '_', '.'", what,
                        quoted(s), s.at);
    return copy_text(s, to, CASE_NAME_SIZE, what, error);
}

/* ---- Items --------------------------------------------------------------------------------------- */

/* A list of name=value: the settings or the limits of a case. */
struct items {
    struct case_item *item;
    size_t *count;
    size_t max;
    const char *what;
};

static struct items settings_of(struct fcase *c)
{
    return (struct items){c->set, &c->set_count, CASE_SETTINGS_MAX, "setting"};
}

static struct items limits_of(struct fcase *c)
{
    return (struct items){c->limit, &c->limit_count, CASE_LIMITS_MAX, "limit"};
}

static bool read_item(struct span s, const char *what, struct case_item *item, struct case_error *error)
{
    struct span value = s;
    struct span name = cut(&value, '=');
    if (name.size == s.size)
        return fail(error, "%s '%.*s' has no '=', expected NAME=VALUE", what, quoted(s), s.at);
    if (name.size == 0)
        return fail(error, "%s '%.*s' has no name, expected NAME=VALUE", what, quoted(s), s.at);
    if (value.size == 0)
        return fail(error, "%s '%.*s' has no value, expected NAME=VALUE", what, quoted(s), s.at);
    if (memchr(value.at, ' ', value.size))
        return fail(error, "%s '%.*s' holds a blank, expected one NAME=VALUE", what, quoted(s), s.at);
    char value_of[32];
    snprintf(value_of, sizeof value_of, "value of a %s", what);
    return copy_name(name, item->name, what, error) &&
           copy_text(value, item->value, sizeof item->value, value_of, error);
}

static struct case_item *find_item(const struct items *list, const char *name)
{
    for (size_t i = 0; i < *list->count; i++)
        if (!strcmp(list->item[i].name, name))
            return &list->item[i];
    return NULL;
}

static bool put_item(struct items list, struct span s, bool replace, struct case_error *error)
{
    struct case_item item;
    if (!check_text(s, error) || !read_item(s, list.what, &item, error))
        return false;
    struct case_item *place = find_item(&list, item.name);
    if (place && !replace)
        return fail(error, "%s '%s' stands twice", list.what, item.name);
    if (!place && *list.count == list.max)
        return fail(error, "more than %zu %ss at '%s'", list.max, list.what, item.name);
    if (!place)
        place = &list.item[(*list.count)++];
    *place = item;
    return true;
}

static bool put_fault(struct fcase *c, struct span s, struct case_error *error)
{
    char text[FAULT_TEXT_SIZE];
    char why[sizeof error->text];
    struct fault fault;
    if (!check_text(s, error) || !copy_text(s, text, sizeof text, "fault", error))
        return false;
    if (!fault_parse(text, &fault, why, sizeof why))
        return fail(error, "%s", why);
    if (c->fault_count == CASE_FAULTS_MAX)
        return fail(error, "more than %d faults at '%s'", CASE_FAULTS_MAX, text);
    c->fault[c->fault_count++] = fault;
    return true;
}

bool case_set(struct fcase *c, const char *item, struct case_error *error)
{
    return put_item(settings_of(c), (struct span){item, strlen(item)}, true, error);
}

bool case_limit(struct fcase *c, const char *item, struct case_error *error)
{
    return put_item(limits_of(c), (struct span){item, strlen(item)}, true, error);
}

bool case_fault(struct fcase *c, const char *item, struct case_error *error)
{
    return put_fault(c, (struct span){item, strlen(item)}, error);
}

const char *case_setting(const struct fcase *c, const char *name)
{
    for (size_t i = 0; i < c->set_count; i++)
        if (!strcmp(c->set[i].name, name))
            return c->set[i].value;
    for (size_t i = 0; i < c->limit_count; i++)
        if (!strcmp(c->limit[i].name, name))
            return c->limit[i].value;
    return NULL;
}

/* ---- Header -------------------------------------------------------------------------------------- */

static bool take_vm(struct fcase *c, struct span value, struct case_error *error)
{
    return copy_name(value, c->vm, "VM", error);
}

static bool take_engine(struct fcase *c, struct span value, struct case_error *error)
{
    return copy_name(value, c->engine, "engine", error);
}

static bool take_against(struct fcase *c, struct span value, struct case_error *error)
{
    return copy_name(value, c->against, "engine", error);
}

static bool take_set(struct fcase *c, struct span value, struct case_error *error)
{
    while (value.size) {
        struct span item = cut(&value, ' ');
        if (item.size && !put_item(settings_of(c), item, false, error))
            return false;
    }
    return true;
}

static bool take_limit(struct fcase *c, struct span value, struct case_error *error)
{
    return put_item(limits_of(c), value, false, error);
}

static bool take_fault(struct fcase *c, struct span value, struct case_error *error)
{
    return put_fault(c, value, error);
}

static bool take_origin(struct fcase *c, struct span value, struct case_error *error)
{
    return copy_text(value, c->origin, sizeof c->origin, "origin", error);
}

static bool take_expect(struct fcase *c, struct span value, struct case_error *error)
{
    struct span signature = value;
    struct span word = cut(&signature, ' ');
    if (!span_is(value, "clean") &&
        (!span_is(word, "finding") || signature.size == 0 || signature.at[0] == ' '))
        return fail(error, "unknown expectation '%.*s', expected 'clean' or 'finding SIGNATURE'",
                    quoted(value), value.at);
    return copy_text(value, c->expect, sizeof c->expect, "expectation", error);
}

static bool take_output(struct fcase *c, struct span value, struct case_error *error)
{
    bool hex = value.size == CASE_OUTPUT_SIZE - 1;
    for (size_t i = 0; i < value.size && hex; i++)
        hex = value.at[i] && strchr("0123456789abcdef", value.at[i]);
    if (!hex)
        return fail(error, "output '%.*s', expected %d hex digits", quoted(value), value.at,
                    CASE_OUTPUT_SIZE - 1);
    return copy_text(value, c->output, sizeof c->output, "output", error);
}

static const struct key {
    const char *name;
    bool repeats;
    bool (*take)(struct fcase *c, struct span value, struct case_error *error);
} keys[] = {
    {"vm", false, take_vm},         {"engine", false, take_engine}, {"against", false, take_against},
    {"set", false, take_set},       {"limit", true, take_limit},    {"fault", true, take_fault},
    {"origin", false, take_origin}, {"expect", false, take_expect}, {"output", false, take_output},
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static bool refuse_key(struct span name, struct case_error *error)
{
    char known[128];
    size_t used = 0;
    for (size_t i = 0; i < KEY_COUNT; i++)
        used += (size_t)snprintf(known + used, sizeof known - used, " %s", keys[i].name);
    return fail(error, "unknown key '%.*s', expected one of%s", quoted(name), name.at, known);
}

/* `seen` holds a bit for each key that has stood before. */
static bool take_line(struct fcase *c, struct span line, unsigned *seen, struct case_error *error)
{
    struct span value = line;
    struct span name = cut(&value, ':');
    size_t i = 0;
    if (name.size == line.size)
        return fail(error, "no colon in '%.*s', expected 'key: value', a comment or '---'", quoted(line),
                    line.at);
    while (i < KEY_COUNT && !span_is(name, keys[i].name))
        i++;
    if (i == KEY_COUNT)
        return refuse_key(name, error);
    if (*seen & 1u << i && !keys[i].repeats)
        return fail(error, "key '%s' stands twice", keys[i].name);
    *seen |= 1u << i;
    if (trim(value).size == 0)
        return fail(error, "empty value of '%s'", keys[i].name);
    if (value.at[0] != ' ')
        return fail(error, "no blank after '%s:', expected 'key: value'", keys[i].name);
    return keys[i].take(c, trim(value), error);
}

/* Reads lines up to and with `---`; `rest` is then the program. `number` counts them. */
static bool read_header(struct fcase *c, struct span *rest, int *number, struct case_error *error)
{
    unsigned seen = 0;
    while (rest->size) {
        struct span line = cut(rest, '\n');
        ++*number;
        if (span_is(line, "---"))
            return true;
        if (!check_text(line, error))
            return false;
        if (line.size == 0)
            return fail(error, "empty line, expected 'key: value', a comment or '---'");
        if (line.at[0] != '#' && !take_line(c, line, &seen, error))
            return false;
    }
    return fail(error, "the header does not end, expected a line '---'");
}

static struct span skip_byte_order_mark(struct span s)
{
    if (s.size >= strlen(BYTE_ORDER_MARK) && !memcmp(s.at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK))) {
        s.at += strlen(BYTE_ORDER_MARK);
        s.size -= strlen(BYTE_ORDER_MARK);
    }
    return s;
}

/* Wider than the exact first line on purpose: a file that was meant to be a case must not run as a plain
 * program, where its header would be a comment and its faults would be lost. */
bool case_is_plain(const char *text, size_t size)
{
    struct span s = skip_byte_order_mark((struct span){text, size});
    return s.size < strlen(CASE_FILE_PREFIX) ||
           strncasecmp(s.at, CASE_FILE_PREFIX, strlen(CASE_FILE_PREFIX)) != 0;
}

static bool check_first_line(struct span line, struct case_error *error)
{
    if (span_is(line, CASE_FIRST_LINE))
        return true;
    if (skip_byte_order_mark(line).size != line.size)
        return fail(error, "the file starts with a byte order mark, expected '%s'", CASE_FIRST_LINE);
    if (!check_text(line, error)) {
        char why[sizeof error->text];
        snprintf(why, sizeof why, "%s", error->text);
        return fail(error, "the first line is not exactly '%s': %.120s", CASE_FIRST_LINE, why);
    }
    return fail(error, "the first line is '%.*s', expected exactly '%s'", quoted(line), line.at,
                CASE_FIRST_LINE);
}

bool case_parse(const char *text, size_t size, struct fcase *out, struct case_error *error)
{
    struct span rest = {text, size};
    struct fcase c = {.vm = ""};
    int number = 1;
    if (!case_is_plain(text, size) &&
        (!check_first_line(cut(&rest, '\n'), error) || !read_header(&c, &rest, &number, error))) {
        error->line = number;
        return false;
    }
    c.program = rest.at;
    c.program_size = rest.size;
    *out = c;
    return true;
}

/* ---- Writing and comparing ----------------------------------------------------------------------- */

static void write_value(const char *key, const char *value, FILE *to)
{
    if (value[0])
        fprintf(to, "%s: %s\n", key, value);
}

void case_write(const struct fcase *c, FILE *to)
{
    char text[FAULT_TEXT_SIZE];
    fprintf(to, "%s\n", CASE_FIRST_LINE);
    write_value("vm", c->vm, to);
    write_value("engine", c->engine, to);
    write_value("against", c->against, to);
    for (size_t i = 0; i < c->set_count; i++)
        fprintf(to, "%s %s=%s", i ? "" : "set:", c->set[i].name, c->set[i].value);
    if (c->set_count)
        fputc('\n', to);
    for (size_t i = 0; i < c->limit_count; i++)
        fprintf(to, "limit: %s=%s\n", c->limit[i].name, c->limit[i].value);
    for (size_t i = 0; i < c->fault_count; i++)
        write_value("fault", fault_format(&c->fault[i], text, sizeof text), to);
    write_value("origin", c->origin, to);
    write_value("expect", c->expect, to);
    write_value("output", c->output, to);
    fputs("---\n", to);
    if (c->program_size)
        fwrite(c->program, 1, c->program_size, to);
}

static bool items_equal(const struct case_item *a, const struct case_item *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(a[i].name, b[i].name) != 0 || strcmp(a[i].value, b[i].value) != 0)
            return false;
    return true;
}

/* Two faults are equal when they are written alike: the canonical text holds all of a fault. */
static bool faults_equal(const struct fault *a, const struct fault *b, size_t count)
{
    char x[FAULT_TEXT_SIZE], y[FAULT_TEXT_SIZE];
    for (size_t i = 0; i < count; i++)
        if (strcmp(fault_format(&a[i], x, sizeof x), fault_format(&b[i], y, sizeof y)) != 0)
            return false;
    return true;
}

bool case_equal(const struct fcase *a, const struct fcase *b)
{
    return !strcmp(a->vm, b->vm) && !strcmp(a->engine, b->engine) && !strcmp(a->against, b->against) &&
           !strcmp(a->origin, b->origin) && !strcmp(a->expect, b->expect) &&
           !strcmp(a->output, b->output) && a->set_count == b->set_count &&
           a->limit_count == b->limit_count && a->fault_count == b->fault_count &&
           items_equal(a->set, b->set, a->set_count) && items_equal(a->limit, b->limit, a->limit_count) &&
           faults_equal(a->fault, b->fault, a->fault_count) && a->program_size == b->program_size &&
           (a->program_size == 0 || !memcmp(a->program, b->program, a->program_size));
}

/* ---- Files --------------------------------------------------------------------------------------- */

/* Opens without waiting for the other end of a FIFO, so that it can be refused. Returns -1 on failure. */
static int open_file(const char *path, struct stat *status, struct case_error *error)
{
    int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
                               : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    bool good = false;
    if (fd < 0 || fstat(fd, status) != 0)
        fail(error, "file cannot be opened: %s", strerror(errno));
    else if (S_ISDIR(status->st_mode))
        fail(error, "is a folder, expected a file");
    else if (!S_ISREG(status->st_mode) && strcmp(path, "-") != 0)
        fail(error, "is no regular file");
    else
        good = true;
    if (!good && fd >= 0)
        close(fd);
    return good ? fd : -1;
}

static bool grow(char **text, size_t *capacity, struct case_error *error)
{
    size_t wanted = *capacity ? 2 * *capacity : READ_CHUNK_SIZE;
    char *moved = realloc(*text, wanted);
    if (!moved)
        return fail(error, "out of memory");
    *text = moved;
    *capacity = wanted;
    return true;
}

/* Reads to the end, or one byte more than a case may hold: the size that fstat told is not to be trusted,
 * and standard input has none. */
static bool read_all(int fd, char **text, size_t *size, struct case_error *error)
{
    size_t capacity = 0;
    *size = 0;
    while (*size <= CASE_SIZE_MAX) {
        if (capacity - *size < 2 && !grow(text, &capacity, error))
            return false;
        size_t room = capacity - *size - 1;
        size_t allowed = CASE_SIZE_MAX + 1 - *size;
        ssize_t got = read(fd, *text + *size, room < allowed ? room : allowed);
        if (got == 0) {
            (*text)[*size] = '\0';
            return *size ? true : fail(error, "file is empty");
        }
        if (got < 0 && errno != EINTR)
            return fail(error, "file cannot be read: %s", strerror(errno));
        *size += got > 0 ? (size_t)got : 0;
    }
    return fail(error, "file is larger than %d MiB", CASE_SIZE_MAX >> 20);
}

/* Gives back what `grow` took in advance, so that a sanitizer sees a read past the end. */
static char *shrink(char *text, size_t size)
{
    char *moved = realloc(text, size + 1);
    return moved ? moved : text;
}

char *case_read_file(const char *path, size_t *size, struct case_error *error)
{
    struct stat status;
    char *text = NULL;
    int fd = open_file(path, &status, error);
    if (fd < 0)
        return NULL;
    bool good = S_ISREG(status.st_mode) && status.st_size > CASE_SIZE_MAX
                    ? fail(error, "file is larger than %d MiB", CASE_SIZE_MAX >> 20)
                    : read_all(fd, &text, size, error);
    close(fd);
    if (!good) {
        free(text);
        return NULL;
    }
    return shrink(text, *size);
}
