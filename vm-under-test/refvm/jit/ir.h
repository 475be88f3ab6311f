/* ir.h: the intermediate representation of a trace: typed, SSA, linear.
 *
 * A reference is a number: instructions count up from IR_BASE, constants down from it, so that one
 * comparison tells them apart. Both live in growable buffers of compiler memory, bounded by limits maxirins
 * and maxirconst. An instruction is 16 bytes.
 *
 * Types are those of values: a value type with IRT_COUNTED when its info word says VALUE_COUNTED, so that a
 * type determines the info word exactly (irt_info). Beyond them there are machine types that never
 * stand in a slot.
 *
 * Slots are byte offsets from the base, which is the frame where the trace began (rbx). Frames of inlined
 * calls are real: the recorder emits the stores that push them, and they lie behind the base at known
 * distances; their slots have offsets from the same base.
 *
 * Ownership: as in the frame. A slot that the recorder holds as a reference (not yet stored) owns what
 * the value points at. RETAIN and RELEASE are explicit.
 *
 * Snapshots. A guard's snapshot says how to put memory into the state before the opline it belongs to, or
 * behind a SAFEPOINT: which slots are not in memory yet (`dirty`) and what they hold, which opline runs
 * next in which frame. An entry with SNAP_STORED needs no store; it tells opt_loop what the slot holds. One
 * with SNAP_WORD is not of a value but of a machine word: a field of a frame's header, or of the VM itself
 * (SNAP_VM), which the exit stores in the same way. So a frame that was pushed and left inline need never
 * have been in memory; it is where an exit, a handler or another trace could look. No
 * snapshot may lie behind a side effect of its opline (law 1a): the recorder emits an opline's guards
 * first.
 *
 * HCALL. Before it, SSTOREs of all dirty slots; the handler does the opline (and the saved opline, safe-
 * points, exceptions). Afterwards, what the recorder knew of slots is forgotten as far as the handler may
 * have changed it. When it returns something else than expected, the trace is left by way of jit_leave with
 * that; no snapshot is needed. With IRF_GUARD its snapshot (SNAP_BRANCH) is of the other way that a branch
 * can go: an exit like that of a guard, which may become hot, but which nobody can force, as it is the
 * handler that decides. Both need all of memory as it is behind the handler.
 */
#ifndef REFVM_JIT_IR_H
#define REFVM_JIT_IR_H

#include "jit/jit.h"

enum ir_op {
#define IR(name, kind, a, b, text) IR_##name,
#include "jit/ir.def"
#undef IR
    IR_OP_COUNT,
};

enum ir_kind { IRK_PURE, IRK_LOAD, IRK_GUARD, IRK_STORE, IRK_EFFECT, IRK_MARK };
enum ir_operand { IRO_NONE, IRO_REF, IRO_LIT };

struct ir_mode {
    const char *name;
    enum ir_kind kind;
    enum ir_operand a, b;
};

extern const struct ir_mode ir_modes[IR_OP_COUNT];

enum ir_type {
    /* 0 .. 12: enum value_type */
    IRT_COUNTED = 16, /* added to STRING, ARRAY, OBJECT, REF */
    IRT_VOID = 32,
    IRT_PTR,  /* a machine address, or any 64-bit word that is no value */
    IRT_WORD, /* 32 bits, zero-extended */
    IRT_BYTE, /* 8 bits, zero-extended */
};

static inline uint32_t irt_info(uint8_t type)
{
    return (type & 15u) | (type & IRT_COUNTED ? (uint32_t)VALUE_COUNTED : 0u);
}

static inline uint8_t irt_of(const struct value *v)
{
    return (uint8_t)(v->type | (v->info & VALUE_COUNTED ? IRT_COUNTED : 0));
}

static inline bool irt_is_pri(uint8_t type) /* no payload */
{
    return type <= TYPE_TRUE;
}

static inline bool irt_is_value(uint8_t type)
{
    return type < IRT_VOID;
}

static inline bool irt_is_float(uint8_t type)
{
    return type == TYPE_FLOAT;
}

