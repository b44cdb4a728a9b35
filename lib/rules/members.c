// SPDX-License-Identifier: MIT
/* Every object of the subject against its member table: names, types, nulls, who sets it, since
 * when. */
#include "rules/rules.h"

static const char *type_name(const struct member *m, bool az)
{
    switch ((enum member_type)m->type) {
    case TYPE_STRING:
        return "a string";
    case TYPE_BOOL:
        return "true or false";
    case TYPE_INT:
        return az && m->encoding == ENCODING_TIME ? "an ISO 8601 time" : "an integer";
    case TYPE_OBJECT:
        return "an object";
    case TYPE_ARRAY:
        return "an array";
    case TYPE_STRINGS:
        return "an array of strings";
    case TYPE_ANY:
        break;
    }
    return "a value";
}

/* The first item that is no string, of a value that must be an array of strings. */
static uint32_t wrong_item(const struct json *j, uint32_t token)
{
    if (j->tokens[token].type != JSON_ARRAY)
        return token;
    for (uint32_t t = json_first(j, token); t < j->tokens[token].next; t = j->tokens[t].next)
        if (j->tokens[t].type != JSON_STRING)
            return t;
    return token;
}

static void check_type(struct kvjwk_checker *c, const struct json *j, const struct value *v,
                       const struct member *m, bool az)
{
    uint32_t at = m->type == TYPE_STRINGS ? wrong_item(j, v->token) : v->token;
    const char *expected = at != v->token ? "a string" : type_name(m, az);

    report(c, RULE_JWK_MEMBER_TYPE, at_value(c, at), 0, "{} is {}; expected {}",
           ARGS(A_STR(m->name), A_VALUE(c, at), A_STR(expected)));
}

static bool is_request(const struct kvjwk_checker *c)
{
    return !c->model.returned && c->model.kind != KIND_JWK && c->model.kind != KIND_JWK_SET;
}

/* The CLI prints every member it knows; of two triggers one is null; links and times are null where
 * there are none. The service takes null for absent in its requests, a JWK reader need not. */
static void check_null(struct kvjwk_checker *c, const struct object *o, const struct value *v,
                       const struct member *m)
{
    kvjwk_severity severity = is_request(c) ? KVJWK_WARNING : KVJWK_ERROR;

    if (o->az || (m->flags & MEMBER_RO) || o->shape == SHAPE_TRIGGER)
        return;
    report_as(c, RULE_JWK_MEMBER_NULL, severity, at_value(c, v->token), 0,
              "{} is null; leave it out, or give {}",
              ARGS(A_STR(m->name), A_STR(type_name(m, false))));
}

static void check_value(struct kvjwk_checker *c, const struct json *j, const struct object *o,
                        const struct value *v, const struct member *m)
{
    if (v->state == VALUE_NULL) {
        check_null(c, o, v, m);
        return;
    }
    if (v->state == VALUE_TYPE)
        check_type(c, j, v, m, o->az);
    if (!for_key_vault(c))
        return;
    if ((m->flags & MEMBER_RO) && is_request(c) && o->shape != SHAPE_ROTATION &&
        o->shape != SHAPE_ROTATION_ATTRIBUTES)
        report(c, RULE_KV_MEMBER_READ_ONLY, at_name(c, v->token), 0,
               "{} is set by the service; a request cannot set it", ARGS(A_STR(m->name)));
    if (m->since > c->api && m->since != API_7_0 /* always */ && (m->flags & MEMBER_KV) &&
        !(o->shape == SHAPE_JWK && (m->flags & MEMBER_RFC)))
        report(c, RULE_KV_MEMBER_SINCE, at_name(c, v->token), 0,
               "{} came with API version {}; the version in use is {}",
               ARGS(A_STR(m->name), A_STR(facts_api((enum api_id)m->since)->name),
                    A_STR(facts_api(c->api)->name)));
    if (o->shape == SHAPE_JWK && !(m->flags & MEMBER_KV) && c->model.kind != KIND_JWK &&
        c->model.kind != KIND_JWK_SET)
        report(c, RULE_KV_MEMBER_IGNORED, at_name(c, v->token), 0,
               "{} is not part of the Key Vault JsonWebKey and is dropped", ARGS(A_STR(m->name)));
}

