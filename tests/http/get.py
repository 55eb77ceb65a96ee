#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""profget against servers that do everything wrong: files appear whole or not at all.
usage: get.py BIN_DIR SAMPLES"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import fetch
from fetch import TIME, Run, bad, together
from server import Server

BODY_KIB = 128 * 1024  # what an endless body may have
ROOM_KIB = 200 * 1024 if "asan" in os.environ.get("LSAN_OPTIONS", "") else 120 * 1024


class Get(Run):
    """profget, run in a folder that is empty but for `old`."""

    def __init__(self, bin_dir, folder):
        os.mkdir(folder)
        super().__init__(bin_dir, folder)
        with open(os.path.join(folder, "old"), "w") as file:
            file.write("old\n")

    def __call__(self, name, status, said, *arguments, left=("old",)):
        text = super().__call__(name, status, said, "--retries", "0", *arguments, tool=("profget",))
        there = sorted(os.listdir(self.folder))
        if there != sorted(left):
            bad(name, f"there are {there}, not {sorted(left)}")
        for file in there:
            if file != "old":
                path = os.path.join(self.folder, file)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
        return text


def check_failures(get, base):
    for path, status, said in (
            ("short", 5, "cut off"), ("resets", 5, "cut off"), ("long", 3, "ends too early"),
            ("chunk_cut", 5, "cut off"), ("endless", 4, "--max-input"), ("huge", 4, "--max-input"),
            ("bomb", 4, "--max-ratio"), ("page", 3, "web page"), ("empty", 3, "empty"),
            ("no_content", 3, "empty"), ("none", 5, "404 Not Found"), ("circle", 5, "more than 5"),
            ("headers", 5, "header"), ("nothing", 5, "cut off")):
        get(path, status, said, "--max-input", "8m" if path == "endless" else "512m",
            f"{base}/{path}", "-o", "old")
    get("no profile", 3, "not a profile", base + "/text", "-o", "old")
    with open(os.path.join(get.folder, "old")) as file:
        if file.read() != "old\n":
            bad("failures", "the old file was touched")


def check_time_outs(get, base):
    get("stalls", 5, "within 3 s", "--timeout", "3", base + "/stalls", "-o", "old")
    get("drips", 5, "within 3 s", "--timeout", "3", base + "/drips", "-o", "old")


def check_files(get, server, base):
    address, other = base[7:], f"127.0.0.1:{server.other.port}"
    get("one", 0, "^heap.pb.gz: 168\\d\\d bytes, \\d+ samples", address, "--profile", "heap",
        left=("old", "heap.pb.gz"))
    get("default", 0, "^cpu.pb.gz", address, left=("old", "cpu.pb.gz"))
    get("path", 0, "^ok.pb.gz", base + "/ok", left=("old", "ok.pb.gz"))
    names = [a.replace(":", "_") + "-" + k + ".pb.gz" for a in (address, other)
             for k in ("cpu", "heap")]
    get("two servers", 0, "heap", address, other, "--profile", "cpu,heap", left=("old", *names))
    get("text", 0, "^goroutine.txt", address, "--debug", "2", "--profile", "goroutine",
        left=("old", "goroutine.txt"))
    if "debug=2" not in server.heads("/debug/pprof/goroutine")[-1].split("\r")[0]:
        bad("text", "debug=2 was not sent")
    get("a name is only a name", 5, "404", address, "--profile", "../../x")
    get("twice", 2, "twice", address, address)
    get("several, one file", 2, "-o names one", address, "--profile", "cpu,heap", "-o", "x")
    get("empty list", 2, "--profile is a list", address, "--profile", "cpu,")
    get("not a URL", 2, "for URLs, and none", "old")
    get("folder", 0, "^new/heap", address, "--profile", "heap", "-d", "new", left=("old", "new"))
    get("folder for nothing", 5, "404", base + "/none", "-d", "new")
    asked = len(server.seen)
    get("no such folder", 6, "cannot", address, "-o", "nowhere/x")
    get("a file as folder", 6, "cannot", address, "-d", "old")
    if len(server.seen) != asked:
        bad("no such folder", "the server was asked all the same")
    done = subprocess.run([os.path.join(get.bin_dir, "profget"), base + "/ok", "-o", "-"],
        capture_output=True, check=False)
    if done.returncode or done.stdout != server.profile or done.stderr:
        bad("piped", f"status {done.returncode}, {len(done.stdout)} bytes, {done.stderr}")


def check_seconds(get, server, base):
    def asked(path):
        return server.heads("/debug/pprof/" + path)[-1].split(" ")[1]
    address = base[7:]
    get("seconds", 0, "cpu", address, "--profile", "cpu,heap", "--seconds", "3",
        left=("old", "cpu.pb.gz", "heap.pb.gz"))
    if not asked("profile").endswith("seconds=3") or "seconds" in asked("heap"):
        bad("seconds", asked("profile") + " " + asked("heap"))
    get("delta", 0, "heap", address, "--profile", "heap", "--seconds", "3", "--delta",
        left=("old", "heap.pb.gz"))
    if not asked("heap").endswith("seconds=3"):
        bad("delta", asked("heap"))
    get("seconds for nothing", 2, "--delta", address, "--profile", "heap", "--seconds", "3")
    get("delta of nothing", 2, "--seconds", address, "--profile", "heap", "--delta")


