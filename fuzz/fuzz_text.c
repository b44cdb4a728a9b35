// SPDX-License-Identifier: MIT
/*
 * The text codecs, on any bytes.
 *
 * - base64 and base64url: what is encoded decodes to the same octets without a fault; a text
 * without fault is the encoding of what it decodes to, and OpenSSL decodes it alike; decoding never
 * writes more than it has room for, and a short buffer gets a prefix.
 * - Durations: what is read, written again, reads the same; the least is not above the most.
 * - Dates: a day that is written reads as the same time; a time is within its day.
 * - Identifiers: the parts, put together, are the text; each part lies in it; faults have a place.
 * - Pointers: a name that stands in a JSON text is found again by the pointer to it.
 * - Messages: whatever is quoted is printable. Lines: as counted byte by byte.
 */
#include <openssl/evp.h>

#include "harness.h"

#include "base/buf.h"
#include "json/json.h"
#include "text/b64.h"
#include "text/duration.h"
#include "text/identifier.h"
#include "text/lines.h"
#include "text/message.h"
#include "text/utf8.h"

#define POINTER_NAME ((size_t)4096) /* longer pointers are cut at an ancestor */

static void *allocate(size_t size)
{
    void *p = malloc(size > 0 ? size : 1);

    require(p != NULL, "memory");
    return p;
}

/* ---- base64 ---- */

static void check_encode(const uint8_t *data, size_t size)
{
    size_t room = (4 * size + 2) / 3, length;
    char *text = allocate(room);
    uint8_t *back = allocate(size);
    struct b64_info info;

    length = b64url_encode(text, room, data, size);
    require(length == room, "the length is known before");
    b64_scan(&info, B64_URL, span_of(text, length));
    require(info.faults == 0 && info.octets == size, "an encoding has no fault");
    require(b64_decode(back, size, span_of(text, length)) == size, "it decodes whole");
    require(size == 0 || memcmp(back, data, size) == 0, "it decodes to the same");
    require(b64_last_octet(span_of(text, length)) == (size > 0 ? data[size - 1] : 0),
            "the last octet is the last");
    if (length > 0)
        require(b64url_encode(text, length - 1, data, size) == length - 1, "it is cut");
    free(text);
    free(back);
}

/* OpenSSL wants the standard alphabet and padding. */
static void check_openssl(struct span text, const uint8_t *octets, size_t count)
{
    unsigned char *standard = allocate(text.len + 4), *out = allocate(text.len + 4);
    size_t length = text.len;
    int written;

    for (size_t i = 0; i < text.len; i++)
        standard[i] = (unsigned char)(text.ptr[i] == '-'   ? '+'
                                      : text.ptr[i] == '_' ? '/'
                                                           : text.ptr[i]);
    while (length % 4 != 0)
        standard[length++] = '=';
    written = EVP_DecodeBlock(out, standard, (int)length);
    require(written >= 0 && (size_t)written >= count, "OpenSSL decodes it");
    require(count == 0 || memcmp(out, octets, count) == 0, "OpenSSL decodes it alike");
    free(standard);
    free(out);
}

static void check_decode(struct span text, enum b64_alphabet alphabet, struct choice *c)
{
    struct b64_info info;
    uint8_t *octets, *some;
    size_t cap;

    b64_scan(&info, alphabet, text);
    for (size_t i = 0; i < ARRAY_LEN(info.fault_at); i++)
        require(info.fault_at[i] <= text.len, "a fault has its place in the text");
    octets = allocate(info.octets);
    require(b64_decode(octets, info.octets, text) == info.octets, "so many octets as told");
    cap = choose(c, info.octets + 1);
    some = allocate(cap);
    require(b64_decode(some, cap, text) == cap, "a short buffer is filled");
    require(cap == 0 || memcmp(some, octets, cap) == 0, "a short buffer gets a prefix");
    if (info.faults == 0 && alphabet == B64_URL) {
        char *again = allocate(text.len);

        require(b64url_encode(again, text.len, octets, info.octets) == text.len, "as long again");
        require(text.len == 0 || memcmp(again, text.ptr, text.len) == 0, "the same text again");
        if (!FUZZ_CORE_ALONE)
            check_openssl(text, octets, info.octets);
        free(again);
    }
    free(octets);
    free(some);
}

