/* helper_data.c: the parts of data handlers that need no interpreter around them. */
#include "helper_data.h"

#include "interp_parts.h"

/* ---- names and classes --------------------------------------------------------------------------- */

static struct class *class_by_number(struct vm *vm, struct frame *f, uint32_t number)
{
    struct class *scope = frame_scope(f), *found = scope;
    const char *name = number == FETCH_CLASS_SELF     ? "self"
                       : number == FETCH_CLASS_PARENT ? "parent"
                                                      : "static";

    if (number == FETCH_CLASS_STATIC)
        found = frame_called(f);
    if (found == NULL) {
        error_throw_error(vm, "Cannot access \"%s\" when no class scope is active", name);
        return NULL;
    }
    if (number != FETCH_CLASS_PARENT)
        return found;
    if (scope->parent == NULL)
        error_throw_error(vm, "Cannot access \"parent\" when current class scope has no parent");
    return scope->parent;
}

struct class *data_class(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind,
                         union operand operand, void **cache)
{
    const struct value *literal;
    struct class *c;

    if (kind == OPERAND_UNUSED)
        return class_by_number(vm, f, operand.number & ~(uint32_t)FETCH_CLASS_SILENT);
    if (kind != OPERAND_CONST)
        return frame_at(f, operand.slot)->class;
    if (cache != NULL && *cache != NULL)
        return *cache;
    literal = opline_literal(o, operand);
    c = class_find_lower(vm, literal[1].s);
    if (c == NULL)
        error_throw_error(vm, "Class \"%S\" not found", literal[0].s);
    else if (cache != NULL)
        *cache = c;
    return c;
}

struct string *data_name(struct vm *vm, struct frame *f, const struct opline *o, uint8_t kind,
                         union operand operand)
{
    const struct value *v = interp_operand(o, f, kind, operand);

    if (v->type == TYPE_UNDEF && kind == OPERAND_CV) {
        v = interp_undefined(vm, f, o, operand.slot);
        if (v == NULL)
            return NULL;
    }
    v = value_deref_const(v);
    return v->type == TYPE_STRING ? string_share(v->s) : value_to_string(vm, v);
}

struct value *data_symbol(struct vm *vm, struct array *symbols, struct string *name, bool make)
{
    struct value *entry = array_find_string(symbols, name);

    if (entry == NULL && make)
        entry = array_put_string(vm, symbols, name, NULL, SITE_handler_symbol);
    return entry != NULL && entry->type == TYPE_INDIRECT ? entry->indirect : entry;
}

struct string *data_join_rope(struct vm *vm, const struct value *parts, uint32_t count)
{
    struct string *s;
    size_t len = 0;
    char *to;

    for (uint32_t i = 0; i < count; i++)
        len += parts[i].s->len;
    s = string_new(vm, len, SITE_handler_rope);
    if (s == NULL)
        return NULL;
    to = s->bytes;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(to, parts[i].s->bytes, parts[i].s->len);
        to += parts[i].s->len;
    }
    return s;
}

/* ---- places -------------------------------------------------------------------------------------- */

bool data_pin(struct vm *vm, struct value *place, struct value *pin)
{
    struct ref *r = variable_make_ref(vm, place, SITE_handler_pin);

    if (r == NULL)
        return false;
    r->gc.head.refcount++;
    value_set_ref(pin, r);
    return true;
}

/* Text is converted before the slot is looked at, so that what runs meanwhile can't pull it away from under
 * an append in place. */
static bool append_to_slot(struct vm *vm, struct value *slot, const struct value *v, struct value *result)
{
    struct value text = *v;
    bool ok;

    if (v->type > TYPE_STRING) {
        struct string *s = value_to_string(vm, v);

        if (s == NULL)
            return false;
        value_set_string(&text, s);
    } else if (value_is_counted(&text)) {
        text.counted->refcount++;
    }
    slot = value_deref(slot);
    ok = operator_append(vm, slot, &text);
    if (ok && result != NULL)
        value_copy(result, slot);
    value_release(vm, &text);
    return ok;
}

static bool operate_on_slot(struct vm *vm, struct value *slot, enum opcode op, const struct value *v,
                            struct value *result)
{
    struct value computed;

    if (op == OP_CONCAT && slot->type <= TYPE_STRING)
        return append_to_slot(vm, slot, v, result);
    if (!operator_of(op)(vm, &computed, slot, v))
        return false;
    return variable_take(vm, slot, &computed, result);
}

bool variable_operate(struct vm *vm, struct value *variable, enum opcode op, const struct value *v,
                      struct value *result)
{
    struct value ref = *variable, computed;
    bool ok;

    v = value_deref_const(v);
    if (ref.type != TYPE_REF)
        return operate_on_slot(vm, variable, op, v, result);
    ref.r->gc.head.refcount++;
    if (ref.r->typed == NULL)
        ok = operate_on_slot(vm, &ref.r->value, op, v, result);
    else
        ok = operator_of(op)(vm, &computed, &ref.r->value, v) && variable_take(vm, &ref, &computed, result);
    value_release(vm, &ref);
    if (!ok || vm->exception == NULL)
        return ok;
    if (result != NULL)
        value_clear(vm, result);
    return false;
}

static bool step_overflow(struct vm *vm, bool up, bool by_ref, const struct property *p)
{
    char type[256];

    type_decl_print(&p->type, type, sizeof(type));
    error_throw_type(vm, "Cannot %s %sproperty %S::$%S of type %s past its %simal value",
                     up ? "increment" : "decrement", by_ref ? "a reference held by " : "",
                     p->declared_in->name, p->name, type, up ? "max" : "min");
    return false;
}

