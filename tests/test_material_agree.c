// SPDX-License-Identifier: MIT
/*
 * Whatever OpenSSL refuses (import, EVP_PKEY_check, EVP_PKEY_public_check), kvjwk refuses at level
 * deep: over keys with every number changed in many ways. Where kvjwk alone refuses is counted and
 * printed.
 */
#include "keymaker.h"
#include "material.h"

#include <openssl/err.h>
#include <openssl/param_build.h>

static size_t cases, both, kvjwk_alone, neither;

/* ---- OpenSSL -----------------------------------------------------------------------------------
 */

static OSSL_PARAM *rsa_params(const struct made_key *k, bool secret)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
        OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
        OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params;

    for (size_t i = 0; i < (secret ? 8 : 2); i++)
        assert_true(OSSL_PARAM_BLD_push_BN(build, names[i], k->number[i]));
    params = OSSL_PARAM_BLD_to_param(build);
    OSSL_PARAM_BLD_free(build);
    return params;
}

/* NULL when the numbers do not even fit. */
static OSSL_PARAM *ec_params(const struct made_key *k, bool secret)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    uint8_t point[256] = {4};

    if (BN_bn2binpad(k->number[KEY_X], point + 1, k->width) == k->width &&
        BN_bn2binpad(k->number[KEY_Y], point + 1 + k->width, k->width) == k->width &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, k->crv, 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
                                         (size_t)(1 + 2 * k->width)) &&
        (!secret || OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, k->number[KEY_EC_D])))
        params = OSSL_PARAM_BLD_to_param(build);
    OSSL_PARAM_BLD_free(build);
    return params;
}

static bool openssl_takes(const struct made_key *k, bool secret)
{
    EVP_PKEY_CTX *import = EVP_PKEY_CTX_new_from_name(NULL, k->crv == NULL ? "RSA" : "EC", NULL);
    OSSL_PARAM *params = k->crv == NULL ? rsa_params(k, secret) : ec_params(k, secret);
    EVP_PKEY_CTX *check = NULL;
    EVP_PKEY *key = NULL;
    bool takes = params != NULL && EVP_PKEY_fromdata_init(import) == 1 &&
                 EVP_PKEY_fromdata(import, &key, EVP_PKEY_KEYPAIR, params) == 1;

    if (takes) {
        check = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
        takes = EVP_PKEY_public_check(check) == 1 && (!secret || EVP_PKEY_check(check) == 1);
    }
    EVP_PKEY_CTX_free(check);
    EVP_PKEY_CTX_free(import);
    EVP_PKEY_free(key);
    OSSL_PARAM_free(params);
    ERR_clear_error();
    return takes;
}

/* ---- kvjwk -------------------------------------------------------------------------------------
 */

static void first_error(char *out, size_t size, const struct outcome *o)
{
    snprintf(out, size, "nothing");
    for (size_t i = 0; i < o->count; i++)
        if (o->told[i].severity == KVJWK_ERROR) {
            snprintf(out, size, "%s", o->told[i].rule);
            return;
        }
}

static bool kvjwk_takes(const struct made_key *k, bool secret, char *why, size_t size)
{
    static char text[KEY_TEXT_MAX];
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct outcome *o;
    bool takes;

    options.target = KVJWK_TARGET_RFC;
    o = material_outcome(text, key_write(text, k, secret), &options, KVJWK_MATERIAL_DEEP, false);
    assert_int_equal(o->status, KVJWK_OK);
    takes = o->summary.errors == 0;
    first_error(why, size, o);
    free(o);
    return takes;
}

static void compare(const struct made_key *k, bool secret, const char *what)
{
    char why[64];
    bool ours = kvjwk_takes(k, secret, why, sizeof(why)), theirs = openssl_takes(k, secret);

    cases++;
    both += !ours && !theirs;
    neither += ours && theirs;
    kvjwk_alone += !ours && theirs;
    if (!ours && theirs)
        printf("stricter than OpenSSL: %s: %s\n", what, why);
    if (ours && !theirs)
        fail_msg("OpenSSL refuses and kvjwk does not: %s", what);
}

