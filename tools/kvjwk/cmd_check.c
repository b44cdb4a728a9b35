// SPDX-License-Identifier: MIT
/* kvjwk check: validates files, folders and streams. */
#define _POSIX_C_SOURCE 200809L

#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "ci.h"
#include "gather.h"
#include "octets.h"
#include "reading.h"

/* ---- options ---- */

/* The formats, and what picks one. */
static const char *known_format(size_t i)
{
    const kvjwk_format *format = kvjwk_format_at(i);

    if (format != NULL)
        return format->name;
    return i == kvjwk_format_count() ? "auto" : NULL;
}

static const kvjwk_format *find_check_format(const char *name)
{
    return kvjwk_format_find(strcmp(name, "auto") == 0 ? ci_format() : name);
}

static const char *take_format(struct settings *s, const char *value)
{
    return take_report_format(s, value, find_check_format);
}

static const char *known_threshold(size_t i)
{
    static const char *const names[] = {"error", "warning", "note", "never"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const char *take_fail_on(struct settings *s, const char *value)
{
    static const kvjwk_severity severities[] = {KVJWK_ERROR, KVJWK_WARNING, KVJWK_NOTE};

    s->fail_never = strcmp(value, "never") == 0;
    for (size_t i = 0; i < 3; i++)
        if (strcmp(known_threshold(i), value) == 0)
            s->fail_on = severities[i];
    return NULL;
}

static const char *take_quiet(struct settings *s, const char *value)
{
    (void)value;
    s->quiet = true;
    return NULL;
}

static const char *known_color(size_t i)
{
    static const char *const names[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const char *take_color(struct settings *s, const char *value)
{
    for (size_t i = 0; known_color(i) != NULL; i++)
        if (strcmp(known_color(i), value) == 0)
            s->color = (enum color)i;
    return NULL;
}

static const char *take_across(struct settings *s, const char *value)
{
    (void)value;
    s->across = true;
    return NULL;
}

static const char *take_groups(struct settings *s, const char *value)
{
    s->groups = value;
    return NULL;
}

static const char *take_baseline(struct settings *s, const char *value)
{
    s->policy.baseline = value;
    return NULL;
}

static const char *take_write_baseline(struct settings *s, const char *value)
{
    s->policy.write_baseline = value;
    return NULL;
}

static const char *take_strict(struct settings *s, const char *value)
{
    (void)value;
    s->policy.strict = true;
    return NULL;
}

static const char *take_sarif_all(struct settings *s, const char *value)
{
    (void)value;
    s->sarif = KVJWK_SARIF_ALL;
    return NULL;
}

static const char *take_code_scanning(struct settings *s, const char *value)
{
    (void)value;
    s->sarif = KVJWK_SARIF_ALERTS;
    return NULL;
}

static const struct option options[] = {
    {"target", 't', "T",
     "where the key is going; any (the default): one of the three services must "
     "take it, and the answer tells which; auto: the SKU of the vault in the same template or plan "
     "decides; rfc: RFC 7517 and 7518 alone",
     known_check_target, false, take_check_target},
    {"edition", 0, "E", "state of Microsoft's documentation to judge by (default: the newest)",
     known_edition, false, take_edition},
    {"allow-preview", 0, NULL, "previews count as supported", NULL, false, take_preview},
    {"as-of", 0, "DATE",
     "judge as on this day at 00:00 UTC, or at this RFC 3339 time (default: SOURCE_DATE_EPOCH when "
     "set, otherwise now)",
     NULL, false, take_as_of},
    {"kind", 'k', "KIND",
     "what the documents are (default: found out from their members); ndjson: a document a line",
     known_kind, false, take_kind},
    {"parameters", 0, "FILE", "ARM templates: values of their parameters", NULL, false,
     take_template_parameters},
    {"api-version", 0, "V", "version of the Key Vault API in use (default: the newest)", known_api,
     false, take_api},
    {"material", 'm', "LEVEL",
     "arithmetic on key material: quick (the default; a microsecond for a public key), full (tens "
     "of microseconds: keys of broken generators), deep (tens of milliseconds: is p prime, does d "
     "belong to x)",
     known_material, false, take_material},
    {"across", 0, NULL,
     "also compare all keys with each other: duplicates, one secret in two keys, common primes of "
     "RSA moduli; reads everything twice",
     NULL, false, take_across},
    {"gcd-groups", 0, "FILE", "with --across: common primes as kvjwk gcd-shard pair found them",
     NULL, false, take_groups},
    POLICY_OPTIONS,
    {"baseline", 0, "FILE",
     "findings that are written there do not count; they come back when their key changes", NULL,
     false, take_baseline},
    {"write-baseline", 0, "FILE",
     "write all findings of this run to FILE; they do not count, now and with --baseline", NULL,
     false, take_write_baseline},
    {"strict-suppressions", 0, NULL,
     "exit code 5 when a suppression of the policy file is unused or has expired", NULL, false,
     take_strict},
    {"format", 'f', "F[:PATH]",
     "format of the report, and a file for it; may be given several times, once without a file "
     "(default: text); auto: what the build service understands, text where there is none",
     known_format, true, take_format},
    {"fail-on", 0, "LEVEL", "least severity that makes the exit code 1 (default: error)",
     known_threshold, false, take_fail_on},
    {"quiet", 'q', NULL,
     "text: show only findings that reach --fail-on and, when there are some, the summary; no line "
     "about each key",
     NULL, false, take_quiet},
    {"color", 0, "WHEN",
     "colours in text; auto (the default): on a terminal, unless NO_COLOR is set", known_color,
     false, take_color},
    {"jobs", 'j', "N", "threads for folders and long streams (default: one for each processor)",
     NULL, false, take_jobs},
    {"stdin-filename", 0, "NAME", "name of standard input in the report (default: <stdin>)", NULL,
     false, take_stdin_name},
    {"code-scanning", 0, NULL,
     "SARIF: leave out what is unknown or suppressed, since GitHub would show it as alerts", NULL,
     false, take_code_scanning},
    {"sarif-all", 0, NULL,
     "SARIF: more than the 25000 results that code scanning takes, for archives", NULL, false,
     take_sarif_all},
    {"max-bytes", 0, "N", "limit on a document, or on a line of a stream (default: 67108864)", NULL,
     false, take_max_bytes},
    {"max-depth", 0, "N", "limit on nested arrays and objects (default: 64)", NULL, false,
     take_max_depth},
    {"max-members", 0, "N", "limit on the members of an object (default: 16384)", NULL, false,
     take_max_members},
    {"max-keys", 0, "N", "limit on the keys of a document (default: 1000000)", NULL, false,
     take_max_keys},
    {"max-integer-bits", 0, "N", "limit on n, e, d and the like (default: 16384)", NULL, false,
     take_max_integer_bits},
    {"max-findings", 0, "N", "limit on the findings of a document (default: 10000)", NULL, false,
     take_max_findings},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- the run ---- */

static void tell_kinds(const struct settings *s)
{
    complain(s->command, "nothing was checked: no key found. Known are:");
    for (size_t i = 0; i < kvjwk_kind_count(); i++)
        fprintf(stderr, "  %-20s %s\n", kvjwk_kind_at(i)->name, kvjwk_kind_at(i)->title);
    for (size_t i = 0; i < kvjwk_input_kind_count(); i++)
        fprintf(stderr, "  %-20s %s\n", kvjwk_input_kind_at(i)->name,
                kvjwk_input_kind_at(i)->title);
    fputs("--kind says what a document is when its members do not.\n", stderr);
}

static bool material_makes_sense(const struct settings *s)
{
    if (s->groups != NULL && !s->across) {
        complain(s->command, "--gcd-groups is for --across");
        return false;
    }
    if (s->across && s->material == KVJWK_MATERIAL_OFF) {
        complain(s->command, "--across needs --material quick, full or deep");
        return false;
    }
    return !s->across || gather_twice(s);
}

static int run_with(struct settings *s)
{
    static struct outputs outputs;
    static struct judge judge;
    struct policies policies;
    int code;

    if (!policies_open(&policies, s)) {
        policies_close(&policies);
        return EXIT_USAGE;
    }
    if (s->report_count == 0)
        s->reports[s->report_count++].format = kvjwk_format_find("text");
    if (!outputs_open(&outputs, s)) {
        policies_close(&policies);
        return EXIT_USAGE;
    }
    judge_init(&judge, s, &policies, &outputs);
    if (s->across && !judge_compare(&judge)) {
        judge.broken = true;
    } else if (!run_crew(&judge, s)) {
        complain(s->command, "out of memory");
        judge.broken = true;
    }
    judge_conclude(&judge);
    judge_free(&judge);
    policies_close(&policies);
    code = judge_exit_code(&judge);
    if (!outputs_close(&outputs, s, &judge.totals, code))
        return EXIT_USAGE;
    if (code == EXIT_NOTHING)
        tell_kinds(s);
    return code;
}

static int run(struct settings *s)
{
    struct octets parameters = {NULL, 0};
    int code = EXIT_USAGE;

    if (apply_source_date(s) && material_makes_sense(s) && read_parameters(s, &parameters))
        code = run_with(s);
    octets_free(&parameters);
    return code;
}

const struct command command_check = {
    .name = "check",
    .operands = "FILE|DIR|-...",
    .summary = "validate keys: files, folders, standard input (-)",
    .about =
        "Reads JWKs, JWK Sets, key bundles, requests, policies and lists; keys in ARM templates "
        "(and "
        "what Bicep compiles to), Terraform plans and states, Pulumi previews, PEM and DER; and "
        "says "
        "what is wrong with them, where, by which rule, and how to mend it.\n\n"
        "A folder is walked in the order of names: *.json, *.jwk, *.jwks, *.ndjson, *.jsonl, "
        "*.byok, "
        "*.tfstate, *.pem, *.der, *.crt, *.cer and *.key; hidden entries and links to folders are "
        "left out. A file that could not be read is reported, and the run goes on.\n\n"
        "A file with a JSON value on its first line and more on the next, or named *.ndjson or "
        "*.jsonl, has a document a line and is read as a stream of any length.\n\n"
        "    kvjwk check --target vault-premium key.json\n"
        "    kvjwk check --format text --format sarif:kvjwk.sarif keys/\n"
        "    kvjwk check --format auto --format junit:kvjwk.xml keys/\n"
        "    az keyvault key show --id ID | kvjwk check -\n"
        "    terraform show -json plan.out | kvjwk check --target auto -\n"
        "    kvjwk check --target auto --parameters prod.parameters.json main.json\n\n"
        "Exit codes; when several apply, the first of 2, 3, 1, 4, 5:\n\n"
        "    0  nothing at or above --fail-on\n"
        "    1  findings at or above --fail-on\n"
        "    2  usage error, a mistake in a policy, or a report that could not be written\n"
        "    3  an input could not be read or is neither JSON nor PEM\n"
        "    4  nothing was checked: no key found\n"
        "    5  with --strict-suppressions: a suppression is unused or has expired",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run,
};
