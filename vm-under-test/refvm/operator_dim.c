/* operator_dim.c: container[key]: arrays, string offsets, ArrayAccess.
 *
 * A warning can run an error handler of the program, and that can change or free the container in use.
 * What is to be written after such a warning is therefore held while it runs; afterwards an array that is
 * not the caller's alone any more is left alone and the operation is dropped without a word, as PHP does,
 * and the slot that it came from is never looked at again. Strings are written through their slot: there
 * the slot is made a reference, which can be held (dim_assign_pinned).
 */
#include "helper_data.h"

/* ---- keys ---------------------------------------------------------------------------------------- */

/* A key that was never assigned is a variable of the running frame; its warning comes here, once the
 * container can be held. False when the warning's handler threw. */
static bool dim_warn_undefined(struct vm *vm, const struct value *key)
{
    struct frame *f = vm->frame;
    size_t index;

    if (f == NULL || !frame_is_user(f) || key < frame_slot(f, 0))
        return true;
    index = (size_t)(key - frame_slot(f, 0));
    return index >= f->func->var_count || error_warning(vm, "Undefined variable $%S", f->func->vars[index]);
}

/* An array's key for any value but an undefined one's warning; see value_to_key. */
static bool dim_key(struct vm *vm, const struct value *key, struct array_key *k, const char *what)
{
    if (key->type == TYPE_INT) {
        *k = (struct array_key){NULL, key->i};
        return true;
    }
    if (key->type == TYPE_STRING) {
        *k = array_key_of(key->s);
        return true;
    }
    if (key->type == TYPE_UNDEF) {
        *k = (struct array_key){vm->strings.empty, 0};
        return dim_warn_undefined(vm, key);
    }
    return value_to_key(vm, key, k, what);
}

/* The only keys whose conversion can run user code. */
static bool dim_key_may_warn(const struct value *key)
{
    return key->type == TYPE_UNDEF || key->type == TYPE_FLOAT;
}

/* Gives back a hold on an array that is about to be written. Does it still have its one other holder? */
static bool dim_let_go(struct vm *vm, struct array *a)
{
    if (a->gc.head.refcount > 1)
        return --a->gc.head.refcount == 1;
    array_release(vm, a);
    return false;
}

/* The same; did nothing throw, either? */
static bool dim_unhold(struct vm *vm, struct array *a)
{
    return dim_let_go(vm, a) && vm->exception == NULL;
}

static bool dim_key_for_write(struct vm *vm, struct array *a, const struct value *key, struct array_key *k,
                              const char *what)
{
    bool ok;

    if (!dim_key_may_warn(key))
        return dim_key(vm, key, k, what);
    a->gc.head.refcount++;
    ok = dim_key(vm, key, k, what);
    return dim_unhold(vm, a) && ok;
}

static bool dim_warn_missing(struct vm *vm, struct array_key k)
{
    if (k.string != NULL)
        return error_warning(vm, "Undefined array key \"%S\"", k.string);
    return error_warning(vm, "Undefined array key %ld", (long)k.index);
}

/* ---- string offsets ------------------------------------------------------------------------------ */

enum dim_offset { OFFSET_WARN, OFFSET_QUIET, OFFSET_UNSET };

static bool dim_offset_illegal(struct vm *vm, const struct value *key)
{
    error_throw_type(vm, "Cannot access offset of type %s on string", value_type_name(key));
    return false;
}

static bool dim_offset_of_string(struct vm *vm, const struct value *key, enum dim_offset how,
                                 int64_t *offset)
{
    bool rest = false;
    double d;

    if (number_parse(key->s->bytes, key->s->len, offset, &d, &rest) == NUMBER_INT)
        return !rest || how == OFFSET_UNSET || error_warning(vm, "Illegal string offset \"%S\"", key->s);
    return how == OFFSET_QUIET ? false : dim_offset_illegal(vm, key);
}

/* The offset that a key means. False after raising, and, with OFFSET_QUIET, also when there can't be any.
 */
