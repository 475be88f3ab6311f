/* report_sites.c: the named sites of a VM: which of them were failed, in which engine, with what. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "report.h"
#include "sites.h"

/* Calls for each engine of each VM with named sites that was judged. */
typedef void engine_fn(void *ctx, const struct job_site *table, const struct vut *vut, size_t engine);

static void for_each_engine(const struct job_site *table, engine_fn *call, void *ctx)
{
    for (size_t i = 0; i < vm_count; i++)
        for (size_t e = 0; e < vm_table[i]->engine_count; e++)
            if (sites_engine_judged(table, vm_table[i], e))
                call(ctx, table, vm_table[i], e);
}

/* Where several engines were judged: was nothing ever failed at this site, although it could have been? A
 * compiler's own sites are reached in its engine alone. */
static bool is_never(const struct job_site *table, const struct vut *vut, size_t row)
{
    size_t judged = 0, open = 0;
    uint32_t kinds;
    for (size_t e = 0; e < vut->engine_count; e++) {
        if (!sites_engine_judged(table, vut, e))
            continue;
        enum site_state state = sites_state(table, vut, row, e, &kinds);
        if (state == SITE_FAILED)
            return false;
        judged++;
        open += state != SITE_OUTSIDE;
    }
    return judged > 1 && open > 0;
}

/* ---- JSON ---------------------------------------------------------------------------------------- */

static json_t *kinds_json(uint32_t kinds)
{
    json_t *list = json_array();
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (kinds & VUT_FAULT_BIT(k))
            json_array_append_new(list, json_string(fault_kinds[k].name));
    return list;
}

/* The member of this name, made when missing. */
static json_t *inner(json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        json_object_set_new(object, key, json_object());
    return json_object_get(object, key);
}

static void engine_json(void *ctx, const struct job_site *table, const struct vut *vut, size_t engine)
{
    json_t *summary = ctx, *unfailed = json_array(), *named = json_object();
    const char *name = vut->engines[engine].name;
    for (size_t row = 0; row < vut->site_count; row++) {
        uint32_t kinds;
        enum site_state state = sites_state(table, vut, row, engine, &kinds);
        if (state == SITE_OUTSIDE)
            continue;
        json_object_set_new(named, vut->sites[row].name,
                            state == SITE_UNSEEN ? json_null() : kinds_json(kinds));
        if (state != SITE_FAILED)
            json_array_append_new(unfailed, json_string(vut->sites[row].name));
    }
    json_object_set_new(inner(inner(summary, "sites_unfailed"), vut->name), name, unfailed);
    json_object_set_new(inner(inner(summary, "sites_named"), vut->name), name, named);
}

static void never_json(json_t *summary, const struct job_site *table, const struct vut *vut)
{
    size_t judged = 0;
    json_t *names = json_array();
    for (size_t e = 0; e < vut->engine_count; e++)
        judged += sites_engine_judged(table, vut, e);
    for (size_t row = 0; row < vut->site_count; row++)
        if (is_never(table, vut, row))
            json_array_append_new(names, json_string(vut->sites[row].name));
    if (judged > 1)
        json_object_set(inner(summary, "sites_never"), vut->name, names);
    json_decref(names);
}

void report_sites_json(json_t *summary, const struct job_site *table)
{
    for_each_engine(table, engine_json, summary);
    for (size_t i = 0; i < vm_count; i++)
        never_json(summary, table, vm_table[i]);
}

/* ---- text ---------------------------------------------------------------------------------------- */

static void engine_text(void *ctx, const struct job_site *table, const struct vut *vut, size_t engine)
{
    enum { NAMES_MAX = 12 };
    size_t all = 0, left = 0;
    uint32_t kinds;
    (void)ctx;
    for (size_t row = 0; row < vut->site_count; row++) {
        enum site_state state = sites_state(table, vut, row, engine, &kinds);
        all += state != SITE_OUTSIDE;
        left += state == SITE_UNSEEN || state == SITE_PASSED;
    }
    printf("summary: named sites of %s failed in %s: %zu of %zu", vut->name, vut->engines[engine].name,
           all - left, all);
    for (size_t row = 0, told = 0; row < vut->site_count && told < NAMES_MAX; row++) {
        enum site_state state = sites_state(table, vut, row, engine, &kinds);
        if (state == SITE_UNSEEN || state == SITE_PASSED)
            printf("%s%s", told++ ? " " : ", never: ", vut->sites[row].name);
    }
    printf(left > NAMES_MAX ? " and %zu more\n" : "\n", left - NAMES_MAX);
}

