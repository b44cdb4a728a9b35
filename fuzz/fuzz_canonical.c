// SPDX-License-Identifier: MIT
/*
 * The canonical text of RFC 7638 and the thumbprint.
 *
 * - Parse, canonical, parse, canonical is a fixpoint, and the thumbprint stays.
 * - The canonical text is what jansson writes of the same members, sorted and without white space.
 * - The thumbprint is SHA-256 of it, in base64url, as computed apart from the library.
 * - A buffer that is one byte too small gets nothing, and one that fits gets all.
 * - A canonical text is a clean JWK: it has no finding on its encoding.
 */
#include <jansson.h>
#include <openssl/evp.h>

#include "harness.h"
#include "kvjwk/material.h"

#define CANONICAL_MAX 4096

struct canonical {
    char text[CANONICAL_MAX];
    size_t length;
    char thumbprint[KVJWK_THUMBPRINT_TEXT];
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    json_object_seed(1);
    return 0;
}

static void base64url(char *out, const uint8_t *in, size_t length)
{
    EVP_EncodeBlock((unsigned char *)out, in, (int)length);
    for (; *out != '\0'; out++)
        *out = (char)(*out == '+' ? '-' : *out == '/' ? '_' : *out == '=' ? '\0' : *out);
}

static void check_thumbprint(const struct canonical *c)
{
    uint8_t digest[32];
    char expected[64];
    unsigned length = 0;

    require(EVP_Digest(c->text, c->length, digest, &length, EVP_sha256(), NULL) == 1, "SHA-256");
    base64url(expected, digest, sizeof(digest));
    require(strcmp(expected, c->thumbprint) == 0, "the thumbprint is SHA-256 of the text");
}

static void check_text(const struct canonical *c)
{
    json_error_t error;
    json_t *value = json_loadb(c->text, c->length, JSON_REJECT_DUPLICATES, &error);
    char *again;

    if (value == NULL)
        broken("the canonical text is no JSON: %s: %s", error.text, c->text);
    again = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    require(again != NULL, "memory");
    if (strcmp(again, c->text) != 0)
        broken("the canonical text is %s; expected %s", c->text, again);
    free(again);
    json_decref(value);
}

static void check_room(const kvjwk_key *key, const struct canonical *c)
{
    char *exact = malloc(c->length + 1);

    require(exact != NULL, "memory");
    require(kvjwk_key_canonical(key, exact, c->length + 1) == c->length, "it fits exactly");
    require(memcmp(exact, c->text, c->length + 1) == 0, "it is the same");
    require(kvjwk_key_canonical(key, exact, c->length) == 0, "it does not fit");
    free(exact);
}

static bool canonical_of(struct canonical *out, const kvjwk_key *key)
{
    kvjwk_status status;

    memset(out, 0, sizeof(*out));
    out->length = kvjwk_key_canonical(key, out->text, sizeof(out->text));
    status = kvjwk_key_thumbprint(key, out->thumbprint);
    require((out->length > 0) == (status == KVJWK_OK), "a canonical text has a thumbprint");
    require(out->length == strlen(out->text), "the length is that of the text");
    return out->length > 0;
}

/* ---- again ---- */

struct again {
    const struct canonical *first;
    bool found;
};

static int encoding_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)payload;
    (void)key_index;
    if (strncmp(f->rule->id, "json-", 5) == 0 || strncmp(f->rule->id, "jwa-base64url-", 14) == 0)
        broken("the canonical text has %s", f->rule->id);
    return 0;
}

static int again_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct again *a = payload;
    static struct canonical second;

    (void)key_index;
    a->found = true;
    if (!canonical_of(&second, key) || strcmp(second.text, a->first->text) != 0)
        broken("no fixpoint: %s, then %s", a->first->text, second.text);
    require(strcmp(second.thumbprint, a->first->thumbprint) == 0, "the thumbprint stays");
    return 0;
}

static void check_again(const struct canonical *c)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct again a = {c, false};
    kvjwk_sink sink = {encoding_finding, again_key, &a, false};

    options.kind = kvjwk_kind_find("jwk");
    require(kvjwk_check(c->text, c->length, &options, &sink, NULL) == KVJWK_OK, "it is judged");
    require(a.found, "a canonical text is a key");
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    static struct canonical c;

    (void)payload;
    if (!canonical_of(&c, key) || key_index > 8)
        return 0;
    check_text(&c);
    check_thumbprint(&c);
    check_room(key, &c);
    check_again(&c);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_options options = choose_options(&c, KVJWK_MATERIAL_OFF);
    kvjwk_sink sink = {NULL, take_key, NULL, true};
    kvjwk_status status = kvjwk_check(data, size, &options, &sink, NULL);

    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is judged");
    return 0;
}
