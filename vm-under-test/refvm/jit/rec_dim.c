/* rec_dim.c: elements of arrays. Packed arrays by an integer are read and written in place; other keys are
 * looked up by a call. What makes room, separates an array or warns is left to the handlers.
 */
#include "jit/rec_parts.h"

/* An element that is there. */
struct element {
    struct array *array;
    struct value *value; /* now */
    ir_ref address;
};

/* ---- finding ------------------------------------------------------------------------------------- */

static ir_ref array_field(struct recorder *r, ir_ref array, size_t field, uint8_t type)
{
    return rec_xload(r, type, rec_field(r, array, field));
}

#define FIELD(array, name, type) array_field(r, array, offsetof(struct array, name), type)

static ir_ref as_int(struct recorder *r, ir_ref ref)
{
    return rec_emit(r, IR_ZEXT, TYPE_INT, ref, 0);
}

static void guard_packed(struct recorder *r, ir_ref array, bool packed)
{
    rec_guard(r, IR_EQ, TYPE_INT, packed ? IRF_NOT : 0, as_int(r, FIELD(array, packed, IRT_BYTE)),
              ir_kint(&r->ir, 0));
}

/* As the fast handlers see it: a string that looks like an integer is theirs no more. */
static bool is_plain_key(const struct value *k)
{
    return k->type == TYPE_STRING && (unsigned char)(k->s->bytes[0] - '0') > 9 && k->s->bytes[0] != '-';
}

static struct value *find_now(const struct array *a, const struct value *k)
{
    if (k->type == TYPE_INT && a->packed)
        return (uint64_t)k->i < a->used && a->values[k->i].type != TYPE_UNDEF ? &a->values[k->i] : NULL;
    if (k->type == TYPE_INT)
        return array_find_int(a, k->i);
    return is_plain_key(k) ? array_find_string(a, k->s) : NULL;
}

/* The address of an element of a packed array; its index is below what is used. */
static ir_ref packed_address(struct recorder *r, ir_ref array, ir_ref key)
{
    guard_packed(r, array, true);
    rec_guard(r, IR_ULT, TYPE_INT, 0, key, as_int(r, FIELD(array, used, IRT_WORD)));
    return rec_emit(r, IR_INDEX, IRT_PTR, FIELD(array, values, IRT_PTR), key);
}

/* A string that is another one next time may look like an integer, for which FIND_TEXT has no answer; for
 * what is not there it gives an undefined value. */
static ir_ref call_find(struct recorder *r, const struct value *k, ir_ref array, ir_ref key)
{
    ir_ref args[2] = {array, key}, found;

    if (k->type == TYPE_INT) {
        guard_packed(r, array, false);
        return rec_call(r, IRCALL_FIND_INT, 2, args);
    }
    if (ir_is_const(key))
        return rec_call(r, IRCALL_FIND_STRING, 2, args);
    found = rec_call(r, IRCALL_FIND_TEXT, 2, args);
    rec_guard(r, IR_NE, IRT_PTR, 0, found, rec_null(r));
    return found;
}

static bool is_text(const struct value *k, ir_ref key)
{
    return k->type == TYPE_STRING && !ir_is_const(key);
}

/* Where the key's element is. False: by the handler. */
static bool find_element(struct recorder *r, const struct value *k, ir_ref array, ir_ref key,
                         struct element *e)
{
    e->value = find_now(e->array, k);
    if (e->value == NULL)
        return false;
    if (k->type == TYPE_INT && e->array->packed) {
        e->address = packed_address(r, array, key);
        return true;
    }
    e->address = call_find(r, k, array, key);
    if (!is_text(k, key))
        rec_guard(r, IR_NE, IRT_PTR, 0, e->address, rec_null(r));
    return true;
}

