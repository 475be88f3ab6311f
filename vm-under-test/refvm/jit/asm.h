/* asm.h: the trace assembler; private to asm_*.c.
 *
 *   asm_live      which addresses are folded into the instructions that use them; the next and the last use
 *                 of each value                                                              asm_live.c
 *   one pass      over the IR, which allocates registers and emits at once      asm_ins.c, asm_arith.c,
 *                 asm_memory.c, asm_guard.c, asm_call.c; registers and slots: asm_reg.c; moves: asm_move.c
 *   exits         a map for each guard while the pass is at it, the stubs at the end          asm_exit.c
 *   loop, links   asm_loop.c, asm_link.c
 *
 * Time. An instruction's position is its number in ir.ins. Position p reads its operands at time 2p, and
 * its exit reads the slots of its snapshot at 2p + 1. A value dies at the time of its last use; its
 * register is free for the result of an instruction that was its last reader, unless that instruction's own
 * exit still needs it.
 *
 * Locations. A value is in a register, or in its spill slot, or in both. It is stored when it first leaves
 * its register, and never again, as it never changes; but what a PHI has on its left changes, and loses its
 * slot at LOOP, if it is in a register there. Constants are loaded where they are needed, stay in their
 * register as long as nothing else wants it, and are never stored.
 *
 * Spill slots count from the top, where the spill area begins, downwards: slot s is [rsp + spill_size -
 * 8 (s + 1)]. So a side trace finds its parent's slots under the parent's numbers, however much larger its
 * own area is. How large that is is known only after the pass: when it was taken for smaller, all is done
 * once more with the right size. Nothing but displacements depends on it, so that once more is enough.
 */
#ifndef REFVM_JIT_ASM_H
#define REFVM_JIT_ASM_H

#include <stddef.h>

#include "jit/emit.h"
#include "jit/trace.h"
#include "vm.h"

enum {
    ASM_SLOT_MAX = 256,
    ASM_SLOT_NONE = 0xffff,
    ASM_REGS = 32,
    ASM_ARGS_MAX = 6,
    ASM_MOVE_MAX = ASM_REGS + ASM_SLOT_MAX,
};

#define ASM_FOREVER UINT32_MAX

enum asm_value_flags {
    ASM_FUSED = 1 << 0,  /* an address that has no code: its users compute it */
    ASM_STORED = 1 << 1, /* the slot has it */
    ASM_LOOP_SLOT =
        1 << 2, /* left side of a PHI, in its slot at LOOP: the slot is nobody else's any more */
};

struct asm_value {
    uint8_t reg; /* enum reg */
    uint8_t flags;
    uint8_t loop_reg; /* at LOOP */
    uint16_t slot;
    uint16_t next;  /* position of the next instruction that reads it, 0: none */
    uint16_t right; /* of the PHI whose left side it is, or 0 */
    uint16_t left;  /* of the PHI whose right side it is, or 0 */
    uint32_t last;  /* time of the last use, 0: none */
};

struct asm_loc {
    uint8_t kind; /* enum loc_kind; LOC_STORED only for asm_watch */
    uint8_t reg;
    uint16_t slot;
    ir_ref k;
};

struct asm_move {
    struct asm_loc to, from;
};

struct asm_exit {
    uint32_t label;
    uint32_t forced;       /* label: fewer guards were left than had to be counted */
    uint32_t first, count; /* in assembler.slots */
    uint16_t snap;
    uint16_t fails, fail_count; /* the latest in assembler.fails, plus 1, or 0 */
};

/* Where guard n of a group jumps to when it fails: n guards are counted there. */
struct asm_fail {
    uint32_t label;
    uint16_t next; /* that of guard n - 1, as asm_exit.fails */
};

/* Where a group notes that it was executed. */
struct asm_note {
    uint32_t in, back; /* labels */
    uint16_t exit;     /* index */
    uint16_t count;    /* of its guards */
};

/* What is emitted behind the trace: the end of a string whose last holder went. */
struct asm_cold {
    uint32_t in, back; /* labels */
    uint32_t live;     /* registers to keep */
    uint8_t reg;       /* the string */
};

struct assembler;

/* Who wants to know where values are, for a dump. Each is called while it happens. */
struct asm_watch {
    void *ctx;
    /* The value goes from one place to another. LOC_STORED: it leaves, as its slot has it already, or it is
     * a constant. IR_REF_NONE: whichever value the loop's end finds there. */
    void (*moved)(void *ctx, const struct assembler *as, ir_ref ref, struct asm_loc from,
                  struct asm_loc to);
    /* The instruction is through. */
    void (*done)(void *ctx, const struct assembler *as, ir_ref ref);
};

struct asm_mem {
    enum reg base;
    int32_t disp;
};

