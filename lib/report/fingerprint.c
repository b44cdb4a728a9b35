// SPDX-License-Identifier: MIT
/* Fingerprints by which a build service knows a finding again: see kept.h. */
#include "report/kept.h"

#include <stdlib.h>
#include <string.h>

struct print {
    uint64_t hash;
    size_t seen; /* 0: the slot is free */
};

/* ---- hashing: FNV-1a, 64 bits ---- */

#define START UINT64_C(0xcbf29ce484222325)

static uint64_t fnv(uint64_t hash, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return hash * UINT64_C(0x100000001b3); /* a mark between parts */
}

static uint64_t fnv_text(uint64_t hash, const char *text)
{
    return fnv(hash, text, strlen(text));
}

uint64_t identity_of(const struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    char line[24];

    if (key != NULL && key->kid != NULL && key->kid_length > 0)
        return fnv(START, key->kid, key->kid_length);
    if (thumbprint != NULL)
        return fnv_text(START, thumbprint);
    for (size_t i = 0, n = page->document.record ? page->document.line : 0; i < sizeof(line);
         i++, n /= 10)
        line[i] = (char)('0' + n % 10);
    return fnv_text(fnv(START, line, sizeof(line)), key == NULL ? "" : key->pointer);
}

/* The place within the key: what leads to the key changes when another comes before it. */
static const char *place_in(const kvjwk_key *key, const char *pointer)
{
    size_t length = key == NULL ? 0 : strlen(key->pointer);

    if (length > 0 && strncmp(pointer, key->pointer, length) == 0 &&
        (pointer[length] == '/' || pointer[length] == '\0'))
        return pointer + length;
    return pointer;
}

/* ---- which of its like ---- */

static struct print *slot_of(const struct prints *prints, uint64_t hash)
{
    size_t i = (size_t)hash & (prints->cap - 1);

    while (prints->slots[i].seen != 0 && prints->slots[i].hash != hash)
        i = (i + 1) & (prints->cap - 1);
    return &prints->slots[i];
}

static bool make_room(struct prints *prints)
{
    struct prints larger = {NULL, prints->count, prints->cap == 0 ? 64 : 2 * prints->cap};

    if (prints->count < prints->cap / 4 * 3)
        return true;
    larger.slots = calloc(larger.cap, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < prints->cap; i++)
        if (prints->slots[i].seen != 0)
            *slot_of(&larger, prints->slots[i].hash) = prints->slots[i];
    free(prints->slots);
    *prints = larger;
    return true;
}

void prints_clear(struct prints *prints)
{
    if (prints->count > 0)
        memset(prints->slots, 0, prints->cap * sizeof(*prints->slots));
    prints->count = 0;
}

void prints_free(struct prints *prints)
{
    free(prints->slots);
    memset(prints, 0, sizeof(*prints));
}

/* ---- the text ---- */

static void write_text(char out[FINGERPRINT_TEXT], uint64_t hash, size_t number)
{
    static const char hex[] = "0123456789abcdef";
    char digits[24];
    size_t count = 0, at = 0;

    while (at < 16) {
        out[at] = hex[hash >> (60 - 4 * at) & 15];
        at++;
    }
    out[at++] = ':';
    for (; number > 0; number /= 10)
        digits[count++] = (char)('0' + number % 10);
    while (count > 0)
        out[at++] = digits[--count];
    out[at] = '\0';
}

bool fingerprint(char out[FINGERPRINT_TEXT], struct prints *prints, uint64_t identity,
                 const char *file, const kvjwk_key *key, const kvjwk_finding *f)
{
    uint64_t hash = fnv_text(identity, f->rule->id);
    struct print *print;

    hash = fnv_text(hash, place_in(key, f->pointer));
    hash = fnv_text(hash, f->target == KVJWK_TARGET_ANY ? "" : kvjwk_target_name(f->target));
    if (file != NULL)
        hash = fnv_text(hash, file);
    if (!make_room(prints))
        return false;
    print = slot_of(prints, hash);
    prints->count += print->seen == 0;
    print->hash = hash;
    print->seen++;
    write_text(out, hash, print->seen);
    return true;
}

void file_fingerprint(char out[FINGERPRINT_TEXT], const char *file)
{
    write_text(out, fnv_text(START, file), 1);
}
