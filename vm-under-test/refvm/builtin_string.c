/* builtin_string.c: parts of strings, their case, and what is built of them. Bytes, not characters; case is
 * ASCII's. */
#include "builtin_parts.h"

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

/* ---- case ---------------------------------------------------------------------------------------- */

static unsigned char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : (unsigned char)c;
}

typedef unsigned char case_fn(char c);

/* Applies `fn` to the first `len` bytes; `s` itself, shared, when nothing changes. */
static struct string *change_case(struct vm *vm, struct string *s, case_fn *fn, size_t len, enum site site)
{
    struct string *made;
    size_t i = 0;

    while (i < len && fn(s->bytes[i]) == (unsigned char)s->bytes[i])
        i++;
    if (i >= len)
        return string_share(s);
    made = string_new(vm, s->len, site);
    if (made == NULL)
        return NULL;
    memcpy(made->bytes, s->bytes, s->len);
    for (; i < len; i++)
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

    result_string(result, change_case(vm, s, builtin_lower, s->len, SITE_builtin_strtolower));
}

void builtin_ucfirst(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, upper, first_length(s), SITE_builtin_ucfirst));
}

void builtin_lcfirst(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *s = arg_string(call, 0);

    result_string(result, change_case(vm, s, builtin_lower, first_length(s), SITE_builtin_lcfirst));
}

void builtin_ucwords(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *s = arg_string(call, 0);
    bool set[256] = {
        [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['\f'] = true, ['\v'] = true};
    struct string *made;

    if (call->arg_count > 1 && !char_set(vm, arg_string(call, 1), set))
        return;
    made = string_new(vm, s->len, SITE_builtin_ucwords);
    for (size_t i = 0; made != NULL && i < s->len; i++) {
        bool start = i == 0 || set[(unsigned char)s->bytes[i - 1]];

        made->bytes[i] = start ? (char)upper(s->bytes[i]) : s->bytes[i];
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
        error_memory(vm, (size_t)wanted);
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
