// SPDX-License-Identifier: MIT
/* Core and material together: the thumbprint of RFC 7638 section 3.1. */
#include <kvjwk/kvjwk.h>
#include <kvjwk/material.h>

#include <stdio.h>
#include <string.h>

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    return kvjwk_key_thumbprint(key, payload) == KVJWK_OK ? 0 : 1;
}

int main(void)
{
    static const char text[] =
        "{\"kty\":\"RSA\",\"n\":"
        "\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1R"
        "K7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_"
        "RN5w6Cf0h4Qy"
        "Q5v-65YGjQR0_"
        "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
        "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\","
        "\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}";
    char thumbprint[KVJWK_THUMBPRINT_TEXT] = "";
    kvjwk_sink sink = {NULL, on_key, thumbprint, true};

    if (kvjwk_check(text, strlen(text), NULL, &sink, NULL) != KVJWK_OK)
        return 1;
    printf("%s\n", thumbprint);
    return strcmp(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs") != 0;
}
