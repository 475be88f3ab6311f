#include "state.h"

const struct vut_state state_table[] = {
#define STATE(id, name, text) {name, text},
#include "states.def"
#undef STATE
};

enum state state_of_destructor(const struct vm *vm)
{
    if (vm->jit.recorder != NULL)
        return STATE_DESTRUCTOR_RECORDING;
    return vm->jit.depth > 0 ? STATE_DESTRUCTOR_NATIVE : STATE_DESTRUCTOR;
}

enum state state_now(const struct vm *vm)
{
    return vm->state == STATE_RUNNING && vm->jit.depth > 0 ? STATE_NATIVE : (enum state)vm->state;
}
