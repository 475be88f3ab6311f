/* compile_check.c: see compile_check.h. Paths are followed from the first opline, from each try on its
 * handlers; where paths meet they must agree. */
#include <stdio.h>

#include "compile_check.h"
#include "compile_rules.h"

#define TEMPORARY (OPERAND_TMP | OPERAND_VAR)

enum { WORK_MAX = 1 << 20 }; /* words of state in all; larger functions are not followed */

/* Sets of temporaries before an opline: those that hold something, those of them that need to be freed,
 * those that the way out of a loop has freed already (their ranges go on). */
enum { SET_LIVE, SET_NEEDS, SET_EARLY, SETS };

struct check {
    struct vm *vm;
    const struct func *f;
    char *text;
    size_t size;
    bool failed;
    uint32_t words;            /* of a set */
    uint64_t *state;           /* SETS sets an opline */
    uint64_t *now;             /* the same while an opline is looked at */
    uint64_t *ranges, *needed; /* a set an opline, and one */
    uint32_t *work;            /* oplines to be followed */
    uint32_t work_count;
    uint32_t *width; /* of a rope, by its first temporary */
    uint8_t *seen;
};

static void fail(struct check *k, const struct opline *o, const char *what, uint32_t number)
{
    if (k->failed)
        return;
    k->failed = true;
    snprintf(k->text, k->size, "'%s' opline %u '%s': %s %u", k->f->name->bytes, func_opline_number(k->f, o),
             opcode_names[o->opcode], what, number);
}

/* ---- each opline by itself ---------------------------------------------------------------------- */

static void check_operand(struct check *k, const struct opline *o, union operand operand, uint8_t kind,
                          uint8_t allowed, uint32_t field)
{
    const struct func *f = k->f;
    uint32_t index = (operand.slot - frame_offset(0)) / (uint32_t)sizeof(struct value);
    const struct value *literal = opline_literal(o, operand);

    if (!(kind == OPERAND_UNUSED ? allowed & KIND_UNUSED : (kind & allowed) == kind))
        fail(k, o, "is not allowed this kind of operand", field);
    else if (kind == OPERAND_CONST && (literal < f->literals || literal >= f->literals + f->literal_count))
        fail(k, o, "has no literal for operand", field);
    else if (kind == OPERAND_CV && index >= f->var_count)
        fail(k, o, "has no variable for operand", field);
    else if ((kind & TEMPORARY) && (index < f->var_count || index >= f->var_count + f->tmp_count))
        fail(k, o, "has no temporary for operand", field);
}

static void check_shape(struct check *k, const struct opline *o)
{
    const struct compile_rule *rule = &compile_rules[o->opcode];
    const struct func *f = k->f;
    const struct opline *target = compile_jump_target(o);
    uint8_t fused = o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ);

    check_operand(k, o, o->op1, o->op1_kind, rule->op1, 1);
    check_operand(k, o, o->op2, o->op2_kind, rule->op2, 2);
    check_operand(k, o, o->result, o->result_kind & (uint8_t)~fused, rule->result, 3);
    if (target != NULL && (target < f->oplines || target >= f->oplines + f->opline_count))
        fail(k, o, "jumps out of the function, field", rule->jump);
    if (fused != 0 && (!compile_is_smart(o) || o[1].opcode != (fused & OPERAND_JMPZ ? OP_JMPZ : OP_JMPNZ) ||
                       o[1].op1.slot != o->result.slot))
        fail(k, o, "is fused with no jump of its own", fused);
}

static void check_regions(struct check *k)
{
    const struct func *f = k->f;

    for (uint32_t i = 0; i < f->live_count; i++)
        if (f->lives[i].end > f->opline_count || f->lives[i].start >= f->lives[i].end ||
            (i > 0 && f->lives[i - 1].start > f->lives[i].start))
            fail(k, f->oplines, "has a wrong live range", i);
    for (uint32_t i = 0; i < f->try_count; i++) {
        const struct try_region *t = &f->tries[i];

        if (t->try_op >= f->opline_count || t->catch_op >= f->opline_count ||
            t->finally_end >= f->opline_count || (t->catch_op == 0 && t->finally_op == 0) ||
            (t->finally_op != 0 && f->oplines[t->finally_end].opcode != OP_FAST_RET))
            fail(k, f->oplines, "has a wrong try region", i);
    }
}

