/* jit_record_test.c: what the trace recorder makes of programs.
 *
 * Each program is run in the tracing engine with low thresholds. When its trace is installed the recorder
 * still has the IR, which is compared with what matters of it, in words:
 *
 *   MUL:int>      an instruction and its type; >: with a guard, i.e. of its type, or that it does not
 * overflow !LT:float     the guard that LT does not hold CALL.FMOD     a C function;  HCALL.ECHO  the
 * handler of an opline
 *
 * All passes are switched off, so that the IR is what was recorded, but where a test says otherwise.
 */
#include "check_main.h"
#include "jit_session.h"
#include "refvm/jit/jit_dump.h"

/* ---- words --------------------------------------------------------------------------------------- */

enum { WORD_SIZE = 40, WORDS_MAX = 400, DEPTH_MAX = 8 };

/* What was seen of the first trace that was installed; with this link, unless it is LINK_NONE. */
static enum trace_link wanted_link;
static struct seen {
    bool installed;
    char words[WORDS_MAX][WORD_SIZE];
    uint32_t word_count;
    char snaps[WORDS_MAX][200]; /* of the instruction with that number, or "" */
    uint32_t oplines, instructions, constants, snapshots;
    enum trace_link link;
    char text[SESSION_TEXT_SIZE]; /* the IR, for messages */
} seen;

static const char *type_word(uint8_t type)
{
    static const char *const values[] = {"undef", "null",   "false", "true",   "int",
                                         "float", "string", "array", "object", "ref"};
    static const char *const machine[] = {"", "ptr", "word", "byte"};

    if (type >= IRT_VOID)
        return machine[type - IRT_VOID];
    return (type & 15u) < COUNT(values) ? values[type & 15u] : "?";
}

static void put_word(const struct ir *ir, const struct ir_ins *ins, char word[WORD_SIZE])
{
    const char *not = ins->flags & IRF_NOT ? "!" : "";

    if (ins->op == IR_CALL)
        snprintf(word, WORD_SIZE, "CALL.%s", ir_calls[ins->a].name);
    else if (ins->op == IR_HCALL)
        snprintf(word, WORD_SIZE, "HCALL.%s",
                 opcode_names[((const struct opline *)ir_const_of(ir, ins->a).p)->opcode]);
    else
        snprintf(word, WORD_SIZE, "%s%s:%s%s", not, ir_modes[ins->op].name, type_word(ins->type),
                 ins->flags & IRF_GUARD && ir_modes[ins->op].kind != IRK_GUARD ? ">" : "");
}

/* `value` of "$x=value": an instruction's word, or a constant. */
static void put_value(const struct ir *ir, ir_ref ref, char *text, size_t size)
{
    const struct ir_ins *ins = ir_at(ir, ref);
    char word[WORD_SIZE];

    if (!ir_is_const(ref)) {
        put_word(ir, ins, word);
        snprintf(text, size, "%s", word);
    } else if (ins->op == IR_KINT) {
        snprintf(text, size, "%lld", (long long)ir_const_of(ir, ref).i);
    } else {
        snprintf(text, size, "%s", type_word(ins->type));
    }
}

/* Slots of the frame where the trace begins, and, marked, of the one that is current. */
static void put_slot(struct dump *d, const struct snap *snap, const struct func *base, uint32_t slot)
{
    bool is_inner = snap->frame != 0 && slot >= (uint32_t)snap->frame;

    dump_text(d, is_inner ? " inner " : " ");
    if (!jit_dump_slot(d, is_inner ? snap->func : base, is_inner ? slot - (uint32_t)snap->frame : slot))
        dump_format(d, "#%u", slot);
}

