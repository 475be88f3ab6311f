/* output.c: echo, var_dump, print_r and var_export.
 *
 * Dumpers walk arrays and objects in place. A container is shared while it is walked, so that what user
 * code does in between (__debugInfo) can't pull it away, and marked, so that a cycle is seen.
 */
#include "output.h"

#include "error_text.h"
#include "vm.h"

void out_bytes(struct vm *vm, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    if (vm->capture != NULL)
        strbuf_put(vm->capture, bytes, size);
    else
        vm->hooks->output(vm->hooks->ctx, bytes, size);
}

void out_text(struct vm *vm, const char *text)
{
    out_bytes(vm, text, strlen(text));
}

void out_format(struct vm *vm, const char *format, ...)
{
    struct text text = {.vm = vm};
    va_list args;

    va_start(args, format);
    text_vformat(&text, format, args);
    va_end(args);
}

static void out_string(struct vm *vm, const struct string *s)
{
    out_bytes(vm, s->bytes, s->len);
}

static void out_int(struct vm *vm, int64_t i)
{
    char text[NUMBER_TEXT_MAX];

    out_bytes(vm, text, number_format_int(i, text));
}

static void out_float(struct vm *vm, double d)
{
    char text[NUMBER_TEXT_MAX];

    out_bytes(vm, text, number_format_precision(d, vm->builtins.precision, text));
}

static void out_exact(struct vm *vm, double d)
{
    char text[NUMBER_TEXT_MAX];

    out_bytes(vm, text, number_format_precision(d, vm->builtins.serialize_precision, text));
}

static void out_spaces(struct vm *vm, int count)
{
    static const char spaces[] = "                                ";
    const int most = (int)sizeof(spaces) - 1;

    for (; count > most; count -= most)
        out_bytes(vm, spaces, (size_t)most);
    if (count > 0)
        out_bytes(vm, spaces, (size_t)count);
}

bool out_value(struct vm *vm, const struct value *v)
{
    struct string *s;

    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_UNDEF:
    case TYPE_NULL:
    case TYPE_FALSE:
        break;
    case TYPE_TRUE:
        out_bytes(vm, "1", 1);
        break;
    case TYPE_INT:
        out_int(vm, v->i);
        break;
    case TYPE_FLOAT:
        out_float(vm, v->d);
        break;
    case TYPE_STRING:
        out_string(vm, v->s);
        break;
    default:
        s = value_to_string(vm, v);
        if (s == NULL)
            return false;
        out_string(vm, s);
        string_release(vm, s);
        break;
    }
    return vm->exception == NULL;
}

/* ---- walking ----------------------------------------------------------------------------------------- */

/* Marks a container and shares it; false when it is being walked already, or after raising. */
static bool walk_enter(struct vm *vm, struct counted *c)
{
    if (!nesting_enter(vm))
        return false;
    if (!(c->flags & COUNTED_IMMUTABLE)) {
        c->refcount++;
        c->flags |= COUNTED_VISITED;
    }
    return true;
}

static void walk_leave(struct vm *vm, struct counted *c)
{
    nesting_leave(vm);
    if (!(c->flags & COUNTED_IMMUTABLE)) {
        c->flags &= (uint8_t)~COUNTED_VISITED;
        counted_release(vm, c);
    }
}

/* What a symbol table's entry stands for. */
static const struct value *walk_value(const struct value *v)
{
    return v->type == TYPE_INDIRECT ? v->indirect : v;
}

/* Properties of an object, declared ones first. */
struct member {
    struct object *o;
    uint32_t next; /* slot, then, from the number of slots on, place among the dynamic ones */
    const struct property *property; /* NULL: dynamic */
    struct array_key key;
    const struct value *value; /* TYPE_UNDEF: typed and not initialized */
};

static bool member_next_dynamic(struct member *m)
{
    uint32_t slots = m->o->class->slot_count, i;

    if (m->o->dynamic == NULL)
        return false;
    i = array_next(m->o->dynamic, m->next - slots);
    if (i >= m->o->dynamic->used)
        return false;
    m->next = slots + i + 1;
    m->property = NULL;
    m->key = array_key_at(m->o->dynamic, i);
    m->value = walk_value(array_slot(m->o->dynamic, i));
    return true;
}

