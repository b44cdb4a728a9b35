// SPDX-License-Identifier: MIT
/*
 * kvjwk facts: what Microsoft, the IETF and NIST decided, as dated rows.
 *
 * Every row is constant data with static lifetime: pointers to rows may be kept and compared. The
 * order of rows is stable within a release. `source` names the document and its date.
 */
#ifndef KVJWK_FACTS_H
#define KVJWK_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KVJWK_API __attribute__((visibility("default")))
#define KVJWK_MUST_USE __attribute__((warn_unused_result))
#else
#define KVJWK_API
#define KVJWK_MUST_USE
#endif

/* ---- targets ---- */

/* Where a key is going. ANY: at least one of the three services must accept it. RFC: RFC 7517 and
 * 7518 alone, no Key Vault rule. */
typedef enum {
    KVJWK_TARGET_ANY,
    KVJWK_TARGET_VAULT_STANDARD,
    KVJWK_TARGET_VAULT_PREMIUM,
    KVJWK_TARGET_MANAGED_HSM,
    KVJWK_TARGET_RFC
} kvjwk_target;

#define KVJWK_SERVICES 3 /* the three that hold keys; service i is target i + 1 */

KVJWK_API const char *kvjwk_target_name(kvjwk_target target);  /* "vault-premium"; never NULL */
KVJWK_API const char *kvjwk_target_title(kvjwk_target target); /* "Key Vault, Premium tier" */
KVJWK_API bool kvjwk_target_find(kvjwk_target *out, const char *name);

/* ---- editions: named, dated states of the documentation ---------------------------------------
 */

typedef struct {
    const char *name;  /* "2026-07" */
    const char *date;  /* first day of the documentation it stands for, ISO 8601 */
    const char *title; /* one line */
    const char *source;
} kvjwk_edition;

KVJWK_API size_t kvjwk_edition_count(void);
KVJWK_API const kvjwk_edition *kvjwk_edition_at(size_t i); /* oldest first; NULL past the end */
KVJWK_API const kvjwk_edition *kvjwk_edition_find(const char *name);
KVJWK_API const kvjwk_edition *kvjwk_edition_newest(void);

/* ---- API versions ------------------------------------------------------------------------------
 */

typedef struct {
    const char *name; /* "7.5", "2026-05-01-preview" */
    const char *date; /* when it became known, ISO 8601, possibly only a year or a month */
    bool preview;
    const char *source;
} kvjwk_api_version;

KVJWK_API size_t kvjwk_api_version_count(void);
KVJWK_API const kvjwk_api_version *kvjwk_api_version_at(size_t i); /* oldest first */
KVJWK_API const kvjwk_api_version *kvjwk_api_version_find(const char *name);

/* ---- key types, parameters, curves, algorithms, operations -------------------------------------
 */

typedef struct {
    const char *name;               /* "RSA-HSM", as on the wire */
    const char *base;               /* "RSA": the RFC type it behaves as */
    bool hsm;                       /* private part in a hardware security module */
    bool key_vault;                 /* Key Vault defines it or takes it in some edition */
    bool rfc;                       /* registered with IANA */
    const kvjwk_api_version *since; /* NULL when it was never a Key Vault type */
    const char *title;
    const char *source;
} kvjwk_kty;

/* A size or a curve: what the support matrix is indexed by. */
typedef struct {
    const char *name;  /* "2048", "P-256K", "ML-DSA-65" */
    const char *base;  /* RFC key type: "RSA", "EC", "oct", "OKP", "AKP" */
    unsigned bits;     /* modulus, field or key bits; 0 when the notion does not apply */
    unsigned octets;   /* length of a coordinate, of an oct key or of an OKP or AKP public key */
    unsigned strength; /* classical security bits; 0 unknown */
    const char *source;
} kvjwk_param;

typedef struct {
    const char *name;  /* "ES256K" */
    const char *use;   /* "sig" or "enc" */
    const char *base;  /* RFC key type it needs */
    unsigned digest;   /* octets of the digest it signs; 0 when there is none or it is free */
    unsigned key_bits; /* symmetric key size it needs, or least RSA size of RFC 7518; 0 none */
    bool key_vault;    /* a value of the Key Vault API */
    bool jwa;          /* registered with IANA for JOSE */
    const kvjwk_api_version *since; /* NULL when not a Key Vault value */
    const char *title;
    const char *source;
} kvjwk_alg;

typedef struct {
    const char *name; /* "wrapKey" */
    bool rfc;         /* registered for key_ops by RFC 7517 */
    bool key_vault;   /* a value of the Key Vault API */
    bool key_op;      /* may stand in key_ops; false: create and import of the matrix */
    bool dated;       /* refused before nbf and from exp on */
    const kvjwk_api_version *since; /* NULL when not a Key Vault value */
    const char *source;
} kvjwk_op;

KVJWK_API size_t kvjwk_kty_count(void);
KVJWK_API const kvjwk_kty *kvjwk_kty_at(size_t i);
KVJWK_API const kvjwk_kty *kvjwk_kty_find(const char *name); /* exact spelling */

KVJWK_API size_t kvjwk_param_count(void);
KVJWK_API const kvjwk_param *kvjwk_param_at(size_t i);
KVJWK_API const kvjwk_param *kvjwk_param_of_size(const char *base, unsigned bits);
KVJWK_API const kvjwk_param *kvjwk_param_of_curve(const char *crv); /* every spelling of it */

