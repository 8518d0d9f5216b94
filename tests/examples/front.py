"""A server in front of another one, that answers late or otherwise."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

Answer = tuple[int, dict[str, str], bytes]
Stumble = Callable[[str, int, Answer], Answer]


@contextmanager
def front(source: str, stumble: Stumble) -> Iterator[str]:
    """A server in front of the source that may answer otherwise; `stumble` gets path, number of the try and answer."""
    tries: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tries[self.path] = tries.get(self.path, 0) + 1
            try:
                with urlopen(source + self.path) as answer:  # noqa: S310 - our own server
                    found: Answer = (answer.status, {}, answer.read())
            except HTTPError as error:
                with error:
                    found = error.code, {}, error.read()
            status, headers, body = stumble(self.path, tries[self.path], found)
            with suppress(OSError):  # who asked was killed
                self.send_response(status)
                for name, value in {"Content-Length": str(len(found[2])), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the standard library
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
