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
#include "judge.h"
#include "octets.h"

/* ---- options ---- */

/* The kinds of the core and of kvjwk/input.h, and what is no kind of document but a way to hold
 * many. */
static const char *known_kind(size_t i)
{
    const size_t core = kvjwk_kind_count(), ours = kvjwk_input_kind_count();

    if (i < core)
        return kvjwk_kind_at(i)->name;
    if (i < core + ours)
        return kvjwk_input_kind_at(i - core)->name;
    return i == core + ours ? "ndjson" : NULL;
}

static const char *take_kind(struct settings *s, const char *value)
{
    s->lines = strcmp(value, "ndjson") == 0;
    s->check.kind = kvjwk_kind_find(value);
    s->input_kind = kvjwk_input_kind_find(value);
    return NULL;
}

/* Every target, and the one that the document names. */
static const char *known_check_target(size_t i)
{
    return i == KVJWK_TARGET_RFC + 1 ? "auto" : known_target(i);
}

static const char *take_check_target(struct settings *s, const char *value)
{
    s->auto_target = strcmp(value, "auto") == 0;
    return take_target(s, s->auto_target ? kvjwk_target_name(KVJWK_TARGET_ANY) : value);
}

static const char *take_template_parameters(struct settings *s, const char *value)
{
    s->parameters_path = value;
    return NULL;
}

static const char *known_api(size_t i)
{
    const kvjwk_api_version *api = kvjwk_api_version_at(i);

    return api == NULL ? NULL : api->name;
}

static const char *take_api(struct settings *s, const char *value)
{
    s->check.api = kvjwk_api_version_find(value);
    return NULL;
}

/* The formats, and what picks one. */
static const char *known_format(size_t i)
{
    const kvjwk_format *format = kvjwk_format_at(i);

    if (format != NULL)
        return format->name;
    return i == kvjwk_format_count() ? "auto" : NULL;
}

static bool is_taken(const struct settings *s, const char *path)
{
    for (size_t i = 0; i < s->report_count; i++) {
        const char *other = s->reports[i].path;

        if (path == NULL ? other == NULL : other != NULL && strcmp(path, other) == 0)
            return true;
    }
    return false;
}

/* NAME[:PATH] */
static const char *take_format(struct settings *s, const char *value)
{
    char name[32];
    size_t length = strcspn(value, ":");
    struct wanted_report *wanted = &s->reports[s->report_count];
    const char *path = value[length] == ':' ? value + length + 1 : NULL;

    if (length >= sizeof(name))
        return "";
    memcpy(name, value, length);
    name[length] = '\0';
    if (s->report_count == REPORTS_MAX)
        return "at most 16 formats";
    if (path != NULL && *path == '\0')
        return "a path behind the colon";
    if (path != NULL && strcmp(path, "-") == 0)
        path = NULL;
    if (is_taken(s, path))
        return "another path: NAME:PATH; this place has a report already";
    wanted->format = kvjwk_format_find(strcmp(name, "auto") == 0 ? ci_format() : name);
    wanted->path = path;
    s->report_count++;
    return wanted->format == NULL ? "" : NULL;
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

static const char *take_jobs(struct settings *s, const char *value)
{
    return read_number(&s->jobs, value, 1, JOBS_MAX) ? NULL : "a number from 1 to 256";
}

static const char *take_stdin_name(struct settings *s, const char *value)
{
    s->stdin_name = value;
    return NULL;
}

static const char *known_material(size_t i)
{
    return i <= KVJWK_MATERIAL_DEEP ? kvjwk_material_level_name((kvjwk_material_level)i) : NULL;
}

static const char *take_material(struct settings *s, const char *value)
{
    return kvjwk_material_level_find(&s->material, value) ? NULL : "";
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

#define TAKE_LIMIT(member, most)                                                                   \
    static const char *take_max_##member(struct settings *s, const char *value)                    \
    {                                                                                              \
        return read_number(&s->check.limits.member, value, 1, most) ? NULL                         \
                                                                    : "a number from 1 to " #most; \
    }

TAKE_LIMIT(bytes, 4000000000)
TAKE_LIMIT(depth, 100000)
TAKE_LIMIT(members, 100000000)
TAKE_LIMIT(keys, 100000000)
TAKE_LIMIT(integer_bits, 1000000)
TAKE_LIMIT(findings, 100000000)

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

/* The clock of reproducible builds, unless the user named a day. */
static bool apply_source_date(struct settings *s)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    size_t seconds;

    if (s->as_of_given || epoch == NULL || *epoch == '\0')
        return true;
    if (!read_number(&seconds, epoch, 0, 253402300799)) {
        complain(s->command, "SOURCE_DATE_EPOCH=%s: expected seconds since 1970", printable(epoch));
        return false;
    }
    s->check.now = (int64_t)seconds;
    return true;
}

/* Reads --parameters, and tries whether the library takes them. */
static bool read_parameters(struct settings *s, struct octets *octets)
{
    kvjwk_input_options trial = KVJWK_INPUT_OPTIONS_INIT;
    kvjwk_input *input;
    kvjwk_status status;
    int error;

    if (s->parameters_path == NULL)
        return true;
    error = octets_read(octets, s->parameters_path, s->check.limits.bytes);
    if (error != 0) {
        complain(s->command, "cannot read %s: %s", printable(s->parameters_path), strerror(error));
        return false;
    }
    s->parameters = trial.parameters = octets->at;
    s->parameters_length = trial.parameters_length = octets->length;
    status = kvjwk_input_new(&input, &trial);
    kvjwk_input_free(&input);
    if (status != KVJWK_OK)
        complain(s->command, "%s is no ARM parameters file: expected {\"parameters\": {...}}",
                 printable(s->parameters_path));
    return status == KVJWK_OK;
}

static size_t jobs_of(const struct settings *s)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (s->jobs > 0)
        return s->jobs;
    if (online < 1)
        return 1;
    return online > JOBS_MAX ? JOBS_MAX : (size_t)online;
}

static struct batch *take_batch(void *ctx)
{
    return crew_take(ctx);
}

static void give_batch(void *ctx, struct batch *batch)
{
    crew_give(ctx, batch);
}

/* Reads all operands into the crew. False when memory was out. */
static bool feed_all(struct judge *judge, const struct settings *s)
{
    struct feed feed = {
        .take = take_batch,
        .give = give_batch,
        .ctx = judge->crew,
        .limit = s->check.limits.bytes,
        .lines = s->lines,
        .stdin_name = s->stdin_name,
        .is_output = outputs_have,
        .outputs = judge->outputs,
    };

    if (feed_begin(&feed))
        for (size_t i = 0; i < s->operand_count && feed_operand(&feed, s->operands[i]); i++)
            continue;
    feed_end(&feed);
    return !feed.out_of_memory;
}

static bool run_crew(struct judge *judge, const struct settings *s)
{
    const struct crew_plan plan = {jobs_of(s), judge, judge_work, judge_settle, judge_drop};
    bool fed;

    judge->crew = crew_new(&plan);
    if (judge->crew == NULL)
        return false;
    fed = feed_all(judge, s);
    return crew_finish(&judge->crew) && fed;
}

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
