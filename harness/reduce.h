/* reduce.h: makes a text smaller as long as a test says that the smaller one still does what it is kept
 * for.
 *
 * Reducers (reducers.def) propose candidates, each of them smaller than the text: shorter, or as long and
 * before it in the order of bytes. They run in the order of the table, again and again until none of them
 * finds anything: then the text is 1-minimal, that is no line, no token and no bracketed group can be taken
 * out alone.
 *
 * Several candidates are tested at once, as if each before them were going to fail; the first in order that
 * holds is taken. So the result does not depend on how many are tested together, or on which is done first.
 */
#ifndef FAULTLINE_REDUCE_H
#define FAULTLINE_REDUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { REDUCE_WIDTH_MAX = 64 };

struct reduce_text {
    char *at; /* owned, not NUL-terminated */
    size_t size;
};

/* Which is the first of these candidates that holds? `count`: none. Once it has returned less than `count`
 * that candidate is the text. REDUCE_STOP: no more, the text stays as it is. */
typedef size_t reduce_test_fn(void *ctx, const struct reduce_text *candidate, size_t count);
#define REDUCE_STOP SIZE_MAX

/* What the reducers look at: made anew for each text. Lines and tokens lie one behind the other, and cover
 * all of it but, between tokens, space. */
struct reduce_view {
    const char *text;
    size_t size;
    const char *language;
    struct piece *line, *token;
    size_t lines, tokens;
    size_t *partner; /* of each token, the one that closes or opens what it opens or closes; or itself */
    struct piece *comment;
    size_t comments;
};

/* Where a reducer is; all 0 at its start. */
struct reduce_cursor {
    size_t a, b, c;
};

struct reduce {
    struct reduce_text text; /* the smallest so far */
    const char *language;    /* extension of the language's files: "php" */
    unsigned width;          /* how many candidates are tested at once, up to REDUCE_WIDTH_MAX */
    reduce_test_fn *test;
    void *ctx;
    bool stopped;        /* by the test */
    uint64_t tested;     /* candidates */
    uint64_t accepted;   /* of these */
    const char *reducer; /* the name of the one at work */
    uint64_t *known;     /* hashes of candidates that did not hold; 0: free */
    size_t known_count, known_size;
};

/* Takes a copy of the text. False when memory runs out. */
bool reduce_open(struct reduce *r, const char *text, size_t size, const char *language);
void reduce_close(struct reduce *r);

/* Runs until nothing gets smaller, or the test says stop. False when memory runs out; the text is then the
 * smallest so far, too. */
bool reduce_run(struct reduce *r);

/* What did not hold may hold again: the test has changed. */
void reduce_forget(struct reduce *r);

/* Counts lines and tokens, as they are told. */
bool reduce_measure(const char *text, size_t size, const char *language, size_t *lines, size_t *tokens);

/* The text as the reducers see it. False when memory runs out. */
bool reduce_view_open(struct reduce_view *v, const char *text, size_t size, const char *language);
void reduce_view_close(struct reduce_view *v);

/* The candidate at the cursor, which goes on behind it. False: there is none any more. The candidate may be
 * as large as the text or larger, then it is passed over. What was written stays within `out`, whose memory
 * holds twice the text and some more. When the candidate is taken the reducer is asked again with the
 * cursor as it was before. */
typedef bool reducer_fn(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out);

struct reducer {
    const char *name;
    reducer_fn *propose;
    const char *text;
};
extern const struct reducer reducer_table[];
extern const size_t reducer_count;

#endif
