#!/bin/bash -eu
# SPDX-License-Identifier: MIT
exec "$SRC/kvjwk/fuzz/oss-fuzz/build.sh"
