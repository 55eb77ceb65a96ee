# SPDX-License-Identifier: Apache-2.0
"""Every JSON document of every tool, over all samples, against its schema; and JUnit is XML.

usage: validate.py BIN_DIR SOURCE_DIR

Beside the schema a document has to keep what is promised in words: "schema", "tool" and
"version" come first, keys stand in the documented order, whole numbers are exact. And the
check has to fail on documents that are wrong.
"""

import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from jsonschema import Draft202012Validator

bin_dir, source_dir = sys.argv[1], sys.argv[2]
CALIBRATE = "profdiff --calibrate"

SCHEMA_OF = {  # by how a command starts
    "proftext top": "top/1",
    "proftext tree": "tree/1",
    "proftext peek .": "peek/1",
    "proftext list .": "list/1",
    "proftext disasm .": "disasm/1",
    "proftext traces": "traces/1",
    "proftext tags": "tags/1",
    "proftext raw": "raw/1",
    "proftext comments": "comments/1",
    "pprof2svg": "callgraph/1",
    "flamegen": "flame/1",
    "profconv": "profile/1",
    "profdiff": "diff/1",
    CALIBRATE: "calibration/1",
}
# Where the documented order of keys is a promise: the keys of a document and of its rows.
ORDER = {
    "top/1": (["sample_type", "unit", "total", "samples", "duration_ns", "rows", "dropped"],
              {"rows": ["name", "file", "line", "flat", "cum"]}),
    "tree/1": (["sample_type", "unit", "total", "samples", "duration_ns", "rows", "dropped"],
               {"rows": ["name", "file", "line", "flat", "cum", "callers", "callees"]}),
    "peek/1": (["sample_type", "unit", "pattern", "total", "samples", "duration_ns", "rows",
                "dropped"],
               {"rows": ["name", "file", "line", "flat", "cum", "callers", "callees"]}),
    "list/1": (["sample_type", "unit", "pattern", "total", "samples", "duration_ns",
                "routines"],
               {"routines": ["name", "file", "flat", "cum", "found", "lines"]}),
    "disasm/1": (["sample_type", "unit", "pattern", "total", "samples", "duration_ns",
                  "routines"],
                 {"routines": ["name", "aliases", "flat", "cum", "cut", "instructions"]}),
    "traces/1": (["sample_type", "unit", "total", "samples", "duration_ns", "rows"],
                 {"rows": ["value", "labels", "stack"]}),
    "tags/1": (["sample_type", "unit", "total", "samples", "duration_ns", "keys", "rows"],
               {"keys": ["key", "value"], "rows": ["key", "value", "samples"]}),
    "raw/1": (["sample_types", "default_sample_type", "period_type", "period", "comments",
               "samples", "locations", "mappings"],
              {"samples": ["values", "stack", "labels"],
               "locations": ["id", "address", "mapping", "folded", "frames"],
               "mappings": ["id", "start", "limit", "offset", "file", "build_id"]}),
    "profile/1": (["sample_type", "unit", "sample_types", "time_ns", "duration_ns", "rows"],
                  {"rows": ["sample", "type", "unit", "value", "stack", "files", "lines", "labels"]}),
    "comments/1": (["sample_type", "unit", "doc_url", "comments"], {}),
    "callgraph/1": (["sample_type", "unit", "total", "nodes", "edges"],
                    {"nodes": ["id", "name", "file", "line", "flat", "cum", "labels"],
                     "edges": ["from", "to", "weight", "residual", "inline"]}),
    "flame/1": (["sample_type", "unit", "total", "rows"],
                {"rows": ["depth", "name", "self", "total"]}),
    "diff/1": (["sample_type", "unit", "old", "new", "normalization", "dispersion", "noise",
                "findings", "residual", "rows", "detectable", "gate"],
               {"findings": ["path", "name", "class", "old", "new", "delta", "bound"],
                "rows": ["name", "file", "old_flat", "new_flat", "old_cum", "new_cum",
                         "status", "p_value", "q_value", "significant"]}),
    "calibration/1": (["sample_type", "unit", "inputs", "runs", "events", "noise",
                       "dispersion", "total_per_run", "volatile", "unsteady"],
                      {"volatile": ["name", "events", "share", "variation", "known"]}),
}
# Numbers that are not whole, by the name of their key.
FRACTIONS = {"factor", "total_ratio", "duration_ratio", "dispersion", "noise", "alpha", "exact",
             "canonical", "guessed", "similarity", "p_value", "q_value", "detectable", "up",
             "down", "small_up", "limit", "estimate", "lower", "upper", "growth", "low", "high",
             "size_factor", "events", "share", "variation", "total_per_run",
             "total_variation", "total_sampling"}


