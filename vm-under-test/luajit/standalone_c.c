/* standalone_c.c: the stand-alone reproducer as a program of C over LuaJIT's C API.
 *
 * A number means the same event outside only if everything before it is the same. So the program does what
 * luajit.c, sandbox.c and events.c do, in the same order, with the strings that they have made by then, and
 * with its blocks what arena.c does: a fixed address, each growth a move, patterns in fresh and freed
 * memory, nothing handed out twice. Random bytes are fixed, and addresses are not randomized. Should a
 * number mean another event all the same, the program takes others, and `all` of them.
 *
 * Its text is standalone_text.c.in, of which lines that start with a mark are for this file:
 *
 *     //: if WORD     what follows, up to //: else or //: end, only if the case has that; see has_word
 *     //: put WORD    text that is made here; see put_word
 */
#include <stdio.h>
#include <string.h>

#include "standalone.h"

extern const char standalone_text[], standalone_text_end[];

/* ---- what a case needs --------------------------------------------------------------------------- */

/* LuaJIT has no safepoints that could be numbered, so that nothing ever happens at one. */
static bool can_express(const struct vut_planned *f)
{
    return f->kind == VUT_FAULT_OOM || f->kind == VUT_FAULT_GC || f->kind == VUT_FAULT_MCODE ||
           (f->kind == VUT_FAULT_INTERRUPT && f->alloc);
}

static bool at_request(const struct vut_planned *f)
{
    return can_express(f) && f->kind != VUT_FAULT_MCODE;
}

static bool at_operation(const struct vut_planned *f)
{
    return f->kind == VUT_FAULT_MCODE;
}

static bool is_interrupt(const struct vut_planned *f)
{
    return f->kind == VUT_FAULT_INTERRUPT && can_express(f);
}

static bool at_create(const struct vut_planned *f)
{
    return f->create;
}

static bool any(const struct vut_standalone *what, bool (*test)(const struct vut_planned *f))
{
    for (size_t i = 0; i < what->plan_count; i++)
        if (test(&what->plan[i]))
            return true;
    return false;
}

/* Wherever the word stands: a function that the program does not call costs nothing but lines. */
static bool mentions(const struct vut_standalone *what, const char *word)
{
    return memmem(what->program, what->program_size, word, strlen(word)) != NULL;
}

static const struct {
    const char *word;
    enum vut_symptom symptom;
    bool compares; /* with the output of another run */
    const char *expected;
} symptoms[] = {
    {"crash", VUT_SYMPTOM_CRASH, false, "the program ends, with or without an error of Lua"},
    {"hang", VUT_SYMPTOM_HANG, false, "the program ends, with or without an error of Lua"},
    {"leak", VUT_SYMPTOM_LEAK, false,
     "after lua_close no block is left, each was given back with its size"},
    {"stack", VUT_SYMPTOM_STACK, false, "the stack is as high after the program as before"},
    {"difference", VUT_SYMPTOM_DIFFERENCE, true,
     "an output that the interpreter has, too, without a fault or with one of that kind"},
    {"change", VUT_SYMPTOM_CHANGE, true, "the output that there is without fault and limits"},
    {"fill", VUT_SYMPTOM_FILL, true, "the same output, whatever fresh memory holds"},
    {"trace-end", VUT_SYMPTOM_TRACE_END, false, "each trace that is started stops, aborts or is flushed"},
    {"none", VUT_SYMPTOM_NONE, false, "this program can't tell; it only runs the case"},
};

static size_t row_of(const struct vut_standalone *what)
{
    size_t i = 0;
    while (symptoms[i].symptom != what->symptom)
        i++;
    return i;
}

static bool has_limits(const struct vut_standalone *what)
{
    struct standalone_param param[LJ_PARAM_COUNT];
    for (size_t i = standalone_params(what, param); i-- > 0;)
        if (param[i].plain != param[i].limited)
            return true;
    return false;
}

static bool has_word(const struct vut_standalone *what, const char *word)
{
    const struct {
        const char *word;
        bool has;
    } words[] = {
        {"plan", what->plan_count > 0},
        {"requests", any(what, at_request)},
        {"limits", has_limits(what)},
        {"mcode", any(what, at_operation)},
        {"interrupt", any(what, is_interrupt)},
        {"create", any(what, at_create)},
        {"gc", standalone_own(what, LJ_PARAM_gc) != 0},
        {"nogc", standalone_own(what, LJ_PARAM_gc) == 0},
        {"log", standalone_own(what, LJ_PARAM_nolog) == 0},
        {"print", mentions(what, "print")},
        {"collectgarbage", mentions(what, "collectgarbage")},
        {"newproxy", mentions(what, "newproxy")},
        {"compares", symptoms[row_of(what)].compares},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].has;
    return strcmp(word, symptoms[row_of(what)].word) == 0;
}

