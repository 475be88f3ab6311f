/* foreach.c: the four ways to iterate: arrays by value, arrays by reference, iterators, and the properties
 * of other objects.
 *
 * What is iterated lies in a VAR, its position in the VAR's `extra`: an array's next slot; an array_iter
 * for an array by reference, which follows the variable wherever it goes; 0 and then 1 for an Iterator; and
 * for the properties of an object the next declared slot, or, behind those, LOOP_DYNAMIC and the array_iter
 * in the dynamic ones. An object by reference is iterated through its variable, too: LOOP_OBJECT. Additions
 * and deletions during the loop are seen where PHP sees them.
 */
#include "helper_data.h"

#define LOOP_OBJECT  (1u << 31)
#define LOOP_DYNAMIC (1u << 30)
#define LOOP_NUMBER  (LOOP_DYNAMIC - 1)

/* ---- iterators ----------------------------------------------------------------------------------- */

/* 1 or 0, or -1 after raising. */
static int iterator_valid(struct vm *vm, struct object *o)
{
    struct value valid;
    int is_true;

    if (!func_call_method(vm, o, o->class->iter_valid, 0, NULL, &valid))
        return -1;
    is_true = value_is_true(vm, &valid);
    value_release(vm, &valid);
    return vm->exception != NULL ? -1 : is_true;
}

static bool iterator_call(struct vm *vm, struct object *o, struct func *method)
{
    struct value result;

    if (!func_call_method(vm, o, method, 0, NULL, &result))
        return false;
    value_release(vm, &result);
    return vm->exception == NULL;
}

static bool iterator_value(struct vm *vm, struct object *o, struct func *method, struct value *v)
{
    struct value result;

    if (!func_call_method(vm, o, method, 0, NULL, &result))
        return false;
    value_copy_deref(v, &result);
    value_release(vm, &result);
    return true;
}

/* Replaces an aggregate by its iterator, until it is one. False after raising; `subject` is owned still. */
static bool aggregate_resolve(struct vm *vm, struct value *subject)
{
    while (!(subject->o->class->flags & CLASS_ITERATOR)) {
        struct object *o = subject->o;
        struct value inner;

        if (!iterator_value(vm, o, o->class->get_iterator, &inner))
            return false;
        if (inner.type != TYPE_OBJECT || inner.o == o ||
            !(inner.o->class->flags & (CLASS_ITERATOR | CLASS_AGGREGATE))) {
            error_throw(vm, vm->classes.exception,
                        "Objects returned by %S::getIterator() must be traversable or implement interface "
                        "Iterator",
                        o->class->name);
            value_release(vm, &inner);
            return false;
        }
        value_move(subject, &inner);
        object_release(vm, o);
        if (vm->exception != NULL)
            return false;
    }
    return true;
}

static int reset_iterator(struct vm *vm, struct value *subject, struct value *loop)
{
    struct value outermost;
    int valid = -1;

    /* An aggregate goes when its iterator stands on the first element, and not before. */
    value_copy(&outermost, subject);
    if (aggregate_resolve(vm, subject) && iterator_call(vm, subject->o, subject->o->class->iter_rewind))
        valid = iterator_valid(vm, subject->o);
    if (valid < 0)
        value_release(vm, subject);
    else
        value_move(loop, subject);
    value_release(vm, &outermost);
    return valid;
}

static int next_of_iterator(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    struct object *o = loop->o;

    if (loop->extra != 0) {
        int valid = iterator_call(vm, o, o->class->iter_next) ? iterator_valid(vm, o) : -1;

        if (valid <= 0)
            return valid;
    }
    loop->extra = 1;
    if (!iterator_value(vm, o, o->class->iter_current, value))
        return -1;
    if (vm->exception == NULL && (key == NULL || iterator_value(vm, o, o->class->iter_key, key)))
        return 1;
    value_release(vm, value);
    return -1;
}

/* ---- properties of an object --------------------------------------------------------------------- */

static bool property_visible(const struct property *p, const struct class *scope)
{
    if (p == NULL || (p->flags & MEMBER_PUBLIC))
        return p != NULL;
    if (scope == NULL)
        return false;
    if (p->flags & MEMBER_PRIVATE)
        return scope == p->declared_in;
    return class_is(scope, p->declared_in) || class_is(p->declared_in, scope);
}

static struct value *next_declared(struct vm *vm, struct object *o, uint32_t *position,
                                   struct property **property)
{
    struct class *scope = frame_scope(vm->frame);

