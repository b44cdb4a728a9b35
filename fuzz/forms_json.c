// SPDX-License-Identifier: MIT
/* see forms.h: the formats that are JSON, read by jansson */
#include <jansson.h>

#include "forms.h"

static json_t *parsed(const char *text, size_t length)
{
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

    if (value == NULL)
        broken("a report is no JSON: line %d: %s", error.line, error.text);
    return value;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static size_t number_of(const json_t *object, const char *name)
{
    return (size_t)json_integer_value(json_object_get(object, name));
}

/* ---- json ---- */

static void check_finding(const json_t *f)
{
    const char *rule = text_of(f, "rule");

    require(rule != NULL && kvjwk_rule_find(rule) != NULL, "the rule of a finding exists");
    require(text_of(f, "pointer") != NULL, "a finding has a pointer");
    require(text_of(f, "message") != NULL, "a finding has a message");
    require(number_of(f, "line") >= 1, "lines count from 1");
    require(number_of(f, "column") >= 1, "columns count from 1");
}

static size_t check_findings(const json_t *list)
{
    size_t i;
    json_t *f;

    require(json_is_array(list), "findings are a list");
    json_array_foreach(list, i, f)
    {
        check_finding(f);
    }
    return json_array_size(list);
}

void check_json(const struct written *w)
{
    json_t *root = parsed(w->text, w->length), *key;
    const json_t *document = json_array_get(json_object_get(root, "documents"), 0);
    const json_t *keys = json_object_get(document, "keys"), *sum = json_object_get(root, "summary");
    size_t count = check_findings(json_object_get(document, "findings")), i;

    json_array_foreach(keys, i, key)
    {
        count += check_findings(json_object_get(key, "findings"));
    }
    require(count == w->findings, "each finding is told once");
    require(json_array_size(keys) == w->keys, "each key is told once");
    require(number_of(sum, "errors") == w->summary->errors &&
                number_of(sum, "fail") == w->summary->fail,
            "the summary is that of the run");
    json_decref(root);
}

/* ---- ndjson ---- */

void check_ndjson(const struct written *w)
{
    size_t lines = 0;

    for (const char *at = w->text, *end; *at != '\0'; at = end + 1) {
        json_t *line;

        end = strchr(at, '\n');
        require(end != NULL, "each line ends");
        line = parsed(at, (size_t)(end - at));
        require(json_is_object(line), "a line is an object");
        json_decref(line);
        lines++;
    }
    require(lines >= w->keys, "each key has a line");
}

/* ---- sarif ---- */

static void check_result(const json_t *result, const json_t *rules)
{
    const char *id = text_of(result, "ruleId");
    const json_t *location = json_array_get(json_object_get(result, "locations"), 0);
    const json_t *region = json_object_get(json_object_get(location, "physicalLocation"), "region");
    const char *named = text_of(json_array_get(rules, number_of(result, "ruleIndex")), "id");

    require(id != NULL && named != NULL && strcmp(id, named) == 0, "ruleIndex leads to ruleId");
    require(region == NULL || number_of(region, "startLine") >= 1, "lines count from 1");
}

void check_sarif(const struct written *w)
{
    json_t *root = parsed(w->text, w->length), *result;
    const json_t *run = json_array_get(json_object_get(root, "runs"), 0);
    const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    const json_t *results = json_object_get(run, "results");
    size_t i;

    require(json_is_array(results), "a run has results");
    json_array_foreach(results, i, result)
    {
        check_result(result, json_object_get(driver, "rules"));
    }
    require(json_array_size(results) <= w->findings, "each finding is told at most once");
    require(!w->all || json_array_size(results) == w->findings, "all findings are told");
    json_decref(root);
}

/* ---- gitlab ---- */

/* 64 bits and, behind a colon, which of its like it is. */
static bool is_fingerprint(const char *text)
{
    return text != NULL && strspn(text, "0123456789abcdef") == 16 && text[16] == ':' &&
           text[17] != '\0' && text[17 + strspn(text + 17, "0123456789")] == '\0';
}

void check_gitlab(const struct written *w)
{
    json_t *root = parsed(w->text, w->length), *item, *seen = json_object();
    size_t i;

    require(json_is_array(root), "violations are a list");
    json_array_foreach(root, i, item)
    {
        const json_t *location = json_object_get(item, "location");
        const char *print = text_of(item, "fingerprint"), *rule = text_of(item, "check_name");

        require(rule != NULL && kvjwk_rule_find(rule) != NULL, "the rule of a violation exists");
        require(is_fingerprint(print), "a fingerprint is one");
        require(json_object_get(seen, print) == NULL, "no two have the same fingerprint");
        json_object_set_new(seen, print, json_true());
        require(text_of(location, "path") != NULL, "a violation has a file");
        require(number_of(json_object_get(location, "lines"), "begin") >= 1, "lines count from 1");
    }
    require(json_array_size(root) == w->findings, "each finding is told once");
    json_decref(seen);
    json_decref(root);
}
