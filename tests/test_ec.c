// SPDX-License-Identifier: MIT
/* EC: coordinates and private number by length and bounds; the bounds against libcrypto's. */
#include "keys.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "facts/material.h"

static const struct {
    const char *key;
    const char *crv;
    size_t width;
    enum param_id param;
    int nid;
} curves[] = {
    {"ec-p256", "P-256", 32, PARAM_P256, NID_X9_62_prime256v1},
    {"ec-p384", "P-384", 48, PARAM_P384, NID_secp384r1},
    {"ec-p521", "P-521", 66, PARAM_P521, NID_secp521r1},
    {"ec-p256k", "P-256K", 32, PARAM_P256K, NID_secp256k1},
};
#define CURVES (sizeof(curves) / sizeof(curves[0]))

/* prime (or order) + add as base64url of the curve's length. */
static const char *bound(size_t i, bool order, long add)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curves[i].nid);
    BIGNUM *n = BN_dup(order ? EC_GROUP_get0_order(group) : EC_GROUP_get0_field(group));
    uint8_t octets[66];

    assert_non_null(n);
    if (add < 0)
        assert_int_equal(BN_sub_word(n, (BN_ULONG)-add), 1);
    else
        assert_int_equal(BN_add_word(n, (BN_ULONG)add), 1);
    assert_int_equal(BN_bn2binpad(n, octets, (int)curves[i].width), (int)curves[i].width);
    BN_free(n);
    EC_GROUP_free(group);
    return b64(octets, curves[i].width);
}

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        const struct field *field = facts_field(curves[i].param);
        EC_GROUP *group = EC_GROUP_new_by_curve_name(curves[i].nid);
        BIGNUM *prime = NULL, *order = NULL;

        assert_non_null(field);
        assert_int_equal(strlen(field->prime), 2 * curves[i].width);
        assert_int_equal(strlen(field->order), 2 * curves[i].width);
        BN_hex2bn(&prime, field->prime);
        BN_hex2bn(&order, field->order);
        assert_int_equal(BN_cmp(prime, EC_GROUP_get0_field(group)), 0);
        assert_int_equal(BN_cmp(order, EC_GROUP_get0_order(group)), 0);
        BN_free(prime);
        BN_free(order);
        EC_GROUP_free(group);
    }
    assert_null(facts_field(PARAM_ED25519));
    assert_null(facts_field(PARAM_NONE));
}

static void clean_keys(void **state)
{
    static const char *const suffixes[] = {"", "-x0", "-y0", "-d0"};
    char name[32];

    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        for (size_t k = 0; k < 4; k++) {
            snprintf(name, sizeof(name), "%s%s", curves[i].key, suffixes[k]);
            expect_clean(private_key(name, NULL), ANY, KVJWK_WARNING);
            expect_clean(public_key(name, NULL), ANY, KVJWK_WARNING);
        }
    }
}

static void coordinate_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        const char *key = curves[i].key;

        expect_finding(public_key(key, "x", bound(i, false, 0), NULL), ANY,
                       "jwa-ec-coordinate-range", KVJWK_ERROR, "/x", "prime of the field");
        expect_finding(public_key(key, "y", bound(i, false, 1), NULL), ANY,
                       "jwa-ec-coordinate-range", KVJWK_ERROR, "/y", curves[i].crv);
        TRIGGERS(public_key(key, "x", fill(curves[i].width, 0xff), NULL), ANY,
                 "jwa-ec-coordinate-range");
        PASSES(public_key(key, "x", bound(i, false, -1), NULL), ANY, "jwa-ec-coordinate-range");
        PASSES(public_key(key, "y", bound(i, true, -1), NULL), ANY, "jwa-ec-coordinate-range");
    }
}

static void private_range(void **state)
{
    uint8_t one[66] = {0};

    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        const char *key = curves[i].key;
        size_t width = curves[i].width;

        expect_finding(private_key(key, "d", bound(i, true, 0), NULL), ANY, "jwa-ec-private-range",
                       KVJWK_ERROR, "/d", "not smaller than the order");
        expect_finding(private_key(key, "d", fill(width, 0), NULL), ANY, "jwa-ec-private-range",
                       KVJWK_ERROR, "/d", "d is zero");
        PASSES(private_key(key, "d", bound(i, true, -1), NULL), ANY, "jwa-ec-private-range");
        one[width - 1] = 1;
        PASSES(private_key(key, "d", b64(one, width), NULL), ANY, "jwa-ec-private-range");
        one[width - 1] = 0;
    }
    expect_finding(private_key("ec-p256", "d", "AA", NULL), ANY, "jwa-ec-private-range",
                   KVJWK_ERROR, "/d", "d is zero");
}

static void zero_point(void **state)
{
    (void)state;
    expect_finding(public_key("ec-p384", "x", fill(48, 0), "y", fill(48, 0), NULL), ANY,
                   "jwa-ec-point-zero", KVJWK_ERROR, "/x", "P-384 has no such point");
    PASSES(public_key("ec-p384", "x", fill(48, 0), NULL), ANY, "jwa-ec-point-zero");
    PASSES(public_key("ec-p384", "y", fill(48, 0), NULL), ANY, "jwa-ec-point-zero");
    PASSES(public_key("ec-p521-x0", NULL), ANY, "jwa-ec-point-zero");
}

