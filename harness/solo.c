#include "solo.h"

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "sanitizer.h"

/* ---- hooks --------------------------------------------------------------------------------------- */

/* Only a sanitizer's malloc knows the size that was asked for. */
#ifdef WITH_ASAN
enum { SIZES_ARE_KNOWN = true };
#else
enum { SIZES_ARE_KNOWN = false };
#endif

static void *resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                    uint32_t site)
{
    struct solo *s = ctx;
    void *fresh = NULL;
    (void)site;
    s->shown.sizes_wrong += SIZES_ARE_KNOWN && block && malloc_usable_size(block) != old_size;
    if (new_size) {
        s->shown.allocations += new_size > old_size && domain != VUT_DOMAIN_COMPILER;
        fresh = malloc(new_size);
        if (!fresh)
            return NULL;
        s->blocks++;
    }
    if (block) {
        if (fresh)
            memcpy(fresh, block, old_size < new_size ? old_size : new_size);
        free(block);
        s->blocks--;
    }
    return fresh;
}

static int native_prot(int prot)
{
    return (prot & VUT_PROT_READ ? PROT_READ : 0) | (prot & VUT_PROT_WRITE ? PROT_WRITE : 0) |
           (prot & VUT_PROT_EXEC ? PROT_EXEC : 0);
}

static void *code_map(void *ctx, void *hint, size_t size, int prot)
{
    void *p = mmap(hint, size, native_prot(prot), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ((struct solo *)ctx)->maps += p != MAP_FAILED;
    return p;
}

static int code_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx;
    return mprotect(address, size, native_prot(prot));
}

static int code_unmap(void *ctx, void *address, size_t size)
{
    int result = munmap(address, size);
    ((struct solo *)ctx)->maps -= result == 0;
    return result;
}

/* Hashed piece by piece, each no further than what is kept of all: a program may print gigabytes in few
 * steps. The engines print in the same pieces. */
static void output(void *ctx, const char *bytes, size_t size)
{
    struct solo_shown *shown = &((struct solo *)ctx)->shown;
    uint64_t kept = shown->output_size < SOLO_OUTPUT_KEPT ? shown->output_size : SOLO_OUTPUT_KEPT;
    uint64_t room = SOLO_OUTPUT_KEPT - kept;
    memcpy(shown->output + kept, bytes, size < room ? size : room);
    uint64_t hashed = size < SOLO_OUTPUT_KEPT ? size : SOLO_OUTPUT_KEPT;
    shown->output_hash = XXH64(bytes, hashed, shown->output_hash);
    shown->output_size += size;
}

static void event(void *ctx, const struct vut_event *e)
{
    struct solo *s = ctx;
    s->shown.events[e->kind]++;
}

static uint64_t safepoint(void *ctx, uint64_t number)
{
    (void)ctx, (void)number;
    return UINT64_MAX;
}

static uint64_t guard(void *ctx, uint64_t number)
{
    const struct solo *s = ctx;
    (void)number;
    return s->guard_every ? s->guard_every : UINT64_MAX;
}

static void pause_counting(void *ctx, bool on)
{
    (void)ctx, (void)on;
}

/* ---- a VM ---------------------------------------------------------------------------------------- */

void solo_init(struct solo *s, const struct vut *vut, const char *engine)
{
    memset(s, 0, sizeof *s);
    s->vut = vut;
    for (size_t i = 0; i < vut->param_count; i++)
        s->settings.param[i] = vut->params[i].initial;
    for (size_t i = 0; i < vut->engine_count; i++)
        if (strcmp(vut->engines[i].name, engine) == 0)
            s->settings.engine = &vut->engines[i];
}

bool solo_set(struct solo *s, const char *param, long value)
{
    for (size_t i = 0; i < s->vut->param_count; i++)
        if (strcmp(s->vut->params[i].name, param) == 0) {
            s->settings.param[i] = value;
            return true;
        }
    return false;
}

