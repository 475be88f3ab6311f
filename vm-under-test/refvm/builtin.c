/* builtin.c: the table of built-in functions: signatures are parsed at create, arguments checked at each
 * call. */
#include <ctype.h>
#include <stdio.h>

#include "builtin_parts.h"

static const struct builtin_row {
    const char *signature;
    func_native_fn *fn;
} builtin_rows[] = {
#define BUILTIN(name, signature) {signature, builtin_##name},
#include "builtins.def"
#undef BUILTIN
};

enum { BUILTIN_ROWS = sizeof(builtin_rows) / sizeof(builtin_rows[0]) };

/* ---- signatures ---------------------------------------------------------------------------------- */

/* The names of types that are bits of a mask; all others are classes. */
static const struct {
    const char *name;
    uint32_t mask;
} type_words[] = {
    {"string", 1u << TYPE_STRING}, {"int", 1u << TYPE_INT},       {"float", 1u << TYPE_FLOAT},
    {"bool", DECL_BOOL},           {"false", 1u << TYPE_FALSE},   {"true", 1u << TYPE_TRUE},
    {"array", 1u << TYPE_ARRAY},   {"object", 1u << TYPE_OBJECT}, {"null", 1u << TYPE_NULL},
    {"callable", DECL_CALLABLE},   {"iterable", DECL_ITERABLE},   {"mixed", DECL_MIXED},
    {"void", DECL_VOID},           {"never", DECL_NEVER},         {"static", DECL_STATIC},
};

/* Where a signature's text is read; the rows are the VM's own, so that nothing here has to be
 * defended against. */
struct signature {
    struct vm *vm;
    const char *at;
};

static void skip_spaces(struct signature *s)
{
    while (*s->at == ' ')
        s->at++;
}

static size_t word_length(const char *at)
{
    size_t len = 0;

    while (isalnum((unsigned char)at[len]) || at[len] == '_' || at[len] == '\\')
        len++;
    return len;
}

static uint32_t type_word_mask(const char *word, size_t len)
{
    for (size_t i = 0; i < sizeof(type_words) / sizeof(type_words[0]); i++) {
        if (strlen(type_words[i].name) == len && memcmp(type_words[i].name, word, len) == 0)
            return type_words[i].mask;
    }
    return 0;
}

/* "?int", "array|string", "Countable|array", or nothing. Classes are those that there are before. */
static bool parse_type(struct signature *s, struct type_decl *type)
{
    skip_spaces(s);
    if (*s->at == '?') {
        type->mask |= 1u << TYPE_NULL;
        s->at++;
    }
    for (size_t len; (len = word_length(s->at)) > 0; s->at++) {
        uint32_t mask = type_word_mask(s->at, len);

        type->mask |= mask;
        if (mask == 0) {
            type->class_name = string_interned(s->vm, s->at, len);
            type->class_lower = string_interned_lower(s->vm, s->at, len);
            if (type->class_name == NULL || type->class_lower == NULL)
                return false;
        }
        s->at += len;
        if (*s->at != '|')
            break;
    }
    return true;
}

/* Past the text of a default value: up to the next comma or parenthesis outside of brackets and quotes. */
static size_t default_length(const char *at)
{
    size_t len = 0;

    for (char quote = 0; at[len] != 0; len++) {
        if (quote != 0)
            quote = at[len] == quote ? 0 : quote;
        else if (at[len] == '\'')
            quote = '\'';
        else if (at[len] == ',' || at[len] == ')')
            break;
    }
    return len;
}

static bool parse_default(struct signature *s, struct param *p)
{
    struct string *text;
    size_t len;

    skip_spaces(s);
    if (*s->at != '=')
        return true;
    s->at++;
    skip_spaces(s);
    len = default_length(s->at);
    text = string_intern(s->vm, s->at, len, SITE_builtin_default);
    if (text == NULL)
        return false;
    p->default_text = text->bytes;
    s->at += len;
    return true;
}

static bool parse_param(struct signature *s, struct func *f)
{
    struct param *p = &f->params[f->param_count];
    bool variadic;
    size_t len;

    if (!parse_type(s, &p->type))
        return false;
    skip_spaces(s);
    p->by_ref = *s->at == '&';
    s->at += p->by_ref;
    if (p->by_ref)
        f->flags |= FUNC_BY_REF;
    variadic = *s->at == '.';
    s->at += variadic ? 4 : 1; /* the dollar sign, too */
    len = word_length(s->at);
    p->name = string_intern(s->vm, s->at, len, SITE_builtin_param_name);
    if (p->name == NULL)
        return false;
    s->at += len;
    f->param_count++;
    if (variadic)
        f->flags |= FUNC_VARIADIC;
    if (type_decl_given(&p->type))
        f->flags |= FUNC_TYPED;
    if (!parse_default(s, p))
        return false;
    if (p->default_text == NULL && !variadic)
        f->required_count = f->param_count;
    return true;
}