KVJWK_API size_t kvjwk_alg_count(void);
KVJWK_API const kvjwk_alg *kvjwk_alg_at(size_t i);
KVJWK_API const kvjwk_alg *kvjwk_alg_find(const char *name);

/* Whether keys of this size or curve are what the algorithm is defined for, by its RFC. */
KVJWK_API bool kvjwk_alg_takes(const kvjwk_alg *alg, const kvjwk_param *param);

KVJWK_API size_t kvjwk_op_count(void);
KVJWK_API const kvjwk_op *kvjwk_op_at(size_t i);
KVJWK_API const kvjwk_op *kvjwk_op_find(const char *name);

/* ---- the support matrix ------------------------------------------------------------------------
 */

typedef enum {
    KVJWK_SUPPORT_NO,
    KVJWK_SUPPORT_YES,
    KVJWK_SUPPORT_PREVIEW, /* documented as a preview: no, unless previews are allowed */
    KVJWK_SUPPORT_UNKNOWN  /* the documentation does not say, or the document cannot tell */
} kvjwk_support;

KVJWK_API const char *kvjwk_support_name(kvjwk_support support); /* "yes", "no", ... */

/* One cell. NULL members ask less: without alg, whether the key can be there at all; with alg and
 * without op, whether any operation takes it. op may also be "create" or "import". */
typedef struct {
    const kvjwk_edition *edition; /* NULL: the newest */
    kvjwk_target target;          /* one service, or ANY: the best of the three */
    const kvjwk_kty *kty;         /* required */
    const kvjwk_param *param;     /* NULL: any size or curve */
    const kvjwk_alg *alg;
    const kvjwk_op *op;
} kvjwk_question;

typedef struct {
    kvjwk_support support;
    const char *reason; /* a sentence; never NULL */
    const char *source; /* of the deciding row; NULL when no row speaks of it */
} kvjwk_answer;

KVJWK_API kvjwk_answer kvjwk_ask(const kvjwk_question *question);

/* ---- key transfer blobs ---- */

/* How a key travels under an RSA key: a value of header.enc and of a release request's enc. */
typedef struct {
    const char *name;   /* "CKM_RSA_AES_KEY_WRAP" */
    const char *digest; /* of RSA-OAEP and its MGF1: "SHA-1", "SHA-256", "SHA-384" */
    bool byok;          /* a transfer blob for import may have it; a release may have all */
    const char *source;
} kvjwk_wrapping;

KVJWK_API size_t kvjwk_wrapping_count(void);
KVJWK_API const kvjwk_wrapping *kvjwk_wrapping_at(size_t i);
KVJWK_API const kvjwk_wrapping *kvjwk_wrapping_find(const char *name);

/* ---- FIPS
 * ---------------------------------------------------------------------------------------*/

/* What protects a key: "software", "platform-1", "platform-2" or "managed-hsm". */
typedef struct {
    const kvjwk_edition *edition;
    const char *protection;
    const char *standard; /* "FIPS 140-3" */
    unsigned level;
    const char *source;
} kvjwk_fips;

KVJWK_API size_t kvjwk_fips_count(void);
KVJWK_API const kvjwk_fips *kvjwk_fips_at(size_t i);
/* NULL when that protection did not exist in that edition. */
KVJWK_API const kvjwk_fips *kvjwk_fips_find(const kvjwk_edition *edition, const char *protection);

/* ---- document kinds ----------------------------------------------------------------------------
 */

typedef struct {
    const char *name;  /* "key-bundle": the value of --kind */
    const char *title; /* "KeyBundle, the answer of create, import, update and get" */
    bool returned;     /* what the service answered, as opposed to what is about to be sent */
    const char *source;
} kvjwk_kind;

KVJWK_API size_t kvjwk_kind_count(void);
KVJWK_API const kvjwk_kind *kvjwk_kind_at(size_t i);
KVJWK_API const kvjwk_kind *kvjwk_kind_find(const char *name);

/* ---- rules -------------------------------------------------------------------------------------
 */

typedef enum { KVJWK_NOTE, KVJWK_WARNING, KVJWK_ERROR } kvjwk_severity;

KVJWK_API const char *kvjwk_severity_name(kvjwk_severity severity); /* "note", ... */

typedef struct {
    const char *id;                   /* "jwa-ec-coordinate-length": stable for ever */
    kvjwk_severity severity;          /* in what is about to be used or sent */
    kvjwk_severity severity_returned; /* in what the service itself returned */
    const char *level;                /* "text", "jwk", "jwa", "key-vault" */
    const char *targets;              /* "all", "rfc", "services" or one target's name */
    const char *since;                /* version of kvjwk that first had it */
    const char *title;                /* one sentence */
    const char *citation;             /* document and clause */
    const char *remedy;               /* what to do */
    const char *why;                  /* why the rule exists: what goes wrong without it */
    const char *bad;                  /* a short example that breaks it */
    const char *good;                 /* the same, mended */
} kvjwk_rule;

KVJWK_API size_t kvjwk_rule_count(void);
KVJWK_API const kvjwk_rule *kvjwk_rule_at(size_t i); /* NULL past the end */
KVJWK_API const kvjwk_rule *kvjwk_rule_find(const char *id);

#ifdef __cplusplus
}
#endif
#endif
