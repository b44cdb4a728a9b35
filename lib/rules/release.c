// SPDX-License-Identifier: MIT
/* Release policies where they stand: by themselves, encoded in a key, or inline as once was. */
#include "rules/kv.h"

static void check_content_type(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *v = object_value(o, RELEASE_POLICY_CONTENT_TYPE);
    struct span wanted = span_str(facts_expected(EXPECT_POLICY_CONTENT_TYPE));
    struct span text;

    if (!value_ok(v))
        return;
    /* old samples add "; version=1.0" */
    text = model_text(&c->model, v);
    if (text.len < wanted.len || !span_eq_nocase(span_of(text.ptr, wanted.len), wanted))
        report(c, RULE_KV_POLICY_CONTENT_TYPE, at_value(c, v->token), 0,
               "contentType is {}; expected \"{}\"", ARGS(A_VALUE(c, v->token), A_STR(wanted.ptr)));
}

/* Without data: an inline policy of the previews, a rotation policy, or nothing at all. */
static void check_without_data(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *immutable = object_value(o, RELEASE_POLICY_IMMUTABLE);

    if (member_named(c, o->token, "lifetimeActions") != JSON_NONE) {
        check_policy(c, o->token);
    } else if (member_named(c, o->token, "anyOf") != JSON_NONE ||
               member_named(c, o->token, "allOf") != JSON_NONE) {
        report(c, RULE_KV_POLICY_INLINE, at_value(c, o->token), 0,
               "the policy stands inline; expected its base64url text in data", NO_ARGS);
        check_policy(c, o->token);
    } else if (c->model.kind != KIND_KEY_UPDATE || !value_there(immutable)) {
        report(c, RULE_KV_POLICY_DATA, at_value(c, o->token), 0,
               "the release policy has no data; expected the base64url text of the policy",
               NO_ARGS);
    }
}

static bool looks_like_json(struct span text)
{
    return text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[');
}

static void check_data(struct kvjwk_checker *c, const struct value *v)
{
    if (looks_like_json(model_text(&c->model, v))) {
        report(c, RULE_KV_POLICY_ENCODING, at_value(c, v->token), 0,
               "data is the policy's own text; expected its base64url form", NO_ARGS);
        return;
    }
    if (!is_decodable(v) || v->octets == 0)
        return; /* reported with the encodings */
    if (nested_open(c, v, "the policy in data"))
        check_policy(c, 0);
    nested_close(c);
}

static void check_envelope(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *data = object_value(o, RELEASE_POLICY_DATA);

    check_content_type(c, o);
    if (!value_there(data))
        check_without_data(c, o);
    else if (data->state != VALUE_TYPE && !value_open(data))
        check_data(c, data);
}

void check_release(struct kvjwk_checker *c)
{
    if (c->model.not_object)
        return;
    if (c->model.kind == KIND_RELEASE_POLICY)
        check_policy(c, c->model.subject);
    else if (c->model.kind == KIND_KEY_RELEASE_POLICY)
        check_envelope(c, &c->model.outer);
    else if (object_is(&c->model.release))
        check_envelope(c, &c->model.release);
}
