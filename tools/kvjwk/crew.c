// SPDX-License-Identifier: MIT
/* see crew.h */
#define _POSIX_C_SOURCE 200809L

#include "crew.h"

#include <pthread.h>
#include <stdlib.h>

struct queue {
    struct batch *first, *last;
};

struct crew {
    struct crew_plan plan;
    pthread_mutex_t lock;
    pthread_cond_t work_given, batch_free, turn_came;
    pthread_t threads[JOBS_MAX];
    size_t thread_count; /* 0 until the second batch is given */
    struct batch *held;  /* the first batch, until it is known whether there is a second */
    struct queue waiting, done, idle;
    size_t made; /* batches in all */
    size_t next; /* number of the next batch given */
    size_t turn; /* number of the next batch to be settled */
    bool settling, closed, stopped, out_of_memory;
};

struct post {
    struct crew *crew;
    size_t worker;
};

/* ---- queues ---- */

static void push(struct queue *q, struct batch *batch)
{
    batch->next = NULL;
    if (q->last == NULL)
        q->first = batch;
    else
        q->last->next = batch;
    q->last = batch;
}

static struct batch *pop(struct queue *q)
{
    struct batch *batch = q->first;

    if (batch == NULL)
        return NULL;
    q->first = batch->next;
    if (q->first == NULL)
        q->last = NULL;
    return batch;
}

/* Removes the batch with this number, or NULL. */
static struct batch *pick(struct queue *q, size_t number)
{
    struct batch *before = NULL, *batch = q->first;

    while (batch != NULL && batch->number != number) {
        before = batch;
        batch = batch->next;
    }
    if (batch == NULL)
        return NULL;
    if (before == NULL)
        q->first = batch->next;
    else
        before->next = batch->next;
    if (q->last == batch)
        q->last = before;
    return batch;
}

/* ---- one batch ---- */

/* With the lock held: settles the batches whose turn it is. One thread at a time does that; the
 * others leave theirs in `done`. */
static void settle_in_order(struct crew *crew)
{
    struct batch *batch;

    if (crew->settling)
        return;
    crew->settling = true;
    while ((batch = pick(&crew->done, crew->turn)) != NULL) {
        pthread_mutex_unlock(&crew->lock);
        crew->plan.settle(crew->plan.ctx, batch);
        batch_reset(batch);
        pthread_mutex_lock(&crew->lock);
        crew->turn++;
        push(&crew->idle, batch);
        pthread_cond_signal(&crew->batch_free);
        pthread_cond_broadcast(&crew->turn_came);
    }
    crew->settling = false;
}

static void work_on(struct crew *crew, size_t worker, struct batch *batch)
{
    crew->plan.work(crew->plan.ctx, worker, batch);
    pthread_mutex_lock(&crew->lock);
    push(&crew->done, batch);
    settle_in_order(crew);
    pthread_mutex_unlock(&crew->lock);
}

static void *worker_main(void *data)
{
    struct post post = *(struct post *)data;
    struct crew *crew = post.crew;

    free(data);
    for (;;) {
        struct batch *batch;

        pthread_mutex_lock(&crew->lock);
        while (crew->waiting.first == NULL && !crew->closed)
            pthread_cond_wait(&crew->work_given, &crew->lock);
        batch = pop(&crew->waiting);
        pthread_mutex_unlock(&crew->lock);
        if (batch == NULL)
            return NULL;
        work_on(crew, post.worker, batch);
    }
}

/* Fewer threads than wanted are no fault; without any, the work is done here. */
static void start_threads(struct crew *crew)
{
    while (crew->thread_count < crew->plan.jobs) {
        struct post *post = malloc(sizeof(*post));

        if (post == NULL)
            return;
        post->crew = crew;
        post->worker = crew->thread_count;
        if (pthread_create(&crew->threads[crew->thread_count], NULL, worker_main, post) != 0) {
            free(post);
            return;
        }
        crew->thread_count++;
    }
}

/* ---- the calls ---- */

struct crew *crew_new(const struct crew_plan *plan)
{
    struct crew *crew = calloc(1, sizeof(*crew));

    if (crew == NULL)
        return NULL;
    crew->plan = *plan;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->work_given, NULL);
    pthread_cond_init(&crew->batch_free, NULL);
    pthread_cond_init(&crew->turn_came, NULL);
    return crew;
}

struct batch *crew_take(struct crew *crew)
{
    struct batch *batch = NULL;

    pthread_mutex_lock(&crew->lock);
    while (crew->idle.first == NULL && crew->made >= 2 * crew->plan.jobs + 2)
        pthread_cond_wait(&crew->batch_free, &crew->lock);
    if (!crew->stopped)
        batch = pop(&crew->idle);
    if (batch == NULL && !crew->stopped) {
        batch = batch_new();
        crew->made += batch != NULL;
        crew->out_of_memory = crew->out_of_memory || batch == NULL;
    }
    pthread_mutex_unlock(&crew->lock);
    return batch;
}

static void enqueue(struct crew *crew, struct batch *batch)
{
    pthread_mutex_lock(&crew->lock);
    push(&crew->waiting, batch);
    pthread_cond_signal(&crew->work_given);
    pthread_mutex_unlock(&crew->lock);
}

void crew_give(struct crew *crew, struct batch *batch)
{
    batch->number = crew->next++;
    if (crew->plan.jobs > 1 && batch->number == 0) {
        crew->held = batch;
        return;
    }
    if (crew->held != NULL) {
        start_threads(crew);
        if (crew->thread_count > 0)
            enqueue(crew, crew->held);
        else
            work_on(crew, 0, crew->held);
        crew->held = NULL;
    }
    if (crew->thread_count > 0)
        enqueue(crew, batch);
    else
        work_on(crew, 0, batch);
}

void crew_await_turn(struct crew *crew, const struct batch *batch)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->turn != batch->number || crew->settling)
        pthread_cond_wait(&crew->turn_came, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

void crew_stop(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->stopped = true;
    pthread_mutex_unlock(&crew->lock);
}

bool crew_stopped(struct crew *crew)
{
    bool stopped;

    pthread_mutex_lock(&crew->lock);
    stopped = crew->stopped;
    pthread_mutex_unlock(&crew->lock);
    return stopped;
}

static void drop_all(struct crew *crew, struct queue *q)
{
    struct batch *batch;

    while ((batch = pop(q)) != NULL) {
        crew->plan.drop(crew->plan.ctx, batch);
        batch_free(batch);
    }
}

bool crew_finish(struct crew **pointer)
{
    struct crew *crew = *pointer;
    bool ok;

    if (crew->held != NULL)
        work_on(crew, 0, crew->held);
    pthread_mutex_lock(&crew->lock);
    crew->closed = true;
    pthread_cond_broadcast(&crew->work_given);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->thread_count; i++)
        pthread_join(crew->threads[i], NULL);
    drop_all(crew, &crew->idle);
    ok = !crew->out_of_memory;
    pthread_cond_destroy(&crew->turn_came);
    pthread_cond_destroy(&crew->batch_free);
    pthread_cond_destroy(&crew->work_given);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
    *pointer = NULL;
    return ok;
}
