/* compile.c: the compiler's beginning and end: buffers, functions under way, the program as a whole.
 * How it works is told in compile_parts.h. */
#include "compile_parts.h"

uint32_t compile_room(struct compiler *c, struct room *room, enum site site)
{
    if (unlikely(room->count == room->capacity)) {
        size_t old_size = (size_t)room->capacity * room->size;
        bool first = room->items == room->first;
        void *items =
            mem_resize(c->vm, first ? NULL : room->items, first ? 0 : old_size, 2 * old_size, site);

        if (items == NULL)
            return NONE;
        if (first)
            memcpy(items, room->first, old_size);
        room->items = items;
        room->capacity *= 2;
    }
    return room->count++;
}

static void room_open(struct room *room, void *first, uint32_t size, uint32_t capacity)
{
    *room = (struct room){first, first, 0, capacity, size};
}

static void room_close(struct compiler *c, struct room *room)
{
    if (room->items != room->first)
        mem_free(c->vm, room->items, (size_t)room->capacity * room->size);
}

#define ROOMS(X)                                                                                           \
    X(oplines) X(literals) X(vars) X(tries) X(delayed) X(temporaries) X(memos) X(lives) X(nullsafe) X(slots)

/* The first rooms are left as they are: nothing is read there that was not written. */
static void compiler_open(struct compiler *c, struct vm *vm)
{
    c->vm = vm;
    c->unit = NULL;
    c->line = 1;
    c->memo_mode = MEMO_OFF;
    memset(&c->spare, 0, sizeof(c->spare));
#define OPEN(name)                                                                                         \
    room_open(&c->name, c->first_##name, sizeof(c->first_##name[0]),                                       \
              sizeof(c->first_##name) / sizeof(c->first_##name[0]));
    ROOMS(OPEN)
#undef OPEN
}

static void compiler_close(struct compiler *c)
{
#define CLOSE(name) room_close(c, &c->name);
    ROOMS(CLOSE)
#undef CLOSE
}

bool compile_enter(struct compiler *c, const struct ast *ast)
{
    if (compile_failed(c) || !nesting_enter(c->vm))
        return false;
    c->line = ast->line;
    c->vm->compile_line = (int)ast->line;
    return true;
}

void compile_leave(struct compiler *c)
{
    nesting_leave(c->vm);
}

void compile_unit_begin(struct compiler *c, struct unit *u, struct func *func, struct class *class)
{
    *u = (struct unit){
        .outer = c->unit,
        .func = func,
        .class = class,
        .opline_base = c->oplines.count,
        .literal_base = c->literals.count,
        .var_base = c->vars.count,
        .try_base = c->tries.count,
        .delayed_base = c->delayed.count,
        .short_cut = NONE,
    };
    c->unit = u;
}

void compile_unit_end(struct compiler *c)
{
    struct unit *u = c->unit;

    if (!compile_failed(c))
        compile_finish(c);
    c->oplines.count = u->opline_base;
    c->literals.count = u->literal_base;
    c->vars.count = u->var_base;
    c->tries.count = u->try_base;
    c->delayed.count = u->delayed_base;
    if (u->var_index != NULL)
        mem_free(c->vm, u->var_index, u->var_index_size * sizeof(uint32_t));
    c->unit = u->outer;
}

/* The statements of the program itself. Functions and classes among them are declared as they come, so
 * that a class can extend one above it; calls find functions at run time wherever they stand. */
static void compile_main(struct compiler *c, struct func *main, struct ast *ast)
{
    struct unit unit;

    compile_unit_begin(c, &unit, main, NULL);
    for (uint32_t i = 0; i < ast->child_count && !compile_failed(c); i++) {
        struct ast *statement = ast->child[i];

        if (statement == NULL)
            continue;
        c->line = statement->line;
        c->vm->compile_line = (int)c->line;
        if (statement->kind == AST_FUNCTION)
            compile_function(c, statement, true);
        else if (statement->kind == AST_CLASS)
            compile_class(c, NULL, statement, true);
        else
            compile_statement(c, statement);
    }
    compile_final_return(c);
    compile_unit_end(c);
}

struct func *compile_program(struct vm *vm, struct ast *ast)
{
    struct compiler c;
    struct func *main;
    bool compiling = vm->compiling;

    vm->compiling = true;
    vm->compile_line = 1;
    compiler_open(&c, vm);
    main = func_new(vm);
    if (main != NULL) {
        main->flags = FUNC_MAIN;
        main->name = vm->names[NAME_main];
        main->line_start = 1;
        main->line_end = (int)(ast->line_end != 0 ? ast->line_end : ast->line);
        compile_main(&c, main, ast);
    }
    compiler_close(&c);
    vm->compiling = compiling;
    return vm->exception == NULL ? main : NULL;
}
