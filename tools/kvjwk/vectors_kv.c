// SPDX-License-Identifier: MIT
/* Our own schemas: an operation of the service, a key transfer blob, a published key. */
#include <stdio.h>
#include <string.h>

#include "kvjwk/material.h"
#include "vectors.h"

/* ---- what the tests share ---- */

/* A rule that the test names and nothing has told of. */
static bool rules_told(struct vectors *v, const json_t *test)
{
    const json_t *rules = json_object_get(test, "rules");

    for (size_t i = 0; i < json_array_size(rules); i++) {
        const char *rule = json_string_value(json_array_get(rules, i));
        char word[100];

        snprintf(word, sizeof(word), " %.90s ", rule != NULL ? rule : "?");
        if (strstr(v->rules, word) == NULL) {
            vectors_fail(v, word, "%.200s", v->rules);
            return false;
        }
    }
    return true;
}

/* The test is one of another target than the strict one, or of none that is known. */
static bool read_target(struct vectors *v, const json_t *test, kvjwk_target *target)
{
    const char *name = vectors_string(test, "target");

    if (name == NULL || !kvjwk_target_find(target, name)) {
        snprintf(v->malformed, sizeof(v->malformed), "'target' is absent or unknown");
        return false;
    }
    if (!v->strict || v->target == *target)
        return true;
    vectors_skip(v, "made for %s", kvjwk_target_name(*target));
    return false;
}

static const kvjwk_edition *read_edition(const json_t *test)
{
    const char *name = vectors_string(test, "edition");

    return name == NULL ? NULL : kvjwk_edition_find(name);
}

static bool flag(const json_t *test, const char *name)
{
    return json_is_true(json_object_get(test, name));
}

/* ---- operations ---- */

static kvjwk_bytes octets(struct vectors *v, const json_t *object, const char *name)
{
    kvjwk_bytes absent = {NULL, 0};

    return json_object_get(object, name) == NULL ? absent : vectors_need_b64u(v, object, name);
}

/* The request of the REST API: verify has the digest in `digest` and the signature in `value`. */
static bool read_request(struct vectors *v, const json_t *test, kvjwk_engine_request *out)
{
    const json_t *request = json_object_get(test, "request");
    const char *op = vectors_string(test, "op"), *alg = vectors_string(request, "alg");
    bool verify = op != NULL && strcmp(op, "verify") == 0;

    if (!read_target(v, test, &out->target))
        return false;
    out->alg = alg != NULL ? kvjwk_alg_find(alg) : NULL;
    if (out->alg == NULL || op == NULL || kvjwk_op_find(op) == NULL) {
        snprintf(v->malformed, sizeof(v->malformed), "no 'op' or no 'alg' that is known");
        return false;
    }
    out->edition = read_edition(test);
    out->allow_preview = flag(test, "allowPreview");
    out->allow_unknown = flag(test, "allowUnknown");
    out->has_now = json_is_integer(json_object_get(test, "asOf"));
    out->now = out->has_now ? vectors_integer(test, "asOf") : 0;
    out->value = vectors_need_b64u(v, request, verify ? "digest" : "value");
    if (verify)
        out->signature = vectors_need_b64u(v, request, "value");
    out->iv = octets(v, request, "iv");
    out->aad = octets(v, request, "aad");
    out->tag = octets(v, request, "tag");
    return v->malformed[0] == '\0';
}

static const char *way_back(const char *op)
{
    static const char *const pairs[][2] = {
        {"sign", "verify"}, {"encrypt", "decrypt"}, {"wrapKey", "unwrapKey"}};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (strcmp(pairs[i][0], op) == 0)
            return pairs[i][1];
    return NULL;
}

static kvjwk_bytes keep(struct vectors *v, kvjwk_bytes from)
{
    void *octets = from.ptr == NULL ? NULL : vectors_alloc(v, from.length);

    if (octets == NULL)
        return (kvjwk_bytes){NULL, 0};
    if (from.length > 0)
        memcpy(octets, from.ptr, from.length);
    from.ptr = octets;
    return from;
}

