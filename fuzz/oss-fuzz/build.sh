#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# What OSS-Fuzz and ClusterFuzzLite run to build the fuzz targets: for every target its program, seeds,
# dictionary and options, in $OUT. Compilers, flags and engine come from the environment:
# CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE SRC WORK OUT.

source_dir=${KVJWK_SOURCE_DIR:-$SRC/kvjwk}
build=$WORK/build

# The run image has no libraries of ours: libcrypto and jansson are linked as archives.
cmake -S "$source_dir" -B "$build" -GNinja -DCMAKE_BUILD_TYPE=None -DKVJWK_FUZZ=ON -DKVJWK_TESTS=OFF \
    -DKVJWK_STATIC=ON -DKVJWK_FUZZ_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --target kvjwk_fuzzers --parallel

rm -rf "$WORK/seeds"
python3 "$source_dir/fuzz/seeds.py" "$source_dir" "$WORK/seeds"
for kind in json text octets template policy; do
    (cd "$WORK/seeds/$kind" && python3 -m zipfile -c "$WORK/$kind.zip" ./*)
done

for target in "$build"/fuzz/fuzz_*; do
    if [ ! -f "$target" ] || [ ! -x "$target" ]; then
        continue
    fi
    name=$(basename "$target")
    cp "$target" "$OUT/"
    cp "$WORK/$(python3 "$source_dir/fuzz/seeds.py" --kind "$name").zip" "$OUT/${name}_seed_corpus.zip"
    cp "$source_dir/fuzz/kvjwk.dict" "$OUT/$name.dict"
    cp "$source_dir/fuzz/oss-fuzz/fuzz.options" "$OUT/$name.options"
done
