/* object.c: the life of objects: handles, creation, cloning, destructors, and the last destructors of all.
 *
 * Handles are reused last in, first out, as PHP does it; while the last destructors run, they are not, so
 * that the walk in order of handles meets the objects that destructors create.
 */
#include "state.h"

enum { HANDLES_INITIAL = 32 };

/* ---- handles ------------------------------------------------------------------------------------- */

static bool handle_is_free(const struct object *entry)
{
    return ((uintptr_t)entry & 1) != 0;
}

static bool handles_grow(struct vm *vm)
{
    struct handles *h = &vm->handles;
    uint32_t capacity = h->capacity ? h->capacity * 2 : HANDLES_INITIAL;
    struct object **table = mem_resize(vm, h->table, h->capacity * sizeof(*table),
                                       capacity * sizeof(*table), SITE_object_handles);

    if (table == NULL)
        return false;
    h->table = table;
    h->capacity = capacity;
    return true;
}

/* 0 after raising. */
static uint32_t handle_take(struct vm *vm)
{
    struct handles *h = &vm->handles;
    uint32_t handle;

    if (h->used == 0)
        h->used = 1;
    if (h->free != 0 && !vm->destructing) {
        handle = h->free;
        h->free = (uint32_t)((uintptr_t)h->table[handle] >> 1);
        return handle;
    }
    if (h->used >= h->capacity && !handles_grow(vm))
        return 0;
    return h->used++;
}

static void handle_give_back(struct vm *vm, uint32_t handle)
{
    vm->handles.table[handle] = (struct object *)(((uintptr_t)vm->handles.free << 1) | 1);
    vm->handles.free = handle;
}

void handles_drop(struct vm *vm)
{
    struct handles *h = &vm->handles;

    if (h->capacity > 0)
        mem_free(vm, h->table, h->capacity * sizeof(*h->table));
    *h = (struct handles){0};
    if (vm->guard_capacity > 0)
        mem_free(vm, vm->guards, vm->guard_capacity * sizeof(*vm->guards));
    vm->guards = NULL;
    vm->guard_count = vm->guard_capacity = 0;
}

/* ---- creation and the end of memory ----------------------------------------------------------------- */

static void object_fill(struct vm *vm, struct object *o, const struct class *c)
{
    for (uint32_t i = 0; i < c->slot_count; i++) {
        value_copy(&o->slots[i], &c->defaults[i]);
        if (c->defaults[i].type != TYPE_UNDEF || !BUG(vm, ljad65934f_slot_flag, true))
            o->slots[i].extra = c->defaults[i].type == TYPE_UNDEF ? SLOT_UNINITIALIZED : 0;
    }
    memset(object_payload(o), 0, c->payload_size);
}

struct object *object_alloc(struct vm *vm, struct class *c)
{
    struct object *o = mem_new(vm, object_size(c), SITE_object_new);
    uint32_t handle;

    if (o == NULL)
        return NULL;
    handle = handle_take(vm);
    if (handle == 0) {
        if (!BUG(vm, lj1247_handle_table, true))
            mem_free(vm, o, object_size(c));
        return NULL;
    }
    vm->handles.table[handle] = o;
    o->handle = handle;
    if (BUG(vm, lj9910deda_object_flag, (o->flags & OBJECT_DESTRUCTED) != 0))
        o->flags &= OBJECT_DESTRUCTED;
    else
        o->flags = 0;
    o->class = c;
    o->dynamic = NULL;
    o->guard_count = 0;
    o->spare = 0;
    object_fill(vm, o, c);
    gc_link(vm, &o->gc, TYPE_OBJECT);
    return o;
}

/* PHP makes the object before it finds that it may not, which later handles show. */
static struct object *object_not_allowed(struct vm *vm, struct class *c)
{
    struct object *o = object_alloc(vm, c);

    if (o == NULL)
        return NULL;
    error_throw_error(vm, "Instantiation of class %s is not allowed", c->name->bytes);
    object_release(vm, o);
    return NULL;
}

