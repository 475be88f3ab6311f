/* lang.c: the toy language; see README.md.
 *
 * The interpreter decodes a line each time it runs. The 'JIT' keeps the decoded lines of a hot loop, in
 * compiler memory, and takes them from there. Both then execute the same functions, so that they make the
 * same allocations of the language in the same order. Errors need no memory: a statement returns false,
 * and lang_run looks for the innermost open `try`.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang.h"

enum { TOKEN_MAX = 8, NEST_MAX = 16 };

enum { BLOCK_LOOP = 1, BLOCK_TRY = 2, BLOCK_CATCH = 4 }; /* a bit set in `struct word` */

/* A piece of text that something else owns. */
struct slice {
    const char *at;
    size_t size;
};

/* A decoded line. A token in double quotes keeps the opening one, as a mark. */
struct op {
    const struct word *word;
    int count; /* of tokens, the keyword included */
    struct slice token[TOKEN_MAX];
};

struct word {
    const char *keyword;
    int min, max;      /* operands */
    int closes, opens; /* BLOCK_* */
    bool (*execute)(struct lang *lang, const struct op *op);
};

struct line {
    const char *text;
    int match;           /* the line that ends the block which this one opens */
    long heat;           /* how often the loop that starts here has come round */
    struct op *trace;    /* the loop that starts here, compiled, `match - line` ops; or NULL */
    const struct op *op; /* this line inside a compiled loop; or NULL */
    int op_trace;        /* the number of that loop's trace */
    int op_exit;         /* and of the line's exit there, from 0 */
    bool op_noted;       /* its first guard was told of */
};

/* Without a text it counts as undefined: memory ran out before it got its first value. */
struct var {
    struct slice name;
    char *text;
    size_t size;
};

struct block {
    int line, kind;
    long left; /* times that its end is still to be reached */
};

struct lang {
    const struct lang_host *host;
    struct lang_options options;
    char *source; /* the program, with a NUL for each newline */
    size_t source_size;
    struct line *line;
    int line_count, trace_count;
    int pc; /* the next line, counted from 0; so the number, counted from 1, of the one that runs */
    struct var *var;
    size_t var_count, var_room;
    struct block block[NEST_MAX];
    int depth;
    uint64_t lines_run, budget;
    uint64_t countdown; /* lines until the host wants to hear of one */
    uint64_t guards, guards_given,
        guards_left;     /* passed when last armed; until the host wants one to fail */
    lang_guard_fn *note; /* or NULL */
    void *note_ctx;
    uint64_t nesting; /* blocks that may be open; 0: as many as there is room for */
    enum lang_interrupt interrupt;
    bool fatal;                                           /* the error in flight is not to be caught */
    struct lang_error error;                              /* in flight, or not caught */
    char caught[sizeof((struct lang_error *)NULL)->text]; /* what the word `error` stands for */
};

/* ---- errors and memory --------------------------------------------------------------------------- */

/* Starts an error. Returns false, so that a statement can end with it. */
static bool __attribute__((format(printf, 3, 4)))
fail(struct lang *lang, const char *class, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(lang->error.text, sizeof lang->error.text, format, args);
    va_end(args);
    lang->error.class = class;
    lang->error.line = lang->pc;
    lang->host->raised(lang->host->ctx);
    return false;
}

/* All memory of the language comes from here: each failure becomes an error that a program can catch. */
static void *resize(struct lang *lang, void *block, size_t old_size, size_t new_size, enum lang_use use)
{
    void *moved = lang->host->resize(lang->host->ctx, block, old_size, new_size, use);

    if (moved == NULL)
        fail(lang, "memory", "out of memory");
    return moved;
}

static void release(struct lang *lang, void *block, size_t size, enum lang_use use)
{
    if (block != NULL)
        lang->host->resize(lang->host->ctx, block, size, 0, use);
}

/* ---- values -------------------------------------------------------------------------------------- */

