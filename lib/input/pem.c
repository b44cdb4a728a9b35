// SPDX-License-Identifier: MIT
/* PEM (RFC 7468), any number of blocks in any text, and DER. A private key is a finding; it is
 * judged by its public part, and never shown. */
#include "input/pem.h"

#include "text/b64.h"

#define BLOCK_MAX ((size_t)1 << 20) /* bytes of a block: no key comes near */
#define DASHES 5

struct block {
    size_t at, line_end; /* its first line */
    struct span label;
    struct span body; /* base64 and headers */
    size_t next;      /* where to go on */
    bool ended;       /* by a line with the same label */
};

static const struct {
    const char *label;
    enum holds holds;
} labels[] = {
#define LABEL(label, holds, source) {label, HOLDS_##holds},
#include "input/labels.def"
#undef LABEL
};

/* ---- blocks ---- */

static size_t find(struct span text, size_t from, const char *needle)
{
    size_t length = strlen(needle);
    const char *p = text.ptr + from, *end = text.ptr + text.len;

    while (p < end && (p = memchr(p, needle[0], (size_t)(end - p))) != NULL) {
        if ((size_t)(end - p) >= length && memcmp(p, needle, length) == 0)
            return (size_t)(p - text.ptr);
        p++;
    }
    return text.len;
}

static size_t line_end(struct span text, size_t from)
{
    while (from < text.len && text.ptr[from] != '\n' && text.ptr[from] != '\r')
        from++;
    return from;
}

/* The label between "-----BEGIN " (or END) and five dashes on the same line. */
static bool label_at(struct span text, size_t at, size_t skip, struct span *label)
{
    size_t from = at + skip, end = line_end(text, from), to;

    while (end > from && (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == '\t'))
        end--;
    if (end < from + DASHES)
        return false;
    to = end - DASHES;
    *label = span_of(text.ptr + from, to - from);
    return memcmp(text.ptr + to, "-----", DASHES) == 0;
}

/* The next block from *at on. */
static bool next_block(struct span text, size_t at, struct block *b)
{
    static const char begin[] = "-----BEGIN ", end[] = "-----END ";
    struct span label;
    size_t stop, other;

    do {
        b->at = find(text, at, begin);
        at = b->at + 1;
        if (b->at == text.len)
            return false;
    } while (!label_at(text, b->at, sizeof(begin) - 1, &b->label));
    b->line_end = line_end(text, b->at);
    stop = find(text, b->line_end, "-----");
    b->body = span_of(text.ptr + b->line_end, stop - b->line_end);
    other = stop + sizeof(end) - 1 <= text.len && memcmp(text.ptr + stop, end, sizeof(end) - 1) == 0
                ? stop
                : text.len;
    b->ended = other < text.len && label_at(text, stop, sizeof(end) - 1, &label) &&
               span_eq(label, b->label);
    b->next = other < text.len ? line_end(text, stop) : stop;
    return true;
}

static bool has_word(struct span text, const char *word)
{
    return find(text, 0, word) < text.len;
}

/* A private key of whatever kind is a private key. */
static enum holds holds_of(struct span label)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (span_is(label, labels[i].label))
            return labels[i].holds;
    return has_word(label, "PRIVATE KEY") ? HOLDS_SEALED : HOLDS_NOTHING;
}

/* RFC 1421: headers end with an empty line; "Proc-Type: 4,ENCRYPTED" says that it is sealed. */
static struct span without_headers(struct span body, bool *encrypted)
{
    size_t at = 0;

    *encrypted = false;
    if (!has_word(body, ":"))
        return body;
    *encrypted = has_word(body, "ENCRYPTED");
    while (at < body.len) {
        size_t end = line_end(body, at), after = end;

        after += after < body.len && body.ptr[after] == '\r';
        after += after < body.len && body.ptr[after] == '\n';
        if (end == at && at > 2)
            return span_of(body.ptr + after, body.len - after);
        if (after == at)
            break;
        at = after;
    }
    return body;
}

/* ---- telling ---- */

static void set_spot(struct kvjwk_input *in, size_t offset, size_t length)
{
    in->pem_spot.token = JSON_NONE;
    in->pem_spot.offset = offset;
    in->pem_spot.length = length;
}

static void tell_malformed(struct kvjwk_input *in, const char *what)
{
    tell_document(in, INPUT_ENCODING, KVJWK_FAIL, in->pem_spot, "{}", ARGS(A_STR(what)));
}

