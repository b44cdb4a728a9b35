// SPDX-License-Identifier: MIT
/*
 * The private numbers of an RSA key against each other (RFC 8017 section 3.2, FIPS 186-5 A.1.1).
 * A signature that verifies proves little: it does with any one of d, dp, dq, qi wrong.
 */
#include "material/checks.h"

/* Whether all of them are there, and not zero. */
static bool have(const struct kvjwk_material *m, const enum member *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!has(m, members[i]) || value_of(m, members[i]).length == 0)
            return false;
    return true;
}

#define HAVE(m, ...)                                                                               \
    have(m, (const enum member[]){__VA_ARGS__},                                                    \
         sizeof((const enum member[]){__VA_ARGS__}) / sizeof(enum member))

/* Arithmetic modulo p - 1 and q - 1 means something. */
static bool primes_make_sense(const struct kvjwk_material *m)
{
    return HAVE(m, P, Q) && subject_bits(m, P) > 1 && subject_bits(m, Q) > 1;
}

static void less_one(struct kvjwk_material *m, num *r, enum member member)
{
    num_set(&m->calc, r, number(m, member));
    num_sub_word(&m->calc, r, 1);
}

/* Whether a b = 1 modulo a prime less 1. */
static bool inverse_below(struct kvjwk_material *m, enum member a, enum member b, enum member prime)
{
    struct calc *c = &m->calc;
    num *t, *modulus;
    bool one;

    num_begin(c);
    t = num_take(c);
    modulus = num_take(c);
    less_one(m, modulus, prime);
    num_mul(c, t, number(m, a), number(m, b));
    num_mod(c, t, t, modulus);
    one = num_is_one(c, t);
    num_end(c);
    return one;
}

/* Whether a b = 1 modulo a prime. */
static bool inverse_at(struct kvjwk_material *m, enum member a, enum member b, enum member prime)
{
    struct calc *c = &m->calc;
    num *t;
    bool one;

    num_begin(c);
    t = num_take(c);
    num_mod_mul(c, t, number(m, a), number(m, b), number(m, prime));
    one = num_is_one(c, t);
    num_end(c);
    return one;
}

/* ---- n = p q -----------------------------------------------------------------------------------
 */

static bool divides(struct kvjwk_material *m, enum member prime)
{
    return num_splits(&m->calc, number(m, prime), number(m, N));
}

static void tell_product(struct kvjwk_material *m)
{
    bool p = divides(m, P), q = divides(m, Q);

    if (p != q)
        tell(m, MATERIAL_RSA_PRODUCT, p ? "q" : "p", "p q is not n: {} divides n, {} does not",
             ARGS(A_STR(p ? "p" : "q"), A_STR(p ? "q" : "p")));
    else
        tell(m, MATERIAL_RSA_PRODUCT, "p", "p q is not n: {} divides n",
             ARGS(A_STR(p ? "each of them" : "neither")));
}

void check_product(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *product;

    if (!HAVE(m, P, Q) || kvjwk_key_has(m->key, "oth"))
        return;
    num_begin(c);
    product = num_take(c);
    num_mul(c, product, number(m, P), number(m, Q));
    if (num_compare(c, product, number(m, N)) != 0)
        tell_product(m);
    else if (!primes_make_sense(m))
        tell(m, MATERIAL_RSA_PRIME, subject_bits(m, P) > 1 ? "q" : "p", "{} is 1; expected a prime",
             ARGS(A_STR(subject_bits(m, P) > 1 ? "q" : "p")));
    num_end(c);
}

/* ---- exponents ---------------------------------------------------------------------------------
 */

void check_exponents(struct kvjwk_material *m)
{
    bool p, q;

    if (!HAVE(m, E, D) || !primes_make_sense(m))
        return;
    p = inverse_below(m, E, D, P);
    q = inverse_below(m, E, D, Q);
    if (!p || !q)
        tell(m, MATERIAL_RSA_EXPONENTS, "d", "e d is not 1 modulo {}",
             ARGS(A_STR(p   ? "q - 1, but it is modulo p - 1"
                        : q ? "p - 1, but it is modulo q - 1"
                            : "p - 1, nor modulo q - 1")));
}

static bool is_below(struct kvjwk_material *m, enum member member, enum member prime)
{
    return num_compare(&m->calc, number(m, member), number(m, prime)) < 0;
}

static bool exponent_fits(struct kvjwk_material *m, enum member member, enum member prime)
{
    return is_below(m, member, prime) && inverse_below(m, E, member, prime);
}

static void check_exponent(struct kvjwk_material *m, enum member member, enum member prime)
{
    const char *name = member_names[member], *of = member_names[prime];

    if (!HAVE(m, E, member) || exponent_fits(m, member, prime))
        return;
    if (inverse_below(m, E, member, prime))
        tell(m, MATERIAL_RSA_CRT, name, "{} is not reduced: expected d modulo {} - 1",
             ARGS(A_STR(name), A_STR(of)));
    else
        tell(m, MATERIAL_RSA_CRT, name, "{} is not d modulo {} - 1: e {} is not 1 there",
             ARGS(A_STR(name), A_STR(of), A_STR(name)));
}