bool solo_open(struct solo *s, uint64_t steps)
{
    s->hooks = (struct vut_hooks){.ctx = s,
                                  .resize = resize,
                                  .code_map = code_map,
                                  .code_protect = code_protect,
                                  .code_unmap = code_unmap,
                                  .output = output,
                                  .event = event,
                                  .safepoint = safepoint,
                                  .guard = guard,
                                  .pause = pause_counting};
    s->vm = s->settings.engine ? s->vut->create(&s->hooks, &s->settings) : NULL;
    if (s->vm && s->vut->set_step_budget)
        s->vut->set_step_budget(s->vm, steps);
    return s->vm != NULL;
}

bool solo_run(struct solo *s, const char *program, size_t size)
{
    uint64_t before = s->blocks, maps_before = s->maps;
    memset(&s->shown, 0, sizeof s->shown);
    bool loaded = s->vut->load(s->vm, program, size);
    if (loaded)
        s->vut->run(s->vm);
    if (s->vut->settle)
        s->vut->settle(s->vm);
    s->vut->record(s->vm, &s->shown.record);
    s->shown.blocks_left = s->blocks - before;
    s->shown.maps_left = s->maps - maps_before;
    return loaded;
}

void solo_close(struct solo *s)
{
    if (s->vm)
        s->vut->destroy(s->vm);
    s->vm = NULL;
}

/* ---- judging ------------------------------------------------------------------------------------- */

bool solo_is_wrong(const struct solo *s, char *why, size_t why_size)
{
    const struct solo_shown *shown = &s->shown;
    const struct vut_record *r = &shown->record;
    why[0] = '\0';
    if (r->opline_wrong)
        snprintf(why, why_size, "opline: %s", r->opline_note);
    else if (r->refcount_wrong)
        snprintf(why, why_size, "refcount: %s", r->refcount_note);
    else if (r->immutable_wrong)
        snprintf(why, why_size, "immutable: %s", r->immutable_note);
    else if (r->stack_note[0] || r->stack_delta || r->frame_count)
        snprintf(why, why_size, "vm-stack: %s, %d slots, %d frames", r->stack_note, r->stack_delta,
                 r->frame_count);
    else if (shown->blocks_left)
        snprintf(why, why_size, "leak: %" PRId64 " blocks left", (int64_t)shown->blocks_left);
    else if (shown->maps_left)
        snprintf(why, why_size, "leak: %" PRId64 " mappings of code left", (int64_t)shown->maps_left);
    else if (shown->sizes_wrong)
        snprintf(why, why_size, "size: %" PRIu64 " blocks freed or grown with another size",
                 shown->sizes_wrong);
    return why[0] != '\0';
}

/* The first member that differs. */
static const char *differing_text(const struct vut_record *a, const struct vut_record *b)
{
    if (strcmp(a->error_class, b->error_class) != 0)
        return "error class";
    if (strcmp(a->error_text, b->error_text) != 0)
        return "error text";
    if (strcmp(a->backtrace, b->backtrace) != 0)
        return "backtrace";
    return strcmp(a->result, b->result) != 0 ? "result" : NULL;
}

/* What the compiler tells of itself is its own. */
static bool same_events(const struct solo_shown *a, const struct solo_shown *b)
{
    for (int kind = 0; kind < VUT_EVENT_COUNT; kind++) {
        bool compiler = kind <= VUT_EVENT_TRACE_EXIT || kind == VUT_EVENT_LOG_LOST;
        if (!compiler && a->events[kind] != b->events[kind])
            return false;
    }
    return true;
}

static const char *differing(const struct solo_shown *a, const struct solo_shown *b)
{
    if (a->output_size != b->output_size || a->output_hash != b->output_hash)
        return "output";
    if (a->record.status != b->record.status)
        return "status";
    const char *text = differing_text(&a->record, &b->record);
    if (text)
        return text;
    if (a->record.error_line != b->record.error_line)
        return "error line";
    if (a->record.steps != b->record.steps)
        return "steps";
    if (!same_events(a, b))
        return "events";
    return a->allocations != b->allocations ? "allocations" : NULL;
}

bool solo_differ(const struct solo *a, const struct solo *b, char *why, size_t why_size)
{
    const char *what = differing(&a->shown, &b->shown);
    if (what)
        snprintf(why, why_size, "differential: %s of %s and %s: '%s' and '%s'", what,
                 a->settings.engine->name, b->settings.engine->name, a->shown.record.error_text,
                 b->shown.record.error_text);
    return what != NULL;
}
