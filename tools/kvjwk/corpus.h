// SPDX-License-Identifier: MIT
/*
 * The labelled corpus and other implementations: what a case asks at which layer, who answers, and
 * the score. The protocol between them is in docs/corpus.md.
 */
#ifndef KVJWK_TOOL_CORPUS_H
#define KVJWK_TOOL_CORPUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "command.h"

#define CORPUS_PROTOCOL "kvjwk-corpus/1"
#define CORPUS_NOW 1795478400 /* 2026-11-24: the clock of the labels */

enum layer {
    LAYER_JSON,
    LAYER_JWK,
    LAYER_JWA,
    LAYER_KEYVAULT,
    LAYER_MATERIAL,
    LAYER_SET,
    LAYER_REQUEST,
    LAYER_INPUT,
    LAYERS
};

const char *layer_name(size_t layer); /* NULL past the end */
bool layer_find(enum layer *out, const char *name);

enum answer { ACCEPT, REJECT, POLICY, SKIP, CRASH, HANG, UNASKED };

const char *answer_name(enum answer answer);

/* ---- questions ---- */

/* A case at one layer. Texts are those of the manifest, which outlives it. */
struct question {
    const json_t *row;
    const char *id;
    enum layer layer;
    enum answer expected; /* ACCEPT, REJECT or POLICY: either is fine */
    enum answer answered;
    char *reason; /* of the answer, or how it ended; NULL: none; free() it */
};

struct corpus {
    json_t *manifest;
    const char *folder;
    size_t cases;
    struct question *questions; /* by layer, then by id */
    size_t count;
};

/* Reads the manifest and asks for every layer of the set (bit i: layer i). An exit code; what went
 * wrong was said. */
int corpus_read(struct corpus *corpus, const struct command *command, const char *folder,
                unsigned layers);
void corpus_free(struct corpus *corpus);

/* The line that asks it, with its line break; free() it. NULL: the case cannot be read, which was
 * said. */
char *corpus_line(const struct corpus *corpus, const struct question *question,
                  const struct command *command, size_t *length);

/* What an implementation said of itself. */
#define FEATURES_MAX 64

struct implementation {
    char name[64], version[64];
    char *features[FEATURES_MAX]; /* within hello */
    size_t feature_count;
    bool all_features, all_layers;
    unsigned layers; /* bit i: layer i */
    char *hello;     /* its line; free() it */
};

/* Reads the first line, which it keeps; NULL when it is fine, otherwise what is wrong with it. */
const char *implementation_read(struct implementation *out, char *line);
void implementation_free(struct implementation *implementation);
bool implementation_has(const struct implementation *implementation, const struct question *q,
                        const char **missing);

/* ---- asking: corpus_peer.c ---- */

/* Asks all questions. An exit code: EXIT_OK, or EXIT_USAGE when the program does not keep to the
 * protocol, which was said. */
int corpus_ask(struct corpus *corpus, struct implementation *peer, const struct settings *s);

/* ---- the score: corpus_score.c ---- */

struct score {
    size_t asked, right, wrongly_accepted, wrongly_refused, crashed, hung, skipped, either, unasked;
};

int corpus_report(const struct corpus *corpus, const struct implementation *peer,
                  const struct settings *s);

/* ---- the actions ---- */

int corpus_run(struct settings *s);
int corpus_mutate(struct settings *s);
int corpus_answer(struct settings *s);

#endif
