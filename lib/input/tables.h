// SPDX-License-Identifier: MIT
/* The rows of lib/input: formats, resources, and where a resource says what. */
#ifndef KVJWK_INPUT_TABLES_H
#define KVJWK_INPUT_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "kvjwk/input.h"

enum format_id {
#define FORMAT(id, name, direction, title, source) FORMAT_##id,
#include "input/formats.def"
    FORMAT_COUNT,
    FORMAT_NONE = FORMAT_COUNT
};

enum resource_id {
#define RESOURCE(id, format, type, services, shape, source) RESOURCE_##id,
#include "input/resources.def"
#undef RESOURCE
    RESOURCE_COUNT,
    RESOURCE_NONE = RESOURCE_COUNT
};

enum target_id {
#define TARGET(id, member) TARGET_##id,
#include "input/targets.def"
#undef TARGET
    TARGET_COUNT,
    TARGET_NONE = TARGET_COUNT
};

enum shape { SHAPE_KEY, SHAPE_ROTATION, SHAPE_VAULT };

/* bits of kvjwk_part.services */
#define SERVICES_STANDARD 1u
#define SERVICES_PREMIUM 2u
#define SERVICES_VAULT 3u
#define SERVICES_HSM 4u

struct resource {
    enum format_id format;
    struct span type;
    uint8_t services;
    uint8_t shape;
};

enum field_flag { FIELD_DATE = 1, FIELD_JSON = 2, FIELD_COPY = 4, FIELD_PART = 8 };

struct field {
    uint8_t resource, target, flags;
    const char *path;
    const char *source;
};

struct detection {
    enum format_id format;
    const char *members[2];
};

extern const struct detection input_detections[];
extern const size_t input_detection_count;
extern const struct field input_fields[];
extern const size_t input_field_count;

const struct resource *input_resource(enum resource_id id);
/* The resource of this type in documents of a format, or RESOURCE_NONE; types have no case. */
enum resource_id input_resource_find(enum format_id format, struct span type);
const kvjwk_kind *input_kind(enum format_id format);
/* The member of Key Vault's API; "" when there is none. */
const char *input_member(enum target_id target);
/* What the path ends with: "expire_after". */
struct span field_name(const struct field *field);
/* The resource's own field of a target, or NULL. */
const struct field *input_field_of(enum resource_id resource, enum target_id target);
/* The target that this name means somewhere, in another format or with other letters, and that the
 * resource has by another name or at another place. */
const struct field *input_field_meant(enum resource_id resource, struct span name);
/* Whether some field has a step of this name: its values are public. */
bool input_name_is_public(struct span name);
/* All that a resource takes for a target, or NULL when it takes what the service takes. */
const char *input_values(enum resource_id resource, enum target_id target);
/* Whether the words of a list hold value. */
bool input_values_have(const char *values, struct span value);
/* How the service calls a value, or NULL. */
const char *input_alias(enum format_id format, enum target_id target, struct span value);

#endif
