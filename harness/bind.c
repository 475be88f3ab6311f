#include "bind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define VM(name, symbol, soon, see) extern const struct vut symbol;
#include "vms.def"
#undef VM

const struct vut *const vm_table[] = {
#define VM(name, symbol, soon, see) &symbol,
#include "vms.def"
#undef VM
};
const size_t vm_count = sizeof vm_table / sizeof vm_table[0];

static const struct {
    const char *name, *soon, *see;
} stress[] = {
#define VM(name, symbol, soon, see) {#name, soon, see},
#include "vms.def"
#undef VM
};

/* Weak, so that a test can add a VM of its own. */
__attribute__((weak)) const struct vut *vm_find(const char *name)
{
    for (size_t i = 0; i < vm_count; i++)
        if (strcmp(vm_table[i]->name, name) == 0)
            return vm_table[i];
    return NULL;
}

const struct vut *vm_for_file(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < vm_count; i++)
        if (strcmp(vm_table[i]->extension, dot + 1) == 0)
            return vm_table[i];
    return NULL;
}

const struct vut_engine *vm_engine(const struct vut *vut, const char *name)
{
    for (size_t i = 0; i < vut->engine_count; i++) {
        const struct vut_engine *e = &vut->engines[i];
        if (strcmp(e->name, name) == 0 || (e->reference && strcmp(name, "interp") == 0))
            return e;
    }
    return NULL;
}

const struct vut_param *vm_param(const struct vut *vut, const char *name)
{
    for (size_t i = 0; i < vut->param_count; i++)
        if (strcmp(vut->params[i].name, name) == 0)
            return &vut->params[i];
    return NULL;
}

/* Appends " name" to the list in `why`, as far as there is room. */
static void list_add(char *why, size_t size, const char *name)
{
    size_t used = strlen(why);
    if (used + 1 < size)
        snprintf(why + used, size - used, " %s", name);
}

static bool bind_engine(const struct vut *vut, const char *name, const struct vut_engine **out, char *why,
                        size_t size)
{
    *out = vm_engine(vut, name);
    if (*out)
        return true;
    snprintf(why, size, "unknown engine '%s' of vm '%s', expected one of:", name, vut->name);
    for (size_t i = 0; i < vut->engine_count; i++)
        list_add(why, size, vut->engines[i].name);
    return false;
}

