/* builtin_string.c: string functions. Bytes, not characters; case is ASCII's. */
#include <stdio.h>

#include "builtin_parts.h"

static unsigned char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : (unsigned char)c;
}

static unsigned char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : (unsigned char)c;
}

/* ---- searching ----------------------------------------------------------------------------------- */

enum { NOT_FOUND = -1 };

static bool equal_fold(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

static int64_t find_bytes(const struct string *s, size_t from, const struct string *needle, bool fold)
{
    if (!fold) {
        const char *at = memmem(s->bytes + from, s->len - from, needle->bytes, needle->len);

        return at == NULL ? NOT_FOUND : at - s->bytes;
    }
    for (size_t i = from; needle->len <= s->len - i; i++) {
        if (equal_fold(s->bytes + i, needle->bytes, needle->len))
            return (int64_t)i;
        if (i == s->len)
            break;
    }
    return NOT_FOUND;
}

/* The last occurrence that lies in [from, end). */
static int64_t find_last(const struct string *s, size_t from, size_t end, const struct string *needle)
{
    if (end < from || end - from < needle->len)
        return NOT_FOUND;
    for (size_t i = end - needle->len + 1; i-- > from;) {
        if (memcmp(s->bytes + i, needle->bytes, needle->len) == 0)
            return (int64_t)i;
    }
    return NOT_FOUND;
}

static void result_position(struct value *result, int64_t at)
{
    if (at == NOT_FOUND)
        value_set_bool(result, false);
    else
        value_set_int(result, at);
}

static void find_first(struct vm *vm, struct frame *call, struct value *result, bool fold)
{
    const struct string *s = arg_string(call, 0), *needle = arg_string(call, 1);
    int64_t offset = arg_int(call, 2, 0);

    if (offset < 0)
        offset += (int64_t)s->len;
    if (offset < 0 || offset > (int64_t)s->len) {
        argument_value_error(vm, 2, "must be contained in argument #1 ($haystack)");
        return;
    }
    result_position(result, find_bytes(s, (size_t)offset, needle, fold));
}

void builtin_strpos(struct vm *vm, struct frame *call, struct value *result)
{
    find_first(vm, call, result, false);
}

void builtin_stripos(struct vm *vm, struct frame *call, struct value *result)
{
    find_first(vm, call, result, true);
}

/* A negative offset says where, from the end, a match may start at the latest. */
void builtin_strrpos(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0), *needle = arg_string(call, 1);
    int64_t offset = arg_int(call, 2, 0), len = (int64_t)s->len;
    size_t from = offset > 0 ? (size_t)offset : 0, end = s->len;

    if (offset > len || offset < -len) {
        argument_value_error(vm, 2, "must be contained in argument #1 ($haystack)");
        return;
    }
    if (offset < 0 && (size_t)-offset >= needle->len)
        end = (size_t)(len + offset) + needle->len;
    result_position(result, find_last(s, from, end, needle));
}

void builtin_str_contains(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_bool(result, find_bytes(arg_string(call, 0), 0, arg_string(call, 1), false) != NOT_FOUND);
}

void builtin_str_starts_with(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0), *part = arg_string(call, 1);

    (void)vm;
    value_set_bool(result, s->len >= part->len && memcmp(s->bytes, part->bytes, part->len) == 0);
}

void builtin_str_ends_with(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0), *part = arg_string(call, 1);

    (void)vm;
    value_set_bool(result, s->len >= part->len &&
                               memcmp(s->bytes + s->len - part->len, part->bytes, part->len) == 0);
}

static void string_around(struct vm *vm, struct frame *call, struct value *result, bool fold)
{
    struct string *s = arg_string(call, 0);
    int64_t at = find_bytes(s, 0, arg_string(call, 1), fold);
    size_t start = arg_bool(call, 2, false) ? 0 : (size_t)at;

    if (at == NOT_FOUND) {
        value_set_bool(result, false);
        return;
    }
    result_string(result, builtin_part(vm, s, start, start == (size_t)at ? s->len - start : (size_t)at,
                                       SITE_builtin_strstr));
}

void builtin_strstr(struct vm *vm, struct frame *call, struct value *result)
{
    string_around(vm, call, result, false);
}

void builtin_stristr(struct vm *vm, struct frame *call, struct value *result)
{
    string_around(vm, call, result, true);
}

