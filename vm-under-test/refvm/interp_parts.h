/* interp_parts.h: the words that handlers are written in.
 *
 * A handler is the code of one opline. It has three variables: `opline` (the one that runs), `frame` and
 * `vm`; it ends by exactly one of the exits below, on every path. The same text is compiled several
 * times, and only the macros differ:
 *
 *   PARTS_CALL       a function that returns the next opline to the loop
 *   PARTS_HYBRID     a label in one big function
 *   PARTS_TAILCALL   a function that tail-calls the next handler
 *   PARTS_COLD       a function compiled once, for all engines (interp_cold.c)
 *
 * What is hot and small stands in handlers/NAME.inc, compiled into each engine; all else in
 * handlers/NAME_cold.inc, compiled once. Both are written HANDLER(NAME) { ... }. A cold one has a row
 * COLD(NAME) in handlers/cold.def (control and calls) or handlers/data_cold.def (data). Each opcode of
 * opcodes.def has exactly one of the two.
 *
 * Further handlers, special to operand kinds, are rows of handlers/special.def and data_special.def:
 *
 *   GROUP(ASSIGN, ROW(ASSIGN_CV_CONST, K_CV, K_CONST, K_UNUSED) ROW(...))
 *
 * The first row whose three masks (op1, op2, result) fit an opline is taken, else the opcode's own. A
 * special handler that gives up goes on in the opcode's cold one: HELPER(cold_ASSIGN). What stands in
 * arith_variants.inc is included three times: V(NAME) is NAME_SS, NAME_SC, NAME_CS (S a slot of any kind, C
 * a literal), and A(), B() are pointers to the operands.
 *
 * The control files (control, call, exception, arith) have NOP, jumps, COALESCE, BOOL_NOT, operators but
 * CONCAT and FAST_CONCAT, comparisons, CASE, OP_DATA, EXIT, everything about calls and exceptions, and fast
 * special handlers for much else; the data files have the rest.
 *
 * Rules
 *
 * SAVE() before anything that can allocate, raise, release or run user code.
 *
 * A hot HANDLER has no local whose address is taken (ASan, musttail): such code is a function of its own,
 * or the slow half is a helper, HELPER(helper_x), a function with a handler's parameters that is compiled
 * once and written with the words of PARTS_COLD: HELPER_FUNCTION(helper_x) { ... } in a cold file, with a
 * row HELPER_ROW(helper_x) in its table.
 *
 * An opline owns its TMP and VAR operands: it frees them on every way out, also when it raises (live ranges
 * end before it). It owns its result only once it went on with NEXT: a handler that raises leaves nothing
 * in the result slot that would have to be freed.
 *
 * After a release or a warning vm->exception may be set: NEXT_CHECK().
 *
 * Operands: pointers into frame or literals; raw: may be TYPE_UNDEF, TYPE_REF, TYPE_INDIRECT
 *
 *   OP1() OP2()                literal or slot, by operand kind
 *   OP1_SLOT() OP2_SLOT()      known to be TMP, VAR or CV
 *   OP1_CONST() OP2_CONST()    known to be a literal
 *   OP1_PLACE() OP2_PLACE()    slot to write to: TYPE_INDIRECT followed
 *   GET_OP1_R(v) GET_OP2_R(v)  sets v for reading (*)
 *   DATA_OP() GET_DATA_R(v)    the same for op1 of the OP_DATA that follows
 *   VALUE_OF(v)                follows a reference
 *   FREE_OP1() FREE_OP2()      releases a TMP or VAR operand, if it is one; FREE_DATA()
 *   RESULT() RESULT_USED()     the result's slot, and whether there is one
 *   TARGET1() TARGET2()        jump targets (const struct opline *); TARGET_EXT()
 *   CACHE(n)                   void ** into the function's inline caches
 *
 * (*) An undefined CV warns (saves the opline), and v is a null. When the warning's handler threw, both
 * operands are freed, and the exception is on its way. v is not dereferenced.
 *
 * Exits
 *
 *   NEXT() NEXT_DATA()         the following opline; the one behind an OP_DATA
 *   NEXT_CHECK()               THROW() if vm->exception, else NEXT(); NEXT_DATA_CHECK()
 *   NEXT_CHECK_RESULT()        as NEXT_CHECK, releases the result first if it throws
 *   JUMP(target)               any direction: a backward one is a safepoint
 *   JUMP_FORWARD(target)       known to be forward
 *   SMART_BRANCH(cond)         the result of a comparison or test (**)
 *   SMART_BRANCH_CHECK(cond)   THROW() first when vm->exception
 *   THROW()                    vm->exception is set: unwinds from frame->opline (saved)
 *   THROW_FREE()               the same, frees op1 and op2 first; THROW_FREE_DATA(): OP_DATA's, too
 *   HELPER(f)                  goes on where helper f says; HELPER_BRANCH(f): a comparison's
 *   ENTER_FRAME(f)             goes on in another frame, at f->opline; vm->frame is f already
 *   RETURN_TO(f)               the same, behind the DO_FCALL where f stands
 *
 * (**) Jumps itself when the JMPZ or JMPNZ that follows is fused, else sets the result and goes on.
 */
