/* class_access.c: constants, static properties and methods, with PHP's rules of who may use them. */
#include "vm.h"

static const char *access_text(uint32_t member_flags)
{
    return (member_flags & MEMBER_PRIVATE)     ? "private"
           : (member_flags & MEMBER_PROTECTED) ? "protected"
                                               : "public";
}

static const char *func_access_text(const struct func *f)
{
    return (f->flags & FUNC_PRIVATE) ? "private" : (f->flags & FUNC_PROTECTED) ? "protected" : "public";
}

bool class_protected_ok(const struct class *declared_in, const struct class *scope)
{
    return scope != NULL && (class_is(scope, declared_in) || class_is(declared_in, scope));
}

static bool member_allowed(uint32_t flags, const struct class *declared_in, const struct class *scope)
{
    if (declared_in == scope || !(flags & (MEMBER_PRIVATE | MEMBER_PROTECTED)))
        return true;
    return !(flags & MEMBER_PRIVATE) && class_protected_ok(declared_in, scope);
}

/* ---- constants ----------------------------------------------------------------------------------- */

bool class_constant_evaluate(struct vm *vm, struct class_constant *k)
{
    struct value v;

    if (k->value.type != TYPE_CONSTANT)
        return true;
    if (!constant_evaluate(vm, k->value.ast, k->declared_in, &v))
        return false;
    if (k->value.type == TYPE_CONSTANT)
        value_move(&k->value, &v);
    else
        value_release(vm, &v);
    return vm->exception == NULL;
}

/* The constant that a name means to code of `scope`; NULL after raising. */
static struct class_constant *constant_allowed(struct vm *vm, const struct class *c, struct string *name,
                                               const struct class *scope, const char *class_text)
{
    const struct value *entry = array_find_string(c->constants, name);
    struct class_constant *k;

    if (entry == NULL) {
        error_throw_error(vm, "Undefined constant %s::%s", class_text, name->bytes);
        return NULL;
    }
    k = entry->p;
    if (member_allowed(k->flags, k->declared_in, scope))
        return k;
    error_throw_error(vm, "Cannot access %s constant %s::%s", access_text(k->flags), class_text,
                      name->bytes);
    return NULL;
}

const struct value *class_constant(struct vm *vm, struct class *c, struct string *name, struct class *scope)
{
    struct class_constant *k = constant_allowed(vm, c, name, scope, c->name->bytes);

    return k != NULL && class_constant_evaluate(vm, k) ? &k->value : NULL;
}

/* As in PHP it is the second time that a constant is met inside of others that makes the circle. */
const struct value *class_constant_nested(struct vm *vm, struct class *c, struct string *name,
                                          struct class *scope, const char *class_text)
{
    struct class_constant *k = constant_allowed(vm, c, name, scope, class_text);
    bool ok;

    if (k == NULL || k->value.type != TYPE_CONSTANT)
        return k != NULL ? &k->value : NULL;
    if (k->evaluating) {
        error_throw_error(vm, "Cannot declare self-referencing constant %s::%s", class_text, name->bytes);
        return NULL;
    }
    k->evaluating = true;
    ok = class_constant_evaluate(vm, k);
    k->evaluating = false;
    return ok ? &k->value : NULL;
}

/* ---- static properties --------------------------------------------------------------------------- */

/* The declaration that the name means in `c`: private ones of parents are in the parents' tables only. */
static struct property *static_find(const struct class *c, struct string *name)
{
    const struct value *entry;
    struct property *p;

    for (; c != NULL; c = c->parent) {
        entry = array_find_string(c->properties, name);
        p = entry != NULL ? entry->p : NULL;
        if (p != NULL)
            return (p->flags & MEMBER_STATIC) ? p : NULL;
    }
    return NULL;
}

struct value *class_static(struct vm *vm, struct class *c, struct string *name, struct class *scope,
                           bool silent, struct property **property)
{
    struct property *p = static_find(c, name);
    struct value *slot;

    if (p == NULL) {
        if (!silent)
            error_throw_error(vm, "Access to undeclared static property %s::$%s", c->name->bytes,
                              name->bytes);
        return NULL;
    }
    if (!member_allowed(p->flags, p->declared_in, scope)) {
        if (!silent)
            error_throw_error(vm, "Cannot access %s property %s::$%s", access_text(p->flags),
                              c->name->bytes, name->bytes);
        return NULL;
    }
    if (!class_initialize(vm, c))
        return NULL;
    if (property != NULL)
        *property = p;
    slot = &c->statics[p->slot];
    return slot->type == TYPE_INDIRECT ? slot->indirect : slot;
}

