#include "mutate.h"

#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "case.h"

enum {
    TRIES_MAX = 16,
    EVENTS_GUESS = 200, /* of a program that nobody ran yet */
    CODE_EVENTS_GUESS = 8,
    COMPILER_EVENTS_GUESS = 256, /* of kinds that nobody counts: allocations of the compiler */
    PASSED_EVENTS_GUESS = 2048,  /* guards and safepoints */
    LIMITS_MAX = 2,
    BUDGET_MAX = 1 << 20,
};

/* A case on its way to the next one. */
struct draft {
    struct mutate *m;
    struct fcase c;
    const struct vut *vut;
    struct fcase other;
    bool has_other;
    struct mutate_events parent; /* of the program as it was before; a guess when nobody knows */
    struct mutate_text text;
};

static uint64_t below(struct draft *d, uint64_t n)
{
    return mutate_below(&d->m->state, n);
}

static const struct vut_engine *subject(const struct draft *d)
{
    for (size_t i = 0; !d->c.engine[0] && i < d->vut->engine_count; i++)
        if (!d->vut->engines[i].reference)
            return &d->vut->engines[i];
    return vm_engine(d->vut, d->c.engine);
}

/* ---- the plan ------------------------------------------------------------------------------------ */

/* Kinds that the engine takes and that are written as a `fault:` line with a number or a size. */
static bool takes(const struct draft *d, int kind)
{
    unsigned countable = VUT_FORM_NTH | VUT_FORM_FROM | VUT_FORM_ALLOC | VUT_FORM_SIZE;
    return d->vut->faults & VUT_FAULT_BIT(kind) && fault_kinds[kind].forms & countable &&
           (fault_kinds[kind].law == 1 || subject(d)->compiles);
}

static bool draw_kind(struct draft *d, enum vut_fault *out)
{
    uint64_t seen = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (takes(d, k) && below(d, ++seen) == 0)
            *out = (enum vut_fault)k;
    return seen > 0;
}

/* A number of an event that the program probably has. */
static uint64_t draw_n(struct draft *d, enum vut_fault kind)
{
    struct mutate_events known = d->parent;
    const struct mutate_text *t = &d->text;
    if (d->m->events)
        d->m->events(d->m->events_ctx, t->at, t->size, &known);
    uint64_t max = kind == VUT_FAULT_MCODE      ? known.code_events
                   : kind == VUT_FAULT_JIT_OOM  ? COMPILER_EVENTS_GUESS
                   : fault_kinds[kind].law == 2 ? PASSED_EVENTS_GUESS
                                                : known.allocations;
    if (max == 0)
        return 1 + below(d, 4);
    return below(d, 3) ? mutate_log_uniform(&d->m->state, max) : 1 + below(d, max);
}

/* One of the VM's named sites, where it has any of this kind. */
static void draw_site(struct draft *d, struct fault *f)
{
    enum vut_domain domain = f->kind == VUT_FAULT_JIT_OOM ? VUT_DOMAIN_COMPILER : VUT_DOMAIN_HEAP;
    uint64_t seen = 0;
    for (size_t i = 0; i < d->vut->site_count; i++)
        if (d->vut->sites[i].domain == domain && below(d, ++seen) == 0)
            snprintf(f->site, sizeof f->site, "%s", d->vut->sites[i].name);
    if (f->site[0])
        f->n = 1 + below(d, 8);
}

static void shape_fault(struct draft *d, struct fault *f)
{
    unsigned forms = fault_kinds[f->kind].forms;
    if (forms & VUT_FORM_SIZE)
        f->size = mutate_log_uniform(&d->m->state, BUDGET_MAX);
    else
        f->n = draw_n(d, f->kind);
    f->from = forms & VUT_FORM_FROM && below(d, 6) == 0;
    f->alloc = forms & VUT_FORM_ALLOC && (!(d->vut->capabilities & VUT_CAP_NUMBERED) || below(d, 2));
    if (forms & VUT_FORM_SITE && d->vut->site_count && below(d, 3) == 0)
        draw_site(d, f);
    if (forms & VUT_FORM_ACTION)
        f->action = (enum vut_action)below(d, VUT_ACTION_COUNT);
}

static bool new_fault(struct draft *d)
{
    struct fault f = {0};
    if (!draw_kind(d, &f.kind))
        return false;
    shape_fault(d, &f);
    d->c.fault[0] = f;
    d->c.fault_count = 1;
    return true;
}

