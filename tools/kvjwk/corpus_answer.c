// SPDX-License-Identifier: MIT
/* kvjwk as an implementation like any other: it reads questions and answers each with one line. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include <stdlib.h>
#include <string.h>

#include "kvjwk/policy.h"
#include "octets.h"

struct asked {
    enum layer layer;
    kvjwk_input_options options;
    kvjwk_material_level material;
    bool across;
    struct octets policy, parameters; /* JSON; at NULL: not given */
};

/* ---- the profile: LAYER[:NAME=VALUE,...] -------------------------------------------------------
 */

static bool set_limit(kvjwk_limits *limits, const char *name, const json_t *value)
{
    const struct {
        const char *name;
        size_t *to;
    } rows[] = {
        {"bytes", &limits->bytes},       {"depth", &limits->depth},
        {"members", &limits->members},   {"keys", &limits->keys},
        {"findings", &limits->findings}, {"integer_bits", &limits->integer_bits},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].name, name) == 0 && json_integer_value(value) > 0) {
            *rows[i].to = (size_t)json_integer_value(value);
            return true;
        }
    return false;
}

static bool take_limits(struct asked *a, const char *text)
{
    struct octets json = {NULL, 0};
    json_t *limits = octets_of_base64url(&json, text)
                         ? json_loadb((const char *)json.at, json.length, 0, NULL)
                         : NULL;
    const char *name;
    json_t *value;
    bool ok = json_is_object(limits);

    json_object_foreach(limits, name, value)
    {
        ok = set_limit(&a->options.check.limits, name, value) && ok;
    }
    json_decref(limits);
    octets_free(&json);
    return ok;
}

static bool take_kind(struct asked *a, const char *name)
{
    a->options.check.kind = kvjwk_kind_find(name);
    if (a->options.check.kind == NULL)
        a->options.kind = kvjwk_input_kind_find(name);
    return a->options.check.kind != NULL || a->options.kind != NULL;
}

/* The parameters themselves; a parameters file has them in a member. */
static bool read_parameters(struct asked *a, const char *text)
{
    static const char before[] = "{\"parameters\":", behind[] = "}";
    struct octets given = {NULL, 0};
    bool ok = octets_of_base64url(&given, text);

    a->parameters.length = strlen(before) + given.length + strlen(behind);
    a->parameters.at = ok ? malloc(a->parameters.length) : NULL;
    ok = a->parameters.at != NULL;
    if (ok) {
        memcpy(a->parameters.at, before, strlen(before));
        memcpy(a->parameters.at + strlen(before), given.at, given.length);
        memcpy(a->parameters.at + strlen(before) + given.length, behind, strlen(behind));
    }
    octets_free(&given);
    return ok;
}

static bool take_named(struct asked *a, const char *name, const char *value)
{
    kvjwk_options *check = &a->options.check;

    if (strcmp(name, "target") == 0)
        return kvjwk_target_find(&check->target, value);
    if (strcmp(name, "edition") == 0)
        return (check->edition = kvjwk_edition_find(value)) != NULL;
    if (strcmp(name, "kind") == 0)
        return take_kind(a, value);
    if (strcmp(name, "api_version") == 0)
        return (check->api = kvjwk_api_version_find(value)) != NULL;
    if (strcmp(name, "as_of") == 0)
        return kvjwk_time_parse(&check->now, value);
    if (strcmp(name, "allow_preview") == 0)
        return check->allow_preview = strcmp(value, "true") == 0;
    if (strcmp(name, "material") == 0)
        return kvjwk_material_level_find(&a->material, value);
    if (strcmp(name, "across") == 0)
        return a->across = strcmp(value, "true") == 0;
    if (strcmp(name, "limits") == 0)
        return take_limits(a, value);
    if (strcmp(name, "policy") == 0)
        return octets_of_base64url(&a->policy, value);
    return strcmp(name, "parameters") == 0 && read_parameters(a, value);
}

static bool is_rfc(enum layer layer)
{
    return layer == LAYER_JSON || layer == LAYER_JWK || layer == LAYER_JWA ||
           layer == LAYER_MATERIAL;
}

