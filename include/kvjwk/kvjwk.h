// SPDX-License-Identifier: MIT
/*
 * kvjwk core: reads one JSON document that holds or asks for Key Vault keys, and streams findings.
 *
 * The core is pure. It reads bytes and calls back: no file, no clock, no environment, no global
 * state, no stdio. A malformed key is never an error of the call: the status speaks of the call
 * (argument, memory, limit, stopped), the findings speak of the key. No finding holds a byte of
 * secret material.
 *
 * Threads: a checker serves one thread at a time; different checkers are independent.
 */
#ifndef KVJWK_KVJWK_H
#define KVJWK_KVJWK_H

#include "kvjwk/facts.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KVJWK_VERSION_MAJOR 0
#define KVJWK_VERSION_MINOR 1
#define KVJWK_VERSION_PATCH 0
#define KVJWK_VERSION "0.1.0"

KVJWK_API const char *kvjwk_version(void); /* of the library linked, "0.1.0" */

/* ---- status: about the call, never about the key -----------------------------------------------
 */

typedef enum {
    KVJWK_OK = 0,
    KVJWK_ERR_ARGUMENT, /* NULL where a pointer is needed, wrong struct_size, unknown value */
    KVJWK_ERR_MEMORY,
    KVJWK_ERR_LIMIT,   /* the input exceeds a limit and was not evaluated; a finding names it */
    KVJWK_ERR_STOPPED, /* a callback returned non-zero */
    KVJWK_ERR_ENGINE,  /* the crypto library failed (not: rejected the key) */
    KVJWK_ERR_INTERNAL
} kvjwk_status;

KVJWK_API const char *kvjwk_status_name(kvjwk_status status); /* "KVJWK_ERR_MEMORY"; never NULL */

/* ---- findings: a stream; pointers are valid during the callback only ----------------------------
 */

typedef enum {
    KVJWK_FAIL,   /* the document breaks the rule */
    KVJWK_UNKNOWN /* the document cannot tell; severity is KVJWK_NOTE */
} kvjwk_result;

typedef struct {
    const kvjwk_rule *rule;
    kvjwk_severity severity; /* after direction (sent or returned) and target had their say */
    kvjwk_result result;
    kvjwk_target target; /* the service it holds for; KVJWK_TARGET_ANY: not a matter of target */
    size_t offset;       /* byte offset in the text */
    size_t length;       /* bytes it speaks of; may be 0 */
    /* The rest is 0 or NULL when the sink is brief. */
    const char *pointer;    /* RFC 6901: "/keys/3/n"; "" is the whole document */
    size_t line;            /* 1-based */
    size_t column;          /* 1-based, in Unicode code points */
    size_t end_column;      /* on the same line; past the last code point it speaks of */
    const char *message;    /* value seen and value expected; one line, printable UTF-8 */
    const char *excerpt;    /* the line of source around it, secrets masked, at most 100 columns */
    size_t excerpt_column;  /* 0-based column in excerpt where it begins */
    size_t excerpt_length;  /* columns of excerpt it covers, at least 1 */
    const char *suppressed; /* why it does not count; NULL: it does, which is the rule */
} kvjwk_finding;

/* ---- keys: called after the last finding of each key --------------------------------------------
 */

typedef enum { KVJWK_VERDICT_PASS, KVJWK_VERDICT_FAIL, KVJWK_VERDICT_UNKNOWN } kvjwk_verdict;

KVJWK_API const char *kvjwk_verdict_name(kvjwk_verdict verdict); /* "pass", "fail", "unknown" */

typedef struct kvjwk_model kvjwk_model; /* the key as read; opaque */

/* A key, or another thing that is judged by itself (a rotation policy, a sign request). */
typedef struct {
    const kvjwk_kind *kind; /* of the document */
    size_t offset, length;  /* of its JSON text */
    const char *pointer;    /* NULL when the sink is brief */
    const char *kid;        /* not NUL-terminated: kid_length; NULL when absent */
    size_t kid_length;
    const kvjwk_kty *kty;     /* as the service would hold it; NULL when absent or unknown */
    const kvjwk_param *param; /* size or curve; NULL when unknown or not in the tables */
    unsigned bits;            /* 0 when unknown */
    bool private_part;        /* d, k, p, ... or a transfer blob is present */
    kvjwk_verdict verdict;
    kvjwk_support services[KVJWK_SERVICES]; /* standard, premium, managed HSM */
    const char *protection;                 /* of kvjwk_fips; NULL when it cannot be known */
    const char *hsm_platform;               /* attributes.hsmPlatform: "0", "1", "2"; NULL */
    size_t errors, warnings, notes, unknowns;
    const kvjwk_model *model;
    size_t suppressed; /* findings that do not count */
    const char *name;  /* of the resource in a template or plan, which the key itself does not say:
                          "vault/key", "module.kv.azurerm_key_vault_key.sign"; NULL: none */
} kvjwk_key;

