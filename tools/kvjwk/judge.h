// SPDX-License-Identifier: MIT
/* The work on batches: every document through a checker into the pages of all reports; then, in
 * order, the pages into the reports and the counts into the exit code. */
#ifndef KVJWK_TOOL_JUDGE_H
#define KVJWK_TOOL_JUDGE_H

#include "crew.h"
#include "digest.h"
#include "output.h"
#include "policies.h"
#include "progress.h"

struct worker {
    kvjwk_checker *checker;   /* of records */
    kvjwk_input *input;       /* of whole files, which may be of any format */
    kvjwk_material *material; /* NULL: none is wanted */
    kvjwk_policy_run *policy; /* NULL: there is none */
    kvjwk_extension behind;   /* the policy's, when material comes first */
    char *policy_name;        /* of the item at hand, as seen from the policy file */
    struct judge *judge;
    struct batch *batch;
};

struct judge {
    const struct settings *settings;
    kvjwk_options options;
    kvjwk_across *across; /* NULL: keys are judged one by one */
    const struct policies *policies;
    struct outputs *outputs;
    struct crew *crew;
    struct worker workers[JOBS_MAX];
    /* what has been settled */
    kvjwk_totals totals;
    size_t unknowns;                /* findings of result unknown: notes that are no failure */
    size_t documents, parsed, keys; /* of the input that is being settled */
    struct input_digest digest;     /* of that input, for reports that say what was read */
    struct progress progress;
    bool unreadable;          /* some input could not be read or is no JSON */
    size_t idle_suppressions; /* unused or expired */
    bool broken;              /* memory, or a report that could not be written */
};

void judge_init(struct judge *judge, const struct settings *settings,
                const struct policies *policies, struct outputs *outputs);
void judge_free(struct judge *judge);
/* With --across: what the keys of all operands have in common. False when that cannot be found; it
 * was said. */
bool judge_compare(struct judge *judge);
/* For the crew: ctx is the judge. */
void judge_work(void *ctx, size_t worker, struct batch *batch);
void judge_settle(void *ctx, struct batch *batch);
void judge_drop(void *ctx, struct batch *batch);
/* After the crew: what the policy has to say of itself, and the baseline that is to be written. */
void judge_conclude(struct judge *judge);
int judge_exit_code(const struct judge *judge);

#endif
