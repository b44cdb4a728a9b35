// SPDX-License-Identifier: MIT
/*
 * Policy files, definitions and parameters of Azure Policy, baselines. Each text is tried as each
 * of them.
 *
 * - It is taken, or refused with a mistake that is told: one printable line, at a place of the
 * text.
 * - What is taken and written anew (other white space and escapes) is taken again, is shown as the
 *   same, and means the same for a fixed set of keys; members in another order mean the same, too.
 * - What is shown, and every finding, is printable; findings stand where they say.
 * - A baseline of the findings, read again, leaves none that counts, and no entry is stale.
 */
#include <jansson.h>

#include "kvjwk/policy.h"
#include "places.h"

enum role { ROLE_FILE, ROLE_DEFINITION, ROLE_PARAMETERS, ROLE_BASELINE, ROLE_OPTION, ROLES };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    json_object_seed(1); /* the same again with every run */
    return 0;
}

/* ---- a policy from its text ---- */

struct reading {
    kvjwk_policy *policy; /* NULL: it was refused */
    size_t lines, mistakes;
};

static void take_mistake(void *ctx, const kvjwk_mistake *m)
{
    struct reading *r = ctx;

    r->mistakes++;
    if (m->message[0] == '\0' || !is_printable(m->message, strlen(m->message), false))
        broken("a mistake is empty or not printable: %s", m->message);
    if (m->file == NULL) {
        require(m->line == 0 && m->column == 0, "what is in no file has no place");
        return;
    }
    require(m->line >= 1 && m->column >= 1, "places count from 1");
    if (m->line > r->lines)
        broken("a mistake in line %zu of %zu: %s", m->line, r->lines, m->message);
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 1;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n' || text[i] == '\r';
    return lines;
}

static kvjwk_status add_text(kvjwk_policy *policy, enum role role, const char *text, size_t length)
{
    switch (role) {
    case ROLE_FILE:
        return kvjwk_policy_read(policy, "policy.json", text, length);
    case ROLE_DEFINITION:
        return kvjwk_policy_azure_definition(policy, "definition.json", text, length);
    case ROLE_PARAMETERS:
        return kvjwk_policy_azure_parameters(policy, "parameters.json", text, length);
    case ROLE_BASELINE:
        return kvjwk_policy_baseline(policy, "baseline.json", text, length);
    default:
        return kvjwk_policy_azure(policy, text);
    }
}

/* text has a NUL behind it. */
static bool read_policy(struct reading *r, enum role role, const char *text, size_t length)
{
    kvjwk_status status;

    memset(r, 0, sizeof(*r));
    r->lines = count_lines(text, length);
    require(kvjwk_policy_new(&r->policy, take_mistake, r) == KVJWK_OK, "memory");
    status = add_text(r->policy, role, text, length);
    if (status == KVJWK_OK)
        status = kvjwk_policy_settle(r->policy);
    require(status == KVJWK_OK || status == KVJWK_ERR_ARGUMENT, "it is taken or refused");
    require((status == KVJWK_OK) == (r->mistakes == 0), "a refusal has a mistake");
    if (status != KVJWK_OK)
        kvjwk_policy_free(&r->policy);
    return status == KVJWK_OK;
}

/* ---- what it means ---- */

#define X "\"x\":\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U\""
#define Y "\"y\":\"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk\""
#define VAULT "https://contoso.vault.azure.net/keys/"

static const char *const documents[] = {
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"key_ops\":[\"verify\"]," X "," Y "}",
    "{\"key\":{\"kty\":\"EC-HSM\",\"crv\":\"P-256\",\"kid\":\"" VAULT
    "prod-a/0123456789abcdef0123456789abcdef\",\"key_ops\":[\"sign\",\"verify\"]," X "," Y "},"
    "\"attributes\":{\"enabled\":true,\"nbf\":1764000000,\"exp\":1803254400,\"created\":1764000000,"
    "\"updated\":1764000000,\"recoveryLevel\":\"Recoverable+Purgeable\",\"hsmPlatform\":\"2\"},"
    "\"tags\":{\"owner\":\"payments\",\"stage\":\"prod\"}}",
    "{\"kty\":\"RSA\",\"key_size\":2048,\"key_ops\":[\"sign\",\"encrypt\"],\"attributes\":{\"exp\":"
    "1900000000}}",
    "{\"kty\":\"EC\",\"crv\":\"P-256K\",\"attributes\":{}}",
    "{\"id\":\"" VAULT "a/rotationpolicy\",\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":"
    "\"P18M\"},\"action\":{\"type\":\"Rotate\"}},{\"trigger\":{\"timeBeforeExpiry\":\"P10D\"},"
    "\"action\":{\"type\":\"Notify\"}}],\"attributes\":{\"expiryTime\":\"P2Y\"}}",
    "{\"value\":[{\"kid\":\"" VAULT "a\",\"attributes\":{\"enabled\":true}}],\"nextLink\":null}",
};
#define DOCUMENTS (sizeof(documents) / sizeof(documents[0]))