/* Where the program goes on, and what values have to be stored: "PRE_INC $s=ADD:int> $i=1". */
static void put_snap(const struct ir *ir, const struct snap *snap, const struct func *base, char *text,
                     size_t size)
{
    bool is_safepoint = snap->kind == SNAP_SAFEPOINT_JUMP || snap->kind == SNAP_SAFEPOINT_ENTRY ||
                        snap->kind == SNAP_SAFEPOINT_NATIVE;
    struct dump d = session_dump();
    char value[WORD_SIZE];

    dump_text(&d, is_safepoint ? "safepoint " : "");
    dump_text(&d, opcode_names[snap->opline->opcode]);
    for (uint32_t i = 0; i < snap->entry_count; i++) {
        const struct snap_entry *e = &ir->entries[snap->entries + i];

        if (e->flags & (SNAP_STORED | SNAP_WORD))
            continue;
        put_slot(&d, snap, base, e->slot);
        put_value(ir, e->ref, value, sizeof value);
        dump_format(&d, "=%s", value);
    }
    snprintf(text, size, "%s", session.text);
}

static void see_ins(const struct recorder *r, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(&r->ir, ref);

    if ((ins->flags & IRF_DEAD) || seen.word_count == WORDS_MAX)
        return;
    put_word(&r->ir, ins, seen.words[seen.word_count]);
    seen.snaps[seen.word_count][0] = '\0';
    if ((ins->flags & IRF_GUARD) || ir_modes[ins->op].kind == IRK_GUARD)
        put_snap(&r->ir, &r->ir.snaps[ins->snap], r->trace->func, seen.snaps[seen.word_count],
                 sizeof seen.snaps[0]);
    seen.word_count++;
}

static void see_trace(const struct vut_event *event)
{
    const struct recorder *r = vm->jit.recorder;
    struct dump d;

    if (event->kind != VUT_EVENT_TRACE_STOP || seen.installed)
        return;
    if (wanted_link != LINK_NONE && r->trace->link != wanted_link)
        return;
    seen.installed = true;
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(&r->ir); ref++)
        see_ins(r, ref);
    seen.oplines = r->opline_count;
    seen.instructions = r->ir.ins_count - 1;
    seen.constants = r->ir.const_count;
    seen.snapshots = r->ir.snap_count;
    seen.link = r->trace->link;
    d = session_dump();
    ir_dump(&r->ir, &d);
    memcpy(seen.text, session.text, session.text_size + 1);
}

static void begin(void)
{
    static const enum param_id passes[] = {PARAM_JIT_FOLD, PARAM_JIT_CSE, PARAM_JIT_FORWARD, PARAM_JIT_DCE,
                                           PARAM_JIT_LOOP};

    session_begin(JIT_TRACE);
    session_see = see_trace;
    wanted_link = LINK_NONE;
    for (size_t i = 0; i < COUNT(passes); i++)
        session_set(passes[i], 0);
}

static const char *record(const char *code)
{
    seen = (struct seen){.installed = false};
    return session_run(code);
}

/* ---- patterns ------------------------------------------------------------------------------------ */

/* A word matches itself, and, if it has no type, also with any type. */
static bool is_word(const char *word, const char *wanted, size_t size)
{
    return strncmp(word, wanted, size) == 0 &&
           (word[size] == '\0' || word[size] == ':' || word[size] == '.');
}

static uint32_t find_word(uint32_t from, const char *wanted, size_t size)
{
    while (from < seen.word_count && !is_word(seen.words[from], wanted, size))
        from++;
    return from;
}

/* Words that must follow each other, with anything between; -WORD: it must not be there at all. */
static void expect_words(const char *pattern)
{
    uint32_t at = 0;
    size_t size;

    for (const char *p = pattern; *p != '\0'; p += size + (p[size] == ' ')) {
        size = strcspn(p, " ");
        if (*p == '-') {
            ck_assert_msg(find_word(0, p + 1, size - 1) == seen.word_count, "'%.*s' in\n%s", (int)size, p,
                          seen.text);
            continue;
        }
        at = find_word(at, p, size);
        ck_assert_msg(at < seen.word_count, "no '%.*s' of '%s' in\n%s", (int)size, p, pattern, seen.text);
        at++;
    }
}

static uint32_t count_words(const char *wanted)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < seen.word_count; i++)
        count += is_word(seen.words[i], wanted, strlen(wanted));
    return count;
}

