/* free.c: giving back what nobody holds any more, in the order in which PHP would, over data of any depth
 * without recursion and without allocating: a block that is being taken apart remembers how far it has
 * come and who is waiting for it. */
#include "vm.h"

/* The next value that `c` holds, in order, or NULL when there is none left. The key of an array's element
 * goes at once. */
static struct value *next_of_array(struct vm *vm, struct array *a)
{
    while (a->gc.free_index < a->used) {
        uint32_t i = a->gc.free_index++;

        if (!a->packed && a->buckets[i].key != NULL) {
            string_release(vm, a->buckets[i].key);
            a->buckets[i].key = NULL;
        }
        if (value_is_counted(array_slot(a, i)))
            return array_slot(a, i);
    }
    return NULL;
}

/* The table of dynamic properties comes first, as in PHP, then the slots, then what a closure holds. */
static struct counted *next_of_object(struct vm *vm, struct object *o)
{
    uint32_t slot_count = o->class->slot_count, i;
    struct counted *child = NULL;

    while (child == NULL && (i = o->gc.free_index) < slot_count + 3) {
        o->gc.free_index++;
        if (i == 0) {
            child = o->dynamic == NULL ? NULL : &o->dynamic->gc.head;
            o->dynamic = NULL;
        } else if (i <= slot_count) {
            if (value_is_counted(&o->slots[i - 1]))
                child = o->slots[i - 1].counted;
            value_set_undef(&o->slots[i - 1]);
        } else if (o->class != vm->classes.closure) {
            break;
        } else if (i == slot_count + 1) {
            if (value_is_counted(&closure_of(o)->self))
                child = closure_of(o)->self.counted;
            value_set_undef(&closure_of(o)->self);
        } else {
            child = closure_of(o)->statics == NULL ? NULL : &closure_of(o)->statics->gc.head;
            closure_of(o)->statics = NULL;
        }
    }
    return child;
}

static struct counted *next_of_ref(struct ref *r)
{
    struct counted *child = value_is_counted(&r->value) ? r->value.counted : NULL;

    value_set_undef(&r->value);
    return child;
}

static struct counted *next_child(struct vm *vm, struct collectable *c)
{
    struct value *v;
    struct counted *child;

    if (c->head.type == TYPE_OBJECT)
        return next_of_object(vm, (struct object *)c);
    if (c->head.type == TYPE_REF)
        return next_of_ref((struct ref *)c);
    v = next_of_array(vm, (struct array *)c);
    if (v == NULL)
        return NULL;
    child = v->counted;
    value_set_undef(v);
    return child;
}

static void free_block(struct vm *vm, struct collectable *c)
{
    switch (c->head.type) {
    case TYPE_ARRAY:
        array_free_memory(vm, (struct array *)c);
        break;
    case TYPE_OBJECT:
        object_free_memory(vm, (struct object *)c);
        break;
    default:
        gc_unlink(vm, c);
        mem_free(vm, c, sizeof(struct ref));
    }
}

/* A collectable that nobody holds. Calls the destructor; false if the object lives on. */
static bool free_begin(struct vm *vm, struct collectable *c, struct collectable *parent)
{
    if (c->head.type == TYPE_OBJECT) {
        struct object *o = (struct object *)c;

        if (!(o->flags & OBJECT_DESTRUCTED) && o->class->destructor != NULL) {
            c->head.refcount = 1;
            object_destruct(vm, o);
            if (--c->head.refcount != 0) {
                gc_candidate(vm, c);
                return false;
            }
        }
        o->flags |= OBJECT_DESTRUCTED | OBJECT_FREED;
    }
    /* From here on nobody can find it: a collection that a destructor starts must not either. */
    gc_unlink(vm, c);
    c->free_index = 0;
    c->free_parent = parent;
    return true;
}

/* A reference is gone; true if `child` must be taken apart now. */
static bool drop_child(struct vm *vm, struct counted *child)
{
    if (--child->refcount == 0) {
        if (child->type != TYPE_STRING)
            return true;
        mem_free(vm, child, string_size(((struct string *)child)->len));
    } else if (child->type >= TYPE_ARRAY) {
        gc_candidate(vm, (struct collectable *)child);
    }
    return false;
}

void counted_free(struct vm *vm, struct counted *head)
{
    struct collectable *c = (struct collectable *)head, *parent;

    if (head->type == TYPE_STRING) {
        mem_free(vm, head, string_size(((struct string *)head)->len));
        return;
    }
    if (!free_begin(vm, c, NULL))
        return;
    while (c != NULL) {
        struct counted *child = next_child(vm, c);

        if (child == NULL) {
            parent = c->free_parent;
            free_block(vm, c);
            c = parent;
        } else if (drop_child(vm, child) && free_begin(vm, (struct collectable *)child, c)) {
            c = (struct collectable *)child;
        }
    }
}
