#include "gc.h"

#include "state.h"

/* ---- lists --------------------------------------------------------------------------------------- */

static void list_init(struct collectable *list)
{
    list->prev = list->next = list;
}

static void list_remove(struct collectable *c)
{
    c->prev->next = c->next;
    c->next->prev = c->prev;
    c->prev = c->next = NULL;
}

static void list_append(struct collectable *list, struct collectable *c)
{
    c->prev = list->prev;
    c->next = list;
    list->prev->next = c;
    list->prev = c;
}

static bool list_is_empty(const struct collectable *list)
{
    return list->next == list;
}

static void list_splice(struct collectable *to, struct collectable *from)
{
    if (list_is_empty(from))
        return;
    from->next->prev = to->prev;
    from->prev->next = to;
    to->prev->next = from->next;
    to->prev = from->prev;
    list_init(from);
}

void gc_create(struct vm *vm)
{
    list_init(&vm->gc.others);
    list_init(&vm->gc.candidates);
    list_init(&vm->gc.permanent);
    vm->gc.threshold = GC_THRESHOLD;
    vm->gc.enabled = true;
}

void gc_link(struct vm *vm, struct collectable *c, enum value_type type)
{
    c->head = (struct counted){.refcount = 1, .type = (uint8_t)type, .color = GC_OTHER};
    list_append(&vm->gc.others, c);
}

void gc_unlink(struct vm *vm, struct collectable *c)
{
    if (c->next == NULL)
        return;
    if (c->head.color == GC_CANDIDATE)
        vm->gc.candidate_count--;
    c->head.color = GC_OTHER;
    list_remove(c);
}

void gc_candidate(struct vm *vm, struct collectable *c)
{
    if (c->head.color != GC_OTHER || c->next == NULL)
        return;
    list_remove(c);
    list_append(&vm->gc.candidates, c);
    c->head.color = GC_CANDIDATE;
    if (++vm->gc.candidate_count == vm->gc.threshold && gc_is_due(vm))
        safepoint_arm(vm);
}

/* ---- walking ------------------------------------------------------------------------------------- */

void gc_visit(struct vm *vm, struct collectable *c, gc_visit_fn *visit, void *ctx)
{
    struct array *a = (struct array *)c;
    struct object *o = (struct object *)c;
    struct value v;
    uint32_t i;

    switch (c->head.type) {
    case TYPE_ARRAY:
        for (i = 0; i < a->used; i++)
            visit(ctx, array_slot(a, i));
        return;
    case TYPE_REF:
        visit(ctx, &((struct ref *)c)->value);
        return;
    }
    for (i = 0; i < o->class->slot_count; i++)
        visit(ctx, &o->slots[i]);
    if (o->dynamic != NULL) {
        value_set_array(&v, o->dynamic);
        visit(ctx, &v);
    }
    if (o->class == vm->classes.closure) {
        visit(ctx, &closure_of(o)->self);
        if (closure_of(o)->statics != NULL) {
            value_set_array(&v, closure_of(o)->statics);
            visit(ctx, &v);
        }
    }
}

static struct collectable *collectable_of(const struct value *v)
{
    if (!value_is_counted(v) || v->type < TYPE_ARRAY)
        return NULL;
    return (struct collectable *)v->counted;
}

/* ---- finding garbage ----------------------------------------------------------------------------- */

static void subtract(void *ctx, struct value *v)
{
    struct collectable *c = collectable_of(v);

    (void)ctx;
    if (c != NULL)
        c->gc_refs--;
}

/* What is reached from outside is moved behind those that were found to be: it will be scanned too. */
static void reach(void *ctx, struct value *v)
{
    struct collectable *reached = ctx, *c = collectable_of(v);

    if (c == NULL || c->head.color != GC_TENTATIVE)
        return;
    c->head.color = GC_OTHER;
    list_remove(c);
    list_append(reached, c);
}

/* Leaves in `list` what is held only from within the list, in its order, colored GC_TENTATIVE; the rest
 * goes to `reached`. */
