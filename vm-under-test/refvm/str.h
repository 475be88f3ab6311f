/* str.h: strings, the table of interned ones, and buffers that grow into strings.
 *
 * A string is one block: head, hash, length, bytes and a NUL that does not count. A string with one
 * holder may be written; an interned one never. Interned strings are those of the program's source and
 * the names of the VM itself; they live until the program is dropped (or, permanent, the VM), and two
 * interned strings are equal only if they are the same.
 */
#ifndef REFVM_STR_H
#define REFVM_STR_H

#include <string.h>

#include "mem.h"
#include "value.h"

struct string {
    struct counted head;
    uint64_t hash; /* 0: not computed yet */
    size_t len;
    char bytes[];
};

enum { STRING_LEN_MAX = 1 << 30 }; /* bytes; longer ones are a fatal error */

static inline size_t string_size(size_t len)
{
    return sizeof(struct string) + len + 1;
}

/* Names that the VM itself needs: vm->names[NAME_construct] and so on; permanent. */
enum name {
#define NAME(id, text) NAME_##id,
#include "names.def"
#undef NAME
    NAME_COUNT,
};

/* Open addressing; NULL is free; capacities are powers of two. What is interned while the VM is created is
 * permanent and has a table of its own, so that dropping a program costs what the program was. */
struct string_table {
    struct string **slots;
    uint32_t capacity, count;
};

struct strings {
    struct string_table permanent, program;
    bool sealed; /* the VM is created: new ones are the program's */
    struct string *empty;
    struct string *chars[256]; /* strings of one byte, permanent */
};

bool strings_create(struct vm *vm);  /* the table, the one-byte strings and vm->names */
void strings_drop(struct vm *vm);    /* frees what is not permanent: the program is gone */
void strings_destroy(struct vm *vm); /* frees all */

/* New strings have one holder, the caller; NULL after raising. */
struct string *string_new(struct vm *vm, size_t len, enum site site); /* bytes undefined, NUL set */
struct string *string_from(struct vm *vm, const char *bytes, size_t len, enum site site);
struct string *string_concat(struct vm *vm, const struct string *a, const struct string *b, enum site site);

/* Makes room for `len` bytes in a string whose only holder is the caller, who hands it over and gets it,
 * or its replacement, back; on failure NULL, and the old string is still the caller's. Bytes up to the
 * old length are kept, hash is reset, NUL and length are set. */
struct string *string_resize(struct vm *vm, struct string *s, size_t len, enum site site);

/* The interned string with these bytes. Not counted; nothing to release. NULL after raising.
 * `string_interned` only looks, and never allocates. */
struct string *string_intern(struct vm *vm, const char *bytes, size_t len, enum site site);
struct string *string_interned(struct vm *vm, const char *bytes, size_t len);

uint64_t string_hash_bytes(const char *bytes, size_t len); /* never 0; the same on every machine */

static inline uint64_t string_hash(struct string *s)
{
    if (s->hash == 0)
        s->hash = string_hash_bytes(s->bytes, s->len);
    return s->hash;
}

static inline bool string_equal(const struct string *a, const struct string *b)
{
    return a == b || (a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0);
}

bool string_equal_fold(const struct string *a, const struct string *b); /* ASCII case ignored */
bool string_is_fold(const struct string *s, const char *bytes, size_t len);
bool string_is(const struct string *s, const char *text);
int string_compare(const struct string *a, const struct string *b); /* bytes, then length: -1 0 1 */

static inline struct string *string_share(struct string *s)
{
    if (!(s->head.flags & COUNTED_INTERNED))
        s->head.refcount++;
    return s;
}

void string_release(struct vm *vm, struct string *s); /* NULL is fine */

/* The lower-case form: `s` itself, shared, when it has no upper-case letter. */
struct string *string_lower(struct vm *vm, struct string *s, enum site site);
struct string *string_intern_lower(struct vm *vm, const char *bytes, size_t len, enum site site);
struct string *string_interned_lower(struct vm *vm, const char *bytes,
                                     size_t len); /* of 256 bytes at most */

/* Does the string have the form of an array's integer key ("0", "-5", no sign or zeros in front, within
 * 64 bits)? */
bool string_is_index(const struct string *s, int64_t *index);

/* A buffer with a sticky failure: put as much as you like, look once at the end. `strbuf_take` returns
 * the string, NULL if anything failed (an error was raised then), and leaves the buffer empty;
 * `strbuf_drop` throws it away. One site serves all growth of one buffer. */
struct strbuf {
    struct vm *vm;
    struct string *s; /* with room for `room` bytes; NULL while nothing was put */
    size_t len, room;
    enum site site;
    bool failed;
};

void strbuf_init(struct strbuf *b, struct vm *vm, enum site site);
void strbuf_put(struct strbuf *b, const char *bytes, size_t len);
void strbuf_text(struct strbuf *b, const char *text);
void strbuf_char(struct strbuf *b, char c);
void strbuf_string(struct strbuf *b, const struct string *s);
void strbuf_int(struct strbuf *b, int64_t i);
struct string *strbuf_take(struct strbuf *b);
void strbuf_drop(struct strbuf *b);

#endif