/* A request names a member wrongly, or the name is of another dialect, or of nothing at all. */
static void check_unknown(struct kvjwk_checker *c, const struct json *j, const struct object *o,
                          uint32_t name)
{
    enum shape_id shape = (enum shape_id)o->shape;
    int like = facts_member_like(shape, token_text(j, &c->scratch, name));

    if (like >= 0 && !value_there(&o->v[like]))
        report(c, RULE_JWK_MEMBER_NAME, at_value(c, name), 0,
               "{} is not a member here; expected \"{}\"",
               ARGS(A_VALUE(c, name), A_STR(facts_member_name(shape, (unsigned)like, o->az))));
    else if (for_key_vault(c) && shape != SHAPE_JWK && !o->az)
        report(c, RULE_JWK_MEMBER_UNKNOWN, at_value(c, name), 0, "{} is no member of {}",
               ARGS(A_VALUE(c, name), A_STR(facts_shapes[shape].title)));
    else if (for_key_vault(c) && is_request(c) && shape == SHAPE_JWK)
        report(c, RULE_JWK_MEMBER_UNKNOWN, at_value(c, name), 0,
               "{} is no member of a JSON Web Key", ARGS(A_VALUE(c, name)));
}

/* Required unless another member is there, or the key is kept outside of Azure. */
static bool may_lack(const struct kvjwk_checker *c, const struct object *o, unsigned member)
{
    enum shape_id shape = (enum shape_id)o->shape;
    int other;

    for (unsigned n = 0; (other = facts_member_unless(shape, member, n)) >= 0; n++)
        if (value_there(&o->v[other]))
            return true;
    return shape == SHAPE_CREATE &&
           (value_there(object_value(&c->model.attributes, ATTRIBUTES_EXTERNAL_KEY)) ||
            value_open(c->model.attributes_value));
}

void check_object(struct kvjwk_checker *c, const struct object *o)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;
    enum shape_id shape = (enum shape_id)o->shape;
    uint32_t end;

    if (!object_is(o))
        return;
    for (uint32_t i = 0, left = o->present | facts_shapes[shape].required; left != 0;
         i++, left >>= 1) {
        const struct member *m = facts_member(shape, i);

        if (!(left & 1))
            continue;
        if (o->v[i].state != VALUE_ABSENT)
            check_value(c, j, o, &o->v[i], m);
        if ((m->flags & MEMBER_REQ) && !value_there(&o->v[i]) && !o->az && !may_lack(c, o, i))
            report(c, RULE_JWK_MEMBER_MISSING, at_value(c, o->token), 0,
                   "{} has no member \"{}\"; it is required",
                   ARGS(A_STR(facts_shapes[shape].title), A_STR(m->name)));
    }
    end = o->unknown > 0 ? j->tokens[o->token].next : o->token;
    for (uint32_t t = json_first(j, o->token); t < end; t = j->tokens[t + 1].next)
        if (facts_member_find(shape, token_text(j, &c->scratch, t), o->az) < 0)
            check_unknown(c, j, o, t);
}

void check_members(struct kvjwk_checker *c)
{
    struct kvjwk_model *m = &c->model;

    if (m->not_object && token_open(c, m->subject))
        return;
    if (m->not_object) {
        report(c, RULE_JWK_MEMBER_TYPE, at_value(c, m->subject), 0,
               "a key is {}; expected an object", ARGS(A_VALUE(c, m->subject)));
        return;
    }
    check_object(c, &m->outer);
    check_object(c, &m->jwk);
    check_object(c, &m->attributes);
    check_object(c, &m->release);
}
