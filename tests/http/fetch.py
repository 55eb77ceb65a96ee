#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fetch from servers that do everything wrong: each case ends with its status, in time, says
why, and names no secret. usage: fetch.py BIN_DIR SAMPLES
Exit status 77: skipped."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from proxy import Proxy
from server import Server, make_certificate

TIME = 60  # seconds that a case may take; sanitizers and busy machines are slow
SECRET = re.compile(r"secret|s3cret|word@|t0p")
failures = 0


def bad(name, why):
    global failures
    failures += 1
    print(f"FAILED: {name}: {why}")


class Run:
    """A tool that was run to its end."""

    def __init__(self, bin_dir, folder):
        self.bin_dir, self.folder = bin_dir, folder

    def __call__(self, name, status, said, *arguments, tool=("proftext", "top"), env=None):
        command = [os.path.join(self.bin_dir, tool[0]), *tool[1:], *arguments]
        began = time.monotonic()
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIME, cwd=self.folder,
                                  env=dict(os.environ, **(env or {})))
        except subprocess.TimeoutExpired:
            bad(name, f"still running after {TIME} s")
            return ""
        text = done.stderr.decode() + done.stdout.decode()
        if done.returncode != status:
            bad(name, f"status {done.returncode}, not {status}: {text[:400]}")
        if not re.search(said, text):
            bad(name, f"does not say '{said}': {text[:400]}")
        if SECRET.search(text):
            bad(name, f"tells a secret: {text[:400]}")
        if status and done.stdout:
            bad(name, "prints a report all the same")
        if status and done.stderr.count(b"\n") != 1 and tool[0] != "profget":
            bad(name, f"not one line: {text[:400]}")
        if re.search(r"[\x00-\x08\x0b-\x1f]", text):
            bad(name, "prints a control character")
        took = time.monotonic() - began
        print(f"{name}: status {done.returncode}, {took:.1f} s: {text.splitlines()[0][:120] if text else ''}")
        return text


def together(*checks):
    """Call them all at once: those that wait need no processor."""
    with ThreadPoolExecutor(len(checks)) as pool:
        for done in [pool.submit(*check) for check in checks]:
            done.result()


def check_time_outs(run, base):
    short = ("--timeout", "3")  # time to connect, also on a busy machine
    together(
        (run, "silent", 5, "within 3 s .0 bytes", *short, base + "/silent"),
        (run, "stalls", 5, r"within 3 s .\d\d+ bytes", *short, base + "/stalls"),
        (run, "drips", 5, "within 3 s", *short, base + "/drips"),
        (run, "seconds extend the time-out", 5, "within 5 s", *short, "--seconds", "2",
         base + "/silent"),
        (run, "error silent", 5, "503 Service Unavailable: wait", *short,
         base + "/error_silent"),
        (run, "goes quiet", 5, r"stalls: nothing came for 15 s .\d\d+ bytes", "--timeout", "500",
         base + "/stalls"),
        (run, "error goes quiet", 5, "503 Service Unavailable: wait", "--timeout", "500",
         base + "/error_silent"),
        (run, "pauses", 0, "Showing nodes", base + "/pauses"),
        (run, "pauses while it records", 0, "Showing nodes", "--seconds", "6",
         base + "/pauses_long"))


def check_answers(run, base):
    run("ok", 0, "Showing nodes", base + "/ok")
    run("address", 0, "Showing nodes", base[7:])
    run("address with a path", 0, "Showing nodes", base[7:] + "/ok")
    run("index", 0, "Showing nodes", "--profile", "heap", base + "/debug/pprof/")
    run("several", 0, "Showing nodes", base + "/ok", base + "/encoded")
    run("base", 0, "Showing nodes", "--diff-base", base + "/ok", base + "/ok")
    run("HTTP/1.0", 0, "Showing nodes", base + "/until_close")
    run("404", 5, r"404 Not Found: No \\x1b\[31mprofile; a Go", base + "/none")
    run("short", 5, "cut off", base + "/short")
    run("resets", 5, "cut off", base + "/resets")
    run("long", 3, "ends too early", base + "/long")
    run("chunk cut", 5, "cut off", base + "/chunk_cut")
    run("chunk lie", 5, "cut off", base + "/chunk_lie")
    run("endless", 4, "larger than 1 MiB; --max-input", "--max-input", "1m", base + "/endless")
    run("huge", 4, "larger than 512 MiB; --max-input", base + "/huge")
    run("bomb", 4, "--max-ratio", base + "/bomb")
    run("headers", 5, "headers|header", base + "/headers")
    run("garbage", 5, "cannot be fetched|cut off", base + "/garbage")
    run("nothing", 5, "cut off after 0 bytes", base + "/nothing")
    run("empty", 3, "empty", base + "/empty")
    run("no content", 3, "empty", base + "/no_content")
    run("page", 3, r"web page \('Sign in'\)", base + "/page")
    run("error page", 5, "502 Bad Gateway: 502 upstream", base + "/error_page")
    run("error endless", 5, "500 Internal Server Error: sorry", base + "/error_endless")
    run("busy", 5, "already in use", base + "/busy")


