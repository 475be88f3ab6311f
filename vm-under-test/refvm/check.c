/* check.c: the census of reference counts, and what else is looked up from inside at the end of a run.
 *
 * The census needs no memory of its own. Collectables have a word for it (gc_refs, of the collector, which
 * does not run meanwhile). A string has not: each holder that is found takes one from its count, which must
 * come to zero, and a second walk over the same holders gives it all back.
 */
#include "check.h"

#include <stdio.h>

/* ---- notes --------------------------------------------------------------------------------------- */

static const char *type_text(const struct counted *c)
{
    switch (c->type) {
    case TYPE_STRING:
        return "string";
    case TYPE_ARRAY:
        return "array";
    case TYPE_OBJECT:
        return "object";
    default:
        return "reference";
    }
}

static void note_count(struct vm *vm, const struct counted *c, uint32_t holders)
{
    struct vut_record *r = &vm->record;

    if (r->refcount_wrong++ == 0)
        snprintf(r->refcount_note, sizeof(r->refcount_note), "%s has %u holders, counts %u", type_text(c),
                 holders, c->refcount);
}

static void note_immutable(struct vm *vm, const char *what)
{
    struct vut_record *r = &vm->record;

    if (r->immutable_wrong++ == 0)
        snprintf(r->immutable_note, sizeof(r->immutable_note), "%s", what);
}

/* ---- all holders --------------------------------------------------------------------------------- */

struct census;

/* Called for each counted block that somebody holds, once a holder. */
typedef void holder_fn(struct census *census, struct counted *c);

struct census {
    struct vm *vm;
    holder_fn *held;             /* of the walk under way */
    const struct counted *wrong; /* the first string that was found wrong */
    uint32_t remaining;          /* what was left of its count */
    uint32_t wrong_strings;
};

static void visit_value(void *ctx, struct value *v)
{
    struct census *census = ctx;

    if (value_is_counted(v))
        census->held(census, v->counted);
}

static void visit_array(struct census *census, struct array *a)
{
    if (a != NULL && !(a->gc.head.flags & COUNTED_IMMUTABLE))
        census->held(census, &a->gc.head);
}

static void visit_keys(struct census *census, const struct array *a)
{
    if (a->packed)
        return;
    for (uint32_t i = 0; i < a->used; i++)
        if (a->buckets[i].key != NULL && !(a->buckets[i].key->head.flags & COUNTED_INTERNED))
            census->held(census, &a->buckets[i].key->head);
}

static void visit_list(struct census *census, struct collectable *list)
{
    for (struct collectable *c = list->next; c != list; c = c->next) {
        if (c->head.type == TYPE_ARRAY)
            visit_keys(census, (struct array *)c);
        gc_visit(census->vm, c, visit_value, census);
    }
}

static void visit_class(struct census *census, struct class *c)
{
    visit_array(census, c->constants);
    visit_array(census, c->properties);
    visit_array(census, c->methods);
    for (uint32_t i = 0; i < c->slot_count; i++)
        visit_value(census, &c->defaults[i]);
    for (uint32_t i = 0; i < c->static_count; i++)
        visit_value(census, &c->statics[i]);
    for (struct class_constant *k = c->own_constants; k != NULL; k = k->next_in_class)
        visit_value(census, &k->value);
}

static void visit_func(struct census *census, struct func *f)
{
    visit_array(census, f->statics);
    for (uint32_t i = 0; i < f->literal_count; i++)
        visit_value(census, &f->literals[i]);
    /* One that could not be completed is not immutable, and still the function's. */
    for (struct array *a = f->arrays; a != NULL; a = (struct array *)a->gc.free_parent)
        visit_array(census, a);
}

static void visit_errors(struct census *census, struct errors *errors)
{
    visit_value(census, &errors->handler);
    visit_value(census, &errors->exception_handler);
    visit_array(census, errors->handlers);
    visit_array(census, errors->exception_handlers);
    visit_array(census, errors->shutdown);
    for (uint32_t i = 0; i < errors->kept_count; i++)
        census->held(census, &errors->kept[i]->gc.head);
}

static void visit_guards(struct census *census, const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->guard_count; i++)
        if (!(vm->guards[i].name->head.flags & COUNTED_INTERNED))
            census->held(census, &vm->guards[i].name->head);
}

static void visit_holders(struct census *census, holder_fn *held)
{
    struct vm *vm = census->vm;
    struct program *p = &vm->program;

    census->held = held;
    visit_array(census, p->function_table);
    visit_array(census, p->class_table);
    visit_array(census, p->constants);
    visit_array(census, p->globals);
    for (struct class *c = p->classes; c != NULL; c = c->next_in_program)
        visit_class(census, c);
    for (struct func *f = p->funcs; f != NULL; f = f->next_in_program)
        visit_func(census, f);
    visit_errors(census, &vm->errors);
    visit_guards(census, vm);
    if (error_is_object(vm))
        held(census, &vm->exception->gc.head);
    visit_list(census, &vm->gc.others);
    visit_list(census, &vm->gc.candidates);
}

/* ---- the census ---------------------------------------------------------------------------------- */

enum { STRING_WRONG = 1 }; /* in `spare` of a string's head, during the census */

static void count_holder(struct census *census, struct counted *c)
{
    (void)census;
    if (c->type == TYPE_STRING)
        c->refcount--;
    else
        ((struct collectable *)c)->gc_refs++;
}