def check_document(document, schema):
    """Against the schema, where there is a Python that can."""
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        print("jsonschema is not installed")
        return
    with open(schema, encoding="utf-8") as file:
        for error in Draft202012Validator(json.load(file)).iter_errors(document):
            bad("document", error.message)


def check_tries(get, server, base):
    # The last --retries counts.
    text = get("recovers", 0, "get/1", base + "/recovers", "--retries", "2", "-f", "json",
        left=("old", "recovers.pb.gz"))
    if json.loads(text)["profiles"][0]["tries"] != 3:
        bad("recovers", text)
    get("stays busy", 5, "already in use", base + "/busy", "--retries", "1")
    get("not found is not asked again", 5, "404", base + "/gone", "--retries", "3")
    for path, tries in (("busy", 2), ("gone", 1)):
        if server.tries[path] != tries:
            bad(path, f"asked for {server.tries[path]} times")


def check_many(get, base, schema):
    """Many at once, of which some fail; the first of these gives the status."""
    folder = get.folder
    paths = ["page", "none", "silent"] + [f"debug/pprof/heap?n={i}" for i in range(50)]
    command = [os.path.join(get.bin_dir, "profget"), "--timeout", "10", "--retries", "0", "-f", "json"]
    began = time.monotonic()
    for n, path in enumerate(paths[:3]):
        command.append(f"http://127.0.0.{n + 2}:{base.split(':')[2]}/{path}")
    command += [f"http://127.0.0.{n + 10}:{base.split(':')[2]}/{path}"
                for n, path in enumerate(paths[3:])]
    done = subprocess.run(command, capture_output=True, cwd=folder, timeout=TIME * 2, check=False)
    document = json.loads(done.stdout)
    check_document(document, schema)
    saved = [p for p in document["profiles"] if p["saved"]]
    if done.returncode != 3 or len(saved) != 50 or len(os.listdir(folder)) != 51:
        bad("many", f"status {done.returncode}, {len(saved)} saved: {done.stderr.decode()[:500]}")
    print(f"many: status {done.returncode}, {time.monotonic() - began:.1f} s, {len(saved)} saved")
    for file in os.listdir(folder):
        if file != "old":
            os.remove(os.path.join(folder, file))


def check_interrupt(get, base):
    command = [os.path.join(get.bin_dir, "profget"), base + "/ok", base + "/stalls", "-d", "."]
    with subprocess.Popen(command, cwd=get.folder) as process:
        while not os.path.exists(os.path.join(get.folder, "ok.pb.gz")) and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        if process.wait(TIME) != -signal.SIGTERM:
            bad("interrupt", f"status {process.returncode}")
    there = sorted(os.listdir(get.folder))
    if there != ["ok.pb.gz", "old"]:
        bad("interrupt", f"left {there}")
    os.remove(os.path.join(get.folder, "ok.pb.gz"))


def check_memory(get, base):
    """What comes goes to the disk, however much it is."""
    command = [os.path.join(get.bin_dir, "profget"), base + "/endless", "-o", "x",
               "--max-input", f"{BODY_KIB}k"]
    with subprocess.Popen(command, cwd=get.folder, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    print(f"memory: {usage.ru_maxrss} KiB for {BODY_KIB} KiB")
    if process.returncode != 4 or usage.ru_maxrss > ROOM_KIB:
        bad("memory", f"status {process.returncode}, {usage.ru_maxrss} KiB")


def main(bin_dir, samples):
    profile = fetch.prepare(samples)
    schema = os.path.join(samples, "..", "docs", "schema", "get-1.schema.json")
    folder = tempfile.mkdtemp()

    def server(**how):
        made = Server(profile, **how)
        made.other = Server(profile)
        return made, f"http://{how.get('host', '127.0.0.1')}:{made.port}"

    def get(name):
        return Get(os.path.abspath(bin_dir), os.path.join(folder, name))

    def quick():
        own, (made, base) = get("quick"), server()
        check_failures(own, base)
        check_files(own, made, base)
        check_seconds(own, made, base)
        check_interrupt(own, base)
        check_memory(own, base)

    try:
        together((check_time_outs, get("slow"), server()[1]),
                 (check_tries, get("tries"), *server()),
                 (check_many, get("many"), server(host="0.0.0.0")[1], schema),
                 (quick,))
    finally:
        shutil.rmtree(folder)
    print(f"{fetch.failures} failures")
    return fetch.failures


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(1 if main(*sys.argv[1:]) else 0)
