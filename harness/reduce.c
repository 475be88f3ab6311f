#include "reduce.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- the view ------------------------------------------------------------------------------------ */

static bool find_lines(struct reduce_view *v)
{
    size_t count = 1;
    for (size_t i = 0; i < v->size; i++)
        count += v->text[i] == '\n';
    v->line = calloc(count, sizeof *v->line);
    for (size_t at = 0; v->line && at < v->size;) {
        const char *end = memchr(v->text + at, '\n', v->size - at);
        size_t size = end ? (size_t)(end - v->text) + 1 - at : v->size - at;
        v->line[v->lines++] = (struct piece){at, size};
        at += size;
    }
    return v->line != NULL;
}

/* Brackets are tokens one by one, so that each has its partner. */
static bool is_alone(char c)
{
    return c && strchr("()[]{};,", c);
}

/* There are as many at most as there are bytes. */
static bool find_tokens(struct reduce_view *v)
{
    v->token = calloc(v->size + 1, sizeof *v->token);
    v->comment = calloc(v->size + 1, sizeof *v->comment);
    for (size_t at = 0, size; v->token && v->comment && at < v->size; at += size) {
        size = text_comment_size(v->text + at, v->size - at, v->language);
        if (size) {
            v->comment[v->comments++] = (struct piece){at, size};
            continue;
        }
        size = is_alone(v->text[at]) ? 1 : text_token_size(v->text + at, v->size - at);
        if (!isspace((unsigned char)v->text[at]))
            v->token[v->tokens++] = (struct piece){at, size};
    }
    return v->token && v->comment;
}

/* What a token opens, > 0, or closes, < 0. Only the same closes the same. */
static int depth_of(const struct reduce_view *v, struct piece token)
{
    static const char brackets[] = "([{";
    static const char closing[] = ")]}";
    const char *s = v->text + token.at, *found;
    if (text_is_word_char(*s))
        return text_has_braces(v->language) ? 0 : 4 * text_word_depth(s, token.size);
    if (*s && (found = strchr(brackets, *s)))
        return (int)(found - brackets) + 1;
    found = *s ? strchr(closing, *s) : NULL;
    return found ? -(int)(found - closing) - 1 : 0;
}

static bool find_partners(struct reduce_view *v)
{
    size_t *stack = calloc(v->tokens + 1, sizeof *stack), top = 0;
    v->partner = calloc(v->tokens + 1, sizeof *v->partner);
    for (size_t i = 0; stack && v->partner && i < v->tokens; i++) {
        int depth = depth_of(v, v->token[i]);
        v->partner[i] = i;
        if (depth > 0)
            stack[top++] = i;
        while (depth < 0 && top > 0) {
            size_t open = stack[--top];
            if (depth_of(v, v->token[open]) != -depth)
                continue;
            v->partner[i] = open;
            v->partner[open] = i;
            break;
        }
    }
    free(stack);
    return stack && v->partner;
}

bool reduce_view_open(struct reduce_view *v, const char *text, size_t size, const char *language)
{
    *v = (struct reduce_view){.text = text, .size = size, .language = language};
    if (find_lines(v) && find_tokens(v) && find_partners(v))
        return true;
    reduce_view_close(v);
    return false;
}

void reduce_view_close(struct reduce_view *v)
{
    free(v->line);
    free(v->token);
    free(v->partner);
    free(v->comment);
    *v = (struct reduce_view){0};
}

bool reduce_measure(const char *text, size_t size, const char *language, size_t *lines, size_t *tokens)
{
    struct reduce_view v;
    if (!reduce_view_open(&v, text, size, language))
        return false;
    *lines = v.lines;
    *tokens = v.tokens;
    reduce_view_close(&v);
    return true;
}

/* ---- what is known not to hold ------------------------------------------------------------------- */

static uint64_t hash_of(const struct reduce_text *t)
{
    uint64_t hash = XXH64(t->at, t->size, 0);
    return hash ? hash : 1;
}

static uint64_t *known_slot(const struct reduce *r, uint64_t hash)
{
    size_t i = hash & (r->known_size - 1);
    while (r->known[i] && r->known[i] != hash)
        i = (i + 1) & (r->known_size - 1);
    return &r->known[i];
}

static bool grow_known(struct reduce *r)
{
    struct reduce bigger = {.known_size = r->known_size ? 2 * r->known_size : 1024};
    bigger.known = calloc(bigger.known_size, sizeof *bigger.known);
    if (!bigger.known)
        return false;
    for (size_t i = 0; i < r->known_size; i++)
        if (r->known[i])
            *known_slot(&bigger, r->known[i]) = r->known[i];
    free(r->known);
    r->known = bigger.known;
    r->known_size = bigger.known_size;
    return true;
}

static bool is_known(const struct reduce *r, const struct reduce_text *t)
{
    return *known_slot(r, hash_of(t)) != 0;
}

