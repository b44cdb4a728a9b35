// SPDX-License-Identifier: MIT
/* jansson beside lib/json: both name their types JSON_OBJECT and so on; those of jansson are
 * renamed here. For tests and fuzzers. */
#ifndef KVJWK_TESTS_JANSSON_RENAMED_H
#define KVJWK_TESTS_JANSSON_RENAMED_H

#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_INTEGER JANSSON_INTEGER
#define JSON_REAL JANSSON_REAL
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_INTEGER
#undef JSON_REAL
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#endif
