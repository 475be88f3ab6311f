/* dump.h: what the VM prints of itself, for people: `faultline run --dump=WORD`.
 *
 *   tokens   the program's bytes as the lexer cuts them           front_dump.c
 *   ast      the syntax tree                                      front_dump.c
 *   oplines  the oplines of each function                         dump_oplines.c
 *   live     live ranges and try regions of each function         dump_oplines.c
 *   frames   all frames where an unwinding starts                 dump.c
 *
 * Each begins with a legend. Nothing here changes the VM or takes memory, not even its own: addresses, and
 * the harness's numbers of blocks, are the same with a dump and without. Text goes straight to the sink. It
 * is plain ASCII; other bytes are escaped.
 */
#ifndef REFVM_DUMP_H
#define REFVM_DUMP_H

#include "vm.h"

typedef void dump_sink_fn(void *ctx, const char *bytes, size_t size);

struct dump {
    struct vm *vm;
    dump_sink_fn *sink;
    void *ctx;
};

enum { DUMP_TEXT_MAX = 512, DUMP_STRING_MAX = 200 };

/* Rows for vut.dumps, ended by one without a name. */
extern const struct vut_dump dump_table[];

/* As vut.dump has it. */
bool dump_print(struct vm *vm, const char *what, const char *program, size_t size, dump_sink_fn *sink,
                void *ctx);

/* ---- for whoever prints -------------------------------------------------------------------------- */

void dump_text(struct dump *d, const char *text);
/* As printf, cut at DUMP_TEXT_MAX. */
void dump_format(struct dump *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void dump_name(struct dump *d, const struct string *s); /* as it is, without quotes */
/* In double quotes, with escapes, cut at DUMP_STRING_MAX bytes. */
void dump_quoted(struct dump *d, const char *bytes, size_t size);
/* In one line: 12, "text", array(2) [0 => 1, ...], A#1, &12 for a reference. */
void dump_value(struct dump *d, const struct value *v);
/* The same with arrays printed only to this depth. */
void dump_value_to(struct dump *d, const struct value *v, int depth);
void dump_func_name(struct dump *d, const struct func *f);                      /* "f" or "A::f" */
void dump_opline(struct dump *d, const struct func *f, const struct opline *o); /* a line of its own */

/* False, and nothing printed, if there is nothing. */
bool dump_oplines(struct dump *d);
bool dump_live(struct dump *d);
void dump_frames(struct dump *d);

#endif
