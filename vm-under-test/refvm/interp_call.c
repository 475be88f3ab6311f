/* interp_call.c: the reference engine: a loop that calls handlers. */
#define PARTS_CALL
#ifndef INTERP_NAME
#define INTERP_NAME interp_call
#endif
#include "interp_handlers.h"
#include "jit/jit_snapshot.h"

#include "handlers/all.inc"

#include "interp_table.h"

static void run(struct vm *vm)
{
    struct frame *frame = vm->frame;
    const struct opline *opline = frame->opline;

    for (;;) {
        SHADOW_SET();
        opline = ((interp_handler_fn *)opline->handler)(opline, frame, vm);
        if (likely(((uintptr_t)opline & ENTER) == 0))
            continue;
        opline = (const struct opline *)((uintptr_t)opline & ~(uintptr_t)ENTER);
        if (opline == NULL)
            return;
        frame = vm->frame;
    }
}

static const void *handler(const struct opline *o)
{
    return (const void *)handlers[interp_choose(o)];
}

const struct interp INTERP_NAME = {.name = "call", .run = run, .handler = handler};