/* ---- sets --------------------------------------------------------------------------------------- */

static uint64_t *set_of(const struct check *k, uint64_t *state, int set)
{
    return state + (size_t)set * k->words;
}

static bool has(const struct check *k, int set, uint32_t t)
{
    return set_of(k, k->now, set)[t / 64] >> (t % 64) & 1;
}

static void put(const struct check *k, int set, uint32_t t, bool on)
{
    uint64_t *word = &set_of(k, k->now, set)[t / 64];

    *word = (*word & ~((uint64_t)1 << (t % 64))) | (uint64_t)on << (t % 64);
}

static uint32_t temporary_of(const struct check *k, union operand operand)
{
    return (operand.slot - frame_offset(k->f->var_count)) / (uint32_t)sizeof(struct value);
}

/* ---- what an opline does to temporaries --------------------------------------------------------- */

static bool keeps_op1(const struct opline *o)
{
    switch (o->opcode) {
    case OP_CASE:
    case OP_FETCH_LIST_R:
    case OP_FETCH_LIST_W:
    case OP_COPY_TMP:
    case OP_BIND_LEXICAL:
    case OP_FE_FETCH_R:
    case OP_FE_FETCH_RW:
    case OP_ROPE_ADD:
    case OP_JMP_NULL:
    case OP_VERIFY_RETURN_TYPE:
        return true;
    default:
        return false;
    }
}

static bool frees_early(const struct opline *o)
{
    return (o->opcode == OP_FREE || o->opcode == OP_FE_FREE) && (o->extended & FREE_ON_RETURN);
}

static void release(struct check *k, uint32_t t)
{
    for (uint32_t i = 0; i < k->width[t]; i++) {
        put(k, SET_LIVE, t + i, false);
        put(k, SET_NEEDS, t + i, false);
    }
    k->width[t] = 1;
}

static void read_operand(struct check *k, const struct opline *o, union operand operand, uint8_t kind,
                         bool keep)
{
    uint32_t t;

    if (!(kind & TEMPORARY))
        return;
    t = temporary_of(k, operand);
    if (!has(k, SET_LIVE, t) || has(k, SET_EARLY, t))
        fail(k, o, "reads what was not written, temporary", t);
    else if (frees_early(o))
        put(k, SET_EARLY, t, true);
    else if (!keep)
        release(k, t);
}

static void write_operand(struct check *k, const struct opline *o, union operand operand, uint8_t kind,
                          bool plain)
{
    uint32_t t, width = o->opcode == OP_ROPE_INIT ? o->extended : 1;

    if (!(kind & TEMPORARY))
        return;
    t = temporary_of(k, operand);
    if (compile_continues_result(o)) {
        if (!has(k, SET_LIVE, t))
            fail(k, o, "goes on with what was not written, temporary", t);
        return;
    }
    if (t + width > k->f->tmp_count) {
        fail(k, o, "has no room for the rope at temporary", t);
        return;
    }
    for (uint32_t i = 0; i < width; i++) {
        if (has(k, SET_LIVE, t + i))
            fail(k, o, "overwrites temporary", t + i);
        put(k, SET_LIVE, t + i, true);
    }
    put(k, SET_NEEDS, t, !plain);
    k->width[t] = width;
}

/* ---- live ranges -------------------------------------------------------------------------------- */

/* One set an opline: the temporaries that its live ranges name. */
static void mark_ranges(struct check *k)
{
    const struct func *f = k->f;

    memset(k->ranges, 0, (size_t)f->opline_count * k->words * sizeof(uint64_t));
    for (uint32_t i = 0; i < f->live_count; i++) {
        uint32_t t = (f->lives[i].slot - frame_offset(f->var_count)) / (uint32_t)sizeof(struct value);

        for (uint32_t at = f->lives[i].start; at < f->lives[i].end; at++)
            k->ranges[(size_t)at * k->words + t / 64] |= (uint64_t)1 << (t % 64);
    }
}

