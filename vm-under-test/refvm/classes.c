/* classes.c: the built-in classes and interfaces but for exceptions, which error.h has. */
#include "vm.h"

struct interface_row {
    const char *name;
    uint32_t flags;
    const char *parent; /* of an interface, or NULL */
    const char *methods[6];
};

/* In an order in which parents come first. */
static const struct interface_row interface_rows[] = {
    {"Traversable", 0, NULL, {NULL}},
    {"Iterator",
     CLASS_ITERATOR,
     "Traversable",
     {"current(): mixed", "next(): void", "key(): mixed", "valid(): bool", "rewind(): void", NULL}},
    {"IteratorAggregate", CLASS_AGGREGATE, "Traversable", {"getIterator(): Traversable", NULL}},
    {"ArrayAccess",
     CLASS_ARRAYACCESS,
     NULL,
     {"offsetExists(mixed $offset): bool", "offsetGet(mixed $offset): mixed",
      "offsetSet(mixed $offset, mixed $value): void", "offsetUnset(mixed $offset): void", NULL}},
    {"Countable", CLASS_COUNTABLE, NULL, {"count(): int", NULL}},
    {"Stringable", CLASS_STRINGABLE, NULL, {"__toString(): string", NULL}},
    {"Serializable", 0, NULL, {"serialize()", "unserialize(string $data)", NULL}},
};

static struct string *classes_name(struct vm *vm, const char *text)
{
    return string_intern(vm, text, strlen(text), SITE_classes_name);
}

static bool interface_add_method(struct vm *vm, struct class *c, const char *signature)
{
    size_t len = strcspn(signature, "(");
    struct string *lower = string_intern_lower(vm, signature, len, SITE_classes_method_name);
    struct func *f = NULL;

    if (lower != NULL)
        f = builtin_func(vm, signature, NULL, FUNC_PUBLIC | FUNC_ABSTRACT);
    return f != NULL && class_add_method(vm, c, lower, f);
}

static struct class *interface_create(struct vm *vm, const struct interface_row *row)
{
    struct string *name = classes_name(vm, row->name);
    struct class *c = NULL;

    if (name != NULL)
        c = class_new(vm, name, CLASS_BUILTIN | CLASS_INTERFACE | row->flags);
    if (c == NULL)
        return NULL;
    if (row->parent != NULL) {
        c->interface_names = mem_new(vm, sizeof(*c->interface_names), SITE_classes_parent);
        if (c->interface_names == NULL)
            return NULL;
        c->interface_names[0] = classes_name(vm, row->parent);
        c->interface_name_count = 1;
        if (c->interface_names[0] == NULL)
            return NULL;
    }
    for (const char *const *m = row->methods; *m != NULL; m++)
        if (!interface_add_method(vm, c, *m))
            return NULL;
    return c;
}

static bool interfaces_create(struct vm *vm)
{
    struct classes *k = &vm->classes;
    struct class **places[] = {&k->traversable, &k->iterator,   &k->aggregate,   &k->arrayaccess,
                               &k->countable,   &k->stringable, &k->serializable};

    for (size_t i = 0; i < sizeof(interface_rows) / sizeof(interface_rows[0]); i++) {
        *places[i] = interface_create(vm, &interface_rows[i]);
        if (*places[i] == NULL || !class_link(vm, *places[i], NULL))
            return false;
    }
    return true;
}

static bool std_create(struct vm *vm)
{
    struct string *name = classes_name(vm, "stdClass");

    if (name == NULL)
        return false;
    vm->classes.std = class_new(vm, name, CLASS_BUILTIN | CLASS_ALLOW_DYNAMIC);
    return vm->classes.std != NULL && class_link(vm, vm->classes.std, NULL);
}

/* An exception is what happened once. */
static void exceptions_forbid_clone(struct vm *vm)
{
    for (struct class *c = vm->builtin_classes; c != NULL; c = c->next_in_program)
        if ((c->flags & CLASS_THROWABLE) && !(c->flags & CLASS_INTERFACE))
            c->flags |= CLASS_NO_CLONE;
}

bool classes_create(struct vm *vm)
{
    if (!interfaces_create(vm) || !std_create(vm) || !closure_class_create(vm) || !error_classes_create(vm))
        return false;
    exceptions_forbid_clone(vm);
    return true;
}

void classes_destroy(struct vm *vm)
{
    struct class *next;

    for (struct class *c = vm->builtin_classes; c != NULL; c = c->next_in_program)
        class_release_values(vm, c);
    for (struct class *c = vm->builtin_classes; c != NULL; c = next) {
        next = c->next_in_program;
        class_free(vm, c);
    }
    vm->builtin_classes = NULL;
    vm->classes = (struct classes){0};
    handles_drop(vm);
}
