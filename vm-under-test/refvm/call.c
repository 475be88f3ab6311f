/* call.c: calls that C code makes, and what may be called. */
#include <stdarg.h>
#include <stdio.h>

#include "frame_inline.h"

/* ---- native functions and trampolines ------------------------------------------------------------ */

bool frame_call_native(struct vm *vm, struct frame *call, struct value *result)
{
    value_set_null(result);
    call->opline = NULL;
    vm->frame = call;
    if (builtin_check_arguments(vm, call))
        call->func->native(vm, call, result);
    vm->frame = call->prev;
    if (unlikely(vm->exception != NULL))
        value_clear(vm, result);
    if ((call->flags & FRAME_CLOSURE) && BUG(vm, php9884_fake_closure, true))
        call->flags &= ~(uint32_t)FRAME_CLOSURE;
    frame_drop_call(vm, call);
    if (likely(vm->exception == NULL))
        return true;
    value_clear(vm, result);
    return false;
}

/* The arguments move into an array, from which the frame is free of them. */
static struct array *take_arguments(struct vm *vm, struct frame *call)
{
    struct array *args = array_new(vm, call->arg_count, SITE_trampoline_head, SITE_trampoline_table);

    if (args == NULL)
        return NULL;
    for (uint32_t i = 0; i < call->arg_count; i++) {
        value_move(array_add(vm, args), frame_slot(call, i));
        value_set_undef(frame_slot(call, i));
    }
    return args;
}

struct frame *frame_from_trampoline(struct vm *vm, struct frame *call)
{
    struct array *args = take_arguments(vm, call);
    struct frame old = *call, *f;
    struct string *name;

    if (args == NULL) {
        frame_drop_call(vm, call);
        return NULL;
    }
    name = string_share(call->func->name);
    call->flags &= (uint32_t)FRAME_SEGMENT;
    frame_pop(vm, call);
    f = frame_push(vm, old.func->prototype, 2, old.called,
                   old.flags & ~(uint32_t)(FRAME_SEGMENT | FRAME_TRAMPOLINE | FRAME_BY_REF));
    if (old.flags & FRAME_TRAMPOLINE)
        func_release_trampoline(vm, old.func);
    if (f == NULL) {
        string_release(vm, name);
        array_release(vm, args);
        if (old.flags & FRAME_RELEASE_THIS)
            object_release(vm, old.self);
        return NULL;
    }
    f->prev = old.prev;
    f->closure = old.closure;
    value_set_string(frame_slot(f, 0), name);
    value_set_array(frame_slot(f, 1), args);
    f->arg_count = 2;
    return f;
}

/* ---- functions ----------------------------------------------------------------------------------- */

struct func *func_find_lower(struct vm *vm, struct string *lower)
{
    const struct value *v = array_find_string(vm->program.function_table, lower);

    if (v == NULL)
        v = array_find_string(vm->function_table, lower);
    return v == NULL ? NULL : v->func;
}

bool func_by_reference(const struct func *func, uint32_t number)
{
    if (!(func->flags & FUNC_BY_REF))
        return false;
    if (number <= func->param_count)
        return func->params[number - 1].by_ref;
    return (func->flags & FUNC_VARIADIC) && func->param_count > 0 &&
           func->params[func->param_count - 1].by_ref;
}

bool func_param_is(const struct func *func, uint32_t n, const struct string *name)
{
    return n < func->param_count && func->params[n].name != NULL &&
           string_equal(func->params[n].name, name);
}

/* ---- calls --------------------------------------------------------------------------------------- */

static bool must_be_reference(struct vm *vm, const struct func *func, uint32_t number)
{
    const struct string *class_name = func->scope == NULL ? NULL : func->scope->name;
    const char *name = number <= func->param_count && func->params[number - 1].name != NULL
                           ? func->params[number - 1].name->bytes
                           : NULL;

    return error_warning(vm, "%s%s%s(): Argument #%u%s%s%s must be passed by reference, value given",
                         class_name == NULL ? "" : class_name->bytes,
                         class_name == NULL ? "" : "::", func->name->bytes, number,
                         name == NULL ? "" : " ($", name == NULL ? "" : name, name == NULL ? "" : ")");
}

