// SPDX-License-Identifier: MIT
/* see identity.h */
#include "material/identity.h"

#include <openssl/crypto.h>
#include <stdbool.h>
#include <string.h>

#define VALUE_MOST 2049u /* octets of n, with a zero octet in front */
#define NAME_MOST 16u    /* of a curve, in front of its x */

struct hashing {
    const kvjwk_key *key;
    uint8_t value[NAME_MOST + VALUE_MOST];
};

/* The digest of prefix and member; false when the member is not there. Numbers lose their zeros. */
static bool hash(struct hashing *h, const char *prefix, const char *member, bool number,
                 uint8_t out[DIGEST_OCTETS])
{
    uint8_t *at = h->value + NAME_MOST;
    size_t length, name = strlen(prefix);
    bool there = kvjwk_key_octets(h->key, member, at, VALUE_MOST, &length) && length > 0;

    if (!there || name > NAME_MOST)
        return false;
    while (number && length > 1 && *at == 0) {
        at++;
        length--;
    }
    memcpy(at - name, prefix, name);
    digest_sha256(out, at - name, name + length);
    OPENSSL_cleanse(at, length);
    return true;
}

static bool fill(struct hashing *h, struct identity *out, enum identity_kind kind,
                 const char *prefix, const char *value, const char *more)
{
    bool number = kind == IDENTITY_RSA || kind == IDENTITY_POINT;
    uint8_t octets[DIGEST_OCTETS];

    memset(out, 0, sizeof(*out));
    out->kind = (uint8_t)kind;
    if (!hash(h, prefix, value, number, octets))
        return false;
    memcpy(out->hash, octets, sizeof(out->hash));
    if (more != NULL) {
        if (!hash(h, "", more, number, octets))
            return false;
        memcpy(out->more, octets, sizeof(out->more));
    }
    return true;
}

static bool fill_public(struct hashing *h, struct identity *out)
{
    const char *base = h->key->kty->base;
    const char *curve = h->key->param == NULL ? "" : h->key->param->name;

    if (strcmp(base, "RSA") == 0)
        return fill(h, out, IDENTITY_RSA, "", "n", "e");
    if (strcmp(base, "EC") == 0)
        return fill(h, out, IDENTITY_POINT, curve, "x", "y");
    return strcmp(base, "OKP") == 0 && fill(h, out, IDENTITY_OKP, curve, "x", NULL);
}

size_t identities_of(const kvjwk_key *key, struct identity out[IDENTITIES_MAX])
{
    struct hashing h = {key, {0}};
    size_t count = 0;
    bool oct;

    if (key->kty == NULL)
        return 0;
    oct = strcmp(key->kty->base, "oct") == 0;
    if (fill_public(&h, &out[0]))
        count = 1;
    /* The primes of RSA are compared as such, and its d says nothing that n does not. */
    if ((oct || (count == 1 && out[0].kind != IDENTITY_RSA)) &&
        fill(&h, &out[count], IDENTITY_SECRET, "", oct ? "k" : "d", NULL)) {
        if (!oct)
            memcpy(out[1].more, out[0].hash, sizeof(out[1].more));
        count++;
    }
    return count;
}
