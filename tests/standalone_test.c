/* standalone_test.c: the texts of stand-alone reproducers: any program as a literal of C, each kind of
 * fault, and what can't be expressed. That they compile and show something is for standalone.sh.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "check_main.h"
#include "standalone.h"

/* One reproducer, made of a case file's text. */
struct made {
    struct fcase c;
    struct binding b;
    struct vut_planned plan[CASE_FAULTS_MAX];
    char fault[CASE_FAULTS_MAX][FAULT_TEXT_SIZE];
    struct vut_standalone what;
    struct vut_standalone_use use;
    char header[2048]; /* the case, as a file */
    char *text;
    size_t size;
};

static void sink(void *ctx, const char *bytes, size_t size)
{
    fwrite(bytes, 1, size, ctx);
}

static void open_case(struct made *m, const char *text, size_t size, enum vut_symptom symptom)
{
    struct case_error error;
    char why[256];
    ck_assert_msg(case_parse(text, size, &m->c, &error), "%s", error.text);
    ck_assert_msg(case_bind(&m->c, &m->b, why, sizeof why), "%s", why);
    for (size_t i = 0; i < m->c.fault_count; i++) {
        const struct fault *f = &m->c.fault[i];
        m->plan[i] = (struct vut_planned){
            f->kind,
            f->action,
            f->n,
            f->from,
            f->create,
            f->alloc,
            fault_format(f, m->fault[i], sizeof m->fault[i]),
        };
    }
    m->what = (struct vut_standalone){.name = "x",
                                      .library = m->b.library,
                                      .version = "LuaJIT",
                                      .settings = &m->b.subject_settings,
                                      .limited = &m->b.limited_settings,
                                      .plan = m->plan,
                                      .plan_count = m->c.fault_count,
                                      .program = m->c.program,
                                      .program_size = m->c.program_size,
                                      .symptom = symptom,
                                      .signature = "luajit/a/b/c/d",
                                      .detail = "",
                                      .tried = ""};
}

/* Prints a form into `text`, in place of an earlier one; false when there is none. */
static bool print_form(struct made *m, unsigned form)
{
    free(m->text);
    FILE *to = open_memstream(&m->text, &m->size);
    ck_assert_ptr_nonnull(to);
    bool there = m->b.vut->standalone(&m->what, form, &m->use, sink, to);
    fclose(to);
    return there;
}

static void make(struct made *m, const char *header, const char *program, enum vut_symptom symptom)
{
    free(m->text);
    memset(m, 0, sizeof *m);
    snprintf(m->header, sizeof m->header, "# faultline case v1\nvm: luajit\nengine: trace\n%s---\n%s",
             header, program);
    open_case(m, m->header, strlen(m->header), symptom);
    ck_assert(print_form(m, 0));
}

static void has(const struct made *m, const char *text)
{
    ck_assert_msg(strstr(m->text, text) != NULL, "expected '%s' in\n%.1000s", text, m->text);
}

static void lacks(const struct made *m, const char *text)
{
    ck_assert_msg(strstr(m->text, text) == NULL, "expected no '%s' in\n%.1000s", text, m->text);
}

static const char oom[] = "fault: oom@17\n";

/* ---- the program as a literal -------------------------------------------------------------------- */

START_TEST(test_literal_lines)
{
    struct made m = {0};
    make(&m, oom, "print(1)\n\nprint('a\\n\"b\"')", VUT_SYMPTOM_CRASH);
    has(&m, "static const char program[] =\n"
            "    \"print(1)\\n\"\n"
            "    \"\\n\"\n"
            "    \"print('a\\\\n\\\"b\\\"')\";\n");
    free(m.text);
}
END_TEST

START_TEST(test_literal_empty)
{
    struct made m = {0};
    make(&m, oom, "", VUT_SYMPTOM_CRASH);
    has(&m, "program[] =\n    \"\";\n");
    free(m.text);
}
END_TEST

/* Reads a literal back as a compiler does, as far as there are escapes in it. */
static size_t read_literal(const char *at, char *out)
{
    size_t size = 0;
    bool inside = false;
    for (; inside || *at != ';'; at++) {
        if (*at == '"') {
            inside = !inside;
        } else if (inside && *at != '\\') {
            ck_assert_int_ge(*at, ' ');
            out[size++] = *at;
        } else if (inside) {
            at++;
            unsigned byte = 0;
            int digits = 0;
            for (; digits < 3 && at[digits] >= '0' && at[digits] <= '7'; digits++)
                byte = byte * 8 + (unsigned)(at[digits] - '0');
            ck_assert(digits == 0 || digits == 3);
            out[size++] = digits ? (char)byte : *at == 'n' ? '\n' : *at;
            at += digits ? 2 : 0;
        }
    }
    return size;
}

