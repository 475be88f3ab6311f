/* opt_mem.c: what memory an instruction touches, and so: which loads are already known.
 *
 * A load is what was stored there, or what an equal load found, if nothing in between can have written
 * there. The search goes backward over the chains of what writes (SSTORE, XSTORE, VSTORE, RETAIN, RELEASE,
 * CALL, HCALL, REBASE), and stops at the newest one that may have hit. In a loop that was unrolled the same
 * search passes over the whole body, so that a load is hoisted only if no store of the loop may hit it.
 *
 * Memory falls into regions that never overlap. The recorder keeps to that:
 *
 *   FRAME    the VM stack: slots, and what SADDR leads to, at a known distance from the base
 *   BLOCK    the head of a counted block: what a value of type STRING, ARRAY, OBJECT or REF points at. Two
 *            of them are the same block or apart; blocks of different types are always apart
 *   TABLE    the elements of arrays: INDEX, what FIND_INT and the like found, and what an array's head says
 *            its table is. Elements are values, their parts always lie at the same place in 16 bytes
 *   CONST    an address that is a constant of type PTR: the VM's own state, caches, literals. Never inside
 *            of the others
 *   ANYWHERE any other address; may be in each of the above
 *
 * An HCALL may write everything, and after a REBASE slots are counted from another base: no load is known
 * across the one, none of FRAME across the other. The countdown of safepoints is never known: SAFEPOINT
 * changes it, and what makes a collection due. A CALL that writes changes language memory, which is
 * everything but FRAME. RETAIN and RELEASE change the count at the start of a block, nothing else: a string
 * that is freed is never looked at again.
 */
#include <stddef.h>

#include "jit/opt.h"
#include "vm.h"

enum region { ANYWHERE, FRAME, BLOCK, TABLE, CONST };

enum alias { ALIAS_NO, ALIAS_MAY, ALIAS_MUST };

/* Bytes of memory: `size` of them at base + 16 index + offset. */
struct place {
    enum region region;
    uint8_t block;  /* BLOCK: type of what the base points at */
    ir_ref base;    /* FRAME: the REBASE that is in force, or 0; CONST: 0 */
    ir_ref index;   /* or IR_REF_NONE */
    int64_t offset; /* CONST: the address */
    uint32_t size;
};

enum { VALUE_BYTES = 12, INFO_AT = 8, ELEMENT = sizeof(struct value) };

/* ---- addresses ------------------------------------------------------------------------------------- */

/* The REBASE before an instruction. */
static ir_ref rebase_before(const struct ir *ir, ir_ref ref)
{
    uint32_t n = ir->chain[IR_REBASE];

    while (n != 0 && IR_BASE + n > ref)
        n = ir->ins[n].prev;
    return n == 0 ? IR_REF_NONE : IR_BASE + n;
}

/* index = other + k, which did not overflow: 16 k bytes more. */
static void split_index(const struct ir *ir, struct place *p)
{
    const struct ir_ins *ins = ir_at(ir, p->index);
    int64_t more;

    if (ir_is_const(p->index) || ins->op != IR_ADD || !ir_is_const(ins->b))
        return;
    if (__builtin_mul_overflow(ir_const_of(ir, ins->b).i, (int64_t)ELEMENT, &more) ||
        __builtin_add_overflow(p->offset, more, &more))
        return;
    p->offset = more;
    p->index = ins->a;
}

static bool is_table_of_array(const struct ir *ir, const struct ir_ins *load)
{
    const struct ir_ins *field = ir_at(ir, load->a);

    return load->op == IR_XLOAD && !ir_is_const(load->a) && field->op == IR_FIELD &&
           field->b == offsetof(struct array, values) && (ir_at(ir, field->a)->type & 15u) == TYPE_ARRAY &&
           irt_is_value(ir_at(ir, field->a)->type);
}

static bool is_element(const struct ir_ins *ins)
{
    return ins->op == IR_CALL &&
           (ins->a == IRCALL_FIND_INT || ins->a == IRCALL_FIND_STRING || ins->a == IRCALL_FIND_TEXT);
}

/* Where the base itself lies: everything but FIELD and INDEX. */
static void place_base(const struct ir *ir, struct place *p, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(ir, ref);
    uint8_t type = ins->type & 15u;

    p->base = ref;
    if (irt_is_value(ins->type) && type >= TYPE_STRING && type <= TYPE_REF) {
        p->region = BLOCK;
        p->block = type;
    } else if (ins->op == IR_SADDR) {
        p->region = FRAME;
        p->base = rebase_before(ir, ref);
        p->offset += (int32_t)ins->a;
    } else if (ins->op == IR_KPTR && ins->type == IRT_PTR) {
        p->region = CONST;
        p->base = 0;
        p->offset += (int64_t)ir_const_of(ir, ref).u;
    } else if (ins->type == IRT_PTR && (is_table_of_array(ir, ins) || is_element(ins))) {
        p->region = TABLE;
    }
}

