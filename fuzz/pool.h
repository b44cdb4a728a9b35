// SPDX-License-Identifier: MIT
/* An allocator that counts, and that fails when it is told to. */
#ifndef KVJWK_FUZZ_POOL_H
#define KVJWK_FUZZ_POOL_H

#include "secrets.h"

struct pool {
    size_t calls, fail_at;  /* 0: never */
    size_t live;            /* what was not given back yet */
    size_t octets, highest; /* of what is live, and the most that it was */
    bool for_good;          /* all later ones fail, too */
    bool failed;
    const struct secrets *secrets; /* that must not be in what is given back; NULL: none */
};

kvjwk_allocator pool_allocator(struct pool *pool);

#endif
