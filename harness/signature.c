/* signature.c: the deduplication key of a finding; see signature.h. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "signature.h"

enum {
    NAME_LENGTH_MAX = 36, /* of vm, oracle, engine and fault kind in a signature */
    VALUE_SIZE = 300,     /* of one line's value; a verdict's reason is shorter */
};

static const char unsymbolized_mark[] = ".unsymbolized";

static bool is_safe(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("_.+:<>[]-", c));
}

/* Copies what is safe; each run of anything else, and of '-', becomes one '-'. Never empty: a missing
 * part is "-". */
static void copy_safe(char *out, size_t length_max, const char *text)
{
    size_t used = 0;
    for (; *text && used < length_max; text++) {
        char c = is_safe(*text) ? *text : '-';
        if (c != '-' || (used && out[used - 1] != '-'))
            out[used++] = c;
    }
    while (used && out[used - 1] == '-')
        used--;
    if (!used)
        out[used++] = '-';
    out[used] = '\0';
}

/* Does the text name a function by its offset, as callers.h writes it? */
static bool names_offset(const char *text)
{
    const char *at = text ? strstr(text, "+0x") : NULL;
    return at && isxdigit((unsigned char)at[3]);
}

/* Appends a line; a value never breaks out of its line. Returns the new end. */
static char *add_line(char *at, const char *key, const char *value)
{
    at += sprintf(at, "%s: ", key);
    for (size_t i = 0; value && value[i] && i < VALUE_SIZE; i++)
        *at++ = (unsigned char)value[i] < ' ' ? ' ' : value[i];
    *at++ = '\n';
    *at = '\0';
    return at;
}

/* Lines are in this order for good: the hash depends on it. */
static void canonical_text(const struct signature_parts *parts, char text[static 8 * (VALUE_SIZE + 16)])
{
    char *at = text;
    at = add_line(at, "vm", parts->vm);
    at = add_line(at, "oracle", parts->oracle);
    at = add_line(at, "engine", parts->engine);
    at = add_line(at, "fault", parts->fault);
    at = add_line(at, "reason", parts->reason);
    at = add_line(at, "site", parts->site);
    if (names_offset(parts->reason) || names_offset(parts->site))
        add_line(at, "build", parts->build);
}

const char *signature_explain(const struct signature_parts *parts, char *out, size_t size)
{
    char text[8 * (VALUE_SIZE + 16)];
    canonical_text(parts, text);
    snprintf(out, size, "%s", text);
    return out;
}

const char *signature_make(const struct signature_parts *parts, char *out, size_t size)
{
    char text[8 * (VALUE_SIZE + 16)], detail[SIGNATURE_DETAIL_MAX + 1];
    const char *const names[] = {parts->vm, parts->oracle, parts->engine, parts->fault};
    char name[4][NAME_LENGTH_MAX + 1];
    for (size_t i = 0; i < 4; i++)
        copy_safe(name[i], NAME_LENGTH_MAX, names[i] ? names[i] : "");
    copy_safe(detail, SIGNATURE_DETAIL_MAX, parts->reason ? parts->reason : "");
    canonical_text(parts, text);
    uint64_t hash = XXH64(text, strlen(text), 0);
    snprintf(out, size, "%s/%s/%s/%s/%s%s/%08x", name[0], name[1], name[2], name[3], detail,
             names_offset(parts->reason) ? unsymbolized_mark : "", (unsigned)(hash >> 32));
    return out;
}