/* That there is no such key. False: by the handler, as there is a hole. */
static bool guard_missing(struct recorder *r, const struct value *k, const struct array *a, ir_ref array,
                          ir_ref key)
{
    if (k->type == TYPE_INT && a->packed) {
        if ((uint64_t)k->i < a->used)
            return false;
        guard_packed(r, array, true);
        rec_guard(r, IR_ULT, TYPE_INT, IRF_NOT, key, as_int(r, FIELD(array, used, IRT_WORD)));
    } else if (is_text(k, key)) {
        const struct value missing = {.info = TYPE_UNDEF};

        rec_vload(r, call_find(r, k, array, key), &missing);
    } else {
        rec_guard_equal(r, IRT_PTR, call_find(r, k, array, key), rec_null(r));
    }
    return true;
}

/* The value of an element, a reference followed. */
static ir_ref load_element(struct recorder *r, const struct element *e)
{
    ir_ref ref = rec_vload(r, e->address, e->value);

    if (e->value->type != TYPE_REF)
        return ref;
    return rec_vload(r, rec_field(r, ref, offsetof(struct ref, value)), &e->value->r->value);
}

/* ---- reading ------------------------------------------------------------------------------------- */

static bool is_key(struct recorder *r, const struct opline *o)
{
    const struct value *k;

    if (o->op2_kind == OPERAND_UNUSED || !rec_readable(r, o->op2_kind, o->op2, o))
        return false;
    k = rec_look(r, o->op2_kind, o->op2, o);
    return k->type == TYPE_INT || k->type == TYPE_STRING;
}

/* A byte of a string, as a string that is interned. */
static enum rec_result fetch_byte(struct recorder *r, const struct opline *o, const struct string *s)
{
    const struct value *k = rec_look(r, o->op2_kind, o->op2, o);
    ir_ref string, args[3], ref;

    if (o->opcode == OP_FETCH_LIST_R || k->type != TYPE_INT || (uint64_t)k->i >= s->len)
        return REC_HCALL;
    string = rec_read(r, o->op1_kind, o->op1, o);
    args[0] = rec_pointer(r, r->vm);
    args[1] = string;
    args[2] = rec_read(r, o->op2_kind, o->op2, o);
    rec_guard(r, IR_ULT, TYPE_INT, 0, args[2],
              rec_xload(r, TYPE_INT, rec_field(r, string, offsetof(struct string, len))));
    ref = rec_call(r, IRCALL_CHAR_AT, 3, args);
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_kill_operand(r, o->op2_kind, o->op2);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* $a[k] ?? ...: null where there is no such key. */
static enum rec_result fetch_missing(struct recorder *r, const struct opline *o, const struct array *a,
                                     ir_ref array, ir_ref key)
{
    const struct value *k = rec_look(r, o->op2_kind, o->op2, o);

    if (!(k->type == TYPE_INT || is_plain_key(k)) || !guard_missing(r, k, a, array, key))
        return REC_HCALL;
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ir_kpri(&r->ir, TYPE_NULL));
    return REC_DONE;
}

