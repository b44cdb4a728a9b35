// SPDX-License-Identifier: MIT
/* The support matrix: which services hold this key, and why the others do not. */
#include "rules/rules.h"

/* What recordings show beyond the documentation, or nothing. */
static const char *seen(const struct kvjwk_checker *c, unsigned service)
{
    const struct observed *o = facts_observed(service, c->model.held, c->model.param);

    return o == NULL ? "" : o->what;
}

const char *holders(unsigned services)
{
    static const char *const names[] = {
        "no service",
        "a Standard vault",
        "a Premium vault",
        "a vault",
        "a Managed HSM",
        "a Standard vault or a Managed HSM",
        "a Premium vault or a Managed HSM",
        "any Key Vault service",
    };

    return names[services & SERVICE_ALL];
}

static void refuse_type(struct kvjwk_checker *c, unsigned services)
{
    const struct kvjwk_model *m = &c->model;
    const char *also = seen(c, services);

    report(c, RULE_KV_TYPE_UNSUPPORTED, at_value(c, m->kty_value->token), services,
           "keys of type {} are not held by {}{}{}",
           ARGS(A_STR(facts_kty(m->held)->name), A_STR(holders(services)),
                A_STR(*also == '\0' ? "" : "; "), A_STR(also)));
}

static uint32_t size_token(const struct kvjwk_model *m)
{
    const struct value *n = object_value(&m->jwk, JWK_N);
    const struct value *k = object_value(&m->jwk, JWK_K);

    if (value_there(n))
        return n->token;
    if (value_there(k))
        return k->token;
    return value_there(m->size_value) ? m->size_value->token : m->kty_value->token;
}

static void refuse_size(struct kvjwk_checker *c, unsigned services)
{
    const struct kvjwk_model *m = &c->model;
    const char *also = seen(c, services);

    if (m->curve != NULL)
        report(c, RULE_KV_SIZE_UNSUPPORTED, at_value(c, m->crv_value->token), services,
               "curve {} is not held by {}; expected P-256, P-384, P-521 or P-256K",
               ARGS(A_STR(m->curve->name), A_STR(holders(services))));
    else
        report(c, RULE_KV_SIZE_UNSUPPORTED, at_value(c, size_token(m)), services,
               "{} keys of {} bits are not held by {}{}{}",
               ARGS(A_STR(facts_kty(facts_kty_base(m->held))->name), A_NUM(m->bits),
                    A_STR(holders(services)), A_STR(*also == '\0' ? "" : "; "), A_STR(also)));
}

static void refuse_preview(struct kvjwk_checker *c, unsigned services, const char *source)
{
    report(c, RULE_KV_PREVIEW, at_value(c, c->model.kty_value->token), services,
           "{} is a preview in {} ({})",
           ARGS(A_STR(facts_kty(c->model.held)->name), A_STR(holders(services)), A_STR(source)));
}

/* A curve that is not known was reported as such; a size that is not known says nothing. */
static bool size_is_known(const struct kvjwk_model *m)
{
    return m->param != PARAM_NONE || m->bits != 0;
}

struct verdicts {
    unsigned type, size, preview;
    const char *preview_source;
};

static struct verdicts ask_all(const struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    struct support here[KVJWK_SERVICES];
    struct verdicts v = {0, 0, 0, NULL};
    /* a size that no row knows is held nowhere */
    bool known = m->param != PARAM_NONE || !size_is_known(m);

    support_keys(here, c->edition, m->held, m->param);
    for (unsigned s = 0; s < KVJWK_SERVICES; s++) {
        if (!known || here[s].support == KVJWK_SUPPORT_NO) {
            if (support_key(c->edition, BIT(s), m->held, PARAM_NONE).support == KVJWK_SUPPORT_NO)
                v.type |= BIT(s);
            else
                v.size |= BIT(s);
        } else if (here[s].support == KVJWK_SUPPORT_PREVIEW && !c->options.allow_preview) {
            v.preview |= BIT(s);
            v.preview_source = here[s].source;
        }
    }
    return v;
}

void check_service(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    struct verdicts v;

    if (m->not_object)
        return;
    if (!value_there(m->kty_value) && m->kind != KIND_JWK && m->kind != KIND_JWK_SET) {
        c->unsure = SERVICE_ALL;
        report_unknown(c, RULE_KV_TYPE_UNKNOWN, at_value(c, m->subject), 0,
                       "{} does not tell the type of the key",
                       ARGS(A_STR(facts_kind(m->kind)->title)));
        return;
    }
    if (m->held == KTY_NONE)
        return;
    v = ask_all(c);
    /* One finding for the services that share a reason. */
    if (v.type)
        refuse_type(c, v.type);
    if (v.size)
        refuse_size(c, v.size);
    if (v.preview)
        refuse_preview(c, v.preview, v.preview_source);
}
