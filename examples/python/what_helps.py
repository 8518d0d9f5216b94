"""What helps, how sure is it, what harm does it do? Usage: python what_helps.py [WORDS], with BASE_URL."""

import os
import sys
from collections.abc import Iterator

from api import Api, ProblemError
from evidence_client import Client
from lines import lines


def answer(api: Api, words: str) -> Iterator[str]:
    """The answer, line by line."""
    condition = api.condition(words)
    if condition is None:
        yield f"No condition fits “{words}”."
        return
    yield f"{condition.name}: {condition.description or ''}"
    yield "These records are not medical advice."
    tags: dict[str, str] = {}
    for id_ in api.treatments(condition.id):
        record, tags[id_] = api.record(id_)
        if record is not None:
            yield ""
            yield from lines(record)
    if tags:
        # Ask again before you show what you kept: 304 costs next to nothing.
        first, tag = next(iter(tags.items()))
        record, _ = api.record(first, tag)
        yield ""
        yield f"{first} is still current." if record is None else f"{first} has changed."


def main() -> None:
    """Print the answer, or the problem that the server has."""
    client = Client(os.environ.get("BASE_URL", "http://127.0.0.1:8000"), raise_on_unexpected_status=True)
    try:
        for line in answer(Api(client), " ".join(sys.argv[1:]) or "back spasm"):
            print(line)  # noqa: T201
    except ProblemError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
