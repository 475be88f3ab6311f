#include "interp_handlers.h"
#include "jit/jit.h"

static inline bool fits(uint8_t kind, int mask)
{
    return ((kind == OPERAND_UNUSED ? K_UNUSED : kind) & mask) != 0;
}

enum interp_handler_number interp_choose(const struct opline *o)
{
    switch (o->opcode) {
#define GROUP(opcode, rows)                                                                                \
    case OP_##opcode:                                                                                      \
        rows break;
#define ROW(name, k1, k2, kr)                                                                              \
    if (fits(o->op1_kind, k1) && fits(o->op2_kind, k2) && fits(o->result_kind, kr))                        \
        return H_##name;
#include "handlers/data_special.def"
#include "handlers/special.def"
#undef GROUP
#undef ROW
    default:
        break;
    }
    return (enum interp_handler_number)o->opcode;
}

void interp_prepare(struct vm *vm, struct func *f)
{
    const struct interp *interp = vm->interp;

    for (uint32_t i = 0; i < f->opline_count; i++)
        f->oplines[i].handler = interp->handler(&f->oplines[i]);
    if (vm->jit.engine != JIT_NONE)
        jit_prepare(vm, f);
}

/* A callback that is compiled needs no interpreter; or only from where machine code was left. Returns
 * whether the frame was left. */
static bool run_compiled(struct vm *vm, struct frame *f)
{
    const void *code = jit_call_code(vm, f);
    const struct opline *next;

    if (code == NULL)
        return false;
    next = jit_enter(f->opline, f, vm, code);
    next = (const struct opline *)((uintptr_t)next & ~(uintptr_t)ENTER);
    if (next != NULL && !BUG(vm, gh19486_deopt_opline, vm->frame->opline != next))
        vm->frame->opline = next;
    return next == NULL;
}

void interp_execute(struct vm *vm, struct frame *f)
{
    const struct opline *shadow = vm->shadow;

    f->flags |= FRAME_ENTRY;
    vm->frame = f;
    vm->jit.entries++;
    if (!SAFEPOINT_DUE(vm) || safepoint_slow(vm, f, f->opline)) {
        if (vm->jit.engine == JIT_NONE || !run_compiled(vm, f))
            vm->interp->run(vm);
    } else if (frame_unwind(vm, f) != NULL) {
        vm->interp->run(vm);
    }
    vm->shadow = shadow;
}
