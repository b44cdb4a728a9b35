// SPDX-License-Identifier: MIT
/* Key transfer blobs: the file that goes into key_hsm of an import, made and opened. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static kvjwk_engine_transfer transfer_of(const struct job *job, bool release, const char *wrapping)
{
    const struct settings *s = job->settings;
    const kvjwk_engine_transfer t = {.struct_size = sizeof(t),
                                     .wrapping = kvjwk_wrapping_find(wrapping),
                                     .release = release,
                                     .target = s->check.target,
                                     .edition = s->check.edition,
                                     .allow_preview = s->check.allow_preview,
                                     .allow_unknown = s->run.allow_unknown,
                                     .has_now = true,
                                     .now = s->check.now};

    return t;
}

/* ---- making ---- */

/* The members of Key Vault's BYOK specification; a release says schema 1.0 and has no generator. */
static json_t *blob_of(const struct job *job, bool release, const char *ciphertext)
{
    json_t *blob = json_pack("{ss s{ss ss ss} ss}", "schema_version", release ? "1.0" : "1.0.0",
                             "header", "kid", job->kid == NULL ? "" : job->kid, "alg", "dir", "enc",
                             job->settings->run.alg, "ciphertext", ciphertext);

    if (blob != NULL && !release)
        json_object_set_new(blob, "generator", json_sprintf("kvjwk %s", kvjwk_version()));
    if (job->kid == NULL)
        complain(job->settings->command,
                 "the key in --key has no kid: put its identifier, with the "
                 "version, into header.kid");
    return blob;
}

static int answer_blob(struct job *job, bool release)
{
    const char *ciphertext = json_string_value(json_object_get(job->answer, "result"));
    json_t *blob = blob_of(job, release, ciphertext);
    char *text = blob == NULL ? NULL : json_dumps(blob, JSON_INDENT(2));
    int code = EXIT_USAGE;

    if (text == NULL || json_object_set(job->answer, "blob", blob) != 0)
        job->broken = true;
    else
        code = job_write(job, text, strlen(text));
    free(text);
    json_decref(blob);
    return job->broken ? job_status(job, KVJWK_ERR_MEMORY) : code;
}

int job_make_transfer(struct job *job, bool release)
{
    const kvjwk_engine_transfer t = transfer_of(job, release, job->settings->run.alg);
    kvjwk_sink sink = job_sink(job);
    kvjwk_engine_key *moved = NULL;
    kvjwk_engine_result result;
    int code = job_read_key(job, job->settings->run.in, &moved, NULL);

    if (code != EXIT_OK || moved == NULL || job->key == NULL)
        return code;
    code = job_status(job, kvjwk_engine_transfer_make(job->key, moved, &t, &sink, &result));
    kvjwk_engine_key_free(&moved);
    if (code != EXIT_OK || !result.done)
        return code;
    job_answer_octets(job, "result", result.value);
    return job->broken ? job_status(job, KVJWK_ERR_MEMORY) : answer_blob(job, release);
}

/* ---- opening ---- */

struct blob {
    struct octets ciphertext;
    const char *wrapping; /* of --alg, else of the header */
};

static int wrong_blob(const struct job *job, const char *why)
{
    complain(job->settings->command, "%s: %s", printable(job->settings->run.in), why);
    return EXIT_INPUT;
}

/* A .byok file, or the ciphertext as octets. */
static int read_blob(struct job *job, struct blob *blob, json_t *json)
{
    const json_t *header = json_object_get(json, "header");
    const char *ciphertext = json_string_value(json_object_get(json, "ciphertext"));
    const char *enc = json_string_value(json_object_get(header, "enc"));

    blob->wrapping = job->settings->run.alg == NULL ? enc : job->settings->run.alg;
    if (blob->wrapping == NULL || kvjwk_wrapping_find(blob->wrapping) == NULL)
        return wrong_blob(job, "no header.enc that is known; --alg can say it");
    if (json == NULL) {
        blob->ciphertext = job->in;
        job->in.at = NULL;
        return EXIT_OK;
    }
    if (ciphertext == NULL || !octets_of_base64url(&blob->ciphertext, ciphertext))
        return wrong_blob(job, "ciphertext is missing or is not base64url");
    return EXIT_OK;
}

static void answer_key(struct job *job, kvjwk_engine_key *moved)
{
    const kvjwk_engine_facts *f = kvjwk_engine_key_facts(moved);
    kvjwk_sink sink = job_sink(job);
    kvjwk_engine_result pair;

    json_object_set_new(job->answer, "kty", json_string(f->kty->name));
    json_object_set_new(job->answer, "size", json_integer(f->bits));
    if (strcmp(f->kty->base, "EC") == 0 && f->param != NULL)
        json_object_set_new(job->answer, "crv", json_string(f->param->name));
    if (kvjwk_engine_pairwise(moved, &sink, &pair) != KVJWK_OK)
        job->broken = true;
    else if (pair.done)
        json_object_set_new(job->answer, "valid", json_boolean(pair.valid));
}

static int open_blob(struct job *job, const struct blob *blob, bool release)
{
    const kvjwk_engine_transfer t = transfer_of(job, release, blob->wrapping);
    const kvjwk_bytes ciphertext = {blob->ciphertext.at, blob->ciphertext.length};
    kvjwk_sink sink = job_sink(job);
    kvjwk_engine_key *moved = NULL;
    kvjwk_engine_result result;
    int code = job_status(job, kvjwk_engine_transfer_open(job->key, ciphertext, job->settings->kty,
                                                          &t, &sink, &result, &moved));

    if (code == EXIT_OK && result.done) {
        job_answer_octets(job, "result", result.value);
        code = job_write(job, result.value.ptr, result.value.length);
    }
    if (code == EXIT_OK && moved != NULL)
        answer_key(job, moved);
    kvjwk_engine_key_free(&moved);
    return code;
}

static bool looks_like_json(const struct octets *o)
{
    size_t i = 0;

    while (i < o->length && strchr(" \t\r\n", o->at[i]) != NULL && o->at[i] != '\0')
        i++;
    return i < o->length && o->at[i] == '{';
}

int job_open_transfer(struct job *job, bool release)
{
    struct blob blob = {{NULL, 0}, NULL};
    json_t *json = NULL;
    int code = job_read_values(job);

    if (code != EXIT_OK || job->key == NULL)
        return code;
    if (looks_like_json(&job->in))
        json = json_loadb((const char *)job->in.at, job->in.length, 0, NULL);
    code = read_blob(job, &blob, json);
    if (code == EXIT_OK)
        code = open_blob(job, &blob, release);
    octets_free(&blob.ciphertext);
    json_decref(json);
    return code;
}