/* FETCH_DIM_R FETCH_DIM_IS FETCH_LIST_R; the last keeps its op1. */
enum rec_result rec_fetch_dim(struct recorder *r, const struct opline *o)
{
    bool kept = o->opcode == OP_FETCH_LIST_R;
    const struct value *c;
    struct element e;
    ir_ref array, key, ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !is_key(r, o))
        return REC_HCALL;
    c = rec_peek(r, o->op1_kind, o->op1, o);
    if (c->type == TYPE_STRING)
        return fetch_byte(r, o, c->s);
    if (c->type != TYPE_ARRAY)
        return REC_HCALL;
    array = rec_read(r, o->op1_kind, o->op1, o);
    key = rec_read(r, o->op2_kind, o->op2, o);
    e.array = c->a;
    if (!kept && !rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    if (o->opcode == OP_FETCH_DIM_IS && find_now(e.array, rec_look(r, o->op2_kind, o->op2, o)) == NULL)
        return fetch_missing(r, o, e.array, array, key);
    if (!find_element(r, rec_look(r, o->op2_kind, o->op2, o), array, key, &e))
        return REC_HCALL;
    ref = load_element(r, &e);
    rec_retain(r, ref);
    rec_free_operand(r, o->op2_kind, o->op2);
    if (!kept)
        rec_free_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* isset($a[k]) where there is no such key */
static enum rec_result isset_missing(struct recorder *r, const struct opline *o, const struct array *a,
                                     ir_ref array, ir_ref key)
{
    if (!guard_missing(r, rec_look(r, o->op2_kind, o->op2, o), a, array, key))
        return REC_HCALL;
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_branch(r, o, false);
    return REC_DONE;
}

enum rec_result rec_isset_dim(struct recorder *r, const struct opline *o)
{
    const struct value *c, *k;
    struct element e;
    ir_ref array, key;

    if (o->op1_kind != OPERAND_CV || (o->extended & ISEMPTY) || !is_key(r, o))
        return REC_HCALL;
    c = rec_peek(r, o->op1_kind, o->op1, o);
    k = rec_look(r, o->op2_kind, o->op2, o);
    if (c->type != TYPE_ARRAY || !(k->type == TYPE_INT || is_plain_key(k)))
        return REC_HCALL;
    array = rec_read(r, o->op1_kind, o->op1, o);
    key = rec_read(r, o->op2_kind, o->op2, o);
    e.array = c->a;
    if (find_now(c->a, k) == NULL)
        return isset_missing(r, o, c->a, array, key);
    if (!find_element(r, k, array, key, &e))
        return REC_HCALL;
    load_element(r, &e);
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_branch(r, o, value_deref_const(e.value)->type > TYPE_NULL);
    return REC_DONE;
}

/* ---- places -------------------------------------------------------------------------------------- */

/* The array in op1 to be written to: a variable's, or that of a place that this trace found: one that it
 * did not could be a slot of the map. Nobody else holds it. IR_REF_NONE: by the handler. */
static ir_ref own_array(struct recorder *r, const struct opline *o, struct array **a)
{
    const struct value *c = rec_look(r, o->op1_kind, o->op1, o);
    ir_ref ref;

    if (o->op1_kind == OPERAND_VAR && c->type == TYPE_INDIRECT && rec_knows(r, o->op1.slot))
        c = c->indirect;
    else if (o->op1_kind != OPERAND_CV)
        return IR_REF_NONE;
    if (value_deref_const(c)->info != INFO_ARRAY || value_deref_const(c)->a->gc.head.refcount != 1)
        return IR_REF_NONE;
    ref = rec_load(r, o->op1.slot);
    if (o->op1_kind == OPERAND_VAR)
        ref = rec_vload(r, ref, c);
    if (c->type == TYPE_REF)
        ref = rec_vload(r, rec_field(r, ref, offsetof(struct ref, value)), &c->r->value);
    if (!BUG(r->vm, bug79475_shared_array, true))
        rec_guard_equal(r, IRT_WORD,
                        rec_xload(r, IRT_WORD, rec_field(r, ref, offsetof(struct counted, refcount))),
                        rec_word(r, 1));
    *a = value_deref_const(c)->a;
    return ref;
}

/* FETCH_DIM_W FETCH_DIM_RW: the place is an address of its own type, so that an exit finds it in its slot.
 */
enum rec_result rec_fetch_dim_place(struct recorder *r, const struct opline *o)
{
    struct element e;
    ir_ref array, key, place;

    if (!is_key(r, o))
        return REC_HCALL;
    array = own_array(r, o, &e.array);
    if (array == IR_REF_NONE)
        return REC_HCALL;
    key = rec_read(r, o->op2_kind, o->op2, o);
    if (!rec_free_guard(r, o->op2_kind, o->op2, 0) ||
        !find_element(r, rec_look(r, o->op2_kind, o->op2, o), array, key, &e))
        return REC_HCALL;
    /* It may be a hole next time. */
    rec_guard(r, IR_NE, IRT_WORD, 0, rec_emit(r, IR_VINFO, IRT_WORD, e.address, 0), rec_word(r, 0));
    place = ir_raw(&r->ir, IR_FIELD, TYPE_INDIRECT, 0, e.address, 0);
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, place);
    return REC_DONE;
}