/* Takes out of `needed` what the opline frees itself, also when it raises. */
static void without_operands(const struct check *k, const struct opline *o, uint64_t *needed)
{
    uint32_t t;

    if ((o->op1_kind & TEMPORARY) && !keeps_op1(o) && !frees_early(o)) {
        t = temporary_of(k, o->op1);
        needed[t / 64] &= ~((uint64_t)1 << (t % 64));
    }
    if ((o->op2_kind & TEMPORARY) && o->opcode != OP_FAST_CALL && !compile_writes_op2(o)) {
        t = temporary_of(k, o->op2);
        needed[t / 64] &= ~((uint64_t)1 << (t % 64));
    }
}

/* A jump forward can't raise: the two values of a ternary share a range, which begins behind it. */
static bool can_raise(const struct opline *o)
{
    return o->opcode != OP_OP_DATA && (o->opcode != OP_JMP || compile_jump_target(o) <= o);
}

static void check_ranges(struct check *k, const struct opline *o, uint32_t at)
{
    const uint64_t *named = k->ranges + (size_t)at * k->words;

    if (!can_raise(o))
        return;
    memcpy(k->needed, set_of(k, k->now, SET_NEEDS), k->words * sizeof(uint64_t));
    without_operands(k, o, k->needed);
    if (at + 1 < k->f->opline_count && o[1].opcode == OP_OP_DATA)
        without_operands(k, o + 1, k->needed);
    for (uint32_t i = 0; i < k->words; i++) {
        uint64_t differs = k->needed[i] ^ named[i];

        if (differs != 0)
            fail(k, o,
                 k->needed[i] & differs ? "has no live range for temporary"
                                        : "has a live range for temporary",
                 i * 64 + (uint32_t)__builtin_ctzll(differs));
    }
}

/* ---- paths -------------------------------------------------------------------------------------- */

static void flow(struct check *k, const struct opline *from, uint32_t to)
{
    size_t size = (size_t)SETS * k->words * sizeof(uint64_t);
    uint64_t *there = k->state + (size_t)to * SETS * k->words;

    if (to >= k->f->opline_count) {
        fail(k, from, "goes on behind the end", to);
    } else if (!k->seen[to]) {
        k->seen[to] = 1;
        memcpy(there, k->now, size);
        k->work[k->work_count++] = to;
    } else if (memcmp(there, k->now, size) != 0) {
        fail(k, from, "does not agree with another path about opline", to);
    }
}

/* What a loop's way out has freed is gone where it arrives. */
static void arrive(struct check *k)
{
    for (uint32_t i = 0; i < k->words; i++) {
        set_of(k, k->now, SET_LIVE)[i] &= ~set_of(k, k->now, SET_EARLY)[i];
        set_of(k, k->now, SET_NEEDS)[i] &= ~set_of(k, k->now, SET_EARLY)[i];
        set_of(k, k->now, SET_EARLY)[i] = 0;
    }
}

static void check_nothing_left(struct check *k, const struct opline *o)
{
    arrive(k);
    for (uint32_t t = 0; t < k->f->tmp_count; t++)
        if (has(k, SET_NEEDS, t))
            fail(k, o, "leaves behind temporary", t);
}

static void enter_handlers(struct check *k, uint32_t at)
{
    const struct func *f = k->f;

    for (uint32_t i = 0; i < f->try_count; i++) {
        const struct try_region *t = &f->tries[i];
        uint32_t state;

        if (t->try_op != at)
            continue;
        if (t->catch_op != 0)
            flow(k, &f->oplines[at], t->catch_op);
        if (t->finally_op == 0)
            continue;
        state = temporary_of(k, f->oplines[t->finally_end].op1);
        put(k, SET_LIVE, state, true);
        flow(k, &f->oplines[at], t->finally_op);
        put(k, SET_LIVE, state, false);
    }
}