/* A parameter by reference gets the reference itself; or, after a warning, a new one. */
static bool send_reference(struct vm *vm, struct frame *f, const struct value *arg)
{
    struct value *slot = frame_slot(f, f->arg_count);

    if (arg->type == TYPE_REF) {
        value_copy(slot, arg);
        f->arg_count++;
        return true;
    }
    if (!(f->func->flags & FUNC_PREFER_REF) && !must_be_reference(vm, f->func, f->arg_count + 1))
        return false;
    value_copy(slot, arg);
    f->arg_count++;
    return variable_make_ref(vm, slot, SITE_call_reference) != NULL;
}

bool frame_send(struct vm *vm, struct frame *call, const struct value *arg)
{
    struct value *slot = frame_slot(call, call->arg_count);

    if (unlikely(func_by_reference(call->func, call->arg_count + 1)))
        return send_reference(vm, call, arg);
    /* __call gets references as they are. */
    value_copy(slot, call->func->flags & FUNC_TRAMPOLINE ? arg : value_deref_const(arg));
    if (slot->type == TYPE_UNDEF)
        value_set_null(slot);
    call->arg_count++;
    return true;
}

static bool send_one_by_one(struct vm *vm, struct frame *f, uint32_t count, const struct value *args)
{
    for (uint32_t i = 0; i < count; i++)
        if (!frame_send(vm, f, &args[i]))
            return false;
    return true;
}

static inline bool send_arguments(struct vm *vm, struct frame *f, uint32_t count, const struct value *args)
{
    if (unlikely(f->func->flags & (FUNC_BY_REF | FUNC_TRAMPOLINE)))
        return send_one_by_one(vm, f, count, args);
    for (uint32_t i = 0; i < count; i++) {
        value_copy(frame_slot(f, i), value_deref_const(&args[i]));
        if (frame_slot(f, i)->type == TYPE_UNDEF)
            value_set_null(frame_slot(f, i));
    }
    f->arg_count = count;
    return true;
}

static inline struct frame *push_callable(struct vm *vm, const struct callable *c, uint32_t count)
{
    uint32_t flags = 0;
    void *called = c->called;
    struct frame *f;

    if (c->self != NULL && !(c->func->flags & FUNC_STATIC)) {
        flags |= FRAME_HAS_THIS | FRAME_RELEASE_THIS;
        called = c->self;
    } else if (c->self != NULL) {
        called = c->self->class;
    }
    f = frame_push_inline(vm, c->func, count, called, flags);
    if (f == NULL)
        return NULL;
    if (flags & FRAME_HAS_THIS)
        c->self->gc.head.refcount++;
    if (c->closure != NULL) {
        c->closure->gc.head.refcount++;
        f->closure = c->closure;
        f->flags |= FRAME_CLOSURE;
    }
    f->prev = vm->frame;
    return f;
}

struct frame *frame_push_callable(struct vm *vm, const struct callable *c, uint32_t count)
{
    return push_callable(vm, c, count);
}

static inline bool execute(struct vm *vm, struct frame *f, struct value *result)
{
    if (unlikely(vm->stack.frame_count >= vm->frame_max) && !safepoint_frame_limit(vm)) {
        frame_drop_call(vm, f);
        return false;
    }
    frame_enter_inline(vm, f, result);
    interp_execute(vm, f);
    if (likely(vm->exception == NULL))
        return true;
    value_clear(vm, result);
    return false;
}