/* False when something in it is not known here. */
static bool read_profile(struct asked *a, char *text)
{
    const kvjwk_input_options defaults = KVJWK_INPUT_OPTIONS_INIT;
    char *rest = NULL, *layer = strtok_r(text, ":", &rest);

    memset(a, 0, sizeof(*a));
    a->options = defaults;
    a->options.check.has_now = true;
    a->options.check.now = CORPUS_NOW;
    a->material = KVJWK_MATERIAL_QUICK;
    if (!layer_find(&a->layer, layer))
        return false;
    for (char *word = strtok_r(NULL, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        char *value = strchr(word, '=');

        if (value == NULL)
            return false;
        *value++ = '\0';
        if (!take_named(a, word, value))
            return false;
    }
    if (is_rfc(a->layer))
        a->options.check.target = KVJWK_TARGET_RFC;
    return true;
}

/* ---- the verdict -------------------------------------------------------------------------------
 */

struct verdict {
    enum layer layer;
    size_t errors, keys;
    char rule[64]; /* of the first error */
};

/* Layers of JOSE stand on each other: each knows its own rules and those below. With target rfc the
 * rules of Key Vault that speak are about its names, which no registry of JOSE has. */
static bool is_known(enum layer layer, const char *rule)
{
    if (!is_rfc(layer) || strncmp(rule, "json-", 5) == 0)
        return true;
    if (strncmp(rule, "jwk-", 4) == 0)
        return layer != LAYER_JSON;
    if (strncmp(rule, "jwa-", 4) == 0 || strncmp(rule, "kv-", 3) == 0)
        return layer == LAYER_JWA || layer == LAYER_MATERIAL;
    return layer == LAYER_MATERIAL;
}

static int on_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct verdict *v = payload;

    (void)key_index;
    if (finding->severity != KVJWK_ERROR || finding->result != KVJWK_FAIL ||
        finding->suppressed != NULL || !is_known(v->layer, finding->rule->id))
        return 0;
    if (v->errors++ == 0)
        snprintf(v->rule, sizeof(v->rule), "%s", finding->rule->id);
    return 0;
}

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct verdict *v = payload;

    (void)key;
    (void)key_index;
    v->keys++;
    return 0;
}

/* ---- keys against each other ---- */

struct adding {
    kvjwk_across *across;
    uint64_t order;
    kvjwk_status status;
};

static int add_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct adding *a = payload;

    (void)key_index;
    a->status = kvjwk_across_add(a->across, key, key->pointer, a->order++);
    return a->status != KVJWK_OK;
}

static kvjwk_status compare(kvjwk_across **out, const struct asked *a,
                            const struct octets *document)
{
    struct adding adding = {NULL, 0, KVJWK_OK};
    kvjwk_sink sink = {NULL, add_key, &adding, false};
    kvjwk_status status = kvjwk_across_new(&adding.across);

    if (status == KVJWK_OK)
        status = kvjwk_check(document->at, document->length, &a->options.check, &sink, NULL);
    if (status == KVJWK_OK)
        status = kvjwk_across_finish(adding.across);
    *out = adding.across;
    return status;
}

/* ---- the run ---- */

struct run {
    kvjwk_across *across;
    kvjwk_policy *policy;
    kvjwk_policy_run *policy_run;
    kvjwk_extension behind;
};

static kvjwk_status begin_policy(struct run *r, struct asked *a)
{
    kvjwk_options *check = &a->options.check;
    kvjwk_policy_options own;
    kvjwk_status status;

    if (a->policy.at == NULL)
        return KVJWK_OK;
    status = kvjwk_policy_new(&r->policy, NULL, NULL);
    if (status == KVJWK_OK)
        status = kvjwk_policy_read(r->policy, ".kvjwk.json", (const char *)a->policy.at,
                                   a->policy.length);
    if (status == KVJWK_OK)
        status = kvjwk_policy_settle(r->policy);
    if (status != KVJWK_OK)
        return status;
    own = kvjwk_policy_option(r->policy);
    if (own.has_target)
        check->target = own.target;
    if (own.edition != NULL)
        check->edition = own.edition;
    status = kvjwk_policy_run_new(&r->policy_run, r->policy, check, kvjwk_key_thumbprint);
    if (status == KVJWK_OK)
        status = kvjwk_policy_document(r->policy_run, "keys/a.json");
    if (status != KVJWK_OK)
        return status;
    r->behind = kvjwk_policy_extension(r->policy_run);
    check->reviewer = kvjwk_policy_reviewer(r->policy_run);
    return KVJWK_OK;
}

/* Made once for each level, and kept to the end. */
static kvjwk_material *materials[KVJWK_MATERIAL_DEEP + 1];