static struct place place_at(const struct ir *ir, ir_ref ref)
{
    struct place p = {.region = ANYWHERE};
    const struct ir_ins *ins = ir_at(ir, ref);

    while (!ir_is_const(ref) && ins->op == IR_FIELD) {
        p.offset += (int32_t)ins->b;
        ref = ins->a;
        ins = ir_at(ir, ref);
    }
    if (ir_is_const(ref) || ins->op != IR_INDEX) {
        place_base(ir, &p, ref);
        return p;
    }
    p.region = TABLE;
    p.base = ins->a;
    p.index = ins->b;
    split_index(ir, &p);
    return p;
}

/* ---- instructions ---------------------------------------------------------------------------------- */

static uint32_t word_size(uint8_t type)
{
    return type == IRT_WORD ? 4 : type == IRT_BYTE ? 1 : 8;
}

static struct place frame_place(const struct ir *ir, ir_ref at, ir_ref offset, uint32_t size)
{
    return (struct place){
        .region = FRAME, .base = rebase_before(ir, at), .offset = (int32_t)offset, .size = size};
}

/* What a load or store touches; `at` is its reference, or the next one. */
static struct place place_of(const struct ir *ir, const struct ir_ins *ins, ir_ref at)
{
    struct place p;

    if (ins->op == IR_SLOAD || ins->op == IR_SSTORE)
        return frame_place(ir, at, ins->a, VALUE_BYTES);
    p = place_at(ir, ins->a);
    switch (ins->op) {
    case IR_XLOAD:
    case IR_XSTORE:
        p.size = word_size(ins->type);
        break;
    case IR_VINFO:
        p.offset += INFO_AT;
        p.size = sizeof(uint32_t);
        break;
    case IR_RETAIN:
    case IR_RELEASE:
        p.size = sizeof(uint32_t);
        break;
    default:
        p.size = VALUE_BYTES;
        break;
    }
    return p;
}

/* ---- comparison ------------------------------------------------------------------------------------ */

/* Ranges of bytes from the same point. */
static enum alias by_distance(const struct place *a, const struct place *b)
{
    if (a->offset == b->offset)
        return ALIAS_MUST;
    return a->offset < b->offset + b->size && b->offset < a->offset + a->size ? ALIAS_MAY : ALIAS_NO;
}

/* Parts of elements, of whichever: the payload of one is never the info word of another. */
static enum alias by_part(const struct place *a, const struct place *b)
{
    int64_t x = a->offset & (ELEMENT - 1), y = b->offset & (ELEMENT - 1);

    if (x + a->size > ELEMENT || y + b->size > ELEMENT)
        return ALIAS_MAY;
    return x < y + b->size && y < x + a->size ? ALIAS_MAY : ALIAS_NO;
}

/* Distances tell something of places from the same point; or of two blocks, which are the same or apart. */
static enum alias compare_same(const struct ir *ir, const struct place *a, const struct place *b)
{
    bool same = a->base == b->base && a->index == b->index;
    enum alias alias;

    switch (a->region) {
    case FRAME:
        return same ? by_distance(a, b) : ALIAS_MAY;
    case BLOCK:
        if (a->block != b->block)
            return ALIAS_NO;
        alias = by_distance(a, b);
        if (alias == ALIAS_MUST && !same)
            return a->block == TYPE_ARRAY && BUG(ir->vm, lj4ef96cff_count_alias, true) ? ALIAS_NO
                                                                                       : ALIAS_MAY;
        return alias;
    case TABLE:
        if (!same && a->base == b->base && BUG(ir->vm, lj1133_key_alias, by_part(a, b) != ALIAS_NO))
            return ALIAS_NO;
        return same ? by_distance(a, b) : by_part(a, b);
    default:
        return same ? by_distance(a, b) : ALIAS_MAY;
    }
}

static enum alias compare(const struct ir *ir, const struct place *a, const struct place *b)
{
    if (a->region == b->region)
        return compare_same(ir, a, b);
    return a->region == ANYWHERE || b->region == ANYWHERE ? ALIAS_MAY : ALIAS_NO;
}

/* ---- what writes ----------------------------------------------------------------------------------- */

/* A search for a key reads an array's head, its table and strings. It depends on which keys there are; a
 * value that another one replaces does not matter, unless it is the mark of a hole. */
static enum alias find_against(const struct ir *ir, const struct ir_ins *store, ir_ref at)
{
    struct place p;

