/* error_text.h: text that goes piece by piece into a fixed buffer, a growing string, or the output.
 *
 * Error messages have to be written while nothing can be allocated, and as often as they are needed: once
 * to measure them, once into a string for the program's handler, once to the output. So a message is
 * always a function that writes to a `struct text`, and the text decides where it goes.
 */
#ifndef REFVM_ERROR_TEXT_H
#define REFVM_ERROR_TEXT_H

#include <stdarg.h>

#include "vm.h"

/* `len` counts all that was put, also what a fixed buffer had no room for. */
struct text {
    struct vm *vm;         /* not NULL: the output */
    struct strbuf *buffer; /* not NULL: a growing string */
    char *bytes;           /* else a buffer of `size` bytes, always NUL-terminated; NULL: only counts */
    size_t size, len;
};

static inline struct text text_of_bytes(char *bytes, size_t size)
{
    bytes[0] = '\0';
    return (struct text){.bytes = bytes, .size = size};
}

void text_put(struct text *t, const char *bytes, size_t len);
void text_string(struct text *t, const struct string *s);
void text_format(struct text *t, const char *format, ...); /* the formats of error.h */
void text_vformat(struct text *t, const char *format, va_list args);

/* A new string of the formatted text, of any length; NULL after raising. */
struct string *text_new_string(struct vm *vm, enum site site, const char *format, va_list args);

/* ---- between the parts of the error module -------------------------------------------------------- */

/* "\nWarning: ", the text, and " in FILE on line N\n" around it, past any capture. Nothing is written, and
 * false returned, when the program does not want reports of this level. */
struct error_show {
    struct vm *vm;
    struct strbuf *capture;
    struct text out;
};

bool error_show_begin(struct error_show *show, struct vm *vm, int level);
void error_show_end(struct error_show *show, const char *file, int line);

void error_vfatal(struct vm *vm, enum fatal_kind kind, int level, int line, const char *format,
                  va_list args);
void error_raise_event(struct vm *vm); /* an unwinding starts */
int error_line(struct vm *vm);

/* "TypeError: text in FILE:1\nStack trace:\n..." of an exception, those before it first. With a growing
 * string as its target the messages may be anything that converts; false after raising then. */
bool error_put_exception(struct vm *vm, struct text *t, struct object *exception);
void error_put_trace(struct vm *vm, struct text *t, struct object *exception);
/* "#0 FILE(1): f(...)\n" for each entry of a backtrace; returns how many there were. */
uint32_t error_put_frames(struct vm *vm, struct text *t, const struct array *trace);
/* Can all of the text be written without running code of the program? */
bool error_text_is_plain(struct vm *vm, struct object *exception);

#endif