/* ---- writing ------------------------------------------------------------------------------------- */

/* The rest of an assignment: the value goes to `address`, and what was there goes away. */
static enum rec_result store_data(struct recorder *r, const struct opline *o, ir_ref address, ir_ref before)
{
    uint8_t kind = o[1].op1_kind;
    ir_ref ref = rec_read(r, kind, o[1].op1, o + 1);

    rec_own(r, kind, o[1].op1, ref);
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
    if (o->op2_kind != OPERAND_UNUSED)
        rec_free_operand(r, o->op2_kind, o->op2);
    rec_kill_operand(r, o->op1_kind, o->op1);
    if (o->result_kind != OPERAND_UNUSED) {
        rec_retain(r, ref);
        rec_result(r, o, ref);
    }
    if (before != IR_REF_NONE)
        rec_release_value(r, before);
    r->expect = o + 2;
    return REC_DONE;
}

/* What is assigned, read before the effects; not the container itself. */
static bool read_data(struct recorder *r, const struct opline *o, const struct array *a, ir_ref array)
{
    uint8_t kind = o[1].op1_kind;
    const struct value *v;
    ir_ref ref;

    if (!rec_readable(r, kind, o[1].op1, o + 1))
        return false;
    v = rec_look(r, kind, o[1].op1, o + 1);
    if (v->type == TYPE_REF || v->counted == &a->gc.head)
        return false;
    ref = rec_read(r, kind, o[1].op1, o + 1);
    if (rec_type(r, ref) == (TYPE_ARRAY | IRT_COUNTED))
        rec_guard(r, IR_NE, IRT_PTR, 0, ref, array);
    return true;
}

/* A new element has a value that holds nothing. */
static enum rec_result put_data(struct recorder *r, const struct opline *o, enum ir_call call, ir_ref array,
                                ir_ref key)
{
    return store_data(r, o, rec_raising(r, o, call, array, key), IR_REF_NONE);
}

static enum rec_result append(struct recorder *r, const struct opline *o)
{
    struct array *a;
    ir_ref array = own_array(r, o, &a), used, next, address;

    if (array == IR_REF_NONE || !read_data(r, o, a, array))
        return REC_HCALL;
    if (!a->packed || a->used >= a->capacity || a->next_index != (int64_t)a->used)
        return put_data(r, o, IRCALL_PUT_NEXT, array, IR_REF_NONE);
    guard_packed(r, array, true);
    used = as_int(r, FIELD(array, used, IRT_WORD));
    rec_guard(r, IR_ULT, TYPE_INT, 0, used, as_int(r, FIELD(array, capacity, IRT_WORD)));
    rec_guard_equal(r, TYPE_INT, FIELD(array, next_index, TYPE_INT), used);
    address = rec_emit(r, IR_INDEX, IRT_PTR, FIELD(array, values, IRT_PTR), used);
    next = rec_emit(r, IR_ADD, TYPE_INT, used, ir_kint(&r->ir, 1));
    rec_xstore(r, IRT_WORD, rec_field(r, array, offsetof(struct array, used)), next);
    rec_xstore(r, IRT_WORD, rec_field(r, array, offsetof(struct array, count)),
               rec_emit(r, IR_ADD, TYPE_INT, as_int(r, FIELD(array, count, IRT_WORD)), ir_kint(&r->ir, 1)));
    rec_xstore(r, TYPE_INT, rec_field(r, array, offsetof(struct array, next_index)), next);
    return store_data(r, o, address, IR_REF_NONE);
}