/* The snapshot of the n-th instruction of that word, from 0. */
static const char *snap_at(const char *wanted, uint32_t n)
{
    uint32_t at = find_word(0, wanted, strlen(wanted));

    while (n-- > 0 && at < seen.word_count)
        at = find_word(at + 1, wanted, strlen(wanted));
    ck_assert_msg(at < seen.word_count, "no '%s' in\n%s", wanted, seen.text);
    return seen.snaps[at];
}

/* ---- families of oplines ------------------------------------------------------------------------- */

/* What a loop over $i has in front, its body, and what else the program needs; the words of its IR. */
static const struct family {
    const char *name, *before, *body, *words;
} families[] = {
    {"integers", "$s = 1;", "$s = $s * 3 + $i - 2;",
     "SLOAD:int> MUL:int> SLOAD:int> ADD:int> SUB:int> -HCALL"},
    {"floats", "$f = 0.5;", "$f = $f * 1.5 - $i;",
     "SLOAD:float> MUL:float SLOAD:int> CONV:float SUB:float -HCALL"},
    {"a quotient that is an integer", "", "$q = 12 / 4;", "-HCALL"},
    {"a quotient that is none", "$k = 9;", "$q = $k / 4;",
     "SLOAD:int> MOD:int !EQ:int CONV:float DIV:float -HCALL"},
    {"a remainder", "$k = 7;", "$q = $i % $k;", "!EQ:int !EQ:int MOD:int -HCALL"},
    {"shifts", "$k = 2;", "$q = $i << $k >> 1;", "ULT:int SHL:int ULT:int SAR:int -HCALL"},
    {"bits", "", "$q = $i & 7 | 1 ^ ~$i;", "AND:int NOT:int XOR:int OR:int -HCALL"},
    {"a power", "$x = 2.0;", "$q = $x ** 2;", "SLOAD:float> CONV:float CALL.POW -HCALL"},
    {"steps", "$u = 0;", "$u++; --$u;", "ADD:int> SUB:int> -HCALL"},
    {"steps of floats", "$u = 0.5;", "$u++; --$u;", "ADD:float SUB:float -HCALL"},
    {"comparisons", "$k = 9;", "if ($i > $k) $k = 1;", "SLOAD:int> -HCALL"},
    {"a comparison of floats", "$x = 0.5;", "if ($i < $x) $k = 1;", "CONV:float !LT:float -HCALL"},
    {"an equality", "", "$q = $i == 3 ? 1 : 2;", "!EQ:int -HCALL"},
    {"identity of strings", "$t = 'a'; $u = 'b';", "if ($t === $u) $i++;",
     "SLOAD:string> SLOAD:string> CALL.SAME_STRING EQ:word -HCALL"},
    {"negations", "$b = false;", "$q = !$b;", "SLOAD:false> -HCALL"},
    {"conditions", "", "$q = $n && $i;", "SLOAD:int> !EQ:int -HCALL"},
    {"a value or another", "$x = null; $k = 3;", "$q = $x ?? $i; $q = $k ?: 5;",
     "SLOAD:null> SLOAD:int> !EQ:int -HCALL"},
    {"is it set", "$x = null;", "$q = isset($x);", "SLOAD:null> -HCALL"},
    {"tests of types", "$x = 0.5;", "$q = is_int($x);", "SLOAD:float> -HCALL"},
    {"casts", "", "$q = (float)$i; $b = (bool)$i;", "SLOAD:int> CONV:float !EQ:int -HCALL"},
    {"another holder of a string", "$u = 'a' . $n;", "$t = $u; unset($t);",
     "SLOAD:string> RETAIN RELEASE -HCALL"},
    {"a property", "$o = new A;", "$q = $o->x;", "SLOAD:object> XLOAD:ptr EQ:ptr VLOAD:int> -HCALL"},
    {"a property is assigned", "$o = new A;", "$o->x = $i;", "SLOAD:object> EQ:ptr VSTORE:int -HCALL"},
    {"operators on properties", "$o = new A;", "$o->x += 2; $o->x--;",
     "VLOAD:int> ADD:int> VSTORE:int SUB:int> VSTORE:int -HCALL"},
    {"a method", "$o = new A;", "$q = $o->get();", "SLOAD:object> EQ:ptr STACKROOM VLOAD:int> -HCALL"},
    {"a static method", "", "$q = A::twice($i);", "STACKROOM ADD:int> -HCALL"},
    {"a static property", "", "$q = A::$s;", "VLOAD:int> -HCALL"},
    {"a class constant", "", "$q = A::C;", "-VLOAD -HCALL"},
    {"a function", "", "$q = add($i, 1);", "STACKROOM SLOAD:int> LT:int ADD:int> -HCALL"},
    {"a parameter's default", "", "$q = add($i);", "STACKROOM ADD:int> -HCALL"},
    {"an element", "$a = [1, 2, 3, 4, 5, 6];", "$q = $a[$i];",
     "SLOAD:array> !EQ:int ULT:int INDEX:ptr VLOAD:int> -HCALL"},
    {"an element by its name", "$a = ['k' => 0.5];", "$q = $a['k'];",
     "SLOAD:array> CALL.FIND_STRING NE:ptr VLOAD:float> -HCALL"},
    {"an element is assigned", "$a = [1, 2, 3, 4, 5, $n];", "$a[$i] = 7;",
     "SLOAD:array> EQ:word ULT:int VSTORE:int -HCALL"},
    {"an operator on an element", "$a = [1, 2, 3, 4, 5, $n];", "$a[$i] += 7;",
     "EQ:word VLOAD:int> ADD:int> VSTORE:int -HCALL"},
    {"is an element set", "$a = ['k' => 0.5];", "$q = isset($a['z']);", "CALL.FIND_STRING EQ:ptr -HCALL"},
    {"an unpacked array", "$a = [3, 0.5];", "[$q, $r] = $a;", "INDEX VLOAD:int> INDEX VLOAD:float> -HCALL"},
    {"lengths", "$a = [1, 2]; $t = 'abc';", "$q = count($a) + strlen($t);",
     "XLOAD:word ZEXT:int XLOAD:int ADD:int> -HCALL"},
    {"built-in functions", "", "$q = abs($i) + min($i, 3) + intdiv($i, 2);",
     "SAR:int XOR:int SUB:int> CALL.MIN_INT CALL.INTDIV -HCALL"},
    {"built-in functions of floats", "", "$q = sqrt($i) + floor($i + 0.5) + fmod($i, 2);",
     "SQRT:float CALL.FLOOR CALL.FMOD -HCALL"},
    {"what only its handler can do", "", "$i += 0; echo $i; $i += 0;",
     "ADD:int> SSTORE:int HCALL.ECHO ADD:int>"},
};

