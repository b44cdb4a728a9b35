// SPDX-License-Identifier: MIT
/* The arithmetic under the checks against libcrypto's own: residues, roots, divisors, points. */
#include "outcome.h"

#include "material/curve.h"
#include "material/curve_multiples.h"
#include "material/lattice.h"
#include "material/sieve.h"

#include <openssl/objects.h>

static struct calc c;

/* Up to 2200 bits, of many lengths, some of them with long runs of zeros or ones. */
static void random_number(BIGNUM *n, int i)
{
    int bits = 1 + i * 37 % 2200;

    assert_true(BN_rand(n, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY));
    if (i % 5 == 0) {
        BN_set_word(n, 1);
        BN_lshift(n, n, bits);
        if (i % 10 == 0)
            BN_sub_word(n, 1);
    }
}

static void residues_are_right(void **state)
{
    static struct sieve s;
    static struct words w;
    uint8_t octets[512];
    BIGNUM *n = BN_new();

    (void)state;
    sieve_init(&s);
    assert_int_equal(s.prime[0], 3);
    assert_int_equal(s.prime[SIEVE_PRIMES - 1], 751);
    for (int i = 1; i < 400; i++) {
        struct residues r = {{0}, 0};
        bool divides = false, quick = false;

        random_number(n, i);
        words_read(&w, octets, (size_t)BN_bn2bin(n, octets));
        sieve_reduce(&s, &r, &w, SIEVE_QUICK);
        sieve_reduce(&s, &r, &w, s.groups);
        for (size_t k = 0; k < SIEVE_PRIMES; k++) {
            uint32_t rest = (uint32_t)BN_mod_word(n, s.prime[k]);

            assert_int_equal(sieve_residue(&s, &r, k), rest);
            divides = divides || rest == 0;
            quick = quick || (rest == 0 && s.prime[k] < 100);
        }
        assert_int_equal(sieve_divides(&s, &r, s.groups), divides);
        assert_int_equal(sieve_divides(&s, &r, SIEVE_QUICK), quick);
        BN_set_bit(n, 0);
        BN_sqr(n, n, c.ctx);
        if (BN_num_bytes(n) > 512)
            continue;
        words_read(&w, octets, (size_t)BN_bn2bin(n, octets));
        r.known = 0;
        sieve_reduce(&s, &r, &w, s.groups);
        assert_true(sieve_may_be_square(&s, &r, w.word[0]));
    }
    BN_free(n);
}

/* r^k <= n < (r + 1)^k */
static void assert_root(const BIGNUM *n, BIGNUM *r, unsigned k)
{
    BIGNUM *power = BN_new(), *exponent = BN_new();

    BN_set_word(exponent, k);
    BN_exp(power, r, exponent, c.ctx);
    assert_true(BN_cmp(power, n) <= 0);
    BN_add_word(r, 1);
    BN_exp(power, r, exponent, c.ctx);
    assert_true(BN_cmp(power, n) > 0);
    BN_free(power);
    BN_free(exponent);
}

static void roots_are_right(void **state)
{
    BIGNUM *n = BN_new(), *r = BN_new();

    (void)state;
    for (int i = 1; i < 3000; i++) {
        if (i < 200)
            BN_set_word(n, (BN_ULONG)i);
        else
            random_number(n, i);
        num_root(&c, r, n);
        assert_root(n, r, 2);
        BN_sub_word(r, 1);
        BN_sqr(n, r, c.ctx);
        assert_true(num_is_square(&c, n));
        BN_add_word(n, 1);
        assert_int_equal(num_is_square(&c, n), BN_is_zero(r));
        if (i % 10 == 0 && BN_num_bits(n) > 20) {
            num_kth_root(&c, r, n, 3 + (unsigned)i % 7);
            assert_root(n, r, 3 + (unsigned)i % 7);
        }
    }
    assert_false(c.failed);
    BN_free(n);
    BN_free(r);
}

static void divisors_are_right(void **state)
{
    BIGNUM *a = BN_new(), *b = BN_new(), *g = BN_new(), *expected = BN_new(), *common = BN_new();

    (void)state;
    for (int i = 1; i < 3000; i++) {
        random_number(a, i);
        random_number(b, i * 7 + 3);
        if (i % 3 == 0) {
            random_number(common, i * 13);
            BN_mul(a, a, common, c.ctx);
            BN_mul(b, b, common, c.ctx);
        }
        if (i % 11 == 0) /* a large quotient */
            BN_add(a, b, common);
        num_gcd(&c, g, a, b);
        BN_gcd(expected, a, b, c.ctx);
        assert_int_equal(BN_cmp(g, expected), 0);
        num_gcd(&c, a, a, b);
        assert_int_equal(BN_cmp(a, expected), 0);
    }
    BN_zero(b);
    num_gcd(&c, g, a, b);
    assert_int_equal(BN_cmp(g, a), 0);
    assert_false(c.failed);
    BN_free(a);
    BN_free(b);
    BN_free(g);
    BN_free(expected);
    BN_free(common);
}

