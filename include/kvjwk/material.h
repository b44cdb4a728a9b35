// SPDX-License-Identifier: MIT
/*
 * kvjwk material: what needs libcrypto. The JWK thumbprint, and arithmetic on key material: keys
 * that are damaged, weak, published, or related to each other. Its rules are those of kvjwk_rule_at
 * whose id begins with "material-".
 *
 *     kvjwk_material_new(&material, KVJWK_MATERIAL_QUICK);
 *     options.extension = kvjwk_material_extension(material);
 *     kvjwk_checker_new(&checker, &options); ... kvjwk_checker_run ...
 *
 * No finding holds a byte of secret material or of a factor that was found. Nothing is computed
 * with numbers of more than 16384 bits, and nothing slow with a modulus of more than 4096.
 */
#ifndef KVJWK_MATERIAL_H
#define KVJWK_MATERIAL_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KVJWK_THUMBPRINT_TEXT 44 /* 43 characters of base64url and a NUL */

/*
 * RFC 7638 thumbprint with SHA-256 of the key's public part (of the secret of an oct key), as
 * base64url. HSM types and the service's curve names count as their RFC forms, so that the same key
 * has the same thumbprint everywhere. KVJWK_ERR_ARGUMENT when the key has no complete public part.
 */
KVJWK_API kvjwk_status kvjwk_key_thumbprint(const kvjwk_key *key,
                                            char out[KVJWK_THUMBPRINT_TEXT]) KVJWK_MUST_USE;

/* ---- arithmetic on one key ---------------------------------------------------------------------
 */

/* Each level has the checks of those before it. For an RSA key of 2048 bits: about a microsecond
 * for a public key and ten for a private one, tens of microseconds, tens of milliseconds. */
typedef enum {
    KVJWK_MATERIAL_OFF,
    KVJWK_MATERIAL_QUICK,
    KVJWK_MATERIAL_FULL,
    KVJWK_MATERIAL_DEEP
} kvjwk_material_level;

KVJWK_API const char *kvjwk_material_level_name(kvjwk_material_level level); /* "quick", ... */
KVJWK_API bool kvjwk_material_level_find(kvjwk_material_level *out, const char *name);

/* Curves, tables and room for numbers, kept from key to key. It serves one checker at a time. */
typedef struct kvjwk_material kvjwk_material;

KVJWK_API kvjwk_status kvjwk_material_new(kvjwk_material **out,
                                          kvjwk_material_level level) KVJWK_MUST_USE;
KVJWK_API void kvjwk_material_free(kvjwk_material **material); /* wipes; sets NULL; NULL is fine */

/* For kvjwk_options.extension. The material must outlive the checker. */
KVJWK_API kvjwk_extension kvjwk_material_extension(kvjwk_material *material);

/* ---- keys against each other -------------------------------------------------------------------
 *
 * Keys are looked at twice: the first time each is added (from kvjwk_sink.key, with a sink that is
 * not brief), then kvjwk_across_finish finds what they have in common, and the second time the
 * checks of kvjwk_material_across report it where it stands.
 */

typedef struct kvjwk_across kvjwk_across;

KVJWK_API kvjwk_status kvjwk_across_new(kvjwk_across **out) KVJWK_MUST_USE;
KVJWK_API void kvjwk_across_free(kvjwk_across **across); /* wipes; sets NULL; NULL is fine */

/* name is what findings call the key: printable UTF-8, copied. They list keys by rising order. */
KVJWK_API kvjwk_status kvjwk_across_add(kvjwk_across *across, const kvjwk_key *key,
                                        const char *name, uint64_t order) KVJWK_MUST_USE;

/* After the last key, and before kvjwk_across_finish: groups of moduli with a prime in common, as
 * kvjwk_shard_pair wrote them; once for each such text. The moduli are then not compared again. */
KVJWK_API kvjwk_status kvjwk_across_groups(kvjwk_across *across, const char *text,
                                           size_t length) KVJWK_MUST_USE;

KVJWK_API kvjwk_status kvjwk_across_finish(kvjwk_across *across) KVJWK_MUST_USE;

/* across is finished, and stays until the last check; it may serve several materials at once. NULL:
 * keys are judged one by one. */
KVJWK_API void kvjwk_material_across(kvjwk_material *material, const kvjwk_across *across);

/* Whether this build has GMP. Without it shared primes are looked for among at most
 * KVJWK_ACROSS_PLAIN moduli, in time that grows with the square of their number. */
KVJWK_API bool kvjwk_across_has_gmp(void);
#define KVJWK_ACROSS_PLAIN 20000

/* ---- shards: shared primes past the memory of one machine --------------------------------------
 *
 * The moduli of a part of the keys, with their product. Every shard is compared with every other
 * one and with itself, in any order and on any machine; what comes out is given to
 * kvjwk_across_groups.
 */

/* Non-zero: could not be written. */
typedef int (*kvjwk_shard_write)(void *ctx, const void *octets, size_t length);

/* What was added, as a shard; nothing can be added behind it. KVJWK_ERR_STOPPED when it could not
 * be written. */
KVJWK_API kvjwk_status kvjwk_shard_save(kvjwk_across *across, kvjwk_shard_write write,
                                        void *ctx) KVJWK_MUST_USE;

/* Two shards as they were saved, or one and itself. Writes a line of identifiers for each group of
 * moduli that have a prime in common. KVJWK_ERR_ARGUMENT when one of them is no shard. */
KVJWK_API kvjwk_status kvjwk_shard_pair(const void *a, size_t a_length, const void *b,
                                        size_t b_length, kvjwk_shard_write write,
                                        void *ctx) KVJWK_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
