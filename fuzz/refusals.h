// SPDX-License-Identifier: MIT
/* A sink that counts what the engine says when it refuses. */
#ifndef KVJWK_FUZZ_REFUSALS_H
#define KVJWK_FUZZ_REFUSALS_H

#include "harness.h"

static inline int count_refusal(void *payload, const kvjwk_finding *f, size_t key_index)
{
    size_t *refusals = payload;

    require(key_index == KVJWK_NO_KEY && f->message[0] != '\0', "a refusal has words");
    ++*refusals;
    return 0;
}

static inline kvjwk_sink sink_for(size_t *refusals)
{
    kvjwk_sink sink = {count_refusal, NULL, refusals, false};

    *refusals = 0;
    return sink;
}

#endif
