#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Print the width tables of lib/render/metrics.c. usage: metrics.py FONT.afm...

The AFM files of Nimbus Sans have Helvetica's advance widths: NimbusSans-Regular.afm and
NimbusSans-Bold.afm of Debian's fonts-urw-base35.
"""
import re
import sys

# What AFM calls the ASCII characters whose place in StandardEncoding is taken by another glyph.
MOVED = {"'": "quotesingle", "`": "grave"}

for path in sys.argv[1:]:
    by_code, by_name = {}, {}
    for line in open(path, encoding="ascii"):
        found = re.match(r"C (-?\d+) ; WX (\d+) ; N (\w+)", line)
        if found:
            by_code[int(found[1])] = by_name[found[3]] = int(found[2])
    widths = [by_name[MOVED[chr(c)]] if chr(c) in MOVED else by_code[c] for c in range(32, 127)]
    print(path)
    for row in range(0, len(widths), 16):
        print("\t" + ", ".join(map(str, widths[row:row + 16])) + ",")