/* By a key that is not there yet. */
static enum rec_result assign_missing(struct recorder *r, const struct opline *o, const struct array *a,
                                      ir_ref array, ir_ref key)
{
    const struct value *k = rec_look(r, o->op2_kind, o->op2, o);

    if (!(k->type == TYPE_INT || is_plain_key(k)) || !guard_missing(r, k, a, array, key))
        return REC_HCALL;
    return put_data(r, o, k->type == TYPE_INT ? IRCALL_PUT_INT : IRCALL_PUT_STRING, array, key);
}

enum rec_result rec_assign_dim(struct recorder *r, const struct opline *o)
{
    ir_ref array, key, before;
    struct element e;

    if (o->op2_kind == OPERAND_UNUSED)
        return append(r, o);
    if (!is_key(r, o))
        return REC_HCALL;
    array = own_array(r, o, &e.array);
    if (array == IR_REF_NONE || !read_data(r, o, e.array, array))
        return REC_HCALL;
    key = rec_read(r, o->op2_kind, o->op2, o);
    if (find_now(e.array, rec_look(r, o->op2_kind, o->op2, o)) == NULL)
        return assign_missing(r, o, e.array, array, key);
    if (!find_element(r, rec_look(r, o->op2_kind, o->op2, o), array, key, &e) || e.value->type >= TYPE_REF)
        return REC_HCALL;
    before = rec_vload(r, e.address, e.value);
    if (!rec_release_guard(r, before, e.value, 0))
        return REC_HCALL;
    return store_data(r, o, e.address, before);
}

static bool is_number(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT;
}

enum rec_result rec_assign_dim_op(struct recorder *r, const struct opline *o)
{
    uint8_t kind = o[1].op1_kind;
    ir_ref array, key, ref, rb;
    struct element e;

    if (!is_key(r, o) || !rec_readable(r, kind, o[1].op1, o + 1) ||
        !is_number(rec_peek(r, kind, o[1].op1, o + 1)))
        return REC_HCALL;
    array = own_array(r, o, &e.array);
    if (array == IR_REF_NONE)
        return REC_HCALL;
    key = rec_read(r, o->op2_kind, o->op2, o);
    rb = rec_read(r, kind, o[1].op1, o + 1);
    if (!find_element(r, rec_look(r, o->op2_kind, o->op2, o), array, key, &e) || !is_number(e.value))
        return REC_HCALL;
    ref = rec_vload(r, e.address, e.value);
    ref = rec_operate(r, (uint8_t)o->extended, e.value, rec_peek(r, kind, o[1].op1, o + 1), ref, rb);
    if (ref == IR_REF_NONE)
        return REC_HCALL;
    rec_effect(r, IR_VSTORE, rec_type(r, ref), e.address, ref);
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_kill_operand(r, kind, o[1].op1);
    rec_result(r, o, ref);
    r->expect = o + 2;
    return REC_DONE;
}

/* ---- sizes --------------------------------------------------------------------------------------- */

enum rec_result rec_count(struct recorder *r, const struct opline *o)
{
    ir_ref array, count;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || rec_peek(r, o->op1_kind, o->op1, o)->type != TYPE_ARRAY)
        return REC_HCALL;
    array = rec_read(r, o->op1_kind, o->op1, o);
    if (!rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    count = as_int(r, FIELD(array, count, IRT_WORD));
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, count);
    return REC_DONE;
}

enum rec_result rec_strlen(struct recorder *r, const struct opline *o)
{
    ir_ref string, size;

    if (!rec_readable(r, o->op1_kind, o->op1, o) ||
        rec_peek(r, o->op1_kind, o->op1, o)->type != TYPE_STRING)
        return REC_HCALL;
    string = rec_read(r, o->op1_kind, o->op1, o);
    size = rec_xload(r, TYPE_INT, rec_field(r, string, offsetof(struct string, len)));
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, size);
    return REC_DONE;
}
