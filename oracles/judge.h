/* judge.h: what the oracles share, for their own use: when two runs can be compared at all, how a
 * difference is put into words, and how text loses what changes from run to run.
 */
#ifndef FAULTLINE_JUDGE_H
#define FAULTLINE_JUDGE_H

#include "oracle.h"

/* The run reached its end, teardown included, so that its `machine` part is complete. */
bool judge_came_back(const struct observation *observation);

/* The run came back and was not cut short by a budget, so that its `language` part says everything.
 * False for NULL, so that callers need not ask whether a run was made. */
bool judge_comparable(const struct observation *observation);

/* Is the fault of this kind, whatever follows its name: "gc" and "gc+", "limit" and "limit:maxsnap"? */
bool judge_fault_is(const struct obs_fault *fault, const char *kind);

/* The first differing field, or NULL. Equal hashes end the question before any text is compared. */
const char *judge_difference(const struct obs_language *a, const struct obs_language *b);

/* True when the moments of collection are part of what this program shows, and this VM's compiler shifts
 * them: where events are not numbered alike in every engine, the compiler's own memory counts towards
 * the collector's debt, and a loop that allocates less collects later. */
bool judge_gc_shifts(const struct oracle_view *view);

/* Fill the verdict; both return true, so that an oracle can end with them. */
bool judge_finding(struct verdict *verdict, enum oracle_id oracle, const char *reason, ...)
    __attribute__((format(printf, 3, 4)));

/* The reason "PREFIXFIELD OUTCOME -> OUTCOME", and as detail the place where they part. Returns false when
 * the two are equal. */
bool judge_changed(struct verdict *verdict, enum oracle_id oracle, const char *prefix,
                   const struct obs_language *expected, const struct obs_language *got);

/* Where events are numbered alike in every engine, what has shown the same must also have come by as many
 * of them, and the same one must have failed: the reason "numbers: WHAT". Returns false when all is alike,
 * and where they are not numbered so. */
bool judge_numbers(const struct oracle_view *view, struct verdict *verdict, enum oracle_id oracle,
                   const struct observation *expected);

/* Appends to the detail; cut when full. */
void judge_detail(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends to the detail in which line two texts part, and both lines. */
struct judge_span {
    const char *text;
    size_t size;
};
void judge_detail_text(struct verdict *verdict, const char *field, struct judge_span expected,
                       struct judge_span got);

/* Appends to the detail which fault the run had and where it fired; nothing for a run without one. */
void judge_detail_fault(struct verdict *verdict, const struct obs_fault *fault);

/* The verdict on what a VM found wrong with itself: its note is the reason, `otherwise` without one.
 * Returns false when nothing is wrong, or the run did not come back. */
bool judge_check(const struct oracle_view *view, struct verdict *verdict, enum oracle_id oracle,
                 const struct obs_check *check, const char *otherwise);

enum { JUDGE_LINE_SIZE = 160 };

/* Bytes for people: control characters and bytes above 126 escaped, "..." where it was cut. */
const char *judge_escape(char *out, size_t size, const char *bytes, size_t byte_count);

/* The first line of a message without what changes from run to run: numbers, addresses and quoted names. */
const char *judge_stable(char *out, size_t size, const char *text);

#endif
