/* dump.c: the table of dumps, what all of them print with, and the dump of frames. */
#include "dump.h"

#include <stdarg.h>
#include <stdio.h>

#include "front_dump.h"
#include "jit/jit_dump.h"

/* ---- text ---------------------------------------------------------------------------------------- */

void dump_text(struct dump *d, const char *text)
{
    d->sink(d->ctx, text, strlen(text));
}

void dump_format(struct dump *d, const char *format, ...)
{
    char text[DUMP_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    dump_text(d, text);
}

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '$';
}

static void put_escaped(struct dump *d, char c)
{
    static const char letters[] = "nrt\"\\$", meanings[] = "\n\r\t\"\\$";
    const char *at = c != '\0' ? strchr(meanings, c) : NULL;

    if (at != NULL)
        dump_format(d, "\\%c", letters[at - meanings]);
    else if (is_plain(c))
        d->sink(d->ctx, &c, 1);
    else
        dump_format(d, "\\x%02x", (unsigned char)c);
}

void dump_quoted(struct dump *d, const char *bytes, size_t size)
{
    dump_text(d, "\"");
    for (size_t i = 0; i < size && i < DUMP_STRING_MAX; i++)
        put_escaped(d, bytes[i]);
    dump_text(d, "\"");
    if (size > DUMP_STRING_MAX)
        dump_format(d, "... %zu more", size - DUMP_STRING_MAX);
}

void dump_name(struct dump *d, const struct string *s)
{
    for (size_t i = 0; s != NULL && i < s->len; i++)
        put_escaped(d, s->bytes[i]);
}

void dump_func_name(struct dump *d, const struct func *f)
{
    if (f->scope != NULL) {
        dump_name(d, f->scope->name);
        dump_text(d, "::");
    }
    dump_name(d, f->name);
}

/* ---- values -------------------------------------------------------------------------------------- */

enum { ELEMENTS_MAX = 8, DEPTH_MAX = 3 };

static void put_key(struct dump *d, struct array_key key)
{
    if (key.string != NULL)
        dump_quoted(d, key.string->bytes, key.string->len);
    else
        dump_format(d, "%lld", (long long)key.index);
}

static void put_elements(struct dump *d, const struct array *a, int depth)
{
    int count = 0;

    for (uint32_t i = array_next(a, 0); i < a->used; i = array_next(a, i + 1)) {
        dump_text(d, count > 0 ? ", " : "");
        if (count++ == ELEMENTS_MAX) {
            dump_text(d, "...");
            return;
        }
        put_key(d, array_key_at(a, i));
        dump_text(d, " => ");
        dump_value_to(d, array_slot(a, i), depth - 1);
    }
}

static void put_array(struct dump *d, const struct array *a, int depth)
{
    dump_format(d, "array(%u)", a->count);
    if (a->count == 0 || depth == 0)
        return;
    dump_text(d, " [");
    put_elements(d, a, depth);
    dump_text(d, "]");
}

static void put_object(struct dump *d, const struct object *o)
{
    dump_name(d, o->class->name);
    dump_format(d, "#%u", o->handle);
}

static void put_float(struct dump *d, double f)
{
    char text[NUMBER_TEXT_MAX];

    number_format_exact(f, text);
    dump_text(d, text);
    if (text[strspn(text, "-0123456789")] == '\0')
        dump_text(d, ".0");
}

/* What can hold another value; may go in a circle. */
static void put_indirect(struct dump *d, const char *mark, const struct value *to, int depth)
{
    dump_text(d, mark);
    if (depth == 0)
        dump_text(d, "...");
    else
        dump_value_to(d, to, depth - 1);
}

