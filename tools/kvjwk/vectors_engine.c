// SPDX-License-Identifier: MIT
/* Test vectors: the engine and the checker, asked with the world of the run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kvjwk/material.h"
#include "vectors.h"

/* ---- what they say ---- */

static int note_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct vectors *v = payload;
    size_t used = strlen(v->rules);

    (void)key_index;
    if (finding->severity != KVJWK_ERROR && finding->result != KVJWK_UNKNOWN)
        return 0;
    snprintf(v->rules + used, sizeof(v->rules) - used, "%s ", finding->rule->id);
    if (v->rule[0] != '\0')
        return 0;
    snprintf(v->rule, sizeof(v->rule), "%s", finding->rule->id);
    snprintf(v->message, sizeof(v->message), "%s",
             finding->message != NULL ? finding->message : "");
    return 0;
}

kvjwk_sink vectors_sink(struct vectors *v)
{
    kvjwk_sink sink = {note_finding, NULL, v, false};

    v->rule[0] = v->message[0] = '\0';
    snprintf(v->rules, sizeof(v->rules), " ");
    return sink;
}

/* A failure of the call itself is told like a finding, so that no test passes by it. */
static void note_status(struct vectors *v, kvjwk_status status)
{
    if (status == KVJWK_OK)
        return;
    snprintf(v->malformed, sizeof(v->malformed), "the engine answered %s",
             kvjwk_status_name(status));
    v->out_of_memory = v->out_of_memory || status == KVJWK_ERR_MEMORY;
}

/* ---- operations ---- */

struct said vectors_ask(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request *request,
                        const char *op)
{
    kvjwk_sink sink;
    kvjwk_engine_result result = {0};
    struct said said = {0};

    if (key == NULL || v->malformed[0] != '\0')
        return said; /* v->rule says why there is no key */
    sink = vectors_sink(v);
    request->op = kvjwk_op_find(op);
    said.status = kvjwk_engine_run(key, request, &sink, &result);
    note_status(v, said.status);
    said.done = said.status == KVJWK_OK && result.done;
    said.valid = said.done && result.valid;
    said.value = result.value;
    said.iv = result.iv;
    said.tag = result.tag;
    return said;
}

struct said vectors_run(struct vectors *v, kvjwk_engine_key *key, kvjwk_engine_request *request,
                        const char *op)
{
    request->primitive = !v->strict;
    request->target = v->strict ? v->target : KVJWK_TARGET_RFC;
    request->edition = v->edition;
    request->allow_preview = v->allow_preview;
    return vectors_ask(v, key, request, op);
}

struct said vectors_pairwise(struct vectors *v, kvjwk_engine_key *key)
{
    kvjwk_sink sink;
    kvjwk_engine_result result = {0};
    struct said said = {0};

    if (key == NULL || v->malformed[0] != '\0')
        return said;
    sink = vectors_sink(v);
    said.status = kvjwk_engine_pairwise(key, &sink, &result);
    note_status(v, said.status);
    said.done = said.status == KVJWK_OK && result.done;
    said.valid = said.done && result.valid;
    return said;
}

/* ---- what a target allows ---- */

const kvjwk_kty *vectors_kty(const struct vectors *v, const char *base)
{
    for (size_t i = 0; v->strict && i < kvjwk_kty_count(); i++) {
        kvjwk_question question = {.edition = v->edition, .target = v->target};
        kvjwk_support support;

        question.kty = kvjwk_kty_at(i);
        if (v->target == KVJWK_TARGET_RFC || strcmp(question.kty->base, base) != 0)
            continue;
        support = kvjwk_ask(&question).support;
        if (support == KVJWK_SUPPORT_YES || (support == KVJWK_SUPPORT_PREVIEW && v->allow_preview))
            return question.kty;
    }
    return kvjwk_kty_find(base);
}

bool vectors_allows(struct vectors *v, const char *base, const kvjwk_param *param,
                    const kvjwk_alg *alg, const char *op)
{
    kvjwk_question question = {.edition = v->edition, .target = v->target};
    kvjwk_answer answer;

    if (!v->strict || v->target == KVJWK_TARGET_RFC)
        return true;
    question.kty = vectors_kty(v, base);
    question.param = param;
    question.alg = alg;
    question.op = kvjwk_op_find(op);
    answer = kvjwk_ask(&question);
    if (answer.support == KVJWK_SUPPORT_YES ||
        (answer.support == KVJWK_SUPPORT_PREVIEW && v->allow_preview))
        return true;
    vectors_skip(v, "%s does not take %s with %s keys%s%s: %s", kvjwk_target_name(v->target),
                 alg->name, question.kty->name, param != NULL ? " of " : "",
                 param != NULL ? param->name : "", kvjwk_support_name(answer.support));
    return false;
}

/* ---- keys ---- */

