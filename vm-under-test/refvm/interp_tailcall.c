/* interp_tailcall.c: each handler ends by a tail call of the next. How the result of a helper that changed
 * the frame reaches the dispatcher is the variant: see interp.h. Without `musttail` there is no such
 * engine: `run` is NULL. */
#define PARTS_TAILCALL
#ifndef INTERP_NAME
#define TAILCALL_TAG
#define INTERP_NAME interp_tailcall_tag
#endif
#include "interp_handlers.h"

#ifdef __clang__

#include "handlers/all.inc"

#include "interp_table.h"

static void run(struct vm *vm)
{
    struct frame *frame = vm->frame;
    const struct opline *opline = frame->opline;

    for (;;) {
        SHADOW_SET();
        opline = ((interp_handler_fn *)opline->handler)(opline, frame, vm);
        opline = (const struct opline *)((uintptr_t)opline & ~(uintptr_t)ENTER);
        if (opline == NULL)
            return;
        /* The handlers in between may have come and gone through other frames. */
        frame = vm->frame;
    }
}

static const void *handler(const struct opline *o)
{
    return (const void *)handlers[interp_choose(o)];
}

#if !defined(TAILCALL_TAG) && !defined(TAILCALL_LOOP)
HANDLER(enter)
{
    frame = vm->frame;
    GO(frame->opline);
}

HANDLER(leave)
{
    (void)opline;
    (void)frame;
    (void)vm;
    return (const struct opline *)ENTER;
}

static const struct opline enter_opline = {.handler = (const void *)h_enter};
static const struct opline leave_opline = {.handler = (const void *)h_leave};

const struct interp INTERP_NAME = {
    .name = "tailcall", .run = run, .handler = handler, .enter = &enter_opline, .leave = &leave_opline};
#else
const struct interp INTERP_NAME = {.name = "tailcall", .run = run, .handler = handler};
#endif

#else
const struct interp INTERP_NAME = {.name = "tailcall"};
#endif