/* No expected value: the result is random. It has to have its length and to lead back. */
static enum outcome run_back(struct vectors *v, kvjwk_engine_key *key, const json_t *test,
                             kvjwk_engine_request request, const struct said *said)
{
    const char *op = vectors_string(test, "op"), *back = way_back(op);
    json_int_t length = vectors_integer(json_object_get(test, "response"), "length");
    kvjwk_bytes plain = request.value, made = keep(v, said->value);
    struct said again;

    if (length >= 0 && (size_t)length != made.length)
        return vectors_fail(v, "the length of the response", "%zu octets", made.length);
    if (back == NULL)
        return vectors_fail(v, "a response", "none in the test");
    if (strcmp(op, "sign") == 0) {
        request.signature = made;
        return vectors_judge(v, vectors_ask(v, key, &request, back).valid);
    }
    request.value = made;
    request.iv = keep(v, said->iv);
    request.tag = keep(v, said->tag);
    again = vectors_ask(v, key, &request, back);
    return vectors_same(v, "plaintext", again.done, again.value, plain) ? OUTCOME_PASS
                                                                        : OUTCOME_FAIL;
}

static enum outcome judge_done(struct vectors *v, kvjwk_engine_key *key, const json_t *test,
                               const kvjwk_engine_request *request, const struct said *said)
{
    const json_t *response = json_object_get(test, "response");
    const json_t *value = json_object_get(response, "value");

    if (json_is_boolean(value))
        return said->valid == (bool)json_is_true(value)
                   ? OUTCOME_PASS
                   : vectors_fail(v, json_is_true(value) ? "true" : "false", "%s",
                                  said->valid ? "true" : "false");
    if (value == NULL)
        return run_back(v, key, test, *request, said);
    if (!vectors_same(v, "value", true, said->value, vectors_need_b64u(v, response, "value")))
        return OUTCOME_FAIL;
    return json_object_get(response, "tag") == NULL ||
                   vectors_same(v, "tag", true, said->tag, vectors_need_b64u(v, response, "tag"))
               ? OUTCOME_PASS
               : OUTCOME_FAIL;
}

