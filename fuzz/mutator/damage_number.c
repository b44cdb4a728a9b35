// SPDX-License-Identifier: MIT
/* Labelled damages to numbers: their length and bounds, and what only arithmetic sees. */
#include "damage.h"

/* ---- bounds ---- */

static bool zero_before(struct mutator *m, const char *name)
{
    uint32_t node = the_octets(m, name);

    if (node == NONE || m->octet_count == OCTETS_MAX)
        return false;
    memmove(m->octets + 1, m->octets, m->octet_count++);
    m->octets[0] = 0;
    return put_octets(m, node);
}

static bool rsa_zero(struct mutator *m)
{
    static const char *const names[] = {"n", "e"};

    return key_is(m, "RSA") && zero_before(m, PICK(m, names));
}

static bool first_octet_off(struct mutator *m, const char *name)
{
    uint32_t node = the_octets(m, name);

    if (node == NONE || m->octet_count < 2)
        return false;
    memmove(m->octets, m->octets + 1, --m->octet_count);
    return put_octets(m, node);
}

static bool ec_length(struct mutator *m)
{
    const char *name = below(m, 2) == 0 ? "x" : "y";

    return key_is(m, "EC") && (below(m, 2) == 0 ? zero_before(m, name) : first_octet_off(m, name));
}

static bool ec_private_length(struct mutator *m)
{
    return key_is(m, "EC") && (below(m, 2) == 0 ? zero_before(m, "d") : first_octet_off(m, "d"));
}

/* A number of the curve for the value of a member. */
static bool set_number(struct mutator *m, const char *name, bool order, unsigned above)
{
    const struct curve *curve = the_key(m) == NONE ? NULL : curve_of(m, m->key);
    uint32_t node = the_octets(m, name);
    uint8_t more = (uint8_t)above;

    if (!key_is(m, "EC") || curve == NULL || node == NONE)
        return false;
    memcpy(m->octets, order ? curve->order : curve->prime, curve->width);
    m->octet_count = curve->width;
    number_add(m->octets, m->octet_count, &more, 1);
    return put_octets(m, node);
}

static bool coordinate_range(struct mutator *m)
{
    return set_number(m, below(m, 2) == 0 ? "x" : "y", false, (unsigned)below(m, 3));
}

static bool private_range(struct mutator *m)
{
    return set_number(m, "d", true, (unsigned)below(m, 3));
}

static bool zero(struct mutator *m, const char *name)
{
    uint32_t node = the_octets(m, name);

    if (node == NONE)
        return false;
    memset(m->octets, 0, m->octet_count);
    return put_octets(m, node);
}

static bool private_zero(struct mutator *m)
{
    return key_is(m, "EC") && zero(m, "d");
}

static bool point_zero(struct mutator *m)
{
    return key_is(m, "EC") && zero(m, "x") && work_read(m) && zero(m, "y");
}

static bool modulus_even(struct mutator *m)
{
    uint32_t node = key_is(m, "RSA") ? the_octets(m, "n") : NONE;

    if (node == NONE)
        return false;
    m->octets[m->octet_count - 1] &= 0xfe;
    return put_octets(m, node);
}

static bool modulus_bits(struct mutator *m)
{
    uint32_t node = key_is(m, "RSA") ? the_octets(m, "n") : NONE;

    if (node == NONE)
        return false;
    m->octets[0] = 0x41;
    return put_octets(m, node);
}

static bool set_exponent(struct mutator *m, const char *json)
{
    return key_is(m, "RSA") && set_member(m, "e", json);
}

static bool exponent_one(struct mutator *m)
{
    return set_exponent(m, below(m, 2) == 0 ? "\"AQ\"" : "\"AA\"");
}

static bool exponent_even(struct mutator *m)
{
    return set_exponent(m, below(m, 2) == 0 ? "\"BA\"" : "\"AQAA\"");
}

static bool exponent_small(struct mutator *m)
{
    return set_exponent(m, below(m, 2) == 0 ? "\"Aw\"" : "\"__8\"");
}

static bool exponent_wide(struct mutator *m)
{
    return set_exponent(m, "\"AQAAAAAAAAAB\"");
}

static bool private_incomplete(struct mutator *m)
{
    static const char *const names[] = {"p", "q", "dp", "dq", "qi"};
    uint32_t node = key_is(m, "RSA") ? the_member(m, PICK(m, names)) : NONE;

    return node != NONE && remove_node(m, node);
}

static bool private_exponent_range(struct mutator *m)
{
    uint32_t node = key_is(m, "RSA") ? the_octets(m, "d") : NONE;

    if (node == NONE || m->octet_count + 8 > OCTETS_MAX)
        return false;
    memset(m->octets + m->octet_count, 1, 8);
    m->octet_count += 8;
    return put_octets(m, node);
}

static bool okp_length(struct mutator *m)
{
    return key_is(m, "OKP") && first_octet_off(m, "x");
}