/* Each byte, then each byte before a digit, which must not become a part of its escape. */
START_TEST(test_literal_any_bytes)
{
    static const char header[] = "# faultline case v1\nvm: luajit\nengine: trace\nfault: oom@1\n---\n";
    static char text[2048], back[2048];
    size_t head = sizeof header - 1, size = head;
    struct made m = {0};
    memcpy(text, header, head);
    for (int i = 0; i < 256; i++)
        text[size++] = (char)i;
    for (int i = 0; i < 256; i++) {
        text[size++] = (char)i;
        text[size++] = '7';
    }
    open_case(&m, text, size, VUT_SYMPTOM_CRASH);
    ck_assert(print_form(&m, 0));
    const char *literal = strstr(m.text, "program[] =");
    ck_assert_ptr_nonnull(literal);
    ck_assert_uint_eq(read_literal(literal, back), size - head);
    ck_assert_mem_eq(back, text + head, size - head);
    lacks(&m, "??");
    free(m.text);
}
END_TEST

/* What stands in the head is a comment, whatever it says. */
START_TEST(test_head_stays_comment)
{
    struct made m = {0};
    make(&m, oom, "", VUT_SYMPTOM_CRASH);
    m.what.detail = "a */ b /* c \n d";
    ck_assert(print_form(&m, 0));
    has(&m, "a * / b / * c ? d");
    free(m.text);
}
END_TEST

/* ---- faults -------------------------------------------------------------------------------------- */

static const struct {
    const char *fault, *condition, *effect;
} kinds[] = {
    {"oom@17", "counting == RUNNING && count == n", "fail = 1"},
    {"oom@17+", "counting == RUNNING && count >= n", "fail = 1"},
    {"oom@create:17", "counting == CREATING && count == n", "fail = 1"},
    {"gc@17", "counting == RUNNING && count == n", "lua_gc(state, LUA_GCRESTART, 0)"},
    {"gc@17+", "counting == RUNNING && count >= n", "lua_gc(state, LUA_GCRESTART, 0)"},
    {"interrupt@alloc:17", "counting == RUNNING && count == n", "action = RETURN"},
    {"interrupt:call@alloc:17", "counting == RUNNING && count == n", "action = CALL"},
    {"interrupt:throw@alloc:17", "counting == RUNNING && count == n", "action = THROW"},
    {"interrupt:gc@alloc:17", "counting == RUNNING && count == n", "action = GC"},
    {"interrupt:flush@alloc:17", "counting == RUNNING && count == n", "action = FLUSH"},
    {"mcode@17", "counting == RUNNING && operations == n", "fail = 1"},
    {"mcode@17+", "counting == RUNNING && operations >= n", "fail = 1"},
};

START_TEST(test_each_kind)
{
    struct made m = {0};
    char header[128];
    snprintf(header, sizeof header, "fault: %s\n", kinds[_i].fault);
    make(&m, header, "print(1)\n", VUT_SYMPTOM_CRASH);
    has(&m, "static unsigned long n = 17;");
    has(&m, kinds[_i].condition);
    has(&m, kinds[_i].effect);
    ck_assert_str_eq(m.use.extension, "c");
    ck_assert_str_eq(m.use.search, "./x all");
    ck_assert_str_eq(m.use.missing, "");
    free(m.text);
}
END_TEST

START_TEST(test_two_faults)
{
    struct made m = {0};
    make(&m, "fault: mcode@3\nfault: oom@40+\n", "", VUT_SYMPTOM_CRASH);
    has(&m, "static unsigned long n = 3;");
    has(&m, "operations == n");
    has(&m, "count >= 40");
    has(&m, "void *mmap64(");
    free(m.text);
}
END_TEST

/* What a kind does not need is not there. */
START_TEST(test_only_what_is_needed)
{
    struct made m = {0};
    make(&m, oom, "local a = {}\n", VUT_SYMPTOM_CRASH);
    lacks(&m, "mmap64");
    lacks(&m, "static int print");
    lacks(&m, "static void interrupt");
    lacks(&m, "//:");
    make(&m, "fault: mcode@1\n", "print(1)", VUT_SYMPTOM_LEAK);
    lacks(&m, "static int fails");
    has(&m, "static int print");
    has(&m, "blocks left");
    free(m.text);
}
END_TEST

START_TEST(test_cannot_be_expressed)
{
    struct made m = {0};
    make(&m, "fault: interrupt:throw@42\n", "", VUT_SYMPTOM_CRASH);
    ck_assert_str_eq(m.use.missing, "'interrupt:throw@42' is never reached in LuaJIT");
    ck_assert_str_eq(m.use.search, "");
    has(&m, " * missing:  'interrupt:throw@42' is never reached");
    make(&m, oom, "", VUT_SYMPTOM_NONE);
    ck_assert_str_eq(m.use.missing, "what is wrong shows in the harness only");
    free(m.text);
}
END_TEST

/* ---- settings ------------------------------------------------------------------------------------ */

