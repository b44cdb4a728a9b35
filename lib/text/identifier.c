// SPDX-License-Identifier: MIT
/* see text/identifier.h */
#include "text/identifier.h"

#define HTTPS_PORT 443
#define MAX_PORT 65535

static const char *const cloud_suffixes[] = {
#define CLOUD(id, cloud, suffix, service, source) suffix,
#include "facts/clouds.def"
#undef CLOUD
};

struct reader {
    struct span text;
    size_t at;
};

enum char_class {
    LETTER = 1,
    DIGIT = 2,
    HEX = 4,
    LABEL = 8, /* letters, digits and '-' */
    SCHEME = 16,
    END = 32 /* of the authority or of a segment: RFC 3986 sections 3.2 and 3.3 */
};

#define A (LETTER | LABEL | SCHEME)
#define X (LETTER | LABEL | SCHEME | HEX)
#define D (DIGIT | LABEL | SCHEME | HEX)
#define M (LABEL | SCHEME)
#define S SCHEME
#define E END

/* clang-format off */
static const uint8_t classes[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 0_ */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 1_ */
    0, 0, 0, E, 0, 0, 0, 0, 0, 0, 0, S, 0, M, S, E, /* 2_ */
    D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, E, /* 3_ */
    0, X, X, X, X, X, X, A, A, A, A, A, A, A, A, A, /* 4_ */
    A, A, A, A, A, A, A, A, A, A, A, 0, 0, 0, 0, 0, /* 5_ */
    0, X, X, X, X, X, X, A, A, A, A, A, A, A, A, A, /* 6_ */
    A, A, A, A, A, A, A, A, A, A, A, 0, 0, 0, 0, 0, /* 7_ */
};
/* clang-format on */

#undef A
#undef X
#undef D
#undef M
#undef S
#undef E

static bool is(char c, unsigned class)
{
    return (classes[(unsigned char)c] & class) != 0;
}

/* Index of the first '/', '?' or '#' from `at` on, or the length. */
static size_t find_end(struct span text, size_t at)
{
    while (at < text.len && !is(text.ptr[at], END))
        at++;
    return at;
}

/* Index of the first c in from to `to`, or `to`. */
static size_t find_char(struct span text, size_t from, size_t to, char c)
{
    const char *found = from < to ? memchr(text.ptr + from, c, to - from) : NULL;

    return found == NULL ? to : (size_t)(found - text.ptr);
}

static struct span between(struct span text, size_t from, size_t to)
{
    return span_of(text.ptr + from, to - from);
}

/* RFC 3986 section 3.1; a scheme is compared without case. */
static enum identifier_fault read_scheme(struct reader *r)
{
    static const char separator[] = "://";
    struct span scheme;

    if (r->text.len == 0 || !is(r->text.ptr[0], LETTER))
        return IDENTIFIER_NOT_URL;
    while (r->at < r->text.len && is(r->text.ptr[r->at], SCHEME))
        r->at++;
    scheme = between(r->text, 0, r->at);
    for (const char *p = separator; *p != '\0'; p++, r->at++)
        if (r->at == r->text.len || r->text.ptr[r->at] != *p)
            return IDENTIFIER_NOT_URL;
    if (!span_eq_nocase(scheme, span_str("https"))) {
        r->at = 0;
        return IDENTIFIER_SCHEME;
    }
    return IDENTIFIER_OK;
}

/* Dot-separated labels up to `end`. On failure the reader stands where a label character should. */
static enum identifier_fault read_host(struct reader *r, size_t end)
{
    size_t label = r->at;

    for (; r->at < end; r->at++) {
        char c = r->text.ptr[r->at];

        if (!is(c, LABEL) && (c != '.' || r->at == label))
            return IDENTIFIER_AUTHORITY;
        if (c == '.')
            label = r->at + 1;
    }
    return r->at == label ? IDENTIFIER_AUTHORITY : IDENTIFIER_OK;
}

static int find_cloud(struct span suffix)
{
    for (size_t i = 0; i < ARRAY_LEN(cloud_suffixes); i++)
        if (span_eq_nocase(suffix, span_str(cloud_suffixes[i])))
            return (int)i;
    return -1;
}

static void split_host(struct identifier *out, struct span host)
{
    size_t dot = find_char(host, 0, host.len, '.');

    out->host = host;
    out->container = between(host, 0, dot);
    out->suffix = between(host, dot < host.len ? dot + 1 : dot, host.len);
    out->cloud = find_cloud(out->suffix);
}

/* From behind the colon up to `end`. */
static enum identifier_fault read_port(struct reader *r, struct identifier *out, size_t end)
{
    size_t start = r->at;
    int port = 0;

