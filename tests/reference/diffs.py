#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold differences of two profiles against what go tool pprof printed of them.

usage: diffs.py BIN_DIR CORPUS

Each case of CORPUS/expected/pprof-text that has a base is asked for twice: `proftext top` must
print pprof's bytes, and the changes that `profdiff -f json` knows must be pprof's numbers. Where
both sides are brought to one total, that is the old side's in pprof and the new side's in profdiff,
so changes are divided by the factor; and they may differ by one for each sample, which pprof
rounds by itself.
Prints `diffs passed/total`, then a line for each case that differs. Exit 1 when any does.
"""
import csv
import json
import os
import re
import subprocess
import sys

ROW = re.compile(r"^\s*(-?\d+)B?\s+\S+%\s+\S+%\s+(-?\d+)B?\s+\S+%\s+(.*)$")


def run(command):
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    if done.returncode != 0:
        raise ValueError("exit %d: %s" % (done.returncode, done.stderr.decode()[:100].strip()))
    return done.stdout


def printed_rows(text):
    """Name, flat and cum of each row of a top that pprof printed in bytes."""
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            yield re.sub(r" \((?:partial-)?inline\)$", "", row[3]), int(row[1]), int(row[2])


def compare_text(bin_dir, case, want):
    report, *options = case["argv"].split()
    got = run([os.path.join(bin_dir, "proftext"), report.lstrip("-"), *options, case["new"]])
    return None if got == want else "proftext prints other bytes"


def compare_numbers(bin_dir, case, want):
    normalized = "-normalize" in case["argv"].split()
    scale = ["--normalize"] if normalized else ["--normalization=abs"]
    report = json.loads(run([os.path.join(bin_dir, "profdiff"), "-q", "-f", "json", *scale,
                             case["old"], case["new"]]))
    slack = report["new"]["samples"] if normalized else 0
    factor = report["normalization"]["factor"] if normalized else 1
    known = {row["name"]: [row[kind]["delta"] / factor for kind in ("flat", "cum")]
             for row in report["rows"]}
    rows = list(printed_rows(want.decode()))
    if not rows:
        return "no rows to compare with"
    for name, flat, cum in rows:
        # What did not change at all has no row in pprof's difference, and may have one here.
        got = known.get(name)
        if got is None or abs(got[0] - flat) > slack or abs(got[1] - cum) > slack:
            return "profdiff: %s is %s, not (%d, %d)" % (name, got, flat, cum)
    return None


def cases(corpus):
    names = ["name", "files", "argv"]
    with open(os.path.join(corpus, "expected/pprof-text/COMMANDS.tsv"), newline="") as f:
        for case in csv.DictReader(f, names, delimiter="\t", quoting=csv.QUOTE_NONE):
            if "base=" in (case["argv"] or ""):
                case["old"], case["new"] = case["files"].split()
                yield case


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bin_dir, corpus = map(os.path.abspath, sys.argv[1:])
    os.chdir(corpus)  # the cases name files from here
    total, bad = 0, []
    for case in cases(corpus):
        with open("expected/pprof-text/" + case["name"], "rb") as f:
            want = f.read()
        for compare in (compare_text, compare_numbers):
            total += 1
            try:
                problem = compare(bin_dir, case, want)
            except ValueError as error:
                problem = str(error)
            if problem:
                bad.append("    %s: %s" % (case["name"], problem))
    print("diffs %d/%d" % (total - len(bad), total))
    print("\n".join(bad))
    sys.exit(1 if bad or total == 0 else 0)


if __name__ == "__main__":
    main()
