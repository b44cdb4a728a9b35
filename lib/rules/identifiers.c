// SPDX-License-Identifier: MIT
/* Identifiers: the form of kid and recoveryId, the names in them, and the service they point to. */
#include "rules/kv.h"

#define FORM_VERSION "https://NAME.vault.azure.net/keys/KEY/VERSION"
#define FORM_KEY "https://NAME.vault.azure.net/keys/KEY or the same with /VERSION"
#define FORM_DELETED "https://NAME.vault.azure.net/deletedkeys/KEY"

const struct identifier_form identifier_of_version = {EXPECT_COLLECTION_KEYS, EXPECT_COUNT,
                                                      VERSION_WANTED, FORM_VERSION};
static const struct identifier_form identifier_of_key = {EXPECT_COLLECTION_KEYS, EXPECT_COUNT,
                                                         VERSION_FREE, FORM_KEY};
static const struct identifier_form identifier_of_deleted = {
    EXPECT_COLLECTION_DELETED, EXPECT_COUNT, VERSION_NONE, FORM_DELETED};

/* What the member is called, for messages. */
static struct arg name_of(const struct kvjwk_checker *c, uint32_t token)
{
    const struct json *j = json_here(c);
    uint32_t name = json_name_of(j, token);
    struct arg out = A_STR("the identifier");

    if (name != JSON_NONE) {
        out.type = ARG_LITERAL;
        out.u.text = json_raw(j, name);
    }
    return out;
}

/* ---- form ---- */

static const struct {
    enum rule_id rule;
    const char *format;
} faults[] = {
    [IDENTIFIER_NOT_URL] = {RULE_KV_ID_FORM, "{} is {}, no URL; expected {}"},
    [IDENTIFIER_SCHEME] = {RULE_KV_ID_SCHEME, "{} is {}, not https; expected {}"},
    [IDENTIFIER_AUTHORITY] = {RULE_KV_ID_FORM, "{} is {}, whose host is malformed; expected {}"},
    [IDENTIFIER_PORT] = {RULE_KV_ID_FORM, "{} is {}, with a port that is not 443; expected {}"},
    [IDENTIFIER_PATH] = {RULE_KV_ID_FORM, "{} is {}, with another path; expected {}"},
    [IDENTIFIER_QUERY] = {RULE_KV_ID_FORM, "{} is {}, with a query or fragment; expected {}"},
};

/* A part of the identifier, as bytes of the text that holds it. */
static struct where at_part(const struct kvjwk_checker *c, uint32_t token, struct span part)
{
    const struct json *j = json_here(c);

    if (part.len == 0 || (j->tokens[token].flags & JSON_ESCAPED))
        return at_value(c, token);
    return at_text(c, token, (size_t)(part.ptr - json_raw(j, token).ptr), part.len);
}

static void check_host(struct kvjwk_checker *c, uint32_t token, const struct identifier *id)
{
    size_t at;

    if (id->port >= 0)
        report(c, RULE_KV_ID_PORT, at_part(c, token, id->host), 0,
               "{} carries the port {}; clients that compare identifiers as text see another key",
               ARGS(name_of(c, token), A_INT(id->port)));
    if (id->cloud < 0)
        report(c, RULE_KV_ID_HOST, at_part(c, token, id->host), 0,
               "{} is at {}, which is no host of Key Vault or Managed HSM in any cloud",
               ARGS(name_of(c, token), A_TEXT(id->host)));
    else if (!identifier_container_ok(&at, id->container))
        report(c, RULE_KV_ID_CONTAINER, at_part(c, token, id->container), 0,
               "the vault name in {} is {}; expected 3 to 24 of 0-9 a-z A-Z - without two hyphens "
               "in a row",
               ARGS(name_of(c, token), A_TEXT(id->container)));
}

static void check_name(struct kvjwk_checker *c, uint32_t token, const struct identifier *id)
{
    size_t at;

    if (!identifier_name_ok(&at, id->name))
        report(c, RULE_KV_KEY_NAME, at_part(c, token, id->name), 0,
               "the key name in {} is {}; expected 1 to {} of 0-9 a-z A-Z -",
               ARGS(name_of(c, token), A_TEXT(id->name), A_NUM(facts_limit(LIMIT_KEY_NAME))));
}

static void check_version(struct kvjwk_checker *c, uint32_t token,
                          const struct identifier_form *form, const struct identifier *id)
{
    size_t at;

    if (id->version.len == 0) {
        if (form->version == VERSION_WANTED)
            report(c, RULE_KV_KEY_VERSION_MISSING, at_value(c, token), 0,
                   "{} names no version; expected {}",
                   ARGS(name_of(c, token), A_STR(form->expected)));
    } else if (form->version == VERSION_NONE) {
        report(c, RULE_KV_ID_FORM, at_part(c, token, id->version), 0,
               "{} names the version {}; expected {}",
               ARGS(name_of(c, token), A_TEXT(id->version), A_STR(form->expected)));
    } else if (!identifier_version_ok(&at, id->version)) {
        report(c, RULE_KV_KEY_VERSION, at_part(c, token, id->version), 0,
               "the key version in {} is {}; expected 32 hexadecimal digits",
               ARGS(name_of(c, token), A_TEXT(id->version)));
    }
}