#ifndef REFVM_INTERP_PARTS_H
#define REFVM_INTERP_PARTS_H

#include "frame_inline.h"
#include "helper_data.h"

/* Masks for special.def. */
enum {
    K_UNUSED = 64,
    K_CONST = OPERAND_CONST,
    K_TMP = OPERAND_TMP,
    K_VAR = OPERAND_VAR,
    K_CV = OPERAND_CV,
    K_TMPVAR = OPERAND_TMP | OPERAND_VAR,
    K_SLOT = OPERAND_TMP | OPERAND_VAR | OPERAND_CV,
    K_OPERAND = K_SLOT | K_CONST,
    K_JMPZ = OPERAND_JMPZ,
    K_JMPNZ = OPERAND_JMPNZ,
    K_ANY = 255,
};

typedef const struct opline *interp_handler_fn(const struct opline *opline, struct frame *frame,
                                               struct vm *vm);

/* ---- shared helpers, in interp_cold.c ------------------------------------------------------------ */

#define COLD(name)       interp_handler_fn cold_##name;
#define HELPER_ROW(name) interp_handler_fn name;
#include "handlers/cold.def"
#include "handlers/data_cold.def"
#undef COLD
#undef HELPER_ROW

/* An undefined variable is read: warns. A null to read instead, or NULL after raising. */
const struct value *interp_undefined(struct vm *vm, struct frame *frame, const struct opline *opline,
                                     uint32_t slot);
/* vm->exception is set: where the unwinding found to go on, tagged. */
interp_handler_fn interp_throw, interp_throw_free, interp_throw_free_data;
/* The safepoint of a backward jump to `opline`. */
interp_handler_fn interp_safepoint_jump;

/* ---- tagged oplines ------------------------------------------------------------------------------ */

/* What a helper returns when the frame may have changed: `next` in vm->frame; NULL: the entry frame was
 * left. An engine whose handlers don't test the tag gets an opline of its own instead, whose handler does
 * what has to be done. */
static inline const struct opline *interp_enter(struct vm *vm, const struct opline *next)
{
    if (vm->interp->enter == NULL)
        return (const struct opline *)((uintptr_t)next | ENTER);
    if (next == NULL)
        return vm->interp->leave;
    vm->frame->opline = next;
    return vm->interp->enter;
}

/* ---- operands ------------------------------------------------------------------------------------ */

static inline struct value *interp_operand(const struct opline *o, const struct frame *f, uint8_t kind,
                                           union operand operand)
{
    return kind == OPERAND_CONST ? opline_literal(o, operand) : frame_at(f, operand.slot);
}

static inline struct value *interp_place(const struct frame *f, union operand operand)
{
    struct value *v = frame_at(f, operand.slot);

    return v->type == TYPE_INDIRECT ? v->indirect : v;
}

static inline void interp_free(struct vm *vm, const struct frame *f, uint8_t kind, union operand operand)
{
    if (kind & (OPERAND_TMP | OPERAND_VAR))
        value_release(vm, frame_at(f, operand.slot));
}

#define OP1()       interp_operand(opline, frame, opline->op1_kind, opline->op1)
#define OP2()       interp_operand(opline, frame, opline->op2_kind, opline->op2)
#define OP1_SLOT()  frame_at(frame, opline->op1.slot)
#define OP2_SLOT()  frame_at(frame, opline->op2.slot)
#define OP1_CONST() opline_literal(opline, opline->op1)
#define OP2_CONST() opline_literal(opline, opline->op2)
#define OP1_PLACE() interp_place(frame, opline->op1)
#define OP2_PLACE() interp_place(frame, opline->op2)
#define DATA_OP()   interp_operand(opline + 1, frame, opline[1].op1_kind, opline[1].op1)
#define VALUE_OF(v) value_deref_const(v)

#define FREE_OP1()  interp_free(vm, frame, opline->op1_kind, opline->op1)
#define FREE_OP2()  interp_free(vm, frame, opline->op2_kind, opline->op2)
#define FREE_DATA() interp_free(vm, frame, opline[1].op1_kind, opline[1].op1)

#define GET_READ_(v, raw, operand, throw)                                                                  \
    do {                                                                                                   \
        (v) = (raw);                                                                                       \
        if (unlikely((v)->type == TYPE_UNDEF)) {                                                           \
            if (!BUG(vm, gh18899_undef_opline, frame->opline != opline))                                   \
                SAVE();                                                                                    \
            (v) = interp_undefined(vm, frame, opline, (operand).slot);                                     \
            if ((v) == NULL)                                                                               \
                throw();                                                                                   \
        }                                                                                                  \
    } while (0)
