#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the seeds of the fuzzers: corpus/<format>/<name>, small inputs that reach far.

usage: make_seeds.py [--check]

--check writes nothing and fails when a file is missing or differs. Files with names that are not
in here are what a fuzzer found, and stay as they are. Messages are written as in
tests/unit/wiretext.h: "4{1:1 2:3}" is field 4 with the fields 1 and 2 inside, 2[1 2] is packed,
6'main' is bytes, 7!01020304 is fixed, #ff80 is the bytes themselves.
"""
import base64
import gzip
import os
import re
import struct
import sys
import zlib


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
    # what a merge has to find equal, or not
    "repeated-strings": TYPE + "2{1[1] 2[1] 3{1:6 2:3}} 2{1[2] 2[2] 3{1:6 2:7}} 4{1:1 4{1:1 2:5}} 4{1:2 4{1:2 2:5}} "
    "5{1:1 2:3 3:7 4:5} 5{1:2 2:7 3:3 4:5} " + STRINGS + "6'leaf' 6'main' 6'samples' 14:9 11{1:9 2:2} 13[7 3]",
    "empty-stacks": TYPE + "2{2[1]} 2{1[] 2[2]} 2{1[1] 2[3]} 2{2[4] 3{1:6 3:5}} " + TABLES,
    "far-lines": TYPE + "2{1[1 2] 2[1]} 4{1:1 4{1:1 2:1073741824 3:1073741823} 4{1:1 2:-1 3:-1}} "
    "4{1:2 4{1:1 2:1073741823 3:1073741824} 4{1:1 2:1152921504606846976}} 5{1:1 2:3 5:1152921504606846976} " + STRINGS,
    "zeros": TYPE + "2{1[1] 2[5]} 2{1[1] 2[-5]} 2{1[2] 2[0]} " + TABLES,
    "equal-mappings": TYPE + "2{1[1 2 3] 2[1]} 3{1:1 2:4096 3:8192 5:5} 3{1:2 2:12288 3:16384 6:5} "
    "4{1:1 2:1 3:4660} 4{1:2 2:2 3:12852} 4{1:3 2:2 3:12852 5:1} " + STRINGS,
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

def pair(first, second, turns=0b1010, listed=0b0101):
    """Two profiles for fuzz_pair.c, by name, and which of them is merged in each of four turns, and which is read for that."""
    one, other = message(PPROF[first]), message(PPROF[second])
    return struct.pack("<HB", len(one), turns | listed << 4) + one + other


PAIR = {
    "same": pair("plain", "plain"),
    "strings": pair("plain", "strings-first", 0b0110),
    "equal-twice": pair("repeated-strings", "full", listed=0b1011),
    "more-types": pair("full", "plain", 0b0001),
    "labels": pair("labels", "empty-text-label", listed=0b1101),
    "ids": pair("sparse-ids", "recursion"),
    "mappings": pair("equal-mappings", "full", 0b0011),
    "inlined": pair("inlined", "far-lines"),
    "cancelled": pair("zeros", "empty-stacks"),
    "extremes": pair("extremes", "plain", 0b1000),
    "no-strings": pair("no-strings", "repeated-strings"),
    "refused": pair("plain", "refused-inner-length"),
    "cut": pair("full", "plain")[:-9],
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

MAP = b"""MAPPED_LIBRARIES:
build=/usr/bin
I0102 main.cc:123] 00400000-00401000 r-xp 00000000 fd:01 1234 $build/app (deleted)
00401000-00500000 r-xp 00001000 fd:01 1234 /usr/bin/app
00500000-00600000 rw-p 00000000 fd:01 1234 /usr/bin/app
7f0000002000-7f0000100000: /lib/libc.so.6 (@2000) deadbeef
500000-400000 r-xp 0 00:00 0 [vdso]
"""

COUNTS = {
    "plain": b"goroutine profile: total 3\n2 @ 0x12 0x34\n1 @ 0x34\n",
    "symbols": b"goroutine profile: total 2\n2 @ 0x91 0x12 0x34 0x99\n"
    b"# labels: {\"k\":\"v\", \"a\\n\":\"\\ud83d\\ude00\\x41\"}\n#\t0x11\tmain.in+0x1\t/f.go:7\n"
    b"#\t0x11\tmain.out+0x1\t/a b.go:9\n#\t0x33\tmain.main+0xff\t\t:0\n\n1 @ 0x12 0x12\n"
    b"#\t0x11\tmain.f+0x1\t/f.go:7\n#\t0x11\tmain.f+0x1\t/f.go:7\n",
    "no-address": b"threadcreate profile: total 5\n5 @\n#\t0x0\n",
    "map": b"\n# x\nown/profile profile: total 1\n1 @ 0x401001 0x7f0000001001 0x0\n---\nwords\n" + MAP,
    "edges": b"p profile: total 9\n9223372036854775807 @ 0xffffffffffffffff\n-9223372036854775808 @ 0x1\n",
    "refused-line": b"goroutine profile: total 1\nHELLO\n",
    "refused-address": b"goroutine profile: total 1\n1 @ 0x10000000000000000\n",
    "refused-header": b"goroutine profile: 1\n",
}

HEAP = {
    "go": b"heap profile: 1: 10 [3: 36] @ heap/1048576\n1: 10 [3: 36] @ 0x91 0x12\n"
    b"#\t0x11\tmain.f+0x1\t/f.go:7\n\n0: 0 [2: 8] @ 0x12\n\n# runtime.MemStats\n# Alloc = 5\n# PauseNs = [1 2]\n",
    "two-columns": b"heap profile: 2: 300 [2: 300] @ heapprofile\n1: 100 [1: 100] @ 0x401001\n\n" + MAP,
    "v2": b"x heap profile:  1:  1 [ 0: 0 ] @ heap_v2/1024\r\n2: 2048 [2: 2048] @ 0x12\r\n",
    "negative": b"heap profile: 1: 1 [1: 1] @ heap/512\n-1: -100 [1: 100] @ 0x12\n1: -5 [1: 1] @ 0x12\n",
    "refused-rate": b"heap profile: 1: 1 [1: 1] @ heap_v2/4611686018427387904\n1: 100 [1: 1] @ 0x12\n",
    "refused-quotient": b"heap profile: 1: 1 [1: 1] @ heap/2\n-1: -9223372036854775808 [1: 1] @ 0x12\n",
    "refused-no-count": b"heap profile: 1: 1 [1: 1] @ heap/2\n0: 5 [1: 1] @ 0x12\n",
    "growth": b"heap profile: 2: 9 [ 2: 9] @ growthz\n  1: 4 [  1: 4] @ 0x401001\n" + MAP,
    "refused-tag": b"heap profile: 1: 1 [1: 1] @ heapx\n",
}

CONTENTION = {
    "block": b"--- contention:\ncycles/second=2000000000\n4000 3 @ 0x12 0x34\n"
    b"#\t0x11\truntime.selectgo+0x1\t/s.go:7\n",
    "mutex": b"--- mutex:\ncycles/second=500000000\nsampling period=10\n5 1 @ 0x12\n",
    "contentionz": b"--- contentionz 1 ---\ncycles/second = 0\nms since reset = 7\n"
    b"discarded samples = 1\nx = y\n 5  1  @ 0x401001\n" + MAP,
    "refused-delay": b"--- mutex:\ncycles/second=1\n9223372036854775807 2 @ 0x12\n",
    "refused-count": b"--- mutex:\nsampling period=4611686018427387904\n1 2 @ 0x12\n",
    "refused-java": b"--- contentionz 1 ---\nformat = java\n",
}

THREADZ = {
    "plain": b"--- threadz 1 ---\n\n--- Thread 7f (name: main/1) stack: ---\n  PC:  0x401000: f(int)\n"
    b"  0x00401000: main\n      creator: 0x401010 0x0\n--- Thread 80 (name: w/2) stack: ---\n"
    b"   [same as previous thread]\n" + MAP,
    "bare": b"--- Thread 7f (name: main/1) stack: ---\n0x1 0x1 0x1\n---- no stack trace for 3\n",
    "refused-end": b"--- threadz 1 ---\n--- Thread 7f (name: main/1) stack: ---\n",
    "refused-same": b"--- Thread 7f (name: main/1) stack: ---\n[same as previous thread]\n",
    "refused-address": b"--- Thread 7f (name: main/1) stack: ---\n0x10000000000000000\n",
}

JAVA = {
    "heap": b"--- heapz 1 ---\nformat = java\nresolution = bytes\n  7048 1 @ 0x3 0x00000004\n\n"
    b" 0x3 com.example.f (F.java:7)\n 0x4 com.example.g (lib/libjvm.so)\n 0x5 x (generated stub/JIT)\n 0x4 again\n",
    "contention": b"--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 100\n"
    b"ms since reset = 6019923\n 1 2 @ 0x1\n0x1 GC\n0x2 generated stub/JIT\n",
    "refused-objects": b"--- heapz 1 ---\nformat = java\nresolution = bytes\n5 0 @ 0x1\n",
    "refused-period": b"--- contentionz 1 ---\nresolution = x\nsampling period = 9223372036854775807\n3 4 @ 0x1\n",
    "refused-resolution": b"--- heapz 1 ---\nformat = java\n5 1 @ 0x1\n",
}

JEMALLOC = {
    "threads": b"heap_v2/524288\n  t*: 3: 96 [0: 0]\n  t0: 2: 64 [0: 0]\n  t12: 1: 32 [0: 0]\n"
    b"@ 0x401001 0x401003\n  t*: 3: 96 [0: 0]\n  t0: 2: 64 [0: 0]\n  t12: 1: 32 [0: 0]\n\n" + MAP,
    "allocated": b"heap_v2/1\n  t*: 1: 8 [5: 40]\n@ 0x12\n  t*: 1: 8 [5: 40]\n@\n  t*: 0: 0 [1: 9]\n",
    "refused-rate": b"heap_v2/4611686018427387904\n@ 0x12\n t*: 1: 100 [0: 0]\n",
    "refused-line": b"heap_v2/1\n@ 0x12\n t*: 1: 8\n",
    "refused-negative": b"heap_v2/1\n@ 0x12\n t*: -1: 8 [0: 0]\n",
}


def words(text, layout):
    """Machine words; "#" and what follows is text behind them."""
    numbers, _, tail = text.partition("#")
    return b"".join(struct.pack(layout, int(n, 0)) for n in numbers.split()) + tail.encode()


CPU = "0 3 0 10000 0  2 3 0x401000 0x401011 0x401021  1 2 0x401000 0x401001  1 0  0 1 0 #"
GPERFTOOLS = {
    "le64": words(CPU + MAP.decode(), "<Q"),
    "be64": words(CPU, ">Q"),
    "le32": words(CPU, "<I"),
    "be32": words(CPU, ">I"),
    "java": words("0 3 1 10000 0  0 1 3  5 2 1 2  0 1 0 # 0x1 f (F.java:7)\n 0x2 g\n 0x3 VM\n", "<I"),
    "trampoline": words("0 3 0 1 0 " + "1 3 0x10 0x91 0x21 " * 40 + "0 1 0", "<Q"),
    "no-end": words("0 3 0 10000 0  5 1 0x401000", "<Q"),
    "refused-depth": words("0 3 0 10000 0  5 0x2000000000000001 0x401000 0 1 0", "<Q"),
    "refused-cut": words("0 3 0 10000 0  5 2 0x401000", "<Q"),
    "refused-odd": words("0 3 0 10000 0  5 1 0x401000#abc", "<Q"),
    "refused-period": words("0 3 0 0x8000000000000000 0  5 1 0x401000", "<Q"),
    "refused-count": words("0 3 0 10000 0  0x8000000000000000 1 0x401000", "<Q"),
}

PERFSCRIPT = {
    "plain": b"# ========\n# captured on: today\n# ========\n#\n"
    b"V8 Worker 24/25 [003] 94564.109216:        100 cycles:u: \n\t    4005d0 leaf+0x10 (/bin/app)\n"
    b"\t    4005f0 main+0x20 (/bin/app)\n\n:-1    -1 [001] 1.123456789: 5 instructions: \n\t 1 [unknown] ([unknown])\n",
    "crlf": b"app 7 1.0: 10 cycles:\r\n\t1 f (x)\r\n \t\r\napp 7 1.0: cycles:\r\n\r\n",
    "one-line": b"  false 39 19.4:  1 cycles:u:  ffffffff9b201293 [unknown] ([unknown])\n"
    b"     dd 39 K 19.5:  2 cycles:  7fa68b1f2d84 _dl_start+0x4 (/usr/lib/ld.so)\n",
    "tracepoints": b"a b 7/8 [000] 1.5: sched:sched_switch: prev_comm=a ==> next_comm=b\n\t1 f (x)\n\n"
    b"a 7 1.5: x: 12 abc (0x3)\n\t1 f (x)\nVM: 1 VCPU:002 a 7 1.5: x:\na 7 3 1.5: x:\n",
    "names": b"a 1 x:\n\t1 (anonymous namespace)::f(int) (/tmp/a (deleted))\n\t2 std::function<void (int)>::operator()(int) const (x)\n"
    b"\t3 _$LT$a..b$u20$as$u20$c$GT$::d::h0123456789abcdef (x)\n\t4 La/B;::f->La/C;::g (/tmp/perf-1.map)\n\t5 main.(*T).f (x)\n",
    "inlined": b"a 1 x:\n\t1 in (inlined)\n  in.h:3\n\t1 f+0x1 (x)\n  /src/a b.c:12\n\t2 only (inlined)\n\n",
    "skipped": b"Warning:\n\t1 f (x)\na 1 1.0: PERF_RECORD_LOST lost 3\n\t1 f (x)\na 1 1.0: x:\n  ???\n",
    "refused-period": b"a 1 1.0: 9223372036854775808 x:\n\n",
    "refused-nothing": b"# ========\n# captured on\n",
}

PYTHON = {
    "austin": b"# austin: 3.7.0\n# interval: 100\n# mode: wall\n\nP1;T0:2;/a.py:<module>:3;/a.py:f:9 120\n"
              b"P1;T2 80\nP1;T3;/b.py:g:;:GC: 5\n# duration: 205\n",
    "full": b"# mode: full\nP1;T2;/a.py:f:9 120,0,4096\nP1;T2;/a.py:f:9 100,1,-512\nP1;T2 7\n",
    "pyspy": b"process 12:\"python a.py\";thread (0x7F12): Main;<module> (a.py:3);f (b/c.py);read (libc.so.6) 5\n"
             b"<module> (a.py:4) 2\nno count\n",
    "refused-no-count": b"f (a.py:1)\nP1;T2;a:b:c\n",
}

def mojo(version, text):
    """The events of austin's binary format: "@2 7 0 'a1'" is number 2 with the fields 7, 0 and a1."""
    def number(n, bits=6):
        rest = abs(n) >> bits
        first = abs(n) & ((1 << bits) - 1) | (0x40 if n < 0 else 0) | (0x80 if rest else 0)
        return bytes([first]) + (number(rest, 7) if rest else b"")

    out = b"MOJ" + number(version)
    for part in text.split():
        if part[0] == "'":
            out += part.strip("'").encode() + b"\0"
        else:
            out += bytes([int(part[1:])]) if part[0] == "@" else number(int(part))
    return out