void class_static_uninitialized(struct vm *vm, const struct property *property)
{
    error_throw_error(vm, "Typed static property %s::$%s must not be accessed before initialization",
                      property->declared_in->name->bytes, property->name->bytes);
}

/* ---- methods ------------------------------------------------------------------------------------- */

/* Who may call a protected method goes by the class that introduced it. */
static const struct class *func_root(const struct func *f)
{
    return f->prototype != NULL && f->prototype->scope != NULL ? f->prototype->scope : f->scope;
}

bool class_func_ok(const struct func *f, const struct class *scope)
{
    if (f->scope == scope || !(f->flags & (FUNC_PRIVATE | FUNC_PROTECTED)))
        return true;
    return !(f->flags & FUNC_PRIVATE) && class_protected_ok(func_root(f), scope);
}

static void method_undefined(struct vm *vm, const struct class *c, const struct string *name)
{
    error_throw_error(vm, "Call to undefined method %s::%s()", c->name->bytes, name->bytes);
}

static void method_denied(struct vm *vm, const struct func *f, const struct string *name,
                          const struct class *scope)
{
    error_throw_error(vm, "Call to %s method %s::%s() from %s%s", func_access_text(f),
                      f->scope->name->bytes, name->bytes, scope != NULL ? "scope " : "global scope",
                      scope != NULL ? scope->name->bytes : "");
}

static bool method_not_abstract(struct vm *vm, const struct func *f)
{
    if (!(f->flags & FUNC_ABSTRACT))
        return true;
    error_throw_error(vm, "Cannot call abstract method %s::%s()", f->scope->name->bytes, f->name->bytes);
    return false;
}

/* A private method of the calling code's own class is meant even where a child has one of the same name. */
static struct func *method_own_private(struct vm *vm, const struct class *c, const struct string *name,
                                       const struct class *scope)
{
    struct func *f;

    if (scope == NULL || scope == c || !class_is(c, scope))
        return NULL;
    f = class_method_fold(vm, scope, name);
    return f != NULL && (f->flags & FUNC_PRIVATE) && f->scope == scope ? f : NULL;
}

struct func *object_method(struct vm *vm, struct object *o, struct string *name, struct class *scope)
{
    struct class *c = o->class;
    struct func *f = class_method_fold(vm, c, name), *own;

    if (f != NULL && f->scope != scope) {
        own = method_own_private(vm, c, name, scope);
        if (own != NULL)
            f = own;
    }
    if (f == NULL || !class_func_ok(f, scope)) {
        if (c->call != NULL)
            return func_trampoline(vm, c->call, name, false);
        if (f == NULL)
            method_undefined(vm, c, name);
        else
            method_denied(vm, f, name, scope);
        return NULL;
    }
    return method_not_abstract(vm, f) ? f : NULL;
}

/* __call of $this where a method of its own class is meant, else __callStatic; NULL if there is neither, or
 * after raising. */
static struct func *static_fallback(struct vm *vm, struct class *c, struct string *name,
                                    struct object *self)
{
    if (c->call != NULL && self != NULL && class_is(self->class, c))
        return func_trampoline(vm, self->class->call, name, false);
    if (c->callstatic != NULL)
        return func_trampoline(vm, c->callstatic, name, true);
    return NULL;
}

struct func *class_static_method(struct vm *vm, struct class *c, struct string *name, struct class *scope,
                                 struct object *self)
{
    struct func *f = class_method_fold(vm, c, name), *fallback;

    if (f == NULL || !class_func_ok(f, scope)) {
        fallback = static_fallback(vm, c, name, self);
        if (fallback != NULL || vm->exception != NULL)
            return fallback;
        if (f == NULL)
            method_undefined(vm, c, name);
        else
            method_denied(vm, f, name, scope);
        return NULL;
    }
    if (!method_not_abstract(vm, f))
        return NULL;
    if ((f->flags & FUNC_STATIC) || (self != NULL && class_is(self->class, c)))
        return f;
    error_throw_error(vm, "Non-static method %s::%s() cannot be called statically", f->scope->name->bytes,
                      f->name->bytes);
    return NULL;
}

bool object_constructor(struct vm *vm, struct class *c, struct class *scope, struct func **constructor)
{
    struct func *f = c->constructor;

    *constructor = f;
    if (f == NULL || class_func_ok(f, scope))
        return true;
    error_throw_error(vm, "Call to %s %s::%s() from %s%s", func_access_text(f), c->name->bytes,
                      f->name->bytes, scope != NULL ? "scope " : "global scope",
                      scope != NULL ? scope->name->bytes : "");
    return false;
}
