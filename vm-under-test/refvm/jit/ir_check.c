/* ir_check.c: the verifier of the IR, for debug builds, tests and `set: ircheck=1`.
 *
 * It looks at each instruction by itself (operands, types), and at what holds between them: a guard has a
 * snapshot that can be restored where it stands, nothing that a program could see lies between a snapshot
 * and a guard that uses it (law 1a), PHIs stand at the end of a loop. What it finds is a bug of the
 * recorder or the optimizer, never of the program.
 */
#include "jit/opt.h"
#include "vm.h"

/* ---- types ----------------------------------------------------------------------------------------- */

/* What can be compared with each other, or stand for each other in a word of memory. */
enum sort { SORT_NONE, SORT_INT, SORT_FLOAT, SORT_ADDRESS, SORT_WORD };

static enum sort sort_of(uint8_t type)
{
    if (type == TYPE_INT || type == TYPE_FLOAT)
        return type == TYPE_INT ? SORT_INT : SORT_FLOAT;
    if (type == IRT_WORD || type == IRT_BYTE)
        return SORT_WORD;
    return irt_is_address(type) ? SORT_ADDRESS : SORT_NONE;
}

static uint8_t type_of(const struct ir *ir, ir_ref ref)
{
    return ir_at(ir, ref)->type;
}

static const char *check_compare(const struct ir *ir, const struct ir_ins *ins)
{
    enum sort sort = sort_of(ins->type);

    if (sort == SORT_NONE)
        return "guard of a type that can't be compared";
    if (sort_of(type_of(ir, ins->a)) != sort || sort_of(type_of(ir, ins->b)) != sort)
        return "guard's operands are of another type";
    return ins->op == IR_ULT && sort != SORT_INT && sort != SORT_WORD ? "unsigned guard of no integer"
                                                                      : NULL;
}

static const char *check_arith(const struct ir *ir, const struct ir_ins *ins, bool float_too)
{
    if (ins->type != TYPE_INT && !(float_too && ins->type == TYPE_FLOAT))
        return "arithmetic of a type that is no number, or not the right one";
    if (type_of(ir, ins->a) != ins->type ||
        (ir_modes[ins->op].b == IRO_REF && type_of(ir, ins->b) != ins->type))
        return "operands of arithmetic are of another type";
    return NULL;
}

static const char *check_conversion(const struct ir *ir, const struct ir_ins *ins)
{
    enum sort from = sort_of(type_of(ir, ins->a));

    switch (ins->op) {
    case IR_CONV:
        return ins->type == TYPE_FLOAT && from == SORT_INT ? NULL : "conversion is not from int to float";
    case IR_ZEXT:
        return ins->type == TYPE_INT && from == SORT_WORD ? NULL : "extension is not from a word to int";
    default:
        return ins->type == TYPE_FLOAT && from == SORT_FLOAT ? NULL : "square root is not of a float";
    }
}

static const char *check_load(const struct ir *ir, const struct ir_ins *ins)
{
    if (ins->op != IR_SLOAD && !irt_is_address(type_of(ir, ins->a)))
        return "load from what is no address";
    if (ins->op == IR_VINFO)
        return ins->type == IRT_WORD ? NULL : "info word is no word";
    if (ins->op == IR_XLOAD)
        return sort_of(ins->type) != SORT_NONE ? NULL : "load of a type that is no machine word";
    return irt_is_value(ins->type) ? NULL : "load of a value whose type is none of values";
}

/* Of an integer, WORD and BYTE store the lower part. */
static bool is_storable(uint8_t to, uint8_t from)
{
    return sort_of(to) != SORT_NONE &&
           (sort_of(from) == sort_of(to) || (sort_of(to) == SORT_WORD && sort_of(from) == SORT_INT));
}

static const char *check_store(const struct ir *ir, const struct ir_ins *ins)
{
    uint8_t type = type_of(ir, ins->b);

    if (ins->op != IR_SSTORE && !irt_is_address(type_of(ir, ins->a)))
        return "store to what is no address";
    if (ins->op == IR_XSTORE)
        return is_storable(ins->type, type) ? NULL : "stored word is of another type";
    if (!irt_is_value(ins->type))
        return "store of a value whose type is none of values";
    return type == ins->type ? NULL : "stored value is of another type";
}