def closed(schema):
    """The schema without room for keys that it does not name: ours are all documented."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        result["additionalProperties"] = False
    return result


def load_schemas():
    schemas = {}
    for path in glob.glob(os.path.join(source_dir, "docs", "schema", "*.schema.json")):
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        schemas[schema["title"]] = Draft202012Validator(closed(schema))
    return schemas


def in_order(keys, wanted):
    """Do the wanted keys all occur, in this order?"""
    return [key for key in keys if key in wanted] == wanted


def floats(value, key=None):
    """Where a number is not whole that should be."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from floats(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from floats(item, key)
    elif isinstance(value, float) and key not in FRACTIONS:
        yield f"{key}: {value!r} is not whole"


def complaints(document, schema, name):
    """What is wrong with the document; nothing when nothing is."""
    validator = schema.get(name)
    if validator is None:
        yield f"there is no schema for {name}"
        return
    for error in validator.iter_errors(document):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{where}: {error.message[:200]}"
    if list(document)[:3] != ["schema", "tool", "version"]:
        yield "schema, tool and version do not come first"
    own, nested = ORDER[name]
    if not in_order(list(document), own):
        yield f"the keys are {list(document)}"
    for key, wanted in nested.items():
        for row in document.get(key, []):
            if not in_order(list(row), wanted):
                yield f"{key}: the keys of a row are {list(row)}"
                break
    yield from floats(document)


def sums_up(document, name):
    """What belongs together in a document."""
    if name == "callgraph/1":
        ids = [node["id"] for node in document["nodes"]]
        if ids != list(range(1, len(ids) + 1)):
            yield "ids do not count from 1"
        for edge in document["edges"]:
            if edge["from"] not in ids or edge["to"] not in ids:
                yield f"an edge leads to no node: {edge}"
    if name == "raw/1":
        for table in ("locations", "mappings"):
            if [row["id"] for row in document[table]] != list(range(1, len(document[table]) + 1)):
                yield f"the ids of {table} do not count from 1"
        known = len(document["locations"])
        if any(at > known for sample in document["samples"] for at in sample["stack"]):
            yield "a stack leads to no location"
    if name == "flame/1":
        rows = document["rows"]
        mean = document["sample_type"].startswith("mean_")
        if not mean and sum(row["self"] for row in rows) != rows[0]["total"]:
            yield "what rows use themselves does not add up to the root's total"
        if any(b["depth"] > a["depth"] + 1 for a, b in zip(rows, rows[1:])):
            yield "a row has no caller"
    if name == "diff/1":
        for part in [document] + document.get("sections", []):
            factor = part["normalization"]["factor"]
            change = part["new"]["total"] - round(factor * part["old"]["total"])
            explained = sum(finding["delta"] for finding in part["findings"])
            if explained + part["residual"] != change or part["total"]["delta"] != change:
                yield f"findings and residual are {explained} + {part['residual']}, not {change}"