static kvjwk_status begin(struct run *r, struct asked *a, const struct octets *document)
{
    kvjwk_material **material = &materials[a->material];
    kvjwk_status status = KVJWK_OK;

    if (*material == NULL)
        status = kvjwk_material_new(material, a->material);
    if (status == KVJWK_OK && a->across)
        status = compare(&r->across, a, document);
    if (status == KVJWK_OK)
        status = begin_policy(r, a);
    if (status != KVJWK_OK)
        return status;
    kvjwk_material_across(*material, r->across);
    if (a->layer != LAYER_JSON && a->layer != LAYER_JWK && a->layer != LAYER_JWA)
        a->options.check.extension = kvjwk_material_extension(*material);
    if (r->policy_run != NULL)
        a->options.check.extension.next = &r->behind;
    return KVJWK_OK;
}

static void end(struct run *r)
{
    kvjwk_policy_run_free(&r->policy_run);
    kvjwk_policy_free(&r->policy);
    kvjwk_across_free(&r->across);
}

static kvjwk_status run_input(struct asked *a, const struct octets *document,
                              const kvjwk_sink *sink, kvjwk_summary *summary)
{
    kvjwk_input *input = NULL;
    kvjwk_status status;

    if (a->parameters.at != NULL) {
        a->options.parameters = a->parameters.at;
        a->options.parameters_length = a->parameters.length;
    }
    status = kvjwk_input_new(&input, &a->options);
    if (status == KVJWK_OK)
        status = kvjwk_input_run(input, document->at, document->length, sink, summary);
    kvjwk_input_free(&input);
    return status;
}

static const char *judge(struct asked *a, const struct octets *document, struct verdict *v)
{
    kvjwk_sink sink = {on_finding, on_key, v, true};
    kvjwk_summary summary = {0};
    struct run r = {0};
    kvjwk_status status = begin(&r, a, document);

    if (status == KVJWK_OK)
        status = a->layer == LAYER_INPUT ? run_input(a, document, &sink, &summary)
                                         : kvjwk_check(document->at, document->length,
                                                       &a->options.check, &sink, &summary);
    end(&r);
    if (status != KVJWK_OK && status != KVJWK_ERR_LIMIT)
        return "skip";
    if (v->errors > 0 || status == KVJWK_ERR_LIMIT)
        return "reject";
    if (!summary.parsed || (v->keys == 0 && a->layer != LAYER_JSON))
        snprintf(v->rule, sizeof(v->rule), "no key");
    return v->rule[0] == '\0' ? "accept" : "reject";
}

/* ---- the lines ---------------------------------------------------------------------------------
 */

static bool read_document(struct octets *out, const char *text)
{
    static uint8_t nothing[1];

    if (strcmp(text, "-") == 0) {
        *out = (struct octets){nothing, 0};
        return true;
    }
    return octets_of_base64url(out, text);
}

static void answer(char *line)
{
    char *rest = NULL, *id = strtok_r(line, " \r\n", &rest);
    char *profile = strtok_r(NULL, " \r\n", &rest), *text = strtok_r(NULL, " \r\n", &rest);
    struct octets document = {NULL, 0};
    struct asked a;
    struct verdict v = {LAYER_JSON, 0, 0, ""};

    if (id == NULL || profile == NULL || text == NULL) {
        printf("%s skip not a question\n", id == NULL ? "-" : id);
        return;
    }
    if (!read_profile(&a, profile)) {
        printf("%s skip unknown profile\n", id);
    } else if (!read_document(&document, text)) {
        printf("%s skip the document is no base64url\n", id);
    } else {
        const char *word;

        v.layer = a.layer;
        word = judge(&a, &document, &v);
        printf("%s %s%s%s\n", id, word, v.rule[0] == '\0' ? "" : " ", v.rule);
        if (strcmp(text, "-") != 0)
            octets_free(&document);
    }
    octets_free(&a.policy);
    octets_free(&a.parameters);
}

int corpus_answer(struct settings *s)
{
    char *line = NULL;
    size_t cap = 0;

    (void)s;
    printf("hello " CORPUS_PROTOCOL " kvjwk %s\n", kvjwk_version());
    fflush(stdout);
    while (getline(&line, &cap, stdin) > 0) {
        answer(line);
        if (fflush(stdout) != 0)
            break;
    }
    free(line);
    for (size_t i = 0; i < sizeof(materials) / sizeof(materials[0]); i++)
        kvjwk_material_free(&materials[i]);
    return EXIT_OK;
}