static bool dim_offset(struct vm *vm, const struct value *key, enum dim_offset how, int64_t *offset)
{
    switch (key->type) {
    case TYPE_INT:
        *offset = key->i;
        return true;
    case TYPE_STRING:
        return dim_offset_of_string(vm, key, how, offset);
    case TYPE_UNDEF:
        *offset = 0;
        if (!dim_warn_undefined(vm, key))
            return false;
        break;
    case TYPE_NULL:
    case TYPE_FALSE:
    case TYPE_TRUE:
        *offset = key->type == TYPE_TRUE;
        break;
    case TYPE_FLOAT:
        *offset = number_to_int(key->d);
        break;
    default:
        return dim_offset_illegal(vm, key);
    }
    return how == OFFSET_QUIET || error_warning(vm, "String offset cast occurred");
}

/* What somebody wanted to do with a string offset, judged by the opline that runs and the reader of its
 * result. */
static const char *dim_misuse(const struct opline *o, const struct opline *end)
{
    const struct opline *n = o + 1;

    if (o->opcode == OP_ASSIGN_DIM_OP)
        return "Cannot use assign-op operators with string offsets";
    if (o->opcode == OP_FETCH_LIST_W || (o->extended & FETCH_REF))
        return "Cannot create references to/from string offsets";
    while (n < end && !(n->op1_kind == OPERAND_VAR && n->op1.slot == o->result.slot))
        n++;
    switch (n < end ? n->opcode : OP_NOP) {
    case OP_FETCH_DIM_W:
    case OP_FETCH_DIM_RW:
    case OP_FETCH_DIM_UNSET:
    case OP_FETCH_DIM_FUNC_ARG:
    case OP_ASSIGN_DIM:
    case OP_ASSIGN_DIM_OP:
    case OP_UNSET_DIM:
    case OP_FETCH_LIST_W:
        return "Cannot use string offset as an array";
    case OP_FETCH_OBJ_W:
    case OP_FETCH_OBJ_RW:
    case OP_FETCH_OBJ_UNSET:
    case OP_FETCH_OBJ_FUNC_ARG:
    case OP_ASSIGN_OBJ:
    case OP_ASSIGN_OBJ_OP:
    case OP_ASSIGN_OBJ_REF:
    case OP_UNSET_OBJ:
    case OP_PRE_INC_OBJ:
    case OP_PRE_DEC_OBJ:
    case OP_POST_INC_OBJ:
    case OP_POST_DEC_OBJ:
        return "Cannot use string offset as an object";
    case OP_PRE_INC:
    case OP_PRE_DEC:
    case OP_POST_INC:
    case OP_POST_DEC:
        return "Cannot increment/decrement string offsets";
    default:
        return "Cannot create references to/from string offsets";
    }
}

/* A place inside a string is wanted: never possible, the question is what the error says. */
static struct value *dim_pointer_string(struct vm *vm, const struct value *key, enum dim_write how)
{
    struct frame *f = vm->frame;
    int64_t offset;

    if (key == NULL) {
        error_throw_error(vm, "[] operator not supported for strings");
        return NULL;
    }
    if (!dim_offset(vm, key, how == DIM_UNSET ? OFFSET_UNSET : OFFSET_WARN, &offset))
        return NULL;
    error_throw_error(vm, "%s", dim_misuse(f->opline, f->func->oplines + f->func->opline_count));
    return NULL;
}

static bool dim_read_string(struct vm *vm, struct string *s, const struct value *key, enum dim_read how,
                            struct value *result)
{
    int64_t offset, at;
    bool ok;

    string_share(s);
    ok = dim_offset(vm, key, how == DIM_READ ? OFFSET_WARN : OFFSET_QUIET, &offset);
    at = ok && offset < 0 ? offset + (int64_t)s->len : offset;
    value_set_null(result);
    if (!ok) {
        ok = vm->exception == NULL;
    } else if (at >= 0 && (uint64_t)at < s->len) {
        value_set_string(result, vm->strings.chars[(unsigned char)s->bytes[at]]);
        if (BUG(vm, gh17201_interned_counted, true))
            result->info = INFO_STRING;
    } else if (how == DIM_READ) {
        value_set_string(result, vm->strings.empty);
        ok = error_warning(vm, "Uninitialized string offset %ld", (long)offset);
    }
    string_release(vm, s);
    if (!ok)
        value_set_undef(result);
    return ok;
}

