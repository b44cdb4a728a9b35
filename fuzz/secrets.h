// SPDX-License-Identifier: MIT
/* The secret texts of a document, and the same document with others in their place. */
#ifndef KVJWK_FUZZ_SECRETS_H
#define KVJWK_FUZZ_SECRETS_H

#include "harness.h"

#include "base/span.h"

#define SECRETS_MAX 64
#define SECRET_WINDOW ((size_t)6) /* so many characters in a row are a leak */

struct secrets {
    struct span text[SECRETS_MAX]; /* as spelled in the document */
    size_t count;
    char *twin; /* the document with other characters in them */
};

/* Free with free(s->twin). The document must stay. */
void find_secrets(struct secrets *s, struct span document);

#endif