/* Only the first byte of the needle counts; an empty one is a NUL. */
void builtin_strrchr(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);
    const char *at = memrchr(s->bytes, arg_string(call, 1)->bytes[0], s->len);

    if (at == NULL)
        value_set_bool(result, false);
    else
        result_string(result, builtin_part(vm, s, (size_t)(at - s->bytes), s->len - (size_t)(at - s->bytes),
                                           SITE_builtin_strrchr));
}

static int64_t count_parts(const char *bytes, size_t len, const struct string *needle)
{
    const char *end = bytes + len, *at;
    int64_t count = 0;

    while ((at = memmem(bytes, (size_t)(end - bytes), needle->bytes, needle->len)) != NULL) {
        count++;
        bytes = at + needle->len;
    }
    return count;
}

void builtin_substr_count(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0), *needle = arg_string(call, 1);
    int64_t offset = arg_int(call, 2, 0), len;

    if (needle->len == 0) {
        argument_value_error(vm, 1, "cannot be empty");
        return;
    }
    if (offset < 0)
        offset += (int64_t)s->len;
    if (offset < 0 || offset > (int64_t)s->len) {
        argument_value_error(vm, 2, "must be contained in argument #1 ($haystack)");
        return;
    }
    len = arg_int(call, 3, (int64_t)s->len - offset);
    if (len < 0)
        len += (int64_t)s->len - offset;
    if (len < 0 || len > (int64_t)s->len - offset) {
        argument_value_error(vm, 3, "must be contained in argument #1 ($haystack)");
        return;
    }
    value_set_int(result, count_parts(s->bytes + offset, (size_t)len, needle));
}

/* ---- parts --------------------------------------------------------------------------------------- */

void builtin_strlen(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_int(result, (int64_t)arg_string(call, 0)->len);
}

/* PHP's way with offsets and lengths: negative ones count from the end, all are cut to fit. */
static void clamp_part(int64_t len, int64_t *offset, int64_t *part)
{
    if (*offset > len)
        *offset = len;
    else if (*offset < 0)
        *offset = *offset < -len ? 0 : *offset + len;
    if (*part < 0)
        *part = *part < -(len - *offset) ? 0 : *part + len - *offset;
    else if (*part > len - *offset)
        *part = len - *offset;
}

void builtin_substr(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);
    int64_t offset = arg_int(call, 1, 0), part = arg_int(call, 2, INT64_MAX);

    clamp_part((int64_t)s->len, &offset, &part);
    result_string(result, builtin_part(vm, s, (size_t)offset, (size_t)part, SITE_builtin_substr));
}

void builtin_substr_replace(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0), *by = arg_string(call, 1);
    int64_t offset = arg_int(call, 2, 0), part = arg_int(call, 3, INT64_MAX);
    struct strbuf b;

    clamp_part((int64_t)s->len, &offset, &part);
    strbuf_init(&b, vm, SITE_builtin_substr_replace);
    strbuf_put(&b, s->bytes, (size_t)offset);
    strbuf_string(&b, by);
    strbuf_put(&b, s->bytes + offset + part, s->len - (size_t)(offset + part));
    result_string(result, strbuf_take(&b));
}

/* The set of bytes that a text like "a..z_" means. False after raising; a wrong range only warns. */
static bool char_set(struct vm *vm, const struct string *chars, bool set[256])
{
    const unsigned char *c = (const unsigned char *)chars->bytes;
    char name[BUILTIN_NAME_MAX];

    memset(set, 0, 256);
    for (size_t i = 0; i < chars->len; i++) {
        const char *why = "";

        if (i + 3 < chars->len && c[i + 1] == '.' && c[i + 2] == '.' && c[i + 3] >= c[i]) {
            memset(set + c[i], 1, (size_t)(c[i + 3] - c[i] + 1));
            i += 3;
            continue;
        }
        if (i + 1 >= chars->len || c[i] != '.' || c[i + 1] != '.') {
            set[c[i]] = true;
            continue;
        }
        if (i == 0)
            why = ", no character to the left of '..'";
        else if (i + 2 >= chars->len)
            why = ", no character to the right of '..'";
        else if (c[i - 1] > c[i + 2])
            why = ", '..'-range needs to be incrementing";
        if (!error_warning(vm, "%s(): Invalid '..'-range%s", builtin_name(vm, name, sizeof(name)), why))
            return false;
    }
    return true;
}

enum { TRIM_LEFT = 1, TRIM_RIGHT = 2 };