static enum outcome run_request(struct vectors *v, kvjwk_engine_key *key, const json_t *test,
                                kvjwk_engine_request *request)
{
    bool refused = v->wanted == EXPECTED_REFUSED || v->wanted == EXPECTED_INVALID;
    bool answers = json_is_boolean(json_object_get(json_object_get(test, "response"), "value"));
    struct said said = vectors_ask(v, key, request, vectors_string(test, "op"));

    if (said.done && (!refused || answers))
        return judge_done(v, key, test, request, &said);
    if (said.done)
        return vectors_fail(v, "refused", "done");
    if (!refused || answers)
        return vectors_fail(v, "done", "%.70s: %.160s", v->rule, v->message);
    return rules_told(v, test) ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum outcome open_nothing(struct vectors *v, struct group *group)
{
    (void)v;
    (void)group;
    return OUTCOME_PASS;
}

static enum outcome run_operation(struct vectors *v, struct group *group, const json_t *test)
{
    static const struct reading_options any = {.target = KVJWK_TARGET_ANY};
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_key *key;
    enum outcome outcome;

    if (!read_request(v, test, &request))
        return OUTCOME_SKIP;
    key = vectors_read_key(v, json_object_get(group->json, "key"), &any, NULL, NULL);
    if (key == NULL)
        return vectors_fail(v, "a key", "%.70s: %.160s", v->rule, v->message);
    outcome = run_request(v, key, test, &request);
    kvjwk_engine_key_free(&key);
    return outcome;
}

/* ---- transfer blobs ---- */

/* The ciphertext of a blob as it is uploaded: {schema_version, header, ciphertext, generator}. */
static kvjwk_bytes blob_of(struct vectors *v, const json_t *test)
{
    return vectors_need_b64u(v, json_object_get(test, "blob"), "ciphertext");
}

static enum outcome judge_moved(struct vectors *v, const json_t *test, kvjwk_bytes plaintext,
                                kvjwk_engine_key *moved)
{
    kvjwk_bytes wanted = vectors_need_hex(v, test, "plaintext");
    const char *kty = vectors_string(test, "kty"), *size = vectors_string(test, "size");
    const kvjwk_engine_facts *facts;
    struct said pair;

    if (!vectors_same(v, "key inside", true, plaintext, wanted))
        return OUTCOME_FAIL;
    if (moved == NULL)
        return vectors_fail(v, "a key", "%.70s: %.160s", v->rule, v->message);
    facts = kvjwk_engine_key_facts(moved);
    if (kty == NULL || strcmp(facts->kty->name, kty) != 0 || size == NULL || facts->param == NULL ||
        strcmp(facts->param->name, size) != 0)
        return vectors_fail(v, size != NULL ? size : "a size", "%s %s", facts->kty->name,
                            facts->param != NULL ? facts->param->name : "of no known size");
    pair = vectors_pairwise(v, moved);
    return pair.valid ? OUTCOME_PASS
                      : vectors_fail(v, "a pair", "%.70s: %.160s", v->rule, v->message);
}

static enum outcome open_blob(struct vectors *v, kvjwk_engine_key *kek, const json_t *test,
                              kvjwk_engine_transfer *transfer)
{
    const char *name = vectors_string(test, "kty");
    const kvjwk_kty *kty = name != NULL ? kvjwk_kty_find(name) : NULL;
    kvjwk_engine_result result = {0};
    kvjwk_engine_key *moved = NULL;
    kvjwk_sink sink;
    kvjwk_bytes blob = blob_of(v, test), plaintext;
    kvjwk_status status;
    enum outcome outcome;

    if (kty == NULL || transfer->wrapping == NULL || v->malformed[0] != '\0')
        return vectors_fail(v, "a known kty and wrapping", "another");
    sink = vectors_sink(v);
    status = kvjwk_engine_transfer_open(kek, blob, kty, transfer, &sink, &result, &moved);
    if (status != KVJWK_OK)
        outcome = vectors_fail(v, "an answer", "%s", kvjwk_status_name(status));
    else if (v->wanted == EXPECTED_VALID && !result.done)
        outcome = vectors_fail(v, "opened", "%.70s: %.160s", v->rule, v->message);
    else if (v->wanted == EXPECTED_VALID) {
        plaintext = keep(v, result.value);
        outcome = judge_moved(v, test, plaintext, moved);
    } else if (result.done && moved != NULL)
        outcome = vectors_fail(v, "refused", "opened");
    else
        outcome = rules_told(v, test) ? OUTCOME_PASS : OUTCOME_FAIL;
    kvjwk_engine_key_free(&moved);
    return outcome;
}

static enum outcome run_transfer(struct vectors *v, struct group *group, const json_t *test)
{
    static const struct reading_options any = {.target = KVJWK_TARGET_ANY};
    kvjwk_engine_transfer transfer = KVJWK_ENGINE_TRANSFER_INIT;
    const char *wrapping = vectors_string(test, "wrapping");
    kvjwk_engine_key *kek;
    enum outcome outcome;

    if (!read_target(v, test, &transfer.target))
        return OUTCOME_SKIP;
    transfer.wrapping = wrapping != NULL ? kvjwk_wrapping_find(wrapping) : NULL;
    transfer.release = flag(test, "release");
    transfer.edition = read_edition(test);
    transfer.allow_preview = flag(test, "allowPreview");
    kek = vectors_read_key(v, json_object_get(group->json, "kek"), &any, NULL, NULL);
    if (kek == NULL)
        return vectors_fail(v, "a key", "%.70s: %.160s", v->rule, v->message);
    outcome = open_blob(v, kek, test, &transfer);
    kvjwk_engine_key_free(&kek);
    return outcome;
}

/* ---- published keys ---- */

static bool is_sound(struct vectors *v, kvjwk_engine_key *key, size_t errors, const char *wanted,
                     const char *thumbprint)
{
    if (errors > 0 || key == NULL)
        return false;
    if (wanted != NULL && strcmp(wanted, thumbprint) != 0) {
        snprintf(v->rule, sizeof(v->rule), "thumbprint");
        snprintf(v->message, sizeof(v->message), "%s, not %.80s", thumbprint, wanted);
        return false;
    }
    return !kvjwk_engine_key_facts(key)->private_part || vectors_pairwise(v, key).valid;
}

/* A key is taken when nothing speaks against it, its thumbprint is the one that is given, and its
 * private part, if it has one, belongs to the public part. */
static enum outcome run_key(struct vectors *v, struct group *group, const json_t *test)
{
    static const struct reading_options rfc = {.target = KVJWK_TARGET_RFC};
    char thumbprint[KVJWK_THUMBPRINT_TEXT] = "";
    size_t errors = 0;
    kvjwk_engine_key *key =
        vectors_read_key(v, json_object_get(test, "jwk"), &rfc, &errors, thumbprint);
    bool sound = is_sound(v, key, errors, vectors_string(test, "thumbprint"), thumbprint);

    (void)group;
    kvjwk_engine_key_free(&key);
    return vectors_judge(v, sound);
}

const struct family vectors_kv[] = {
    {"kvjwk_operation_schema", open_nothing, run_operation},
    {"kvjwk_transfer_schema", open_nothing, run_transfer},
    {"kvjwk_key_schema", open_nothing, run_key},
    {NULL, NULL, NULL},
};