# The strings a.py and f, a library's, and frames of both; in process 7.
MOJO_NAMES = "@11 100 'a.py' @11 101 'f' @11 102 '/lib/libc.so' @3 900 100 101 12 13 1 5 @3 901 102 1 0 0 0 0 "

MOJO = {
    "wall": mojo(4, "@1 'mode' 'wall' @1 'interval' '100' @2 7 0 'a1' " + MOJO_NAMES + "@5 900 @5 901 @9 120 "
                    "@2 7 0 'a1' @13 @5 901 @6 'do_syscall' @7 @9 80 @2 8 -1 'MainThread' @4 @9 70 @1 'duration' '270'"),
    "full": mojo(3, "@1 'mode' 'full' @2 7 0 'a1' " + MOJO_NAMES + "@5 900 @9 120 @10 4096 @2 7 0 'b2' @5 900 @9 100 "
                    "@8 @10 -512 @2 7 0 'b2' @9 5"),
    "tasks": mojo(4, "@2 7 0 'a1' " + MOJO_NAMES + "@5 900 @10 64 @2 7 0 'a1' @14 5 100 @5 900 @9 3 @15 5 6 @12 100 "
                     "@5 900 @5 901 @10 -64 @2 7 0 'a1' @13 @10 8"),
    "first": mojo(1, "@1 'mode' 'cpu' @2 7 'a1' @11 100 'a.py' @3 900 100 1 12 @5 900 @9 120 @2 7 'a1' @9 4"),
    "cut": mojo(4, "@2 7 0 'a1' " + MOJO_NAMES + "@5 900 @9 120 @2 7 0 'a1' @9 5000")[:-1],
    "refused-frame": mojo(4, "@2 7 0 'a1' " + MOJO_NAMES + "@5 900 @9 1 @2 8 0 'a1' @5 900 @9 1"),
    "refused-twice": mojo(4, "@2 7 0 'a1' " + MOJO_NAMES + "@5 900 @9 1 @2 7 0 'a1' @13 @13 @9 1"),
    "refused-event": mojo(4, "@2 7 0 'a1' @99"),
    "refused-version": mojo(5, "@2 7 0 'a1' @9 1"),
}