static int dim_has_offset(struct vm *vm, struct string *s, const struct value *key, bool not_empty)
{
    struct array_key k;
    int64_t offset;
    double d;
    bool ok = true;

    string_share(s);
    if (key->type == TYPE_FLOAT) { /* deprecated when it has a fraction, as an array's key is */
        ok = value_to_key(vm, key, &k, "");
        offset = k.index;
    } else if (key->type == TYPE_STRING) {
        ok = number_parse(key->s->bytes, key->s->len, &offset, &d, NULL) == NUMBER_INT;
    } else {
        ok = key->type < TYPE_STRING && dim_offset(vm, key, OFFSET_QUIET, &offset);
    }
    if (ok && offset < 0)
        offset += (int64_t)s->len;
    ok = ok && offset >= 0 && (uint64_t)offset < s->len && (!not_empty || s->bytes[offset] != '0');
    string_release(vm, s);
    return vm->exception != NULL ? -1 : ok;
}

/* ---- string[offset] = value ---------------------------------------------------------------------- */

/* Makes the string in `slot` this long and its only holder; new bytes are spaces. NULL after raising. */
static struct string *dim_string_for_write(struct vm *vm, struct value *slot, size_t len)
{
    struct string *old = slot->s, *s;

    if ((value_is_counted(slot) && old->head.refcount == 1) ||
        (len <= old->len && BUG(vm, php7705_string_shared, true))) {
        if (len <= old->len)
            return old;
        if (len <= STRING_LEN_MAX) {
            s = mem_resize(vm, old, string_size(old->len), string_size(len), SITE_dim_extend_string);
            if (s == NULL)
                return NULL;
            if (!BUG(vm, php14812_string_pad, len - s->len > 1))
                memset(s->bytes + s->len, ' ', len - s->len);
            s->len = len;
            s->bytes[len] = '\0';
            slot->s = s;
            return s;
        }
    }
    s = string_new(vm, len > old->len ? len : old->len, SITE_dim_copy_string);
    if (s == NULL)
        return NULL;
    memcpy(s->bytes, old->bytes, old->len);
    memset(s->bytes + old->len, ' ', s->len - old->len);
    value_release(vm, slot);
    value_set_string(slot, s);
    return s;
}

static bool dim_put_byte(struct vm *vm, struct value *slot, int64_t offset, unsigned char byte,
                         struct value *result)
{
    struct string *s;

    if (offset >= STRING_LEN_MAX) {
        error_memory(vm, string_size((size_t)offset));
        return false;
    }
    s = dim_string_for_write(vm, slot, (size_t)offset + 1);
    if (s == NULL)
        return false;
    s->bytes[offset] = (char)byte;
    s->hash = 0;
    if (result != NULL)
        value_set_string(result, vm->strings.chars[byte]);
    return true;
}

/* The one byte of what is assigned to an offset. */
static bool dim_byte_of(struct vm *vm, const struct value *v, unsigned char *byte)
{
    struct string *s;
    size_t len;

    if (v->type == TYPE_UNDEF && !dim_warn_undefined(vm, v))
        return false;
    s = v->type == TYPE_UNDEF ? vm->strings.empty : value_to_string(vm, v);
    if (s == NULL)
        return false;
    len = s->len;
    *byte = (unsigned char)s->bytes[0];
    string_release(vm, s);
    if (len == 1)
        return true;
    if (len == 0) {
        error_throw_error(vm, "Cannot assign an empty string to a string offset");
        return false;
    }
    return error_warning(vm, "Only the first byte will be assigned to the string offset");
}

static bool dim_dropped(struct value *result)
{
    if (result != NULL)
        value_set_null(result);
    return true;
}

/* Offset and byte of an assignment to `s`, which the caller holds. 1: do it; 0: dropped after a warning; -1
 * after raising. */
