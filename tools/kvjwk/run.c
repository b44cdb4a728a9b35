// SPDX-License-Identifier: MIT
/* Keys and values of kvjwk run, its findings and its answer. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

static int on_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct job *job = payload;
    bool unknown = f->result == KVJWK_UNKNOWN;
    json_t *o = json_pack("{ss ss ss ss ss ss}", "rule", f->rule->id, "severity",
                          kvjwk_severity_name(f->severity), "result", unknown ? "unknown" : "fail",
                          "target", kvjwk_target_name(f->target), "message", f->message, "citation",
                          f->rule->citation);

    (void)key_index;
    if (o == NULL || json_array_append_new(job->findings, o) != 0)
        job->broken = true;
    return 0;
}

kvjwk_sink job_sink(struct job *job)
{
    kvjwk_sink sink = {on_finding, NULL, job, false};

    return sink;
}

int job_status(struct job *job, kvjwk_status status)
{
    if (status == KVJWK_OK && !job->broken)
        return EXIT_OK;
    complain(job->settings->command, "%s",
             job->broken || status == KVJWK_ERR_MEMORY ? "out of memory"
                                                       : kvjwk_status_name(status));
    return EXIT_USAGE;
}

/* ---- the key ---- */

struct taking {
    struct job *job;
    kvjwk_engine_key **key;
    char **kid;
    size_t count;
    kvjwk_status status;
};

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct taking *t = payload;
    kvjwk_sink sink = job_sink(t->job);

    (void)key_index;
    if (t->count++ > 0)
        return 0;
    t->status = kvjwk_engine_key_new(t->key, t->job->ctx, key, &sink);
    if (t->kid != NULL && key->kid != NULL) {
        *t->kid = calloc(1, key->kid_length + 1);
        if (*t->kid == NULL)
            t->job->broken = true;
        else
            memcpy(*t->kid, key->kid, key->kid_length);
    }
    return 0;
}

static int take_key(struct taking *t, const char *path, const struct octets *text)
{
    const struct settings *s = t->job->settings;
    kvjwk_sink sink = {NULL, on_key, t, true};
    kvjwk_summary summary = {0};
    kvjwk_status status = kvjwk_check(text->at, text->length, &s->check, &sink, &summary);
    const char *why = NULL;

    if (status == KVJWK_ERR_MEMORY || t->status != KVJWK_OK || t->job->broken)
        return job_status(t->job, t->status != KVJWK_OK ? t->status : KVJWK_ERR_MEMORY);
    if (!summary.parsed || status != KVJWK_OK)
        why = "is not JSON";
    else if (t->count == 0)
        why = "holds no key";
    else if (t->count > 1)
        why = "holds several keys; give a file with one";
    if (why == NULL)
        return EXIT_OK;
    complain(s->command, "%s %s", printable(path), why);
    return t->count > 1 ? EXIT_USAGE : summary.parsed ? EXIT_NOTHING : EXIT_INPUT;
}

int job_read_key(struct job *job, const char *path, kvjwk_engine_key **key, char **kid)
{
    struct taking taking = {job, key, kid, 0, KVJWK_OK};
    struct octets text;
    int error = octets_read(&text, path, job->settings->check.limits.bytes);
    int code;

    if (error != 0) {
        complain(job->settings->command, "cannot read %s: %s", printable(path), strerror(error));
        return EXIT_INPUT;
    }
    code = take_key(&taking, path, &text);
    octets_free(&text);
    return code;
}

/* ---- values ---- */

static bool read_text(const struct job *job, struct octets *out, const char *name, const char *text)
{
    if (text == NULL || octets_of_text(out, text, KVJWK_ENGINE_VALUE_MAX))
        return true;
    complain(job->settings->command, "--%s: neither base64url without padding nor a file: %s", name,
             printable(text));
    return false;
}

int job_read_values(struct job *job)
{
    const struct settings *s = job->settings;
    int error;

    if (!read_text(job, &job->signature, "sig", s->run.signature) ||
        !read_text(job, &job->iv, "iv", s->run.iv) ||
        !read_text(job, &job->aad, "aad", s->run.aad) ||
        !read_text(job, &job->tag, "tag", s->run.tag))
        return EXIT_USAGE;
    error = octets_read(&job->in, s->run.in, KVJWK_ENGINE_VALUE_MAX);
    if (error == 0)
        return EXIT_OK;
    complain(s->command, "cannot read %s: %s", printable(s->run.in), strerror(error));
    return EXIT_INPUT;
}

int job_write(struct job *job, const void *at, size_t length)
{
    const char *path = job->settings->run.out;
    int error = path == NULL ? 0 : octets_write(path, at, length);

    if (error == 0)
        return EXIT_OK;
    complain(job->settings->command, "cannot write %s: %s", printable(path), strerror(error));
    return EXIT_USAGE;
}

/* ---- the answer ---- */

void job_answer_octets(struct job *job, const char *name, kvjwk_bytes octets)
{
    char *text;

    if (octets.ptr == NULL)
        return;
    text = octets_base64url(octets.ptr, octets.length);
    if (text == NULL || json_object_set_new(job->answer, name, json_string(text)) != 0)
        job->broken = true;
    octets_free_text(text);
}

static void print_json(struct job *job)
{
    if (json_array_size(job->findings) > 0)
        json_object_set(job->answer, "findings", job->findings);
    if (json_dumpf(job->answer, stdout, JSON_INDENT(2)) != 0)
        job->broken = true;
    putchar('\n');
}

static void print_finding(const json_t *f)
{
    const char *rule = json_string_value(json_object_get(f, "rule"));

    printf("%s [%s]: %s\n  %s\n  (%s)\n",
           strcmp(json_string_value(json_object_get(f, "result")), "unknown") == 0
               ? "unknown"
               : json_string_value(json_object_get(f, "severity")),
           rule, json_string_value(json_object_get(f, "message")), kvjwk_rule_find(rule)->remedy,
           json_string_value(json_object_get(f, "citation")));
}

static void print_text(struct job *job)
{
    const char *name;
    json_t *value;
    size_t i;

    json_object_foreach(job->answer, name, value)
    {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

        if (json_is_string(value))
            printf("%s: %s\n", name, json_string_value(value));
        else if (text != NULL)
            printf("%s: %s\n", name, text);
        free(text);
    }
    json_array_foreach(job->findings, i, value) print_finding(value);
}

int job_print(struct job *job)
{
    const struct settings *s = job->settings;
    const json_t *valid = json_object_get(job->answer, "valid");

    if (s->style != NULL && strcmp(s->style, "json") == 0)
        print_json(job);
    else
        print_text(job);
    if (job->broken)
        return job_status(job, KVJWK_ERR_MEMORY);
    if (json_array_size(job->findings) > 0)
        return EXIT_FINDINGS;
    return s->run.require_valid && json_is_false(valid) ? EXIT_FINDINGS : EXIT_OK;
}