static bool move_fault(struct draft *d)
{
    struct fault *f = &d->c.fault[0];
    uint64_t step = 1 + below(d, 3);
    if (d->c.fault_count == 0 || fault_kinds[f->kind].forms & VUT_FORM_SIZE)
        return new_fault(d);
    if (!f->site[0] && below(d, 2))
        f->n = draw_n(d, f->kind);
    else if (below(d, 2))
        f->n += step;
    else
        f->n = f->n > step ? f->n - step : 1;
    return true;
}

static bool toggle_from(struct draft *d)
{
    struct fault *f = &d->c.fault[0];
    if (d->c.fault_count == 0 || !(fault_kinds[f->kind].forms & VUT_FORM_FROM) || f->create)
        return new_fault(d);
    f->from = !f->from;
    return true;
}

static bool drop_fault(struct draft *d)
{
    bool any = d->c.fault_count > 0;
    d->c.fault_count = 0;
    return any;
}

static bool adopt_fault(struct draft *d)
{
    if (!d->has_other || d->other.fault_count == 0 || !takes(d, d->other.fault[0].kind) ||
        strcmp(d->other.vm, d->c.vm) != 0)
        return new_fault(d);
    d->c.fault[0] = d->other.fault[0];
    d->c.fault_count = 1;
    return true;
}

/* ---- limits, settings, engine -------------------------------------------------------------------- */

static const struct vut_param *draw_param(struct draft *d, bool limit)
{
    const struct vut_param *drawn = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < d->vut->param_count; i++)
        if (d->vut->params[i].limit == limit && below(d, ++seen) == 0)
            drawn = &d->vut->params[i];
    return drawn;
}

/* Small values are where limits bite. */
static void draw_value(struct draft *d, const struct vut_param *p, long high, char *out, size_t size)
{
    uint64_t span = (uint64_t)((high < p->max ? high : p->max) - p->min);
    uint64_t offset = mutate_log_uniform(&d->m->state, span + 1) - 1;
    snprintf(out, size, "%s=%ld", p->name, p->min + (long)offset);
}

static bool new_limit(struct draft *d)
{
    struct case_error error;
    char item[CASE_NAME_SIZE + 24];
    const struct vut_param *p = draw_param(d, true);
    if (!p || !subject(d)->compiles)
        return false;
    if (d->c.limit_count >= LIMITS_MAX)
        d->c.limit_count = 0;
    draw_value(d, p, p->initial + 64, item, sizeof item);
    return case_limit(&d->c, item, &error);
}

static bool drop_limits(struct draft *d)
{
    bool any = d->c.limit_count > 0;
    d->c.limit_count = 0;
    return any;
}

/* Settings hold for both engines: when the compiler starts, and what the VM does on its own. */
static bool new_setting(struct draft *d)
{
    static const char *const hot[] = {"hotloop", "hotfunc", "hotexit"};
    struct case_error error;
    char item[CASE_NAME_SIZE + 24];
    const struct vut_param *p = vm_param(d->vut, hot[below(d, sizeof hot / sizeof hot[0])]);
    if (!p || below(d, 4) == 0)
        p = draw_param(d, false);
    if (!p)
        return false;
    draw_value(d, p, 8, item, sizeof item);
    return case_set(&d->c, item, &error);
}

static bool drop_settings(struct draft *d)
{
    bool any = d->c.set_count > 0;
    d->c.set_count = 0;
    return any;
}

static bool new_engine(struct draft *d)
{
    const struct vut_engine *drawn = NULL;
    bool reference = below(d, 8) == 0;
    uint64_t seen = 0;
    for (size_t i = 0; i < d->vut->engine_count; i++)
        if (d->vut->engines[i].reference == reference && below(d, ++seen) == 0)
            drawn = &d->vut->engines[i];
    if (!drawn || drawn == subject(d))
        return false;
    snprintf(d->c.engine, sizeof d->c.engine, "%s", drawn->name);
    return true;
}

/* ---- the whole ----------------------------------------------------------------------------------- */

static bool change_program(struct draft *d)
{
    return mutate_text(&d->text);
}