class Runs:
    def __init__(self, schemas):
        self.schemas, self.count, self.failed = schemas, 0, 0

    def document(self, tool, args, stdin=None):
        command = [os.path.join(bin_dir, tool.split()[0])] + tool.split()[1:]
        command += ["-q", "-f", "json"] + args
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        if done.returncode != 0 and not (tool == "profdiff" and done.returncode == 1):
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode()}")
        text = done.stdout.decode("utf-8", "strict")
        if not text.endswith("}\n"):
            raise RuntimeError(f"{' '.join(command)}: does not end with a line")
        document = json.loads(text)
        if tool == "profdiff" and document["gate"]["failed"] != (done.returncode == 1):
            raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}")
        return document

    def check(self, tool, args, stdin=None):
        self.count += 1
        name = SCHEMA_OF[tool]
        try:
            document = self.document(tool, args, stdin)
            wrong = list(complaints(document, self.schemas, name))
            wrong += list(sums_up(document, name))
            if document["schema"] != name or document["tool"] != tool.split()[0]:
                wrong.append(f"it says {document['schema']} and {document['tool']}")
        except (RuntimeError, ValueError) as error:
            document, wrong = None, [str(error)]
        if wrong:
            self.failed += 1
            print(f"{tool} {' '.join(args)}: {len(wrong)} complaints")
            for text in wrong[:5]:
                print(f"    {text}")
        return document


# One of them reads the large samples, the others say no more about them.
REPORTS = {tool for tool in SCHEMA_OF if tool.startswith("proftext")} - {"proftext top"}

DISASM = "proftext disasm ."  # needs a program

ONE = [  # for each of the three tools that look at one profile
    [],
    ["--no-trim", "--granularity", "lines"],
    ["-addresses", "--node-count", "20"],
    ["-files", "--mean"],
    ["--focus", "runtime"],
    ["--relative-percentages", "--ignore", "runtime", "--no-inlines"],
    ["--tag-root", "tenant,bytes", "--tag-leaf", "endpoint"],
    ["--sample-type", "0", "--cum", "--divide-by", "3", "--unit", "auto"],
]


def run_all(runs):
    go = sorted(glob.glob(os.path.join(source_dir, "samples", "go", "*.pb.gz")))
    folded = sorted(glob.glob(os.path.join(source_dir, "samples", "folded", "*.folded")))
    assert go and folded
    for path in go + folded:
        # The large ones once each, the small ones with everything.
        small = os.path.getsize(path) < 20000
        for tool in [tool for tool in SCHEMA_OF if tool not in ("profdiff", CALIBRATE, DISASM)]:
            if tool in REPORTS and not small:
                continue
            for options in ONE[::2] if tool in REPORTS else ONE if small else ONE[::4]:
                pair = path.endswith("-diff.folded")
                if not (pair and "--mean" in options):
                    runs.check(tool, options + [path])
    for old in [path for path in go if os.path.basename(path).startswith("slow.")]:
        new = old.replace("slow.", "fast.")
        for options in ([], ["--normalize", "--node-count", "0", "-lines"], ["--flat"],
                        ["--normalization", "robust", "--fail-on", "cum>5%"]):
            runs.check("profdiff", options + [old, new])
        runs.check("profdiff", ["-t", "all", "--node-count", "3", "--fail-on", "cum>5%", old, new])
        if ".cpu." not in old:
            runs.check("profdiff", ["-t", "all", "--node-count", "3", "--delta", old, new])
        runs.check(CALIBRATE, [old, new, old])
        same = runs.check("profdiff", [old, old])
        if same and (same["findings"] or same["residual"]
                     or any(row["status"] != "same" for row in same["rows"])):
            runs.failed += 1
            print(f"profdiff {old} {old}: there is a change")
        for option in ("--base", "--diff-base"):
            runs.check("proftext top", [option, old, new])
            runs.check("pprof2svg", [option, old, "--normalize", new])
        runs.check("flamegen", ["--diff-base", old, "--node-count", "9", new])
    calls = [os.path.join(source_dir, "samples", "callgrind", side + ".out")
             for side in ("slow", "fast")]
    runs.check("profdiff", ["-t", "all", "--fail-on", "cum>5%", *calls])
    runs.check(CALIBRATE, [*calls, calls[0]])
    runs.check("pprof2svg", ["--call-tree", go[0]])
    grouped(runs)
    by_label(runs)
    hard_input(runs)