/* ---- the head ------------------------------------------------------------------------------------ */

static void put_usage(struct standalone *out)
{
    const struct vut_standalone *what = out->what;
    const char *n = what->name;
    standalone_format(out, " *     ./%s          the case as it is\n", n);
    if (what->plan_count > 0) {
        standalone_format(out, " *     ./%s N        another number for '%.80s'\n", n, what->plan[0].text);
        standalone_format(out, " *     ./%s all      each number in turn, until the finding shows\n", n);
    }
    standalone_format(out,
                      " *     ./%s debug    the case in this very process, for a debugger\n *\n"
                      " * Its status is 1 if the finding shows, and 0 if not. ",
                      n);
    standalone_put(out,
                   any(what, at_operation)
                       ? "Each call of mmap, mprotect and munmap is\n"
                         " * numbered from 1, from the moment at which the program is loaded.\n"
                       : "Each request that allocates or lets a block\n"
                         " * grow is numbered from 1, from the moment at which the program is loaded.\n");
    standalone_put(out, " */\n");
}

static void put_head(struct standalone *out, const struct vut_standalone_use *use)
{
    const struct vut_standalone *what = out->what;
    standalone_format(out, "/* %s.c: a stand-alone reproducer.\n *\n", what->name);
    standalone_remark(out, " * finding:  ", what->signature);
    standalone_remark(out, " * in:       ", what->version);
    standalone_remark(out, " * detail:   ", what->detail);
    for (size_t i = 0; i < what->plan_count; i++)
        standalone_remark(out, " * fault:    ", what->plan[i].text);
    standalone_remark(out, " * expected: ", symptoms[row_of(what)].expected);
    if (use->missing[0])
        standalone_remark(out, " * missing:  ", use->missing);
    if (what->tried[0])
        standalone_remark(out, " * tried:    ", what->tried);
    standalone_format(out, " *\n *     %s\n", use->build);
    put_usage(out);
}

/* The first block of the harness's arena comes behind its head, and is the adapter's handle. */
enum { ARENA_HEAD = 1088, HANDLE = (32 + (int)sizeof(struct vut_vm) + 31) & ~15 };

static void put_values(struct standalone *out)
{
    const struct vut_standalone *what = out->what;
    standalone_format(out, "enum { ENGINE_COMPILES = %d, PLANNED = %d, FIRST_BLOCK = %d };\n",
                      what->limited->engine->compiles, what->plan_count > 0, ARENA_HEAD + HANDLE);
    if (what->plan_count > 0)
        standalone_format(out, "static unsigned long n = %llu; /* of '%.80s'; 0: no fault at all */\n",
                          (unsigned long long)what->plan[0].n, what->plan[0].text);
    if (any(what, at_request))
        standalone_put(out, "static unsigned long count; /* of requests for memory */\n");
}

/* ---- the plan ------------------------------------------------------------------------------------ */

static const char *const action_names[VUT_ACTION_COUNT] = {
#define ACTION(id, name, text) [VUT_ACTION_##id] = #id,
#include "actions.def"
#undef ACTION
};

/* The first number is a variable, so that others can be tried. */
static void put_condition(struct standalone *out, size_t i, const char *count)
{
    const struct vut_planned *f = &out->what->plan[i];
    char number[32] = "n";
    if (i > 0)
        snprintf(number, sizeof number, "%llu", (unsigned long long)f->n);
    standalone_format(out, "    if (counting == %s && %s %s %s) {\n", f->create ? "CREATING" : "RUNNING",
                      count, f->from ? ">=" : "==", number);
    if (i == 0)
        standalone_put(out, "        seen->reached = 1;\n");
}

/* LuaJIT lets a hook be set, and a collection be made due, from inside its allocator; there is no state yet
 * while one is created. */
static void put_effect(struct standalone *out, const struct vut_planned *f)
{
    if (f->kind == VUT_FAULT_GC)
        standalone_put(out,
                       "        lua_gc(state, LUA_GCRESTART, 0); /* the next check finds one due */\n");
    else if (f->kind == VUT_FAULT_INTERRUPT)
        standalone_format(out,
                          "        action = %s;\n"
                          "        lua_sethook(state, interrupt, LUA_MASKCOUNT, 1);\n",
                          action_names[f->action]);
    else
        standalone_put(out, "        fail = 1;\n");
    standalone_put(out, "    }\n");
}

static void put_faults(struct standalone *out, bool (*test)(const struct vut_planned *f), const char *count)
{
    for (size_t i = 0; i < out->what->plan_count; i++)
        if (test(&out->what->plan[i])) {
            put_condition(out, i, count);
            put_effect(out, &out->what->plan[i]);
        }
}

