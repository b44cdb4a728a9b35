// SPDX-License-Identifier: MIT
/*
 * kvjwk engine: executes one operation with one key, and only what the service would do.
 *
 * It is given a key read by the core (or raw parts), a target, an edition and a time. An operation
 * that the service would not do is refused by findings, each with its rule, and nothing is
 * computed. Sign and verify take a digest, as the service does.
 *
 * A wrong signature is no refusal: it is `valid == false`. A ciphertext that does not open is the
 * finding kv-op-decryption-failed, with one text for every cause (padding, tag, integrity of a key
 * wrap); for RSA1_5 and CBC padding the time does not tell the cause either (docs/engine.md).
 *
 * Threads: a context and its keys serve one thread at a time; different contexts are independent.
 * No global state. Private material is wiped when it is freed; RSA and EC blinding stay on.
 */
#ifndef KVJWK_ENGINE_H
#define KVJWK_ENGINE_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Borrowed octets. ptr NULL: absent; length 0 with another ptr: there, and empty. */
typedef struct {
    const void *ptr;
    size_t length;
} kvjwk_bytes;

#define KVJWK_ENGINE_VALUE_MAX ((size_t)64 << 20) /* octets of any value; more is refused */

/* ---- context ---- */

typedef struct kvjwk_engine kvjwk_engine;         /* an implementation; constant, opaque */
typedef struct kvjwk_engine_ctx kvjwk_engine_ctx; /* its algorithms, fetched once */

KVJWK_API const kvjwk_engine *kvjwk_engine_openssl(void);            /* libcrypto 3, EVP only */
KVJWK_API const char *kvjwk_engine_name(const kvjwk_engine *engine); /* "openssl" */

/* Whether the engine can compute it at all, whatever the key. It has no ML-DSA. */
KVJWK_API bool kvjwk_engine_has(const kvjwk_engine *engine, const kvjwk_alg *alg,
                                const kvjwk_op *op);

/* engine NULL: OpenSSL. allocator NULL: realloc and free; it serves the memory of this library, not
 * that of libcrypto. KVJWK_ERR_ENGINE: libcrypto cannot start. */
KVJWK_API kvjwk_status kvjwk_engine_ctx_new(kvjwk_engine_ctx **out, const kvjwk_engine *engine,
                                            const kvjwk_allocator *allocator) KVJWK_MUST_USE;
KVJWK_API void kvjwk_engine_ctx_free(kvjwk_engine_ctx **ctx); /* after its keys; NULL is fine */

/*
 * Findings of the engine go to sink->finding with key_index KVJWK_NO_KEY: rule, severity, result,
 * target and message; they have no place in a text (offset, length, line and column 0, pointer "",
 * excerpt ""). sink->key is not called. A non-zero answer stops: KVJWK_ERR_STOPPED. sink NULL: the
 * findings are dropped.
 */

/* ---- keys ---- */

typedef struct kvjwk_engine_key kvjwk_engine_key; /* prepared: loaded once, used many times */

/*
 * Prepares the key of a document; call it in the sink's key callback, the result outlives it. The
 * facts (type, size, key_ops, enabled, nbf, exp) come from the document; absent ones mean every
 * operation of the type, enabled, without dates.
 *
 * KVJWK_OK with *out == NULL: the key is refused, findings (kv-op-key-material) say why: a member
 * is missing or malformed, a point is not on its curve, a number is out of range. A private part
 * that does not match the public one is found by kvjwk_engine_pairwise, not here.
 */
KVJWK_API kvjwk_status kvjwk_engine_key_new(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                            const kvjwk_key *key,
                                            const kvjwk_sink *sink) KVJWK_MUST_USE;

/* A key from its parts, big-endian, without a document. Leading zero octets of RSA numbers are
 * fine; x, y and d of EC are the curve's length, or shorter (zeros are added in front) or longer
 * by zeros. */
