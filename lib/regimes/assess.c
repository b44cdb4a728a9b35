// SPDX-License-Identifier: MIT
/* The public call: what is known of a key, then what each part makes of it. */
#include "regimes/tables.h"

/* RSA exponents longer than that are above every bound. */
#define EXPONENT_MAX 64

static unsigned bits_of(const uint8_t *octets, size_t length)
{
    size_t i = 0;
    unsigned top = 0;

    while (i < length && octets[i] == 0)
        i++;
    if (i == length)
        return 0;
    while (octets[i] >> top > 1)
        top++;
    return (unsigned)(8 * (length - i - 1)) + top + 1;
}

static void read_exponent(struct assessing *a)
{
    uint8_t e[EXPONENT_MAX];
    size_t length = 0;

    if (!kvjwk_key_octets(a->key, "e", NULL, 0, &length) || length == 0)
        return;
    if (!kvjwk_key_octets(a->key, "e", e, sizeof(e), &length)) {
        a->exponent_bits = 8 * EXPONENT_MAX;
        return;
    }
    a->exponent_bits = bits_of(e, length);
    a->exponent_odd = e[length - 1] & 1;
}

static unsigned uses_of_ops(uint32_t ops)
{
    static const struct {
        const char *op;
        unsigned use;
    } known[] = {{"sign", KVJWK_SIGNS},       {"verify", KVJWK_SIGNS},
                 {"encrypt", KVJWK_ENCRYPTS}, {"decrypt", KVJWK_ENCRYPTS},
                 {"wrapKey", KVJWK_ENCRYPTS}, {"unwrapKey", KVJWK_ENCRYPTS},
                 {"import", KVJWK_ENCRYPTS}};
    unsigned uses = 0;

    for (size_t i = 0; i < kvjwk_op_count(); i++)
        for (size_t k = 0; (ops >> i & 1) && k < ARRAY_LEN(known); k++)
            if (strcmp(kvjwk_op_at(i)->name, known[k].op) == 0)
                uses |= known[k].use;
    return uses;
}

/* Without key_ops a key does what its type can: the service makes keys so. */
static unsigned uses_of_type(const char *base)
{
    if (base == NULL)
        return 0;
    if (strcmp(base, "RSA") == 0)
        return KVJWK_SIGNS | KVJWK_ENCRYPTS;
    return strcmp(base, "oct") == 0 ? KVJWK_ENCRYPTS : KVJWK_SIGNS;
}

static void find_uses(const struct assessing *a)
{
    kvjwk_usage usage = kvjwk_key_usage(a->key);

    a->out->uses = usage.has_key_ops ? uses_of_ops(usage.key_ops) : 0;
    if (a->out->uses == 0 && usage.use == KVJWK_USE_SIG)
        a->out->uses = KVJWK_SIGNS;
    if (a->out->uses == 0 && usage.use == KVJWK_USE_ENC)
        a->out->uses = KVJWK_ENCRYPTS;
    a->out->uses_told = a->out->uses != 0;
    if (!a->out->uses_told)
        a->out->uses = uses_of_type(a->base);
}

static void find_strength(const struct assessing *a)
{
    kvjwk_assessment *out = a->out;
    const kvjwk_param *param = a->key->param;

    out->strength = param == NULL ? 0 : param->strength;
    out->quantum = -1;
    if (a->base == NULL)
        return;
    if (strcmp(a->base, "oct") == 0)
        out->quantum = a->bits >= 256 ? 5 : a->bits >= 192 ? 3 : a->bits >= 128 ? 1 : -1;
    else if (strcmp(a->base, "AKP") == 0)
        out->quantum = out->strength >= 256 ? 5 : out->strength >= 192 ? 3 : 2;
    else
        out->quantum = 0;
}

static void find_protection(const struct assessing *a)
{
    kvjwk_assessment *out = a->out;

    out->protection = a->key->protection;
    if (out->protection != NULL)
        out->fips = kvjwk_fips_find(a->edition, out->protection);
    if (out->fips != NULL)
        out->validation = kvjwk_validation_on(out->fips->standard, a->day, &out->validation_next);
}

static void read_key(struct assessing *a)
{
    const kvjwk_param *param = a->key->param;

    a->base = a->key->kty == NULL ? NULL : a->key->kty->base;
    a->bits = param != NULL && param->bits > 0 ? param->bits : a->key->bits;
    if (param != NULL && (strcmp(param->base, "EC") == 0 || strcmp(param->base, "OKP") == 0 ||
                          strcmp(param->base, "AKP") == 0))
        a->curve = param->name;
    if (a->base != NULL && strcmp(a->base, "RSA") == 0)
        read_exponent(a);
}

void kvjwk_assess(kvjwk_assessment *out, const kvjwk_key *key, const kvjwk_assess_options *options)
{
    struct assessing a = {.out = out, .key = key, .options = options};

    memset(out, 0, sizeof(*out));
    a.edition = options->edition == NULL ? kvjwk_edition_newest() : options->edition;
    date_format(a.day, sizeof(a.day), options->as_of);
    read_key(&a);
    find_uses(&a);
    find_strength(&a);
    find_protection(&a);
    assess_life(&a);
    assess_regimes(&a);
    assess_criteria(&a);
}
