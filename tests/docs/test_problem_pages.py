"""The pages of the problem types: each type that is raised has one, with an answer that the server really gives."""

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from treatments import api, workflow
from treatments.api.examples import AT, EXAMPLES, REQUEST_ID
from treatments.api.problems import BY_STATUS, TYPES
from treatments.exchange import release
from treatments.models import Treatment
from treatments.models.record import Feed

Json = dict[str, Any]
HOST = "http://testserver"
WITHDRAWN = EXAMPLES["withdrawn"].problem.members
# Nothing that can be sent brings these about: they stand for statuses that a library might answer with.
NOT_PROVOKED = {"forbidden", "uri-too-long", "unprocessable-content"}


def raised() -> Iterator[str]:
    """The names of the problems that the code makes."""
    for path in Path(api.__path__[0]).rglob("*.py"):
        if path.name == "examples.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args:
                name = node.args[0]
                yield from [str(name.value)] if isinstance(name, ast.Constant) else []


def test_every_problem_that_is_raised_has_a_type_and_every_type_is_raised() -> None:
    assert {*raised(), *BY_STATUS.values()} == set(TYPES) == set(EXAMPLES)


def shown(name: str) -> tuple[str, str, Json]:
    """The request, the status line and the problem on the type's page."""
    page = Client().get(f"/docs/problems/{name}").content.decode()
    request, answer = (unescape(text) for text in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL))
    head, _, body = answer.partition("\n\n")
    return request, head, json.loads(body)


@pytest.mark.parametrize("name", TYPES)
def test_a_page_shows_the_problem_of_its_type(name: str) -> None:
    request, head, problem = shown(name)
    assert request == EXAMPLES[name].request
    assert head.splitlines()[0].startswith(f"HTTP/1.1 {TYPES[name].status} ")
    assert (problem["type"], problem["title"], problem["status"]) == (
        f"{HOST}/docs/problems/{name}",
        TYPES[name].title,
        TYPES[name].status,
    )


def test_what_is_code_is_shown_as_code(client: Client) -> None:
    page = client.get("/docs/problems/withdrawn").content.decode()
    assert "show its <code>successor</code> instead" in page
    assert "`" not in page


def test_a_page_leads_to_the_operations_that_answer_so(client: Client) -> None:
    page = client.get("/docs/problems/cursor-ahead").content.decode()
    assert '<li><a href="/docs#/Feed/listChanges">Follow the changes</a></li>' in page
    assert "Where it happens" not in client.get("/docs/problems/internal-error").content.decode()


def asked(request: str) -> Any:
    """The answer to a request as a page shows it; a length alone stands for a body that is as long."""
    head, _, body = request.partition("\n\n")
    first, *lines = head.splitlines()
    method, path = first.split()
    headers = dict(line.split(": ") for line in lines)
    kind = headers.pop("Content-Type", "application/octet-stream")
    data = body or " " * int(headers.pop("Content-Length", 0))
    return Client().generic(method, path, data, content_type=kind, headers=headers)


def alike(problem: Json) -> Json:
    """The problem without what differs from run to run: its id, times, seconds, and the server's address."""
    times: Json = {name: AT for name in ("withdrawn_at", "redacted_at") if name in problem}
    detail = re.sub(r"Wait \d+ seconds", "Wait 42 seconds", problem["detail"])
    type_ = problem["type"].removeprefix(HOST)
    return {**problem, **times, "detail": detail, "type": type_, "request_id": REQUEST_ID}


def withdraw(manager: User) -> None:
    reason, successor = WITHDRAWN["reason"], WITHDRAWN["successor"]
    workflow.withdraw(treatment_id="carisoprodol", by=manager, reason=reason, successor=successor)


def redact(manager: User) -> None:
    reason = EXAMPLES["redacted"].problem.members["reason"]
    owner = User.objects.create_superuser("olga")
    workflow.redact(treatment_id="carisoprodol", number=1, by=owner, seconded_by=manager, reason=reason)


def make_release(manager: User) -> None:
    release.make(by=manager, tag="2026-01-01")


BEFORE: Mapping[str, Callable[[User], None]] = {
    "withdrawn": withdraw,
    "redacted": redact,
    "range-not-satisfiable": make_release,
}


def broken(*_: Any) -> Any:
    raise OperationalError("gone")


def faulty(*_: Any, **__: Any) -> Any:
    raise KeyError("a fault of ours")


def test_the_examples_are_answers_of_the_server(
    bundled: list[Treatment], manager: User, subtests: pytest.Subtests
) -> None:
    during: Mapping[str, AbstractContextManager[Any]] = {"unavailable": connection.execute_wrapper(broken)}
    for name in [name for name in TYPES if name not in NOT_PROVOKED | {"too-many-requests", "internal-error"}]:
        if name in BEFORE:
            BEFORE[name](manager)
        with subtests.test(name), during.get(name, nullcontext()):
            answer = asked(EXAMPLES[name].request)
            assert (answer.status_code, alike(answer.json())) == (TYPES[name].status, alike(shown(name)[2]))


def test_the_example_of_a_fault(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Feed.objects, "get", faulty)
    answer = asked(EXAMPLES["internal-error"].request)
    assert alike(answer.json()) == alike(shown("internal-error")[2])


def test_the_example_of_a_quota(db: None) -> None:
    client = Client()
    for _ in range(settings.ANONYMOUS_QUOTA):
        client.get("/api")
    answer = client.get(EXAMPLES["too-many-requests"].path)
    assert alike(answer.json()) == alike(shown("too-many-requests")[2])
