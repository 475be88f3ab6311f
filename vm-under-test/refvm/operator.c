/* operator.c: arithmetic, bits, concatenation, steps.
 *
 * Each operator first looks for operands that are numbers already, which can neither warn nor fail.
 * Otherwise it holds its operands (operand_hold), so that the error handler that a warning calls, or a
 * __toString, can't take them away, and puts its result, complete, into the result's slot at the very end.
 */
#include <math.h>

#include "operator_parts.h"

/* An operand as a number. */
struct number {
    bool is_float;
    int64_t i;
    double d;
};

/* ---- operands ------------------------------------------------------------------------------------ */

static bool unsupported(struct vm *vm, const char *sign, const struct value *a, const struct value *b)
{
    if (vm->exception == NULL)
        error_throw_type(vm, "Unsupported operand types: %s %s %s", value_type_name(a), sign,
                         value_type_name(b));
    return false;
}

static struct number number_int(int64_t i)
{
    return (struct number){.i = i, .d = (double)i};
}

static struct number number_float(double d)
{
    return (struct number){.is_float = true, .d = d};
}

/* "12 apples" is 12 with a warning; what begins like no number is none. */
static bool string_to_number(struct vm *vm, const struct string *s, struct number *n)
{
    bool rest = false;
    int64_t i = 0;
    double d = 0;
    enum number_kind kind = number_parse(s->bytes, s->len, &i, &d, &rest);

    if (kind == NUMBER_NONE)
        return false;
    *n = kind == NUMBER_INT ? number_int(i) : number_float(d);
    return !rest || error_warning(vm, "A non-numeric value encountered");
}

/* False after raising, or, with nothing raised, for what is no operand of arithmetic. */
static bool to_number(struct vm *vm, const struct value *v, struct number *n)
{
    switch (v->type) {
    case TYPE_INT:
        *n = number_int(v->i);
        return true;
    case TYPE_FLOAT:
        *n = number_float(v->d);
        return true;
    case TYPE_STRING:
        return string_to_number(vm, v->s, n);
    case TYPE_ARRAY:
    case TYPE_OBJECT:
        return false;
    default:
        *n = number_int(v->type == TYPE_TRUE);
        return true;
    }
}

static bool float_to_integer(struct vm *vm, double d, int64_t *i)
{
    *i = number_to_int(d);
    return convert_is_lossless(d, *i) || convert_float_loses(vm, d);
}

static bool string_to_integer(struct vm *vm, const struct string *s, int64_t *i)
{
    struct number n;

    if (!string_to_number(vm, s, &n))
        return false;
    *i = n.is_float ? convert_saturated(n.d) : n.i;
    if (!n.is_float || convert_is_lossless(n.d, *i))
        return true;
    return error_deprecated(vm, "Implicit conversion from float-string \"%S\" to int loses precision", s);
}

/* An operand of % << >> & | ^; as to_number. */
static bool to_integer(struct vm *vm, const struct value *v, int64_t *i)
{
    switch (v->type) {
    case TYPE_INT:
        *i = v->i;
        return true;
    case TYPE_FLOAT:
        return float_to_integer(vm, v->d, i);
    case TYPE_STRING:
        return string_to_integer(vm, v->s, i);
    case TYPE_ARRAY:
    case TYPE_OBJECT:
        return false;
    default:
        *i = v->type == TYPE_TRUE;
        return true;
    }
}

/* Computes from numbers; false after raising. */
typedef bool arithmetic_fn(struct vm *vm, struct value *result, const struct number *a,
                           const struct number *b);

static bool arithmetic(struct vm *vm, struct value *result, const struct value *a, const struct value *b,
                       const char *sign, arithmetic_fn *compute)
{
    struct value x, y, out;
    struct number m, n;
    bool ok;

    value_set_undef(&out);
    operand_hold(&x, a);
    operand_hold(&y, b);
    ok = to_number(vm, &x, &m) && to_number(vm, &y, &n);
    ok = ok ? compute(vm, &out, &m, &n) : unsupported(vm, sign, &x, &y);
    operand_drop(vm, &y);
    operand_drop(vm, &x);
    value_move(result, &out);
    return ok;
}

typedef bool integer_fn(struct vm *vm, struct value *result, int64_t a, int64_t b);

