/* func_facts.c: what is known, and what is guessed, of the types in a frame's slots.
 *
 * In the main section something is known of a slot because an earlier opline looked at it, or wrote it. At
 * an opline that is jumped to, that is known which is known on all ways there that have the choice: each of
 * them goes to its fast version only if it knows as much. Ways forward come first in the code, so that what
 * they have in common is there when the opline is reached (its row). At a loop header it is assumed that
 * the loop's variables have the types that they have now, or were assigned last; who comes there and does
 * not know is asked by a stub.
 */
#include "func_parts.h"

enum {
    NOT_REACHED = -2, /* in a row: no way there yet */
    ROWS_SIZE_MAX = 1 << 20,
};

static uint32_t slot_index(const struct func_compiler *c, int32_t slot)
{
    uint32_t index = ((uint32_t)slot - frame_offset(0)) / sizeof(struct value);

    return index < c->slot_count ? index : c->slot_count;
}

/* ---- facts --------------------------------------------------------------------------------------- */

void func_fact(struct func_compiler *c, int32_t slot, int type)
{
    int8_t *fact = &c->facts[slot_index(c, slot)];

    if (c->is_aside || c->is_general || c->no_facts || *fact == type)
        return;
    c->fact_count += (*fact < 0) - (type < 0);
    *fact = (int8_t)type;
}

int func_fact_of(const struct func_compiler *c, int32_t slot)
{
    return c->is_aside || c->is_general ? -1 : c->facts[slot_index(c, slot)];
}

void func_forget(struct func_compiler *c)
{
    memset(c->facts, -1, c->slot_count + 1);
    c->fact_count = 0;
}

/* ---- guesses ------------------------------------------------------------------------------------- */

void func_set_guess(struct func_compiler *c, int32_t slot, int type)
{
    if (!c->is_aside && !c->is_general)
        c->guesses[slot_index(c, slot)] = (int8_t)type;
}

int func_guess(const struct func_compiler *c, const struct func_operand *op)
{
    if (op->literal != NULL || op->type >= 0)
        return op->type;
    return c->guesses[slot_index(c, op->slot)];
}

/* What the variables hold now is probably what they will hold. */
static void guess_from_frame(struct func_compiler *c, const struct frame *f)
{
    memset(c->guesses, -1, c->slot_count + 1);
    if (f == NULL || f->func != c->func)
        return;
    c->frame = f;
    for (uint32_t i = 0; i < c->func->var_count; i++) {
        const struct value *v = frame_slot(f, i);

        if (v->type == TYPE_INT || v->type == TYPE_FLOAT)
            c->guesses[i] = (int8_t)v->type;
    }
}

/* ---- ways ---------------------------------------------------------------------------------------- */

static int8_t *row_of(const struct func_compiler *c, uint32_t n)
{
    uint32_t row = c->ops[n].row;

    return row == FUNC_NONE ? NULL : c->rows + (size_t)row * c->slot_count;
}

/* Does all that is assumed at opline n hold here? */
static bool implies(const struct func_compiler *c, const int8_t *row)
{
    for (uint32_t i = 0; i < c->slot_count; i++)
        if (row[i] >= 0 && c->facts[i] != row[i])
            return false;
    return true;
}

static void meet(struct func_compiler *c, int8_t *row)
{
    for (uint32_t i = 0; i < c->slot_count; i++)
        if (row[i] == NOT_REACHED)
            row[i] = c->facts[i];
        else if (row[i] != c->facts[i])
            row[i] = -1;
}

uint32_t func_way(struct func_compiler *c, uint32_t n)
{
    struct func_op *op = &c->ops[n];
    int8_t *row = row_of(c, n);

    if (c->is_aside || c->is_general)
        return op->label;
    if (!op->is_leader)
        return op->fast;
    if (row == NULL)
        return op->label;
    if (op->is_loop)
        return n <= c->n && implies(c, row) ? op->fast : op->label;
    meet(c, row);
    return op->fast;
}

/* ---- loops --------------------------------------------------------------------------------------- */

/* The first mention counts: what is written first need not have a type at the loop's start. */
static void mention(const struct func_compiler *c, uint8_t kind, union operand which, int8_t *row,
                    bool written)
{
    uint32_t index = slot_index(c, (int32_t)which.slot);
    int8_t guess = c->guesses[index];

    if (kind == OPERAND_CV && row[index] == NOT_REACHED)
        row[index] = !written && (guess == TYPE_INT || guess == TYPE_FLOAT) ? guess : -1;
}