/* How many parameters there are: one more than commas, as no default value contains one. */
static uint32_t count_params(const char *at)
{
    uint32_t count = 0;

    for (at = strchr(at, '(') + 1; *at != 0; at++)
        count += *at == '$';
    return count;
}

static bool parse_signature(struct vm *vm, const char *text, struct func *f)
{
    struct signature s = {vm, text};
    const char *scope = strstr(text, "::");
    size_t len;

    if (scope != NULL && scope < strchr(text, '('))
        s.at = scope + 2;
    len = word_length(s.at);
    f->name = string_intern(vm, s.at, len, SITE_builtin_name);
    if (f->name == NULL)
        return false;
    for (s.at += len + 1; *s.at != ')'; skip_spaces(&s)) {
        if (!parse_param(&s, f))
            return false;
        if (*s.at == ',')
            s.at++;
    }
    s.at++;
    if (*s.at == ':') {
        s.at++;
        return parse_type(&s, &f->return_type);
    }
    return true;
}

/* The parameters lie behind the function in the same block. */
static size_t func_size(uint32_t params)
{
    return sizeof(struct func) + params * sizeof(struct param);
}

struct func *builtin_func(struct vm *vm, const char *signature, func_native_fn *fn, uint32_t flags)
{
    uint32_t params = count_params(signature);
    struct func *f = mem_new(vm, func_size(params), SITE_builtin_func);

    if (f == NULL)
        return NULL;
    memset(f, 0, func_size(params));
    f->flags = flags | FUNC_NATIVE;
    f->native = fn;
    f->params = (struct param *)(f + 1);
    f->var_count = params; /* says how large the block is, also when the parsing stops half-way */
    f->next_in_program = vm->funcs;
    vm->funcs = f;
    return parse_signature(vm, signature, f) ? f : NULL;
}

/* ---- the table ----------------------------------------------------------------------------------- */

bool builtin_register(struct vm *vm, const char *signature, func_native_fn *fn)
{
    struct func *f = builtin_func(vm, signature, fn, 0);
    struct value *slot;

    if (f == NULL)
        return false;
    slot = array_put_string(vm, vm->function_table, f->name, NULL, SITE_builtin_table_grow);
    if (slot == NULL)
        return false;
    slot->func = f;
    slot->info = TYPE_POINTER;
    return true;
}

bool builtins_create(struct vm *vm)
{
    for (size_t i = 0; i < BUILTIN_ROWS; i++) {
        if (!builtin_register(vm, builtin_rows[i].signature, builtin_rows[i].fn))
            return false;
    }
    return builtin_testmodule_create(vm);
}

void builtins_destroy(struct vm *vm)
{
    while (vm->funcs != NULL) {
        struct func *f = vm->funcs;

        vm->funcs = f->next_in_program;
        mem_free(vm, f, func_size(f->var_count));
    }
}

/* ---- messages ------------------------------------------------------------------------------------ */

static const char *call_name(const struct func *f, char *text, size_t size)
{
    if (f->scope != NULL)
        snprintf(text, size, "%s::%s", f->scope->name->bytes, f->name->bytes);
    else
        snprintf(text, size, "%s", f->name->bytes);
    return text;
}

const char *builtin_name(struct vm *vm, char *text, size_t size)
{
    return call_name(vm->frame->func, text, size);
}

static const struct param *param_of(const struct func *f, uint32_t n)
{
    return &f->params[n < f->param_count ? n : f->param_count - 1];
}

/* A variadic parameter's name is not shown: its arguments have none. */
static void parameter_label(const struct func *f, uint32_t n, char *text, size_t size)
{
    bool named = n < f->param_count && !((f->flags & FUNC_VARIADIC) && n + 1 == f->param_count);

    if (named)
        snprintf(text, size, "#%u ($%s)", n + 1, f->params[n].name->bytes);
    else
        snprintf(text, size, "#%u", n + 1);
}

void builtin_argument_error(struct vm *vm, struct class *c, uint32_t n, const char *text)
{
    char name[BUILTIN_NAME_MAX], label[BUILTIN_NAME_MAX];

    parameter_label(vm->frame->func, n, label, sizeof(label));
    error_throw(vm, c, "%s(): Argument %s %s", builtin_name(vm, name, sizeof(name)), label, text);
}