#define GET_OP1_R(v)  GET_READ_(v, OP1(), opline->op1, THROW_FREE)
#define GET_OP2_R(v)  GET_READ_(v, OP2(), opline->op2, THROW_FREE)
#define GET_DATA_R(v) GET_READ_(v, DATA_OP(), opline[1].op1, THROW_FREE_DATA)

#define RESULT()      frame_at(frame, opline->result.slot)
#define RESULT_USED() (opline->result_kind != OPERAND_UNUSED)
#define TARGET1()     opline_target(opline, opline->op1)
#define TARGET2()     opline_target(opline, opline->op2)
#define TARGET_EXT()  ((const struct opline *)((const char *)opline + (int32_t)opline->extended))
#define CACHE(n)      (&frame->func->cache[n])
#define SAVE()        ((void)(frame->opline = opline))

/* ---- exits --------------------------------------------------------------------------------------- */

#define PARAMETERS_                                                                                        \
    __attribute__((unused)) const struct opline *opline, __attribute__((unused)) struct frame *frame,      \
        __attribute__((unused)) struct vm *vm

#if defined(PARTS_COLD)
#define HANDLER(name)         const struct opline *cold_##name(PARAMETERS_)
#define HELPER_FUNCTION(name) const struct opline *name(PARAMETERS_)
#define GO(next)              return (next)
#define HELPER(f)             return (f)(opline, frame, vm)
#define ENTER_FRAME(f)        return interp_enter(vm, (f)->opline)
#define RETURN_TO(f)          return interp_enter(vm, (f)->opline + 1)

#elif defined(PARTS_CALL)
#define HANDLER(name)  static const struct opline *h_##name(PARAMETERS_)
#define GO(next)       return (next)
#define HELPER(f)      return (f)(opline, frame, vm)
#define ENTER_FRAME(f) return (const struct opline *)((uintptr_t)(f)->opline | ENTER)
#define RETURN_TO(f)   return (const struct opline *)((uintptr_t)((f)->opline + 1) | ENTER)

#elif defined(PARTS_HYBRID)
#define HANDLER(name) L_##name:
#define GO(next)                                                                                           \
    do {                                                                                                   \
        opline = (next);                                                                                   \
        SHADOW_SET();                                                                                      \
        goto * opline->handler;                                                                            \
    } while (0)
#define HELPER(f)                                                                                          \
    do {                                                                                                   \
        opline = (f)(opline, frame, vm);                                                                   \
        goto tagged;                                                                                       \
    } while (0)

#elif defined(PARTS_TAILCALL)
#define HANDLER(name) static const struct opline *h_##name(PARAMETERS_)
#define GO(next)                                                                                           \
    do {                                                                                                   \
        opline = (next);                                                                                   \
        SHADOW_SET();                                                                                      \
        __attribute__((musttail)) return ((interp_handler_fn *)opline->handler)(opline, frame, vm);        \
    } while (0)
#if defined(TAILCALL_TAG)
/* The handler looks at the tag itself. */
#define UNTAG_()                                                                                           \
    do {                                                                                                   \
        opline = (const struct opline *)((uintptr_t)opline & ~(uintptr_t)ENTER);                           \
        if (opline == NULL)                                                                                \
            return (const struct opline *)ENTER;                                                           \
        frame = vm->frame;                                                                                 \
    } while (0)
#define HELPER(f)                                                                                          \
    do {                                                                                                   \
        opline = (f)(opline, frame, vm);                                                                   \
        if (unlikely((uintptr_t)opline & ENTER))                                                           \
            UNTAG_();                                                                                      \
        GO(opline);                                                                                        \
    } while (0)
#elif defined(TAILCALL_LOOP)
/* The main loop looks at it. */
#define HELPER(f) return (f)(opline, frame, vm)
#else
/* TAILCALL_SENTINEL: nobody looks; the opline knows what to do. */
#define HELPER(f) GO((f)(opline, frame, vm))
#endif
#endif

/* The loop of `call` learns of another frame by the tag; these engines have theirs in a variable. */
#if defined(PARTS_HYBRID) || defined(PARTS_TAILCALL)
#define ENTER_FRAME(f)                                                                                     \
    do {                                                                                                   \
        frame = (f);                                                                                       \
        GO(frame->opline);                                                                                 \
    } while (0)
#define RETURN_TO(f)                                                                                       \
    do {                                                                                                   \
        frame = (f);                                                                                       \
        GO(frame->opline + 1);                                                                             \
    } while (0)
#endif

/* HELPER for the helper of a comparison that jumps itself: it gives back a tagged opline only when an
 * interrupt or an exception got in between. */