/*
 * Octets of a base64url member ("n", "e", "x", "y", "d", "k", "pub", ...), as in the text. With
 * out == NULL only *length is set. False when the member is absent, malformed or longer than cap.
 * Secret members are yours to wipe.
 */
KVJWK_API bool kvjwk_key_octets(const kvjwk_key *key, const char *member, uint8_t *out, size_t cap,
                                size_t *length);

/*
 * The JSON text of RFC 7638 section 3.2 of the public key, integers and coordinates normalised to
 * their RFC 7518 form; HSM types as their base type, the service's curve names as their registered
 * ones. Returns its length, or 0 when the key has no complete public part (or k). An oct key gives
 * a text that holds the secret: hash it, do not keep it. cap 3000 is enough for every key in the
 * matrix; when the text does not fit, nothing is written and 0 is returned.
 */
KVJWK_API size_t kvjwk_key_canonical(const kvjwk_key *key, char *out, size_t cap);

/* Whether the JWK has a member of that name which is not null, well formed or not. */
KVJWK_API bool kvjwk_key_has(const kvjwk_key *key, const char *member);

/*
 * DER of the certificate at index in x5c, as in the text. With out == NULL only *length is set.
 * False when there is none, when it is not Base64 (RFC 4648 section 4), or when it is longer than
 * cap.
 */
KVJWK_API bool kvjwk_key_certificate(const kvjwk_key *key, size_t index, uint8_t *out, size_t cap,
                                     size_t *length);

/* Whether key_ops (when present), the type and the matrix let this key do op with alg at target.
 * ANY: at some service. */
KVJWK_API kvjwk_support kvjwk_key_can(const kvjwk_key *key, const kvjwk_edition *edition,
                                      kvjwk_target target, const kvjwk_alg *alg,
                                      const kvjwk_op *op);

typedef enum { KVJWK_USE_ANY, KVJWK_USE_SIG, KVJWK_USE_ENC, KVJWK_USE_OTHER } kvjwk_use;

/* What a document says of the use of a key; a restriction that cannot be read allows nothing.
 * Zeroed: nothing is said, so everything is allowed. */
typedef struct {
    bool has_key_ops;
    uint32_t key_ops; /* bit i: kvjwk_op_at(i); values that are no operation are not in it */
    bool disabled;    /* enabled is there and not true */
    bool has_nbf, has_exp;
    int64_t nbf, exp; /* seconds since 1970 UTC */
    kvjwk_use use;    /* RFC 7517 section 4.2; no member of Key Vault */
    bool has_alg;
    const kvjwk_alg *alg; /* RFC 7517 section 4.4; NULL: absent, or no algorithm of the tables */
} kvjwk_usage;

KVJWK_API kvjwk_usage kvjwk_key_usage(const kvjwk_key *key);

typedef enum {
    KVJWK_UNTOLD, /* a document of this kind does not speak of it, or it cannot be read */
    KVJWK_ABSENT, /* it could stand there, and does not */
    KVJWK_TOLD
} kvjwk_told;

/* number: seconds since 1970 of a time, 0 and 1 of a boolean, a number. text: of a string, as
 * spelled; not NUL-terminated; NULL when it is none. Both stay until the key's callback returns. */
typedef struct {
    kvjwk_told told;
    int64_t number;
    const char *text;
    size_t length;
} kvjwk_said;

/*
 * What the document says of a member of the key ("kty", "crv", "alg"), of its attributes ("exp",
 * "created", "enabled", "hsmPlatform") or of what stands round them ("managed", "tags"). Secret
 * members are never told. What only the service knows (created) is untold in what is sent to it.
 */
KVJWK_API kvjwk_said kvjwk_key_said(const kvjwk_key *key, const char *member);

/* The tag at index; false past the end. The value is untold unless it is a string. */
KVJWK_API bool kvjwk_key_tag(const kvjwk_key *key, size_t index, kvjwk_said *name,
                             kvjwk_said *value);

/* Item of key_ops at index, known or not; false past the end. */
KVJWK_API bool kvjwk_key_op(const kvjwk_key *key, size_t index, kvjwk_said *op);

/* Parts of the key's identifier: container is the vault or the HSM. Untold when kid is none. */
typedef struct {
    kvjwk_said container, name, version;
    bool is_vault, is_hsm; /* by the suffix of a known cloud; both false: not known */
} kvjwk_home;