typedef struct {
    size_t struct_size;
    const kvjwk_kty *kty;         /* required */
    const char *crv;              /* EC, OKP: any spelling that the tables know */
    kvjwk_bytes n, e;             /* RSA */
    kvjwk_bytes d;                /* RSA, EC, OKP; absent: public key */
    kvjwk_bytes p, q, dp, dq, qi; /* RSA: all five or none */
    kvjwk_bytes x, y;             /* EC; OKP has x alone */
    kvjwk_bytes k;                /* oct */
    kvjwk_usage usage;            /* zeroed: everything, enabled, without dates */
} kvjwk_engine_parts;

#define KVJWK_ENGINE_PARTS_INIT                                                                    \
    {                                                                                              \
        .struct_size = sizeof(kvjwk_engine_parts)                                                  \
    }

KVJWK_API kvjwk_status kvjwk_engine_key_from_parts(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                                   const kvjwk_engine_parts *parts,
                                                   const kvjwk_sink *sink) KVJWK_MUST_USE;

/* From DER: SubjectPublicKeyInfo or PKCS #8 PrivateKeyInfo, of an RSA, EC or OKP key. kty NULL: the
 * software type of what is found. */
KVJWK_API kvjwk_status kvjwk_engine_key_from_der(kvjwk_engine_key **out, kvjwk_engine_ctx *ctx,
                                                 const kvjwk_kty *kty, kvjwk_bytes der,
                                                 const kvjwk_usage *usage,
                                                 const kvjwk_sink *sink) KVJWK_MUST_USE;

KVJWK_API void kvjwk_engine_key_free(kvjwk_engine_key **key); /* wipes; sets NULL; NULL is fine */

/* What was read of the key. */
typedef struct {
    const kvjwk_kty *kty;
    const kvjwk_param *param; /* NULL: a size that the tables do not have */
    unsigned bits;
    bool private_part; /* d or k is there */
    kvjwk_usage usage;
} kvjwk_engine_facts;

KVJWK_API const kvjwk_engine_facts *kvjwk_engine_key_facts(const kvjwk_engine_key *key);

/* ---- one operation ---- */

typedef struct {
    size_t struct_size;
    const kvjwk_op *op;   /* sign, verify, encrypt, decrypt, wrapKey, unwrapKey */
    const kvjwk_alg *alg; /* of the tables */

    /* The world it runs in. */
    kvjwk_target target;          /* RFC: no service; RFC 7518 and 7517 alone decide */
    const kvjwk_edition *edition; /* NULL: the newest */
    bool allow_preview;           /* previews count as supported */
    bool allow_unknown;           /* so does what the documentation leaves open */
    bool has_now;                 /* false: a key with nbf or exp is refused as unknown */
    int64_t now;                  /* seconds since 1970 UTC */
    /* The bare primitive, for test vectors: neither target, key_ops, enabled, dates, nor the least
     * sizes of RFC 7518 are asked; what the algorithm itself needs still is. An iv may then be
     * given to GCM encrypt, HMAC takes a value of any length, and an RSA, EC or oct key any size
     * that the algorithm can work with. */
    bool primitive;

    /* sign, verify: the digest; encrypt, wrapKey: plaintext; decrypt, unwrapKey: ciphertext. */
    kvjwk_bytes value;
    /* sign, verify: value is a message; hash it first. EdDSA takes it as it is, and so does HMAC
     * with target RFC or primitive (RFC 7518 section 3.2), of any length. */
    bool message;
    kvjwk_bytes signature; /* verify; EC: raw r || s */
    kvjwk_bytes iv;        /* CBC: 16 octets, given. GCM: 12 octets to decrypt; encrypt makes it */
    kvjwk_bytes aad;       /* GCM, optional */
    kvjwk_bytes tag;       /* GCM decrypt: 16 octets */
} kvjwk_engine_request;

#define KVJWK_ENGINE_REQUEST_INIT                                                                  \
    {                                                                                              \
        .struct_size = sizeof(kvjwk_engine_request)                                                \
    }

