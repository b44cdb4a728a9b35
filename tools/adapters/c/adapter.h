// SPDX-License-Identifier: MIT
/*
 * What the adapters for C libraries have in common: the lines of docs/corpus.md, and what a key
 * says of its use. An adapter gives NAME, VERSION, FEATURES and judge().
 */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* NULL: the library takes the key, and it works; otherwise why not. text ends with a NUL. */
static const char *judge(const char *text, size_t length);

static const char *member(const json_t *key, const char *name)
{
    const char *text = json_string_value(json_object_get(key, name));

    return text == NULL ? "" : text;
}

/* The algorithm to try a signature with: the key's own, or one of its type; NULL when the key is
 * not for signatures or has no private part. */
static inline const char *signs_with(const json_t *key)
{
    const char *alg = member(key, "alg"), *kty = member(key, "kty"), *crv = member(key, "crv");
    const json_t *ops = json_object_get(key, "key_ops"), *op;
    size_t i;
    bool may = !json_is_array(ops);

    json_array_foreach(ops, i, op) may =
        may || strcmp(json_string_value(op) ? json_string_value(op) : "", "sign") == 0;
    if (!may || strcmp(member(key, "use"), "enc") == 0 ||
        (json_object_get(key, "d") == NULL && json_object_get(key, "k") == NULL))
        return NULL;
    if (*alg != '\0') /* with an algorithm of signatures a secret is tried, too */
        return strlen(alg) == 5 && strchr("HREP", *alg) != NULL && alg[1] == 'S' ? alg : NULL;
    if (json_object_get(key, "d") == NULL)
        return NULL;
    if (strcmp(kty, "RSA") == 0)
        return "RS256";
    if (strcmp(kty, "OKP") == 0)
        return strncmp(crv, "Ed", 2) == 0 ? "EdDSA" : NULL;
    return strcmp(crv, "P-384") == 0 ? "ES384" : strcmp(crv, "P-521") == 0 ? "ES512" : "ES256";
}

/* Strict enough for what the runner sends. */
static size_t decode(char *out, const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned bits = 0, held = 0;
    size_t n = 0;

    for (const char *at; *text != '\0' && (at = strchr(digits, *text)) != NULL; text++) {
        held = (held << 6 | (unsigned)(at - digits)) & 0xffff;
        bits += 6;
        if (bits >= 8)
            out[n++] = (char)(held >> (bits -= 8));
    }
    out[n] = '\0';
    return n;
}

static void answer(char *line)
{
    char *rest = NULL, *id = strtok_r(line, " ", &rest), *profile = strtok_r(NULL, " ", &rest);
    char *text = strtok_r(NULL, " \r\n", &rest);
    const char *why;

    if (id == NULL || profile == NULL || text == NULL)
        return;
    if (strncmp(profile, "jw", 2) != 0 && strncmp(profile, "material", 8) != 0) {
        printf("%s skip no such layer\n", id);
        return;
    }
    why = judge(text, decode(text, strcmp(text, "-") == 0 ? "" : text));
    printf("%s %s %s\n", id, why == NULL ? "accept" : "reject", why == NULL ? "" : why);
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("hello kvjwk-corpus/1 %s %s layers=jwk,jwa,material features=%s\n", NAME, VERSION,
           FEATURES);
    while (getline(&line, &cap, stdin) > 0)
        answer(line);
    free(line);
    return 0;
}

#endif
