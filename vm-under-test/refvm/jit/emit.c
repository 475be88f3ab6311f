/* emit.c: the assembler's buffer, its labels, and how instructions are encoded. What the instructions are
 * is in emit_move.c, emit_integer.c, emit_float.c and emit_control.c. */
#include <assert.h>
#include <string.h>

#include "jit/emit_parts.h"
#include "jit/jit.h"

struct emit_label {
    bool bound;
    size_t offset;
};

struct emit_fixup {
    uint32_t label;
    size_t at; /* of the 32-bit displacement, whose end is what it counts from */
};

enum { EMIT_SIZE_FIRST = 512, EMIT_LABEL_NONE = 0 };

/* ---- buffer -------------------------------------------------------------------------------------- */

void emit_begin(struct emit *e, struct vm *vm, size_t size_max)
{
    *e = (struct emit){.vm = vm, .size_max = size_max};
}

void emit_drop(struct emit *e)
{
    jit_mem(e->vm, e->bytes, e->capacity, 0, SITE_NONE);
    jit_mem(e->vm, e->labels, e->label_capacity * sizeof *e->labels, 0, SITE_NONE);
    jit_mem(e->vm, e->fixups, e->fixup_capacity * sizeof *e->fixups, 0, SITE_NONE);
    *e = (struct emit){.vm = e->vm, .size_max = e->size_max, .failed = true};
}

bool emit_ok(const struct emit *e)
{
    return !e->failed;
}

/* Room for `size` bytes more. */
static bool emit_reserve(struct emit *e, size_t size)
{
    if (e->failed)
        return false;
    if (size > e->size_max - e->size) {
        e->failed = e->too_long = true;
        return false;
    }
    if (size <= e->capacity - e->size)
        return true;
    size_t capacity = e->capacity ? 2 * e->capacity : EMIT_SIZE_FIRST;
    while (capacity - e->size < size)
        capacity *= 2;
    uint8_t *bytes = jit_mem(e->vm, e->bytes, e->capacity, capacity, SITE_jit_emit_bytes);
    if (!bytes) {
        e->failed = true;
        return false;
    }
    e->bytes = bytes;
    e->capacity = capacity;
    return true;
}

void emit_bytes(struct emit *e, const uint8_t *bytes, size_t size)
{
    if (!emit_reserve(e, size))
        return;
    memcpy(e->bytes + e->size, bytes, size);
    e->size += size;
}

void emit_insn(struct emit *e, const struct emit_insn *in)
{
    emit_bytes(e, in->bytes, in->size);
}

/* ---- encoding ------------------------------------------------------------------------------------ */

static void encode_byte(struct emit_insn *in, unsigned byte)
{
    in->bytes[in->size++] = (uint8_t)byte;
}

void emit_encode_imm(struct emit_insn *in, uint64_t i, unsigned size)
{
    for (unsigned n = 0; n < size; n++)
        encode_byte(in, (unsigned)(i >> (8 * n)) & 0xff);
}

/* xmm registers are numbered from 16 on, so that their low four bits are what is encoded, as well. */
static unsigned low3(unsigned reg)
{
    return reg & 7;
}

static unsigned bit3(unsigned reg)
{
    return reg >> 3 & 1;
}

static bool is_byte_by_rex(unsigned reg)
{
    return reg >= RSP && reg <= RDI;
}

/* Prefixes and opcode. The REX prefix has to be the last of the prefixes. */
static void encode_opcode(struct emit_insn *in, unsigned op, unsigned reg, unsigned index, unsigned rm)
{
    if (op & OP_66)
        encode_byte(in, 0x66);
    if (op & OP_F2)
        encode_byte(in, 0xf2);
    unsigned rex = (op & OP_W ? 8 : 0) | bit3(reg) << 2 | bit3(index) << 1 | bit3(rm);
    if (rex || (op & OP_BYTE_REG && is_byte_by_rex(reg)) || (op & OP_BYTE_RM && is_byte_by_rex(rm)))
        encode_byte(in, 0x40 | rex);
    if (op & OP_0F)
        encode_byte(in, 0x0f);
    encode_byte(in, op & 0xff);
}

void emit_encode_rr(struct emit_insn *in, unsigned op, unsigned reg, enum reg rm)
{
    encode_opcode(in, op, reg, 0, rm);
    encode_byte(in, 0xc0 | low3(reg) << 3 | low3(rm));
}

void emit_encode_r(struct emit_insn *in, unsigned op, enum reg r)
{
    encode_opcode(in, op + low3(r), 0, 0, r);
}

/* mod: how long the displacement is. Without one, what would mean rbp or r13 has another meaning. */
static unsigned encode_mod(enum reg base, int32_t disp)
{
    if (disp == 0 && low3(base) != RBP)
        return 0;
    return emit_fits8(disp) ? 1 : 2;
}

