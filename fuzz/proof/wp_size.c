// SPDX-License-Identifier: MIT
/* The functions of a header, for Frama-C to see. */
#include "base/size.h"
#include "base/span.h"
