/* state.h: what the VM is doing right now, for whoever injects a fault (vut.state); nothing else reads it.
 *
 * It is marked where something begins, and put back where it ends. Since every error is a return, what has
 * begun also ends there; no code that runs often is marked.
 */
#ifndef REFVM_STATE_H
#define REFVM_STATE_H

#include "vm.h"

enum state {
#define STATE(id, name, text) STATE_##id,
#include "states.def"
#undef STATE
    STATE_COUNT,
};

_Static_assert((int)STATE_COUNT <= (int)VUT_STATES_MAX, "a set of states is a word");

extern const struct vut_state state_table[];

/* Returns what to leave to. */
static inline enum state state_enter(struct vm *vm, enum state state)
{
    enum state was = (enum state)vm->state;

    vm->state = (uint8_t)state;
    return was;
}

static inline void state_leave(struct vm *vm, enum state was)
{
    vm->state = (uint8_t)was;
}

/* A destructor by who has called it. */
enum state state_of_destructor(const struct vm *vm);

/* With what is not marked, as it shows by itself. */
enum state state_now(const struct vm *vm);

#endif