static int dim_offset_and_byte(struct vm *vm, const struct string *s, const struct value *key,
                               const struct value *v, int64_t *offset, unsigned char *byte)
{
    if (!dim_offset(vm, key, OFFSET_WARN, offset))
        return -1;
    if (*offset < -(int64_t)s->len)
        return error_warning(vm, "Illegal string offset %ld", (long)*offset) ? 0 : -1;
    if (*offset < 0)
        *offset += (int64_t)s->len;
    return dim_byte_of(vm, v, byte) ? 1 : -1;
}

/* `slot` stays a valid place whatever runs in between; when it has another string afterwards nothing is
 * assigned. */
static bool dim_assign_offset(struct vm *vm, struct value *slot, const struct value *key,
                              const struct value *v, struct value *result)
{
    struct string *s = string_share(slot->s);
    unsigned char byte = 0;
    int64_t offset = 0;
    int go = dim_offset_and_byte(vm, s, key, v, &offset, &byte);
    bool same = slot->type == TYPE_STRING && slot->s == s;

    if (go >= 0 || !BUG(vm, php7705_offset_hold, value_is_counted(slot)))
        string_release(vm, s);
    if (go < 0)
        return false;
    if (go == 0 || !same)
        return dim_dropped(result);
    return dim_put_byte(vm, slot, offset, byte, result);
}

/* User code may run in between and free what `container` is a part of: as a reference it can be held. */
static bool dim_assign_pinned(struct vm *vm, struct value *container, const struct value *key,
                              const struct value *v, struct value *result)
{
    struct ref *r = variable_make_ref(vm, container, SITE_dim_pin_string);
    struct value key_held;
    bool ok;

    if (r == NULL)
        return false;
    r->gc.head.refcount++;
    value_copy(&key_held, key);
    if (key->type == TYPE_UNDEF)
        value_set_null(&key_held);
    ok = (key->type != TYPE_UNDEF || dim_warn_undefined(vm, key)) &&
         dim_assign_offset(vm, &r->value, &key_held, v, result);
    value_release(vm, &key_held);
    counted_release(vm, &r->gc.head);
    return ok;
}

static bool dim_assign_string(struct vm *vm, struct value *container, const struct value *key,
                              const struct value *v, struct value *result)
{
    if (key == NULL) {
        error_throw_error(vm, "[] operator not supported for strings");
        return false;
    }
    if (vm->errors.handler.type != TYPE_UNDEF || v->type >= TYPE_OBJECT)
        return dim_assign_pinned(vm, container, key, v, result);
    return dim_assign_offset(vm, value_deref(container), key, v, result);
}

/* ---- ArrayAccess --------------------------------------------------------------------------------- */

/* The key as offsetGet and its relatives get it. False when the warning for an undefined one threw. The
 * caller holds the object. */
static bool dim_object_key(struct vm *vm, const struct value **key, struct value *null)
{
    if (*key == NULL || (*key)->type != TYPE_UNDEF)
        return true;
    if (!dim_warn_undefined(vm, *key))
        return false;
    value_set_null(null);
    *key = null;
    return true;
}

static bool dim_read_object(struct vm *vm, struct object *o, const struct value *key, enum dim_read how,
                            struct value *result)
{
    struct value null;
    bool ok;

    o->gc.head.refcount++;
    ok = dim_object_key(vm, &key, &null) &&
         object_read_dim(vm, o, key, how == DIM_QUIET ? PROPERTY_QUIET : PROPERTY_READ, result);
    object_release(vm, o);
    if (!ok) {
        value_set_undef(result);
        return false;
    }
    if (vm->exception != NULL) { /* of the object's destructor */
        value_clear(vm, result);
        return false;
    }
    if (result->type == TYPE_UNDEF)
        value_set_null(result);
    return true;
}

/* What offsetGet gives, or the reference that it returns. */
static bool dim_get_for_write(struct vm *vm, struct object *o, const struct value *key,
                              struct value *result)
{
    struct func *get = o->class->offset_get;
    struct value held;
    bool ok;

    if (get == NULL || !(get->flags & FUNC_RETURNS_REF))
        return object_read_dim(vm, o, key, PROPERTY_READ, result);
    value_set_null(&held);
    if (key != NULL)
        value_copy(&held, key);
    ok = func_call_method(vm, o, get, 1, &held, result);
    value_release(vm, &held);
    return ok;
}