/* Octets belong to the context and last until its next call; they are wiped then. */
typedef struct {
    bool done;         /* false: refused or failed; a finding says why, the rest is empty */
    bool valid;        /* verify, pairwise: the answer */
    kvjwk_bytes value; /* signature, ciphertext, plaintext, wrapped or unwrapped key */
    kvjwk_bytes iv;    /* GCM encrypt: 12 octets made here; CBC encrypt: the one given */
    kvjwk_bytes tag;   /* GCM encrypt: 16 octets */
} kvjwk_engine_result;

/*
 * Judges, and computes when nothing speaks against it. KVJWK_OK: *result holds (done may be false).
 * KVJWK_ERR_ARGUMENT: NULL, another struct_size, an op that is none of the six. KVJWK_ERR_ENGINE:
 * libcrypto failed in a way that says nothing of the key or the value.
 */
KVJWK_API kvjwk_status kvjwk_engine_run(kvjwk_engine_key *key, const kvjwk_engine_request *request,
                                        const kvjwk_sink *sink,
                                        kvjwk_engine_result *result) KVJWK_MUST_USE;

/* Judges alone: *allowed is what kvjwk_engine_run would start to compute. */
KVJWK_API kvjwk_status kvjwk_engine_judge(kvjwk_engine_key *key,
                                          const kvjwk_engine_request *request,
                                          const kvjwk_sink *sink, bool *allowed) KVJWK_MUST_USE;

/*
 * Does the private part belong to the public one? Signs and verifies, encrypts and decrypts with
 * the algorithms of the key's type, whatever key_ops and dates say, and derives the public part
 * from the private one. The request gives nothing but the target; NULL: RFC. result->valid false
 * comes with kv-op-pairwise. A key without a private part is refused (kv-op-private-part).
 */
KVJWK_API kvjwk_status kvjwk_engine_pairwise(kvjwk_engine_key *key, const kvjwk_sink *sink,
                                             kvjwk_engine_result *result) KVJWK_MUST_USE;

/* ---- key transfer blobs ---- */

/*
 * Ciphertext of a BYOK file and of a released key: an ephemeral AES-256 key under RSA-OAEP, then
 * the target key under RFC 5649. The target is PKCS #8 (RSA, EC) or the octets of k.
 */
typedef struct {
    size_t struct_size;
    const kvjwk_wrapping *wrapping; /* CKM_RSA_AES_KEY_WRAP, RSA_AES_KEY_WRAP_256 or _384 */
    bool release;                   /* false: a BYOK import, with its rules for both keys */
    kvjwk_target target;            /* RFC: no service */
    const kvjwk_edition *edition;
    bool allow_preview, allow_unknown;
    bool has_now;
    int64_t now;
} kvjwk_engine_transfer;

#define KVJWK_ENGINE_TRANSFER_INIT                                                                 \
    {                                                                                              \
        .struct_size = sizeof(kvjwk_engine_transfer)                                               \
    }

/* Makes the ciphertext that moves `moved` (private) to the owner of `kek` (RSA): result->value. */
KVJWK_API kvjwk_status kvjwk_engine_transfer_make(kvjwk_engine_key *kek, kvjwk_engine_key *moved,
                                                  const kvjwk_engine_transfer *transfer,
                                                  const kvjwk_sink *sink,
                                                  kvjwk_engine_result *result) KVJWK_MUST_USE;

/*
 * Opens it with the private kek. result->value is the plaintext (PKCS #8 or k). With moved not
 * NULL, *moved is the key inside as `kty` (EC-HSM, ...); NULL when it is no such key, and findings
 * (kv-op-transfer-content) say what it is instead. Free it with kvjwk_engine_key_free.
 */
KVJWK_API kvjwk_status kvjwk_engine_transfer_open(kvjwk_engine_key *kek, kvjwk_bytes ciphertext,
                                                  const kvjwk_kty *kty,
                                                  const kvjwk_engine_transfer *transfer,
                                                  const kvjwk_sink *sink,
                                                  kvjwk_engine_result *result,
                                                  kvjwk_engine_key **moved) KVJWK_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
