// SPDX-License-Identifier: MIT
/* Every text of up to 12 bytes, every room of up to 10 octets. */
#define MOST 12
#include "eva.h"

#include "text/b64.h"

#define ROOM 10

static void check(struct span text)
{
    char encoded[ROOM];
    uint8_t octets[ROOM];
    struct b64_info info;
    size_t cap = (size_t)Frama_C_interval(0, ROOM);

    b64_scan(&info, B64_URL, text);
    b64_scan(&info, B64_STANDARD, text);
    b64_decode(octets, cap, text);
    b64_last_octet(text);
    b64url_encode(encoded, cap, (const uint8_t *)text.ptr, text.len);
}
