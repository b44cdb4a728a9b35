// SPDX-License-Identifier: MIT
/*
 * What the harnesses share. The input of every harness is a document (or a text, or octets) and
 * nothing else, so any file is a seed. Whatever else a run needs, a target, a place to stop, an
 * allocation to fail, is chosen by a hash of the input: the same file does the same again.
 */
#ifndef KVJWK_FUZZ_HARNESS_H
#define KVJWK_FUZZ_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kvjwk/kvjwk.h"
#include "kvjwk/material.h"

#define FUZZ_NOW 1795478400 /* 2026-11-24 */

/* Under MemorySanitizer nothing is asked of libcrypto, which is not built for it, and memory that
 * was never written is not looked at. */
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#define FUZZ_CORE_ALONE 1
#endif
#endif
#ifndef FUZZ_CORE_ALONE
#define FUZZ_CORE_ALONE 0
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* ---- properties ---- */

/* Says what does not hold, and aborts: every engine takes that for a find. */
_Noreturn void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define require(condition, what)                                                                   \
    do {                                                                                           \
        if (!(condition))                                                                          \
            broken("%s:%d: %s: %s", __FILE__, __LINE__, what, #condition);                         \
    } while (0)

/* ---- chance that the input decides ---- */

struct choice {
    uint64_t state;
};

struct choice choice_of(const uint8_t *data, size_t size);
size_t choose(struct choice *c, size_t n); /* 0 to n - 1 */

/* Target, edition, previews, time, API version, in one of eight cases a kind, and in one of two the
 * arithmetic of a level up to `most`. */
kvjwk_options choose_options(struct choice *c, kvjwk_material_level most);

/* The arithmetic of a level: one for the program's life. */
kvjwk_extension arithmetic(kvjwk_material_level level);

/* ---- what a run said ---- */

struct told {
    const kvjwk_rule *rule;
    kvjwk_severity severity;
    kvjwk_result result;
    kvjwk_target target;
    size_t offset, length, key;
    uint64_t place; /* hash of the pointer */
    uint64_t words; /* hash of message, excerpt, line and columns */
};

struct told_key {
    kvjwk_verdict verdict;
    const kvjwk_kty *kty;
    const kvjwk_param *param;
    kvjwk_support services[KVJWK_SERVICES];
    size_t errors, warnings, notes, unknowns;
};

#define TOLD_MAX 2048
#define TOLD_KEYS_MAX 512

struct outcome {
    kvjwk_status status;
    kvjwk_summary summary;
    struct told told[TOLD_MAX];
    size_t count; /* may be more than TOLD_MAX: the rest is not kept */
    struct told_key keys[TOLD_KEYS_MAX];
    size_t key_count;
};

/* Two of them, for comparisons; memory of the program's life. */
struct outcome *outcome_a(void);
struct outcome *outcome_b(void);

uint64_t hash_bytes(uint64_t seed, const void *data, size_t size);

/* Empties the outcome; what the sink is told goes into it. */
kvjwk_sink outcome_sink(struct outcome *o, bool brief);
void run_checker(struct outcome *o, kvjwk_checker *checker, const void *text, size_t size,
                 bool brief);
void run_check(struct outcome *o, const void *text, size_t size, const kvjwk_options *options);

const struct told *find_rule(const struct outcome *o, const char *rule);
void print_outcome(const struct outcome *o);

/* Rules, severities, targets, keys and, when asked, pointers are the same, in any order. */
bool same_findings(const struct outcome *a, const struct outcome *b, bool places);
bool same_keys(const struct outcome *a, const struct outcome *b);
/* The very same findings, with every word and place. */
bool same_outcome(const struct outcome *a, const struct outcome *b);

/* ---- text ---- */

/* Well-formed UTF-8 without controls and what hides; lines: a line feed is fine. */
bool is_printable(const char *text, size_t length, bool lines);

#endif
