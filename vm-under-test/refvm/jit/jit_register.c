/* jit_register.c: machine code for gdb and perf; see jit_register.h.
 *
 * The one place of the VM with state outside its arena: the list that a debugger reads has to be a global
 * variable of a fixed name, and must outlive the images of the arena that the harness puts back, so that
 * its entries can't be blocks of the VM either. Nothing of it is touched without `set: debug`. After an
 * image was put back there may be entries whose code is gone; they go when code is made at their place.
 */
#include "jit/jit_register.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jit/rec.h"

/* ---- gdb's JIT interface, as its manual describes it --------------------------------------------- */

enum { JIT_VERSION = 1, JIT_NOACTION = 0, JIT_REGISTER = 1, JIT_UNREGISTER = 2 };

struct jit_code_entry {
    struct jit_code_entry *next, *prev;
    const void *symfile_addr;
    uint64_t symfile_size;
};

struct jit_descriptor {
    uint32_t version;
    uint32_t action_flag;
    struct jit_code_entry *relevant_entry, *first_entry;
};

/* Hidden: a library with a compiler of its own must not take ours for its own. */
#define DEBUGGER_SEES __attribute__((visibility("hidden"), used))

DEBUGGER_SEES struct jit_descriptor __jit_debug_descriptor = {.version = JIT_VERSION};

/* The debugger has a breakpoint here. */
DEBUGGER_SEES __attribute__((noinline)) void __jit_debug_register_code(void)
{
    __asm__ volatile("" ::: "memory");
}

/* ---- an ELF file in memory ----------------------------------------------------------------------- */

enum section { SECTION_NULL, SECTION_TEXT, SECTION_FRAME, SECTION_SYMBOLS, SECTION_STRINGS, SECTION_COUNT };

enum { SYMBOL_COUNT = 2, NAME_MAX_SIZE = 128 };

static const char section_names[] = "\0.text\0.eh_frame\0.symtab\0.strtab";
enum { NAME_TEXT = 1, NAME_FRAME = 7, NAME_SYMBOLS = 17, NAME_STRINGS = 25 };

/* DWARF: numbers of registers, and what is done by the bytes below. */
enum {
    DWARF_RBX = 3,
    DWARF_RBP = 6,
    DWARF_R12 = 12,
    DWARF_R13,
    DWARF_R14,
    DWARF_R15,
    DWARF_RETURN,
    CFA_NOP = 0,
    CFA_DEF_CFA = 0x0c,
    CFA_OFFSET = 0x80,    /* | register; then how many words below the CFA */
    WORD_BACKWARD = 0x78, /* -8 as a signed LEB128 */
};

/* The same for all code, wherever in it: jit_enter has set rbp, and compiled code never changes it. */
struct cie {
    uint32_t size, id;
    uint8_t version, augmentation, code_unit, data_unit, return_column;
    uint8_t rules[19];
};

struct fde {
    uint32_t size, cie_distance;
    uint64_t start, length;
};

struct frame_section {
    struct cie cie;
    struct fde fde;
    uint32_t end, spare;
};

_Static_assert(sizeof(struct cie) == 32 && sizeof(struct frame_section) == 64, "laid out without gaps");

struct image {
    Elf64_Ehdr header;
    Elf64_Shdr sections[SECTION_COUNT];
    Elf64_Sym symbols[SYMBOL_COUNT];
    struct frame_section frame;
    char strings[sizeof section_names + NAME_MAX_SIZE];
};

/* What the debugger's list is made of. */
struct piece {
    struct jit_code_entry entry;
    struct mcode code;
    struct image image;
};

static void fill_header(struct image *image)
{
    Elf64_Ehdr *h = &image->header;

    memcpy(h->e_ident, ELFMAG, SELFMAG);
    h->e_ident[EI_CLASS] = ELFCLASS64;
    h->e_ident[EI_DATA] = ELFDATA2LSB;
    h->e_ident[EI_VERSION] = EV_CURRENT;
    h->e_type = ET_REL;
    h->e_machine = EM_X86_64;
    h->e_version = EV_CURRENT;
    h->e_shoff = offsetof(struct image, sections);
    h->e_ehsize = sizeof(Elf64_Ehdr);
    h->e_shentsize = sizeof(Elf64_Shdr);
    h->e_shnum = SECTION_COUNT;
    h->e_shstrndx = SECTION_STRINGS;
}

