// SPDX-License-Identifier: MIT
/* Does a private part belong to its public part? One algorithm of each family goes there and back,
 * and the public part is derived from the private one. */
#include "engine/engine.h"

#define SAMPLE 32     /* octets that are signed, encrypted and wrapped */
#define KEPT_MAX 2112 /* a signature or ciphertext of theirs */

struct pair {
    kvjwk_engine_key *key;
    kvjwk_engine_request request;
    kvjwk_engine_result result;
    uint8_t sample[HASH_MAX]; /* SAMPLE octets of it, or a digest */
    uint8_t iv[BLOCK];
    uint8_t kept[KEPT_MAX], tag[GCM_TAG];
    kvjwk_status status;
};

static bool runs(struct pair *p, const char *op)
{
    p->request.op = kvjwk_op_find(op);
    if (p->status == KVJWK_OK)
        p->status = kvjwk_engine_run(p->key, &p->request, NULL, &p->result);
    return p->status == KVJWK_OK && p->result.done;
}

/* The result is gone with the next call. */
static kvjwk_bytes keep(struct pair *p)
{
    kvjwk_bytes kept = {p->kept, p->result.value.length};

    memcpy(p->kept, p->result.value.ptr, kept.length);
    if (p->result.tag.ptr != NULL) {
        memcpy(p->tag, p->result.tag.ptr, sizeof(p->tag));
        p->request.tag.ptr = p->tag;
        p->request.tag.length = sizeof(p->tag);
    }
    if (p->result.iv.ptr != NULL) {
        memcpy(p->iv, p->result.iv.ptr, p->result.iv.length);
        p->request.iv.ptr = p->iv;
        p->request.iv.length = p->result.iv.length;
    }
    return kept;
}

static bool signs_and_verifies(struct pair *p)
{
    if (!runs(p, "sign"))
        return false;
    p->request.signature = keep(p);
    return runs(p, "verify") && p->result.valid;
}

static bool goes_and_returns(struct pair *p, const char *there, const char *back)
{
    if (!runs(p, there))
        return false;
    p->request.value = keep(p);
    return runs(p, back) && p->result.value.length == SAMPLE &&
           memcmp(p->result.value.ptr, p->sample, SAMPLE) == 0;
}

static bool works(struct pair *p, const kvjwk_alg *alg, const struct method *method)
{
    const kvjwk_engine_request request = {
        .struct_size = sizeof(request),
        .alg = alg,
        .target = KVJWK_TARGET_RFC,
        .primitive = true,
        .value = {p->sample, method->verbs & (1u << VERB_SIGN) && method->hash != HASH_NONE
                                 ? hash_octets((enum hash)method->hash)
                                 : SAMPLE},
    };

    p->request = request;
    if (method->family == FAMILY_CBC || method->family == FAMILY_CBC_PAD) {
        p->request.iv.ptr = p->iv;
        p->request.iv.length = BLOCK;
    }
    if (method->verbs & (1u << VERB_SIGN))
        return signs_and_verifies(p);
    if (method->verbs & (1u << VERB_WRAP))
        return goes_and_returns(p, "wrapKey", "unwrapKey");
    return goes_and_returns(p, "encrypt", "decrypt");
}

/* RSA numbers may be too small for a digest of this method, which says nothing of the pair. */
static bool is_for(const struct pair *p, const kvjwk_alg *alg, const struct method *method)
{
    const kvjwk_engine_request request = {.primitive = true, .alg = alg};
    struct session probe = {.key = p->key, .request = &request, .method = method};
    size_t room = 2 * hash_octets((enum hash)method->hash) + 2;

    if (!key_fits(&probe))
        return false;
    if (method->family == FAMILY_RSAES_OAEP)
        return modulus_octets(p->key) >= room + SAMPLE;
    return modulus_octets(p->key) == 0 || modulus_octets(p->key) >= SAMPLE + 11;
}

static void try_all(struct pair *p, struct session *s)
{
    uint32_t tried = 0;

    for (size_t i = 0; i < kvjwk_alg_count() && p->status == KVJWK_OK; i++) {
        const kvjwk_alg *alg = kvjwk_alg_at(i);
        const struct method *method = method_of(alg);

        if (method == NULL || (tried & (1u << method->family)) != 0 || !is_for(p, alg, method))
            continue;
        tried |= 1u << method->family;
        if (!works(p, alg, method) && p->status == KVJWK_OK)
            refuse(s, "kv-op-pairwise", "what {} makes with the one part, the other does not open",
                   ARGS(A_STR(alg->name)));
    }
    s->status = p->status;
}

static void judge(struct session *s)
{
    const kvjwk_engine_facts *f = &s->key->facts;

    if (strcmp(f->kty->base, "AKP") == 0)
        refuse(s, "kv-op-engine", "nothing is computed here with keys of type {}",
               ARGS(A_STR(f->kty->name)));
    else if (!f->private_part)
        refuse(s, "kv-op-private-part", "a pair needs the private part of the key", NO_ARGS);
}

static void pair_run(struct session *s)
{
    struct pair p;
    enum made made;

    memset(&p, 0, sizeof(p));
    p.key = s->key;
    memset(p.sample, 0x5a, sizeof(p.sample));
    try_all(&p, s);
    wipe(&p, sizeof(p));
    if (s->status != KVJWK_OK)
        return;
    made = s->key->ctx->engine->agrees(s->key->material);
    if (made == MADE_REFUSED)
        refuse(s, "kv-op-pairwise", "the private part gives another public part than the key has",
               NO_ARGS);
    else
        accept_made(s, made);
}

kvjwk_status kvjwk_engine_pairwise(kvjwk_engine_key *key, const kvjwk_sink *sink,
                                   kvjwk_engine_result *result)
{
    struct session s = {.key = key, .sink = sink};

    if (result == NULL)
        return KVJWK_ERR_ARGUMENT;
    memset(result, 0, sizeof(*result));
    if (key == NULL)
        return KVJWK_ERR_ARGUMENT;
    judge(&s);
    if (s.refused || s.status != KVJWK_OK)
        return s.status;
    pair_run(&s);
    ctx_wipe(key->ctx);
    result->done = s.status == KVJWK_OK;
    result->valid = result->done && !s.refused;
    return s.status;
}
