/* compile_finish.c: pass two, after each function: from numbers to offsets.
 *
 *   temporaries    where each appears first and last; slots, by linear scan over those intervals
 *   live ranges    walking backwards: from behind the opline that writes to the one that reads and frees
 *   block          literals, oplines, names of variables, inline caches, live ranges, try regions: one
 * block operands       offsets of literals from their opline and of slots from the frame, distances of
 * jumps smart branch   a comparison right before the jump that reads it jumps itself
 *
 * Code is laid out so that a temporary that lives across a jump lives across all that lies between: jumps
 * forward skip what does not need it, and a loop's own temporaries are written before its first opline. One
 * exception: a value that is returned through a finally, whose body lies behind the return.
 */
#include <stdio.h>

#include "compile_check.h"
#include "compile_parts.h"
#include "compile_rules.h"

#define TEMPORARY (OPERAND_TMP | OPERAND_VAR)

struct finish {
    struct compiler *c;
    struct func *func;
    struct opline *oplines; /* still in the buffer */
    uint32_t count;
    struct temporary *temporaries;
    uint32_t tmp_slots;
};

/* ---- intervals ---------------------------------------------------------------------------------- */

static void appear(struct finish *f, uint32_t number, uint32_t at)
{
    struct temporary *t = &f->temporaries[number];

    if (t->first == NONE)
        t->first = at;
    if (t->last < at || t->last == NONE)
        t->last = at;
}

static void find_intervals(struct finish *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        const struct opline *o = &f->oplines[i];

        if (o->op1_kind & TEMPORARY)
            appear(f, o->op1.number, i);
        if (o->op2_kind & TEMPORARY)
            appear(f, o->op2.number, i);
        if (o->result_kind & TEMPORARY)
            appear(f, o->result.number, i);
        if (o->opcode == OP_ROPE_INIT)
            f->temporaries[o->result.number].width = o->extended;
    }
}

/* What waits during a finally must not share a slot with what the finally uses. */
static void stretch_over_finally(struct finish *f)
{
    const struct try_region *tries = (struct try_region *)f->c->tries.items + f->c->unit->try_base;

    for (uint32_t i = 0; i < f->count; i++) {
        const struct opline *o = &f->oplines[i];

        if (o->opcode == OP_FAST_CALL && (o->op2_kind & TEMPORARY))
            appear(f, o->op2.number, tries[o->op1.number].finally_end);
    }
}

static bool open_temporaries(struct finish *f)
{
    struct room *room = &f->c->temporaries;
    uint32_t count = f->c->unit->tmp_count;

    room->count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (compile_room(f->c, room, SITE_compile_temporaries) == NONE)
            return false;
    f->temporaries = room->items;
    for (uint32_t i = 0; i < count; i++)
        f->temporaries[i] = (struct temporary){NONE, NONE, 0, 1, NONE};
    find_intervals(f);
    if (f->func->flags & FUNC_HAS_FINALLY)
        stretch_over_finally(f);
    return true;
}

/* ---- slots -------------------------------------------------------------------------------------- */

/* c->slots says of each slot until which opline it is taken. First fit of `width` slots in a row. */
static uint32_t find_slots(struct finish *f, uint32_t at, uint32_t width)
{
    const uint32_t *taken = f->c->slots.items;
    uint32_t row = 0;

    for (uint32_t i = 0; i < f->tmp_slots; i++) {
        row = taken[i] < at ? row + 1 : 0;
        if (row == width)
            return i + 1 - width;
    }
    return f->tmp_slots - row;
}

static bool take_slots(struct finish *f, struct temporary *t, uint32_t at)
{
    t->slot = find_slots(f, at, t->width);
    while (f->tmp_slots < t->slot + t->width) {
        if (compile_room(f->c, &f->c->slots, SITE_compile_slots) == NONE)
            return false;
        f->tmp_slots++;
    }
    for (uint32_t i = 0; i < t->width; i++)
        ((uint32_t *)f->c->slots.items)[t->slot + i] = t->last;
    return true;
}

static bool assign_slot(struct finish *f, uint8_t kind, uint32_t number, uint32_t at)
{
    if (!(kind & TEMPORARY) || f->temporaries[number].first != at)
        return true;
    f->temporaries[number].first = NONE; /* done */
    return take_slots(f, &f->temporaries[number], at);
}

static bool assign_slots(struct finish *f)
{
    f->c->slots.count = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        const struct opline *o = &f->oplines[i];

        if (!assign_slot(f, o->op1_kind, o->op1.number, i) ||
            !assign_slot(f, o->op2_kind, o->op2.number, i) ||
            !assign_slot(f, o->result_kind, o->result.number, i))
            return false;
    }
    return true;
}

/* ---- live ranges -------------------------------------------------------------------------------- */

