#include "states.h"

#include <string.h>

#include "bind.h"
#include "inject.h"

/* ---- the table ----------------------------------------------------------------------------------- */

static size_t first_slot(uint64_t site, uint32_t engine)
{
    return (site ^ engine * 0x9e3779b97f4a7c15u) % STATES_SITES_MAX;
}

/* The slot of a site, or the free one where it belongs; NULL when the table is full. */
static const struct states_site *slot_of(const struct states *s, uint64_t site, uint32_t engine)
{
    size_t slot = first_slot(site, engine);
    for (size_t tries = 0; tries < STATES_SITES_MAX; tries++, slot = (slot + 1) % STATES_SITES_MAX)
        if (s->site[slot].hash == 0 || (s->site[slot].hash == site && s->site[slot].engine == engine))
            return &s->site[slot];
    return NULL;
}

static struct states_site *make_slot(struct states *s, uint64_t site, uint32_t engine)
{
    struct states_site *slot = (struct states_site *)(uintptr_t)slot_of(s, site, engine);
    if (slot && slot->hash == 0)
        *slot = (struct states_site){.hash = site, .engine = engine};
    return slot;
}

void states_note(struct states *s, uint64_t site, uint32_t engine, uint32_t state, bool failed)
{
    struct states_site *slot = site && state < VUT_STATES_MAX ? make_slot(s, site, engine) : NULL;
    if (slot && failed)
        slot->failed |= 1u << state;
    else if (slot)
        slot->passed |= 1u << state;
}

const struct states_site *states_find(const struct states *s, uint64_t site, uint32_t engine)
{
    const struct states_site *slot = slot_of(s, site, engine);
    return slot && slot->hash ? slot : NULL;
}

struct states_counts *states_counts_of(struct states *s, const struct vut *vut)
{
    for (size_t i = 0; i < vm_count && i < STATES_VMS_MAX; i++)
        if (vm_table[i] == vut)
            return &s->vm[i];
    return NULL;
}

static void add_counts(struct states_counts *sum, const struct states_counts *one)
{
    for (int state = 0; state < VUT_STATES_MAX; state++)
        for (int k = 0; k < VUT_FAULT_COUNT; k++) {
            sum->fired[state][k] += one->fired[state][k];
            sum->second[state][k] += one->second[state][k];
        }
}

void states_merge(struct states *sum, const struct states *one)
{
    for (size_t i = 0; i < STATES_SITES_MAX; i++) {
        const struct states_site *from = &one->site[i];
        struct states_site *to = from->hash ? make_slot(sum, from->hash, from->engine) : NULL;
        if (to) {
            to->passed |= from->passed;
            to->failed |= from->failed;
        }
    }
    for (size_t i = 0; i < STATES_VMS_MAX; i++)
        add_counts(&sum->vm[i], &one->vm[i]);
}

/* ---- words --------------------------------------------------------------------------------------- */

/* VUT_STATES_MAX: there is none of this name. */
static uint32_t state_named(const struct vut *vut, const char *word, size_t size)
{
    for (uint32_t i = 0; i < vut->state_count; i++)
        if (strlen(vut->states[i].name) == size && strncmp(vut->states[i].name, word, size) == 0)
            return i;
    return VUT_STATES_MAX;
}

bool states_parse(const struct vut *vut, const char *text, uint32_t *set, const char **word, size_t *size)
{
    *set = 0;
    for (*word = text;; *word += *size + 1) {
        *size = strcspn(*word, ",");
        uint32_t state = state_named(vut, *word, *size);
        if (state == VUT_STATES_MAX)
            return false;
        *set |= 1u << state;
        if ((*word)[*size] == '\0')
            return true;
    }
}

/* ---- rows ---------------------------------------------------------------------------------------- */

size_t states_row_count(const struct vut *vut)
{
    return vut->site_count + (vut->faults & VUT_FAULT_BIT(VUT_FAULT_MCODE) ? INJECT_CODE_OPS : 0);
}

static enum vut_code_op code_op(const struct vut *vut, size_t row)
{
    return (enum vut_code_op)(row - vut->site_count);
}

const char *states_row_name(const struct vut *vut, size_t row)
{
    return row < vut->site_count ? vut->sites[row].name : inject_code_names[code_op(vut, row)];
}

uint64_t states_row_hash(const struct vut *vut, size_t row)
{
    return row < vut->site_count ? inject_named_site(vut, row) : inject_code_site(vut, code_op(vut, row));
}

uint32_t states_row_kinds(const struct vut *vut, size_t row)
{
    if (row >= vut->site_count)
        return VUT_FAULT_BIT(VUT_FAULT_MCODE);
    switch (vut->sites[row].domain) {
    case VUT_DOMAIN_HEAP:
        return VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MEMORY_LIMIT);
    case VUT_DOMAIN_COMPILER:
        return VUT_FAULT_BIT(VUT_FAULT_JIT_OOM);
    default:
        return 0;
    }
}