DTRACE = {
    "plain": b"CPU     ID                    FUNCTION:NAME\n  8  35077                        :tick-60s \n\n"
    b"    unix`syscall+0x1\n\n    app`f(int)+0x1\n    0x104d08831\n      40\n\n    rg`a::b::h0123456789abcdef\n 2\n",
    "quiet": b"    a`f+0x1\r\n  7\r\n  a`g\r\n  -8",
    "refused-no-count": b"    a`f+0x1\n",
}

BPFTRACE = {
    "plain": b"Attaching 1 probe...\n\n@[\n    k+16\n,\n    main+0x2a (/bin/app)\n, comm one]: 3\n@[]: 2\n",
    "maps": b"@us[sshd, 12,\n    f+1\n]: 5\n@n[\n    f+1\n]: 0\n@n[, x]: 1\n@start: 7\n@us[\n f\n",
    "refused-count": b"@[\n f\n]: 9223372036854775808\n",
}

SAMPLE = {
    "plain": b"Analysis of sampling app (pid 1) every 1 millisecond\n----\n\nCall graph:\n"
    b"    10 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)\n    + 10 start  (in libdyld.dylib) + 1  [0x7fff]\n"
    b"    +   6 main  (in app) + 41,57,...  [0x1,0x2,...]\n    +   ! 2 f(int)  (in app) + 4  [0x1]\n    5 Thread_2\n"
    b"      5 ???  (in x)  load address 0x1 + 0x2  [0x3]\nTotal number in stack\n 9 no\n",
    "odd": b"Call graph:\n 2 a  (in x\nwords\n  3 b  [0x1]\n 0 c\n",
    "refused-count": b"Call graph:\n 2147483648 a\n",
}


def perf_record(kind, misc, body, order):
    return struct.pack(order + "IHH", kind, misc, 8 + len(body)) + body


def perf_attr(config, order, sample_type=0x101a7):
    return struct.pack(order + "IIQQQQQQQ", 1, 64, config, 997, sample_type, 0, 0, 0, 0)


def perf_records(order):
    """A command, memory, threads, and samples of the events 5 and 6."""
    def sample(event, pid, tid, mode, ip, period, *chain):
        return perf_record(9, mode, struct.pack(order + "QQIIQIIQQ%dQ" % len(chain), event, ip, pid, tid, 1000, 3, 0,
                                                period, len(chain), *chain), order)

    def mapped(pid, start, size, offset, file, misc=2):
        return perf_record(1, misc, struct.pack(order + "IIQQQ16s", pid, pid, start, size, offset, file), order)

    def comm(pid, tid, name, misc=0):
        return perf_record(3, misc, struct.pack(order + "II16s", pid, tid, name), order)

    def fork(pid, ppid, tid, ptid):
        return perf_record(7, 0, struct.pack(order + "IIIIQ", pid, ppid, tid, ptid, 1), order)

    kernel, user = 2**64 - 128, 2**64 - 512
    return (mapped(2**32 - 1, 0xffffffff81000000, 0x1000000, 0, b"[kernel.x]_text", 1) + comm(7, 7, b"app")
            + mapped(7, 0x400000, 0x10000, 0, b"/bin/app") + mapped(7, 0x408000, 0x1000, 0, b"/lib/x.so")
            + perf_record(10, 0x4002, struct.pack(order + "IIQQQB3s20sII16s", 7, 7, 0x7f0000000000, 0x10000, 0, 2, b"",
                                                  b"\x12\xab", 0, 0, b"/lib/y.so"), order)
            + fork(7, 7, 8, 7) + comm(7, 8, b"night shift")
            + sample(5, 7, 7, 1, 0xffffffff81000010, 100, kernel, 0xffffffff81000010, user, 0x401000, 0x402001)
            + sample(6, 7, 8, 2, 0x7f0000001000, 7, user, 0x7f0000001000, 0x401235, 0x999)
            + fork(9, 7, 9, 7) + sample(6, 9, 9, 2, 0x401000, 1) + comm(9, 9, b"other", 1 << 13)
            + sample(6, 9, 9, 2, 0x401000, 1) + perf_record(2, 0, struct.pack(order + "QQ", 0, 3), order))


def perf_pipe(order, records):
    return (struct.pack(order + "QQ", int.from_bytes(b"2ELIFREP", "big"), 16)
            + b"".join(perf_record(64, 0, perf_attr(i, order) + struct.pack(order + "Q", 5 + i), order) for i in (0, 1))
            + records)


