/* reducers.c: what the minimizer proposes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reduce.h"

/* ---- pieces that go or are replaced -------------------------------------------------------------- */

static void put(struct reduce_text *out, const char *bytes, size_t size)
{
    memcpy(out->at + out->size, bytes, size);
    out->size += size;
}

/* From one place of the text to another. Words that would grow together are kept apart. */
static void put_text(const struct reduce_view *v, size_t from, size_t to, struct reduce_text *out)
{
    bool joins = out->size > 0 && from < to && text_is_word_char(out->at[out->size - 1]) &&
                 text_is_word_char(v->text[from]);
    if (joins)
        put(out, " ", 1);
    put(out, v->text + from, to - from);
}

static void replace(const struct reduce_view *v, struct piece p, const char *with, struct reduce_text *out)
{
    out->size = 0;
    put_text(v, 0, p.at, out);
    put(out, with, strlen(with));
    put_text(v, p.at + p.size, v->size, out);
}

static void drop(const struct reduce_view *v, struct piece p, struct reduce_text *out)
{
    replace(v, p, "", out);
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* From the first byte of one piece to the last of another. */
static struct piece span(struct piece first, struct piece last)
{
    return (struct piece){first.at, last.at + last.size - first.at};
}

/* Runs of `count` pieces of half the size each time, from the end of the text to its start, as what is used
 * stands before its use. The cursor: a run's size, how many pieces lie behind it. */
static bool drop_run(const struct reduce_view *v, const struct piece *piece, size_t count,
                     struct reduce_cursor *at, struct reduce_text *out)
{
    if (at->a == 0)
        at->a = count;
    while (at->b >= count && at->a > 1) {
        at->a = at->a / 2;
        at->b = 0;
    }
    if (at->b >= count || at->a == 0)
        return false;
    size_t last = count - at->b - 1, size = at->a <= last + 1 ? at->a : last + 1;
    drop(v, span(piece[last + 1 - size], piece[last]), out);
    at->b += size;
    return true;
}

static bool propose_comments(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    if (at->b >= v->comments)
        return false;
    drop(v, v->comment[v->comments - ++at->b], out);
    return true;
}

static bool propose_lines(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    return drop_run(v, v->line, v->lines, at, out);
}

/* Runs of every size and at every place, as few of them lie where powers of two do. */
static bool propose_tokens(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    enum { RUN_MAX = 16 };
    if (at->a == 0)
        at->a = v->tokens < RUN_MAX ? v->tokens : RUN_MAX;
    while (at->a > 1 && at->b + at->a > v->tokens) {
        at->a--;
        at->b = 0;
    }
    if (at->a == 0 || at->b + at->a > v->tokens)
        return false;
    size_t last = v->tokens - 1 - at->b++;
    drop(v, span(v->token[last + 1 - at->a], v->token[last]), out);
    return true;
}

/* ---- groups -------------------------------------------------------------------------------------- */

static char first_char(const struct reduce_view *v, size_t token)
{
    return v->text[v->token[token].at];
}

/* The token at which the statement begins that this one is in. */
static size_t statement_start(const struct reduce_view *v, size_t token)
{
    while (token > 0) {
        size_t before = token - 1;
        if (is_one_of(first_char(v, before), ";{}") && v->partner[before] >= before)
            return token;
        if (v->partner[before] < before && first_char(v, before) == '}')
            return token;
        token = v->partner[before] < before ? v->partner[before] : before;
    }
    return 0;
}

/* The token with which a call or an element begins whose arguments or index open here. */
static size_t operand_start(const struct reduce_view *v, size_t token)
{
    while (token > 0) {
        char c = first_char(v, token - 1);
        if (!text_is_word_char(c) && !is_one_of(c, "$>-:\\."))
            return token;
        token--;
    }
    return 0;
}

/* The text without two pieces, the first before the second. */
static void drop_two(const struct reduce_view *v, struct piece a, struct piece b, struct reduce_text *out)
{
    out->size = 0;
    put_text(v, 0, a.at, out);
    put_text(v, a.at + a.size, b.at, out);
    put_text(v, b.at + b.size, v->size, out);
}

enum group_variant {
    GROUP_STATEMENT,
    GROUP_OPERAND,
    GROUP_ALL,
    GROUP_INNER,
    GROUP_HEAD,
    GROUP_BRACKETS,
    GROUP_VARIANTS
};

static void propose_group(const struct reduce_view *v, size_t open, enum group_variant variant,
                          struct reduce_text *out)
{
    size_t close = v->partner[open];
    struct piece all = span(v->token[open], v->token[close]);
    struct piece inner = {v->token[open].at + v->token[open].size, 0};
    inner.size = v->token[close].at - inner.at;
    switch (variant) {
    case GROUP_STATEMENT:
        drop(v, span(v->token[statement_start(v, open)], v->token[close]), out);
        break;
    case GROUP_OPERAND:
        drop(v, span(v->token[operand_start(v, open)], v->token[close]), out);
        break;
    case GROUP_ALL:
        drop(v, all, out);
        break;
    case GROUP_INNER:
        drop(v, inner, out);
        break;
    case GROUP_HEAD:
        drop_two(v, span(v->token[statement_start(v, open)], v->token[open]), v->token[close], out);
        break;
    default:
        drop_two(v, v->token[open], v->token[close], out);
    }
}

/* The cursor: a token, a variant. */
static bool propose_groups(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    while (at->a < v->tokens && v->partner[at->a] <= at->a) {
        at->a++;
        at->b = 0;
    }
    if (at->a >= v->tokens)
        return false;
    propose_group(v, at->a, (enum group_variant)at->b, out);
    if (++at->b == GROUP_VARIANTS) {
        at->a++;
        at->b = 0;
    }
    return true;
}

/* ---- values -------------------------------------------------------------------------------------- */

static bool is_number(const struct reduce_view *v, struct piece p)
{
    for (size_t i = 0; i < p.size; i++)
        if (!isdigit((unsigned char)v->text[p.at + i]))
            return false;
    return p.size < 18;
}

/* A word or a string, with the sign of a variable before it and with what is called or read by it. */
static struct piece operand_at(const struct reduce_view *v, size_t token)
{
    size_t last = token;
    while (last + 1 < v->tokens && v->partner[last + 1] > last + 1 &&
           is_one_of(first_char(v, last + 1), "(["))
        last = v->partner[last + 1];
    return span(v->token[operand_start(v, token)], v->token[last]);
}

static void smaller_number(const struct reduce_view *v, struct piece p, size_t variant,
                           struct reduce_text *out)
{
    char text[32];
    snprintf(text, sizeof text, "%.*s", (int)p.size, v->text + p.at);
    unsigned long long n = strtoull(text, NULL, 10);
    unsigned long long to[] = {0, 1, 2, n / 8, n / 2, n > 0 ? n - 1 : 0};
    snprintf(text, sizeof text, "%llu", to[variant % 6]);
    replace(v, p, text, out);
}

static void smaller_string(const struct reduce_view *v, struct piece p, size_t variant,
                           struct reduce_text *out)
{
    size_t inner = p.size - 2, gone = variant == 0 ? inner : variant == 1 ? inner - inner / 2 : 1;
    struct piece tail = {p.at + 1 + inner - gone, gone};
    drop(v, tail, out);
}

/* The word alone, or the string, with the sign of a variable before it. */
static struct piece word_at(const struct reduce_view *v, size_t token)
{
    bool variable = token > 0 && first_char(v, token - 1) == '$' && v->token[token - 1].size == 1;
    return span(v->token[token - variable], v->token[token]);
}

static void smaller_value(const struct reduce_view *v, size_t token, size_t variant,
                          struct reduce_text *out)
{
    static const char *const constants[] = {"0", "1", "''", "[]", "{}"};
    enum { CONSTANTS = sizeof constants / sizeof constants[0], STRINGS = 3 };
    struct piece p = v->token[token];
    bool quoted = is_one_of(v->text[p.at], "\"'") && p.size > 2;
    if (is_number(v, p))
        smaller_number(v, p, variant, out);
    else if (quoted && variant < STRINGS)
        smaller_string(v, p, variant, out);
    else
        replace(v, variant < CONSTANTS ? operand_at(v, token) : word_at(v, token),
                constants[variant % CONSTANTS], out);
}

/* The cursor: a token, a variant. */
static bool propose_values(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    enum { VALUE_VARIANTS = 10 };
    while (at->a < v->tokens && !text_is_word_char(first_char(v, at->a)) &&
           !is_one_of(first_char(v, at->a), "\"'"))
        at->a++;
    if (at->a >= v->tokens)
        return false;
    smaller_value(v, at->a, at->b, out);
    if (++at->b == VALUE_VARIANTS) {
        at->a++;
        at->b = 0;
    }
    return true;
}

/* ---- names --------------------------------------------------------------------------------------- */

static bool same_word(const struct reduce_view *v, struct piece p, const char *word, size_t size)
{
    return p.size == size && memcmp(v->text + p.at, word, size) == 0;
}

/* Everywhere in the text, strings included, as functions are also called by strings that name them. */
static struct piece next_word(const struct reduce_view *v, size_t from)
{
    size_t end;
    while (from < v->size && !text_is_word_char(v->text[from]))
        from++;
    for (end = from; end < v->size && text_is_word_char(v->text[end]);)
        end++;
    return (struct piece){from, end - from};
}

static bool stands_in(const struct reduce_view *v, const char *word, size_t size)
{
    for (struct piece p = next_word(v, 0); p.size; p = next_word(v, p.at + p.size))
        if (same_word(v, p, word, size))
            return true;
    return false;
}

/* The first of a, b, ... z, aa, ab, ... that the text does not use. */
static void free_name(const struct reduce_view *v, char *out, size_t size)
{
    for (unsigned i = 0; i < 26 * 27; i++) {
        if (i < 26)
            snprintf(out, size, "%c", 'a' + (int)i);
        else
            snprintf(out, size, "%c%c", 'a' + (int)(i / 26) - 1, 'a' + (int)(i % 26));
        if (!stands_in(v, out, strlen(out)))
            return;
    }
}

static void rename_word(const struct reduce_view *v, struct piece word, const char *to,
                        struct reduce_text *out)
{
    size_t done = 0;
    out->size = 0;
    for (struct piece p = next_word(v, 0); p.size; p = next_word(v, p.at + p.size)) {
        put(out, v->text + done, p.at - done);
        if (same_word(v, p, v->text + word.at, word.size))
            put(out, to, strlen(to));
        else
            put(out, v->text + p.at, p.size);
        done = p.at + p.size;
    }
    put(out, v->text + done, v->size - done);
}

/* Each word where it stands first. The cursor: a token. */
static bool propose_names(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    char name[8] = "";
    struct piece p;
    do {
        if (at->a >= v->tokens)
            return false;
        p = v->token[at->a++];
    } while (!isalpha((unsigned char)v->text[p.at]) && v->text[p.at] != '_');
    free_name(v, name, sizeof name);
    if (strlen(name) < p.size)
        rename_word(v, p, name, out);
    else
        out->size = v->size + 1; /* not smaller */
    return true;
}

/* ---- space --------------------------------------------------------------------------------------- */

/* Space at the line's start and end, as long as the line; a line's end counts. */
static struct piece next_space(const struct reduce_view *v, size_t from)
{
    size_t end;
    while (from < v->size && !isspace((unsigned char)v->text[from]))
        from++;
    for (end = from; end < v->size && isspace((unsigned char)v->text[end]);)
        end++;
    return (struct piece){from, end - from};
}

/* What a run of space becomes: one line's end if there was one, or a single space. */
static char shortest(const struct reduce_view *v, struct piece p)
{
    return memchr(v->text + p.at, '\n', p.size) ? '\n' : ' ';
}

static void shorten_all(const struct reduce_view *v, struct reduce_text *out)
{
    size_t done = 0;
    out->size = 0;
    for (struct piece p = next_space(v, 0); p.size; p = next_space(v, p.at + p.size)) {
        put(out, v->text + done, p.at - done);
        put(out, &(char){shortest(v, p)}, 1);
        done = p.at + p.size;
    }
    put(out, v->text + done, v->size - done);
}

/* Everything at once; then each run of space goes, or becomes short. The line's ends stay: a program in one
 * line is no shorter for who reads it. The cursor: 0, then where to look on; a variant. */
static bool propose_space(const struct reduce_view *v, struct reduce_cursor *at, struct reduce_text *out)
{
    if (at->c == 0) {
        at->c = 1;
        shorten_all(v, out);
        return true;
    }
    struct piece p = next_space(v, at->a);
    if (p.size == 0)
        return false;
    bool line = shortest(v, p) == '\n';
    replace(v, p, line ? "\n" : at->b ? " " : "", out);
    at->a = line || at->b ? p.at + p.size : at->a;
    at->b = line ? 0 : !at->b;
    return true;
}

/* ---- the table ----------------------------------------------------------------------------------- */

const struct reducer reducer_table[] = {
#define REDUCER(id, name, text) {name, propose_##id, text},
#include "reducers.def"
#undef REDUCER
};

const size_t reducer_count = sizeof reducer_table / sizeof reducer_table[0];