/* offsetGet gave a value: writing into it has an effect only if it is an object or a reference. */
static struct value *dim_pointer_object(struct vm *vm, struct object *o, const struct value *key,
                                        struct value *temporary)
{
    struct value null;
    bool ok;

    value_set_undef(temporary);
    o->gc.head.refcount++;
    ok = dim_object_key(vm, &key, &null) && dim_get_for_write(vm, o, key, temporary);
    if (ok && temporary->type == TYPE_REF && temporary->r->gc.head.refcount == 1) {
        struct value ref = *temporary;

        value_copy(temporary, &ref.r->value);
        value_release(vm, &ref);
    } else if (ok && temporary->type != TYPE_REF && temporary->type != TYPE_OBJECT) {
        ok = error_notice(vm, "Indirect modification of overloaded element of %S has no effect",
                          o->class->name);
    }
    object_release(vm, o);
    if (ok && vm->exception == NULL)
        return temporary;
    value_clear(vm, temporary);
    return NULL;
}

/* ---- arrays -------------------------------------------------------------------------------------- */

static bool dim_read_array(struct vm *vm, struct array *a, const struct value *key, enum dim_read how,
                           struct value *result)
{
    const struct value *found = NULL;
    struct array_key k;
    bool ok;

    array_share(a);
    ok = dim_key(vm, key, &k, "Illegal offset type");
    if (ok)
        found = array_find(a, k);
    if (found != NULL) {
        value_copy_deref(result, found);
    } else {
        value_set_null(result);
        ok = ok && (how == DIM_QUIET || dim_warn_missing(vm, k));
    }
    array_release(vm, a);
    if (ok && vm->exception == NULL)
        return true;
    value_clear(vm, result);
    return false;
}

/* A key that is read and then written does not exist. */
static struct value *dim_put_missing(struct vm *vm, struct array *a, struct array_key k)
{
    struct value *slot = NULL;
    bool held = !BUG(vm, bug78598_missing_key, true);

    if (k.string != NULL)
        string_share(k.string);
    if (held)
        a->gc.head.refcount++;
    dim_warn_missing(vm, k);
    if (held ? dim_unhold(vm, a) : vm->exception == NULL)
        slot = array_put(vm, a, k, NULL, SITE_dim_put_missing);
    string_release(vm, k.string);
    return slot;
}

static struct value *dim_append(struct vm *vm, struct array *a)
{
    struct value *slot = array_append(vm, a, SITE_dim_append);

    if (slot == NULL && vm->exception == NULL)
        error_throw_error(vm, "Cannot add element to the array as the next element is already occupied");
    return slot;
}

struct value *dim_put_plain(struct vm *vm, struct array *a, const struct value *key)
{
    if (key == NULL)
        return dim_append(vm, a);
    if (key->type == TYPE_INT)
        return array_put_int(vm, a, key->i, NULL, SITE_dim_put_int);
    return array_put_string(vm, a, key->s, NULL, SITE_dim_put_string);
}

/* The element's slot in an array that was separated. NULL after raising, when the array was lost to user
 * code in between, and, with DIM_UNSET, when there is none. */
static struct value *dim_slot(struct vm *vm, struct array *a, const struct value *key, enum dim_write how)
{
    struct value *found;
    struct array_key k;

    if (key == NULL)
        return dim_append(vm, a);
    if (!dim_key_for_write(vm, a, key, &k, "Illegal offset type"))
        return NULL;
    if (how == DIM_WRITE)
        return array_put(vm, a, k, NULL, SITE_dim_put);
    found = array_find(a, k);
    if (found != NULL || how == DIM_UNSET)
        return found;
    return dim_put_missing(vm, a, k);
}