/* ---- changes -----------------------------------------------------------------------------------
 */

static void change(BIGNUM *n, size_t how)
{
    static const int words[] = {0, 1, 2, 3, 4};

    if (how < 5)
        BN_set_word(n, (BN_ULONG)words[how]);
    else if (how == 5)
        BN_add_word(n, 1);
    else if (how == 6)
        BN_add_word(n, 2);
    else if (how == 7)
        BN_sub_word(n, 2);
    else if (how == 8)
        BN_lshift1(n, n);
    else if (how == 9)
        BN_rshift1(n, n);
    else if (BN_is_bit_set(n, 37 * (int)how % BN_num_bits(n)))
        BN_clear_bit(n, 37 * (int)how % BN_num_bits(n));
    else
        BN_set_bit(n, 37 * (int)how % BN_num_bits(n));
}

#define CHANGES 14

static void each_change(const struct made_key *good, size_t numbers, const char *const *names)
{
    struct made_key k;
    char what[64];

    key_init(&k);
    for (size_t i = 0; i < numbers; i++)
        for (size_t how = 0; how < CHANGES; how++) {
            key_copy(&k, good);
            change(k.number[i], how);
            snprintf(what, sizeof(what), "%s, change %zu", names[i], how);
            compare(&k, true, what);
            if (i < 2)
                compare(&k, false, what);
        }
    key_free(&k);
}

static void rsa(void **state)
{
    static const char *const names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
    struct made_key k;
    BIGNUM *p = BN_new(), *q = BN_new();

    (void)state;
    key_init(&k);
    key_prime(p, 1024);
    key_prime(q, 1024);
    key_rsa(&k, p, q);
    compare(&k, true, "good");
    each_change(&k, 8, names);
    key_free(&k);
    BN_free(p);
    BN_free(q);
}

/* Whole keys that are built wrong: composite primes, prime moduli, small factors, squares. */
static void rsa_built_wrong(void **state)
{
    static const BN_ULONG small[] = {3, 5, 17, 97, 101, 251, 257, 449, 751};
    BIGNUM *p = BN_new(), *q = BN_new(), *r = BN_new();
    struct made_key k;
    BN_CTX *ctx = BN_CTX_new();

    (void)state;
    key_init(&k);
    key_prime(p, 512);
    key_prime(r, 512);
    key_prime(q, 1024);
    BN_mul(r, r, p, ctx);
    while (BN_mod_word(r, 65537) == 1)
        BN_add_word(r, 2);
    key_rsa(&k, r, q);
    compare(&k, true, "p is a product of two primes");
    compare(&k, false, "three primes");
    BN_sqr(k.number[KEY_N], q, ctx);
    compare(&k, false, "n is a square");
    BN_copy(k.number[KEY_N], q);
    compare(&k, false, "n is a prime of 1024 bits");
    for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
        BN_copy(k.number[KEY_N], q);
        BN_mul(k.number[KEY_N], k.number[KEY_N], q, ctx);
        BN_add_word(k.number[KEY_N], 2);
        while (BN_mod_word(k.number[KEY_N], small[i]) != 0)
            BN_add_word(k.number[KEY_N], 2);
        compare(&k, false, "a small factor");
    }
    key_free(&k);
    BN_CTX_free(ctx);
    BN_free(p);
    BN_free(q);
    BN_free(r);
}