static void tell_private(struct kvjwk_input *in, enum holds holds)
{
    if (holds == HOLDS_ENCRYPTED)
        tell(in, INPUT_ENCRYPTED, KVJWK_FAIL, in->pem_spot,
             "an encrypted private key: whoever has the file may guess its password", NO_ARGS);
    else if (holds == HOLDS_PRIVATE || holds == HOLDS_SEALED)
        tell(in, INPUT_PRIVATE, KVJWK_FAIL, in->pem_spot,
             "a private key, readable by whoever has the file", NO_ARGS);
}

/* ---- keys ---- */

static void judge(struct kvjwk_input *in, enum holds holds, struct span name,
                  const struct der_key *key)
{
    struct subject s = {.resource = RESOURCE_NONE, .token = JSON_NONE, .name = name};
    struct val closed =
        val_open(JSON_NONE, span_str(holds == HOLDS_ENCRYPTED ? "(encrypted)"
                                                              : "(in a form that is not read)"));

    in->private_part = holds >= HOLDS_PRIVATE;
    if (!subject_begin(in, &s))
        return;
    tell_private(in, holds);
    if (key == NULL)
        build_val(in, &closed);
    else
        build_bytes(&in->build, key->jwk, key->length);
    subject_run(in, "jwk");
    in->private_part = false;
}

static void read_der(struct kvjwk_input *in, enum holds holds, struct span name, const uint8_t *der,
                     size_t length)
{
    bool jwk_rfc = in->options.check.target == KVJWK_TARGET_RFC;
    struct der_key key = {.jwk = NULL};
    enum der_result result;

    if (holds == HOLDS_SEALED || holds == HOLDS_ENCRYPTED) {
        judge(in, holds, name, NULL);
        return;
    }
    result = der_read(&in->scratch, holds, der, length, jwk_rfc, &key);
    if (result == DER_OK)
        judge(in, holds, name, &key);
    else if (holds == HOLDS_PRIVATE)
        judge(in, HOLDS_SEALED, name, NULL);
    else if (result == DER_ALGORITHM)
        tell_document(in, INPUT_ALGORITHM, KVJWK_FAIL, in->pem_spot,
                      "a key of the algorithm {}, or with a curve that has no name: JWK has none",
                      ARGS(A_TEXT(span_str(key.algorithm))));
    else if (result == DER_MALFORMED)
        tell_malformed(in, "the block does not hold what its label says");
}

static void read_block(struct kvjwk_input *in, const struct block *b)
{
    enum holds holds = holds_of(b->label);
    struct b64_info info;
    bool encrypted;
    struct span text = without_headers(b->body, &encrypted);
    uint8_t *der;

    set_spot(in, b->at, b->line_end - b->at);
    if (holds == HOLDS_NOTHING)
        return;
    if (encrypted && holds == HOLDS_PRIVATE)
        holds = HOLDS_ENCRYPTED;
    b64_scan(&info, B64_STANDARD, text);
    if (!b->ended || text.len > BLOCK_MAX || (info.faults & ~(unsigned)B64_WHITESPACE) != 0) {
        if (holds >= HOLDS_PRIVATE)
            judge(in, holds == HOLDS_ENCRYPTED ? holds : HOLDS_SEALED, b->label, NULL);
        tell_malformed(in, !b->ended ? "the block has no end of its label"
                                     : "the block is not base64, or larger than any key");
        return;
    }
    der = arena_alloc(&in->scratch, info.octets + 1);
    if (der != NULL)
        read_der(in, holds, b->label, der, b64_decode(der, info.octets, text));
}

static void read_pem(struct kvjwk_input *in)
{
    struct block b = {.next = 0};

    while (!input_stopped(in) && !in->full && next_block(in->text, b.next, &b))
        read_block(in, &b);
}

void pem_read(struct kvjwk_input *in)
{
    const uint8_t *der = (const uint8_t *)in->text.ptr;
    enum holds holds;

    if (in->format == FORMAT_PEM) {
        read_pem(in);
        return;
    }
    set_spot(in, 0, 0);
    holds = in->text.len > BLOCK_MAX ? HOLDS_NOTHING : der_detect(der, in->text.len);
    if (holds == HOLDS_NOTHING)
        tell_malformed(in, "this is no public or private key, certificate or request in DER");
    else
        read_der(in, holds, span_of("", 0), der, in->text.len);
}
