# SPDX-License-Identifier: Apache-2.0
"""What benchmarks share that hold a reader against a scan of the same bytes with memchr."""
import argparse
import os
import shlex
import statistics
import subprocess


def parser(doc):
    p = argparse.ArgumentParser(description=doc,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", required=True, metavar="DIR", help="where the tools are")
    p.add_argument("--bench-bin", metavar="DIR", help="where profloom-floor is (default: --bin)")
    p.add_argument("--work", required=True, metavar="DIR", help="where made files are kept")
    p.add_argument("--runs", type=int, default=5, metavar="N")
    p.add_argument("--also", action="append", default=[], metavar="COMMAND")
    return p


def parse(p):
    args = p.parse_args()
    args.bench_bin = args.bench_bin or args.bin
    os.makedirs(args.work, exist_ok=True)
    return args


def tool(args, *words):
    return [os.path.join(args.bin, words[0]), *words[1:]]


def four_times(command, path):
    """The command with `path` four times over on its standard input."""
    text = " ".join(shlex.quote("-" if word == path else word) for word in command)
    return ["sh", "-c", f"cat {' '.join([shlex.quote(path)] * 4)} | {text} --max-input 4G"]


def once(args, command):
    """Seconds, and MB at the peak."""
    result = os.path.join(args.work, "result")
    subprocess.run([os.path.join(args.bench_bin, "profloom-stopwatch"), result] + command,
                   check=True, stdout=subprocess.DEVNULL)
    status, wall, _, _, peak = open(result).read().split()
    if status != "0":
        raise SystemExit(f"{command[0]}: status {status}")
    return int(wall) / 1e9, int(peak) / 1024


def measure(args, path, commands, larger):
    """Prints a table: commands in turn, --runs times, those of --also with them; and one run of
    each that has four times as much to read, for its memory."""
    runs = {"memchr": [os.path.join(args.bench_bin, "profloom-floor"), path], **commands}
    for text in args.also:
        runs[f"`{text}`"] = ["sh", "-c", text.replace("{}", shlex.quote(path))]
    results = {name: [] for name in runs}
    for _ in range(args.runs):
        for name, command in runs.items():
            results[name].append(once(args, command))
    floor = statistics.median(wall for wall, _ in results["memchr"])
    print(f"| {os.path.getsize(path) / 1e6:.0f} MB | median | of the scan | peak memory |\n"
          "| --- | ---: | ---: | ---: |")
    for name, found in results.items():
        wall = statistics.median(wall for wall, _ in found)
        print(f"| {name} | {wall * 1000:.0f} ms | {wall / floor:.1f} "
              f"| {max(peak for _, peak in found):.0f} MB |")
    for name, command in larger.items():
        print(f"| {name}, four times over | | | {once(args, command)[1]:.0f} MB |")
