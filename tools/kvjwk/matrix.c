// SPDX-License-Identifier: MIT
/* see matrix.h */
#include "matrix.h"

#include <string.h>

bool view_has_service(const struct view *view, size_t service)
{
    kvjwk_target target = view->settings->check.target;

    return target == KVJWK_TARGET_ANY || (size_t)target == service + 1;
}

bool view_has_kty(const struct view *view, const kvjwk_kty *kty)
{
    return kty->key_vault && (view->settings->kty == NULL || view->settings->kty == kty);
}

bool view_has_alg(const struct view *view, const kvjwk_kty *kty, const kvjwk_alg *alg)
{
    return alg->key_vault && strcmp(alg->base, kty->base) == 0 &&
           (view->settings->alg == NULL || view->settings->alg == alg);
}

bool view_has_op(const struct view *view, const kvjwk_op *op)
{
    return op->key_op && (view->settings->op == NULL || view->settings->op == op);
}

static bool has_param(const struct view *view, const kvjwk_kty *kty, const kvjwk_param *param)
{
    const struct settings *s = view->settings;

    if (strcmp(param->base, kty->base) != 0 || (s->curve != NULL && s->curve != param))
        return false;
    return s->size == 0 || (s->size == param->bits && strcmp(kty->base, "EC") != 0);
}

size_t view_params(const struct view *view, const kvjwk_kty *kty,
                   const kvjwk_param *params[PARAMS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < kvjwk_param_count() && count < PARAMS_MAX; i++) {
        const kvjwk_param *param = kvjwk_param_at(i);
        struct answer3 answer;

        if (!has_param(view, kty, param))
            continue;
        answer = view_ask(view, kty, param, NULL, NULL);
        if (!answers_no(&answer))
            params[count++] = param;
    }
    return count;
}

struct answer3 view_ask(const struct view *view, const kvjwk_kty *kty, const kvjwk_param *param,
                        const kvjwk_alg *alg, const kvjwk_op *op)
{
    struct answer3 out = {{KVJWK_SUPPORT_NO, KVJWK_SUPPORT_NO, KVJWK_SUPPORT_NO}, NULL};
    kvjwk_support best = KVJWK_SUPPORT_NO;

    for (size_t i = 0; i < KVJWK_SERVICES; i++) {
        const kvjwk_question q = {view->edition, (kvjwk_target)(i + 1), kty, param, alg, op};
        kvjwk_answer answer;

        if (!view_has_service(view, i))
            continue;
        answer = kvjwk_ask(&q);
        if (answer.support == KVJWK_SUPPORT_PREVIEW && view->settings->check.allow_preview)
            answer.support = KVJWK_SUPPORT_YES;
        out.support[i] = answer.support;
        if (answer.support != KVJWK_SUPPORT_NO &&
            (best == KVJWK_SUPPORT_NO || answer.support == KVJWK_SUPPORT_YES)) {
            if (best != KVJWK_SUPPORT_YES)
                out.source = answer.source;
            best = answer.support;
        }
    }
    return out;
}

bool answers_no(const struct answer3 *a)
{
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (a->support[i] != KVJWK_SUPPORT_NO)
            return false;
    return true;
}

bool answers_equal(const struct answer3 *a, const struct answer3 *b)
{
    return memcmp(a->support, b->support, sizeof(a->support)) == 0;
}
