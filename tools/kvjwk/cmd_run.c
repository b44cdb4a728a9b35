// SPDX-License-Identifier: MIT
/* kvjwk run: executes one operation with the reference engine. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

/* ---- what it can do ---- */

enum form { FORM_OPERATION, FORM_PAIRWISE, FORM_MAKE, FORM_OPEN };

static const struct {
    const char *name;
    enum form form;
    bool release;
} forms[] = {
    {"sign", FORM_OPERATION, false},    {"verify", FORM_OPERATION, false},
    {"encrypt", FORM_OPERATION, false}, {"decrypt", FORM_OPERATION, false},
    {"wrapKey", FORM_OPERATION, false}, {"unwrapKey", FORM_OPERATION, false},
    {"pairwise", FORM_PAIRWISE, false}, {"wrapTransfer", FORM_MAKE, false},
    {"openTransfer", FORM_OPEN, false}, {"wrapRelease", FORM_MAKE, true},
    {"openRelease", FORM_OPEN, true},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

static size_t form_of(const struct settings *s)
{
    size_t i = 0;

    while (strcmp(forms[i].name, s->run.op) != 0)
        i++;
    return i;
}

/* ---- options ---- */

static const char *known_op(size_t i)
{
    return i < FORMS ? forms[i].name : NULL;
}

/* Those that are computed, and the ways that keys travel. */
static const char *known_alg(size_t wanted)
{
    static const char *const ops[] = {"sign", "encrypt", "wrapKey"};
    const kvjwk_alg *alg;

    for (size_t i = 0; (alg = kvjwk_alg_at(i)) != NULL; i++) {
        bool has = false;

        for (size_t op = 0; op < sizeof(ops) / sizeof(ops[0]); op++)
            has = has || kvjwk_engine_has(NULL, alg, kvjwk_op_find(ops[op]));
        if (has && wanted-- == 0)
            return alg->name;
    }
    return wanted < kvjwk_wrapping_count() ? kvjwk_wrapping_at(wanted)->name : NULL;
}

static const char *known_kty(size_t i)
{
    const kvjwk_kty *kty = kvjwk_kty_at(i);

    return kty == NULL ? NULL : kty->name;
}

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

#define TAKE(member)                                                                               \
    static const char *take_##member(struct settings *s, const char *value)                        \
    {                                                                                              \
        s->run.member = value;                                                                     \
        return NULL;                                                                               \
    }

#define TAKE_FLAG(member)                                                                          \
    static const char *take_##member(struct settings *s, const char *value)                        \
    {                                                                                              \
        (void)value;                                                                               \
        s->run.member = true;                                                                      \
        return NULL;                                                                               \
    }

TAKE(op)
TAKE(key)
TAKE(in)
TAKE(out)
TAKE(signature)
TAKE(iv)
TAKE(aad)
TAKE(tag)
TAKE_FLAG(message)
TAKE_FLAG(allow_unknown)
TAKE_FLAG(require_valid)

/* A name of the tables, computed or not: what is not is refused by name, as a finding. */
static const char *take_alg(struct settings *s, const char *value)
{
    s->run.alg = value;
    return kvjwk_alg_find(value) != NULL || kvjwk_wrapping_find(value) != NULL ? NULL : "";
}

static const char *take_kty(struct settings *s, const char *value)
{
    s->kty = kvjwk_kty_find(value);
    return s->kty == NULL ? "" : NULL;
}

static const struct option options[] = {
    {"op", 0, "OP", "what to do; required", known_op, false, take_op},
    {"alg", 'a', "A", "algorithm; required, but for pairwise", known_alg, true, take_alg},
    {"key", 'k', "FILE", "the key: a JWK, a key bundle, an import request; required", NULL, false,
     take_key},
    {"in", 'i', "FILE", "octets to work on, as they are; - reads standard input", NULL, false,
     take_in},
    {"out", 'o', "FILE", "also write the result there, as octets; a made transfer blob as JSON",
     NULL, false, take_out},
    {"message", 'm', NULL, "sign, verify: --in is a message; hash it first", NULL, false,
     take_message},
    {"sig", 0, "S", "verify: the signature", NULL, false, take_signature},
    {"iv", 0, "B", "CBC: the iv; GCM: the nonce, to decrypt", NULL, false, take_iv},
    {"aad", 0, "B", "GCM: additional authenticated data", NULL, false, take_aad},
    {"tag", 0, "B", "GCM: the tag, to decrypt", NULL, false, take_tag},
    {"kty", 0, "K", "openTransfer, openRelease: type that the key inside must have", known_kty,
     false, take_kty},
    {"target", 't', "T", "where it would run; rfc: RFC 7518 alone decides (default: any)",
     known_target, false, take_target},
    {"edition", 0, "E", "state of Microsoft's documentation (default: the newest)", known_edition,
     false, take_edition},
    {"as-of", 0, "DATE", "judge nbf and exp as of this time (default: now)", NULL, false,
     take_as_of},
    {"allow-preview", 0, NULL, "previews count as supported", NULL, false, take_preview},
    {"allow-unknown", 0, NULL, "so does what the documentation leaves open", NULL, false,
     take_allow_unknown},
    {"require-valid", 0, NULL, "exit with 1 when the answer is valid: false", NULL, false,
     take_require_valid},
    {"format", 'f', "F", "format of the answer (default: text)", known_style, false, take_style},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- the six operations ---- */

static kvjwk_bytes bytes_of(const struct octets *o)
{
    kvjwk_bytes b = {o->at, o->length};

    return b;
}

static int operate(struct job *job)
{
    const struct settings *s = job->settings;
    kvjwk_engine_request request = KVJWK_ENGINE_REQUEST_INIT;
    kvjwk_sink sink = job_sink(job);
    kvjwk_engine_result result;
    int code = job_read_values(job);

    if (code != EXIT_OK || job->key == NULL)
        return code;
    request.op = kvjwk_op_find(s->run.op);
    request.alg = kvjwk_alg_find(s->run.alg);
    request.target = s->check.target;
    request.edition = s->check.edition;
    request.allow_preview = s->check.allow_preview;
    request.allow_unknown = s->run.allow_unknown;
    request.has_now = true;
    request.now = s->check.now;
    request.value = bytes_of(&job->in);
    request.message = s->run.message;
    request.signature = bytes_of(&job->signature);
    request.iv = bytes_of(&job->iv);
    request.aad = bytes_of(&job->aad);
    request.tag = bytes_of(&job->tag);
    code = job_status(job, kvjwk_engine_run(job->key, &request, &sink, &result));
    if (code != EXIT_OK || !result.done)
        return code;
    job_answer_octets(job, "result", result.value);
    job_answer_octets(job, "iv", result.iv);
    job_answer_octets(job, "tag", result.tag);
    if (strcmp(s->run.op, "verify") == 0)
        json_object_set_new(job->answer, "valid", json_boolean(result.valid));
    return result.value.ptr == NULL ? EXIT_OK
                                    : job_write(job, result.value.ptr, result.value.length);
}

static int pairwise(struct job *job)
{
    kvjwk_sink sink = job_sink(job);
    kvjwk_engine_result result;
    int code;

    if (job->key == NULL)
        return EXIT_OK;
    code = job_status(job, kvjwk_engine_pairwise(job->key, &sink, &result));
    if (code == EXIT_OK && result.done)
        json_object_set_new(job->answer, "valid", json_boolean(result.valid));
    return code;
}

/* ---- the command ---- */

static bool lacks(const struct settings *s, const char *name, const char *value)
{
    if (value != NULL)
        return false;
    complain(s->command, "--%s is needed; see: kvjwk run --help", name);
    return true;
}

static bool is_complete(const struct settings *s)
{
    enum form form;

    if (lacks(s, "op", s->run.op) || lacks(s, "key", s->run.key))
        return false;
    form = forms[form_of(s)].form;
    if (form != FORM_PAIRWISE && lacks(s, "in", s->run.in))
        return false;
    if ((form == FORM_OPERATION || form == FORM_MAKE) && lacks(s, "alg", s->run.alg))
        return false;
    if (form == FORM_OPERATION && kvjwk_alg_find(s->run.alg) == NULL) {
        complain(s->command, "%s is for wrapTransfer and the like", s->run.alg);
        return false;
    }
    if ((form == FORM_MAKE || form == FORM_OPEN) && s->run.alg != NULL &&
        kvjwk_wrapping_find(s->run.alg) == NULL) {
        complain(s->command, "%s is no way for a key to travel; CKM_RSA_AES_KEY_WRAP is",
                 s->run.alg);
        return false;
    }
    if (s->run.in != NULL && strcmp(s->run.in, "-") == 0 && strcmp(s->run.key, "-") == 0) {
        complain(s->command, "--key and --in cannot both be standard input");
        return false;
    }
    return true;
}

static int work(struct job *job)
{
    const struct settings *s = job->settings;
    size_t i = form_of(s);
    int code = job_read_key(job, s->run.key, &job->key, &job->kid);

    if (code != EXIT_OK)
        return code;
    switch (forms[i].form) {
    case FORM_PAIRWISE:
        return pairwise(job);
    case FORM_MAKE:
        return job_make_transfer(job, forms[i].release);
    case FORM_OPEN:
        return job_open_transfer(job, forms[i].release);
    case FORM_OPERATION:
        break;
    }
    return operate(job);
}

static void job_free(struct job *job)
{
    struct octets *values[] = {&job->in, &job->signature, &job->iv, &job->aad, &job->tag};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        octets_free(values[i]);
    json_decref(job->findings);
    json_decref(job->answer);
    free(job->kid);
    kvjwk_engine_key_free(&job->key);
    kvjwk_engine_ctx_free(&job->ctx);
}

static int run(struct settings *s)
{
    struct job job = {.settings = s, .findings = json_array(), .answer = json_object()};
    kvjwk_status status;
    int code = EXIT_USAGE;

    if (is_complete(s)) {
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
        status = kvjwk_engine_ctx_new(&job.ctx, NULL, NULL);
        job.broken = job.findings == NULL || job.answer == NULL;
        code = job_status(&job, status);
        if (code == EXIT_OK)
            code = work(&job);
        if (code == EXIT_OK)
            code = job_print(&job);
    }
    job_free(&job);
    return code;
}

const struct command command_run = {
    .name = "run",
    .operands = "",
    .summary = "execute one operation with the reference engine",
    .about =
        "Does with a key what the service would do, and refuses what it would refuse: by the "
        "support matrix of the target, key_ops, enabled, nbf and exp, and the lengths of what is "
        "given. A key without kid, attributes or key_ops is taken as enabled, without dates and "
        "with every operation of its type.\n\n"
        "--in holds octets as they are. sign and verify take a digest of the algorithm's length, "
        "as the service does; --message hashes first (with --target rfc HMAC takes the message "
        "itself). --sig, --iv, --aad and --tag are base64url "
        "without padding, or @FILE, or the name of a file, whose octets are taken as they are.\n\n"
        "    kvjwk run --op sign --alg ES256 --key key.json --in file --message -o sig\n"
        "    kvjwk run --op verify --alg ES256 --key key.json --in file --message --sig sig\n"
        "    kvjwk run --op encrypt --alg A256GCM --key oct.json --in file -t managed-hsm\n"
        "    kvjwk run --op pairwise --key private.json\n\n"
        "pairwise signs and verifies, encrypts and decrypts with a private key, and derives the "
        "public part from the private one.\n\n"
        "wrapTransfer rehearses a bring-your-own-key import: --key is the key exchange key, --in "
        "the private key that travels, and -o gets the .byok file. openTransfer checks such a "
        "file (or a bare ciphertext) with the private key exchange key. wrapRelease and "
        "openRelease do the same for secure key release, with its other ways to wrap.\n\n"
        "    kvjwk run --op wrapTransfer --alg CKM_RSA_AES_KEY_WRAP --key kek.json \\\n"
        "        --in target.json -o target.byok -t vault-premium\n"
        "    kvjwk run --op openTransfer --key kek-private.json --in target.byok --kty EC-HSM\n\n"
        "JSON: {\"result\", \"iv\", \"tag\": base64url, \"valid\": true or false} with the members "
        "that apply; openTransfer adds kty, size and crv, wrapTransfer the blob. A refusal is "
        "{\"findings\": [...]}. A wrong signature is an answer and no refusal: valid is false and "
        "the exit code 0, unless --require-valid is given.\n\n"
        "Exit codes:\n\n"
        "    0  computed\n"
        "    1  refused, or it does not open: findings say why\n"
        "    2  usage error, or --out cannot be written\n"
        "    3  a file could not be read, or is not JSON where it must be\n"
        "    4  no key in --key",
    OPTIONS(options),
    .least = 0,
    .most = 0,
    .run = run,
};