static bool integer_operation(struct vm *vm, struct value *result, const struct value *a,
                              const struct value *b, const char *sign, integer_fn *compute)
{
    struct value x, y, out;
    int64_t i, j;
    bool ok;

    value_set_undef(&out);
    operand_hold(&x, a);
    operand_hold(&y, b);
    ok = to_integer(vm, &x, &i) && to_integer(vm, &y, &j);
    ok = ok ? compute(vm, &out, i, j) : unsupported(vm, sign, &x, &y);
    operand_drop(vm, &y);
    operand_drop(vm, &x);
    value_move(result, &out);
    return ok;
}

/* ---- + - * / % ----------------------------------------------------------------------------------- */

/* Integers that overflow become floats. */
static bool add(struct vm *vm, struct value *result, const struct number *a, const struct number *b)
{
    int64_t sum;

    (void)vm;
    if (a->is_float || b->is_float || __builtin_add_overflow(a->i, b->i, &sum))
        value_set_float(result, a->d + b->d);
    else
        value_set_int(result, sum);
    return true;
}

static bool sub(struct vm *vm, struct value *result, const struct number *a, const struct number *b)
{
    int64_t difference;

    (void)vm;
    if (a->is_float || b->is_float || __builtin_sub_overflow(a->i, b->i, &difference))
        value_set_float(result, a->d - b->d);
    else
        value_set_int(result, difference);
    return true;
}

static bool mul(struct vm *vm, struct value *result, const struct number *a, const struct number *b)
{
    int64_t product;

    (void)vm;
    if (a->is_float || b->is_float || __builtin_mul_overflow(a->i, b->i, &product))
        value_set_float(result, a->d * b->d);
    else
        value_set_int(result, product);
    return true;
}

static bool divide(struct vm *vm, struct value *result, const struct number *a, const struct number *b)
{
    if (b->d == 0) {
        error_throw(vm, vm->classes.division_by_zero, "Division by zero");
        return false;
    }
    if (a->is_float || b->is_float || (a->i == INT64_MIN && b->i == -1) || a->i % b->i != 0)
        value_set_float(result, a->d / b->d);
    else
        value_set_int(result, a->i / b->i);
    return true;
}

/* By squaring, exact as long as it goes. */
static void power_of_ints(struct value *result, int64_t base, int64_t exponent)
{
    int64_t product = 1, next;

    while (exponent >= 1) {
        if (exponent % 2 != 0) {
            exponent--;
            if (__builtin_mul_overflow(product, base, &next)) {
                value_set_float(result,
                                (double)product * (double)base * pow((double)base, (double)exponent));
                return;
            }
            product = next;
        } else {
            exponent /= 2;
            if (__builtin_mul_overflow(base, base, &next)) {
                value_set_float(result,
                                (double)product * pow((double)base * (double)base, (double)exponent));
                return;
            }
            base = next;
        }
    }
    value_set_int(result, product);
}

static bool power(struct vm *vm, struct value *result, const struct number *a, const struct number *b)
{
    (void)vm;
    if (a->is_float || b->is_float || b->i < 0)
        value_set_float(result, pow(a->d, b->d));
    else
        power_of_ints(result, a->i, b->i);
    return true;
}

static bool modulo(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    if (b == 0) {
        error_throw(vm, vm->classes.division_by_zero, "Modulo by zero");
        return false;
    }
    value_set_int(result, b == -1 ? 0 : a % b);
    return true;
}

/* The elements of `b` whose keys `a` has not, behind those of `a`. */
static struct array *unite(struct vm *vm, struct array *a, struct array *b)
{
    struct array *sum = array_dup(vm, a, SITE_operator_union_head, SITE_operator_union_table);

    for (uint32_t i = array_next(b, 0); sum != NULL && i < b->used; i = array_next(b, i + 1)) {
        const struct value *v = array_slot(b, i);
        struct value *slot;
        bool made;

        slot = array_put(vm, sum, array_key_at(b, i), &made, SITE_operator_union_element);
        if (slot == NULL) {
            if (!BUG(vm, gh12364_add_arrays, true))
                array_release(vm, sum);
            return NULL;
        }
        if (!made)
            continue;
        if (v->type == TYPE_REF && v->r->gc.head.refcount == 1)
            v = &v->r->value;
        value_copy(slot, v);
    }
    return sum;
}