static void trim(struct vm *vm, struct frame *call, struct value *result, int sides)
{
    static const char blanks[] = {' ', '\n', '\r', '\t', '\v', 0};
    struct string *s = arg_string(call, 0);
    size_t start = 0, end = s->len;
    bool set[256] = {false};

    if (call->arg_count < 2) {
        for (size_t i = 0; i < sizeof(blanks); i++)
            set[(unsigned char)blanks[i]] = true;
    } else if (!char_set(vm, arg_string(call, 1), set)) {
        return;
    }
    while ((sides & TRIM_LEFT) && start < end && set[(unsigned char)s->bytes[start]])
        start++;
    while ((sides & TRIM_RIGHT) && end > start && set[(unsigned char)s->bytes[end - 1]])
        end--;
    result_string(result, builtin_part(vm, s, start, end - start, SITE_builtin_trim));
}

void builtin_trim(struct vm *vm, struct frame *call, struct value *result)
{
    trim(vm, call, result, TRIM_LEFT | TRIM_RIGHT);
}

void builtin_ltrim(struct vm *vm, struct frame *call, struct value *result)
{
    trim(vm, call, result, TRIM_LEFT);
}

void builtin_rtrim(struct vm *vm, struct frame *call, struct value *result)
{
    trim(vm, call, result, TRIM_RIGHT);
}

void builtin_chop(struct vm *vm, struct frame *call, struct value *result)
{
    trim(vm, call, result, TRIM_RIGHT);
}

void builtin_str_split(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    int64_t size = arg_int(call, 1, 1);
    struct array *a;

    if (size <= 0) {
        argument_value_error(vm, 1, "must be greater than 0");
        return;
    }
    a = array_new(vm, 0, SITE_builtin_str_split_head, SITE_NONE);
    for (size_t at = 0; a != NULL && at < s->len;) {
        size_t part = (uint64_t)size < s->len - at ? (size_t)size : s->len - at;

        if (!builtin_append_bytes(vm, a, s->bytes + at, part, SITE_builtin_str_split_part,
                                  SITE_builtin_str_split_grow)) {
            array_release(vm, a);
            return;
        }
        at += part;
    }
    result_array(result, a);
}

/* ---- explode, implode ---------------------------------------------------------------------------- */

/* Cuts `s` into at most `limit` parts. */
static bool explode_into(struct vm *vm, struct array *a, const struct string *s, const struct string *by,
                         int64_t limit)
{
    size_t at = 0;
    int64_t next;

    while (limit-- > 1 && (next = find_bytes(s, at, by, false)) != NOT_FOUND) {
        if (!builtin_append_bytes(vm, a, s->bytes + at, (size_t)next - at, SITE_builtin_explode_part,
                                  SITE_builtin_explode_grow))
            return false;
        at = (size_t)next + by->len;
    }
    return builtin_append_bytes(vm, a, s->bytes + at, s->len - at, SITE_builtin_explode_last,
                                SITE_builtin_explode_last_grow);
}

void builtin_explode(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *by = arg_string(call, 0), *s = arg_string(call, 1);
    int64_t limit = arg_int(call, 2, INT64_MAX);
    struct array *a;

    if (by->len == 0) {
        argument_value_error(vm, 0, "cannot be empty");
        return;
    }
    a = array_new(vm, 0, SITE_builtin_explode_head, SITE_NONE);
    if (a == NULL)
        return;
    if (!explode_into(vm, a, s, by, limit < 0 ? INT64_MAX : limit)) {
        array_release(vm, a);
        return;
    }
    /* A negative limit leaves out that many parts at the end. */
    while (limit < 0 && a->count > 0) {
        array_delete_slot(vm, a, a->used - 1);
        limit++;
    }
    result_array(result, a);
}

/* The (string) of an element: borrowed where possible, else in `*owned`, to be released by the caller. */
static struct string *element_string(struct vm *vm, const struct value *v, struct string **owned)
{
    struct string *s = value_borrow_string(v);

    *owned = NULL;
    if (s == NULL)
        s = *owned = value_to_string(vm, v);
    return s;
}

static bool implode_into(struct vm *vm, struct strbuf *b, const struct array *a, const struct string *by)
{
    bool first = true;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        const struct value *v = value_deref_const(array_slot(a, i));
        struct string *owned = NULL, *s;

        if (!first)
            strbuf_string(b, by);
        first = false;
        if (v->type == TYPE_INT) {
            strbuf_int(b, v->i);
            continue;
        }
        s = element_string(vm, v, &owned);
        if (s == NULL)
            return false;
        strbuf_string(b, s);
        string_release(vm, owned);
    }
    return vm->exception == NULL;
}