static const struct change {
    unsigned weight;
    bool (*apply)(struct draft *d);
} changes[] = {
    {40, change_program}, {16, new_fault},  {12, move_fault}, {4, toggle_from},   {2, drop_fault},
    {6, new_limit},       {2, drop_limits}, {3, new_setting}, {1, drop_settings}, {1, new_engine},
};

static bool change(struct draft *d)
{
    unsigned total = 0;
    size_t i = 0;
    for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++)
        total += changes[k].weight;
    for (unsigned at = (unsigned)below(d, total); at >= changes[i].weight; i++)
        at -= changes[i].weight;
    return changes[i].apply(d);
}

/* Takes away what the engine does not take, and what fuzzing must not choose: a library to load. */
static void make_bindable(struct draft *d)
{
    struct fcase *c = &d->c;
    size_t kept = 0;
    c->expect[0] = c->output[0] = '\0'; /* a mutant promises nothing */
    if (c->fault_count > 1)
        c->fault_count = 1;
    if (c->fault_count && !takes(d, c->fault[0].kind))
        c->fault_count = 0;
    if (!subject(d)->compiles)
        c->limit_count = 0;
    for (size_t i = 0; i < c->set_count; i++)
        if (strcmp(c->set[i].name, "lib") != 0)
            c->set[kept++] = c->set[i];
    c->set_count = kept;
}

/* A header that does not parse, or that names what the VM does not have, gives way to an empty one. */
static void read_case(const struct mutate *m, const char *text, size_t size, struct fcase *c)
{
    static const char end[] = "\n---\n";
    struct case_error error;
    struct binding b;
    char why[256];
    bool good = case_parse(text, size, c, &error);
    if (good && !c->vm[0])
        snprintf(c->vm, sizeof c->vm, "%s", m->vm);
    if (good && case_bind(c, &b, why, sizeof why))
        return;
    const char *header = memmem(text, size, end, sizeof end - 1);
    memset(c, 0, sizeof *c);
    c->program = header ? header + sizeof end - 1 : text;
    c->program_size = size - (size_t)(c->program - text);
    snprintf(c->vm, sizeof c->vm, "%s", m->vm);
}

static bool open_draft(struct draft *d, struct mutate *m, const char *text, size_t size, const char *other,
                       size_t other_size)
{
    memset(d, 0, sizeof *d);
    d->m = m;
    read_case(m, text, size, &d->c);
    d->vut = vm_find(d->c.vm);
    d->text.at = malloc(MUTATE_PROGRAM_MAX);
    if (!d->vut || !d->text.at)
        return false;
    d->parent = (struct mutate_events){EVENTS_GUESS, CODE_EVENTS_GUESS};
    if (m->events)
        m->events(m->events_ctx, d->c.program, d->c.program_size, &d->parent);
    d->has_other = other != NULL;
    if (other)
        read_case(m, other, other_size, &d->other);
    size_t program_size = d->c.program_size;
    d->text.size = program_size < MUTATE_PROGRAM_MAX ? program_size : MUTATE_PROGRAM_MAX;
    d->text.max = MUTATE_PROGRAM_MAX;
    memcpy(d->text.at, d->c.program, d->text.size);
    d->text.other = d->other.program;
    d->text.other_size = d->other.program_size;
    d->text.language = d->vut->extension;
    d->text.state = &m->state;
    d->text.bytes = m->bytes;
    d->text.words = m->words;
    return true;
}

static size_t write_draft(struct draft *d, char *out, size_t max)
{
    char *text = NULL;
    size_t size = 0;
    d->c.program = d->text.at;
    d->c.program_size = d->text.size;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return 0;
    case_write(&d->c, f);
    bool ok = fclose(f) == 0 && size <= max;
    if (ok)
        memcpy(out, text, size);
    free(text);
    return ok ? size : 0;
}

size_t mutate_case(struct mutate *m, const char *text, size_t size, const char *other, size_t other_size,
                   char *out, size_t max)
{
    struct draft d;
    size_t written = 0;
    if (open_draft(&d, m, text, size, other, other_size)) {
        unsigned wanted = 1 + (unsigned)__builtin_ctzll(mutate_random(&m->state) | 8);
        if (other && below(&d, 4) == 0)
            adopt_fault(&d);
        for (unsigned tries = 0; tries < TRIES_MAX && wanted; tries++)
            wanted -= change(&d);
        make_bindable(&d);
        written = write_draft(&d, out, max);
    }
    free(d.text.at);
    return written;
}
