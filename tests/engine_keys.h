// SPDX-License-Identifier: MIT
/*
 * Helpers of the engine's tests: keys of corpus/src/keys.json in the shape asked for, and findings
 * of an operation as a list of rule ids. Everything here is read with jansson, not by the engine.
 */
#ifndef KVJWK_TESTS_ENGINE_KEYS_H
#define KVJWK_TESTS_ENGINE_KEYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "kvjwk/engine.h"
#include "text/b64.h"

#define NOW 1795478400 /* 2026-11-24 */
#define TOLD_MAX 16

/* ---- findings ---- */

struct engine_told {
    char rules[TOLD_MAX][48];
    char messages[TOLD_MAX][256];
    kvjwk_result results[TOLD_MAX];
    size_t count;
};

static int engine_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct engine_told *t = payload;

    assert_non_null(f->rule);
    assert_string_equal(f->rule->level, "engine");
    assert_string_equal(f->pointer, "");
    if (key_index == KVJWK_NO_KEY && t->count < TOLD_MAX) {
        snprintf(t->rules[t->count], sizeof(t->rules[0]), "%s", f->rule->id);
        snprintf(t->messages[t->count], sizeof(t->messages[0]), "%s", f->message);
        t->results[t->count++] = f->result;
    }
    return 0;
}

static inline bool told(const struct engine_told *t, const char *rule)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->rules[i], rule) == 0)
            return true;
    return false;
}

static inline void print_told(const struct engine_told *t)
{
    for (size_t i = 0; i < t->count; i++)
        fprintf(stderr, "  %s: %s\n", t->rules[i], t->messages[i]);
}

static inline kvjwk_sink sink_of(struct engine_told *t)
{
    kvjwk_sink sink = {engine_finding, NULL, t, false};

    memset(t, 0, sizeof(*t));
    return sink;
}

/* ---- keys ---- */

struct engine_take {
    kvjwk_engine_ctx *ctx;
    kvjwk_engine_key *key;
    struct engine_told told;
};

static int engine_take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct engine_take *t = payload;
    kvjwk_sink sink = sink_of(&t->told);

    if (key_index == 0)
        assert_int_equal(kvjwk_engine_key_new(&t->key, t->ctx, key, &sink), KVJWK_OK);
    return 0;
}

/* The first key of a document; NULL when it is refused, and then *told says why. */
static inline kvjwk_engine_key *key_of_text(kvjwk_engine_ctx *ctx, const char *text,
                                            struct engine_told *findings)
{
    struct engine_take take = {ctx, NULL, {{{0}}, {{0}}, {0}, 0}};
    kvjwk_sink sink = {NULL, engine_take_key, &take, true};

    assert_int_equal(kvjwk_check(text, strlen(text), NULL, &sink, NULL), KVJWK_OK);
    if (findings != NULL)
        *findings = take.told;
    return take.key;
}

static json_t *engine_all_keys;

static inline json_t *stored_jwk(const char *name)
{
    json_t *jwk;

    if (engine_all_keys == NULL)
        engine_all_keys = json_load_file(KVJWK_SOURCE_DIR "/corpus/src/keys.json", 0, NULL);
    jwk = json_deep_copy(json_object_get(engine_all_keys, name));
    assert_non_null(jwk);
    return jwk;
}

static inline void drop_stored_keys(void)
{
    json_decref(engine_all_keys);
    engine_all_keys = NULL;
}

static inline void make_public(json_t *jwk)
{
    static const char *const members[] = {"d", "p", "q", "dp", "dq", "qi", "k"};

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        json_object_del(jwk, members[i]);
}

static inline kvjwk_engine_key *key_of_json(kvjwk_engine_ctx *ctx, json_t *document,
                                            struct engine_told *findings)
{
    char *text = json_dumps(document, 0);
    kvjwk_engine_key *key = key_of_text(ctx, text, findings);

    free(text);
    json_decref(document);
    return key;
}