static void implode(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *first = arg_value(call, 0);
    bool alone = arg_missing(call, 1);
    const struct string *by = alone ? vm->strings.empty : first->s;
    const struct array *a;
    struct strbuf b;
    char text[96];

    if (alone ? first->type != TYPE_ARRAY : first->type != TYPE_STRING) {
        /* Called with one argument, the first parameter goes by another name. */
        error_throw_type(vm, "%s(): Argument #1 ($%s) must be of type %s, %s given",
                         builtin_name(vm, text, sizeof(text)), alone ? "array" : "separator",
                         alone ? "array" : "string", value_type_name(first));
        return;
    }
    a = arg_array(call, alone ? 0 : 1);
    strbuf_init(&b, vm, SITE_builtin_implode);
    if (implode_into(vm, &b, a, by))
        result_string(result, strbuf_take(&b));
    else
        strbuf_drop(&b);
}

void builtin_implode(struct vm *vm, struct frame *call, struct value *result)
{
    implode(vm, call, result);
}

void builtin_join(struct vm *vm, struct frame *call, struct value *result)
{
    implode(vm, call, result);
}

/* ---- replacing ----------------------------------------------------------------------------------- */

/* `s` with each `search` replaced, or `s` itself, shared, when there is none. */
static struct string *replace_one(struct vm *vm, struct string *s, const struct string *search,
                                  const struct string *by, bool fold, int64_t *count)
{
    int64_t next = search->len == 0 ? NOT_FOUND : find_bytes(s, 0, search, fold);
    struct strbuf b;
    size_t at = 0;

    if (next == NOT_FOUND)
        return string_share(s);
    strbuf_init(&b, vm, SITE_builtin_str_replace);
    for (; next != NOT_FOUND; next = find_bytes(s, at, search, fold)) {
        strbuf_put(&b, s->bytes + at, (size_t)next - at);
        strbuf_string(&b, by);
        at = (size_t)next + search->len;
        (*count)++;
    }
    strbuf_put(&b, s->bytes + at, s->len - at);
    return strbuf_take(&b);
}

/* What replaces the n-th of several texts: that of the list, or the one for all. Borrowed or in `*owned`.
 */
static struct string *replacement(struct vm *vm, const struct value *replace, uint32_t *at,
                                  struct string **owned)
{
    const struct array *a;

    *owned = NULL;
    if (replace->type != TYPE_ARRAY)
        return replace->s;
    a = replace->a;
    *at = array_next(a, *at);
    if (*at >= a->used)
        return vm->strings.empty;
    return element_string(vm, value_deref_const(array_slot(a, (*at)++)), owned);
}

/* One step of a list of replacements: takes `s`, and returns what comes of it, or NULL. */
static struct string *replace_step(struct vm *vm, struct string *s, const struct value *search,
                                   const struct value *replace, uint32_t *at, bool fold, int64_t *count)
{
    struct string *search_owned, *by_owned = NULL, *by = NULL, *next = NULL;
    struct string *what = element_string(vm, search, &search_owned);

    if (what != NULL && what->len == 0 && replace->type == TYPE_ARRAY)
        *at = array_next(replace->a, *at) + 1; /* an empty text uses up its replacement, unread */
    else if (what != NULL)
        by = replacement(vm, replace, at, &by_owned);
    if (by != NULL)
        next = replace_one(vm, s, what, by, fold, count);
    else if (what != NULL && vm->exception == NULL)
        next = string_share(s);
    string_release(vm, by_owned);
    string_release(vm, search_owned);
    string_release(vm, s);
    return next;
}

/* All searches on one subject; a new reference, NULL after raising. */
static struct string *replace_subject(struct vm *vm, const struct value *subject,
                                      const struct value *search, const struct value *replace, bool fold,
                                      int64_t *count)
{
    struct string *s = value_to_string(vm, subject), *next;
    uint32_t at = 0;

    if (s == NULL || search->type == TYPE_STRING) {
        if (s == NULL)
            return NULL;
        next = replace_one(vm, s, search->s, replace->s, fold, count);
        string_release(vm, s);
        return next;
    }
    for (uint32_t i = array_next(search->a, 0); i < search->a->used; i = array_next(search->a, i + 1)) {
        if (s == NULL || s->len == 0)
            break;
        s = replace_step(vm, s, value_deref_const(array_slot(search->a, i)), replace, &at, fold, count);
    }
    return s;
}

