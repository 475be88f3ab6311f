/* builtin_engine.c: the VM's own affairs: memory, garbage, settings, errors and their handlers. */
#include <stdio.h>
#include <stdlib.h>

#include "error_text.h"

#include "builtin_parts.h"

/* ---- memory -------------------------------------------------------------------------------------- */

void builtin_gc_collect_cycles(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    value_set_int(result, gc_collect(vm));
}

void builtin_gc_enable(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    (void)result;
    vm->gc.enabled = true;
}

void builtin_gc_disable(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    (void)result;
    vm->gc.enabled = false;
}

void builtin_gc_enabled(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    value_set_bool(result, vm->gc.enabled);
}

void builtin_memory_get_usage(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    value_set_int(result, (int64_t)vm->mem.used);
}

void builtin_memory_get_peak_usage(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    value_set_int(result, (int64_t)vm->mem.peak);
}

void builtin_memory_reset_peak_usage(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    (void)result;
    vm->mem.peak = vm->mem.used;
}

void builtin_set_time_limit(struct vm *vm, struct frame *call, struct value *result)
{
    safepoint_time_limit(vm, (long)arg_int(call, 0, 0));
    value_set_bool(result, true);
}

void builtin_phpversion(struct vm *vm, struct frame *call, struct value *result)
{
    struct string *name;

    if (!arg_missing(call, 0)) {
        value_set_bool(result, false); /* there are no extensions */
        return;
    }
    name = string_interned(vm, "PHP_VERSION", sizeof("PHP_VERSION") - 1);
    value_copy(result, array_find_string(vm->constants, name));
}

void builtin_php_sapi_name(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    result_string(result, builtin_bytes(vm, "cli", 3, SITE_builtin_sapi_name));
}

/* ---- settings ------------------------------------------------------------------------------------ */

enum ini {
    INI_MEMORY_LIMIT,
    INI_PRECISION,
    INI_SERIALIZE_PRECISION,
    INI_DISPLAY_ERRORS,
    INI_ERROR_REPORTING,
    INI_MAX_EXECUTION_TIME,
    INI_ENABLE_GC,
    INI_LOG_ERRORS,
    INI_HTML_ERRORS,
    INI_COUNT,
};

_Static_assert((int)INI_COUNT <= (int)BUILTIN_INI_MAX, "each setting has its place in the VM");

/* What a program finds there; NULL: it is kept elsewhere. */
static const struct {
    const char *name, *initial;
} ini_rows[INI_COUNT] = {
    [INI_MEMORY_LIMIT] = {"memory_limit", NULL},
    [INI_PRECISION] = {"precision", "14"},
    [INI_SERIALIZE_PRECISION] = {"serialize_precision", "-1"},
    [INI_DISPLAY_ERRORS] = {"display_errors", "1"},
    [INI_ERROR_REPORTING] = {"error_reporting", NULL},
    [INI_MAX_EXECUTION_TIME] = {"max_execution_time", "0"},
    [INI_ENABLE_GC] = {"zend.enable_gc", NULL},
    [INI_LOG_ERRORS] = {"log_errors", "0"},
    [INI_HTML_ERRORS] = {"html_errors", "0"},
};

void builtins_reset(struct vm *vm)
{
    for (int i = 0; i < INI_COUNT; i++)
        vm->builtins.ini[i][0] = 0;
    vm->builtins.precision = 14;
    vm->builtins.serialize_precision = -1;
    if (!BUG(vm, gh8063_hidden_errors, vm->errors.hidden))
        vm->errors.hidden = false;
}

static enum ini ini_find(const struct string *name)
{
    int i = 0;

    while (i < INI_COUNT && !string_is(name, ini_rows[i].name))
        i++;
    return (enum ini)i;
}

/* A limit as it is written: in the largest unit that leaves a whole number. */
static void print_size(size_t size, char *text, size_t text_size)
{
    if (size == SIZE_MAX)
        snprintf(text, text_size, "-1");
    else if (size >= 1 << 20 && size % (1 << 20) == 0)
        snprintf(text, text_size, "%zuM", size >> 20);
    else if (size >= 1 << 10 && size % (1 << 10) == 0)
        snprintf(text, text_size, "%zuK", size >> 10);
    else
        snprintf(text, text_size, "%zu", size);
}

