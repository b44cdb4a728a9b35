#!/bin/sh
# SPDX-License-Identifier: MIT
# A stream of a million keys, one a line: time and peak memory with one job and with two.
#
# usage: [KEYS=n] sh bench/stream.sh [KVJWK]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
kvjwk=${1:-$root/build/kvjwk}
bench=${KVJWK_BENCH_DIR:-$root/build-bench}/bench/kvjwk_bench
keys=${KEYS:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -x "$kvjwk" ] || {
    echo "stream: $kvjwk is not there; build it with: sh tools/quickstart.sh" >&2
    exit 2
}
[ -x "$bench" ] || {
    echo "stream: $bench is not there; build it with: sh bench/run.sh" >&2
    exit 2
}
"$bench" dump 3072 >"$work/pool" # all that differ; more would be the same again
while [ "$(wc -l <"$work/pool")" -lt 100000 ] && [ "$(wc -l <"$work/pool")" -lt "$keys" ]; do
    cat "$work/pool" "$work/pool" >"$work/twice"
    mv "$work/twice" "$work/pool"
done
lines=$(wc -l <"$work/pool")
left=$keys
while [ "$left" -ge "$lines" ]; do
    cat "$work/pool"
    left=$((left - lines))
done >"$work/keys.ndjson"
head -n "$left" "$work/pool" >>"$work/keys.ndjson"
rm "$work/pool"

python3 - "$kvjwk" "$work/keys.ndjson" "$keys" <<'MEASURE'
import os
import subprocess
import sys
import time

kvjwk, stream, keys = sys.argv[1], sys.argv[2], int(sys.argv[3])


def peak_of(process):
    """Its highest resident size so far in MiB; what it was forked from does not count."""
    try:
        with open(f"/proc/{process.pid}/status") as status:
            return max(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, ValueError):
        return 0


def run(jobs, how):
    """Seconds and peak MiB of one run whose output goes nowhere."""
    command = [kvjwk, "check", "--fail-on", "never", "--jobs", str(jobs), *how, stream]
    start, peak = time.monotonic(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, peak_of(process))
        time.sleep(0.005)
    if process.returncode != 0:
        sys.exit(f"exit {process.returncode}: {' '.join(command)}")
    return time.monotonic() - start, peak


size = os.path.getsize(stream)
print(f"{keys} keys, {size / 1e6:.0f} MB\n")
print("| output | jobs | s | keys/s | MB/s | peak MiB | speed-up |")
print("|---|--:|--:|--:|--:|--:|--:|")
for name, how in (("quiet", ["--quiet"]), ("ndjson", ["--format", "ndjson"])):
    alone = None
    for jobs in (1, 2):
        seconds, peak = min(run(jobs, how) for _ in range(2))
        alone = alone or seconds
        print(f"| {name} | {jobs} | {seconds:.2f} | {keys / seconds:.0f} | {size / 1e6 / seconds:.0f} "
              f"| {peak:.1f} | {alone / seconds:.2f} |", flush=True)
MEASURE