bool variable_step(struct vm *vm, struct value *variable, enum step step, struct property *property,
                   struct value *result)
{
    bool up = step == STEP_PRE_INC || step == STEP_POST_INC;
    bool post = step == STEP_POST_INC || step == STEP_POST_DEC;
    bool by_ref = variable->type == TYPE_REF, ok;
    struct property *p = by_ref ? variable->r->typed : property;
    struct value old, stepped;

    value_copy_deref(&old, variable);
    value_copy(&stepped, &old);
    ok = up ? operator_increment(vm, &stepped) : operator_decrement(vm, &stepped);
    if (ok && p != NULL && old.type == TYPE_INT && stepped.type == TYPE_FLOAT &&
        type_decl_given(&p->type) && !(p->type.mask & (1u << TYPE_FLOAT | DECL_MIXED)))
        ok = step_overflow(vm, up, by_ref, p);
    if (!ok) {
        value_release(vm, &stepped);
        if (!BUG(vm, gh12599_post_inc_leak, value_is_counted(&old)))
            value_release(vm, &old);
        return false;
    }
    if (p != NULL && !by_ref)
        ok = data_assign_typed(vm, variable, p, &stepped, post ? NULL : result);
    else
        ok = variable_take(vm, variable, &stepped, post ? NULL : result);
    if (ok && post && result != NULL)
        value_move(result, &old);
    else
        value_release(vm, &old);
    return ok;
}

bool data_assign_typed(struct vm *vm, struct value *slot, struct property *p, struct value *v,
                       struct value *result)
{
    if (property_accepts(vm, p, v) && vm->exception == NULL)
        return variable_take(vm, slot, v, result);
    value_release(vm, v);
    return false;
}

struct ref *data_property_ref(struct vm *vm, struct value *slot, struct property *p, enum site site)
{
    struct ref *r;
    bool typed = p != NULL && type_decl_given(&p->type);

    if (typed && slot->type == TYPE_UNDEF && !(p->type.mask & (1u << TYPE_NULL | DECL_MIXED))) {
        error_throw_error(vm, "Cannot access uninitialized non-nullable property %S::$%S by reference",
                          p->declared_in->name, p->name);
        return NULL;
    }
    r = variable_make_ref(vm, slot, site);
    if (r != NULL && typed)
        r->typed = p;
    return r;
}

/* ---- properties ---------------------------------------------------------------------------------- */

/* A closure's oplines may run in several scopes, in which the same name may mean different slots. */
void data_cache_property(struct vm *vm, struct frame *f, struct object *o, struct string *name,
                         void **cache)
{
    struct property *p = NULL;
    int slot;

    if ((f->func->flags & FUNC_CLOSURE) && o->class->parent != NULL)
        return;
    slot = object_lookup(vm, o->class, name, frame_scope(f), true, &p);
    if (slot < 0 || p == NULL || ((f->func->flags & FUNC_CLOSURE) && !(p->flags & MEMBER_PUBLIC)))
        return;
    cache[CACHE_CLASS] = o->class;
    cache[CACHE_OFFSET] = (void *)(uintptr_t)((char *)&o->slots[slot] - (char *)o);
    cache[CACHE_PROPERTY] = type_decl_given(&p->type) || (p->flags & MEMBER_READONLY) ? p : NULL;
}

/* ---- the rest ------------------------------------------------------------------------------------ */

struct class *data_declare_class(struct vm *vm, uint32_t n, bool anonymous)
{
    struct class *c = vm->program.class_list[n], *parent = NULL;
    struct value *slot;

    if (c->flags & CLASS_LINKED) {
        if (anonymous)
            return c;
        error_fatal(vm, FATAL_OTHER, "Cannot declare class %S, because the name is already in use",
                    c->name);
        return NULL;
    }
    if (!anonymous && class_find_lower(vm, c->lower) != NULL) {
        error_fatal(vm, FATAL_OTHER, "Cannot declare %s %S, because the name is already in use",
                    c->flags & CLASS_INTERFACE ? "interface" : "class", c->name);
        return NULL;
    }
    if (c->parent_name != NULL) {
        parent = class_find(vm, c->parent_name);
        if (parent == NULL) {
            error_throw_error(vm, "Class \"%S\" not found", c->parent_name);
            return NULL;
        }
    }
    if (!class_link(vm, c, parent))
        return NULL;
    slot = array_put_string(vm, vm->program.class_table, c->lower, NULL, SITE_handler_class);
    if (slot == NULL)
        return NULL;
    slot->class = c;
    slot->info = TYPE_POINTER;
    return c;
}

bool data_instanceof(const struct value *v, const struct class *c)
{
    return v->type == TYPE_OBJECT && c != NULL && class_is(v->o->class, c);
}

struct array *data_new_array(struct vm *vm, uint32_t size)
{
    return array_new(vm, size < 8 ? 8 : size, SITE_handler_array_head, SITE_handler_array_table);
}

bool data_add_element(struct vm *vm, struct array *a, const struct value *key, struct value *v)
{
    struct value *slot = NULL, old;
    struct array_key k;

    if (key == NULL) {
        slot = array_append(vm, a, SITE_handler_add_next);
        if (slot == NULL && vm->exception == NULL)
            error_throw_error(vm,
                              "Cannot add element to the array as the next element is already occupied");
    } else if (value_to_key(vm, value_deref_const(key), &k, "Illegal offset type")) {
        slot = array_put(vm, a, k, NULL, SITE_handler_add_key);
    }
    if (slot == NULL) {
        value_release(vm, v);
        return false;
    }
    old = *slot;
    value_move(slot, v);
    value_release(vm, &old);
    return vm->exception == NULL;
}