struct assembler {
    struct vm *vm;
    const struct ir *ir;
    struct trace *trace;
    const struct trace_exit *parent_exit;
    struct emit e;
    enum stop stop;                /* sticky: the first failure */
    size_t size;                   /* of the block that this and the arrays are in */
    const struct asm_watch *watch; /* or NULL */
    uint32_t spill_size;

    struct asm_value *values; /* by reference, from value_first on */
    ir_ref value_first;
    uint16_t *next_a, *next_b; /* by position: where its operands are read next */
    uint16_t *next_call;       /* by position: the next call behind it, 0: none */
    struct asm_exit *exits;
    uint32_t exit_count;
    struct asm_fail *fails;
    uint32_t fail_total;
    struct asm_note *notes; /* NULL: nothing is noted */
    uint32_t note_count;
    uint16_t *snap_exit; /* by snapshot: number of its latest exit, plus 1 */
    uint16_t *snap_last; /* by snapshot: position of the last that uses it, 0: none */
    struct asm_cold *cold;
    uint32_t cold_count;
    struct exit_slot *slots; /* growable */
    uint32_t slot_total, slot_capacity;

    /* where the pass is */
    uint32_t now;             /* position */
    struct asm_exit *group;   /* that of the guards that are not counted yet, or NULL */
    uint32_t group_count;     /* how many */
    ir_ref owner[ASM_REGS];   /* whose value a register has, or 0; it may be dead */
    uint32_t pinned;          /* registers that this instruction uses */
    uint32_t forbid;          /* registers that it may not get */
    enum reg hint;            /* which one its result should get, or REG_NONE */
    ir_ref at_loop[ASM_REGS]; /* `owner` at LOOP */
    ir_ref slot_owner[ASM_SLOT_MAX];
    uint32_t slot_count;                        /* the most that were in use */
    uint32_t head, loop, leave, stitch, forced; /* labels */
    bool leaves;                                /* there is a jump to `leave` */
    struct asm_move moves[ASM_MOVE_MAX];
    uint32_t move_count;
    uint16_t readers[ASM_MOVE_MAX];
};

static inline struct asm_value *asm_value(const struct assembler *as, ir_ref ref)
{
    return &as->values[ref - as->value_first];
}

static inline void asm_fail(struct assembler *as, enum stop stop)
{
    if (as->stop == STOP_NONE)
        as->stop = stop;
}

static inline bool asm_is_float(const struct assembler *as, ir_ref ref)
{
    return irt_is_float(ir_at(as->ir, ref)->type);
}

/* Does it count as a guard, i.e. has it an exit that can be forced? */
static inline bool asm_is_guard(const struct ir_ins *ins)
{
    return (ins->flags & IRF_GUARD) || (ir_modes[ins->op].kind == IRK_GUARD && ins->op != IR_SAFEPOINT);
}

static inline void asm_tell(const struct assembler *as, ir_ref ref, struct asm_loc from, struct asm_loc to)
{
    if (as->watch != NULL)
        as->watch->moved(as->watch->ctx, as, ref, from, to);
}

/* Registers that a call does not keep, all xmm among them. */
#define ASM_CALLER_SAVED                                                                                   \
    (0xffff0000u | 1u << RAX | 1u << RCX | 1u << RDX | 1u << RSI | 1u << RDI | 1u << R8 | 1u << R9 |       \
     1u << R10 | 1u << R11)

/* ---- asm_trace.c --------------------------------------------------------------------------------- */

/* The pass once more over a trace that was assembled just now, with all as it was then, but that nothing is
 * emitted. `block` has this size, and is aligned for all. False: its exits came out otherwise. */
size_t asm_watch_size(const struct vm *vm, const struct ir *ir, const struct trace *t);
bool asm_watch(struct vm *vm, const struct ir *ir, struct trace *t, const struct trace_exit *parent_exit,
               const struct asm_watch *watch, void *block);

/* ---- asm_live.c ---------------------------------------------------------------------------------- */

void asm_live(struct assembler *as);
/* What an instruction reads in registers: the references behind folded addresses, 0 where nothing is. */
void asm_operands(const struct assembler *as, const struct ir_ins *ins, ir_ref refs[2]);
/* The arguments of a CALL, in order; how many. */
uint32_t asm_arguments(const struct assembler *as, const struct ir_ins *ins, ir_ref args[ASM_ARGS_MAX]);

/* ---- asm_reg.c ----------------------------------------------------------------------------------- */

/* A register that has the value, for the rest of this instruction. */
enum reg asm_use(struct assembler *as, ir_ref ref);
/* A register for the result of this instruction: after all its asm_use, before its asm_guard. It may be
 * that of an operand that dies here, unless `forbid` has it. */
