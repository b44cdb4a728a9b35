// SPDX-License-Identifier: MIT
/*
 * Fresh keys of every type have no finding of arithmetic, of any severity. usage:
 * test_material_good [KEYS_OF_EACH_TYPE [LEVEL]]; tests/good_keys.sh asks for ten thousand. RSA
 * keys are all pairs of as few primes as make so many.
 */
#include "keymaker.h"
#include "material.h"

static size_t wanted = 60;
static kvjwk_material_level level = KVJWK_MATERIAL_FULL;

struct judging {
    kvjwk_checker *checker;
    kvjwk_material *material;
    kvjwk_sink sink;
    const char *text;
    size_t keys, bad;
};

static int see(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct judging *j = payload;

    (void)key_index;
    if (strncmp(f->rule->id, "material-", 9) == 0 && f->result != KVJWK_UNKNOWN) {
        fprintf(stderr, "%s: %s\n", f->rule->id, f->message);
        j->bad++;
    }
    return 0;
}

static void judging_open(struct judging *j)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    memset(j, 0, sizeof(*j));
    j->sink.finding = see;
    j->sink.payload = j;
    assert_int_equal(kvjwk_material_new(&j->material, level), KVJWK_OK);
    options.target = KVJWK_TARGET_RFC;
    options.extension = kvjwk_material_extension(j->material);
    assert_int_equal(kvjwk_checker_new(&j->checker, &options), KVJWK_OK);
}

static void judging_close(struct judging *j, const char *what)
{
    kvjwk_checker_free(&j->checker);
    kvjwk_material_free(&j->material);
    printf("%s: %zu keys, %zu with a finding\n", what, j->keys, j->bad);
    fflush(stdout);
    assert_int_equal(j->bad, 0);
}

static void judge(struct judging *j, const char *text, size_t length)
{
    assert_int_equal(kvjwk_checker_run(j->checker, text, length, &j->sink, NULL), KVJWK_OK);
    j->keys++;
}

static void judge_key(struct judging *j, const struct made_key *key)
{
    static char text[KEY_TEXT_MAX];

    judge(j, text, key_write(text, key, j->keys % 2 == 1));
}

/* ---- RSA ---------------------------------------------------------------------------------------
 */

static size_t primes_for(size_t keys)
{
    size_t primes = 2;

    while (primes * (primes - 1) / 2 < keys)
        primes++;
    return primes;
}

static void rsa_of(int bits, size_t keys, const char *what)
{
    size_t count = primes_for(keys);
    BIGNUM **primes = calloc(count, sizeof(*primes));
    struct made_key key;
    struct judging j;

    assert_non_null(primes);
    key_init(&key);
    judging_open(&j);
    for (size_t i = 0; i < count; i++) {
        primes[i] = BN_new();
        key_prime(primes[i], bits / 2);
        for (size_t k = 0; k < i && j.keys < keys; k++) {
            key_rsa(&key, primes[k], primes[i]);
            judge_key(&j, &key);
        }
    }
    judging_close(&j, what);
    key_free(&key);
    for (size_t i = 0; i < count; i++)
        BN_free(primes[i]);
    free(primes);
}

static void rsa_2048(void **state)
{
    (void)state;
    rsa_of(2048, wanted, "RSA-2048");
}

static void rsa_3072(void **state)
{
    (void)state;
    rsa_of(3072, wanted, "RSA-3072");
}

static void rsa_4096(void **state)
{
    (void)state;
    rsa_of(4096, wanted, "RSA-4096");
}

/* ---- EC, OKP, oct ------------------------------------------------------------------------------
 */

static void ec(void **state)
{
    static const char *const curves[][2] = {
        {"prime256v1", "P-256"},
        {"secp384r1", "P-384"},
        {"secp521r1", "P-521"},
        {"secp256k1", "secp256k1"},
    };

    (void)state;
    for (size_t c = 0; c < sizeof(curves) / sizeof(curves[0]); c++) {
        struct made_key key;
        struct judging j;

        key_init(&key);
        judging_open(&j);
        while (j.keys < wanted) {
            key_ec(&key, curves[c][0], curves[c][1]);
            judge_key(&j, &key);
        }
        judging_close(&j, curves[c][1]);
        key_free(&key);
    }
}

static void okp(void **state)
{
    static const char *const names[] = {"Ed25519", "X25519", "Ed448", "X448"};

    (void)state;
    for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
        struct judging j;

        judging_open(&j);
        while (j.keys < wanted) {
            EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, names[n]);
            uint8_t octets[64];
            size_t length = sizeof(octets), at;
            char text[1024];

            assert_true(key != NULL && EVP_PKEY_get_raw_public_key(key, octets, &length) == 1);
            at = (size_t)sprintf(text, "{\"kty\":\"OKP\",\"crv\":\"%s\"", names[n]);
            at = key_put(text, at, "x", octets, length);
            at += (size_t)sprintf(text + at, "}");
            judge(&j, text, at);
            EVP_PKEY_free(key);
        }
        judging_close(&j, names[n]);
    }
}

static void oct(void **state)
{
    static const size_t lengths[] = {16, 24, 32, 48, 64, 20, 40};
    struct judging j;

    (void)state;
    judging_open(&j);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]) * wanted; i++) {
        size_t length = lengths[i % (sizeof(lengths) / sizeof(lengths[0]))], at;
        uint8_t octets[64];
        char text[1024];

        assert_int_equal(RAND_bytes(octets, (int)length), 1);
        at = key_put(text, (size_t)sprintf(text, "{\"kty\":\"oct\""), "k", octets, length);
        at += (size_t)sprintf(text + at, "}");
        judge(&j, text, at);
    }
    judging_close(&j, "oct");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ec),       cmocka_unit_test(okp),      cmocka_unit_test(oct),
        cmocka_unit_test(rsa_2048), cmocka_unit_test(rsa_3072), cmocka_unit_test(rsa_4096),
    };

    if (argc > 1)
        wanted = strtoul(argv[1], NULL, 10);
    if (argc > 2 && !kvjwk_material_level_find(&level, argv[2]))
        return 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
