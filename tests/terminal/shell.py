#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What profsh does at a terminal: a pseudo-terminal types, and looks at what comes back.

usage: shell.py BIN_DIR SAMPLES_DIR HAS_EDITING HAS_URLS [TEST...]
"""
import fcntl
import http.server
import os
import pty
import re
import select
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

BIN, SAMPLES, EDITING, URLS = *sys.argv[1:3], sys.argv[3] == "1", sys.argv[4] == "1"
BIN, SAMPLES = os.path.abspath(BIN), os.path.abspath(SAMPLES)
PATIENCE = 60  # seconds until a test gives up
PROMPT = "(profsh) "
CPU = os.path.join(SAMPLES, "go/slow.cpu.pb.gz")
HEAP = os.path.join(SAMPLES, "go/slow.heap.pb.gz")
failures = 0


class Terminal:
    """A shell at a terminal of 24 lines, with nothing of the user's own around it."""

    def __init__(self, home, *args, rows=24, env=None):
        self.text = ""
        environment = {"HOME": home, "PATH": BIN + ":" + os.environ["PATH"], "TERM": "xterm",
                       "LC_ALL": "C.UTF-8", "PAGER": "cat", "NO_COLOR": "1"}
        environment.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        environment.update(env or {})
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execvpe("profsh", ["profsh", *args], environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))

    def read(self, seconds):
        """Whatever comes within that time; False at the end."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def plain(self):
        """What came, without what moves the cursor."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\x07]", "", self.text)

    def wait(self, what):
        """Until the text is there. What came up to there is then forgotten, and returned."""
        end = time.monotonic() + PATIENCE
        while what not in self.plain():
            if time.monotonic() > end or not self.read(0.2):
                raise AssertionError(f"no {what!r} in:\n{self.plain()}")
        seen, _, self.text = self.plain().partition(what)
        return seen + what

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def ask(self, line):
        """Run a line; what it printed, until the next prompt."""
        self.type(line + "\r")
        self.wait("\n")
        return self.wait(PROMPT)

    def keys(self, keys, shows):
        """Type what becomes such a line, run it, and return what it printed."""
        self.type(keys)
        self.wait(shows)
        return self.ask("")

    def end(self):
        """Wait for the shell to leave; its status."""
        end = time.monotonic() + PATIENCE
        while self.read(0.2):
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def quit(self):
        self.type("\x04")
        status = self.end()
        check(status == 0, f"status {status} after:\n{self.plain()}")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def test_commands(home):
    t = Terminal(home, CPU)
    greeting = t.wait(PROMPT)
    check("1735 samples of samples/count, cpu/nanoseconds" in greeting, greeting)
    check("flat%" in t.ask("top 5"), "top prints a table")
    check("did you mean 'top'?" in t.ask("tpo"), "a slip is understood")
    check("flat%" in t.ask("top 2"), "the shell goes on after an error")
    check("wrote profile001.pb.gz" in t.ask("proto"), "a profile gets a name")
    check("wrote profile002.pb.gz" in t.ask("proto"), "the next one another")
    check(os.path.getsize(os.path.join(home, "profile002.pb.gz")) > 1000, "and is there")
    t.type("quit\r")
    check(t.end() == 0, "quit leaves")


def test_end_of_input(home):
    t = Terminal(home, CPU)
    t.wait(PROMPT)
    t.quit()


def test_completion(home):
    t = Terminal(home, HEAP)
    t.wait(PROMPT)
    t.type("gran\tfil\t\t")
    t.wait("filefunctions")
    t.wait("files")  # both are listed
    t.keys("f\t", "unctions")
    t.keys("alloc_s\t", "pace")
    check("filefunctions" in t.ask("o"), "what was completed is set")
    t.ask("reset")
    check("focus=compress/flate\\.NewWriter" in t.keys("top compress/flate.NewW\t", "riter"),
          "a function's name")
    check("focus=compress/gzip\\.\\(\\*Writer\\)\\.Write" in t.keys("top zip.(*Writer).W\t", "\\*Writer"),
          "by a part of its name")
    t.type("top lastQuoteless\t\t\x15")  # nothing: a beep
    check("read the profile anew" in t.keys("help refe\t", "tch"), "a command after help")
    t.keys("tagfocus=by\t", "tes")
    check("= bytes" in t.ask("o"), "a label")
    os.mkdir(os.path.join(home, "drawings"))
    t.type("top 3 > draw\t")
    t.wait("ings/")
    t.keys("top.txt", "top.txt")
    with open(os.path.join(home, "drawings", "top.txt")) as file:
        check("flat%" in file.read(), "a file in a folder")
    t.keys("top 2 > drawings/t\t", "op.txt ")
    t.type("top | draw\t")  # that is for the command to know: a beep
    t.type("\x15")
    check("flat%" in t.ask("top 2"), "nothing was completed")
    t.quit()


