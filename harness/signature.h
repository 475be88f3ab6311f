/* signature.h: the deduplication key of a finding.
 *
 *     luajit/crash/trace/oom/SIGSEGV-in-lj_str_new<lj_parse_keepstr<lj_lex_next/5d0c2a71
 *
 * that is vm/oracle/engine/fault-kind/DETAIL/h8. DETAIL is the verdict's reason, made safe for file names
 * and cut; h8 is the first 8 hex digits of XXH64 over the canonical text, which is never cut and which
 * `triage --explain` prints. Neither holds an n, a size, a line or an address, so that a bug keeps its
 * signature on other machines and after other programs.
 *
 * Functions without a symbol are known by their offset in the object, `libname+0xOFFSET`, which means
 * something for one build of it only: then, and only then, the build id is a part, and DETAIL is marked
 * "unsymbolized".
 */
#ifndef FAULTLINE_SIGNATURE_H
#define FAULTLINE_SIGNATURE_H

#include <stddef.h>

enum {
    SIGNATURE_DETAIL_MAX = 60, /* characters of the reason; the mark comes on top */
    SIGNATURE_SIZE = 240,      /* holds any signature; fits an `expect:` line */
    SIGNATURE_TEXT_SIZE = 1024 /* holds any canonical text */
};

/* NULL stands for "". */
struct signature_parts {
    const char *vm;
    const char *oracle; /* verdict.oracle */
    const char *engine;
    const char *fault;  /* its kind ("oom+"), or "none" */
    const char *reason; /* verdict.reason */
    const char *site;   /* where it fired: the nearest callers, or the site's name; "" for no fault */
    const char *build;  /* build id of the object under test */
};

/* Writes the signature, cut when `size` is below SIGNATURE_SIZE. Returns out. */
const char *signature_make(const struct signature_parts *parts, char *out, size_t size);

/* Writes the canonical text: a line `key: value` for each part. Returns out. */
const char *signature_explain(const struct signature_parts *parts, char *out, size_t size);

#endif
