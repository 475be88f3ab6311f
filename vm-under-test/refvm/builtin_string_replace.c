/* builtin_string_replace.c: strings taken apart, put together, and replaced in. Elements of arrays are
 * converted one by one, which may run user code; the arrays themselves are safe in the frame. */
#include "builtin_parts.h"

/* ---- explode, implode ---------------------------------------------------------------------------- */

/* Cuts `s` into at most `limit` parts. */
static bool explode_into(struct vm *vm, struct array *a, const struct string *s, const struct string *by,
                         int64_t limit)
{
    size_t at = 0;
    int64_t next;

    while (limit-- > 1 && (next = builtin_find(s, at, by, false)) != NOT_FOUND) {
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
    int64_t next = search->len == 0 ? NOT_FOUND : builtin_find(s, 0, search, fold);
    struct strbuf b;
    size_t at = 0;

    if (next == NOT_FOUND)
        return string_share(s);
    strbuf_init(&b, vm, SITE_builtin_str_replace);
    for (; next != NOT_FOUND; next = builtin_find(s, at, search, fold)) {
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
