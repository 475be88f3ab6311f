/* builtin_function.c: functions about functions: calling one by name, the arguments and variables of the
 * one that runs, iterators. */
#include "builtin_parts.h"

/* ---- calling ------------------------------------------------------------------------------------- */

/* Hands over what a call gave. */
static void take_result(struct vm *vm, struct value *result, struct value *given)
{
    value_copy_deref(result, given);
    value_release(vm, given);
}

void builtin_call_user_func(struct vm *vm, struct frame *call, struct value *result)
{
    struct value given;
    struct callable c;

    if (!builtin_callable(vm, call, 0, &c))
        return;
    if (func_call(vm, &c, call->arg_count - 1, frame_slot(call, 1), &given))
        take_result(vm, result, &given);
    callable_release(vm, &c);
}

/* The elements as a row, borrowed. Names are taken where they stand for the next parameter. */
static bool spread(struct vm *vm, const struct callable *c, const struct array *a, struct value *args)
{
    uint32_t count = 0;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        struct array_key key = array_key_at(a, i);

        if (key.string != NULL && !func_param_is(c->func, count, key.string)) {
            error_throw_error(vm, "Unknown named parameter $%S", key.string);
            return false;
        }
        args[count++] = *array_slot(a, i);
    }
    return true;
}

static bool call_with(struct vm *vm, const struct callable *c, const struct array *a, struct value *given)
{
    size_t size = a->count * sizeof(struct value);
    struct value *args;
    bool ok;

    if (a->packed && a->used == a->count)
        return func_call(vm, c, a->count, a->values, given);
    if (a->count == 0)
        return func_call(vm, c, 0, NULL, given);
    args = mem_new(vm, size, SITE_builtin_call_args);
    if (args == NULL)
        return false;
    ok = spread(vm, c, a, args) && func_call(vm, c, a->count, args, given);
    mem_free(vm, args, size);
    return ok;
}

void builtin_call_user_func_array(struct vm *vm, struct frame *call, struct value *result)
{
    struct value given;
    struct callable c;

    if (!builtin_callable(vm, call, 0, &c))
        return;
    if (call_with(vm, &c, arg_array(call, 1), &given))
        take_result(vm, result, &given);
    callable_release(vm, &c);
}

void builtin_function_exists(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *name = arg_string(call, 0), *part;

    if (name->len == 0 || name->bytes[0] != '\\') {
        value_set_bool(result, func_find(vm, name) != NULL);
        return;
    }
    part = builtin_part(vm, name, 1, name->len - 1, SITE_builtin_function_name);
    if (part == NULL)
        return;
    value_set_bool(result, part->bytes[0] != '\\' && func_find(vm, part) != NULL);
    string_release(vm, part);
}

/* ---- arguments of the caller --------------------------------------------------------------------- */

/* The user function that asks; NULL after raising, when it is the program itself. */
static struct frame *asking_function(struct vm *vm, const char *text)
{
    struct frame *f = frame_user(vm);

    if (f != NULL && !(f->func->flags & FUNC_MAIN))
        return f;
    error_throw_error(vm, "%S() %s", vm->frame->func->name, text);
    return NULL;
}

void builtin_func_num_args(struct vm *vm, struct frame *call, struct value *result)
{
    const struct frame *f = asking_function(vm, "must be called from a function context");

    (void)call;
    if (f != NULL)
        value_set_int(result, f->arg_count);
}

static void copy_argument(struct value *to, const struct frame *f, uint32_t n)
{
    const struct value *v = value_deref_const(frame_arg(f, n));

    if (v->type == TYPE_UNDEF)
        value_set_null(to);
    else
        value_copy(to, v);
}

void builtin_func_get_args(struct vm *vm, struct frame *call, struct value *result)
{
    const struct frame *f = asking_function(vm, "cannot be called from the global scope");
    struct array *a;

    (void)call;
    if (f == NULL)
        return;
    a = array_new(vm, f->arg_count, SITE_builtin_func_args_head, SITE_builtin_func_args_table);
    for (uint32_t n = 0; a != NULL && n < f->arg_count; n++)
        copy_argument(array_add(vm, a), f, n);
    result_array(result, a);
}