/* kty NULL: as it is stored. */
static inline kvjwk_engine_key *stored_key(kvjwk_engine_ctx *ctx, const char *name, const char *kty)
{
    json_t *jwk = stored_jwk(name);
    kvjwk_engine_key *key;

    if (kty != NULL)
        json_object_set_new(jwk, "kty", json_string(kty));
    key = key_of_json(ctx, jwk, NULL);
    assert_non_null(key);
    return key;
}

/* The key inside a bundle with these attributes and key_ops (JSON texts; NULL: absent). */
static inline kvjwk_engine_key *bundled_key(kvjwk_engine_ctx *ctx, const char *name,
                                            const char *kty, const char *attributes,
                                            const char *key_ops)
{
    json_t *bundle = json_object(), *jwk = stored_jwk(name);
    kvjwk_engine_key *key;

    if (kty != NULL)
        json_object_set_new(jwk, "kty", json_string(kty));
    if (key_ops != NULL)
        json_object_set_new(jwk, "key_ops", json_loads(key_ops, JSON_DECODE_ANY, NULL));
    json_object_set_new(jwk, "kid",
                        json_string("https://a.vault.azure.net/keys/k/"
                                    "0123456789abcdef0123456789abcdef"));
    json_object_set_new(bundle, "key", jwk);
    json_object_set_new(bundle, "attributes",
                        json_loads(attributes == NULL ? "{}" : attributes, 0, NULL));
    key = key_of_json(ctx, bundle, NULL);
    assert_non_null(key);
    return key;
}

/* ---- octets ---- */

struct octets {
    uint8_t at[8192];
    size_t length;
};

static inline kvjwk_bytes bytes_of(const struct octets *o)
{
    kvjwk_bytes b = {o->at, o->length};

    return b;
}

static inline kvjwk_bytes fixed_bytes(const void *ptr, size_t length)
{
    kvjwk_bytes b = {ptr, length};

    return b;
}

static inline struct octets copy_of(kvjwk_bytes b)
{
    struct octets o;

    assert_true(b.length <= sizeof(o.at));
    if (b.length > 0)
        memcpy(o.at, b.ptr, b.length);
    o.length = b.length;
    return o;
}

static inline struct octets octets_of_b64(const char *text)
{
    struct octets o;

    o.length = b64_decode(o.at, sizeof(o.at), span_str(text));
    return o;
}

static inline struct octets octets_of_hex(const char *hex)
{
    struct octets o = {{0}, strlen(hex) / 2};

    for (size_t i = 0; i < o.length; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};

        o.at[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return o;
}

/* ---- requests ---- */

static inline kvjwk_engine_request request_of(const char *op, const char *alg, kvjwk_target target)
{
    kvjwk_engine_request r = KVJWK_ENGINE_REQUEST_INIT;

    r.op = kvjwk_op_find(op);
    r.alg = kvjwk_alg_find(alg);
    r.target = target;
    r.has_now = true;
    r.now = NOW;
    assert_non_null(r.op);
    assert_non_null(r.alg);
    return r;
}

/* Runs and collects; findings may be NULL. */
static inline kvjwk_engine_result run(kvjwk_engine_key *key, const kvjwk_engine_request *request,
                                      struct engine_told *findings)
{
    struct engine_told own;
    struct engine_told *t = findings == NULL ? &own : findings;
    kvjwk_sink sink = sink_of(t);
    kvjwk_engine_result result;

    kvjwk_status status = kvjwk_engine_run(key, request, &sink, &result);

    if (status != KVJWK_OK)
        fprintf(stderr, "%s %s over %zu octets, aad %zu: %s\n", request->op->name,
                request->alg->name, request->value.length, request->aad.length,
                kvjwk_status_name(status));
    assert_int_equal(status, KVJWK_OK);
    assert_int_equal(result.done, t->count == 0);
    return result;
}

static inline kvjwk_engine_ctx *new_ctx(void)
{
    kvjwk_engine_ctx *ctx;

    assert_int_equal(kvjwk_engine_ctx_new(&ctx, NULL, NULL), KVJWK_OK);
    return ctx;
}

#endif
