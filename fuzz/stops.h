// SPDX-License-Identifier: MIT
/* A sink that stops has seen the same as one that does not, up to there. */
#ifndef KVJWK_FUZZ_STOPS_H
#define KVJWK_FUZZ_STOPS_H

#include "harness.h"

/* One document, judged as often as you like. */
struct judge {
    kvjwk_status (*run)(void *ctx, const kvjwk_sink *sink);
    void *ctx;
};

/* Stops at some of the findings and keys that the whole run told, and at none. */
void check_stops(const struct judge *judge, const struct outcome *whole, struct choice *c);

#endif