void builtin_func_get_arg(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t n = arg_int(call, 0, 0);
    const struct frame *f;

    if (n < 0) {
        argument_value_error(vm, 0, "must be greater than or equal to 0");
        return;
    }
    f = asking_function(vm, "cannot be called from the global scope");
    if (f == NULL)
        return;
    if (n >= f->arg_count)
        argument_value_error(vm, 0,
                             "must be less than the number of the arguments passed to the currently "
                             "executed function");
    else
        copy_argument(result, f, (uint32_t)n);
}

/* ---- variables of the caller --------------------------------------------------------------------- */

/* The slot of a variable that is set, references followed; or NULL. */
static struct value *variable_named(struct array *symbols, struct string *name)
{
    struct value *v = array_find_string(symbols, name);

    if (v != NULL && v->type == TYPE_INDIRECT)
        v = v->indirect;
    if (v == NULL || v->type == TYPE_UNDEF)
        return NULL;
    return value_deref(v);
}

struct compact {
    struct vm *vm;
    struct frame *asking;
    struct array *symbols, *made;
};

static bool compact_name(struct compact *c, struct string *name)
{
    const struct value *v = variable_named(c->symbols, name);
    struct object *self = frame_this(c->asking);
    struct value me;

    if (v == NULL && self != NULL && string_equal(name, c->vm->names[NAME_this])) {
        value_set_object(&me, self);
        v = &me;
    }
    if (v == NULL)
        return error_warning(c->vm, "compact(): Undefined variable $%S", name);
    return builtin_put(c->vm, c->made, (struct array_key){name, 0}, v, SITE_builtin_compact_grow);
}

static bool compact_value(struct compact *c, const struct value *v, uint32_t position);

static bool compact_list(struct compact *c, const struct array *names, uint32_t position)
{
    bool ok = true;

    if (!nesting_enter(c->vm))
        return false;
    for (uint32_t i = array_next(names, 0); ok && i < names->used; i = array_next(names, i + 1))
        ok = compact_value(c, value_deref_const(array_slot(names, i)), position);
    nesting_leave(c->vm);
    return ok;
}

static bool compact_value(struct compact *c, const struct value *v, uint32_t position)
{
    if (v->type == TYPE_STRING)
        return compact_name(c, v->s);
    if (v->type == TYPE_ARRAY)
        return compact_list(c, v->a, position);
    return error_warning(c->vm, "compact(): Argument #%u must be string or array of strings, %s given",
                         position, value_type_name(v));
}

void builtin_compact(struct vm *vm, struct frame *call, struct value *result)
{
    struct compact c = {.vm = vm, .asking = frame_user(vm)};

    c.symbols = c.asking == NULL ? NULL : frame_symbols(vm, c.asking);
    if (c.symbols == NULL)
        return;
    c.made = array_new(vm, 0, SITE_builtin_compact_head, SITE_NONE);
    if (c.made == NULL)
        return;
    for (uint32_t n = 0; n < call->arg_count; n++) {
        if (!compact_value(&c, arg_value(call, n), n + 1)) {
            array_release(vm, c.made);
            return;
        }
    }
    value_set_array(result, c.made);
}

enum extract_flags {
    EXTRACT_OVERWRITE,
    EXTRACT_SKIP,
    EXTRACT_PREFIX_SAME,
    EXTRACT_PREFIX_ALL,
    EXTRACT_PREFIX_INVALID,
    EXTRACT_PREFIX_IF_EXISTS,
    EXTRACT_IF_EXISTS,
    EXTRACT_MASK = 255,
};

struct extract {
    struct vm *vm;
    struct array *symbols;
    int64_t how;
    const struct string *prefix;
    int64_t count;
};