static bool member_next(struct member *m)
{
    while (m->next < m->o->class->slot_count) {
        const struct property *p = m->o->class->slot_property[m->next];

        m->value = &m->o->slots[m->next++];
        if (p == NULL || (m->value->type == TYPE_UNDEF && !type_decl_given(&p->type)))
            continue;
        m->property = p;
        m->key = (struct array_key){p->name, 0};
        return true;
    }
    return member_next_dynamic(m);
}

static int member_count(struct object *o)
{
    struct member m = {.o = o};
    int count = 0;

    while (member_next(&m))
        count += m.value->type != TYPE_UNDEF;
    return count;
}

/* __debugInfo(): 1: `info` is an array, to be released; 0: the class has none; -1 after raising. */
static int debug_info(struct vm *vm, struct object *o, struct value *info)
{
    struct value returned;

    if (o->class->debuginfo == NULL)
        return 0;
    if (!func_call_method(vm, o, o->class->debuginfo, 0, NULL, &returned))
        return -1;
    value_copy_deref(info, &returned);
    value_release(vm, &returned);
    if (info->type == TYPE_NULL) {
        value_set_array(info, vm->empty_array);
        return 1;
    }
    if (info->type == TYPE_ARRAY)
        return 1;
    value_release(vm, info);
    error_fatal(vm, FATAL_OTHER, "__debuginfo() must return an array");
    return -1;
}

/* ---- what a closure shows of itself -------------------------------------------------------------------
 */

static bool closure_has_parameters(const struct closure *c)
{
    return c->func->param_count > 0;
}

static int closure_count(const struct closure *c)
{
    return (c->statics != NULL) + (c->self.type == TYPE_OBJECT) + closure_has_parameters(c);
}

static const char *closure_parameter_state(const struct closure *c, uint32_t i)
{
    return i < c->func->required_count ? "<required>" : "<optional>";
}

static bool is_closure(const struct vm *vm, const struct object *o)
{
    return o->class == vm->classes.closure;
}

/* ---- var_dump ------------------------------------------------------------------------------------------
 */

static void dump_value(struct vm *vm, const struct value *v, int level);

/* A property's name as an array has it: "\0*\0name" is protected, "\0Class\0name" private. */
struct mangled {
    const char *class; /* NULL: public */
    const char *name;
    size_t len;
};

static struct mangled unmangle(const struct string *s)
{
    const char *class = s->bytes + 1;
    size_t class_len = s->len > 2 && s->bytes[0] == '\0' ? strnlen(class, s->len - 2) : 0;
    size_t file_len;

    if (class_len == 0 || class_len >= s->len - 2)
        return (struct mangled){NULL, s->bytes, s->len};
    /* The name of an anonymous class goes on behind a NUL of its own. */
    file_len = strnlen(class + class_len + 1, s->len - class_len - 2);
    if (class_len + file_len + 2 != s->len)
        class_len += file_len + 1;
    return (struct mangled){class, class + class_len + 1, s->len - class_len - 2};
}

static void dump_mangled(struct vm *vm, const struct string *s)
{
    struct mangled m = unmangle(s);

    out_text(vm, "\"");
    out_bytes(vm, m.name, m.len);
    out_text(vm, "\"");
    if (m.class != NULL && m.class[0] == '*')
        out_text(vm, ":protected");
    else if (m.class != NULL)
        out_format(vm, ":\"%s\":private", m.class);
}

static void dump_property_key(struct vm *vm, struct array_key key, int level)
{
    out_spaces(vm, level);
    out_text(vm, "[");
    if (key.string != NULL)
        dump_mangled(vm, key.string);
    else
        out_int(vm, key.index);
    out_text(vm, "]=>\n");
}

static void dump_key(struct vm *vm, struct array_key key, int level)
{
    out_spaces(vm, level);
    if (key.string == NULL) {
        out_bytes(vm, "[", 1);
        out_int(vm, key.index);
        out_text(vm, "]=>\n");
        return;
    }
    out_text(vm, "[\"");
    out_string(vm, key.string);
    out_text(vm, "\"]=>\n");
}