/* On the curve as EC_POINT_oct2point says, for points and for what is next to them. */
static void points_are_judged_as_by_openssl(void **state)
{
    struct curves curves;

    (void)state;
    curves_init(&curves);
    for (size_t i = 0; i < CURVES_OF_JWK; i++) {
        struct curve *curve = &curves.of[i];
        BIGNUM *x = BN_new(), *y = BN_new(), *k = BN_new();
        EC_POINT *point;
        size_t on = 0;

        assert_true(curve_ready(&c, curve));
        point = EC_POINT_new(curve->group);
        for (int n = 0; n < 200; n++) {
            uint8_t octets[133] = {4};
            int width = (int)curve->octets, expected;

            BN_rand_range(k, curve->order);
            EC_POINT_mul(curve->group, point, k, NULL, NULL, c.ctx);
            EC_POINT_get_affine_coordinates(curve->group, point, x, y, c.ctx);
            if (n % 4 == 1)
                BN_add_word(n % 8 == 1 ? x : y, 1);
            if (n % 4 == 2)
                BN_rand_range(x, curve->p);
            if (n % 4 == 3)
                BN_add(n % 8 == 3 ? x : y, n % 8 == 3 ? x : y, curve->p);
            if (BN_bn2binpad(x, octets + 1, width) < 0 ||
                BN_bn2binpad(y, octets + 1 + width, width) < 0)
                continue;
            expected =
                EC_POINT_oct2point(curve->group, point, octets, (size_t)(1 + 2 * width), c.ctx);
            assert_int_equal(curve_holds(&c, curve, x, y), expected == 1);
            on += expected == 1;
        }
        assert_true(on >= 50);
        EC_POINT_free(point);
        BN_free(x);
        BN_free(y);
        BN_free(k);
    }
    assert_false(c.failed);
    curves_free(&curves);
}

static void multiples_reach_as_far_as_promised(void **state)
{
    static const BN_ULONG near[] = {1, 2, 3, 511, 512, 513, 1023, 1024},
                          far[] = {1025, 2047, 2048, 2049, 65537, 1048576, 1049600};
    struct curves curves;

    (void)state;
    curves_init(&curves);
    for (size_t i = 0; i < CURVES_OF_JWK; i++) {
        struct curve *curve = &curves.of[i];
        BIGNUM *x = BN_new(), *y = BN_new(), *k = BN_new();
        EC_POINT *point;

        assert_true(curve_ready(&c, curve));
        point = EC_POINT_new(curve->group);
        for (size_t n = 0; n < 2 * (8 + 7 + 1); n++) {
            size_t which = n / 2;

            BN_set_word(k, which < 8 ? near[which] : which < 15 ? far[which - 8] : 1049601);
            if (n % 2 == 1)
                BN_sub(k, curve->order, k);
            EC_POINT_mul(curve->group, point, k, NULL, NULL, c.ctx);
            EC_POINT_get_affine_coordinates(curve->group, point, x, y, c.ctx);
            assert_int_equal(multiples_has(&c, curve, x), which < 8);
            assert_int_equal(multiples_reach(&c, curve, x, y), which < 15);
        }
        EC_POINT_free(point);
        BN_free(x);
        BN_free(y);
        BN_free(k);
    }
    assert_false(c.failed);
    curves_free(&curves);
}

/* A lattice with a planted short vector: rows (1, 0, a), (0, 1, b), (0, 0, w) and u a + v b = s. */
static void short_vectors_are_found(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        BIGNUM *u = BN_new(), *v = BN_new(), *s = BN_new(), *w = BN_new();
        struct lattice l;
        bool found = false;

        num_begin(&c);
        lattice_take(&c, &l);
        BN_generate_prime_ex(w, 512, 0, NULL, NULL, NULL);
        BN_generate_prime_ex(u, 100, 0, NULL, NULL, NULL); /* so that nothing divides all three */
        BN_rand(v, 100, 0, 0);
        BN_rand(s, 100, 0, 0);
        BN_rand_range(l.b[0][2], w);
        BN_mod_mul(l.b[1][2], u, l.b[0][2], w, c.ctx); /* b = (s - u a) / v */
        BN_mod_sub(l.b[1][2], s, l.b[1][2], w, c.ctx);
        BN_mod_inverse(l.b[2][1], v, w, c.ctx);
        BN_mod_mul(l.b[1][2], l.b[1][2], l.b[2][1], w, c.ctx);
        BN_zero(l.b[2][1]);
        BN_one(l.b[0][0]);
        BN_one(l.b[1][1]);
        BN_copy(l.b[2][2], w);
        if (i % 2 == 0)
            lattice_round(&c, &l, 400);
        lattice_reduce(&c, &l);
        for (size_t r = 0; r < LATTICE_ROWS; r++)
            found = found || (BN_ucmp(l.b[r][0], u) == 0 && BN_ucmp(l.b[r][1], v) == 0 &&
                              BN_ucmp(l.b[r][2], s) == 0);
        assert_true(found);
        num_end(&c);
        BN_free(u);
        BN_free(v);
        BN_free(s);
        BN_free(w);
    }
    assert_false(c.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residues_are_right),
        cmocka_unit_test(roots_are_right),
        cmocka_unit_test(divisors_are_right),
        cmocka_unit_test(points_are_judged_as_by_openssl),
        cmocka_unit_test(multiples_reach_as_far_as_promised),
        cmocka_unit_test(short_vectors_are_found),
    };
    int failed;

    c.ctx = BN_CTX_new();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    BN_CTX_free(c.ctx);
    return failed;
}