static bool parse_long(const char *text, long *out)
{
    char *end;
    errno = 0;
    *out = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

static bool unknown_param(const struct vut *vut, const char *key, const char *name, bool limit, char *why,
                          size_t size)
{
    snprintf(why, size, "unknown %s '%s' of vm '%s', expected one of:", key, name, vut->name);
    for (size_t i = 0; i < vut->param_count; i++)
        if (!limit || vut->params[i].limit)
            list_add(why, size, vut->params[i].name);
    return false;
}

static bool bind_param(const struct vut *vut, const struct case_item *item, bool limit,
                       struct vut_settings *settings, char *why, size_t size)
{
    const char *key = limit ? "limit" : "setting";
    const struct vut_param *p = vm_param(vut, item->name);
    if (!p || (limit && !p->limit))
        return unknown_param(vut, key, item->name, limit, why, size);
    long value;
    if (!parse_long(item->value, &value) || value < p->min || value > p->max) {
        snprintf(why, size, "%s '%s' is '%s', expected a number from %ld to %ld", key, p->name, item->value,
                 p->min, p->max);
        return false;
    }
    settings->param[p - vut->params] = value;
    return true;
}

static bool bind_bug(const char *name, const struct vut *vut, uint32_t *bug, char *why, size_t size)
{
    for (size_t i = 0; i < vut->bug_count; i++)
        if (strcmp(vut->bugs[i].name, name) == 0) {
            *bug = (uint32_t)i + 1;
            return true;
        }
    if (vut->bug_count == 0)
        snprintf(why, size, "setting 'bug' is '%s', but vm '%s' has no seeded bugs in this build", name,
                 vut->name);
    else
        snprintf(why, size, "unknown bug '%s' of vm '%s', see 'faultline list bugs'", name, vut->name);
    return false;
}

/* Settings that belong to the harness. True when the item was one; *ok says whether it was good. */
static bool bind_own(const struct case_item *item, struct binding *b, bool *ok, char *why, size_t size)
{
    *ok = true;
    if (strcmp(item->name, "lib") == 0) {
        b->library = item->value;
        return true;
    }
    if (strcmp(item->name, "bug") == 0) {
        *ok = bind_bug(item->value, b->vut, &b->bug, why, size);
        return true;
    }
    bool move = strcmp(item->name, "move") == 0, fill = strcmp(item->name, "fill") == 0;
    if (!move && !fill)
        return false;
    *ok = strcmp(item->value, "0") == 0 || strcmp(item->value, "1") == 0;
    if (!*ok)
        snprintf(why, size, "setting '%s' is '%s', expected 0 or 1", item->name, item->value);
    if (move)
        b->style.stay = item->value[0] == '0';
    else
        b->style.fill = item->value[0] == '1';
    return true;
}

static bool takes(const struct binding *b, int kind)
{
    return b->vut->faults & VUT_FAULT_BIT(kind) && (fault_kinds[kind].law == 1 || b->subject->compiles);
}

static bool refuse_kind(const struct fault *f, const struct binding *b, char *why, size_t size)
{
    char text[FAULT_TEXT_SIZE];
    snprintf(why, size, "fault '%s' can't be injected into engine '%s' of vm '%s', expected one of:",
             fault_format(f, text, sizeof text), b->subject->name, b->vut->name);
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (takes(b, k) && fault_kinds[k].forms != VUT_FORM_LINE)
            list_add(why, size, fault_kinds[k].name);
    return false;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters must be added, taken away or changed to make one name of the other. */
static size_t edits(const char *a, const char *b)
{
    size_t row[FAULT_SITE_SIZE + 1], length = strlen(b);
    for (size_t k = 0; k <= length && k <= FAULT_SITE_SIZE; k++)
        row[k] = k;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < length && k < FAULT_SITE_SIZE; k++) {
            size_t kept = diagonal + (a[i] != b[k]);
            diagonal = row[k + 1];
            row[k + 1] = least(kept, least(row[k], row[k + 1]) + 1);
        }
    }
    return row[length < FAULT_SITE_SIZE ? length : FAULT_SITE_SIZE];
}

static enum vut_domain domain_of(const struct fault *f)
{
    return f->kind == VUT_FAULT_JIT_OOM ? VUT_DOMAIN_COMPILER : VUT_DOMAIN_HEAP;
}

/* The site of this kind whose name is most like the one asked for, or NULL when none is much like it. */
static const char *nearest_site(const struct vut *vut, const struct fault *f)
{
    const char *nearest = NULL;
    size_t best = strlen(f->site) / 2 + 1;
    for (size_t i = 0; i < vut->site_count; i++) {
        size_t distance = edits(f->site, vut->sites[i].name);
        if (vut->sites[i].domain == domain_of(f) && distance < best) {
            best = distance;
            nearest = vut->sites[i].name;
        }
    }
    return nearest;
}

static bool bind_site(const struct fault *f, const struct binding *b, char *why, size_t size)
{
    const struct vut *vut = b->vut;
    char text[FAULT_TEXT_SIZE];
    for (size_t i = 0; i < vut->site_count; i++)
        if (vut->sites[i].domain == domain_of(f) && strcmp(vut->sites[i].name, f->site) == 0)
            return true;
    const char *nearest = nearest_site(vut, f);
    fault_format(f, text, sizeof text);
    if (vut->site_count == 0)
        snprintf(why, size, "fault '%s': vm '%s' has no named sites", text, vut->name);
    else
        snprintf(why, size, "fault '%s': unknown site '%s' of vm '%s', %s%s%s", text, f->site, vut->name,
                 nearest ? "did you mean '" : "see 'faultline list sites", nearest ? nearest : "",
                 nearest ? "'?" : "'");
    return false;
}