def by_label(runs):
    """The values of a label add up to all samples, on both sides."""
    old, new = (os.path.join(source_dir, "samples/go", side + ".cpu.pb.gz")
                for side in ("slow", "fast"))
    document = runs.check("profdiff", ["-t", "all", "--by-label", "endpoint", "--node-count", "3",
                                       "--fail-on", "cum>5%", old, new])
    for whole in document and [document] + document["sections"] or []:
        parts = [part for part in document["sections"]
                 if part["label"] and part["sample_type"] == whole["sample_type"]]
        for side in ("old", "new") if not whole.get("label") else ():
            if sum(part[side]["total"] for part in parts) != whole[side]["total"]:
                runs.failed += 1
                print(f"profdiff --by-label: the {side} values do not add up")


def grouped(runs):
    """Groups add up to what there is, and every row belongs to one."""
    for path in ("go/slow.cpu.pb.gz", "go/slow.heap.pb.gz", "folded/shop.folded"):
        path = os.path.join(source_dir, "samples", path)
        for tool in ("proftext top", "proftext tree", "proftext peek ."):
            for keys in ("tenant", "bytes,endpoint,tenant"):
                document = runs.check(tool, ["--group-by", keys, path])
                total = document and sum(group["value"] for group in document["groups"])
                rows = document and {row["group"] for row in document["rows"]}
                if document and (total != document["total"] or not rows
                                 or max(rows) >= len(document["groups"])):
                    runs.failed += 1
                    print(f"{tool} --group-by {keys}: {total} of {document['total']}")


def field(number, value):
    """One of a protobuf message: a number, or bytes."""
    def varint(n):
        return bytes([n & 127 | 128]) + varint(n >> 7) if n > 127 else bytes([n])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def machine_code(runs):
    """A sample where a program of ours starts."""
    program = os.path.abspath(os.path.join(bin_dir, "proftext"))
    with open(program, "rb") as file:
        entry = int.from_bytes(file.read(32)[24:], "little")
    place = field(1, 1) + field(2, 1) + field(3, entry)
    names = ["", "samples", "count", program]
    profile = field(1, field(1, 1) + field(2, 2)) + field(2, field(1, 1) + field(2, 7))
    profile += field(3, field(1, 1) + field(5, 3)) + field(4, place)
    profile += b"".join(field(6, name.encode()) for name in names)
    reports = subprocess.run([os.path.join(bin_dir, "proftext"), "--help"],
                             capture_output=True, check=False).stdout
    if b"--binary-path" in reports:
        document = runs.check(DISASM, ["--binary-path", program, "-"], profile)
        if not document or document["routines"][0]["flat"] != 7:
            runs.failed += 1
            print(f"disasm: the start of {program} was not found")


def hard_input(runs):
    """Numbers beyond 64 bits, and names that would end a string."""
    big = (1 << 63) - 1
    text = f"a;b {big}\nb {big}\nc {big}\n".encode() + b'x"y\x07;\xff\xfe<&> 1\n'
    for tool in ("proftext top", "proftext tree", "proftext peek .", "pprof2svg", "flamegen"):
        document = runs.check(tool, ["--no-trim", "-"], text)
        if document and document["total"] != 3 * big + 1:
            runs.failed += 1
            print(f"{tool}: 3 * {big} + 1 became {document['total']}")


HOSTILE = b'a|b`c``<img src=x>@user #12 &amp; "q" ]]> %%{init}%% --> \x1b[31m\xff\x0b\xef\xbf\xbe'


