/* jit_snapshot.c: side exits are noted in one run, and looked for in another; see jit_snapshot.h. */
#include "jit/jit_snapshot.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "jit/jit_snapshot_parts.h"
#include "jit/trace.h"

enum { LOG_MAX = 1 << 20 }; /* bytes */

/* In the log, before the items of its frames. */
struct snapshot_place {
    uint64_t safepoints, allocations, func, depth;
    uint32_t opline;
    uint32_t kind; /* enum snap_kind */
    uint32_t trace, exit;
    uint32_t item_count;
    uint32_t spare;
};

_Static_assert(sizeof(struct snapshot_place) % sizeof(uint64_t) == 0, "what follows is aligned");

static struct snapshot_place place_of(const struct vm *vm, const struct frame *f, const struct opline *o,
                                      uint8_t kind)
{
    return (struct snapshot_place){.safepoints = safepoint_count(vm),
                                   .allocations = vm->mem.allocations,
                                   .func = snapshot_func_id(f->func),
                                   .depth = vm->stack.frame_count,
                                   .opline = func_opline_number(f->func, o),
                                   .kind = kind};
}

/* ---- noting -------------------------------------------------------------------------------------- */

/* Makes room at the log's end; NULL when there is none. */
static void *log_room(struct vm *vm, size_t size)
{
    struct jit_snapshots *s = &vm->jit.snapshots;
    size_t capacity = s->log_capacity == 0 ? 4096 : s->log_capacity;
    char *grown;

    while (capacity < s->log_size + size)
        capacity *= 2;
    if (capacity > LOG_MAX)
        return NULL;
    if (capacity != s->log_capacity) {
        grown = mem_own(vm, s->log, s->log_capacity, capacity);
        if (grown == NULL)
            return NULL;
        s->log = grown;
        s->log_capacity = capacity;
    }
    grown = s->log + s->log_size;
    s->log_size += size;
    return grown;
}

struct noting {
    struct vm *vm;
    uint32_t count;
    bool full;
};

static void note_item(void *ctx, const struct snapshot_item *item)
{
    struct noting *n = ctx;
    struct snapshot_item *room = n->full ? NULL : log_room(n->vm, sizeof *room);

    n->full = room == NULL;
    if (room != NULL) {
        *room = *item;
        n->count++;
    }
}

/* A note without all of its items would be none: then the log ends before it, and nothing more is noted. */
void snapshot_note(struct vm *vm, struct frame *f, const struct trace_exit *exit)
{
    struct jit_snapshots *s = &vm->jit.snapshots;
    uint8_t kind = exit->kind == SNAP_BRANCH ? SNAP_GUARD : exit->kind;
    struct snapshot_place place = place_of(vm, f, exit->opline, kind);
    struct noting n = {.vm = vm};
    size_t start = s->log_size;
    struct snapshot_place *room = log_room(vm, sizeof *room);

    if (room == NULL)
        return;
    snapshot_items(vm, f, exit->opline, note_item, &n);
    if (n.full) {
        s->log_size = start;
        return;
    }
    place.trace = exit->trace->number;
    place.exit = (uint32_t)(exit - exit->trace->exits);
    place.item_count = n.count;
    memcpy(s->log + start, &place, sizeof place);
}

void snapshot_log(struct vm *vm, void (*sink)(void *ctx, const char *bytes, size_t size), void *sink_ctx)
{
    const struct jit_snapshots *s = &vm->jit.snapshots;

    if (s->log_size > 0)
        sink(sink_ctx, s->log, s->log_size);
}

void snapshot_expect(struct vm *vm, const char *bytes, size_t size)
{
    vm->jit.snapshots.expected = size > 0 ? bytes : NULL;
    vm->jit.snapshots.expected_size = size;
}

void snapshot_start(struct vm *vm)
{
    vm->jit.snapshots.expected_at = 0;
    vm->jit.snapshots.log_size = 0;
}

void snapshot_drop(struct vm *vm)
{
    struct jit_snapshots *s = &vm->jit.snapshots;

    if (s->log != NULL)
        mem_own(vm, s->log, s->log_capacity, 0);
    s->log = NULL;
    s->log_size = s->log_capacity = 0;
}

