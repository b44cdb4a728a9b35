// SPDX-License-Identifier: MIT
/* The policy of a run: the file that is named or found, and what the options add to it. */
#ifndef KVJWK_TOOL_POLICIES_H
#define KVJWK_TOOL_POLICIES_H

#include "kvjwk/policy.h"
#include "settings.h"

struct policies {
    kvjwk_policy *policy; /* NULL: none */
    char *folder;         /* of the policy file, or where the run works; absolute */
    char *here;           /* where the run works; absolute */
};

/* Finds, reads and settles; gives the settings what the policy file says and the command line does
 * not. False when something is wrong; it was said. */
bool policies_open(struct policies *policies, struct settings *settings);
void policies_close(struct policies *policies);

/* A file as seen from the policy file; free() it. NULL: memory is out. */
char *policies_name(const struct policies *policies, const char *file);

/* The nearest .kvjwk.json from a file or folder upwards, free() it; NULL: there is none. */
char *policies_search(const char *operand);

/* For kvjwk_policy_new: prints FILE:LINE:COLUMN: what is wrong. ctx: the command. */
void policies_mistake(void *ctx, const kvjwk_mistake *mistake);

/* Reads a policy file; false: it was said. */
bool policies_read(kvjwk_policy *policy, const struct settings *settings, const char *path);

/* Writes a file; false: it was said. */
bool policies_write(const struct settings *settings, const char *path, const char *text,
                    size_t length);

#endif
