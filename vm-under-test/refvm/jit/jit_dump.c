/* jit_dump.c: what was recorded, snapshots and exits; see jit_dump.h. */
#include "jit/jit_dump.h"

#include "vm.h"

static const char recorder_legend[] =
    "# recorder: a trace, where it begins, and where it goes on; then the oplines it was recorded from\n"
    "#   * the opline is done by its handler, all others are in the IR; columns as in oplines\n";

static const char snap_legend[] =
    "# snapshots of a trace: first instruction that may use it, where the program goes on, +N: in a frame "
    "N "
    "bytes behind the base\n"
    "#   slot = instruction or constant that it must hold; (slot = ...) memory has it already\n";

static const char exits_legend[] =
    "# exits of a trace: snapshot, where the program goes on, +N: in a frame N bytes behind the base\n"
    "#   slot = type, where the value is then, instruction that made it\n";

/* ---- what was made ------------------------------------------------------------------------------- */

const struct trace *jit_dump_trace(const struct vm *vm)
{
    return vm->jit.recorder == NULL ? NULL : vm->jit.recorder->trace;
}

const struct jit_func *jit_dump_compiled(const struct vm *vm)
{
    const struct frame *f = vm->frame;

    if (vm->jit.engine != JIT_FUNCTION || f == NULL || f->func == NULL || f->func->jit == NULL)
        return NULL;
    return f->func->jit->entry == NULL ? NULL : f->func->jit;
}

/* Its base is the frame where it begins, but of a side trace: there it is that of the parent. */
const struct func *jit_dump_base(const struct vm *vm, const struct trace *t)
{
    return t->parent == 0 || vm->jit.traces[t->parent - 1]->exits[t->exit].frame == 0 ? t->func : NULL;
}

/* ---- recorder ------------------------------------------------------------------------------------ */

static void put_link(struct dump *d, const struct trace *t)
{
    dump_format(d, " -> %s", trace_links[t->link]);
    if (t->link_trace != 0)
        dump_format(d, " %u", t->link_trace);
    if (t->link_opline != NULL) {
        dump_text(d, " at ");
        jit_dump_place(d, jit_dump_func_at(d->vm, t->link_opline), t->link_opline);
    } else if (t->link == LINK_INTERPRETER) {
        dump_text(d, t->link_behind_call ? " behind the call" : " by a return to C code");
    }
}

void jit_dump_head(struct dump *d, const struct trace *t)
{
    dump_format(d, "trace %u", t->number);
    if (t->parent != 0)
        dump_format(d, ", from exit %u of trace %u", t->exit, t->parent);
    dump_text(d, ": ");
    jit_dump_place(d, t->func, t->start);
    put_link(d, t);
    dump_text(d, "\n");
}

/* The name of the function stands above its oplines whenever it is another one. */
static void put_steps(struct dump *d, const struct recorder *r)
{
    const struct func *func = NULL;
    uint32_t kept = r->opline_count < REC_STEP_MAX ? r->opline_count : REC_STEP_MAX;

    for (uint32_t i = 0; i < kept; i++) {
        const struct opline *o = (const struct opline *)(r->steps[i] & ~(uintptr_t)1);
        const struct func *f = jit_dump_func_at(d->vm, o);

        if (f == NULL)
            continue;
        if (f != func) {
            dump_func_name(d, f);
            dump_text(d, ":\n");
        }
        func = f;
        dump_text(d, r->steps[i] & 1 ? "*" : " ");
        dump_opline(d, f, o);
    }
    if (r->opline_count > kept)
        dump_format(d, "... %u more\n", r->opline_count - kept);
}

static bool dump_recorder(struct dump *d)
{
    const struct recorder *r = d->vm->jit.recorder;

    dump_text(d, recorder_legend);
    jit_dump_head(d, r->trace);
    put_steps(d, r);
    return true;
}

/* ---- places and values --------------------------------------------------------------------------- */

const char *jit_dump_type(uint8_t type)
{
    static const char *const names[] = {
        [TYPE_UNDEF] = "undef",   [TYPE_NULL] = "null",   [TYPE_FALSE] = "false",   [TYPE_TRUE] = "true",
        [TYPE_INT] = "int",       [TYPE_FLOAT] = "float", [TYPE_STRING] = "string", [TYPE_ARRAY] = "array",
        [TYPE_OBJECT] = "object", [TYPE_REF] = "ref"};

    return (type & 15u) <= TYPE_REF && irt_is_value(type) ? names[type & 15u] : "word";
}

