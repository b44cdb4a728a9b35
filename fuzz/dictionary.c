// SPDX-License-Identifier: MIT
/* Prints the dictionary of the fuzz targets: names and values of the tables, each once, and
 * spellings that parsers stumble over. Both libFuzzer and AFL++ read it. */
#include <stdio.h>
#include <string.h>

#include "kvjwk/facts.h"

#define WORDS_MAX 1024

static const char *words[WORDS_MAX];
static size_t count;

static void add(const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return;
    if (count < WORDS_MAX && word[0] != '\0')
        words[count++] = word;
}

static void add_tables(void)
{
    static const char *const names[] = {
#define SHAPE(id, title)
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source) name,
#include "facts/members.def"
#undef SHAPE
#undef SHAPE_END
#undef MEMBER
#define ALIAS(shape, member, name) name,
#include "facts/aliases.def"
#undef ALIAS
#define CURVE(name, param, registry, source) name,
#include "facts/curves.def"
#undef CURVE
#define RECOVERY(name, since, least, most, purgeable, source) name,
#include "facts/recovery.def"
#undef RECOVERY
#define EXPECT(id, value, source) value,
#include "facts/expected.def"
#undef EXPECT
#define CLOUD(id, cloud, suffix, service, source) suffix,
#include "facts/clouds.def"
#undef CLOUD
    };

    for (size_t i = 0; i < kvjwk_kty_count(); i++)
        add(kvjwk_kty_at(i)->name);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        add(names[i]);
    for (size_t i = 0; i < kvjwk_alg_count(); i++)
        add(kvjwk_alg_at(i)->name);
    for (size_t i = 0; i < kvjwk_op_count(); i++)
        add(kvjwk_op_at(i)->name);
    for (size_t i = 0; i < kvjwk_wrapping_count(); i++)
        add(kvjwk_wrapping_at(i)->name);
}

/* The names on the way of "properties/attributes/exp". */
static void add_path(const char *path)
{
    static char names[1 << 14];
    static size_t used;

    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        if (used + length >= sizeof(names))
            return;
        memcpy(names + used, path, length);
        names[used + length] = '\0';
        add(names + used);
        used += length + 1;
        path += length + (path[length] == '/');
    }
}

/* Templates and policies. */
static void add_documents(void)
{
    static const char *const names[] = {
#define RESOURCE(id, format, type, service, shape, source) type,
#include "input/resources.def"
#undef RESOURCE
#define DETECT(id, one, other) one, other,
#include "input/formats.def"
#define OBJECT(id, title)
#define OBJECT_END(id)
#define MEMBER(object, id, name, type, argument, flags, help) name,
#include "policy/members.def"
#undef OBJECT
#undef OBJECT_END
#undef MEMBER
    };
    static const char *const paths[] = {
#define FIELD(resource, path, target, flags, source) path,
#include "input/fields.def"
#undef FIELD
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        add(names[i]);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        add_path(paths[i]);
}

/* As the syntax of a dictionary has it. */
static void print(const char *before, const char *word, const char *after)
{
    putchar('"');
    for (const char *part[] = {before, word, after}, **p = part; p < part + 3; p++)
        for (const char *c = *p; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                putchar('\\');
            if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
                printf("\\x%02x", (unsigned char)*c);
            else
                putchar(*c);
        }
    puts("\"");
}

int main(void)
{
    static const char *const spellings[] = {
        "\\u0000",
        "\\ud800",
        "\\ud83d\\udd11",
        "\\u006b",
        "\\\"",
        "\\/",
        "/*",
        "*/",
        "//",
        "null",
        "true",
        "false",
        "NaN",
        "1e999",
        "-0",
        "1.0",
        "\xef\xbb\xbf",
        "\xff\xfe",
        "AQAB",
        "AAEAAQ",
        "==",
        "https://",
        "P90D",
        "PT48H",
        "sig",
        "enc",
        "1795478400",
        "9007199254740993",
        "{\"",
        "\":\"",
        "\",\"",
#define FUNCTION(name, least, most) #name "(",
#include "input/functions.def"
#undef FUNCTION
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "after_unknown",
        "policyRule",
    };

    puts("# SPDX-License-Identifier: MIT");
    puts("# Made of the tables in lib by fuzz/dictionary.c; a test compares.");
    add_tables();
    add_documents();
    for (size_t i = 0; i < count; i++)
        print("\"", words[i], "\"");
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
        print("", spellings[i], "");
    return 0;
}