static void ec(void **state)
{
    static const char *const curves[][2] = {
        {"prime256v1", "P-256"},
        {"secp384r1", "P-384"},
        {"secp521r1", "P-521"},
        {"secp256k1", "secp256k1"},
    };
    static const char *const names[] = {"x", "y", "d"};

    (void)state;
    for (size_t c = 0; c < sizeof(curves) / sizeof(curves[0]); c++) {
        EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curves[c][0]));
        const BIGNUM *order = EC_GROUP_get0_order(group);
        struct made_key good, k;

        key_init(&good);
        key_init(&k);
        key_ec(&good, curves[c][0], curves[c][1]);
        compare(&good, true, "good");
        each_change(&good, 3, names);
        key_copy(&k, &good);
        BN_add(k.number[KEY_EC_D], k.number[KEY_EC_D], order);
        compare(&k, true, "d and the order");
        BN_copy(k.number[KEY_EC_D], order);
        compare(&k, true, "d is the order");
        key_copy(&k, &good);
        BN_sub(k.number[KEY_EC_D], order, k.number[KEY_EC_D]);
        compare(&k, true, "d negated");
        key_copy(&k, &good);
        BN_add(k.number[KEY_X], k.number[KEY_X], EC_GROUP_get0_field(group));
        compare(&k, false, "x and the prime of the field");
        BN_zero(k.number[KEY_X]);
        BN_zero(k.number[KEY_Y]);
        compare(&k, false, "zero");
        key_free(&good);
        key_free(&k);
        EC_GROUP_free(group);
    }
}

static int report(void **state)
{
    (void)state;
    printf("%zu keys: %zu taken by both, %zu refused by both, %zu by kvjwk alone\n", cases, neither,
           both, kvjwk_alone);
    return 0;
}

/* docs/conformance.md lists them. rule NULL: any. */
static void assert_stricter(const struct made_key *k, const char *rule)
{
    char why[64];

    assert_true(openssl_takes(k, true));
    assert_false(kvjwk_takes(k, true, why, sizeof(why)));
    if (rule != NULL)
        assert_string_equal(why, rule);
}

static void stricter_rsa(void **state)
{
    BIGNUM *p = BN_new(), *q = BN_new(), *phi = BN_new();
    struct made_key k;
    BN_CTX *ctx = BN_CTX_new();

    (void)state;
    key_init(&k);
    key_prime(p, 1024);
    BN_copy(q, p);
    do
        BN_add_word(q, 2);
    while (BN_mod_word(q, 65537) == 1 || BN_check_prime(q, ctx, NULL) != 1);
    key_rsa(&k, p, q);
    assert_stricter(&k, "material-rsa-distance");
    key_prime(q, 1024);
    key_rsa(&k, p, q);
    BN_sub_word(p, 1);
    BN_sub_word(q, 1);
    BN_mul(phi, p, q, ctx);
    while (BN_cmp(k.number[KEY_D], k.number[KEY_N]) < 0)
        BN_add(k.number[KEY_D], k.number[KEY_D], phi);
    assert_stricter(&k, NULL); /* d has more bits than n, or is not below it */
    BN_sub(k.number[KEY_D], k.number[KEY_D], phi);
    compare(&k, true, "d below n, and not reduced");
    key_free(&k);
    BN_CTX_free(ctx);
    BN_free(p);
    BN_free(q);
    BN_free(phi);
}

static void stricter_ec(void **state)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *point = EC_POINT_new(group);
    struct made_key k;

    (void)state;
    key_init(&k);
    key_ec(&k, "prime256v1", "P-256");
    BN_set_word(k.number[KEY_EC_D], 5);
    EC_POINT_mul(group, point, k.number[KEY_EC_D], NULL, NULL, NULL);
    EC_POINT_get_affine_coordinates(group, point, k.number[KEY_X], k.number[KEY_Y], NULL);
    assert_stricter(&k, "material-ec-small");
    key_free(&k);
    EC_POINT_free(point);
    EC_GROUP_free(group);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rsa),          cmocka_unit_test(rsa_built_wrong), cmocka_unit_test(ec),
        cmocka_unit_test(stricter_rsa), cmocka_unit_test(stricter_ec),
    };

    return cmocka_run_group_tests(tests, NULL, report);
}