static bool same(struct slice a, struct slice b)
{
    return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

static bool is_text(struct slice a, const char *text)
{
    return same(a, (struct slice){text, strlen(text)});
}

static struct var *find_var(struct lang *lang, struct slice name)
{
    for (size_t i = 0; i < lang->var_count; i++)
        if (same(lang->var[i].name, name))
            return &lang->var[i];
    return NULL;
}

static struct var *add_var(struct lang *lang, struct slice name)
{
    if (lang->var_count == lang->var_room) {
        size_t room = lang->var_room * 2 + 2;
        struct var *moved = resize(lang, lang->var, lang->var_room * sizeof *lang->var,
                                   room * sizeof *lang->var, LANG_VARS);
        if (moved == NULL)
            return NULL;
        lang->var = moved;
        lang->var_room = room;
    }
    lang->var[lang->var_count] = (struct var){.name = name};
    return &lang->var[lang->var_count++];
}

static bool value_of(struct lang *lang, struct slice token, struct slice *value)
{
    const struct var *var = find_var(lang, token);

    if (*token.at == '"')
        *value = (struct slice){token.at + 1, token.size - 1};
    else if (*token.at == '-' || isdigit((unsigned char)*token.at))
        *value = token;
    else if (is_text(token, "error"))
        *value = (struct slice){lang->caught, strlen(lang->caught)};
    else if (var != NULL && var->text != NULL)
        *value = (struct slice){var->text, var->size};
    else
        return fail(lang, "name", "'%.*s' is not defined", (int)token.size, token.at);
    return true;
}

static bool number_of(struct lang *lang, struct slice token, long *number)
{
    struct slice value;
    char text[24] = "", *end;

    if (!value_of(lang, token, &value))
        return false;
    if (value.size < sizeof text)
        memcpy(text, value.at, value.size);
    errno = 0;
    *number = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0')
        return fail(lang, "type", "expected a number, got '%.*s'", (int)value.size, value.at);
    return true;
}

/* The variable's text becomes `head` and `tail` together. They may be the old text itself: it is freed
 * last, and stays when memory runs out. */
static bool assign(struct lang *lang, struct slice name, struct slice head, struct slice tail)
{
    struct var *var = find_var(lang, name);
    size_t size = head.size + tail.size;
    char *text;

    if (var == NULL)
        var = add_var(lang, name);
    if (var == NULL)
        return false;
    text = resize(lang, NULL, 0, size + 1, LANG_TEXT); /* a block of 0 bytes would be none */
    if (text == NULL)
        return false;
    memcpy(text, head.at, head.size);
    memcpy(text + head.size, tail.at, tail.size);
    release(lang, var->text, var->size + 1, LANG_TEXT);
    var->text = text;
    var->size = size;
    return true;
}

/* ---- statements ---------------------------------------------------------------------------------- */

static bool open_block(struct lang *lang, int line, int kind, long left)
{
    if (lang->nesting != 0 && (uint64_t)lang->depth == lang->nesting) {
        lang->host->too_deep(lang->host->ctx);
        lang->fatal = true;
        return fail(lang, "nesting", "blocks are nested deeper than they may be");
    }
    if (lang->depth == NEST_MAX)
        return fail(lang, "syntax", "blocks are nested deeper than %d", NEST_MAX);
    lang->block[lang->depth++] = (struct block){line, kind, left};
    return true;
}

static bool do_nothing(struct lang *lang, const struct op *op)
{
    (void)lang, (void)op;
    return true;
}

static bool calculate(struct lang *lang, const struct slice *token, long *result)
{
    long left, right;
    bool overflow;

    if (!number_of(lang, token[0], &left) || !number_of(lang, token[2], &right))
        return false;
    if (is_text(token[1], "+"))
        overflow = __builtin_add_overflow(left, right, result);
    else if (is_text(token[1], "-"))
        overflow = __builtin_sub_overflow(left, right, result);
    else if (is_text(token[1], "*"))
        overflow = __builtin_mul_overflow(left, right, result);
    else
        return fail(lang, "syntax", "expected + - or *, got '%.*s'", (int)token[1].size, token[1].at);
    return !overflow || fail(lang, "range", "number too large");
}

/* set NAME VALUE, or set NAME VALUE +|-|* VALUE */
static bool do_set(struct lang *lang, const struct op *op)
{
    struct slice value, none = {"", 0};
    char text[24];
    long result = 0;

    if (op->count == 3)
        return value_of(lang, op->token[2], &value) && assign(lang, op->token[1], value, none);
    if (op->count == 4)
        return fail(lang, "syntax", "expected a value after '%.*s'", (int)op->token[3].size,
                    op->token[3].at);
    if (!calculate(lang, &op->token[2], &result))
        return false;
    value = (struct slice){text, (size_t)snprintf(text, sizeof text, "%ld", result)};
    return assign(lang, op->token[1], value, none);
}

/* append NAME VALUE */
static bool do_append(struct lang *lang, const struct op *op)
{
    struct slice head, tail;

    return value_of(lang, op->token[1], &head) && value_of(lang, op->token[2], &tail) &&
           assign(lang, op->token[1], head, tail);
}

/* Prints the values, or only adds up their sizes; `to` puts them together instead. */
static bool print_values(struct lang *lang, const struct op *op, char *to, size_t *size)
{
    for (int i = 1; i < op->count; i++) {
        const char *after = i + 1 < op->count ? " " : "\n";
        struct slice value;
        if (!value_of(lang, op->token[i], &value))
            return false;
        if (to != NULL) {
            memcpy(to + *size, value.at, value.size);
            to[*size + value.size] = *after;
        } else if (size == NULL) {
            lang->host->print(lang->host->ctx, value.at, value.size);
            lang->host->print(lang->host->ctx, after, 1);
            continue;
        }
        *size += value.size + 1;
    }
    return true;
}

/* print VALUE ...: a longer line is put together first, where there is memory for it. */
static bool do_print(struct lang *lang, const struct op *op)
{
    const struct lang_host *host = lang->host;
    size_t size = 0, used = 0;
    char *line;

    if (op->count < 4)
        return print_values(lang, op, NULL, NULL);
    if (!print_values(lang, op, NULL, &size))
        return false;
    line = host->resize(host->ctx, NULL, 0, size, LANG_PRINT);
    if (line == NULL)
        return print_values(lang, op, NULL, NULL);
    print_values(lang, op, line, &used);
    host->print(host->ctx, line, size);
    release(lang, line, size, LANG_PRINT);
    return true;
}

/* fail VALUE */
static bool do_fail(struct lang *lang, const struct op *op)
{
    struct slice value;

    return value_of(lang, op->token[1], &value) && fail(lang, "user", "%.*s", (int)value.size, value.at);
}

/* repeat COUNT ... end */
static bool do_repeat(struct lang *lang, const struct op *op)
{
    int here = lang->pc - 1;
    long count;

    if (!number_of(lang, op->token[1], &count))
        return false;
    if (count > 0)
        return open_block(lang, here, BLOCK_LOOP, count);
    lang->pc = lang->line[here].match + 1;
    return true;
}

/* try ... catch ... end */
static bool do_try(struct lang *lang, const struct op *op)
{
    (void)op;
    return open_block(lang, lang->pc - 1, BLOCK_TRY, 1);
}

/* Reached from above, and so without an error: what follows is left out. */
static bool do_catch(struct lang *lang, const struct op *op)
{
    (void)op;
    lang->depth--;
    lang->pc = lang->line[lang->pc - 1].match + 1;
    return true;
}

static void loop_came_round(struct lang *lang, struct line *head);

static bool do_end(struct lang *lang, const struct op *op)
{
    struct block *block = &lang->block[lang->depth - 1];

    (void)op;
    if (--block->left == 0) {
        lang->depth--;
        return true;
    }
    lang->pc = block->line + 1;
    loop_came_round(lang, &lang->line[block->line]);
    return true;
}

static const struct word words[] = {
    {"", 0, 0, 0, 0, do_nothing}, /* an empty line */
    {"set", 2, 4, 0, 0, do_set},
    {"append", 2, 2, 0, 0, do_append},
    {"print", 1, TOKEN_MAX - 1, 0, 0, do_print},
    {"fail", 1, 1, 0, 0, do_fail},
    {"repeat", 1, 1, 0, BLOCK_LOOP, do_repeat},
    {"try", 0, 0, 0, BLOCK_TRY, do_try},
    {"catch", 0, 0, BLOCK_TRY, BLOCK_CATCH, do_catch},
    {"end", 0, 0, BLOCK_LOOP | BLOCK_CATCH, 0, do_end},
};

/* ---- from text to ops ---------------------------------------------------------------------------- */

static const char *choose_word(struct op *op)
{
    int operands = op->count > 0 ? op->count - 1 : 0;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        op->word = &words[i];
        if (!is_text(op->token[0], op->word->keyword))
            continue;
        if (operands < op->word->min)
            return "too few words";
        return operands > op->word->max ? "too many words" : NULL;
    }
    return "unknown statement";
}

