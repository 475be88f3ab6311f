#include "mutate_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum {
    LINES_MAX = 4096,
    TOKENS_MAX = 16384,
    BLOCK_LINES_MAX = 64,
    PIECE_SIZE_MAX = 8192, /* bytes that are moved or copied at once */
    BYTES_HAVOC_MAX = 4,
};

/* ---- random numbers ------------------------------------------------------------------------------ */

uint64_t mutate_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint64_t mutate_below(uint64_t *state, uint64_t n)
{
    return mutate_random(state) % n;
}

uint64_t mutate_log_uniform(uint64_t *state, uint64_t max)
{
    int bits = max ? 64 - __builtin_clzll(max) : 1;
    int shift = (int)mutate_below(state, (uint64_t)bits);
    uint64_t low = UINT64_C(1) << shift;
    uint64_t n = low + mutate_below(state, low);
    return max && n > max ? max - mutate_below(state, max - low + 1) : n;
}

/* ---- dictionaries -------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* Reads one character or escape at *p; -1 at the closing quote or the end. */
static int read_char(const char **p)
{
    const char *s = *p;
    if (*s == '"' || *s == '\0' || *s == '\n')
        return -1;
    if (s[0] == '\\' && s[1] == 'x' && hex_digit(s[2]) >= 0 && hex_digit(s[3]) >= 0) {
        *p = s + 4;
        return hex_digit(s[2]) * 16 + hex_digit(s[3]);
    }
    if (s[0] == '\\' && (s[1] == '\\' || s[1] == '"'))
        s++;
    *p = s + 1;
    return (unsigned char)*s;
}

static void read_word(struct mutate_words *words, const char *line)
{
    const char *p = strchr(line, '"');
    size_t size = 0;
    if (line[strspn(line, " \t")] == '#' || !p || words->count == MUTATE_WORDS_MAX)
        return;
    p++;
    char *to = words->word[words->count].text;
    for (int c; (c = read_char(&p)) >= 0;) {
        if (size == MUTATE_WORD_SIZE)
            return;
        to[size++] = (char)c;
    }
    words->word[words->count].size = size;
    words->count += size > 0 && *p == '"';
}

bool mutate_words_read(struct mutate_words *words, const char *path)
{
    char line[1024];
    FILE *f = fopen(path, "re");
    words->count = 0;
    if (!f)
        return false;
    while (fgets(line, sizeof line, f))
        read_word(words, line);
    fclose(f);
    return true;
}

/* ---- pieces of text ------------------------------------------------------------------------------ */

/* Puts `size` bytes in the place of a piece. `bytes` must not point into the text. */
static bool replace(struct mutate_text *t, struct piece p, const char *bytes, size_t size)
{
    if (t->size - p.size + size > t->max)
        return false;
    memmove(t->at + p.at + size, t->at + p.at + p.size, t->size - p.at - p.size);
    if (size)
        memcpy(t->at + p.at, bytes, size);
    t->size += size - p.size;
    return true;
}

static bool copy_piece(const char *text, struct piece p, char *to)
{
    if (p.size > PIECE_SIZE_MAX)
        return false;
    memcpy(to, text + p.at, p.size);
    return true;
}

/* Swaps two pieces that do not overlap. */
static bool swap(struct mutate_text *t, struct piece a, struct piece b)
{
    char x[PIECE_SIZE_MAX], y[PIECE_SIZE_MAX];
    if (a.at > b.at) {
        struct piece c = a;
        a = b;
        b = c;
    }
    if (a.at + a.size > b.at || !copy_piece(t->at, a, x) || !copy_piece(t->at, b, y) ||
        (a.size == b.size && memcmp(x, y, a.size) == 0))
        return false;
    return replace(t, b, x, a.size) && replace(t, a, y, b.size);
}

/* ---- lines and blocks ---------------------------------------------------------------------------- */

struct lines {
    size_t count;
    size_t start[LINES_MAX + 1]; /* one more than there are lines: the end */
};

static void find_lines(const char *text, size_t size, struct lines *l)
{
    l->count = 0;
    for (size_t at = 0; at < size && l->count < LINES_MAX;) {
        const char *end = memchr(text + at, '\n', size - at);
        l->start[l->count++] = at;
        at = end ? (size_t)(end - text) + 1 : size;
        l->start[l->count] = at;
    }
}