def check_redirects(run, server, base):
    other = server.other
    key = ("--header", "X-Key: s3cret", "--user", "me:secret")
    run("circle", 5, "more than 5 times", base + "/circle")
    run("to file", 5, "redirects to file:///etc/passwd, which", base + "/to_file")
    run("to metadata", 5, "nearer to this machine", base + "/to_metadata")
    run("to nowhere", 5, "does not say where", base + "/to_nowhere")
    run("to endless", 5, "302 Found: elsewhere", base + "/to_endless")
    run("same host keeps credentials", 0, "Showing nodes", *key, base + "/to_auth")
    run("other host", 0, "Showing nodes", *key, base + "/to_other")
    if len(other.heads("/ok")) != 1 or re.search("(?i)key|authorization", other.heads("/ok")[0]):
        bad("other host", f"was sent credentials: {other.seen}")
    if not any("X-Key" in head for head in server.heads("/to_other")):
        bad("other host", "the first host was not sent the header")


def check_credentials(run, base, folder):
    url = base.replace("http://", "http://me:secret@") + "/auth?token=t0p"
    run("in the URL", 0, "Showing nodes", url)
    run("--user", 0, "Showing nodes", "--user", "me:secret", base + "/auth")
    run("--header", 0, "Showing nodes", "--header", "X-Key: s3cret", base + "/auth")
    run("nobody", 5, "401 Unauthorized: who are you\\?; --user", base + "/auth")
    with open(os.path.join(folder, "headers"), "w") as file:
        file.write("X-Other: 1\r\nX-Key: s3cret\n")
    run("header file", 0, "Showing nodes", "--header", "@headers", base + "/auth")
    with open(os.path.join(folder, "netrc"), "w") as file:
        file.write("machine 127.0.0.1 login me password secret\n")
    with open(os.path.join(folder, ".netrc"), "w") as file:
        file.write("machine other.test login me password secret\n"
                   "default login nobody password t0p\n")
    run("--netrc-file", 0, "Showing nodes", "--netrc-file", "netrc", base + "/auth")
    run("--netrc", 5, "401", "--netrc", base + "/auth", env={"HOME": folder})
    run("NETRC", 0, "Showing nodes", "--netrc", base + "/auth",
        env={"HOME": folder, "NETRC": os.path.join(folder, "netrc")})
    run("no --netrc", 5, "401", base + "/auth", env={"NETRC": os.path.join(folder, "netrc")})
    run("--user before netrc", 5, "401", "--user", "me:wrong", "--netrc-file", "netrc", base + "/auth")
    run("no netrc file", 5, "netrc file 'none' cannot be read", "--netrc-file", "none", base + "/auth")
    run("verbose", 0, "token=\\.\\.\\.", "-v", url)
    text = run("in JSON", 0, "diff/1", "-f", "json", url, url, tool=("profdiff",))
    if text and json.loads(text)["old"]["inputs"] != [base + "/auth?token=..."]:
        bad("in JSON", text[:300])
    run("in Markdown", 0, "token=", "-f", "markdown", url, url, tool=("profdiff",))


