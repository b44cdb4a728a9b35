// SPDX-License-Identifier: MIT
/* What requests and documents hold by algorithm: requests.def and expected.def. */
#ifndef KVJWK_FACTS_REQUESTS_H
#define KVJWK_FACTS_REQUESTS_H

#include "facts/facts.h"

enum alg_mode { MODE_NONE, MODE_RSA, MODE_KW, MODE_KWP, MODE_GCM, MODE_CBC, MODE_CBCPAD };

enum expected_id {
#define EXPECT(id, value, source) EXPECT_##id,
#include "facts/expected.def"
#undef EXPECT
    EXPECT_COUNT
};

enum alg_mode facts_alg_mode(enum alg_id alg);
/* Octets of a signature or tag; 0 when it follows from the key. */
unsigned facts_signature_octets(enum alg_id alg);
/* Octets of an RSA block that are not left for the payload. */
unsigned facts_rsa_overhead(enum alg_id alg);
/* The document that marks alg as not recommended, or NULL. */
const char *facts_alg_discouraged(enum alg_id alg);

/* A value of enc in a release request; with_case false: what was probably meant. NULL: none. */
const char *facts_release_enc(struct span name, bool with_case);

const char *facts_expected(enum expected_id id);

#endif