static void split(struct vm *vm, struct collectable *list, struct collectable *reached)
{
    struct collectable *c, *next;

    for (c = list->next; c != list; c = c->next) {
        c->gc_refs = c->head.refcount;
        c->head.color = GC_TENTATIVE;
    }
    for (c = list->next; c != list; c = c->next)
        gc_visit(vm, c, subtract, NULL);
    for (c = list->next; c != list; c = next) {
        next = c->next;
        if (c->gc_refs == 0)
            continue;
        c->head.color = GC_OTHER;
        list_remove(c);
        list_append(reached, c);
    }
    for (c = reached->next; c != reached; c = c->next)
        gc_visit(vm, c, reach, reached);
}

static bool has_pending_destructor(const struct collectable *c)
{
    const struct object *o = (const struct object *)c;

    return c->head.type == TYPE_OBJECT && !(o->flags & OBJECT_DESTRUCTED) && o->class->destructor != NULL;
}

/* Moves objects whose destructors have not run, and all that they hold, from the garbage to `kept`: user
 * code is about to see them. */
static void keep_destructible(struct vm *vm, struct collectable *garbage, struct collectable *kept)
{
    struct collectable *c, *next;

    for (c = garbage->next; c != garbage; c = next) {
        next = c->next;
        if (!has_pending_destructor(c))
            continue;
        c->head.color = GC_OTHER;
        list_remove(c);
        list_append(kept, c);
    }
    for (c = kept->next; c != kept; c = c->next)
        gc_visit(vm, c, reach, kept);
    /* While they wait no release makes candidates of them. */
    for (c = kept->next; c != kept; c = c->next)
        c->head.color = GC_GARBAGE;
}

/* Calls the destructors in order. User code may free anything meanwhile; the object at hand is held. */
static void call_destructors(struct vm *vm, struct collectable *kept)
{
    struct collectable *c;

    while (!list_is_empty(kept)) {
        c = kept->next;
        list_remove(c);
        list_append(&vm->gc.others, c);
        c->head.color = GC_OTHER;
        if (!has_pending_destructor(c))
            continue;
        c->head.refcount++;
        object_destruct(vm, (struct object *)c);
        counted_release(vm, &c->head);
    }
}

/* ---- freeing it ---------------------------------------------------------------------------------- */

/* A slot of garbage lets go of what it held: of other garbage (which is kept until the end) or of something
 * that lives on. */
static void let_go(void *ctx, struct value *v)
{
    struct vm *vm = ctx;
    struct value old = *v;

    value_set_undef(v);
    value_release(vm, &old);
}

static void clear_collectable(struct vm *vm, struct collectable *c)
{
    struct object *o = (struct object *)c;
    struct array *a = (struct array *)c, *dynamic;
    uint32_t i;

    if (c->head.type == TYPE_ARRAY && !a->packed)
        for (i = 0; i < a->used; i++) {
            string_release(vm, a->buckets[i].key);
            a->buckets[i].key = NULL;
        }
    if (c->head.type != TYPE_OBJECT) {
        gc_visit(vm, c, let_go, vm);
        return;
    }
    o->flags |= OBJECT_DESTRUCTED | OBJECT_FREED;
    for (i = 0; i < o->class->slot_count; i++)
        let_go(vm, &o->slots[i]);
    dynamic = o->dynamic;
    o->dynamic = NULL;
    array_release(vm, dynamic);
    if (o->class == vm->classes.closure) {
        let_go(vm, &closure_of(o)->self);
        dynamic = closure_of(o)->statics;
        closure_of(o)->statics = NULL;
        array_release(vm, dynamic);
    }
}

static void free_collectable(struct vm *vm, struct collectable *c)
{
    if (c->head.type == TYPE_ARRAY) {
        array_free_memory(vm, (struct array *)c);
    } else if (c->head.type == TYPE_OBJECT) {
        object_free_memory(vm, (struct object *)c);
    } else {
        gc_unlink(vm, c);
        mem_free(vm, c, sizeof(struct ref));
    }
}

/* PHP counts objects and arrays, but not the tables that belong to an object. */
static uint32_t count_garbage(struct vm *vm, const struct collectable *garbage)
{
    const struct collectable *c;
    uint32_t count = 0;

    for (c = garbage->next; c != garbage; c = c->next) {
        struct object *o = (struct object *)c;

        count += c->head.type != TYPE_REF;
        if (c->head.type != TYPE_OBJECT)
            continue;
        count -= o->dynamic != NULL;
        count -= o->class == vm->classes.closure && closure_of(o)->statics != NULL;
    }
    return count;
}

/* One after the other is emptied, held once more meanwhile; what nobody holds then goes with it, as in any
 * release. */