/* Those of an array, or of what __debugInfo returned, whose keys are properties. */
static void dump_elements(struct vm *vm, struct array *a, bool properties, int level)
{
    for (uint32_t i = 0; (i = array_next(a, i)) < a->used && vm->exception == NULL; i++) {
        const struct value *v = walk_value(array_slot(a, i));

        if (v->type == TYPE_UNDEF)
            continue;
        if (properties)
            dump_property_key(vm, array_key_at(a, i), level + 1);
        else
            dump_key(vm, array_key_at(a, i), level + 1);
        dump_value(vm, v, level + 2);
    }
}

/* The mark is one of references, "&" or nothing. */
static void dump_array(struct vm *vm, struct array *a, const char *mark, int level)
{
    if (a->gc.head.flags & COUNTED_VISITED) {
        out_text(vm, "*RECURSION*\n");
        return;
    }
    if (!walk_enter(vm, &a->gc.head))
        return;
    out_format(vm, "%sarray(%u) {\n", mark, a->count);
    dump_elements(vm, a, false, level);
    if (vm->exception == NULL) {
        out_spaces(vm, level - 1);
        out_text(vm, "}\n");
    }
    walk_leave(vm, &a->gc.head);
}

static void dump_member(struct vm *vm, const struct member *m, int level)
{
    char type[256];

    if (m->property == NULL) {
        dump_property_key(vm, m->key, level + 1);
        dump_value(vm, m->value, level + 2);
        return;
    }
    out_spaces(vm, level + 1);
    out_format(vm, "[\"%S\"", m->key.string);
    if (m->property->flags & MEMBER_PRIVATE)
        out_format(vm, ":\"%s\":private", m->property->declared_in->name->bytes);
    else if (m->property->flags & MEMBER_PROTECTED)
        out_text(vm, ":protected");
    out_text(vm, "]=>\n");
    if (m->value->type != TYPE_UNDEF) {
        dump_value(vm, m->value, level + 2);
        return;
    }
    type_decl_print(&m->property->type, type, sizeof(type));
    out_spaces(vm, level + 1);
    out_format(vm, "uninitialized(%s)\n", type);
}

static void dump_closure(struct vm *vm, const struct closure *c, int level)
{
    struct value v;

    if (c->statics != NULL) {
        out_spaces(vm, level + 1);
        out_text(vm, "[\"static\"]=>\n");
        v.a = c->statics;
        v.info = TYPE_ARRAY;
        dump_value(vm, &v, level + 2);
    }
    if (c->self.type == TYPE_OBJECT) {
        out_spaces(vm, level + 1);
        out_text(vm, "[\"this\"]=>\n");
        dump_value(vm, &c->self, level + 2);
    }
    if (!closure_has_parameters(c) || vm->exception != NULL)
        return;
    out_spaces(vm, level + 1);
    out_text(vm, "[\"parameter\"]=>\n");
    out_spaces(vm, level + 1);
    out_format(vm, "array(%u) {\n", c->func->param_count);
    for (uint32_t i = 0; i < c->func->param_count; i++) {
        out_spaces(vm, level + 3);
        out_format(vm, "[\"%s$%S\"]=>\n", c->func->params[i].by_ref ? "&" : "", c->func->params[i].name);
        out_spaces(vm, level + 3);
        out_format(vm, "string(10) \"%s\"\n", closure_parameter_state(c, i));
    }
    out_spaces(vm, level + 1);
    out_text(vm, "}\n");
}

static void dump_object_body(struct vm *vm, struct object *o, const char *mark, int level)
{
    struct value info;
    struct member m = {.o = o};
    int has = debug_info(vm, o, &info), count;

    if (has < 0)
        return;
    count = has ? (int)info.a->count : is_closure(vm, o) ? closure_count(closure_of(o)) : member_count(o);
    out_format(vm, "%sobject(%s)#%u (%d) {\n", mark, o->class->name->bytes, o->handle, count);
    if (has)
        dump_elements(vm, info.a, true, level);
    else if (is_closure(vm, o))
        dump_closure(vm, closure_of(o), level);
    else
        while (vm->exception == NULL && member_next(&m))
            dump_member(vm, &m, level);
    if (vm->exception == NULL) {
        out_spaces(vm, level - 1);
        out_text(vm, "}\n");
    }
    if (has)
        value_release(vm, &info);
}

static void dump_object(struct vm *vm, struct object *o, const char *mark, int level)
{
    if (o->gc.head.flags & COUNTED_VISITED) {
        out_text(vm, "*RECURSION*\n");
        return;
    }
    if (!walk_enter(vm, &o->gc.head))
        return;
    dump_object_body(vm, o, mark, level);
    walk_leave(vm, &o->gc.head);
}

