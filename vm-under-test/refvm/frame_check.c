/* frame_check.c: the opline oracle. Wherever the saved opline of the running frame can be observed, it must
 * be one of the function's, and, with `set: shadow=1`, the one that the dispatcher says runs. */
#include <stdio.h>

#include "vm.h"

static void wrong(struct vm *vm, const char *what, const char *where)
{
    if (vm->record.opline_wrong++ == 0)
        snprintf(vm->record.opline_note, sizeof(vm->record.opline_note), "%s at %s", what, where);
}

static bool is_own_opline(const struct func *func, const struct opline *o)
{
    uintptr_t offset = (uintptr_t)o - (uintptr_t)func->oplines;

    return offset < func->opline_count * sizeof(struct opline) && offset % sizeof(struct opline) == 0;
}

void frame_check_opline(struct vm *vm, const char *where)
{
    const struct frame *f = vm->compiling ? NULL : frame_user(vm);

    if (f == NULL)
        return;
    if (f->opline == NULL)
        wrong(vm, "missing", where);
    else if ((uintptr_t)f->opline & ENTER)
        wrong(vm, "tagged", where);
    else if (!is_own_opline(f->func, f->opline))
        wrong(vm, "outside", where);
    else if (vm->shadow != NULL && vm->shadow != f->opline)
        wrong(vm, "stale", where);
}