def junit(runs):
    """XML, whatever the names, with as many cases and failures as it says."""
    with tempfile.TemporaryDirectory() as folder:
        sides = [os.path.join(folder, name) for name in ("old", "new")]
        for path, value in zip(sides, (1000, 9000)):
            with open(path, "wb") as file:
                file.write(b"main;" + HOSTILE + b" %d\n" % value)
                file.writelines(b"main;f%d 1000\n" % i for i in range(30))
        for rules in ([], ["cum>5%"], ["cum>5%", "main: flat>900%", "new>1%"]):
            runs.count += 1
            command = [os.path.join(bin_dir, "profdiff"), "-q", "-f", "junit"] + sides
            command += [f"--fail-on={rule}" for rule in rules]
            done = subprocess.run(command, capture_output=True, check=False)
            suite = xml.etree.ElementTree.fromstring(done.stdout)[0]
            cases = suite.findall("testcase")
            failures = [case for case in cases if case.find("failure") is not None]
            if (len(cases) != (len(rules) or 1) or int(suite.get("tests")) != len(cases)
                    or int(suite.get("failures")) != len(failures)
                    or bool(failures) != (done.returncode == 1)):
                runs.failed += 1
                print(f"junit: {rules}, status {done.returncode}:\n{done.stdout.decode()}")


def planted(runs, profile):
    """Wrong documents; each has to be noticed."""
    good = runs.document("proftext top", ["--node-count", "3", profile])
    graph = runs.document("pprof2svg", ["--node-count", "3", profile])

    def no_total(document):
        del document["total"]

    def text_total(document):
        document["total"] = str(document["total"])

    def half(document):
        document["rows"][0]["flat"] = 0.5

    def other_schema(document):
        document["schema"] = "top/2"

    def more(document):
        document["rows"][0]["surprise"] = 1

    def late(document):
        document["schema"] = document.pop("schema")

    def swapped(document):
        document["rows"][0]["name"] = document["rows"][0].pop("name")

    def point_zero(document):
        document["rows"][0]["cum"] = float(document["rows"][0]["cum"])

    def no_residual(document):
        del document["edges"][0]["residual"]

    def id_zero(document):
        document["nodes"][0]["id"] = 0

    wrong = [(no_total, good), (text_total, good), (half, good), (other_schema, good),
             (more, good), (late, good), (swapped, good), (point_zero, good),
             (no_residual, graph), (id_zero, graph)]
    for spoil, original in wrong:
        name = original["schema"]
        document = copy.deepcopy(original)
        spoil(document)
        if not list(complaints(document, runs.schemas, name)):
            runs.failed += 1
            print(f"a planted error was not noticed: {spoil.__name__}")
    if list(complaints(good, runs.schemas, "top/1")):
        runs.failed += 1
        print("a good document was refused")


def examples(runs):
    """The documentation's examples: each line after "$ " is run, and prints what follows it."""
    path = os.path.join(source_dir, "docs", "json.md")
    with open(path, encoding="utf-8") as file:
        blocks = re.findall(r"^```console\n(.*?)^```", file.read(), re.M | re.S)
    env = dict(os.environ, PATH=os.path.abspath(bin_dir) + ":" + os.environ["PATH"])
    number = re.compile(r'"version": "[^"]*"')
    with tempfile.TemporaryDirectory() as folder:
        for part in "".join(blocks).split("$ ")[1:]:
            command, _, text = part.partition("\n")
            runs.count += 1
            said = subprocess.run(["sh", "-c", command], cwd=folder, env=env,
                                  capture_output=True, check=False).stdout.decode()
            if number.sub("", said) != number.sub("", text):
                runs.failed += 1
                print(f"docs/json.md: {command}: this prints\n{said}")


def main():
    runs = Runs(load_schemas())
    missing = set(SCHEMA_OF.values()) - set(runs.schemas)
    if missing:
        print(f"no schema for {missing}")
        return 1
    run_all(runs)
    junit(runs)
    examples(runs)
    planted(runs, os.path.join(source_dir, "samples", "go", "slow.mutex.pb.gz"))
    print(f"{runs.count} documents, {runs.failed} failed")
    return 1 if runs.failed or runs.count == 0 else 0


sys.exit(main())