    switch (store->op) {
    case IR_XSTORE:
    case IR_VSTORE:
        break;
    case IR_SSTORE:
    case IR_RETAIN:
    case IR_RELEASE:
        return ALIAS_NO;
    default:
        return ALIAS_MAY;
    }
    p = place_of(ir, store, at);
    if (p.region == FRAME || p.region == CONST || (p.region == BLOCK && p.block == TYPE_OBJECT))
        return ALIAS_NO;
    return p.region == TABLE && store->op == IR_VSTORE && store->type != TYPE_UNDEF ? ALIAS_NO : ALIAS_MAY;
}

static bool is_in_head(const struct place *p)
{
    return p->region == BLOCK && p->block != TYPE_STRING && p->offset < (int64_t)sizeof(struct collectable);
}

/* One holder less changes the count, and the links that the cycle collector has in a block's head. */
static enum alias call_against(const struct ir_ins *store, const struct place *p)
{
    uint8_t effects = ir_calls[store->a].effects;

    if (effects < IRE_WRITES)
        return ALIAS_NO;
    if (effects == IRE_RAISES && p != NULL && p->region != ANYWHERE)
        return p->region == BLOCK && p->block == TYPE_STRING ? ALIAS_MAY : ALIAS_NO;
    if (store->a == IRCALL_RELEASE_SHARED)
        return p != NULL && (p->region == ANYWHERE || is_in_head(p)) ? ALIAS_MAY : ALIAS_NO;
    return p != NULL && p->region == FRAME ? ALIAS_NO : ALIAS_MAY;
}

static bool is_property(const struct place *p)
{
    return p != NULL && p->region == BLOCK && p->block == TYPE_OBJECT && !is_in_head(p);
}

/* `p`: what the load reads; NULL: it is a CALL that reads. */
static enum alias load_against(const struct ir *ir, const struct place *p, ir_ref store_ref)
{
    const struct ir_ins *store = ir_at(ir, store_ref);
    struct place q;

    switch (store->op) {
    case IR_CALL:
        return call_against(store, p);
    case IR_HCALL:
        return is_property(p) && BUG(ir->vm, lj980_forward_over_call, true) ? ALIAS_NO : ALIAS_MAY;
    case IR_REBASE:
        return p == NULL || p->region == FRAME || p->region == ANYWHERE ? ALIAS_MAY : ALIAS_NO;
    default:
        break;
    }
    if (p == NULL)
        return find_against(ir, store, store_ref);
    q = place_of(ir, store, store_ref);
    return compare(ir, p, &q);
}

bool ir_may_alias(const struct ir *ir, ir_ref load, ir_ref store)
{
    const struct ir_ins *ins = ir_at(ir, load);
    struct place p;

    if (ins->op == IR_CALL)
        return load_against(ir, NULL, store) != ALIAS_NO;
    p = place_of(ir, ins, load);
    return load_against(ir, &p, store) != ALIAS_NO;
}

bool opt_touches_slot(const struct ir *ir, ir_ref ref, uint32_t slot)
{
    const struct ir_ins *ins = ir_at(ir, ref);
    struct place p = place_of(ir, ins, ref), q = frame_place(ir, ref, slot, VALUE_BYTES);

    return compare(ir, &p, &q) != ALIAS_NO;
}

/* No value of the language lies there, so that ANYWHERE is elsewhere. */
bool opt_touches_word(const struct ir *ir, ir_ref ref, uint32_t slot)
{
    struct place p = place_of(ir, ir_at(ir, ref), ref), q = frame_place(ir, ref, slot, sizeof(uint64_t));

    if (slot & SNAP_VM) {
        q.region = CONST;
        q.base = 0;
        q.offset = (int64_t)((uintptr_t)ir->vm + (slot & ~(uint32_t)SNAP_VM));
    }
    return p.region != ANYWHERE && compare(ir, &p, &q) != ALIAS_NO;
}

/* ---- forwarding ------------------------------------------------------------------------------------ */

static const uint8_t writers[] = {IR_SSTORE,  IR_XSTORE, IR_VSTORE, IR_RETAIN,
                                  IR_RELEASE, IR_CALL,   IR_HCALL,  IR_REBASE};

/* The newest instruction that may have written there, or 0; `*how` tells whether it did. */
static uint32_t newest_writer(const struct ir *ir, const struct place *p, enum alias *how)
{
    uint32_t newest = 0, n;
    enum alias alias;

    *how = ALIAS_NO;
    for (size_t i = 0; i < sizeof writers; i++) {
        for (n = ir->chain[writers[i]]; n > newest; n = ir->ins[n].prev) {
            alias = load_against(ir, p, IR_BASE + n);
            if (alias != ALIAS_NO) {
                newest = n;
                *how = alias;
            }
        }
    }
    return newest;
}