static bool add_arrays(struct vm *vm, struct value *result, struct array *a, struct array *b)
{
    struct array *sum;

    if (b->count == 0 || a == b)
        sum = array_share(a);
    else
        sum = unite(vm, a, b);
    if (sum == NULL) {
        value_set_undef(result);
        return false;
    }
    value_set_array(result, sum);
    return true;
}

bool operator_add(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    a = value_deref_const(a);
    b = value_deref_const(b);
    if (a->type == TYPE_ARRAY && b->type == TYPE_ARRAY)
        return add_arrays(vm, result, a->a, b->a);
    return arithmetic(vm, result, a, b, "+", add);
}

bool operator_sub(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return arithmetic(vm, result, a, b, "-", sub);
}

bool operator_mul(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return arithmetic(vm, result, a, b, "*", mul);
}

bool operator_div(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return arithmetic(vm, result, a, b, "/", divide);
}

bool operator_pow(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return arithmetic(vm, result, a, b, "**", power);
}

bool operator_mod(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return integer_operation(vm, result, a, b, "%", modulo);
}

/* ---- bits ---------------------------------------------------------------------------------------- */

static bool shift_by_negative(struct vm *vm)
{
    error_throw(vm, vm->classes.arithmetic_error, "Bit shift by negative number");
    return false;
}

static bool shift_left(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    if (b < 0)
        return shift_by_negative(vm);
    value_set_int(result, b >= 64 ? 0 : (int64_t)((uint64_t)a << b));
    return true;
}

static bool shift_right(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    if (b < 0)
        return shift_by_negative(vm);
    value_set_int(result, a >> (b >= 64 ? 63 : b));
    return true;
}

bool operator_sl(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return integer_operation(vm, result, a, b, "<<", shift_left);
}

bool operator_sr(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return integer_operation(vm, result, a, b, ">>", shift_right);
}

static bool or_ints(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    (void)vm;
    value_set_int(result, a | b);
    return true;
}

static bool and_ints(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    (void)vm;
    value_set_int(result, a & b);
    return true;
}

static bool xor_ints(struct vm *vm, struct value *result, int64_t a, int64_t b)
{
    (void)vm;
    value_set_int(result, a ^ b);
    return true;
}

static char bits_of(enum opcode op, char a, char b)
{
    return (char)(op == OP_BW_OR ? a | b : op == OP_BW_AND ? a & b : a ^ b);
}

/* Two strings byte by byte; what one has more stays for |, and is cut off otherwise. */
static bool bits_of_strings(struct vm *vm, struct value *result, enum opcode op, const struct string *a,
                            const struct string *b)
{
    const struct string *longer = a->len >= b->len ? a : b;
    size_t common = a->len < b->len ? a->len : b->len;
    size_t len = op == OP_BW_OR ? longer->len : common;
    struct string *s = string_new(vm, len, SITE_operator_bits);

    if (s == NULL) {
        value_set_undef(result);
        return false;
    }
    for (size_t i = 0; i < common; i++)
        s->bytes[i] = bits_of(op, a->bytes[i], b->bytes[i]);
    memcpy(s->bytes + common, longer->bytes + common, len - common);
    value_set_string(result, s);
    return true;
}

static bool bits(struct vm *vm, struct value *result, const struct value *a, const struct value *b,
                 enum opcode op)
{
    a = value_deref_const(a);
    b = value_deref_const(b);
    if (a->type == TYPE_STRING && b->type == TYPE_STRING)
        return bits_of_strings(vm, result, op, a->s, b->s);
    if (op == OP_BW_OR)
        return integer_operation(vm, result, a, b, "|", or_ints);
    if (op == OP_BW_AND)
        return integer_operation(vm, result, a, b, "&", and_ints);
    return integer_operation(vm, result, a, b, "^", xor_ints);
}

bool operator_bw_or(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return bits(vm, result, a, b, OP_BW_OR);
}

bool operator_bw_and(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return bits(vm, result, a, b, OP_BW_AND);
}

bool operator_bw_xor(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    return bits(vm, result, a, b, OP_BW_XOR);
}

static bool not_string(struct vm *vm, struct value *result, const struct string *s)
{
    struct string *inverse = string_new(vm, s->len, SITE_operator_bits_not);

    if (inverse == NULL) {
        value_set_undef(result);
        return false;
    }
    for (size_t i = 0; i < s->len; i++)
        inverse->bytes[i] = (char)~s->bytes[i];
    value_set_string(result, inverse);
    return true;
}

