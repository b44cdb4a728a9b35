// SPDX-License-Identifier: MIT
/* The support matrix: rows of services, types, sizes and algorithms, and the questions about them.
 */
#include "facts/facts.h"

#define E(edition) BIT(EDITION_##edition)
#define E_ALL (BIT(EDITION_COUNT) - 1)
#define K(kty) BIT(KTY_##kty)
#define P(param) BIT(PARAM_##param)
#define P_ANY 0xffffffffu
#define A(alg) (UINT64_C(1) << ALG_##alg)
#define O(op) BIT(OP_##op)
#define STANDARD SERVICE_STANDARD
#define PREMIUM SERVICE_PREMIUM
#define HSM SERVICE_HSM

_Static_assert(PARAM_COUNT <= 32 && KTY_COUNT <= 16 && OP_COUNT <= 16 && ALG_COUNT <= 64 &&
                   EDITION_COUNT <= 8,
               "bit sets of support.c");

static const struct {
    uint8_t editions, services;
    uint16_t ktys;
    uint32_t params;
    uint8_t status;
    const char *source;
} key_rows[] = {
#define KEY_SUPPORT(editions, services, ktys, params, status, source)                              \
    {editions, services, ktys, params, KVJWK_SUPPORT_##status, source},
#include "facts/support_keys.def"
#undef KEY_SUPPORT
};

static const struct {
    uint64_t algs;
    uint32_t params;
    uint16_t ktys, ops;
    uint8_t editions, services, status;
    const char *source;
} alg_rows[] = {
#define ALG_SUPPORT(editions, services, ktys, params, algs, ops, status, source)                   \
    {algs, params, ktys, ops, editions, services, KVJWK_SUPPORT_##status, source},
#include "facts/support_algs.def"
#undef ALG_SUPPORT
};

static const struct {
    uint16_t ktys, ops;
    uint8_t editions;
} key_ops_rows[] = {
#define KEY_OPS(ktys, ops, editions, source) {ktys, ops, editions},
#include "facts/key_ops.def"
#undef KEY_OPS
};

static const kvjwk_fips fips_rows[] = {
#define FIPS(edition, protection, standard, level, source)                                         \
    {&facts_editions[EDITION_##edition], protection, standard, level, source},
#include "facts/fips.def"
#undef FIPS
};

/* yes before preview before unknown before no */
static bool better(kvjwk_support a, kvjwk_support b)
{
    static const uint8_t rank[] = {[KVJWK_SUPPORT_NO] = 0,
                                   [KVJWK_SUPPORT_UNKNOWN] = 1,
                                   [KVJWK_SUPPORT_PREVIEW] = 2,
                                   [KVJWK_SUPPORT_YES] = 3};

    return rank[a] > rank[b];
}

void support_keys(struct support out[KVJWK_SERVICES], enum edition_id edition, enum kty_id kty,
                  enum param_id param)
{
    uint32_t wanted = param == PARAM_NONE ? P_ANY : BIT(param);

    for (unsigned s = 0; s < KVJWK_SERVICES; s++)
        out[s] = (struct support){KVJWK_SUPPORT_NO, NULL};
    for (size_t i = 0; kty != KTY_NONE && i < ARRAY_LEN(key_rows); i++) {
        if (!(key_rows[i].ktys & BIT(kty)) || !(key_rows[i].editions & BIT(edition)) ||
            !(key_rows[i].params & wanted))
            continue;
        for (unsigned s = 0; s < KVJWK_SERVICES; s++) {
            if (!(key_rows[i].services & BIT(s)) ||
                !better((kvjwk_support)key_rows[i].status, out[s].support))
                continue;
            out[s].support = (kvjwk_support)key_rows[i].status;
            out[s].source = key_rows[i].source;
        }
    }
}

struct support support_key(enum edition_id edition, unsigned services, enum kty_id kty,
                           enum param_id param)
{
    struct support all[KVJWK_SERVICES], best = {KVJWK_SUPPORT_NO, NULL};

    support_keys(all, edition, kty, param);
    for (unsigned s = 0; s < KVJWK_SERVICES; s++)
        if ((services & BIT(s)) && better(all[s].support, best.support))
            best = all[s];
    return best;
}

/* Of two conditions that must both hold, the worse. */
static struct support both(struct support a, struct support b)
{
    return better(a.support, b.support) ? b : a;
}

/* The first row that fits decides. */
static struct support alg_at_param(enum edition_id edition, unsigned service, enum kty_id kty,
                                   enum param_id param, enum alg_id alg, uint16_t op_bits)
{
    struct support best = {KVJWK_SUPPORT_NO, NULL};
    uint32_t wanted = param == PARAM_NONE ? P_ANY : BIT(param);

    for (size_t i = 0; i < ARRAY_LEN(alg_rows); i++) {
        if (!(alg_rows[i].ktys & BIT(kty)) || !(alg_rows[i].services & service) ||
            !(alg_rows[i].editions & BIT(edition)) || !(alg_rows[i].ops & op_bits) ||
            !(alg_rows[i].algs & (UINT64_C(1) << alg)) || !(alg_rows[i].params & wanted))
            continue;
        best.support = (kvjwk_support)alg_rows[i].status;
        best.source = alg_rows[i].source;
        break;
    }
    return best;
}

uint32_t support_key_ops(enum edition_id edition, enum kty_id kty)
{
    uint32_t set = 0;

    for (size_t i = 0; kty != KTY_NONE && i < ARRAY_LEN(key_ops_rows); i++)
        if ((key_ops_rows[i].ktys & BIT(kty)) && (key_ops_rows[i].editions & BIT(edition)))
            set |= key_ops_rows[i].ops;
    return set;
}

static struct support support_at(enum edition_id edition, unsigned service, enum kty_id kty,
                                 enum param_id param, enum alg_id alg, enum op_id op)
{
    struct support key = support_key(edition, service, kty, param);
    struct support answer = key;

    if (key.support == KVJWK_SUPPORT_NO ||
        (alg == ALG_NONE && (op == OP_CREATE || op == OP_IMPORT)))
        return key;
    if (alg != ALG_NONE)
        answer = alg_at_param(edition, service, kty, param, alg,
                              (uint16_t)(op == OP_NONE ? UINT16_MAX : BIT(op)));
    else if (op != OP_NONE && !(support_key_ops(edition, kty) & BIT(op)))
        answer.support = KVJWK_SUPPORT_NO;
    return both(answer, key); /* of equals, the row about the algorithm is the source */
}

struct support support_alg(enum edition_id edition, unsigned service, enum kty_id kty,
                           enum param_id param, enum alg_id alg, enum op_id op)
{
    struct support best = {KVJWK_SUPPORT_NO, NULL};

    if (param != PARAM_NONE || alg == ALG_NONE)
        return support_at(edition, service, kty, param, alg, op);
    /* Any size: one that the service holds and that the algorithm takes. */
    for (unsigned p = 0; p < PARAM_COUNT; p++) {
        struct support here = support_at(edition, service, kty, (enum param_id)p, alg, op);

        if (better(here.support, best.support))
            best = here;
    }
    return best;
}

/* ---- questions ---- */

static const char *reason_no(const kvjwk_question *q, unsigned service)
{
    enum edition_id edition = facts_edition_id(q->edition);
    enum kty_id kty = facts_kty_id(q->kty);
    enum alg_id alg = facts_alg_id(q->alg);
    enum op_id op = facts_op_id(q->op);

    if (support_key(edition, service, kty, PARAM_NONE).support == KVJWK_SUPPORT_NO)
        return "this service does not hold keys of this type";
    if (support_key(edition, service, kty, facts_param_id(q->param)).support == KVJWK_SUPPORT_NO)
        return "this service holds keys of this type, but not of this size or curve";
    if (alg != ALG_NONE && !q->alg->key_vault)
        return "this algorithm is not part of the Key Vault API";
    if (alg != ALG_NONE &&
        support_alg(edition, service, kty, PARAM_NONE, alg, OP_NONE).support == KVJWK_SUPPORT_NO)
        return "keys of this type do not work with this algorithm";
    if (alg != ALG_NONE &&
        support_alg(edition, service, kty, facts_param_id(q->param), alg, OP_NONE).support ==
            KVJWK_SUPPORT_NO)
        return "this algorithm needs a key of another size or curve";
    if (alg == ALG_NONE || op == OP_NONE)
        return "keys of this type do not have this operation";
    return "this algorithm does not do this operation";
}

static const char *reason(const kvjwk_question *q, unsigned service, kvjwk_support support)
{
    switch (support) {
    case KVJWK_SUPPORT_YES:
        return "documented as supported";
    case KVJWK_SUPPORT_PREVIEW:
        return "documented as a preview";
    case KVJWK_SUPPORT_UNKNOWN:
        return "the documentation does not say";
    case KVJWK_SUPPORT_NO:
        break;
    }
    return reason_no(q, service);
}

static kvjwk_answer ask_service(const kvjwk_question *q, unsigned service)
{
    struct support s =
        support_alg(facts_edition_id(q->edition), service, facts_kty_id(q->kty),
                    facts_param_id(q->param), facts_alg_id(q->alg), facts_op_id(q->op));
    kvjwk_answer answer = {s.support, reason(q, service, s.support), s.source};

    return answer;
}

kvjwk_answer kvjwk_ask(const kvjwk_question *question)
{
    kvjwk_answer best = {KVJWK_SUPPORT_NO, "no service holds such a key", NULL};

    if (question == NULL || question->kty == NULL || question->target == KVJWK_TARGET_RFC) {
        best.reason = "the support matrix speaks of the Key Vault services";
        return best;
    }
    if (question->target != KVJWK_TARGET_ANY)
        return ask_service(question, 1u << (question->target - 1));
    for (unsigned i = 0; i < KVJWK_SERVICES; i++) {
        kvjwk_answer answer = ask_service(question, 1u << i);

        if (i == 0 || better(answer.support, best.support))
            best = answer;
    }
    return best;
}

/* ---- FIPS ---- */

size_t kvjwk_fips_count(void)
{
    return ARRAY_LEN(fips_rows);
}

const kvjwk_fips *kvjwk_fips_at(size_t i)
{
    return i < ARRAY_LEN(fips_rows) ? &fips_rows[i] : NULL;
}

const kvjwk_fips *kvjwk_fips_find(const kvjwk_edition *edition, const char *protection)
{
    const kvjwk_edition *wanted = edition == NULL ? kvjwk_edition_newest() : edition;

    for (size_t i = 0; protection != NULL && i < ARRAY_LEN(fips_rows); i++)
        if (fips_rows[i].edition == wanted && strcmp(fips_rows[i].protection, protection) == 0)
            return &fips_rows[i];
    return NULL;
}
