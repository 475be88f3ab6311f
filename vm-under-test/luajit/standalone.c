/* standalone.c: what both forms of a stand-alone reproducer share, and the one of Lua; see standalone.h. */
#include "standalone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ---------------------------------------------------------------------------------------- */

void standalone_put(struct standalone *out, const char *text)
{
    out->sink(out->ctx, text, strlen(text));
}

void standalone_format(struct standalone *out, const char *format, ...)
{
    char text[8192];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    standalone_put(out, text);
}

/* Three octal digits can't run into a digit that follows, and a question mark begins no trigraph. */
static void put_byte(struct standalone *out, unsigned char byte)
{
    if (byte == '\n')
        standalone_put(out, "\\n");
    else if (byte == '"' || byte == '\\' || byte == '?')
        standalone_format(out, "\\%c", byte);
    else if (byte < ' ' || byte > '~')
        standalone_format(out, "\\%03o", byte);
    else
        standalone_format(out, "%c", byte);
}

void standalone_literal(struct standalone *out, const char *bytes, size_t size)
{
    bool open = false;
    for (size_t i = 0; i < size; i++) {
        if (!open)
            standalone_put(out, i > 0 ? "\n    \"" : "    \"");
        open = bytes[i] != '\n';
        put_byte(out, (unsigned char)bytes[i]);
        if (!open)
            standalone_put(out, "\"");
    }
    if (open || size == 0)
        standalone_put(out, size ? "\"" : "    \"\"");
}

/* How many characters there are before the next blank. */
static size_t word_length(const char *text)
{
    return strcspn(text, " ");
}

void standalone_remark(struct standalone *out, const char *label, const char *text)
{
    enum { COLUMNS = 100 };
    size_t indent = strlen(label), column = indent;
    standalone_put(out, label);
    for (const char *p = text; *p; p++, column++) {
        bool mark = (p[0] == '*' && p[1] == '/') || (p[0] == '/' && p[1] == '*');
        if (*p == ' ' && column + 1 + word_length(p + 1) > COLUMNS) {
            standalone_format(out, "\n%.3s%*s", label, (int)indent - 3, "");
            column = indent;
        } else {
            standalone_format(out, "%c%s", *p < ' ' || *p > '~' ? '?' : *p, mark ? " " : "");
        }
    }
    standalone_put(out, "\n");
}

/* ---- parameters ---------------------------------------------------------------------------------- */

size_t standalone_params(const struct vut_standalone *what, struct standalone_param *out)
{
    const struct standalone_param all[] = {
#define JIT_PARAM(id, min, max, own, initial, text)                                                        \
    {#id, own, what->settings->param[LJ_PARAM_##id], what->limited->param[LJ_PARAM_##id]},
#define ADAPTER_PARAM(id, min, max, initial, text)
#include "params.def"
#undef JIT_PARAM
#undef ADAPTER_PARAM
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].plain != all[i].own || all[i].limited != all[i].own)
            out[count++] = all[i];
    return count;
}

/* ---- Lua ----------------------------------------------------------------------------------------- */

/* `luajit` needs no help to run a program without a fault, and what it shows ends it, or is compared. */
static bool fits_lua(const struct vut_standalone *what)
{
    bool shows = what->symptom == VUT_SYMPTOM_CRASH || what->symptom == VUT_SYMPTOM_HANG ||
                 what->symptom == VUT_SYMPTOM_DIFFERENCE;
    return what->plan_count == 0 && shows && what->limited->engine->compiles;
}

/* First whether it is there, and whether the interpreter runs the program: the outputs are $a and $b. */
static const char lua_start[] =
    "command -v luajit >/dev/null || { echo \"'luajit' is not in PATH\"; exit 2; }; "
    "a=$(timeout 10 luajit -joff %s.lua 2>&1); "
    "[ $? -lt 124 ] || { echo 'without the compiler it does not end either'; exit 2; }; "
    "b=$(timeout 10 luajit %s.lua 2>&1); s=$?; ";

/* The end by `timeout` is 124, that by a signal 128 and more. */
static const char lua_ended[] = "[ $s -ge 124 ] || { echo 'ran to its end'; exit 0; }; "
                                "[ $s -ne 124 ] || { echo 'no end within 10 seconds'; exit %d; }; "
                                "echo \"ended by signal $((s - 128))\"; exit %d";

static const char lua_same[] =
    "[ \"$a\" != \"$b\" ] || { echo 'the same with and without -joff'; exit 0; }; "
    "echo 'another output than with -joff'; exit 1";

static void lua_commands(const struct vut_standalone *what, struct vut_standalone_use *use)
{
    const char *n = what->name;
    bool hang = what->symptom == VUT_SYMPTOM_HANG;
    *use = (struct vut_standalone_use){.extension = "lua"};
    int used = snprintf(use->run, sizeof use->run, lua_start, n, n);
    if (what->symptom == VUT_SYMPTOM_DIFFERENCE)
        snprintf(use->run + used, sizeof use->run - (size_t)used, "%s", lua_same);
    else
        snprintf(use->run + used, sizeof use->run - (size_t)used, lua_ended, hang, !hang);
}

static void lua_form(struct standalone *out, struct vut_standalone_use *use)
{
    const struct vut_standalone *what = out->what;
    struct standalone_param param[LJ_PARAM_COUNT];
    size_t count = standalone_params(what, param);
    bool compared = what->symptom == VUT_SYMPTOM_DIFFERENCE;
    lua_commands(what, use);
    standalone_format(out, "-- %s.lua: a stand-alone reproducer, without faults.\n--\n", what->name);
    standalone_remark(out, "-- finding:  ", what->signature);
    standalone_remark(out, "-- in:       ", what->version);
    standalone_remark(out, "-- detail:   ", what->detail);
    standalone_put(out, compared ? "-- expected: the same output with and without -joff\n"
                                 : "-- expected: the program ends, with or without an error of Lua\n");
    if (what->tried[0])
        standalone_remark(out, "-- tried:    ", what->tried);
    standalone_format(out, "--\n--     luajit %s.lua\n", what->name);
    if (compared)
        standalone_format(out, "--     luajit -joff %s.lua\n", what->name);
    if (!standalone_own(what, LJ_PARAM_gc))
        standalone_put(out, "collectgarbage('stop')\n");
    for (size_t i = 0; i < count; i++)
        standalone_format(out, "jit.opt.start('%s=%ld')\n", param[i].name, param[i].limited);
    out->sink(out->ctx, what->program, what->program_size);
    if (what->program_size > 0 && what->program[what->program_size - 1] != '\n')
        standalone_put(out, "\n");
}

/* ---- entry --------------------------------------------------------------------------------------- */

bool lj_standalone(const struct vut_standalone *what, unsigned form, struct vut_standalone_use *use,
                   void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx)
{
    struct standalone out = {what, sink, sink_ctx};
    bool lua_first = fits_lua(what);
    if (form > (lua_first ? 1u : 0u))
        return false;
    if (lua_first && form == 0)
        lua_form(&out, use);
    else
        standalone_c(&out, use);
    return true;
}
