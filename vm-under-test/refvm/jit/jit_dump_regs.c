/* jit_dump_regs.c: where the values of a trace are; see jit_dump.h.
 *
 * The assembler keeps nothing of that. So it does its pass once more, and is watched. */
#include <sys/mman.h>

#include "jit/asm.h"
#include "jit/jit_dump.h"

static const char legend[] =
    "# regs of a trace: instruction, type, operation, and where its value is then; fused: with its users\n"
    "#   before an instruction stands what it moves: a value to its slot, or from there to a register;\n"
    "#   (rsi) it leaves that register without a store; without a value: several moves at once\n";

static void put_place(struct dump *d, const struct assembler *as, struct asm_loc loc)
{
    switch (loc.kind) {
    case LOC_REG:
        jit_dump_reg(d, loc.reg);
        break;
    case LOC_SPILL:
        dump_format(d, "[rsp+%#x]", (unsigned)asm_slot_disp(as, loc.slot));
        break;
    default:
        jit_dump_ref(d, as->ir, loc.k);
    }
}

static void put_move(void *ctx, const struct assembler *as, ir_ref ref, struct asm_loc from,
                     struct asm_loc to)
{
    struct dump *d = ctx;

    dump_text(d, "          ");
    if (ref != IR_REF_NONE && from.kind != LOC_CONST) {
        jit_dump_ref(d, as->ir, ref);
        dump_text(d, "  ");
    }
    dump_text(d, to.kind == LOC_STORED ? "(" : "");
    put_place(d, as, from);
    dump_text(d, to.kind == LOC_STORED ? ")" : " -> ");
    if (to.kind != LOC_STORED)
        put_place(d, as, to);
    dump_text(d, "\n");
}

static void put_value(struct dump *d, const struct assembler *as, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);

    if (v->flags & ASM_FUSED) {
        dump_text(d, "  fused");
    } else if (v->reg != REG_NONE) {
        dump_text(d, "  ");
        jit_dump_reg(d, v->reg);
    }
    if (v->flags & ASM_STORED)
        dump_format(d, "  [rsp+%#x]", (unsigned)asm_slot_disp(as, v->slot));
}

static void put_instruction(void *ctx, const struct assembler *as, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(as->ir, ref);
    struct dump *d = ctx;

    if (ins->flags & IRF_DEAD)
        return;
    dump_format(d, "  %04u  %-6s %-9s", ref - IR_BASE,
                ins->type == IRT_VOID ? "" : jit_dump_type(ins->type), ir_modes[ins->op].name);
    put_value(d, as, ref);
    if (ins->op == IR_PHI) {
        dump_text(d, "  ");
        jit_dump_ref(d, as->ir, ins->b);
        dump_text(d, " goes on as ");
        jit_dump_ref(d, as->ir, ins->a);
    }
    dump_text(d, "\n");
}

bool jit_dump_regs(struct dump *d)
{
    struct recorder *r = d->vm->jit.recorder;
    struct asm_watch watch = {.ctx = d, .moved = put_move, .done = put_instruction};
    size_t size = asm_watch_size(d->vm, &r->ir, r->trace);
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (block == MAP_FAILED)
        return false;
    dump_text(d, legend);
    jit_dump_head(d, r->trace);
    if (!asm_watch(d->vm, &r->ir, r->trace, r->begin.exit, &watch, block))
        dump_text(d, "  this is not how the trace was made\n");
    munmap(block, size);
    return true;
}
