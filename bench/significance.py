#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often profdiff is wrong, and how often it sees what is there, on recordings of one program.

usage: significance.py PROFDIFF DIR [OPTION...]

DIR holds quiet_1 ... and long_1 ... (recordings of one version) and b_1 ... (of one in which
main.hash does seven times the work), each .pb.gz. Options go to profdiff. Prints the tables that
stand in docs/STATISTICS.md.
"""
import glob
import itertools
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

DRAWS = 200
CAUSE = "main.hash"


def compare(profdiff, options, old, new):
    command = [profdiff, "-q", "-f", "json", "--node-count", "100", *options, *old, "--", *new]
    done = subprocess.run(command, capture_output=True, check=True)
    return json.loads(done.stdout)


def all_of(jobs):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: compare(*job), jobs))


def share(reports, holds):
    return sum(bool(holds(report)) for report in reports) / len(reports)


def names_cause(finding):
    return CAUSE in finding["path"]


def first_is_cause(report):
    return report["findings"] and names_cause(report["findings"][0])


def names_other(report):
    return any(not names_cause(finding) for finding in report["findings"])


def any_row(report):
    return any(row["significant"] for row in report["rows"])


def one_a_side(run, kinds):
    print("| one recording a side | pairs | any finding | any significant row |")
    print("|---|---:|---:|---:|")
    for kind in ("quiet", "long"):
        reports = run([([a], [b]) for a, b in itertools.combinations(kinds[kind], 2)])
        print(f"| {kind}, equal | {len(reports)} | {share(reports, lambda r: r['findings']):.3f} "
              f"| {share(reports, any_row):.3f} |")
    reports = run([([a], [b]) for a in kinds["quiet"] for b in kinds["b"]])
    print(f"\ncause named first in {share(reports, first_is_cause):.3f} of {len(reports)} pairs, "
          f"something false named in {share(reports, names_other):.3f}\n")


def several_a_side(run, kinds):
    pick = random.Random(1)
    print(f"| runs a side ({DRAWS} draws) | equal: any row | any finding | cause significant "
          "| first finding | false finding |")
    print("|---:|---:|---:|---:|---:|---:|")
    for n in (2, 3, 4):
        equal, changed = [], []
        for _ in range(DRAWS):
            both = pick.sample(kinds["quiet"], 2 * n)
            equal.append((both[:n], both[n:]))
            changed.append((pick.sample(kinds["quiet"], n), pick.sample(kinds["b"], n)))
        equal, changed = run(equal), run(changed)
        hit = share(changed, lambda r: any(
            row["significant"] and row["name"] == CAUSE for row in r["rows"]))
        print(f"| {n} | {share(equal, any_row):.3f} | {share(equal, lambda r: r['findings']):.3f} "
              f"| {hit:.3f} | {share(changed, first_is_cause):.3f} "
              f"| {share(changed, names_other):.3f} |")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    profdiff, folder, *options = sys.argv[1:]
    kinds = {kind: sorted(glob.glob(os.path.join(folder, kind + "_*.pb.gz")))
             for kind in ("quiet", "long", "b")}

    def run(pairs):
        return all_of([(profdiff, options, old, new) for old, new in pairs])

    one_a_side(run, kinds)
    several_a_side(run, kinds)


if __name__ == "__main__":
    main()
