#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""FlameGraph's rules for pictures of folded stacks as numbers, held against what flamegen --compat flamegraph draws.

usage: flamegraph.py BIN FOLDED...

Each box is a line: text, place, size and colour, all worked out here from the rules alone. Order in the file is left
out: FlameGraph's is random. Siblings of one name are one box, where FlameGraph may split them.
"""
import html
import math
import re
import subprocess
import sys

COUNT = re.compile(r"^(.*)\s+?(\d+(?:\.\d*)?)$")
WIDTH, PAD, FONT, ROW, FRAME_PAD, LEAST = 1200, 10, 12, 16, 1, 0.1
ABOVE, BELOW = 3 * FONT, 2 * FONT + 10


def read(path):
    """[frames], new, old of each line; None where the line has one number."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\xff\xfe":
        text = data.decode("utf-16")
    else:
        text = data.decode("utf-8-sig", "replace")
    for line in text.replace("\r\n", "\n").split("\n"):
        # What profilers state above the stacks (FlameGraph takes it for one); fractions, which it keeps,
        # are rounded.
        found = COUNT.match(line.strip(" \t"))
        if not found or line.startswith("# "):
            continue
        stack, value = found.group(1), math.floor(float(found.group(2)) + 0.5)
        pair = COUNT.match(stack)
        if pair:
            # The old value stands first.
            yield pair.group(1).split(";"), value, math.floor(float(pair.group(2)) + 0.5)
        else:
            yield stack.split(";"), value, None


class Node:
    def __init__(self):
        self.own = self.total = self.delta = 0
        self.kids = {}


def grow(samples):
    root = Node()
    for frames, now, old in samples:
        path = [root]
        for name in frames:
            path.append(path[-1].kids.setdefault(name, Node()))
        for node in path:
            node.total += now
        path[-1].own += now
        # The change belongs to the frame it was measured in.
        path[-1].delta += 0 if old is None else now - old
    return root


def commas(text):
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", text)


def hot(name):
    if name in ("-", "--"):
        return "rgb(160,160,160)" if name == "--" else "rgb(200,200,200)"
    seed = sum(map(ord, name)) % 2**32 * 65536 + 0x330E
    v = (seed * 0x5DEECE66D + 0xB) % 2**48 / 2**48
    return f"rgb({int(205 + 50 * v)},{int(230 * v)},{int(55 * v)})"


def scale(delta, largest):
    if delta == 0:
        return "rgb(255,255,255)"
    shade = int(210 * (largest - abs(delta)) / largest)
    return f"rgb(255,{shade},{shade})" if delta > 0 else f"rgb({shade},{shade},255)"


def boxes(root, paired):
    """What is drawn: title, place, size, colour and label of each box."""
    unit = (WIDTH - 2 * PAD) / root.total
    kept, todo = [], [(0, "", 0.0, root)]
    while todo:
        depth, name, start, node = todo.pop()
        if node.total < LEAST / unit:
            continue
        kept.append((depth, name, start, node))
        at = start + node.own
        for kid in sorted(node.kids):
            todo.append((depth + 1, kid, at, node.kids[kid]))
            at += node.kids[kid].total
    height = (max(box[0] for box in kept) + 1) * ROW + ABOVE + BELOW
    largest = max([1] + [abs(box[3].delta) for box in kept])
    for depth, name, start, node in kept:
        left, right = PAD + start * unit, PAD + (start + node.total) * unit
        top = height - BELOW - (depth + 1) * ROW + FRAME_PAD
        bottom = height - BELOW - depth * ROW
        shown = re.sub(r"_\[[kwij]\]$", "", name)
        count = f"{node.total:.0f}"
        if depth == 0:
            title = f"all ({commas(count)} samples, 100%)"
        else:
            share = f"{100 * int(count) / root.total:.2f}%"
            if paired:
                change = 100 * node.delta / root.total
                share += f"; {'+' if change > 0 else ''}{change:.2f}%"
            title = f"{shown} ({commas(count)} samples, {share})"
        room = int((right - left) / (FONT * 0.59))
        label = ""
        if room >= 3:
            label = shown if len(shown) <= room else shown[:room - 2] + ".."
        x = f"{left:.1f}"
        width = f"{float(f'{right:.1f}') - float(x):.1f}"
        yield (title, x, f"{top:g}", width, f"{bottom - top:.1f}",
               scale(node.delta, largest) if paired else hot(name), label)


BOX = re.compile(r'<title>(.*?)</title><rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)" fill="(.*?)"[^>]*/>\n'
                 r'(?:<text[^>]*>(.*?)</text>)?', re.S)


def drawn(binary, path):
    # As FlameGraph reads it, which knows nothing of Python's places in frames.
    run = subprocess.run([binary + "/flamegen", "-q", "--input-format", "folded",
                          "--compat", "flamegraph", "-o", "-", "--", path],
                         capture_output=True, timeout=60)
    if run.returncode:
        return None
    return [tuple(html.unescape(part) for part in found) for found in BOX.findall(run.stdout.decode())]


def near(a, b):
    """The same box, but for what rounding a tenth of a pixel or of a share may do."""
    return a[0] == b[0] and a[2] == b[2] and a[4:] == b[4:] and all(
        math.isclose(float(a[i]), float(b[i]), abs_tol=0.11) for i in (1, 3))


def compare(binary, path):
    samples = list(read(path))
    got = drawn(binary, path)
    if got is None or not samples or sum(sample[1] for sample in samples) == 0:
        return "not drawn"
    want = list(boxes(grow(samples), any(sample[2] is not None for sample in samples)))
    key = lambda box: (float(box[2]), float(box[1]), box[0])
    want.sort(key=key)
    got.sort(key=key)
    wrong = [pair for pair in zip(want, got) if not near(*pair)]
    if len(want) == len(got) and not wrong:
        return ""
    text = f"{len(got)} boxes for {len(want)}"
    return text + (f", {len(wrong)} differ, such as {wrong[0][1]} for {wrong[0][0]}" if wrong else "")


def main():
    same = failed = skipped = 0
    for path in sys.argv[2:]:
        answer = compare(sys.argv[1], path)
        if answer == "not drawn":
            skipped += 1
            print(f"not drawn: {path}")
        elif answer:
            failed += 1
            print(f"    {path}: {answer}")
        else:
            same += 1
    print(f"flamegraph {same} alike, {failed} differ, {skipped} not drawn")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
