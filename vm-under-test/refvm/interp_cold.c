/* interp_cold.c: all handlers and helpers that need no copy in each engine. */
#define PARTS_COLD
#include <stdio.h>

#include "helper_data.h"
#include "interp_parts.h"
#include "jit/ir.h"
#include "jit/jit_snapshot.h"

/* ---- what every handler may end with ------------------------------------------------------------- */

const struct value *interp_undefined(struct vm *vm, struct frame *frame, const struct opline *opline,
                                     uint32_t slot)
{
    static const struct value null = {.info = TYPE_NULL};
    uint32_t number = (uint32_t)(frame_at(frame, slot) - frame_slot(frame, 0));

    if (!BUG(vm, gh18899_undef_opline, frame->opline != opline))
        frame->opline = opline;
    if (!error_warning(vm, "Undefined variable $%S", frame->func->vars[number]))
        return NULL;
    return &null;
}

HELPER_FUNCTION(interp_throw)
{
    (void)opline;
    return interp_enter(vm, frame_unwind(vm, frame));
}

HELPER_FUNCTION(interp_throw_free)
{
    FREE_OP1();
    FREE_OP2();
    THROW();
}

HELPER_FUNCTION(interp_throw_free_data)
{
    FREE_DATA();
    FREE_OP1();
    FREE_OP2();
    THROW();
}

HELPER_FUNCTION(interp_safepoint_jump)
{
    if (snapshot_is_expected(vm))
        snapshot_look(vm, frame, opline, SNAP_SAFEPOINT_JUMP);
    bool pending = vm->interrupt;
    uint64_t armed = vm->harness_next;

    if (!safepoint_slow(vm, frame, opline))
        THROW();
    if (pending || armed != vm->harness_next)
        return interp_enter(vm, opline);
    return opline;
}

#include "handlers/control_cold.inc"

#include "handlers/arith_cold.inc"

#include "handlers/call_cold.inc"

#include "handlers/exception_cold.inc"

#include "handlers/data_cold.inc"
