"""Two documents laid side by side, so that each field stands against the same field of the other."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from treatments.diff import ROWS
from treatments.vocabulary import Domain

Json = dict[str, Any]
# Statements have no id: two that agree in these are the same one, with something changed.
STATEMENTS = {
    "regulatory": ("jurisdiction", "authority", "condition"),
    "warnings": ("kind", "jurisdiction"),
    "evidence_gaps": ("condition",),
}
NOTHING: Json = {**dict.fromkeys(ROWS, ()), "evidence_grades": ()}


def aligned(old: Json | None, new: Json) -> tuple[Json, Json]:
    """Both documents with an id for every statement, and the judgements of certainty by their domain."""
    old, new = _by_domain(NOTHING if old is None else old), _by_domain(new)
    for name, told in STATEMENTS.items():
        before, after = old[name], new[name]
        old[name] = list(_numbered([row for row in before if row not in after], told))
        new[name] = list(_numbered([row for row in after if row not in before], told))
    return old, new


def _numbered(rows: list[Json], told: tuple[str, ...]) -> Iterator[Json]:
    seen: Counter[str] = Counter()
    for row in rows:
        key = " ".join(str(row[name]) for name in told)
        seen[key] += 1
        yield {**row, "id": f"{key} {seen[key]}"}


def _by_domain(document: Json) -> Json:
    return {**document, "findings": [_judged(finding) for finding in document["findings"]]}


def _judged(finding: Json) -> Json:
    """A document tells the domains that move the rating; the others were judged too, with no concern."""
    certainty = finding["certainty"]
    if certainty is None or certainty["domains"] is None:
        return finding
    told = {each["domain"]: {"levels": each["levels"], "reason": each["reason"]} for each in certainty["domains"]}
    domains = {domain.value: told.get(domain, {"levels": 0, "reason": None}) for domain in Domain}
    return {**finding, "certainty": {**certainty, "domains": domains}}
