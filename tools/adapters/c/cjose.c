// SPDX-License-Identifier: MIT
/* cjose: the key as it imports it, and a signature when the key is for it. */
#define _POSIX_C_SOURCE 200809L
#define NAME "libcjose"
#ifndef VERSION
#define VERSION "unknown"
#endif
#define FEATURES "rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,oct,private"

#include <cjose/cjose.h>

#include "adapter.h"

static const char *sign(const cjose_jwk_t *key, const char *alg)
{
    static const uint8_t payload[] = "key";
    cjose_header_t *header = cjose_header_new(NULL);
    cjose_jws_t *jws = NULL;
    const char *why = NULL;

    if (header != NULL && cjose_header_set(header, CJOSE_HDR_ALG, alg, NULL))
        jws = cjose_jws_sign(key, header, payload, sizeof(payload), NULL);
    if (jws == NULL)
        why = "does not sign";
    else if (!cjose_jws_verify(jws, key, NULL))
        why = "signs what it does not verify";
    cjose_jws_release(jws);
    cjose_header_release(header);
    return why;
}

static const char *judge(const char *text, size_t length)
{
    cjose_err error = {0};
    cjose_jwk_t *key = cjose_jwk_import(text, length, &error);
    json_t *members = json_loadb(text, length, 0, NULL);
    const char *why = NULL, *alg = signs_with(members);

    if (key == NULL)
        why = error.message == NULL ? "no key" : error.message;
    else if (alg != NULL)
        why = sign(key, alg);
    json_decref(members);
    cjose_jwk_release(key);
    return why;
}
