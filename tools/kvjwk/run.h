// SPDX-License-Identifier: MIT
/* What one run of an operation works with, and what it says. */
#ifndef KVJWK_TOOL_RUN_H
#define KVJWK_TOOL_RUN_H

#include <jansson.h>

#include "command.h"
#include "kvjwk/engine.h"
#include "octets.h"

struct job {
    const struct settings *settings;
    kvjwk_engine_ctx *ctx;
    kvjwk_engine_key *key;
    char *kid; /* of the key; NULL: none */
    struct octets in, signature, iv, aad, tag;
    json_t *findings; /* array */
    json_t *answer;   /* object: what is printed when nothing was refused */
    bool broken;      /* memory is out */
};

/* For sinks: a finding of the engine goes to job->findings. */
kvjwk_sink job_sink(struct job *job);

/* Reads the one key of a file into *key and, when kid is not NULL, its kid. EXIT_OK, also when the
 * key is refused: then *key is NULL and findings say why. Otherwise what is wrong was said. */
int job_read_key(struct job *job, const char *path, kvjwk_engine_key **key, char **kid);

/* Reads what --in, --sig, --iv, --aad and --tag name. EXIT_OK, or it was said. */
int job_read_values(struct job *job);

/* Adds octets as base64url to the answer, when they are there. */
void job_answer_octets(struct job *job, const char *name, kvjwk_bytes octets);

/* Writes to --out, when it is given. EXIT_OK, or it was said. */
int job_write(struct job *job, const void *at, size_t length);

/* Prints the answer, or the findings, and gives the exit code. */
int job_print(struct job *job);

/* wrapTransfer, openTransfer, wrapRelease, openRelease. EXIT_OK, or it was said. */
int job_make_transfer(struct job *job, bool release);
int job_open_transfer(struct job *job, bool release);

/* A status about the call as an exit code; it is said. EXIT_OK for KVJWK_OK. */
int job_status(struct job *job, kvjwk_status status);

#endif
