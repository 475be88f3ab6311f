/* rec_new.c: objects and array literals that are made.
 *
 * An element of a literal is made as a null, which nobody can see, and then gets its value. */
#include "jit/rec_parts.h"

/* ---- objects ------------------------------------------------------------------------------------- */

/* Nothing may run or raise but for want of memory: what a class evaluates when it is first used is done,
 * and its constructor may be called from here. */
static bool is_plain_class(const struct recorder *r, const struct opline *o, const struct class *c)
{
    const struct func *func = r->frame->func;

    if ((c->flags & (CLASS_INTERFACE | CLASS_ABSTRACT | CLASS_NO_NEW)) ||
        !(c->flags & CLASS_CONSTANTS_DONE))
        return false;
    if (c->constructor == NULL)
        return o->extended == 0;
    return (c->constructor->flags & FUNC_PUBLIC) ||
           (!(func->flags & FUNC_CLOSURE) && class_func_ok(c->constructor, func->scope));
}

enum rec_result rec_new(struct recorder *r, const struct opline *o)
{
    struct class *c = rec_fixed_class(r, o, o->op1_kind, o->op1);

    return c != NULL && is_plain_class(r, o, c) ? rec_construct(r, o, c) : REC_HCALL;
}

/* ---- array literals ------------------------------------------------------------------------------ */

/* A key of a literal that is known, and no integer in disguise. */
static struct string *plain_key(const struct opline *o)
{
    const struct value *k;

    if (o->op2_kind != OPERAND_CONST)
        return NULL;
    k = opline_literal(o, o->op2);
    if (k->type != TYPE_STRING || (unsigned char)(k->s->bytes[0] - '0') <= 9 || k->s->bytes[0] == '-')
        return NULL;
    return k->s;
}

static bool is_element(struct recorder *r, const struct opline *o)
{
    return !(o->extended & ARRAY_ELEMENT_REF) && rec_readable(r, o->op1_kind, o->op1, o) &&
           (o->op2_kind == OPERAND_UNUSED || plain_key(o) != NULL);
}

/* The handler takes a holder of its own, and lets a temporary go. */
static void put_element(struct recorder *r, const struct opline *o, ir_ref address, ir_ref ref)
{
    if (o->op1_kind & (OPERAND_TMP | OPERAND_VAR))
        rec_touch(r, ref);
    rec_own(r, o->op1_kind, o->op1, ref);
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
}

static ir_ref key_constant(struct recorder *r, const struct opline *o)
{
    return ir_kptr(&r->ir, plain_key(o), TYPE_STRING);
}

enum rec_result rec_init_array(struct recorder *r, const struct opline *o)
{
    ir_ref size = ir_kint(&r->ir, o->extended >> 2), ref, array;

    if (o->op1_kind == OPERAND_UNUSED && o->extended >> 2 == 0) {
        rec_result(r, o, ir_kptr(&r->ir, r->vm->empty_array, TYPE_ARRAY));
        return REC_DONE;
    }
    if (o->op1_kind == OPERAND_UNUSED || !is_element(r, o))
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (o->op2_kind == OPERAND_UNUSED)
        array = rec_raising(r, o, IRCALL_NEW_ARRAY, size, IR_REF_NONE);
    else
        array = rec_raising(r, o, IRCALL_NEW_ARRAY_KEY, size, key_constant(r, o));
    put_element(r, o, rec_xload(r, IRT_PTR, rec_field(r, array, offsetof(struct array, values))), ref);
    rec_result(r, o, array);
    return REC_DONE;
}

enum rec_result rec_add_array_element(struct recorder *r, const struct opline *o)
{
    const struct value *live = frame_at(r->frame, o->result.slot);
    ir_ref array, ref, address, args[2];

    if (!is_element(r, o))
        return REC_HCALL;
    array = rec_load(r, o->result.slot);
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (o->op2_kind == OPERAND_UNUSED) {
        address = rec_raising(r, o, IRCALL_ADD_NEXT, array, IR_REF_NONE);
    } else {
        if (array_find_string(live->a, plain_key(o)) != NULL)
            return REC_HCALL;
        args[0] = array;
        args[1] = key_constant(r, o);
        rec_guard_equal(r, IRT_PTR, rec_call(r, IRCALL_FIND_STRING, 2, args), rec_null(r));
        address = rec_raising(r, o, IRCALL_ADD_KEY, array, args[1]);
    }
    put_element(r, o, address, ref);
    return REC_DONE;
}
