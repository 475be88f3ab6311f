#include "bug.h"

#include "vm.h"

#ifndef REFVM_RELEASE

const struct vut_bug bug_table[] = {
#define BUG_ROW(id, name, upstream, module, text) {name, upstream, module, text},
#include "bugs.def"
#undef BUG_ROW
};

bool bug_reached(const struct vm *vm, bool triggered)
{
    vm->hooks->bug(vm->hooks->ctx, triggered);
    return true;
}

#else

const struct vut_bug bug_table[] = {{0}};

#endif
