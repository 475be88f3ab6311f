/* lib.c: loading the library under test; see lib.h. */
#include "lib.h"

#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lib_api lua;

static const struct {
    const char *symbol;
    size_t field;
} functions[] = {
#define X(field, symbol) {#symbol, offsetof(struct lib_api, field)},
    LIB_FUNCTIONS(X)
#undef X
};

/* The first function that the object lacks, or NULL when `api` was filled. */
static const char *resolve(void *handle, struct lib_api *api)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *address = dlsym(handle, functions[i].symbol);
        if (!address)
            return functions[i].symbol;
        memcpy((char *)api + functions[i].field, &address, sizeof address);
    }
    return NULL;
}

struct link_map *lib_open(const char *file, char *why, size_t why_size)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        snprintf(why, why_size, "can't load '%s' as LuaJIT: %s", file, dlerror());
        return NULL;
    }
    struct lib_api api;
    struct link_map *object = NULL;
    const char *missing = resolve(handle, &api);
    if (missing) {
        snprintf(why, why_size, "'%s' is not a LuaJIT library: expected function '%s', got none", file,
                 missing);
    } else if (dlinfo(handle, RTLD_DI_LINKMAP, &object) != 0) {
        snprintf(why, why_size, "can't inspect '%s': %s", file, dlerror());
        object = NULL;
    }
    if (!object) {
        dlclose(handle);
        return NULL;
    }
    lua = api;
    return object;
}

void lib_path(const struct link_map *object, char *buffer, size_t size)
{
    char resolved[PATH_MAX];
    const char *path = realpath(object->l_name, resolved);
    snprintf(buffer, size, "%s", path ? path : object->l_name);
}

struct build_id_search {
    uintptr_t base;
    char *buffer;
    size_t size;
};

static size_t note_align(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

/* Looks for the build id among the notes in [at, end). */
static bool find_note(const char *at, const char *end, const struct build_id_search *search)
{
    while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *note = (const void *)at;
        const char *name = at + sizeof *note;
        const unsigned char *id = (const void *)(name + note_align(note->n_namesz));
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
            for (size_t i = 0; i < note->n_descsz && 2 * i + 3 <= search->size; i++)
                snprintf(search->buffer + 2 * i, 3, "%02x", id[i]);
            return true;
        }
        at = (const char *)id + note_align(note->n_descsz);
    }
    return false;
}

static int visit_object(struct dl_phdr_info *info, size_t info_size, void *context)
{
    const struct build_id_search *search = context;
    (void)info_size;
    if (info->dlpi_addr != search->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        const char *start = (const char *)(info->dlpi_addr + header->p_vaddr);
        if (header->p_type == PT_NOTE && find_note(start, start + header->p_memsz, search))
            break;
    }
    return 1;
}

void lib_build_id(const struct link_map *object, char *buffer, size_t size)
{
    struct build_id_search search = {object->l_addr, buffer, size};
    if (size)
        buffer[0] = '\0';
    dl_iterate_phdr(visit_object, &search);
}