struct object *object_new(struct vm *vm, struct class *c)
{
    if (c->flags & (CLASS_INTERFACE | CLASS_ABSTRACT)) {
        error_throw_error(vm, "Cannot instantiate %s %s",
                          (c->flags & CLASS_INTERFACE) ? "interface" : "abstract class", c->name->bytes);
        return NULL;
    }
    if (!class_initialize(vm, c))
        return NULL;
    if (c->flags & CLASS_NO_NEW)
        return object_not_allowed(vm, c);
    return c->create != NULL ? c->create(vm, c) : object_alloc(vm, c);
}

void object_free_memory(struct vm *vm, struct object *o)
{
    gc_unlink(vm, &o->gc);
    handle_give_back(vm, o->handle);
    mem_free(vm, o, object_size(o->class));
}

void object_release(struct vm *vm, struct object *o)
{
    counted_release(vm, &o->gc.head);
}

/* ---- clone --------------------------------------------------------------------------------------- */

/* PHP's rule for copies: a reference that nobody else holds is a value again. */
static void slot_copy(struct value *to, const struct value *from)
{
    if (from->type == TYPE_REF && from->r->gc.head.refcount == 1)
        value_copy(to, &from->r->value);
    else
        value_copy(to, from);
}

static void clone_slots(struct vm *vm, struct object *to, const struct object *from)
{
    for (uint32_t i = 0; i < from->class->slot_count; i++) {
        value_release(vm, &to->slots[i]); /* a default: nothing that has a destructor */
        slot_copy(&to->slots[i], &from->slots[i]);
        to->slots[i].extra = from->slots[i].extra;
    }
}

static bool clone_closure(struct vm *vm, struct object *to, struct object *from)
{
    struct closure *copy = closure_of(to), *closure = closure_of(from);

    if (closure->statics != NULL) {
        copy->statics =
            array_dup(vm, closure->statics, SITE_object_clone_statics, SITE_object_clone_statics_table);
        if (copy->statics == NULL)
            return false;
    }
    copy->func = closure->func;
    copy->scope = closure->scope;
    copy->called = closure->called;
    value_copy(&copy->self, &closure->self);
    return true;
}

static bool clone_allowed(struct vm *vm, const struct class *c)
{
    const struct func *f = c->clone;
    const struct class *scope = vm->frame != NULL ? frame_scope(vm->frame) : NULL;

    if (c->flags & CLASS_NO_CLONE) {
        error_throw_error(vm, "Trying to clone an uncloneable object of class %s", c->name->bytes);
        return false;
    }
    if (f == NULL || class_func_ok(f, scope))
        return true;
    error_throw_error(vm, "Call to %s %s::__clone() from %s%s",
                      (f->flags & FUNC_PRIVATE) ? "private" : "protected", c->name->bytes,
                      scope != NULL ? "scope " : "global scope", scope != NULL ? scope->name->bytes : "");
    return false;
}

/* The copy was never an object of the program: no destructor. */
static struct object *clone_failed(struct vm *vm, struct object *copy)
{
    copy->flags |= OBJECT_DESTRUCTED;
    object_release(vm, copy);
    return NULL;
}

struct object *object_clone(struct vm *vm, struct object *o)
{
    struct object *copy;
    struct value result;

    if (!clone_allowed(vm, o->class))
        return NULL;
    copy = object_alloc(vm, o->class);
    if (copy == NULL)
        return NULL;
    clone_slots(vm, copy, o);
    if (o->dynamic != NULL) {
        copy->dynamic =
            array_dup(vm, o->dynamic, SITE_object_clone_dynamic, SITE_object_clone_dynamic_table);
        if (copy->dynamic == NULL)
            return clone_failed(vm, copy);
    }
    if (o->class == vm->classes.closure && !clone_closure(vm, copy, o))
        return clone_failed(vm, copy);
    if (o->class->clone == NULL)
        return copy;
    if (!func_call_method(vm, copy, o->class->clone, 0, NULL, &result)) {
        object_release(vm, copy);
        return NULL;
    }
    value_release(vm, &result);
    if (vm->exception != NULL) {
        object_release(vm, copy);
        return NULL;
    }
    return copy;
}

/* ---- destructors --------------------------------------------------------------------------------- */

