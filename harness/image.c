/* image.c: see image.h.
 *
 * A signal handler can't be handed anything, so what it needs to know, which image's pages are protected
 * where, is static. There is one arena in a process.
 */
#include "image.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "crash.h"

static struct {
    struct image *image; /* whose pages are in the arena, or NULL */
    char *start;         /* of the arena, while pages are protected; else NULL */
    unsigned streak;     /* how often it was put back in a row */
    bool still;          /* nothing but the pages of `changed` differs */
    struct image_pages changed;
} here;

/* ---- pages --------------------------------------------------------------------------------------- */

static bool has_page(const struct image_pages *pages, size_t page)
{
    return pages->bits[page / 64] >> page % 64 & 1;
}

static void add_page(struct image_pages *pages, size_t page)
{
    pages->bits[page / 64] |= (uint64_t)1 << page % 64;
}

/* The next page of the set from here on, or `count`. */
static size_t next_page(const struct image_pages *pages, size_t page, size_t count)
{
    while (page < count) {
        uint64_t rest = pages->bits[page / 64] >> page % 64;
        if (rest) {
            page += (size_t)__builtin_ctzll(rest);
            break;
        }
        page = (page / 64 + 1) * 64;
    }
    return page < count ? page : count;
}

/* Pages of which the image has any byte. The last one it may share with what a program allocates. */
static size_t page_count(const struct image *im)
{
    return (im->size + IMAGE_PAGE - 1) / IMAGE_PAGE;
}

static size_t page_end(const struct image *im, size_t page)
{
    size_t end = (page + 1) * IMAGE_PAGE;
    return end < im->size ? end : im->size;
}

/* ---- protection ---------------------------------------------------------------------------------- */

/* A signal handler: the first write to a page. */
static bool warm_page(const void *address)
{
    size_t at = (size_t)((const char *)address - here.start), page = at / IMAGE_PAGE;
    if (!here.start || (const char *)address < here.start || at >= here.image->size ||
        has_page(&here.image->hot, page))
        return false;
    add_page(&here.image->hot, page);
    return mprotect(here.start + page * IMAGE_PAGE, IMAGE_PAGE, PROT_READ | PROT_WRITE) == 0;
}

/* Leaves to writers the pages that are hot, and those at both ends, which are never cold. */
static void protect(struct image *im, struct arena *arena)
{
    size_t last = page_count(im) - 1;
    if (last < 2 || !crash_set_mender(warm_page))
        return;
    add_page(&im->hot, 0);
    add_page(&im->hot, last);
    here.start = (char *)arena;
    for (size_t page = 1; page < last;) {
        size_t end = next_page(&im->hot, page, last);
        if (end > page)
            mprotect(here.start + page * IMAGE_PAGE, (end - page) * IMAGE_PAGE, PROT_READ);
        page = end + 1;
    }
}

void image_let_go(void)
{
    if (here.start)
        mprotect(here.start, page_count(here.image) * IMAGE_PAGE, PROT_READ | PROT_WRITE);
    here.image = NULL;
    here.start = NULL;
    here.streak = 0;
    here.still = false;
}

/* ---- save and restore ---------------------------------------------------------------------------- */

bool image_save(struct image *im, const struct arena *arena)
{
    im->comparable = false;
    im->hot = (struct image_pages){0};
    im->size = arena_used(arena);
    if (im->size > im->capacity) {
        free(im->bytes);
        im->capacity = im->size * 2;
        im->bytes = malloc(im->capacity);
        if (!im->bytes) {
            im->capacity = 0;
            return false;
        }
    }
    arena_save(arena, im->bytes);
    im->live_blocks = arena_live_blocks(arena);
    return true;
}

/* Only what has changed: the rest is what it was. */
static void restore_changed(struct image *im, struct arena *arena)
{
    size_t count = page_count(im);
    arena_cut(arena, im->size);
    for (size_t page = next_page(&here.changed, 0, count); page < count;
         page = next_page(&here.changed, page + 1, count))
        arena_put(arena, im->bytes, page * IMAGE_PAGE, page_end(im, page));
}

void image_restore(struct image *im, struct arena *arena)
{
    if (here.image == im && here.still) {
        here.still = false;
        restore_changed(im, arena);
        if (++here.streak == IMAGE_STREAK)
            protect(im, arena);
        return;
    }
    image_let_go();
    arena_restore(arena, im->bytes, im->size);
    here.image = im;
}

/* ---- comparing ----------------------------------------------------------------------------------- */

static int by_start(const void *a, const void *b)
{
    const struct image_part *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

void image_admit(struct image *im, const struct arena *arena, const struct vut_range *range, size_t count)
{
    if (im->size > (size_t)IMAGE_PAGES_MAX * IMAGE_PAGE || count >= IMAGE_SCRATCH_MAX)
        return;
    im->scratch[0] = (struct image_part){0, arena_head_size()};
    im->scratch_count = count + 1;
    for (size_t i = 0; i < count; i++) {
        size_t from = (size_t)((const char *)range[i].start - (const char *)arena);
        if (!arena_holds(arena, range[i].start, range[i].size))
            return;
        im->scratch[i + 1] = (struct image_part){from, from + range[i].size};
    }
    qsort(im->scratch, im->scratch_count, sizeof im->scratch[0], by_start);
    im->comparable = true;
}

/* Whether the bytes are the image's, scratch left out. */
static bool still_between(const struct image *im, const struct arena *arena, size_t from, size_t to)
{
    for (size_t i = 0; i < im->scratch_count && from < to; i++) {
        const struct image_part *s = &im->scratch[i];
        if (s->to <= from)
            continue;
        if (s->from >= to)
            break;
        if (s->from > from && !arena_equals(arena, im->bytes, from, s->from))
            return false;
        from = s->to;
    }
    return from >= to || arena_equals(arena, im->bytes, from, to);
}

/* The next page that may differ. */
static size_t suspect(const struct image *im, size_t page, size_t count)
{
    return here.image == im && here.start ? next_page(&im->hot, page, count) : page;
}

bool image_is_still(struct image *im, struct arena *arena)
{
    size_t count = page_count(im);
    if (!im->comparable || arena_live_blocks(arena) != im->live_blocks)
        return false;
    here.changed = (struct image_pages){0};
    for (size_t page = suspect(im, 0, count); page < count; page = suspect(im, page + 1, count)) {
        size_t from = page * IMAGE_PAGE, to = page_end(im, page);
        if (arena_equals(arena, im->bytes, from, to))
            continue;
        if (!still_between(im, arena, from, to))
            return false;
        add_page(&here.changed, page);
    }
    here.still = here.image == im;
    return true;
}