/* May a reference that a typed property shares become an array? */
static bool dim_ref_takes_array(struct vm *vm, const struct ref *r)
{
    const struct property *p = r->typed;
    char type[256];

    if (p == NULL || (p->type.mask & (1u << TYPE_ARRAY | DECL_ITERABLE | DECL_MIXED)))
        return true;
    type_decl_print(&p->type, type, sizeof(type));
    error_throw_type(
        vm, "Cannot auto-initialize an array inside a reference held by property %S::$%S of type %s",
        p->declared_in->name, p->name, type);
    return false;
}

/* The array to write to in a container that has one or can become one: null does, false does so with a
 * deprecation. NULL after raising, and when the deprecation's handler took the array away. */
static struct array *dim_array_for_write(struct vm *vm, struct value *container)
{
    struct value *slot = value_deref(container);
    enum value_type old = slot->type;
    struct array *a;

    if (old == TYPE_ARRAY && value_is_counted(slot) && slot->a->gc.head.refcount > 1 &&
        BUG(vm, gh10085_array_separate, true))
        return slot->a;
    if (old == TYPE_ARRAY)
        return array_separate(vm, slot, SITE_dim_separate_head, SITE_dim_separate_table);
    if (container->type == TYPE_REF && !dim_ref_takes_array(vm, container->r))
        return NULL;
    a = array_new(vm, 8, SITE_dim_new_head, SITE_dim_new_table);
    if (a == NULL)
        return NULL;
    value_set_array(slot, a);
    if (old != TYPE_FALSE)
        return a;
    a->gc.head.refcount++;
    error_deprecated(vm, "Automatic conversion of false to array is deprecated");
    return dim_unhold(vm, a) ? a : NULL;
}

/* unset($false[0][1]), or a scalar's. */
static struct value *dim_pointer_unset(struct vm *vm, const struct value *slot)
{
    if (slot->type == TYPE_FALSE)
        error_deprecated(vm, "Automatic conversion of false to array is deprecated");
    else if (slot->type > TYPE_FALSE)
        error_throw_error(vm, "Cannot unset offset in a non-array variable");
    return NULL;
}

/* ---- the interface ------------------------------------------------------------------------------- */

bool dim_read(struct vm *vm, const struct value *container, const struct value *key, enum dim_read how,
              struct value *result)
{
    const struct value *raw = key;

    container = value_deref_const(container);
    key = value_deref_const(key);
    switch (container->type) {
    case TYPE_ARRAY:
        return dim_read_array(vm, container->a, key, how, result);
    case TYPE_STRING:
        if (how != DIM_LIST)
            return dim_read_string(vm, container->s, key, how, result);
        break;
    case TYPE_OBJECT:
        return dim_read_object(vm, container->o, key, how, result);
    default:
        break;
    }
    value_set_null(result);
    if (raw->type == TYPE_UNDEF && !dim_warn_undefined(vm, raw)) {
        value_set_undef(result);
        return false;
    }
    if (how != DIM_READ)
        return true;
    if (error_warning(vm, "Trying to access array offset on value of type %s", value_type_name(container)))
        return true;
    value_set_undef(result);
    return false;
}

struct value *dim_pointer(struct vm *vm, struct value *container, const struct value *key,
                          enum dim_write how, struct value *temporary)
{
    struct value *slot = value_deref(container);
    struct array *a;

    if (key != NULL)
        key = value_deref_const(key);
    if (slot->type == TYPE_OBJECT)
        return dim_pointer_object(vm, slot->o, key, temporary);
    if (slot->type == TYPE_STRING)
        return dim_pointer_string(vm, key, how);
    if (how == DIM_UNSET && slot->type != TYPE_ARRAY)
        return dim_pointer_unset(vm, slot);
    if (slot->type > TYPE_FALSE && slot->type != TYPE_ARRAY) {
        error_throw_error(vm, "Cannot use a scalar value as an array");
        return NULL;
    }
    a = dim_array_for_write(vm, container);
    return a == NULL ? NULL : dim_slot(vm, a, key, how);
}

static bool dim_assign_object(struct vm *vm, struct object *o, const struct value *key,
                              const struct value *v, struct value *result)
{
    struct value null, none;
    bool ok;

    o->gc.head.refcount++;
    ok =
        dim_object_key(vm, &key, &null) && dim_object_key(vm, &v, &none) && object_write_dim(vm, o, key, v);
    object_release(vm, o);
    if (!ok || vm->exception != NULL)
        return false;
    if (result != NULL)
        value_copy(result, v);
    return true;
}