static void fill_sections(struct image *image, const struct mcode *code)
{
    image->sections[SECTION_TEXT] = (Elf64_Shdr){
        .sh_name = NAME_TEXT,
        .sh_type = SHT_NOBITS,
        .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
        .sh_addr = (uintptr_t)code->address,
        .sh_size = code->size,
        .sh_addralign = 16,
    };
    image->sections[SECTION_FRAME] = (Elf64_Shdr){
        .sh_name = NAME_FRAME,
        .sh_type = SHT_PROGBITS,
        .sh_flags = SHF_ALLOC,
        .sh_offset = offsetof(struct image, frame),
        .sh_size = offsetof(struct frame_section, spare),
        .sh_addralign = 8,
    };
    image->sections[SECTION_SYMBOLS] = (Elf64_Shdr){
        .sh_name = NAME_SYMBOLS,
        .sh_type = SHT_SYMTAB,
        .sh_offset = offsetof(struct image, symbols),
        .sh_size = sizeof image->symbols,
        .sh_link = SECTION_STRINGS,
        .sh_info = 1,
        .sh_addralign = 8,
        .sh_entsize = sizeof(Elf64_Sym),
    };
    image->sections[SECTION_STRINGS] = (Elf64_Shdr){
        .sh_name = NAME_STRINGS,
        .sh_type = SHT_STRTAB,
        .sh_offset = offsetof(struct image, strings),
        .sh_size = sizeof image->strings,
        .sh_addralign = 1,
    };
}

static void fill_symbols(struct image *image, const struct mcode *code)
{
    image->symbols[1] = (Elf64_Sym){
        .st_name = sizeof section_names,
        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
        .st_shndx = SECTION_TEXT,
        .st_size = code->size,
    };
}

static void fill_frame(struct frame_section *f, const struct mcode *code)
{
    f->cie = (struct cie){
        .size = sizeof f->cie - sizeof f->cie.size,
        .version = 1,
        .code_unit = 1,
        .data_unit = WORD_BACKWARD,
        .return_column = DWARF_RETURN,
        .rules = {CFA_DEF_CFA, DWARF_RBP, 16, CFA_OFFSET | DWARF_RETURN, 1, CFA_OFFSET | DWARF_RBP, 2,
                  CFA_OFFSET | DWARF_RBX, 3, CFA_OFFSET | DWARF_R12, 4, CFA_OFFSET | DWARF_R13, 5,
                  CFA_OFFSET | DWARF_R14, 6, CFA_OFFSET | DWARF_R15, 7, CFA_NOP, CFA_NOP},
    };
    f->fde = (struct fde){
        .size = sizeof f->fde - sizeof f->fde.size,
        .cie_distance =
            offsetof(struct frame_section, fde.cie_distance) - offsetof(struct frame_section, cie),
        .start = (uintptr_t)code->address,
        .length = code->size,
    };
}

static void fill_piece(struct piece *p, const struct mcode *code, const char *name)
{
    struct image *image = &p->image;

    *p = (struct piece){.code = *code};
    p->entry.symfile_addr = image;
    p->entry.symfile_size = sizeof *image;
    fill_header(image);
    fill_sections(image, code);
    fill_symbols(image, code);
    fill_frame(&image->frame, code);
    memcpy(image->strings, section_names, sizeof section_names);
    snprintf(image->strings + sizeof section_names, NAME_MAX_SIZE, "%s", name);
}

/* ---- the debugger's list ------------------------------------------------------------------------- */