static const char *ini_text(struct vm *vm, enum ini ini, char *text, size_t size)
{
    if (vm->builtins.ini[ini][0] != 0)
        return vm->builtins.ini[ini] + 1;
    if (ini == INI_MEMORY_LIMIT)
        print_size(vm->mem.limit, text, size);
    else if (ini == INI_ENABLE_GC)
        snprintf(text, size, "%d", vm->gc.enabled);
    else if (ini == INI_ERROR_REPORTING && vm->errors.reporting != LEVEL_ALL)
        snprintf(text, size, "%d", vm->errors.reporting);
    else
        snprintf(text, size, "%s", ini_rows[ini].initial != NULL ? ini_rows[ini].initial : "");
    return text;
}

static struct string *ini_string(struct vm *vm, enum ini ini, enum site site)
{
    char text[BUILTIN_INI_SIZE];
    const char *now = ini_text(vm, ini, text, sizeof(text));

    return builtin_bytes(vm, now, strlen(now), site);
}

void builtin_ini_get(struct vm *vm, struct frame *call, struct value *result)
{
    enum ini ini = ini_find(arg_string(call, 0));

    if (ini == INI_COUNT)
        value_set_bool(result, false);
    else
        result_string(result, ini_string(vm, ini, SITE_builtin_ini_get));
}

/* "64M", "1K", "-1", "0x10"; anything else counts as zero, after a warning. False after raising. */
static bool parse_size(struct vm *vm, const struct string *s, int64_t *size)
{
    char *end;
    int64_t unit = 1;

    *size = strtoll(s->bytes, &end, 0);
    if (end == s->bytes && s->len > 0)
        return error_warning(vm,
                             "Invalid \"memory_limit\" setting. Invalid quantity \"%S\": no valid leading "
                             "digits, interpreting as \"0\" for backwards compatibility",
                             s);
    if ((*end | 32) == 'k')
        unit = 1 << 10;
    else if ((*end | 32) == 'm')
        unit = 1 << 20;
    else if ((*end | 32) == 'g')
        unit = 1 << 30;
    else if (*end != '\0')
        return error_warning(
            vm,
            "Invalid \"memory_limit\" setting. Invalid quantity \"%S\": unknown multiplier "
            "\"%c\", interpreting as \"%ld\" for backwards compatibility",
            s, *end, (long)*size);
    if (__builtin_mul_overflow(*size, unit, size))
        *size = -1;
    return true;
}

static bool set_memory_limit(struct vm *vm, const struct string *s)
{
    int64_t size;

    if (!parse_size(vm, s, &size))
        return false;
    if (size >= 0 && (size_t)size < vm->mem.used) {
        error_warning(vm, "Failed to set memory limit to %ld bytes (Current memory usage is %zu bytes)",
                      size, vm->mem.used);
        return false;
    }
    vm->mem.limit = size < 0 ? SIZE_MAX : (size_t)size;
    return true;
}

static bool is_on(const char *text)
{
    return strtol(text, NULL, 10) != 0 || strcasecmp(text, "on") == 0 || strcasecmp(text, "yes") == 0 ||
           strcasecmp(text, "true") == 0 || strcasecmp(text, "stdout") == 0;
}

/* What the setting does, if anything; false when it was refused. */
static bool ini_apply(struct vm *vm, enum ini ini, const struct string *s)
{
    switch (ini) {
    case INI_MEMORY_LIMIT:
        return set_memory_limit(vm, s);
    case INI_ERROR_REPORTING:
        vm->errors.reporting = (int)strtol(s->bytes, NULL, 10);
        return true;
    case INI_MAX_EXECUTION_TIME:
        safepoint_time_limit(vm, strtol(s->bytes, NULL, 10));
        return true;
    case INI_PRECISION:
        vm->builtins.precision = (int)strtol(s->bytes, NULL, 10);
        return true;
    case INI_SERIALIZE_PRECISION:
        vm->builtins.serialize_precision = (int)strtol(s->bytes, NULL, 10);
        return true;
    case INI_DISPLAY_ERRORS:
        vm->errors.hidden = !is_on(s->bytes);
        return true;
    case INI_ENABLE_GC:
        vm->gc.enabled = is_on(s->bytes);
        return true;
    default:
        return true;
    }
}