kvjwk_engine_key *vectors_key(struct vectors *v, const kvjwk_engine_parts *parts)
{
    kvjwk_sink sink = vectors_sink(v);
    kvjwk_engine_key *key = NULL;

    if (v->malformed[0] == '\0')
        note_status(v, kvjwk_engine_key_from_parts(&key, v->engine, parts, &sink));
    return key;
}

kvjwk_engine_key *vectors_secret(struct vectors *v, kvjwk_bytes k)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;

    parts.kty = vectors_kty(v, "oct");
    parts.k = k;
    return vectors_key(v, &parts);
}

struct reader {
    struct vectors *v;
    kvjwk_engine_key *key;
    char *thumbprint;
    kvjwk_status status;
};

static int reader_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    return note_finding(((struct reader *)payload)->v, finding, key_index);
}

static int reader_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct reader *reader = payload;
    kvjwk_sink sink = {note_finding, NULL, reader->v, false};

    (void)key_index;
    if (reader->key != NULL)
        return 0;
    if (reader->thumbprint != NULL && kvjwk_key_thumbprint(key, reader->thumbprint) != KVJWK_OK)
        reader->thumbprint[0] = '\0';
    reader->status = kvjwk_engine_key_new(&reader->key, reader->v->engine, key, &sink);
    return reader->status != KVJWK_OK;
}

kvjwk_engine_key *vectors_read_key(struct vectors *v, const json_t *jwk,
                                   const struct reading_options *given, size_t *errors,
                                   char *thumbprint)
{
    struct reader reader = {v, NULL, thumbprint, KVJWK_OK};
    kvjwk_sink sink = {reader_finding, reader_key, &reader, false};
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_summary summary = {0};
    kvjwk_status status = KVJWK_ERR_MEMORY;
    char *text;

    (void)vectors_sink(v);
    if (jwk == NULL) {
        snprintf(v->malformed, sizeof(v->malformed), "there is no key");
        return NULL;
    }
    options.target = given->target;
    options.edition = given->edition;
    options.allow_preview = given->allow_preview;
    options.has_now = given->has_now;
    options.now = given->now;
    text = json_dumps(jwk, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text != NULL)
        status = kvjwk_check(text, strlen(text), &options, &sink, &summary);
    free(text);
    note_status(v, reader.status != KVJWK_OK ? reader.status : status);
    if (errors != NULL)
        *errors = summary.errors;
    return reader.key;
}

/* ---- groups ---- */

void group_add(struct group *group, const char *form, kvjwk_engine_key *key)
{
    if (group->key_count == GROUP_KEYS) {
        kvjwk_engine_key_free(&key);
        return;
    }
    group->forms[group->key_count] = form;
    group->keys[group->key_count++] = key;
}

kvjwk_engine_key *group_key(struct vectors *v, const struct group *group)
{
    size_t turn = group->key_count == 0 ? 0 : v->index % group->key_count;

    v->form = group->key_count == 0 ? "nothing" : group->forms[turn];
    if (group->key_count > 0 && group->keys[turn] != NULL)
        return group->keys[turn];
    snprintf(v->rule, sizeof(v->rule), "no key");
    snprintf(v->message, sizeof(v->message), "the engine refused it");
    return NULL;
}

void group_close(struct group *group)
{
    for (size_t i = 0; i < group->key_count; i++)
        kvjwk_engine_key_free(&group->keys[i]);
    group->key_count = 0;
}

unsigned vectors_sha(const char *name)
{
    if (name == NULL)
        return 0;
    return strcmp(name, "SHA-256") == 0   ? 256
           : strcmp(name, "SHA-384") == 0 ? 384
           : strcmp(name, "SHA-512") == 0 ? 512
                                          : 0;
}

const kvjwk_alg *vectors_alg(const char *family, const char *sha)
{
    char name[32];
    unsigned bits = vectors_sha(sha);

    if (bits == 0)
        return NULL;
    snprintf(name, sizeof(name), "%s%u", family, bits);
    return kvjwk_alg_find(name);
}

const kvjwk_alg *vectors_ec_alg(const kvjwk_param *curve, unsigned sha)
{
    for (size_t i = 0; i < kvjwk_alg_count(); i++) {
        const kvjwk_alg *alg = kvjwk_alg_at(i);

        if (alg->key_vault && alg->jwa && strcmp(alg->use, "sig") == 0 && alg->digest * 8 == sha &&
            kvjwk_alg_takes(alg, curve) && strcmp(alg->base, "EC") == 0)
            return alg;
    }
    return NULL;
}

const kvjwk_alg *vectors_alg_bits(const char *suffix, unsigned bits)
{
    static const struct {
        unsigned bits;
        const char *text;
    } sizes[] = {{128, "128"}, {192, "192"}, {256, "256"}};
    char name[32];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        if (sizes[i].bits == bits) {
            snprintf(name, sizeof(name), "A%s%s", sizes[i].text, suffix);
            return kvjwk_alg_find(name);
        }
    return NULL;
}