static void expect_length(const char *x, kvjwk_severity severity, const char *words)
{
    const char *key = public_key("ec-p256", "x", x, NULL);

    expect_finding(key, ANY, "jwa-ec-coordinate-length", severity, "/x", words);
}

static void length_reasons(void **state)
{
    uint8_t octets[160] = {0};

    (void)state;
    memset(octets, 0x5a, sizeof(octets));
    expect_length(b64(octets, 31), KVJWK_ERROR, "leading zero octets are missing");
    expect_length(b64(octets, 30), KVJWK_ERROR, "leading zero octets are missing");
    expect_length(b64(octets, 29), KVJWK_ERROR, "x has 29 octets; expected 32 for P-256");
    expect_length(b64(octets, 48), KVJWK_ERROR, "which is the length of P-384; expected 32");
    expect_length(b64(octets, 40), KVJWK_ERROR, "x has 40 octets; expected 32 for P-256");

    octets[0] = 0;
    expect_length(b64(octets, 33), KVJWK_ERROR, "a zero octet stands before it");
    octets[0] = 3;
    expect_length(b64(octets, 33), KVJWK_ERROR, "compressed point");
    octets[0] = 4;
    expect_length(b64(octets, 65), KVJWK_ERROR, "uncompressed point");
    octets[0] = 2;
    octets[1] = 32;
    expect_length(b64(octets, 34), KVJWK_ERROR, "DER INTEGER");
    octets[1] = 31;
    expect_length(b64(octets, 33), KVJWK_ERROR, "DER INTEGER");
    octets[0] = 0x30;
    octets[1] = 89;
    expect_length(b64(octets, 91), KVJWK_ERROR, "DER structure");
    octets[0] = 0x90;
    expect_length(b64(octets, 64), KVJWK_ERROR, "as long as x and y together");
    memset(octets, 'a', sizeof(octets));
    expect_length(b64(octets, 64), KVJWK_ERROR, "holds hexadecimal text");
    expect_length("0123456789abcdef0123456789abcdef0123456789ABCDEF0123456789abcdef", KVJWK_ERROR,
                  "reads like hexadecimal");
}

static void lengths(void **state)
{
    uint8_t x[67] = {0};

    (void)state;
    assert_int_equal(octets_of(x, 66, "ec-p521-x0", "x"), 66);
    assert_int_equal(x[0], 0);
    expect_finding(public_key("ec-p521-x0", "x", b64(x + 1, 65), NULL), ANY,
                   "jwa-ec-coordinate-length", KVJWK_ERROR, "/x", "expected 66 for P-521");
    expect_finding(bundle_of(public_key("ec-p521-x0", "x", b64(x + 1, 65), NULL)), ANY,
                   "jwa-ec-coordinate-length", KVJWK_WARNING, "/key/x", "expected 66 for P-521");
    PASSES(public_key("ec-p521-x0", NULL), ANY, "jwa-ec-coordinate-length");

    expect_finding(private_key("ec-p256", "d", fill(31, 1), NULL), ANY, "jwa-ec-private-length",
                   KVJWK_ERROR, "/d", "d has 31 octets; expected 32");
    expect_finding(private_key("ec-p521", "d", fill(65, 1), NULL), ANY, "jwa-ec-private-length",
                   KVJWK_ERROR, "/d", "expected 66");
    PASSES(private_key("ec-p256-d0", NULL), ANY, "jwa-ec-private-length");
    PASSES(private_key("ec-p256", "d", fill(31, 1), NULL), ANY, "jwa-ec-coordinate-length");
}

static void split_elsewhere(void **state)
{
    (void)state;
    /* 31 and 33 octets make the same uncompressed point as 32 and 32: both are told */
    TRIGGERS(public_key("ec-p256", "x", fill(31, 1), "y", fill(33, 1), NULL), ANY,
             "jwa-ec-coordinate-length");
    expect_finding(public_key("ec-p256", "y", fill(33, 1), NULL), ANY, "jwa-ec-coordinate-length",
                   KVJWK_ERROR, "/y", "y has 33 octets");
}

static void curve_type(void **state)
{
    (void)state;
    expect_finding(public_key("ec-p256", "crv", "Ed25519", NULL), ANY, "jwa-curve-type",
                   KVJWK_ERROR, "/crv", "Ed25519 is a curve of OKP keys; kty is EC");
    PASSES(public_key("ec-p256", NULL), ANY, "jwa-curve-type");
    PASSES(public_key("ec-p256", "crv", "P-255", NULL), ANY, "jwa-curve-type");
    TRIGGERS(public_key("ec-p256", "kty", "EC-HSM", "crv", "X25519", NULL), ANY, "jwa-curve-type");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(clean_keys),
        cmocka_unit_test(coordinate_range),
        cmocka_unit_test(private_range),
        cmocka_unit_test(zero_point),
        cmocka_unit_test(length_reasons),
        cmocka_unit_test(lengths),
        cmocka_unit_test(split_elsewhere),
        cmocka_unit_test(curve_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
