/* frame_inline.h: the fast halves of frame.c, for the interpreters. */
#ifndef REFVM_FRAME_INLINE_H
#define REFVM_FRAME_INLINE_H

#include "vm.h"

/* Values that a frame takes on the VM stack, header included. Arguments beyond the parameters lie behind
 * the TMPs; while they are sent they may still stand in front of that. */
static inline uint32_t frame_values(const struct func *func, uint32_t arg_count)
{
    if (func->flags & (FUNC_NATIVE | FUNC_TRAMPOLINE))
        return FRAME_SLOTS + arg_count;
    uint32_t extra = arg_count > func->param_count ? arg_count - func->param_count : 0;
    return FRAME_SLOTS + func->var_count + func->tmp_count + extra;
}

/* Fills in the header. `called_or_self` is not counted here: FRAME_RELEASE_THIS takes the caller's
 * reference. */
static inline void frame_init(struct frame *f, struct func *func, void *called_or_self, uint32_t flags)
{
    f->opline = NULL;
    f->call = NULL;
    f->result = NULL;
    f->func = func;
    f->called = called_or_self;
    f->prev = NULL;
    f->symbols = NULL;
    f->closure = NULL;
    f->flags = flags;
    f->arg_count = 0;
}

static inline struct frame *frame_push_inline(struct vm *vm, struct func *func, uint32_t arg_count,
                                              void *called_or_self, uint32_t flags)
{
    size_t count = frame_values(func, arg_count);
    struct frame *f = (struct frame *)vm->stack.top;

    if (unlikely((size_t)(vm->stack.end - vm->stack.top) < count))
        return frame_push(vm, func, arg_count, called_or_self, flags);
    vm->stack.top += count;
    frame_init(f, func, called_or_self, flags);
    return f;
}

static inline void frame_pop_inline(struct vm *vm, struct frame *f)
{
    if (unlikely(f->flags & FRAME_SEGMENT))
        stack_pop_segment(vm, f);
    else
        vm->stack.top = (struct value *)f;
}

/* Arguments are where they belong, and `given` of them have a parameter: their RECVs are skipped, unless
 * there are types to look at. */
static inline void frame_begin(struct vm *vm, struct frame *f, uint32_t given, struct value *result)
{
    const struct func *func = f->func;

    f->opline = func->oplines;
    if (!(func->flags & FUNC_TYPED))
        f->opline += given;
    for (uint32_t i = given; i < func->var_count; i++)
        value_set_undef(frame_slot(f, i));
    f->result = result;
    vm->stack.frame_count++;
}

static inline void frame_enter_inline(struct vm *vm, struct frame *f, struct value *result)
{
    if (unlikely(f->arg_count > f->func->param_count))
        frame_enter(vm, f, result);
    else
        frame_begin(vm, f, f->arg_count, result);
}

#endif
