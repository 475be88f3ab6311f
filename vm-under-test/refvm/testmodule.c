/* testmodule.c: off by default, `set: testmodule=1`: ways for a program to raise the interrupt from inside
 * of an opline's helper.
 *
 *   _InterruptComparable   whose compare handler raises it, then compares the values; it calls the function
 *                          faultline_interrupt() if the program has one
 *   _raise_interrupt()     "return" (default), "call", "throw", "gc" or "flush"
 */
#include "builtin_parts.h"

static const char *const action_names[] = {
#define ACTION(id, name, text) name,
#include "actions.def"
#undef ACTION
};

static func_native_fn raise_interrupt, comparable_construct;

static void raise_interrupt(struct vm *vm, struct frame *call, struct value *result)
{
    const struct string *name = arg_string(call, 0);

    (void)result;
    if (name == NULL) {
        safepoint_interrupt_own(vm, VUT_ACTION_RETURN);
        return;
    }
    for (size_t i = 0; i < sizeof(action_names) / sizeof(action_names[0]); i++) {
        if (string_is(name, action_names[i])) {
            safepoint_interrupt_own(vm, (enum vut_action)i);
            return;
        }
    }
    argument_value_error(vm, 0, "must be the name of an action");
}

static void comparable_construct(struct vm *vm, struct frame *call, struct value *result)
{
    struct value v;

    (void)result;
    value_set_int(&v, arg_int(call, 0, 0));
    variable_assign(vm, &frame_this(call)->slots[0], &v, NULL);
}

static bool is_comparable(struct vm *vm, const struct value *v)
{
    return v->type == TYPE_OBJECT && class_is(v->o->class, vm->classes.interrupt_comparable);
}

static int comparable_compare(struct vm *vm, const struct value *a, const struct value *b)
{
    bool call = func_find(vm, vm->names[NAME_interrupt_handler]) != NULL;

    safepoint_interrupt_own(vm, call ? VUT_ACTION_CALL : VUT_ACTION_RETURN);
    if (!is_comparable(vm, a) || !is_comparable(vm, b))
        return 2;
    return value_compare(vm, value_deref(&a->o->slots[0]), value_deref(&b->o->slots[0]));
}

static bool add_members(struct vm *vm, struct class *c)
{
    struct func *f = builtin_func(vm, "__construct(int $value = 0)", comparable_construct,
                                  FUNC_PUBLIC | FUNC_CONSTRUCTOR);
    struct type_decl type = {.mask = 0};
    struct value initial;

    value_set_int(&initial, 0);
    return f != NULL && class_add_method(vm, c, vm->names[NAME_construct], f) &&
           class_add_property(vm, c, vm->names[NAME_value], MEMBER_PUBLIC, &initial, &type) != NULL;
}

static bool add_class(struct vm *vm)
{
    static const char text[] = "_InterruptComparable";
    struct string *name = string_intern(vm, text, sizeof(text) - 1, SITE_testmodule_class_name);
    struct class *c = name == NULL ? NULL : class_new(vm, name, CLASS_BUILTIN);

    if (c == NULL || !add_members(vm, c) || !class_link(vm, c, NULL))
        return false;
    c->compare = comparable_compare;
    vm->classes.interrupt_comparable = c;
    return true;
}

bool builtin_testmodule_create(struct vm *vm)
{
    return !vm->settings->param[PARAM_TESTMODULE] ||
           (builtin_register(vm, "_raise_interrupt(string $action = 'return'): void", raise_interrupt) &&
            add_class(vm));
}