static const char definitions[] =
    "class A { public $x = 1; static $s = 4; const C = 5; function get() { return $this->x; }"
    " static function twice($v) { return $v + $v; } } function add($a, $b = 2) { return $a + $b; }";

static const char *loop_of(const char *before, const char *body)
{
    static char code[4096];

    snprintf(code, sizeof code,
             "%s function f($n) { $s = 0; %s for ($i = 0; $i < $n; $i++) { %s } return $s; } echo f(6);",
             definitions, before, body);
    return code;
}

START_TEST(test_families)
{
    const struct family *f = &families[_i];

    record(loop_of(f->before, f->body));
    ck_assert_msg(seen.installed, "no trace of %s: %s", f->name, session_abort_name());
    ck_assert_int_eq(seen.link, LINK_LOOP);
    ck_assert_msg(count_words("SAFEPOINT") > 0, "%s", seen.text);
    expect_words(f->words);
}
END_TEST

/* ---- snapshots ----------------------------------------------------------------------------------- */

/* Which snapshot the n-th instruction of that word has. */
static const struct snapshot {
    const char *before, *body, *word;
    uint32_t n;
    const char *snap;
} snapshots[] = {
    {"", "$s += $i * 3;", "MUL:int>", 0, "MUL"},
    {"", "$s += $i * 3;", "ADD:int>", 0, "ASSIGN_OP T0=MUL:int>"},
    {"", "$s += $i * 3;", "ADD:int>", 1, "PRE_INC $s=ADD:int>"},
    {"", "$s += $i * 3;", "LT:int", 0, "IS_SMALLER $s=ADD:int> $i=ADD:int>"},
    {"", "$s += $i * 3;", "SAFEPOINT", 0, "safepoint MUL $s=ADD:int> $i=ADD:int>"},
    {"$q = $r = 1;", "$q = 7; $r = null; $i += 1;", "ADD:int>", 0, "ASSIGN_OP $q=7 $r=null"},
    {"", "$s += add($i, 1);", "ADD:int>", 0, "ADD inner $a=SLOAD:int> inner $b=1"},
    {"", "$s += add($i, 1);", "ADD:int>", 1, "ASSIGN_OP T0=ADD:int>"},
    {"", "$s = $i + 1; echo $s; $s += 2;", "ADD:int>", 1, "ASSIGN_OP"},
};