static void never_text(const struct job_site *table, const struct vut *vut)
{
    enum { NAMES_MAX = 24 };
    size_t count = 0;
    for (size_t row = 0; row < vut->site_count; row++) {
        if (!is_never(table, vut, row))
            continue;
        if (count == 0)
            printf("summary: named sites of %s failed in no engine:", vut->name);
        if (count++ < NAMES_MAX)
            printf(" %s", vut->sites[row].name);
    }
    if (count > NAMES_MAX)
        printf(" and %zu more", count - NAMES_MAX);
    if (count)
        putchar('\n');
}

void report_sites_text(const struct job_site *table)
{
    for_each_engine(table, engine_text, NULL);
    for (size_t i = 0; i < vm_count; i++)
        never_text(table, vm_table[i]);
}

/* ---- list sites ---------------------------------------------------------------------------------- */

static int refuse(const char *path, const char *what)
{
    fprintf(stderr, "faultline: %s: %s\n", path, what);
    return EXIT_BAD_INPUT;
}

/* `sites_named` of the summary, which is the last object of the file. NULL after a message. */
static json_t *read_named(const char *path)
{
    json_error_t error;
    json_t *found = NULL, *one;
    FILE *file = fopen(path, "re");
    if (!file) {
        refuse(path, strerror(errno));
        return NULL;
    }
    while ((one = json_loadf(file, JSON_DISABLE_EOF_CHECK, &error))) {
        json_t *named = json_object_get(json_object_get(one, "summary"), "sites_named");
        if (named) {
            json_decref(found);
            found = json_incref(named);
        }
        json_decref(one);
    }
    fclose(file);
    if (!found)
        refuse(path, "holds no summary with named sites, expected the output of 'faultline sweep --json'");
    return found;
}

static void print_failed(const json_t *kinds)
{
    size_t count = json_array_size(kinds);
    if (json_is_null(kinds))
        printf("not reached");
    else if (count == 0)
        printf("never failed");
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i ? "," : "", json_string_value(json_array_get(kinds, i)));
}

static void print_engines(const struct vut *vut, const char *site, json_t *engines)
{
    for (size_t e = 0; e < vut->engine_count; e++) {
        const char *name = vut->engines[e].name;
        json_t *kinds = json_object_get(json_object_get(engines, name), site);
        if (!kinds)
            continue;
        printf("  %s: ", name);
        print_failed(kinds);
    }
}

static void list_vm(const struct vut *vut, const json_t *named)
{
    static const char *const domains[] = {
        [VUT_DOMAIN_HEAP] = "heap", [VUT_DOMAIN_COMPILER] = "compiler", [VUT_DOMAIN_HARNESS] = "harness"};
    for (size_t row = 0; row < vut->site_count; row++) {
        const struct vut_site *site = &vut->sites[row];
        printf("%-8s %-28s ", vut->name, site->name);
        printf(named || site->absorbs ? "%-8s" : "%s", domains[site->domain]);
        if (named)
            print_engines(vut, site->name, json_object_get(named, vut->name));
        if (site->absorbs)
            printf("  absorbs: %s", site->absorbs);
        putchar('\n');
    }
}

int report_sites_list(const char *vm, const char *from)
{
    json_t *named = from ? read_named(from) : NULL;
    if (from && !named)
        return EXIT_BAD_INPUT;
    for (size_t i = 0; i < vm_count; i++)
        if (!vm || strcmp(vm, vm_table[i]->name) == 0)
            list_vm(vm_table[i], named);
    json_decref(named);
    if (vm && vm_find(vm)->site_count == 0)
        fprintf(stderr, "faultline: vm '%s' has no named sites\n", vm);
    return EXIT_CLEAN;
}
