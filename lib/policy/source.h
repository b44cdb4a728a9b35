// SPDX-License-Identifier: MIT
/* A text that is being read, and the telling of what is wrong with it. */
#ifndef KVJWK_POLICY_SOURCE_H
#define KVJWK_POLICY_SOURCE_H

#include <jansson.h>

#include "base/span.h"
#include "kvjwk/policy.h"
#include "policy/locate.h"
#include "text/message.h"

struct mistakes {
    void (*tell)(void *ctx, const kvjwk_mistake *mistake); /* NULL: only count */
    void *ctx;
    size_t count;
    bool memory; /* ran out on the way */
};

struct source {
    const char *file; /* NULL: the command line; text is then not looked at */
    struct span text;
    struct mistakes *mistakes;
};

/* At the value that path leads to, or at the name of that member. "{}" as in text/message.h. */
void mistake_at(const struct source *source, const struct path *path, bool name, const char *format,
                const struct arg *args);

/* "...; did you mean "word"?" when one of the known words is near. */
void mistake_near(const struct source *source, const struct path *path, bool name,
                  const char *format, const struct arg *args, const char *word,
                  const char *(*known)(void *ctx, size_t i), void *ctx);

/* The text as JSON: duplicate names are mistakes. NULL: it is none, which was told. */
json_t *source_json(const struct source *source);

/* What a message shows of a value: text in quotes, scalars as they are, or what it is. */
struct arg shown(const json_t *value, char memory[32]);

/* For calls of jansson that fail with memory alone. */
static inline void must(struct mistakes *mistakes, int result)
{
    if (result != 0)
        mistakes->memory = true;
}

/* A copy to be freed; NULL when memory is out. */
char *text_copy(const char *text);

static inline bool same_text(const char *a, const char *b) /* without regard to case */
{
    return span_eq_nocase(span_str(a), span_str(b));
}

#endif