static void ini_store(struct vm *vm, enum ini ini, const struct string *s)
{
    char *text = vm->builtins.ini[ini];

    if (ini == INI_ENABLE_GC || ini == INI_ERROR_REPORTING)
        return; /* read from where they work */
    /* One byte in front says that there is something, be it the empty string. */
    snprintf(text, BUILTIN_INI_SIZE, "=%s", s->bytes);
}

void builtin_ini_set(struct vm *vm, struct frame *call, struct value *result)
{
    enum ini ini = ini_find(arg_string(call, 0));
    struct string *s, *old;

    if (ini == INI_COUNT) {
        value_set_bool(result, false);
        return;
    }
    if (arg_value(call, 1)->type > TYPE_STRING) {
        argument_type_error(vm, 1, "must be of type string|int|float|bool|null");
        return;
    }
    s = value_to_string(vm, arg_value(call, 1));
    if (s == NULL)
        return;
    old = ini_string(vm, ini, SITE_builtin_ini_set);
    if (old != NULL && ini_apply(vm, ini, s)) {
        ini_store(vm, ini, s);
        value_set_string(result, old);
    } else {
        string_release(vm, old);
        value_set_bool(result, false);
    }
    string_release(vm, s);
}

/* ---- errors -------------------------------------------------------------------------------------- */

void builtin_error_reporting(struct vm *vm, struct frame *call, struct value *result)
{
    value_set_int(result, vm->errors.reporting);
    if (!arg_missing(call, 0))
        vm->errors.reporting = (int)arg_int(call, 0, 0);
}

static void trigger(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t level = arg_int(call, 1, LEVEL_USER_NOTICE);

    if (level != LEVEL_USER_ERROR && level != LEVEL_USER_WARNING && level != LEVEL_USER_NOTICE &&
        level != LEVEL_USER_DEPRECATED) {
        argument_value_error(
            vm, 1, "must be one of E_USER_ERROR, E_USER_WARNING, E_USER_NOTICE, or E_USER_DEPRECATED");
        return;
    }
    if (error_report(vm, (int)level, "%S", arg_string(call, 0)))
        value_set_bool(result, true);
}

void builtin_trigger_error(struct vm *vm, struct frame *call, struct value *result)
{
    trigger(vm, call, result);
}

void builtin_user_error(struct vm *vm, struct frame *call, struct value *result)
{
    trigger(vm, call, result);
}

static bool last_error_fields(struct vm *vm, struct array *a)
{
    const struct errors *e = &vm->errors;
    struct string *text = string_from(vm, e->last_text, strlen(e->last_text), SITE_builtin_last_text);
    struct value v;

    if (text == NULL)
        return false;
    value_set_int(&v, e->last_level);
    if (!builtin_put_text(vm, a, "type", &v, SITE_builtin_last_key_type, SITE_builtin_last_type)) {
        string_release(vm, text);
        return false;
    }
    /* The first key made it a hash, with room for the others. */
    value_set_string(&v, text);
    if (!builtin_put_text(vm, a, "message", &v, SITE_builtin_last_key_message, SITE_NONE))
        return false;
    value_set_string(&v, string_share(vm->file_string));
    if (!builtin_put_text(vm, a, "file", &v, SITE_builtin_last_key_file, SITE_NONE))
        return false;
    value_set_int(&v, e->last_line);
    return builtin_put_text(vm, a, "line", &v, SITE_builtin_last_key_line, SITE_NONE);
}

void builtin_error_get_last(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *a;

    (void)call;
    if (vm->errors.last_level == 0)
        return;
    a = array_new(vm, 4, SITE_builtin_last_head, SITE_builtin_last_table);
    if (a == NULL)
        return;
    if (last_error_fields(vm, a))
        value_set_array(result, a);
    else
        array_release(vm, a);
}

void builtin_error_clear_last(struct vm *vm, struct frame *call, struct value *result)
{
    (void)call;
    (void)result;
    vm->errors.last_level = 0;
}

/* ---- handlers ------------------------------------------------------------------------------------ */

