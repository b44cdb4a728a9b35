// SPDX-License-Identifier: MIT
/*
 * Test vectors: what the readers of the schema families share. A reader opens a group (its key and
 * algorithm) and runs its tests; the tally, the engine and the octets of a test are kept here.
 */
#ifndef KVJWK_TOOLS_VECTORS_H
#define KVJWK_TOOLS_VECTORS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "kvjwk/engine.h"

#define VECTORS_TEXT 240  /* room of a reason, of what was expected and of what was got */
#define VECTORS_OCTETS 32 /* octet strings that one test may hold */
#define VECTORS_SKIPS 64  /* different reasons that a file is listed with */
#define VECTORS_FAILURES 1000
#define VECTORS_FILE_MAX ((size_t)256 << 20)

/* ---- the tally of one file ---- */

struct skip {
    char reason[VECTORS_TEXT];
    size_t count;
};

struct failure {
    char test[24];
    char comment[VECTORS_TEXT];
    char expected[VECTORS_TEXT];
    char got[VECTORS_TEXT];
};

struct tally {
    char *file;
    char *schema; /* NULL: no vector file */
    size_t passed, failed, skipped;
    struct skip skips[VECTORS_SKIPS];
    size_t skip_count;
    struct failure *failures; /* the first VECTORS_FAILURES */
    size_t failure_count;
};

/* ---- the run ---- */

enum outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_SKIP };

enum expected { EXPECTED_VALID, EXPECTED_INVALID, EXPECTED_ACCEPTABLE, EXPECTED_REFUSED };

struct vectors {
    kvjwk_engine_ctx *engine;
    bool strict; /* only what target allows; otherwise the bare algorithms */
    kvjwk_target target;
    const kvjwk_edition *edition; /* NULL: the newest */
    bool allow_preview;
    struct tally *tally;
    bool out_of_memory;

    /* of the test at hand */
    void *octets[VECTORS_OCTETS];
    size_t octet_count;
    enum expected wanted;
    size_t index;                 /* of the test in its file */
    const char *form;             /* of the key: "jwk"; NULL */
    char malformed[VECTORS_TEXT]; /* what is wrong with the test itself; "" */
    char reason[VECTORS_TEXT];    /* of a skip */
    char expected[VECTORS_TEXT];
    char got[VECTORS_TEXT];

    /* what the engine or the checker said last */
    char rule[80]; /* of the first error; "" */
    char message[VECTORS_TEXT];
    char rules[512]; /* all of them, each between spaces */
};

#define GROUP_KEYS 3

struct group {
    const json_t *file, *json;
    kvjwk_engine_key *keys[GROUP_KEYS]; /* the same key from each form that the group has it in */
    const char *forms[GROUP_KEYS];      /* "parts", "jwk", "der"; a NULL key was refused */
    size_t key_count;
    const kvjwk_alg *alg;
    const kvjwk_param *param;
    bool other_salt; /* PSS: valid under a salt length that must not verify */
};

/* A schema family. open says OUTCOME_SKIP with v->reason when the whole group is out of scope. */
struct family {
    const char *schema; /* how its name begins */
    enum outcome (*open)(struct vectors *v, struct group *group);
    enum outcome (*run)(struct vectors *v, struct group *group, const json_t *test);
};

extern const struct family vectors_rsa[];   /* ends with a NULL schema, like all of these */
extern const struct family vectors_ec[];    /* vectors_ec.c */
extern const struct family vectors_oct[];   /* vectors_oct.c */
extern const struct family vectors_jose[];  /* vectors_jose.c */
extern const struct family vectors_kv[];    /* vectors_kv.c: our own schemas */
extern const struct family vectors_prime[]; /* vectors_prime.c */

/* One file: JSON or NIST text. False when it cannot be read or is neither (tally->schema NULL). */
bool vectors_file(struct vectors *v, const char *path, struct tally *tally, char *error,
                  size_t error_size);
bool vectors_is_text(const char *text, size_t length);
void vectors_text(struct vectors *v, const char *text, size_t length);

/* ---- tally ---- */