static void check_coefficient(struct kvjwk_material *m)
{
    if (!HAVE(m, QI) || (is_below(m, QI, P) && inverse_at(m, QI, Q, P)))
        return;
    if (inverse_at(m, QI, Q, P))
        tell(m, MATERIAL_RSA_CRT, "qi", "qi is not below p", NO_ARGS);
    else if (inverse_at(m, QI, P, Q))
        tell(m, MATERIAL_RSA_CRT, "qi",
             "qi is the inverse of p modulo q; expected that of q modulo p", NO_ARGS);
    else
        tell(m, MATERIAL_RSA_CRT, "qi", "qi q is not 1 modulo p", NO_ARGS);
}

/* Some libraries order the primes by size, and not what was computed with them. */
static bool primes_are_swapped(struct kvjwk_material *m)
{
    return HAVE(m, E, DP, DQ, QI) && !exponent_fits(m, DP, P) && exponent_fits(m, DP, Q) &&
           exponent_fits(m, DQ, P) && inverse_at(m, QI, P, Q);
}

void check_crt(struct kvjwk_material *m)
{
    if (!primes_make_sense(m))
        return;
    if (primes_are_swapped(m)) {
        tell(m, MATERIAL_RSA_CRT, "p",
             "p and q have changed places: dp, dq and qi fit the other order", NO_ARGS);
        return;
    }
    check_exponent(m, DP, P);
    check_exponent(m, DQ, Q);
    check_coefficient(m);
}

/* ---- sizes -------------------------------------------------------------------------------------
 */

#define DISTANCE_BITS 100 /* FIPS 186-5 A.1.1: |p - q| > 2^(nlen / 2 - 100) */

void check_distance(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *distance;

    if (!primes_make_sense(m) || m->n_bits / 2 <= DISTANCE_BITS)
        return;
    num_begin(c);
    distance = num_take(c);
    num_sub(c, distance, number(m, P), number(m, Q));
    if (!c->failed && num_bits(c, distance) <= m->n_bits / 2 - DISTANCE_BITS)
        tell(m, MATERIAL_RSA_DISTANCE, "p",
             "p and q differ by a number of {} bits; expected over {}",
             ARGS(A_NUM(num_bits(c, distance)), A_NUM(m->n_bits / 2 - DISTANCE_BITS)));
    num_end(c);
}

/* RFC 8017 section 3.2: d below n. FIPS 186-5 A.1.1: d above 2^(nlen / 2). */
void check_d_range(struct kvjwk_material *m)
{
    unsigned bits = subject_bits(m, D);

    if (!HAVE(m, D))
        return;
    if (bits <= m->n_bits / 2)
        tell(m, MATERIAL_RSA_D_RANGE, "d", "d has {} bits; expected more than {}",
             ARGS(A_NUM(bits), A_NUM(m->n_bits / 2)));
    else if (bits >= m->n_bits && num_compare(&m->calc, number(m, D), number(m, N)) >= 0)
        tell(m, MATERIAL_RSA_D_RANGE, "d", "d is not below n", NO_ARGS);
}

/* dp of that many bits is found from e and n: the attacks reach n^0.122 (May, 2003). */
void check_small_crt(struct kvjwk_material *m)
{
    static const enum member members[] = {DP, DQ};

    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        if (HAVE(m, members[i]) && subject_bits(m, members[i]) <= m->n_bits / 8)
            tell(m, MATERIAL_RSA_SMALL_CRT, member_names[members[i]],
                 "{} has {} bits; expected more than {}",
                 ARGS(A_STR(member_names[members[i]]), A_NUM(subject_bits(m, members[i])),
                      A_NUM(m->n_bits / 8)));
}

#define COMMON_BITS 64 /* of two random primes, once in 2^64 keys */

/* gcd(p - 1, q - 1), and with it their least common multiple, which d is to be below. */
void check_common(struct kvjwk_material *m)
{
    struct calc *c = &m->calc;
    num *p, *q, *common;

    if (!primes_make_sense(m) || kvjwk_key_has(m->key, "oth"))
        return;
    num_begin(c);
    p = num_take(c);
    q = num_take(c);
    common = num_take(c);
    less_one(m, p, P);
    less_one(m, q, Q);
    num_gcd(c, common, p, q);
    if (num_bits(c, common) > COMMON_BITS)
        tell(m, MATERIAL_RSA_COMMON, "p",
             "p - 1 and q - 1 have a common divisor of {} bits; expected at most {}",
             ARGS(A_NUM(num_bits(c, common)), A_NUM(COMMON_BITS)));
    num_mul(c, p, p, q);
    num_div(c, p, NULL, p, common);
    if (HAVE(m, D) && num_compare(c, number(m, D), p) >= 0 &&
        num_compare(c, number(m, D), number(m, N)) < 0)
        tell(m, MATERIAL_RSA_D_LARGE, "d",
             "d is not below the least common multiple of p - 1 and q - 1", NO_ARGS);
    num_end(c);
}

/* p^2 >= 2^(nlen - 1): the bound of FIPS 186-5 A.1.1 without a root of two. */
void check_prime_bound(struct kvjwk_material *m)
{
    static const enum member members[] = {P, Q};
    struct calc *c = &m->calc;
    num *square;

    if (!HAVE(m, P, Q) || subject_bits(m, P) != subject_bits(m, Q) ||
        2 * subject_bits(m, P) != m->n_bits)
        return;
    num_begin(c);
    square = num_take(c);
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        num_square(c, square, number(m, members[i]));
        if (num_bits(c, square) < m->n_bits)
            tell(m, MATERIAL_RSA_PRIME_BOUND, member_names[members[i]], "{} is below 2^({} - 1/2)",
                 ARGS(A_STR(member_names[members[i]]), A_NUM(m->n_bits / 2)));
    }
    num_end(c);
}
