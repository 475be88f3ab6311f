#include "mem.h"

#include "vm.h"

const struct vut_site mem_sites[] = {
#define SITE(id, name, absorbs) {name, VUT_DOMAIN_HEAP, absorbs},
#define COMPILER_SITE(id, name) {name, VUT_DOMAIN_COMPILER, NULL},
#include "sites.def"
#undef SITE
#undef COMPILER_SITE
};

static size_t mem_rounded(size_t size)
{
    return (size + 15) & ~(size_t)15;
}

static bool mem_over_limit(const struct mem *mem, size_t old_size, size_t new_size)
{
    size_t used = mem->used - mem_rounded(old_size);

    return new_size > mem->limit ||
           mem_rounded(new_size) > mem->limit - (used < mem->limit ? used : mem->limit);
}

/* NULL says that the attempt failed; nothing was raised. */
static void *mem_attempt(struct vm *vm, void *block, size_t old_size, size_t new_size, enum site site)
{
    struct mem *mem = &vm->mem;
    void *p;

    if (new_size > old_size) {
        mem->allocations++;
        if (unlikely(vm->checking))
            frame_check_opline(vm, "alloc");
        if (unlikely(mem_over_limit(mem, old_size, new_size)))
            return NULL;
    }
    p = mem->hooks->resize(mem->hooks->ctx, block, old_size, new_size, VUT_DOMAIN_HEAP, site);
    if (unlikely(p == NULL))
        return NULL;
    mem->used += mem_rounded(new_size) - mem_rounded(old_size);
    if (mem->used > mem->peak)
        mem->peak = mem->used;
    return p;
}

void *mem_new(struct vm *vm, size_t size, enum site site)
{
    void *p = mem_attempt(vm, NULL, 0, size, site);

    if (unlikely(p == NULL))
        error_memory(vm, size);
    return p;
}

void *mem_resize(struct vm *vm, void *block, size_t old_size, size_t new_size, enum site site)
{
    void *p = mem_attempt(vm, block, old_size, new_size, site);

    if (unlikely(p == NULL) && !BUG(vm, lj1066_resize_error, true))
        error_memory(vm, new_size);
    return p;
}

void mem_free(struct vm *vm, void *block, size_t size)
{
    struct mem *mem = &vm->mem;

    if (block == NULL)
        return;
    mem->used -= mem_rounded(size);
    mem->hooks->resize(mem->hooks->ctx, block, size, 0, VUT_DOMAIN_HEAP, SITE_NONE);
}

void *mem_own(struct vm *vm, void *block, size_t old_size, size_t new_size)
{
    const struct vut_hooks *hooks = vm->mem.hooks;

    return hooks->resize(hooks->ctx, block, old_size, new_size, VUT_DOMAIN_HARNESS, SITE_NONE);
}