static const char *check_address(const struct ir *ir, const struct ir_ins *ins)
{
    if (!irt_is_address(ins->type))
        return "address is no address";
    if (ins->op != IR_SADDR && !irt_is_address(type_of(ir, ins->a)))
        return "address of a part of what is no address";
    return ins->op == IR_INDEX && type_of(ir, ins->b) != TYPE_INT ? "index is no integer" : NULL;
}

static const char *check_counted(const struct ir *ir, const struct ir_ins *ins)
{
    return type_of(ir, ins->a) & IRT_COUNTED ? NULL : "count of what is not counted";
}

static const char *check_call(const struct ir *ir, const struct ir_ins *ins)
{
    uint32_t count = 1;
    ir_ref list = ins->b;

    if (ins->a >= IRCALL_COUNT)
        return "call of no function";
    if (ins->type != ir_calls[ins->a].type)
        return "call's type is not the function's";
    if (list == IR_REF_NONE)
        return ir_calls[ins->a].arguments == 0 ? NULL : "call without arguments";
    for (; !ir_is_const(list) && ir_at(ir, list)->op == IR_CARG; list = ir_at(ir, list)->a)
        count++;
    return count == ir_calls[ins->a].arguments ? NULL : "call has another number of arguments";
}

static bool is_pointer(const struct ir *ir, ir_ref ref)
{
    return ir_is_const(ref) && ir_at(ir, ref)->op == IR_KPTR;
}

static const char *check_frame(const struct ir *ir, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_HCALL:
        if (!is_pointer(ir, ins->a) || (ins->b != IR_REF_NONE && !is_pointer(ir, ins->b)))
            return "handler's opline is no constant";
        return ins->snap < ir->snap_count ? NULL : "handler call has no snapshot";
    case IR_SHADOW:
        return is_pointer(ir, ins->a) ? NULL : "shadow opline is no constant";
    default: /* STACKROOM, REBASE */
        return irt_is_address(type_of(ir, ins->a)) ? NULL : "frame is no address";
    }
}

static const char *check_types(const struct ir *ir, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_SLOAD:
    case IR_XLOAD:
    case IR_VLOAD:
    case IR_VINFO:
        return check_load(ir, ins);
    case IR_SSTORE:
    case IR_XSTORE:
    case IR_VSTORE:
        return check_store(ir, ins);
    case IR_SADDR:
    case IR_FIELD:
    case IR_INDEX:
        return check_address(ir, ins);
    case IR_EQ:
    case IR_NE:
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_ULT:
        return check_compare(ir, ins);
    case IR_TESTZ:
        return sort_of(type_of(ir, ins->a)) == SORT_WORD ? NULL : "test of what is no word";
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_DIV:
        return check_arith(ir, ins, true);
    case IR_MOD:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_NOT:
    case IR_SHL:
    case IR_SAR:
        return check_arith(ir, ins, false);
    case IR_CONV:
    case IR_ZEXT:
    case IR_SQRT:
        return check_conversion(ir, ins);
    case IR_RETAIN:
    case IR_RELEASE:
        return check_counted(ir, ins);
    case IR_CALL:
        return check_call(ir, ins);
    case IR_HCALL:
    case IR_STACKROOM:
    case IR_REBASE:
    case IR_SHADOW:
        return check_frame(ir, ins);
    default:
        return NULL;
    }
}

/* ---- operands -------------------------------------------------------------------------------------- */

static const char *check_reference(const struct ir *ir, ir_ref ref, ir_ref before)
{
    if (ir_is_const(ref))
        return ref != IR_REF_NONE && IR_BASE - 1 - ref < ir->const_count ? NULL : "constant does not exist";
    if (ref == IR_BASE)
        return "operand is the harmless reference";
    return ref < before ? NULL : "operand is used before it is defined";
}

static const char *check_operand(const struct ir *ir, ir_ref ref, enum ir_operand kind, ir_ref at)
{
    const struct ir_ins *ins = ir_at(ir, at);
    const char *wrong;

    if (kind != IRO_REF || (ref == IR_REF_NONE && (ins->op == IR_CALL || ins->op == IR_HCALL)))
        return NULL;
    wrong = check_reference(ir, ref, at);
    if (wrong != NULL)
        return wrong;
    if (!(ins->flags & IRF_DEAD) && (ir_at(ir, ref)->flags & IRF_DEAD))
        return "operand is dead";
    if (ir_at(ir, ref)->op == IR_CARG)
        return ins->op == IR_CALL || ins->op == IR_CARG ? NULL : "arguments of no call";
    return ir_at(ir, ref)->type != IRT_VOID ? NULL : "operand is no value";
}

