/* symbols.c: see symbols.h. ELF files are read through libelf; the layout of .eh_frame_hdr is that of the
 * Linux Standard Base, "DWARF extensions".
 */
#include "symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOB_PIECE_SIZE = 64,
    /* The one encoding of the search table that linkers write (DW_EH_PE_*). */
    EH_FRAME_POINTER = 0x1b, /* pcrel | sdata4 */
    EH_FRAME_COUNT = 0x03,   /* udata4 */
    EH_FRAME_TABLE = 0x3b,   /* datarel | sdata4 */
};

struct eh_frame_hdr {
    uint8_t version;
    uint8_t pointer_encoding;
    uint8_t count_encoding;
    uint8_t table_encoding;
    int32_t eh_frame;
    uint32_t count;
    struct {
        int32_t start; /* from the header's own address */
        int32_t entry;
    } row[];
};

/* ---- Build id ------------------------------------------------------------------------------------ */

static void hex_write(const uint8_t *bytes, size_t size, char *out, size_t out_size)
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t i = 0; i < size && at + 2 < out_size; i++) {
        out[at++] = digits[bytes[i] >> 4];
        out[at++] = digits[bytes[i] & 15];
    }
    out[at] = '\0';
}

/* Looks for NT_GNU_BUILD_ID in a segment of notes and writes it as text; leaves `out` alone when there is
 * none. */
static void notes_build_id(const char *notes, size_t size, size_t align, char *out, size_t out_size)
{
    size_t mask = (align == 8 ? 8 : 4) - 1;
    size_t at = 0;
    while (size - at >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, notes + at, sizeof(note));
        size_t name = at + sizeof(note);
        size_t text = (name + note.n_namesz + mask) & ~mask;
        if (text > size || note.n_descsz > size - text) {
            return;
        }
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(notes + name, "GNU", 4) == 0) {
            hex_write((const uint8_t *)notes + text, note.n_descsz, out, out_size);
            return;
        }
        at = (text + note.n_descsz + mask) & ~mask;
        if (at > size) {
            return;
        }
    }
}

/* ---- What is read from memory -------------------------------------------------------------------- */

static bool extents_load(struct symbols_module *module, const struct eh_frame_hdr *header)
{
    if (header->version != 1 || header->pointer_encoding != EH_FRAME_POINTER ||
        header->count_encoding != EH_FRAME_COUNT || header->table_encoding != EH_FRAME_TABLE ||
        header->count == 0) {
        return true;
    }
    module->extent = malloc(header->count * sizeof(*module->extent));
    if (module->extent == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < header->count; i++) {
        uintptr_t start = (uintptr_t)header + (intptr_t)header->row[i].start;
        module->extent[i] = (uint32_t)(start - module->base);
    }
    module->extent_count = header->count;
    return true;
}

static void span_grow(uintptr_t *start, uintptr_t *end, const struct dl_phdr_info *info,
                      const ElfW(Phdr) * segment)
{
    uintptr_t low = info->dlpi_addr + segment->p_vaddr;
    uintptr_t high = low + segment->p_memsz;
    if (*end == 0 || low < *start) {
        *start = low;
    }
    if (high > *end) {
        *end = high;
    }
}

static bool segments_load(struct symbols_module *module, const struct dl_phdr_info *info)
{
    const struct eh_frame_hdr *header = NULL;
    module->base = info->dlpi_addr;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        const void *address = (const void *)(info->dlpi_addr + segment->p_vaddr);
        if (segment->p_type == PT_LOAD) {
            span_grow(&module->start, &module->end, info, segment);
            if (segment->p_flags & PF_X) {
                span_grow(&module->text_start, &module->text_end, info, segment);
            }
        } else if (segment->p_type == PT_NOTE) {
            notes_build_id(address, segment->p_memsz, segment->p_align, module->build_id,
                           sizeof(module->build_id));
        } else if (segment->p_type == PT_GNU_EH_FRAME) {
            header = address;
        }
    }
    return header == NULL || extents_load(module, header);
}

/* ---- What is read from the file ------------------------------------------------------------------ */

static bool same_build(Elf *elf, const struct symbols_module *module)
{
    char build_id[SYMBOLS_BUILD_ID_SIZE] = "";
    size_t count = 0;
    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) == NULL || segment.p_type != PT_NOTE) {
            continue;
        }
        Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)segment.p_offset, segment.p_filesz, ELF_T_BYTE);
        if (data != NULL) {
            notes_build_id(data->d_buf, data->d_size, segment.p_align, build_id, sizeof(build_id));
        }
    }
    return strcmp(build_id, module->build_id) == 0;
}