static kvjwk_options options_of(const kvjwk_policy *policy)
{
    const kvjwk_policy_options own = kvjwk_policy_option(policy);
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    if (own.has_target)
        options.target = own.target;
    if (own.edition != NULL)
        options.edition = own.edition;
    if (own.has_preview)
        options.allow_preview = own.allow_preview;
    options.has_now = true;
    options.now = FUZZ_NOW;
    return options;
}

static kvjwk_policy_run *start(const kvjwk_policy *policy, kvjwk_options *options)
{
    kvjwk_policy_run *run;

    *options = options_of(policy);
    require(kvjwk_policy_run_new(&run, policy, options, NULL) == KVJWK_OK, "memory");
    options->extension = kvjwk_policy_extension(run);
    options->reviewer = kvjwk_policy_reviewer(run);
    return run;
}

static void judge(struct outcome *o, kvjwk_policy_run *run, const kvjwk_options *options, size_t i)
{
    static const char *const files[] = {"keys/a.json", "test/b.jwks.json", "legacy/c.json"};

    require(kvjwk_policy_document(run, files[i % 3]) == KVJWK_OK, "memory");
    run_check(o, documents[i], strlen(documents[i]), options);
    require(o->status == KVJWK_OK, "a document is judged");
}

/* Findings come in the order of what demands them. */
static void require_same_meaning(const kvjwk_policy *a, const kvjwk_policy *b, bool ordered)
{
    kvjwk_options of_a, of_b;
    kvjwk_policy_run *run_a = start(a, &of_a), *run_b = start(b, &of_b);

    for (size_t i = 0; i < DOCUMENTS; i++) {
        judge(outcome_a(), run_a, &of_a, i);
        judge(outcome_b(), run_b, &of_b, i);
        if (ordered ? same_outcome(outcome_a(), outcome_b())
                    : same_findings(outcome_a(), outcome_b(), true) &&
                          same_keys(outcome_a(), outcome_b()))
            continue;
        print_outcome(outcome_a());
        print_outcome(outcome_b());
        broken("a policy that is written anew means another: document %zu", i);
    }
    kvjwk_policy_run_free(&run_a);
    kvjwk_policy_run_free(&run_b);
}

/* ---- what is said ---- */

static int hear_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)key_index;
    check_finding_place(payload, f);
    if (f->suppressed != NULL)
        require(is_printable(f->suppressed, strlen(f->suppressed), false),
                "why a finding does not count is printable");
    return 0;
}

static void listen(const kvjwk_policy *policy)
{
    kvjwk_options options;
    kvjwk_policy_run *run = start(policy, &options);

    for (size_t i = 0; i < DOCUMENTS; i++) {
        size_t size = strlen(documents[i]);
        struct document *d = document_open(documents[i], size, &options.limits, false);
        kvjwk_sink sink = {hear_finding, NULL, d, false};

        require(kvjwk_check(documents[i], size, &options, &sink, NULL) == KVJWK_OK, "it is judged");
        document_close(d);
    }
    kvjwk_policy_run_free(&run);
}

/* ---- what is shown ---- */

struct shown {
    char *text;
    size_t length;
};

static int append(void *ctx, const char *text, size_t length)
{
    struct shown *s = ctx;

    s->text = realloc(s->text, s->length + length + 1);
    require(s->text != NULL, "memory");
    memcpy(s->text + s->length, text, length);
    s->length += length;
    s->text[s->length] = '\0';
    return 0;
}

static struct shown show(const kvjwk_policy *policy)
{
    struct shown s = {0};

