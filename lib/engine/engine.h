// SPDX-License-Identifier: MIT
/*
 * The engine inside: methods (how an algorithm is computed), the table of functions that a crypto
 * library is behind, and the session of one call. Judging knows nothing of libcrypto, computing
 * nothing of Key Vault.
 */
#ifndef KVJWK_ENGINE_ENGINE_H
#define KVJWK_ENGINE_ENGINE_H

#include <string.h>

#include "base/memory.h"
#include "base/span.h"
#include "kvjwk/engine.h"
#include "text/message.h"

/* ---- methods: methods.c ---- */

enum family {
    FAMILY_NONE,
    FAMILY_RSA_PKCS1, /* RSASSA-PKCS1-v1_5 with a DigestInfo */
    FAMILY_RSA_BARE,  /* the same padding round what the caller gives */
    FAMILY_RSA_PSS,
    FAMILY_ECDSA,
    FAMILY_EDDSA,
    FAMILY_HMAC,
    FAMILY_RSAES_PKCS1,
    FAMILY_RSAES_OAEP,
    FAMILY_GCM,
    FAMILY_CBC,
    FAMILY_CBC_PAD,
    FAMILY_KW,
    FAMILY_KWP
};

enum hash { HASH_NONE, HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_COUNT };

enum verb {
    VERB_SIGN,
    VERB_VERIFY,
    VERB_ENCRYPT,
    VERB_DECRYPT,
    VERB_WRAP,
    VERB_UNWRAP,
    VERB_COUNT,
    VERB_NONE = VERB_COUNT
};

struct method {
    const char *alg;
    uint8_t family; /* enum family */
    uint8_t hash;   /* enum hash */
    uint8_t verbs;  /* bit set of enum verb */
};

#define GCM_IV 12
#define GCM_TAG 16
#define BLOCK 16 /* of AES; also the iv of CBC */
#define HASH_MAX 64

const struct method *method_of(const kvjwk_alg *alg); /* NULL: not computed here */
const struct method *method_for(enum family family, enum hash hash);
enum verb verb_of(const kvjwk_op *op); /* VERB_NONE: none of the six */
size_t hash_octets(enum hash hash);
enum hash hash_of_name(const char *name); /* "SHA-256"; HASH_NONE */

static inline bool verb_is_private(enum verb verb)
{
    return verb == VERB_SIGN || verb == VERB_DECRYPT || verb == VERB_UNWRAP;
}

static inline bool verb_opens(enum verb verb)
{
    return verb == VERB_DECRYPT || verb == VERB_UNWRAP;
}

/* ---- a crypto library ---- */

enum made {
    MADE,          /* done; of verify: it is valid */
    MADE_REFUSED,  /* not valid, does not open: nothing more is told */
    MADE_UNUSABLE, /* the numbers of the key are no key */
    MADE_MEMORY,
    MADE_BROKEN /* the library failed */
};

struct backend;  /* algorithms fetched, per context */
struct material; /* a loaded key */

/* Numbers are big-endian without leading zeros; x, y and d of EC have the field's length. */
struct parts {
    const char *base; /* "RSA", "EC", "oct", "OKP" */
    const kvjwk_param *param;
    kvjwk_bytes n, e, d, p, q, dp, dq, qi, x, y, k;
};

/* One computation. out has room for all that a method can make of value. */
struct work {
    const struct method *method;
    enum verb verb;
    kvjwk_bytes value, iv, aad, tag, signature;
    uint8_t *out;
    size_t out_length;
    size_t touched;            /* octets of out that were written, when more than out_length */
    uint8_t *iv_out, *tag_out; /* of a cipher: room for BLOCK and GCM_TAG octets */
};

/* What is inside of a DER key. */
struct found {
    const char *base;
    const kvjwk_param *param;
    unsigned bits;
    bool private_part;
};

