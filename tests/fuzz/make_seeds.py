#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the seeds of the fuzzers: corpus/<format>/<name>, small inputs that reach far.

usage: make_seeds.py [--check]

--check writes nothing and fails when a file is missing or differs. Files with names that are not
in here are what a fuzzer found, and stay as they are. Messages are written as in
tests/unit/wiretext.h: "4{1:1 2:3}" is field 4 with the fields 1 and 2 inside, 2[1 2] is packed,
6'main' is bytes, 7!01020304 is fixed, #ff80 is the bytes themselves.
"""
import gzip
import os
import re
import sys


def varint(n):
    n &= (1 << 64) - 1
    out = b""
    while n >= 0x80:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


TOKEN = re.compile(r"\s*(?:(\})|#([0-9a-f]+)|(\d+)(?::(-?\d+)|(\{)|'([^']*)'|\[([^]]*)\]|!([0-9a-f]+)))")


def message(text, at=0, inside=False):
    out = b""
    while at < len(text.rstrip()):
        m = TOKEN.match(text, at)
        if not m:
            sys.exit("what is %r?" % text[at:])
        at = m.end()
        end, raw, field, number, nested, string, packed, fixed = m.groups()
        if end:
            return out, at
        if raw:
            out += bytes.fromhex(raw)
            continue
        tag = int(field) << 3
        if number is not None:
            out += varint(tag) + varint(int(number))
        elif fixed is not None:
            out += varint(tag | (1 if len(fixed) == 16 else 5)) + bytes.fromhex(fixed)
        else:
            if nested:
                body, at = message(text, at, True)
            elif string is not None:
                body = string.encode("latin-1")
            else:
                body = b"".join(varint(int(n)) for n in packed.split())
            out += varint(tag | 2) + varint(len(body)) + body
    return (out, at) if inside else out


TYPE = "1{1:1 2:2} "
PLACES = "4{1:1 4{1:1 2:5}} 4{1:2 4{1:2 2:7}} 5{1:1 2:3 4:5} 5{1:2 2:4} "
STRINGS = "6'' 6'samples' 6'count' 6'leaf' 6'main' 6'a.c' 6'key' "
TABLES = PLACES + STRINGS
SAMPLE = "2{1[1 2] 2[10]} "

PPROF = {
    "plain": TYPE + SAMPLE + TABLES,
    "full": TYPE + "1{1:3 2:4} 2{1[1 2 3] 2[10 -5] 3{1:6 2:5} 3{1:6 3:7 4:2}} 2{1:2 1:3 2:1 2:2} "
    "3{1:1 2:4096 3:8192 4:1 5:5 6:6 7:1 8:1 9:1 10:1} 4{1:1 2:1 3:4660 4{1:1 2:5 3:9} 4{1:2 2:6}} "
    "4{1:2 4{1:2 2:7} 5:1} 4{1:3 2:1 3:8} 5{1:1 2:3 3:3 4:5 5:4} 5{1:2 2:4} " + STRINGS +
    "7:5 8:6 9:1700000000000000000 10:1000000000 11{1:1 2:2} 12:100 13[5 6] 14:1 15:5",
    "strings-first": STRINGS + "5{1:1 2:3} 4{1:1 4{1:1}} " + TYPE + "2{1[1] 2[3]}",
    "not-packed": TYPE + "2{1:1 1:2 2:10} 13:5 13:6 " + TABLES,
    "mixed-packed": TYPE + "2{1:1 1[2] 2[] 2:10} " + TABLES,
    "sparse-ids": TYPE + "2{1[18446744073709551615 1152921504606846976] 2[10]} "
    "4{1:18446744073709551615 4{1:9223372036854775808}} 4{1:1152921504606846976} "
    "5{1:9223372036854775808 2:3} " + STRINGS,
    "labels": TYPE + "2{2[1] 3{1:6 2:3}} 2{2[1] 3{1:6 3:5 4:2} 3{}} 2{2[1] 3{1:6 3:-1}} " + STRINGS,
    "empty-text-label": TYPE + "2{2[1] 3{1:6 2:7}} " + STRINGS + "6''",
    "unknown-fields": "99'x' 17!01020304 18!0102030405060708 " + TYPE +
    "2{9'x' 1[1] 10:1 2[10] 3{1:6 9:9}} 4{1:1 9'x' 4{1:1 10!0102030405060708}} 5{1:1 12:5} " + STRINGS,
    "inlined": TYPE + "2{1[1] 2[1]} 4{1:1 4{1:1 2:5} 4{1:2 2:6} 4{1:1 2:7}} 5{1:1 2:3} 5{1:2 2:4} " + STRINGS,
    "recursion": TYPE + "2{1[1 1 2 1 2 1] 2[3]} " + TABLES,
    "extremes": TYPE + "2{1[1] 2[9223372036854775807]} 2{1[1] 2[-9223372036854775808]} 9:-1 10:-1 12:-1 " + TABLES,
    "no-strings": TYPE,
    "strings-only": "6''",
    "mapping-missing": TYPE + "2{1[7] 2[1]} 4{1:7 2:5} " + STRINGS,
    # what must be refused
    "refused-two-profiles": TYPE + SAMPLE + TABLES + "9:17 " + TYPE + SAMPLE + TABLES + "9:18",
    "refused-location-missing": TYPE + "2{1[9] 2[1]} " + TABLES,
    "refused-function-missing": TYPE + "4{1:3 4{1:9}} " + TABLES,
    "refused-string-range": TYPE + "5{1:7 2:77} " + STRINGS,
    "refused-string-negative": TYPE + "5{1:7 2:-1} " + STRINGS,
    "refused-id-0": TABLES + "4{1:0}",
    "refused-twice": TABLES + "4{1:2}",
    "refused-first-string": "6'x'",
    "refused-values": TYPE + "2{1[1] 2[1 2]} " + TABLES,
    "refused-group": TYPE + "#8b01",
    "refused-field-0": TYPE + "#00",
    "refused-long-number": TYPE + "#488080808080808080808000",
    "refused-wrong-type": TYPE + "9'x'",
    "refused-inner-length": TYPE + "4{1:1 #220508} " + TABLES,
    # what went wrong once: a length of 2^31 - 1 was a limit to raise instead of a lie
    "lie-2-31": TYPE + "#12ffffffff0761",
    "lie-2-64": TYPE + "#12ffffffffffffffffff0161",
    "lie-unknown": TYPE + "#a206ffffffffffffffffff0161",
    # numbers with more bytes than they need
    "padded": "#8a008600880081001002 #9280008980008a008200010212010a " + TABLES,
}

FOLDED = {
    "plain": b"main;parse;read 12\nmain;parse 3\nmain 1\n",
    "crlf": b"main;parse 2\r\nmain 1\r\n",
    "no-final-newline": b"main;parse 2\nmain 1",
    "two-counts": b"a;b 1 2\na 3 4\n",
    "mixed-counts": b"a 1 2\nb 3\n",
    "fractions": b"a 0.5\nb 0.5\nc 1.999999999999\n",
    "empty-frames": b";a;;b; 5\n; 1\n 2\n",
    "comments": b"# mode: wall\n\na;b 1\n#a 2\n",
    "skipped": b"a 1\nno count\nb -3\nc 1e5\nd .5\n",
    "escapes": b"a\\x3bb;c\\x0ad;e\\x5cx41;f\\x 1\n",
    "bytes": b"gr\xc3\xbc\xc3\x9f;\xff\xfe;\x1b[31m;\0 1\n",
    "spaces": b"operator new 3\nvoid f(int, int)\t4\n",
    # what went wrong once: the carried fraction made this 0
    "carry-2-64": b"a 0.5\nb 18446744073709551615.5\n",
    "refused-no-counts": b"main\nparse\n",
    "refused-too-large": b"main 9223372036854775808\n",
    "refused-empty": b"\n \n",
}


def seeds():
    for name, text in PPROF.items():
        yield "pprof/" + name, message(text)
    yield "pprof/gzipped", gzip.compress(message(PPROF["full"]), 9, mtime=0)
    yield "pprof/gzipped-cut", gzip.compress(message(PPROF["full"]), 9, mtime=0)[:-3]
    for name, data in FOLDED.items():
        yield "folded/" + name, data


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    corpus = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")
    different = 0
    for name, data in seeds():
        path = os.path.join(corpus, name)
        if check:
            # Releases of zlib compress differently; what counts is what is inside.
            try:
                with open(path, "rb") as f:
                    same = f.read() == data or "gzipped" in name
            except OSError:
                same = False
            if not same:
                print("corpus/%s is not what make_seeds.py writes" % name)
                different += 1
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)
    sys.exit(different > 0)


main()
