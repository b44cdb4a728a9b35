// SPDX-License-Identifier: MIT
/*
 * kvjwk policy: what an organisation demands of its keys beyond what the service takes, Azure
 * Policy's own definitions for keys evaluated offline, suppressions and baselines. Its rules are
 * those of kvjwk_rule_at whose id begins with "policy-".
 *
 *     kvjwk_policy_new, kvjwk_policy_read and the like, kvjwk_policy_settle
 *     each thread:  kvjwk_policy_run_new(&run, policy, &options, kvjwk_key_thumbprint);
 *                   options.extension = kvjwk_policy_extension(run);
 *                   options.reviewer = kvjwk_policy_reviewer(run);
 *                   kvjwk_checker_new(&checker, &options);
 *                   for every document kvjwk_policy_document, kvjwk_checker_run
 *     at the end:   kvjwk_policy_run_merge, kvjwk_policy_run_end
 *
 * A policy does not change once it is settled, and serves any number of threads. Nothing here opens
 * a file or reads a clock.
 */
#ifndef KVJWK_POLICY_H
#define KVJWK_POLICY_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- building a policy -------------------------------------------------------------------------
 */

/* Something that is wrong with a policy; texts stay during the callback only. */
typedef struct {
    const char *file;    /* as given; NULL: of the command line */
    size_t line, column; /* 1-based, columns in code points; 0 when file is NULL */
    const char *message; /* one line, with the nearest right word where there is one */
} kvjwk_mistake;

typedef struct kvjwk_policy kvjwk_policy;

/* mistake may be NULL. */
KVJWK_API kvjwk_status kvjwk_policy_new(kvjwk_policy **out,
                                        void (*mistake)(void *ctx, const kvjwk_mistake *mistake),
                                        void *ctx) KVJWK_MUST_USE;
KVJWK_API void kvjwk_policy_free(kvjwk_policy **policy); /* sets NULL; NULL is fine */

/*
 * All of these copy what they are given. KVJWK_ERR_ARGUMENT: there were mistakes, all of which were
 * told; the policy is then good for nothing but finding more of them.
 */

/* A policy file; at most one. The text is judged by the schema that kvjwk_policy_schema gives. */
KVJWK_API kvjwk_status kvjwk_policy_read(kvjwk_policy *policy, const char *file, const char *text,
                                         size_t length) KVJWK_MUST_USE;
/* Azure Policy: "GUID[@VERSION][=PARAMETER:VALUE,...]". Items of a list have a '+' between them,
 * the effect is a parameter. A second one for the same GUID adds to the first. */
KVJWK_API kvjwk_status kvjwk_policy_azure(kvjwk_policy *policy,
                                          const char *assignment) KVJWK_MUST_USE;
/* The JSON of a definition, as Azure publishes it: used instead of the built-in with its name. */
KVJWK_API kvjwk_status kvjwk_policy_azure_definition(kvjwk_policy *policy, const char *file,
                                                     const char *text,
                                                     size_t length) KVJWK_MUST_USE;
/* The JSON of an assignment, of several, of an initiative, or of parameters alone. */
KVJWK_API kvjwk_status kvjwk_policy_azure_parameters(kvjwk_policy *policy, const char *file,
                                                     const char *text,
                                                     size_t length) KVJWK_MUST_USE;
/* The definitions that an initiative assigns to keys, with its parameters: "mcsb-v2". */
KVJWK_API kvjwk_status kvjwk_policy_profile(kvjwk_policy *policy, const char *name) KVJWK_MUST_USE;
/* What kvjwk_policy_run_baseline wrote: those findings do not count any more. */
KVJWK_API kvjwk_status kvjwk_policy_baseline(kvjwk_policy *policy, const char *file,
                                             const char *text, size_t length) KVJWK_MUST_USE;
/* Remember findings for kvjwk_policy_run_baseline; they do not count in this run. */
KVJWK_API void kvjwk_policy_gather(kvjwk_policy *policy);

/* The last call before a run. Finds what only the whole can tell: a parameter that is missing. */
KVJWK_API kvjwk_status kvjwk_policy_settle(kvjwk_policy *policy) KVJWK_MUST_USE;

/* What the policy file says of the options of a run; NULL and false: nothing. */
typedef struct {
    bool has_target;
    kvjwk_target target;
    const kvjwk_edition *edition;
    bool has_preview, allow_preview;
} kvjwk_policy_options;