/* ---- words --------------------------------------------------------------------------------------- */

enum { WORDS_SIZE = 48 };

static const char *type_word(uint8_t type)
{
    static const char *const words[] = {
        [TYPE_UNDEF] = "undefined", [TYPE_NULL] = "null",         [TYPE_FALSE] = "false",
        [TYPE_TRUE] = "true",       [TYPE_INT] = "int",           [TYPE_FLOAT] = "float",
        [TYPE_STRING] = "string",   [TYPE_ARRAY] = "array",       [TYPE_OBJECT] = "object",
        [TYPE_REF] = "reference",   [TYPE_CONSTANT] = "constant", [TYPE_INDIRECT] = "indirect",
        [TYPE_POINTER] = "pointer",
    };

    return type < sizeof words / sizeof *words ? words[type] : "nothing";
}

static void put_subject(char *out, size_t size, const struct frame *f, const struct snapshot_item *item)
{
    static const char *const words[WORD_COUNT] = {
        [WORD_FUNC] = "function", [WORD_FLAGS] = "flags",   [WORD_ARGUMENTS] = "arguments",
        [WORD_RESULT] = "result", [WORD_OPLINE] = "opline", [WORD_TOP] = "end",
        [WORD_RUNNING] = "turn",
    };

    for (uint8_t level = 0; level < item->level; level++)
        f = f->prev;
    snprintf(out, size, "the end");
    switch ((enum item_what)item->what) {
    case ITEM_FRAME:
        snprintf(out, size, "the frame's %s", words[item->index % WORD_COUNT]);
        break;
    case ITEM_THIS:
        snprintf(out, size, "'$this'");
        break;
    case ITEM_CV:
        snprintf(out, size, "'$%.*s'", 24, f->func->vars[item->index]->bytes);
        break;
    case ITEM_TMP:
        snprintf(out, size, "temporary %u", item->index);
        break;
    case ITEM_EXTRA:
    case ITEM_ARG:
        snprintf(out, size, "argument %u", item->index + 1);
        break;
    case ITEM_CALL:
        snprintf(out, size, "the call");
        break;
    }
}

/* A value as far as an item tells of it. What is in quotes does not become part of a finding's signature,
 * which the names and numbers of a program would make many of: types do. */
static void put_item(char *out, size_t size, const struct snapshot_item *item, bool with_value)
{
    double d;

    memcpy(&d, &item->digest, sizeof d);
    if (with_value && item->type == TYPE_INT)
        snprintf(out, size, "'%" PRId64 "'", (int64_t)item->digest);
    else if (with_value && item->type == TYPE_FLOAT)
        snprintf(out, size, "'%.17g'", d);
    else
        snprintf(out, size, "%s", type_word(item->type));
}

/* The first finding of a run is told. */
__attribute__((format(printf, 3, 4))) static void note(struct vm *vm, const struct snapshot_place *p,
                                                       const char *format, ...)
{
    char *out = vm->record.snapshot_note;
    size_t size = sizeof vm->record.snapshot_note, used;
    va_list args;

    if (vm->record.snapshot_wrong++ > 0)
        return;
    used = (size_t)snprintf(out, size, "exit %u of trace %u ", p->exit, p->trace);
    va_start(args, format);
    vsnprintf(out + used, size - used, format, args);
    va_end(args);
}

static bool is_same_thing(const struct snapshot_item *a, const struct snapshot_item *b)
{
    return a->what == b->what && a->index == b->index && a->level == b->level;
}