    while (!(*position & LOOP_DYNAMIC) && (*position & ~LOOP_OBJECT) < o->class->slot_count) {
        uint32_t i = (*position)++ & ~LOOP_OBJECT;
        struct property *p = o->class->slot_property[i];

        if (o->slots[i].type != TYPE_UNDEF && property_visible(p, scope)) {
            *property = p;
            return &o->slots[i];
        }
    }
    return NULL;
}

/* The next property's slot, NULL at the end and after raising. `*property` is NULL for a dynamic one. */
static struct value *next_property(struct vm *vm, struct object *o, uint32_t *position,
                                   struct property **property, struct array_key *key)
{
    struct value *slot = next_declared(vm, o, position, property);
    struct array_iter *iter;

    if (slot != NULL) {
        *key = (struct array_key){(*property)->name, 0};
        return slot;
    }
    if (o->dynamic == NULL)
        return NULL;
    *property = NULL;
    if (!(*position & LOOP_DYNAMIC)) {
        int made = array_iter_new(vm, o->dynamic, 0, SITE_handler_iter_object);

        if (made < 0)
            return NULL;
        *position = (*position & LOOP_OBJECT) | LOOP_DYNAMIC | (uint32_t)made;
    }
    iter = array_iter_at(vm, (int)(*position & LOOP_NUMBER), o->dynamic);
    iter->slot = array_next(o->dynamic, iter->slot);
    if (iter->slot >= o->dynamic->used)
        return NULL;
    *key = array_key_at(o->dynamic, iter->slot);
    return array_slot(o->dynamic, iter->slot++);
}

/* The name of a property that an array with a mangled key brought in: "\0A\0b" is b. A new reference, NULL
 * after raising. */
static struct string *plain_name(struct vm *vm, struct string *name)
{
    const char *end;

    if (name->len < 3 || name->bytes[0] != '\0')
        return string_share(name);
    end = memchr(name->bytes + 1, '\0', name->len - 1);
    if (end == NULL)
        return string_share(name);
    end++;
    return string_from(vm, end, (size_t)(name->bytes + name->len - end), SITE_handler_property_name);
}

/* False after raising. */
static bool property_key(struct vm *vm, struct array_key k, struct value *key)
{
    struct string *name;

    if (key == NULL)
        return true;
    if (k.string == NULL) {
        value_set_int(key, k.index);
        return true;
    }
    name = plain_name(vm, k.string);
    if (name != NULL)
        value_set_string(key, name);
    return name != NULL;
}

static int next_of_object(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    struct property *p;
    struct array_key k;
    struct value *slot = next_property(vm, loop->o, &loop->extra, &p, &k);

    if (slot == NULL)
        return vm->exception != NULL ? -1 : 0;
    if (!property_key(vm, k, key))
        return -1;
    value_copy_deref(value, slot);
    return 1;
}

static int next_ref_of_object(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    struct object *o = loop->r->value.o;
    struct property *p;
    struct array_key k;
    struct value *slot = next_property(vm, o, &loop->extra, &p, &k);
    struct ref *r;

    if (slot == NULL)
        return vm->exception != NULL ? -1 : 0;
    if (p != NULL && (p->flags & MEMBER_READONLY)) {
        error_throw_error(vm, "Cannot acquire reference to readonly property %S::$%S", p->declared_in->name,
                          p->name);
        return -1;
    }
    r = data_property_ref(vm, slot, p, SITE_handler_ref_property);
    if (r == NULL || !property_key(vm, k, key))
        return -1;
    r->gc.head.refcount++;
    value_set_ref(value, r);
    return 1;
}

/* ---- arrays -------------------------------------------------------------------------------------- */

static int next_of_array(struct value *loop, struct value *value, struct value *key)
{
    struct array *a = loop->a;
    uint32_t slot = array_next(a, loop->extra);

    loop->extra = slot;
    if (slot >= a->used)
        return 0;
    value_copy_deref(value, array_slot(a, slot));
    if (key != NULL)
        array_key_value(array_key_at(a, slot), key);
    loop->extra = slot + 1;
    return 1;
}

static bool not_iterable(struct vm *vm, const struct value *v)
{
    return error_warning(vm, "foreach() argument must be of type array|object, %s given",
                         value_type_name(v));
}

static int next_ref_of_array(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    struct value *slot = &loop->r->value;
    struct array_iter *iter;
    struct array *a;
    struct ref *r;

    a = array_separate(vm, slot, SITE_handler_loop_head, SITE_handler_loop_table);
    if (a == NULL)
        return -1;
    iter = array_iter_at(vm, (int)loop->extra, a);
    iter->slot = array_next(a, iter->slot);
    if (iter->slot >= a->used)
        return 0;
    r = variable_make_ref(vm, array_slot(a, iter->slot), SITE_handler_ref_element);
    if (r == NULL)
        return -1;
    r->gc.head.refcount++;
    value_set_ref(value, r);
    if (key != NULL)
        array_key_value(array_key_at(a, iter->slot), key);
    iter->slot++;
    return 1;
}

