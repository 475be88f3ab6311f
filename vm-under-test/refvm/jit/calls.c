/* calls.c: the C functions that traces call, and their table. Each is thin: what it does stands elsewhere.
 */
#include <math.h>

#include "builtin_parts.h"
#include "helper_data.h"
#include "jit/ir.h"
#include "vm.h"

static struct string *jit_concat(struct vm *vm, struct string *a, struct string *b)
{
    return operator_join(vm, a, b);
}

static struct string *jit_text_int(struct vm *vm, int64_t i)
{
    const struct value v = {.i = i, .info = TYPE_INT};

    return value_to_string(vm, &v);
}

static struct string *jit_digit(struct vm *vm, int64_t i)
{
    return vm->strings.chars['0' + i];
}

static struct string *text_of_float(struct vm *vm, double d)
{
    const struct value v = {.d = d, .info = TYPE_FLOAT};

    return value_to_string(vm, &v);
}

/* One of the two is `text`, which was made for this; NULL: memory ran out. */
static struct string *join_text(struct vm *vm, struct string *a, struct string *b, struct string *text)
{
    struct string *both = text == NULL ? NULL : operator_join(vm, a, b);

    string_release(vm, text);
    return both;
}

static struct string *jit_concat_int(struct vm *vm, struct string *a, int64_t i)
{
    struct string *text = jit_text_int(vm, i);

    return join_text(vm, a, text, text);
}

static struct string *jit_int_concat(struct vm *vm, int64_t i, struct string *b)
{
    struct string *text = jit_text_int(vm, i);

    return join_text(vm, text, b, text);
}

static struct string *jit_concat_float(struct vm *vm, struct string *a, double d)
{
    struct string *text = text_of_float(vm, d);

    return join_text(vm, a, text, text);
}

static struct string *jit_float_concat(struct vm *vm, struct string *b, double d)
{
    struct string *text = text_of_float(vm, d);

    return join_text(vm, text, b, text);
}

static struct string *append(struct vm *vm, struct string *s, const struct value *tail)
{
    struct value v;

    value_set_string(&v, s);
    return operator_append(vm, &v, tail) ? v.s : NULL;
}

static struct string *jit_append(struct vm *vm, struct string *s, struct string *tail)
{
    const struct value v = {.s = tail, .info = TYPE_STRING};

    return append(vm, s, &v);
}

static struct string *jit_append_int(struct vm *vm, struct string *s, int64_t tail)
{
    const struct value v = {.i = tail, .info = TYPE_INT};

    return append(vm, s, &v);
}

static struct string *jit_append_float(struct vm *vm, struct string *s, double tail)
{
    const struct value v = {.d = tail, .info = TYPE_FLOAT};

    return append(vm, s, &v);
}

/* As ROPE_END: on failure the parts are gone, too. */
static struct string *jit_rope(struct vm *vm, struct value *parts, int64_t count)
{
    struct value *last = &parts[count - 1];
    struct string *text = value_to_string(vm, last), *s = NULL;

    if (text != NULL) {
        value_release(vm, last);
        value_set_string(last, text);
        s = data_join_rope(vm, parts, (uint32_t)count);
    }
    for (int64_t i = 0; i < count; i++)
        value_clear(vm, &parts[i]);
    return s;
}

static int64_t jit_compare(struct vm *vm, int64_t x, uint32_t x_info, int64_t y, uint32_t y_info)
{
    const struct value a = {.i = x, .info = x_info}, b = {.i = y, .info = y_info};

    return value_compare(vm, &a, &b);
}

static uint32_t jit_is_true(const struct string *s)
{
    return s->len > 1 || (s->len == 1 && s->bytes[0] != '0');
}

static int64_t jit_int_of(struct string *s)
{
    const struct value v = {.s = s, .info = TYPE_STRING};

    return value_to_int(NULL, &v);
}

static struct string *jit_char(struct vm *vm, int64_t code)
{
    return vm->strings.chars[(unsigned char)code];
}

static struct string *jit_char_at(struct vm *vm, const struct string *s, int64_t at)
{
    return vm->strings.chars[(unsigned char)s->bytes[at]];
}

static int64_t jit_position(const struct string *s, const struct string *needle)
{
    return builtin_find(s, 0, needle, false);
}

static uint32_t jit_starts_with(const struct string *s, const struct string *start)
{
    return s->len >= start->len && memcmp(s->bytes, start->bytes, start->len) == 0;
}

static int64_t jit_order_string(const struct string *a, const struct string *b)
{
    return string_compare(a, b);
}

static double jit_log(double d)
{
    return log(d);
}

static double jit_exp(double d)
{
    return exp(d);
}

static double jit_tan(double d)
{
    return tan(d);
}

static struct object *jit_new_object(struct vm *vm, struct class *c)
{
    return object_new(vm, c);
}