struct kvjwk_engine {
    const char *name;
    enum made (*open)(struct backend **out, const struct allocator *allocator);
    void (*close)(struct backend *backend);
    enum made (*load)(struct material **out, struct backend *backend, const struct parts *parts);
    enum made (*load_der)(struct material **out, struct backend *backend, kvjwk_bytes der,
                          struct found *found);
    void (*unload)(struct material *material);
    enum made (*compute)(struct material *material, struct work *work);
    enum made (*digest)(struct backend *backend, enum hash hash, kvjwk_bytes in,
                        uint8_t out[HASH_MAX]);
    enum made (*random)(struct backend *backend, uint8_t *out, size_t length);
    /* The public part follows from the private one. */
    enum made (*agrees)(struct material *material);
    /* PKCS #8 of a private key, or the octets of k: NULL with MADE_MEMORY and the like. Free with
     * release(). */
    enum made (*export_private)(struct material *material, uint8_t **out, size_t *length);
    void (*release)(uint8_t *octets, size_t length); /* wipes */
};

/* ---- contexts and keys ---- */

struct kvjwk_engine_ctx {
    const kvjwk_engine *engine;
    struct allocator allocator;
    struct backend *backend;
    uint8_t *out; /* the result of the last call */
    size_t cap, used;
    uint8_t iv[BLOCK], tag[GCM_TAG];
};

/* A question that had no objection: asked again with the same words, it has none. */
struct standing {
    const kvjwk_op *op;
    const kvjwk_alg *alg;
    const kvjwk_edition *edition;
    const struct method *method;
    enum verb verb;
    kvjwk_target target;
    bool allow_preview, allow_unknown, primitive;
};

struct kvjwk_engine_key {
    kvjwk_engine_ctx *ctx;
    struct material *material;
    kvjwk_engine_facts facts;
    struct standing clear; /* op NULL: none yet */
};

/* Room for length octets of result; false when memory is out. What was there is wiped. */
bool ctx_room(kvjwk_engine_ctx *ctx, size_t length);
void ctx_wipe(kvjwk_engine_ctx *ctx);

/* ---- the session of one call ---- */

struct session {
    kvjwk_engine_key *key;
    const kvjwk_engine_request *request;
    const kvjwk_sink *sink;
    kvjwk_target target; /* of the findings */
    const struct method *method;
    enum verb verb;
    kvjwk_status status; /* not KVJWK_OK: stop */
    bool refused;
};

/* The rule speaks against it: a finding, and nothing is computed. Arguments as in report(). */
void refuse(struct session *s, const char *rule, const char *format, const struct arg *args);
/* The same, where the documentation or the caller leaves it open. */
void refuse_unknown(struct session *s, const char *rule, const char *format,
                    const struct arg *args);

/* Turns what a library answered into a status or a finding; true for MADE alone. */
bool accept_made(struct session *s, enum made made);

/* Whether the algorithm can work with numbers of this size; s->method is set. */
bool key_fits(const struct session *s);

/* judge.c: type, algorithm, operation, attributes. values.c: lengths of what is given. */
void judge_standing(struct session *s);
void judge_dates(struct session *s);
void judge_values(struct session *s);
void judge_all(struct session *s);

/* "RSA key of 2048 bits", "EC key on P-256", into text (cap 48). */
const char *key_words(char text[48], const kvjwk_engine_facts *facts);

/* The service takes a digest for HMAC as well; RFC 7518 section 3.2 has the message itself. */
static inline bool takes_any_value(const struct session *s)
{
    return s->method->family == FAMILY_EDDSA ||
           (s->method->family == FAMILY_HMAC &&
            (s->request->primitive || s->request->target == KVJWK_TARGET_RFC));
}

/* Octets of the modulus; 0 when it is no RSA key. */
static inline size_t modulus_octets(const kvjwk_engine_key *key)
{
    return strcmp(key->facts.kty->base, "RSA") == 0 ? (key->facts.bits + 7) / 8 : 0;
}

/* key.c: a key object round loaded material. */
kvjwk_status key_wrap(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx, struct material *material,
                      const kvjwk_engine_facts *facts);

#endif
