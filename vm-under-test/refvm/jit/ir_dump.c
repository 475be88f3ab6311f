/* ir_dump.c: the IR of a trace as text. */
#include "dump.h"
#include "jit/opt.h"
#include "vm.h"

static const char legend[] =
    "# ir: reference, flags, type, operation, operands; constants stand where they are used\n"
    "#   > may exit  * carried by the loop  ^ used by the loop, made before it  - dead\n"
    "#   !OP is the guard that OP does not hold; #N is byte N from the base; opline:N of the snapshot's "
    "function\n"
    "# snapshots stand before the first instruction that may use them: slot=value, (slot=value) is in "
    "memory "
    "already\n";

static const char *type_name(uint8_t type)
{
    static const char *const values[] = {"undef",    "null",     "false",  "true",   "int",
                                         "float",    "string",   "array",  "object", "ref",
                                         "constant", "indirect", "pointer"};
    static const char *const machine[] = {"", "ptr", "word", "byte"};

    if (type >= IRT_VOID)
        return type <= IRT_BYTE ? machine[type - IRT_VOID] : "?";
    return (type & 15u) < sizeof values / sizeof *values ? values[type & 15u] : "?";
}

static void print_type(struct dump *d, uint8_t type)
{
    dump_format(d, "%s%s", type_name(type), irt_is_value(type) && (type & IRT_COUNTED) ? "+" : "");
}

/* ---- references ------------------------------------------------------------------------------------ */

static void print_pointer(struct dump *d, uint8_t type, union ir_const k)
{
    const struct string *s = k.p;

    if (irt_is_value(type) && (type & 15u) == TYPE_STRING)
        dump_quoted(d, s->bytes, s->len);
    else if (type == IRT_WORD)
        dump_format(d, "%u", (unsigned)k.u);
    else
        dump_format(d, "%p", k.p);
}

static void print_const(const struct ir *ir, ir_ref ref, struct dump *d)
{
    const struct ir_ins *ins = ir_at(ir, ref);
    union ir_const k = ir_const_of(ir, ref);

    switch (ins->op) {
    case IR_KINT:
        dump_format(d, "%lld", (long long)k.i);
        break;
    case IR_KFLOAT:
        dump_format(d, "%.17gf", k.d);
        break;
    case IR_KPRI:
        dump_text(d, type_name(ins->type));
        break;
    default:
        print_pointer(d, ins->type, k);
        break;
    }
}

static void print_ref(const struct ir *ir, ir_ref ref, struct dump *d)
{
    if (ref == IR_REF_NONE)
        dump_text(d, "none");
    else if (ir_is_const(ref))
        print_const(ir, ref, d);
    else
        dump_format(d, "%04u", (unsigned)(ref - IR_BASE));
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static void print_literal(const struct ir_ins *ins, ir_ref literal, struct dump *d)
{
    switch (ins->op) {
    case IR_CALL:
        dump_text(d, literal < IRCALL_COUNT ? ir_calls[literal].name : "?");
        break;
    case IR_SLOAD:
    case IR_SSTORE:
    case IR_SADDR:
        dump_format(d, "#%d", (int)(int32_t)literal);
        break;
    case IR_TESTZ:
        dump_format(d, "%#x", (unsigned)literal);
        break;
    default:
        dump_format(d, "%+d", (int)(int32_t)literal);
        break;
    }
}

static void print_operand(const struct ir *ir, const struct ir_ins *ins, enum ir_operand kind,
                          ir_ref operand, struct dump *d)
{
    if (kind == IRO_NONE)
        return;
    dump_text(d, " ");
    if (kind == IRO_REF)
        print_ref(ir, operand, d);
    else
        print_literal(ins, operand, d);
}

static void print_ins(const struct ir *ir, ir_ref ref, struct dump *d)
{
    const struct ir_ins *ins = ir_at(ir, ref);

    dump_format(d, "%04u %c%c%c ", (unsigned)(ref - IR_BASE), ir_exits(ins) ? '>' : ' ',
                ins->flags & IRF_PHI         ? '*'
                : ins->flags & IRF_INVARIANT ? '^'
                                             : ' ',
                ins->flags & IRF_DEAD ? '-' : ' ');
    print_type(d, ins->type);
    dump_format(d, " %s%s", ins->flags & IRF_NOT ? "!" : "", ir_modes[ins->op].name);
    print_operand(ir, ins, ir_modes[ins->op].a, ins->a, d);
    print_operand(ir, ins, ir_modes[ins->op].b, ins->b, d);
    dump_text(d, "\n");
}

static void print_snap(const struct ir *ir, uint32_t number, struct dump *d)
{
    static const char *const kinds[] = {
        [SNAP_GUARD] = "opline",
        [SNAP_SAFEPOINT_JUMP] = "safepoint of a jump to opline",
        [SNAP_SAFEPOINT_ENTRY] = "safepoint of an entry at opline",
        [SNAP_SAFEPOINT_NATIVE] = "safepoint behind the call by opline",
        [SNAP_BRANCH] = "other way to opline",
        [SNAP_RAISED] = "raised in opline",
    };
    const struct snap *snap = &ir->snaps[number];

    dump_format(d, "     snapshot %u: %s", (unsigned)number, kinds[snap->kind]);
    if (snap->func != NULL)
        dump_format(d, ":%u", (unsigned)func_opline_number(snap->func, snap->opline));
    if (snap->frame != 0)
        dump_format(d, ", frame #%d", (int)snap->frame);
    dump_text(d, snap->entry_count != 0 ? ":" : "");
    for (uint32_t i = 0; i < snap->entry_count; i++) {
        const struct snap_entry *e = &ir->entries[snap->entries + i];
        bool stored = (e->flags & SNAP_STORED) != 0;

        dump_text(d, stored ? " (" : " ");
        if (e->slot & SNAP_VM)
            dump_format(d, "vm+%u=", (unsigned)(e->slot & ~(uint32_t)SNAP_VM));
        else
            dump_format(d, "%s%u=", e->flags & SNAP_WORD ? "+" : "#", (unsigned)e->slot);
        print_ref(ir, e->ref, d);
        dump_text(d, stored ? ")" : "");
    }
    dump_text(d, "\n");
}

void ir_dump(const struct ir *ir, struct dump *d)
{
    uint32_t snap = 0;

    dump_text(d, legend);
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(ir); ref++) {
        for (; snap < ir->snap_count && ir->snaps[snap].at <= ref; snap++)
            print_snap(ir, snap, d);
        print_ins(ir, ref, d);
    }
    for (; snap < ir->snap_count; snap++)
        print_snap(ir, snap, d);
}
