#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""update by way of a proxy that the environment names."""

import base64
import http.server
import select
import socket
import threading
import unittest

from server import Served  # first: it knows where the other two are

from cli import SYSTEM, YES
from store import registry_text
import skip  # behind cli, which knows where it is

NEW = "2099-02-02"


class Tunnel(http.server.BaseHTTPRequestHandler):
    """Serve CONNECT: pass bytes in both directions."""

    def do_CONNECT(self):
        self.server.asked.append((self.path, self.headers["Proxy-Authorization"]))
        if self.server.refuses:
            self.send_error(407)
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            self.copy({self.connection: there, there: self.connection})

    @staticmethod
    def copy(ends):
        while True:
            for end in select.select(list(ends), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                ends[end].sendall(data)

    def log_message(self, *_):
        pass


class Proxy(Served):
    def setUp(self):
        super().setUp()
        self.take(YES, "--force", date="2099-01-01")
        self.served(registry_text(date=NEW, names=21))
        self.proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tunnel)
        self.proxy.daemon_threads = True
        self.proxy.asked = []
        self.proxy.refuses = False
        threading.Thread(target=self.proxy.serve_forever, args=(0.05,), daemon=True).start()
        self.addCleanup(self.proxy.server_close)
        self.addCleanup(self.proxy.shutdown)

    def environment(self, name, user=""):
        return {name: f"http://{user}127.0.0.1:{self.proxy.server_port}"}

    def test_each_variable_that_names_a_proxy_is_honoured(self):
        there = f"localhost:{self.server.server_port}"
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            with self.subTest(name=name):
                self.proxy.asked.clear()
                _, err = self.update(YES, "--force", env=self.environment(name))
                self.assertEqual((err, self.proxy.asked), ("", [(there, None)]))
                self.assertEqual(self.check_whole(NEW), NEW)

    def test_a_name_and_a_password_are_for_the_proxy_alone(self):
        self.proxy.refuses = True
        _, err = self.update(SYSTEM, env=self.environment("https_proxy", "me:secret@"))
        self.assertIn("407", err)
        self.assertNotIn("secret", err)
        # They are given to a proxy that asks for none, too.
        given = {authorization for _, authorization in self.proxy.asked}
        self.assertEqual(given, {"Basic " + base64.b64encode(b"me:secret").decode()})
        self.assertEqual(self.server.requests, [])

    def test_no_proxy_names_who_is_asked_directly(self):
        for name in ("no_proxy", "NO_PROXY"):
            with self.subTest(name=name):
                there = {**self.environment("https_proxy"), name: "example.com,localhost"}
                self.update(YES, "--force", env=there)
                self.assertEqual(self.proxy.asked, [])

    def test_a_proxy_that_is_not_there_is_told(self):
        self.proxy.shutdown()
        self.proxy.server_close()
        _, err = self.update(SYSTEM, env=self.environment("https_proxy"))
        self.assertRegex(err, "(?i)connect")
        self.assertEqual(self.server.requests, [])


if __name__ == "__main__":
    skip.need("openssl")
    skip.main()
