/* case.h: the case, one text file that holds all that a run depends on: program, VM, engine, settings,
 * fault plan and what is expected.
 *
 *     # faultline case v1
 *     vm: luajit
 *     engine: trace
 *     against: interp
 *     set: hotloop=1 hotexit=1
 *     limit: maxsnap=8
 *     fault: oom@17
 *     origin: LuaJIT/LuaJIT #1166
 *     expect: clean
 *     output: 2d06800538d394c2
 *     ---
 *     print(1)
 *
 * Line 1 is exact; then `key: value` lines, UTF-8, LF. Each key stands at most once, except `fault:` and
 * `limit:`, which hold one item a line. A line that starts with `#` is a comment; an unknown key is an
 * error. The first line `---` ends the header, and every byte after it is the program, unchanged.
 * A file that does not start with line 1 is a plain program: a case with default settings, its VM chosen
 * by the caller.
 *
 * `output:` is the XXH64, as 16 hex digits, of what the program prints in the reference engine without
 * faults and limits: as recorded, for example from another implementation of the language. Of files without
 * that line it may stand in a table beside them (outputs.h).
 *
 * The parser checks syntax and everything that holds for every VM. What depends on the VM (does it have
 * this engine, parameter, limit, fault kind) is checked by case_bind (bind.h).
 */
#ifndef FAULTLINE_CASE_H
#define FAULTLINE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "fault.h"

#define CASE_FIRST_LINE "# faultline case v1"

enum {
    CASE_NAME_SIZE = 64,
    CASE_VALUE_SIZE = 256,
    CASE_SETTINGS_MAX = 32,
    CASE_LIMITS_MAX = 16,
    CASE_FAULTS_MAX = 8,
    CASE_OUTPUT_SIZE = 17,
    CASE_SIZE_MAX = 16 << 20, /* bytes of a whole case file; more is an error */
};

/* name=value; of a `set:` or `limit:` line. Values are kept as text: `lib` takes a path. */
struct case_item {
    char name[CASE_NAME_SIZE];
    char value[CASE_VALUE_SIZE];
};

struct fcase {
    char vm[CASE_NAME_SIZE];      /* "" when not given */
    char engine[CASE_NAME_SIZE];  /* "" when not given */
    char against[CASE_NAME_SIZE]; /* "" when not given: `interp` */
    struct case_item set[CASE_SETTINGS_MAX];
    size_t set_count;
    struct case_item limit[CASE_LIMITS_MAX];
    size_t limit_count;
    struct fault fault[CASE_FAULTS_MAX];
    size_t fault_count;
    char origin[CASE_VALUE_SIZE];
    char expect[CASE_VALUE_SIZE];  /* "" (as "clean"), "clean" or "finding SIGNATURE" */
    char output[CASE_OUTPUT_SIZE]; /* hex digits, or "" when nothing is recorded */
    const char *program;           /* points into the text that was parsed; not NUL-terminated */
    size_t program_size;
};

/* Where and why a case was not accepted: "FILE:LINE: message" is made of it. */
struct case_error {
    int line; /* 1-based; 0 when the file as a whole is meant */
    char text[256];
};

/* True when the text is a plain program: it does not start as a case file of any version does. */
bool case_is_plain(const char *text, size_t size);

/* Parses `size` bytes of text. The case's program points into `text`, which must outlive it. On failure
 * `out` is not changed. A plain program gives a case with nothing set and the whole text as program; what
 * its bytes are is then for the VM to judge. */
bool case_parse(const char *text, size_t size, struct fcase *out, struct case_error *error);

/* Adds one `name=value` to the settings or the limits, replacing an earlier one of that name, as --set and
 * --limit do. Within one header a name stands only once in each. A failure leaves the case as it was. */
bool case_set(struct fcase *c, const char *item, struct case_error *error);
bool case_limit(struct fcase *c, const char *item, struct case_error *error);

/* Adds one fault, written as in a `fault:` line. */
bool case_fault(struct fcase *c, const char *item, struct case_error *error);

/* The value of a setting or limit, or NULL. */
const char *case_setting(const struct fcase *c, const char *name);

/* Writes the canonical text of a case, program included: case_parse of it gives an equal case. */
void case_write(const struct fcase *c, FILE *to);

/* True when both hold the same, item by item and byte by byte. */
bool case_equal(const struct fcase *a, const struct fcase *b);

/* Reads a whole file: a regular file, or "-" for standard input. Refuses folders, files that are empty,
 * unreadable or larger than CASE_SIZE_MAX. Returns malloc'ed text (one NUL byte is appended and not
 * counted) or NULL with `error` filled. */
char *case_read_file(const char *path, size_t *size, struct case_error *error);

#endif