static bool okp_zero(struct mutator *m)
{
    return key_is(m, "OKP") && zero(m, "x");
}

/* ---- arithmetic ---- */

/* Another number with the lowest bit but one changed: as long, as odd, and below the same bounds.
 */
static bool another_number(struct mutator *m, const char *name)
{
    uint32_t node = the_octets(m, name);

    if (node == NONE)
        return false;
    m->octets[m->octet_count - 1] ^= 2;
    return put_octets(m, node);
}

static bool off_curve(struct mutator *m)
{
    return key_is(m, "EC") && another_number(m, below(m, 2) == 0 ? "x" : "y");
}

static bool another_prime(struct mutator *m)
{
    return key_is(m, "RSA") && the_member(m, "dp") != NONE &&
           another_number(m, below(m, 2) == 0 ? "p" : "q");
}

static bool another_crt(struct mutator *m)
{
    static const char *const names[] = {"dp", "dq", "qi"};

    return key_is(m, "RSA") && the_member(m, "p") != NONE && another_number(m, PICK(m, names));
}

static bool another_private_exponent(struct mutator *m)
{
    return key_is(m, "RSA") && the_member(m, "p") != NONE && another_number(m, "d");
}

/* An odd multiple of three, as long as before. */
static bool small_factor(struct mutator *m)
{
    uint32_t node = key_is(m, "RSA") && the_member(m, "d") == NONE ? the_octets(m, "n") : NONE;
    unsigned rest = 0;
    uint8_t less;

    if (node == NONE || m->octet_count < 128)
        return false;
    for (size_t i = 0; i < m->octet_count; i++)
        rest = (rest * 256 + m->octets[i]) % 3;
    less = (uint8_t)(rest % 2 == 0 ? rest : rest + 3); /* n is odd: what is taken off is even */
    number_subtract(m->octets, m->octet_count, &less, 1);
    return m->octets[0] >= 0x80 && put_octets(m, node);
}

static bool constant_secret(struct mutator *m)
{
    uint32_t node = key_is(m, "oct") ? the_octets(m, "k") : NONE;

    if (node == NONE || m->octet_count < 16)
        return false;
    memset(m->octets, 0x5a, m->octet_count);
    return put_octets(m, node);
}

/* ---- nothing that a rule may see ---- */

/* y to p - y: as good a public key as before. */
static bool other_point(struct mutator *m)
{
    const struct curve *curve = the_key(m) == NONE ? NULL : curve_of(m, m->key);
    uint8_t value[66];
    uint32_t node;

    if (curve == NULL || !key_is(m, "EC") || the_member(m, "d") != NONE)
        return false;
    node = the_octets(m, "y");
    if (node == NONE || m->octet_count != curve->width)
        return false;
    memcpy(value, m->octets, curve->width);
    memcpy(m->octets, curve->prime, curve->width);
    number_subtract(m->octets, curve->width, value, curve->width);
    return put_octets(m, node);
}

const struct damage number_damages[] = {
    {"rsa-leading-zero", "jwa-integer-leading-zero", rsa_zero},
    {"ec-coordinate-length", "jwa-ec-coordinate-length", ec_length},
    {"ec-private-length", "jwa-ec-private-length", ec_private_length},
    {"ec-coordinate-from-p", "jwa-ec-coordinate-range", coordinate_range},
    {"ec-private-from-n", "jwa-ec-private-range", private_range},
    {"ec-private-zero", "jwa-ec-private-range", private_zero},
    {"ec-point-zero", "jwa-ec-point-zero", point_zero},
    {"rsa-modulus-even", "jwa-rsa-modulus-even", modulus_even},
    {"rsa-modulus-bits", "jwa-rsa-modulus-bits", modulus_bits},
    {"rsa-exponent-one", "jwa-rsa-exponent-range", exponent_one},
    {"rsa-exponent-even", "jwa-rsa-exponent-even", exponent_even},
    {"rsa-exponent-small", "jwa-rsa-exponent-small", exponent_small},
    {"rsa-exponent-wide", "jwa-rsa-exponent-wide", exponent_wide},
    {"rsa-private-incomplete", "jwa-rsa-private-incomplete", private_incomplete},
    {"rsa-private-range", "jwa-rsa-private-range", private_exponent_range},
    {"okp-length", "jwa-okp-length", okp_length},
    {"okp-zero", "jwa-okp-zero", okp_zero},
    {"ec-off-curve", "material-ec-off-curve", off_curve},
    {"rsa-another-prime", "material-rsa-product", another_prime},
    {"rsa-another-crt", "material-rsa-crt", another_crt},
    {"rsa-another-exponent", "material-rsa-exponents", another_private_exponent},
    {"rsa-small-factor", "material-rsa-factor", small_factor},
    {"oct-constant", "material-oct-constant", constant_secret},
    {"other-point", NULL, other_point},
};
const size_t number_damage_count = sizeof(number_damages) / sizeof(number_damages[0]);