/* What the literal has there is put in afterwards: nothing of it is looked at before. */
static struct array *new_array(struct vm *vm, int64_t size, const struct value *key)
{
    struct array *a = data_new_array(vm, (uint32_t)size);
    struct value v = {.info = TYPE_NULL};

    if (a == NULL || data_add_element(vm, a, key, &v))
        return a;
    array_release(vm, a);
    return NULL;
}

static struct array *jit_new_array(struct vm *vm, int64_t size)
{
    return new_array(vm, size, NULL);
}

static struct array *jit_new_array_key(struct vm *vm, int64_t size, struct string *key)
{
    const struct value k = {.s = key, .info = TYPE_STRING};

    return new_array(vm, size, &k);
}

static struct value *jit_add_next(struct vm *vm, struct array *a)
{
    struct value v = {.info = TYPE_NULL};

    return data_add_element(vm, a, NULL, &v) ? array_slot(a, a->used - 1) : NULL;
}

static struct value *jit_add_key(struct vm *vm, struct array *a, struct string *key)
{
    const struct value k = {.s = key, .info = TYPE_STRING};
    struct value v = {.info = TYPE_NULL};

    return data_add_element(vm, a, &k, &v) ? array_slot(a, a->used - 1) : NULL;
}

static struct value *jit_put_string(struct vm *vm, struct array *a, struct string *key)
{
    const struct value k = {.s = key, .info = TYPE_STRING};

    return dim_put_plain(vm, a, &k);
}

static struct value *jit_put_int(struct vm *vm, struct array *a, int64_t key)
{
    const struct value k = {.i = key, .info = TYPE_INT};

    return dim_put_plain(vm, a, &k);
}

static struct value *jit_put_next(struct vm *vm, struct array *a)
{
    return dim_put_plain(vm, a, NULL);
}

static struct value *jit_find_int(const struct array *a, int64_t index)
{
    return array_find_int(a, index);
}

static struct value *jit_find_string(const struct array *a, struct string *key)
{
    return array_find_string(a, key);
}

/* As counted_release, where the count is known not to come to zero. */
static void jit_release_shared(struct vm *vm, struct collectable *c)
{
    c->head.refcount--;
    gc_candidate(vm, c);
}

static uint32_t jit_same_string(const struct string *a, const struct string *b)
{
    return string_equal(a, b);
}

/* A string that begins like an integer may be one: that is for the handler to find out. */
static const struct value *jit_find_text(const struct array *a, struct string *key)
{
    static const struct value missing = {.info = TYPE_UNDEF};
    const struct value *found;

    if ((unsigned char)(key->bytes[0] - '0') <= 9 || key->bytes[0] == '-')
        return NULL;
    found = array_find_string(a, key);
    return found == NULL ? &missing : found;
}

static double jit_fmod(double a, double b)
{
    return fmod(a, b);
}

static double jit_pow(double a, double b)
{
    return pow(a, b);
}

static double jit_floor(double d)
{
    return floor(d);
}

static double jit_ceil(double d)
{
    return ceil(d);
}

static double jit_sin(double d)
{
    return sin(d);
}

static double jit_cos(double d)
{
    return cos(d);
}

static double jit_abs(double d)
{
    return fabs(d);
}

static int64_t jit_intdiv(int64_t a, int64_t b)
{
    return a / b;
}

static int64_t jit_min_int(int64_t a, int64_t b)
{
    return b < a ? b : a;
}

static int64_t jit_max_int(int64_t a, int64_t b)
{
    return b > a ? b : a;
}

static double jit_min_float(double a, double b)
{
    return b < a ? b : a;
}

/* Floats that can't be compared count as greater, as in value_compare. */
static double jit_max_float(double a, double b)
{
    return b <= a ? a : b;
}

static int64_t jit_order_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int64_t jit_order_float(double a, double b)
{
    return a == b ? 0 : a < b ? -1 : 1;
}

/* The words of the table's column `type`. */
enum {
    CALL_VOID = IRT_VOID,
    CALL_INT = TYPE_INT,
    CALL_FLOAT = TYPE_FLOAT,
    CALL_PTR = IRT_PTR,
    CALL_WORD = IRT_WORD,
    CALL_STRING = TYPE_STRING | IRT_COUNTED,
    CALL_NAME = TYPE_STRING, /* one that is not counted */
    CALL_ARRAY = TYPE_ARRAY | IRT_COUNTED,
    CALL_OBJECT = TYPE_OBJECT | IRT_COUNTED,
};

const struct ir_call_info ir_calls[IRCALL_COUNT] = {
#define CALL(id, function, arguments, type, effects, text)                                                 \
    {#id, (const void *)(function), arguments, CALL_##type, IRE_##effects},
#include "jit/calls.def"
#undef CALL
};