static const char *check_operands(const struct ir *ir, ir_ref at)
{
    const struct ir_ins *ins = ir_at(ir, at);
    const char *wrong = check_operand(ir, ins->a, ir_modes[ins->op].a, at);

    return wrong != NULL ? wrong : check_operand(ir, ins->b, ir_modes[ins->op].b, at);
}

/* ---- snapshots ------------------------------------------------------------------------------------- */

static const char *check_entry(const struct ir *ir, const struct snap *snap, uint32_t n)
{
    const struct snap_entry *e = &ir->entries[snap->entries + n];
    const char *wrong = check_reference(ir, e->ref, snap->at);

    if (wrong != NULL)
        return "snapshot has what is not defined before it";
    if ((e->flags & SNAP_WORD) && sort_of(type_of(ir, e->ref)) == SORT_NONE)
        return "snapshot has a word that is none";
    if (!(e->flags & SNAP_WORD) && e->slot % sizeof(struct value) != 0)
        return "snapshot has what is no slot";
    if (!(e->flags & SNAP_WORD) && !irt_is_value(type_of(ir, e->ref)))
        return "snapshot has what is no value";
    for (uint32_t i = 0; i < n; i++)
        if (ir->entries[snap->entries + i].slot == e->slot)
            return "snapshot has a slot twice";
    return NULL;
}

static const char *check_snap(const struct ir *ir, uint32_t number)
{
    const struct snap *snap = &ir->snaps[number];
    const char *wrong = NULL;

    if (snap->entries + snap->entry_count > ir->entry_count || snap->at > ir_next_ref(ir))
        return "snapshot is out of range";
    for (uint32_t n = 0; n < snap->entry_count && wrong == NULL; n++)
        wrong = check_entry(ir, snap, n);
    return wrong;
}

static bool has_dead_entry(const struct ir *ir, const struct snap *snap)
{
    for (uint32_t n = 0; n < snap->entry_count; n++) {
        const struct snap_entry *e = &ir->entries[snap->entries + n];

        if (!(e->flags & SNAP_STORED) && (ir_at(ir, e->ref)->flags & IRF_DEAD))
            return true;
    }
    return false;
}

/* `effect`: the newest instruction before that a program could see. */
static const char *check_exit(const struct ir *ir, ir_ref at, ir_ref effect)
{
    const struct ir_ins *ins = ir_at(ir, at);
    const struct snap *snap;

    if (ins->snap >= ir->snap_count)
        return "guard has no snapshot";
    snap = &ir->snaps[ins->snap];
    if (snap->at > at)
        return "guard's snapshot comes later";
    if (ir->loop != IR_REF_NONE && at > ir->loop && snap->at <= ir->loop)
        return "guard's snapshot is of another iteration";
    if (effect >= snap->at)
        return "guard goes back behind an effect";
    return !(ins->flags & IRF_DEAD) && has_dead_entry(ir, snap) ? "guard's snapshot has what is dead"
                                                                : NULL;
}

/* Stores into frames and into the VM's own state are done again when an opline runs anew. */
static bool is_private_store(const struct ir *ir, const struct ir_ins *ins)
{
    ir_ref ref = ins->a;

    while (!ir_is_const(ref) && ir_at(ir, ref)->op == IR_FIELD)
        ref = ir_at(ir, ref)->a;
    return ir_at(ir, ref)->op == IR_SADDR || (ir_is_const(ref) && type_of(ir, ref) == IRT_PTR);
}

static bool is_effect(const struct ir *ir, const struct ir_ins *ins)
{
    switch (ins->op) {
    case IR_XSTORE:
        return !is_private_store(ir, ins);
    case IR_CALL:
        return ins->a < IRCALL_COUNT && ir_calls[ins->a].effects >= IRE_WRITES;
    case IR_VSTORE:
    case IR_RETAIN:
    case IR_RELEASE:
    case IR_HCALL:
    case IR_REBASE:
    case IR_SAFEPOINT:
        return true;
    default:
        return false;
    }
}

