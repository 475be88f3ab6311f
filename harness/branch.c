#include "branch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "image.h"

enum { PAGE = 4096 };

static char *reserve(struct branch_buffer *buffer, size_t more)
{
    if (buffer->size + more > buffer->capacity) {
        size_t capacity = (buffer->size + more) * 2;
        char *grown = realloc(buffer->bytes, capacity);
        if (!grown)
            return NULL;
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    buffer->size += more;
    return buffer->bytes + buffer->size - more;
}

static bool keep(struct branch_buffer *buffer, const void *from, size_t size)
{
    char *to = size ? reserve(buffer, size) : NULL;
    if (to)
        memcpy(to, from, size);
    return to || size == 0;
}

/* ---- code memory --------------------------------------------------------------------------------- */

static bool is_zero(const char *page)
{
    const uint64_t *p = (const uint64_t *)page;
    uint64_t bits = 0;
    for (size_t i = 0; i < PAGE / sizeof *p; i++)
        bits |= p[i];
    return bits == 0;
}

/* Pages that hold anything, each after its address. Most of a mapping was never written. */
static bool save_map(struct branch_buffer *code, const struct inject_map *map)
{
    if (!(map->prot & VUT_PROT_READ) || map->start % PAGE || map->size % PAGE)
        return false;
    for (size_t at = 0; at < map->size; at += PAGE) {
        const char *page = (const char *)map->start + at;
        if (!is_zero(page) && !(keep(code, &page, sizeof page) && keep(code, page, PAGE)))
            return false;
    }
    return true;
}

static bool map_again(const struct inject_map *map)
{
    void *p = mmap((void *)map->start, map->size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    return p == (void *)map->start;
}

static bool restore_code(struct branch *b)
{
    const struct inject *saved = &b->saved;
    for (size_t i = 0; i < saved->map_count; i++)
        if (!map_again(&saved->map[i]))
            return false;
    for (size_t at = 0; at < b->code.size; at += sizeof(char *) + PAGE) {
        char *page;
        memcpy(&page, b->code.bytes + at, sizeof page);
        memcpy(page, b->code.bytes + at + sizeof page, PAGE);
    }
    for (size_t i = 0; i < saved->map_count; i++) {
        const struct inject_map *map = &saved->map[i];
        if (mprotect((void *)map->start, map->size, inject_native_prot(map->prot)) != 0)
            return false;
    }
    return true;
}

/* ---- save and restore ---------------------------------------------------------------------------- */

/* The stack below the mark is not saved: it belongs to functions that will be called anew. */
static bool save(struct branch *b)
{
    const struct inject *in = b->inject;
    b->arena.size = b->stack_bytes.size = b->output.size = b->code.size = 0;
    char *arena = reserve(&b->arena, arena_used(in->arena));
    if (in->maps_irregular || !arena ||
        !keep(&b->stack_bytes, b->mark.rsp, (size_t)(b->stack->entry - b->mark.rsp)) ||
        !keep(&b->output, in->output, in->output_size))
        return false;
    for (size_t i = 0; i < in->map_count; i++)
        if (!save_map(&b->code, &in->map[i]))
            return false;
    arena_save(in->arena, arena);
    b->saved = *in;
    return true;
}

bool branch_restore(struct branch *b)
{
    struct inject *in = b->inject;
    b->in_branch = false;
    if (b->broken)
        return false;
    image_let_go();
    inject_reset(in); /* unmaps what the branch left */
    *in = b->saved;
    if (!restore_code(b)) {
        b->broken = true;
        return false;
    }
    arena_restore(in->arena, b->arena.bytes, b->arena.size);
    if (b->output.size)
        memcpy(in->output, b->output.bytes, b->output.size);
    memcpy(b->mark.rsp, b->stack_bytes.bytes, b->stack_bytes.size);
    return true;
}

/* Called on the VM's stack, at an event that the plan means. */
static bool may_fire(void *ctx)
{
    struct branch *b = ctx;
    if (b->in_branch)
        return true;
    b->in_branch = true;
    if (cstack_mark(&b->mark) != 0)
        return false; /* put back: this is the trunk again */
    if (!save(b))
        b->broken = true;
    return true;
}

void branch_begin(struct branch *b, struct inject *inject, struct cstack *stack)
{
    b->inject = inject;
    b->stack = stack;
    b->in_branch = b->broken = false;
    inject->may_fire = may_fire;
    inject->may_fire_ctx = b;
}

void branch_end(struct branch *b)
{
    b->inject->may_fire = NULL;
}

void branch_free(struct branch *b)
{
    free(b->arena.bytes);
    free(b->stack_bytes.bytes);
    free(b->output.bytes);
    free(b->code.bytes);
    memset(b, 0, sizeof *b);
}