START_TEST(test_snapshots)
{
    const struct snapshot *s = &snapshots[_i];

    record(loop_of(s->before, s->body));
    ck_assert_str_eq(snap_at(s->word, s->n), s->snap);
}
END_TEST

/* ---- passes -------------------------------------------------------------------------------------- */

static void switch_on(void)
{
    static const enum param_id passes[] = {PARAM_JIT_FOLD, PARAM_JIT_CSE, PARAM_JIT_FORWARD, PARAM_JIT_DCE,
                                           PARAM_JIT_LOOP};

    for (size_t i = 0; i < COUNT(passes); i++)
        session_set(passes[i], 1);
}

/* Words behind the LOOP mark only. */
static void forget_first_copy(void)
{
    uint32_t loop = find_word(0, "LOOP", 4);

    ck_assert_msg(loop < seen.word_count, "no loop in\n%s", seen.text);
    seen.word_count -= loop;
    memmove(seen.words, seen.words + loop, seen.word_count * sizeof *seen.words);
}

/* Types were looked at in front of the loop, and so was that $i does not overflow: it is less than $n. */
START_TEST(test_loop_looks_at_nothing_twice)
{
    switch_on();
    record(loop_of("", "$s += $i * 3;"));
    ck_assert_uint_eq(count_words("SLOAD:int>"), 3);
    forget_first_copy();
    expect_words("MUL:int> ADD:int> ADD:int LT:int SAFEPOINT PHI:int PHI:int -SLOAD -SSTORE");
}
END_TEST

START_TEST(test_call_in_a_loop)
{
    switch_on();
    record(loop_of("$o = new A;", "$s += $o->get();"));
    forget_first_copy();
    expect_words("ADD:int> SAFEPOINT -SLOAD -HCALL -STACKROOM");
}
END_TEST

/* ---- links --------------------------------------------------------------------------------------- */

/* How a trace ends, a program that has one like that, and the words of its IR. */
static const struct link_row {
    enum trace_link link;
    const char *code, *words;
} links[] = {
    {LINK_LOOP, "for ($i = 0; $i < 6; $i++) { $s = $i; } echo 1;", "SAFEPOINT -REBASE"},
    {LINK_ROOT,
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { if ($i % 3 == 0) $s -= 2; $s += $i; }"
     " return $s; } echo f(30);",
     "PLOAD:int SUB:int> SSTORE:int -HCALL -LOOP"},
    {LINK_UP_RECURSION, "function f($n) { return $n == 0 ? 0 : 1 + f($n - 1); } echo f(30);",
     "!EQ:int STACKROOM REBASE -HCALL"},
    {LINK_DOWN_RECURSION,
     "function f($n) { return $n == 0 ? 0 : 1 + f($n - 1); } echo f(30), f(30), f(30);",
     "ADD:int> REBASE -HCALL"},
    {LINK_STITCH,
     "class M { function __get($name) { return 7; } } function f($o) { for ($i = 0; $i < 9;"
     " $i++) { $i += 0; $q = $o->width; } return $q; } echo f(new M);",
     "ADD:int> HCALL.FETCH_OBJ_R"},
    {LINK_INTERPRETER,
     "function f($x) { $y = $x * $x + 3 * $x; return $y - 1; } f(1); f(2); f(3); f(4); echo 1;",
     "MUL:int> ADD:int> SUB:int>"},
};