KVJWK_API kvjwk_home kvjwk_key_home(const kvjwk_key *key);

/* The key's rotation policy, as texts of ISO 8601 durations, when the document is one or its
 * translator knows it (kvjwk_part). `told` of the first is KVJWK_UNTOLD when neither is so. */
typedef struct {
    kvjwk_told told;
    kvjwk_said expiry;                      /* expiryTime */
    kvjwk_said rotate_after, rotate_before; /* after creation, before expiry */
    kvjwk_said notify_before;
    bool alone; /* the document is the policy: what it is of stands elsewhere */
} kvjwk_rotation;

KVJWK_API kvjwk_rotation kvjwk_key_rotation(const kvjwk_key *key);

/* RFC 6901 pointer of the key, also while it is being checked; it stays as long as the key. NULL
 * when memory is out. */
KVJWK_API const char *kvjwk_key_pointer(const kvjwk_key *key);

/* ---- sink ---- */

typedef struct {
    /* A finding about the key whose `key` call comes next, or, when no key holds its place, about
     * the document: those have key_index == (size_t)-1. Non-zero stops. May be NULL. */
    int (*finding)(void *payload, const kvjwk_finding *finding, size_t key_index);
    /* Non-zero stops. May be NULL. */
    int (*key)(void *payload, const kvjwk_key *key, size_t key_index);
    void *payload;
    bool brief; /* findings carry rule, severity, result, target and offset only */
} kvjwk_sink;

#define KVJWK_NO_KEY ((size_t)-1)

/* ---- extensions: checks of other libraries, behind the core's own ------------------------------
 */

typedef struct kvjwk_reporter kvjwk_reporter;

/* Called for each subject that has a JWK, when the core's rules are through and before the verdict:
 * verdict, services, protection and counts of `key` are not final. Not KVJWK_OK: the run ends with
 * that status. check NULL: none. */
typedef struct kvjwk_extension {
    kvjwk_status (*check)(void *ctx, const kvjwk_key *key, kvjwk_reporter *to);
    void *ctx;
    bool every;                         /* also subjects without a JWK: requests, items, policies */
    const struct kvjwk_extension *next; /* called behind this one; it outlives the checker */
} kvjwk_extension;

/*
 * The key breaks rule (a row of kvjwk_rule_at), or nobody can tell (KVJWK_UNKNOWN), wherever it
 * goes. The finding stands at the value of the member of that name, of an array at its first item,
 * and at the key itself when there is none. message is copied: printable UTF-8, one line, no
 * secret.
 */
KVJWK_API void kvjwk_report_rule(kvjwk_reporter *to, const kvjwk_rule *rule, kvjwk_result result,
                                 const char *member, const char *message);

/* What somebody demands beyond the services: it counts for the verdict, and leaves alone which
 * services take the key. */
typedef struct {
    const kvjwk_rule *rule;
    kvjwk_result result;
    kvjwk_severity severity; /* of KVJWK_FAIL; that of KVJWK_UNKNOWN is KVJWK_NOTE */
    const char *member;      /* as for kvjwk_key_said; "key_ops/2", "tags/owner": inside of it */
    const char *message;     /* as above */
} kvjwk_remark;

KVJWK_API void kvjwk_report_remark(kvjwk_reporter *to, const kvjwk_remark *remark);

/*
 * Asked about every finding before it is counted. It may change severity, and set suppressed to a
 * text that outlives the finding: then it is delivered and counts nowhere. False: it is dropped.
 * key is NULL for findings about the document. pointer and message are NULL when the sink is brief.
 */
typedef struct {
    bool (*review)(void *ctx, const kvjwk_key *key, kvjwk_finding *finding);
    void *ctx;
} kvjwk_reviewer;

/* ---- options: start from KVJWK_OPTIONS_INIT; members are only ever appended ---- */

typedef struct {
    size_t bytes;        /* of the document */
    size_t depth;        /* nested arrays and objects */
    size_t members;      /* of one object */
    size_t keys;         /* in one document */
    size_t integer_bits; /* of n, e, d and the like */
    size_t findings;     /* of one document */
} kvjwk_limits;

#define KVJWK_LIMITS_INIT                                                                          \
    {                                                                                              \
        64u << 20, 64, 16384, 1000000, 16384, 10000                                                \
    }

/* resize(ctx, NULL, n) allocates, resize(ctx, p, 0) frees and returns NULL; NULL for n > 0 is
 * failure, and p stays valid. */
typedef struct {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
} kvjwk_allocator;

