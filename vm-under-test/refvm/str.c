#include "str.h"

#include "check.h"
#include "vm.h"

enum { TABLE_CAPACITY_PERMANENT = 4096, TABLE_CAPACITY = 64, STRBUF_ROOM = 64 };

/* ---- strings ------------------------------------------------------------------------------------- */

static struct string *string_init(struct string *s, size_t len)
{
    s->head = (struct counted){.refcount = 1, .type = TYPE_STRING};
    s->hash = 0;
    s->len = len;
    s->bytes[len] = '\0';
    return s;
}

static bool string_too_long(struct vm *vm, size_t len)
{
    if (likely(len <= STRING_LEN_MAX))
        return false;
    error_memory(vm, len);
    return true;
}

struct string *string_new(struct vm *vm, size_t len, enum site site)
{
    struct string *s;

    if (string_too_long(vm, len))
        return NULL;
    s = mem_new(vm, string_size(len), site);
    return s == NULL ? NULL : string_init(s, len);
}

struct string *string_from(struct vm *vm, const char *bytes, size_t len, enum site site)
{
    struct string *s;

    if (len <= 1 && vm->strings.empty != NULL)
        return len == 0 ? vm->strings.empty : vm->strings.chars[(unsigned char)*bytes];
    s = string_new(vm, len, site);
    if (s != NULL && len != 0)
        memcpy(s->bytes, bytes, len);
    return s;
}

struct string *string_concat(struct vm *vm, const struct string *a, const struct string *b, enum site site)
{
    struct string *s = string_new(vm, a->len + b->len, site);

    if (s == NULL)
        return NULL;
    memcpy(s->bytes, a->bytes, a->len);
    memcpy(s->bytes + a->len, b->bytes, b->len);
    return s;
}

struct string *string_resize(struct vm *vm, struct string *s, size_t len, enum site site)
{
    if (string_too_long(vm, len))
        return NULL;
    if (s->head.refcount != 1 || (s->head.flags & COUNTED_INTERNED))
        check_shared_write(vm, "string");
    s = mem_resize(vm, s, string_size(s->len), string_size(len), site);
    if (s == NULL)
        return NULL;
    s->len = len;
    s->hash = 0;
    s->bytes[len] = '\0';
    return s;
}

/* FNV-1a in steps of eight bytes with a final mix: short names are what matters. */
uint64_t string_hash_bytes(const char *bytes, size_t len)
{
    uint64_t h = 0xcbf29ce484222325u ^ len, word;

    for (; len >= 8; bytes += 8, len -= 8) {
        memcpy(&word, bytes, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    for (; len > 0; bytes++, len--)
        h = (h ^ (unsigned char)*bytes) * 0x100000001b3u;
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9u;
    h ^= h >> 32;
    return h | (uint64_t)1 << 63;
}

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool string_is_fold(const struct string *s, const char *bytes, size_t len)
{
    size_t i;

    if (s->len != len)
        return false;
    for (i = 0; i < len; i++)
        if (fold((unsigned char)s->bytes[i]) != fold((unsigned char)bytes[i]))
            return false;
    return true;
}

bool string_equal_fold(const struct string *a, const struct string *b)
{
    return string_is_fold(a, b->bytes, b->len);
}

bool string_is(const struct string *s, const char *text)
{
    return s->len == strlen(text) && memcmp(s->bytes, text, s->len) == 0;
}

int string_compare(const struct string *a, const struct string *b)
{
    size_t len = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->bytes, b->bytes, len);

    if (order == 0)
        return (a->len > b->len) - (a->len < b->len);
    return order < 0 ? -1 : 1;
}

void string_release(struct vm *vm, struct string *s)
{
    if (s != NULL && !(s->head.flags & COUNTED_INTERNED) && --s->head.refcount == 0)
        mem_free(vm, s, string_size(s->len));
}

static bool has_upper(const char *bytes, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++)
        if (bytes[i] >= 'A' && bytes[i] <= 'Z')
            return true;
    return false;
}

static void lower_bytes(char *to, const char *from, size_t len)
{
    size_t i;

    for (i = 0; i < len; i++)
        to[i] = (char)fold((unsigned char)from[i]);
}

struct string *string_lower(struct vm *vm, struct string *s, enum site site)
{
    struct string *lower;

    if (!has_upper(s->bytes, s->len))
        return string_share(s);
    lower = string_new(vm, s->len, site);
    if (lower != NULL)
        lower_bytes(lower->bytes, s->bytes, s->len);
    return lower;
}