/* Returns NULL, or what is wrong with the line. */
static const char *decode(const char *at, struct op *op)
{
    op->token[0] = (struct slice){"", 0};
    for (op->count = 0; *(at += strspn(at, " \t\r")) != '\0' && *at != '#'; op->count++) {
        bool quoted = *at == '"';
        size_t size = quoted ? 1 + strcspn(at + 1, "\"") : strcspn(at, " \t\r");
        if (op->count == TOKEN_MAX)
            return "too many words";
        op->token[op->count] = (struct slice){at, size};
        at += size;
        if (quoted && *at++ == '\0')
            return "text without closing quote";
    }
    return choose_word(op);
}

/* The JIT, called whenever a loop goes back to its start. Whatever fails here only means that the loop
 * goes on in the interpreter; as its heat has passed the mark, it is not tried again. */
static void loop_came_round(struct lang *lang, struct line *head)
{
    const struct lang_host *host = lang->host;
    int count = head->match - (int)(head - lang->line);

    if (!lang->options.jit || ++head->heat != lang->options.hotloop)
        return;
    host->traced(host->ctx, LANG_TRACE_START, ++lang->trace_count, 0, NULL);
    if (count > lang->options.trace_line_max) {
        host->traced(host->ctx, LANG_TRACE_ABORT, lang->trace_count, 0, "loop too long");
        return;
    }
    head->trace = host->resize(host->ctx, NULL, 0, (size_t)count * sizeof *head->trace, LANG_TRACE);
    if (head->trace == NULL) {
        host->traced(host->ctx, LANG_TRACE_ABORT, lang->trace_count, 0, "no memory for the trace");
        return;
    }
    for (int i = 0; i < count; i++) {
        decode(head[i + 1].text, &head->trace[i]);
        head[i + 1].op = &head->trace[i];
        head[i + 1].op_trace = lang->trace_count;
        head[i + 1].op_exit = i;
        head[i + 1].op_noted = false;
    }
    host->traced(host->ctx, LANG_TRACE_STOP, lang->trace_count, count, "loop");
}