static void dump_scalar(struct vm *vm, const struct value *v, const char *mark)
{
    out_text(vm, mark);
    switch (v->type) {
    case TYPE_FALSE:
    case TYPE_TRUE:
        out_format(vm, "bool(%s)\n", v->type == TYPE_TRUE ? "true" : "false");
        break;
    case TYPE_INT:
        out_format(vm, "int(%ld)\n", (long)v->i);
        break;
    case TYPE_FLOAT:
        out_text(vm, "float(");
        out_exact(vm, v->d);
        out_text(vm, ")\n");
        break;
    case TYPE_STRING:
        out_format(vm, "string(%zu) \"", v->s->len);
        out_string(vm, v->s);
        out_text(vm, "\"\n");
        break;
    case TYPE_CONSTANT: /* a static variable's initial value that nobody has asked for yet */
        out_text(vm, "string(14) \"<constant ast>\"\n");
        break;
    default:
        out_text(vm, "NULL\n");
        break;
    }
}

static void dump_value(struct vm *vm, const struct value *v, int level)
{
    const char *mark = v->type == TYPE_REF && v->r->gc.head.refcount > 1 ? "&" : "";

    out_spaces(vm, level - 1);
    v = value_deref_const(v);
    if (v->type == TYPE_ARRAY)
        dump_array(vm, v->a, mark, level);
    else if (v->type == TYPE_OBJECT)
        dump_object(vm, v->o, mark, level);
    else
        dump_scalar(vm, v, mark);
}

bool out_var_dump(struct vm *vm, const struct value *v)
{
    dump_value(vm, value_deref_const(v), 1);
    return vm->exception == NULL;
}

/* ---- print_r -------------------------------------------------------------------------------------------
 */

static void print_value(struct vm *vm, const struct value *v, int indent);

static void print_open(struct vm *vm, int indent)
{
    out_spaces(vm, indent);
    out_text(vm, "(\n");
}

static void print_close(struct vm *vm, int indent)
{
    if (vm->exception != NULL)
        return;
    out_spaces(vm, indent);
    out_text(vm, ")\n");
}

static void print_entry(struct vm *vm, const struct value *v, int indent)
{
    out_text(vm, "] => ");
    print_value(vm, v, indent + 8);
    out_bytes(vm, "\n", vm->exception == NULL);
}

static void print_mangled(struct vm *vm, const struct string *s)
{
    struct mangled m = unmangle(s);

    out_bytes(vm, m.name, m.len);
    if (m.class != NULL && m.class[0] == '*')
        out_text(vm, ":protected");
    else if (m.class != NULL)
        out_format(vm, ":%s:private", m.class);
}

static void print_key(struct vm *vm, struct array_key key, bool property, int indent)
{
    out_spaces(vm, indent + 4);
    out_bytes(vm, "[", 1);
    if (key.string == NULL)
        out_int(vm, key.index);
    else if (property)
        print_mangled(vm, key.string);
    else
        out_string(vm, key.string);
}

static void print_elements(struct vm *vm, struct array *a, bool properties, int indent)
{
    print_open(vm, indent);
    for (uint32_t i = 0; (i = array_next(a, i)) < a->used && vm->exception == NULL; i++) {
        const struct value *v = walk_value(array_slot(a, i));

        if (v->type == TYPE_UNDEF)
            continue;
        print_key(vm, array_key_at(a, i), properties, indent);
        print_entry(vm, v, indent);
    }
    print_close(vm, indent);
}

static void print_array(struct vm *vm, struct array *a, int indent)
{
    out_text(vm, "Array\n");
    if (a->gc.head.flags & COUNTED_VISITED) {
        out_text(vm, " *RECURSION*");
        return;
    }
    if (!walk_enter(vm, &a->gc.head))
        return;
    print_elements(vm, a, false, indent);
    walk_leave(vm, &a->gc.head);
}

static void print_member(struct vm *vm, const struct member *m, int indent)
{
    print_key(vm, m->key, m->property == NULL, indent);
    if (m->property != NULL && (m->property->flags & MEMBER_PRIVATE))
        out_format(vm, ":%s:private", m->property->declared_in->name->bytes);
    else if (m->property != NULL && (m->property->flags & MEMBER_PROTECTED))
        out_text(vm, ":protected");
    print_entry(vm, m->value, indent);
}

