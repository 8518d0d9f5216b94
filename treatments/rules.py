"""The rules of publication: who may do what in which state, and everything that forbids it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from treatments.grading.certainty import missing_reasons, rate
from treatments.grading.interpretation import large_judgement_fault
from treatments.models import Claim, ConflictStatement, Finding, Publication, Treatment
from treatments.models.desk import Read
from treatments.models.treatment import Row
from treatments.roles import GROUPS
from treatments.vocabulary import Action, Certainty, DeskState, PublicState, RetractionStatus, Start

S = TypeVar("S", DeskState, PublicState)
D, P = DeskState, PublicState

# The two tables of states. An action that is missing from a table does not touch that state; an edit of a draft, or of
# a record whose changes were requested, leaves the state as it is.
DESK: Mapping[Action, Mapping[DeskState, DeskState]] = {
    Action.EDIT: {
        D.DRAFT: D.DRAFT,
        D.IN_REVIEW: D.DRAFT,
        D.APPROVED: D.DRAFT,
        D.CHANGES_REQUESTED: D.CHANGES_REQUESTED,
    },
    Action.LOAD: dict.fromkeys(D, D.DRAFT),
    Action.SUBMIT: {D.DRAFT: D.IN_REVIEW, D.CHANGES_REQUESTED: D.IN_REVIEW},
    Action.RECALL: {D.IN_REVIEW: D.DRAFT, D.APPROVED: D.DRAFT},
    Action.REQUEST_CHANGES: {D.IN_REVIEW: D.CHANGES_REQUESTED, D.APPROVED: D.CHANGES_REQUESTED},
    Action.APPROVE: {D.IN_REVIEW: D.APPROVED},
    Action.PUBLISH: {D.APPROVED: D.DRAFT},
    Action.IMPORT: {D.DRAFT: D.DRAFT},
    Action.SET_CITATION_STATUS: {
        D.DRAFT: D.DRAFT,
        D.IN_REVIEW: D.DRAFT,
        D.APPROVED: D.DRAFT,
        D.CHANGES_REQUESTED: D.CHANGES_REQUESTED,
    },
}
PUBLIC: Mapping[Action, Mapping[PublicState, PublicState]] = {
    Action.PUBLISH: dict.fromkeys(P, P.CURRENT),
    Action.IMPORT: dict.fromkeys(P, P.CURRENT),
    Action.WITHDRAW: {P.CURRENT: P.WITHDRAWN},
    Action.RESTORE: {P.WITHDRAWN: P.CURRENT},
    Action.SET_CITATION_STATUS: {P.CURRENT: P.CURRENT},
    Action.REISSUE: {P.CURRENT: P.CURRENT},
}

PERMISSION: Mapping[Action, str] = {
    Action.SUBMIT: "treatments.submit",
    Action.RECALL: "treatments.submit",
    Action.REQUEST_CHANGES: "treatments.review",
    Action.COMMENT: "treatments.comment",
    Action.APPROVE: "treatments.review",
    Action.PUBLISH: "treatments.publish",
    Action.IMPORT: "treatments.import_records",
    Action.WITHDRAW: "treatments.withdraw",
    Action.RESTORE: "treatments.withdraw",
    Action.REISSUE: "treatments.reissue",
    Action.SET_CITATION_STATUS: "treatments.set_citation_status",
}


class Refused(Exception):  # noqa: N818 - the domain's own word
    """An action that the rules forbid. The message says why and what to do; `problems` lists what must be mended."""

    def __init__(self, message: str, problems: Collection["Problem"] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """What forbids publication, and where: the table and id of the row (empty for people), and its field."""

    table: str
    id: str
    field: str
    message: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.id, self.field) if part)
        return f"{place}: {self.message}" if place else self.message


def check_may(action: Action, by: Any) -> None:
    """Raise unless the person has the permission.

    Raises:
        Refused: naming the groups that have it.
    """
    check_permission(PERMISSION[action], by, words(action))


def check_permission(permission: str, by: Any, what: str) -> None:
    """Raise unless the person has the permission to do `what`.

    Raises:
        Refused: naming the groups that have it.
    """
    if not (by.is_active and by.has_perm(permission)):
        codename = permission.partition(".")[2]
        groups = [name for name, codenames in GROUPS.items() if codename in codenames]
        raise Refused(f"{by} may not {what}: that is for the groups {', '.join(groups)}.")


def next_desk(action: Action, state: str) -> DeskState:
    """The desk state that the action leads to.

    Raises:
        Refused: naming the states in which the action is possible.
    """
    return _next(DESK[action], action, DeskState(state), "the draft")


def next_public(action: Action, state: str) -> PublicState:
    """The public state that the action leads to.

    Raises:
        Refused: naming the states in which the action is possible.
    """
    return _next(PUBLIC[action], action, PublicState(state), "the published record")


def _next(table: Mapping[S, S], action: Action, state: S, what: str) -> S:
    if state not in table:
        possible = " or ".join(words(source) for source in table)
        raise Refused(f"Cannot {words(action)}: {what} is {words(state)}; it must be {possible}.")
    return table[state]


def check_clean(found: Collection[Problem]) -> None:
    """Raise when something forbids publication.

    Raises:
        Refused: with all of it.
    """
    if found:
        raise Refused("Mend this first: " + " ".join(map(str, found)), found)


def check_published(publication: Publication | None, treatment_id: str) -> Publication:
    """The public side of the record.

    Raises:
        Refused: when there is none.
    """
    if publication is None:
        raise Refused(f"{treatment_id} was never published.")
    return publication


def words(term: str) -> str:
    """The term as people read it."""
    return str(term).replace("_", " ")


def is_public(treatment: Treatment) -> bool:
    """Whether readers of the API can see the record."""
    return treatment.publication is not None and treatment.publication.state == PublicState.CURRENT


def problems(
    treatment: Treatment, *, importing: Collection[str] | None = None, people: Collection[Any] = ()
) -> list[Problem]:
    """Everything that forbids publication.

    `importing`: ids of the records of the same import, or None where the record goes through review; an import may lack
    the reasons of levels. `people`: the curators who must have a current conflict-of-interest statement.
    """
    found = list(_record_problems(treatment, importing or ()))
    for row in treatment.rows():
        if not (isinstance(row, Read) and row.withheld):
            found += _row_problems(row, treatment)
    for finding in treatment.findings.all():
        if not finding.withheld:
            found += _finding_problems(finding, treatment, imported=importing is not None, importing=importing or ())
    return found + conflict_problems(people)


def notes(treatment: Treatment) -> list[Problem]:
    """What does not forbid publication but ought to be known: rows left out with their reasons, unusual ratings."""
    found = [
        Problem(_table(row), str(row.pk), "", f"left out: {row.left_out_reason}")
        for row in treatment.rows()
        if row.left_out_reason
    ]
    for finding in treatment.findings.all():
        found += judgement_notes(finding)
    return found


def judgement_notes(finding: Finding) -> list[Problem]:
    """What is unusual in the finding's judgements."""
    if not finding.start or finding.judgements is None:
        return []
    warnings = rate(Start(finding.start), finding.judgements).warnings
    return [Problem("finding", finding.id, "", warning) for warning in warnings]