static bool check_line(struct lang *lang, const char *text)
{
    int here = lang->pc - 1;
    struct op op;
    const char *wrong = decode(text, &op);

    if (wrong != NULL)
        return fail(lang, "syntax", "%s", wrong);
    lang->line[here] = (struct line){.text = text};
    if (op.word->closes != 0) {
        if (lang->depth == 0 || !(lang->block[lang->depth - 1].kind & op.word->closes))
            return fail(lang, "syntax", "'%s' without its block", op.word->keyword);
        lang->line[lang->block[--lang->depth].line].match = here;
    }
    return op.word->opens == 0 || open_block(lang, here, op.word->opens, 1);
}

/* Copies the program, cuts it into lines, and checks each. The blocks' stack is used for pairing. */
static bool check_program(struct lang *lang, const char *program, size_t size)
{
    char *next;

    lang->source = resize(lang, NULL, 0, size + 1, LANG_SOURCE);
    if (lang->source == NULL)
        return false;
    lang->source_size = size + 1;
    memcpy(lang->source, program, size);
    lang->source[size] = '\0';
    for (size_t i = 0; i <= size; i++) {
        if (lang->source[i] == '\n')
            lang->source[i] = '\0';
        lang->line_count += lang->source[i] == '\0';
    }
    lang->line = resize(lang, NULL, 0, (size_t)lang->line_count * sizeof *lang->line, LANG_LINES);
    if (lang->line == NULL)
        return false;
    memset(lang->line, 0, (size_t)lang->line_count * sizeof *lang->line);
    next = lang->source;
    for (lang->pc = 1; lang->pc <= lang->line_count; lang->pc++, next += strlen(next) + 1)
        if (!check_line(lang, next))
            return false;
    return lang->depth == 0 || fail(lang, "syntax", "a block without its end");
}

/* ---- the VM -------------------------------------------------------------------------------------- */

struct lang *lang_new(const struct lang_host *host, const struct lang_options *options)
{
    struct lang *lang = host->resize(host->ctx, NULL, 0, sizeof *lang, LANG_VM);

    if (lang != NULL)
        *lang = (struct lang){.host = host, .options = *options, .error.class = ""};
    return lang;
}

static void drop_traces(struct lang *lang)
{
    for (int i = 0; lang->line != NULL && i < lang->line_count; i++) {
        struct line *head = &lang->line[i];
        release(lang, head->trace, (size_t)(head->match - i) * sizeof *head->trace, LANG_TRACE);
        head->trace = NULL;
        head->op = NULL;
        head->heat = 0;
    }
}

static void unload(struct lang *lang)
{
    drop_traces(lang);
    for (size_t i = 0; i < lang->var_count; i++)
        release(lang, lang->var[i].text, lang->var[i].size + 1, LANG_TEXT);
    release(lang, lang->var, lang->var_room * sizeof *lang->var, LANG_VARS);
    release(lang, lang->line, (size_t)lang->line_count * sizeof *lang->line, LANG_LINES);
    release(lang, lang->source, lang->source_size, LANG_SOURCE);
    lang->source = NULL;
    lang->line = NULL;
    lang->var = NULL;
    lang->var_count = lang->var_room = 0;
    lang->line_count = 0;
}

static void arm_guards(struct lang *lang, uint64_t number)
{
    lang->guards = number;
    lang->guards_given = lang->guards_left = lang->host->guard(lang->host->ctx, number);
}