START_TEST(test_settings)
{
    struct made m = {0};
    make(&m, "set: hotloop=3 gc=1 nolog=1\nlimit: maxsnap=4\nfault: oom@1\n", "", VUT_SYMPTOM_CHANGE);
    has(&m, "set_option(L, \"hotloop=3\");");
    has(&m, "set_option(L, limited ? \"maxsnap=4\" : \"maxsnap=500\");");
    has(&m, "lua_gc(state, LUA_GCRESTART, -1);");
    lacks(&m, "LUA_GCSETPAUSE");
    lacks(&m, "on_trace");
    free(m.text);
}
END_TEST

START_TEST(test_engine)
{
    static const char text[] = "# faultline case v1\nvm: luajit\nengine: interp\nfault: oom@1\n---\n";
    struct made m = {0};
    open_case(&m, text, sizeof text - 1, VUT_SYMPTOM_CRASH);
    ck_assert(print_form(&m, 0));
    has(&m, "ENGINE_COMPILES = 0");
    ck_assert(!print_form(&m, 1));
    free(m.text);
}
END_TEST

START_TEST(test_library)
{
    struct made m = {0};
    make(&m, "set: lib=/opt/lj/libluajit.so\nfault: oom@1\n", "", VUT_SYMPTOM_CRASH);
    ck_assert_ptr_nonnull(strstr(m.use.build, "'/opt/lj/libluajit.so' -Wl,-rpath,'/opt/lj'"));
    free(m.text);
}
END_TEST

/* ---- Lua ----------------------------------------------------------------------------------------- */

/* Without a fault the handiest form is a program of Lua, and the other one is there, too. */
START_TEST(test_lua)
{
    struct made m = {0};
    make(&m, "limit: maxsnap=4\n", "print(1)", VUT_SYMPTOM_DIFFERENCE);
    ck_assert_str_eq(m.use.extension, "lua");
    ck_assert_str_eq(m.use.build, "");
    has(&m, "jit.opt.start('hotloop=1')\n");
    has(&m, "jit.opt.start('maxsnap=4')\n");
    has(&m, "collectgarbage('stop')\n");
    ck_assert_str_eq(m.text + m.size - 9, "print(1)\n");
    ck_assert(print_form(&m, 1));
    ck_assert_str_eq(m.use.extension, "c");
    has(&m, "PLANNED = 0");
    ck_assert(!print_form(&m, 2));
    free(m.text);
}
END_TEST

START_TEST(test_leak_needs_c)
{
    struct made m = {0};
    make(&m, "", "print(1)", VUT_SYMPTOM_LEAK);
    ck_assert_str_eq(m.use.extension, "c");
    free(m.text);
}
END_TEST

/* ---- symptoms ------------------------------------------------------------------------------------ */

static enum vut_symptom symptom_of(const char *oracle, const char *reason)
{
    struct job_finding f = {0};
    snprintf(f.oracle, sizeof f.oracle, "%s", oracle);
    snprintf(f.reason, sizeof f.reason, "%s", reason);
    return standalone_symptom(&f);
}

START_TEST(test_symptoms)
{
    ck_assert_int_eq(symptom_of("crash", "SIGSEGV"), VUT_SYMPTOM_CRASH);
    ck_assert_int_eq(symptom_of("vm-stack", "slots left"), VUT_SYMPTOM_STACK);
    ck_assert_int_eq(symptom_of("differential", "output ok -> ok"), VUT_SYMPTOM_DIFFERENCE);
    ck_assert_int_eq(symptom_of("invisible", "output ok -> ok"), VUT_SYMPTOM_CHANGE);
    ck_assert_int_eq(symptom_of("invisible", "trace neither stopped nor aborted"), VUT_SYMPTOM_TRACE_END);
    ck_assert_int_eq(symptom_of("invisible", "unnamed abort"), VUT_SYMPTOM_NONE);
    ck_assert_int_eq(symptom_of("aftermath", "growth"), VUT_SYMPTOM_NONE);
}
END_TEST

START_TEST(test_who_has_them)
{
    ck_assert(standalone_exists(vm_find("luajit")));
    ck_assert(!standalone_exists(vm_find("refvm")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("standalone");
    TCase *text = tcase_create("text");
    suite_add_tcase(suite, text);
    tcase_add_test(text, test_literal_lines);
    tcase_add_test(text, test_literal_empty);
    tcase_add_test(text, test_literal_any_bytes);
    tcase_add_test(text, test_head_stays_comment);
    tcase_add_loop_test(text, test_each_kind, 0, sizeof kinds / sizeof *kinds);
    tcase_add_test(text, test_two_faults);
    tcase_add_test(text, test_only_what_is_needed);
    tcase_add_test(text, test_cannot_be_expressed);
    tcase_add_test(text, test_settings);
    tcase_add_test(text, test_engine);
    tcase_add_test(text, test_library);
    tcase_add_test(text, test_lua);
    tcase_add_test(text, test_leak_needs_c);
    tcase_add_test(text, test_symptoms);
    tcase_add_test(text, test_who_has_them);
    return check_main(suite);
}