def perf_file(order, records, features=0, tail=b""):
    sections = (80, 120, 160, 280, len(records), 0, 0, features, 0, 0, 0)
    return (struct.pack(order + "QQ11Q", int.from_bytes(b"2ELIFREP", "big"), 104, *sections)
            + struct.pack(order + "QQ", 5, 6)
            + b"".join(perf_attr(i, order) + struct.pack(order + "QQ", 104 + 8 * i, 8) for i in (0, 1)) + records + tail)


def perf_tables(order, at):
    ids = perf_record(0, 0, struct.pack(order + "i24s16s", 7, b"\x01\x02", b"/bin/app"), order)
    names = struct.pack(order + "II", 2, 64) + b"".join(
        perf_attr(i, order) + struct.pack(order + "II16sQ", 1, 16, name, 5 + i)
        for i, name in enumerate((b"my event", b"task-clock:k")))
    return struct.pack(order + "4Q", at + 32, len(ids), at + 32 + len(ids), len(names)) + ids + names


def perf_data():
    records, stored = perf_records("<"), perf_records("<")[:512]
    # zstd as it is when nothing is compressed: a frame of one raw block.
    frame = b"\x28\xb5\x2f\xfd\x60" + struct.pack("<H", len(stored) - 256) + \
        (len(stored) << 3 | 1).to_bytes(3, "little") + stored
    return {
        "plain": perf_file("<", records, 1 << 2 | 1 << 12, perf_tables("<", 280 + len(records))),
        "big": perf_file(">", perf_records(">")),
        "pipe": perf_pipe("<", records),
        "pipe-big": perf_pipe(">", perf_records(">")),
        "killed": perf_file("<", b"") + records,
        "compressed": perf_pipe("<", perf_record(81, 0, frame[:200], "<") + perf_record(81, 0, frame[200:], "<")),
        "trace": perf_pipe("<", perf_record(66, 0, struct.pack("<I", 13), "<") + b"t" * 16
                           + perf_record(71, 0, struct.pack("<QQQ", 8, 0, 0), "<") + b"a" * 8 + records),
        "named": perf_pipe("<", perf_record(78, 0, struct.pack("<QQ8s", 2, 6, b"mine"), "<") + records
                           + perf_record(80, 0, struct.pack("<Q", 12) + perf_tables("<", 0)[-192:], "<")),
        "refused-cut": perf_file("<", records)[:-20],
        "refused-chain": perf_pipe("<", records.replace(struct.pack("<Q", 5) + struct.pack("<Q", 2**64 - 128),
                                                        struct.pack("<QQ", 2**61 + 2, 2**64 - 128))),
        "refused-events": perf_file("<", records)[:16] + b"\1" + perf_file("<", records)[17:],
        "refused-zstd": perf_pipe("<", perf_record(81, 0, b"no zstd at all!!", "<")),
    }


GODUMP = {
    "debug2": b"goroutine 1 [running]:\nmain.f(0xc0, {0x1, 0x2})\n\t/f.go:7 +0x1f\nmain.(*T).g(...)\n"
    b"\t/a b.go:12\n\ngoroutine 7 [chan receive (scan), 5 minutes, locked to thread]:\n"
    b"main.f()\n\t/f.go:7 +0x2\ncreated by main.start in goroutine 1\n\t/m.go:3 +0x8f\n",
    "crash": b"panic: boom\n\ngoroutine 0 gp=0xc0 m=0 mp=0x5a [idle]:\nnon-Go function\n\tpc=0x7f\n"
    b"c\n\t/c.c:7 pc=0x7f\nmain.f(0x1)\n\t/f.go:7 +0x1 fp=0xc0 sp=0xc0 pc=0x46\n\nrax    0x1\nexit status 2\n",
    "labels": b"goroutine 7 [running] {pattern: \"GET /\", job: a}:\nlabels: {\"k\":\"v\"}\nmain.f()\n\t/f.go:7\n",
    "elided": b"goroutine 7 [running]:\nmain.f()\n\t/f.go:7\n...additional frames elided...\n"
    b"created by main.g\n\t/g.go:3\n[originating from goroutine 1]:\nmain.old()\n\t/o.go:7\n",
    "no-stack": b"goroutine 7 [running]:\n\tgoroutine running on other thread; stack unavailable\n",
    "logged": b"2024-01-02T03:04:05Z F goroutine 1 [running]:\n2024-01-02T03:04:06Z F main.f()\n"
    b"2024-01-02T03:04:07Z F \t/f.go:7 +0x1\n2024-01-02T03:04:07Z F\n",
    "cut-off": b"goroutine 7 [select, 5 minutes\ngoroutine 8 [select]:\nmain.f()\ncreated by \n\t:\n+0x1\n:7",
    "refused-nothing": b"panic: boom\n",
}


# What servers answer: headers, an empty line, a body.
ANSWER = {
    "ok": b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    "continue": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Slow\r\nRetry-After: 9999999999\r\n\r\n",
    "not-found": b"HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\n\r\nUnknown profile\n",
    "page": b"HTTP/2 200\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\xef\xbb\xbf <html><TITLE> Sign in </TITLE>",
    "title-open": b"HTTP/1.1 502 Bad Gateway\r\n\r\n<!doctype html><title>x",
    "busy": b"HTTP/1.1 500 Error\r\n\r\nCould not enable CPU profiling: cpu profiling already in use\n",
    "control": b"HTTP/1.1 503 \x1b[2J\r\n\r\n\x07\x00\xff\n",
    "lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\nContent-Length: -1\r\n\r\n",
    "no-status": b"HTTP/9 99999999999999999999\r\nHTTP/\r\nHTTP/1.1  \r\n\r\n",
    "to-other": b"HTTP/1.1 302 Found\r\nLocation: http://u:p%40@[::1%25eth0]:6060/a/?token=t&x=1#f\r\n\r\n",
    "to-address": b"HTTP/1.1 307 x\r\nLocation: ::ffff:169.254.169.254\r\nLocation: 10.0.0.1\r\nLocation: fe80::1%1\r\n\r\n",
    "to-socket": b"HTTP/1.1 308 x\r\nLocation: http+unix://%2Frun%2Fa.sock/debug/pprof/heap?seconds=3&debug=1\r\n\r\n",
    "to-foreign": b"HTTP/1.1 301 x\r\nLocation: file:///etc/passwd\r\nLocation: https+insecure://h:443?\r\n\r\n",
    "slash-in-password": b"HTTP/1.1 303 x\r\nLocation: http://me:pa/ss@host/p?key=1&key\r\n\r\n",
}

# Names to find in another build; a first line that ends is a map.
NAMES = {
    "go": b"x/vendor/github.com/a/b@v1.2.3-rc.1+incompatible/c.(*T[go.shape.[]int]).f.func1.2.gowrap3-range1",
    "go-wrapper": b"/go/pkg/mod/a.b/c.(*T[...]).m-fm",
    "c": b"bazel-out/k8/bin/f.isra.0.part.1.cold.llvm.123 [clone .constprop.0] (.lto_priv.1)+0x1f",
    "cpp": b"a::(anonymous namespace)::f<b<c>, operator<, (d)1>::{lambda(int)#2}::operator()<e>(g->h)",
    "rust": b"app[9f6c2a8d1e3b5a70]::<impl A for B>::f::{{closure}}#3::h0123456789abcdef",
    "jvm": b"A$$Lambda$14/0x0000000800c03000.run LambdaForm$MH/0x1f GeneratedMethodAccessor1 $Proxy2 $1 [x tid=7] [CPU-3]",
    "js": b"f (app.js:10:5)",
    "open": b"f<a<b[go.shape.[x(anonymous namespace)",
    "map": b"s,^(\\w+)\\.(\\w+)$,\\2.&$\\1,gi\nmain.f",
    "map-refused": b"s/a(b/\\3/x\nmain.f",
    "map-empty-match": b"s/x*/-/g\nab\xffc",
}

