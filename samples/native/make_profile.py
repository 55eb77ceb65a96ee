#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""orders.pb.gz: what a profiler without symbols would have seen of the program.

usage: make_profile.py PROGRAM BUILD_ID
"""
import gzip
import subprocess
import sys


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def number(field, n):
    return varint(field << 3) + varint(n)


def block(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def instructions(program):
    """Address of the first instruction of each kind that is looked for."""
    lines = subprocess.run(["objdump", "-d", program], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    rows = [line.split("\t") for line in lines if line.startswith("  ")]
    rows = [(int(row[0].strip(" :"), 16), row[2].split()[0]) for row in rows if len(row) > 2]
    calls = [i for i, row in enumerate(rows) if row[1].startswith("call")]
    multiply = [address for address, name in rows if name == "imul"]
    # In worth(), in discounted(), and behind both calls: run()'s comes first in the file.
    return multiply[0], multiply[1], rows[calls[0] + 1][0], rows[calls[1] + 1][0]


def main():
    program, build_id = sys.argv[1:]
    worth, discounted, run, start = instructions(program)
    strings = ["", "samples", "count", "/opt/shop/bin/orders", build_id, "/opt/shop/lib/libgone.so",
               "0123456789abcdef"]
    out = block(1, number(1, 1) + number(2, 2))
    for count, stack in ((45, (1, 3, 4)), (18, (2, 3, 4)), (37, (5, 4))):
        out += block(2, block(1, bytes(stack)) + block(2, varint(count)))
    out += block(3, number(1, 1) + number(2, 0x400000) + number(3, 0x401000) + number(5, 3) +
                 number(6, 4))
    out += block(3, number(1, 2) + number(2, 0x7F0000000000) + number(3, 0x7F0000100000) +
                 number(5, 5) + number(6, 6))
    addresses = (worth, discounted, run, start, 0x7F0000001234)
    for i, address in enumerate(addresses):
        mapping = 2 if address > 0x7F0000000000 else 1
        out += block(4, number(1, i + 1) + number(2, mapping) + number(3, address))
    for text in strings:
        out += block(6, text.encode())
    with open("orders.pb.gz", "wb") as f:
        f.write(gzip.compress(out, mtime=0))


main()
