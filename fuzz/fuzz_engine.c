// SPDX-License-Identifier: MIT
/*
 * The reference engine with the first key of a document.
 *
 * - A key is prepared or refused, an operation done or refused, and every refusal is a finding.
 * - With a key whose halves agree (pairwise), what is signed verifies, what is encrypted decrypts
 * and what is wrapped unwraps, to the same octets.
 * - A bit of a signature, digest, ciphertext, nonce, tag or additional data changed: it does not
 *   verify, does not open, or (CBC and RSA1_5, which cannot tell) does not give the same.
 * - A key of a curve whose halves agree is one for EVP_PKEY_check, too, loaded apart from the
 * engine.
 * - No error is left in OpenSSL's queue.
 */
#include <openssl/err.h>

#include "apart.h"
#include "kvjwk/engine.h"
#include "refusals.h"

#define VALUE_MAX 4096

struct octets {
    uint8_t at[VALUE_MAX];
    size_t length;
};

struct trial {
    kvjwk_engine_ctx *ctx;
    struct choice *c;
    kvjwk_engine_key *key;
    bool agrees;     /* there are two halves, and they do */
    size_t refusals; /* findings since the last call */
    kvjwk_engine_request request;
    kvjwk_engine_result result;
};

static struct octets copy_of(kvjwk_bytes b)
{
    struct octets o;

    require(b.length <= sizeof(o.at), "a result is not larger than what it can be");
    if (b.length > 0)
        memcpy(o.at, b.ptr, b.length);
    o.length = b.length;
    return o;
}

static kvjwk_bytes bytes_of(const struct octets *o)
{
    kvjwk_bytes b = {o->at, o->length};

    return b;
}

static bool run(struct trial *t, const char *op)
{
    kvjwk_sink sink = sink_for(&t->refusals);
    kvjwk_status status;

    t->request.op = kvjwk_op_find(op);
    status = kvjwk_engine_run(t->key, &t->request, &sink, &t->result);
    if (status != KVJWK_OK)
        broken("%s %s: %s", op, t->request.alg->name, kvjwk_status_name(status));
    require(t->result.done || t->refusals > 0, "a refusal is told");
    require(ERR_peek_error() == 0, "OpenSSL's queue is empty");
    return t->result.done;
}

static void flip(struct trial *t, struct octets *o)
{
    if (o->length > 0)
        o->at[choose(t->c, o->length)] ^= (uint8_t)(1u << choose(t->c, 8));
}

/* ---- there and back ---- */

/* key_ops and the like may close the way back; to the bare primitive it is open. */
static bool may_be_closed(const struct trial *t)
{
    return !t->result.done && !t->request.primitive;
}

static bool verifies(struct trial *t, const struct octets *digest, const struct octets *signature)
{
    t->request.value = bytes_of(digest);
    t->request.signature = bytes_of(signature);
    return run(t, "verify") && t->result.valid;
}

static void sign_and_verify(struct trial *t, struct octets digest)
{
    struct octets signature;

    t->request.value = bytes_of(&digest);
    if (!run(t, "sign"))
        return;
    signature = copy_of(t->result.value);
    if (!t->agrees)
        return;
    if (!verifies(t, &digest, &signature)) {
        require(may_be_closed(t), "what is signed verifies");
        return;
    }
    flip(t, &signature);
    require(!verifies(t, &digest, &signature), "another signature does not verify");
    signature.length--;
    require(!verifies(t, &digest, &signature), "a shorter signature does not verify");
}

static bool opens(struct trial *t, const char *back, const struct octets *sealed,
                  const struct octets *value)
{
    t->request.value = bytes_of(sealed);
    return run(t, back) && t->result.value.length == value->length &&
           (value->length == 0 || memcmp(t->result.value.ptr, value->at, value->length) == 0);
}

/* One of the things that are sent along with the ciphertext, with a bit changed. */
static void tamper(struct trial *t, struct octets *sealed, struct octets *iv, struct octets *tag,
                   struct octets *aad)
{
    struct octets *parts[] = {sealed, iv, tag, aad};
    struct octets *part = parts[choose(t->c, 4)];

    flip(t, part->length > 0 ? part : sealed);
}

static void there_and_back(struct trial *t, const char *there, const char *back,
                           struct octets value)
{
    struct octets sealed, iv, tag, aad = copy_of(t->request.aad);

    t->request.value = bytes_of(&value);
    if (!run(t, there))
        return;
    sealed = copy_of(t->result.value);
    iv = copy_of(t->result.iv.ptr != NULL ? t->result.iv : t->request.iv);
    tag = copy_of(t->result.tag);
    t->request.iv = iv.length > 0 ? bytes_of(&iv) : t->request.iv;
    t->request.tag = tag.length > 0 ? bytes_of(&tag) : t->request.tag;
    t->request.aad = aad.length > 0 ? bytes_of(&aad) : t->request.aad;
    if (!t->agrees)
        return;
    if (!opens(t, back, &sealed, &value)) {
        require(may_be_closed(t), "what is sealed opens");
        return;
    }
    tamper(t, &sealed, &iv, &tag, &aad);
    require(value.length == 0 || !opens(t, back, &sealed, &value),
            "what is tampered with is not it");
}