/* Every subject of a list, under its key. */
static bool replace_all(struct vm *vm, struct array *a, const struct value *subjects,
                        const struct value *search, const struct value *replace, bool fold, int64_t *count)
{
    const struct array *from = subjects->a;

    for (uint32_t i = array_next(from, 0); i < from->used; i = array_next(from, i + 1)) {
        struct string *s =
            replace_subject(vm, value_deref_const(array_slot(from, i)), search, replace, fold, count);
        struct value item;
        bool ok;

        if (s == NULL)
            return false;
        value_set_string(&item, s);
        ok = builtin_put(vm, a, array_key_at(from, i), &item, SITE_builtin_str_replace_grow);
        string_release(vm, s);
        if (!ok)
            return false;
    }
    return true;
}

static void replace_list(struct vm *vm, struct frame *call, struct value *result, bool fold, int64_t *count)
{
    const struct value *subjects = arg_value(call, 2);
    struct array *a =
        array_new(vm, subjects->a->count, SITE_builtin_str_replace_head, SITE_builtin_str_replace_table);

    if (a == NULL)
        return;
    if (replace_all(vm, a, subjects, arg_value(call, 0), arg_value(call, 1), fold, count))
        value_set_array(result, a);
    else
        array_release(vm, a);
}

static void str_replace(struct vm *vm, struct frame *call, struct value *result, bool fold)
{
    const struct value *search = arg_value(call, 0), *replace = arg_value(call, 1);
    const struct value *subject = arg_value(call, 2);
    int64_t count = 0;

    if (search->type == TYPE_STRING && replace->type == TYPE_ARRAY) {
        argument_type_error(vm, 1, "must be of type string when argument #1 ($search) is a string");
        return;
    }
    if (subject->type == TYPE_ARRAY)
        replace_list(vm, call, result, fold, &count);
    else
        result_string(result, replace_subject(vm, subject, search, replace, fold, &count));
    if (vm->exception == NULL && call->arg_count > 3) {
        struct value n;

        value_set_int(&n, count);
        variable_assign(vm, frame_slot(call, 3), &n, NULL);
    }
}

void builtin_str_replace(struct vm *vm, struct frame *call, struct value *result)
{
    str_replace(vm, call, result, false);
}

void builtin_str_ireplace(struct vm *vm, struct frame *call, struct value *result)
{
    str_replace(vm, call, result, true);
}

/* ---- strtr ---------------------------------------------------------------------------------------- */

static struct string *translate_bytes(struct vm *vm, struct string *s, const struct string *from,
                                      const struct string *to)
{
    size_t count = from->len < to->len ? from->len : to->len;
    unsigned char map[256];
    struct string *made;

    if (count == 0)
        return string_share(s);
    for (int i = 0; i < 256; i++)
        map[i] = (unsigned char)i;
    for (size_t i = 0; i < count; i++)
        map[(unsigned char)from->bytes[i]] = (unsigned char)to->bytes[i];
    made = string_new(vm, s->len, SITE_builtin_strtr_bytes);
    if (made == NULL)
        return NULL;
    for (size_t i = 0; i < s->len; i++)
        made->bytes[i] = (char)map[(unsigned char)s->bytes[i]];
    return made;
}

/* The longest key of `pairs` that `s` has at `at`: its slot, or -1. Integer keys count by their digits. */
static int64_t longest_key(const struct array *pairs, const struct string *s, size_t at, size_t *len)
{
    int64_t best = -1;

    *len = 0;
    for (uint32_t i = array_next(pairs, 0); i < pairs->used; i = array_next(pairs, i + 1)) {
        struct array_key key = array_key_at(pairs, i);
        char digits[NUMBER_TEXT_MAX];
        const char *bytes = digits;
        size_t size;

        if (key.string != NULL) {
            bytes = key.string->bytes;
            size = key.string->len;
        } else {
            size = number_format_int(key.index, digits);
        }
        if (size > *len && size <= s->len - at && memcmp(s->bytes + at, bytes, size) == 0) {
            *len = size;
            best = i;
        }
    }
    return best;
}

static bool warn_empty_key(struct vm *vm, const struct array *pairs)
{
    if (array_find_string(pairs, vm->strings.empty) == NULL)
        return true;
    return error_warning(vm, "strtr(): Ignoring replacement of empty string");
}

static struct string *translate_pairs(struct vm *vm, struct string *s, const struct array *pairs)
{
    struct strbuf b;
    size_t len;

