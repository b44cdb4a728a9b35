// SPDX-License-Identifier: MIT
/*
 * Key identifiers: https://NAME.SUFFIX/keys/KEY[/VERSION], with the suffixes of every cloud
 * (lib/facts/clouds.def). Parsing says which part is missing or wrong; it judges nothing.
 */
#ifndef KVJWK_TEXT_IDENTIFIER_H
#define KVJWK_TEXT_IDENTIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum identifier_fault {
    IDENTIFIER_OK = 0,
    IDENTIFIER_NOT_URL,   /* no "scheme://host" */
    IDENTIFIER_SCHEME,    /* not https */
    IDENTIFIER_AUTHORITY, /* user information, empty host or label, bad character in it */
    IDENTIFIER_PORT,      /* a port that is not 443 (":443" is fine) or not a number */
    IDENTIFIER_PATH,      /* not /COLLECTION/NAME[/VERSION][/TAIL] */
    IDENTIFIER_QUERY      /* a query or fragment */
};

struct identifier {
    struct span host;       /* without port */
    struct span container;  /* first label of the host: vault or HSM name */
    struct span suffix;     /* the rest of the host, without the leading dot */
    struct span collection; /* "keys", "deletedkeys", as spelled */
    struct span name;
    struct span version; /* empty when absent or "" (/keys/NAME/ and /keys/NAME//x) */
    struct span tail;    /* "rotationpolicy", "release" and the like; empty when absent */
    int port;            /* -1 when absent or above 65535 */
    int cloud;           /* row of clouds.def whose suffix matches without case, or -1 */
};

/*
 * at: index where the fault is; text.len when the text ends too early. Fields read before the fault
 * are set, the others empty. A last segment behind NAME is the version, unless it is one of the
 * words that the service hangs on a key as a whole (/keys/NAME/rotationpolicy): then it is the
 * tail.
 */
enum identifier_fault identifier_parse(struct identifier *out, size_t *at, struct span text);

/* 1 to 127 of 0-9 a-z A-Z '-': true, else *at is the first offending index (0 when empty, 127 when
 * too long). Source: Key Vault object identifiers page, 2026-03-26. */
bool identifier_name_ok(size_t *at, struct span name);

/* 3 to 24 of 0-9 a-z A-Z '-', no two hyphens in a row (*at is the second), else as above: the
 * length when too short, 24 when too long. */
bool identifier_container_ok(size_t *at, struct span name);

/* 32 hexadecimal digits of either case; *at as above. */
bool identifier_version_ok(size_t *at, struct span version);

#endif
