// SPDX-License-Identifier: MIT
/* What a policy holds once it is read, and what a run of it keeps. */
#ifndef KVJWK_POLICY_POLICY_H
#define KVJWK_POLICY_POLICY_H

#include "policy/azure.h"
#include "policy/baseline.h"
#include "policy/members.h"
#include "text/duration.h"

/* ---- demands ---- */

/* Bits of the members of "keys" that say something. */
#define DEMAND(member) (UINT32_C(1) << (REQUIRE_##member - MEMBER_REQUIRE_FIRST))

struct demands {
    uint32_t set;                                   /* DEMAND bits: said here, also by null */
    uint32_t null;                                  /* taken back */
    uint64_t types, curves, operations, algorithms; /* bits of rows */
    const json_t *rsa_sizes, *oct_sizes, *names, *tags;
    bool hsm, deny_p256k, expiry, rotation_required, has_interval, has_notice;
    int platform;
    const char *max_validity_text, *max_interval_text, *min_notice_text;
    struct duration max_validity, max_interval, min_notice;
};

static inline bool demanded(const struct demands *d, uint32_t bit)
{
    return (d->set & ~d->null & bit) != 0;
}

/* ---- sections: the policy itself, and its overrides ---- */

enum weight { WEIGHT_NONE, WEIGHT_OFF, WEIGHT_NOTE, WEIGHT_WARNING, WEIGHT_ERROR };

struct section {
    const json_t *files; /* patterns; NULL: every file */
    const char *pointer; /* pattern; NULL: everything */
    uint8_t *weights;    /* enum weight of every rule */
    struct demands demands;
};

struct suppression {
    const json_t *value; /* its object in the policy file */
    const kvjwk_rule *rule;
    const json_t *files, *kid;
    const char *pointer, *thumbprint;
    int64_t ends; /* first second on which it does not hold any more */
    char *text;   /* justification */
};

struct kvjwk_policy {
    struct mistakes mistakes;
    char *file, *text; /* of the policy file */
    size_t length;
    json_t *root;
    kvjwk_policy_options options;
    struct section *sections; /* the first is the policy itself */
    size_t section_count;
    struct suppression *suppressions;
    size_t suppression_count;
    struct azure azure;
    struct baseline baseline; /* what was given */
    bool gather, settled;
};

/* Reads what policy_judge found right. False when memory is out. */
bool policy_load(struct kvjwk_policy *policy, json_t *root);
void policy_unload(struct kvjwk_policy *policy);

/* ---- a run ---- */

struct kvjwk_policy_run {
    const struct kvjwk_policy *policy;
    kvjwk_target target;
    const kvjwk_edition *edition;
    bool allow_preview, has_now;
    int64_t now;
    kvjwk_thumbprint thumbprint;
    /* the document */
    char *file;
    size_t file_cap;
    uint8_t *fits;          /* sections whose files fit */
    uint8_t *ours;          /* suppressions whose files fit */
    bool pointers;          /* some fitting section has a pointer */
    uint8_t *weights;       /* of the fitting sections without a pointer */
    struct demands demands; /* likewise */
    /* the key */
    const kvjwk_key *key; /* NULL: none; identity is that of which key, at which offset */
    size_t key_offset;
    char identity[1100]; /* "" when it is not known yet */
    /* what was used */
    uint8_t *used; /* suppressions */
    uint8_t *met;  /* entries of the baseline */
    struct baseline gathered;
    bool failed; /* memory was out */
};

/* The demands of the key at hand. */
void run_demands(struct kvjwk_policy_run *run, const kvjwk_key *key, struct demands *out);
/* What a rule weighs at a place. */
enum weight run_weight(struct kvjwk_policy_run *run, const kvjwk_rule *rule, const char *pointer);
/* Thumbprint or kid of a key, or "" when it has none: what a baseline knows it by. */
const char *run_identity(struct kvjwk_policy_run *run, const kvjwk_key *key);

/* The findings of "keys", and those of Azure Policy. */
void policy_check_demands(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_reporter *to);

/* pattern: a pointer with the stars of glob.h. True for what it means and all inside of it. */
bool pointer_fits(const char *pattern, const char *pointer);
/* One pattern or several. */
bool file_fits(const json_t *patterns, const char *file);
bool text_fits(const json_t *patterns, struct span text);

#endif