static void print_closure(struct vm *vm, const struct closure *c, int indent)
{
    struct value v;

    if (c->statics != NULL) {
        out_spaces(vm, indent + 4);
        out_text(vm, "[static");
        v.a = c->statics;
        v.info = TYPE_ARRAY;
        print_entry(vm, &v, indent);
    }
    if (c->self.type == TYPE_OBJECT) {
        out_spaces(vm, indent + 4);
        out_text(vm, "[this");
        print_entry(vm, &c->self, indent);
    }
    if (!closure_has_parameters(c) || vm->exception != NULL)
        return;
    out_spaces(vm, indent + 4);
    out_text(vm, "[parameter] => Array\n");
    print_open(vm, indent + 8);
    for (uint32_t i = 0; i < c->func->param_count; i++) {
        out_spaces(vm, indent + 12);
        out_format(vm, "[%s$%S] => %s\n", c->func->params[i].by_ref ? "&" : "", c->func->params[i].name,
                   closure_parameter_state(c, i));
    }
    print_close(vm, indent + 8);
    out_text(vm, "\n");
}

static void print_object_body(struct vm *vm, struct object *o, int indent)
{
    struct member m = {.o = o};
    struct value info;
    int has = debug_info(vm, o, &info);

    if (has < 0)
        return;
    if (has) {
        print_elements(vm, info.a, true, indent);
        value_release(vm, &info);
        return;
    }
    print_open(vm, indent);
    if (is_closure(vm, o))
        print_closure(vm, closure_of(o), indent);
    else
        while (vm->exception == NULL && member_next(&m))
            if (m.value->type != TYPE_UNDEF)
                print_member(vm, &m, indent);
    print_close(vm, indent);
}

static void print_object(struct vm *vm, struct object *o, int indent)
{
    out_format(vm, "%s Object\n", o->class->name->bytes);
    if (o->gc.head.flags & COUNTED_VISITED) {
        out_text(vm, " *RECURSION*");
        return;
    }
    if (!walk_enter(vm, &o->gc.head))
        return;
    print_object_body(vm, o, indent);
    walk_leave(vm, &o->gc.head);
}

static void print_value(struct vm *vm, const struct value *v, int indent)
{
    v = value_deref_const(v);
    if (v->type == TYPE_ARRAY)
        print_array(vm, v->a, indent);
    else if (v->type == TYPE_OBJECT)
        print_object(vm, v->o, indent);
    else if (v->type == TYPE_CONSTANT)
        out_text(vm, "<constant ast>");
    else
        out_value(vm, v);
}

bool out_print_r(struct vm *vm, const struct value *v)
{
    print_value(vm, v, 0);
    return vm->exception == NULL;
}

/* ---- var_export -----------------------------------------------------------------------------------------
 */

static void export_value(struct vm *vm, const struct value *v, int level);

/* Between quotes: \ and ' are escaped; a NUL is written by itself in double quotes. */
static void export_string(struct vm *vm, const struct string *s)
{
    size_t from = 0;

    out_bytes(vm, "'", 1);
    for (size_t i = 0; i < s->len; i++) {
        char c = s->bytes[i];

        if (c != '\0' && c != '\'' && c != '\\')
            continue;
        out_bytes(vm, s->bytes + from, i - from);
        if (c == '\0')
            out_text(vm, "' . \"\\0\" . '");
        else
            out_bytes(vm, c == '\'' ? "\\'" : "\\\\", 2);
        from = i + 1;
    }
    out_bytes(vm, s->bytes + from, s->len - from);
    out_bytes(vm, "'", 1);
}

static void export_key(struct vm *vm, struct array_key key, bool quoted, int indent)
{
    out_spaces(vm, indent);
    if (key.string != NULL) {
        export_string(vm, key.string);
    } else {
        out_text(vm, quoted ? "'" : "");
        out_int(vm, key.index);
        out_text(vm, quoted ? "'" : "");
    }
    out_text(vm, " => ");
}

/* A nested array or object begins on a line of its own. */
static void export_begin(struct vm *vm, int level)
{
    if (level > 1) {
        out_bytes(vm, "\n", 1);
        out_spaces(vm, level - 1);
    }
}