static ir_ref equal_call(const struct fold *f, uint32_t floor)
{
    const struct ir *ir = f->ir;

    for (uint32_t n = ir->chain[IR_CALL]; n > floor; n = ir->ins[n].prev)
        if (ir->ins[n].a == f->a && opt_same_arguments(ir, ir->ins[n].b, f->b))
            return IR_BASE + n;
    return FOLD_NEXT;
}

static bool is_same_place(const struct ir *ir, uint32_t n, const struct place *p)
{
    struct place q = place_of(ir, &ir->ins[n], IR_BASE + n);

    return compare(ir, p, &q) == ALIAS_MUST;
}

/* An equal load, behind `floor`. With a guard or without: what was loaded has the type. */
static ir_ref equal_load(const struct fold *f, const struct place *p, uint32_t floor)
{
    const struct ir *ir = f->ir;

    for (uint32_t n = ir->chain[f->op]; n > floor; n = ir->ins[n].prev)
        if (ir->ins[n].type == f->type && (ir->ins[n].a == f->a || is_same_place(ir, n, p)))
            return IR_BASE + n;
    return FOLD_NEXT;
}

/* Does the store write all that the load reads? A word alone says nothing of the info word; a value says
 * what its payload is. */
static bool covers(const struct ir_ins *store, const struct fold *f)
{
    switch (store->op) {
    case IR_XSTORE:
        return f->op == IR_XLOAD && word_size(store->type) == word_size(f->type);
    case IR_SSTORE:
    case IR_VSTORE:
        return f->op == IR_SLOAD || f->op == IR_VLOAD || (f->op == IR_XLOAD && word_size(f->type) == 8);
    default:
        return false;
    }
}

/* A store to just this place: what it stored, if that is of the load's type. */
static ir_ref stored(const struct fold *f, uint32_t n)
{
    const struct ir_ins *store = &f->ir->ins[n];

    return covers(store, f) && ir_at(f->ir, store->b)->type == f->type ? store->b : (ir_ref)FOLD_NEXT;
}

static ir_ref info_of(const struct fold *f, uint32_t n)
{
    return ir_kptr(f->ir, (const void *)(uintptr_t)irt_info(f->ir->ins[n].type), IRT_WORD);
}

ir_ref opt_stored_integer(const struct ir *ir, ir_ref load)
{
    const struct ir_ins *ins = ir_at(ir, load), *store;
    struct place p = place_of(ir, ins, load);
    int64_t most = ins->type == IRT_BYTE ? UINT8_MAX : UINT32_MAX;
    enum alias how;
    uint32_t newest = newest_writer(ir, &p, &how);

    if (how != ALIAS_MUST || IR_BASE + newest > load)
        return FOLD_NEXT;
    store = &ir->ins[newest];
    if (store->op != IR_XSTORE || store->type != ins->type || ir_at(ir, store->b)->type != TYPE_INT)
        return FOLD_NEXT;
    return opt_is_within(ir, store->b, most) ? store->b : (ir_ref)FOLD_NEXT;
}

/* The info word of a value that was loaded behind `floor`, or stored there. */
static ir_ref known_info(const struct fold *f, const struct place *info, uint32_t floor)
{
    const struct ir *ir = f->ir;
    struct place p = *info, q;

    for (uint32_t n = ir->chain[IR_VLOAD]; n > floor; n = ir->ins[n].prev)
        if (ir->ins[n].a == f->a)
            return info_of(f, n);
    if (floor == 0 || (ir->ins[floor].op != IR_VSTORE && ir->ins[floor].op != IR_SSTORE))
        return FOLD_NEXT;
    p.offset -= INFO_AT;
    p.size = VALUE_BYTES;
    q = place_of(ir, &ir->ins[floor], IR_BASE + floor);
    return compare(ir, &p, &q) == ALIAS_MUST ? info_of(f, floor) : (ir_ref)FOLD_NEXT;
}

static bool is_countdown(const struct ir *ir, const struct place *p)
{
    return p->region == CONST && p->offset == (int64_t)(uintptr_t)&ir->vm->safepoint_left;
}

ir_ref opt_forward(const struct fold *f)
{
    const struct ir_ins load = {.op = (uint8_t)f->op, .type = f->type, .a = f->a, .b = f->b};
    enum alias how;
    struct place p;
    uint32_t newest;
    ir_ref ref;

    if (f->op == IR_CALL)
        return equal_call(f, newest_writer(f->ir, NULL, &how));
    p = place_of(f->ir, &load, ir_next_ref(f->ir));
    if (is_countdown(f->ir, &p))
        return FOLD_NEXT;
    newest = newest_writer(f->ir, &p, &how);
    ref = equal_load(f, &p, newest);
    if (ref == FOLD_NEXT && f->op == IR_VINFO)
        ref = known_info(f, &p, newest);
    return ref == FOLD_NEXT && how == ALIAS_MUST ? stored(f, newest) : ref;
}
