/* host_stack.c: law 3 on the C stack: a call into the VM gives back the stack pointer and the
 * callee-saved registers as it found them, and writes nothing above its own frame. A VM may also look
 * at its machine code's stack itself, where that drifts long before anything crashes. */
#include <inttypes.h>
#include <stdio.h>

#include "judge.h"

/* In the bit order of obs_host_stack.regs_wrong. */
static const char *const saved_registers[] = {"rbx", "rbp", "r12", "r13", "r14", "r15"};

static void name_registers(uint32_t set, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof saved_registers / sizeof saved_registers[0]; i++) {
        if (set & (1u << i) && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? " " : "", saved_registers[i]);
    }
}

bool oracle_host_stack(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_host_stack *stack = &view->subject->machine.host_stack;
    if (!judge_came_back(view->subject))
        return false;
    char registers[40];
    name_registers(stack->regs_wrong, registers, sizeof registers);
    if (stack->rsp_wrong)
        judge_finding(verdict, ORACLE_HOST_STACK, "rsp");
    else if (registers[0])
        judge_finding(verdict, ORACLE_HOST_STACK, "callee-saved %s", registers);
    else if (stack->above_overwritten)
        judge_finding(verdict, ORACLE_HOST_STACK, "above overwritten");
    else if (stack->code_wrong)
        judge_finding(verdict, ORACLE_HOST_STACK, "machine code");
    else
        return false;
    judge_detail(verdict, "stack pointer %s, changed registers '%s', memory above the entry %s",
                 stack->rsp_wrong ? "wrong" : "right", registers,
                 stack->above_overwritten ? "overwritten" : "untouched");
    if (stack->code_wrong)
        judge_detail(verdict, "; wrong %" PRIu32 " times in machine code", stack->code_wrong);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