static inline bool call(struct vm *vm, const struct callable *c, uint32_t arg_count,
                        const struct value *args, struct value *result)
{
    struct frame *f = push_callable(vm, c, arg_count);

    if (f == NULL)
        return false;
    if (!send_arguments(vm, f, arg_count, args)) {
        if (BUG(vm, gh17216_call_cleanup, f->arg_count != 0))
            frame_pop(vm, f);
        else
            frame_drop_call(vm, f);
        return false;
    }
    if (f->func->flags & FUNC_TRAMPOLINE) {
        f = frame_from_trampoline(vm, f);
        if (f == NULL)
            return false;
    }
    if (f->func->flags & FUNC_NATIVE)
        return frame_call_native(vm, f, result);
    return execute(vm, f, result);
}

/* nesting_enter, inline as long as there is no error. */
static inline bool enter(struct vm *vm)
{
    if (unlikely(vm->nesting >= vm->nesting_max))
        return nesting_enter(vm);
    vm->nesting++;
    return true;
}

bool func_call(struct vm *vm, const struct callable *c, uint32_t arg_count, const struct value *args,
               struct value *result)
{
    bool ok;

    value_set_undef(result);
    if (vm->exception != NULL || !enter(vm))
        return false;
    ok = call(vm, c, arg_count, args, result);
    if (ok || !BUG(vm, php5135_reentry_level, true))
        vm->nesting--;
    return ok;
}

bool func_call_method(struct vm *vm, struct object *self, struct func *method, uint32_t arg_count,
                      const struct value *args, struct value *result)
{
    struct callable c = {
        .func = method, .self = self, .called = self == NULL ? method->scope : self->class};

    return func_call(vm, &c, arg_count, args, result);
}

/* ---- what is callable ---------------------------------------------------------------------------- */

struct callable_search {
    struct vm *vm;
    struct callable *c;
    struct class *scope; /* of the code that asks */
    struct frame *frame; /* its frame, or NULL */
    char *why;
    size_t why_size;
};

static bool __attribute__((format(printf, 2, 3)))
refuse(const struct callable_search *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (s->why != NULL && s->why_size > 0)
        vsnprintf(s->why, s->why_size, format, args);
    va_end(args);
    return false;
}

static bool may_access(const struct func *method, const struct class *scope)
{
    if (method->flags & FUNC_PUBLIC)
        return true;
    if (scope == NULL)
        return false;
    if (method->flags & FUNC_PRIVATE)
        return method->scope == scope;
    const struct func *root = method;

    while (root->prototype != NULL && !(root->flags & FUNC_TRAMPOLINE))
        root = root->prototype;
    return class_is(scope, root->scope) || class_is(root->scope, scope);
}

static const char *access_name(const struct func *method)
{
    return method->flags & FUNC_PRIVATE     ? "private"
           : method->flags & FUNC_PROTECTED ? "protected"
                                            : "public";
}

/* __call or __callStatic in place of a method that is not there or may not be called. */
static bool use_magic(const struct callable_search *s, struct class *c, struct string *name)
{
    struct func *magic = s->c->self != NULL ? c->call : c->callstatic;

    if (magic == NULL)
        return false;
    s->c->func = func_trampoline(s->vm, magic, name, s->c->self == NULL);
    return s->c->func != NULL;
}

/* A method called without an object has $this if the code that asks is inside of such an object. */
static void find_this(const struct callable_search *s, const struct class *c)
{
    struct object *self = s->frame == NULL ? NULL : frame_this(s->frame);

    if (s->c->self == NULL && self != NULL && class_is(self->class, c))
        s->c->self = self;
}

/* The private method of the asking class comes before one of the same name further down. */
static struct func *find_method(const struct callable_search *s, struct class *c, struct string *lower)
{
    struct func *method = class_method(c, lower);

    if (s->scope != NULL && s->scope != c && class_is(c, s->scope) &&
        (method == NULL || method->scope != s->scope)) {
        struct func *own = class_method(s->scope, lower);

        if (own != NULL && (own->flags & FUNC_PRIVATE) && own->scope == s->scope)
            return own;
    }
    return method;
}