static bool bind_faults(const struct fcase *c, const struct binding *b, char *why, size_t size)
{
    for (size_t i = 0; i < c->fault_count; i++) {
        const struct fault *f = &c->fault[i];
        if (!takes(b, f->kind))
            return refuse_kind(f, b, why, size);
        if (f->site[0] && !bind_site(f, b, why, size))
            return false;
    }
    return true;
}

static const struct vut_engine *default_engine(const struct vut *vut)
{
    for (size_t i = 0; i < vut->engine_count; i++)
        if (!vut->engines[i].reference)
            return &vut->engines[i];
    return &vut->engines[0];
}

static bool bind_engines(const struct fcase *c, struct binding *b, char *why, size_t size)
{
    b->subject = default_engine(b->vut);
    if (c->engine[0] && !bind_engine(b->vut, c->engine, &b->subject, why, size))
        return false;
    return bind_engine(b->vut, c->against[0] ? c->against : "interp", &b->reference, why, size);
}

static bool bind_settings(const struct fcase *c, struct binding *b, char *why, size_t size)
{
    struct vut_settings s = {0};
    for (size_t i = 0; i < b->vut->param_count; i++)
        s.param[i] = b->vut->params[i].initial;
    for (size_t i = 0; i < c->set_count; i++) {
        bool ok;
        if (bind_own(&c->set[i], b, &ok, why, size) ? !ok
                                                    : !bind_param(b->vut, &c->set[i], false, &s, why, size))
            return false;
    }
    s.bug = b->bug;
    b->reference_settings = b->subject_settings = s;
    b->reference_settings.engine = b->reference;
    b->subject_settings.engine = b->subject;
    b->limited_settings = b->subject_settings;
    b->limited = c->limit_count > 0;
    for (size_t i = 0; i < c->limit_count; i++)
        if (!bind_param(b->vut, &c->limit[i], true, &b->limited_settings, why, size))
            return false;
    if (b->limited && !b->subject->compiles) {
        snprintf(why, size, "limit '%s' needs an engine that compiles, '%s' does not", c->limit[0].name,
                 b->subject->name);
        return false;
    }
    return true;
}

bool case_bind(const struct fcase *c, struct binding *b, char *why, size_t size)
{
    memset(b, 0, sizeof *b);
    b->vut = vm_find(c->vm);
    if (!b->vut) {
        snprintf(why, size, "unknown vm '%s', expected one of:", c->vm);
        for (size_t i = 0; i < vm_count; i++)
            list_add(why, size, vm_table[i]->name);
        return false;
    }
    return bind_engines(c, b, why, size) && bind_settings(c, b, why, size) && bind_faults(c, b, why, size);
}

/* ---- stress -------------------------------------------------------------------------------------- */

/* Does the case set one of these by itself? */
static bool sets_any(const struct fcase *c, const char *items)
{
    char name[CASE_NAME_SIZE];
    for (; *items; items += strcspn(items, " "), items += strspn(items, " ")) {
        snprintf(name, sizeof name, "%.*s", (int)strcspn(items, "="), items);
        if (case_setting(c, name))
            return true;
    }
    return false;
}

/* Adds settings one by one, those that the VM takes and the case does not have. */
static void add_items(const char *items, struct fcase *c, char *added, size_t size)
{
    char list[256], why[256], *rest = list;
    snprintf(list, sizeof list, "%s", items);
    for (char *one = strtok_r(list, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
        struct fcase with = *c;
        struct case_error error;
        struct binding b;
        size_t used = strlen(added);
        if (sets_any(c, one) || !case_set(&with, one, &error) || !case_bind(&with, &b, why, sizeof why))
            continue;
        *c = with;
        snprintf(added + used, size - used, "%s%s", used ? " " : "", one);
    }
}

bool case_stress(struct fcase *c, bool soon, bool see, char *added, size_t size)
{
    bool sooner = false;
    added[0] = '\0';
    for (size_t i = 0; i < sizeof stress / sizeof stress[0]; i++) {
        if (strcmp(stress[i].name, c->vm) != 0)
            continue;
        sooner = soon && stress[i].soon[0] && !sets_any(c, stress[i].soon);
        if (sooner)
            add_items(stress[i].soon, c, added, size);
        if (see)
            add_items(stress[i].see, c, added, size);
    }
    return sooner;
}