START_TEST(test_links)
{
    const struct link_row *row = &links[_i];

    wanted_link = row->link;
    session_set(PARAM_JIT_HOTEXIT, 2);
    record(row->code);
    ck_assert_msg(seen.installed, "no '%s': %s", trace_links[row->link], session_abort_name());
    expect_words(row->words);
}
END_TEST

/* ---- what can't be recorded ---------------------------------------------------------------------- */

struct setting {
    enum param_id id;
    long value;
};

static const struct abort_row {
    const char *stop;
    struct setting settings[3];
    const char *code;
} aborts[] = {
    {"left the loop",
     {{0, 0}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; if ($i == 1) break; }"
     " return $s; } echo f(9);"},
    {"exception",
     {{0, 0}},
     "function f($z) { for ($i = 0; $i < 3; $i++) { try { $i % $z; } catch (Error $x) { } } echo 1; }"
     " f(0);"},
    {"frame unwound",
     {{PARAM_JIT_HOTFUNC, 6000}},
     "function g($z) { return 1 % $z; } function f($z) { for ($i = 0; $i < 3; $i++) { try { g($z); }"
     " catch (Error $x) { } } echo 1; } f(0);"},
    {"left the entry frame", {{0, 0}}, "for ($i = 0; $i < 9; $i++) { if ($i == 1) exit('over'); }"},
    {"return to an unknown caller",
     {{PARAM_JIT_HOTFUNC, 6000}},
     "function f($n) { for ($i = 0; $i < $n; $i++) { if ($i == 1) return 5; } } echo f(9);"},
    {"inner loop",
     {{PARAM_JIT_LOOPUNROLL, 2}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) for ($k = 0; $k < 4 * $i; $k++) $s += $k;"
     " return $s; } echo f(2);"},
    {"loop unroll limit",
     {{PARAM_JIT_LOOPUNROLL, 1}, {PARAM_JIT_HOTEXIT, 1}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) if ($i > 6) for ($k = 0; $k < 6;"
     " $k++) $s += $k; return $s; } echo f(8);"},
    {"call unroll limit",
     {{PARAM_JIT_HOTFUNC, 6000}, {PARAM_JIT_CALLUNROLL, 1}},
     "function p($n) { return $n == 0 ? 1 : 2 * p($n - 1); } for ($i = 0; $i < 3; $i++) { p(4); } echo 1;"},
    {"calls too deep",
     {{PARAM_JIT_HOTFUNC, 6000}, {PARAM_JIT_INLINEDEPTH, 1}},
     "function g($x) { return h($x); } function h($x) { return $x; } for ($i = 0; $i < 3;"
     " $i++) { g(1); } echo 1;"},
    {"opline not recordable",
     {{PARAM_JIT_HOTLOOP, 6000}},
     "function f($x) { echo $x; } for ($i = 0; $i < 4; $i++) { f(1); } echo 1;"},
    {"trace too long",
     {{PARAM_JIT_MAXRECORD, 1}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; } return $s; } echo f(9);"},
    {"too many IR instructions",
     {{PARAM_JIT_MAXIRINS, 1}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; } return $s; } echo f(9);"},
    {"too many IR constants",
     {{PARAM_JIT_MAXIRCONST, 1}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; } return $s; } echo f(9);"},
    {"too many snapshots",
     {{PARAM_JIT_MAXSNAP, 1}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i; } return $s; } echo f(9);"},
    {"flushed", {{0, 0}}, "function f($n) { for ($i = 0; $i < $n; $i++) { echo $i; } } f(2);"},
};

static void apply(const struct setting *settings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (settings[i].value != 0)
            session_set(settings[i].id, settings[i].value);
}

/* At the last output that comes when nothing is recorded. */
static struct left {
    bool seen;
    long live, kept;
    uint32_t traces;
    size_t mcode;
} left;

static void see_left(void)
{
    const struct jit *jit = &vm->jit;

    if (jit->recorder == NULL)
        left = (struct left){true, session.live, session_kept(), jit->trace_count, jit->mcode_used};
}

static void see_and_flush(void)
{
    if (vm->jit.recorder != NULL)
        jit_flush(vm);
}

START_TEST(test_aborts)
{
    const struct abort_row *row = &aborts[_i];
    bool is_flush = strcmp(row->stop, "flushed") == 0;

    left.seen = false;
    session_see_output = is_flush ? see_and_flush : see_left;
    apply(row->settings, COUNT(row->settings));
    record(row->code);
    ck_assert_msg(session_events(VUT_EVENT_TRACE_ABORT, row->stop) > 0, "expected '%s', got '%s'",
                  row->stop, session_abort_name());
    if (!left.seen || left.traces != 0)
        return;
    ck_assert_uint_eq(left.mcode, 0);
    ck_assert_int_eq(left.live, left.kept);
}
END_TEST

/* Each allocation of the compiler fails once, and each mapping and protecting of code. */
START_TEST(test_out_of_memory)
{
    const char *code = loop_of("", "$s += $i * 3;");
    uint32_t *fails = _i == 0 ? &session.fail_allocation : &session.fail_code_op;
    const uint32_t *done = _i == 0 ? &session.allocations : &session.code_ops;

    session_see_output = see_left;
    do {
        ++*fails;
        left.seen = false;
        record(code);
        ck_assert_str_eq(host.output, "45");
        ck_assert(left.seen);
        if (*done >= *fails && session_events(VUT_EVENT_TRACE_STOP, NULL) == 0) {
            ck_assert_uint_eq(left.mcode, 0);
            ck_assert_int_eq(left.live, left.kept);
        }
    } while (*done >= *fails);
    ck_assert_uint_gt(*fails, _i == 0 ? 10 : 2);
}
END_TEST

/* ---- where it was -------------------------------------------------------------------------------- */

enum { PENALTIES_MAX = 40 };

static struct {
    uint32_t penalty[PENALTIES_MAX], count[PENALTIES_MAX];
    uint32_t number;
    bool blacklisted, is_hot;
} penalties;

/* The only loop of the program's only function. */
static void see_penalty(void)
{
    const struct jit_func *jf = vm->jit.funcs;
    const struct jit_point *p = NULL;

    for (uint32_t i = 0; jf != NULL && i < jf->point_count; i++)
        if (jf->points[i].loop)
            p = &jf->points[i];
    if (p == NULL || penalties.number == PENALTIES_MAX)
        return;
    penalties.blacklisted = p->blacklisted;
    penalties.is_hot = jf->func->oplines[p->opline].handler == vm->interp->hot();
    if (penalties.number != 0 && penalties.penalty[penalties.number - 1] == p->penalty)
        return;
    penalties.penalty[penalties.number] = p->penalty;
    penalties.count[penalties.number++] = p->count;
}

/* Each time it counts longer: by twice the penalty before, and one. The output comes before the iteration's
 * count: the first one in which the penalty shows is right behind the abort. */
START_TEST(test_penalties)
{
    static const uint32_t wanted[] = {0, 2, 5, 11, 23};

    penalties.number = 0;
    session_see_output = see_penalty;
    session_set(PARAM_JIT_PENALTYMIN, 2);
    session_set(PARAM_JIT_PENALTYMAX, 20);
    record("function f($z) { for ($i = 0; $i < 40; $i++) { try { $i % $z; } catch (Error $x) { } echo 1; }"
           " } f(0);");
    ck_assert_uint_eq(penalties.number, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        ck_assert_uint_eq(penalties.penalty[i], wanted[i]);
        if (i != 0)
            ck_assert_uint_eq(penalties.count[i], wanted[i]);
    }
    ck_assert(penalties.blacklisted);
    ck_assert(!penalties.is_hot);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_ABORT, "exception"), COUNT(wanted) - 1);
    ck_assert_uint_eq(session_events(VUT_EVENT_TRACE_ABORT, "blacklisted"), 1);
}
END_TEST

