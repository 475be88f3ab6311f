/* symbols.h: the loaded objects of this process, and which function an address lies in.
 *
 * Functions come from two tables, both sorted by address. Symbols are read from the object's file
 * (.symtab when it is there, else .dynsym); starts without names are read from memory, from the binary
 * search table of .eh_frame_hdr, which survives stripping. A file that is not the one that was loaded
 * (other build id) gives no symbols.
 *
 * Everything is copied when it is loaded, so that looking up reads no memory but these tables: it is
 * safe in a signal handler, and after an object was unloaded.
 */
#ifndef FAULTLINE_SYMBOLS_H
#define FAULTLINE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SYMBOLS_MODULE_NAME_SIZE = 64, SYMBOLS_BUILD_ID_SIZE = 48 };

/* Offsets are from the module's load base; an object spans less than 4 GiB. */
struct symbol {
    uint32_t offset;
    uint32_t size; /* 0 when unknown: a label in assembly */
    uint32_t name; /* offset into the module's `text` */
};

struct symbols_module {
    char name[SYMBOLS_MODULE_NAME_SIZE]; /* DT_SONAME, else the base name of the file, links resolved */
    char build_id[SYMBOLS_BUILD_ID_SIZE];
    uintptr_t base;
    uintptr_t start, end;           /* all that is mapped */
    uintptr_t text_start, text_end; /* what is executable */
    struct symbol *symbol;          /* one an address, sorted */
    size_t symbol_count;
    char *text;       /* the names, each NUL-terminated */
    uint32_t *extent; /* offsets at which functions start, by .eh_frame_hdr, sorted */
    size_t extent_count;
};

/* Modules are sorted by address. */
struct symbols {
    struct symbols_module *module;
    size_t count;
};

/* Reads the tables of all objects that are loaded now. Returns false, with `out` empty, when memory runs
 * out. An object whose file can't be read has no symbols, which is no error. */
bool symbols_load(struct symbols *out);
void symbols_free(struct symbols *symbols);

/* The module that an address lies in, or NULL. */
const struct symbols_module *symbols_module(const struct symbols *symbols, uintptr_t address);

/* Whether the address lies in the module's code. */
bool symbols_in_text(const struct symbols_module *module, uintptr_t address);

/* Where the function starts that `pc`, an address in the module's code, lies in: a symbol's address, else
 * a start from .eh_frame_hdr. A stretch of more than `blob_size` bytes without a symbol or a start is cut
 * into pieces of 64 bytes. Returns pc itself when no table knows it. */
uintptr_t symbols_function(const struct symbols_module *module, uintptr_t pc, size_t blob_size);

/* Whether a function found by symbols_function is a label in assembly, or a piece of a blob: compilers
 * write an entry of .eh_frame for each function, assemblers one for a whole file. */
bool symbols_is_assembly(const struct symbols_module *module, uintptr_t function);

/* The name of the symbol at exactly this address, or NULL. */
const char *symbols_name(const struct symbols_module *module, uintptr_t function);

#endif