# Rules, a line that says where each is from in front of some.
RULES = {
    "good": b"#line 2 perf.budget\ncum>5%  # any\n\nmain\\.(hash|parse): cum > 3 %\r\nflat>1pp\nnew>.5%\ntotal>2%\ncum>5ms/op\n",
    "amounts": b"cum>5count\nflat>2MB\nnew>1.5s\n",
    "refused-unit": b"cum>5\n",
    "refused-pattern": b"a(b: cum>5%\n",
    "refused-number": b"#line 7 a b\ncum>1234567890123456%",
}

# What go test -bench prints: as text, and as events (-json).
GOBENCH = {
    "text": b"goos: linux\npkg: shop\nBenchmarkX-8 \t 1000\t 12.5 ns/op\t 3 B/op\n"
            b"BenchmarkX/n=1-8 \tloading\n  900\t NaN ns/op\nBenchmarkX-8 5 1 ns/op\nPASS\nok  \tshop\t1.2s\n",
    "events": b'{"Time":"2026-01-02T03:04:05Z","Action":"output","Package":"p","Output":"BenchmarkX-8 \\t"}\n'
              b'{"Action":"output","Package":"p","Output":" 500\\t 5 ns/op\\nPA"}\n'
              b'{"Action":"output","Package":"p","Output":"SS\\n"}\n'
              b'{"Action":"pass","Elapsed":0.5,"x":[1,{"y":"}"}]}\n',
    "escapes": b'{"Action":"output","Output":"Benchmark\\u0058\\ud83d\\ude00\\ud800 5 1 \\"a\\n"}\n',
    "cut": b'{"Action":"start"}\n{"Action":"output","Output":"Bench',
    "too-large": b"BenchmarkX 9223372036854775808 1 ns/op\n",
    "sum": b"BenchmarkX 900000000000000 1 a\nBenchmarkX 900000000000000 1 a\n",
}


def flame_text(text):
    return varint(len(text)) + text.encode()


def flame_data(entries, texts, places, rows, columns, version=1):
    """The stream of docs/flame-data.md. Rows are (depth, inlined, place), the root left out."""
    out = b"PFLF" + varint(version) + varint(len(entries))
    for key, value in entries.items():
        out += flame_text(key) + flame_text(value)
    shared = [os.path.commonprefix([a, b]) for a, b in zip([""] + texts, texts)]
    out += varint(len(texts) + 1) + b"".join(varint(len(s)) for s in shared)
    out += b"".join(varint(len(t) - len(s)) for t, s in zip(texts, shared))
    out += b"".join(t[len(s):].encode() for t, s in zip(texts, shared))
    out += varint(len(places)) + b"".join(varint(p[k]) for k in range(6) for p in places)
    out += varint(len(rows) + 1)
    depth = 0
    for row in rows:
        out += varint(2 * (depth + 1 - row[0]) + row[1])
        depth = row[0]
    out += b"".join(varint(row[2]) for row in rows)
    for unit, own, rest in columns:
        out += varint(unit) + b"".join(varint(n) for n in own) + b"".join(varint(n) for n in rest)
    return out


FLAME_ENTRIES = {"type": "cpu", "unit": "nanoseconds", "show": "auto", "family": "time", "factor": "1", "divide": "1",
                 "label": "", "total": "100", "rows": "5", "floor": "0", "columns": "value", "signed": "0"}
FLAME_TEXTS = ["/src/a.go", "all", "main.f", "main.g"]
FLAME_PLACES = [(2, 0, 0, 0, 4, 0), (3, 1, 0, 20, 0, 1), (4, 1, 2, 0, 0, 2)]
FLAME_ROWS = [(1, 0, 1), (2, 1, 2), (2, 0, 1), (1, 0, 2)]
FLAME_COLUMN = (10, [0, 1, 2, 0, 3], [0, 0, 4, 0, 0])


def flame_seeds():
    """Data by name; where "svg" is in the name, the document around it."""
    plain = flame_data(FLAME_ENTRIES, FLAME_TEXTS, FLAME_PLACES, FLAME_ROWS, [FLAME_COLUMN])

    def other(columns="value", extra=(), version=1, tail=b"", **entries):
        return flame_data({**FLAME_ENTRIES, "columns": columns, **entries}, FLAME_TEXTS, FLAME_PLACES,
                          FLAME_ROWS, [FLAME_COLUMN, *extra], version) + tail

    yield "plain", plain
    yield "pair", other("value before width", [FLAME_COLUMN] * 2, 2, bytes([4, 5, 13, 4, 4]))
    yield "mean", other("value divisor", [FLAME_COLUMN], type="mean_cpu")
    yield "types", other("value value.1", [(1, [0, 5, 0, 1, 0], [0] * 5)], **{
        "type.1": "samples", "unit.1": "count", "family.1": "", "factor.1": "1", "label.1": "", "total.1": "6"})
    yield "signed", other(signed="1")
    yield "reversed", other(layout="reversed")
    yield "chart", other(layout="chart", gap="2")
    yield "cut", plain[:-3]
    yield "version", other(version=7)
    yield "value", other("value before value", [FLAME_COLUMN, ((1 << 63) - 1, [2] * 5, [0] * 5)])


def flame_svg(data, crc=None, size=None):
    """Stored and not compressed: releases of zlib compress differently."""
    text = base64.encodebytes(zlib.compress(data, 0)).decode()
    crc = zlib.crc32(data) if crc is None else crc
    return ('<svg xmlns="http://www.w3.org/2000/svg" class="pfl" data-layout="10 18 74 62 11">\n'
            '<metadata class="data" data-format="profloom-flame/1" data-bytes="%d" data-crc32="%08x">\n'
            '%s</metadata>\n</svg>\n' % (len(data) if size is None else size, crc, text)).encode()

V8_NODES = (b'"nodes":[{"id":1,"callFrame":{"functionName":"(root)"},"children":[2]},'
            b'{"id":2,"callFrame":{"functionName":"f","url":"a.js","lineNumber":6,"columnNumber":2},"children":[3]},'
            b'{"id":3,"callFrame":{"functionName":""},"hitCount":1}]')
CPUPROFILE = {
    "plain": b"{" + V8_NODES + b',"startTime":1,"endTime":9,"samples":[2,3,2],"timeDeltas":[1,-2,3]}',
    "head": b'{"head":{"functionName":"(root)","id":1,"children":[{"functionName":"f","children":[{"id":3,"hitCount":1}],'
    b'"id":2,"hitCount":2},{"id":2}]},"samples":[2,3],"timestamps":["5","7.5"]}',
    "heap": b'{"head":{"callFrame":{"functionName":"f"},"selfSize":7,"children":[]},"samples":[{"size":7}]}',
    "parents": b'\xef\xbb\xbf {"samples":[5],"nodes":[{"id":5,"parent":4},{"parent":9,"id":4},{"id":9}]}\n',
    "refused-circle": b'{"nodes":[{"id":1,"children":[2]},{"id":2,"children":[1]}]}',
    "refused-twice": b'{"nodes":[{"id":1},{"id":1}]}',
    "refused-cut": b'{"nodes":[{"id":1,"callFrame":{"functionName":"\\ud83d\\',
}