bool string_is_index(const struct string *s, int64_t *index)
{
    const char *p = s->bytes, *end = s->bytes + s->len;
    uint64_t n = 0, max = INT64_MAX;
    bool negative = false;

    if (s->len == 0 || s->len > 20)
        return false;
    if (*p == '-') {
        negative = true;
        p++;
    }
    if (p == end || (*p == '0' && (s->len > 1 || negative)))
        return false;
    if (negative)
        max++;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9' || n > (max - (uint64_t)(*p - '0')) / 10)
            return false;
        n = n * 10 + (uint64_t)(*p - '0');
    }
    *index = (int64_t)(negative ? 0 - n : n);
    return true;
}

/* ---- interned strings ---------------------------------------------------------------------------- */

/* The slot that holds these bytes, or the free one where they belong. */
static struct string **table_slot(const struct string_table *t, const char *bytes, size_t len,
                                  uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (t->capacity - 1);

    for (;; i = (i + 1) & (t->capacity - 1)) {
        struct string *s = t->slots[i];

        if (s == NULL || (s->hash == hash && s->len == len && memcmp(s->bytes, bytes, len) == 0))
            return &t->slots[i];
    }
}

static struct string *table_find(const struct string_table *t, const char *bytes, size_t len, uint64_t hash)
{
    return t->capacity == 0 ? NULL : *table_slot(t, bytes, len, hash);
}

static void table_free(struct vm *vm, struct string_table *t)
{
    uint32_t i;

    for (i = 0; i < t->capacity && t->count > 0; i++)
        if (t->slots[i] != NULL) {
            mem_free(vm, t->slots[i], string_size(t->slots[i]->len));
            t->count--;
        }
    mem_free(vm, t->slots, t->capacity * sizeof *t->slots);
    *t = (struct string_table){0};
}

/* Room for one more at a load of at most one half. `capacity` is what the table begins with. */
static bool table_reserve(struct vm *vm, struct string_table *t, uint32_t capacity, enum site site)
{
    struct string_table bigger = {.count = t->count, .capacity = t->capacity * 2};
    uint32_t i;

    if ((t->count + 1) * 2 <= t->capacity)
        return true;
    if (t->capacity == 0)
        bigger.capacity = capacity;
    bigger.slots = mem_new(vm, bigger.capacity * sizeof *bigger.slots, site);
    if (bigger.slots == NULL)
        return false;
    memset(bigger.slots, 0, bigger.capacity * sizeof *bigger.slots);
    for (i = 0; i < t->capacity; i++)
        if (t->slots[i] != NULL)
            *table_slot(&bigger, t->slots[i]->bytes, t->slots[i]->len, t->slots[i]->hash) = t->slots[i];
    mem_free(vm, t->slots, t->capacity * sizeof *t->slots);
    *t = bigger;
    return true;
}

static struct string *table_add(struct vm *vm, struct string_table *t, const char *bytes, size_t len,
                                uint64_t hash, enum site site)
{
    struct string *s = string_new(vm, len, site);

    if (s == NULL)
        return NULL;
    memcpy(s->bytes, bytes, len);
    s->hash = hash;
    s->head.flags = COUNTED_INTERNED | (vm->strings.sealed ? 0 : COUNTED_PERMANENT);
    *table_slot(t, bytes, len, hash) = s;
    t->count++;
    return s;
}

static struct string *intern_hashed(struct vm *vm, const char *bytes, size_t len, uint64_t hash,
                                    enum site site)
{
    struct strings *strings = &vm->strings;
    struct string *s = table_find(&strings->permanent, bytes, len, hash);

    if (s == NULL)
        s = table_find(&strings->program, bytes, len, hash);
    if (s != NULL)
        return s;
    if (!strings->sealed)
        return table_reserve(vm, &strings->permanent, TABLE_CAPACITY_PERMANENT, SITE_string_table_permanent)
                   ? table_add(vm, &strings->permanent, bytes, len, hash, site)
                   : NULL;
    return table_reserve(vm, &strings->program, TABLE_CAPACITY, SITE_string_table)
               ? table_add(vm, &strings->program, bytes, len, hash, site)
               : NULL;
}

struct string *string_intern(struct vm *vm, const char *bytes, size_t len, enum site site)
{
    return intern_hashed(vm, bytes, len, string_hash_bytes(bytes, len), site);
}

