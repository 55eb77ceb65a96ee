# SPDX-License-Identifier: Apache-2.0
"""action.yml and ci/ run as GitHub and GitLab would run them. usage: run.py SOURCE PROFDIFF

No expression of GitHub's reaches a script but through a variable, so all that has to be stood in
for is: inputs, outputs of steps, the files that steps write to, and commands in their output.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

source, profdiff = map(os.path.abspath, sys.argv[1:3])
scratch = tempfile.mkdtemp(prefix="profloom-ci.")
failures = checks = 0


def sides():
    """Two profiles, of which the new one takes four times as much for hash, beyond any doubt."""
    for side, hash_samples in (("old", 1000), ("new", 4000)):
        with open(f"{scratch}/{side}.folded", "w") as f:
            f.writelines(f"main;work{i} {1000 + i * 37 % 11}\n" for i in range(40))
            f.write(f"main;hash;sha256 {hash_samples}\n")
        yield f"{scratch}/{side}.folded"


old, new = sides()


def check(what, ok, more=""):
    global failures, checks
    checks += 1
    if not ok:
        failures += 1
        print(f"FAILED: {what}\n{more}", file=sys.stderr)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


class Job:
    """A job whose working directory is its own, and what it came to."""

    def __init__(self, action=source, github=None, path="", **inputs):
        self.action = action
        self.spec = yaml.safe_load(read(f"{action}/action.yml"))
        self.dir = tempfile.mkdtemp(prefix="profloom-ci.")
        self.github = github or {}
        self.path = path
        self.inputs = {k: v.get("default", "") for k, v in self.spec["inputs"].items()}
        self.inputs.update({k.replace("_", "-"): v for k, v in inputs.items()})
        self.steps, self.ran, self.said, self.status = {}, [], "", 0
        self.summary, self.trace_file = f"{self.dir}.summary", f"{self.dir}.trace"
        open(self.summary, "w").close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.dir)
        for path in (self.summary, self.trace_file):
            if os.path.exists(path):
                os.unlink(path)

    def value(self, text):
        """The one form of expression that action.yml has, alone or not at all."""
        found = re.fullmatch(r"\$\{\{ (inputs|steps|github)\.([\w.-]+) \}\}", str(text))
        if not found:
            assert "${{" not in str(text), text
            return str(text)
        kind, name = found.groups()
        if kind == "inputs":
            return self.value(self.inputs[name])
        if kind == "github":
            return self.github.get(name, "")
        step, outputs, name = name.split(".")
        assert outputs == "outputs"
        return self.steps.get(step, {}).get(name, "")

    def wanted(self, step):
        condition = step.get("if", "success()")
        if condition == "success()":
            return True
        name, value = re.fullmatch(r"inputs\.([\w-]+) == '(\w*)'", condition).groups()
        return self.value(self.inputs[name]) == value

    def run_step(self, step):
        output = f"{self.dir}.output"
        open(output, "w").close()
        env = {k: os.environ[k] for k in ("PATH", "HOME", "LSAN_OPTIONS") if k in os.environ}
        env["PATH"] = f"{self.path}{env['PATH']}"
        env |= {k: self.value(v) for k, v in step.get("env", {}).items()}
        env |= {"GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": self.action,
                "GITHUB_OUTPUT": output, "GITHUB_STEP_SUMMARY": self.summary,
                "GITHUB_REPOSITORY": "owner/name", "TRACE": self.trace_file}
        assert step["shell"] == "sh"
        script = f"{self.dir}.sh"
        with open(script, "w") as f:
            f.write(step["run"])
        done = subprocess.run(["sh", "-e", script], cwd=self.dir, env=env, text=True,
                              errors="replace", stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        self.said += done.stdout
        lines = read(output).splitlines()
        os.unlink(output)
        os.unlink(script)
        if "id" in step:
            self.steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        return done.returncode

    def run(self):
        for step in self.spec["runs"]["steps"]:
            if not self.wanted(step):
                continue
            self.ran.append(re.search(r"ci/(\w+)\.sh", step["run"]).group(1))
            self.status = self.run_step(step)
            if self.status:
                break
        self.outputs = {k: self.value(v["value"]) for k, v in self.spec["outputs"].items()}
        return self

    def commands(self):
        """What GitHub would have taken for commands: not between stop-commands and its token."""
        found, token = [], None
        for line in self.said.splitlines():
            if token:
                token = None if line.strip() == f"::{token}::" else token
            elif line.lstrip().startswith("::stop-commands::"):
                token = line.strip()[len("::stop-commands::"):]
                check("a token nobody can guess", len(token) >= 32)
            elif line.lstrip().startswith("::") or "##[" in line:
                found.append(line)
        check("commands are on again", token is None)
        return found

    def trace(self):
        """What stand-ins for programs were asked, an argument a line."""
        return read(self.trace_file).splitlines() if os.path.exists(self.trace_file) else []

    def file(self, name):
        return read(os.path.join(self.dir, name))


def test_action_is_safe():
    spec = yaml.safe_load(read(f"{source}/action.yml"))
    for step in spec["runs"]["steps"]:
        check("no expression in a script", "${{" not in step["run"], step["run"])
        check("a shell is named", step.get("shell") == "sh")
    check("every input says what it is", all(v.get("description") for v in spec["inputs"].values()))
    check("every output says what it is",
          all(v.get("description") for v in spec["outputs"].values()))
    docs = read(f"{source}/docs/ci.md")
    for name in list(spec["inputs"]) + list(spec["outputs"]):
        check(f"docs/ci.md has {name}", f"`{name}`" in docs)


def test_reports():
    cpu = f"{source}/samples/go"
    with Job(profdiff=profdiff, old=f"{cpu}/fast.cpu.pb.gz", new=f"{cpu}/slow.cpu.pb.gz").run() as job:
        check("no rule, no failure", job.status == 0, job.said)
        check("all steps but the comment", job.ran == ["build", "compare", "gate"])
        check("status", job.outputs["status"] == "0")
        for name in ("text", "comment-body", "json", "junit", "svg", "html"):
            check(name, os.path.getsize(os.path.join(job.dir, job.outputs[name])) > 0)
        check("json", json.loads(job.file(job.outputs["json"]))["schema"] == "diff/1")
        xml.etree.ElementTree.fromstring(job.file(job.outputs["junit"]))
        page = job.file(job.outputs["html"])
        check("a page", page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>"))
        check("which is whole without a network",
              not re.search(r"(src|href)=[\"']?(https?:)?//", page))
        check("the text is shown", job.file(job.outputs["text"]) in job.said, job.said)
        check("the summary is Markdown", "|" in read(job.summary))
        check("a comment fits", len(job.file(job.outputs["comment-body"]).encode()) < 65536)
        check("nothing that GitHub would run", job.commands() == [], job.said)


FAKE_PROFDIFF = """#!/bin/sh
for argument; do
	echo "$argument" >>"$TRACE"
	case $argument in --output=*) echo "a report" >"${argument#--output=}" ;; esac
