// SPDX-License-Identifier: MIT
/* What a key is made of: its members by type, and the numbers that bound them on a curve. */
#ifndef KVJWK_FACTS_MATERIAL_H
#define KVJWK_FACTS_MATERIAL_H

#include "facts/facts.h"

enum material_flag { MATERIAL_REQ = 1, MATERIAL_PRIV = 2, MATERIAL_CRT = 4, MATERIAL_SHARED = 8 };

struct material {
    uint8_t base;   /* enum kty_id of a type of the RFCs */
    uint8_t member; /* of SHAPE_JWK */
    uint8_t flags;  /* enum material_flag */
};

extern const struct material facts_materials[];
extern const size_t facts_material_count;

/* The type that alone has this member; KTY_NONE when several or none have it. */
enum kty_id facts_material_owner(unsigned member);

struct field {
    const char *prime; /* hexadecimal, two digits for each octet of a coordinate */
    const char *order;
    const char *source;
};

const struct field *facts_field(enum param_id param); /* NULL: no curve with coordinates */

#endif