/* ---- limits -------------------------------------------------------------------------------------- */

/* A limit that the program's first trace just meets: as a number, or as counted. */
static const struct limit {
    const char *stop;
    enum param_id id;
    long exact;
    const uint32_t *counted;
    struct setting settings[2];
    const char *code;
} limits[] = {
#define PLAIN                                                                                              \
    "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { $s += $i * 3; } return $s; } echo f(9);"
    {"trace too long", PARAM_JIT_MAXRECORD, 0, &seen.oplines, {{0, 0}}, PLAIN},
    {"too many IR instructions", PARAM_JIT_MAXIRINS, 0, &seen.instructions, {{0, 0}}, PLAIN},
    {"too many IR constants", PARAM_JIT_MAXIRCONST, 0, &seen.constants, {{0, 0}}, PLAIN},
    {"too many snapshots", PARAM_JIT_MAXSNAP, 0, &seen.snapshots, {{0, 0}}, PLAIN},
    {"too many IR instructions", PARAM_JIT_MAXIRINS, 0, &seen.instructions, {{PARAM_JIT_LOOP, 1}}, PLAIN},
    {"too many snapshots", PARAM_JIT_MAXSNAP, 0, &seen.snapshots, {{PARAM_JIT_LOOP, 1}}, PLAIN},
#undef PLAIN
    {"calls too deep",
     PARAM_JIT_INLINEDEPTH,
     3,
     NULL,
     {{PARAM_JIT_HOTFUNC, 6000}},
     "function a($x) { return b($x); } function b($x) { return c($x); } function c($x) { return $x; }"
     " for ($i = 0; $i < 5; $i++) { a(1); } echo 1;"},
    {"call unroll limit",
     PARAM_JIT_CALLUNROLL,
     3,
     NULL,
     {{PARAM_JIT_HOTFUNC, 6000}},
     "function p($n) { return $n == 0 ? 1 : 2 * p($n - 1); } for ($i = 0; $i < 5; $i++) { p(3); } echo 1;"},
    {"inner loop",
     PARAM_JIT_LOOPUNROLL,
     4,
     NULL,
     {{0, 0}},
     "function f($n) { $s = 0; for ($i = 0; $i < $n; $i++) { if ($i == 1) for ($k = 0; $k < 4;"
     " $k++) $s += $k; } return $s; } echo f(2);"},
};