done
case $1 in --version) exit 0 ;; esac
exit @STATUS@
"""


def stub(status):
    """A program that writes down what it is asked, reports, and ends like this."""
    return program("profdiff", FAKE_PROFDIFF.replace("@STATUS@", str(status)))


def program(name, text):
    path = f"{tempfile.mkdtemp(dir=scratch)}/{name}"
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, 0o755)
    return path


def test_gate():
    for status, ran in ((0, ["build", "compare", "comment", "gate"]),
                        (1, ["build", "compare", "comment", "gate"]),
                        (3, ["build", "compare"])):
        with Job(profdiff=stub(status), old=old, new=new, comment="true", path=fake_gh(),
                 github={"event.pull_request.number": "7", "token": "secret"},
                 fail_on="new>90%\nha.h: cum>5%\n", budget="perf budget").run() as job:
            check(f"status {status} is kept until the end", job.status == status, job.said)
            check("after everything else, where there is a report", job.ran == ran, job.said)
            check("and is an output", job.outputs["status"] == (str(status) if status < 2 else ""))
            asked = job.trace()
            for rule in ("--fail-on=new>90%", "--fail-on=ha.h: cum>5%", "--budget=perf budget"):
                check(rule, rule in asked, asked)


def test_rules():
    for rules in ({"fail_on": "new>90%\nha.h: cum>5%\n"}, {"budget": "perf.budget"}):
        with Job(profdiff=profdiff, old=old, new=new, **rules) as job:
            with open(f"{job.dir}/perf.budget", "w") as f:
                f.write("# ours\nnew>90%  # nearly all\n\nha.h: cum>5%\n")
            job.run()
            check("a broken rule", job.status == 1 and job.outputs["status"] == "1", job.said)
            cases = xml.etree.ElementTree.fromstring(job.file(job.outputs["junit"]))
            check("both rules are test cases", [
                (case.get("name"), len(case.findall("failure"))) for case in cases.iter("testcase")
            ] == [("new>90%", 0), ("ha.h: cum>5%", 1)])
    with Job(profdiff=profdiff, old=new, new=old, fail_on="ha.h: cum>5%").run() as job:
        check("less breaks no rule", job.status == 0, job.said)
    with Job(profdiff=profdiff, old=old, new=new, budget="perf.budget") as job:
        with open(f"{job.dir}/perf.budget", "w") as f:
            f.write("# ours\n\ncum> # how much?\n")
        job.run()
        check("a rule that is none", job.status == 2 and "perf.budget:3: 'cum>'" in job.said, job.said)


def test_errors():
    with Job(profdiff=profdiff, old="nothing/*.pb.gz", new=new).run() as job:
        check("no such profile", job.status == 5, job.said)
        check("no output", job.outputs["status"] == "")
        check("no report", os.listdir(f"{job.dir}/profdiff-report") == [])
    with Job(profdiff=profdiff, old=old, new="\n").run() as job:
        check("one side", job.status == 2 and "new side" in job.said, job.said)
    with Job(profdiff=profdiff, old="", new=new).run() as job:
        check("the other", job.status == 2 and "old side" in job.said, job.said)
    with Job(profdiff=profdiff, old=old, new=new, directory="-x").run() as job:
        check("a directory like an option", job.status == 2, job.said)
    with Job(profdiff=profdiff, old=old, new=new, directory="a\nb=c").run() as job:
        check("a directory of two lines", job.status == 2 and not job.steps["compare"])


def test_inputs_are_data():
    nasty = ["$(touch pwned)", "`touch pwned`", "\"; touch pwned; \"", "'; touch pwned; '",
             "| touch pwned", "${IFS}touch${IFS}pwned", "-o pwned", "--output=pwned"]
    for text in nasty:
        for where in ("old", "new", "options", "fail_on", "budget", "directory", "profdiff"):
            inputs = {"profdiff": profdiff, "old": old, "new": new, where: text}
            if where == "options" and text.startswith("-"):
                continue # options may say where else to write
            with Job(**inputs).run() as job:
                left = [f for _, _, files in os.walk(job.dir) for f in files]
                check(f"{where}: {text}", "pwned" not in left, job.said)


def test_names_are_data():
    with Job(profdiff=profdiff, old="*old.folded", new="*.new file.folded") as job:
        for name, count in (("-o=old.folded", 1000), ("b c.new file.folded", 4000)):
            with open(f"{job.dir}/{name}", "w") as f:
                f.write(f"main;::error::pwned {count}\nmain;##[add-mask]main 5000\n")
                f.writelines(f"main;work{i} 1000\n" for i in range(40))
        job.run()
        check("files called like options and with blanks", job.status == 0, job.said)
        check("functions called like commands", job.commands() == [], job.said)
        check("and are shown", "::error::pwned" in job.said, job.said)


def test_options():
    with Job(profdiff=profdiff, old=old, new=new,
             options="--focus=no such|hash\n--unit=auto\n", directory="re ports").run() as job:
        check("options and blanks", job.status == 0, job.said)
        rows = [row["name"] for row in json.loads(job.file(job.outputs["json"]))["rows"]]
        check("they reach it", "hash" in rows and "work1" not in rows, rows)


FAKE_GH = """#!/bin/sh
for argument; do
	echo "$argument" >>"$TRACE"
	case $argument in body=@*) cat "${argument#body=@}" >>"$TRACE" ;; esac