bool lang_load(struct lang *lang, const char *program, size_t size)
{
    uint64_t nesting = lang->nesting;
    bool accepted;

    unload(lang);
    lang->interrupt = LANG_NOTHING;
    lang->fatal = false;
    lang->nesting = 0; /* of the blocks that run, not of those that are checked */
    lang->countdown = lang->host->safepoint(lang->host->ctx, 0);
    arm_guards(lang, 0);
    lang->error = (struct lang_error){.class = ""};
    lang->caught[0] = '\0';
    lang->lines_run = 0;
    lang->trace_count = lang->depth = 0;
    accepted = check_program(lang, program, size);
    if (!accepted)
        unload(lang);
    lang->pc = lang->depth = 0;
    lang->nesting = nesting;
    return accepted;
}

/* Goes on after the `catch` of the innermost open `try`, if there is one. */
static bool unwind(struct lang *lang)
{
    if (lang->fatal)
        lang->depth = 0;
    for (; lang->depth > 0; lang->depth--) {
        struct block *block = &lang->block[lang->depth - 1];
        if (block->kind != BLOCK_TRY)
            continue;
        *block = (struct block){block->line, BLOCK_CATCH, 1};
        lang->pc = lang->line[block->line].match + 1;
        memcpy(lang->caught, lang->error.text, sizeof lang->caught);
        lang->error = (struct lang_error){.class = ""};
        return true;
    }
    return false;
}

/* Each line that runs begins with one. */
static bool safepoint(struct lang *lang)
{
    enum lang_interrupt what;

    if (--lang->countdown == 0)
        lang->countdown = lang->host->safepoint(lang->host->ctx, lang->lines_run);
    what = lang->interrupt;
    if (what == LANG_NOTHING)
        return true;
    lang->interrupt = LANG_NOTHING;
    lang->host->interrupted(lang->host->ctx);
    if (what == LANG_FLUSH) {
        drop_traces(lang);
        lang->host->traced(lang->host->ctx, LANG_TRACE_FLUSH, 0, 0, NULL);
    }
    return what != LANG_THROW || fail(lang, "interrupt", "interrupted");
}

/* Each compiled line begins with a guard, that the line may be taken from its trace. By itself it always
 * holds. */
static bool guard_holds(struct lang *lang, struct line *line)
{
    if (lang->note != NULL && !line->op_noted) {
        line->op_noted = true;
        lang->note(lang->note_ctx, line->op_trace, line->op_exit, lang_guards(lang) + 1);
    }
    if (--lang->guards_left != 0)
        return true;
    arm_guards(lang, lang->guards + lang->guards_given);
    lang->host->traced(lang->host->ctx, LANG_TRACE_EXIT, line->op_trace, line->op_exit, NULL);
    return false;
}

/* Decodes the next line, unless it lies in a compiled loop, and executes it. */
static bool step(struct lang *lang)
{
    struct line *line = &lang->line[lang->pc++];
    struct op scratch;

    lang->lines_run++;
    if (!safepoint(lang))
        return false;
    if (line->op != NULL && guard_holds(lang, line))
        return line->op->word->execute(lang, line->op);
    decode(line->text, &scratch);
    return scratch.word->execute(lang, &scratch);
}

enum lang_end lang_run(struct lang *lang)
{
    enum lang_end end = LANG_DONE;

    while (end == LANG_DONE && lang->pc < lang->line_count) {
        if (lang->budget != 0 && lang->lines_run == lang->budget) {
            end = LANG_OVER_BUDGET;
            lang->depth = 0; /* no `try` may catch it */
        } else if (!step(lang) && !unwind(lang)) {
            end = LANG_FAILED;
        }
    }
    unload(lang);
    return end;
}

const struct lang_error *lang_error(const struct lang *lang)
{
    return &lang->error;
}

uint64_t lang_guards(const struct lang *lang)
{
    return lang->guards + (lang->guards_given - lang->guards_left);
}

void lang_note_guards(struct lang *lang, lang_guard_fn *note, void *ctx)
{
    lang->note = note;
    lang->note_ctx = ctx;
}

uint64_t lang_lines_run(const struct lang *lang)
{
    return lang->lines_run;
}

int lang_depth(const struct lang *lang)
{
    return lang->depth;
}

void lang_set_budget(struct lang *lang, uint64_t lines)
{
    lang->budget = lines;
}

void lang_set_nesting(struct lang *lang, uint64_t blocks)
{
    lang->nesting = blocks;
}

void lang_interrupt(struct lang *lang, enum lang_interrupt what)
{
    lang->interrupt = what;
}

void lang_free(struct lang *lang)
{
    unload(lang);
    release(lang, lang, sizeof *lang, LANG_VM);
}
