/* closure.c: closures, and the methods of class Closure.
 *
 * A closure made from a callable that only __call or __callStatic answers has a native function of its own,
 * made for it, that calls the magic method with the name.
 */
#include "vm.h"

struct object *closure_new(struct vm *vm, struct func *func, struct class *scope, struct class *called,
                           struct object *self)
{
    struct object *o = object_alloc(vm, vm->classes.closure);
    struct closure *closure;

    if (o == NULL)
        return NULL;
    closure = closure_of(o);
    closure->func = func;
    closure->scope = scope;
    closure->called = called != NULL ? called : self != NULL ? self->class : scope;
    closure->statics = NULL;
    value_set_undef(&closure->self);
    if ((func->flags & FUNC_CLOSURE) && func->statics != NULL) {
        closure->statics = array_dup(vm, func->statics, SITE_closure_statics, SITE_closure_statics_table);
        if (closure->statics == NULL) {
            object_release(vm, o);
            return NULL;
        }
    }
    if (self != NULL) {
        self->gc.head.refcount++;
        value_set_object(&closure->self, self);
    }
    return o;
}

/* ---- binding ------------------------------------------------------------------------------------- */

/* A closure of a function or method that has a name. */
static bool closure_is_fake(const struct closure *c)
{
    return !(c->func->flags & FUNC_CLOSURE);
}

static bool bind_allowed_this(struct vm *vm, const struct closure *c, const struct object *self)
{
    const struct func *f = c->func;

    if (self != NULL) {
        if (f->flags & FUNC_STATIC)
            return error_warning(vm, "Cannot bind an instance to a static closure") && false;
        if (closure_is_fake(c) && f->scope != NULL && !class_is(self->class, f->scope))
            return error_warning(vm, "Cannot bind method %s::%s() to object of class %s",
                                 f->scope->name->bytes, f->name->bytes, self->class->name->bytes) &&
                   false;
        return true;
    }
    if (closure_is_fake(c) && f->scope != NULL && !(f->flags & FUNC_STATIC))
        return error_warning(vm, "Cannot unbind $this of method") && false;
    if (!closure_is_fake(c) && c->self.type == TYPE_OBJECT && (f->flags & FUNC_USES_THIS))
        return error_warning(vm, "Cannot unbind $this of closure using $this") && false;
    return true;
}

static bool bind_allowed(struct vm *vm, const struct closure *c, const struct object *self,
                         const struct class *scope)
{
    if (!bind_allowed_this(vm, c, self))
        return false;
    if (scope == c->scope)
        return true;
    if (scope != NULL && (scope->flags & CLASS_BUILTIN))
        return error_warning(vm, "Cannot bind closure to scope of internal class %s", scope->name->bytes) &&
               false;
    if (!closure_is_fake(c))
        return true;
    return error_warning(vm, "Cannot rebind scope of closure created from %s",
                         c->scope == NULL ? "function" : "method") &&
           false;
}

/* A copy with another $this and scope; NULL after raising. */
static struct object *closure_rebound(struct vm *vm, struct object *o, struct object *self,
                                      struct class *scope)
{
    struct closure *from = closure_of(o);
    struct object *copy;
    struct array *statics = NULL;

    if (scope == NULL && self != NULL)
        scope = vm->classes.closure;
    if (from->statics != NULL) {
        statics = array_dup(vm, from->statics, SITE_closure_bind_statics, SITE_closure_bind_statics_table);
        if (statics == NULL)
            return NULL;
    }
    copy = closure_new(vm, from->func, scope, NULL, self);
    if (copy == NULL) {
        array_release(vm, statics);
        return NULL;
    }
    array_release(vm, closure_of(copy)->statics);
    closure_of(copy)->statics = statics;
    return copy;
}

/* The scope argument of bind: an object, a class's name, or "static" (as it is). False after a warning. */
static bool bind_scope(struct vm *vm, const struct closure *c, const struct value *v, struct class **scope)
{
    *scope = c->scope;
    if (v == NULL)
        return true;
    if (v->type == TYPE_OBJECT) {
        *scope = v->o->class;
        return true;
    }
    if (v->type != TYPE_STRING) {
        *scope = NULL;
        return true;
    }
    if (string_equal_fold(v->s, vm->names[NAME_static]))
        return true;
    *scope = class_find(vm, v->s);
    return *scope != NULL || (error_warning(vm, "Class \"%s\" not found", v->s->bytes) && false);
}

