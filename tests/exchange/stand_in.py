"""A server on this machine that stands in for Crossref and PubMed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

ITEM = (
    b'{"type": "article-journal", "title": "A title", "DOI": "10.1136/bmj.n1446", "issued": {"date-parts": [[2021]]}}'
)


class StandIn(ThreadingHTTPServer):
    """Answers with the headers and body that a test sets, at first with its status, and keeps what was asked."""

    daemon_threads = True
    status = 200
    headers: dict[str, str] = {}
    pieces: list[bytes] = []
    pause = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what the tests are about."""


class Answer(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        stand_in = self.server
        stand_in.asked.append((self.path, self.headers["Accept"]))
        self.send_response(stand_in.status if len(stand_in.asked) == 1 else 200)
        for name, value in stand_in.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in stand_in.pieces:
            time.sleep(stand_in.pause)
            self.wfile.write(piece)

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@contextmanager
def standing_in(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The settings name it as both services."""
    monkeypatch.setenv("no_proxy", "*")
    with StandIn() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.LOOKUP = ["crossref", "pubmed"]
        settings.CROSSREF_URL = settings.PUBMED_URL = server.address
        settings.LOOKUP_TIMEOUT = 0.3
        server.pieces = [ITEM]
        yield server
        server.shutdown()