/* When there is no room it is tested again, that is all. */
static void know(struct reduce *r, const struct reduce_text *t)
{
    if (2 * r->known_count >= r->known_size && !grow_known(r))
        return;
    uint64_t hash = hash_of(t), *slot = known_slot(r, hash);
    r->known_count += *slot == 0;
    *slot = hash;
}

void reduce_forget(struct reduce *r)
{
    memset(r->known, 0, r->known_size * sizeof *r->known);
    r->known_count = 0;
}

/* ---- one reducer --------------------------------------------------------------------------------- */

/* Candidates that wait to be tested together, each with the cursor that proposed it. */
struct batch {
    struct reduce_text candidate[REDUCE_WIDTH_MAX];
    struct reduce_cursor from[REDUCE_WIDTH_MAX];
    size_t count;
};

/* A reducer's candidate may be larger than the text for a moment; see reducer_fn. */
static size_t room_for(const struct reduce *r)
{
    return 2 * r->text.size + 64;
}

static bool open_batch(const struct reduce *r, struct batch *b)
{
    b->count = 0;
    for (size_t i = 0; i < r->width; i++)
        b->candidate[i].at = malloc(room_for(r));
    for (size_t i = 0; i < r->width; i++)
        if (!b->candidate[i].at)
            return false;
    return true;
}

static void close_batch(const struct reduce *r, struct batch *b)
{
    for (size_t i = 0; i < r->width; i++)
        free(b->candidate[i].at);
}

static bool is_smaller(const struct reduce_text *a, const struct reduce_text *b)
{
    return a->size < b->size || (a->size == b->size && memcmp(a->at, b->at, a->size) < 0);
}

static bool stands_in(const struct batch *b, const struct reduce_text *t)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->candidate[i].size == t->size && memcmp(b->candidate[i].at, t->at, t->size) == 0)
            return true;
    return false;
}

/* Fills the batch from the cursor on; what is not smaller or is known is passed over. */
static void fill(const struct reduce *r, const struct reducer *reducer, const struct reduce_view *v,
                 struct reduce_cursor *at, struct batch *b)
{
    for (b->count = 0; b->count < r->width;) {
        struct reduce_text *t = &b->candidate[b->count];
        b->from[b->count] = *at;
        if (!reducer->propose(v, at, t))
            return;
        if (is_smaller(t, &r->text) && !is_known(r, t) && !stands_in(b, t))
            b->count++;
    }
}

static void take(struct reduce *r, const struct reduce_text *t)
{
    memcpy(r->text.at, t->at, t->size);
    r->text.size = t->size;
    r->accepted++;
}

/* Tests the batch. True when the text has changed; then the cursor is back where the candidate came from.
 */
static bool test_batch(struct reduce *r, struct batch *b, struct reduce_cursor *at)
{
    size_t held = r->test(r->ctx, b->candidate, b->count);
    r->stopped = held == REDUCE_STOP;
    if (r->stopped)
        return false;
    r->tested += b->count;
    for (size_t i = 0; i < held && i < b->count; i++)
        know(r, &b->candidate[i]);
    if (held >= b->count)
        return false;
    take(r, &b->candidate[held]);
    *at = b->from[held];
    return true;
}

/* One reducer over the text, to its end. */
static bool run_reducer(struct reduce *r, const struct reducer *reducer)
{
    struct reduce_cursor at = {0};
    struct reduce_view v;
    struct batch b;
    bool ok = open_batch(r, &b) && reduce_view_open(&v, r->text.at, r->text.size, r->language);
    while (ok) {
        fill(r, reducer, &v, &at, &b);
        if (b.count == 0)
            break;
        if (test_batch(r, &b, &at)) {
            reduce_view_close(&v);
            ok = reduce_view_open(&v, r->text.at, r->text.size, r->language);
        }
        if (r->stopped)
            break;
    }
    if (ok)
        reduce_view_close(&v);
    close_batch(r, &b);
    return ok;
}

/* ---- all of them --------------------------------------------------------------------------------- */

bool reduce_open(struct reduce *r, const char *text, size_t size, const char *language)
{
    *r = (struct reduce){.language = language, .width = 1};
    r->text.at = malloc(size + 1);
    if (!r->text.at || !grow_known(r)) {
        reduce_close(r);
        return false;
    }
    memcpy(r->text.at, text, size);
    r->text.size = size;
    return true;
}

void reduce_close(struct reduce *r)
{
    free(r->text.at);
    free(r->known);
    r->text.at = NULL;
    r->known = NULL;
}

bool reduce_run(struct reduce *r)
{
    uint64_t before;
    do {
        before = r->accepted;
        for (size_t i = 0; i < reducer_count && !r->stopped; i++) {
            r->reducer = reducer_table[i].name;
            if (!run_reducer(r, &reducer_table[i]))
                return false;
        }
    } while (r->accepted > before && !r->stopped);
    return true;
}