static Elf_Scn *section_of_type(Elf *elf, uint32_t type, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(elf, section)) != NULL) {
        if (gelf_getshdr(section, header) != NULL && header->sh_type == type) {
            return section;
        }
    }
    return NULL;
}

static bool section_is_code(Elf *elf, size_t index)
{
    GElf_Shdr header;
    Elf_Scn *section = index == SHN_UNDEF || index >= SHN_LORESERVE ? NULL : elf_getscn(elf, index);
    return section != NULL && gelf_getshdr(section, &header) != NULL && (header.sh_flags & SHF_EXECINSTR);
}

static bool symbol_is_function(Elf *elf, const GElf_Sym *symbol, const char *name)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_NOTYPE) && name[0] != '\0' && symbol->st_value <= UINT32_MAX &&
           section_is_code(elf, symbol->st_shndx);
}

/* By address; of several names for one address a sized one before a mere label, the plainest (fewest
 * leading underscores) next, then by alphabet: any choice will do as long as it is always the same. */
static int symbol_compare(const void *left, const void *right, void *text)
{
    const struct symbol *a = left, *b = right;
    if (a->offset != b->offset) {
        return a->offset < b->offset ? -1 : 1;
    }
    if ((a->size == 0) != (b->size == 0)) {
        return a->size == 0 ? 1 : -1;
    }
    const char *a_name = (const char *)text + a->name, *b_name = (const char *)text + b->name;
    size_t a_bars = strspn(a_name, "_"), b_bars = strspn(b_name, "_");
    if (a_bars != b_bars) {
        return a_bars < b_bars ? -1 : 1;
    }
    return strcmp(a_name, b_name);
}

static void symbols_sort(struct symbols_module *module)
{
    qsort_r(module->symbol, module->symbol_count, sizeof(*module->symbol), symbol_compare, module->text);
    size_t kept = 0;
    for (size_t i = 0; i < module->symbol_count; i++) {
        if (kept == 0 || module->symbol[kept - 1].offset != module->symbol[i].offset) {
            module->symbol[kept++] = module->symbol[i];
        }
    }
    module->symbol_count = kept;
}

/* Copies the names, and makes an entry for each function of the symbol table. */
static bool table_copy(struct symbols_module *module, Elf *elf, const GElf_Shdr *header, Elf_Data *table,
                       const Elf_Data *names)
{
    size_t count = header->sh_size / header->sh_entsize;
    module->text = malloc(names->d_size + 1);
    module->symbol = malloc((count + 1) * sizeof(*module->symbol));
    if (module->text == NULL || module->symbol == NULL) {
        return false;
    }
    memcpy(module->text, names->d_buf, names->d_size);
    module->text[names->d_size] = '\0';
    for (size_t i = 0; i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(table, (int)i, &symbol) == NULL || symbol.st_name >= names->d_size ||
            !symbol_is_function(elf, &symbol, module->text + symbol.st_name)) {
            continue;
        }
        module->symbol[module->symbol_count++] = (struct symbol){
            .offset = (uint32_t)symbol.st_value,
            .size = (uint32_t)symbol.st_size,
            .name = symbol.st_name,
        };
    }
    symbols_sort(module);
    return true;
}

static bool elf_load(struct symbols_module *module, Elf *elf)
{
    GElf_Shdr header;
    if (elf_kind(elf) != ELF_K_ELF || !same_build(elf, module)) {
        return true;
    }
    Elf_Scn *section = section_of_type(elf, SHT_SYMTAB, &header);
    if (section == NULL) {
        section = section_of_type(elf, SHT_DYNSYM, &header);
    }
    if (section == NULL || header.sh_entsize == 0) {
        return true;
    }
    Elf_Data *table = elf_getdata(section, NULL);
    Elf_Scn *name_section = elf_getscn(elf, header.sh_link);
    Elf_Data *names = name_section == NULL ? NULL : elf_getdata(name_section, NULL);
    if (table == NULL || names == NULL || names->d_buf == NULL) {
        return true;
    }
    return table_copy(module, elf, &header, table, names);
}

static bool file_load(struct symbols_module *module, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return true;
    }
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    bool ok = elf == NULL || elf_load(module, elf);
    elf_end(elf);
    close(fd);
    return ok;
}

/* ---- All objects --------------------------------------------------------------------------------- */

/* The name that the object gives itself (DT_SONAME), or NULL. It goes into signatures: a copy of a library
 * under another file name is the same library. */
