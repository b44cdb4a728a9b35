// SPDX-License-Identifier: MIT
/* Azure Policy for keys: the built-in definitions as rows, published ones as they are, and what is
 * assigned with which parameters. */
#ifndef KVJWK_POLICY_AZURE_H
#define KVJWK_POLICY_AZURE_H

#include "policy/source.h"

struct kvjwk_policy_run;

/* ---- rows ---- */

enum azure_test {
    AZURE_NO_EXPIRY,
    AZURE_EXPIRES_WITHIN,
    AZURE_VALIDITY,
    AZURE_ACTIVE,
    AZURE_ROTATION,
    AZURE_NOT_HSM,
    AZURE_TYPE,
    AZURE_CURVE,
    AZURE_RSA_SIZE,
    AZURE_OCT_SIZE
};

enum azure_id {
#define AZURE_POLICY(id, guid, version, service, title, rule, test, effects, parameter, value,     \
                     allowed, file)                                                                \
    AZURE_ID_##id,
#include "facts/azure_policy.def"
#undef AZURE_POLICY
    AZURE_COUNT
};

enum azure_test azure_test_of(const kvjwk_azure_policy *row);
/* Without regard to case; NULL: none. */
const kvjwk_azure_policy *azure_row_find(const char *guid);
const char *azure_known_guid(void *ctx, size_t i);

/* ---- facts of a key, as Azure Policy names them ---- */

enum azure_field {
    FIELD_TYPE, /* of the resource */
    FIELD_KEY_TYPE,
    FIELD_CURVE,
    FIELD_KEY_SIZE,
    FIELD_EXPIRES,
    FIELD_NOT_BEFORE,
    FIELD_CREATED,
    FIELD_ROTATION,
    FIELD_COUNT
};

enum azure_kind { AZURE_UNTOLD, AZURE_ABSENT, AZURE_TIME, AZURE_NUMBER, AZURE_TEXT };

struct azure_fact {
    enum azure_kind kind;
    int64_t number;
    struct span text;
};

struct azure_key {
    bool vault, hsm; /* the definitions for keys there hold for it */
    struct azure_fact facts[FIELD_COUNT];
    bool created_now; /* it is about to be created: createdOn is the time judged at */
    bool has_now;
    int64_t now;
};

/* Not a request to work with a key, nor a release policy. */
bool key_is_one(const kvjwk_key *key);
/* A request to create or import it, or a rotation policy: its life begins now. */
bool key_is_new(const kvjwk_key *key);
/* Moves a time by a duration as the document writes it. False: it is none, or not told. */
bool shift_by(int64_t *time, const kvjwk_said *text, bool back);
/* False: it is no key, but a request about one, or no service is asked about. */
bool azure_key_read(struct azure_key *out, const struct kvjwk_policy_run *run,
                    const kvjwk_key *key);

/* ---- what comes out: Azure Policy's "if" is true, false, or nobody can tell ---- */

enum azure_outcome { AZURE_NO, AZURE_YES, AZURE_UNSURE };

#define AZURE_REASON 400

/* ---- parameters ---- */

struct azure_definition; /* of a file: definition.h */

enum azure_effect { EFFECT_AUDIT, EFFECT_DENY, EFFECT_DISABLED };

struct azure_assignment {
    char *guid;
    char *version;      /* NULL: any */
    json_t *parameters; /* by name, as given, effect among them */
    bool not_enforced;  /* enforcementMode DoNotEnforce: what it would deny it only lists */
    char *label;        /* of a profile or an option: where it comes from */
    char *file;         /* likewise; NULL: the command line */
    size_t line, column;
    /* when settled */
    const kvjwk_azure_policy *row;
    struct azure_definition *definition; /* instead of the row */
    enum azure_effect effect;
    int64_t number;     /* of the row's parameter */
    const json_t *list; /* likewise */
};

struct azure {
    struct azure_assignment *assignments;
    size_t count, cap;
    struct azure_definition **definitions;
    size_t definition_count;
    /* of files, until they are settled */
    json_t *initiatives; /* what each assigns, and its own defaults: azure_read.c */
    json_t *assigned;    /* parameters given to initiatives, by the names of these */
    json_t *parameters;  /* by name: those of a file of parameters alone */
};

/* The built-in's outcome, and why when it is yes or unsure. */
enum azure_outcome azure_row_judge(const struct azure_assignment *a, const struct azure_key *key,
                                   char reason[AZURE_REASON]);
/* The member of the document that a row speaks of. */
const char *azure_row_member(const kvjwk_azure_policy *row);

/* Who assigns: told with mistakes that come out late. */
struct azure_origin {
    const char *file; /* NULL: the command line */
    size_t line, column;
    const char *label; /* NULL: none */
    bool weak;         /* adds what is not given elsewhere */
};

/* Adds to an assignment of the same GUID, or makes one. parameters: name and value of each; may be
 * NULL. NULL: memory is out. */
struct azure_assignment *azure_assign(struct azure *azure, const struct azure_origin *origin,
                                      const char *guid, json_t *parameters);
bool azure_set_version(struct azure_assignment *a, const char *version);
struct azure_assignment *azure_find(struct azure *azure, const char *guid);

/* What an initiative asks of keys. */
struct azure_profile_item {
    uint8_t profile, policy; /* rows */
    const char *value;       /* of the parameter; NULL: its default */
    const char *control;
};

const struct azure_profile_item *azure_profile_item_at(size_t i); /* NULL past the end */

/* Reading: azure_read.c. Mistakes are told. */
void azure_read_option(struct azure *azure, struct mistakes *mistakes, const char *text);
void azure_read_profile(struct azure *azure, struct mistakes *mistakes, const char *name);
void azure_read_definition(struct azure *azure, const struct source *source);
void azure_read_parameters(struct azure *azure, const struct source *source);
/* "azure" of a policy file. */
void azure_read_member(struct azure *azure, const struct source *source, const json_t *value);
/* Makes assignments of what initiatives assign. */
void azure_settle_initiatives(struct azure *azure, struct mistakes *mistakes);
/* Finds rows and definitions, gives parameters their defaults, tells what is missing. */
void azure_settle(struct azure *azure, struct mistakes *mistakes);
void azure_free(struct azure *azure);

void policy_check_azure(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_reporter *to);

const char *azure_effect_name(enum azure_effect effect);

#endif
