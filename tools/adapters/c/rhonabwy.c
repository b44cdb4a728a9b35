// SPDX-License-Identifier: MIT
/* rhonabwy: the key as GnuTLS gets it, and a signature when the key is for it. */
#define _POSIX_C_SOURCE 200809L
#define NAME "librhonabwy"
#ifndef VERSION
#define VERSION "unknown"
#endif
#define FEATURES                                                                                   \
    "rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,okp,okp-ed25519,okp-x25519,okp-ed448,okp-x448,oct,"  \
    "private,x509"

#include <gnutls/abstract.h>
#include <rhonabwy.h>

#include "adapter.h"

static bool exports(jwk_t *jwk, const json_t *key)
{
    unsigned bits = 0;
    int type = r_jwk_key_type(jwk, &bits, R_FLAG_IGNORE_REMOTE);
    gnutls_privkey_t private = NULL;
    gnutls_pubkey_t public = NULL;
    bool ok;

    if (type & (R_KEY_TYPE_SYMMETRIC | R_KEY_TYPE_ECDH)) /* GnuTLS has no keys for X25519 here */
        return true;
    if (json_object_get(key, "d") != NULL) {
        ok = (private = r_jwk_export_to_gnutls_privkey(jwk)) != NULL;
        gnutls_privkey_deinit(private);
        return ok;
    }
    ok = (public = r_jwk_export_to_gnutls_pubkey(jwk, R_FLAG_IGNORE_REMOTE)) != NULL;
    gnutls_pubkey_deinit(public);
    return ok;
}

static const char *sign(jwk_t *jwk, const char *alg)
{
    jws_t *jws = NULL, *back = NULL;
    char *token = NULL;
    const char *why = "does not sign";

    if (r_jws_init(&jws) == RHN_OK && r_jws_init(&back) == RHN_OK &&
        r_jws_set_payload(jws, (const unsigned char *)"key", 3) == RHN_OK &&
        r_jws_set_alg(jws, r_str_to_jwa_alg(alg)) == RHN_OK &&
        (token = r_jws_serialize(jws, jwk, R_FLAG_IGNORE_REMOTE)) != NULL)
        why = r_jws_parse(back, token, R_FLAG_IGNORE_REMOTE) == RHN_OK &&
                      r_jws_verify_signature(back, jwk, R_FLAG_IGNORE_REMOTE) == RHN_OK
                  ? NULL
                  : "signs what it does not verify";
    r_free(token);
    r_jws_free(jws);
    r_jws_free(back);
    return why;
}

/* What it verifies with is the public part of the same key. */
static const char *use(jwk_t *jwk, const json_t *key)
{
    const char *alg = signs_with(key);

    if (r_jwk_is_valid(jwk) != RHN_OK)
        return "no key";
    if (!exports(jwk, key))
        return "GnuTLS takes no such key";
    return alg == NULL ? NULL : sign(jwk, alg);
}

static const char *judge(const char *text, size_t length)
{
    jwk_t *jwk = NULL;
    json_t *key = json_loadb(text, length, 0, NULL);
    const char *why = "no JSON";

    if (key != NULL && strlen(text) == length && r_jwk_init(&jwk) == RHN_OK) {
        why = r_jwk_import_from_json_str(jwk, text) == RHN_OK ? use(jwk, key) : "not imported";
        r_jwk_free(jwk);
    }
    json_decref(key);
    return why;
}