START_TEST(test_limits)
{
    const struct limit *l = &limits[_i];
    long exact = l->exact;

    apply(l->settings, COUNT(l->settings));
    record(l->code);
    if (l->counted != NULL)
        exact = *l->counted;
    session_set(l->id, exact);
    record(l->code);
    ck_assert_msg(session_events(VUT_EVENT_TRACE_ABORT, l->stop) == 0, "'%s' at %ld", l->stop, exact);
    ck_assert(l->counted == NULL || seen.installed);
    session_set(l->id, exact - 1);
    record(l->code);
    ck_assert_msg(session_events(VUT_EVENT_TRACE_ABORT, l->stop) > 0, "no '%s' at %ld", l->stop, exact - 1);
}
END_TEST

/* A trace is given up also when it has room but for the copy of its loop. */
START_TEST(test_copies_count)
{
    const char *code = loop_of("", "$s += $i * 3;");

    record(code);
    session_set(PARAM_JIT_MAXSNAP, seen.snapshots);
    record(code);
    ck_assert(seen.installed);
    session_set(PARAM_JIT_LOOP, 1);
    record(code);
    ck_assert_str_eq(session_abort_name(), "too many snapshots");
    ck_assert(!seen.installed);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("jit_record");
    TCase *tcase = tcase_create("programs");

    tcase_add_checked_fixture(tcase, begin, session_end);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, test_families, 0, COUNT(families));
    tcase_add_loop_test(tcase, test_snapshots, 0, COUNT(snapshots));
    tcase_add_test(tcase, test_loop_looks_at_nothing_twice);
    tcase_add_test(tcase, test_call_in_a_loop);
    tcase_add_loop_test(tcase, test_links, 0, COUNT(links));
    tcase_add_loop_test(tcase, test_aborts, 0, COUNT(aborts));
    tcase_add_loop_test(tcase, test_out_of_memory, 0, 2);
    tcase_add_test(tcase, test_penalties);
    tcase_add_loop_test(tcase, test_limits, 0, COUNT(limits));
    tcase_add_test(tcase, test_copies_count);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
