// SPDX-License-Identifier: MIT
/*
 * What every rule works with: the document, the model of the subject at hand, the options, and
 * report(), which turns a broken rule into a finding.
 */
#ifndef KVJWK_RULES_CHECKER_H
#define KVJWK_RULES_CHECKER_H

#include "base/memory.h"
#include "facts/facts.h"
#include "json/json.h"
#include "jwk/model.h"
#include "kvjwk/kvjwk.h"
#include "text/lines.h"
#include "text/message.h"

/* Where a finding stands: bytes of the text, and the token whose pointer it gets. */
struct where {
    uint32_t token; /* JSON_NONE: the root, or the container that holds offset */
    uint32_t offset;
    uint32_t length;
};

struct finding {
    struct where where;
    uint16_t rule; /* enum rule_id */
    uint8_t severity;
    uint8_t result;
    uint8_t target;
    const char *format;
    struct arg args[MESSAGE_ARGS];
};

/* A finding that holds for some services only: its severity is known when the subject ends. */
struct pending {
    struct finding finding;
    uint8_t services;
};

/* A JSON text inside a base64url member: its findings stand at that member. */
struct nested {
    struct json json;
    struct where where; /* of the member in the document; meaningful while open */
    bool open;
    const char *what; /* "the policy in data", "the transfer blob in key_hsm" */
};

struct checker_set; /* what is remembered across the keys of one document: rules/set.c */

struct kvjwk_checker {
    kvjwk_options options;
    struct allocator allocator;
    enum edition_id edition;
    enum api_id api;
    uint8_t service;   /* SERVICE_ bit of the chosen target; 0 for any and rfc */
    uint8_t elsewhere; /* services to which the document cannot go */
    bool open;         /* some value of the document is not known */

    struct span text;
    struct json json;
    struct arena scratch; /* of the document */
    struct arena texts;   /* of one finding */
    struct lines lines;
    struct nested nested;
    struct checker_set *set;

    const kvjwk_sink *sink;
    kvjwk_summary summary;
    kvjwk_status status; /* not KVJWK_OK: stop everything */
    size_t delivered;    /* findings of the document */
    size_t dropped;      /* above limits.findings */
    size_t fault;        /* first fault of the text that is not told yet */

    /* the subject */
    struct kvjwk_model model;
    size_t key_index; /* KVJWK_NO_KEY between subjects */
    kvjwk_key key;    /* filled at the end; counts on the way */
    uint8_t rejected; /* services that some finding rules out */
    uint8_t unsure;   /* services about which the document cannot tell */
    bool broken;      /* some error holds wherever the key goes */
    struct pending *pending;
    size_t pending_count;
    size_t pending_cap;
};

/* ---- places ---- */

struct where at_value(const struct kvjwk_checker *c, uint32_t token); /* quotes included */
struct where at_name(const struct kvjwk_checker *c, uint32_t token);  /* of the member's value */
struct where at_text(const struct kvjwk_checker *c, uint32_t token, size_t index, size_t length);

/* ---- reporting ---- */

/*
 * The subject breaks rule. services 0: wherever it goes; otherwise a set of SERVICE_ bits for which
 * it holds, and nothing happens when the chosen target is another. format has a "{}" for each of
 * args (see text/message.h), which must stay until the subject ends: text of the document, of the
 * scratch arena, or constants.
 */
void report(struct kvjwk_checker *c, enum rule_id rule, struct where where, unsigned services,
            const char *format, const struct arg *args);

/* The document cannot tell whether the subject keeps rule. */
void report_unknown(struct kvjwk_checker *c, enum rule_id rule, struct where where,
                    unsigned services, const char *format, const struct arg *args);

/* The same with a milder severity than the rule's own (never a higher one). */
void report_as(struct kvjwk_checker *c, enum rule_id rule, kvjwk_severity severity,
               struct where where, unsigned services, const char *format, const struct arg *args);

/* What somebody demands beyond the services: no matter of which of them take the key. */
void report_remark(struct kvjwk_checker *c, enum rule_id rule, kvjwk_severity severity,
                   kvjwk_result result, struct where where, const char *text);

/* A finding about the document, outside of any subject. */
void report_document(struct kvjwk_checker *c, enum rule_id rule, struct where where,
                     const char *format, const struct arg *args);

/* ---- arguments of messages
 * ----------------------------------------------------------------------------*/

/* A value of the document: quoted, or hidden when its member may be secret. */
struct arg arg_value(const struct kvjwk_checker *c, uint32_t token);
#define A_VALUE(c, token) arg_value(c, token)

/* False for what must never be printed: values of secret, unknown or unnamed members. */
bool token_is_public(const struct json *j, uint32_t token);

/* ---- the subject
 * --------------------------------------------------------------------------------------*/

/* True while rules of Key Vault apply (every target but rfc). */
static inline bool for_key_vault(const struct kvjwk_checker *c)
{
    return c->options.target != KVJWK_TARGET_RFC;
}

/* Services the subject may be going to: the chosen one, or all three. */
static inline unsigned target_services(const struct kvjwk_checker *c)
{
    return c->service != 0 ? c->service : SERVICE_ALL;
}

/* Whether a value of the document is not known yet. */
static inline bool token_open(const struct kvjwk_checker *c, uint32_t token)
{
    return c->open && (c->json.tokens[token].flags & JSON_OPEN) != 0;
}

/* The object of the subject that has key_ops, kty and crv: the JWK, or the create request. */
static inline uint32_t key_object(const struct kvjwk_checker *c)
{
    return object_is(&c->model.jwk) ? c->model.jwk.token : c->model.subject;
}

/* Whether memory ran out or a callback stopped the run. Texts that could not be unescaped were
 * taken for empty: nothing that is found behind that may be told. */
static inline bool stopped(const struct kvjwk_checker *c)
{
    return c->status != KVJWK_OK || c->scratch.failed;
}

/* Value of a member by its name on the wire, wherever in the document it may stand. */
const struct value *said_value(const struct kvjwk_model *m, struct span name);

/* ---- used by the parts of this module
 * ------------------------------------------------------------------*/

void deliver_pending(struct kvjwk_checker *c);
void deliver_faults(struct kvjwk_checker *c, size_t until);
void subject_finish(struct kvjwk_checker *c);
void run_checks(struct kvjwk_checker *c);     /* every rule on the subject: rules/checks.c */
void run_extensions(struct kvjwk_checker *c); /* those of options.extension */

/* Between the subjects of one document: rules/set.c. */
void set_begin(struct kvjwk_checker *c);
void set_add(struct kvjwk_checker *c);
void set_end(struct kvjwk_checker *c);
void set_free(struct kvjwk_checker *c);

#endif