/* An undefined value warns when the container is known, which is held meanwhile. False after a fatal error,
 * and when user code took the array; but when the warning's handler threw, a null is there all the same. */
static bool dim_value_for_array(struct vm *vm, struct array *a, const struct value *v)
{
    if (v->type != TYPE_UNDEF)
        return true;
    if (BUG(vm, gh13754_resized_array, true)) {
        dim_warn_undefined(vm, v);
        return !error_is_fatal(vm);
    }
    a->gc.head.refcount++;
    dim_warn_undefined(vm, v);
    return dim_let_go(vm, a) && !error_is_fatal(vm);
}

/* `held` is `v` without references, and goes into the slot. */
static bool dim_assign_array(struct vm *vm, struct value *container, const struct value *key,
                             const struct value *v, struct value *held, struct value *result)
{
    struct array *a = dim_array_for_write(vm, container);
    struct value *slot = NULL;

    if (a != NULL && (key != NULL || dim_value_for_array(vm, a, v)))
        slot = dim_slot(vm, a, key, DIM_WRITE);
    if (slot != NULL && key != NULL && !dim_value_for_array(vm, a, v))
        slot = NULL;
    if (slot != NULL)
        return variable_take(vm, slot, held, result);
    value_release(vm, held);
    return vm->exception == NULL && dim_dropped(result);
}

/* An undefined `v` is a variable of the running frame, as an undefined key is. */
bool dim_assign(struct vm *vm, struct value *container, const struct value *key, const struct value *v,
                struct value *result)
{
    struct value *slot = value_deref(container), held;
    bool ok = false;

    /* Held before the container is separated: $a[0] = $a stores what $a was. */
    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    if (key != NULL)
        key = value_deref_const(key);
    if (slot->type == TYPE_ARRAY || slot->type <= TYPE_FALSE) {
        ok = dim_assign_array(vm, container, key, v, &held, result);
    } else {
        if (slot->type == TYPE_OBJECT)
            ok = dim_assign_object(vm, slot->o, key, v->type == TYPE_UNDEF ? v : &held, result);
        else if (slot->type == TYPE_STRING)
            ok = dim_assign_string(vm, container, key, v->type == TYPE_UNDEF ? v : &held, result);
        else
            error_throw_error(vm, "Cannot use a scalar value as an array");
        value_release(vm, &held);
        ok = ok && vm->exception == NULL;
    }
    if (!ok && result != NULL)
        value_set_undef(result);
    return ok;
}

/* What offsetGet gives, changed, goes to offsetSet. */
static bool dim_operate_object(struct vm *vm, struct object *o, const struct value *key, enum opcode op,
                               const struct value *v, struct value *result)
{
    struct value old, computed, null, none;
    bool ok = false;

    o->gc.head.refcount++;
    if (dim_object_key(vm, &key, &null) && dim_read_object(vm, o, key, DIM_READ, &old)) {
        ok = dim_object_key(vm, &v, &none) && operator_of(op)(vm, &computed, &old, v);
        value_release(vm, &old);
        if (ok) {
            ok = vm->exception == NULL && dim_assign_object(vm, o, key, &computed, result);
            value_release(vm, &computed);
        }
    } else if (error_is_object(vm)) { /* PHP takes the failure for that of an object without [] */
        error_throw_error(vm, "Cannot use object of type %S as array", o->class->name);
    }
    object_release(vm, o);
    return ok && vm->exception == NULL;
}

/* The array is held: its slots stay where they are, whatever the operation runs. */
static bool dim_operate_array(struct vm *vm, struct value *container, const struct value *key,
                              enum opcode op, const struct value *v, const struct value *held,
                              struct value *result)
{
    struct array *a = dim_array_for_write(vm, container);
    struct value *slot = a == NULL ? NULL : dim_slot(vm, a, key, DIM_READ_WRITE);
    bool ok;

