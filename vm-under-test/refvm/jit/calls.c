/* calls.c: the C functions that traces call, and their table. Each is thin: what it does stands elsewhere.
 */
#include <math.h>

#include "jit/ir.h"
#include "vm.h"

static void counted_free_string(struct vm *vm, struct string *s)
{
    mem_free(vm, s, string_size(s->len));
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

/* The words of the table's column `type`. */
enum {
    CALL_VOID = IRT_VOID,
    CALL_INT = TYPE_INT,
    CALL_FLOAT = TYPE_FLOAT,
    CALL_PTR = IRT_PTR,
    CALL_WORD = IRT_WORD,
};

const struct ir_call_info ir_calls[IRCALL_COUNT] = {
#define CALL(id, function, arguments, type, effects, text)                                                 \
    {#id, (const void *)(function), arguments, CALL_##type, IRE_##effects},
#include "jit/calls.def"
#undef CALL
};