/* Arguments from number `first`: the new $this, and maybe the scope. */
static void closure_bind_common(struct vm *vm, struct frame *call, struct object *o, uint32_t first,
                                struct value *result)
{
    const struct value *self = value_deref_const(frame_arg(call, first));
    const struct value *v =
        call->arg_count > first + 1 ? value_deref_const(frame_arg(call, first + 1)) : NULL;
    struct object *new_this = self->type == TYPE_OBJECT ? self->o : NULL, *bound;
    struct class *scope;

    if (!bind_scope(vm, closure_of(o), v, &scope) || !bind_allowed(vm, closure_of(o), new_this, scope))
        return;
    bound = closure_rebound(vm, o, new_this, scope);
    if (bound != NULL)
        value_set_object(result, bound);
}

static void closure_bind(struct vm *vm, struct frame *call, struct value *result)
{
    closure_bind_common(vm, call, value_deref(frame_arg(call, 0))->o, 1, result);
}

static void closure_bind_to(struct vm *vm, struct frame *call, struct value *result)
{
    closure_bind_common(vm, call, frame_this(call), 0, result);
}

/* ---- calls --------------------------------------------------------------------------------------- */

static void closure_run(struct vm *vm, struct object *o, uint32_t arg_count, const struct value *args,
                        struct value *result)
{
    struct closure *c = closure_of(o);
    struct callable callable = {
        .func = c->func,
        .self = c->self.type == TYPE_OBJECT ? c->self.o : NULL,
        .called = c->called,
        .closure = o,
    };
    struct value got;

    if (!func_call(vm, &callable, arg_count, args, &got))
        return;
    value_move(result, &got);
}

static void closure_invoke(struct vm *vm, struct frame *call, struct value *result)
{
    closure_run(vm, frame_this(call), call->arg_count, frame_arg(call, 0), result);
}

/* call() runs with the static variables of the closure itself: as references, they are held by both. */
static bool closure_share_statics(struct vm *vm, const struct closure *from, const struct closure *to)
{
    struct value *slot, *other;

    if (from->statics == NULL)
        return true;
    for (uint32_t i = array_next(from->statics, 0); i < from->statics->used;
         i = array_next(from->statics, i + 1)) {
        slot = array_slot(from->statics, i);
        other = array_find_string(to->statics, array_key_at(from->statics, i).string);
        if (slot->type == TYPE_CONSTANT || other == NULL)
            continue;
        if (variable_make_ref(vm, slot, SITE_closure_share_static) == NULL)
            return false;
        value_release(vm, other);
        value_copy(other, slot);
    }
    return true;
}

static void closure_call(struct vm *vm, struct frame *call, struct value *result)
{
    struct object *o = frame_this(call), *self = value_deref(frame_arg(call, 0))->o, *bound;

    if (!bind_allowed(vm, closure_of(o), self, self->class))
        return;
    bound = closure_rebound(vm, o, self, self->class);
    if (bound == NULL)
        return;
    if (closure_share_statics(vm, closure_of(o), closure_of(bound)))
        closure_run(vm, bound, call->arg_count - 1, frame_arg(call, 1), result);
    object_release(vm, bound);
}

/* ---- fromCallable -------------------------------------------------------------------------------- */

static struct array *arguments_array(struct vm *vm, struct frame *call)
{
    struct array *a =
        array_new(vm, call->arg_count, SITE_closure_magic_args, SITE_closure_magic_args_table);

    for (uint32_t i = 0; a != NULL && i < call->arg_count; i++)
        value_copy_deref(array_add(vm, a), frame_arg(call, i));
    return a;
}

