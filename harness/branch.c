#include "branch.h"

#include <stdlib.h>
#include <string.h>

#include "image.h"

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

/* ---- save and restore ---------------------------------------------------------------------------- */

/* The stack below the mark is not saved: it belongs to functions that will be called anew. */
static bool save(struct branch *b)
{
    struct inject *in = b->inject;
    b->arena.size = b->stack_bytes.size = b->output.size = 0;
    char *arena = reserve(&b->arena, arena_used(in->arena));
    if (!arena || !keep(&b->stack_bytes, b->mark.rsp, (size_t)(b->stack->entry - b->mark.rsp)) ||
        !keep(&b->output, in->output, in->output_size) || !maps_save(&in->maps, &b->code))
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
    if (!maps_restore(&in->maps)) {
        b->broken = true;
        return false;
    }
    b->saved.maps = in->maps;
    *in = b->saved;
    if (in->witness)
        *in->witness = in->fault;
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
    if (b->inject)
        maps_forget(&b->inject->maps);
    maps_saved_free(&b->code);
    memset(b, 0, sizeof *b);
}
