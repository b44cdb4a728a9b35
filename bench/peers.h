// SPDX-License-Identifier: MIT
/* The C libraries for JOSE that a distribution has, doing what comes nearest: importing a JWK. */
#ifndef KVJWK_BENCH_PEERS_H
#define KVJWK_BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#include "pool.h"

struct peer {
    const char *name;
    const char *what;
    /* True when the library took the key. NULL: it was not there when this was built. */
    bool (*import)(const struct text *key);
};

extern const struct peer peers[];
extern const size_t peer_count;

void peers_begin(void);
void peers_end(void);

#endif
