#include "cstack.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "sanitizer.h"
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#define CSTACK_ADDRESS ((char *)0x210000000000)

enum {
    GUARD = 64 << 10,
    PAGE = 4096,
    ABOVE = PAGE,        /* strip above the entry point; a page, so that pages below stay aligned */
    FILLED = 256 << 10,  /* holds the pattern; what lies below holds zeros */
    CLEAN_PAGES_MIN = 6, /* so many untouched pages in a row end the search for the deepest use */
    CLEAN_WHOLE = 1,     /* of these, looked at in full; */
    CLEAN_STEP = 128,    /* of the others, one word in so many bytes: frames lie denser than that */
    MARGIN = 64 << 10,   /* poison of frames that lie deeper than the deepest that was found */
};

static const uint64_t BELOW_FILL = 0x7e57ac4b7e57ac4b;
static const uint64_t ABOVE_FILL = 0xab0fe57ac4ab0fe5;

/* cstack_switch (cstack_x86_64.S): returns the or of the mismatches: bits 0-5 registers, bit 6 rsp. */
uint32_t cstack_switch(void (*function)(void *), void *argument, char *entry);
uint32_t cstack_jump(const struct cstack_mark *mark);

/* Called by cstack_switch on the other stack: they tell ASan that the switch has happened, and announce the
 * way back. */
void cstack_arrived(void);
void cstack_leaving(void);

/* Four words at once: checked code is compiled without the optimization that would find this by itself. */
typedef uint64_t __attribute__((may_alias, aligned(8), vector_size(32))) words;

UNCHECKED static void fill_words(char *from, char *to, uint64_t word)
{
    for (; to - from >= (ptrdiff_t)sizeof(words); from += sizeof(words))
        *(words *)from = (words){word, word, word, word};
    for (uint64_t *p = (uint64_t *)from; p < (uint64_t *)to; p++)
        *p = word;
}

UNCHECKED static bool holds_words(const char *from, const char *to, uint64_t word)
{
    words worse = {0};
    for (; to - from >= (ptrdiff_t)sizeof(words); from += sizeof(words))
        worse |= *(const words *)from ^ (words) { word, word, word, word };
    uint64_t bad = worse[0] | worse[1] | worse[2] | worse[3];
    for (const uint64_t *p = (const uint64_t *)from; p < (const uint64_t *)to; p++)
        bad |= *p ^ word;
    return bad == 0;
}