    if (!warn_empty_key(vm, pairs))
        return NULL;
    strbuf_init(&b, vm, SITE_builtin_strtr);
    for (size_t at = 0; at < s->len; at += len) {
        int64_t slot = longest_key(pairs, s, at, &len);
        struct string *owned, *by;

        if (slot < 0) {
            len = 1;
            strbuf_char(&b, s->bytes[at]);
            continue;
        }
        by = element_string(vm, value_deref_const(array_slot(pairs, (uint32_t)slot)), &owned);
        if (by == NULL) {
            strbuf_drop(&b);
            return NULL;
        }
        strbuf_string(&b, by);
        string_release(vm, owned);
    }
    return strbuf_take(&b);
}

void builtin_strtr(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);
    const struct value *from = arg_value(call, 1);

    if (arg_missing(call, 2) ? from->type != TYPE_ARRAY : from->type != TYPE_STRING)
        builtin_type_error(vm, 1, arg_missing(call, 2) ? "array" : "string", from);
    else if (from->type == TYPE_ARRAY)
        result_string(result, translate_pairs(vm, s, from->a));
    else
        result_string(result, translate_bytes(vm, s, from->s, arg_string(call, 2)));
}

/* ---- case ---------------------------------------------------------------------------------------- */

typedef unsigned char case_fn(char c);

/* Applies `fn` to all bytes, or to the first one; `s` itself, shared, when nothing changes. */
static struct string *change_case(struct vm *vm, struct string *s, case_fn *fn, size_t len, enum site site)
{
    struct string *made;
    size_t i = 0;

    while (i < len && fn(s->bytes[i]) == (unsigned char)s->bytes[i])
        i++;
    if (i >= len)
        return string_share(s);
    made = string_from(vm, s->bytes, s->len, site);
    for (; made != NULL && i < len; i++)
        made->bytes[i] = (char)fn(s->bytes[i]);
    return made;
}

static size_t first_length(const struct string *s)
{
    return s->len > 0 ? 1 : 0;
}

void builtin_strtoupper(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, upper, s->len, SITE_builtin_strtoupper));
}

void builtin_strtolower(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, lower, s->len, SITE_builtin_strtolower));
}

void builtin_ucfirst(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, upper, first_length(s), SITE_builtin_ucfirst));
}

void builtin_lcfirst(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, lower, first_length(s), SITE_builtin_lcfirst));
}

void builtin_ucwords(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    bool set[256] = {
        [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['\f'] = true, ['\v'] = true};
    struct string *made;

    if (call->arg_count > 1 && !char_set(vm, arg_string(call, 1), set))
        return;
    made = string_from(vm, s->bytes, s->len, SITE_builtin_ucwords);
    for (size_t i = 0; made != NULL && i < s->len; i++) {
        if (i == 0 || set[(unsigned char)s->bytes[i - 1]])
            made->bytes[i] = (char)upper(s->bytes[i]);
    }
    result_string(result, made);
}

/* ---- building ------------------------------------------------------------------------------------ */

void builtin_strrev(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    struct string *made = string_new(vm, s->len, SITE_builtin_strrev);

    for (size_t i = 0; made != NULL && i < s->len; i++)
        made->bytes[i] = s->bytes[s->len - 1 - i];
    result_string(result, made);
}

void builtin_str_repeat(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    int64_t times = arg_int(call, 1, 0);
    struct string *made;
    size_t len;

    if (times < 0) {
        argument_value_error(vm, 1, "must be greater than or equal to 0");
        return;
    }
    if (__builtin_mul_overflow(s->len, (size_t)times, &len))
        len = (size_t)STRING_LEN_MAX + 1; /* which is the error it should be */
    if (len == 0) {
        result_share(result, vm->strings.empty);
        return;
    }
    made = string_new(vm, len, SITE_builtin_str_repeat);
    if (made == NULL)
        return;
    if (s->len == 1)
        memset(made->bytes, s->bytes[0], len);
    else
        for (size_t at = 0; at < len; at += s->len)
            memcpy(made->bytes + at, s->bytes, s->len);
    result_string(result, made);
}

enum { PAD_LEFT, PAD_RIGHT, PAD_BOTH };

static void put_padding(struct strbuf *b, const struct string *pad, size_t len)
{
    for (size_t i = 0; i < len; i++)
        strbuf_char(b, pad->bytes[i % pad->len]);
}

void builtin_str_pad(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);
    int64_t wanted = arg_int(call, 1, 0), type = arg_int(call, 3, PAD_RIGHT);
    const struct string *pad = call->arg_count > 2 ? arg_string(call, 2) : vm->strings.chars[' '];
    size_t left, all;
    struct strbuf b;

    if (wanted < 0 || (size_t)wanted <= s->len) {
        result_share(result, s);
        return;
    }
    if (pad->len == 0) {
        argument_value_error(vm, 2, "must be a non-empty string");
        return;
    }
    if (type < PAD_LEFT || type > PAD_BOTH) {
        argument_value_error(vm, 3, "must be STR_PAD_LEFT, STR_PAD_RIGHT, or STR_PAD_BOTH");
        return;
    }
    all = (size_t)wanted - s->len;
    if ((size_t)wanted > STRING_LEN_MAX) {
        string_new(vm, (size_t)wanted, SITE_builtin_str_pad_huge); /* raises */
        return;
    }
    left = type == PAD_LEFT ? all : type == PAD_BOTH ? all / 2 : 0;
    strbuf_init(&b, vm, SITE_builtin_str_pad);
    put_padding(&b, pad, left);
    strbuf_string(&b, s);
    put_padding(&b, pad, all - left);
    result_string(result, strbuf_take(&b));
}