static void put_options(struct standalone *out)
{
    struct standalone_param param[LJ_PARAM_COUNT];
    size_t count = standalone_params(out->what, param);
    for (size_t i = 0; i < count; i++)
        if (param[i].plain == param[i].limited)
            standalone_format(out, "    set_option(L, \"%s=%ld\");\n", param[i].name, param[i].plain);
        else
            standalone_format(out, "    set_option(L, limited ? \"%s=%ld\" : \"%s=%ld\");\n", param[i].name,
                              param[i].limited, param[i].name, param[i].plain);
}

/* ---- the text ------------------------------------------------------------------------------------ */

static void put_word(struct standalone *out, const struct vut_standalone_use *use, const char *word)
{
    if (strcmp(word, "head") == 0) {
        put_head(out, use);
    } else if (strcmp(word, "program") == 0) {
        standalone_literal(out, out->what->program, out->what->program_size);
        standalone_put(out, ";\n");
    } else if (strcmp(word, "values") == 0) {
        put_values(out);
    } else if (strcmp(word, "requests") == 0) {
        put_faults(out, at_request, "count");
    } else if (strcmp(word, "operations") == 0) {
        put_faults(out, at_operation, "operations");
    } else if (strcmp(word, "options") == 0) {
        put_options(out);
    }
}

/* Where the text is: inside of how many `if`, and the outermost of them that does not hold, or 0. */
struct place {
    int depth, skipped;
};

/* A line of this file: "if WORD", "else", "end", "put WORD". */
static void follow(struct standalone *out, const struct vut_standalone_use *use, struct place *at,
                   const char *line, size_t size)
{
    char verb[8] = "", word[32] = "", copy[64];
    snprintf(copy, sizeof copy, "%.*s", (int)size, line);
    sscanf(copy, "//: %7s %31s", verb, word);
    if (strcmp(verb, "if") == 0) {
        at->depth++;
        if (!at->skipped && !has_word(out->what, word))
            at->skipped = at->depth;
    } else if (strcmp(verb, "else") == 0) {
        if (!at->skipped || at->skipped == at->depth)
            at->skipped = at->skipped ? 0 : at->depth;
    } else if (strcmp(verb, "end") == 0) {
        if (at->skipped == at->depth)
            at->skipped = 0;
        at->depth--;
    } else if (!at->skipped) {
        put_word(out, use, word);
    }
}

static void put_text(struct standalone *out, const struct vut_standalone_use *use)
{
    struct place at = {0, 0};
    for (const char *line = standalone_text; line < standalone_text_end;) {
        const char *end = memchr(line, '\n', (size_t)(standalone_text_end - line));
        size_t size = end ? (size_t)(end + 1 - line) : (size_t)(standalone_text_end - line);
        if (size > 4 && memcmp(line, "//: ", 4) == 0)
            follow(out, use, &at, line, size);
        else if (!at.skipped)
            out->sink(out->ctx, line, size);
        line += size;
    }
}

/* ---- the whole ----------------------------------------------------------------------------------- */

/* A library of one's own is named by its path. */
static void take_build(const struct vut_standalone *what, char *build, size_t size)
{
    const char *n = what->name, *slash = what->library ? strrchr(what->library, '/') : NULL;
    if (slash)
        snprintf(build, size, "cc -o %s %s.c $(pkg-config --cflags luajit) '%s' -Wl,-rpath,'%.*s' -ldl", n,
                 n, what->library, (int)(slash - what->library), what->library);
    else
        snprintf(build, size, "cc -o %s %s.c $(pkg-config --cflags --libs luajit) -ldl", n, n);
}

static void take_missing(const struct vut_standalone *what, char *to, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < what->plan_count; i++)
        if (!can_express(&what->plan[i]) && used < size)
            used += (size_t)snprintf(to + used, size - used, "%s'%s' is never reached in LuaJIT",
                                     used ? ", " : "", what->plan[i].text);
    if (what->symptom == VUT_SYMPTOM_NONE && used < size)
        snprintf(to + used, size - used, "%swhat is wrong shows in the harness only", used ? ", " : "");
}

void standalone_c(struct standalone *out, struct vut_standalone_use *use)
{
    const struct vut_standalone *what = out->what;
    *use = (struct vut_standalone_use){.extension = "c"};
    take_missing(what, use->missing, sizeof use->missing);
    take_build(what, use->build, sizeof use->build);
    snprintf(use->run, sizeof use->run, "./%s", what->name);
    if (what->plan_count > 0 && can_express(&what->plan[0]))
        snprintf(use->search, sizeof use->search, "./%s all", what->name);
    put_text(out, use);
}