/* What a closure of a method that only __call or __callStatic has does. */
static void closure_magic(struct vm *vm, struct frame *call, struct value *result)
{
    struct callable callable = {.func = call->func->prototype, .self = frame_this(call)};
    struct array *args = arguments_array(vm, call);
    struct value pair[2], got;

    if (args == NULL)
        return;
    callable.called = frame_called(call);
    value_set_string(&pair[0], string_share(call->func->name));
    value_set_array(&pair[1], args);
    if (func_call(vm, &callable, 2, pair, &got))
        value_move(result, &got);
    value_release(vm, &pair[0]);
    value_release(vm, &pair[1]);
}

static struct func *closure_magic_func(struct vm *vm, const struct func *trampoline)
{
    struct string *name =
        string_intern(vm, trampoline->name->bytes, trampoline->name->len, SITE_closure_magic_name);
    struct func *f = name != NULL ? func_new(vm) : NULL;

    if (f == NULL)
        return NULL;
    f->flags = FUNC_NATIVE | FUNC_VARIADIC | FUNC_PUBLIC | (trampoline->flags & FUNC_STATIC);
    f->name = name;
    f->scope = trampoline->scope;
    f->prototype = trampoline->prototype;
    f->native = closure_magic;
    return f;
}

static void closure_from_callable(struct vm *vm, struct frame *call, struct value *result)
{
    const struct value *v = value_deref_const(frame_arg(call, 0));
    struct callable c;
    struct object *o = NULL;
    struct func *f;
    char why[256];

    if (v->type == TYPE_OBJECT && v->o->class == vm->classes.closure) {
        value_copy(result, v);
        return;
    }
    if (!callable_from(vm, v, &c, why, sizeof(why))) {
        if (vm->exception == NULL)
            error_throw_type(vm, "Failed to create closure from callable: %s", why);
        return;
    }
    if (c.closure != NULL) {
        c.closure->gc.head.refcount++;
        value_set_object(result, c.closure);
        return;
    }
    f = (c.func->flags & FUNC_TRAMPOLINE) ? closure_magic_func(vm, c.func) : c.func;
    if (f != NULL)
        o = closure_new(vm, f, f->scope, c.called, (f->flags & FUNC_STATIC) ? NULL : c.self);
    callable_release(vm, &c);
    if (o != NULL)
        value_set_object(result, o);
}

/* ---- the class ----------------------------------------------------------------------------------- */

static const struct {
    const char *name, *signature;
    func_native_fn *fn;
    uint32_t flags;
} closure_methods[] = {
    {"bind",
     "bind(Closure $closure, ?object $newThis, object|string|null $newScope = \"static\"): ?Closure",
     closure_bind, FUNC_PUBLIC | FUNC_STATIC},
    {"bindto", "bindTo(?object $newThis, object|string|null $newScope = \"static\"): ?Closure",
     closure_bind_to, FUNC_PUBLIC},
    {"call", "call(object $newThis, mixed ...$args): mixed", closure_call, FUNC_PUBLIC},
    {"fromcallable", "fromCallable(mixed $callback): Closure", closure_from_callable,
     FUNC_PUBLIC | FUNC_STATIC},
    {"__invoke", "__invoke(mixed ...$args): mixed", closure_invoke, FUNC_PUBLIC},
};

bool closure_class_create(struct vm *vm)
{
    struct string *name = vm->names[NAME_Closure], *lower;
    struct class *c = class_new(
        vm, name, CLASS_BUILTIN | CLASS_FINAL | CLASS_NO_DYNAMIC | CLASS_NO_NEW | CLASS_NO_SERIALIZE);
    struct func *f;

    if (c == NULL)
        return false;
    c->payload_size = sizeof(struct closure);
    vm->classes.closure = c;
    for (size_t i = 0; i < sizeof(closure_methods) / sizeof(closure_methods[0]); i++) {
        lower = string_intern(vm, closure_methods[i].name, strlen(closure_methods[i].name),
                              SITE_closure_method_name);
        f = lower != NULL ? builtin_func(vm, closure_methods[i].signature, closure_methods[i].fn,
                                         closure_methods[i].flags)
                          : NULL;
        if (f == NULL || !class_add_method(vm, c, lower, f))
            return false;
    }
    return class_link(vm, c, NULL);
}