void builtin_nl2br(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    bool xhtml = arg_bool(call, 1, true);
    struct strbuf b;

    strbuf_init(&b, vm, SITE_builtin_nl2br);
    for (size_t i = 0; i < s->len; i++) {
        char c = s->bytes[i], next = s->bytes[i + 1];

        if (c == '\n' || c == '\r')
            strbuf_text(&b, xhtml ? "<br />" : "<br>");
        strbuf_char(&b, c);
        if ((c == '\n' && next == '\r') || (c == '\r' && next == '\n'))
            strbuf_char(&b, s->bytes[++i]);
    }
    result_string(result, strbuf_take(&b));
}

void builtin_addslashes(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    struct strbuf b;

    strbuf_init(&b, vm, SITE_builtin_addslashes);
    for (size_t i = 0; i < s->len; i++) {
        char c = s->bytes[i];

        if (c == '\'' || c == '"' || c == '\\' || c == 0)
            strbuf_char(&b, '\\');
        strbuf_char(&b, c == 0 ? '0' : c);
    }
    result_string(result, strbuf_take(&b));
}

enum { ENT_DOUBLE = 2, ENT_QUOTES_BOTH = 3, ENT_DEFAULT = 11 };

static void put_escaped(struct strbuf *b, char c, int64_t flags)
{
    if (c == '&')
        strbuf_text(b, "&amp;");
    else if (c == '<')
        strbuf_text(b, "&lt;");
    else if (c == '>')
        strbuf_text(b, "&gt;");
    else if (c == '"' && (flags & ENT_DOUBLE))
        strbuf_text(b, "&quot;");
    else if (c == '\'' && (flags & ENT_QUOTES_BOTH) == ENT_QUOTES_BOTH)
        strbuf_text(b, "&#039;");
    else
        strbuf_char(b, c);
}

/* For texts that are valid in their encoding; entities that are there already are escaped again. */
void builtin_htmlspecialchars(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    int64_t flags = arg_int(call, 1, ENT_DEFAULT);
    struct strbuf b;

    strbuf_init(&b, vm, SITE_builtin_htmlspecialchars);
    for (size_t i = 0; i < s->len; i++)
        put_escaped(&b, s->bytes[i], flags);
    result_string(result, strbuf_take(&b));
}

/* ---- comparing ----------------------------------------------------------------------------------- */

int builtin_string_compare_fold(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t len = a_len < b_len ? a_len : b_len;

    for (size_t i = 0; i < len; i++) {
        if (lower(a[i]) != lower(b[i]))
            return lower(a[i]) - lower(b[i]);
    }
    return (a_len > b_len) - (a_len < b_len);
}

static int compare_bytes(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t len = a_len < b_len ? a_len : b_len;

    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i])
            return (unsigned char)a[i] - (unsigned char)b[i];
    }
    return (a_len > b_len) - (a_len < b_len);
}

void builtin_strcmp(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_int(result, string_compare(arg_string(call, 0), arg_string(call, 1)));
}

void builtin_strcasecmp(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *a = arg_string(call, 0), *b = arg_string(call, 1);

    (void)vm;
    value_set_int(result, builtin_string_compare_fold(a->bytes, a->len, b->bytes, b->len));
}

typedef int compare_fn(const char *a, size_t a_len, const char *b, size_t b_len);