/* At the end of the program there is nobody to throw at. */
static bool destructor_denied(struct vm *vm, const struct class *c)
{
    const struct func *f = c->destructor;
    const char *access = (f->flags & FUNC_PRIVATE) ? "private" : "protected", *name = c->name->bytes;
    const struct class *scope = vm->frame != NULL ? frame_scope(vm->frame) : NULL;

    if (!(f->flags & (FUNC_PRIVATE | FUNC_PROTECTED)))
        return false;
    if (vm->frame == NULL) {
        error_warning(vm, "Call to %s %s::__destruct() from global scope during shutdown ignored", access,
                      name);
        return true;
    }
    if ((f->flags & FUNC_PRIVATE) ? c == scope : class_func_ok(f, scope))
        return false;
    error_throw_error(vm, "Call to %s %s::__destruct() from %s%s", access, name,
                      scope != NULL ? "scope " : "global scope", scope != NULL ? scope->name->bytes : "");
    return true;
}

/* What was pending before the destructor ran comes back, or becomes the previous of what it threw. */
static void destruct_restore(struct vm *vm, struct object *pending)
{
    if (pending == NULL)
        return;
    if (vm->exception == NULL) {
        vm->exception = pending;
        return;
    }
    if (pending == (struct object *)&vm->exit_marker)
        return;
    if (error_is_object(vm))
        error_set_previous(vm, vm->exception, pending);
    else
        object_release(vm, pending);
}

void object_destruct(struct vm *vm, struct object *o)
{
    struct object *pending = vm->exception;
    struct value result;
    enum state was;

    if (o->flags & OBJECT_DESTRUCTED)
        return;
    o->flags |= OBJECT_DESTRUCTED;
    if (o->class->destructor == NULL || error_is_fatal(vm))
        return;
    o->gc.head.refcount++;
    vm->exception = NULL;
    was = state_enter(vm, state_of_destructor(vm));
    if (!destructor_denied(vm, o->class) && func_call_method(vm, o, o->class->destructor, 0, NULL, &result))
        value_release(vm, &result);
    state_leave(vm, was);
    destruct_restore(vm, pending);
    o->gc.head.refcount--;
}

void objects_mark_destructed(struct vm *vm)
{
    const struct handles *h = &vm->handles;

    for (uint32_t i = 1; i < h->used; i++)
        if (!handle_is_free(h->table[i]))
            h->table[i]->flags |= OBJECT_DESTRUCTED;
}

/* ---- the last destructors -------------------------------------------------------------------------- */

/* An uncaught exception at this point ends it all, past the program's exception handler. False then. */
static bool last_destructors_go_on(struct vm *vm)
{
    struct value handler = vm->errors.exception_handler;

    if (vm->exception == NULL)
        return true;
    value_set_undef(&vm->errors.exception_handler);
    error_uncaught(vm);
    vm->errors.exception_handler = handler;
    objects_mark_destructed(vm);
    return false;
}

/* The global variables whose object nobody else holds, last one first. True if there were any. */
static bool destruct_globals_once(struct vm *vm)
{
    struct array *globals = vm->program.globals;
    uint32_t before = globals->count;
    struct value *v;

    for (uint32_t i = globals->used; i-- > 0;) {
        if (i >= globals->used)
            continue;
        v = array_slot(globals, i);
        if (v->type == TYPE_INDIRECT)
            v = v->indirect;
        if (v->type != TYPE_OBJECT || v->o->gc.head.refcount != 1)
            continue;
        if (v == array_slot(globals, i))
            array_delete_slot(vm, globals, i);
        else
            value_clear(vm, v);
        if (!last_destructors_go_on(vm))
            return false;
    }
    return globals->count != before;
}

void objects_destruct_all(struct vm *vm)
{
    struct object *o;

    if (vm->program.globals != NULL)
        while (destruct_globals_once(vm))
            continue;
    vm->destructing = true;
    for (uint32_t i = 1; i < vm->handles.used; i++) {
        o = vm->handles.table[i];
        if (handle_is_free(o) || (o->flags & (OBJECT_DESTRUCTED | OBJECT_FREED)))
            continue;
        o->gc.head.refcount++;
        object_destruct(vm, o);
        object_release(vm, o);
        if (!last_destructors_go_on(vm))
            break;
    }
    vm->destructing = false;
}