    if (slot == NULL)
        return vm->exception == NULL && dim_dropped(result);
    if (!dim_value_for_array(vm, a, v) || vm->exception != NULL)
        return vm->exception == NULL && dim_dropped(result);
    if (BUG(vm, gh22419_concat_dim, true))
        return variable_operate(vm, slot, op, held, result);
    a->gc.head.refcount++;
    ok = variable_operate(vm, slot, op, held, result);
    if (a->gc.head.refcount > 1)
        a->gc.head.refcount--;
    else
        array_release(vm, a);
    return ok;
}

bool dim_assign_op(struct vm *vm, struct value *container, const struct value *key, enum opcode op,
                   const struct value *v, struct value *result)
{
    struct value *slot = value_deref(container), held;
    bool ok = false;

    value_copy_deref(&held, v);
    if (held.type == TYPE_UNDEF)
        value_set_null(&held);
    if (key != NULL)
        key = value_deref_const(key);
    if (slot->type == TYPE_ARRAY || slot->type <= TYPE_FALSE)
        ok = dim_operate_array(vm, container, key, op, v, &held, result);
    else if (slot->type == TYPE_OBJECT)
        ok = dim_operate_object(vm, slot->o, key, op, v->type == TYPE_UNDEF ? v : &held, result);
    else if (slot->type == TYPE_STRING)
        dim_pointer_string(vm, key, DIM_READ_WRITE);
    else
        error_throw_error(vm, "Cannot use a scalar value as an array");
    value_release(vm, &held);
    if (ok && vm->exception == NULL)
        return true;
    if (ok && result != NULL)
        value_clear(vm, result);
    return false;
}

bool dim_unset(struct vm *vm, struct value *container, const struct value *key)
{
    struct value *slot = value_deref(container), null;
    struct array_key k;
    struct array *a;
    bool ok;

    key = value_deref_const(key);
    switch (slot->type) {
    case TYPE_ARRAY:
        a = array_separate(vm, slot, SITE_dim_unset_head, SITE_dim_unset_table);
        if (a == NULL || !dim_key_for_write(vm, a, key, &k, "Illegal offset type in unset"))
            return vm->exception == NULL;
        array_delete(vm, a, k);
        return vm->exception == NULL;
    case TYPE_OBJECT: {
        struct object *o = slot->o;

        o->gc.head.refcount++;
        ok = dim_object_key(vm, &key, &null) && object_unset_dim(vm, o, key);
        object_release(vm, o);
        return ok && vm->exception == NULL;
    }
    default:
        if (key->type == TYPE_UNDEF && !dim_warn_undefined(vm, key))
            return false;
        if (slot->type == TYPE_STRING)
            error_throw_error(vm, "Cannot unset string offsets");
        else
            dim_pointer_unset(vm, slot);
        return vm->exception == NULL;
    }
}

static int dim_has_key(struct vm *vm, struct array *a, const struct value *key, bool not_empty)
{
    const struct value *found;
    struct array_key k;
    int has = 0;

    array_share(a);
    if (dim_key(vm, key, &k, "Illegal offset type in isset or empty")) {
        found = array_find(a, k);
        if (found != NULL)
            has = not_empty ? value_is_true(vm, found) : value_deref_const(found)->type > TYPE_NULL;
    }
    array_release(vm, a);
    return vm->exception != NULL ? -1 : has;
}

int dim_has(struct vm *vm, const struct value *container, const struct value *key, bool not_empty)
{
    struct value null;
    int has = -1;

    container = value_deref_const(container);
    key = value_deref_const(key);
    if (container->type == TYPE_ARRAY)
        return dim_has_key(vm, container->a, key, not_empty);
    if (container->type == TYPE_STRING)
        return dim_has_offset(vm, container->s, key, not_empty);
    if (container->type == TYPE_OBJECT) {
        struct object *o = container->o;

        o->gc.head.refcount++;
        if (dim_object_key(vm, &key, &null))
            has = object_has_dim(vm, o, key, not_empty);
        object_release(vm, o);
        return vm->exception != NULL ? -1 : has;
    }
    return key->type == TYPE_UNDEF && !dim_warn_undefined(vm, key) ? -1 : 0;
}