/* Compares the first bytes only. */
static void compare_start(struct vm *vm, struct frame *call, struct value *result, compare_fn *compare)
{
    const struct string *a = arg_string(call, 0), *b = arg_string(call, 1);
    int64_t len = arg_int(call, 2, 0);

    if (len < 0) {
        argument_value_error(vm, 2, "must be greater than or equal to 0");
        return;
    }
    value_set_int(result, compare(a->bytes, a->len < (size_t)len ? a->len : (size_t)len, b->bytes,
                                  b->len < (size_t)len ? b->len : (size_t)len));
}

void builtin_strncmp(struct vm *vm, struct frame *call, struct value *result)
{
    compare_start(vm, call, result, compare_bytes);
}

void builtin_strncasecmp(struct vm *vm, struct frame *call, struct value *result)
{
    compare_start(vm, call, result, builtin_string_compare_fold);
}

/* ---- bytes and digits ---------------------------------------------------------------------------- */

void builtin_ord(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    value_set_int(result, (unsigned char)arg_string(call, 0)->bytes[0]);
}

void builtin_chr(struct vm *vm, struct frame *call, struct value *result)
{
    result_share(result, vm->strings.chars[(unsigned char)arg_int(call, 0, 0)]);
}

void builtin_bin2hex(struct vm *vm, struct frame *call, struct value *result)
{
    static const char digits[] = "0123456789abcdef";
    const struct string *s = arg_string(call, 0);
    struct string *made = string_new(vm, s->len * 2, SITE_builtin_bin2hex);

    for (size_t i = 0; made != NULL && i < s->len; i++) {
        made->bytes[2 * i] = digits[(unsigned char)s->bytes[i] >> 4];
        made->bytes[2 * i + 1] = digits[s->bytes[i] & 15];
    }
    result_string(result, made);
}

/* The reflected polynomial of IEEE 802.3, bit by bit. */
void builtin_crc32(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    uint32_t crc = UINT32_MAX;

    (void)vm;
    for (size_t i = 0; i < s->len; i++) {
        crc ^= (unsigned char)s->bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    value_set_int(result, crc ^ UINT32_MAX);
}

/* ---- ctype --------------------------------------------------------------------------------------- */

enum char_class {
    CHAR_DIGIT = 1,
    CHAR_UPPER = 2,
    CHAR_LOWER = 4,
    CHAR_HEX = 8,
    CHAR_SPACE = 16,
    CHAR_PUNCT = 32,
};

static int char_class(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return CHAR_DIGIT | CHAR_HEX;
    if (c >= 'A' && c <= 'Z')
        return CHAR_UPPER | (c <= 'F' ? CHAR_HEX : 0);
    if (c >= 'a' && c <= 'z')
        return CHAR_LOWER | (c <= 'f' ? CHAR_HEX : 0);
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return CHAR_SPACE;
    return c > ' ' && c < 127 ? CHAR_PUNCT : 0;
}

static bool all_of(const char *bytes, size_t len, int classes)
{
    for (size_t i = 0; i < len; i++) {
        if (!(char_class((unsigned char)bytes[i]) & classes))
            return false;
    }
    return len > 0;
}

/* Small integers are one byte's code, larger ones their digits; both are deprecated. */
static void check_chars(struct vm *vm, struct frame *call, struct value *result, int classes)
{
    const struct value *v = arg_value(call, 0);
    char name[BUILTIN_NAME_MAX], digits[NUMBER_TEXT_MAX];
    size_t len = 0;

    if (v->type == TYPE_STRING) {
        value_set_bool(result, all_of(v->s->bytes, v->s->len, classes));
        return;
    }
    if (v->type == TYPE_INT && v->i >= -128 && v->i <= 255)
        digits[len++] = (char)v->i;
    else if (v->type == TYPE_INT)
        len = number_format_int(v->i, digits);
    if (error_deprecated(vm, "%s(): Argument of type %s will be interpreted as string in the future",
                         builtin_name(vm, name, sizeof(name)), value_type_name(v)))
        value_set_bool(result, all_of(digits, len, classes));
}

void builtin_ctype_digit(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_DIGIT);
}

void builtin_ctype_alpha(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_UPPER | CHAR_LOWER);
}

void builtin_ctype_upper(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_UPPER);
}

void builtin_ctype_lower(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_LOWER);
}

void builtin_ctype_space(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_SPACE);
}

void builtin_ctype_alnum(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_UPPER | CHAR_LOWER | CHAR_DIGIT);
}

void builtin_ctype_xdigit(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_HEX);
}

void builtin_ctype_punct(struct vm *vm, struct frame *call, struct value *result)
{
    check_chars(vm, call, result, CHAR_PUNCT);
}