/* Results that are there only if the opline jumps, or only if it does not. */
static void follow_branch(struct check *k, const struct opline *o, uint32_t at, uint32_t target)
{
    uint8_t kind = o->result_kind & TEMPORARY;

    switch (o->opcode) {
    case OP_JMPZ_EX:
    case OP_JMPNZ_EX:
    case OP_JMP_SET:
    case OP_COALESCE:
        flow(k, o, at + 1);
        write_operand(k, o, o->result, kind, compile_result_is_plain(o));
        flow(k, o, target);
        break;
    case OP_JMP_NULL:
        flow(k, o, at + 1);
        if (o->op1_kind & TEMPORARY)
            release(k, temporary_of(k, o->op1));
        write_operand(k, o, o->result, kind, (o->extended & (JMP_NULL_ISSET | JMP_NULL_EMPTY)) != 0);
        flow(k, o, target);
        break;
    case OP_FE_FETCH_R:
    case OP_FE_FETCH_RW:
        flow(k, o, target);
        write_operand(k, o, o->op2, o->op2_kind, false);
        write_operand(k, o, o->result, kind, false);
        flow(k, o, at + 1);
        break;
    default:
        write_operand(k, o, o->result, kind, compile_result_is_plain(o));
        flow(k, o, at + 1);
        flow(k, o, target);
        break;
    }
}

static void follow(struct check *k, const struct opline *o, uint32_t at)
{
    const struct opline *target = compile_jump_target(o);

    switch (o->opcode) {
    case OP_RETURN:
    case OP_RETURN_BY_REF:
        check_nothing_left(k, o);
        break;
    case OP_THROW:
    case OP_EXIT:
    case OP_FAST_RET:
    case OP_VERIFY_NEVER:
        break;
    case OP_JMP:
        arrive(k);
        flow(k, o, func_opline_number(k->f, target));
        break;
    case OP_FAST_CALL: /* comes back as if nothing had been; the finally is entered from its try */
        flow(k, o, at + 1);
        break;
    default:
        if (target != NULL) {
            follow_branch(k, o, at, func_opline_number(k->f, target));
            break;
        }
        write_operand(k, o, o->result, o->result_kind & TEMPORARY, compile_result_is_plain(o));
        flow(k, o, at + 1);
        break;
    }
}

static void check_path(struct check *k, uint32_t at)
{
    const struct opline *o = &k->f->oplines[at];

    memcpy(k->now, k->state + (size_t)at * SETS * k->words, (size_t)SETS * k->words * sizeof(uint64_t));
    check_ranges(k, o, at);
    enter_handlers(k, at);
    read_operand(k, o, o->op1, o->op1_kind, keeps_op1(o));
    if (!compile_writes_op2(o))
        read_operand(k, o, o->op2, o->op2_kind, o->opcode == OP_FAST_CALL);
    if (!k->failed)
        follow(k, o, at);
}

static void check_paths(struct check *k)
{
    mark_ranges(k);
    memset(k->now, 0, (size_t)SETS * k->words * sizeof(uint64_t));
    for (uint32_t t = 0; t < k->f->tmp_count; t++)
        k->width[t] = 1;
    flow(k, k->f->oplines, 0);
    while (k->work_count > 0 && !k->failed)
        check_path(k, k->work[--k->work_count]);
}

bool compile_check(struct vm *vm, const struct func *f, char *text, size_t size)
{
    struct check k = {.vm = vm, .f = f, .text = text, .size = size, .words = f->tmp_count / 64 + 1};
    size_t sets = (size_t)(f->opline_count + 1) * (SETS + 1) * k.words, total;
    char *block;

    for (uint32_t i = 0; i < f->opline_count; i++)
        check_shape(&k, &f->oplines[i]);
    check_regions(&k);
    if (k.failed || f->tmp_count == 0 || sets > WORK_MAX)
        return !k.failed;
    total = sets * sizeof(uint64_t) + (f->opline_count + f->tmp_count) * sizeof(uint32_t) + f->opline_count;
    block = mem_own(vm, NULL, 0, total);
    if (block == NULL)
        return true;
    k.state = (uint64_t *)block;
    k.now = k.state + (size_t)f->opline_count * SETS * k.words;
    k.ranges = k.now + (size_t)SETS * k.words;
    k.needed = k.ranges + (size_t)f->opline_count * k.words;
    k.work = (uint32_t *)(k.state + sets);
    k.width = k.work + f->opline_count;
    k.seen = (uint8_t *)(k.width + f->tmp_count);
    memset(k.seen, 0, f->opline_count);
    check_paths(&k);
    mem_own(vm, block, total, 0);
    return !k.failed;
}
