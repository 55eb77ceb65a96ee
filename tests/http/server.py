# SPDX-License-Identifier: Apache-2.0
"""A server that does everything wrong that a server can do: one path for each."""

import gzip
import os
import socket
import ssl
import threading
import time

ENDLESS = b"main;work;more 1\n" * 4096


def whole(status, kind, body, more=""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class Listener:
    """Serves each connection on a port of its own (or a Unix socket) until the program ends."""

    def __init__(self, path=None, host="127.0.0.1"):
        self.seen = []  # the heads of the requests
        if path:
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(path)
        else:
            self.listener = socket.socket()
            self.listener.bind((host, 0))
            self.port = self.listener.getsockname()[1]
        self.listener.listen(256)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()


def read_head(connection):
    """What a request begins with, or "" where none comes."""
    head = b""
    while b"\r\n\r\n" not in head:
        got = connection.recv(65536)
        if not got:
            return ""
        head += got
    return head.decode("latin-1")


class Server(Listener):
    """Answers as the path wants it."""

    def __init__(self, profile, tls=None, path=None, host="127.0.0.1", clients=None):
        self.profile = profile
        self.tries = {}  # path: how often it was asked for
        self.lock = threading.Lock()
        self.context = None
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.names = []  # of clients, as their certificates have them
        if clients:
            self.context.verify_mode = ssl.CERT_OPTIONAL
            self.context.load_verify_locations(clients)
        super().__init__(path, host)

    def serve(self, connection):
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
                self.names.append(name_of(connection))
            with connection:
                text = read_head(connection)
                if not text:
                    return
                target = text.split(" ")[1]
                path = target.split("?")[0].strip("/").replace("/", "_")
                with self.lock:
                    self.seen.append(text)
                    self.tries[path] = self.tries.get(path, 0) + 1
                answer = getattr(self, "answer_" + path, self.answer_missing)
                answer(connection, text)
        except OSError:
            pass  # the client has gone, as it should

    def heads(self, path):
        """The requests for a path."""
        with self.lock:
            return [head for head in self.seen if head.split(" ")[1].startswith(path)]

    # What is asked for, and how it is answered.

    def answer_missing(self, to, head):
        to.sendall(whole("404 Not Found", "text/plain", b"No \x1b[31mprofile\nsecond line\n"))

    def answer_ok(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", self.profile))

    answer_debug_pprof_heap = answer_debug_pprof_profile = answer_ok
    answer_debug_pprof_goroutine = answer_ok

    def answer_encoded(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", self.profile, "Content-Encoding: gzip\r\n"))

    def answer_until_close(self, to, head):
        to.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + self.profile)

    def answer_silent(self, to, head):
        time.sleep(60)

    def answer_stalls(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", self.profile)[:-500])
        time.sleep(60)

    def pause(self, to, seconds):
        body = whole("200 OK", "application/octet-stream", self.profile)
        to.sendall(body[:-500])
        time.sleep(seconds)
        to.sendall(body[-500:])

    def answer_pauses(self, to, head):
        self.pause(to, 8)

    def answer_pauses_long(self, to, head):
        self.pause(to, 18)

    def answer_drips(self, to, head):
        for byte in whole("200 OK", "application/octet-stream", self.profile):
            to.sendall(bytes([byte]))
            time.sleep(0.05)

    def answer_short(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", self.profile)[:-500])

    def answer_long(self, to, head):
        body = self.profile
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(body) // 2) + body)

    def answer_resets(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", self.profile)[:-500])
        to.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def answer_chunk_cut(self, to, head):
        body = self.profile[:1000]
        to.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body)

    def answer_chunk_lie(self, to, head):
        to.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + self.profile)

    def answer_endless(self, to, head):
        to.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            to.sendall(ENDLESS)

    def answer_huge(self, to, head):
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        time.sleep(60)

    def answer_bomb(self, to, head):
        packed = gzip.compress(ENDLESS * 64)
        to.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(100):
            to.sendall(packed)

    def answer_headers(self, to, head):
        to.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            to.sendall(b"X-More: %s\r\n" % (b"x" * 1000))

    def answer_garbage(self, to, head):
        to.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")

    def answer_nothing(self, to, head):
        pass

    def answer_empty(self, to, head):
        to.sendall(whole("200 OK", "application/octet-stream", b""))

    def answer_no_content(self, to, head):
        to.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    def answer_text(self, to, head):
        to.sendall(whole("200 OK", "text/plain", b"All is well.\n"))

    def answer_page(self, to, head):
        to.sendall(whole("200 OK", "text/html", b"<!DOCTYPE html><html><title>Sign in</title>"))

    def answer_error_page(self, to, head):
        to.sendall(whole("502 Bad Gateway", "text/html", b"<html><head><title>502 upstream</title>"))

    def answer_error_endless(self, to, head):
        to.sendall(b"HTTP/1.1 500 Internal Server Error\r\n\r\n")
        while True:
            to.sendall(b"sorry " * 1000)

    def answer_error_silent(self, to, head):
        to.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\nwait")
        time.sleep(60)

    def answer_busy(self, to, head):
        to.sendall(whole("500 Internal Server Error", "text/plain",
            b"Could not enable CPU profiling: cpu profiling already in use\n"))

    def answer_recovers(self, to, head):
        if self.tries["recovers"] < 3:
            to.sendall(whole("503 Service Unavailable", "text/plain", b"starting\n"))
        else:
            self.answer_ok(to, head)

    def answer_auth(self, to, head):
        # me:secret
        if "authorization: basic bwu6c2vjcmv0" in head.lower() or "x-key: s3cret" in head.lower():
            self.answer_ok(to, head)
        else:
            to.sendall(whole("401 Unauthorized", "text/plain", b"who are you?\n"))

    def answer_known(self, to, head):
        if self.names[-1] == "client":
            self.answer_ok(to, head)
        else:
            to.sendall(whole("401 Unauthorized", "text/plain", b"no certificate\n"))

    def redirect(self, to, where):
        to.sendall(whole("302 Found", "text/plain", b"elsewhere\n", f"Location: {where}\r\n"))

    def answer_circle(self, to, head):
        self.redirect(to, "/circle")

    def answer_to_file(self, to, head):
        self.redirect(to, "file:///etc/passwd")

    def answer_to_metadata(self, to, head):
        self.redirect(to, "http://169.254.169.254/latest/")

    def answer_to_nowhere(self, to, head):
        to.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")

    def answer_to_endless(self, to, head):
        to.sendall(b"HTTP/1.1 302 Found\r\nLocation: /ok\r\n\r\n")
        while True:
            to.sendall(b"elsewhere " * 1000)

    def answer_to_auth(self, to, head):
        self.redirect(to, "auth")

    def answer_to_other(self, to, head):
        scheme = "https" if self.other.context else "http"
        self.redirect(to, f"{scheme}://user:word@localhost:{self.other.port}/ok")

    answer_to_plain = answer_to_other


def name_of(connection):
    """What the client's certificate calls it, or None."""
    subject = (connection.getpeercert() or {}).get("subject", ())
    return next((value for part in subject for key, value in part if key == "commonName"), None)


def make_certificate(folder, host):
    """A key and a certificate for the host, signed by itself: (certificate, key)."""
    import subprocess
    certificate, key = os.path.join(folder, host + ".pem"), os.path.join(folder, host + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=" + host,
        "-addext", "subjectAltName=" + ("IP:" if host[0].isdigit() else "DNS:") + host,
        "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key
