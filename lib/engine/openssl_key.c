// SPDX-License-Identifier: MIT
/* Loading keys from their parts. Points enter as octets, which libcrypto checks against the field
 * and the curve; coordinates set as numbers would be reduced instead. */
#include "engine/openssl.h"

/* ---- material ---- */

struct material *openssl_material(struct backend *b)
{
    struct material *m = b->allocator->resize(b->allocator->ctx, NULL, 0, sizeof(*m));

    if (m == NULL)
        return NULL;
    memset(m, 0, sizeof(*m));
    m->backend = b;
    return m;
}

void openssl_unload(struct material *m)
{
    const struct allocator *a;

    if (m == NULL)
        return;
    a = m->backend->allocator;
    openssl_unready(m);
    EVP_PKEY_free(m->pkey);
    if (m->k != NULL) {
        wipe(m->k, m->k_length);
        a->resize(a->ctx, m->k, m->k_length, 0);
    }
    wipe(m, sizeof(*m));
    a->resize(a->ctx, m, sizeof(*m), 0);
}

static enum made from_parameters(struct material *m, const char *type, OSSL_PARAM *parameters)
{
    int selection = m->private_part ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(m->backend->lib, type, NULL);
    enum made made = MADE;

    if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1)
        made = openssl_failed(MADE_BROKEN);
    else if (EVP_PKEY_fromdata(ctx, &m->pkey, selection, parameters) != 1)
        made = openssl_failed(MADE_UNUSABLE);
    else if (EVP_PKEY_get_size(m->pkey) <= 0) /* memory was out, and libcrypto made light of it */
        made = openssl_failed(MADE_BROKEN);
    EVP_PKEY_CTX_free(ctx);
    return made;
}

/* ---- RSA ---- */

#define RSA_NUMBERS 8

/* libcrypto computes nothing with larger e and n, which must not look like a wrong signature. */
#define SMALL_MODULUS (3072 / 8)
#define LARGEST_E (64 / 8)

struct rsa_number {
    const char *name;
    kvjwk_bytes octets;
};

/* Parameters take numbers in the order of the machine. */
static OSSL_PARAM native_number(const struct rsa_number *number, uint8_t *at)
{
    const uint8_t *from = number->octets.ptr;
    size_t length = number->octets.length;
    const union {
        uint16_t word;
        uint8_t first;
    } probe = {1};

    for (size_t i = 0; i < length; i++)
        at[i] = probe.first == 1 ? from[length - 1 - i] : from[i];
    return OSSL_PARAM_construct_BN(number->name, at, length);
}

static enum made load_rsa_numbers(struct material *m, const struct rsa_number *numbers,
                                  uint8_t *memory)
{
    OSSL_PARAM parameters[RSA_NUMBERS + 1];
    size_t count = 0;

    for (size_t i = 0; i < RSA_NUMBERS; i++) {
        if (numbers[i].octets.ptr == NULL)
            continue;
        parameters[count++] = native_number(&numbers[i], memory);
        memory += numbers[i].octets.length;
    }
    parameters[count] = OSSL_PARAM_construct_end();
    return from_parameters(m, "RSA", parameters);
}

static enum made load_rsa(struct material *m, const struct parts *p)
{
    const struct rsa_number numbers[RSA_NUMBERS] = {
        {OSSL_PKEY_PARAM_RSA_N, p->n},          {OSSL_PKEY_PARAM_RSA_E, p->e},
        {OSSL_PKEY_PARAM_RSA_D, p->d},          {OSSL_PKEY_PARAM_RSA_FACTOR1, p->p},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, p->q},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, p->dp},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, p->dq}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, p->qi},
    };
    const struct allocator *a = m->backend->allocator;
    size_t total = 0;
    uint8_t *memory;
    enum made made;

    if (p->n.length > SMALL_MODULUS && p->e.length > LARGEST_E)
        return MADE_UNUSABLE;
    for (size_t i = 0; i < RSA_NUMBERS; i++)
        total += numbers[i].octets.length;
    memory = a->resize(a->ctx, NULL, 0, total);
    if (memory == NULL)
        return MADE_MEMORY;
    made = load_rsa_numbers(m, numbers, memory);
    wipe(memory, total);
    a->resize(a->ctx, memory, total, 0);
    return made;
}

/* ---- EC ---- */

static const struct {
    const char *param, *group;
} groups[] = {
    {"P-256", "prime256v1"},
    {"P-384", "secp384r1"},
    {"P-521", "secp521r1"},
    {"P-256K", "secp256k1"},
};

