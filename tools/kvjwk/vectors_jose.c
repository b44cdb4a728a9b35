// SPDX-License-Identifier: MIT
/* Test vectors of JOSE: headers, the choice of a key, and what comes of a test. */
#include "vectors_jose.h"

#include <stdio.h>
#include <string.h>

static const struct reading_options rfc = {.target = KVJWK_TARGET_RFC};

bool jose_refuse(struct jose *j, const char *why)
{
    snprintf(j->v->rule, sizeof(j->v->rule), "jose");
    snprintf(j->v->message, sizeof(j->v->message), "%s", why);
    return false;
}

/* ---- forms: both compact forms are turned into the flattened JSON one ---- */

static json_t *of_compact(const json_t *text, const char *const *names, size_t count)
{
    const char *at = json_string_value(text), *end = at + json_string_length(text);
    json_t *out = json_object();

    for (size_t i = 0; i < count && out != NULL; i++) {
        const char *dot = memchr(at, '.', (size_t)(end - at));
        const char *stop = dot != NULL ? dot : end;
        json_t *part = json_stringn(at, (size_t)(stop - at));

        if (json_object_set_new(out, names[i], part) != 0 || (dot == NULL) != (i == count - 1)) {
            json_decref(out);
            return NULL;
        }
        at = stop + 1;
    }
    return out;
}

static json_t *of_base64(struct jose *j, const json_t *text)
{
    kvjwk_bytes octets;

    if (!json_is_string(text))
        return NULL;
    if (!vectors_unb64u(j->v, json_string_value(text), json_string_length(text), &octets)) {
        j->lenient = "base64url with other characters (RFC 7515 section 2)";
        return NULL;
    }
    return json_loadb(octets.ptr, octets.length, JSON_REJECT_DUPLICATES, NULL);
}

static bool stands_before(const struct jose *j, size_t header, const char *name)
{
    for (size_t i = 0; i < header; i++)
        if (json_object_get(j->headers[i], name) != NULL)
            return true;
    return false;
}

/* RFC 7515 section 4, RFC 7516 section 4: the names of the headers are apart. */
static bool are_apart(const struct jose *j)
{
    for (size_t i = 1; i < 3; i++)
        for (void *at = json_object_iter(j->headers[i]); at != NULL;
             at = json_object_iter_next(j->headers[i], at))
            if (stands_before(j, i, json_object_iter_key(at)))
                return false;
    return true;
}

bool jose_read_headers(struct jose *j, const json_t *object, const json_t *own)
{
    const json_t *text = json_object_get(own, "protected");

    if (text == NULL)
        text = json_object_get(object, "protected");
    if (text != NULL) {
        j->headers[0] = of_base64(j, text);
        if (!json_is_object(j->headers[0]))
            return jose_refuse(j, "the protected header is no JSON object in base64url");
    }
    j->headers[1] = json_incref(json_object_get(object, "unprotected"));
    j->headers[2] = json_incref(json_object_get(own, "header"));
    return are_apart(j) || jose_refuse(j, "a parameter stands in two headers");
}

const json_t *jose_header(const struct jose *j, const char *name)
{
    const json_t *value = NULL;

    for (size_t i = 0; i < 3 && value == NULL; i++)
        value = json_object_get(j->headers[i], name);
    return value;
}

void jose_forget(struct jose *j)
{
    for (size_t i = 0; i < 3; i++) {
        json_decref(j->headers[i]);
        j->headers[i] = NULL;
    }
    kvjwk_engine_key_free(&j->key);
    j->jwk = NULL;
}

/* ---- keys ---- */

static bool names_differ(const json_t *a, const json_t *b)
{
    return json_is_string(a) && json_is_string(b) && !json_equal(a, b);
}

