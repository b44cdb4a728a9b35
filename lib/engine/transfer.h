// SPDX-License-Identifier: MIT
/* Transfer blobs inside: the session of one, and what judges its two keys and its content. */
#ifndef KVJWK_ENGINE_TRANSFER_H
#define KVJWK_ENGINE_TRANSFER_H

#include "engine/engine.h"

struct transfer_session {
    struct session session; /* first: judging sees only this */
    const kvjwk_engine_transfer *transfer;
};

static inline const kvjwk_engine_transfer *transfer_of(const struct session *s)
{
    return ((const struct transfer_session *)(const void *)s)->transfer;
}

void transfer_judge_kek(struct session *s);
void transfer_judge_moved(struct session *s, const kvjwk_engine_key *moved);

/* The plaintext as a key of kty, or of the type that it shows; otherwise what it is instead. */
void transfer_read_content(struct session *s, kvjwk_bytes plain, const kvjwk_kty *kty,
                           kvjwk_engine_key **moved);

#endif