def check_proxies(run, server, base, folder):
    """Names that nobody else knows, so that only the proxy can find them."""
    proxy, guarded = Proxy(), Proxy(user="bWU6c2VjcmV0")  # me:secret
    url = f"http://service.test:{server.port}"
    key = ("--header", "X-Key: s3cret")
    dead = "http://127.0.0.1:1"
    run("http_proxy", 0, "Showing nodes", url + "/ok", env={"http_proxy": proxy.address})
    run("all_proxy", 0, "Showing nodes", url + "/ok", env={"ALL_PROXY": "http://" + proxy.address})
    if len(proxy.seen) != 2 or not proxy.seen[0].startswith(f"GET {url}/ok HTTP/1.1"):
        bad("http_proxy", str(proxy.seen))
    # 0.0.0.0 is this machine, but not by a name for which no proxy is asked.
    here = f"http://0.0.0.0:{server.port}/ok"
    run("a proxy that is not there", 5, "cannot be reached", here, env={"http_proxy": dead})
    run("no_proxy", 0, "Showing nodes", here, env={"http_proxy": dead, "no_proxy": "x,0.0.0.0"})
    run("NO_PROXY=*", 0, "Showing nodes", here, env={"http_proxy": dead, "NO_PROXY": "*"})
    run("a header called Proxy", 0, "Showing nodes", here, env={"HTTP_PROXY": dead})
    run("a proxy for another scheme", 0, "Showing nodes", here, env={"https_proxy": dead})
    run("this machine", 0, "Showing nodes", base + "/ok", env={"http_proxy": dead, "all_proxy": dead})
    run("a proxy that wants to know", 5, "407 Proxy Authentication Required; a proxy is asked",
        url + "/ok", env={"http_proxy": guarded.address})
    run("and is told", 0, "Showing nodes", url + "/ok",
        env={"http_proxy": "http://me:secret@" + guarded.address})
    run("something wrong", 5, "407", url + "/ok",
        env={"http_proxy": "http://me:s3cret@" + guarded.address})
    run("from a proxy to this machine", 5, "redirects to http://localhost:.*this machine",
        url + "/to_other", env={"http_proxy": proxy.address})
    run("a redirect by way of a proxy", 0, "Showing nodes", *key, url + "/to_auth",
        env={"http_proxy": proxy.address})
    if shutil.which("openssl"):
        check_tunnels(run, server, folder, guarded)


def check_tunnels(run, server, folder, guarded):
    tls = Server(server.profile, tls=make_certificate(folder, "service.test"))
    url, proxy = f"https://service.test:{tls.port}/auth", Proxy()
    trust = ("--tls-ca", os.path.join(folder, "service.test.pem"))
    key = ("--header", "X-Key: s3cret", "--user", "me:secret")
    run("https_proxy", 0, "Showing nodes", *trust, *key, url, env={"HTTPS_PROXY": proxy.address})
    if not proxy.seen or not proxy.seen[0].startswith("CONNECT service.test:"):
        bad("https_proxy", f"no tunnel: {proxy.seen}")
    if any(re.search("(?i)key|authorization", head) for head in proxy.seen):
        bad("https_proxy", f"the proxy was sent credentials: {proxy.seen}")
    run("a tunnel to who is not trusted", 5, "certificate is not trusted", *key, url,
        env={"https_proxy": proxy.address})
    run("no tunnel", 5, "407 Proxy", *trust, *key, url, env={"https_proxy": guarded.address})
    run("a tunnel for who is known", 0, "Showing nodes", *trust, *key, url,
        env={"https_proxy": "http://me:secret@" + guarded.address})
    if any("proxy-auth" in head.lower() for head in tls.heads("/auth")):
        bad("a tunnel for who is known", "the server was sent what is the proxy's")


def check_client_certificates(run, server, folder):
    """Who asks is said by a certificate, to the host that was named and to no other."""
    certificate, key = make_certificate(folder, "127.0.0.1")
    mine, my_key = make_certificate(folder, "client")
    both, trusted = os.path.join(folder, "both.pem"), os.path.join(folder, "trusted.pem")
    tls = Server(server.profile, tls=(certificate, key), clients=mine)
    other = Server(server.profile, tls=make_certificate(folder, "localhost"), clients=mine)
    tls.other = other
    for path, parts in ((both, (mine, my_key)),
                        (trusted, (certificate, os.path.join(folder, "localhost.pem")))):
        with open(path, "wb") as file:
            for part in parts:
                with open(part, "rb") as source:
                    file.write(source.read())
    base = f"https://127.0.0.1:{tls.port}"
    trust = ("--tls-ca", trusted)
    run("no certificate", 5, "401 Unauthorized: no certificate", *trust, base + "/known")
    run("--tls-cert", 0, "Showing nodes", *trust, "--tls-cert", mine, "--tls-key", my_key,
        base + "/known")
    run("-tls_cert", 0, "Showing nodes", *trust, "-tls_cert=" + mine, "-tls_key", my_key,
        base + "/known")
    run("certificate and key in one", 0, "Showing nodes", *trust, "--tls-cert", both, base + "/known")
    run("certificate of another", 5, "401|cut off|cannot be fetched", *trust, "--tls-cert",
        certificate, "--tls-key", key, base + "/known")
    run("key of another", 5, "cannot be fetched", *trust, "--tls-cert", mine, "--tls-key", key,
        base + "/known")
    run("no such certificate", 5, "cannot be fetched", *trust, "--tls-cert", "none.pem",
        base + "/known")
    run("other host, certificate", 0, "Showing nodes", *trust, "--tls-cert", both, base + "/to_other")
    if not tls.names or tls.names[-1] != "client" or other.names != [None]:
        bad("other host, certificate", f"{tls.names}, {other.names}")


