/* vm_stack.c: law 3 on the VM's own stack: after the program's end, error or not, no frame and no slot is
 * left, and none is missing. */
#include "judge.h"

bool oracle_vm_stack(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_vm_stack *stack = &view->subject->machine.vm_stack;
    if (!judge_came_back(view->subject))
        return false;
    char note[sizeof stack->note];
    judge_stable(note, sizeof note, stack->note);
    if (stack->frame_count)
        judge_finding(verdict, ORACLE_VM_STACK, "frames left");
    else if (stack->delta)
        judge_finding(verdict, ORACLE_VM_STACK, stack->delta > 0 ? "slots left" : "slots missing");
    else if (stack->note[0])
        judge_finding(verdict, ORACLE_VM_STACK, "%s", note);
    else
        return false;
    judge_detail(verdict, "expected 0 frames and 0 slots after the program's end, got %d and %d",
                 stack->frame_count, stack->delta);
    if (stack->note[0])
        judge_detail(verdict, "; %s", stack->note);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
