// SPDX-License-Identifier: MIT
/* What each regime says of a key on a day, and what it will say next. */
#include "regimes/tables.h"

static bool fits(const struct assessing *a, const kvjwk_step *step)
{
    return strcmp(step->base, a->base) == 0 && a->bits >= step->least &&
           (step->most == 0 || a->bits <= step->most) &&
           (step->curve == NULL || (a->curve != NULL && strcmp(step->curve, a->curve) == 0));
}

/* Two words for a key of two uses: the stricter one. What cannot be told is no help. */
static bool is_stricter(kvjwk_standing a, kvjwk_standing b)
{
    static const unsigned char rank[KVJWK_STANDINGS] = {
        [KVJWK_STATUS_NOT_APPLICABLE] = 0, [KVJWK_STATUS_ACCEPTABLE] = 1,
        [KVJWK_STATUS_NOT_IN_FORCE] = 1,   [KVJWK_STATUS_DEPRECATED] = 2,
        [KVJWK_STATUS_UNKNOWN] = 3,        [KVJWK_STATUS_LEGACY] = 4,
        [KVJWK_STATUS_DISALLOWED] = 5};

    return rank[a] > rank[b];
}

/* Of one use in one regime: the last step until the day, and the first one behind it. */
struct found {
    const kvjwk_step *step, *next;
    bool spoken; /* the regime says something of such keys in such a use */
};

struct finds {
    struct found of[REGIME_COUNT][2]; /* signing, encrypting */
};

static void take_step(struct found *out, const struct assessing *a, const kvjwk_step *step)
{
    if (strcmp(step->from, a->day) <= 0) {
        if (out->step == NULL || strcmp(step->from, out->step->from) >= 0)
            out->step = step;
    } else if (out->next == NULL || strcmp(step->from, out->next->from) < 0) {
        out->next = step;
    }
}

static void find_steps(struct finds *out, const struct assessing *a)
{
    bool sized = a->bits > 0 || a->curve != NULL;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < step_count && a->base != NULL; i++) {
        const kvjwk_step *step = &step_rows[i];
        struct found *of = out->of[step->regime - regime_rows];

        if (strcmp(step->base, a->base) != 0)
            continue;
        for (unsigned use = 0; use < 2; use++) {
            if (!(step->uses >> use & 1))
                continue;
            of[use].spoken = true;
            if (sized && fits(a, step))
                take_step(&of[use], a, step);
        }
    }
}

/* A regime that says nothing of such keys in such a use is not about them. */
static kvjwk_standing standing_of(const struct assessing *a, const struct found *found)
{
    if (found->step != NULL)
        return found->step->standing;
    return a->base == NULL || found->spoken ? KVJWK_STATUS_UNKNOWN : KVJWK_STATUS_NOT_APPLICABLE;
}

static void judge_use(const struct assessing *a, kvjwk_verdict_of_regime *out,
                      const struct found *found)
{
    kvjwk_standing standing = standing_of(a, found);

    if (is_stricter(standing, out->standing) || (out->step == NULL && standing == out->standing)) {
        out->standing = standing;
        out->step = found->step;
    }
    if (found->next != NULL && is_stricter(found->next->standing, standing) &&
        (out->next == NULL || strcmp(found->next->from, out->next->from) < 0))
        out->next = found->next;
}

static void judge_exponent(const struct assessing *a, kvjwk_verdict_of_regime *out,
                           const kvjwk_regime *regime)
{
    for (size_t i = 0; i < exponent_count; i++) {
        const struct exponent *row = &exponent_rows[i];

        if (row->regime != regime || a->exponent_bits == 0 ||
            out->standing == KVJWK_STATUS_NOT_APPLICABLE || strcmp(row->from, a->day) > 0)
            continue;
        if (a->exponent_odd && a->exponent_bits >= row->least && a->exponent_bits <= row->most)
            continue;
        out->standing = KVJWK_STATUS_DISALLOWED;
        out->exponent = true;
        out->next = NULL;
    }
}

static bool can_op(const struct assessing *a, const kvjwk_alg *alg, const char *op)
{
    return kvjwk_key_can(a->key, a->edition, KVJWK_TARGET_ANY, alg, kvjwk_op_find(op)) ==
           KVJWK_SUPPORT_YES;
}

/* What the type has and the operations allow; an alg of the JWK leaves but one. */
static bool can_do(const struct assessing *a, const char *name)
{
    static const char *const encrypting[] = {"encrypt", "decrypt", "wrapKey", "unwrapKey"};
    const kvjwk_alg *alg = kvjwk_alg_find(name);
    const kvjwk_usage usage = kvjwk_key_usage(a->key);

    if (alg == NULL || (usage.has_alg && usage.alg != alg))
        return false;
    if (strcmp(alg->use, "sig") == 0)
        return (a->out->uses & KVJWK_SIGNS) && can_op(a, alg, "sign");
    for (size_t i = 0; (a->out->uses & KVJWK_ENCRYPTS) && i < ARRAY_LEN(encrypting); i++)
        if (can_op(a, alg, encrypting[i]))
            return true;
    return false;
}

/* Several regimes ask about the same algorithm: the answer is looked for once. */
static bool can_do_row(const struct assessing *a, size_t i, uint64_t *yes)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(unwanted_rows[k].alg, unwanted_rows[i].alg) == 0)
            return *yes >> k & 1;
    return can_do(a, unwanted_rows[i].alg);
}

static void judge_algorithms(const struct assessing *a)
{
    uint64_t yes = 0;

    for (size_t i = 0; i < unwanted_count && a->base != NULL; i++) {
        const kvjwk_unwanted *row = &unwanted_rows[i];
        kvjwk_verdict_of_regime *out = &a->out->regimes[row->regime - regime_rows];

        if (strcmp(row->base, a->base) != 0 || !can_do_row(a, i, &yes))
            continue;
        yes |= (uint64_t)1 << i;
        if (out->standing != KVJWK_STATUS_NOT_IN_FORCE && strcmp(row->from, a->day) <= 0)
            out->unwanted |= (uint64_t)1 << i;
    }
}

static void judge_regime(const struct assessing *a, size_t i, const struct found *found)
{
    const kvjwk_regime *regime = &regime_rows[i];
    kvjwk_verdict_of_regime *out = &a->out->regimes[i];

    out->standing = KVJWK_STATUS_NOT_APPLICABLE;
    if (strcmp(regime->from, a->day) > 0) {
        out->standing = KVJWK_STATUS_NOT_IN_FORCE;
        return;
    }
    for (unsigned use = 0; use < 2; use++)
        if (a->out->uses >> use & 1)
            judge_use(a, out, &found[use]);
    if (a->out->uses == 0)
        out->standing = KVJWK_STATUS_UNKNOWN;
    judge_exponent(a, out, regime);
}

void assess_regimes(const struct assessing *a)
{
    struct finds finds;

    find_steps(&finds, a);
    for (size_t i = 0; i < REGIME_COUNT; i++)
        judge_regime(a, i, finds.of[i]);
    judge_algorithms(a);
}
