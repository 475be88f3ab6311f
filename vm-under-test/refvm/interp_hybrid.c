/* interp_hybrid.c: one function with a computed goto from handler to handler. */
#define PARTS_HYBRID
#ifndef INTERP_NAME
#define INTERP_NAME interp_hybrid
#endif
#include "interp_handlers.h"

/* Runs vm->frame; without a VM only tells the labels. */
static const void *const *interpret(struct vm *vm)
{
    static const void *const labels[HANDLER_COUNT] = {
#define ENTRY(name) &&L_##name,
#include "interp_rows.inc"
#undef ENTRY
    };
    struct frame *frame;
    const struct opline *opline;

    if (vm == NULL)
        return labels;
    frame = vm->frame;
    GO(frame->opline);

tagged:
    if (unlikely((uintptr_t)opline & ENTER)) {
        opline = (const struct opline *)((uintptr_t)opline & ~(uintptr_t)ENTER);
        if (opline == NULL)
            return NULL;
        frame = vm->frame;
    }
    GO(opline);

#include "handlers/all.inc"
}

static void run(struct vm *vm)
{
    interpret(vm);
}

static const void *handler(const struct opline *o)
{
    return interpret(NULL)[interp_choose(o)];
}

static const void *hot(void)
{
    return interpret(NULL)[H_JIT_HOT];
}

const struct interp INTERP_NAME = {.name = "hybrid", .run = run, .handler = handler, .hot = hot};