TRACE = {
    "profile": b'[{"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"Main"}},'
    b'{"ph":"M","name":"process_name","pid":1,"args":{"name":"Browser"}},'
    b'{"ph":"P","name":"Profile","id":"0x1","pid":1,"tid":2,"ts":3,"args":{"data":{"startTime":3}}},'
    b'{"args":{"data":{"cpuProfile":{' + V8_NODES + b',"samples":[2,3]},"timeDeltas":[1,2],"endTime":9}},'
    b'"ph":"P","name":"ProfileChunk","id":"0x1","pid":1,"tid":5},'
    b'{"ph":"P","name":"ProfileChunk","id":"0x1","pid":1,"args":{"data":{"cpuProfile":{"samples":[3]},"timeDeltas":[2]}}}]',
    "spans": b'{"traceEvents":[{"ph":"B","name":"a","ts":0},{"ph":"X","name":"b","ts":"1.5","dur":3},{"ph":"E","name":"a","ts":3},'
    b'{"ph":"E","name":"c","ts":4},{"ph":"B","name":"d","ts":4,"tid":7},{"ph":"i","ts":9}],"metadata":{"x":[1]}}',
    "clang": b'{"traceEvents":[{"pid":9,"tid":9,"ph":"X","ts":2,"dur":3,"name":"Source","args":{"detail":"a.h"}},'
    b'{"pid":9,"tid":10,"ph":"X","ts":0,"dur":3,"name":"Total Source","args":{"count":1,"avg ms":0}},'
    b'{"pid":9,"tid":9,"ph":"X","ts":0,"dur":7,"name":"ExecuteCompiler"},'
    b'{"cat":"","pid":9,"tid":9,"ts":0,"ph":"M","name":"process_name","args":{"name":"clang"}}],"beginningOfTime":1}',
    "open-end": b'[{"ph":"X","name":"a","ts":0,"dur":5},{"ph":"X","name":"b","ts":1,"dur":9},',
    "extremes": b'[{"ph":"X","name":"a","ts":9223372036854775,"dur":9223372036854775},{"ph":"X","name":"b","ts":-9223372036854775}]',
    "refused-nothing": b'[{"ph":"i","ts":1}]',
    "refused-range": b'[{"ph":"X","ts":1e308}]',
}

SPEEDSCOPE_FRAMES = b'"shared":{"frames":[{"name":"main","file":"a.c","line":7,"col":1},{"name":"f","file":null}]}'
SPEEDSCOPE = {
    "sampled": b"{" + SPEEDSCOPE_FRAMES + b',"profiles":[{"type":"sampled","name":"p","unit":"milliseconds",'
    b'"samples":[[0,1],[0],[]],"weights":[1.5,2,0.1]},{"type":"sampled","name":"q","unit":"bytes","samples":[[1]],"weights":[64]}],'
    b'"activeProfileIndex":1}',
    "evented": b'{"profiles":[{"events":[{"type":"O","frame":0,"at":1},{"at":2,"frame":1,"type":"O"},{"type":"C","frame":1,"at":2.5},'
    b'{"type":"C","frame":0,"at":9}],"type":"evented","unit":"mine"}],' + SPEEDSCOPE_FRAMES + b"}",
    "weights-first": b'{"profiles":[{"weights":[0.5,0.5],"samples":[[1],[0]],"type":"sampled"}],' + SPEEDSCOPE_FRAMES + b"}",
    "refused-frame": b'{"profiles":[{"type":"sampled","samples":[[4294967295]]}],' + SPEEDSCOPE_FRAMES + b"}",
    "refused-weights": b'{"profiles":[{"type":"sampled","samples":[[0]],"weights":[1,2]}],' + SPEEDSCOPE_FRAMES + b"}",
    "refused-open": b"{" + SPEEDSCOPE_FRAMES + b',"profiles":[{"type":"evented","events":[{"type":"O","frame":0,"at":1}]}]}',
}

GECKO = {
    "raw": b'{"meta":{"interval":2.5,"startTime":1.5},"threads":[{"name":"Main","pid":7,"samples":{"schema":{"stack":0,"time":1},'
    b'"data":[[1,0.5],[null,1],[0]]},"stackTable":{"schema":{"prefix":0,"frame":1},"data":[[null,0],[0,1]]},'
    b'"frameTable":{"schema":{"location":0,"line":2},"data":[[0],[1,null,9]]},'
    b'"stringTable":["(root)","f (https://x.org/a.js:7:5)"]}],"processes":[{"threads":[],"processes":[{},{}]}]}',
    "processed": b'{"meta":{"interval":1,"sampleUnits":{"threadCPUDelta":"ns"}},"threads":[{"tid":"3","samples":{"stack":[0,null],'
    b'"weight":[2,1],"weightType":"samples","threadCPUDelta":[5,6]},"stackTable":{"prefix":[null],"frame":[0]},'
    b'"frameTable":{"func":[0],"line":[8],"column":[1]},"funcTable":{"name":[1],"fileName":[0],"lineNumber":[7],"resource":[-1]},'
    b'"stringArray":["a.js","g"]}]}',
    "shared": b'{"profile":{"threads":[{"samples":{"stack":[0],"weight":[1.5],"weightType":"tracing-ms"}}],"shared":{"stringArray":["l","h"],'
    b'"stackTable":{"prefix":[-1],"frame":[0]},"frameTable":{"func":[0]},"funcTable":{"name":[1],"resource":[0]},'
    b'"resourceTable":{"name":[0]}}}}',
    "sources": b'{"threads":[{"samples":{"stack":[0]}}],"shared":{"stringArray":["f","a.js"],"sources":{"filename":[null,1]},'
    b'"stackTable":{"prefix":[null],"frame":[0]},"frameTable":{"func":[0],"line":[3]},"funcTable":{"name":[0],"source":[1]}}}',
    "libs": b'{"meta":{"interval":1},"libs":[{"path":"/lib/l.so","codeId":"ab12","breakpadId":"12AB0"},7],"threads":[{"samples":{"stack":[0,1]},'
    b'"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"address":[16,-1],"func":[0,1]},"funcTable":{"name":[0,0],"resource":[0,1]},'
    b'"resourceTable":{"lib":[0,9],"name":[1,1]},"stringArray":["0x10","l.so"]}]}',
    "memory": b'{"processes":[{"libs":[{"path":"","codeId":"a1","start":12288,"end":16384,"offset":4096}],"threads":[{"samples":{"stack":[1,0]},'
    b'"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"location":[0,1]},"stringTable":["0x3001","0x3002"]}]}],'
    b'"libs":[{"path":"/a","codeId":"a1","start":4096,"end":8192,"offset":0},{"path":"/b","start":4100,"end":4110},{"start":9,"end":8}],'
    b'"threads":[{"samples":{"stack":[1]},"stackTable":{"prefix":[null,0],"frame":[0,1]},"frameTable":{"location":[0,1]},'
    b'"stringTable":["0x1005","0x1010 (a.js:1:2)[3]"]}]}',
    "refused-prefix": b'{"threads":[{"stackTable":{"prefix":[0],"frame":[0]},"frameTable":{"func":[0]}}]}',
    "refused-schema": b'{"threads":[{"samples":{"schema":{"stack":64}}}]}',
}