static void check_path(struct kvjwk_checker *c, uint32_t token, const struct identifier_form *form,
                       const struct identifier *id)
{
    const char *collection = facts_expected(form->collection);
    const char *tail = form->tail == EXPECT_COUNT ? "" : facts_expected(form->tail);

    if (!span_eq_nocase(id->collection, span_str(collection)))
        report(c, RULE_KV_ID_COLLECTION, at_part(c, token, id->collection), 0,
               "{} is in the collection {}; expected \"{}\"",
               ARGS(name_of(c, token), A_TEXT(id->collection), A_STR(collection)));
    if (!span_eq_nocase(id->tail, span_str(tail)))
        report(c, RULE_KV_ID_FORM, at_part(c, token, id->tail), 0, "{} is {}; expected {}",
               ARGS(name_of(c, token), A_VALUE(c, token), A_STR(form->expected)));
}

static void check_parts(struct kvjwk_checker *c, uint32_t token, const struct identifier_form *form,
                        const struct identifier *id)
{
    check_host(c, token, id);
    check_path(c, token, form, id);
    check_name(c, token, id);
    check_version(c, token, form, id);
}

bool check_identifier(struct kvjwk_checker *c, uint32_t token, const struct identifier_form *form,
                      struct identifier *out)
{
    size_t at;
    enum identifier_fault fault =
        identifier_parse(out, &at, token_text(json_here(c), &c->scratch, token));

    if (fault != IDENTIFIER_OK) {
        report(c, faults[fault].rule, at_text(c, token, at, 1), 0, faults[fault].format,
               ARGS(name_of(c, token), A_VALUE(c, token), A_STR(form->expected)));
        return false;
    }
    check_parts(c, token, form, out);
    return true;
}

/* ---- the service it names ---- */

static unsigned services_of(const struct identifier *id)
{
    if (id->cloud < 0)
        return 0;
    return facts_clouds[id->cloud].hsm ? SERVICE_HSM : SERVICE_VAULT;
}

unsigned services_of_kid(const struct kvjwk_model *m)
{
    return services_of(&m->kid);
}

static void check_target(struct kvjwk_checker *c, unsigned services)
{
    if (services != 0 && c->service != 0 && !(services & c->service))
        report(c, RULE_KV_ID_TARGET, at_value(c, c->model.kid_value->token), 0,
               services == SERVICE_HSM ? "the key is in a Managed HSM; it is judged for a vault, {}"
                                       : "the key is in a vault; it is judged for {}",
               ARGS(A_STR(kvjwk_target_title(c->options.target))));
}

/* A Managed HSM answers RSA-HSM even to who asked for RSA; what a vault holds is in the matrix. */
static void check_type(struct kvjwk_checker *c, unsigned services)
{
    const kvjwk_kty *kty = facts_kty(c->model.held);
    struct where where;

    if (services == 0 || kty == NULL)
        return;
    where = at_value(c, c->model.kty_value->token);
    if (services == SERVICE_HSM && !kty->hsm)
        report(c, RULE_KV_ID_TYPE, where, 0,
               "a key of type {} is not in a Managed HSM, where its kid points",
               ARGS(A_STR(kty->name)));
    else if (services == SERVICE_VAULT &&
             support_key(c->edition, services, c->model.held, PARAM_NONE).support ==
                 KVJWK_SUPPORT_NO)
        report(c, RULE_KV_ID_TYPE, where, 0,
               "a key of type {} is in no vault, where its kid points (edition {})",
               ARGS(A_STR(kty->name), A_STR(facts_edition(c->edition)->name)));
}

/* ---- the documents ---- */

/* Elsewhere kid is any text: only what is plainly an identifier of a key is looked at. */
static void check_plain(struct kvjwk_checker *c, uint32_t token)
{
    const struct identifier *id = &c->model.kid;

    if (c->model.kid_fault != IDENTIFIER_OK || id->cloud < 0 ||
        !span_eq_nocase(id->collection, span_str("keys")))
        return;
    check_parts(c, token, &identifier_of_key, id);
    check_target(c, services_of(id));
}

static void check_recovery_id(struct kvjwk_checker *c, const struct value *v,
                              const struct identifier *kid)
{
    struct identifier id;

    if (!value_ok(v) || !check_identifier(c, v->token, &identifier_of_deleted, &id) || kid == NULL)
        return;
    if (!span_eq_nocase(id.name, kid->name) || !span_eq_nocase(id.host, kid->host))
        report(c, RULE_KV_RECOVERY_ID, at_value(c, v->token), 0,
               "recoveryId is {}, of another key than kid {}",
               ARGS(A_VALUE(c, v->token), A_VALUE(c, c->model.kid_value->token)));
}

void check_identifiers(struct kvjwk_checker *c)
{
    const struct kvjwk_model *m = &c->model;
    bool bundle = object_is(&m->outer) && m->outer.shape == SHAPE_BUNDLE;
    bool item = object_is(&m->outer) && m->outer.shape == SHAPE_ITEM;
    struct identifier id;
    bool known = false;

    if (!bundle && !item) {
        if (value_ok(m->kid_value) && m->kind != KIND_KEY_IMPORT)
            check_plain(c, m->kid_value->token);
        return;
    }
    if (value_ok(m->kid_value))
        known = check_identifier(c, m->kid_value->token,
                                 bundle ? &identifier_of_version : &identifier_of_key, &id);
    if (known) {
        check_target(c, services_of(&id));
        check_type(c, services_of(&id));
    }
    check_recovery_id(c, object_value(&m->outer, bundle ? BUNDLE_RECOVERY_ID : ITEM_RECOVERY_ID),
                      known ? &id : NULL);
}