const char *openssl_group_of(const kvjwk_param *param)
{
    for (size_t i = 0; i < ARRAY_LEN(groups); i++)
        if (strcmp(groups[i].param, param->name) == 0)
            return groups[i].group;
    return NULL;
}

const kvjwk_param *openssl_param_of_group(const char *group)
{
    for (size_t i = 0; i < ARRAY_LEN(groups); i++)
        if (strcmp(groups[i].group, group) == 0)
            return kvjwk_param_of_curve(groups[i].param);
    return NULL;
}

enum made openssl_read_order(struct material *m)
{
    BIGNUM *order = NULL;
    enum made made = MADE;

    if (EVP_PKEY_get_bn_param(m->pkey, OSSL_PKEY_PARAM_EC_ORDER, &order) != 1 ||
        BN_bn2binpad(order, m->order, (int)m->param->octets) < 0)
        made = openssl_failed(MADE_BROKEN);
    BN_free(order);
    return made;
}

static enum made load_ec_octets(struct material *m, const struct parts *p, const char *group)
{
    uint8_t point[1 + 2 * FIELD_MAX], secret[FIELD_MAX];
    size_t octets = m->param->octets;
    struct rsa_number d = {OSSL_PKEY_PARAM_PRIV_KEY, p->d};
    char group_name[16];
    OSSL_PARAM parameters[4];
    size_t count = 2;
    enum made made;

    point[0] = 4; /* uncompressed */
    memcpy(point + 1, p->x.ptr, octets);
    memcpy(point + 1 + octets, p->y.ptr, octets);
    memcpy(group_name, group, strlen(group) + 1);
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group_name, 0);
    parameters[1] =
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * octets);
    if (p->d.ptr != NULL)
        parameters[count++] = native_number(&d, secret);
    parameters[count] = OSSL_PARAM_construct_end();
    made = from_parameters(m, "EC", parameters);
    wipe(secret, sizeof(secret));
    return made;
}

static enum made load_ec(struct material *m, const struct parts *p)
{
    const char *group = openssl_group_of(p->param);
    enum made made;

    if (group == NULL)
        return MADE_UNUSABLE;
    if (p->d.ptr != NULL && p->d.length != p->param->octets)
        return MADE_UNUSABLE;
    made = load_ec_octets(m, p, group);
    if (made == MADE)
        made = openssl_read_order(m);
    /* d in 1 .. n-1 (SEC 1 version 2 section 3.2.1); zero was refused with the lengths. */
    if (made == MADE && p->d.ptr != NULL && memcmp(p->d.ptr, m->order, p->d.length) >= 0)
        made = MADE_UNUSABLE;
    return made;
}

/* ---- OKP and oct ---- */

static enum made load_okp(struct material *m, const struct parts *p)
{
    char name[8];
    size_t i = 0;

    for (; i < sizeof(name) - 1 && p->param->name[i] != '\0'; i++)
        name[i] = p->param->name[i];
    name[i] = '\0';
    if (p->d.ptr != NULL) {
        memcpy(m->given_x, p->x.ptr, p->x.length);
        m->pkey =
            EVP_PKEY_new_raw_private_key_ex(m->backend->lib, name, NULL, p->d.ptr, p->d.length);
    } else {
        m->pkey =
            EVP_PKEY_new_raw_public_key_ex(m->backend->lib, name, NULL, p->x.ptr, p->x.length);
    }
    return m->pkey == NULL ? openssl_failed(MADE_UNUSABLE) : MADE;
}

static enum made load_oct(struct material *m, const struct parts *p)
{
    const struct allocator *a = m->backend->allocator;

    m->k = a->resize(a->ctx, NULL, 0, p->k.length);
    if (m->k == NULL)
        return MADE_MEMORY;
    memcpy(m->k, p->k.ptr, p->k.length);
    m->k_length = p->k.length;
    return MADE;
}

enum made openssl_load(struct material **out, struct backend *b, const struct parts *p)
{
    static const struct {
        const char *base;
        enum made (*load)(struct material *m, const struct parts *p);
    } loaders[] = {{"RSA", load_rsa}, {"EC", load_ec}, {"OKP", load_okp}, {"oct", load_oct}};
    struct material *m = openssl_material(b);
    enum made made = MADE_UNUSABLE;

    if (m == NULL)
        return MADE_MEMORY;
    m->param = p->param;
    m->private_part = p->d.ptr != NULL || p->k.ptr != NULL;
    for (size_t i = 0; i < ARRAY_LEN(loaders); i++)
        if (strcmp(loaders[i].base, p->base) == 0)
            made = loaders[i].load(m, p);
    if (made == MADE)
        *out = m;
    else
        openssl_unload(m);
    return made;
}