static bool accept_method(const struct callable_search *s, struct class *c, struct func *method,
                          struct string *name)
{
    bool allowed = may_access(method, s->scope);

    if (!allowed && use_magic(s, c, name))
        return true;
    if (method->flags & FUNC_ABSTRACT)
        return refuse(s, "cannot call abstract method %s::%s()", method->scope->name->bytes,
                      method->name->bytes);
    if (!(method->flags & FUNC_STATIC) && s->c->self == NULL)
        return refuse(s, "non-static method %s::%s() cannot be called statically",
                      method->scope->name->bytes, method->name->bytes);
    if (!allowed)
        return refuse(s, "cannot access %s method %s::%s()", access_name(method), c->name->bytes,
                      method->name->bytes);
    s->c->func = method;
    if (method->flags & FUNC_STATIC)
        s->c->self = NULL;
    return true;
}

static bool is_closure_invoke(const struct callable_search *s, const struct string *lower)
{
    struct object *o = s->c->self;

    return o != NULL && o->class == s->vm->classes.closure && string_is(lower, "__invoke");
}

static bool from_closure(const struct callable_search *s, struct object *o)
{
    struct closure *closure = closure_of(o);

    *s->c = (struct callable){.func = closure->func, .called = closure->called, .closure = o};
    if (closure->self.type == TYPE_OBJECT)
        s->c->self = closure->self.o;
    return true;
}

static bool from_method(const struct callable_search *s, struct class *c, struct string *name, bool strict)
{
    struct string *lower = string_lower(s->vm, name, SITE_callable_lower);
    struct func *method;
    bool ok;

    if (lower == NULL)
        return refuse(s, "out of memory");
    if (is_closure_invoke(s, lower)) {
        string_release(s->vm, lower);
        return from_closure(s, s->c->self);
    }
    method = strict ? class_method(c, lower) : find_method(s, c, lower);
    string_release(s->vm, lower);
    find_this(s, c);
    if (s->c->called == NULL)
        s->c->called = s->c->self != NULL ? s->c->self->class : c;
    if (method != NULL)
        ok = accept_method(s, c, method, name);
    else
        ok = use_magic(s, c, name) ||
             refuse(s, "class %s does not have a method \"%s\"", c->name->bytes, name->bytes);
    return ok;
}

/* The class that a name means to the code that asks; `strict`: it is named as such. */
static struct class *named_class(const struct callable_search *s, struct string *name, bool *strict)
{
    static const char *const relative[] = {"self", "parent", "static"};
    struct class *found;

    for (int i = 0; i < 3; i++) {
        if (!string_equal_fold(name, s->vm->names[i == 0 ? NAME_self : i == 1 ? NAME_parent : NAME_static]))
            continue;
        found = s->scope == NULL ? NULL : i == 1 ? s->scope->parent : s->scope;
        if (s->scope == NULL)
            refuse(s, "cannot access \"%s\" when no class scope is active", relative[i]);
        else if (found == NULL)
            refuse(s, "cannot access \"parent\" when current class scope has no parent");
        else if (!error_deprecated(s->vm, "Use of \"%s\" in callables is deprecated", relative[i]))
            return NULL;
        else if (s->frame != NULL && frame_called(s->frame) != NULL)
            s->c->called = frame_called(s->frame);
        return i == 2 && found != NULL && s->c->called != NULL ? s->c->called : found;
    }
    *strict = true;
    found = class_find(s->vm, name);
    if (found == NULL)
        refuse(s, "class \"%s\" not found", name->bytes);
    return found;
}

const char *callable_colons(const struct string *text)
{
    const char *last = memrchr(text->bytes, ':', text->len);

    return last != NULL && last > text->bytes && last[-1] == ':' ? last - 1 : NULL;
}