OTLP_TABLES = ("2{5'' 5'cpu' 5'nanoseconds' 5'main' 5'leaf' 5'a.c' 5'thread.id' 5'bytes' 5'/bin/app' "
               "5'process.executable.build_id.gnu' 1{} 1{1:4096 2:8192 3:64 4:8 5[1]} 2{} 2{1:1 2:4660 3{1:3 2:7} 3{1:2 2:9}} "
               "2{1:1 2:5000} 2{3{1:1}} 3{} 3{1:3 3:5 4:6} 3{1:4} 3{1:4 2:3} 7{} 7{1[1 3]} 7{1[2 0 3]} "
               "4{} 4{#0a0400112233 2'ab'} 6{} 6{1:9 2{1'abcd'}} 6{1:6 2{3:7}} 6{1:7 2{3:64} 3:7} 6{1:6 2{2:1}}} ")
OTLP_TYPE = "1{1:1 2:2} 3!e803000000000000 4:50 5{1:1 2:2} 6:10 "
OTLP = {name: message(text) for name, text in {
    "plain": "1{2{1{1'scope' 2'1'} 2{" + OTLP_TYPE + "2{1:1 2[2 3] 3:1 4[5 6] 5'0123456701234567'} "
    "2{1:2 5'012345670123456701234567'}}} 1{1{1'service.name' 2{1'shop'}} 1{1'd' 2{4!000000000000f83f}} "
    "1{3:6 2{8:4}}}} " + OTLP_TABLES,
    "tables-first": OTLP_TABLES + "1{2{2{2{1:1 4:5 4:6 5!0100000000000000} " + OTLP_TYPE + "11[2 4]} 2{1{1:3}}} 2{1{1'b'} 2{}}}",
    "unknown": "9'x' " + OTLP_TABLES + "1{3'url' 2{2{8:7 10'payload' " + OTLP_TYPE + "2{4[-1] 9{}}}} 1{1{1'l' 2{5{1{1'a'}}}}}}",
    "older": OTLP_TABLES + "1{2{2{" + OTLP_TYPE + "2{1:1 2[5 6] 3[2] 4:1 5'0123456701234567'} 2{1:2 5'01234567'}}}}",
    "refused-stack": "1{2{2{2{1:9 4:1}}}} " + OTLP_TABLES,
    "refused-sum": "1{2{2{2{4[9223372036854775807 1]}}}} " + OTLP_TABLES,
    "refused-length": "1{2{2{#0a05}}}",
    "refused-end": OTLP_TABLES + "#0affffffffffffffff7f",
    "refused-type": "1{2{2{1:5}}}",
    "refused-location": "2{7{1[18446744073709551615]}} 1{}",
}.items()}
OTLP["json"] = (
    b'{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"samples":[{"stackIndex":1,"attributeIndices":[2,3],"values":["5",6],'
    b'"timestampsUnixNano":["1","2"]},{"stackIndex":2,"linkIndex":1,"timestampsUnixNano":["1"]}],"sampleType":{"typeStrindex":1,'
    b'"unitStrindex":2},"timeUnixNano":"1000","durationNano":"50"}],"scope":{"name":"s"}}],"resource":{"attributes":[{"key":"k",'
    b'"value":{"stringValue":"v"}},{"key":"d","value":{"doubleValue":1.5}},{"key":"l","value":{"arrayValue":{"values":[{}]}}}]}}],'
    b'"dictionary":{"stringTable":["","cpu","nanoseconds","main","leaf"],"mappingTable":[{},{"memoryStart":"18446744073709551615"}],'
    b'"locationTable":[{},{"mappingIndex":1,"address":"7","lines":[{"functionIndex":1,"line":"7"}]},{"lines":[{"functionIndex":2}]}],'
    b'"functionTable":[{},{"nameStrindex":3},{"nameStrindex":4}],"linkTable":[{},{"traceId":"0aff","spanId":"00"}],'
    b'"attributeTable":[{},{},{"keyStrindex":3,"value":{"intValue":"7"}},{"keyStrindex":4,"value":{"boolValue":false}}],'
    b'"stackTable":[{},{"locationIndices":[2,1]},{"locationIndices":[1]}]}}')
OTLP["lines"] = OTLP["json"] + b"\n" + OTLP["json"].replace(b'"main"', b'"other"') + b"\n{}"
OTLP["framed"] = b"".join(len(m).to_bytes(4, "big") + m for m in (OTLP["plain"], OTLP["unknown"]))
OTLP["refused-framed"] = OTLP["framed"][:-3]
OTLP["refused-json"] = b'{"dictionary":{"mappingTable":[{"memoryStart":"x"}]}}'


PYDUMP = {
    "pyspy": b'Process 12: python app.py\nPython v3.11.2 (/usr/bin/python3.11)\n\nThread 12 (idle): "MainThread"\n'
    b"    wait (threading.py:320)\n        Arguments:\n            self: <Condition>\n        Locals:\n            n: 3\n"
    b"    main (app.py:7)\nThread 0x7F12 (active+gil)\n    read (libc.so.6)\n    main (app.py)\nProcess 13: python w.py\n"
    b'Python v3.8 (/usr/bin/python3.8)\n\nThread 13 (active): "a" b"\n    f (w.py:1)\n',
    "faulthandler": b'Fatal Python error: Aborted\n\nThread 0x00007f1 [w 1] (most recent call first):\n  <no Python frame>\n\n'
    b'Current thread 0x00007f2 (most recent call first):\n  File "/src/a b.py", line 7 in f\n  File "<stdin>", line 3 in <module>\n'
    b"  ...\n\nExtension modules: a (total: 1)\n",
    "stack": b'Stack (most recent call first):\r\n  File "a.py", line 2 in f\r\n',
    "refused": b"Process 12: python app.py\nThread 12\n    main (app.py:7)\n",
}


