/* dump_oplines.c: the oplines, live ranges and try regions of a program's functions.
 *
 * The gdb script (gdb/refvm_gdb.py) prints the same lines, and tests/gdb.sh compares them: change both.
 */
#include "compile_rules.h"
#include "dump.h"

static const char oplines_legend[] =
    "# oplines of each function: number, line, opcode (rows of opcodes.def), op1, op2 = result\n"
    "#   $x a variable, T1 V1 a temporary by the number of its slot, ->7 a jump to opline 7, #7 a number, "
    "- nothing\n"
    "#   'and JMPZ': jumps itself, in place of the opline that follows; ext: see opcodes.def\n";

static const char live_legend[] = "# live ranges of each function: between which oplines (the last "
                                  "excluded) a temporary holds something, and what\n"
                                  "#   an unwinding does with it: tmp free, loop end a foreach, silence "
                                  "end an @, rope free parts, new free without\n"
                                  "#   destructor; then the try regions: oplines at which parts begin\n";

/* ---- oplines ------------------------------------------------------------------------------------- */

/* Which field is a jump. The last CATCH has none. */
static uint8_t jump_field(const struct opline *o)
{
    return compile_jump_target(o) != NULL ? compile_rules[o->opcode].jump : JUMP_NO;
}

static bool is_assign_op(uint8_t opcode)
{
    return opcode == OP_ASSIGN_OP || opcode == OP_ASSIGN_DIM_OP || opcode == OP_ASSIGN_OBJ_OP ||
           opcode == OP_ASSIGN_STATIC_PROP_OP;
}

static uint32_t slot_index(uint32_t offset)
{
    return offset / (uint32_t)sizeof(struct value) - FRAME_SLOTS;
}

static void put_slot(struct dump *d, const struct func *f, uint8_t kind, uint32_t offset)
{
    uint32_t index = slot_index(offset);

    if (kind != OPERAND_CV) {
        dump_format(d, "%c%u", kind == OPERAND_TMP ? 'T' : 'V', index - f->var_count);
        return;
    }
    dump_text(d, "$");
    dump_name(d, f->vars[index]);
}

static void put_jump(struct dump *d, const struct func *f, const struct opline *o)
{
    dump_format(d, "->%u", func_opline_number(f, compile_jump_target(o)));
}

static bool has_operand(const struct opline *o, enum compile_jump field)
{
    uint8_t kind = field == JUMP_OP1 ? o->op1_kind : o->op2_kind;
    union operand operand = field == JUMP_OP1 ? o->op1 : o->op2;

    return jump_field(o) == field || kind != OPERAND_UNUSED || operand.number != 0;
}

static void put_operand(struct dump *d, const struct func *f, const struct opline *o,
                        enum compile_jump field)
{
    uint8_t kind = field == JUMP_OP1 ? o->op1_kind : o->op2_kind;
    union operand operand = field == JUMP_OP1 ? o->op1 : o->op2;

    if (!has_operand(o, field))
        dump_text(d, "-");
    else if (jump_field(o) == field)
        put_jump(d, f, o);
    else if (kind == OPERAND_CONST)
        dump_value_to(d, opline_literal(o, operand), 1);
    else if (kind == OPERAND_UNUSED)
        dump_format(d, "#%u", operand.number);
    else
        put_slot(d, f, kind, operand.slot);
}

static void put_result(struct dump *d, const struct func *f, const struct opline *o)
{
    uint8_t branch = o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ);

    if (branch != 0) {
        dump_text(d, branch == OPERAND_JMPZ ? " and JMPZ" : " and JMPNZ");
    } else if (o->result_kind != OPERAND_UNUSED) {
        dump_text(d, " = ");
        put_slot(d, f, o->result_kind, o->result.slot);
    } else if (strncmp(opcode_names[o->opcode], "SEND_", 5) == 0) {
        dump_format(d, " to slot %u", slot_index(o->result.slot));
    } else if (o->result.number != 0) {
        dump_format(d, " result #%u", o->result.number);
    }
}