    require(kvjwk_policy_show(policy, append, &s) == KVJWK_OK, "a policy can be shown");
    require(s.length > 0 && s.text[s.length - 1] == '\n', "each line ends");
    require(is_printable(s.text, s.length, true), "what is shown is printable");
    return s;
}

static void require_same_show(const kvjwk_policy *a, const kvjwk_policy *b)
{
    struct shown of_a = show(a), of_b = show(b);

    if (strcmp(of_a.text, of_b.text) != 0)
        broken("a policy that is written anew is shown as\n%s\nnot as\n%s", of_b.text, of_a.text);
    free(of_a.text);
    free(of_b.text);
}

/* ---- written anew ---- */

static void check_anew(const kvjwk_policy *policy, enum role role, const json_t *root, size_t flags)
{
    char *text = json_dumps(root, flags | JSON_ENCODE_ANY);
    bool ordered = !(flags & JSON_SORT_KEYS);
    struct reading again;

    if (text == NULL) /* U+0000 in a name */
        return;
    if (!read_policy(&again, role, text, strlen(text)))
        broken("a policy that was taken is refused when it is written anew: %s", text);
    if (ordered)
        require_same_show(policy, again.policy);
    require_same_meaning(policy, again.policy, ordered);
    kvjwk_policy_free(&again.policy);
    free(text);
}

/* ---- baselines ---- */

/* As `kvjwk check --write-baseline` does it, for a policy that has none yet. */
static char *baseline_of(enum role role, const char *text, size_t length, size_t *written)
{
    struct reading r;
    kvjwk_options options;
    kvjwk_policy_run *run;
    char *baseline;

    require(read_policy(&r, role, text, length), "it is taken again");
    kvjwk_policy_gather(r.policy);
    run = start(r.policy, &options);
    for (size_t i = 0; i < DOCUMENTS; i++)
        judge(outcome_a(), run, &options, i);
    baseline = kvjwk_policy_run_baseline(run, written);
    require(baseline != NULL, "memory");
    kvjwk_policy_run_free(&run);
    kvjwk_policy_free(&r.policy);
    return baseline;
}

static void check_baseline(enum role role, const char *text, size_t length)
{
    kvjwk_policy *policy;
    kvjwk_options options;
    kvjwk_policy_run *run;
    size_t written;
    char *baseline = baseline_of(role, text, length, &written);

    require(kvjwk_policy_new(&policy, NULL, NULL) == KVJWK_OK, "memory");
    require(add_text(policy, role, text, length) == KVJWK_OK, "it is taken again");
    require(kvjwk_policy_baseline(policy, "b.json", baseline, written) == KVJWK_OK,
            "a baseline that was written is read");
    require(kvjwk_policy_settle(policy) == KVJWK_OK, "it is taken again");
    run = start(policy, &options);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        judge(outcome_a(), run, &options, i);
        if (outcome_a()->summary.errors + outcome_a()->summary.warnings == 0)
            continue;
        print_outcome(outcome_a());
        broken("a finding of the baseline counts: document %zu", i);
    }
    require(kvjwk_policy_run_stale(run) == 0, "each entry meets its finding");
    kvjwk_policy_run_free(&run);
    kvjwk_policy_free(&policy);
    free(baseline);
}

static void try(enum role role, const char *text, size_t length)
{
    struct reading r;
    json_t *root;
    struct shown shown;

    if (!read_policy(&r, role, text, length))
        return;
    shown = show(r.policy);
    free(shown.text);
    listen(r.policy);
    root = role == ROLE_OPTION ? NULL : json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    require(root != NULL || role == ROLE_OPTION, "what is taken is JSON");
    if (root != NULL) {
        check_anew(r.policy, role, root, JSON_COMPACT | JSON_ENSURE_ASCII);
        check_anew(r.policy, role, root, JSON_INDENT(1) | JSON_SORT_KEYS);
    }
    if (role != ROLE_BASELINE)
        check_baseline(role, text, length);
    json_decref(root);
    kvjwk_policy_free(&r.policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    require(text != NULL, "memory");
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    for (enum role role = ROLE_FILE; role < ROLES; role++)
        if (role != ROLE_OPTION || strlen(text) == size)
            try(role, text, size);
    free(text);
    return 0;
}