#if defined(PARTS_TAILCALL) && defined(TAILCALL_TAG)
#define HELPER_BRANCH(f)                                                                                   \
    do {                                                                                                   \
        opline = (f)(opline, frame, vm);                                                                   \
        if (unlikely((uintptr_t)opline & ENTER) && !BUG(vm, gh21922_tagged_opline, true))                  \
            UNTAG_();                                                                                      \
        GO(opline);                                                                                        \
    } while (0)
#else
#define HELPER_BRANCH(f) HELPER(f)
#endif

/* A call that was pushed is under preparation now. */
#define LINK_CALL(f) ((f)->prev = frame->call, frame->call = (f))

#if defined(PARTS_SHADOW) && defined(PARTS_CALL)
/* The reference interpreter also counts, and looks for the exits that it was told to expect. */
#define SHADOW_SET() snapshot_shadow(vm, frame, opline)
#elif defined(PARTS_SHADOW)
#define SHADOW_SET() ((void)(vm->shadow = opline))
#else
#define SHADOW_SET() ((void)0)
#endif

#define NEXT()            GO(opline + 1)
#define NEXT_DATA()       GO(opline + 2)
#define THROW()           HELPER(interp_throw)
#define THROW_FREE()      HELPER(interp_throw_free)
#define THROW_FREE_DATA() HELPER(interp_throw_free_data)

#define NEXT_CHECK()                                                                                       \
    do {                                                                                                   \
        if (unlikely(vm->exception != NULL))                                                               \
            THROW();                                                                                       \
        NEXT();                                                                                            \
    } while (0)
#define NEXT_DATA_CHECK()                                                                                  \
    do {                                                                                                   \
        if (unlikely(vm->exception != NULL))                                                               \
            THROW();                                                                                       \
        NEXT_DATA();                                                                                       \
    } while (0)
#define NEXT_CHECK_RESULT()                                                                                \
    do {                                                                                                   \
        if (unlikely(vm->exception != NULL)) {                                                             \
            if (RESULT_USED())                                                                             \
                value_clear(vm, RESULT());                                                                 \
            THROW();                                                                                       \
        }                                                                                                  \
        NEXT();                                                                                            \
    } while (0)

#define JUMP_FORWARD(target) GO(target)

/* `from`: the jump itself, which is the fused JMPZ of a smart branch. */
#define JUMP_FROM_(from, target)                                                                           \
    do {                                                                                                   \
        const struct opline *jump_from_ = (from);                                                          \
        opline = (target);                                                                                 \
        if (opline <= jump_from_ && SAFEPOINT_DUE(vm))                                                     \
            HELPER(interp_safepoint_jump);                                                                 \
        GO(opline);                                                                                        \
    } while (0)
#define JUMP(target) JUMP_FROM_(opline, target)

#define SMART_BRANCH(condition)                                                                            \
    do {                                                                                                   \
        bool smart_ = (condition);                                                                         \
        if (opline->result_kind & OPERAND_JMPZ) {                                                          \
            if (smart_)                                                                                    \
                GO(opline + 2);                                                                            \
            JUMP_FROM_(opline + 1, opline_target(opline + 1, opline[1].op2));                              \
        }                                                                                                  \
        if (opline->result_kind & OPERAND_JMPNZ) {                                                         \
            if (!smart_)                                                                                   \
                GO(opline + 2);                                                                            \
            JUMP_FROM_(opline + 1, opline_target(opline + 1, opline[1].op2));                              \
        }                                                                                                  \
        value_set_bool(RESULT(), smart_);                                                                  \
        NEXT();                                                                                            \
    } while (0)
/* For handlers that were chosen by result_kind. */
#define BRANCH_JMPZ(condition)                                                                             \
    do {                                                                                                   \
        if (condition)                                                                                     \
            GO(opline + 2);                                                                                \
        JUMP_FROM_(opline + 1, opline_target(opline + 1, opline[1].op2));                                  \
    } while (0)
#define BRANCH_JMPNZ(condition)                                                                            \
    do {                                                                                                   \
        if (!(condition))                                                                                  \
            GO(opline + 2);                                                                                \
        JUMP_FROM_(opline + 1, opline_target(opline + 1, opline[1].op2));                                  \
    } while (0)
#define BRANCH_BOOL(condition)                                                                             \
    do {                                                                                                   \
        bool bool_ = (condition);                                                                          \
        value_set_bool(RESULT(), bool_);                                                                   \
        NEXT();                                                                                            \
    } while (0)
#define SMART_BRANCH_CHECK(condition)                                                                      \
    do {                                                                                                   \
        bool checked_ = (condition);                                                                       \
        if (unlikely(vm->exception != NULL))                                                               \
            THROW();                                                                                       \
        SMART_BRANCH(checked_);                                                                            \
    } while (0)

#endif