static struct piece lines_piece(const struct lines *l, size_t first, size_t count)
{
    return (struct piece){l->start[first], l->start[first + count] - l->start[first]};
}

/* What a line opens less what it closes; `least` is the lowest point on the way. */
static int line_depth(const char *text, struct piece p, int *least)
{
    int depth = 0;
    *least = 0;
    for (size_t i = 0, size; i < p.size; i += size) {
        const char *s = text + p.at + i;
        for (size = 0; i + size < p.size && text_is_word_char(s[size]);)
            size++;
        if (size)
            depth += text_word_depth(s, size);
        else
            depth += strchr("({[", *s) ? 1 : strchr(")}]", *s) ? -1 : 0;
        size += size == 0;
        *least = depth < *least ? depth : *least;
    }
    return depth;
}

/* Some lines that open what they close. False when the line drawn does not begin such a block. */
static bool draw_block(const char *text, const struct lines *l, uint64_t *state, struct piece *out)
{
    if (l->count == 0)
        return false;
    size_t first = mutate_below(state, l->count), n = 0;
    size_t wanted = 1 + mutate_below(state, 3); /* blocks in a row */
    int depth = 0, least;
    for (size_t i = first; i < l->count && i - first < BLOCK_LINES_MAX && wanted; i++) {
        int change = line_depth(text, lines_piece(l, i, 1), &least);
        if (depth + least < 0)
            break;
        depth += change;
        if (depth == 0) {
            n = i - first + 1;
            wanted--;
        }
    }
    *out = n ? lines_piece(l, first, n) : (struct piece){0, 0};
    return n > 0 && out->size <= PIECE_SIZE_MAX;
}

static bool draw_own_block(struct mutate_text *t, struct lines *l, struct piece *out)
{
    find_lines(t->at, t->size, l);
    for (int tries = 0; tries < 8; tries++)
        if (draw_block(t->at, l, t->state, out))
            return true;
    return false;
}

static struct piece line_start(const struct mutate_text *t, const struct lines *l)
{
    size_t i = mutate_below(t->state, l->count + 1);
    return (struct piece){i < l->count ? l->start[i] : t->size, 0};
}

static bool duplicate_block(struct mutate_text *t)
{
    struct lines l;
    struct piece p;
    char copy[PIECE_SIZE_MAX];
    return draw_own_block(t, &l, &p) && copy_piece(t->at, p, copy) &&
           replace(t, line_start(t, &l), copy, p.size);
}

static bool delete_block(struct mutate_text *t)
{
    struct lines l;
    struct piece p;
    return draw_own_block(t, &l, &p) && p.size < t->size && replace(t, p, NULL, 0);
}

static bool swap_blocks(struct mutate_text *t)
{
    struct lines l;
    struct piece a, b;
    return draw_own_block(t, &l, &a) && draw_own_block(t, &l, &b) && swap(t, a, b);
}

/* Lines of the other program, before a line of this one or in the place of a block. */
static bool splice_block(struct mutate_text *t)
{
    static const size_t tries_max = 8;
    struct lines l;
    struct piece from = {0, 0}, to;
    char copy[PIECE_SIZE_MAX];
    if (!t->other || t->other_size == 0)
        return false;
    find_lines(t->other, t->other_size, &l);
    size_t tries = 0;
    while (tries < tries_max && !draw_block(t->other, &l, t->state, &from))
        tries++;
    if (tries == tries_max || !copy_piece(t->other, from, copy))
        return false;
    find_lines(t->at, t->size, &l);
    if (l.count == 0 || mutate_below(t->state, 2) || !draw_own_block(t, &l, &to))
        to = line_start(t, &l);
    return replace(t, to, copy, from.size);
}

/* ---- wrapping ------------------------------------------------------------------------------------ */

