// SPDX-License-Identifier: MIT
/* Test vectors: the tally of a file, and the outcomes with their texts. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

#define OTHER_REASONS "for other reasons"

void tally_free(struct tally *tally)
{
    free(tally->file);
    free(tally->schema);
    free(tally->failures);
    memset(tally, 0, sizeof(*tally));
}

static struct skip *find_skip(struct tally *tally, const char *reason)
{
    for (size_t i = 0; i < tally->skip_count; i++)
        if (strcmp(tally->skips[i].reason, reason) == 0)
            return &tally->skips[i];
    return NULL;
}

void tally_skip(struct vectors *v, const char *reason, size_t count)
{
    struct tally *tally = v->tally;
    struct skip *skip = find_skip(tally, reason);

    tally->skipped += count;
    if (skip == NULL && tally->skip_count >= VECTORS_SKIPS - 1) {
        reason = OTHER_REASONS;
        skip = find_skip(tally, reason);
    }
    if (skip == NULL) {
        skip = &tally->skips[tally->skip_count++];
        snprintf(skip->reason, sizeof(skip->reason), "%s", reason);
    }
    skip->count += count;
}

static void add_failure(struct vectors *v, const char *test, const char *comment)
{
    struct tally *tally = v->tally;
    struct failure *failure;

    tally->failed++;
    if (tally->failure_count == VECTORS_FAILURES)
        return;
    if (tally->failures == NULL)
        tally->failures = calloc(VECTORS_FAILURES, sizeof(*tally->failures));
    if (tally->failures == NULL) {
        v->out_of_memory = true;
        return;
    }
    failure = &tally->failures[tally->failure_count++];
    snprintf(failure->test, sizeof(failure->test), "%s", test);
    snprintf(failure->comment, sizeof(failure->comment), "%.200s%s%s", comment,
             v->form != NULL ? ", key from " : "", v->form != NULL ? v->form : "");
    snprintf(failure->expected, sizeof(failure->expected), "%s", v->expected);
    snprintf(failure->got, sizeof(failure->got), "%s", v->got);
}

void tally_settle(struct vectors *v, enum outcome outcome, const char *test, const char *comment)
{
    if (v->malformed[0] != '\0')
        outcome = vectors_fail(v, "a well-formed test", "%s", v->malformed);
    switch (outcome) {
    case OUTCOME_PASS:
        v->tally->passed++;
        break;
    case OUTCOME_SKIP:
        tally_skip(v, v->reason, 1);
        break;
    case OUTCOME_FAIL:
        add_failure(v, test, comment);
        break;
    }
    v->malformed[0] = '\0';
    vectors_release(v);
}

enum outcome vectors_skip(struct vectors *v, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(v->reason, sizeof(v->reason), format, args);
    va_end(args);
    return OUTCOME_SKIP;
}

enum outcome vectors_fail(struct vectors *v, const char *expected, const char *format, ...)
{
    va_list args;

    snprintf(v->expected, sizeof(v->expected), "%s", expected);
    va_start(args, format);
    vsnprintf(v->got, sizeof(v->got), format, args);
    va_end(args);
    return OUTCOME_FAIL;
}

enum outcome vectors_judge(struct vectors *v, bool accepted)
{
    /* the vector signs a message of its own length, a strict target a digest: neither is wrong */
    if (v->strict && strcmp(v->rule, "kv-op-digest-length") == 0)
        return vectors_skip(v, "%s refuses it: %s", kvjwk_target_name(v->target), v->rule);
    if (v->wanted == EXPECTED_ACCEPTABLE || accepted == (v->wanted == EXPECTED_VALID))
        return OUTCOME_PASS;
    if (accepted)
        return vectors_fail(v, "rejected", "accepted");
    if (v->strict && v->rule[0] != '\0')
        return vectors_skip(v, "%s refuses it: %s", kvjwk_target_name(v->target), v->rule);
    if (v->rule[0] != '\0')
        return vectors_fail(v, "accepted", "%s: %s", v->rule, v->message);
    return vectors_fail(v, "accepted", "rejected");
}

/* The first octets in hexadecimal. */
static void print_octets(char *out, size_t size, kvjwk_bytes octets)
{
    const unsigned char *p = octets.ptr;
    size_t at = 0;

    for (size_t i = 0; i < octets.length && i < 32 && at + 3 < size; i++)
        at += (size_t)snprintf(out + at, size - at, "%02x", p[i]);
    if (octets.length > 32)
        at += (size_t)snprintf(out + at, size - at, "...");
    snprintf(out + at, size - at, " (%zu octets)", octets.length);
}

bool vectors_same(struct vectors *v, const char *what, bool done, kvjwk_bytes got,
                  kvjwk_bytes wanted)
{
    char text[120];

    if (done && vectors_bytes_eq(got, wanted))
        return true;
    print_octets(text, sizeof(text), wanted);
    snprintf(v->expected, sizeof(v->expected), "%s %s", what, text);
    if (!done) {
        snprintf(v->got, sizeof(v->got), "%s: %.150s", v->rule[0] != '\0' ? v->rule : "nothing",
                 v->message);
        return false;
    }
    print_octets(text, sizeof(text), got);
    snprintf(v->got, sizeof(v->got), "%s %s", what, text);
    return false;
}