static void put_extended(struct dump *d, const struct func *f, const struct opline *o)
{
    if (jump_field(o) == JUMP_EXT) {
        dump_text(d, " end ");
        put_jump(d, f, o);
    } else if (is_assign_op(o->opcode)) {
        dump_format(d, " ext %s", opcode_names[o->extended]);
    } else if (o->extended != 0) {
        dump_format(d, " ext %u", o->extended);
    }
}

void dump_opline(struct dump *d, const struct func *f, const struct opline *o)
{
    bool second = has_operand(o, JUMP_OP2);

    dump_format(d, "   %4u  line %-4u %s", func_opline_number(f, o), o->line, opcode_names[o->opcode]);
    if (second || has_operand(o, JUMP_OP1)) {
        dump_text(d, " ");
        put_operand(d, f, o, JUMP_OP1);
    }
    if (second) {
        dump_text(d, ", ");
        put_operand(d, f, o, JUMP_OP2);
    }
    put_result(d, f, o);
    put_extended(d, f, o);
    dump_text(d, "\n");
}

static void put_code(struct dump *d, const struct func *f)
{
    dump_func_name(d, f);
    dump_format(d, ": %u variables, %u temporaries, %u oplines\n", f->var_count, f->tmp_count,
                f->opline_count);
    for (uint32_t i = 0; i < f->opline_count; i++)
        dump_opline(d, f, &f->oplines[i]);
}

/* ---- live ranges --------------------------------------------------------------------------------- */

static void put_ranges(struct dump *d, const struct func *f)
{
    static const char *const kinds[] = {[LIVE_TMP] = "tmp",
                                        [LIVE_LOOP] = "loop",
                                        [LIVE_SILENCE] = "silence",
                                        [LIVE_ROPE] = "rope",
                                        [LIVE_NEW] = "new"};

    if (f->live_count + f->try_count == 0)
        return;
    dump_func_name(d, f);
    dump_text(d, ":\n");
    for (uint32_t i = 0; i < f->live_count; i++)
        dump_format(d, "live T%u: %u to %u, %s\n", slot_index(f->lives[i].slot) - f->var_count,
                    f->lives[i].start, f->lives[i].end, kinds[f->lives[i].kind]);
    for (uint32_t i = 0; i < f->try_count; i++)
        dump_format(d, "try from %u: catch %u, finally %u to %u (0: none)\n", f->tries[i].try_op,
                    f->tries[i].catch_op, f->tries[i].finally_op, f->tries[i].finally_end);
}

/* ---- all functions ------------------------------------------------------------------------------- */

static void reverse(struct func **list)
{
    struct func *f = *list, *next, *reversed = NULL;

    for (; f != NULL; f = next) {
        next = f->next_in_program;
        f->next_in_program = reversed;
        reversed = f;
    }
    *list = reversed;
}

/* In the order in which they were made. The program's list has the last one first, and is turned around for
 * the while: memory of our own would move the blocks that the program gets after it. */
static void for_each_function(struct dump *d, void (*print)(struct dump *d, const struct func *f))
{
    struct program *program = &d->vm->program;

    reverse(&program->funcs);
    for (const struct func *f = program->funcs; f != NULL; f = f->next_in_program)
        if (!(f->flags & FUNC_NATIVE) && f->oplines != NULL)
            print(d, f);
    reverse(&program->funcs);
}

static bool dump_functions(struct dump *d, const char *legend,
                           void (*print)(struct dump *d, const struct func *f))
{
    if (d->vm->program.main == NULL)
        return false;
    dump_text(d, legend);
    for_each_function(d, print);
    return true;
}

bool dump_oplines(struct dump *d)
{
    return dump_functions(d, oplines_legend, put_code);
}

bool dump_live(struct dump *d)
{
    return dump_functions(d, live_legend, put_ranges);
}