typedef uint32_t ir_ref;
enum { IR_REF_NONE = 0, IR_BASE = 0x8000, IR_REF_MAX = 0xffff };

enum ir_flags {
    IRF_GUARD = 1 << 0,
    IRF_NOT = 1 << 1,
    IRF_DEAD = 1 << 2,      /* found by DCE: no code */
    IRF_INVARIANT = 1 << 3, /* stands before LOOP and is used behind it */
    IRF_PHI = 1 << 4,       /* left or right side of a PHI */
};

struct ir_ins {
    uint8_t op; /* enum ir_op */
    uint8_t type;
    uint16_t flags;
    ir_ref a, b;   /* or literals, by ir_modes */
    uint16_t prev; /* same op before it: instruction number from IR_BASE, 0: none; for CSE */
    uint16_t snap; /* of a guard: number of its snapshot */
};

_Static_assert(sizeof(struct ir_ins) == 16, "");

union ir_const {
    int64_t i;
    double d;
    const void *p;
    uint64_t u;
};

enum snap_kind {
    SNAP_GUARD,            /* go on at `opline` */
    SNAP_SAFEPOINT_JUMP,   /* a safepoint of a jump to `opline` came to zero: do it there, then go on */
    SNAP_SAFEPOINT_ENTRY,  /* the same at the entry of the frame that was entered */
    SNAP_SAFEPOINT_NATIVE, /* the same behind a native function that DO_FCALL `opline` called */
    SNAP_BRANCH,           /* behind an opline that its handler did: it went the other way, to `opline` */
    SNAP_RAISED,           /* inside `opline`: it raised; its operands are to be freed, and it unwinds */
};

struct snap {
    ir_ref at;    /* first instruction that may use it */
    uint8_t kind; /* enum snap_kind */
    uint16_t entry_count;
    uint32_t entries;            /* index of the first one in ir.entries */
    int32_t frame;               /* the current frame's offset from the base */
    const struct opline *opline; /* where to go on */
    struct func *func;           /* of that frame */
    uint32_t taken;              /* how often this exit was taken */
};

enum snap_entry_flags {
    SNAP_STORED = 1 << 0, /* memory has it */
    SNAP_WORD = 1 << 1,   /* a word, not a value: 32 bits if it is of type WORD, else 64 */
};

enum { SNAP_VM = 1u << 31 }; /* in a word's slot: the rest is an offset in struct vm */

enum { IR_CONST_CHAINS = 64 };

struct snap_entry {
    uint32_t slot;  /* byte offset from the base; or SNAP_VM */
    uint32_t flags; /* enum snap_entry_flags */
    ir_ref ref;
};

struct ir {
    struct vm *vm;
    /* Both buffers are indexed by ref minus what they begin with. */
    struct ir_ins *ins; /* [0] is IR_BASE, a NOP */
    uint32_t ins_count, ins_capacity;
    union ir_const *consts;   /* [n] is ref IR_BASE - 1 - n */
    struct ir_ins *const_ins; /* op and type of each constant, same index */
    uint32_t const_count, const_capacity, const_ins_capacity;
    struct snap *snaps;
    uint32_t snap_count, snap_capacity;
    struct snap_entry *entries;
    uint32_t entry_count, entry_capacity;
    uint16_t chain[IR_OP_COUNT]; /* last instruction of each op, for CSE */
    ir_ref loop;                 /* the LOOP instruction, or 0 */
    uint16_t snap_now;           /* what guards that are emitted get */
    enum stop stop;              /* sticky: the first limit or failure that was hit; then nothing is added,
                                    and emitters return a harmless reference */
    uint16_t const_chain[IR_CONST_CHAINS]; /* newest constant of each chain: index + 1, linked by `prev` */
    /* What the buffers are while there is no memory for them, and where ir_snap points after a stop. */
    struct ir_ins spare_ins, spare_const_ins;
    union ir_const spare_const;
    struct snap spare_snap;
};