/* ---- times ---- */

static bool same_duration(const struct duration *a, const struct duration *b)
{
    return a->years == b->years && a->months == b->months && a->weeks == b->weeks &&
           a->days == b->days && a->hours == b->hours && a->minutes == b->minutes &&
           a->seconds == b->seconds;
}

static void check_duration(struct span text)
{
    struct duration d, again;
    char written[160];
    size_t at;
    enum duration_fault fault = duration_parse(&d, &at, text);
    int length;

    require(at <= text.len, "a fault has its place in the text");
    if (fault != DURATION_OK)
        return;
    require(duration_min_seconds(&d) <= duration_max_seconds(&d), "the least is the least");
    require(duration_min_seconds(&d) >= 0, "no duration is negative");
    length = snprintf(written, sizeof(written), "P%uY%uM%uW%uDT%uH%uM%uS", d.years, d.months,
                      d.weeks, d.days, d.hours, d.minutes, d.seconds);
    require(duration_parse(&again, &at, span_of(written, (size_t)length)) == DURATION_OK &&
                same_duration(&d, &again),
            "a duration reads the same again");
}

static void check_date(struct span text)
{
    char written[32];
    int64_t seconds, day;
    size_t at, length;
    bool ok = date_parse(&seconds, &at, text);

    require(at <= text.len, "a fault has its place in the text");
    if (!ok)
        return;
    length = date_format(written, sizeof(written), seconds);
    if (length != 10)
        return; /* the zone moved it out of year 0 to 9999 */
    require(date_parse(&day, &at, span_of(written, length)), "a day that is written is one");
    require(day <= seconds && seconds < day + 86400, "a time is within its day");
}

static void check_any_time(const uint8_t *data, size_t size)
{
    int64_t seconds, day;
    char written[32];
    size_t at, length;

    if (size < sizeof(seconds))
        return;
    memcpy(&seconds, data, sizeof(seconds));
    if (data[0] & 1)
        seconds %= INT64_C(400000000000); /* mostly in the years that have a form */
    length = date_format(written, sizeof(written), seconds);
    require(length > 0 && written[length] == '\0', "a time is written");
    if (length == 10 && date_parse(&day, &at, span_of(written, length)))
        require(day <= seconds && seconds - day < 86400, "a time is within its day");
}

/* ---- identifiers ---- */

static void put_part(struct buf *b, const char *before, struct span part)
{
    buf_str(b, before);
    buf_bytes(b, part);
}

static bool is_part(struct span part, struct span text)
{
    return part.len == 0 || (part.ptr >= text.ptr && part.ptr + part.len <= text.ptr + text.len);
}

static void check_identifier(struct span text)
{
    struct identifier id;
    size_t at = SIZE_MAX;
    enum identifier_fault fault = identifier_parse(&id, &at, text);
    char *memory = allocate(text.len + 64);
    struct buf b;

    require(at <= text.len, "a fault has its place in the text");
    require(is_part(id.host, text) && is_part(id.container, text) && is_part(id.suffix, text) &&
                is_part(id.collection, text) && is_part(id.name, text) &&
                is_part(id.version, text) && is_part(id.tail, text),
            "parts lie in the text");
    if (fault == IDENTIFIER_OK && id.port < 0) {
        buf_init(&b, memory, text.len + 64);
        put_part(&b, "https://", id.container);
        put_part(&b, id.suffix.len > 0 ? "." : "", id.suffix);
        put_part(&b, "/", id.collection);
        put_part(&b, "/", id.name);
        put_part(&b,
                 id.version.len > 0 || text.ptr[text.len - 1] == '/' ||
                         (id.tail.len > 0 && id.tail.ptr > id.name.ptr + id.name.len + 1)
                     ? "/"
                     : "",
                 id.version);
        put_part(&b, id.tail.len > 0 ? "/" : "", id.tail);
        if (!span_eq_nocase(span_of(memory, b.len < 8 ? b.len : 8),
                            span_of(text.ptr, text.len < 8 ? text.len : 8)) ||
            b.len != text.len || memcmp(memory + 8, text.ptr + 8, text.len - 8) != 0)
            broken("%.*s is put together as %s", (int)text.len, text.ptr, memory);
    }
    free(memory);
}