def check_tls(run, server, folder):
    certificate, key = make_certificate(folder, "127.0.0.1")
    tls = Server(server.profile, tls=(certificate, key))
    tls.other = server
    base = f"https://127.0.0.1:{tls.port}"
    run("unknown certificate", 5, "certificate is not trusted", base + "/ok")
    run("--tls-ca", 0, "Showing nodes", "--tls-ca", certificate, base + "/ok")
    run("-tls_ca", 0, "Showing nodes", "-tls_ca=" + certificate, base + "/ok")
    run("another host", 5, "certificate is not trusted", "--tls-ca", certificate,
        f"https://localhost:{tls.port}/ok")
    run("insecure", 0, "certificate was not looked at", base.replace("s:", "s+insecure:") + "/ok")
    run("https to http", 5, "from https to http", "--tls-ca", certificate, base + "/to_plain")
    run("no such authority", 5, "cannot be fetched", "--tls-ca", "nowhere.pem", base + "/ok")
    run("TLS to a plain server", 5, "within 1 s", "--timeout", "1", f"https://127.0.0.1:{server.port}/ok")


def check_socket(run, server, folder):
    path = os.path.join(folder, "a.sock")
    Server(server.profile, path=path)
    run("http+unix", 0, "Showing nodes", "http+unix://" + path.replace("/", "%2F"))
    run("--unix-socket", 0, "Showing nodes", "--unix-socket", path, "http://any/debug/pprof/heap")


def check_terminal(run, base):
    """How far a fetch is stands on a terminal, in one line that goes away."""
    for tool, said in (("proftext top", r"fetching http://\S*/silent \.\.\. \d s"),
            ("profget --retries 0", r"silent.pb.gz  1 s")):
        inner, outer = pty.openpty()
        command = [os.path.join(run.bin_dir, tool.split()[0]), *tool.split()[1:],
                   base.replace("//", "//me:secret@") + "/silent", "--timeout", "2"]
        with subprocess.Popen(command, stderr=outer, cwd=run.folder) as process:
            os.close(outer)
            text = b""
            try:
                while got := os.read(inner, 4096):
                    text += got
            except OSError:
                pass  # how a terminal ends
            process.wait(TIME)
        os.close(inner)
        shown = text.decode()
        print(f"terminal, {tool}: {shown!r}")
        if not re.search(said, shown) or SECRET.search(shown):
            bad("terminal", shown)
        if not re.search(r"\x1b\[[KJ]" + tool.split()[0] + ": http", shown):
            bad("terminal", "the progress is not taken away before the error")


def check_interrupt(run, server, base, folder):
    command = [os.path.join(run.bin_dir, "flamegen"), base + "/silent", "-o", "x.svg"]
    before = sorted(os.listdir(folder))
    asked = len(server.heads("/silent"))
    with subprocess.Popen(command, cwd=folder) as process:
        while len(server.heads("/silent")) == asked and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        if process.wait(TIME) != -signal.SIGINT:
            bad("interrupt", f"status {process.returncode}")
    if sorted(os.listdir(folder)) != before:
        bad("interrupt", f"left {os.listdir(folder)}")


def prepare(samples):
    """Nothing of the user's own; the profile that servers answer with."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "netrc"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    with open(os.path.join(samples, "go", "fast.heap.pb.gz"), "rb") as file:
        return file.read()


def main(bin_dir, samples):
    profile = prepare(samples)
    folder = tempfile.mkdtemp()
    run = Run(os.path.abspath(bin_dir), folder)

    def quick():
        server = Server(profile)
        server.other = Server(profile)
        base = f"http://127.0.0.1:{server.port}"
        run("refused", 5, "cannot be reached: Connection refused", "http://127.0.0.1:1/")
        check_answers(run, base)
        check_redirects(run, server, base)
        check_credentials(run, base, folder)
        check_socket(run, server, folder)
        check_terminal(run, base)
        check_interrupt(run, server, base, folder)
        check_proxies(run, server, base, folder)
        if shutil.which("openssl"):
            check_tls(run, server, folder)
            check_client_certificates(run, server, folder)
        else:
            print("openssl is not installed: no TLS")

    try:
        together((check_time_outs, run, f"http://127.0.0.1:{Server(profile).port}"), (quick,))
    finally:
        shutil.rmtree(folder)
    print(f"{failures} failures")
    return failures


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(1 if main(*sys.argv[1:]) else 0)
