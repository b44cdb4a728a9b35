// SPDX-License-Identifier: MIT
/* latchset/jose (libjose): the key as OpenSSL gets it, and a signature when the key is for it. */
#define _POSIX_C_SOURCE 200809L
#define NAME "libjose"
#ifndef VERSION
#define VERSION "unknown"
#endif
#define FEATURES "rsa,rsa-large,ec,ec-p256,ec-p384,ec-p521,oct,private"

#include <jose/b64.h>
#include <jose/jws.h>
#include <jose/openssl.h>

#include "adapter.h"

static bool imports(const json_t *key)
{
    EVP_PKEY *made;

    if (strcmp(member(key, "kty"), "oct") == 0) {
        json_t *k = json_object_get(key, "k");
        size_t length = jose_b64_dec(k, NULL, 0);
        void *octets = length == SIZE_MAX ? NULL : malloc(length + 1);
        bool ok = octets != NULL && jose_b64_dec(k, octets, length) == length;

        free(octets);
        return ok;
    }
    made = jose_openssl_jwk_to_EVP_PKEY(NULL, key);
    EVP_PKEY_free(made);
    return made != NULL;
}

static const char *sign(const json_t *key, const char *alg)
{
    json_t *jws = json_pack("{s:s}", "payload", "a2V5"),
           *head = json_pack("{s{ss}}", "protected", "alg", alg);
    const char *why = NULL;

    if (!jose_jws_sig(NULL, jws, head, key))
        why = "does not sign";
    else if (!jose_jws_ver(NULL, jws, NULL, key, false))
        why = "signs what it does not verify";
    json_decref(jws);
    json_decref(head);
    return why;
}

static const char *judge(const char *text, size_t length)
{
    json_t *key = json_loadb(text, length, 0, NULL);
    const char *why = NULL, *alg = signs_with(key);

    if (key == NULL)
        return "no JSON";
    if (!imports(key))
        why = "no key";
    else if (alg != NULL)
        why = sign(key, alg);
    json_decref(key);
    return why;
}
