// SPDX-License-Identifier: MIT
/* One key under the demands of a policy file. */
#ifndef KVJWK_POLICY_DEMANDS_H
#define KVJWK_POLICY_DEMANDS_H

#include "policy/policy.h"

#define LIST_MAX 400 /* of words in a message */

struct demanding {
    struct kvjwk_policy_run *run;
    const kvjwk_key *key;
    kvjwk_reporter *to;
    const struct demands *demands;
};

void demand_fail(const struct demanding *d, const char *rule, kvjwk_result result,
                 const char *member, const char *format, const struct arg *args);
/* Unknown, since the document does not tell what. */
void demand_untold(const struct demanding *d, const char *rule, const char *member,
                   const char *what);

void demand_times(const struct demanding *d);
void demand_rotation(const struct demanding *d);

#endif
