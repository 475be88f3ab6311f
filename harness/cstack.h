/* cstack.h: the C stack that the VM under test runs on.
 *
 * A range at a fixed address between two guard pages. A call onto it fills the callee-saved registers
 * with known values, and compares them and the stack pointer when it comes back: a JIT that loses
 * track of its frame is seen on return, wherever it would have crashed later. Below the entry point the
 * stack holds a pattern before each call, so that nothing of an earlier run can be read by a later one;
 * above it lies a strip with another pattern that nobody may write.
 */
#ifndef FAULTLINE_CSTACK_H
#define FAULTLINE_CSTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CSTACK_SIZE = 8 << 20 };

struct cstack {
    char *base;  /* lowest usable byte */
    char *entry; /* stack pointer at the start of a call */
    bool unswept;
};

struct cstack_report {
    bool rsp_wrong;
    uint32_t regs_wrong; /* bits: rbx rbp r12 r13 r14 r15 */
    bool above_overwritten;
    uint64_t depth; /* bytes used at the deepest */
};

/* Maps the stack; false with errno when it can't be had. One a process. */
bool cstack_open(struct cstack *stack);

/* Runs function(argument) on the stack and adds what was seen to the report (flags are or'ed, depth is
 * the maximum). Calls do not nest. */
void cstack_call(struct cstack *stack, void (*function)(void *), void *argument,
                 struct cstack_report *report);

/* The same, but the stack stays as the call left it: for calls that follow each other, of which the last
 * sweeps. In ASan builds each sweeps for itself, as the poison of frames must go. */
void cstack_call_unswept(struct cstack *stack, void (*function)(void *), void *argument,
                         struct cstack_report *report);

/* What cstack_call does after the call: finds how deep it went, and puts the pattern back. */
void cstack_sweep(struct cstack *stack, struct cstack_report *report);

/* The same, if a call was not swept and no other has followed. */
void cstack_sweep_rest(struct cstack *stack, struct cstack_report *report);

/* A place in the middle of a call, to which a later call can go back: the stack's bytes from the stack
 * pointer up to `entry` are the caller's to save and to put back. Not in ASan builds, whose shadow of the
 * stack would not follow. */
struct cstack_mark {
    uint64_t rbx, rbp, r12, r13, r14, r15;
    char *rsp;
    void *rip;
};

/* Returns 0, and 1 each time that cstack_resume comes back to it. */
__attribute__((returns_twice)) int cstack_mark(struct cstack_mark *mark);

/* Goes on at the mark; comes back when the call that was marked returns. */
void cstack_resume(struct cstack *stack, const struct cstack_mark *mark, struct cstack_report *report);

bool cstack_can_resume(void);

#endif