static void free_garbage(struct vm *vm, struct collectable *garbage)
{
    struct collectable done, *c;

    list_init(&done);
    for (c = garbage->next; c != garbage; c = c->next)
        c->head.color = GC_GARBAGE;
    while (!list_is_empty(garbage)) {
        c = garbage->next;
        list_remove(c);
        list_append(&done, c);
        c->head.refcount++;
        clear_collectable(vm, c);
        if (--c->head.refcount == 0)
            free_collectable(vm, c);
    }
    /* Empty, unless something was counted wrongly: then the census has something to say. */
    list_splice(&vm->gc.others, &done);
}

static void survive(struct vm *vm, struct collectable *reached)
{
    struct collectable *c;

    for (c = reached->next; c != reached; c = c->next)
        c->head.color = GC_OTHER;
    list_splice(&vm->gc.others, reached);
}

/* One pass. True if destructors were called: what they belonged to is still there. */
static bool collect_once(struct vm *vm, uint32_t *count)
{
    struct collectable garbage, reached, kept;
    bool destructors;

    list_init(&garbage);
    list_init(&reached);
    list_init(&kept);
    list_splice(&garbage, &vm->gc.candidates);
    list_splice(&garbage, &vm->gc.others);
    vm->gc.candidate_count = 0;
    split(vm, &garbage, &reached);
    survive(vm, &reached);
    keep_destructible(vm, &garbage, &kept);
    destructors = !list_is_empty(&kept);
    /* Out of the lists, so that nobody who looks through those finds it while user code runs. */
    *count += count_garbage(vm, &garbage);
    call_destructors(vm, &kept);
    free_garbage(vm, &garbage);
    return destructors;
}

uint32_t gc_collect(struct vm *vm)
{
    uint32_t count = 0;
    enum state was;

    if (vm->gc.running)
        return 0;
    was = state_enter(vm, STATE_COLLECTING);
    vm->gc.running = true;
    vm->gc.requested = false;
    /* A second pass frees what had destructors in the first, as PHP does; there is no third. */
    if (collect_once(vm, &count))
        collect_once(vm, &count);
    if (vm->exception == NULL || !BUG(vm, lj1445_gc_running, true))
        vm->gc.running = false;
    state_leave(vm, was);
    return count;
}

bool gc_is_due(const struct vm *vm)
{
    const struct gc *gc = &vm->gc;

    return !gc->running && (gc->requested || (gc->enabled && gc->candidate_count >= gc->threshold));
}

/* ---- teardown ------------------------------------------------------------------------------------ */

void gc_freeze(struct vm *vm)
{
    list_splice(&vm->gc.permanent, &vm->gc.others);
    list_splice(&vm->gc.permanent, &vm->gc.candidates);
    vm->gc.candidate_count = 0;
}

bool gc_is_empty(const struct vm *vm)
{
    return list_is_empty(&vm->gc.others) && list_is_empty(&vm->gc.candidates);
}

static void let_go_of_string(void *ctx, struct value *v)
{
    if (v->info == INFO_STRING)
        string_release(ctx, v->s);
    value_set_undef(v);
}

static void force_free(struct vm *vm, struct collectable *c)
{
    struct array *a = (struct array *)c;
    uint32_t i;

    if (c->head.type == TYPE_ARRAY && !a->packed)
        for (i = 0; i < a->used; i++) {
            string_release(vm, a->buckets[i].key);
            a->buckets[i].key = NULL;
        }
    gc_visit(vm, c, let_go_of_string, vm);
    free_collectable(vm, c);
}

static uint32_t force_free_list(struct vm *vm, struct collectable *list, bool objects_only)
{
    struct collectable *c, *next;
    uint32_t count = 0;

    for (c = list->next; c != list; c = next) {
        next = c->next;
        if (objects_only && c->head.type != TYPE_OBJECT)
            continue;
        force_free(vm, c);
        count++;
    }
    return count;
}

uint32_t gc_force_free(struct vm *vm, bool objects_only)
{
    return force_free_list(vm, &vm->gc.candidates, objects_only) +
           force_free_list(vm, &vm->gc.others, objects_only);
}

void gc_destroy(struct vm *vm)
{
    gc_force_free(vm, false);
    force_free_list(vm, &vm->gc.permanent, false);
}
