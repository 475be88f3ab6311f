/* got.c: rewriting the slots of a global offset table; see got.h. */
#include "got.h"

#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { SLOT_JUMP = R_X86_64_JUMP_SLOT, SLOT_DATA = R_X86_64_GLOB_DAT, SLOT_POINTER = R_X86_64_64 };
#elif defined(__aarch64__)
enum { SLOT_JUMP = R_AARCH64_JUMP_SLOT, SLOT_DATA = R_AARCH64_GLOB_DAT, SLOT_POINTER = R_AARCH64_ABS64 };
#else
#error "the relocation types of this machine are not known here"
#endif

/* What the dynamic section says about an object's relocations. */
struct relocations {
    const ElfW(Sym) * symbols;
    const char *strings;
    const ElfW(Rela) * table[2]; /* of data, of calls */
    size_t size[2];              /* in bytes */
};

static struct relocations read_dynamic(const struct link_map *object)
{
    struct relocations found = {0};
    for (const ElfW(Dyn) *entry = object->l_ld; entry->d_tag != DT_NULL; entry++) {
        /* glibc has already turned addresses in the dynamic section into absolute ones. */
        const void *address = (const void *)entry->d_un.d_ptr;
        if (entry->d_tag == DT_SYMTAB)
            found.symbols = address;
        else if (entry->d_tag == DT_STRTAB)
            found.strings = address;
        else if (entry->d_tag == DT_RELA)
            found.table[0] = address;
        else if (entry->d_tag == DT_RELASZ)
            found.size[0] = entry->d_un.d_val;
        else if (entry->d_tag == DT_JMPREL)
            found.table[1] = address;
        else if (entry->d_tag == DT_PLTRELSZ)
            found.size[1] = entry->d_un.d_val;
    }
    return found;
}

struct relro_search {
    uintptr_t base, slot;
    bool inside;
};

static int visit_object(struct dl_phdr_info *info, size_t info_size, void *context)
{
    struct relro_search *search = context;
    (void)info_size;
    if (info->dlpi_addr != search->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_GNU_RELRO && search->slot - start < header->p_memsz)
            search->inside = true;
    }
    return 1;
}

/* Slots in the RELRO segment were made read-only by the dynamic linker; they are so again afterwards. */
static bool write_slot(uintptr_t base, void **slot, void *value)
{
    struct relro_search search = {base, (uintptr_t)slot, false};
    uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    void *page = (void *)((uintptr_t)slot & ~(page_size - 1));
    dl_iterate_phdr(visit_object, &search);
    if (search.inside && mprotect(page, page_size, PROT_READ | PROT_WRITE) != 0)
        return false;
    *slot = value;
    return !search.inside || mprotect(page, page_size, PROT_READ) == 0;
}

static bool is_slot(const ElfW(Rela) * relocation)
{
    unsigned long type = ELF64_R_TYPE(relocation->r_info);
    return type == SLOT_JUMP || type == SLOT_DATA || type == SLOT_POINTER;
}

static struct got_patch *find_patch(const char *symbol, struct got_patch *patches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(patches[i].symbol, symbol) == 0)
            return &patches[i];
    return NULL;
}

bool got_patch(const struct link_map *object, struct got_patch *patches, size_t count, char *why,
               size_t why_size)
{
    struct relocations found = read_dynamic(object);
    for (int t = 0; t < 2; t++) {
        for (size_t i = 0; i < found.size[t] / sizeof(ElfW(Rela)); i++) {
            const ElfW(Rela) *relocation = &found.table[t][i];
            size_t index = ELF64_R_SYM(relocation->r_info);
            if (!is_slot(relocation) || index == 0)
                continue;
            struct got_patch *patch =
                find_patch(found.strings + found.symbols[index].st_name, patches, count);
            void **slot = (void **)(object->l_addr + relocation->r_offset);
            /* A file opened twice is one object: its slots already hold the replacement. */
            if (!patch || *slot == patch->replacement)
                continue;
            patch->original = *slot;
            if (!write_slot(object->l_addr, slot, patch->replacement)) {
                snprintf(why, why_size, "can't interpose '%s' in '%s': %s", patch->symbol, object->l_name,
                         strerror(errno));
                return false;
            }
        }
    }
    return true;
}
