// SPDX-License-Identifier: MIT
/* see apart.h */
#include "apart.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#define OCTETS_MAX 2048
#define RSA_BITS_MAX 4096 /* larger ones take seconds */

struct loading {
    OSSL_PARAM_BLD *build;
    BIGNUM *numbers[8];
    size_t count;
    uint8_t point[1 + 2 * 66];
    bool private_part;
};

/* ---- RSA ---- */

static bool push_number(struct loading *l, const kvjwk_key *key, const char *member,
                        const char *name)
{
    uint8_t octets[OCTETS_MAX];
    size_t length;
    BIGNUM *number;

    if (!kvjwk_key_octets(key, member, octets, sizeof(octets), &length))
        return false;
    number = BN_bin2bn(octets, (int)length, NULL);
    require(number != NULL, "memory");
    l->numbers[l->count++] = number;
    require(OSSL_PARAM_BLD_push_BN(l->build, name, number) == 1, "memory");
    return true;
}

static bool push_rsa(struct loading *l, const kvjwk_key *key)
{
    static const char *const members[][2] = {
        {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
        {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
        {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
    };
    bool all = true;

    if (!push_number(l, key, "n", OSSL_PKEY_PARAM_RSA_N) ||
        !push_number(l, key, "e", OSSL_PKEY_PARAM_RSA_E) ||
        BN_num_bits(l->numbers[0]) > RSA_BITS_MAX)
        return false;
    for (size_t i = 0; l->private_part && i < sizeof(members) / sizeof(members[0]); i++)
        all = push_number(l, key, members[i][0], members[i][1]) && all;
    return all; /* a key of n, e and d is not for EVP_PKEY_check */
}

/* ---- EC ---- */

/* As long as the curve has it; zeros in front come and go. */
static bool padded(uint8_t *out, size_t width, const kvjwk_key *key, const char *member)
{
    uint8_t octets[OCTETS_MAX];
    size_t length, from = 0;

    if (!kvjwk_key_octets(key, member, octets, sizeof(octets), &length))
        return false;
    while (length - from > width && octets[from] == 0)
        from++;
    if (length - from > width)
        return false;
    memset(out, 0, width);
    memcpy(out + width - (length - from), octets + from, length - from);
    return true;
}

static bool push_ec(struct loading *l, const kvjwk_key *key)
{
    static const char *const groups[][2] = {
        {"P-256", "P-256"}, {"P-384", "P-384"}, {"P-521", "P-521"}, {"P-256K", "secp256k1"}};
    const char *group = NULL;
    size_t width;

    for (size_t i = 0; key->param != NULL && i < sizeof(groups) / sizeof(groups[0]); i++)
        if (strcmp(key->param->name, groups[i][0]) == 0)
            group = groups[i][1];
    if (group == NULL)
        return false;
    width = key->param->octets;
    l->point[0] = 4; /* uncompressed */
    if (!padded(l->point + 1, width, key, "x") || !padded(l->point + 1 + width, width, key, "y"))
        return false;
    OSSL_PARAM_BLD_push_utf8_string(l->build, OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    OSSL_PARAM_BLD_push_octet_string(l->build, OSSL_PKEY_PARAM_PUB_KEY, l->point, 1 + 2 * width);
    return !l->private_part || push_number(l, key, "d", OSSL_PKEY_PARAM_PRIV_KEY);
}

/* ---- asking ---- */

static bool is_taken(EVP_PKEY *pkey, bool private_part, bool rsa, bool thorough)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    bool taken = true;

    require(ctx != NULL, "memory");
    if (thorough && private_part)
        taken = EVP_PKEY_check(ctx) == 1;
    else if (thorough || !rsa) /* of RSA the public check is not quick, either */
        taken = EVP_PKEY_public_check(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    return taken;
}

static enum opinion ask(struct loading *l, bool rsa, bool thorough)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, rsa ? "RSA" : "EC", NULL);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(l->build);
    EVP_PKEY *pkey = NULL;
    bool taken = false;

    require(ctx != NULL && params != NULL && EVP_PKEY_fromdata_init(ctx) == 1, "memory");
    if (EVP_PKEY_fromdata(ctx, &pkey, l->private_part ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                          params) == 1)
        taken = is_taken(pkey, l->private_part, rsa, thorough);
    OSSL_PARAM_free(params);
    EVP_PKEY_free(pkey);
    EVP_PKEY_CTX_free(ctx);
    return taken ? OPINION_TAKES : OPINION_REFUSES;
}

enum opinion openssl_opinion(const kvjwk_key *key, bool thorough)
{
    bool rsa = key->kty != NULL && strcmp(key->kty->base, "RSA") == 0;
    bool ec = key->kty != NULL && strcmp(key->kty->base, "EC") == 0;
    struct loading l = {.build = OSSL_PARAM_BLD_new()};
    enum opinion opinion = OPINION_NONE;
    size_t length;

    require(l.build != NULL, "memory");
    l.private_part = kvjwk_key_octets(key, "d", NULL, 0, &length);
    if ((rsa && push_rsa(&l, key)) || (ec && push_ec(&l, key)))
        opinion = ask(&l, rsa, thorough);
    for (size_t i = 0; i < l.count; i++)
        BN_free(l.numbers[i]);
    OSSL_PARAM_BLD_free(l.build);
    ERR_clear_error();
    return opinion;
}