static const char *own_name(const struct dl_phdr_info *info)
{
    uintptr_t strings = 0, name = 0;
    bool named = false;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_DYNAMIC) {
            continue;
        }
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_STRTAB) {
                strings = entry->d_un.d_ptr;
            } else if (entry->d_tag == DT_SONAME) {
                name = entry->d_un.d_val;
                named = true;
            }
        }
    }
    if (!named || strings == 0) {
        return NULL;
    }
    if (strings < info->dlpi_addr) { /* not relocated by the loader */
        strings += info->dlpi_addr;
    }
    return (const char *)(strings + name);
}

static void name_write(struct symbols_module *module, const struct dl_phdr_info *info, const char *path)
{
    char resolved[PATH_MAX];
    const char *soname = own_name(info);
    if (soname != NULL && soname[0] != '\0') {
        path = soname;
    } else if (realpath(path, resolved) != NULL) {
        path = resolved;
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = strnlen(name, sizeof(module->name) - 1);
    memcpy(module->name, name, length);
    module->name[length] = '\0';
}

static int module_load(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    struct symbols *symbols = context;
    const char *path = info->dlpi_name[0] == '\0' ? "/proc/self/exe" : info->dlpi_name;
    struct symbols_module *grown =
        realloc(symbols->module, (symbols->count + 1) * sizeof(*symbols->module));
    if (grown == NULL) {
        return 1;
    }
    symbols->module = grown;
    struct symbols_module *module = &grown[symbols->count++];
    *module = (struct symbols_module){.base = 0};
    name_write(module, info, path);
    return segments_load(module, info) && file_load(module, path) ? 0 : 1;
}

static int module_compare(const void *left, const void *right)
{
    const struct symbols_module *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

bool symbols_load(struct symbols *out)
{
    *out = (struct symbols){.count = 0};
    elf_version(EV_CURRENT);
    if (dl_iterate_phdr(module_load, out) != 0) {
        symbols_free(out);
        return false;
    }
    qsort(out->module, out->count, sizeof(*out->module), module_compare);
    return true;
}

void symbols_free(struct symbols *symbols)
{
    for (size_t i = 0; i < symbols->count; i++) {
        free(symbols->module[i].symbol);
        free(symbols->module[i].text);
        free(symbols->module[i].extent);
    }
    free(symbols->module);
    *symbols = (struct symbols){.count = 0};
}

/* ---- Looking up ---------------------------------------------------------------------------------- */

const struct symbols_module *symbols_module(const struct symbols *symbols, uintptr_t address)
{
    size_t low = 0, high = symbols->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (symbols->module[middle].end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < symbols->count && symbols->module[low].start <= address ? &symbols->module[low] : NULL;
}

bool symbols_in_text(const struct symbols_module *module, uintptr_t address)
{
    return address >= module->text_start && address < module->text_end;
}

/* How many symbols start at or before the offset: the last of them is the one that matters. */
static size_t symbols_upto(const struct symbols_module *module, uint32_t offset)
{
    size_t low = 0, high = module->symbol_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (module->symbol[middle].offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t extents_upto(const struct symbols_module *module, uint32_t offset)
{
    size_t low = 0, high = module->extent_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (module->extent[middle] <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uintptr_t symbols_function(const struct symbols_module *module, uintptr_t pc, size_t blob_size)
{
    uint32_t offset = (uint32_t)(pc - module->base);
    size_t extents = extents_upto(module, offset);
    uint32_t start = extents == 0 ? 0 : module->extent[extents - 1];
    size_t symbols = symbols_upto(module, offset);
    if (symbols != 0) {
        const struct symbol *symbol = &module->symbol[symbols - 1];
        /* A label without a size reaches up to the next start. */
        if (symbol->size == 0 ? symbol->offset >= start : offset - symbol->offset < symbol->size) {
            return module->base + symbol->offset;
        }
    }
    if (extents == 0) {
        return pc;
    }
    uint32_t next = extents < module->extent_count ? module->extent[extents]
                                                   : (uint32_t)(module->text_end - module->base);
    if (next - start > blob_size) {
        uint32_t piece = offset & ~(uint32_t)(BLOB_PIECE_SIZE - 1);
        start = piece > start ? piece : start;
    }
    return module->base + start;
}

const char *symbols_name(const struct symbols_module *module, uintptr_t function)
{
    uint32_t offset = (uint32_t)(function - module->base);
    size_t symbols = symbols_upto(module, offset);
    if (symbols == 0 || module->symbol[symbols - 1].offset != offset) {
        return NULL;
    }
    return module->text + module->symbol[symbols - 1].name;
}

bool symbols_is_assembly(const struct symbols_module *module, uintptr_t function)
{
    uint32_t offset = (uint32_t)(function - module->base);
    size_t extents = extents_upto(module, offset);
    return extents != 0 && module->extent[extents - 1] != offset;
}
