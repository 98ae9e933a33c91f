# SPDX-License-Identifier: GPL-2.0-or-later
"""An HTTPS server on loopback that answers as a test wants it to."""

import http.server
import os
import pathlib
import ssl
import sys
import threading

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from authority import Authority  # noqa: E402
from cli import NFTSVC  # noqa: E402
from store import Store  # noqa: E402


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.requests.append(dict(self.headers))
        self.close_connection = True
        try:
            self.server.answer(self)
        except (ConnectionError, ssl.SSLError):
            self.server.gone.set()

    def begin(self, status, size=None, **headers):
        """The head of an answer; underscores in names stand for hyphens."""
        self.send_response(status)
        if size is not None:
            self.send_header("Content-Length", str(size))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def give(self, content, status=200, **headers):
        """A whole answer."""
        content = content.encode() if isinstance(content, str) else content
        self.begin(status, len(content), **headers)
        self.wfile.write(content)

    def redirect(self, url):
        self.give("elsewhere", 302, Location=url)

    def wait_until_gone(self):
        """Send nothing more, until who asked is gone."""
        self.wfile.flush()
        while self.connection.recv(1):
            pass
        self.server.gone.set()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate=None, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.requests = []
        self.gone = threading.Event()  # somebody went away before the end
        self.answer = lambda handler: handler.give("nothing", 404)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            scheme = "https"
        self.url = f"{scheme}://localhost:{self.server_port}/registry"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request, client_address):
        """Whoever does not trust the certificate goes away: that is no error of ours."""

    def close(self):
        self.shutdown()
        self.server_close()


class Served(Store):
    """A store, and a server that it can be updated from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = cls.make_authority()
        cls.certificate = cls.authority.certificate()

    @classmethod
    def make_authority(cls, name="authority"):
        import tempfile  # pylint: disable=import-outside-toplevel

        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        # Who fetches is nobody, and reads it.
        pathlib.Path(directory.name).chmod(0o755)
        return Authority(directory.name, name)

    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def serve(self, **other):
        server = Server(self.authority.certificate(**other) if other else self.certificate)
        self.addCleanup(server.close)
        return server

    def env(self, **more):
        without = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        fetch = os.environ.get("NFTSVC_FETCH", NFTSVC + "-fetch")
        return {**super().env(NFTSVC_FETCH=fetch), **{name: "" for name in without}, **more}

    def update(self, expected, *args, url=None, cacert=None, **options):
        """Run update against the server; returns (standard output, standard error)."""
        where = ["--url", url or self.server.url, "--cacert", cacert or self.authority.file]
        return self.tell(expected, "update", *where, *args, **options)

    def served(self, content, **headers):
        """From now on the server gives this."""
        self.server.answer = lambda handler: handler.give(content, **headers)