static void tell_debugger(struct jit_code_entry *entry, uint32_t action)
{
    __jit_debug_descriptor.relevant_entry = entry;
    __jit_debug_descriptor.action_flag = action;
    __jit_debug_register_code();
    __jit_debug_descriptor.relevant_entry = NULL;
    __jit_debug_descriptor.action_flag = JIT_NOACTION;
}

static void unlink_entry(struct jit_code_entry *entry)
{
    if (entry->prev != NULL)
        entry->prev->next = entry->next;
    else
        __jit_debug_descriptor.first_entry = entry->next;
    if (entry->next != NULL)
        entry->next->prev = entry->prev;
}

static bool overlaps(const struct mcode *a, const struct mcode *b)
{
    return a->address < b->address + b->mapped && b->address < a->address + a->mapped;
}

/* Whatever the list has at these addresses. */
static void unregister_range(const struct mcode *code)
{
    struct jit_code_entry *entry, *next;

    for (entry = __jit_debug_descriptor.first_entry; entry != NULL; entry = next) {
        struct piece *p = (struct piece *)entry;

        next = entry->next;
        if (!overlaps(&p->code, code))
            continue;
        unlink_entry(entry);
        tell_debugger(entry, JIT_UNREGISTER);
        free(p);
    }
}

static void register_piece(const struct mcode *code, const char *name)
{
    struct piece *p = malloc(sizeof *p);
    struct jit_code_entry *first = __jit_debug_descriptor.first_entry;

    if (p == NULL)
        return;
    fill_piece(p, code, name);
    p->entry.next = first;
    if (first != NULL)
        first->prev = &p->entry;
    __jit_debug_descriptor.first_entry = &p->entry;
    tell_debugger(&p->entry, JIT_REGISTER);
}

/* ---- perf ---------------------------------------------------------------------------------------- */

static void tell_profiler(const struct mcode *code, const char *name)
{
    char path[64], line[NAME_MAX_SIZE + 64];
    int size = snprintf(line, sizeof line, "%lx %zx %s\n", (unsigned long)(uintptr_t)code->address,
                        code->size, name);
    int fd;

    snprintf(path, sizeof path, "/tmp/perf-%ld.map", (long)getpid());
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    /* A line that can't be written is a name less. */
    if (write(fd, line, (size_t)size) != size)
        line[0] = '\0';
    close(fd);
}

/* ---- names --------------------------------------------------------------------------------------- */

/* What is compiled is known by where the program is: a trace belongs to the recorder, a function to the
 * frame that was about to run it. */
static void make_name(const struct vm *vm, char name[NAME_MAX_SIZE])
{
    const struct recorder *r = vm->jit.recorder;
    const struct func *f = NULL;
    int size = snprintf(name, NAME_MAX_SIZE, "code");

    if (r != NULL && r->trace != NULL) {
        f = r->trace->func;
        size = snprintf(name, NAME_MAX_SIZE, "trace_%u", r->trace->number);
    } else if (vm->jit.engine == JIT_FUNCTION && vm->frame != NULL) {
        f = vm->frame->func;
        size = snprintf(name, NAME_MAX_SIZE, "function_%u", f->jit->number);
    }
    if (f != NULL && f->scope != NULL)
        snprintf(name + size, NAME_MAX_SIZE - (size_t)size, ":%.40s::%.40s", f->scope->name->bytes,
                 f->name->bytes);
    else if (f != NULL)
        snprintf(name + size, NAME_MAX_SIZE - (size_t)size, ":%.80s", f->name->bytes);
}

void jit_register_code(struct vm *vm, const struct mcode *code)
{
    char name[NAME_MAX_SIZE];

    if (!jit_param(vm, PARAM_JIT_DEBUG))
        return;
    make_name(vm, name);
    unregister_range(code);
    register_piece(code, name);
    if (jit_param(vm, PARAM_JIT_DEBUG) > 1)
        tell_profiler(code, name);
}

void jit_unregister_code(struct vm *vm, const struct mcode *code)
{
    if (jit_param(vm, PARAM_JIT_DEBUG))
        unregister_range(code);
}