void dump_value_to(struct dump *d, const struct value *v, int depth)
{
    static const char *const words[] = {
        [TYPE_UNDEF] = "undef", [TYPE_NULL] = "null", [TYPE_FALSE] = "false", [TYPE_TRUE] = "true"};

    switch ((enum value_type)v->type) {
    case TYPE_UNDEF:
    case TYPE_NULL:
    case TYPE_FALSE:
    case TYPE_TRUE:
        dump_text(d, words[v->type]);
        return;
    case TYPE_INT:
        dump_format(d, "%lld", (long long)v->i);
        return;
    case TYPE_FLOAT:
        put_float(d, v->d);
        return;
    case TYPE_STRING:
        dump_quoted(d, v->s->bytes, v->s->len);
        return;
    case TYPE_ARRAY:
        put_array(d, v->a, depth);
        return;
    case TYPE_OBJECT:
        put_object(d, v->o);
        return;
    case TYPE_REF:
        put_indirect(d, "&", &v->r->value, depth);
        return;
    case TYPE_INDIRECT:
        put_indirect(d, "place of ", v->indirect, depth);
        return;
    case TYPE_CONSTANT:
        dump_format(d, "constant expression of line %u", v->ast->line);
        return;
    case TYPE_POINTER:
        dump_text(d, "of the VM's own");
        return;
    }
    dump_format(d, "type %u", v->type);
}

void dump_value(struct dump *d, const struct value *v)
{
    dump_value_to(d, v, DEPTH_MAX);
}

/* ---- frames -------------------------------------------------------------------------------------- */

static const char frames_legend[] =
    "# frames where an unwinding starts, innermost first: callee(arguments), then the saved opline\n"
    "#   $x a variable, T1 a live temporary by the number of its slot, 'argument' one without a parameter\n"
    "#   preparing: a call whose arguments are being sent; A#1 an object by its handle, & a reference\n";

static const char *exception_word(const struct vm *vm)
{
    return error_is_fatal(vm) ? "fatal error" : error_is_exit(vm) ? "exit" : "nothing";
}

static void put_raised(struct dump *d)
{
    const struct vm *vm = d->vm;

    dump_text(d, "raised: ");
    if (!error_is_object(vm)) {
        dump_text(d, exception_word(vm));
    } else {
        put_object(d, vm->exception);
        dump_text(d, " ");
        dump_value(d, &vm->exception->slots[EXCEPTION_MESSAGE]);
    }
    if (error_is_fatal(vm)) {
        dump_text(d, " ");
        dump_quoted(d, vm->errors.fatal.text, strlen(vm->errors.fatal.text));
    }
    dump_text(d, "\n");
}

static bool is_entered(const struct frame *f)
{
    return frame_is_user(f) && f->opline != NULL;
}

/* A frame that was not entered has its arguments in the order in which they were sent. */
static const struct value *argument(const struct frame *f, uint32_t n)
{
    return is_entered(f) ? frame_arg(f, n) : frame_slot(f, n);
}

static void put_callee(struct dump *d, const struct frame *f)
{
    const struct object *self = frame_this(f);

    if (f->func == NULL) {
        dump_text(d, "(internal)");
        return;
    }
    if (self == NULL) {
        dump_func_name(d, f->func);
    } else {
        put_object(d, self);
        dump_text(d, "->");
        dump_name(d, f->func->name);
    }
    dump_text(d, "(");
    for (uint32_t i = 0; i < f->arg_count; i++) {
        dump_text(d, i > 0 ? ", " : "");
        dump_value_to(d, argument(f, i), 1);
    }
    dump_text(d, ")");
}

static void put_place(struct dump *d, const struct frame *f)
{
    uint32_t number;

    if (!is_entered(f)) {
        dump_text(d, frame_is_user(f) ? " no opline" : " native");
        return;
    }
    number = func_opline_number(f->func, f->opline);
    if (number < f->func->opline_count)
        dump_format(d, " line %u, opline %u %s", f->opline->line, number, opcode_names[f->opline->opcode]);
    else
        dump_text(d, " opline of another function");
}

static void put_slot(struct dump *d, const struct value *v)
{
    dump_text(d, " = ");
    dump_value(d, v);
    dump_text(d, "\n");
}

static void put_variables(struct dump *d, const struct frame *f)
{
    const struct func *func = f->func;

    for (uint32_t i = 0; i < func->var_count; i++) {
        dump_text(d, "      $");
        dump_name(d, func->vars[i]);
        put_slot(d, frame_slot(f, i));
    }
    for (uint32_t i = func->param_count; i < f->arg_count; i++) {
        dump_format(d, "      argument %u", i + 1);
        put_slot(d, frame_arg(f, i));
    }
}

