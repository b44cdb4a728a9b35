// SPDX-License-Identifier: MIT
/* see peers.h */
#include "peers.h"

#ifdef HAVE_JOSE
#include <jansson.h>
#include <jose/openssl.h>

static bool import_jose(const struct text *key)
{
    json_t *jwk = json_loadb(key->ptr, key->len, 0, NULL);
    EVP_PKEY *pkey = jwk == NULL ? NULL : jose_openssl_jwk_to_EVP_PKEY(NULL, jwk);
    bool taken = pkey != NULL;

    EVP_PKEY_free(pkey);
    json_decref(jwk);
    return taken;
}
#else
#define import_jose NULL
#define HAVE_JOSE "not installed"
#endif

#ifdef HAVE_CJOSE
#include <cjose/cjose.h>

static bool import_cjose(const struct text *key)
{
    cjose_err error;
    cjose_jwk_t *jwk = cjose_jwk_import(key->ptr, key->len, &error);
    bool taken = jwk != NULL;

    cjose_jwk_release(jwk);
    return taken;
}
#else
#define import_cjose NULL
#define HAVE_CJOSE "not installed"
#endif

#ifdef HAVE_RHONABWY
#include <rhonabwy.h>

static bool import_rhonabwy(const struct text *key)
{
    jwk_t *jwk = NULL;
    bool taken = r_jwk_init(&jwk) == RHN_OK &&
                 r_jwk_import_from_json_str(jwk, key->ptr) == RHN_OK &&
                 r_jwk_is_valid(jwk) == RHN_OK;

    r_jwk_free(jwk);
    return taken;
}

void peers_begin(void)
{
    r_global_init();
}

void peers_end(void)
{
    r_global_close();
}
#else
#define import_rhonabwy NULL
#define HAVE_RHONABWY "not installed"

void peers_begin(void)
{
}

void peers_end(void)
{
}
#endif

const struct peer peers[] = {
    {"jose", "latchset/jose " HAVE_JOSE ": json_loadb, jose_openssl_jwk_to_EVP_PKEY", import_jose},
    {"cjose", "cjose " HAVE_CJOSE ": cjose_jwk_import", import_cjose},
    {"rhonabwy", "rhonabwy " HAVE_RHONABWY ": r_jwk_import_from_json_str, r_jwk_is_valid",
     import_rhonabwy},
};
const size_t peer_count = sizeof(peers) / sizeof(peers[0]);