/* ---- the interface ------------------------------------------------------------------------------- */

int foreach_reset(struct vm *vm, struct value *subject, struct value *loop)
{
    bool ok;

    loop->extra = 0;
    if (subject->type == TYPE_ARRAY) {
        value_move(loop, subject);
        return 1;
    }
    if (subject->type == TYPE_OBJECT) {
        if (subject->o->class->flags & (CLASS_ITERATOR | CLASS_AGGREGATE))
            return reset_iterator(vm, subject, loop);
        value_move(loop, subject);
        return 1;
    }
    value_set_undef(loop);
    ok = not_iterable(vm, subject);
    value_release(vm, subject);
    return ok && vm->exception == NULL ? 0 : -1;
}

static int reset_ref_object(struct vm *vm, struct value *variable, struct value *loop)
{
    struct ref *r = variable_make_ref(vm, variable, SITE_handler_object_ref);

    if (r == NULL)
        return -1;
    r->gc.head.refcount++;
    value_set_ref(loop, r);
    loop->extra = LOOP_OBJECT;
    return 1;
}

static int reset_ref_array(struct vm *vm, struct value *variable, struct value *loop)
{
    struct ref *r = variable_make_ref(vm, variable, SITE_handler_loop_ref);
    struct array *a;
    int iter;

    if (r == NULL)
        return -1;
    a = array_separate(vm, &r->value, SITE_handler_reset_head, SITE_handler_reset_table);
    if (a == NULL)
        return -1;
    iter = array_iter_new(vm, a, 0, SITE_handler_iter_array);
    if (iter < 0)
        return -1;
    r->gc.head.refcount++;
    value_set_ref(loop, r);
    loop->extra = (uint32_t)iter;
    return 1;
}

/* getIterator() is called all the same. */
static int refuse_iterator(struct vm *vm, const struct value *target)
{
    struct value subject;

    value_copy(&subject, target);
    if (aggregate_resolve(vm, &subject))
        error_throw_error(vm, "An iterator cannot be used with foreach by reference");
    value_release(vm, &subject);
    return -1;
}

int foreach_reset_ref(struct vm *vm, struct value *variable, struct value *loop)
{
    struct value *target = value_deref(variable);

    loop->extra = 0;
    if (target->type == TYPE_ARRAY)
        return reset_ref_array(vm, variable, loop);
    if (target->type != TYPE_OBJECT) {
        value_set_undef(loop);
        return not_iterable(vm, target) ? 0 : -1;
    }
    if (target->o->class->flags & (CLASS_ITERATOR | CLASS_AGGREGATE))
        return refuse_iterator(vm, target);
    return reset_ref_object(vm, variable, loop);
}

int foreach_next(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    if (loop->type == TYPE_ARRAY)
        return next_of_array(loop, value, key);
    if (loop->type != TYPE_OBJECT)
        return 0;
    if (loop->o->class->flags & CLASS_ITERATOR)
        return next_of_iterator(vm, loop, value, key);
    return next_of_object(vm, loop, value, key);
}

/* The variable may hold anything by now. */
int foreach_next_ref(struct vm *vm, struct value *loop, struct value *value, struct value *key)
{
    const struct value *target;
    enum value_type wanted;

    if (loop->type != TYPE_REF)
        return 0;
    target = &loop->r->value;
    wanted = loop->extra & LOOP_OBJECT ? TYPE_OBJECT : TYPE_ARRAY;
    if (target->type != TYPE_ARRAY && target->type != TYPE_OBJECT)
        return not_iterable(vm, target) ? 0 : -1;
    if (target->type != wanted)
        return 0;
    return wanted == TYPE_ARRAY ? next_ref_of_array(vm, loop, value, key)
                                : next_ref_of_object(vm, loop, value, key);
}

void foreach_free(struct vm *vm, struct value *loop)
{
    struct value old = *loop;

    value_set_undef(loop);
    if (old.type == TYPE_REF && !(old.extra & LOOP_OBJECT))
        array_iter_free(vm, (int)old.extra);
    else if ((old.type == TYPE_REF || old.type == TYPE_OBJECT) && (old.extra & LOOP_DYNAMIC) &&
             !BUG(vm, gh8366_iterator_left, true))
        array_iter_free(vm, (int)(old.extra & LOOP_NUMBER));
    value_release(vm, &old);
}
