"""The requests of docs/guide.md, and what the guide prints of their answers beside what came.

A block of `sh` holds one curl command; the block behind it is its answer: `http` with the status, some headers and the
body, anything else the body of a 200. A comment such as `<!-- here: a release is made -->` names what happens on the
server at that point. In a command, `$name` is the member or header `name` of the answer before.

In an answer, `…` stands for

- a value, or a part of it, that differs from run to run, in the members and headers that VARYING names;
- what is left out: as the last member `"…": "…"` of an object, the last item of an array, the end of a line of text, or
  the last line.

Everything else must be what the server answers, in the same order.
"""

import json
import re
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pprint import pformat
from typing import Any
from urllib.parse import quote_plus, urlsplit

from django.test import Client

Json = dict[str, Any]
HOST = "127.0.0.1:8000"
LEFT_OUT = "…"
VARYING = {
    *("at", "date", "etag", "feed", "lastUpdated", "published_at", "request_id", "timestamp", "withdrawn_at"),
    *("next", "previous"),  # cursors
    *("detail", "ETag", "RateLimit", "Retry-After"),
}
PIECE = re.compile(r"^<!-- here: (?P<event>.+?) -->$|^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"\$([A-Za-z_-]+)")

CURL = ArgumentParser("curl", exit_on_error=False)
for option in ("-s", "-i", "-G"):
    CURL.add_argument(option, action="store_true")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("-d", dest="data")
CURL.add_argument("--data-urlencode", dest="encoded", action="append", default=[])
CURL.add_argument("url")


@dataclass(frozen=True, slots=True)
class Step:
    """A command with the answer that the guide prints, or an event; where in the guide it stands."""

    line: int
    event: str = ""
    command: str = ""
    kind: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the server, its stream read."""

    response: Any
    text: str

    @property
    def is_json(self) -> bool:
        """Whether it is one JSON document."""
        media_type = self.response.get("Content-Type", "")
        return bool(media_type.endswith("json")) and not media_type.endswith("ndjson")

    @property
    def members(self) -> Json:
        """The headers, and what the document has at its top."""
        document = json.loads(self.text) if self.is_json else None
        return {**self.response.headers, **(document if isinstance(document, dict) else {})}


def steps(guide: str) -> Iterator[Step]:
    """What happens in the guide, in order.

    Raises:
        ValueError: where something stands between a command and its answer, or either is missing.
    """
    command = ""
    for piece in PIECE.finditer(guide):
        line, kind = guide.count("\n", 0, piece.start()) + 1, piece["kind"]
        if bool(command) != (kind not in (None, "sh")):
            raise ValueError(f"docs/guide.md, line {line}: a command and its answer stand together.")
        if kind == "sh":
            command = piece["text"]
        else:
            yield Step(line, piece["event"] or "", command, kind or "", piece["text"] or "")
            command = ""
    if command:
        raise ValueError("docs/guide.md: the last command has no answer.")


class Reader:
    """Somebody who follows the guide; `known` holds the members and headers of the last answer."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": HOST})
        self.known: Mapping[str, str] = {}

    def ask(self, command: str) -> Answer:
        """The answer to a curl command."""
        program, *words = shlex.split(command)
        if program != "curl":
            raise ValueError(f"{program} is not curl.")
        response = self._sent(CURL.parse_args([NAME.sub(self._value, word) for word in words]))
        answer = Answer(response, b"".join(response).decode())
        self.known = {name.lower(): str(value) for name, value in answer.members.items()}
        return answer

    def _value(self, name: re.Match[str]) -> str:
        return self.known[name[1]]

    def _sent(self, asked: Namespace) -> Any:
        address = urlsplit(asked.url)
        if address.netloc != HOST:
            raise ValueError(f"{asked.url} is another server.")
        query = "&".join(filter(None, [address.query, *map(_encoded, asked.encoded)]))
        headers = dict(header.split(": ", 1) for header in asked.headers)
        return self.client.generic(
            "GET" if asked.data is None else "POST",
            f"{address.path}?{query}",
            asked.data or "",
            content_type=headers.pop("Content-Type", "application/x-www-form-urlencoded"),
            headers=headers,
        )


def _encoded(pair: str) -> str:
    name, _, value = pair.partition("=")
    return f"{name}={quote_plus(value)}"


def compared(step: Step, answer: Answer) -> tuple[str, str]:
    """What the guide prints, with what it leaves open filled in from the answer, and what came."""
    head, body = "HTTP/1.1 200 OK", step.answer
    if step.kind == "http":
        head, _, body = step.answer.partition("\n\n")
    status, *lines = head.splitlines()
    printed = dict(line.split(": ", 1) for line in lines)
    headers = {name: answer.response.get(name) for name in printed}
    status = " ".join(status.split()[:2])  # servers word the rest of the line as they like
    shown, came = bodies("json" if answer.is_json else "text", body, answer.text)
    return (
        "\n".join([status, _written(_filled(printed, headers)), shown]),
        "\n".join([f"HTTP/1.1 {answer.response.status_code}", _written(headers), came]),
    )


def bodies(kind: str, shown: str, came: str) -> tuple[str, str]:
    """The same of a body: JSON written anew, any other text by lines."""
    if kind != "json":
        return "\n".join(_filled_lines(shown.splitlines(), came.splitlines())), "\n".join(came.splitlines())
    found = json.loads(came, parse_float=Decimal)
    return _written(_filled(json.loads(shown, parse_float=Decimal), found)), _written(found)


def _written(value: Any) -> str:
    return pformat(value, sort_dicts=False, width=110)


def _filled(shown: Any, found: Any, name: str = "") -> Any:
    if isinstance(shown, dict) and isinstance(found, dict):
        return _filled_object(shown, found)
    if isinstance(shown, list) and isinstance(found, list):
        kept = shown[:-1] if shown[-1:] == [LEFT_OUT] else shown
        rest = found[len(kept) :] if len(kept) < len(shown) else []
        return [_filled(item, other) for item, other in zip(kept, found, strict=False)] + kept[len(found) :] + rest
    if isinstance(shown, str) and LEFT_OUT in shown and name in VARYING:
        pattern = ".+".join(map(re.escape, shown.split(LEFT_OUT)))
        return found if re.fullmatch(pattern, str(found)) else shown
    return shown


def _filled_object(shown: Json, found: Json) -> Json:
    filled = {name: _filled(value, found.get(name), name) for name, value in shown.items()}
    kept = list(shown)[:-1]
    if list(shown)[-1:] != [LEFT_OUT] or kept != [name for name in found if name in kept]:
        return filled
    return {name: filled.get(name, value) for name, value in found.items()}


def _filled_lines(shown: list[str], found: list[str]) -> Iterator[str]:
    for position, line in enumerate(shown):
        if line == LEFT_OUT and position == len(shown) - 1:
            yield from found[position:]
        elif line.endswith(LEFT_OUT) and position < len(found) and found[position].startswith(line[:-1]):
            yield found[position]
        else:
            yield line
