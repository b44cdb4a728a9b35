// SPDX-License-Identifier: MIT
/*
 * The JSON reader.
 *
 * - It accepts exactly the texts that jansson accepts, and reads the same values from them, but for
 *   the differences listed in docs/conformance.md.
 * - The tape is sound whatever the text is: tokens nest, link and count as every reader relies on.
 * - Read as the first line of a stream, an accepted text gives the same tape.
 * - Members that stand twice are found as often as comparing each with each finds them.
 */
#include "referee.h"

#include "harness.h"
#include "sound.h"

#define DEPTH 1000 /* jansson has 2048 and counts a scalar as a level */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    json_object_seed(1); /* the same again with every run */
    return 0;
}

/* jansson has no such limit. */
static bool is_too_deep(const struct json *j)
{
    for (size_t i = 0; i < j->fault_count; i++)
        if (j->faults[i].rule == RULE_JSON_DEPTH)
            return true;
    return false;
}

static void check_referee(struct referee *r, const char *text, size_t size)
{
    const char *wrong;

    referee_read(r, text, size);
    require(tape_is_sound(&r->json), "the tape is sound");
    if (is_too_deep(&r->json))
        return;
    wrong = referee_compare(r, text, size);
    if (wrong != NULL)
        broken("%s (jansson: %s)", wrong, r->error.text);
}

static bool same_token(const struct json_token *a, const struct json_token *b)
{
    return a->offset == b->offset && a->length == b->length && a->next == b->next &&
           a->up == b->up && a->index == b->index && a->count == b->count && a->type == b->type &&
           a->flags == b->flags;
}

static void check_lines(struct referee *r, const char *text, size_t size)
{
    struct json lines;

    json_init(&lines, &allocator_default);
    require(json_read(&lines, span_of(text, size), &r->limits, true), "memory");
    require(tape_is_sound(&lines), "the tape of a line is sound");
    require(lines.consumed <= size, "no more is read than there is");
    if (!r->json.syntax_error) {
        require(!lines.syntax_error && lines.count == r->json.count, "a line reads the same");
        for (uint32_t t = 0; t < lines.count; t++)
            require(same_token(&lines.tokens[t], &r->json.tokens[t]), "a line reads the same");
    }
    json_free(&lines);
    kvjwk_is_ndjson(text, size);
}

static size_t count_twins(struct referee *r)
{
    const struct json *j = &r->json;
    size_t twins = 0;

    for (uint32_t o = 0; o < j->count; o++) {
        if (j->tokens[o].type != JSON_OBJECT || j->tokens[o].count > 64)
            continue;
        for (uint32_t a = json_first(j, o); a < j->tokens[o].next; a = j->tokens[a + 1].next)
            for (uint32_t b = json_first(j, o); b < a; b = j->tokens[b + 1].next)
                if (span_eq(referee_text(r, a), referee_text(r, b))) {
                    twins++;
                    break;
                }
    }
    return twins;
}

static bool has_large_object(const struct json *j)
{
    for (uint32_t t = 0; t < j->count; t++)
        if (j->tokens[t].type == JSON_OBJECT && j->tokens[t].count > 64)
            return true;
    return false;
}

static void check_duplicates(struct referee *r)
{
    size_t before = r->json.fault_count, twins;

    if (r->json.stopped || before > 100 || has_large_object(&r->json))
        return;
    twins = count_twins(r);
    require(json_find_duplicates(&r->json, &r->scratch), "memory");
    require(r->json.fault_count + r->json.faults_dropped == before + twins,
            "each name that stands again is found");
    require(tape_is_sound(&r->json), "the faults are in order");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct json_limits limits = {1u << 20, DEPTH, 100000, 1000};
    const char *text = (const char *)data;
    struct referee r;

    referee_open(&r, &limits);
    check_referee(&r, text, size);
    referee_read(&r, text, size);
    check_lines(&r, text, size);
    check_duplicates(&r);
    referee_close(&r);
    return 0;
}
