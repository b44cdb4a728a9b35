// SPDX-License-Identifier: MIT
/* What the command line says, for all commands; each command's options fill what it uses. */
#ifndef KVJWK_TOOL_SETTINGS_H
#define KVJWK_TOOL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "kvjwk/input.h"
#include "kvjwk/kvjwk.h"
#include "kvjwk/material.h"
#include "kvjwk/report.h"

#define REPORTS_MAX 16
#define JOBS_MAX 256
#define POLICY_TEXTS_MAX 256

enum policy_text { POLICY_AZURE, POLICY_DEFINITION, POLICY_PARAMETERS, POLICY_PROFILE };

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct wanted_report {
    const kvjwk_format *format;
    const char *path; /* NULL: standard output */
};

struct settings {
    const struct command *command;
    char **operands;
    size_t operand_count;

    /* check */
    kvjwk_options check;
    bool as_of_given;
    bool lines;                   /* --kind ndjson */
    const kvjwk_kind *input_kind; /* --kind of a format of kvjwk/input.h; NULL: none */
    bool auto_target;
    const char *parameters_path; /* NULL: not given */
    const void *parameters;      /* its text */
    size_t parameters_length;
    struct wanted_report reports[REPORTS_MAX];
    size_t report_count;
    kvjwk_severity fail_on;
    bool fail_never, quiet;
    kvjwk_sarif sarif;
    enum color color;
    size_t jobs; /* 0: as many as there are processors */
    const char *stdin_name;
    kvjwk_material_level material;
    bool across;
    const char *groups; /* --gcd-groups; NULL: not given */

    struct {
        const char *file;                      /* --policy; NULL: looked for */
        bool none;                             /* --no-policy */
        const char *texts[POLICY_TEXTS_MAX];   /* what the other options give, in their order */
        unsigned char kinds[POLICY_TEXTS_MAX]; /* enum policy_text */
        size_t count;
        const char *baseline, *write_baseline;
        bool strict;
    } policy;
    bool target_given, edition_given; /* on the command line */

    /* matrix and rules */
    const kvjwk_kty *kty;
    unsigned size; /* 0: not given */
    const kvjwk_param *curve;
    const kvjwk_alg *alg;
    const kvjwk_op *op;
    bool ask;
    const char *level, *prefix;
    const char *style; /* --format of matrix, rules and thumbprint */

    /* thumbprint */
    bool uri, allow_secret;

    /* report */
    struct {
        bool compliance; /* the reports are those of kvjwk_compliance_open */
        kvjwk_compliance_options options;
        char *tag; /* of options, when it is ours */
        bool merge;
        const char *compare; /* NULL: not given */
        char *rotation;      /* a file or folder with rotation policies; NULL: not given */
    } report;

    /* gcd-shard */
    const char *out; /* NULL: standard output */

    /* vectors: check.target is not only asked about, it is the only one to run */
    bool strict_target;

    /* corpus */
    struct {
        const char *cmd; /* NULL: not given */
        unsigned layers; /* bit i: layer i; 0: not given */
        size_t timeout, seed, count;
        bool count_given;
    } corpus;

    /* run; texts are as given, NULL: not */
    struct {
        const char *op, *alg, *key, *in, *out;
        const char *signature, *iv, *aad, *tag;
        bool message, allow_unknown, require_valid;
    } run;
};

/* ---- for options of several commands: see struct option ----------------------------------------
 */

const char *known_target(size_t i);
const char *known_edition(size_t i);
const char *take_target(struct settings *s, const char *value);
const char *take_edition(struct settings *s, const char *value);
const char *take_preview(struct settings *s, const char *value);
const char *take_style(struct settings *s, const char *value);
const char *take_as_of(struct settings *s, const char *value);

/* Rows of a command's table of options, for commands that look at a policy: see policies.c. */
#define POLICY_OPTIONS                                                                             \
    {"policy",   'p',                                                                              \
     "FILE",     "policy file (default: the nearest .kvjwk.json, from the input upwards)",         \
     NULL,       false,                                                                            \
     take_policy},                                                                                 \
        {"no-policy", 0, NULL, "look for no policy file", NULL, false, take_no_policy},            \
        {"azure-policy",                                                                           \
         0,                                                                                        \
         "GUID[=P:V,...]",                                                                         \
         "a definition of Azure Policy that is assigned, with its parameters, effect among them; " \
         "a list has + between its items; may be given several times",                             \
         NULL,                                                                                     \
         false,                                                                                    \
         take_azure},                                                                              \
        {"azure-policy-file",                                                                      \
         0,                                                                                        \
         "FILE",                                                                                   \
         "the JSON of a definition of Azure Policy for keys, which is then assigned",              \
         NULL,                                                                                     \
         false,                                                                                    \
         take_definition},                                                                         \
        {"azure-policy-parameters",                                                                \
         0,                                                                                        \
         "FILE",                                                                                   \
         "JSON of an assignment of Azure Policy, of several, of an initiative, or of parameters",  \
         NULL,                                                                                     \
         false,                                                                                    \
         take_parameters},                                                                         \
    {                                                                                              \
        "profile", 0, "NAME", "what an initiative of Azure Policy asks of keys", known_profile,    \
            false, take_profile                                                                    \
    }

const char *known_profile(size_t i);
const char *take_policy(struct settings *s, const char *value);
const char *take_no_policy(struct settings *s, const char *value);
const char *take_azure(struct settings *s, const char *value);
const char *take_definition(struct settings *s, const char *value);
const char *take_parameters(struct settings *s, const char *value);
const char *take_profile(struct settings *s, const char *value);

/* A decimal number from least to most. */
bool read_number(size_t *out, const char *text, size_t least, size_t most);

#endif