/* A rope is several slots, of which only the first parts may have been put. */
static void put_live(struct dump *d, const struct frame *f, const struct live_range *live)
{
    uint32_t index = live->slot / (uint32_t)sizeof(struct value) - FRAME_SLOTS - f->func->var_count;

    dump_format(d, "      T%u", index);
    if (live->kind == LIVE_ROPE)
        dump_text(d, " = a rope\n");
    else
        put_slot(d, frame_at(f, live->slot));
}

static void put_temporaries(struct dump *d, const struct frame *f)
{
    const struct func *func = f->func;
    uint32_t at = func_opline_number(func, f->opline);

    for (uint32_t i = 0; i < func->live_count; i++)
        if (func->lives[i].start <= at && at < func->lives[i].end)
            put_live(d, f, &func->lives[i]);
}

static void put_frame(struct dump *d, const struct frame *f, unsigned number)
{
    dump_format(d, "#%-2u ", number);
    put_callee(d, f);
    put_place(d, f);
    dump_text(d, "\n");
    if (is_entered(f)) {
        put_variables(d, f);
        put_temporaries(d, f);
    }
    for (const struct frame *call = f->call; call != NULL; call = call->prev) {
        dump_text(d, "      preparing ");
        put_callee(d, call);
        dump_text(d, "\n");
    }
}

void dump_frames(struct dump *d)
{
    unsigned number = 0;

    dump_text(d, frames_legend);
    put_raised(d);
    for (const struct frame *f = d->vm->frame; f != NULL; f = f->prev)
        put_frame(d, f, number++);
    if (number == 0)
        dump_format(d, "no frame: %s\n",
                    d->vm->compiling ? "the program is being compiled" : "nothing runs");
}

/* ---- the table ----------------------------------------------------------------------------------- */

const struct vut_dump dump_table[] = {
    {"tokens", VUT_DUMP_LOADED, "what the lexer makes of the program's bytes"},
    {"ast", VUT_DUMP_LOADED, "the syntax tree"},
    {"oplines", VUT_DUMP_LOADED, "the oplines of each function"},
    {"live", VUT_DUMP_LOADED, "live ranges and try regions of each function"},
    {"frames", VUT_DUMP_RAISE,
     "all frames, with variables and live temporaries, where an unwinding starts"},
    {"recorder", VUT_DUMP_TRACE, "the oplines that a trace was recorded from"},
    {"ir", VUT_DUMP_TRACE, "the IR of a trace, with its snapshots"},
    {"snap", VUT_DUMP_TRACE, "the snapshots of a trace, by the program's own names"},
    {"exits", VUT_DUMP_TRACE, "the exits of a trace: where it goes on, and where the values are then"},
    {"regs", VUT_DUMP_TRACE, "registers and spill slots of a trace, and what goes between them"},
    {"mcode", VUT_DUMP_TRACE, "the machine code of a trace or a function"},
    {NULL, VUT_DUMP_LOADED, NULL},
};

static const char tokens_legend[] = "# tokens: line, kind (rows of tokens.def), and what stands in the "
                                    "source; a string with variables in it is\n"
                                    "#   cut into a quote, its pieces, and a quote\n";

static const char ast_legend[] =
    "# ast: kind (rows of ast.def, which says what the children are), attr, value, :line (-line of its "
    "end);\n"
    "#   children are indented, '-' is one that is absent; constant expressions were folded\n";

static bool dump_program_tokens(struct dump *d, const char *program, size_t size)
{
    dump_text(d, tokens_legend);
    dump_tokens(d, program, size);
    return true;
}

static bool dump_program_ast(struct dump *d)
{
    const struct ast *ast = d->vm->program.ast;

    if (ast == NULL)
        return false;
    dump_text(d, ast_legend);
    dump_ast(d, ast);
    return true;
}

bool dump_print(struct vm *vm, const char *what, const char *program, size_t size, dump_sink_fn *sink,
                void *ctx)
{
    struct dump d = {vm, sink, ctx};

    if (strcmp(what, "tokens") == 0)
        return dump_program_tokens(&d, program, size);
    if (strcmp(what, "ast") == 0)
        return dump_program_ast(&d);
    if (strcmp(what, "oplines") == 0)
        return dump_oplines(&d);
    if (strcmp(what, "live") == 0)
        return dump_live(&d);
    if (strcmp(what, "frames") != 0)
        return jit_dump(&d, what);
    dump_frames(&d);
    return true;
}