/* The one key of the group that the header's kid may mean. */
static bool choose_key(struct jose *j, const json_t *keys)
{
    const json_t *set = json_object_get(keys, "keys"), *kid = jose_header(j, "kid");
    size_t found = 0;

    if (set == NULL) {
        j->jwk = keys;
        found = !names_differ(json_object_get(keys, "kid"), kid);
    }
    for (size_t i = 0; i < json_array_size(set); i++) {
        const json_t *jwk = json_array_get(set, i);

        if (names_differ(json_object_get(jwk, "kid"), kid))
            continue;
        j->jwk = jwk;
        found++;
    }
    return found == 1 || jose_refuse(j, found == 0 ? "no key with this kid" : "several such keys");
}

/* RFC 7517 section 4.4 and RFC 8725 section 3.1: a key serves one kind of algorithm. */
static bool check_set(struct jose *j, const json_t *keys)
{
    const json_t *set = json_object_get(keys, "keys");
    size_t secret = 0, count = json_array_size(set);

    for (size_t i = 0; i < count; i++) {
        const char *kty = vectors_string(json_array_get(set, i), "kty");

        secret += kty != NULL && strcmp(kty, "oct") == 0;
    }
    return secret == 0 || secret == count || jose_refuse(j, "secret and public keys in one set");
}

static bool lists(const json_t *ops, const char *op)
{
    for (size_t i = 0; i < json_array_size(ops); i++) {
        const char *item = json_string_value(json_array_get(ops, i));

        if (item != NULL && strcmp(item, op) == 0)
            return true;
    }
    return false;
}

bool jose_key_serves(struct jose *j, const char *use, const char *const ops[2])
{
    const char *alg = vectors_string(j->jwk, "alg"), *key_use = vectors_string(j->jwk, "use");
    const json_t *key_ops = json_object_get(j->jwk, "key_ops");
    const json_t *wanted = jose_header(j, "alg");

    if (alg != NULL && strcmp(alg, json_string_value(wanted)) != 0) {
        j->lenient = "key whose alg is another one (RFC 7517 section 4.4)";
        return jose_refuse(j, "the key is for another algorithm");
    }
    if (key_use != NULL && strcmp(key_use, use) != 0)
        return jose_refuse(j, "the key is for another use");
    if (json_is_array(key_ops) && !lists(key_ops, ops[0]) && !lists(key_ops, ops[1])) {
        j->lenient = "key_ops without the operation (RFC 7517 section 4.3)";
        return jose_refuse(j, "key_ops does not have the operation");
    }
    return true;
}

bool jose_load_key(struct jose *j)
{
    size_t errors = 0;
    const char *base;

    j->key = vectors_read_key(j->v, j->jwk, &rfc, &errors, NULL);
    if (errors > 0 || j->key == NULL)
        return false;
    base = kvjwk_engine_key_facts(j->key)->kty->base;
    if (strcmp(base, j->alg->base) != 0)
        return jose_refuse(j, "the key is of another type");
    /* RFC 7518 section 3.2: at least as long as the hash. */
    if (strcmp(base, "oct") == 0 && kvjwk_engine_key_facts(j->key)->bits < j->alg->key_bits)
        return jose_refuse(j, "the secret is too short for the algorithm");
    return true;
}

bool jose_key_of(struct jose *j, const char *member)
{
    const json_t *keys = json_object_get(j->group->json, member);

    if (keys == NULL)
        keys = json_object_get(j->group->json, "private");
    if (keys == NULL)
        snprintf(j->v->malformed, sizeof(j->v->malformed), "the group has no key");
    return keys != NULL && choose_key(j, keys) && check_set(j, keys);
}

struct said jose_run_rfc(struct jose *j, kvjwk_engine_key *key, kvjwk_engine_request *request,
                         const char *op, bool primitive)
{
    request->target = KVJWK_TARGET_RFC;
    request->primitive = primitive;
    return vectors_ask(j->v, key, request, op);
}

kvjwk_bytes jose_text_of(const json_t *text)
{
    kvjwk_bytes out = {json_string_value(text), json_string_length(text)};

    return out;
}

