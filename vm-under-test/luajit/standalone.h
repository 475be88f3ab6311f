/* standalone.h: reproducers that need nothing but LuaJIT. A program of Lua where there is no fault, one of
 * C else, which counts what the adapter and the harness count.
 */
#ifndef FAULTLINE_LUAJIT_STANDALONE_H
#define FAULTLINE_LUAJIT_STANDALONE_H

#include <stdarg.h>

#include "vm.h"

/* Where the text goes. */
struct standalone {
    const struct vut_standalone *what;
    void (*sink)(void *ctx, const char *bytes, size_t size);
    void *ctx;
};

void standalone_put(struct standalone *out, const char *text);
void standalone_format(struct standalone *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Any bytes as literals of C, a line each, indented by four. */
void standalone_literal(struct standalone *out, const char *bytes, size_t size);

/* A text for people in a comment of C or Lua, in lines that go on below its beginning: nothing in it ends
 * or begins a comment. The label starts with the three characters that each line of the comment has. */
void standalone_remark(struct standalone *out, const char *label, const char *text);

/* The value of one of LuaJIT's own parameters. */
struct standalone_param {
    const char *name;
    long own, plain, limited; /* LuaJIT's default, without the limits of the case, with them */
};

/* Those that differ from LuaJIT's default in either way; returns how many. `out` has room for
 * LJ_PARAM_COUNT. */
size_t standalone_params(const struct vut_standalone *what, struct standalone_param *out);

/* The value of a parameter of the adapter itself. */
static inline long standalone_own(const struct vut_standalone *what, enum lj_param param)
{
    return what->limited->param[param];
}

/* standalone_c.c: a program of C. */
void standalone_c(struct standalone *out, struct vut_standalone_use *use);

/* vut.standalone */
bool lj_standalone(const struct vut_standalone *what, unsigned form, struct vut_standalone_use *use,
                   void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx);

#endif
