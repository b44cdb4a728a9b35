// SPDX-License-Identifier: MIT
/* Test vectors of JSON Web Signature (RFC 7515). */
#include "vectors_jose.h"

#include <string.h>

static const char *const verify_ops[2] = {"verify", "sign"};

static bool verify_with(struct jose *j, const json_t *object, const json_t *own)
{
    bool hmac = strcmp(j->alg->base, "oct") == 0;
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_bytes payload, parts[3];

    if (!kvjwk_engine_has(kvjwk_engine_openssl(), j->alg, kvjwk_op_find("verify"))) {
        j->skip = "algorithm that the engine does not have";
        return false;
    }
    if (!jose_decode(j, object, "payload", &payload) ||
        !jose_decode(j, own, "signature", &request.signature))
        return false;
    parts[0] = jose_text_of(json_object_get(own, "protected"));
    parts[1] = jose_dot;
    parts[2] = jose_text_of(json_object_get(object, "payload"));
    request.value = jose_join(j->v, parts, 3);
    request.alg = j->alg;
    request.message = !hmac; /* HMAC takes the message as it is */
    return jose_run_rfc(j, j->key, &request, "verify", hmac).valid;
}

static bool verify_one(struct jose *j, const json_t *object, const json_t *own)
{
    return jose_read_headers(j, NULL, own) && jose_read_alg(j, "sig") && jose_key_of(j, "public") &&
           jose_key_serves(j, "sig", verify_ops) && jose_load_key(j) && verify_with(j, object, own);
}

static bool verify_any(struct jose *j, const json_t *object)
{
    const json_t *list = json_object_get(object, "signatures");
    bool valid = false;

    if (list == NULL) {
        valid = verify_one(j, object, object);
        jose_forget(j);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        valid = valid || verify_one(j, object, json_array_get(list, i));
        jose_forget(j);
        j->lenient = NULL; /* what another signature has is no excuse */
    }
    return valid;
}

enum outcome jose_run_jws(struct vectors *v, struct group *group, const json_t *test)
{
    static const char *const names[] = {"protected", "payload", "signature"};
    struct jose j = {.v = v, .group = group};
    const json_t *object = jose_object_of(&j, json_object_get(test, "jws"), names, 3);

    return jose_settle(&j, test, "jws", object != NULL && verify_any(&j, object));
}