bool operator_bw_not(struct vm *vm, struct value *result, const struct value *a)
{
    int64_t i;

    a = value_deref_const(a);
    switch (a->type) {
    case TYPE_INT:
        value_set_int(result, ~a->i);
        return true;
    case TYPE_FLOAT:
        if (float_to_integer(vm, a->d, &i)) {
            value_set_int(result, ~i);
            return true;
        }
        break;
    case TYPE_STRING:
        return not_string(vm, result, a->s);
    default:
        error_throw_type(vm, "Cannot perform bitwise not on %s", value_type_name(a));
    }
    value_set_undef(result);
    return false;
}

/* ---- strings ------------------------------------------------------------------------------------- */

/* A new reference, whether it is a string already or has to be made one. */
static struct string *text_of(struct vm *vm, const struct value *v)
{
    return v->type == TYPE_STRING ? string_share(v->s) : value_to_string(vm, v);
}

struct string *operator_join(struct vm *vm, struct string *a, struct string *b)
{
    if (b->len == 0)
        return string_share(a);
    if (a->len == 0)
        return string_share(b);
    return string_concat(vm, a, b, SITE_operator_concat);
}

bool operator_concat(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    struct string *left = NULL, *right = NULL, *both = NULL;
    struct value x, y;

    operand_hold(&x, a);
    operand_hold(&y, b);
    left = text_of(vm, &x);
    if (left != NULL)
        right = text_of(vm, &y);
    if (right != NULL)
        both = operator_join(vm, left, right);
    string_release(vm, right);
    string_release(vm, left);
    operand_drop(vm, &y);
    operand_drop(vm, &x);
    if (both == NULL) {
        value_set_undef(result);
        return false;
    }
    value_set_string(result, both);
    return true;
}

/* `slot` holds a string; nothing runs in here. */
static bool append_string(struct vm *vm, struct value *slot, struct string *tail)
{
    size_t len = slot->s->len;
    struct string *s;

    if (tail->len == 0)
        return true;
    if (!value_is_counted(slot) || slot->s->head.refcount > 1 || slot->s == tail) {
        s = string_concat(vm, slot->s, tail, SITE_operator_append_copy);
        if (s != NULL)
            value_clear(vm, slot);
    } else {
        s = string_resize(vm, slot->s, len + tail->len, SITE_operator_append_grow);
        if (s != NULL)
            memcpy(s->bytes + len, tail->bytes, tail->len);
    }
    if (s == NULL)
        return false;
    value_set_string(slot, s);
    return true;
}

bool operator_append(struct vm *vm, struct value *variable, const struct value *b)
{
    struct value *slot = value_deref(variable), joined, old;

    b = value_deref_const(b);
    if (slot->type == TYPE_STRING && b->type == TYPE_STRING)
        return append_string(vm, slot, b->s);
    if (slot->type == TYPE_STRING && b->type < TYPE_STRING) {
        struct string *tail = value_to_string(vm, b);
        bool ok = tail != NULL && append_string(vm, slot, tail);

        string_release(vm, tail);
        return ok;
    }
    if (!operator_concat(vm, &joined, slot, b))
        return false;
    slot = value_deref(variable);
    old = *slot;
    value_move(slot, &joined);
    value_release(vm, &old);
    return vm->exception == NULL;
}

/* ---- ++ and -- ----------------------------------------------------------------------------------- */

static bool step_number(struct value *v, int64_t by)
{
    int64_t sum;

    if (v->type == TYPE_FLOAT)
        v->d += (double)by;
    else if (__builtin_add_overflow(v->i, by, &sum))
        value_set_float(v, (double)v->i + (double)by);
    else
        v->i = sum;
    return true;
}

/* `*v` becomes the number of its text, if that is one and nothing else. */
static bool number_of_text(struct vm *vm, struct value *v)
{
    bool rest = false;
    int64_t i;
    double d;
    struct value number;

    switch (number_parse(v->s->bytes, v->s->len, &i, &d, &rest)) {
    case NUMBER_INT:
        value_set_int(&number, i);
        break;
    case NUMBER_FLOAT:
        value_set_float(&number, d);
        break;
    default:
        return false;
    }
    if (rest)
        return false;
    value_clear(vm, v);
    value_move(v, &number);
    return true;
}