void builtin_type_error(struct vm *vm, uint32_t n, const char *wanted, const struct value *given)
{
    char text[320];

    snprintf(text, sizeof(text), "must be of type %s, %s given", wanted, value_type_name(given));
    argument_type_error(vm, n, text);
}

/* ---- arguments ----------------------------------------------------------------------------------- */

static bool count_error(struct vm *vm, const struct frame *call)
{
    const struct func *f = call->func;
    bool too_few = call->arg_count < f->required_count;
    uint32_t limit = too_few ? f->required_count : f->param_count;
    bool exact = f->required_count == f->param_count && !(f->flags & FUNC_VARIADIC);
    const char *how = exact ? "exactly" : too_few ? "at least" : "at most";
    char name[BUILTIN_NAME_MAX];

    error_throw(vm, vm->classes.argument_count, "%s() expects %s %u argument%s, %u given",
                call_name(f, name, sizeof(name)), how, limit, limit == 1 ? "" : "s", call->arg_count);
    return false;
}

static void null_to_scalar(struct vm *vm, uint32_t mask, struct value *v)
{
    if (mask & (1u << TYPE_STRING))
        value_set_string(v, vm->strings.empty);
    else if (mask & (1u << TYPE_INT))
        value_set_int(v, 0);
    else if (mask & (1u << TYPE_FLOAT))
        value_set_float(v, 0);
    else
        value_set_bool(v, false);
}

enum { DECL_SCALAR = 1 << TYPE_STRING | 1 << TYPE_INT | 1 << TYPE_FLOAT | DECL_BOOL };

/* null for a scalar: once allowed everywhere, now deprecated. */
static bool check_null(struct vm *vm, const struct func *f, uint32_t n, struct value *v)
{
    const struct param *p = param_of(f, n);
    char name[BUILTIN_NAME_MAX], label[BUILTIN_NAME_MAX], type[BUILTIN_NAME_MAX];

    type_decl_print(&p->type, type, sizeof(type));
    parameter_label(f, n, label, sizeof(label));
    if (!error_deprecated(vm, "%s(): Passing null to parameter %s of type %s is deprecated",
                          call_name(f, name, sizeof(name)), label, type))
        return false;
    null_to_scalar(vm, p->type.mask, v);
    return true;
}

static bool is_relative_name(const char *bytes)
{
    static const char *const names[] = {"self", "parent", "static"};

    for (int i = 0; i < 3; i++) {
        size_t len = strlen(names[i]);

        if (strncasecmp(bytes, names[i], len) == 0 && (bytes[len] == 0 || bytes[len] == ':'))
            return true;
    }
    return false;
}

/* "self::f", ["parent", "f"], ["C", "parent::f"]: to look these up is deprecated, which is to be said once:
 * where they are called. */
static bool is_relative_callable(const struct value *v)
{
    if (v->type == TYPE_STRING)
        return is_relative_name(v->s->bytes);
    if (v->type != TYPE_ARRAY)
        return false;
    for (int i = 0; i < 2; i++) {
        const struct value *part = array_find_int(v->a, i);

        if (part != NULL && value_deref_const(part)->type == TYPE_STRING &&
            is_relative_name(value_deref_const(part)->s->bytes))
            return true;
    }
    return false;
}

static bool check_callable(struct vm *vm, const struct func *f, uint32_t n, const struct value *v)
{
    bool nullable = param_of(f, n)->type.mask & (1u << TYPE_NULL);
    char why[256], text[384];
    struct callable c;

    if (callable_from(vm, v, &c, why, sizeof(why))) {
        callable_release(vm, &c);
        return vm->exception == NULL;
    }
    if (vm->exception != NULL)
        return false;
    snprintf(text, sizeof(text), "must be a valid callback%s, %s", nullable ? " or null" : "", why);
    argument_type_error(vm, n, text);
    return false;
}

/* An argument whose type is not one of the declared ones as it is. */
static bool check_argument_slow(struct vm *vm, struct frame *call, uint32_t n, struct value *v)
{
    struct param *p = &call->func->params[param_of(call->func, n) - call->func->params];
    char type[BUILTIN_NAME_MAX];

    if (p->type.mask & DECL_CALLABLE)
        return is_relative_callable(v) || check_callable(vm, call->func, n, v);
    if (v->type == TYPE_UNDEF)
        value_set_null(v);
    if (v->type == TYPE_NULL && (p->type.mask & DECL_SCALAR))
        return check_null(vm, call->func, n, v);
    if (type_decl_accepts(vm, &p->type, v, call->func->scope, true))
        return true;
    if (vm->exception == NULL) {
        type_decl_print(&p->type, type, sizeof(type));
        builtin_type_error(vm, n, type, v);
    }
    return false;
}