static void find_wrong_string(struct census *census, struct counted *c)
{
    if (c->type != TYPE_STRING || c->refcount == 0 || c->spare == STRING_WRONG)
        return;
    c->spare = STRING_WRONG;
    if (census->wrong_strings++ > 0)
        return;
    census->wrong = c;
    census->remaining = c->refcount;
}

static void give_back(struct census *census, struct counted *c)
{
    (void)census;
    if (c->type != TYPE_STRING)
        return;
    c->refcount++;
    c->spare = 0;
}

static void reset_list(struct collectable *list)
{
    for (struct collectable *c = list->next; c != list; c = c->next)
        c->gc_refs = 0;
}

static void compare_list(struct vm *vm, struct collectable *list)
{
    for (struct collectable *c = list->next; c != list; c = c->next)
        if (c->gc_refs != c->head.refcount && !(c->head.flags & COUNTED_IMMUTABLE))
            note_count(vm, &c->head, c->gc_refs);
}

void check_census(struct vm *vm)
{
    struct census census = {.vm = vm};

    reset_list(&vm->gc.others);
    reset_list(&vm->gc.candidates);
    visit_holders(&census, count_holder);
    visit_holders(&census, find_wrong_string);
    visit_holders(&census, give_back);
    if (census.wrong_strings > 0) {
        note_count(vm, census.wrong, census.wrong->refcount - census.remaining);
        vm->record.refcount_wrong += census.wrong_strings - 1;
    }
    compare_list(vm, &vm->gc.others);
    compare_list(vm, &vm->gc.candidates);
}

/* ---- what nobody may write ----------------------------------------------------------------------- */

/* Runs shorter than this do without the VM's own strings: looking at those would take far longer than the
 * run. */
enum { SHORT_RUN_ALLOCATIONS = 400 };

static void check_strings(struct vm *vm, const struct string_table *table)
{
    for (uint32_t i = 0; i < table->capacity; i++) {
        const struct string *s = table->slots[i];

        if (s == NULL)
            continue;
        if (s->hash != string_hash_bytes(s->bytes, s->len) || s->bytes[s->len] != '\0')
            note_immutable(vm, "interned string was changed");
        if (!(s->head.flags & COUNTED_INTERNED))
            note_immutable(vm, "interned string is one no longer");
    }
}

/* Of the elements' own words: what they point at is interned or immutable, and has its own check. */
static uint8_t array_sum(const struct array *a)
{
    uint64_t sum = a->count;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        const struct value *v = array_slot(a, i);

        sum = (sum ^ v->info) * 0x9e3779b97f4a7c15u;
        sum = (sum ^ (v->type > TYPE_TRUE ? (uint64_t)v->i : 0)) * 0x9e3779b97f4a7c15u;
        sum ^= sum >> 32;
    }
    return (uint8_t)(sum % 255 + 1);
}

void check_seal(struct array *a)
{
    a->gc.head.spare = array_sum(a);
}

static void check_array(struct vm *vm, const struct array *a)
{
    if (a->gc.head.spare != 0 && a->gc.head.spare != array_sum(a))
        note_immutable(vm, "literal array was changed");
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1))
        if (value_is_counted(array_slot(a, i)))
            note_immutable(vm, "literal array holds a counted value");
}

void check_immutable(struct vm *vm)
{
    check_strings(vm, &vm->strings.program);
    if (vm->mem.allocations > SHORT_RUN_ALLOCATIONS)
        check_strings(vm, &vm->strings.permanent);
    for (const struct func *f = vm->program.funcs; f != NULL; f = f->next_in_program)
        for (const struct array *a = f->arrays; a != NULL; a = (const struct array *)a->gc.free_parent)
            if (a->gc.head.flags & COUNTED_IMMUTABLE)
                check_array(vm, a);
    if (vm->empty_array->count != 0 || vm->empty_array->used != 0)
        note_immutable(vm, "empty array was changed");
}

void check_shared_write(struct vm *vm, const char *what)
{
    char note[64];

    snprintf(note, sizeof(note), "%s was written with another holder", what);
    note_immutable(vm, note);
}

/* ---- the VM stack -------------------------------------------------------------------------------- */

static void note_stack(struct vm *vm, const char *what, long count)
{
    struct vut_record *r = &vm->record;

    if (count != 0 && r->stack_note[0] == '\0')
        snprintf(r->stack_note, sizeof(r->stack_note), "%ld %s", count, what);
}

void check_stack(struct vm *vm)
{
    const struct stack *stack = &vm->stack;
    long segments = 0;

    for (const struct segment *s = stack->segment; s->prev != NULL; s = s->prev)
        segments++;
    vm->record.stack_delta = (int)(stack->top - (const struct value *)(stack->segment + 1));
    vm->record.frame_count = (int)stack->frame_count;
    note_stack(vm, "stack segments left", segments);
    note_stack(vm, "levels of nesting left", vm->nesting);
    note_stack(vm, "foreach positions left", vm->iterator_count);
    note_stack(vm, "property guards left", vm->guard_count);
    note_stack(vm, "frame runs after the end", vm->frame != NULL);
    note_stack(vm, "trampoline in use", vm->trampoline_used);
    note_stack(vm, "error handler runs after the end", vm->errors.in_handler);
    note_stack(vm, "output captured after the end", vm->capture != NULL);
}
