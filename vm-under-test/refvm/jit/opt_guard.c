/* opt_guard.c: the rules for guards. How they work, and what they must respect, is said in opt_fold.c. */
#include <math.h>

#include "jit/opt.h"
#include "vm.h"

/* ---- one form ------------------------------------------------------------------------------------- */

/* a OP b is b MIRROR a; for floats, too: both are false when unordered. */
static enum ir_op mirror(enum ir_op op)
{
    switch (op) {
    case IR_LT:
        return IR_GT;
    case IR_LE:
        return IR_GE;
    case IR_GT:
        return IR_LT;
    case IR_GE:
        return IR_LE;
    default:
        return op;
    }
}

/* What holds when OP does not; not for floats. NOP: there is none. */
static enum ir_op opposite(enum ir_op op)
{
    switch (op) {
    case IR_EQ:
        return IR_NE;
    case IR_NE:
        return IR_EQ;
    case IR_LT:
        return IR_GE;
    case IR_LE:
        return IR_GT;
    case IR_GT:
        return IR_LE;
    case IR_GE:
        return IR_LT;
    default:
        return IR_NOP;
    }
}

static bool normalize(struct fold *f)
{
    if ((f->flags & IRF_NOT) && !irt_is_float(f->type) && opposite(f->op) != IR_NOP) {
        f->op = opposite(f->op);
        f->flags &= (uint16_t)~IRF_NOT;
        return true;
    }
    if (f->a < f->b && f->op != IR_ULT) {
        ir_ref a = f->a;

        f->op = mirror(f->op);
        f->a = f->b;
        f->b = a;
        return true;
    }
    return false;
}

/* ---- constants ------------------------------------------------------------------------------------ */

enum verdict { UNKNOWN, HOLDS, FAILS };

static enum verdict verdict(bool holds)
{
    return holds ? HOLDS : FAILS;
}

/* From how a stands to b: below 0, 0, above 0. */
static enum verdict by_order(enum ir_op op, int order)
{
    switch (op) {
    case IR_EQ:
        return verdict(order == 0);
    case IR_NE:
        return verdict(order != 0);
    case IR_LT:
    case IR_ULT:
        return verdict(order < 0);
    case IR_LE:
        return verdict(order <= 0);
    case IR_GT:
        return verdict(order > 0);
    case IR_GE:
        return verdict(order >= 0);
    default:
        return UNKNOWN;
    }
}

static enum verdict compare_floats(enum ir_op op, double a, double b)
{
    if (isnan(a) || isnan(b))
        return op == IR_NE ? UNKNOWN : FAILS;
    return by_order(op, (a > b) - (a < b));
}

static enum verdict compare_consts(const struct fold *f)
{
    union ir_const a = ir_const_of(f->ir, f->a), b = ir_const_of(f->ir, f->b);

    if (irt_is_float(f->type))
        return compare_floats(f->op, a.d, b.d);
    if (f->type == TYPE_INT && f->op != IR_ULT)
        return by_order(f->op, (a.i > b.i) - (a.i < b.i));
    /* How addresses are ordered says nothing. */
    if (f->type != TYPE_INT && f->type != IRT_WORD && f->op != IR_EQ && f->op != IR_NE)
        return UNKNOWN;
    return by_order(f->op, (a.u > b.u) - (a.u < b.u));
}

/* ---- values ---------------------------------------------------------------------------------------- */

static bool is_null(const struct fold *f, ir_ref ref)
{
    return ir_is_const(ref) && ir_at(f->ir, ref)->op == IR_KPTR && ir_const_of(f->ir, ref).u == 0;
}

/* The address of something that is there. What was loaded may be NULL whatever its type. */
static bool is_never_null(const struct fold *f, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(f->ir, ref);

    return ins->op == IR_SADDR || ins->op == IR_FIELD || ins->op == IR_INDEX;
}

static enum verdict compare_values(const struct fold *f)
{
    if (f->a == f->b && (!irt_is_float(f->type) || BUG(f->ir->vm, lj1069_nan_guard, true)))
        return by_order(f->op, 0);
    if ((f->op == IR_EQ || f->op == IR_NE) && is_null(f, f->b) && is_never_null(f, f->a))
        return verdict(f->op == IR_NE);
    return UNKNOWN;
}

static ir_ref answer(const struct fold *f, enum verdict v)
{
    return v == ((f->flags & IRF_NOT) ? FAILS : HOLDS) ? (ir_ref)IR_REF_NONE : (ir_ref)FOLD_NEXT;
}

ir_ref opt_rules_compare(struct fold *f)
{
    if (normalize(f))
        return FOLD_AGAIN;
    return answer(f, ir_is_const(f->a) && ir_is_const(f->b) ? compare_consts(f) : compare_values(f));
}

ir_ref opt_rules_testz(struct fold *f)
{
    if (!ir_is_const(f->a))
        return FOLD_NEXT;
    return answer(f, verdict((ir_const_of(f->ir, f->a).u & f->b) == 0));
}

/* ---- guards that imply others ---------------------------------------------------------------------- */

static bool is_guarded(const struct fold *f, enum ir_op op)
{
    const struct ir *ir = f->ir;

    for (uint32_t n = ir->chain[op]; n != 0; n = ir->ins[n].prev)
        if (ir->ins[n].a == f->a && ir->ins[n].b == f->b && ir->ins[n].type == f->type &&
            !(ir->ins[n].flags & IRF_NOT))
            return true;
    return false;
}

bool opt_guard_implied(const struct fold *f)
{
    if (f->flags & IRF_NOT)
        return false;
    switch (f->op) {
    case IR_LE:
        return is_guarded(f, IR_LT) || is_guarded(f, IR_EQ);
    case IR_GE:
        return is_guarded(f, IR_GT) || is_guarded(f, IR_EQ);
    case IR_NE:
        return !irt_is_float(f->type) && (is_guarded(f, IR_LT) || is_guarded(f, IR_GT));
    default:
        return false;
    }
}