def test_history(home):
    t = Terminal(home, CPU)
    t.wait(PROMPT)
    t.ask("top 3 first_session")
    t.quit()
    path = os.path.join(home, ".local/state/profloom/history")
    check(open(path).read() == "top 3 first_session\n", "one line is kept")
    check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "for its owner only")
    check(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700, "as is its folder")
    t = Terminal(home, CPU)
    t.wait(PROMPT)
    t.type("\x1b[A")
    t.wait("top 3 first_session")
    t.type("\r")
    t.wait(PROMPT)
    t.type("\x12first")
    t.wait("first_session")
    t.type("\r")
    t.wait(PROMPT)
    t.quit()
    with open(path, "w") as file:
        file.writelines(f"top {i}\n" for i in range(3000))
    t = Terminal(home, CPU)
    t.wait(PROMPT)
    t.ask("top 1 last")
    t.quit()
    lines = open(path).read().splitlines()
    check(len(lines) == 1001 and lines[0] == "top 2000" and lines[-1] == "top 1 last",
          "a long history is cut")
    check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "and stays for its owner only")


def test_no_history(home):
    """Where nothing can be kept, all else works."""
    t = Terminal(home, CPU, env={"HOME": "/dev/null"})
    t.wait(PROMPT)
    check("flat%" in t.ask("top 2"), "a report without a home")
    t.quit()


def test_interrupt_line(home):
    t = Terminal(home, CPU)
    t.wait(PROMPT)
    t.type("banana")
    t.wait("banana")
    t.type("\x03")
    t.wait(PROMPT)
    answer = t.ask("top 2")
    check("flat%" in answer and "banana" not in answer, "the line was taken back")
    for _ in range(20):  # as fast as keys can come: none is lost
        t.type("b\x03")
        t.wait(PROMPT)
    t.quit()


def deep_profile(home):
    """Folded stacks that take long to draw."""
    path = os.path.join(home, "big.folded")
    with open(path, "w") as file:
        for i in range(60000):
            file.write(";".join(f"f{(i * 7919 + d * d * 31) % 5003}" for d in range(40)))
            file.write(f" {i + 1}\n")
    return path


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def test_interrupt_report(home):
    t = Terminal(home, deep_profile(home))
    t.wait(PROMPT)
    began = time.monotonic()
    t.type("dot > whole.dot\r")
    while not children(t.pid):
        check(time.monotonic() < began + PATIENCE, "a report begins")
    t.type("\x03")
    t.wait(PROMPT)
    check(not children(t.pid), "the report has ended")
    check(not os.path.exists(os.path.join(home, "whole.dot")), "and left nothing")
    check("flat%" in t.ask("top 2"), "the shell goes on")
    t.type("top | sleep 1000\r")
    t.wait("\n")
    while not any(children(child) for child in children(t.pid)):
        check(time.monotonic() < began + PATIENCE, "a command begins")
    time.sleep(0.2)
    t.type("\x03")
    t.wait(PROMPT)
    check("flat%" in t.ask("top 2"), "the shell goes on after a command")
    t.quit()


def test_pager(home):
    t = Terminal(home, CPU, rows=10, env={"PAGER": "less"})
    t.wait(PROMPT)
    check("flat%" in t.ask("top 2"), "what is short is not paged")
    t.type("top 50\r")
    t.wait("flat%")
    t.wait(":")
    t.type("\x03 ")  # less rings, and goes on
    time.sleep(0.3)
    t.type("q")
    t.wait(PROMPT)
    check("flat%" in t.ask("top 2"), "the shell goes on after a pager")
    t.quit()
    t = Terminal(home, CPU, rows=10, env={"PAGER": "no-such-pager"})
    t.wait(PROMPT)
    check("runtime" in t.ask("top 50"), "without a pager all is printed")
    t.quit()


def test_browser(home):
    """A browser gets the file, and the folder goes with the shell."""
    log = os.path.join(home, "log")
    browser = os.path.join(home, "browser")
    with open(browser, "w") as file:
        file.write(f'#!/bin/sh\nhead -c 5 "$1" >>{log}\necho " $1" >>{log}\n')
    os.chmod(browser, 0o755)
    t = Terminal(home, CPU, env={"BROWSER": browser, "TMPDIR": home})
    t.wait(PROMPT)
    pages = (("flame", "<svg", "Flame graph"), ("weblist distance$", "<!DOC", "index.distance"))
    for count, (line, begins, shows) in enumerate(pages):
        check("opening " in t.ask(line), "it says what it opens")
        end = time.monotonic() + PATIENCE
        while not (os.path.exists(log) and open(log).read().count("\n") > count):
            check(time.monotonic() < end, f"the browser is started by {line}")
            time.sleep(0.05)
        kind, path = open(log).read().splitlines()[-1].split()
        check(kind == begins, f"{line} opens {kind}")
        check(shows in open(path).read(), f"{line} shows {shows}")
        check(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700, "a private folder")
    t.quit()
    check(not os.path.exists(os.path.dirname(path)), "the folder is removed")
    t = Terminal(home, CPU, env={"TMPDIR": home})
    t.wait(PROMPT)
    answer = t.ask("flame")
    path = re.search(r"\S+/flame1\.svg", answer).group()
    t.quit()
    check(os.path.exists(path), "what only the user can open is kept")