/* What is assumed at a loop header: of the variables that the loop mentions. */
static void assume(struct func_compiler *c, int8_t *row)
{
    const struct func_op *op = &c->ops[c->n];

    memset(row, NOT_REACHED, c->slot_count);
    for (uint32_t n = c->n; n <= op->loop_end; n++) {
        const struct opline *o = &c->func->oplines[n];

        mention(c, o->op2_kind, o->op2, row, false);
        mention(c, o->op1_kind, o->op1, row, o->opcode == OP_ASSIGN);
    }
    for (uint32_t i = 0; i < c->slot_count; i++)
        if (row[i] == NOT_REACHED)
            row[i] = -1;
}

/* The types that the variables have now go before those that they were assigned on the way here. */
static void guess_now(struct func_compiler *c)
{
    for (uint32_t i = 0; i < c->func->var_count; i++)
        if (c->live[i] >= 0)
            c->guesses[i] = c->live[i];
}

static void begin_loop(struct func_compiler *c, bool falls)
{
    int8_t *row = row_of(c, c->n);

    guess_now(c);
    assume(c, row);
    if (falls && !implies(c, row))
        emit_jmp(&c->e, c->ops[c->n].label);
}

void func_begin_leader(struct func_compiler *c, bool falls)
{
    const struct func_op *op = &c->ops[c->n];
    int8_t *row = row_of(c, c->n);

    if (row == NULL) {
        func_forget(c);
        return;
    }
    if (op->is_loop)
        begin_loop(c, falls);
    else if (falls)
        meet(c, row);
    c->fact_count = 0;
    for (uint32_t i = 0; i < c->slot_count; i++) {
        c->facts[i] = row[i] >= 0 ? row[i] : -1;
        c->fact_count += row[i] >= 0;
    }
}

void func_emit_loop_stub(struct func_compiler *c)
{
    const struct func_op *op = &c->ops[c->n];
    const int8_t *row = row_of(c, c->n);

    emit_bind(&c->e, op->label);
    for (uint32_t i = 0; i < c->slot_count; i++) {
        if (row[i] < 0)
            continue;
        emit_alu32_mi(&c->e, ALU_CMP, REG_FRAME, (int32_t)frame_offset(i) + FUNC_INFO, row[i]);
        emit_jcc(&c->e, CC_NE, op->general);
    }
    emit_jmp(&c->e, op->fast);
}

/* ---- memory -------------------------------------------------------------------------------------- */

/* Facts and guesses of each slot, and one more for what is no slot; what a frame that runs holds. */
static size_t facts_size(const struct func_compiler *c)
{
    return 3 * ((size_t)c->slot_count + 1);
}

static size_t rows_size(const struct func_compiler *c)
{
    return (size_t)c->row_count * c->slot_count;
}

/* Without rows nothing is known at an opline that is jumped to. */
static void number_rows(struct func_compiler *c)
{
    for (uint32_t n = 0; n < c->func->opline_count; n++)
        if (c->ops[n].is_leader)
            c->ops[n].row = c->row_count++;
    if (rows_size(c) != 0 && rows_size(c) <= ROWS_SIZE_MAX && !c->no_facts)
        return;
    for (uint32_t n = 0; n < c->func->opline_count; n++)
        c->ops[n].row = FUNC_NONE;
    c->row_count = 0;
}

bool func_facts_begin(struct func_compiler *c)
{
    c->facts = jit_mem(c->vm, NULL, 0, facts_size(c), SITE_jit_func_facts);
    if (c->facts == NULL)
        return false;
    c->guesses = c->facts + c->slot_count + 1;
    c->live = c->guesses + c->slot_count + 1;
    func_forget(c);
    guess_from_frame(c, c->vm->frame);
    memcpy(c->live, c->guesses, c->slot_count + 1);
    number_rows(c);
    if (rows_size(c) == 0)
        return true;
    c->rows = jit_mem(c->vm, NULL, 0, rows_size(c), SITE_jit_func_rows);
    if (c->rows == NULL)
        return false;
    memset(c->rows, NOT_REACHED, rows_size(c));
    return true;
}

void func_facts_end(struct func_compiler *c)
{
    jit_mem(c->vm, c->facts, facts_size(c), 0, SITE_NONE);
    jit_mem(c->vm, c->rows, rows_size(c), 0, SITE_NONE);
}
