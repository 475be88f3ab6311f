/* jit_dump_mcode.c: machine code, disassembled, with names for what it refers to; see jit_dump.h.
 *
 * Places in the code are distances from where it begins, as where that is says nothing. */
#include <Zydis/Zydis.h>
#include <stdio.h>

#include "jit/jit_dump.h"
#include "vm.h"

static const char legend[] =
    "# mcode of a trace or a function: distance from where it begins, instruction, and what it refers to\n"
    "#   rbx frame (of a trace: the one in which it begins, its base), r12 vm, r13 guards left, rsp spill "
    "slots\n"
    "#   $x T1 a slot of that frame, walk:12 an opline, -> what stands where it jumps to\n";

enum { TEXT_SIZE = 160, NAME_COLUMN = 44 };

struct listing {
    struct dump *d;
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    const struct mcode *code;
    const struct func *base;   /* whose frame rbx is, or NULL */
    const struct jit_func *jf; /* of a function, or NULL */
};

struct instruction {
    size_t at;
    ZydisDecodedInstruction info;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

static void listing_begin(struct listing *l)
{
    ZydisDecoderInit(&l->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZydisFormatterInit(&l->formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&l->formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&l->formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
                              ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&l->formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&l->formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
}

static bool decode(const struct listing *l, size_t at, struct instruction *i)
{
    i->at = at;
    return at < l->code->size &&
           ZYAN_SUCCESS(ZydisDecoderDecodeFull(&l->decoder, l->code->address + at, l->code->size - at,
                                               &i->info, i->operands));
}

/* ---- what an instruction refers to --------------------------------------------------------------- */

/* An immediate, if it is wide enough for an address. */
static bool put_immediate(struct listing *l, const char *before, const struct instruction *i)
{
    const ZydisDecodedOperand *o;

    if (i->info.operand_count_visible == 0)
        return false;
    o = &i->operands[i->info.operand_count_visible - 1];
    return o->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && !o->imm.is_relative && o->imm.value.u > UINT16_MAX &&
           jit_dump_address(l->d, before, o->imm.value.u);
}

static const ZydisDecodedOperand *memory_operand(const struct instruction *i)
{
    for (ZyanU8 k = 0; k < i->info.operand_count_visible; k++)
        if (i->operands[k].type == ZYDIS_OPERAND_TYPE_MEMORY &&
            i->operands[k].mem.index == ZYDIS_REGISTER_NONE)
            return &i->operands[k];
    return NULL;
}

/* Other memory of the VM may be within reach of r12, too. */
static bool put_near(struct listing *l, const char *before, const struct instruction *i)
{
    const ZydisDecodedOperand *o = memory_operand(i);

    return o != NULL && o->mem.base == ZYDIS_REGISTER_R12 &&
           jit_dump_address(l->d, before, (uintptr_t)l->d->vm + (uint64_t)o->mem.disp.value);
}

static bool put_frame_slot(struct listing *l, const char *before, const struct instruction *i)
{
    const ZydisDecodedOperand *o = memory_operand(i);

    if (o == NULL || o->mem.base != ZYDIS_REGISTER_RBX || l->base == NULL || o->mem.disp.value < 0)
        return false;
    dump_text(l->d, before);
    if (!jit_dump_slot(l->d, l->base, (uint32_t)o->mem.disp.value))
        dump_format(l->d, "#%u", (uint32_t)o->mem.disp.value);
    return true;
}

/* What a guard's stub begins with. */
static bool counts_guards(const struct instruction *i)
{
    const ZydisDecodedOperand *o = &i->operands[0];

    if (i->info.mnemonic == ZYDIS_MNEMONIC_JZ || i->info.mnemonic == ZYDIS_MNEMONIC_JNZ)
        return true;
    return i->info.operand_count_visible > 0 && o->type == ZYDIS_OPERAND_TYPE_REGISTER &&
           o->reg.value == ZYDIS_REGISTER_R13;
}

/* Of a place in the code: the opline that begins there, or what is at once referred to there, as the exit
 * in the stub of a guard. */
static void put_jump(struct listing *l, const char *before, size_t target)
{
    struct instruction there;

    for (uint32_t n = 0; l->jf != NULL && n < l->jf->func->opline_count; n++)
        if (l->jf->entry[n] == l->code->address + target) {
            dump_text(l->d, before);
            jit_dump_place(l->d, l->jf->func, &l->jf->func->oplines[n]);
            return;
        }
    while (l->jf == NULL && decode(l, target, &there) && counts_guards(&there))
        target += there.info.length;
    if (decode(l, target, &there) && !put_immediate(l, before, &there) &&
        there.info.mnemonic == ZYDIS_MNEMONIC_LEA)
        put_near(l, before, &there);
}

static bool jump_target(const struct instruction *i, size_t *target)
{
    const ZydisDecodedOperand *o = &i->operands[0];

    if (i->info.operand_count_visible == 0 || o->type != ZYDIS_OPERAND_TYPE_IMMEDIATE ||
        !o->imm.is_relative)
        return false;
    *target = i->at + i->info.length + (size_t)o->imm.value.s;
    return true;
}

/* `width`: of what stands before them in the line. */
static void put_names(struct listing *l, const struct instruction *i, size_t width)
{
    int space = width < NAME_COLUMN ? (int)(NAME_COLUMN - width) : 0;
    char before[NAME_COLUMN + 8];
    size_t target;

    if (jump_target(i, &target)) {
        snprintf(before, sizeof before, "%*s -> ", space, "");
        put_jump(l, before, target);
        return;
    }
    snprintf(before, sizeof before, "%*s ; ", space, "");
    if (!put_immediate(l, before, i) && !put_near(l, before, i))
        put_frame_slot(l, before, i);
}

/* A trace that changes its base has other frames from there on. */
static bool changes_base(const struct listing *l, const struct instruction *i)
{
    return l->jf == NULL && i->info.operand_count_visible > 0 &&
           i->operands[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
           i->operands[0].reg.value == ZYDIS_REGISTER_RBX &&
           (i->operands[0].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE);
}

/* ---- lines --------------------------------------------------------------------------------------- */

/* Returns its length. What can't be decoded is a byte. */
static size_t put_instruction(struct listing *l, size_t at)
{
    struct instruction i;
    char text[TEXT_SIZE];

    if (!decode(l, at, &i)) {
        dump_format(l->d, "  %5zx  byte %#x\n", at, l->code->address[at]);
        return 1;
    }
    ZydisFormatterFormatInstruction(&l->formatter, &i.info, i.operands, i.info.operand_count_visible, text,
                                    sizeof text, at, NULL);
    dump_format(l->d, "  %5zx  %s", at, text);
    put_names(l, &i, strlen(text));
    dump_text(l->d, "\n");
    if (changes_base(l, &i))
        l->base = NULL;
    return i.info.length;
}

/* An opline that is part of another has no place. */
static void put_oplines_at(struct listing *l, size_t at)
{
    const struct func *f = l->jf->func;

    for (uint32_t n = 0; n < f->opline_count; n++)
        if (l->jf->entry[n] == l->code->address + at)
            dump_opline(l->d, f, &f->oplines[n]);
}

static void put_code(struct listing *l)
{
    size_t at = 0;

    while (at < l->code->size) {
        if (l->jf != NULL)
            put_oplines_at(l, at);
        at += put_instruction(l, at);
    }
}

bool jit_dump_mcode(struct dump *d)
{
    const struct trace *t = jit_dump_trace(d->vm);
    struct listing l = {.d = d};

    listing_begin(&l);
    if (t != NULL) {
        l.code = &t->code;
        l.base = jit_dump_base(d->vm, t);
    } else if ((l.jf = jit_dump_compiled(d->vm)) != NULL) {
        l.code = &l.jf->code;
        l.base = l.jf->func;
    } else {
        return false;
    }
    dump_text(d, legend);
    if (t != NULL)
        dump_format(d, "trace %u, %zu bytes, of them on the stack %u: ", t->number, t->code.size,
                    t->spill_size);
    else
        dump_format(d, "function %u, %zu bytes: ", l.jf->number, l.code->size);
    dump_func_name(d, l.jf != NULL ? l.jf->func : t->func);
    dump_text(d, "\n");
    put_code(&l);
    return true;
}
