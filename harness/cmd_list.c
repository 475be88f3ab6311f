/* cmd_list.c: `faultline list`: prints the tables that everything else is derived from. */
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "commands.h"
#include "oracle.h"
#include "report.h"

static bool chosen(const struct options *o, const struct vut *vut)
{
    return !o->vm || strcmp(o->vm, vut->name) == 0;
}

static void list_words(const char *key, uint32_t capabilities, bool lacking)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } rows[] = {
#define X(id, name, text) {VUT_CAP_##id, name},
        VUT_CAPABILITIES(X)
#undef X
    };
    printf("  %s:", key);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!(capabilities & rows[i].bit) == lacking)
            printf(" %s", rows[i].name);
    putchar('\n');
}

static void list_vm(const struct options *o, const struct vut *vut)
{
    struct vut_info info = {0};
    char why[256] = "";
    bool ok = vut->open(o->vm ? o->library : NULL, &info, why, sizeof why);
    printf("%s: %s\n", vut->name, vut->text);
    if (ok) {
        printf("  version: %s\n", info.version[0] ? info.version : "unknown");
        if (info.library[0])
            printf("  library: %s\n  build id: %s\n", info.library,
                   info.build_id[0] ? info.build_id : "none");
    } else {
        printf("  not available: %s\n  to get it: %s\n", why, vut->install ? vut->install : "build it in");
    }
    printf("  engines:");
    for (size_t i = 0; i < vut->engine_count; i++)
        printf(" %s%s", vut->engines[i].name, vut->engines[i].reference ? " (reference)" : "");
    printf("\n  faults:");
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (vut->faults & VUT_FAULT_BIT(k))
            printf(" %s", fault_kinds[k].name);
    putchar('\n');
    list_words("can be observed", vut->capabilities & ~info.lacking, false);
    list_words("can't be observed", vut->capabilities & ~info.lacking, true);
}

static void list_vms(const struct options *o)
{
    for (size_t i = 0; i < vm_count; i++)
        if (chosen(o, vm_table[i]))
            list_vm(o, vm_table[i]);
}

static void list_engines(const struct options *o)
{
    for (size_t i = 0; i < vm_count; i++)
        for (size_t k = 0; k < vm_table[i]->engine_count && chosen(o, vm_table[i]); k++) {
            const struct vut_engine *e = &vm_table[i]->engines[k];
            printf("%-8s %-10s %s\n", vm_table[i]->name, e->name,
                   e->reference  ? "the reference"
                   : e->compiles ? "compiles"
                                 : "");
        }
}

static void list_params(const struct options *o, bool limits)
{
    for (size_t i = 0; i < vm_count; i++)
        for (size_t k = 0; k < vm_table[i]->param_count && chosen(o, vm_table[i]); k++) {
            const struct vut_param *p = &vm_table[i]->params[k];
            if (!limits || p->limit)
                printf("%-8s %-12s %ld..%ld (%ld)  %s\n", vm_table[i]->name, p->name, p->min, p->max,
                       p->initial, p->text);
        }
    if (!limits)
        printf("%-8s %-12s 0..1 (1)  a growing reallocate always moves\n"
               "%-8s %-12s 0..1 (0)  which patterns fresh and freed memory hold\n"
               "%-8s %-12s PATH  the shared object to load\n"
               "%-8s %-12s NAME  a seeded bug of 'list bugs' to switch on\n",
               "any", "move", "any", "fill", "any", "lib", "any", "bug");
}

static void list_settings(const struct options *o)
{
    list_params(o, false);
}

static void list_limits(const struct options *o)
{
    list_params(o, true);
}

static void list_faults(const struct options *o)
{
    (void)o;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        printf("%-13s law %d  %s\n", fault_kinds[k].name, fault_kinds[k].law, fault_kinds[k].text);
}

static void list_actions(const struct options *o)
{
    (void)o;
#define ACTION(id, name, text) printf("%-8s %s\n", name, text);
#include "actions.def"
#undef ACTION
}

static void list_oracles(const struct options *o)
{
    (void)o;
    for (int i = 0; i < ORACLE_COUNT; i++)
        printf("%-13s %s\n", oracle_table[i].name, oracle_table[i].text);
}

static void list_dumps(const struct options *o)
{
    printf("%-8s %-12s %s\n%-8s %-12s %s\n", "any", "trace", "events of traces, and raises", "any", "fault",
           "where faults fire; the two are printed together");
    for (size_t i = 0; i < vm_count; i++)
        for (const struct vut_dump *d = vm_table[i]->dumps; d && d->name && chosen(o, vm_table[i]); d++)
            printf("%-8s %-12s %s\n", vm_table[i]->name, d->name, d->text);
}

static void list_states(const struct options *o)
{
    for (size_t i = 0; i < vm_count; i++)
        for (size_t k = 0; k < vm_table[i]->state_count && chosen(o, vm_table[i]); k++)
            printf("%-8s %-20s %s\n", vm_table[i]->name, vm_table[i]->states[k].name,
                   vm_table[i]->states[k].text);
}

static void list_bugs(const struct options *o)
{
    for (size_t i = 0; i < vm_count; i++)
        for (size_t k = 0; k < vm_table[i]->bug_count && chosen(o, vm_table[i]); k++) {
            const struct vut_bug *b = &vm_table[i]->bugs[k];
            printf("%-8s %-32s %-10s %-26s %s\n", vm_table[i]->name, b->name, b->module, b->upstream,
                   b->text);
        }
}

static void list_commands(const struct options *o)
{
    (void)o;
#define COMMAND(name, function, text) printf("%-8s %s\n", #name, text);
#include "commands.def"
#undef COMMAND
}

static const struct {
    const char *name;
    void (*print)(const struct options *o);
} lists[] = {
    {"vms", list_vms},         {"engines", list_engines},   {"faults", list_faults},
    {"actions", list_actions}, {"limits", list_limits},     {"settings", list_settings},
    {"oracles", list_oracles}, {"dumps", list_dumps},       {"states", list_states},
    {"bugs", list_bugs},       {"commands", list_commands},
};

int cmd_list(const struct options *o)
{
    const char *what = o->file_count == 1 ? o->file[0] : "";
    if (o->from && strcmp(what, "sites") != 0) {
        fprintf(stderr, "faultline: --from is a flag of 'list sites'\n");
        return EXIT_BAD_INPUT;
    }
    if (o->vm && !vm_find(o->vm)) {
        fprintf(stderr, "faultline: unknown vm '%s', see 'faultline list vms'\n", o->vm);
        return EXIT_BAD_INPUT;
    }
    if (strcmp(what, "sites") == 0)
        return report_sites_list(o->vm, o->from);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strcmp(lists[i].name, what) == 0) {
            lists[i].print(o);
            return EXIT_CLEAN;
        }
    fprintf(stderr, "faultline: list takes one of:");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        fprintf(stderr, " %s", lists[i].name);
    fprintf(stderr, " sites");
    fputc('\n', stderr);
    return EXIT_BAD_INPUT;
}
