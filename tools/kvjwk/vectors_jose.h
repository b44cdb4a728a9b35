// SPDX-License-Identifier: MIT
/* Test vectors of JOSE: what JWS and JWE share, headers and the choice of a key. */
#ifndef KVJWK_TOOLS_VECTORS_JOSE_H
#define KVJWK_TOOLS_VECTORS_JOSE_H

#include "vectors.h"

/* One JWS or JWE as one key sees it. */
struct jose {
    struct vectors *v;
    struct group *group;
    const char *lenient; /* why we refuse what the file may take; NULL */
    const char *skip;    /* why it cannot be judged at all; NULL */
    json_t *headers[3];  /* protected, shared, of the signature or recipient: owned */
    json_t *owned;       /* of the compact form: members made from its parts */
    const kvjwk_alg *alg;
    const json_t *jwk;
    kvjwk_engine_key *key;
};

static const kvjwk_bytes jose_dot = {".", 1};

/* Notes why it is not taken; false. */
bool jose_refuse(struct jose *j, const char *why);

/* The object to judge: that of the test, or the parts of its compact form under these names. */
const json_t *jose_object_of(struct jose *j, const json_t *value, const char *const *names,
                             size_t count);
/* The headers of one signature or recipient, and whether their names are apart. */
bool jose_read_headers(struct jose *j, const json_t *object, const json_t *own);
const json_t *jose_header(const struct jose *j, const char *name); /* in any of the headers */
bool jose_read_alg(struct jose *j, const char *use);               /* "sig" or "enc" */
void jose_forget(struct jose *j); /* headers and key: the next signature or recipient */

/* Chooses the key of the group's member ("public", else "private"). */
bool jose_key_of(struct jose *j, const char *member);
/* What the key says of itself: alg, use, key_ops (RFC 7517 sections 4.2 to 4.4). */
bool jose_key_serves(struct jose *j, const char *use, const char *const ops[2]);
bool jose_load_key(struct jose *j);

/* RFC 7518 decides what the key may do; primitive: not even that. */
struct said jose_run_rfc(struct jose *j, kvjwk_engine_key *key, kvjwk_engine_request *request,
                         const char *op, bool primitive);

kvjwk_bytes jose_text_of(const json_t *text);
/* A base64url member; empty when it is absent. */
bool jose_decode(struct jose *j, const json_t *object, const char *name, kvjwk_bytes *out);
kvjwk_bytes jose_join(struct vectors *v, const kvjwk_bytes *parts, size_t count);

enum outcome jose_settle(struct jose *j, const json_t *test, const char *name, bool accepted);

enum outcome jose_run_jws(struct vectors *v, struct group *group, const json_t *test);
enum outcome jose_run_jwe(struct vectors *v, struct group *group, const json_t *test);

#endif