static bool add_range(struct finish *f, uint32_t number, enum live_kind kind, uint32_t start, uint32_t end)
{
    uint32_t i;

    if (start >= end)
        return true;
    i = compile_room(f->c, &f->c->lives, SITE_compile_lives);
    if (i == NONE)
        return false;
    ((struct live_range *)f->c->lives.items)[i] = (struct live_range){number, kind, start, end};
    return true;
}

static enum live_kind range_kind(const struct opline *o)
{
    switch (o->opcode) {
    case OP_FE_RESET_R:
    case OP_FE_RESET_RW:
        return LIVE_LOOP;
    case OP_BEGIN_SILENCE:
        return LIVE_SILENCE;
    case OP_ROPE_INIT:
        return LIVE_ROPE;
    case OP_NEW:
        return LIVE_NEW;
    default:
        return LIVE_TMP;
    }
}

static bool written(struct finish *f, const struct opline *o, uint32_t number, uint32_t at)
{
    struct temporary *t = &f->temporaries[number];
    uint32_t use = t->use;

    if (o->opcode != OP_QM_ASSIGN || !BUG(f->c->vm, php23507_live_range, use != NONE))
        t->use = NONE;
    if (use == NONE || compile_result_is_plain(o))
        return true;
    return add_range(f, number, range_kind(o), at + 1, use);
}

/* The last read is the one that frees. An OP_DATA belongs to the opline before it. */
static void read(struct finish *f, const struct opline *o, uint32_t number, uint32_t at)
{
    struct temporary *t = &f->temporaries[number];

    if (t->use == NONE)
        t->use = at - (o->opcode == OP_OP_DATA);
}

/* The object of a NEW is constructed by now: what comes is an ordinary value. `op1.number` has its number.
 */
static bool constructed(struct finish *f, struct opline *o, uint32_t at)
{
    struct temporary *t = &f->temporaries[o->op1.number];
    bool ok = t->use == NONE || add_range(f, o->op1.number, LIVE_TMP, at + 1, t->use);

    t->use = at + 1;
    o->op1.number = 0;
    return ok;
}

/* A FREE of a copy that `??=` made, on the way around the assignment; result.number - 1 is where that
 * begins. */
static bool free_of_copy(struct finish *f, struct opline *o, uint32_t at)
{
    uint32_t start = o->result.number - 1;

    o->result.number = 0;
    return add_range(f, o->op1.number, LIVE_TMP, start, at);
}

static bool walk_operands(struct finish *f, struct opline *o, uint32_t at)
{
    if ((o->result_kind & TEMPORARY) && !compile_continues_result(o) &&
        !written(f, o, o->result.number, at))
        return false;
    if (o->op2_kind & TEMPORARY) {
        if (!compile_writes_op2(o))
            read(f, o, o->op2.number, at);
        else if (!written(f, o, o->op2.number, at))
            return false;
    }
    if (o->op1_kind & TEMPORARY)
        read(f, o, o->op1.number, at);
    return true;
}

static bool find_ranges(struct finish *f)
{
    f->c->lives.count = 0;
    for (uint32_t i = f->count; i-- > 0;) {
        struct opline *o = &f->oplines[i];
        bool ok;

        if (o->opcode == OP_DO_FCALL && o->extended == INVOKED_BY_NEW)
            ok = constructed(f, o, i);
        else if (o->opcode == OP_FREE && o->result.number != 0)
            ok = free_of_copy(f, o, i);
        else
            ok = walk_operands(f, o, i);
        if (!ok)
            return false;
    }
    return true;
}

/* Found backwards, so nearly in reverse order of their starts. */
static void sort_ranges(struct finish *f, struct live_range *sorted)
{
    const struct live_range *found = f->c->lives.items;
    uint32_t count = f->c->lives.count;

    for (uint32_t i = 0; i < count; i++) {
        struct live_range r = found[count - 1 - i];
        uint32_t at = i;

        while (at > 0 && sorted[at - 1].start > r.start) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        r.slot = frame_offset(f->func->var_count + f->temporaries[r.slot].slot);
        sorted[at] = r;
    }
}

/* ---- the block ---------------------------------------------------------------------------------- */

static char *copy_part(char *to, const void *items, uint32_t base, uint32_t count, size_t size)
{
    if (count != 0)
        memcpy(to, (const char *)items + base * size, count * size);
    return to + count * size;
}

