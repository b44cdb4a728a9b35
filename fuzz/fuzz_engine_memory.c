// SPDX-License-Identifier: MIT
/*
 * Memory that is out, in the engine and in libcrypto.
 *
 * - The k-th allocation fails (the input decides k), ours or libcrypto's: the call says
 *   KVJWK_ERR_MEMORY or KVJWK_ERR_ENGINE, or refuses, or gives the right answer.
 * - A signature that verified without does verify, or the call fails: it is never called invalid;
 * and one of another digest never verifies.
 * - Nothing leaks. While a context is made only our allocations fail: libcrypto 3.0 itself leaks
 * the name of an algorithm that it fails to fetch.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "harness.h"
#include "kvjwk/engine.h"

/* ---- allocations that fail ---- */

static struct {
    size_t calls, fail_at; /* 0: never */
    bool crypto;           /* libcrypto's fail, too */
} memory;

static bool fails(void)
{
    return memory.fail_at > 0 && ++memory.calls == memory.fail_at;
}

static void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return memory.crypto && fails() ? NULL : malloc(size);
}

static void *crypto_realloc(void *ptr, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return memory.crypto && fails() ? NULL : realloc(ptr, size);
}

static void crypto_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    free(ptr);
}

static void *own_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return fails() ? NULL : realloc(ptr, new_size);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    require(CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) == 1,
            "libcrypto has allocated nothing yet");
    return 0;
}

/* ---- one use of a key ---- */

struct trial {
    kvjwk_engine_ctx *ctx;
    const kvjwk_key *document; /* within the callback of the checker */
    const kvjwk_alg *alg;
    uint8_t digest[64], signature[2048];
    size_t signature_length;
    struct choice *c;
};

enum answer { ANSWER_FAILED, ANSWER_REFUSED, ANSWER_NO, ANSWER_YES };

static enum answer verify(struct trial *t, kvjwk_engine_key *key, kvjwk_engine_request *r,
                          kvjwk_engine_result *result)
{
    r->op = kvjwk_op_find("verify");
    r->signature = (kvjwk_bytes){t->signature, t->signature_length};
    if (kvjwk_engine_run(key, r, NULL, result) != KVJWK_OK)
        return ANSWER_FAILED;
    if (!result->done)
        return ANSWER_REFUSED;
    return result->valid ? ANSWER_YES : ANSWER_NO;
}

static enum answer sign(struct trial *t, kvjwk_engine_key *key, kvjwk_engine_request *r,
                        kvjwk_engine_result *result)
{
    r->op = kvjwk_op_find("sign");
    if (kvjwk_engine_run(key, r, NULL, result) != KVJWK_OK)
        return ANSWER_FAILED;
    if (!result->done)
        return ANSWER_REFUSED;
    t->signature_length = result->value.length;
    require(t->signature_length <= sizeof(t->signature), "a signature is no longer than it can be");
    memcpy(t->signature, result->value.ptr, t->signature_length);
    return ANSWER_YES;
}

/* Prepares the key, signs when the signature is not there yet, verifies. */
static enum answer use(struct trial *t, bool other_digest)
{
    kvjwk_engine_key *key = NULL;
    kvjwk_engine_request r = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_engine_result result;
    enum answer answer;

    r.alg = t->alg;
    r.primitive = true;
    r.value = (kvjwk_bytes){t->digest, t->alg->digest};
    t->digest[0] = other_digest;
    if (kvjwk_engine_key_new(&key, t->ctx, t->document, NULL) != KVJWK_OK)
        return ANSWER_FAILED;
    if (key == NULL)
        return ANSWER_REFUSED;
    answer = t->signature_length == 0 ? sign(t, key, &r, &result) : verify(t, key, &r, &result);
    kvjwk_engine_key_free(&key);
    return answer;
}

static const kvjwk_alg *any_alg(const kvjwk_key *key, struct choice *c)
{
    const kvjwk_alg *fitting[64];
    size_t count = 0;

    for (size_t i = 0; i < kvjwk_alg_count() && count < 64; i++) {
        const kvjwk_alg *alg = kvjwk_alg_at(i);

        if (strcmp(alg->base, key->kty->base) == 0 && strcmp(alg->use, "sig") == 0 &&
            alg->digest > 0)
            fitting[count++] = alg;
    }
    return count == 0 ? NULL : fitting[choose(c, count)];
}

/* What `again` false has signed is there; what is signed in a failing run is thrown away. */
static void fail_once(struct trial *t, bool again, bool other, size_t calls)
{
    struct trial own = *t;
    enum answer answer;

    own.signature_length = again ? t->signature_length : 0;
    memory.calls = 0;
    memory.fail_at = 1 + choose(t->c, calls);
    answer = use(&own, other);
    memory.fail_at = 0;
    ERR_clear_error();
    if (again)
        require(answer != (other ? ANSWER_YES : ANSWER_NO), "a failure is no answer");
    else if (answer == ANSWER_YES)
        require(use(&own, other) == ANSWER_YES, "what is signed verifies");
}

static void fail_somewhere(struct trial *t)
{
    size_t calls;

    memory.crypto = true;
    memory.calls = 0;
    memory.fail_at = SIZE_MAX;
    require(use(t, false) == ANSWER_YES, "what is signed verifies");
    calls = memory.calls;
    for (int i = 0; i < 12; i++)
        fail_once(t, choose(t->c, 3) > 0, choose(t->c, 4) == 0, calls);
    memory.fail_at = 0;
    memory.crypto = false;
}

/* As many allocations as a context makes, and one more. */
static void fail_context(struct trial *t, const kvjwk_allocator *allocator)
{
    kvjwk_engine_ctx *ctx = NULL;

    memory.calls = 0;
    memory.fail_at = 1 + choose(t->c, 8);
    require((kvjwk_engine_ctx_new(&ctx, NULL, allocator) == KVJWK_OK) == (ctx != NULL),
            "there is a context, or the call failed");
    memory.fail_at = 0;
    kvjwk_engine_ctx_free(&ctx);
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    static const kvjwk_allocator allocator = {own_resize, NULL};
    struct trial *t = payload;

    (void)key_index;
    if (key->kty == NULL || !key->private_part)
        return 1;
    t->document = key;
    t->alg = any_alg(key, t->c);
    if (t->alg == NULL)
        return 1;
    require(kvjwk_engine_ctx_new(&t->ctx, NULL, &allocator) == KVJWK_OK, "an engine starts");
    if (use(t, false) == ANSWER_YES && use(t, false) == ANSWER_YES) /* else it is no pair */
        fail_somewhere(t);
    if (choose(t->c, 16) == 0)
        fail_context(t, &allocator);
    kvjwk_engine_ctx_free(&t->ctx);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    struct trial t = {.c = &c};
    kvjwk_sink sink = {NULL, take_key, &t, true};
    kvjwk_status status = kvjwk_check(data, size, NULL, &sink, NULL);

    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT || status == KVJWK_ERR_STOPPED,
            "a document is judged");
    return 0;
}
