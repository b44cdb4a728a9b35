// SPDX-License-Identifier: MIT
/* What libcrypto left in its queue of errors. */
#ifndef KVJWK_MATERIAL_ERRORS_H
#define KVJWK_MATERIAL_ERRORS_H

#include <openssl/err.h>
#include <stdbool.h>

/* Empties the queue; true when memory was out, as opposed to an input that is refused. */
static inline bool errors_were_memory(void)
{
    unsigned long error;
    bool memory = false;

    while ((error = ERR_get_error()) != 0)
        memory = memory || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
    return memory;
}

#endif
