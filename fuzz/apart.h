// SPDX-License-Identifier: MIT
/* A key of a document loaded into OpenSSL apart from the engine, and asked by OpenSSL's own checks.
 */
#ifndef KVJWK_FUZZ_APART_H
#define KVJWK_FUZZ_APART_H

#include "harness.h"

enum opinion {
    OPINION_NONE,    /* no key of a type that OpenSSL knows, or not whole */
    OPINION_REFUSES, /* it does not load, or a check finds something */
    OPINION_TAKES
};

/* thorough: whether primes are prime is asked, too, which takes long. The error queue is emptied.
 */
enum opinion openssl_opinion(const kvjwk_key *key, bool thorough);

#endif