/* A stack of older handlers, made on first use, with room for one more pair. */
static struct array *handler_stack(struct vm *vm, struct array **stack, enum site head, enum site table)
{
    if (*stack == NULL)
        *stack = array_new(vm, 0, head, SITE_NONE);
    if (*stack == NULL || !array_reserve(vm, *stack, (*stack)->used + 2, table))
        return NULL;
    return *stack;
}

/* There is room, so that this can't fail. Takes the value; TYPE_UNDEF is kept as null. */
static void push_handler(struct vm *vm, struct array *stack, const struct value *v)
{
    struct value *slot = array_add(vm, stack);

    if (v->type != TYPE_UNDEF)
        value_move(slot, v);
}

/* Takes the last value of the stack; TYPE_UNDEF when there is none. */
static void pop_handler(struct vm *vm, struct array *stack, struct value *v)
{
    value_set_undef(v);
    if (stack == NULL || stack->count == 0)
        return;
    value_copy(v, array_slot(stack, stack->used - 1));
    stack->next_index = stack->used - 1;
    array_delete_slot(vm, stack, stack->used - 1);
    if (v->type == TYPE_NULL)
        value_set_undef(v);
}

/* The older one goes to the program, the new one is set; null means none. */
static void exchange_handler(const struct value *given, struct value *handler, struct value *result)
{
    if (handler->type != TYPE_UNDEF)
        value_copy(result, handler);
    if (given->type == TYPE_NULL)
        value_set_undef(handler);
    else
        value_copy(handler, given);
}

void builtin_set_error_handler(struct vm *vm, struct frame *call, struct value *result)
{
    struct errors *e = &vm->errors;
    struct array *stack =
        handler_stack(vm, &e->handlers, SITE_builtin_error_handlers_head, SITE_builtin_error_handlers_grow);
    struct value old = e->handler, mask;

    if (stack == NULL)
        return;
    exchange_handler(arg_value(call, 0), &e->handler, result);
    push_handler(vm, stack, &old);
    value_set_int(&mask, e->handler_mask);
    push_handler(vm, stack, &mask);
    e->handler_mask = (int)arg_int(call, 1, LEVEL_ALL);
}

void builtin_restore_error_handler(struct vm *vm, struct frame *call, struct value *result)
{
    struct errors *e = &vm->errors;
    struct value old = e->handler, mask;

    (void)call;
    pop_handler(vm, e->handlers, &mask);
    pop_handler(vm, e->handlers, &e->handler);
    e->handler_mask = mask.type == TYPE_INT ? (int)mask.i : LEVEL_ALL;
    value_set_bool(result, true);
    value_release(vm, &old);
}

void builtin_set_exception_handler(struct vm *vm, struct frame *call, struct value *result)
{
    struct errors *e = &vm->errors;
    struct array *stack = handler_stack(vm, &e->exception_handlers, SITE_builtin_exception_handlers_head,
                                        SITE_builtin_exception_handlers_grow);
    struct value old = e->exception_handler;

    if (stack == NULL)
        return;
    exchange_handler(arg_value(call, 0), &e->exception_handler, result);
    push_handler(vm, stack, &old);
}

void builtin_restore_exception_handler(struct vm *vm, struct frame *call, struct value *result)
{
    struct errors *e = &vm->errors;
    struct value old = e->exception_handler;

    (void)call;
    pop_handler(vm, e->exception_handlers, &e->exception_handler);
    value_set_bool(result, true);
    value_release(vm, &old);
}

/* The callback and its arguments as one array. */
static struct array *shutdown_entry(struct vm *vm, struct frame *call)
{
    struct array *entry =
        array_new(vm, call->arg_count, SITE_builtin_shutdown_entry_head, SITE_builtin_shutdown_entry_table);

    for (uint32_t n = 0; entry != NULL && n < call->arg_count; n++)
        builtin_add(vm, entry, arg_value(call, n));
    return entry;
}

void builtin_register_shutdown_function(struct vm *vm, struct frame *call, struct value *result)
{
    struct array *entry = shutdown_entry(vm, call), **all = &vm->errors.shutdown;
    struct value *slot = NULL;

    (void)result;
    if (entry == NULL)
        return;
    if (*all == NULL)
        *all = array_new(vm, 0, SITE_builtin_shutdown_head, SITE_NONE);
    if (*all != NULL)
        slot = array_append(vm, *all, SITE_builtin_shutdown_grow);
    if (slot == NULL)
        array_release(vm, entry);
    else
        value_set_array(slot, entry);
}