class Server(http.server.BaseHTTPRequestHandler):
    """Answers with a slow profile, then with a fast one, and from then on never."""

    answered = 0

    def do_GET(self):
        Server.answered += 1
        if Server.answered > 2:
            time.sleep(3600)
        with open(os.path.join(SAMPLES, "go", ("slow", "fast")[Server.answered - 1] +
                               ".cpu.pb.gz"), "rb") as file:
            body = file.read()
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve():
    Server.answered = 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/debug/pprof/profile"


def test_fetch(home):
    """A profile from a server is saved; refetch saves another and compares."""
    environment = dict(os.environ, HOME=home, PATH=BIN + ":" + os.environ["PATH"])
    environment.pop("PPROF_TMPDIR", None)
    run = subprocess.run(["profsh", "--focus", "json", "-c", "refetch", "-c", "top 3", serve()],
                         env=environment, capture_output=True, text=True, check=False)
    saved = [os.path.join(home, f"pprof/pprof.samples.cpu.00{i}.pb.gz") for i in (1, 2)]
    check(run.returncode == 0, run.stderr)
    check([line for line in run.stderr.splitlines() if "aved" in line] ==
          ["Saved profile in " + path for path in saved], run.stderr)
    check("1.56s -> 230ms" in run.stdout, run.stdout)  # of what the filter leaves
    check("of 6.43s total" in run.stdout, "the new profile is the one to look at")
    for path, name in zip(saved, ("slow", "fast")):
        was = subprocess.run(["proftext", "top", path], env=environment, capture_output=True)
        want = subprocess.run(["proftext", "top", f"{SAMPLES}/go/{name}.cpu.pb.gz"],
                              env=environment, capture_output=True)
        check(was.stdout == want.stdout, "all of the profile is saved, without the filters")
        check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "for its owner only")


def test_interrupt_fetch(home):
    t = Terminal(home, serve())
    t.wait(PROMPT)
    check("18.77s -> 6.43s" in t.ask("refetch"), "what changed is shown")
    t.type("refetch\r")
    end = time.monotonic() + PATIENCE
    while Server.answered < 3:
        check(time.monotonic() < end, "a fetch begins")
        time.sleep(0.05)
    t.type("\x03")
    t.wait(PROMPT)
    answer = t.ask("top 3")
    check("of 6430ms total" in answer, f"the profile stays:\n{answer}")
    t.quit()


def tmux(home, *args):
    return subprocess.run(["tmux", "-f", "/dev/null", "-S", os.path.join(home, "tmux"), *args],
                          capture_output=True, text=True, check=True).stdout


def see(home, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        screen = tmux(home, "capture-pane", "-p", "-t", "s")
        if what in screen:
            return screen
        time.sleep(0.05)
    raise AssertionError(f"no {what!r} on the screen:\n{screen}")


def test_recorded(home):
    """A session as it looks: on the screen of a terminal multiplexer."""
    if not shutil.which("tmux"):
        print("not run: tmux is not installed")
        return
    environment = [f"HOME={home}", "LC_ALL=C.UTF-8", "PAGER=less", f"PATH={BIN}:/usr/bin:/bin"]
    tmux(home, "new-session", "-d", "-x", "100", "-y", "30", "-s", "s", "env", *environment,
         "profsh", CPU)
    try:
        see(home, PROMPT.strip())
        tmux(home, "send-keys", "-t", "s", "to", "Tab", "5 -cum", "Enter")
        screen = see(home, "net/http.HandlerFunc.ServeHTTP")
        check("Showing top 5 nodes out of 211" in screen, screen)
        tmux(home, "send-keys", "-t", "s", "top 100", "Enter")
        see(home, ":")
        tmux(home, "send-keys", "-t", "s", "q")
        tmux(home, "send-keys", "-t", "s", "focus=json", "Enter", "o", "Enter")
        screen = see(home, "tagignore")  # the list is paged
        check(re.search(r"focus += json", screen), screen)
        tmux(home, "send-keys", "-t", "s", "q")
        tmux(home, "send-keys", "-t", "s", "quit", "Enter")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:  # the server goes with its only session
            try:
                tmux(home, "has-session", "-t", "s")
            except subprocess.CalledProcessError:
                return
            time.sleep(0.05)
        raise AssertionError("quit does not leave")
    finally:
        subprocess.run(["tmux", "-S", os.path.join(home, "tmux"), "kill-server"],
                       capture_output=True)


def main():
    global failures
    tests = [test for name, test in sorted(globals().items()) if name.startswith("test_")]
    if not EDITING:
        tests = [t for t in tests if t not in (test_completion, test_history, test_recorded)]
    if not URLS:
        tests = [t for t in tests if t not in (test_fetch, test_interrupt_fetch)]
    if len(sys.argv) > 5:
        tests = [t for t in tests if t.__name__ in sys.argv[5:]]
    for test in tests:
        home = tempfile.mkdtemp(prefix="profsh-test-")
        try:
            test(home)
        except AssertionError as error:
            failures += 1
            print(f"{test.__name__}: {error}")
        finally:
            shutil.rmtree(home, ignore_errors=True)
    print(f"{len(tests)} sessions, {failures} failed")
    return failures > 0


sys.exit(main())