bool jose_decode(struct jose *j, const json_t *object, const char *name, kvjwk_bytes *out)
{
    const json_t *text = json_object_get(object, name);

    out->ptr = "";
    out->length = 0;
    if (text == NULL)
        return true;
    if (json_is_string(text) &&
        vectors_unb64u(j->v, json_string_value(text), json_string_length(text), out))
        return true;
    j->lenient = "base64url with other characters (RFC 7515 section 2)";
    return jose_refuse(j, "a part is not base64url");
}

kvjwk_bytes jose_join(struct vectors *v, const kvjwk_bytes *parts, size_t count)
{
    kvjwk_bytes out = {NULL, 0};
    size_t length = 0, at = 0;
    char *octets;

    for (size_t i = 0; i < count; i++)
        length += parts[i].length;
    octets = vectors_alloc(v, length);
    if (octets == NULL)
        return out;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].length > 0)
            memcpy(octets + at, parts[i].ptr, parts[i].length);
        at += parts[i].length;
    }
    out.ptr = octets;
    out.length = length;
    return out;
}

bool jose_read_alg(struct jose *j, const char *use)
{
    const char *name = json_string_value(jose_header(j, "alg"));

    if (name == NULL)
        return jose_refuse(j, "no alg");
    if (jose_header(j, "crit") != NULL)
        return jose_refuse(j, "crit: an extension that must be understood");
    j->alg = kvjwk_alg_find(name);
    if (j->alg == NULL || !j->alg->jwa || strcmp(j->alg->use, use) != 0)
        return jose_refuse(j, "alg is none, unknown or of another use");
    return true;
}

/* Another test of the group has the same object, and calls it valid. */
static bool is_contradicted(const struct group *group, const json_t *test, const char *name)
{
    const json_t *object = json_object_get(test, name);
    const json_t *tests = json_object_get(group->json, "tests");

    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *other = json_array_get(tests, i);
        const char *result = vectors_string(other, "result");

        if (other != test && result != NULL && strcmp(result, "valid") == 0 &&
            json_equal(json_object_get(other, name), object))
            return true;
    }
    return false;
}

enum outcome jose_settle(struct jose *j, const json_t *test, const char *name, bool accepted)
{
    json_decref(j->owned);
    if (j->skip != NULL)
        return vectors_skip(j->v, "%s", j->skip);
    if (accepted && j->v->wanted == EXPECTED_INVALID && is_contradicted(j->group, test, name))
        return vectors_skip(j->v, "the file calls the same object valid in another test");
    if (!accepted && j->v->wanted == EXPECTED_VALID && j->lenient != NULL)
        return vectors_skip(j->v, "the file takes: %s", j->lenient);
    return vectors_judge(j->v, accepted);
}

const json_t *jose_object_of(struct jose *j, const json_t *value, const char *const *names,
                             size_t count)
{
    if (!json_is_string(value))
        return value;
    j->owned = of_compact(value, names, count);
    if (j->owned == NULL)
        jose_refuse(j, "not the parts of a compact form");
    return j->owned;
}

static enum outcome run_either(struct vectors *v, struct group *group, const json_t *test)
{
    if (json_object_get(test, "jwe") != NULL)
        return jose_run_jwe(v, group, test);
    if (json_object_get(test, "jws") != NULL)
        return jose_run_jws(v, group, test);
    return vectors_fail(v, "a jws or a jwe", "neither");
}

static enum outcome open_jose(struct vectors *v, struct group *group)
{
    const char *comment = vectors_string(group->json, "comment");

    if (v->strict && v->target != KVJWK_TARGET_RFC)
        return vectors_skip(v, "JOSE objects are no business of %s", kvjwk_target_name(v->target));
    if (comment != NULL && strstr(comment, "_roca_") != NULL)
        return vectors_skip(v, "a key refused for how its primes were made (CVE-2017-15361)");
    return OUTCOME_PASS;
}

const struct family vectors_jose[] = {
    {"json_web_signature_schema", open_jose, run_either},
    {"json_web_key_schema", open_jose, run_either},
    {"json_web_encryption_schema", open_jose, run_either},
    {"json_web_crypto_schema", open_jose, run_either},
    {NULL, NULL, NULL},
};