KVJWK_API kvjwk_policy_options kvjwk_policy_option(const kvjwk_policy *policy);

/* ---- running it --------------------------------------------------------------------------------
 */

typedef struct kvjwk_policy_run kvjwk_policy_run;

/* 43 characters of base64url and a NUL: kvjwk_key_thumbprint of kvjwk/material.h. */
typedef kvjwk_status (*kvjwk_thumbprint)(const kvjwk_key *key, char out[44]);

/* options are those of the checker: target, edition, time. thumbprint may be NULL: keys are then
 * known by their kid. The policy is settled and outlives the run. */
KVJWK_API kvjwk_status kvjwk_policy_run_new(kvjwk_policy_run **out, const kvjwk_policy *policy,
                                            const kvjwk_options *options,
                                            kvjwk_thumbprint thumbprint) KVJWK_MUST_USE;
KVJWK_API void kvjwk_policy_run_free(kvjwk_policy_run **run); /* sets NULL; NULL is fine */

/* For kvjwk_options; the run serves one checker at a time and outlives it. */
KVJWK_API kvjwk_extension kvjwk_policy_extension(kvjwk_policy_run *run);
KVJWK_API kvjwk_reviewer kvjwk_policy_reviewer(kvjwk_policy_run *run);

/* Before each document: its name as seen from the policy file, slashes between folders. */
KVJWK_API kvjwk_status kvjwk_policy_document(kvjwk_policy_run *run,
                                             const char *file) KVJWK_MUST_USE;

/* Adds what the other run has used and gathered. */
KVJWK_API kvjwk_status kvjwk_policy_run_merge(kvjwk_policy_run *into,
                                              const kvjwk_policy_run *from) KVJWK_MUST_USE;

/* Suppressions that are not used or have expired, as findings about the policy file. Returns their
 * number. sink may be NULL; it is not asked to go on. */
KVJWK_API size_t kvjwk_policy_run_end(const kvjwk_policy_run *run, const kvjwk_sink *sink);

/* Name of the policy file; NULL: there is none. */
KVJWK_API const char *kvjwk_policy_file(const kvjwk_policy *policy);

/* Entries of the baseline that no finding has met: the finding is mended, or its key changed. */
KVJWK_API size_t kvjwk_policy_run_stale(const kvjwk_policy_run *run);

/* What was gathered, as a baseline; free() it. NULL when memory is out. */
KVJWK_API char *kvjwk_policy_run_baseline(const kvjwk_policy_run *run, size_t *length);

/* ---- reading about it --------------------------------------------------------------------------
 */

typedef int (*kvjwk_policy_write)(void *ctx, const char *text, size_t length);

/* What is in force, as text. Non-zero from write stops. */
KVJWK_API kvjwk_status kvjwk_policy_show(const kvjwk_policy *policy, kvjwk_policy_write write,
                                         void *ctx) KVJWK_MUST_USE;
/* JSON Schema (draft 7) of policy files. */
KVJWK_API kvjwk_status kvjwk_policy_schema(kvjwk_policy_write write, void *ctx) KVJWK_MUST_USE;
/* Members of policy files, definitions of Azure Policy and profiles, as Markdown. */
KVJWK_API kvjwk_status kvjwk_policy_reference(kvjwk_policy_write write, void *ctx) KVJWK_MUST_USE;
/* A policy file to begin with. */
KVJWK_API const char *kvjwk_policy_example(void);

/* A definition of Azure Policy for keys. */
typedef struct {
    const char *guid, *version;
    const char *title;
    bool hsm;              /* for keys of a Managed HSM; false: of a vault */
    const char *effects;   /* "Audit, Deny, Disabled"; the first is the default */
    const char *parameter; /* besides effect; NULL: none */
    const char *value;     /* its default, items with '+' between them; NULL: it must be given */
    const char *allowed;   /* its allowed values; NULL: any number */
    const char *rule;      /* id of the rule that tells of it */
    const char *source;
} kvjwk_azure_policy;

KVJWK_API const kvjwk_azure_policy *kvjwk_azure_policy_at(size_t i); /* NULL past the end */

typedef struct {
    const char *name, *title, *version, *source;
} kvjwk_azure_profile;

KVJWK_API const kvjwk_azure_profile *kvjwk_azure_profile_at(size_t i); /* NULL past the end */

#ifdef __cplusplus
}
#endif
#endif