static void note_difference(struct vm *vm, const struct frame *f, const struct snapshot_place *p,
                            const struct snapshot_item *exit, const struct snapshot_item *own)
{
    char subject[WORDS_SIZE], has[WORDS_SIZE], wants[WORDS_SIZE];
    bool typed = exit->type == own->type, scalar = own->type == TYPE_INT || own->type == TYPE_FLOAT;

    put_subject(subject, sizeof subject, f, own);
    put_item(has, sizeof has, exit, typed);
    put_item(wants, sizeof wants, own, typed);
    if (!is_same_thing(exit, own))
        note(vm, p, "leaves out, or adds to, what the interpreter has at %s", subject);
    else if (!typed || scalar)
        note(vm, p, "restores %s as %s, interpreter has %s", subject, has, wants);
    else if (exit->digest != own->digest)
        note(vm, p, "restores %s as another %s than the interpreter has", subject, wants);
    else
        note(vm, p, "leaves %s with %u holders, interpreter has %u", subject, exit->refcount,
             own->refcount);
}

static const struct func *find_func(const struct vm *vm, uint64_t id)
{
    const struct func *f = vm->program.funcs;

    while (f != NULL && snapshot_func_id(f) != id)
        f = f->next_in_program;
    return f;
}

static void note_missing(struct vm *vm, const struct snapshot_place *p)
{
    const struct func *f = find_func(vm, p->func);

    note(vm, p, "goes to opline %u of '%.*s', interpreter does not", p->opline, 24,
         f != NULL ? f->name->bytes : "?");
}

/* ---- looking ------------------------------------------------------------------------------------- */

/* The next exit that is expected; NULL: none is. */
static const struct snapshot_place *next_place(struct vm *vm)
{
    struct jit_snapshots *s = &vm->jit.snapshots;

    if (s->expected_at < s->expected_size)
        return (const struct snapshot_place *)(s->expected + s->expected_at);
    s->expected = NULL;
    return NULL;
}

static void pass_place(struct vm *vm, const struct snapshot_place *p)
{
    vm->jit.snapshots.expected_at += sizeof *p + p->item_count * sizeof(struct snapshot_item);
}

struct looking {
    const struct snapshot_item *next, *end;
    struct snapshot_item own; /* the first that differs */
    bool found;
};

static void look_at_item(void *ctx, const struct snapshot_item *item)
{
    struct looking *l = ctx;

    if (l->found)
        return;
    if (l->next < l->end && memcmp(l->next, item, sizeof *item) == 0) {
        l->next++;
        return;
    }
    l->own = *item;
    l->found = true;
}

static void compare(struct vm *vm, struct frame *f, const struct opline *o, const struct snapshot_place *p)
{
    static const struct snapshot_item none = {.what = UINT8_MAX, .type = UINT8_MAX};
    struct looking l = {.next = (const struct snapshot_item *)(p + 1)};

    l.end = l.next + p->item_count;
    snapshot_items(vm, f, o, look_at_item, &l);
    if (l.found)
        note_difference(vm, f, p, l.next < l.end ? l.next : &none, &l.own);
    else if (l.next < l.end)
        note_difference(vm, f, p, l.next, &none);
}

static bool is_past(const struct snapshot_place *here, const struct snapshot_place *p)
{
    return here->safepoints > p->safepoints ||
           (here->safepoints == p->safepoints && here->allocations > p->allocations);
}

static bool is_same(const struct snapshot_place *here, const struct snapshot_place *p)
{
    return here->safepoints == p->safepoints && here->allocations == p->allocations &&
           here->func == p->func && here->depth == p->depth && here->opline == p->opline &&
           here->kind == p->kind;
}

void snapshot_look(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind)
{
    const struct snapshot_place *p = next_place(vm);
    struct snapshot_place here;

    /* Most oplines are ahead of it. */
    if (p == NULL || safepoint_count(vm) < p->safepoints)
        return;
    here = place_of(vm, f, o, kind);
    for (; p != NULL; p = next_place(vm)) {
        if (is_past(&here, p))
            note_missing(vm, p);
        else if (is_same(&here, p))
            compare(vm, f, o, p);
        else
            return;
        pass_place(vm, p);
    }
}

void snapshot_end(struct vm *vm)
{
    const struct snapshot_place *p;

    while (vm->jit.snapshots.expected != NULL && (p = next_place(vm)) != NULL) {
        note_missing(vm, p);
        pass_place(vm, p);
    }
    vm->jit.snapshots.expected = NULL;
}
