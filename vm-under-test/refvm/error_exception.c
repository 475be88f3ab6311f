/* error_exception.c: the classes of exceptions, their objects and methods, and their text. */
#include "error_text.h"

enum { TRACE_STRING_MAX = 15, ERROR_EXCEPTION_SEVERITY = EXCEPTION_SLOTS };

/* ---- the trace as text --------------------------------------------------------------------------- */

static void put_escaped(struct text *t, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char hex[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
    const char *from = "\n\r\t\f\v\\\033", *at = c != 0 ? strchr(from, c) : NULL;

    if (at != NULL) {
        text_put(t, "\\", 1);
        text_put(t, &"nrtfv\\e"[at - from], 1);
    } else if (c < 32 || c > 126)
        text_put(t, hex, sizeof(hex));
    else
        text_put(t, (const char *)&c, 1);
}

static void put_string_argument(struct text *t, const struct string *s)
{
    text_format(t, "'");
    for (size_t i = 0; i < s->len && i < TRACE_STRING_MAX; i++)
        put_escaped(t, (unsigned char)s->bytes[i]);
    text_format(t, s->len > TRACE_STRING_MAX ? "...'" : "'");
}

static void put_float_argument(struct vm *vm, struct text *t, double d)
{
    char digits[NUMBER_TEXT_MAX];

    number_format_precision(d, vm->builtins.precision, digits);
    text_format(t, "%s", digits);
    if (strpbrk(digits, ".NI") == NULL)
        text_format(t, ".0");
}

static void put_argument(struct vm *vm, struct text *t, const struct value *v)
{
    switch (v->type) {
    case TYPE_FALSE:
    case TYPE_TRUE:
        text_format(t, v->type == TYPE_TRUE ? "true" : "false");
        break;
    case TYPE_INT:
        text_format(t, "%ld", (long)v->i);
        break;
    case TYPE_FLOAT:
        put_float_argument(vm, t, v->d);
        break;
    case TYPE_STRING:
        put_string_argument(t, v->s);
        break;
    case TYPE_ARRAY:
        text_format(t, "Array");
        break;
    case TYPE_OBJECT:
        /* The name of an anonymous class ends, as far as one reads it, at a NUL. */
        text_format(t, "Object(%s)", v->o->class->name->bytes);
        break;
    default:
        text_format(t, "NULL");
    }
}

static void put_arguments(struct vm *vm, struct text *t, const struct array *args)
{
    bool first = true;

    for (uint32_t i = array_next(args, 0); i < args->used; i = array_next(args, i + 1)) {
        if (!first)
            text_format(t, ", ");
        first = false;
        put_argument(vm, t, value_deref_const(array_slot(args, i)));
    }
}

/* A field of a trace's entry if it has that type, else NULL. */
static const struct value *trace_field(struct vm *vm, const struct array *entry, enum name name,
                                       enum value_type type)
{
    const struct value *v = array_find_string(entry, vm->names[name]);

    return v != NULL && v->type == type ? v : NULL;
}

static void put_trace_name(struct vm *vm, struct text *t, const struct array *entry, enum name name)
{
    const struct value *v = trace_field(vm, entry, name, TYPE_STRING);

    if (v != NULL)
        text_format(t, "%s", v->s->bytes);
}

static void put_trace_entry(struct vm *vm, struct text *t, const struct array *entry, uint32_t number)
{
    const struct value *file = trace_field(vm, entry, NAME_file, TYPE_STRING);
    const struct value *line = trace_field(vm, entry, NAME_line, TYPE_INT);
    const struct value *args = trace_field(vm, entry, NAME_args, TYPE_ARRAY);

    text_format(t, "#%u ", number);
    if (file != NULL)
        text_format(t, "%S(%ld): ", file->s, line != NULL ? (long)line->i : 0L);
    else
        text_format(t, "[internal function]: ");
    put_trace_name(vm, t, entry, NAME_class);
    put_trace_name(vm, t, entry, NAME_type);
    put_trace_name(vm, t, entry, NAME_function);
    text_format(t, "(");
    if (args != NULL)
        put_arguments(vm, t, args->a);
    text_format(t, ")\n");
}

uint32_t error_put_frames(struct vm *vm, struct text *t, const struct array *trace)
{
    uint32_t number = 0;

    for (uint32_t i = array_next(trace, 0); i < trace->used; i = array_next(trace, i + 1)) {
        const struct value *entry = value_deref_const(array_slot(trace, i));

        if (entry->type == TYPE_ARRAY)
            put_trace_entry(vm, t, entry->a, number++);
    }
    return number;
}

void error_put_trace(struct vm *vm, struct text *t, struct object *exception)
{
    const struct value *trace = value_deref_const(&exception->slots[EXCEPTION_TRACE]);

    text_format(t, "#%u {main}", trace->type == TYPE_ARRAY ? error_put_frames(vm, t, trace->a) : 0);
}

/* ---- the exception as text ----------------------------------------------------------------------- */

static struct object *previous_of(const struct object *o)
{
    const struct value *v = value_deref_const(&o->slots[EXCEPTION_PREVIOUS]);

    return v->type == TYPE_OBJECT ? v->o : NULL;
}

static bool is_plain(const struct value *v)
{
    return value_deref_const(v)->type <= TYPE_STRING;
}

bool error_text_is_plain(struct vm *vm, struct object *exception)
{
    (void)vm;
    for (const struct object *o = exception; o != NULL; o = previous_of(o))
        if (!is_plain(&o->slots[EXCEPTION_MESSAGE]) || !is_plain(&o->slots[EXCEPTION_FILE]))
            return false;
    return true;
}

/* Scalars without allocating. */
static void put_scalar(struct text *t, const struct value *v)
{
    char digits[NUMBER_TEXT_MAX];

    if (v->type == TYPE_STRING)
        text_string(t, v->s);
    else if (v->type == TYPE_INT)
        text_format(t, "%ld", (long)v->i);
    else if (v->type == TYPE_TRUE)
        text_format(t, "1");
    else if (v->type == TYPE_FLOAT) {
        number_format_echo(v->d, digits);
        text_format(t, "%s", digits);
    }
}

/* The place where the function with the wrong argument was called is part of the message already. */
static bool wants_defined(struct vm *vm, const struct object *o, const struct value *message)
{
    return (o->class == vm->classes.type_error || o->class == vm->classes.argument_count) &&
           message->type == TYPE_STRING && strstr(message->s->bytes, ", called in ") != NULL;
}

static void put_one(struct vm *vm, struct text *t, struct object *o, const struct value *message)
{
    const struct value *line = value_deref_const(&o->slots[EXCEPTION_LINE]);

    text_string(t, o->class->name);
    if (message->type > TYPE_FALSE && !(message->type == TYPE_STRING && message->s->len == 0)) {
        text_format(t, ": ");
        put_scalar(t, message);
        if (wants_defined(vm, o, message))
            text_format(t, " and defined");
    }
    text_format(t, " in ");
    put_scalar(t, value_deref_const(&o->slots[EXCEPTION_FILE]));
    text_format(t, ":%ld\nStack trace:\n", line->type == TYPE_INT ? (long)line->i : 0L);
    error_put_trace(vm, t, o);
}

/* A message of any type: arrays and objects have to be converted first. */
static bool put_converted(struct vm *vm, struct text *t, struct object *o)
{
    const struct value *message = value_deref_const(&o->slots[EXCEPTION_MESSAGE]);
    struct value text;
    struct string *s;

    if (is_plain(message)) {
        put_one(vm, t, o, message);
        return true;
    }
    s = value_to_string(vm, message);
    if (s == NULL)
        return false;
    value_set_string(&text, s);
    put_one(vm, t, o, &text);
    value_release(vm, &text);
    return true;
}

/* The first exception of a chain comes first, and it is the last one to be found: the chain is walked once
 * for each window of exceptions that fits here. */
enum { CHAIN_WINDOW = 32 };

bool error_put_exception(struct vm *vm, struct text *t, struct object *exception)
{
    struct object *window[CHAIN_WINDOW];
    uint32_t depth = 0, first, i;

    for (struct object *o = exception; o != NULL; o = previous_of(o))
        depth++;
    for (uint32_t end = depth; end > 0; end = first) {
        struct object *o = exception;

        first = end > CHAIN_WINDOW ? end - CHAIN_WINDOW : 0;
        for (i = 0; i < end; i++, o = previous_of(o))
            if (i >= first)
                window[i - first] = o;
        for (i = end - first; i > 0; i--) {
            if (!put_converted(vm, t, window[i - 1]))
                return false;
            if (first + i > 1)
                text_format(t, "\n\nNext ");
        }
    }
    return true;
}

/* ---- making -------------------------------------------------------------------------------------- */

/* Takes `v`. */
static void set_slot(struct vm *vm, struct object *o, uint32_t slot, struct value *v)
{
    struct value old = o->slots[slot];

    value_move(&o->slots[slot], v);
    value_release(vm, &old);
}

/* As set_slot, with the next reference to it. */
static void copy_to_slot(struct vm *vm, struct object *o, uint32_t slot, const struct value *v)
{
    struct value copy;

    value_copy(&copy, v);
    set_slot(vm, o, slot, &copy);
}

/* An exception knows where it was made, not where it is thrown. */
static struct object *exception_create(struct vm *vm, struct class *c)
{
    struct object *o = object_alloc(vm, c);
    struct array *trace;
    struct value v;

    if (o == NULL)
        return NULL;
    trace = frame_backtrace(vm, 0, false, true, 0);
    if (trace == NULL) {
        object_release(vm, o);
        return NULL;
    }
    value_set_array(&v, trace);
    set_slot(vm, o, EXCEPTION_TRACE, &v);
    value_set_string(&v, string_share(vm->file_string));
    set_slot(vm, o, EXCEPTION_FILE, &v);
    value_set_int(&v, error_line(vm));
    set_slot(vm, o, EXCEPTION_LINE, &v);
    return o;
}

/* ---- methods ------------------------------------------------------------------------------------- */

/* An argument that was given and is not null, else NULL. */
static const struct value *given(const struct frame *call, uint32_t n)
{
    const struct value *v;

    if (n >= call->arg_count)
        return NULL;
    v = value_deref_const(frame_arg(call, n));
    return v->type > TYPE_NULL ? v : NULL;
}

/* An exception can't come before itself, in PHP it can: nothing could ever print that. */
static void set_previous(struct vm *vm, struct object *o, const struct value *previous)
{
    for (const struct object *p = previous->o; p != NULL; p = previous_of(p))
        if (p == o)
            return;
    copy_to_slot(vm, o, EXCEPTION_PREVIOUS, previous);
}

static void construct_common(struct vm *vm, struct frame *call, uint32_t previous)
{
    struct object *o = frame_this(call);

    if (given(call, 0) != NULL)
        copy_to_slot(vm, o, EXCEPTION_MESSAGE, given(call, 0));
    if (given(call, 1) != NULL && given(call, 1)->i != 0)
        copy_to_slot(vm, o, EXCEPTION_CODE, given(call, 1));
    if (given(call, previous) != NULL)
        set_previous(vm, o, given(call, previous));
}

static void exception_construct(struct vm *vm, struct frame *call, struct value *result)
{
    (void)result;
    construct_common(vm, call, 2);
}

static void error_exception_construct(struct vm *vm, struct frame *call, struct value *result)
{
    struct object *o = frame_this(call);
    struct value line;

    (void)result;
    construct_common(vm, call, 5);
    if (given(call, 2) != NULL)
        copy_to_slot(vm, o, ERROR_EXCEPTION_SEVERITY, given(call, 2));
    value_set_int(&line, 0);
    if (given(call, 3) != NULL) {
        copy_to_slot(vm, o, EXCEPTION_FILE, given(call, 3));
        set_slot(vm, o, EXCEPTION_LINE, &line);
    }
    if (given(call, 4) != NULL)
        copy_to_slot(vm, o, EXCEPTION_LINE, given(call, 4));
}

static void get_slot(struct frame *call, uint32_t slot, struct value *result)
{
    const struct value *v = value_deref_const(&frame_this(call)->slots[slot]);

    if (v->type != TYPE_UNDEF)
        value_copy(result, v);
}

#define GETTER(function, slot)                                                                             \
    static void function(struct vm *vm, struct frame *call, struct value *result)                          \
    {                                                                                                      \
        (void)vm;                                                                                          \
        get_slot(call, slot, result);                                                                      \
    }

GETTER(get_message, EXCEPTION_MESSAGE)
GETTER(get_code, EXCEPTION_CODE)
GETTER(get_previous, EXCEPTION_PREVIOUS)
GETTER(get_file, EXCEPTION_FILE)
GETTER(get_line, EXCEPTION_LINE)
GETTER(get_trace, EXCEPTION_TRACE)
GETTER(get_severity, ERROR_EXCEPTION_SEVERITY)

static void get_trace_as_string(struct vm *vm, struct frame *call, struct value *result)
{
    struct strbuf buffer;
    struct text text = {.buffer = &buffer};
    struct string *s;

    strbuf_init(&buffer, vm, SITE_error_trace_text);
    error_put_trace(vm, &text, frame_this(call));
    s = strbuf_take(&buffer);
    if (s != NULL)
        value_set_string(result, s);
}

static void exception_to_string(struct vm *vm, struct frame *call, struct value *result)
{
    struct object *o = frame_this(call);
    struct strbuf buffer;
    struct text text = {.buffer = &buffer};
    struct string *s;

    strbuf_init(&buffer, vm, SITE_error_exception_text);
    if (!error_put_exception(vm, &text, o)) {
        strbuf_drop(&buffer);
        return;
    }
    s = strbuf_take(&buffer);
    if (s == NULL)
        return;
    value_set_string(result, s);
    copy_to_slot(vm, o, EXCEPTION_STRING, result);
}

static void exception_wakeup(struct vm *vm, struct frame *call, struct value *result)
{
    (void)vm;
    (void)call;
    (void)result;
}

/* ---- classes ------------------------------------------------------------------------------------- */

struct method_row {
    const char *signature;
    func_native_fn *native; /* NULL: abstract */
    uint32_t flags;
};

#define FINAL (FUNC_PUBLIC | FUNC_FINAL)

static const struct method_row throwable_methods[] = {
    {"getMessage(): string", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getCode()", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getFile(): string", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getLine(): int", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getTrace(): array", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getPrevious(): ?Throwable", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {"getTraceAsString(): string", NULL, FUNC_PUBLIC | FUNC_ABSTRACT},
    {NULL, NULL, 0},
};

/* Of Exception and of Error. */
static const struct method_row exception_methods[] = {
    {"__construct(string $message = \"\", int $code = 0, ?Throwable $previous = null)", exception_construct,
     FUNC_PUBLIC | FUNC_CONSTRUCTOR},
    {"__wakeup()", exception_wakeup, FUNC_PUBLIC},
    {"getMessage(): string", get_message, FINAL},
    {"getCode()", get_code, FINAL},
    {"getFile(): string", get_file, FINAL},
    {"getLine(): int", get_line, FINAL},
    {"getTrace(): array", get_trace, FINAL},
    {"getPrevious(): ?Throwable", get_previous, FINAL},
    {"getTraceAsString(): string", get_trace_as_string, FINAL},
    {"__toString(): string", exception_to_string, FUNC_PUBLIC},
    {NULL, NULL, 0},
};

static const struct method_row error_exception_methods[] = {
    {"__construct(string $message = \"\", int $code = 0, int $severity = E_ERROR, ?string $filename = "
     "null, "
     "?int $line = null, ?Throwable $previous = null)",
     error_exception_construct, FUNC_PUBLIC | FUNC_CONSTRUCTOR},
    {"getSeverity(): int", get_severity, FINAL},
    {NULL, NULL, 0},
};

static bool add_methods(struct vm *vm, struct class *c, const struct method_row *row)
{
    struct string *lower;
    struct func *f;

    for (; row->signature != NULL; row++) {
        f = builtin_func(vm, row->signature, row->native, row->flags);
        if (f == NULL)
            return false;
        lower = string_intern_lower(vm, f->name->bytes, f->name->len, SITE_error_method_name);
        if (lower == NULL || !class_add_method(vm, c, lower, f))
            return false;
    }
    return true;
}

static bool add_property(struct vm *vm, struct class *c, enum name name, uint32_t flags,
                         struct value *value, uint32_t type_mask)
{
    const struct type_decl type = {.mask = type_mask};

    return class_add_property(vm, c, vm->names[name], flags, value, type_mask ? &type : NULL) != NULL;
}

/* The type ?Throwable, for `previous`. */
static bool add_previous(struct vm *vm, struct class *c)
{
    const struct type_decl type = {
        .mask = 1 << TYPE_NULL,
        .class_name = vm->classes.throwable->name,
        .class_lower = vm->classes.throwable->lower,
        .class = vm->classes.throwable,
    };
    struct value null;

    value_set_null(&null);
    return class_add_property(vm, c, vm->names[NAME_previous], MEMBER_PRIVATE, &null, &type) != NULL;
}

/* In the order of EXCEPTION_*. */
static bool add_properties(struct vm *vm, struct class *c)
{
    struct value empty, zero, no_trace;

    value_set_string(&empty, vm->strings.empty);
    value_set_int(&zero, 0);
    value_set_array(&no_trace, vm->empty_array);
    return add_property(vm, c, NAME_message, MEMBER_PROTECTED, &empty, 0) &&
           add_property(vm, c, NAME_string, MEMBER_PRIVATE, &empty, 1 << TYPE_STRING) &&
           add_property(vm, c, NAME_code, MEMBER_PROTECTED, &zero, 0) &&
           add_property(vm, c, NAME_file, MEMBER_PROTECTED, &empty, 1 << TYPE_STRING) &&
           add_property(vm, c, NAME_line, MEMBER_PROTECTED, &zero, 1 << TYPE_INT) &&
           add_property(vm, c, NAME_trace, MEMBER_PRIVATE, &no_trace, 1 << TYPE_ARRAY) &&
           add_previous(vm, c);
}

static struct class *new_class(struct vm *vm, const char *text, uint32_t flags)
{
    struct string *name = string_intern(vm, text, strlen(text), SITE_error_class_name);

    return name != NULL ? class_new(vm, name, CLASS_BUILTIN | flags) : NULL;
}

/* `c` implements the one interface. */
static bool add_interface(struct vm *vm, struct class *c, const struct class *interface)
{
    c->interface_names = mem_new(vm, sizeof(*c->interface_names), SITE_error_interface_names);
    if (c->interface_names == NULL)
        return false;
    c->interface_names[0] = interface->name;
    c->interface_name_count = 1;
    return true;
}

static bool create_throwable(struct vm *vm)
{
    struct class *c = new_class(vm, "Throwable", CLASS_INTERFACE | CLASS_ABSTRACT | CLASS_THROWABLE);

    vm->classes.throwable = c;
    return c != NULL && add_interface(vm, c, vm->classes.stringable) &&
           add_methods(vm, c, throwable_methods) && class_link(vm, c, NULL);
}

/* Exception and Error have no common parent; all others extend one of them. */
static bool create_base(struct vm *vm, struct class **slot, const char *name)
{
    struct class *c = new_class(vm, name, CLASS_THROWABLE | CLASS_NO_CLONE);

    *slot = c;
    if (c == NULL || !add_interface(vm, c, vm->classes.throwable) || !add_properties(vm, c) ||
        !add_methods(vm, c, exception_methods))
        return false;
    c->create = exception_create;
    return class_link(vm, c, NULL);
}

static bool create_error_exception(struct vm *vm)
{
    struct class *c = new_class(vm, "ErrorException", CLASS_THROWABLE | CLASS_NO_CLONE);
    struct value severity;

    vm->classes.error_exception = c;
    value_set_int(&severity, LEVEL_ERROR);
    return c != NULL && add_property(vm, c, NAME_severity, MEMBER_PROTECTED, &severity, 1 << TYPE_INT) &&
           add_methods(vm, c, error_exception_methods) && class_link(vm, c, vm->classes.exception);
}

static bool create_child(struct vm *vm, struct class **slot, const char *name, struct class *parent)
{
    struct class *c = new_class(vm, name, CLASS_THROWABLE | CLASS_NO_CLONE);

    if (slot != NULL)
        *slot = c;
    return c != NULL && class_link(vm, c, parent);
}

static bool create_errors(struct vm *vm)
{
    struct classes *k = &vm->classes;

    return create_child(vm, &k->compile_error, "CompileError", k->error) &&
           create_child(vm, &k->parse_error, "ParseError", k->compile_error) &&
           create_child(vm, &k->type_error, "TypeError", k->error) &&
           create_child(vm, &k->argument_count, "ArgumentCountError", k->type_error) &&
           create_child(vm, &k->value_error, "ValueError", k->error) &&
           create_child(vm, &k->arithmetic_error, "ArithmeticError", k->error) &&
           create_child(vm, &k->division_by_zero, "DivisionByZeroError", k->arithmetic_error) &&
           create_child(vm, &k->unhandled_match, "UnhandledMatchError", k->error);
}

/* The exceptions that PHP's library has; the parent of each stands before it. */
static const struct {
    const char *name, *parent;
} library_exceptions[] = {
    {"LogicException", "Exception"},
    {"BadFunctionCallException", "LogicException"},
    {"BadMethodCallException", "BadFunctionCallException"},
    {"DomainException", "LogicException"},
    {"InvalidArgumentException", "LogicException"},
    {"LengthException", "LogicException"},
    {"OutOfRangeException", "LogicException"},
    {"RuntimeException", "Exception"},
    {"OutOfBoundsException", "RuntimeException"},
    {"OverflowException", "RuntimeException"},
    {"RangeException", "RuntimeException"},
    {"UnderflowException", "RuntimeException"},
    {"UnexpectedValueException", "RuntimeException"},
};

static bool create_library(struct vm *vm)
{
    for (size_t i = 0; i < sizeof(library_exceptions) / sizeof(library_exceptions[0]); i++) {
        const char *text = library_exceptions[i].parent;
        struct string *parent = string_interned(vm, text, strlen(text));

        if (!create_child(vm, NULL, library_exceptions[i].name, class_find(vm, parent)))
            return false;
    }
    return true;
}

bool error_classes_create(struct vm *vm)
{
    return create_throwable(vm) && create_base(vm, &vm->classes.exception, "Exception") &&
           create_base(vm, &vm->classes.error, "Error") && create_error_exception(vm) &&
           create_errors(vm) && create_library(vm);
}