void jit_dump_reg(struct dump *d, uint8_t reg)
{
    static const char *const general[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"};

    if (reg < R8)
        dump_text(d, general[reg]);
    else
        dump_format(d, reg < XMM0 ? "r%u" : "xmm%u", reg < XMM0 ? reg : reg - XMM0);
}

/* A slot of the frame at `frame`, or of the first one. Between them lie frames that nobody tells of. */
static void put_slot(struct dump *d, const struct trace *t, const struct func *func, int32_t frame,
                     uint32_t slot)
{
    if (slot & SNAP_VM) {
        if (jit_dump_address(d, "", (uintptr_t)d->vm + (slot & ~(uint32_t)SNAP_VM)))
            return;
    } else if (frame != 0 && (int32_t)slot >= frame) {
        if (jit_dump_slot(d, func, slot - (uint32_t)frame))
            return;
    } else if (jit_dump_slot(d, jit_dump_base(d->vm, t), slot)) {
        return;
    }
    dump_format(d, "#%u", slot);
}

static void put_const(struct dump *d, uint8_t type, union ir_const k)
{
    switch (type & 15u) {
    case TYPE_INT:
        dump_format(d, "%lld", (long long)k.i);
        break;
    case TYPE_FLOAT:
        dump_format(d, "%.17g", k.d);
        break;
    case TYPE_STRING:
        dump_quoted(d, ((const struct string *)k.p)->bytes, ((const struct string *)k.p)->len);
        break;
    default:
        dump_format(d, "%#llx", (unsigned long long)k.u);
    }
}

void jit_dump_ref(struct dump *d, const struct ir *ir, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(ir, ref);

    if (!ir_is_const(ref))
        dump_format(d, "%04u", ref - IR_BASE);
    else if (irt_is_pri(ins->type))
        dump_text(d, jit_dump_type(ins->type));
    else
        put_const(d, ins->type, ir_const_of(ir, ref));
}

static void put_target(struct dump *d, uint8_t kind, const struct func *func, const struct opline *o,
                       int32_t frame)
{
    static const char *const words[] = {[SNAP_GUARD] = "",
                                        [SNAP_SAFEPOINT_JUMP] = "safepoint of the jump to ",
                                        [SNAP_SAFEPOINT_ENTRY] = "safepoint of the entry at ",
                                        [SNAP_SAFEPOINT_NATIVE] = "safepoint behind the call at ",
                                        [SNAP_BRANCH] = "the other way, to ",
                                        [SNAP_RAISED] = "raised at "};

    dump_text(d, words[kind]);
    jit_dump_place(d, func, o);
    if (o != NULL)
        dump_format(d, " %s line %u", opcode_names[o->opcode], o->line);
    if (frame != 0)
        dump_format(d, " +%d", frame);
    dump_text(d, "\n");
}

/* ---- snapshots ----------------------------------------------------------------------------------- */

static void put_entry(struct dump *d, const struct recorder *r, const struct snap *snap,
                      const struct snap_entry *entry)
{
    bool stored = entry->flags & SNAP_STORED;

    dump_text(d, stored ? "     (" : "      ");
    put_slot(d, r->trace, snap->func, snap->frame, entry->slot);
    dump_format(d, " = ");
    jit_dump_ref(d, &r->ir, entry->ref);
    dump_text(d, stored ? ")\n" : "\n");
}

static bool dump_snapshots(struct dump *d)
{
    const struct recorder *r = d->vm->jit.recorder;

    dump_text(d, snap_legend);
    jit_dump_head(d, r->trace);
    for (uint32_t i = 0; i < r->ir.snap_count; i++) {
        const struct snap *snap = &r->ir.snaps[i];

        dump_format(d, "  %4u  at %04u  ", i, snap->at - IR_BASE);
        put_target(d, snap->kind, snap->func, snap->opline, snap->frame);
        for (uint32_t k = 0; k < snap->entry_count; k++)
            put_entry(d, r, snap, &r->ir.entries[snap->entries + k]);
    }
    return true;
}

/* ---- exits --------------------------------------------------------------------------------------- */

/* The entries of a snapshot that an exit has to store, in the order in which its map has them. */
static const struct snap_entry *next_entry(const struct ir *ir, const struct snap *snap, uint32_t *at)
{
    while (*at < snap->entry_count) {
        const struct snap_entry *entry = &ir->entries[snap->entries + (*at)++];

        if (ir_snap_maps(ir, snap, entry))
            return entry;
    }
    return NULL;
}

static bool is_map_of(const struct ir *ir, const struct snap *snap, const struct trace *t,
                      const struct trace_exit *exit)
{
    const struct snap_entry *entry;
    uint32_t at = 0, n = 0;

    if (snap->kind != exit->kind || snap->opline != exit->opline || snap->func != exit->func ||
        snap->frame != exit->frame)
        return false;
    while ((entry = next_entry(ir, snap, &at)) != NULL) {
        if (n == exit->count || t->exit_slots[exit->first + n].slot != entry->slot)
            return false;
        n++;
    }
    return n == exit->count;
}

/* The assembler does not keep which snapshot an exit has. Exits are in the order of their guards, which is
 * that of the snapshots, so that it is the first that fits from the last one's on. */
static uint32_t find_snapshot(const struct ir *ir, const struct trace *t, const struct trace_exit *exit,
                              uint32_t from)
{
    while (from < ir->snap_count && !is_map_of(ir, &ir->snaps[from], t, exit))
        from++;
    return from;
}

static void put_location(struct dump *d, const struct exit_slot *s)
{
    if (irt_is_pri(s->type))
        return;
    if (s->kind == LOC_REG) {
        dump_text(d, " in ");
        jit_dump_reg(d, s->reg);
    } else if (s->kind == LOC_SPILL)
        dump_format(d, " in [rsp+%#x]", s->spill * 8);
    else if (s->kind == LOC_CONST) {
        dump_text(d, " ");
        put_const(d, s->type, s->k);
    } else if (s->kind == LOC_BASE) {
        dump_format(d, " at #%lld", (long long)s->k.i);
    } else
        dump_text(d, " in memory");
}

/* `snap` NULL: it was not found. */
static void put_map(struct dump *d, const struct recorder *r, const struct trace_exit *exit,
                    const struct snap *snap)
{
    const struct trace *t = r->trace;
    uint32_t at = 0;

    for (uint32_t i = exit->first; i < exit->first + exit->count; i++) {
        const struct exit_slot *s = &t->exit_slots[i];
        const struct snap_entry *entry = snap == NULL ? NULL : next_entry(&r->ir, snap, &at);

        dump_text(d, "      ");
        put_slot(d, t, exit->func, exit->frame, s->slot);
        dump_format(d, " = %s", jit_dump_type(s->type));
        put_location(d, s);
        if (entry != NULL && !ir_is_const(entry->ref))
            dump_format(d, " (%04u)", entry->ref - IR_BASE);
        dump_text(d, "\n");
    }
}

static bool dump_exits(struct dump *d)
{
    const struct recorder *r = d->vm->jit.recorder;
    const struct trace *t = r->trace;
    uint32_t last = 0;

    dump_text(d, exits_legend);
    jit_dump_head(d, t);
    for (uint32_t i = 0; i < t->exit_count; i++) {
        const struct trace_exit *exit = &t->exits[i];
        uint32_t snap = find_snapshot(&r->ir, t, exit, last);
        bool found = snap < r->ir.snap_count;

        dump_format(d, "  exit %-3u snapshot ", i);
        if (found)
            dump_format(d, "%-3u ", last = snap);
        else
            dump_text(d, "?   ");
        put_target(d, exit->kind, exit->func, exit->opline, exit->frame);
        put_map(d, r, exit, found ? &r->ir.snaps[snap] : NULL);
    }
    return true;
}

/* ---- the words ----------------------------------------------------------------------------------- */

static bool dump_ir(struct dump *d)
{
    ir_dump(&d->vm->jit.recorder->ir, d);
    return true;
}

bool jit_dump(struct dump *d, const char *what)
{
    if (strcmp(what, "mcode") == 0)
        return jit_dump_mcode(d);
    if (jit_dump_trace(d->vm) == NULL)
        return false;
    if (strcmp(what, "recorder") == 0)
        return dump_recorder(d);
    if (strcmp(what, "ir") == 0)
        return dump_ir(d);
    if (strcmp(what, "regs") == 0)
        return jit_dump_regs(d);
    if (strcmp(what, "snap") == 0)
        return dump_snapshots(d);
    return strcmp(what, "exits") == 0 && dump_exits(d);
}