static void export_end(struct vm *vm, int level, const char *text)
{
    if (vm->exception != NULL)
        return;
    out_spaces(vm, level - 1);
    out_text(vm, text);
}

/* Already inside: the warning was given before (export_check). */
static bool export_enter(struct vm *vm, struct counted *c)
{
    if (!(c->flags & COUNTED_VISITED))
        return walk_enter(vm, c);
    out_text(vm, "NULL");
    return false;
}

static void export_array(struct vm *vm, struct array *a, int level)
{
    if (!export_enter(vm, &a->gc.head))
        return;
    export_begin(vm, level);
    out_text(vm, "array (\n");
    for (uint32_t i = 0; (i = array_next(a, i)) < a->used && vm->exception == NULL; i++) {
        const struct value *v = walk_value(array_slot(a, i));

        if (v->type == TYPE_UNDEF)
            continue;
        export_key(vm, array_key_at(a, i), false, level + 1);
        export_value(vm, v, level + 2);
        out_text(vm, ",\n");
    }
    export_end(vm, level, ")");
    walk_leave(vm, &a->gc.head);
}

static void export_object(struct vm *vm, struct object *o, int level)
{
    bool plain = o->class == vm->classes.std;
    struct member m = {.o = o};

    if (!export_enter(vm, &o->gc.head))
        return;
    export_begin(vm, level);
    if (plain)
        out_text(vm, "(object) array(\n");
    else
        out_format(vm, "\\%S::__set_state(array(\n", o->class->name);
    while (vm->exception == NULL && member_next(&m)) {
        if (m.value->type == TYPE_UNDEF)
            continue;
        export_key(vm, m.key, true, level + 2);
        export_value(vm, m.value, level + 2);
        out_text(vm, ",\n");
    }
    export_end(vm, level, plain ? ")" : "))");
    walk_leave(vm, &o->gc.head);
}

static void export_float(struct vm *vm, double d)
{
    char text[NUMBER_TEXT_MAX];
    size_t len = number_format_precision(d, vm->builtins.serialize_precision, text);

    out_bytes(vm, text, len);
    if (strspn(text, "-0123456789") == len)
        out_text(vm, ".0");
}

static void export_value(struct vm *vm, const struct value *v, int level)
{
    v = value_deref_const(v);
    switch (v->type) {
    case TYPE_FALSE:
        out_text(vm, "false");
        break;
    case TYPE_TRUE:
        out_text(vm, "true");
        break;
    case TYPE_INT:
        if (v->i == INT64_MIN)
            out_text(vm, "-9223372036854775807-1");
        else
            out_int(vm, v->i);
        break;
    case TYPE_FLOAT:
        export_float(vm, v->d);
        break;
    case TYPE_STRING:
        export_string(vm, v->s);
        break;
    case TYPE_ARRAY:
        export_array(vm, v->a, level);
        break;
    case TYPE_OBJECT:
        export_object(vm, v->o, level);
        break;
    default:
        out_text(vm, "NULL");
        break;
    }
}

static bool check_enter(struct vm *vm, struct counted *c)
{
    if (!(c->flags & COUNTED_VISITED))
        return walk_enter(vm, c);
    error_warning(vm, "var_export does not handle circular references");
    return false;
}

/* PHP writes the text at the end, so that its warnings come first. */
static void export_check(struct vm *vm, const struct value *v)
{
    v = value_deref_const(v);
    if (v->type == TYPE_ARRAY && v->a->count > 0 && check_enter(vm, v->counted)) {
        struct array *a = v->a;

        for (uint32_t i = 0; (i = array_next(a, i)) < a->used && vm->exception == NULL; i++)
            export_check(vm, walk_value(array_slot(a, i)));
        walk_leave(vm, &a->gc.head);
    } else if (v->type == TYPE_OBJECT && check_enter(vm, v->counted)) {
        struct member m = {.o = v->o};

        while (vm->exception == NULL && member_next(&m))
            export_check(vm, m.value);
        walk_leave(vm, &m.o->gc.head);
    }
}

bool out_var_export(struct vm *vm, const struct value *v)
{
    export_check(vm, v);
    if (vm->exception == NULL)
        export_value(vm, v, 1);
    return vm->exception == NULL;
}