/* ---- loops ----------------------------------------------------------------------------------------- */

static bool has_phi_before(const struct ir *ir, ir_ref at)
{
    for (uint32_t n = ir_at(ir, at)->prev; n != 0; n = ir->ins[n].prev)
        if (ir->ins[n].a == ir_at(ir, at)->a)
            return true;
    return false;
}

static const char *check_phi(const struct ir *ir, ir_ref at)
{
    const struct ir_ins *ins = ir_at(ir, at);

    if (ir->loop == IR_REF_NONE || at < ir->loop)
        return "phi outside of a loop";
    if (ir_is_const(ins->a) || ins->a > ir->loop)
        return "phi's left side is not from before the loop";
    if (ins->a == ins->b)
        return "phi of one value";
    if (type_of(ir, ins->a) != ins->type || type_of(ir, ins->b) != ins->type)
        return "phi's sides are of different types";
    if (at + 1 < ir_next_ref(ir) && ir_at(ir, at + 1)->op != IR_PHI)
        return "phi is not at the end";
    return has_phi_before(ir, at) ? "two phis with the same left side" : NULL;
}

static const char *check_shape(const struct ir *ir, ir_ref at)
{
    const struct ir_ins *ins = ir_at(ir, at);

    if (ins->op == IR_PHI)
        return check_phi(ir, at);
    if ((ins->op == IR_LOOP) != (at == ir->loop))
        return "loop mark is not where the loop begins";
    if (ins->op == IR_PLOAD && at > IR_BASE + 1 && ir_at(ir, at - 1)->op != IR_PLOAD)
        return "parent's value is not loaded at the start";
    return NULL;
}

/* ---- all ------------------------------------------------------------------------------------------- */

/* What was taken back is a NOP, in whatever chain. */
static bool is_chained(const struct ir_ins *ins, const struct ir_ins *before)
{
    return ins->prev == 0 || before->op == ins->op || before->op == IR_NOP || ins->op == IR_NOP;
}

static const char *check_ins(const struct ir *ir, ir_ref at, ir_ref effect)
{
    const struct ir_ins *ins = ir_at(ir, at);
    const char *wrong;

    if (ins->op >= IR_OP_COUNT || (ins->op >= IR_KINT && ins->op <= IR_KPTR))
        return "not an instruction";
    if (ins->prev >= at - IR_BASE || !is_chained(ins, &ir->ins[ins->prev]))
        return "chain is broken";
    if ((wrong = check_operands(ir, at)) != NULL || (wrong = check_types(ir, ins)) != NULL ||
        (wrong = check_shape(ir, at)) != NULL)
        return wrong;
    return ir_exits(ins) ? check_exit(ir, at, effect) : NULL;
}

static const char *check_const(const struct ir *ir, uint32_t n)
{
    const struct ir_ins *ins = &ir->const_ins[n];

    switch (ins->op) {
    case IR_KINT:
        return ins->type == TYPE_INT ? NULL : "integer constant of another type";
    case IR_KFLOAT:
        return ins->type == TYPE_FLOAT ? NULL : "float constant of another type";
    case IR_KPRI:
        return irt_is_pri(ins->type) ? NULL : "constant without payload of a type that has one";
    case IR_KPTR:
        return irt_is_address(ins->type) || ins->type == IRT_WORD ? NULL
                                                                  : "address constant of another type";
    default:
        return "not a constant";
    }
}

const char *ir_check(const struct ir *ir, ir_ref *at)
{
    const char *wrong = NULL;
    ir_ref effect = IR_REF_NONE;

    for (uint32_t n = 0; n < ir->const_count && wrong == NULL; n++) {
        *at = IR_BASE - 1 - n;
        wrong = check_const(ir, n);
    }
    for (uint32_t n = 0; n < ir->snap_count && wrong == NULL; n++) {
        *at = ir->snaps[n].at;
        wrong = check_snap(ir, n);
    }
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(ir) && wrong == NULL; ref++) {
        *at = ref;
        wrong = check_ins(ir, ref, effect);
        if (wrong == NULL && is_effect(ir, ir_at(ir, ref)))
            effect = ref;
    }
    return wrong;
}