static bool is_variable_name(const struct string *s)
{
    for (size_t i = 0; i < s->len; i++) {
        unsigned char c = (unsigned char)s->bytes[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';

        if (!letter && c != '_' && c < 128 && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s->len > 0;
}

static bool assign_named(struct extract *e, struct string *name, const struct value *v)
{
    struct value *slot;

    if (!is_variable_name(name) || string_equal(name, e->vm->names[NAME_GLOBALS]))
        return true;
    if (string_equal(name, e->vm->names[NAME_this])) {
        error_throw_error(e->vm, "Cannot re-assign $this");
        return false;
    }
    slot = array_put_string(e->vm, e->symbols, name, NULL, SITE_builtin_extract_grow);
    if (slot == NULL)
        return false;
    if (slot->type == TYPE_INDIRECT)
        slot = slot->indirect;
    e->count++;
    return variable_assign(e->vm, slot, value_deref_const(v), NULL);
}

static bool assign_prefixed(struct extract *e, const char *name, size_t len, const struct value *v)
{
    struct string *full;
    struct strbuf b;
    bool ok;

    strbuf_init(&b, e->vm, SITE_builtin_extract_name);
    strbuf_string(&b, e->prefix);
    strbuf_char(&b, '_');
    strbuf_put(&b, name, len);
    full = strbuf_take(&b);
    if (full == NULL)
        return false;
    ok = assign_named(e, full, v);
    string_release(e->vm, full);
    return ok;
}

static bool wants_prefix(const struct extract *e, const struct string *name, bool exists)
{
    return e->how == EXTRACT_PREFIX_ALL || (e->how == EXTRACT_PREFIX_INVALID && !is_variable_name(name)) ||
           (exists && (e->how == EXTRACT_PREFIX_SAME || e->how == EXTRACT_PREFIX_IF_EXISTS));
}

static bool extract_one(struct extract *e, struct string *name, const struct value *v)
{
    bool exists = variable_named(e->symbols, name) != NULL;

    if (e->how == EXTRACT_PREFIX_ALL && name->len == 0)
        return true;
    if (wants_prefix(e, name, exists))
        return assign_prefixed(e, name->bytes, name->len, v);
    if (exists ? e->how == EXTRACT_SKIP : e->how == EXTRACT_IF_EXISTS || e->how == EXTRACT_PREFIX_IF_EXISTS)
        return true;
    return assign_named(e, name, v);
}

/* An integer is a name only behind a prefix. */
static bool extract_number(struct extract *e, int64_t number, const struct value *v)
{
    char text[NUMBER_TEXT_MAX];

    if (e->how != EXTRACT_PREFIX_ALL && e->how != EXTRACT_PREFIX_INVALID)
        return true;
    return assign_prefixed(e, text, number_format_int(number, text), v);
}

static bool extract_all(struct extract *e, const struct array *a)
{
    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        struct array_key key = array_key_at(a, i);

        if (key.string != NULL ? !extract_one(e, key.string, array_slot(a, i))
                               : !extract_number(e, key.index, array_slot(a, i)))
            return false;
    }
    return true;
}

void builtin_extract(struct vm *vm, struct frame *call, struct value *result)
{
    struct extract e = {.vm = vm, .how = arg_int(call, 1, 0) & EXTRACT_MASK};
    struct frame *asking = frame_user(vm);

    if (e.how > EXTRACT_IF_EXISTS) {
        argument_value_error(vm, 1, "must be a valid extract type");
        return;
    }
    if (e.how >= EXTRACT_PREFIX_SAME && e.how <= EXTRACT_PREFIX_IF_EXISTS && call->arg_count < 3) {
        argument_value_error(vm, 2, "is required when using this extract type");
        return;
    }
    e.prefix = call->arg_count > 2 ? arg_string(call, 2) : vm->strings.empty;
    e.symbols = asking == NULL ? NULL : frame_symbols(vm, asking);
    if (e.symbols != NULL && extract_all(&e, arg_array(call, 0)))
        value_set_int(result, e.count);
}

void builtin_get_defined_vars(struct vm *vm, struct frame *call, struct value *result)
{
    struct frame *asking = frame_user(vm);
    struct array *symbols = asking == NULL ? NULL : frame_symbols(vm, asking), *a;

    (void)call;
    if (symbols == NULL)
        return;
    a = array_new(vm, 0, SITE_builtin_defined_vars_head, SITE_NONE);
    for (uint32_t i = array_next(symbols, 0); a != NULL && i < symbols->used;
         i = array_next(symbols, i + 1)) {
        const struct value *v = array_slot(symbols, i);

        if (v->type == TYPE_INDIRECT)
            v = v->indirect;
        if (v->type != TYPE_UNDEF &&
            !builtin_put(vm, a, array_key_at(symbols, i), v, SITE_builtin_defined_vars_grow)) {
            array_release(vm, a);
            return;
        }
    }
    result_array(result, a);
}

/* ---- iterators ----------------------------------------------------------------------------------- */

/* Calls a method without arguments whose result does not count. */
static bool call_plain(struct vm *vm, struct object *o, struct func *f)
{
    struct value ignored;

    if (!func_call_method(vm, o, f, 0, NULL, &ignored))
        return false;
    value_release(vm, &ignored);
    return vm->exception == NULL;
}

/* 1, 0, or -1 after raising. */
static int is_valid(struct vm *vm, struct object *o)
{
    struct value answer;
    int valid;

    if (!func_call_method(vm, o, o->class->iter_valid, 0, NULL, &answer))
        return -1;
    valid = value_is_true(vm, &answer);
    value_release(vm, &answer);
    return vm->exception == NULL ? valid : -1;
}

/* The Iterator behind any Traversable: a new reference, NULL after raising. */
static struct object *resolve_iterator(struct vm *vm, struct object *o)
{
    o->gc.head.refcount++;
    while (o->class->iter_valid == NULL || !(o->class->flags & CLASS_ITERATOR)) {
        const struct class *c = o->class;
        struct value next;
        bool ok = c->get_iterator != NULL && func_call_method(vm, o, c->get_iterator, 0, NULL, &next);

        object_release(vm, o);
        if (!ok)
            return NULL;
        if (next.type != TYPE_OBJECT || !class_is(next.o->class, vm->classes.traversable)) {
            value_release(vm, &next);
            error_throw(vm, vm->classes.exception,
                        "Objects returned by %S::getIterator() must be traversable or implement interface "
                        "Iterator",
                        c->name);
            return NULL;
        }
        o = next.o;
    }
    return o;
}

/* What an iteration does with each step; `into` is NULL when only counting. */
struct iteration {
    struct vm *vm;
    struct array *into;
    bool keys;
    int64_t count;
};

static bool store_element(struct iteration *it, struct value *key, const struct value *v)
{
    struct array_key k;

    if (!it->keys)
        return builtin_append(it->vm, it->into, v, SITE_builtin_iterator_append);
    return value_to_key(it->vm, value_deref_const(key), &k, "Illegal offset type") &&
           builtin_put(it->vm, it->into, k, v, SITE_builtin_iterator_put);
}

static bool collect(struct iteration *it, struct object *o)
{
    struct value v, key;
    bool ok = true;

    if (!func_call_method(it->vm, o, o->class->iter_current, 0, NULL, &v))
        return false;
    value_set_null(&key);
    if (it->keys)
        ok = func_call_method(it->vm, o, o->class->iter_key, 0, NULL, &key);
    ok = ok && store_element(it, &key, value_deref_const(&v));
    value_release(it->vm, &key);
    value_release(it->vm, &v);
    return ok && it->vm->exception == NULL;
}

static bool iterate(struct iteration *it, struct object *o)
{
    int valid = call_plain(it->vm, o, o->class->iter_rewind) ? 1 : -1;

    while (valid == 1 && (valid = is_valid(it->vm, o)) == 1) {
        if (it->into != NULL && !collect(it, o))
            return false;
        it->count++;
        if (!call_plain(it->vm, o, o->class->iter_next))
            return false;
    }
    return valid == 0;
}

static bool iterate_object(struct iteration *it, struct object *o)
{
    struct object *iterator = resolve_iterator(it->vm, o);
    bool ok;

    if (iterator == NULL)
        return false;
    ok = iterate(it, iterator);
    object_release(it->vm, iterator);
    return ok && it->vm->exception == NULL;
}

void builtin_iterator_count(struct vm *vm, struct frame *call, struct value *result)
{
    struct iteration it = {.vm = vm};
    const struct value *v = arg_value(call, 0);

    if (v->type == TYPE_ARRAY)
        value_set_int(result, v->a->count);
    else if (iterate_object(&it, v->o))
        value_set_int(result, it.count);
}

void builtin_iterator_to_array(struct vm *vm, struct frame *call, struct value *result)
{
    struct iteration it = {.vm = vm, .keys = arg_bool(call, 1, true)};
    const struct value *v = arg_value(call, 0);
    bool ok = true;

    if (v->type == TYPE_ARRAY && it.keys) {
        value_set_array(result, array_share(v->a));
        return;
    }
    it.into = array_new(vm, 0, SITE_builtin_iterator_head, SITE_NONE);
    if (it.into == NULL)
        return;
    if (v->type == TYPE_OBJECT) {
        ok = iterate_object(&it, v->o);
    } else {
        for (uint32_t i = array_next(v->a, 0); ok && i < v->a->used; i = array_next(v->a, i + 1))
            ok = builtin_append(vm, it.into, array_slot(v->a, i), SITE_builtin_iterator_list);
    }
    if (ok)
        value_set_array(result, it.into);
    else
        array_release(vm, it.into);
}