CALLGRIND = {
    # valgrind's, with all that is compressed
    "plain": b"# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\ncmd: ./app a: b\npart: 1\n\ndesc: I1 cache:\n"
    b"event: Ir : Instruction Fetch\npositions: instr line\nevents: Ir Dr\nsummary: 1000 7\n\nob=(1) /bin/app\nfl=(1) /src/a.c\n"
    b"fn=(1) main\n0x400 16 380 7\n+4 * 10\nfi=(2) /src/a.h\n+4 3 10\nfe=(1)\ncob=(2) /lib/libc.so\ncfi=(3) ???\ncfn=(2) func\n"
    b"calls=3 0x1000 20\n+8 16 600\njump=3 +2 +1\n* *\njfi=(4) jump.c\njfn=(9) leap\njcnd=1/2 0x500 20\n* *\n\nob=(2)\nfl=(3)\nfn=(2)\n0x1000 20 600\n\ntotals: 1000 7\n",
    "recursion": b"events: Ir\nfl=a.c\nfn=main\n1 10\ncfn=f\ncalls=1 2\n1 90\nfn=f\n2 10\ncfn=f\ncalls=9 2\n2 400\ncfn=g\ncalls=2 3\n"
    b"2 110\nfn=g\n3 40\ncfn=f\ncalls=1 2\n3 30\ncfn=h\ncalls=1 4\n3 40\nfn=h\n4 40\n",
    "parts": b"version: 1\npart: 1\nevents: A B\nfl=(1) a.c\nfn=(1) main\n16 4 5\npart: 2\nevents: B C\nfl=(1)\nfn=(1)\n+1 6 7\n",
    "xdebug": b"\n==== NEW PROFILING FILE ====\nversion: 0.9.6\ncmd: /a.php\npart: 1\n\nevents: Time_(10ns) Memory_(bytes)\n\n"
    b"fl=php:internal\nfn=php::define\n4 12 18446744073709551612\n\nfl=/a.php\nfn={main}\n\nsummary: 20 4\n\n0 8 -4\n"
    b"cfn=php::define\ncalls=1 0 0\n5 12 -4\n\n==== NEW PROFILING FILE ====\n",
    "cachegrind": b"desc: LL cache: 3145728 B\ncmd: app\nevents: Ir I1mr \nfl=a.c\nfn=main\n1 5 1\n0 2\nsummary: 7 1\n",
    "pprof": b"positions: instr line\nevents: cpu(ms)\n\nob=(1) /bin/app\nfl=(1) a.go\nfn=(1) main.main\n0x400 7 10\ncfl=(1)\n"
    b"cfn=(2) main.f [1/2]\ncalls=0 +16 9\n* * 30\n\nob=(1)\nfl=(1)\nfn=(3) main.f\n+16 9 30\n",
    "unnamed": b"events: Ir\nob=(8)\nfl=(9)\nfn=f\n1 2\n",
    "refused-twice": b"events: Ir Ir\nfl=a\nfn=f\n1 9223372036854775807 9223372036854775807\n",
    "refused-call": b"events: Ir\nfn=f\ncalls=1 2\n",
    "refused-name": b"events: Ir\nfl=a\nfn=(7)\n1 2\n",
    "refused-costs": b"events: Ir\nfl=a\nfn=f\n1 2 3\n",
    "refused-position": b"events: Ir\nfl=a\nfn=f\n3 1\n-4 1\n",
    "refused-events": b"version: 1\nfl=a.c\nfn=main\n1 10\n",
    "refused-cost": b"# callgrind format\ncreator: c\nevents: Ir\nfn=f\n1 9223372036854775808\n",
}


# A symbol without its first "_", or a demangled name.
DEMANGLE = {
    "method": b"ZNKSt3mapIiiSt4lessIiESaISt4pairIKiiEEE5beginEv",
    "lambda": b"ZZN5outer4funcEiENKUlRKSt6vectorIiSaIiEEE_clES4_.cold",
    "operator": b"ZN3FoocvPT_IiEEv",
    "doubling": b"Z1fSt4pairIS_S_ES0_S1_S2_S3_S4_S5_",
    "rust": b"ZN60_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..ops..Drop$GT$4drop17h0123456789abcdefE",
    "rust-v0": b"RINvNtC3std3mem8align_ofNtNtC3std3mem12DiscriminantE",
    "apple": b"_ZN3foo3barEv",
    "name": b"std::ostream& std::operator<< <char>(int (*)(a<(1>2)>)) const && [clone .cold]",
    "trait": b"<alloc::vec::Vec<T> as core::ops::Drop>::drop<impl Fn(i32) -> i32 for X>",
    "open": b"a<b(c{d[e",
}

KALLSYMS = {
    "plain": b"0000000000000000 A fixed_percpu_data\nffffffff81000000 T _text\nffffffff81000000 T _stext\n"
    b"ffffffff81000100 t do_one\nffffffff81000180 D data\nffffffffc0000000 t in_module\t[ext4]\nnonsense\n",
    "hidden": b"0000000000000000 T _text\n0000000000000000 T _stext\n",
    "odd": b"ffffffff81000000  T\t_text x\r\nffffffff8 T\nffffffffffffffffff T a\n1 T \n2 t b",
}


def answer(kind, a=0, b=0, c=0, line=0, text=b""):
    return struct.pack("=IIIIq", kind, a, b, c, line) + text


# A function, a location with two frames, the end of a program: see lib/symbol/answers.h.
ANSWERS = {
    "plain": answer(1, 5, 1, 3, 7, b"_Z1fvff.c") + answer(1, 4, 4, 0, 0, b"mainmain") + answer(2, 0, 2, 15) +
    answer(3, 0, line=8) + answer(3, 1) + answer(4, 4),
    "two": answer(1, 1, 1, 0, 0, b"ff") + answer(2, 2, 1, 1) + answer(3, 0) + answer(4, 0) + answer(4, 5),
    "cut": answer(1, 5, 1, 3, 7, b"_Z1"),
    "long": answer(1, 0xffffffff, 1),
    "many": answer(2, 1, 257, 0),
    "unasked": answer(2, 7, 1, 0) + answer(3),
}


def programs():
    """The sample program as it is, stripped, as debugging information alone, and broken."""
    native = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples", "native")

    def read(*path):
        with open(os.path.join(native, *path), "rb") as f:
            return f.read()

    whole = read("bin", "orders")
    yield "whole", whole
    yield "stripped", read("stripped", "orders")
    for folder, _, files in os.walk(os.path.join(native, "debug")):
        for name in files:
            yield "debug", read(folder, name)
    yield "cut", whole[:3000]
    yield "sections", whole[:0x3c] + b"\xff\xff" + whole[0x3e:]
    yield "no-sections", whole[:0x28] + b"\xf0" + b"\xff" * 7 + whole[0x30:]


def seeds():
    for name, data in programs():
        yield "program/" + name, data
    for name, data in flame_seeds():
        yield "flame_data/" + name, data
        if name in ("plain", "pair"):
            yield "flame/" + name, flame_svg(data)
            yield "flame/" + name + "-checksum", flame_svg(data, crc=1)
            yield "flame/" + name + "-size", flame_svg(data, size=len(data) - 1)
            yield "flame/" + name + "-cut", flame_svg(data)[:-40]
    for name, text in PPROF.items():
        yield "pprof/" + name, message(text)
    yield "pprof/gzipped", gzip.compress(message(PPROF["full"]), 9, mtime=0)
    yield "pprof/gzipped-cut", gzip.compress(message(PPROF["full"]), 9, mtime=0)[:-3]
    texts = {"pair": PAIR, "folded": FOLDED, "counts": COUNTS, "heap": HEAP, "contention": CONTENTION, "godump": GODUMP,
             "threadz": THREADZ, "java": JAVA, "jemalloc": JEMALLOC, "gperftools": GPERFTOOLS,
             "perfscript": PERFSCRIPT, "perfdata": perf_data(), "dtrace": DTRACE,
             "bpftrace": BPFTRACE, "sample": SAMPLE, "python": PYTHON, "pydump": PYDUMP, "mojo": MOJO,
             "answer": ANSWER, "names": NAMES, "rules": RULES,
             "gobench": GOBENCH, "demangle": DEMANGLE, "kallsyms": KALLSYMS, "answers": ANSWERS,
             "cpuprofile": CPUPROFILE, "trace": TRACE, "speedscope": SPEEDSCOPE, "gecko": GECKO,
             "otlp": OTLP, "callgrind": CALLGRIND}
    for format, inputs in texts.items():
        for name, data in inputs.items():
            yield format + "/" + name, data


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
