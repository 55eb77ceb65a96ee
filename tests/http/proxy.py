# SPDX-License-Identifier: Apache-2.0
"""A proxy that finds every name on this machine: for plain requests, and for tunnels."""

import socket
import threading

from server import Listener, read_head


class Proxy(Listener):
    """Answers until the program ends; with `user`, only who sends these credentials (base64)."""

    def __init__(self, user=None):
        self.user = user
        super().__init__()
        self.address = f"127.0.0.1:{self.port}"

    def serve(self, client):
        with client:
            text = read_head(client)
            if not text:
                return
            self.seen.append(text)
            method, target, _ = text.split(" ", 2)
            if self.user and f"proxy-authorization: basic {self.user}".lower() not in text.lower():
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                               b"Proxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")
                return
            place, _, path = target.partition("://")[2].partition("/")
            with socket.create_connection(
                    ("127.0.0.1", int((place or target).rpartition(":")[2]))) as server:
                if method == "CONNECT":
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    lines = text.replace(target, "/" + path, 1).split("\r\n")
                    lines = [line for line in lines if not line.lower().startswith("proxy-")]
                    server.sendall("\r\n".join(lines).encode("latin-1"))
                up = threading.Thread(target=pass_on, args=(client, server), daemon=True)
                up.start()
                pass_on(server, client)
                # Closing what a thread reads from tells the client nothing: after a reset it
                # would wait for the answer to the next request of this connection.
                hang_up(client)
                up.join()


def hang_up(client):
    """Wakes who reads from it."""
    try:
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has gone


def pass_on(origin, target):
    """Bytes from one to the other, to their end."""
    try:
        while got := origin.recv(65536):
            target.sendall(got)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of them has gone
