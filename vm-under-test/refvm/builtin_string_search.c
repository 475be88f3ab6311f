/* builtin_string_search.c: strings looked for in strings, and compared. Bytes, not characters; case is
 * ASCII's. */
#include "builtin_parts.h"

/* ---- searching ----------------------------------------------------------------------------------- */

static bool equal_fold(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (builtin_lower(a[i]) != builtin_lower(b[i]))
            return false;
    }
    return true;
}

int64_t builtin_find(const struct string *s, size_t from, const struct string *needle, bool fold)
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
    result_position(result, builtin_find(s, (size_t)offset, needle, fold));
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
    value_set_bool(result, builtin_find(arg_string(call, 0), 0, arg_string(call, 1), false) != NOT_FOUND);
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
    int64_t at = builtin_find(s, 0, arg_string(call, 1), fold);
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

/* ---- comparing ----------------------------------------------------------------------------------- */

int builtin_string_compare_fold(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t len = a_len < b_len ? a_len : b_len;

    for (size_t i = 0; i < len; i++) {
        if (builtin_lower(a[i]) != builtin_lower(b[i]))
            return builtin_lower(a[i]) - builtin_lower(b[i]);
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
