/* junit.h: results as JUnit XML, the format that CI systems show: suites of test cases, each of them
 * passed, failed (the VM is to blame), in error (it could not be judged) or skipped.
 *
 * Texts may be any bytes. XML 1.0 has no way to write most control characters, nor bytes that are no
 * UTF-8: those are written as text, `\x01`.
 */
#ifndef FAULTLINE_JUNIT_H
#define FAULTLINE_JUNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum junit_outcome { JUNIT_PASSED, JUNIT_SKIPPED, JUNIT_ERROR, JUNIT_FAILED };

/* Of several outcomes of one case the worst counts, that is the last of the enum; consumers expect one. */
struct junit_case {
    char *name;
    double seconds; /* less than 0: not known */
    enum junit_outcome outcome;
    char *message; /* of the worst outcome that was told, the first; or NULL */
    char *text;    /* of all that were told */
};

struct junit_suite {
    char *name;
    double seconds;
    struct junit_case *test;
    size_t count;
};

struct junit {
    struct junit_suite *suite;
    size_t count;
    bool out_of_memory;          /* something is missing; junit_write then fails */
    struct junit_suite no_suite; /* are given out then */
    struct junit_case no_case;
};

/* The suite or case of that name, made when it is not there. What is returned holds until the next call. */
struct junit_suite *junit_suite(struct junit *j, const char *name);
struct junit_case *junit_case(struct junit *j, const char *suite, const char *name);

/* Tells an outcome of a case. `text` may be NULL. */
void junit_tell(struct junit *j, struct junit_case *test, enum junit_outcome outcome, const char *message,
                const char *text);

/* Writes the file, whole or not at all. `title` is the name of all suites together. False with errno. */
bool junit_write(const struct junit *j, const char *path, const char *title);
void junit_free(struct junit *j);

/* Writes any bytes as text, or as what stands between the quotes of an attribute. */
void junit_escape(FILE *to, const char *text, size_t size, bool attribute);

#endif
