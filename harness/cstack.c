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

UNCHECKED static void fill_words(char *from, char *to, uint64_t word)
{
    for (uint64_t *p = (uint64_t *)from; p < (uint64_t *)to; p++)
        *p = word;
}

UNCHECKED static bool holds_words(const char *from, const char *to, uint64_t word)
{
    uint64_t bad = 0;
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
    stack->entry = p + GUARD + CSTACK_SIZE - ABOVE;
    fill_words(stack->entry - FILLED, stack->entry, BELOW_FILL);
    fill_words(stack->entry, stack->entry + ABOVE, ABOVE_FILL);
    return true;
}

static uint64_t clean_word(const struct cstack *stack, const char *at)
{
    return at >= stack->entry - FILLED ? BELOW_FILL : 0;
}

/* The lowest page that was written; a frame that leaves CLEAN_PAGES_MIN pages untouched hides what is below
 * it. */
UNCHECKED static char *deepest_page(const struct cstack *stack)
{
    char *deepest = stack->entry;
    int clean = 0;
    for (char *page = stack->entry - PAGE; page >= stack->base && clean < CLEAN_PAGES_MIN; page -= PAGE) {
        if (holds_words(page, page + PAGE, clean_word(stack, page))) {
            clean++;
        } else {
            clean = 0;
            deepest = page;
        }
    }
    return deepest;
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
    while (deepest < stack->entry && *(uint64_t *)deepest == BELOW_FILL)
        deepest += sizeof(uint64_t);
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
    /* Frames that an unwinding left behind keep their poison. */
    ASAN_UNPOISON_MEMORY_REGION(stack->base, (size_t)(stack->entry - stack->base));
    return wrong;
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
    uint64_t depth = sweep_below(stack);
    if (depth > report->depth)
        report->depth = depth;
}

void cstack_call(struct cstack *stack, void (*function)(void *), void *argument,
                 struct cstack_report *report)
{
    look_back(stack, switch_to(stack, function, argument), report);
}

void cstack_resume(struct cstack *stack, const struct cstack_mark *mark, struct cstack_report *report)
{
    look_back(stack, cstack_jump(mark), report);
}

bool cstack_can_resume(void)
{
#ifdef WITH_ASAN
    return false;
#else
    return true;
#endif
}