done
[ -z "@FAILS@" ] || { echo "HTTP 403: may not" >&2; exit 1; }
case $2 in --paginate) printf '%s\\n' "@KNOWN@" ;; esac
"""


def fake_gh(fails="", known=""):
    """What goes in front of PATH so that there is a gh, which writes down what it is asked."""
    path = program("gh", FAKE_GH.replace("@FAILS@", fails).replace("@KNOWN@", known))
    return f"{os.path.dirname(path)}:"


def comment(path, number="7"):
    with Job(profdiff=profdiff, old=old, new=new, comment="true", path=path,
             github={"event.pull_request.number": number}).run() as job:
        asked = job.trace()
        check("a comment never fails a job", job.status == 0, job.said)
        return "\n".join(asked), job.commands(), job.file(job.outputs["comment-body"])


def test_comment():
    asked, said, body = comment(fake_gh())
    check("a new comment", "POST\nrepos/owner/name/issues/7/comments\n" in asked, asked)
    check("its body", f"<!-- profdiff profdiff-report -->\n{body.rstrip()}" in asked, asked)
    check("no complaint", said == [], said)
    asked, said, body = comment(fake_gh(known="1234"))
    check("the comment there is", "PATCH\nrepos/owner/name/issues/comments/1234\n" in asked, asked)
    asked, said, body = comment(fake_gh(fails="x"))
    check("it may not be written", said == [
        "::warning title=profdiff::no comment: HTTP 403: may not "], said)
    asked, said, body = comment(fake_gh(), number="")
    check("no pull request", asked == "" and "not run for a pull request" in said[0], said)


FAKE_CMAKE = """#!/bin/sh
echo "$@" >>"$TRACE"
mkdir -p build/release/bin
ln -sf %s build/release/bin/profdiff
"""


def test_build():
    """What is built is used; the compiler is not what this is about."""
    with tempfile.TemporaryDirectory(prefix="profloom-action.") as folder:
        for name in ("ci", "scripts"):
            shutil.copytree(f"{source}/{name}", f"{folder}/{name}")
        shutil.copy(f"{source}/action.yml", folder)
        with open(f"{folder}/scripts/packages-debian.txt", "w") as f:
            f.write("build\tsh\tcmd:sh\n")
        cmake = program("cmake", FAKE_CMAKE % profdiff)
        with Job(action=folder, old=old, new=new, path=f"{os.path.dirname(cmake)}:").run() as job:
            check("configured and built", job.trace() == [
                "--preset release -DPROFLOOM_TESTS=OFF", "--build --preset release"])
            check("built and used", job.status == 0 and job.steps["build"]["profdiff"] ==
                  f"{folder}/build/release/bin/profdiff", job.said)


def test_gitlab():
    spec = yaml.safe_load(read(f"{source}/ci/profdiff.gitlab-ci.yml"))[".profdiff"]
    for status in (0, 1):
        with tempfile.TemporaryDirectory(prefix="profloom-ci.") as folder:
            env = {"PATH": os.environ["PATH"], **spec["variables"], "PROFLOOM": source,
                   "PROFDIFF": stub(status), "PROFDIFF_OLD": old, "PROFDIFF_NEW": new,
                   "TRACE": f"{folder}/trace"}
            done = subprocess.run(["sh", "-e", "-c", "\n".join(spec["script"])], cwd=folder,
                                  env=env, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            check(f"GitLab: {status}", done.returncode == status, done.stdout)
            for path in spec["artifacts"]["paths"] + [spec["artifacts"]["reports"]["junit"]]:
                path = path.replace("$PROFDIFF_DIRECTORY", spec["variables"]["PROFDIFF_DIRECTORY"])
                check(path, os.path.exists(f"{folder}/{path}"))


def test_own_workflow():
    """What this repository's own jobs ask of .ci/run is there, and targets get their minute."""
    jobs = yaml.safe_load(read(f"{source}/.github/workflows/ci.yml"))["jobs"]
    steps = re.findall(r"^step_(\w+)\(\)", read(f"{source}/.ci/run"), re.M)
    asked = [step["run"].split()[1:] for job in jobs.values() for step in job["steps"]
             if step.get("run", "").startswith(".ci/run")]
    check("each job runs it", len(asked) == len(jobs))
    for name in sum(asked, []):
        check(f"a step called {name}", name in steps)
    check("a minute for each target", int(jobs["fuzz"]["env"]["FUZZ_SECONDS"]) >= 60)


try:
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
finally:
    shutil.rmtree(scratch)
print(f"{checks} checks, {failures} failed")
sys.exit(failures > 0)