def _table(row: Row) -> str:
    return str(row._meta.verbose_name)


def _record_problems(treatment: Treatment, importing: Collection[str]) -> Iterator[Problem]:
    at = ("treatment", treatment.id)
    if not treatment.conditions.all():
        yield Problem(*at, "conditions", "Name at least one condition that it is used or promoted for.")
    parent = treatment.member_of
    if parent is not None and parent.id not in importing and not is_public(parent):
        yield Problem(*at, "member_of", f"{parent.id} is not public: publish it first, or leave this empty.")
    above: list[str] = []
    while parent is not None and parent.id not in above:
        above.append(parent.id)
        parent = parent.member_of
    if treatment.id in above:
        yield Problem(*at, "member_of", f"{' → '.join((treatment.id, *above))}: a treatment cannot be its own member.")


def _row_problems(row: Row, treatment: Treatment) -> Iterator[Problem]:
    at = (_table(row), str(row.pk))
    if not row.citations.all():
        yield Problem(*at, "citations", "Cite a source.")
    if isinstance(row, Read) and not row.is_verified:
        yield Problem(*at, "read_where", "Say where a person read this, or withhold the row with a reason.")
    condition = getattr(row, "condition_id", None)
    if condition is not None and condition not in {known.id for known in treatment.conditions.all()}:
        yield Problem(*at, "condition", f"Add {condition} to the treatment's conditions, or choose one of them.")
    for citation in row.sources:
        if citation.retraction_status == RetractionStatus.RETRACTED and not citation.note:
            yield Problem(*at, "citations", f"{citation.id} is retracted: say in its note why it is still cited.")
    if isinstance(row, Claim):
        for finding in row.findings.all():
            if finding.treatment_id != treatment.id:
                yield Problem(*at, "findings", f"{finding.id} belongs to another treatment: choose one of this record.")


def _finding_problems(
    finding: Finding, treatment: Treatment, *, imported: bool, importing: Collection[str]
) -> Iterator[Problem]:
    at = ("finding", finding.id)
    comparator = finding.comparator_treatment
    if comparator is not None and comparator.id not in importing and not is_public(comparator):
        yield Problem(
            *at, "comparator_treatment", f"{comparator.id} is not public: publish it first, or name it in words."
        )
    yield from judgement_problems(finding, imported=imported)
    yield from _superseded_problems(finding, treatment)


def judgement_problems(finding: Finding, *, imported: bool = False) -> Iterator[Problem]:
    """What forbids publication in what was judged of the finding, saved or not, that forms and database accept."""
    at = ("finding", finding.id)
    if finding.size_judgement and (fault := large_judgement_fault(finding.effect)):
        yield Problem(*at, "size_judgement", fault)
    judgements = finding.judgements
    if not finding.start or judgements is None:
        return
    if not imported:
        for domain in missing_reasons(judgements):
            yield Problem(*at, f"{domain}_reason", "Give the reason for this level.")
    rating = rate(Start(finding.start), judgements).certainty
    if finding.published_rating and Certainty(finding.published_rating) != rating and not finding.difference_reason:
        yield Problem(
            *at,
            "difference_reason",
            f"The judgements give {words(rating)}, the source {words(finding.published_rating)}: say why they differ.",
        )


def _superseded_problems(finding: Finding, treatment: Treatment) -> Iterator[Problem]:
    at = ("finding", finding.id, "superseded_by")
    by_id = {other.id: other for other in treatment.findings.all()}
    seen = {finding.id}
    successor = finding.superseded_by_id
    while successor is not None:
        if successor not in by_id:
            yield Problem(*at, f"{successor} belongs to another treatment: choose a finding of this record.")
            return
        if by_id[successor].left_out_reason:
            yield Problem(*at, f"{successor} is left out of the document, so it cannot supersede this finding.")
            return
        if successor in seen:
            yield Problem(*at, f"{successor} and this finding supersede each other: one of them must stand.")
            return
        seen.add(successor)
        successor = by_id[successor].superseded_by_id


def conflict_problems(people: Collection[Any]) -> list[Problem]:
    """Who of them has no current conflict-of-interest statement."""
    return [
        Problem("", "", "", f"{person} has no conflict-of-interest statement of the last year: add one.")
        for person in people
        if ConflictStatement.objects.current(person) is None
    ]
