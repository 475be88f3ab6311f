/* func.c: functions as blocks of memory, trampolines, looking functions up by name. */
#include "vm.h"

struct func *func_new(struct vm *vm)
{
    struct func *f = mem_new(vm, sizeof(*f), SITE_func_new);

    if (f == NULL)
        return NULL;
    memset(f, 0, sizeof(*f));
    f->next_in_program = vm->program.funcs;
    vm->program.funcs = f;
    return f;
}

/* See compile_finish.c, which lays the block out. */
static size_t func_block_size(const struct func *f)
{
    return f->literal_count * sizeof(struct value) + f->opline_count * sizeof(struct opline) +
           f->var_count * sizeof(struct string *) + f->cache_count * sizeof(void *) +
           f->live_count * sizeof(struct live_range) + f->try_count * sizeof(struct try_region);
}

/* What immutable arrays hold is interned or immutable itself. */
static void func_free_arrays(struct vm *vm, struct func *f)
{
    while (f->arrays != NULL) {
        struct array *a = f->arrays;

        f->arrays = (struct array *)a->gc.free_parent;
        a->gc.free_parent = NULL;
        a->gc.head.flags &= (uint8_t)~COUNTED_IMMUTABLE;
        array_free_memory(vm, a);
    }
}

void func_free(struct vm *vm, struct func *f)
{
    if (f->statics != NULL)
        array_release(vm, f->statics);
    func_free_arrays(vm, f);
    if (f->params != NULL)
        mem_free(vm, f->params, f->param_count * sizeof(struct param));
    if (f->oplines != NULL)
        mem_free(vm, f->literals, func_block_size(f));
    mem_free(vm, f, sizeof(*f));
}

/* ---- trampolines -------------------------------------------------------------------------------- */

struct func *func_trampoline(struct vm *vm, struct func *magic, struct string *name, bool is_static)
{
    struct func *f = mem_new(vm, sizeof(*f), SITE_func_magic_call);

    if (f == NULL)
        return NULL;
    memset(f, 0, sizeof(*f));
    f->flags = FUNC_TRAMPOLINE | FUNC_PUBLIC | (is_static ? FUNC_STATIC : 0);
    f->name = string_share(name);
    f->scope = magic->scope;
    f->prototype = magic;
    return f;
}

void func_release_trampoline(struct vm *vm, struct func *f)
{
    if (!(f->flags & FUNC_TRAMPOLINE))
        return;
    string_release(vm, f->name);
    mem_free(vm, f, sizeof(*f));
}

/* ---- names -------------------------------------------------------------------------------------- */

enum { NAME_LEN_SHORT = 128 };

static struct func *find_lower(struct vm *vm, struct string *lower)
{
    struct value *v = array_find_string(vm->function_table, lower);

    if (v == NULL && vm->program.function_table != NULL)
        v = array_find_string(vm->program.function_table, lower);
    return v != NULL ? v->func : NULL;
}

/* Names of functions are interned, so that what is not cannot be one. */
static struct func *find_text(struct vm *vm, const char *bytes, size_t len)
{
    struct string *s = string_interned_lower(vm, bytes, len);

    return s != NULL ? find_lower(vm, s) : NULL;
}

static struct func *find_long(struct array *table, const char *bytes, size_t len)
{
    for (uint32_t i = array_next(table, 0); i < table->used; i = array_next(table, i + 1)) {
        struct string *key = array_key_at(table, i).string;
        struct func *f = array_slot(table, i)->func;

        if (key != NULL && key->len == len && strncasecmp(key->bytes, bytes, len) == 0)
            return f;
    }
    return NULL;
}

struct func *func_find(struct vm *vm, struct string *name)
{
    const char *bytes = name->bytes;
    size_t len = name->len;

    if (len != 0 && bytes[0] == '\\') {
        bytes++;
        len--;
    }
    if (len <= NAME_LEN_SHORT)
        return find_text(vm, bytes, len);
    return vm->program.function_table != NULL ? find_long(vm->program.function_table, bytes, len) : NULL;
}