/* ---- one algorithm ---- */

static struct octets any_value(struct trial *t, size_t length)
{
    struct octets o = {.length = length};

    for (size_t i = 0; i < length; i++)
        o.at[i] = (uint8_t)choose(t->c, 256);
    return o;
}

static const kvjwk_alg *any_alg(struct trial *t)
{
    const char *base = kvjwk_engine_key_facts(t->key)->kty->base;
    const kvjwk_alg *fitting[64];
    size_t count = 0;

    if (choose(t->c, 16) == 0)
        return kvjwk_alg_at(choose(t->c, kvjwk_alg_count()));
    for (size_t i = 0; i < kvjwk_alg_count() && count < 64; i++)
        if (strcmp(kvjwk_alg_at(i)->base, base) == 0)
            fitting[count++] = kvjwk_alg_at(i);
    return count == 0 ? kvjwk_alg_at(0) : fitting[choose(t->c, count)];
}

static void one_algorithm(struct trial *t)
{
    static const uint8_t lengths[] = {0, 1, 8, 15, 16, 24, 32, 32, 40, 64, 190, 245};
    size_t length = lengths[choose(t->c, sizeof(lengths))];
    struct octets iv = any_value(t, 16), aad = any_value(t, choose(t->c, 20));

    memset(&t->request, 0, sizeof(t->request));
    t->request.struct_size = sizeof(t->request);
    t->request.alg = any_alg(t);
    t->request.target = choose(t->c, 4) == 0 ? KVJWK_TARGET_ANY : KVJWK_TARGET_RFC;
    t->request.primitive = choose(t->c, 4) > 0;
    t->request.allow_unknown = true;
    t->request.has_now = true;
    t->request.now = FUZZ_NOW;
    if (strcmp(t->request.alg->use, "sig") == 0) {
        length = t->request.alg->digest > 0 ? t->request.alg->digest : length;
        sign_and_verify(t, any_value(t, length));
        return;
    }
    if (strstr(t->request.alg->name, "CBC") != NULL)
        t->request.iv = bytes_of(&iv);
    if (strstr(t->request.alg->name, "GCM") != NULL)
        t->request.aad = bytes_of(&aad);
    if (choose(t->c, 2) == 0)
        there_and_back(t, "encrypt", "decrypt", any_value(t, length));
    else
        there_and_back(t, "wrapKey", "unwrapKey", any_value(t, length));
}

/* ---- the key ---- */

static void check_pairwise(struct trial *t)
{
    kvjwk_sink sink = sink_for(&t->refusals);
    kvjwk_status status = kvjwk_engine_pairwise(t->key, &sink, &t->result);

    require(status == KVJWK_OK, "a pair is judged");
    require(t->result.valid || t->refusals > 0, "what does not agree is told");
    require(ERR_peek_error() == 0, "OpenSSL's queue is empty");
    t->agrees = t->result.valid;
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct trial *t = payload;
    kvjwk_sink sink = sink_for(&t->refusals);
    kvjwk_status status;

    if (key_index > 0)
        return 1;
    status = kvjwk_engine_key_new(&t->key, t->ctx, key, &sink);
    require(status == KVJWK_OK, "a key is prepared or refused");
    require(ERR_peek_error() == 0, "OpenSSL's queue is empty");
    require(t->key != NULL || t->refusals > 0, "a refusal is told");
    if (t->key == NULL)
        return 1;
    t->agrees = false; /* nothing goes there and back with a public key alone */
    if (kvjwk_engine_key_facts(t->key)->private_part)
        check_pairwise(t);
    if (t->agrees && strcmp(kvjwk_engine_key_facts(t->key)->kty->base, "EC") == 0)
        require(openssl_opinion(key, true) == OPINION_TAKES,
                "EVP_PKEY_check finds nothing in a key that agrees");
    for (int i = 0; i < 2; i++)
        one_algorithm(t);
    kvjwk_engine_key_free(&t->key);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kvjwk_engine_ctx *ctx;
    struct choice c = choice_of(data, size);
    struct trial t = {.c = &c};
    kvjwk_sink sink = {NULL, take_key, &t, true};
    kvjwk_status status;

    if (ctx == NULL)
        require(kvjwk_engine_ctx_new(&ctx, NULL, NULL) == KVJWK_OK, "an engine starts");
    t.ctx = ctx;
    status = kvjwk_check(data, size, NULL, &sink, NULL);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT || status == KVJWK_ERR_STOPPED,
            "a document is judged");
    return 0;
}
