#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare what the live loop made with what it should be.

usage: compare.py rows TOP_JSON PPROF_TEXT UNIT
           every row of `proftext top -f json` is one of `go tool pprof -top -unit=UNIT`
       compare.py faster DIFF_JSON NAME...
           the functions of the shop that are named took, together, less than 75 % of their
           old time; each alone is a handful of samples when the machine is busy
"""

import json
import re
import sys


def pprof_rows(path, unit):
    """Yield (name, flat, cum) for every line below the column heads."""
    value = r"(-?\d+)(?:%s)?" % re.escape(unit)
    share = r"\s+\S+%\s+"
    line = re.compile(r"\s*%s%s\S+%%\s+%s%s(.*)" % (value, share, value, share))
    with open(path, encoding="utf-8") as text:
        for row in text:
            found = line.fullmatch(row.rstrip("\n"))
            if found:
                name = re.sub(r" \((partial-)?inline\)$", "", found[3])
                yield name, int(found[1]), int(found[2])


def rows(ours, theirs, unit):
    with open(ours, encoding="utf-8") as text:
        mine = {(r["name"], r["flat"], r["cum"]) for r in json.load(text)["rows"]}
    other = set(pprof_rows(theirs, unit))
    for title, only in (("only proftext", mine - other), ("only pprof", other - mine)):
        for row in sorted(only)[:5]:
            print(f"{title}: {row}")
    print(f"{len(mine & other)} rows are the same")
    return mine == other and len(mine) > 0


def faster(diff, names):
    with open(diff, encoding="utf-8") as text:
        by_name = {r["name"]: r for r in json.load(text)["rows"]}
    old = new = 0
    for name in names:
        row = by_name.get("profloom.example/shop/" + name)
        if row is None:
            print(f"{name}: no sample")
            continue
        print(f"{name}: {row['old_cum']} -> {row['new_cum']}")
        old += row["old_cum"]
        new += row["new_cum"]
    return new < 0.75 * old


def main(arguments):
    if len(arguments) == 4 and arguments[0] == "rows":
        return rows(*arguments[1:])
    if len(arguments) > 2 and arguments[0] == "faster":
        return faster(arguments[1], arguments[2:])
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
