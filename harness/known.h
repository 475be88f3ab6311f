/* known.h: findings that are known, from a file that people write by hand, such as corpus/known-failures.
 *
 *     # a comment
 *     2027-03-31 refvm/leak/trace/oom/live-* upstream 1234, mended in the next release
 *
 * One entry a line: the last day on which it holds (UTC), the pattern of a signature, the reason. In a
 * pattern `*` stands for any characters, `/` among them; VM and oracle stand there by name, so that no
 * entry hides more than one oracle says, and a misspelled one is told. An entry whose day is past hides
 * nothing.
 */
#ifndef FAULTLINE_KNOWN_H
#define FAULTLINE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "case.h"

enum { KNOWN_DATE_SIZE = 11 };

struct known_entry {
    int line;
    char until[KNOWN_DATE_SIZE]; /* YYYY-MM-DD */
    char *pattern, *reason;      /* owned */
    bool expired;
    uint64_t matched; /* by known_match */
};

struct known {
    struct known_entry *entry;
    size_t count;
};

/* Reads entries up to the end of the file. False with `error`, whose line is 0 when the file can't be read;
 * known_free is called in any case. */
bool known_parse(struct known *k, FILE *from, const char *today, struct case_error *error);
void known_free(struct known *k);

/* The first entry that holds today and fits, or NULL. */
const struct known_entry *known_match(struct known *k, const char *signature);

/* Is the entry about this VM? */
bool known_is_of(const struct known_entry *entry, const char *vm);

/* Today, in UTC. */
void known_today(char out[static KNOWN_DATE_SIZE]);

#endif