enum reg asm_def(struct assembler *as, ir_ref ref);
/* The result is in this register already, which is free. */
void asm_def_in(struct assembler *as, ir_ref ref, enum reg r);
/* Makes a register free, wherever its value goes. */
void asm_vacate(struct assembler *as, enum reg r);
/* Is the value dead at that time? */
bool asm_is_dead(const struct assembler *as, ir_ref ref, uint32_t time);
/* The value leaves its register: stored, if it was not yet. */
void asm_evict(struct assembler *as, enum reg r);
/* Everything that lives on leaves the registers that a call does not keep; they are free then, with what
 * they had still in them. */
void asm_before_call(struct assembler *as);
struct asm_loc asm_loc_of(struct assembler *as, ir_ref ref);
int32_t asm_slot_disp(const struct assembler *as, uint32_t slot);

/* ---- asm_move.c ---------------------------------------------------------------------------------- */

/* 64 bits of memory into a register of either kind, and back. */
void asm_load(struct assembler *as, enum reg r, enum reg base, int32_t disp);
void asm_store(struct assembler *as, enum reg base, int32_t disp, enum reg r);
/* A constant into a register. */
void asm_load_const(struct assembler *as, enum reg r, ir_ref ref);
void asm_load_address(struct assembler *as, enum reg r, const void *p);
uint64_t asm_bits(const struct assembler *as, ir_ref ref);
/* A constant that can be an immediate. */
bool asm_imm(const struct assembler *as, ir_ref ref, int32_t *i);
/* Is it within reach of the VM's own address, so that [r12 + disp] is it? */
bool asm_near(const struct assembler *as, uint64_t address, int32_t *disp);
/* Moves that happen all at once. Targets are registers and slots, each once. */
void asm_move_add(struct assembler *as, struct asm_loc to, struct asm_loc from);
void asm_moves(struct assembler *as);

/* ---- asm_exit.c ---------------------------------------------------------------------------------- */

/* The label of this instruction's exit, with values where they are now. */
uint32_t asm_exit(struct assembler *as);
/* Where a guard jumps to when it fails: to be called when nothing moves any more until its jumps. It is
 * counted later. */
uint32_t asm_guard(struct assembler *as);
/* Counts the guards that were not so far; changes flags only. Their exit is taken if one was to be forced,
 * so all has to be where it was at the latest of them, and nothing may have had an effect since. */
void asm_count_guards(struct assembler *as);
void asm_stubs(struct assembler *as);
/* Behind all else, and not counted by any limit: what groups do beyond counting while guards are noted. */
void asm_notes(struct assembler *as);
/* Makes trace.exits and exit_slots. */
bool asm_exits_finish(struct assembler *as);

/* ---- instructions -------------------------------------------------------------------------------- */

void asm_ins(struct assembler *as, ir_ref ref);

struct asm_mem asm_address(struct assembler *as, ir_ref ref); /* asm_memory.c */
void asm_load_slot(struct assembler *as, const struct ir_ins *ins, ir_ref ref);
void asm_store_slot(struct assembler *as, const struct ir_ins *ins);
void asm_load_value(struct assembler *as, const struct ir_ins *ins, ir_ref ref);
void asm_store_value(struct assembler *as, const struct ir_ins *ins);
void asm_load_word(struct assembler *as, const struct ir_ins *ins, ir_ref ref);
void asm_store_word(struct assembler *as, const struct ir_ins *ins);
void asm_load_info(struct assembler *as, const struct ir_ins *ins, ir_ref ref);
void asm_make_address(struct assembler *as, ir_ref ref);
void asm_index(struct assembler *as, const struct ir_ins *ins, ir_ref ref);
void asm_retain(struct assembler *as, const struct ir_ins *ins);
void asm_rebase(struct assembler *as, const struct ir_ins *ins);
void asm_shadow(struct assembler *as, const struct ir_ins *ins);

void asm_arith(struct assembler *as, const struct ir_ins *ins, ir_ref ref); /* asm_arith.c */
void asm_unary(struct assembler *as, const struct ir_ins *ins, ir_ref ref);

void asm_compare(struct assembler *as, const struct ir_ins *ins); /* asm_guard.c */
void asm_testz(struct assembler *as, const struct ir_ins *ins);
void asm_stack_room(struct assembler *as, const struct ir_ins *ins);
void asm_safepoint(struct assembler *as);

void asm_call(struct assembler *as, const struct ir_ins *ins, ir_ref ref); /* asm_call.c */
void asm_handler_call(struct assembler *as, const struct ir_ins *ins);
void asm_release(struct assembler *as, const struct ir_ins *ins);
void asm_cold(struct assembler *as);

void asm_head(struct assembler *as); /* asm_link.c */
void asm_tail(struct assembler *as);
void asm_tail_stubs(struct assembler *as);

void asm_loop_begin(struct assembler *as); /* asm_loop.c */
/* `set: shadow=1`: where an iteration begins, rsp is where the spill area ends; what it has drifted to
 * otherwise is counted in vm->jit.host_stack_wrong. */
void asm_check_stack(struct assembler *as);
void asm_loop_end(struct assembler *as);

#endif