/* Instruction IR_BASE (a NOP) and constant IR_BASE - 1 (the integer 0) always exist, also after a stop:
 * they are the harmless references. A struct ir is not moved between ir_begin and ir_free. */
void ir_begin(struct ir *ir, struct vm *vm);
void ir_free(struct ir *ir);

static inline bool ir_is_const(ir_ref ref)
{
    return ref < IR_BASE;
}

static inline struct ir_ins *ir_at(const struct ir *ir, ir_ref ref)
{
    return ref < IR_BASE ? &ir->const_ins[IR_BASE - 1 - ref] : &ir->ins[ref - IR_BASE];
}

static inline union ir_const ir_const_of(const struct ir *ir, ir_ref ref)
{
    return ir->consts[IR_BASE - 1 - ref];
}

static inline ir_ref ir_next_ref(const struct ir *ir)
{
    return IR_BASE + ir->ins_count;
}

ir_ref ir_kint(struct ir *ir, int64_t i);
ir_ref ir_kfloat(struct ir *ir, double d); /* by bits: -0.0 and NaNs stay apart */
ir_ref ir_kpri(struct ir *ir, uint8_t type);
ir_ref ir_kptr(struct ir *ir, const void *p, uint8_t type); /* a value's payload, PTR or WORD */

/* Adds an instruction as it is. `flags` IRF_GUARD: with snapshot ir->snap_now. */
ir_ref ir_raw(struct ir *ir, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b);
/* The same through folding, CSE and forwarding, as far as they are switched on (opt_fold.c): what comes
 * back may be an older instruction or a constant. A guard that certainly holds comes back as IR_REF_NONE;
 * one that certainly fails is emitted. */
ir_ref ir_emit(struct ir *ir, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b);

/* A new snapshot, guards that follow use it; IR_REF_NONE-free list of entries is appended by snap_entry. */
struct snap *ir_snap(struct ir *ir, enum snap_kind kind, const struct opline *opline, struct func *func,
                     int32_t frame);
void ir_snap_entry(struct ir *ir, uint32_t slot, ir_ref ref, uint32_t flags); /* to the newest one */

/* Is it an address relative to the base as it is before instruction `at`? */
bool ir_is_at_base(const struct ir *ir, ir_ref ref, ir_ref at);
/* Does the exit's map have the entry? What memory has as well is there if nothing has to keep it: a side
 * trace knows it then. */
bool ir_snap_maps(const struct ir *ir, const struct snap *snap, const struct snap_entry *entry);
/* The address of a word, as snapshots have it. */
ir_ref ir_word_address(struct ir *ir, uint32_t slot);
/* Stores it there. A value's payload is a word like others. */
void ir_word_store(struct ir *ir, uint32_t slot, ir_ref ref);

/* Passes. Each leaves the IR whole; false and ir->stop when it gave up. */
bool opt_loop(struct ir *ir); /* unrolls once: see opt_loop.c. Needs the last snapshot: the loop's end */
void opt_dce(struct ir *ir);
/* The verifier: NULL, or what is wrong (static text); `at` gets where. Needs no memory. */
const char *ir_check(const struct ir *ir, ir_ref *at);

/* Text of the whole trace, see ir_dump.c. */
struct dump;
void ir_dump(const struct ir *ir, struct dump *d);

/* Can `store` (SSTORE, XSTORE, VSTORE, CALL, HCALL) change what `load` reads? In opt_mem.c. */
bool ir_may_alias(const struct ir *ir, ir_ref load, ir_ref store);

enum ir_call {
#define CALL(id, function, arguments, type, effects, text) IRCALL_##id,
#include "jit/calls.def"
#undef CALL
    IRCALL_COUNT,
};
enum ir_effects { IRE_PURE, IRE_READS, IRE_WRITES, IRE_RAISES, IRE_MAKES };
struct ir_call_info {
    const char *name;
    const void *function;
    uint8_t arguments, type, effects;
};
extern const struct ir_call_info ir_calls[IRCALL_COUNT];

#endif