struct string *string_interned(struct vm *vm, const char *bytes, size_t len)
{
    uint64_t hash = string_hash_bytes(bytes, len);
    struct string *s = table_find(&vm->strings.permanent, bytes, len, hash);

    return s != NULL ? s : table_find(&vm->strings.program, bytes, len, hash);
}

struct string *string_intern_lower(struct vm *vm, const char *bytes, size_t len, enum site site)
{
    char text[256];
    struct string *lower, *s;

    if (!has_upper(bytes, len))
        return string_intern(vm, bytes, len, site);
    if (len <= sizeof text) {
        lower_bytes(text, bytes, len);
        return string_intern(vm, text, len, site);
    }
    lower = string_new(vm, len, SITE_string_long_lower);
    if (lower == NULL)
        return NULL;
    lower_bytes(lower->bytes, bytes, len);
    s = string_intern(vm, lower->bytes, len, site);
    string_release(vm, lower);
    return s;
}

struct string *string_interned_lower(struct vm *vm, const char *bytes, size_t len)
{
    char text[256];

    if (len > sizeof text)
        return NULL;
    lower_bytes(text, bytes, len);
    return string_interned(vm, text, len);
}

static bool create_one_byte_strings(struct vm *vm)
{
    int c;

    for (c = 0; c < 256; c++) {
        char byte = (char)c;

        vm->strings.chars[c] = string_intern(vm, &byte, 1, SITE_string_one_byte);
        if (vm->strings.chars[c] == NULL)
            return false;
    }
    return true;
}

bool strings_create(struct vm *vm)
{
    static const char *const texts[NAME_COUNT] = {
#define NAME(id, text) text,
#include "names.def"
#undef NAME
    };
    int i;

    vm->strings.empty = string_intern(vm, "", 0, SITE_string_empty);
    if (vm->strings.empty == NULL || !create_one_byte_strings(vm))
        return false;
    for (i = 0; i < NAME_COUNT; i++) {
        vm->names[i] = string_intern(vm, texts[i], strlen(texts[i]), SITE_string_vm_name);
        if (vm->names[i] == NULL)
            return false;
    }
    return true;
}

void strings_drop(struct vm *vm)
{
    table_free(vm, &vm->strings.program);
}

void strings_destroy(struct vm *vm)
{
    table_free(vm, &vm->strings.program);
    table_free(vm, &vm->strings.permanent);
}

/* ---- buffers ------------------------------------------------------------------------------------- */

void strbuf_init(struct strbuf *b, struct vm *vm, enum site site)
{
    *b = (struct strbuf){.vm = vm, .site = site};
}

static bool strbuf_reserve(struct strbuf *b, size_t len)
{
    size_t room = b->room < STRBUF_ROOM ? STRBUF_ROOM : b->room;
    struct string *s;

    if (b->failed)
        return false;
    if (b->s != NULL && b->len + len <= b->room)
        return true;
    while (room < b->len + len)
        room *= 2;
    s = b->s == NULL ? string_new(b->vm, room, b->site) : string_resize(b->vm, b->s, room, b->site);
    if (s == NULL) {
        strbuf_drop(b);
        b->failed = true;
        return false;
    }
    b->s = s;
    b->room = room;
    return true;
}

void strbuf_put(struct strbuf *b, const char *bytes, size_t len)
{
    if (len == 0 || !strbuf_reserve(b, len))
        return;
    memcpy(b->s->bytes + b->len, bytes, len);
    b->len += len;
}

void strbuf_text(struct strbuf *b, const char *text)
{
    strbuf_put(b, text, strlen(text));
}

void strbuf_char(struct strbuf *b, char c)
{
    strbuf_put(b, &c, 1);
}

void strbuf_string(struct strbuf *b, const struct string *s)
{
    strbuf_put(b, s->bytes, s->len);
}

void strbuf_int(struct strbuf *b, int64_t i)
{
    char text[NUMBER_TEXT_MAX];

    strbuf_put(b, text, number_format_int(i, text));
}

struct string *strbuf_take(struct strbuf *b)
{
    struct string *s = b->s;

    if (b->failed)
        return NULL;
    if (s == NULL)
        return b->vm->strings.empty;
    b->s = NULL;
    /* Shrinking never fails. */
    s = string_resize(b->vm, s, b->len, b->site);
    *b = (struct strbuf){.vm = b->vm, .site = b->site};
    return s;
}

void strbuf_drop(struct strbuf *b)
{
    string_release(b->vm, b->s);
    b->s = NULL;
    b->len = b->room = 0;
}