    for (; r->at < end; r->at++) {
        if (!is(r->text.ptr[r->at], DIGIT))
            return IDENTIFIER_PORT;
        if (port <= MAX_PORT)
            port = port * 10 + (r->text.ptr[r->at] - '0');
    }
    if (r->at > start && port <= MAX_PORT)
        out->port = port;
    if (out->port == HTTPS_PORT)
        return IDENTIFIER_OK;
    r->at = start;
    return IDENTIFIER_PORT;
}

/* RFC 3986 section 3.2. */
static enum identifier_fault read_authority(struct reader *r, struct identifier *out)
{
    size_t start = r->at;
    size_t end = find_end(r->text, start);
    size_t user = find_char(r->text, start, end, '@');
    size_t host_end = find_char(r->text, start, end, ':');
    enum identifier_fault fault;

    if (user < end) {
        r->at = user;
        return IDENTIFIER_AUTHORITY;
    }
    fault = read_host(r, host_end);
    if (fault != IDENTIFIER_OK)
        return fault;
    split_host(out, between(r->text, start, host_end));
    if (host_end == end)
        return IDENTIFIER_OK;
    r->at++;
    return read_port(r, out, end);
}

/* Key Vault hangs these on a key, not on a version of it: https://.../keys/NAME/rotationpolicy. */
static bool belongs_to_key(struct span segment)
{
    static const char *const tails[] = {"backup", "create",         "recover",
                                        "rotate", "rotationpolicy", "versions"};

    for (size_t i = 0; i < ARRAY_LEN(tails); i++)
        if (span_eq_nocase(segment, span_str(tails[i])))
            return true;
    return false;
}

/* One segment and the slash before it. */
static enum identifier_fault read_segment(struct reader *r, struct span *out, bool may_be_empty)
{
    size_t start = r->at + 1;
    size_t end;

    if (r->at == r->text.len || r->text.ptr[r->at] != '/')
        return IDENTIFIER_PATH;
    end = find_end(r->text, start);
    if (end == start && !may_be_empty) {
        r->at = start;
        return IDENTIFIER_PATH;
    }
    *out = between(r->text, start, end);
    r->at = end;
    return IDENTIFIER_OK;
}

static bool at_slash(const struct reader *r)
{
    return r->at < r->text.len && r->text.ptr[r->at] == '/';
}

static enum identifier_fault read_path(struct reader *r, struct identifier *out)
{
    enum identifier_fault fault = read_segment(r, &out->collection, false);

    if (fault == IDENTIFIER_OK)
        fault = read_segment(r, &out->name, false);
    if (fault != IDENTIFIER_OK || !at_slash(r))
        return fault;
    fault = read_segment(r, &out->version, true);
    if (fault == IDENTIFIER_OK && at_slash(r))
        return read_segment(r, &out->tail, false);
    if (belongs_to_key(out->version)) {
        out->tail = out->version;
        out->version = span_str("");
    }
    return fault;
}

enum identifier_fault identifier_parse(struct identifier *out, size_t *at, struct span text)
{
    const struct span none = span_str("");
    struct reader r = {text, 0};
    enum identifier_fault fault;

    *out = (struct identifier){none, none, none, none, none, none, none, -1, -1};
    fault = read_scheme(&r);
    if (fault == IDENTIFIER_OK)
        fault = read_authority(&r, out);
    if (fault == IDENTIFIER_OK)
        fault = read_path(&r, out);
    if (fault == IDENTIFIER_OK && at_slash(&r))
        fault = IDENTIFIER_PATH;
    if (fault == IDENTIFIER_OK && r.at < text.len)
        fault = IDENTIFIER_QUERY;
    *at = r.at;
    return fault;
}

/* All of text in a class and its length in min to max; *at is where that first fails. */
static bool check_text(size_t *at, struct span text, unsigned class, size_t min, size_t max)
{
    size_t i = 0;

    while (i < text.len && i < max && is(text.ptr[i], class))
        i++;
    if (i == text.len && i >= min)
        return true;
    *at = i;
    return false;
}

bool identifier_name_ok(size_t *at, struct span name)
{
    return check_text(at, name, LABEL, 1, 127);
}

bool identifier_container_ok(size_t *at, struct span name)
{
    size_t bad = name.len;
    bool ok = check_text(&bad, name, LABEL, 3, 24);

    for (size_t i = 1; i < bad; i++)
        if (name.ptr[i] == '-' && name.ptr[i - 1] == '-') {
            bad = i;
            ok = false;
        }
    if (!ok)
        *at = bad;
    return ok;
}

bool identifier_version_ok(size_t *at, struct span version)
{
    return check_text(at, version, HEX, 32, 32);
}
