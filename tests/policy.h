// SPDX-License-Identifier: MIT
/* For tests: a policy from its text, and a run of it in the options of a checker. */
#ifndef KVJWK_TESTS_POLICY_H
#define KVJWK_TESTS_POLICY_H

#include <jansson.h>

#include "kvjwk/material.h"
#include "kvjwk/policy.h"
#include "outcome.h"

static inline void policy_mistake(void *ctx, const kvjwk_mistake *m)
{
    (void)ctx;
    fprintf(stderr, "%s:%zu:%zu: %s\n", m->file == NULL ? "" : m->file, m->line, m->column,
            m->message);
}

/* text: of a policy file, NULL: none. Not settled: more may be added. */
static inline kvjwk_policy *policy_of(const char *text)
{
    kvjwk_policy *policy;

    assert_int_equal(kvjwk_policy_new(&policy, policy_mistake, NULL), KVJWK_OK);
    if (text != NULL)
        assert_int_equal(kvjwk_policy_read(policy, ".kvjwk.json", text, strlen(text)), KVJWK_OK);
    return policy;
}

struct policy_run {
    kvjwk_policy *policy;
    kvjwk_policy_run *run;
};

/* Settles the policy, and puts a run of it into the options, which get its target and the like. */
static inline void policy_run_begin(struct policy_run *r, kvjwk_options *options)
{
    kvjwk_policy_options own;

    assert_int_equal(kvjwk_policy_settle(r->policy), KVJWK_OK);
    own = kvjwk_policy_option(r->policy);
    if (own.has_target)
        options->target = own.target;
    if (own.edition != NULL)
        options->edition = own.edition;
    assert_int_equal(kvjwk_policy_run_new(&r->run, r->policy, options, kvjwk_key_thumbprint),
                     KVJWK_OK);
    assert_int_equal(kvjwk_policy_document(r->run, "keys/a.json"), KVJWK_OK);
    options->extension = kvjwk_policy_extension(r->run);
    options->reviewer = kvjwk_policy_reviewer(r->run);
}

static inline void policy_run_open(struct policy_run *r, const json_t *policy,
                                   kvjwk_options *options)
{
    char *text = json_dumps(policy, 0);

    assert_non_null(text);
    r->policy = policy_of(text);
    free(text);
    policy_run_begin(r, options);
}

static inline void policy_run_close(struct policy_run *r)
{
    kvjwk_policy_run_free(&r->run);
    kvjwk_policy_free(&r->policy);
}

#endif