bool cstack_open(struct cstack *stack)
{
    char *p = mmap(CSTACK_ADDRESS, CSTACK_SIZE + 2 * GUARD, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    if (p != CSTACK_ADDRESS || mprotect(p + GUARD, CSTACK_SIZE, PROT_READ | PROT_WRITE)) {
        munmap(p, CSTACK_SIZE + 2 * GUARD);
        errno = EEXIST;
        return false;
    }
    stack->base = p + GUARD;
    stack->unswept = false;
    stack->entry = p + GUARD + CSTACK_SIZE - ABOVE;
    fill_words(stack->entry - FILLED, stack->entry, BELOW_FILL);
    fill_words(stack->entry, stack->entry + ABOVE, ABOVE_FILL);
    return true;
}

static uint64_t clean_word(const struct cstack *stack, const char *at)
{
    return at >= stack->entry - FILLED ? BELOW_FILL : 0;
}

UNCHECKED static bool looks_clean(const char *page, uint64_t word)
{
    uint64_t bad = 0;
    for (size_t at = 0; at < PAGE; at += CLEAN_STEP)
        bad |= *(const uint64_t *)(page + at) ^ word;
    return bad == 0;
}

/* The lowest page that was written; a frame that leaves CLEAN_PAGES_MIN pages untouched hides what is below
 * it. */
UNCHECKED static char *deepest_page(const struct cstack *stack)
{
    char *deepest = stack->entry;
    int clean = 0;
    for (char *page = stack->entry - PAGE; page >= stack->base && clean < CLEAN_PAGES_MIN; page -= PAGE) {
        uint64_t word = clean_word(stack, page);
        if (looks_clean(page, word) && (clean >= CLEAN_WHOLE || holds_words(page, page + PAGE, word))) {
            clean++;
        } else {
            clean = 0;
            deepest = page;
        }
    }
    return deepest;
}

/* The first word from here on that was written, `from` being the start of a page. */
UNCHECKED static char *first_written(const struct cstack *stack, char *from)
{
    while (from < stack->entry && holds_words(from, from + CLEAN_STEP, BELOW_FILL))
        from += CLEAN_STEP;
    while (from < stack->entry && *(uint64_t *)from == BELOW_FILL)
        from += sizeof(uint64_t);
    return from;
}

/* Finds how deep the call went, and makes the stack as it was before. */
UNCHECKED static uint64_t sweep_below(struct cstack *stack)
{
    char *deepest = deepest_page(stack);
    if (deepest < stack->entry - FILLED) {
        uint64_t depth = (uint64_t)(stack->entry - deepest);
        madvise(stack->base, (size_t)(stack->entry - FILLED - stack->base), MADV_DONTNEED);
        fill_words(stack->entry - FILLED, stack->entry, BELOW_FILL);
        return depth;
    }
    deepest = first_written(stack, deepest);
    fill_words(deepest, stack->entry, BELOW_FILL);
    return (uint64_t)(stack->entry - deepest);
}

#ifdef WITH_ASAN
/* The stack that cstack_call was called on. Static, as the way home is: calls do not nest. */
static const void *outer_base;
static size_t outer_size;

void cstack_arrived(void)
{
    __sanitizer_finish_switch_fiber(NULL, &outer_base, &outer_size);
}

void cstack_leaving(void)
{
    __sanitizer_start_switch_fiber(NULL, outer_base, outer_size);
}

static uint32_t switch_to(struct cstack *stack, void (*function)(void *), void *argument)
{
    void *fake_stack = NULL;
    __sanitizer_start_switch_fiber(&fake_stack, stack->base, (size_t)(stack->entry - stack->base));
    uint32_t wrong = cstack_switch(function, argument, stack->entry);
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
    return wrong;
}

/* Frames that an unwinding left behind keep their poison. */
static void unpoison(struct cstack *stack, uint64_t depth)
{
    size_t size = (size_t)depth + MARGIN, all = (size_t)(stack->entry - stack->base);
    size = size < all ? (size + PAGE) & ~(size_t)(PAGE - 1) : all;
    ASAN_UNPOISON_MEMORY_REGION(stack->entry - size, size);
}
#else
void cstack_arrived(void)
{
}

void cstack_leaving(void)
{
}

static uint32_t switch_to(struct cstack *stack, void (*function)(void *), void *argument)
{
    return cstack_switch(function, argument, stack->entry);
}

static void unpoison(struct cstack *stack, uint64_t depth)
{
    (void)stack, (void)depth;
}
#endif

/* What can be seen once a call has come back. */
static void look_back(struct cstack *stack, uint32_t wrong, struct cstack_report *report)
{
    report->regs_wrong |= wrong & 0x3f;
    if (wrong & 0x40)
        report->rsp_wrong = true;
    if (!holds_words(stack->entry, stack->entry + ABOVE, ABOVE_FILL)) {
        report->above_overwritten = true;
        fill_words(stack->entry, stack->entry + ABOVE, ABOVE_FILL);
    }
}

void cstack_sweep(struct cstack *stack, struct cstack_report *report)
{
    uint64_t depth = sweep_below(stack);
    stack->unswept = false;
    unpoison(stack, depth);
    if (depth > report->depth)
        report->depth = depth;
}

void cstack_sweep_rest(struct cstack *stack, struct cstack_report *report)
{
    if (stack->unswept)
        cstack_sweep(stack, report);
}

void cstack_call_unswept(struct cstack *stack, void (*function)(void *), void *argument,
                         struct cstack_report *report)
{
    look_back(stack, switch_to(stack, function, argument), report);
    stack->unswept = true;
#ifdef WITH_ASAN
    cstack_sweep(stack, report);
#endif
}

void cstack_call(struct cstack *stack, void (*function)(void *), void *argument,
                 struct cstack_report *report)
{
    look_back(stack, switch_to(stack, function, argument), report);
    cstack_sweep(stack, report);
}

void cstack_resume(struct cstack *stack, const struct cstack_mark *mark, struct cstack_report *report)
{
    look_back(stack, cstack_jump(mark), report);
    cstack_sweep(stack, report);
}

bool cstack_can_resume(void)
{
#ifdef WITH_ASAN
    return false;
#else
    return true;
#endif
}