static void check_names(struct span text)
{
    size_t at = 0;

    require(identifier_name_ok(&at, text) || at <= text.len, "a fault has its place");
    require(identifier_container_ok(&at, text) || at <= text.len, "a fault has its place");
    require(identifier_version_ok(&at, text) || at <= text.len, "a fault has its place");
}

/* ---- pointers ---- */

static size_t put_json_name(char *out, struct span name)
{
    size_t n = 0;

    for (size_t i = 0; i < name.len; i++)
        n += (size_t)sprintf(out + n, "\\u%04x", (unsigned char)name.ptr[i] & 0x7f);
    return n;
}

/* {"NAME": [0, {"a": 1}]}: the pointer of the 1, undone, begins with NAME. */
static void check_pointer(struct span text)
{
    static const struct json_limits limits = {1u << 20, 64, 100, 100};
    char *document = allocate(12 * text.len + 64), *undone = allocate(text.len + 1);
    struct arena scratch;
    struct json j;
    struct span pointer, name;
    size_t n = 0, length = 0;

    n += (size_t)sprintf(document + n, "{\"");
    n += put_json_name(document + n, text);
    n += (size_t)sprintf(document + n, "\":[0,{\"a\":1}]}");
    json_init(&j, &allocator_default);
    arena_init(&scratch, &allocator_default);
    require(json_read(&j, span_of(document, n), &limits, false), "memory");
    require(json_pointer(&j, j.count - 1, &scratch, &pointer), "memory");
    require(json_text(&j, 1, &scratch, &name), "memory");
    require(pointer.ptr[pointer.len] == '\0', "a pointer ends with NUL");
    for (size_t i = 1; i < pointer.len && pointer.ptr[i] != '/'; i++) {
        bool tilde = pointer.ptr[i] == '~';

        i += tilde;
        undone[length++] = (char)(!tilde ? pointer.ptr[i] : pointer.ptr[i] == '0' ? '~' : '/');
    }
    require(span_eq(span_of(undone, length), name), "a pointer holds the name");
    require(pointer.len > length + 4 && memcmp(pointer.ptr + pointer.len - 4, "/1/a", 4) == 0,
            "a pointer ends with the last name");
    json_free(&j);
    arena_free(&scratch);
    free(document);
    free(undone);
}

/* ---- messages and lines ---- */

static void check_message(struct span text)
{
    char memory[600];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    message_format(&b, "a {} b {} c {}",
                   ARGS(A_TEXT(text), A_CHAR(text.len > 0 ? text.ptr[0] : 0),
                        {.type = ARG_LITERAL, .u.text = text}));
    require(is_printable(memory, b.len, false), "a message is printable");
    require(memory[b.len] == '\0' && b.len < sizeof(memory), "a message ends");
}

static void check_lines(struct span text, struct choice *c)
{
    size_t wanted = choose(c, text.len + 1), line = 1, column = 1;
    struct lines lines;
    struct place place;

    lines_init(&lines, &allocator_default);
    lines_open(&lines, text);
    require(lines_find(&lines, &place, wanted), "memory");
    for (size_t at = 0, step; at < wanted; at += step) {
        bool ends = text.ptr[at] == '\n' ||
                    (text.ptr[at] == '\r' && (at + 1 == text.len || text.ptr[at + 1] != '\n'));

        step = utf8_step(span_of(text.ptr + at, text.len - at), NULL);
        step = step == 0 ? 1 : step;
        if (at + step > wanted)
            break;
        column = ends ? 1 : column + 1;
        line += ends;
    }
    require(place.line == line && place.column == column, "lines are as counted");
    lines_free(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    struct span text = span_of((const char *)data, size);

    check_encode(data, size);
    check_decode(text, B64_URL, &c);
    check_decode(text, B64_STANDARD, &c);
    check_duration(text);
    check_date(text);
    check_any_time(data, size);
    check_identifier(text);
    check_names(text);
    check_pointer(span_of(text.ptr, text.len < POINTER_NAME ? text.len : POINTER_NAME));
    check_message(text);
    check_lines(text, &c);
    return 0;
}