void tally_free(struct tally *tally);
void tally_skip(struct vectors *v, const char *reason, size_t count);
void tally_settle(struct vectors *v, enum outcome outcome, const char *test, const char *comment);

/* ---- outcomes, with their texts ---- */

enum outcome vectors_skip(struct vectors *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum outcome vectors_fail(struct vectors *v, const char *expected, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The test was accepted or not, and v->wanted says whether it had to be. */
enum outcome vectors_judge(struct vectors *v, bool accepted);
/* Done with this value? Says why not in v->got. */
bool vectors_same(struct vectors *v, const char *what, bool done, kvjwk_bytes got,
                  kvjwk_bytes wanted);

/* ---- members of a test ---- */

const char *vectors_string(const json_t *object, const char *name); /* NULL: absent or no string */
json_int_t vectors_integer(const json_t *object, const char *name); /* -1 */
/* ptr NULL when absent; malformed text sets v->malformed. Lasts as long as the test. */
kvjwk_bytes vectors_hex(struct vectors *v, const json_t *object, const char *name);
kvjwk_bytes vectors_need_hex(struct vectors *v, const json_t *object, const char *name);
kvjwk_bytes vectors_unhex(struct vectors *v, const char *name, const char *text, size_t length);
kvjwk_bytes vectors_need_b64u(struct vectors *v, const json_t *object, const char *name);
/* RFC 7515 section 2, nothing else; false: it is not. */
bool vectors_unb64u(struct vectors *v, const char *text, size_t length, kvjwk_bytes *out);
void *vectors_alloc(struct vectors *v, size_t size); /* lasts as long as the test */
void vectors_release(struct vectors *v);
bool vectors_bytes_eq(kvjwk_bytes a, kvjwk_bytes b);

/* ---- engine ---- */

struct said {
    kvjwk_status status;
    bool done, valid;
    kvjwk_bytes value, iv, tag;
};

/* Runs the request as it is, but for the operation. */
struct said vectors_ask(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request *request,
                        const char *op);
/* The same in v's world: the bare algorithm, or what the strict target allows. */
struct said vectors_run(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request *request,
                        const char *op);
struct said vectors_pairwise(struct vectors *v, kvjwk_engine_key *key);
kvjwk_sink vectors_sink(struct vectors *v); /* empties and then fills v->rule and its like */

/* The type that holds keys of base at the strict target, else the RFC type. */
const kvjwk_kty *vectors_kty(const struct vectors *v, const char *base);
/* False, with a reason, when a strict target has no such operation. param NULL: any. */
bool vectors_allows(struct vectors *v, const char *base, const kvjwk_param *param,
                    const kvjwk_alg *alg, const char *op);
/* NULL when the engine refuses it; v->rule says why. */
kvjwk_engine_key *vectors_key(struct vectors *v, const kvjwk_engine_parts *parts);
kvjwk_engine_key *vectors_secret(struct vectors *v, kvjwk_bytes k);

/* A JWK or bundle through the checker. errors counts what is wrong with the document. */
struct reading_options {
    kvjwk_target target;
    const kvjwk_edition *edition;
    bool allow_preview;
    bool has_now;
    int64_t now;
};
kvjwk_engine_key *vectors_read_key(struct vectors *v, const json_t *jwk,
                                   const struct reading_options *options, size_t *errors,
                                   char *thumbprint);

/* ---- groups ---- */

void group_add(struct group *group, const char *form, kvjwk_engine_key *key);
/* The key of the form whose turn it is; NULL when the engine refused it. */
kvjwk_engine_key *group_key(struct vectors *v, const struct group *group);
void group_close(struct group *group);
/* "SHA-256" -> 256; 0 for the others. */
unsigned vectors_sha(const char *name);
/* family "RS" and "SHA-256" -> RS256; NULL. */
const kvjwk_alg *vectors_alg(const char *family, const char *sha);
const kvjwk_alg *vectors_ec_alg(const kvjwk_param *curve, unsigned sha); /* P-256, 256 -> ES256 */
const kvjwk_alg *vectors_alg_bits(const char *suffix, unsigned bits);    /* "KW", 128 -> A128KW */

#endif