typedef struct {
    size_t struct_size; /* sizeof(kvjwk_options) */
    kvjwk_target target;
    const kvjwk_edition *edition; /* NULL: the newest */
    bool allow_preview;
    const kvjwk_kind *kind;       /* NULL: detected */
    const kvjwk_api_version *api; /* NULL: the newest */
    bool has_now;                 /* false: rules that need a clock say unknown where it matters */
    int64_t now;                  /* seconds since 1970 UTC */
    kvjwk_limits limits;
    kvjwk_allocator allocator; /* resize NULL: realloc and free */
    bool no_excerpts;          /* findings carry an empty excerpt: for who does not show it */
    kvjwk_extension extension; /* check NULL: none */
    kvjwk_reviewer reviewer;   /* review NULL: none */
} kvjwk_options;

#define KVJWK_OPTIONS_INIT                                                                         \
    {                                                                                              \
        sizeof(kvjwk_options), KVJWK_TARGET_ANY, NULL, false, NULL, NULL, false, 0,                \
            KVJWK_LIMITS_INIT, {NULL, NULL}, false, {NULL, NULL, false, NULL},                     \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

/* ---- checking ---- */

typedef struct {
    bool parsed;            /* false: not JSON at all; nothing could be read */
    const kvjwk_kind *kind; /* NULL when no kind fits */
    size_t keys, pass, fail, unknown;
    size_t errors, warnings, notes; /* as shown, document findings included */
    size_t consumed;                /* bytes of the first JSON value and the white space round it */
    size_t suppressed;              /* findings that do not count */
} kvjwk_summary;

typedef struct kvjwk_checker kvjwk_checker;

/* A checker keeps its memory between runs: make one, check many documents. */
KVJWK_API kvjwk_status kvjwk_checker_new(kvjwk_checker **out,
                                         const kvjwk_options *options) KVJWK_MUST_USE;
KVJWK_API kvjwk_status kvjwk_checker_run(kvjwk_checker *checker, const void *text, size_t length,
                                         const kvjwk_sink *sink,
                                         kvjwk_summary *summary) KVJWK_MUST_USE;

/*
 * A document with what is known of it beyond its text: for translators of other formats, as
 * kvjwk/input.h has them. Zeroed but for text and length it is what kvjwk_checker_run takes.
 */
typedef struct {
    const void *text;
    size_t length;
    const kvjwk_kind *kind; /* NULL: that of the options, or detected */
    unsigned services; /* bit i: it can go to service i, and to no other than those; 0: to all */
    /* Offsets, rising, of JSON strings (of their opening quotes) that stand for a value which
     * nobody knows yet and say why: "[parameters('size')]". No rule fails or passes on them; each
     * is a finding of result KVJWK_UNKNOWN. */
    const size_t *open;
    size_t open_count;
    const char *pointer;            /* of the key where it comes from; NULL: as in this text */
    const kvjwk_rotation *rotation; /* what another text says of the same key; NULL: nothing */
    bool preliminary; /* the text with the key itself comes next: no extension looks at this one */
} kvjwk_part;

KVJWK_API kvjwk_status kvjwk_checker_run_part(kvjwk_checker *checker, const kvjwk_part *part,
                                              const kvjwk_sink *sink,
                                              kvjwk_summary *summary) KVJWK_MUST_USE;
KVJWK_API void kvjwk_checker_free(kvjwk_checker **checker); /* wipes; sets NULL; NULL is fine */

/* The same for one document. summary may be NULL. */
KVJWK_API kvjwk_status kvjwk_check(const void *text, size_t length, const kvjwk_options *options,
                                   const kvjwk_sink *sink, kvjwk_summary *summary) KVJWK_MUST_USE;

/* True when text begins with a complete JSON value on one line and something follows it on a later
 * line: newline-delimited JSON. */
KVJWK_API bool kvjwk_is_ndjson(const void *text, size_t length);

/* ---- time --------------------------------------------------------------------------------------
 */

/* Seconds since 1970 UTC of "2026-11-24" (its first second) or of an RFC 3339 date-time
 * ("2026-11-24T12:00:00Z"). False when malformed or impossible. */
KVJWK_API bool kvjwk_time_parse(int64_t *out, const char *text);

/* ---- words -------------------------------------------------------------------------------------
 */

/* Did you mean: the nearest of the known words, or NULL when none is near. known gives the i-th,
 * and NULL past the end. */
KVJWK_API const char *kvjwk_nearest(const char *word, const char *(*known)(void *ctx, size_t i),
                                    void *ctx);

#ifdef __cplusplus
}
#endif
#endif
