// SPDX-License-Identifier: MIT
/*
 * Workers for batches: judged by several threads, settled one after the other in the order in which
 * they were given. A single batch, or one job, needs no thread.
 */
#ifndef KVJWK_TOOL_CREW_H
#define KVJWK_TOOL_CREW_H

#include "batch.h"

struct crew;

struct crew_plan {
    size_t jobs; /* 1 to JOBS_MAX */
    void *ctx;
    /* Any thread; at a time one for each worker number below jobs. */
    void (*work)(void *ctx, size_t worker, struct batch *batch);
    /* In order, one at a time, by whatever thread; what it leaves in memory the next call sees. */
    void (*settle)(void *ctx, struct batch *batch);
    /* Before a batch is freed. */
    void (*drop)(void *ctx, struct batch *batch);
};

struct crew *crew_new(const struct crew_plan *plan); /* NULL: memory is out */
/* An empty batch to be filled, when one is free; NULL: stopped, or memory is out. */
struct batch *crew_take(struct crew *crew);
void crew_give(struct crew *crew, struct batch *batch);
/* From work: returns when all batches before this one are settled. Then the worker may write what
 * it has, as settle would. */
void crew_await_turn(struct crew *crew, const struct batch *batch);
void crew_stop(struct crew *crew); /* from work or settle: take and work no more */
bool crew_stopped(struct crew *crew);
/* Ends the work that was given, and the crew. False when memory was out. */
bool crew_finish(struct crew **crew);

#endif