/* "A::f" */
static bool from_static_name(const struct callable_search *s, const struct string *text, const char *colons)
{
    struct string *class_name =
        string_from(s->vm, text->bytes, (size_t)(colons - text->bytes), SITE_callable_class);
    struct string *name;
    struct class *c;
    bool strict = false, ok = false;

    if (class_name == NULL)
        return refuse(s, "out of memory");
    name = string_from(s->vm, colons + 2, (size_t)(text->bytes + text->len - colons) - 2,
                       SITE_callable_method);
    if (name != NULL) {
        c = named_class(s, class_name, &strict);
        ok = c != NULL && from_method(s, c, name, strict);
        string_release(s->vm, name);
    }
    string_release(s->vm, class_name);
    return ok;
}

static bool from_string(const struct callable_search *s, struct string *text)
{
    const char *colons = callable_colons(text);

    if (colons == text->bytes)
        return refuse(s, "invalid function name");
    if (colons != NULL)
        return from_static_name(s, text, colons);
    s->c->func = func_find(s->vm, text);
    if (s->c->func == NULL)
        return refuse(s, "function \"%s\" not found or invalid function name", text->bytes);
    return true;
}

/* [..., "parent::f"] */
static bool from_parent_method(const struct callable_search *s, struct class *c, const struct string *text)
{
    struct string *name;
    bool ok;

    if (c->parent == NULL)
        return refuse(s, "cannot access \"parent\" when current class scope has no parent");
    if (!error_deprecated(s->vm, "Callables of the form [\"%s\", \"%s\"] are deprecated", c->name->bytes,
                          text->bytes))
        return false;
    name = string_from(s->vm, text->bytes + 8, text->len - 8, SITE_callable_parent_method);
    ok = name != NULL && from_method(s, c->parent, name, false);
    if (name != NULL)
        string_release(s->vm, name);
    return ok;
}

/* [object or class name, method] */
static bool from_array(const struct callable_search *s, const struct array *a)
{
    const struct value *first = array_find_int(a, 0), *second = array_find_int(a, 1);
    struct class *c;
    bool strict = false;

    if (a->count != 2 || first == NULL || second == NULL)
        return refuse(s, "array callback must have exactly two members");
    first = value_deref_const(first);
    second = value_deref_const(second);
    if (first->type != TYPE_STRING && first->type != TYPE_OBJECT)
        return refuse(s, "first array member is not a valid class name or object");
    if (second->type != TYPE_STRING)
        return refuse(s, "second array member is not a valid method");
    if (first->type == TYPE_OBJECT) {
        s->c->self = first->o;
        c = first->o->class;
    } else {
        c = named_class(s, first->s, &strict);
        if (c == NULL)
            return false;
    }
    if (second->s->len > 8 && strncasecmp(second->s->bytes, "parent::", 8) == 0)
        return from_parent_method(s, c, second->s);
    return from_method(s, c, second->s, strict);
}

static bool from_object(const struct callable_search *s, struct object *o)
{
    if (o->class == s->vm->classes.closure)
        return from_closure(s, o);
    if (o->class->invoke == NULL)
        return refuse(s, "no array or string given");
    s->c->func = o->class->invoke;
    s->c->self = o;
    s->c->called = o->class;
    return true;
}

bool callable_from(struct vm *vm, const struct value *v, struct callable *c, char *why, size_t why_size)
{
    struct frame *frame = frame_user(vm);
    struct callable_search s = {vm, c, NULL, frame, why, why_size};

    *c = (struct callable){0};
    if (frame != NULL)
        s.scope = frame_scope(frame);
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_STRING:
        return from_string(&s, v->s);
    case TYPE_ARRAY:
        return from_array(&s, v->a);
    case TYPE_OBJECT:
        return from_object(&s, v->o);
    default:
        return refuse(&s, "no array or string given");
    }
}

void callable_release(struct vm *vm, struct callable *c)
{
    if (c->func != NULL && (c->func->flags & FUNC_TRAMPOLINE))
        func_release_trampoline(vm, c->func);
    c->func = NULL;
}