static bool build_block(struct finish *f)
{
    struct compiler *c = f->c;
    const struct unit *u = c->unit;
    struct func *func = f->func;
    uint32_t literals = c->literals.count - u->literal_base, vars = c->vars.count - u->var_base,
             tries = c->tries.count - u->try_base;
    char *block =
        mem_new(c->vm,
                literals * sizeof(struct value) + f->count * sizeof(struct opline) +
                    vars * sizeof(struct string *) + u->cache_count * sizeof(void *) +
                    c->lives.count * sizeof(struct live_range) + tries * sizeof(struct try_region),
                SITE_compile_block);

    if (block == NULL)
        return false;
    func->literals = (struct value *)block;
    block = copy_part(block, c->literals.items, u->literal_base, literals, sizeof(struct value));
    func->oplines = (struct opline *)block;
    block = copy_part(block, c->oplines.items, u->opline_base, f->count, sizeof(struct opline));
    func->vars = (struct string **)block;
    block = copy_part(block, c->vars.items, u->var_base, vars, sizeof(struct string *));
    func->cache = (void **)block;
    memset(block, 0, u->cache_count * sizeof(void *));
    block += u->cache_count * sizeof(void *);
    func->var_count = vars;
    func->lives = (struct live_range *)block;
    sort_ranges(f, func->lives);
    func->tries = (struct try_region *)(func->lives + c->lives.count);
    copy_part((char *)func->tries, c->tries.items, u->try_base, tries, sizeof(struct try_region));
    func->literal_count = literals;
    func->opline_count = f->count;
    func->cache_count = u->cache_count;
    func->live_count = c->lives.count;
    func->try_count = tries;
    func->tmp_count = f->tmp_slots;
    return true;
}

/* ---- operands ----------------------------------------------------------------------------------- */

static void place_operand(const struct finish *f, struct opline *o, union operand *operand, uint8_t kind)
{
    switch (kind) {
    case OPERAND_CONST:
        operand->constant = (int32_t)((char *)&f->func->literals[operand->number] - (char *)o);
        break;
    case OPERAND_TMP:
    case OPERAND_VAR:
        operand->slot = frame_offset(f->func->var_count + f->temporaries[operand->number].slot);
        break;
    case OPERAND_CV:
        operand->slot = frame_offset(operand->number);
        break;
    default:
        break;
    }
}

static int32_t distance(const struct finish *f, const struct opline *o, uint32_t target)
{
    return (int32_t)((const char *)&f->func->oplines[target] - (const char *)o);
}

static void place_jump(const struct finish *f, struct opline *o)
{
    switch (compile_rules[o->opcode].jump) {
    case JUMP_OP1:
        o->op1.jump = distance(
            f, o, o->opcode == OP_FAST_CALL ? f->func->tries[o->op1.number].finally_op : o->op1.number);
        break;
    case JUMP_OP2:
        o->op2.jump =
            o->opcode == OP_CATCH && (o->extended & CATCH_LAST) ? 0 : distance(f, o, o->op2.number);
        break;
    case JUMP_EXT:
        o->extended = (uint32_t)distance(f, o, o->extended);
        break;
    default:
        break;
    }
}

static void fuse(struct opline *o, const struct opline *end)
{
    const struct opline *jump = o + 1;

    if (!compile_is_smart(o) || o->result_kind != OPERAND_TMP || jump >= end ||
        jump->op1_kind != OPERAND_TMP || jump->op1.slot != o->result.slot)
        return;
    if (jump->opcode == OP_JMPZ)
        o->result_kind |= OPERAND_JMPZ;
    else if (jump->opcode == OP_JMPNZ)
        o->result_kind |= OPERAND_JMPNZ;
}

static void place_oplines(const struct finish *f)
{
    struct opline *end = f->func->oplines + f->count;

    for (struct opline *o = f->func->oplines; o < end; o++) {
        place_operand(f, o, &o->op1, o->op1_kind);
        place_operand(f, o, &o->op2, o->op2_kind);
        place_operand(f, o, &o->result, o->result_kind);
        place_jump(f, o);
    }
    for (struct opline *o = f->func->oplines; o < end; o++)
        fuse(o, end);
}

/* What is wrong goes to the record, as the opline oracle's finding. */
static void check_finished(struct vm *vm, const struct func *func)
{
    char text[sizeof(vm->record.opline_note)];

    if (!vm->settings->param[PARAM_CHECK] || compile_check(vm, func, text, sizeof(text)))
        return;
    if (vm->record.opline_wrong++ == 0)
        snprintf(vm->record.opline_note, sizeof(vm->record.opline_note), "%s", text);
}

bool compile_finish(struct compiler *c)
{
    struct finish f = {
        .c = c,
        .func = c->unit->func,
        .oplines = (struct opline *)c->oplines.items + c->unit->opline_base,
        .count = compile_next(c),
    };

    c->lives.count = 0;
    if (c->unit->tmp_count != 0 && (!open_temporaries(&f) || !assign_slots(&f) || !find_ranges(&f)))
        return false;
    if (!build_block(&f))
        return false;
    place_oplines(&f);
    f.func->doc_file = c->vm->file_string;
    interp_prepare(c->vm, f.func);
    check_finished(c->vm, f.func);
    return true;
}
