#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a command until it and its children have used so many seconds of CPU, then tells it to end.

usage: cputime.py [--signal NAME] [--log FILE] SECONDS COMMAND...    prints the seconds that were used
"""
import argparse
import os
import signal
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")


def processes():
    """pid -> (parent, ticks of its own and of the children that it has waited for)."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        found[int(name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    return found


def used_by(root):
    found = processes()
    family, grown = {root}, True
    while grown:
        children = {pid for pid, (parent, _) in found.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return sum(found[pid][1] for pid in family if pid in found) / TICK


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--signal", default="INT")
    parser.add_argument("--log", default=os.devnull)
    parser.add_argument("seconds", type=float)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    used = 0.0
    with open(args.log, "wb") as log:
        child = subprocess.Popen(args.command, stdout=log, stderr=subprocess.STDOUT)
    while child.poll() is None:
        used = max(used, used_by(child.pid))
        if used >= args.seconds:
            child.send_signal(signal.Signals["SIG" + args.signal])
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
            break
        time.sleep(0.2)
    print(f"{used:.1f}")


if __name__ == "__main__":
    main()
