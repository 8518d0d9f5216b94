"""The few requests that the app makes, through the client generated from openapi.yaml."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from evidence_client import Client
from evidence_client.api.conditions import list_conditions
from evidence_client.api.treatments import get_treatment, list_treatments
from evidence_client.models import ConditionEntry, Conditions, ProblemDocument, Record, Redacted, Summaries, Withdrawn
from evidence_client.types import UNSET, Response, Unset

T = TypeVar("T")
PROBLEMS = (ProblemDocument, Redacted, Withdrawn)


class ProblemError(Exception):
    """The server answered with a problem (RFC 9457)."""

    def __init__(self, problem: ProblemDocument | Redacted | Withdrawn) -> None:
        super().__init__(f"{problem.title}: {problem.detail} (request {problem.request_id})")


@dataclass(frozen=True)
class Api:
    """The treatment evidence API at an address."""

    client: Client

    def condition(self, words: str) -> ConditionEntry | None:
        """The condition that the words fit best."""
        found = given(Conditions, list_conditions.sync_detailed(client=self.client, q=words, page_size=1))
        return next(iter(found.results), None)

    def treatments(self, condition: str) -> Iterator[str]:
        """The ids of all records for the condition, page after page."""
        cursor: str | Unset | None = UNSET
        while cursor is not None:
            answer = list_treatments.sync_detailed(
                client=self.client, condition=[condition], page_size=4, cursor=cursor
            )
            page = given(Summaries, answer)
            yield from (entry.id for entry in page.results)
            cursor = None if page.next_ is None else parse_qs(urlsplit(page.next_).query)["cursor"][0]

    def record(self, id_: str, held: str | Unset = UNSET) -> tuple[Record | None, str]:
        """The record with its ETag; the record is None if it is still the one that has the ETag `held`."""
        answer = get_treatment.sync_detailed(id_, client=self.client, if_none_match=held)
        record = None if answer.status_code == HTTPStatus.NOT_MODIFIED else given(Record, answer)
        return record, answer.headers["ETag"]


def given(kind: type[T], answer: Response[object]) -> T:
    """The document that was asked for.

    Raises:
        ProblemError: the answer is a problem.
    """
    if isinstance(answer.parsed, PROBLEMS):
        raise ProblemError(answer.parsed)
    if not isinstance(answer.parsed, kind):
        raise TypeError(f"The server answered {answer.status_code} without a document.")
    return answer.parsed