static void encode_disp(struct emit_insn *in, unsigned mod, int32_t disp)
{
    emit_encode_imm(in, (uint32_t)disp, mod == 0 ? 0 : mod == 1 ? 1 : 4);
}

void emit_encode_rm(struct emit_insn *in, unsigned op, unsigned reg, enum reg base, int32_t disp)
{
    assert(base <= R15);
    encode_opcode(in, op, reg, 0, base);
    unsigned mod = encode_mod(base, disp);
    encode_byte(in, mod << 6 | low3(reg) << 3 | low3(base));
    if (low3(base) == RSP)
        encode_byte(in, RSP << 3 | RSP); /* the SIB byte that says: no index */
    encode_disp(in, mod, disp);
}

static unsigned scale_bits(int scale)
{
    assert(scale == 1 || scale == 2 || scale == 4 || scale == 8);
    return (unsigned)__builtin_ctz((unsigned)scale);
}

void emit_encode_rx(struct emit_insn *in, unsigned op, unsigned reg, enum reg base, enum reg index,
                    int scale, int32_t disp)
{
    assert(base <= R15 && index <= R15 && index != RSP);
    encode_opcode(in, op, reg, index, base);
    unsigned mod = encode_mod(base, disp);
    encode_byte(in, mod << 6 | low3(reg) << 3 | RSP);
    encode_byte(in, scale_bits(scale) << 6 | low3(index) << 3 | low3(base));
    encode_disp(in, mod, disp);
}

void emit_op_rr(struct emit *e, unsigned op, unsigned reg, enum reg rm)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rr(&in, op, reg, rm);
    emit_insn(e, &in);
}

void emit_op_rm(struct emit *e, unsigned op, unsigned reg, enum reg base, int32_t disp)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rm(&in, op, reg, base, disp);
    emit_insn(e, &in);
}

void emit_op_rx(struct emit *e, unsigned op, unsigned reg, enum reg base, enum reg index, int scale,
                int32_t disp)
{
    struct emit_insn in = {.size = 0};
    emit_encode_rx(&in, op, reg, base, index, scale, disp);
    emit_insn(e, &in);
}

/* ---- labels and jumps ---------------------------------------------------------------------------- */

uint32_t emit_label(struct emit *e)
{
    if (e->failed)
        return EMIT_LABEL_NONE;
    if (!jit_grow(e->vm, (void **)&e->labels, &e->label_capacity, e->label_count, sizeof *e->labels,
                  SITE_jit_emit_labels)) {
        e->failed = true;
        return EMIT_LABEL_NONE;
    }
    e->labels[e->label_count] = (struct emit_label){.bound = false};
    return e->label_count++;
}

void emit_bind(struct emit *e, uint32_t label)
{
    if (e->failed)
        return;
    assert(label < e->label_count && !e->labels[label].bound);
    e->labels[label] = (struct emit_label){.bound = true, .offset = e->size};
}

size_t emit_label_offset(const struct emit *e, uint32_t label)
{
    if (e->failed)
        return 0;
    assert(label < e->label_count && e->labels[label].bound);
    return e->labels[label].offset;
}

static void put_displacement(struct emit *e, size_t at, size_t target)
{
    int32_t rel = (int32_t)((int64_t)target - (int64_t)(at + sizeof rel));
    memcpy(e->bytes + at, &rel, sizeof rel);
}

/* The jump's opcode, then a displacement for the label. */
static void emit_jump(struct emit *e, struct emit_insn *in, uint32_t label)
{
    emit_encode_imm(in, 0, 4);
    emit_insn(e, in);
    if (e->failed)
        return;
    assert(label < e->label_count);
    size_t at = e->size - 4;
    if (e->labels[label].bound) {
        put_displacement(e, at, e->labels[label].offset);
        return;
    }
    if (!jit_grow(e->vm, (void **)&e->fixups, &e->fixup_capacity, e->fixup_count, sizeof *e->fixups,
                  SITE_jit_emit_fixups)) {
        e->failed = true;
        return;
    }
    e->fixups[e->fixup_count++] = (struct emit_fixup){.label = label, .at = at};
}

void emit_jmp(struct emit *e, uint32_t label)
{
    struct emit_insn in = {.bytes = {0xe9}, .size = 1};
    emit_jump(e, &in, label);
}

void emit_jcc(struct emit *e, enum cc cc, uint32_t label)
{
    struct emit_insn in = {.bytes = {0x0f, (uint8_t)(0x80 + cc)}, .size = 2};
    emit_jump(e, &in, label);
}

bool emit_finish(struct emit *e)
{
    for (uint32_t i = 0; i < e->fixup_count && !e->failed; i++) {
        const struct emit_label *label = &e->labels[e->fixups[i].label];
        /* A jump to nowhere is a mistake of a compiler: no code is better than such code. */
        assert(label->bound);
        if (label->bound)
            put_displacement(e, e->fixups[i].at, label->offset);
        else
            e->failed = true;
    }
    e->fixup_count = 0;
    return !e->failed;
}