/* ---- backtraces ---------------------------------------------------------------------------------- */

enum { TRACE_OBJECTS = 1, TRACE_NO_ARGS = 2 };

void builtin_debug_backtrace(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t options = arg_int(call, 0, TRACE_OBJECTS), limit = arg_int(call, 1, 0);

    result_array(result, frame_backtrace(vm, 1, options & TRACE_OBJECTS, !(options & TRACE_NO_ARGS),
                                         limit > 0 ? (uint32_t)limit : 0));
}

void builtin_debug_print_backtrace(struct vm *vm, struct frame *call, struct value *result)
{
    int64_t options = arg_int(call, 0, 0), limit = arg_int(call, 1, 0);
    struct array *trace =
        frame_backtrace(vm, 1, false, !(options & TRACE_NO_ARGS), limit > 0 ? (uint32_t)limit : 0);
    struct text text = {.vm = vm};

    (void)result;
    if (trace == NULL)
        return;
    error_put_frames(vm, &text, trace);
    array_release(vm, trace);
}

/* ---- version_compare ----------------------------------------------------------------------------- */

/* The words between numbers, from the oldest to the newest; what is none of them is older than all, and "#"
 * stands for a number. */
static int version_word_order(const char *word, size_t len)
{
    static const struct {
        const char *word;
        int order;
    } words[] = {{"dev", 0}, {"alpha", 1}, {"a", 1}, {"beta", 2}, {"b", 2},
                 {"RC", 3},  {"rc", 3},    {"#", 4}, {"pl", 5},   {"p", 5}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strncmp(word, words[i].word, strlen(words[i].word)) == 0 && len >= strlen(words[i].word))
            return words[i].order;
    }
    return -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_' || c == '+';
}

/* The next part of a version, a run of digits or of others; NULL at the end. */
static const char *version_part(const char **at, size_t *len)
{
    const char *start = *at;
    size_t n = 0;

    while (is_separator(*start))
        start++;
    while (start[n] != 0 && !is_separator(start[n]) && is_digit(start[n]) == is_digit(start[0]))
        n++;
    *at = start + n;
    *len = n;
    return n == 0 ? NULL : start;
}

static int compare_parts(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int64_t order;

    if (is_digit(*a) && is_digit(*b))
        order = strtoll(a, NULL, 10) - strtoll(b, NULL, 10);
    else
        order = version_word_order(is_digit(*a) ? "#" : a, is_digit(*a) ? 1 : a_len) -
                version_word_order(is_digit(*b) ? "#" : b, is_digit(*b) ? 1 : b_len);
    return (order > 0) - (order < 0);
}

static int compare_versions(const char *a, const char *b)
{
    for (;;) {
        size_t a_len, b_len;
        const char *x = version_part(&a, &a_len), *y = version_part(&b, &b_len);
        int order;

        if (x == NULL && y == NULL)
            return 0;
        if (x == NULL)
            return is_digit(*y) ? -1 : compare_parts("#", 1, y, b_len);
        if (y == NULL)
            return is_digit(*x) ? 1 : compare_parts(x, a_len, "#", 1);
        order = compare_parts(x, a_len, y, b_len);
        if (order != 0)
            return order;
    }
}

void builtin_version_compare(struct vm *vm, struct frame *call, struct value *result)
{
    static const struct {
        const char *name;
        int answers; /* bit 0: less, 1: equal, 2: greater */
    } operators[] = {{"<", 1},  {"lt", 1}, {"<=", 3}, {"le", 3}, {">", 4},  {"gt", 4}, {">=", 6},
                     {"ge", 6}, {"==", 2}, {"eq", 2}, {"!=", 5}, {"<>", 5}, {"ne", 5}};
    int order = compare_versions(arg_string(call, 0)->bytes, arg_string(call, 1)->bytes);

    if (arg_missing(call, 2)) {
        value_set_int(result, order);
        return;
    }
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (string_is(arg_string(call, 2), operators[i].name)) {
            value_set_bool(result, operators[i].answers >> (order + 1) & 1);
            return;
        }
    }
    argument_value_error(vm, 2, "must be a valid comparison operator");
}
