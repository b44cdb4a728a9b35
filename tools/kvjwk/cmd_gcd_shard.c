// SPDX-License-Identifier: MIT
/* kvjwk gcd-shard: shared primes among more moduli than one machine can hold, for a scheduler to
 * run. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "gather.h"
#include "octets.h"

#define SHARD_MOST ((size_t)-2)

static FILE *output_open(const struct settings *s)
{
    FILE *out = s->out == NULL ? stdout : fopen(s->out, "wb");

    if (out == NULL)
        complain(s->command, "cannot write %s: %s", printable(s->out), strerror(errno));
    return out;
}

static bool output_close(const struct settings *s, FILE *out)
{
    bool ok = fflush(out) == 0 && !ferror(out);

    if (out != stdout)
        ok = fclose(out) == 0 && ok;
    if (!ok)
        complain(s->command, "the output could not be written");
    return ok;
}

static int write_octets(void *ctx, const void *octets, size_t length)
{
    return fwrite(octets, 1, length, ctx) == length ? 0 : 1;
}

static int conclude(const struct settings *s, kvjwk_status status, FILE *out)
{
    bool written = output_close(s, out);

    if (status == KVJWK_ERR_MEMORY)
        complain(s->command, "out of memory");
    return written && status == KVJWK_OK ? EXIT_OK : EXIT_USAGE;
}

/* ---- save ---- */

static bool no_output(const void *outputs, const struct stat *st)
{
    (void)outputs;
    (void)st;
    return false;
}

static int save(const struct settings *s)
{
    struct gathering g = {.settings = s,
                          .operands = s->operands + 1,
                          .operand_count = s->operand_count - 1,
                          .is_output = no_output};
    kvjwk_across *across;
    FILE *out;
    int code = EXIT_USAGE;

    if (kvjwk_across_new(&across) != KVJWK_OK || !gather(&g, across)) {
        complain(s->command, "out of memory");
    } else if ((out = output_open(s)) != NULL) {
        code = conclude(s, kvjwk_shard_save(across, write_octets, out), out);
    }
    kvjwk_across_free(&across);
    return code == EXIT_OK && g.unreadable ? EXIT_INPUT : code;
}

/* ---- pair ---- */

static bool read_shard(struct octets *octets, const struct settings *s, const char *path)
{
    int error = octets_read(octets, path, SHARD_MOST);

    if (error != 0)
        complain(s->command, "cannot read %s: %s", printable(path), strerror(error));
    return error == 0;
}

static int pair(const struct settings *s)
{
    struct octets one = {NULL, 0}, two = {NULL, 0};
    kvjwk_status status = KVJWK_OK;
    int code = EXIT_INPUT;
    FILE *out;

    if (read_shard(&one, s, s->operands[1]) && read_shard(&two, s, s->operands[2])) {
        out = output_open(s);
        if (out != NULL)
            status = kvjwk_shard_pair(one.at, one.length, two.at, two.length, write_octets, out);
        code = out == NULL ? EXIT_USAGE : conclude(s, status, out);
    }
    if (status == KVJWK_ERR_ARGUMENT) {
        complain(s->command, "%s or %s is no shard of kvjwk gcd-shard save",
                 printable(s->operands[1]), printable(s->operands[2]));
        code = EXIT_INPUT;
    }
    octets_free(&one);
    octets_free(&two);
    return code;
}

/* ---- pairs ---- */

static int pairs(const struct settings *s)
{
    for (size_t i = 1; i < s->operand_count; i++)
        if (strpbrk(s->operands[i], "\t\n") != NULL) {
            complain(s->command, "%s: no tab or line break can be in a name here",
                     printable(s->operands[i]));
            return EXIT_USAGE;
        }
    for (size_t i = 1; i < s->operand_count; i++)
        for (size_t k = i; k < s->operand_count; k++)
            printf("%s\t%s\n", s->operands[i], s->operands[k]);
    return EXIT_OK;
}

/* ---- the command ---- */

static const char *known_step(size_t i)
{
    static const char *const names[] = {"save", "pair", "pairs"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const struct {
    int (*run)(const struct settings *s);
    size_t least, most; /* operands behind the step */
    const char *operands;
} steps[] = {
    {save, 1, ANY_NUMBER, "FILE|DIR|-..."},
    {pair, 2, 2, "SHARD SHARD"},
    {pairs, 1, ANY_NUMBER, "SHARD..."},
};

static int run(struct settings *s)
{
    for (size_t i = 0; known_step(i) != NULL; i++) {
        if (strcmp(known_step(i), s->operands[0]) != 0)
            continue;
        if (s->operand_count - 1 < steps[i].least || s->operand_count - 1 > steps[i].most) {
            complain(s->command, "usage: kvjwk gcd-shard %s [--out FILE] %s", known_step(i),
                     steps[i].operands);
            return EXIT_USAGE;
        }
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
        return steps[i].run(s);
    }
    complain(s->command, "unknown step \"%s\"; known are save, pair and pairs",
             printable(s->operands[0]));
    return EXIT_USAGE;
}

static const char *take_out(struct settings *s, const char *value)
{
    s->out = value;
    return NULL;
}

static const struct option options[] = {
    {"out", 'o', "FILE", "where the shard or the groups go (default: standard output)", NULL, false,
     take_out},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_gcd_shard = {
    .name = "gcd-shard",
    .operands = "save FILE|DIR|-... | pair SHARD SHARD | pairs SHARD...",
    .summary = "shared primes past the memory of one machine",
    .about =
        "check --across compares the moduli of all keys, in memory that grows with their number: "
        "about ten gibibytes for a million keys of 2048 bits. This command does the same in "
        "parts, on as many machines as there are:\n\n"
        "    save    reads keys as check does, and writes their moduli and the product of these\n"
        "    pair    compares two shards, or one with itself, and writes groups of moduli that\n"
        "            have a prime in common, by their digests: no prime and no key is in it\n"
        "    pairs   lists all pairs of the shards, with a tab between the two\n\n"
        "The groups of all pairs, one behind the other, are given to check. With GNU parallel:\n\n"
        "    parallel kvjwk gcd-shard save -o {.}.shard {} ::: part-*.ndjson\n"
        "    kvjwk gcd-shard pairs *.shard |\n"
        "      parallel --colsep '\\t' kvjwk gcd-shard pair {1} {2} >groups\n"
        "    kvjwk check --across --gcd-groups groups part-*.ndjson\n\n"
        "Exit codes:\n\n"
        "    0  done\n"
        "    2  usage error, or the output could not be written\n"
        "    3  an input could not be read, or is no shard",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run,
};