/* What may be put around a block: loops that make it hot, and calls that catch its errors. */
static const struct wrapper {
    const char *language, *before, *after;
} wrappers[] = {
    {"lua", "for _ = 1, 4 do\n", "end\n"},
    {"lua", "for _ = 1, 30 do\n", "end\n"},
    {"lua", "print(pcall(function()\n", "end))\n"},
    {"lua", "(function()\n", "end)()\n"},
    {"lua", "for _ = 1, 3 do pcall(function()\n", "end) end\n"},
    {"lua", "coroutine.wrap(function()\n", "end)()\n"},
    {"lua", "print(xpcall(function()\n", "end, function(e) return e .. '!' end))\n"},
    {"lua", "string.gsub('abc', '.', function(c)\n", "end)\n"},
    {"lua", "setmetatable({}, {__index = function(_, k)\n", "end}).x()\n"},
    {"php", "for ($_ = 0; $_ < 4; $_++) {\n", "}\n"},
    {"php", "for ($_ = 0; $_ < 70; $_++) {\n", "}\n"}, /* hot by the VM's own thresholds */
    {"php", "try {\n", "} catch (Throwable $_) { echo $_->getMessage(), \"\\n\"; }\n"},
    {"php", "try {\n", "} finally { echo \"finally\\n\"; }\n"},
    {"php", "(function () {\n", "})();\n"},
    {"php", "array_map(function ($_) {\n", "}, [1, 2, 3]);\n"},
    {"toy", "repeat 4\n", "end\n"},
    {"toy", "try\n", "catch\nprint error\nend\n"},
};

static const struct wrapper *draw_wrapper(const struct mutate_text *t)
{
    const struct wrapper *fit[sizeof wrappers / sizeof wrappers[0]];
    size_t count = 0;
    for (size_t i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++)
        if (t->language && strcmp(wrappers[i].language, t->language) == 0)
            fit[count++] = &wrappers[i];
    return count ? fit[mutate_below(t->state, count)] : NULL;
}

static bool wrap_block(struct mutate_text *t)
{
    struct lines l;
    struct piece p;
    const struct wrapper *w = draw_wrapper(t);
    if (!w || !draw_own_block(t, &l, &p) || t->size + strlen(w->before) + strlen(w->after) + 1 > t->max)
        return false;
    struct piece end = {p.at + p.size, 0};
    if (t->at[end.at - 1] != '\n')
        replace(t, (struct piece){end.at++, 0}, "\n", 1);
    return replace(t, end, w->after, strlen(w->after)) &&
           replace(t, (struct piece){p.at, 0}, w->before, strlen(w->before));
}

/* ---- tokens -------------------------------------------------------------------------------------- */

struct tokens {
    size_t count;
    struct piece token[TOKENS_MAX];
};

static void find_tokens(const struct mutate_text *t, struct tokens *out)
{
    out->count = 0;
    for (size_t at = 0; at < t->size && out->count < TOKENS_MAX;) {
        size_t size = text_token_size(t->at + at, t->size - at);
        if (!isspace((unsigned char)t->at[at]))
            out->token[out->count++] = (struct piece){at, size};
        at += size;
    }
}

static bool draw_token(const struct mutate_text *t, struct tokens *all, struct piece *out)
{
    find_tokens(t, all);
    if (all->count)
        *out = all->token[mutate_below(t->state, all->count)];
    return all->count > 0;
}

/* A token in the place of another, or beside it. */
static bool copy_token(struct mutate_text *t)
{
    struct tokens all;
    struct piece from, to;
    char copy[PIECE_SIZE_MAX + 1];
    if (!draw_token(t, &all, &from) || !draw_token(t, &all, &to) || !copy_piece(t->at, from, copy))
        return false;
    if (mutate_below(t->state, 3))
        return (from.size != to.size || memcmp(copy, t->at + to.at, to.size) != 0) &&
               replace(t, to, copy, from.size);
    copy[from.size] = ' ';
    return replace(t, (struct piece){to.at, 0}, copy, from.size + 1);
}

static bool delete_token(struct mutate_text *t)
{
    struct tokens all;
    struct piece p;
    return draw_token(t, &all, &p) && p.size < t->size && replace(t, p, NULL, 0);
}

static bool swap_tokens(struct mutate_text *t)
{
    struct tokens all;
    struct piece a, b;
    return draw_token(t, &all, &a) && draw_token(t, &all, &b) && swap(t, a, b);
}

