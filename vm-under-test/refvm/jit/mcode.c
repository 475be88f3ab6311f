/* mcode.c: code memory; see mcode.h.
 *
 * A mapping can be lost only if nobody notes it. So the list of those that wait has room for every mapping
 * that exists, made before the mapping is: whatever happens then, noting it cannot fail.
 */
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "jit/emit.h"
#include "jit/jit.h"
#include "jit/jit_offsets.h"
#include "jit/jit_register.h"
#include "jit/mcode.h"
#include "jit/trace.h"
#include "vm.h"

_Static_assert(JIT_OFFSET == offsetof(struct vm, jit), "see jit_offsets.h");
_Static_assert(JIT_OFFSET_GUARD_LEFT == offsetof(struct vm, jit.guard_left), "see jit_offsets.h");
_Static_assert(JIT_OFFSET_DEPTH == offsetof(struct vm, jit.depth), "see jit_offsets.h");
_Static_assert(JIT_OFFSET_HOST_STACK_WRONG == offsetof(struct vm, jit.host_stack_wrong),
               "see jit_offsets.h");
_Static_assert(EXIT_REGS_F == offsetof(struct exit_regs, f), "see jit_offsets.h");
_Static_assert(EXIT_REGS_R == offsetof(struct exit_regs, r), "see jit_offsets.h");
_Static_assert(EXIT_REGS_SIZE == sizeof(struct exit_regs), "see jit_offsets.h");

enum {
    MCODE_PAGE = 4096,
    MCODE_FILL = 0xcc, /* int3: what runs past the end of a piece stops there */
    MCODE_END_ROUNDS = 3,
};

/* ---- mappings ------------------------------------------------------------------------------------ */

static bool reserve_entry(struct vm *vm)
{
    struct jit *jit = &vm->jit;
    return jit_grow(vm, (void **)&jit->waiting, &jit->waiting_capacity, jit->mcode_count,
                    sizeof *jit->waiting, SITE_jit_mcode_waiting);
}

static bool map_code(struct vm *vm, struct mcode *code)
{
    const struct vut_hooks *hooks = vm->hooks;
    void *p = hooks->code_map(hooks->ctx, NULL, code->mapped, VUT_PROT_READ | VUT_PROT_WRITE);
    if (p == MAP_FAILED)
        return false;
    code->address = p;
    vm->jit.mcode_used += code->counted;
    vm->jit.mcode_count++;
    return true;
}

/* The one place where code comes to life: whoever has to know of it (debugger, profiler) is told here. */
static bool enliven(struct vm *vm, const struct mcode *code)
{
    const struct vut_hooks *hooks = vm->hooks;
    if (hooks->code_protect(hooks->ctx, code->address, code->mapped, VUT_PROT_READ | VUT_PROT_EXEC) != 0)
        return false;
    jit_register_code(vm, code);
    return true;
}

/* The one place where it goes. */
static bool unmap_code(struct vm *vm, const struct mcode *code)
{
    if (vm->hooks->code_unmap(vm->hooks->ctx, code->address, code->mapped) != 0)
        return false;
    jit_unregister_code(vm, code);
    vm->jit.mcode_used -= code->counted;
    vm->jit.mcode_count--;
    return true;
}

static void wait_for_unmap(struct vm *vm, const struct mcode *code)
{
    vm->jit.waiting[vm->jit.waiting_count++] = *code;
}

/* ---- pieces of code ------------------------------------------------------------------------------ */

static enum stop emit_reason(const struct emit *e)
{
    if (emit_ok(e))
        return STOP_NONE;
    return e->too_long ? STOP_SIZEMCODE : STOP_MEMORY;
}

static bool is_over_limit(const struct vm *vm, size_t size)
{
    return vm->jit.mcode_used + size > (size_t)jit_param(vm, PARAM_JIT_MAXMCODE) * 1024;
}

static size_t pages(size_t size)
{
    return (size + MCODE_PAGE - 1) & -(size_t)MCODE_PAGE;
}

static void fill(const struct mcode *code, const struct emit *e)
{
    memcpy(code->address, e->bytes, e->size);
    memset(code->address + e->size, MCODE_FILL, code->mapped - e->size);
}

static enum stop commit(struct vm *vm, const struct emit *e, struct mcode *code)
{
    *code = (struct mcode){.address = NULL};
    enum stop stop = emit_reason(e);
    if (stop != STOP_NONE)
        return stop;
    struct mcode made = {.size = e->size, .mapped = pages(e->size), .counted = pages(e->size - e->extra)};
    if (is_over_limit(vm, made.counted))
        return STOP_MAXMCODE;
    if (!reserve_entry(vm))
        return STOP_MEMORY;
    if (!map_code(vm, &made))
        return STOP_MCODE_MAP;
    fill(&made, e);
    if (!enliven(vm, &made) && !BUG(vm, lj802_protect_ignored, true)) {
        if (!unmap_code(vm, &made))
            wait_for_unmap(vm, &made);
        return STOP_MCODE_PROTECT;
    }
    *code = made;
    return STOP_NONE;
}

enum stop mcode_commit(struct vm *vm, const struct emit *e, struct mcode *code)
{
    enum state was = state_enter(vm, STATE_LINKING);
    enum stop stop = commit(vm, e, code);
    state_leave(vm, was);
    return stop;
}

void mcode_drop(struct vm *vm, struct mcode *code)
{
    if (!code->address)
        return;
    if (vm->jit.depth > 0 || !unmap_code(vm, code))
        wait_for_unmap(vm, code);
    *code = (struct mcode){.address = NULL};
}

/* Where one unmap fails, the next ones would probably fail too: while the program runs that one is enough,
 * as there may be many, and a sweep often. */
void mcode_sweep(struct vm *vm)
{
    struct jit *jit = &vm->jit;
    if (jit->depth > 0)
        return;
    while (jit->waiting_count > 0 && unmap_code(vm, &jit->waiting[jit->waiting_count - 1]))
        jit->waiting_count--;
}

/* Tries each that waits. */
static void sweep_all(struct vm *vm)
{
    struct jit *jit = &vm->jit;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < jit->waiting_count; i++)
        if (!unmap_code(vm, &jit->waiting[i]))
            jit->waiting[kept++] = jit->waiting[i];
    jit->waiting_count = kept;
}

/* What cannot be unmapped now never can: it is left behind knowingly, and the next program begins with
 * nothing, as in a fresh VM. */
void mcode_end(struct vm *vm)
{
    struct jit *jit = &vm->jit;
    for (unsigned round = 0; round < MCODE_END_ROUNDS && jit->waiting_count > 0; round++)
        sweep_all(vm);
    jit_mem(vm, jit->waiting, jit->waiting_capacity * sizeof *jit->waiting, 0, SITE_NONE);
    jit->waiting = NULL;
    jit->waiting_count = jit->waiting_capacity = jit->mcode_count = 0;
    jit->mcode_used = 0;
}