static bool check_argument(struct vm *vm, struct frame *call, uint32_t n)
{
    const struct param *p = param_of(call->func, n);
    struct value *slot = frame_slot(call, n);

    if (slot->type == TYPE_REF) {
        if (p->by_ref) {
            slot = &slot->r->value;
        } else {
            struct value inner;

            value_copy(&inner, &slot->r->value);
            value_release(vm, slot);
            value_move(slot, &inner);
        }
    }
    if (p->type.mask == 0 || (p->type.mask & (DECL_MIXED | 1u << slot->type)))
        return p->type.mask != 0 || !type_decl_given(&p->type) || check_argument_slow(vm, call, n, slot);
    return check_argument_slow(vm, call, n, slot);
}

/* PHP's messages name the built-in that was called, and its frame is in the backtrace, so that vm->frame
 * is the call during the checks already. */
bool builtin_check_arguments(struct vm *vm, struct frame *call)
{
    const struct func *f = call->func;
    struct frame *before = vm->frame;
    bool ok = true;

    if (call->arg_count >= f->required_count &&
        (call->arg_count <= f->param_count || (f->flags & FUNC_VARIADIC))) {
        if (call->arg_count == 0 || f->param_count == 0)
            return true;
        vm->frame = call;
        for (uint32_t n = 0; ok && n < call->arg_count; n++)
            ok = check_argument(vm, call, n);
    } else {
        vm->frame = call;
        ok = count_error(vm, call);
    }
    vm->frame = before;
    return ok;
}

/* ---- shared helpers ------------------------------------------------------------------------------ */

struct string *builtin_bytes(struct vm *vm, const char *bytes, size_t len, enum site site)
{
    if (len == 0)
        return vm->strings.empty;
    if (len == 1)
        return vm->strings.chars[(unsigned char)bytes[0]];
    return string_from(vm, bytes, len, site);
}

struct string *builtin_part(struct vm *vm, struct string *s, size_t start, size_t len, enum site site)
{
    if (len == s->len)
        return string_share(s);
    return builtin_bytes(vm, s->bytes + start, len, site);
}

bool builtin_append(struct vm *vm, struct array *a, const struct value *from, enum site site)
{
    struct value *slot = array_append(vm, a, site);

    if (slot != NULL)
        element_copy(slot, from);
    return slot != NULL;
}

void builtin_add(struct vm *vm, struct array *a, const struct value *from)
{
    element_copy(array_add(vm, a), from);
}

bool builtin_put(struct vm *vm, struct array *a, struct array_key key, const struct value *from,
                 enum site site)
{
    bool made;
    struct value *slot = array_put(vm, a, key, &made, site);
    struct value old;

    if (slot == NULL)
        return false;
    old = *slot;
    element_copy(slot, from);
    value_release(vm, &old);
    return vm->exception == NULL;
}

bool builtin_append_bytes(struct vm *vm, struct array *a, const char *bytes, size_t len, enum site string,
                          enum site table)
{
    struct string *s = builtin_bytes(vm, bytes, len, string);
    struct value *slot;

    if (s == NULL)
        return false;
    slot = array_append(vm, a, table);
    if (slot == NULL) {
        string_release(vm, s);
        return false;
    }
    value_set_string(slot, s);
    return true;
}

bool builtin_put_text(struct vm *vm, struct array *a, const char *key, struct value *v, enum site key_site,
                      enum site table)
{
    struct string *s = builtin_bytes(vm, key, strlen(key), key_site);
    struct value *slot = s == NULL ? NULL : array_put_string(vm, a, s, NULL, table);

    if (s != NULL)
        string_release(vm, s);
    if (slot == NULL) {
        value_release(vm, v);
        return false;
    }
    value_move(slot, v);
    return true;
}

bool builtin_callable(struct vm *vm, const struct frame *call, uint32_t n, struct callable *c)
{
    char why[256];

    if (callable_from(vm, arg_value(call, n), c, why, sizeof(why)))
        return true;
    if (vm->exception == NULL)
        check_callable(vm, call->func, n, arg_value(call, n));
    return false;
}

void builtin_store_array(struct vm *vm, struct value *variable, struct array *a)
{
    struct value old = *variable;
    bool had_array = variable->type == TYPE_ARRAY; /* user code may have set it to anything */

    for (uint32_t i = 0; had_array && old.a->iterators != 0 && i < vm->iterator_count; i++) {
        if (vm->iterators[i].array == old.a) {
            vm->iterators[i].array = a;
            old.a->iterators--;
            a->iterators++;
        }
    }
    value_set_array(variable, a);
    value_release(vm, &old);
}
