// SPDX-License-Identifier: MIT
/* The context, and which check is for which keys at which level. To add one: a function, a row. */
#include "material/checks.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#define QUICK KVJWK_MATERIAL_QUICK
#define FULL KVJWK_MATERIAL_FULL
#define DEEP KVJWK_MATERIAL_DEEP

enum needs { PUBLIC, PRIVATE };

struct check {
    uint8_t level; /* kvjwk_material_level from which on it runs */
    uint8_t needs; /* enum needs */
    void (*run)(struct kvjwk_material *m);
};

/* By rising level. */
static const struct check rsa_checks[] = {
    {QUICK, PUBLIC, check_small_factor}, {QUICK, PUBLIC, check_square},
    {QUICK, PUBLIC, check_published},    {QUICK, PUBLIC, check_certificate},
    {QUICK, PRIVATE, check_product},     {QUICK, PRIVATE, check_exponents},
    {QUICK, PRIVATE, check_crt},         {QUICK, PRIVATE, check_distance},
    {QUICK, PRIVATE, check_d_range},     {QUICK, PUBLIC, check_across},
    {FULL, PUBLIC, check_roca},          {FULL, PUBLIC, check_close},
    {FULL, PUBLIC, check_fraction},      {FULL, PUBLIC, check_wiener},
    {FULL, PUBLIC, check_bias},          {FULL, PUBLIC, check_sparse},
    {FULL, PUBLIC, check_pattern},       {FULL, PRIVATE, check_private_pattern},
    {FULL, PRIVATE, check_small_crt},    {FULL, PRIVATE, check_common},
    {FULL, PRIVATE, check_prime_bound},  {DEEP, PUBLIC, check_medium_factor},
    {DEEP, PUBLIC, check_power},         {DEEP, PUBLIC, check_modulus_prime},
    {DEEP, PUBLIC, check_closer},        {DEEP, PUBLIC, check_high_low},
    {DEEP, PUBLIC, check_smooth},        {DEEP, PUBLIC, check_shaped_prime},
    {DEEP, PRIVATE, check_primes},       {DEEP, PRIVATE, check_works},
};

static const struct check ec_checks[] = {
    {QUICK, PUBLIC, check_point},       {QUICK, PUBLIC, check_published},
    {QUICK, PUBLIC, check_certificate}, {QUICK, PUBLIC, check_across},
    {FULL, PUBLIC, check_small_point},  {FULL, PRIVATE, check_small_d},
    {FULL, PRIVATE, check_pattern_d},   {DEEP, PUBLIC, check_tiny_point},
    {DEEP, PUBLIC, check_order},        {DEEP, PRIVATE, check_pair},
};

static const struct check oct_checks[] = {
    {QUICK, PUBLIC, check_oct_length}, {QUICK, PUBLIC, check_oct_shape},
    {QUICK, PUBLIC, check_published},  {QUICK, PUBLIC, check_across},
    {FULL, PUBLIC, check_oct_bias},    {FULL, PUBLIC, check_oct_zeros},
};

static const struct check okp_checks[] = {
    {QUICK, PUBLIC, check_okp_order},   {QUICK, PUBLIC, check_published},
    {QUICK, PUBLIC, check_certificate}, {QUICK, PUBLIC, check_across},
    {FULL, PRIVATE, check_okp_pair},
};

static const struct {
    const struct check *checks;
    size_t count;
} checks_of[BASES] = {
    [BASE_RSA] = {rsa_checks, ARRAY_LEN(rsa_checks)},
    [BASE_EC] = {ec_checks, ARRAY_LEN(ec_checks)},
    [BASE_OCT] = {oct_checks, ARRAY_LEN(oct_checks)},
    [BASE_OKP] = {okp_checks, ARRAY_LEN(okp_checks)},
};

/* ---- levels ------------------------------------------------------------------------------------
 */

static const char *const levels[] = {"off", "quick", "full", "deep"};

const char *kvjwk_material_level_name(kvjwk_material_level level)
{
    return (size_t)level < ARRAY_LEN(levels) ? levels[level] : "unknown";
}

bool kvjwk_material_level_find(kvjwk_material_level *out, const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(levels); i++) {
        if (strcmp(levels[i], name) != 0)
            continue;
        *out = (kvjwk_material_level)i;
        return true;
    }
    return false;
}

/* ---- one key -----------------------------------------------------------------------------------
 */

/* Above this size, what is deep takes too long for what is to be expected. */
static kvjwk_material_level level_of(struct kvjwk_material *m)
{
    if (m->level < DEEP || m->base != BASE_RSA || m->n_bits <= DEEP_BITS)
        return m->level;
    tell_unknown(m, MATERIAL_NOT_EVALUATED, "n",
                 "n has {} bits; the checks of level deep are made up to {} bits",
                 ARGS(A_NUM(m->n_bits), A_NUM(DEEP_BITS)));
    return FULL;
}

static void run(struct kvjwk_material *m)
{
    const struct check *at, *end;
    kvjwk_material_level level;

    if (!subject_read(m))
        return;
    level = level_of(m);
    at = checks_of[m->base].checks;
    end = at + checks_of[m->base].count;
    for (; at < end && at->level <= level && !m->calc.failed; at++)
        if (at->needs == PUBLIC || m->key->private_part)
            at->run(m);
}

static kvjwk_status check(void *ctx, const kvjwk_key *key, kvjwk_reporter *to)
{
    struct kvjwk_material *m = ctx;

    if (m->level == KVJWK_MATERIAL_OFF)
        return KVJWK_OK;
    m->calc.failed = false;
    m->key = key;
    m->to = to;
    run(m);
    if (key->private_part)
        subject_forget(m);
    if (m->calc.failed)
        ERR_clear_error();
    return m->calc.failed ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

kvjwk_extension kvjwk_material_extension(kvjwk_material *material)
{
    kvjwk_extension extension = {check, material, false, NULL};

    return extension;
}

/* ---- the context -------------------------------------------------------------------------------
 */

static bool init(struct kvjwk_material *m)
{
    bool ok = true;

    curves_init(&m->curves);
    sieve_init(&m->sieve);
    m->calc.ctx = BN_CTX_new();
    for (size_t i = 0; i < MEMBERS && ok; i++) {
        m->numbers[i] = BN_new();
        ok = m->numbers[i] != NULL;
    }
    return ok && m->calc.ctx != NULL;
}

kvjwk_status kvjwk_material_new(kvjwk_material **out, kvjwk_material_level level)
{
    struct kvjwk_material *m;

    if (out == NULL || (size_t)level >= ARRAY_LEN(levels))
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    m = OPENSSL_zalloc(sizeof(*m));
    if (m == NULL)
        return KVJWK_ERR_MEMORY;
    m->level = level;
    if (!init(m)) {
        kvjwk_material_free(&m);
        ERR_clear_error();
        return KVJWK_ERR_MEMORY;
    }
    *out = m;
    return KVJWK_OK;
}

void kvjwk_material_across(kvjwk_material *material, const kvjwk_across *across)
{
    material->across = across;
}

void kvjwk_material_free(kvjwk_material **material)
{
    struct kvjwk_material *m;

    if (material == NULL || *material == NULL)
        return;
    m = *material;
    for (size_t i = 0; i < MEMBERS; i++)
        BN_clear_free(m->numbers[i]);
    BN_free(m->primes);
    curves_free(&m->curves);
    BN_CTX_free(m->calc.ctx);
    OPENSSL_free(m); /* what was secret is wiped behind each key */
    *material = NULL;
}
