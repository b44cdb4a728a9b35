// SPDX-License-Identifier: MIT
/*
 * Arithmetic on key material, level by level.
 *
 * - Raising the level only adds findings: what off, quick and full find, the next level finds, too.
 * - A key without an error at level quick is one that OpenSSL and the engine load.
 * - What OpenSSL's own checks refuse has an error at level deep, and a key without one is a pair:
 * the engine's pairwise test passes. (docs/conformance.md says what quick and full leave to deep,
 * since it takes milliseconds: whether primes are prime, and whether d belongs to the public part.)
 *
 * Of target rfc, where nothing but the key itself counts.
 */
#include <openssl/err.h>

#include "apart.h"
#include "kvjwk/engine.h"

/* ---- levels ---- */

/* But for the words, which say how far was looked. */
static bool same_told(const struct told *a, const struct told *b)
{
    return a->rule == b->rule && a->severity == b->severity && a->result == b->result &&
           a->target == b->target && a->offset == b->offset && a->length == b->length &&
           a->key == b->key && a->place == b->place;
}

/* Each of the fewer is among the more, in the same order. */
static void check_added(const struct outcome *fewer, const struct outcome *more, const char *level)
{
    size_t at = 0;

    if (fewer->count > TOLD_MAX || more->count > TOLD_MAX)
        return;
    for (size_t i = 0; i < fewer->count; i++) {
        while (at < more->count && !same_told(&fewer->told[i], &more->told[at]))
            at++;
        if (at++ < more->count)
            continue;
        print_outcome(fewer);
        print_outcome(more);
        broken("level %s does not find %s any more", level, fewer->told[i].rule->id);
    }
}

static void check_levels(const uint8_t *data, size_t size, kvjwk_material_level highest)
{
    struct outcome *less = outcome_a(), *more = outcome_b(), *swap;
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    options.target = KVJWK_TARGET_RFC;
    options.has_now = true;
    options.now = FUZZ_NOW;
    run_check(less, data, size, &options);
    for (int level = KVJWK_MATERIAL_QUICK; level <= (int)highest; level++) {
        options.extension = arithmetic((kvjwk_material_level)level);
        run_check(more, data, size, &options);
        check_added(less, more, kvjwk_material_level_name((kvjwk_material_level)level));
        swap = less;
        less = more;
        more = swap;
    }
}

/* ---- OpenSSL and the engine ---- */

struct trial {
    kvjwk_engine_ctx *ctx;
    kvjwk_material_level level;
    size_t keys;
};

/* Where the engine is asked for a key that it has no numbers of, or OpenSSL has a limit of its own:
 * it computes nothing with n above 3072 bits and e above 64. */
static bool is_for_engine(const kvjwk_key *key)
{
    static const char *const bases[] = {"RSA", "EC", "OKP", "oct"};
    uint8_t e[16];
    size_t length;
    bool known = false;

    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
        known = known || strcmp(key->kty->base, bases[i]) == 0;
    if (strcmp(key->kty->base, "RSA") == 0 &&
        (!kvjwk_key_octets(key, "e", e, sizeof(e), &length) || length > 8))
        return false;
    return known;
}

static void check_engine(struct trial *t, const kvjwk_key *key)
{
    kvjwk_engine_key *prepared = NULL;
    kvjwk_engine_result result = {.valid = true};

    require(kvjwk_engine_key_new(&prepared, t->ctx, key, NULL) == KVJWK_OK, "it is prepared");
    require(prepared != NULL, "the engine loads a key without an error");
    if (t->level == KVJWK_MATERIAL_DEEP && kvjwk_engine_key_facts(prepared)->private_part)
        require(kvjwk_engine_pairwise(prepared, NULL, &result) == KVJWK_OK, "a pair is judged");
    require(result.valid, "a key without an error is a pair");
    kvjwk_engine_key_free(&prepared);
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct trial *t = payload;
    bool deep = t->level == KVJWK_MATERIAL_DEEP;

    (void)key_index;
    if (key->errors > 0 || key->kty == NULL || key->unknowns > 0)
        return 0;
    require(openssl_opinion(key, deep) != OPINION_REFUSES, "OpenSSL takes a key without an error");
    if (is_for_engine(key) && t->keys++ < 2)
        check_engine(t, key);
    return 0;
}

static void check_key(const uint8_t *data, size_t size, kvjwk_material_level level)
{
    static kvjwk_engine_ctx *ctx;
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct trial t = {.level = level};
    kvjwk_sink sink = {NULL, take_key, &t, true};
    kvjwk_status status;

    if (ctx == NULL)
        require(kvjwk_engine_ctx_new(&ctx, NULL, NULL) == KVJWK_OK, "an engine starts");
    t.ctx = ctx;
    options.target = KVJWK_TARGET_RFC;
    options.extension = arithmetic(level);
    options.kind = kvjwk_kind_find("jwk");
    status = kvjwk_check(data, size, &options, &sink, NULL);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is judged");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    bool deep = choose(&c, 16) == 0; /* tens of milliseconds */

    check_levels(data, size, deep ? KVJWK_MATERIAL_DEEP : KVJWK_MATERIAL_FULL);
    check_key(data, size, deep ? KVJWK_MATERIAL_DEEP : KVJWK_MATERIAL_QUICK);
    require(ERR_peek_error() == 0, "OpenSSL's queue is empty");
    return 0;
}