/* Is there nothing but last letters and digits, so that the text becomes longer? */
static bool step_makes_longer(const struct string *s)
{
    return strspn(s->bytes, "zZ9") == s->len;
}

/* Carries from the right through letters and digits. */
static void step_bytes(char *bytes, size_t len)
{
    while (len-- > 0) {
        char c = bytes[len];

        if (c == 'z' || c == 'Z' || c == '9') {
            bytes[len] = c == 'z' ? 'a' : c == 'Z' ? 'A' : '0';
            continue;
        }
        if ((c >= 'a' && c < 'z') || (c >= 'A' && c < 'Z') || (c >= '0' && c < '9'))
            bytes[len]++;
        return;
    }
}

/* "Az" is followed by "Ba", "Zz" by "AAa". */
static bool increment_text(struct vm *vm, struct value *v)
{
    size_t len = v->s->len, more = step_makes_longer(v->s);
    struct string *s = string_new(vm, len + more, SITE_operator_step);
    char first = v->s->bytes[0];

    if (s == NULL)
        return false;
    memcpy(s->bytes + more, v->s->bytes, len);
    step_bytes(s->bytes + more, len);
    if (more)
        s->bytes[0] = first == 'z' ? 'a' : first == 'Z' ? 'A' : '1';
    value_clear(vm, v);
    value_set_string(v, s);
    return true;
}

static bool step_impossible(struct vm *vm, const struct value *v, const char *what)
{
    error_throw_type(vm, "Cannot %s %s", what, value_type_name(v));
    return false;
}

bool operator_increment(struct vm *vm, struct value *v)
{
    switch (v->type) {
    case TYPE_INT:
    case TYPE_FLOAT:
        return step_number(v, 1);
    case TYPE_UNDEF:
    case TYPE_NULL:
        value_set_int(v, 1);
        return true;
    case TYPE_STRING:
        if (number_of_text(vm, v))
            return step_number(v, 1);
        if (v->s->len > 0)
            return increment_text(vm, v);
        value_clear(vm, v);
        value_set_string(v, vm->strings.chars['1']);
        return true;
    case TYPE_ARRAY:
    case TYPE_OBJECT:
        return step_impossible(vm, v, "increment");
    default:
        return true;
    }
}

bool operator_decrement(struct vm *vm, struct value *v)
{
    switch (v->type) {
    case TYPE_INT:
    case TYPE_FLOAT:
        return step_number(v, -1);
    case TYPE_UNDEF:
        value_set_null(v);
        return true;
    case TYPE_STRING:
        if (number_of_text(vm, v))
            return step_number(v, -1);
        if (v->s->len > 0)
            return true;
        value_clear(vm, v);
        value_set_int(v, -1);
        return true;
    case TYPE_ARRAY:
    case TYPE_OBJECT:
        return step_impossible(vm, v, "decrement");
    default:
        return true;
    }
}

/* ---- the rest ------------------------------------------------------------------------------------ */

bool operator_spaceship(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    int order = value_compare(vm, a, b);

    if (vm->exception != NULL) {
        value_set_undef(result);
        return false;
    }
    value_set_int(result, order);
    return true;
}

bool operator_bool_xor(struct vm *vm, struct value *result, const struct value *a, const struct value *b)
{
    bool different = value_is_true(vm, a) != value_is_true(vm, b);

    value_set_bool(result, different);
    return true;
}

operator_fn *operator_of(enum opcode op)
{
    switch (op) {
    case OP_ADD:
        return operator_add;
    case OP_SUB:
        return operator_sub;
    case OP_MUL:
        return operator_mul;
    case OP_DIV:
        return operator_div;
    case OP_MOD:
        return operator_mod;
    case OP_POW:
        return operator_pow;
    case OP_SL:
        return operator_sl;
    case OP_SR:
        return operator_sr;
    case OP_BW_OR:
        return operator_bw_or;
    case OP_BW_AND:
        return operator_bw_and;
    case OP_BW_XOR:
        return operator_bw_xor;
    case OP_CONCAT:
        return operator_concat;
    case OP_SPACESHIP:
        return operator_spaceship;
    case OP_BOOL_XOR:
        return operator_bool_xor;
    default:
        return NULL;
    }
}