static bool is_number(const struct mutate_text *t, struct piece p)
{
    for (size_t i = 0; i < p.size; i++)
        if (!isdigit((unsigned char)t->at[p.at + i]))
            return false;
    return p.size < 18;
}

static uint64_t tweak_value(uint64_t *state, uint64_t value)
{
    static const uint64_t known[] = {0,  1,  2,  3,   4,   7,   8,   15,  16,
                                     17, 56, 57, 100, 127, 128, 255, 256, 65536};
    uint64_t small = 1 + mutate_below(state, 4);
    switch (mutate_below(state, 5)) {
    case 0:
        return value + small;
    case 1:
        return value > small ? value - small : 0;
    case 2:
        return value * 2;
    case 3:
        return value / 2;
    default:
        return known[mutate_below(state, sizeof known / sizeof known[0])];
    }
}

static bool tweak_number(struct mutate_text *t)
{
    struct tokens all;
    struct piece p = {0, 0};
    char text[32], old[32];
    size_t numbers = 0;
    find_tokens(t, &all);
    for (size_t i = 0; i < all.count; i++)
        if (is_number(t, all.token[i]) && mutate_below(t->state, ++numbers) == 0)
            p = all.token[i];
    if (numbers == 0)
        return false;
    snprintf(old, sizeof old, "%.*s", (int)p.size, t->at + p.at);
    uint64_t value = tweak_value(t->state, strtoull(old, NULL, 10));
    int size = snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return strcmp(old, text) != 0 && replace(t, p, text, (size_t)size);
}

/* ---- words and bytes ----------------------------------------------------------------------------- */

/* A word of the dictionary: whole lines go before a line, others to or in the place of a token. */
static bool put_word(struct mutate_text *t)
{
    struct tokens all;
    struct lines l;
    struct piece p = {0, 0};
    if (!t->words || t->words->count == 0)
        return false;
    size_t i = mutate_below(t->state, t->words->count);
    const char *word = t->words->word[i].text;
    size_t size = t->words->word[i].size;
    if (word[size - 1] == '\n') {
        find_lines(t->at, t->size, &l);
        return replace(t, line_start(t, &l), word, size);
    }
    if (draw_token(t, &all, &p) && mutate_below(t->state, 2))
        p.size = 0;
    return replace(t, p, word, size);
}

static bool havoc(struct mutate_text *t)
{
    uint64_t times = 1 + mutate_below(t->state, BYTES_HAVOC_MAX);
    for (uint64_t i = 0; i < times && t->size; i++) {
        size_t at = mutate_below(t->state, t->size);
        char byte = (char)mutate_random(t->state);
        if (mutate_below(t->state, 2))
            t->at[at] ^= (char)(1 << mutate_below(t->state, 8));
        else if (mutate_below(t->state, 2))
            replace(t, (struct piece){at, 0}, &byte, 1);
        else if (t->size > 1)
            replace(t, (struct piece){at, 1}, NULL, 0);
    }
    return t->size > 0;
}

static bool mutate_raw(struct mutate_text *t)
{
    if (!t->bytes)
        return havoc(t);
    size_t size = t->bytes((uint8_t *)t->at, t->size, t->max);
    t->size = size <= t->max ? size : t->max;
    return true;
}

/* ---- choice -------------------------------------------------------------------------------------- */

static const struct mutation {
    unsigned weight;
    bool (*apply)(struct mutate_text *t);
} mutations[] = {
    {3, duplicate_block}, {3, delete_block}, {2, swap_blocks},  {4, splice_block},
    {4, wrap_block},      {4, copy_token},   {1, delete_token}, {2, swap_tokens},
    {5, tweak_number},    {3, put_word},     {2, mutate_raw},
};

bool mutate_text(struct mutate_text *t)
{
    unsigned total = 0;
    size_t i = 0;
    for (size_t k = 0; k < sizeof mutations / sizeof mutations[0]; k++)
        total += mutations[k].weight;
    for (unsigned at = (unsigned)mutate_below(t->state, total); at >= mutations[i].weight; i++)
        at -= mutations[i].weight;
    return mutations[i].apply(t);
}
