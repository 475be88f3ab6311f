/* error_text.c: the formatter of messages; see error_text.h. */
#include "error_text.h"

void text_put(struct text *t, const char *bytes, size_t len)
{
    size_t room;

    if (t->vm != NULL)
        out_bytes(t->vm, bytes, len);
    else if (t->buffer != NULL)
        strbuf_put(t->buffer, bytes, len);
    else if (t->bytes != NULL && t->len + 1 < t->size) {
        room = t->size - 1 - t->len;
        memcpy(t->bytes + t->len, bytes, len < room ? len : room);
        t->bytes[t->len + (len < room ? len : room)] = '\0';
    }
    t->len += len;
}

void text_string(struct text *t, const struct string *s)
{
    text_put(t, s->bytes, s->len);
}

/* The name of an anonymous class goes on behind a NUL, which messages don't show. */
static void text_visible(struct text *t, const struct string *s)
{
    static const char mark[] = "@anonymous";
    const char *at = memmem(s->bytes, s->len, mark, sizeof(mark));

    text_put(t, s->bytes, at != NULL ? (size_t)(at - s->bytes) + sizeof(mark) - 1 : s->len);
}

static void text_unsigned(struct text *t, uint64_t u)
{
    char digits[24];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + u % 10);
        u /= 10;
    } while (u != 0);
    text_put(t, digits + at, sizeof(digits) - at);
}

static void text_signed(struct text *t, int64_t i)
{
    if (i < 0)
        text_put(t, "-", 1);
    text_unsigned(t, i < 0 ? 0 - (uint64_t)i : (uint64_t)i);
}

/* va_list may be an array type, which a pointer to a parameter would not point at. */
struct text_args {
    va_list list;
};

/* One conversion, `c` points behind the '%'; returns its last character. */
static const char *text_convert(struct text *t, const char *c, struct text_args *args)
{
    const char *s;
    char byte;

    switch (*c) {
    case 's':
        s = va_arg(args->list, const char *);
        text_put(t, s, strlen(s));
        return c;
    case 'S':
        text_visible(t, va_arg(args->list, const struct string *));
        return c;
    case 'c':
        byte = (char)va_arg(args->list, int);
        text_put(t, &byte, 1);
        return c;
    case 'd':
        text_signed(t, va_arg(args->list, int));
        return c;
    case 'u':
        text_unsigned(t, va_arg(args->list, unsigned));
        return c;
    case 'l':
        if (*++c == 'd')
            text_signed(t, va_arg(args->list, long));
        else
            text_unsigned(t, va_arg(args->list, unsigned long));
        return c;
    case 'z':
        text_unsigned(t, va_arg(args->list, size_t));
        return c + 1;
    default:
        text_put(t, c, 1);
        return c;
    }
}

void text_vformat(struct text *t, const char *format, va_list args)
{
    struct text_args copy;
    const char *c = format, *literal = format;

    va_copy(copy.list, args);
    for (; *c != '\0'; c++) {
        if (*c != '%')
            continue;
        text_put(t, literal, (size_t)(c - literal));
        c = text_convert(t, c + 1, &copy);
        literal = c + 1;
    }
    text_put(t, literal, (size_t)(c - literal));
    va_end(copy.list);
}

void text_format(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_vformat(t, format, args);
    va_end(args);
}

struct string *text_new_string(struct vm *vm, enum site site, const char *format, va_list args)
{
    struct text count = {.bytes = NULL};
    struct text fill;
    struct string *s;

    text_vformat(&count, format, args);
    s = string_new(vm, count.len, site);
    if (s == NULL)
        return NULL;
    fill = text_of_bytes(s->bytes, count.len + 1);
    text_vformat(&fill, format, args);
    return s;
}
