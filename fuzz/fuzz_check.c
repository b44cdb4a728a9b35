// SPDX-License-Identifier: MIT
/*
 * The checker as a whole.
 *
 * - The same document gives the same findings and keys again, also from a checker that has just
 *   judged another one.
 * - A sink that stops at finding k has seen the first k, and the call says that it was stopped; so
 *   it is with keys.
 * - A brief sink sees the same rules at the same places.
 * - The counts of keys and of the document are those of the findings; a key that fails has an
 * error.
 * - kvjwk_summary.consumed lies within the text.
 */
#include "stops.h"

struct trial {
    kvjwk_checker *checker;
    const uint8_t *data;
    size_t size;
};

static kvjwk_status run_trial(void *ctx, const kvjwk_sink *sink)
{
    const struct trial *t = ctx;

    return kvjwk_checker_run(t->checker, t->data, t->size, sink, NULL);
}

static void check_counts(const struct outcome *o, size_t size)
{
    size_t pass = 0, fail = 0, unknown = 0, shown[3] = {0, 0, 0};

    require(o->summary.consumed <= size, "consumed lies within the text");
    if (o->count > TOLD_MAX || o->key_count > TOLD_KEYS_MAX || o->status != KVJWK_OK)
        return;
    for (size_t i = 0; i < o->count; i++) {
        const struct told *t = &o->told[i];

        require(t->severity <= KVJWK_ERROR, "a severity is one");
        require(t->result != KVJWK_UNKNOWN || t->severity == KVJWK_NOTE, "unknown is a note");
        shown[t->severity]++;
    }
    require(shown[KVJWK_ERROR] == o->summary.errors && shown[KVJWK_NOTE] == o->summary.notes &&
                shown[KVJWK_WARNING] == o->summary.warnings,
            "the summary counts what was shown");
    for (size_t i = 0; i < o->key_count; i++) {
        const struct told_key *k = &o->keys[i];

        pass += k->verdict == KVJWK_VERDICT_PASS;
        fail += k->verdict == KVJWK_VERDICT_FAIL;
        unknown += k->verdict == KVJWK_VERDICT_UNKNOWN;
        require((k->verdict == KVJWK_VERDICT_FAIL) == (k->errors > 0), "errors make a key fail");
        require((k->verdict == KVJWK_VERDICT_UNKNOWN) == (k->errors == 0 && k->unknowns > 0),
                "unknown is neither pass nor fail");
    }
    require(o->summary.keys == o->key_count && o->summary.pass == pass && o->summary.fail == fail &&
                o->summary.unknown == unknown,
            "the summary counts the keys");
}

/* A document that leaves much behind in a checker. */
static const char before[] =
    "{\"keys\":[{\"kty\":\"RS\\u0041\",\"n\":\"AQ=B\",\"e\":\"AAEAAQ\",\"kid\":\"a\",\"kid\":1},"
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\\ud800\",\"kid\":\"a\"}],,\"keys\":[[[";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_options options = choose_options(&c, KVJWK_MATERIAL_FULL);
    struct outcome *first = outcome_a(), *again = outcome_b();
    struct trial t = {NULL, data, size};
    const struct judge judge = {run_trial, &t};

    run_check(first, data, size, &options);
    require(first->status == KVJWK_OK || first->status == KVJWK_ERR_LIMIT, "a document is judged");
    check_counts(first, size);
    require(kvjwk_checker_new(&t.checker, &options) == KVJWK_OK, "a checker can be made");
    run_checker(again, t.checker, before, sizeof(before) - 1, false);
    run_checker(again, t.checker, data, size, false);
    if (!same_outcome(first, again)) {
        print_outcome(first);
        print_outcome(again);
        broken("a checker keeps something of the document before");
    }
    check_stops(&judge, first, &c);
    kvjwk_checker_free(&t.checker);
    return 0;
}
