// SPDX-License-Identifier: MIT
/* What the themes of Key Vault share: times, identifiers, texts of JSON inside members. */
#ifndef KVJWK_RULES_KV_H
#define KVJWK_RULES_KV_H

#include "facts/requests.h"
#include "rules/rules.h"
#include "text/identifier.h"

/* The text that values stand in: the document, or the nested one while it is open. */
static inline const struct json *json_here(const struct kvjwk_checker *c)
{
    return c->nested.open ? &c->nested.json : &c->json;
}

static inline bool value_is_true(const struct json *j, const struct value *v)
{
    return value_ok(v) && j->tokens[v->token].type == JSON_TRUE;
}

static inline uint32_t object_at(const struct value *v)
{
    return value_ok(v) ? v->token : JSON_NONE;
}

/* The value of the member of this name, or JSON_NONE; for members that a shape does not have. */
uint32_t member_named(struct kvjwk_checker *c, uint32_t object, const char *name);

/* The item of key_ops that is this operation, or JSON_NONE. */
uint32_t op_in_key_ops(const struct kvjwk_model *m, const char *op);

/* ---- nested.c ---- */

/* Reads the JSON text that the base64 value v of the document holds and tells its faults; findings
 * stand at v until nested_close. False when memory is out or there is no JSON value at all; it is
 * closed then. */
bool nested_open(struct kvjwk_checker *c, const struct value *v, const char *what);
void nested_close(struct kvjwk_checker *c);

/* Whether the text of a base64 value can be decoded without doubt, be it in the wrong alphabet. */
bool is_decodable(const struct value *v);

/* ---- times.c ---- */

struct instant {
    int64_t at;
    uint32_t token;
    bool known; /* there, well formed, and within reason */
};

/* Reads and judges a time of seconds, or of ISO 8601 text in the Azure CLI's dialect. */
struct instant read_instant(struct kvjwk_checker *c, const struct object *o, unsigned member);
void check_times(struct kvjwk_checker *c);

/* ---- identifiers.c ---- */

enum version_use { VERSION_FREE, VERSION_WANTED, VERSION_NONE };

struct identifier_form {
    enum expected_id collection;
    enum expected_id tail; /* EXPECT_COUNT: none */
    enum version_use version;
    const char *expected; /* shown */
};

extern const struct identifier_form identifier_of_version; /* .../keys/NAME/VERSION */

/* Judges the text at token (of json_here). False when it could not be taken apart. */
bool check_identifier(struct kvjwk_checker *c, uint32_t token, const struct identifier_form *form,
                      struct identifier *out);

/* The SERVICE_ bits of the service that the key's identifier names; 0 when it names none known. */
unsigned services_of_kid(const struct kvjwk_model *m);

/* ---- policy.c, request_*.c ---- */

void check_policy(struct kvjwk_checker *c, uint32_t token);
void check_release_request(struct kvjwk_checker *c);

/* The alg of a request; row NULL when nothing can be derived from it. */
struct request_alg {
    enum alg_id id;
    const kvjwk_alg *row;
    uint32_t token;
};

void check_sign(struct kvjwk_checker *c, const struct request_alg *alg);
void check_verify(struct kvjwk_checker *c, const struct request_alg *alg);
void check_operation(struct kvjwk_checker *c, const struct request_alg *alg);

#endif
