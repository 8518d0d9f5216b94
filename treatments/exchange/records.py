"""The interchange format: one record a line (NDJSON), the published shape without what is derived or enveloped.

A record is loaded whole or not at all. The desk rows end as the line says them: rows it does not name are deleted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, OperationalError, models, transaction
from django.db.models import ProtectedError

from treatments import workflow
from treatments.document.canonical import ParseError, parse
from treatments.document.content import content, content_checksum
from treatments.document.render import read
from treatments.document.shape import Record
from treatments.grading.certainty import Judgement
from treatments.models import (
    AdverseEvent,
    Citation,
    Claim,
    Condition,
    EvidenceGap,
    Finding,
    IndexedCitation,
    Publication,
    Recommendation,
    RegulatoryStatus,
    Step,
    Treatment,
    Warning,
)
from treatments.models.citation import normalise_doi
from treatments.models.treatment import Row
from treatments.rules import Refused
from treatments.vocabulary import Action, Domain, PublicState

Json = dict[str, Any]

KEYED: Mapping[str, type[Row]] = {
    "findings": Finding,
    "adverse_events": AdverseEvent,
    "recommendations": Recommendation,
    "claims": Claim,
}
UNKEYED: Mapping[str, type[Any]] = {
    "regulatory": RegulatoryStatus,
    "warnings": Warning,
    "evidence_gaps": EvidenceGap,
}
SHARED: Mapping[str, type[Condition] | type[Citation]] = {"conditions": Condition, "citations": Citation}
BOOKKEEPING = {"edition", "desk_state", "publication"}
KEPT = {"read_by", "read_where", "read_on", "withheld"}
RETRACTION = {"retraction_status", "retraction_notice", "retraction_date"}


class Result(StrEnum):
    """What became of one line."""

    LOADED = "loaded"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line's result, with the reasons when it was skipped or refused."""

    line: int
    treatment: str
    result: Result
    reasons: tuple[str, ...] = ()


class Unloadable(Exception):  # noqa: N818 - it reads as what it is
    """A record that cannot be loaded, with every reason found."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(slots=True)
class Import:
    """One run over a file. `publish` issues each record by import.

    `source` says what the records are, and stands in for where a row was read; `file` names them where it is empty.
    """

    by: Any
    source: str = ""
    file: str = "an unnamed file"
    overwrite: bool = False
    publish: bool = False
    public: set[str] = field(default_factory=set)  # ids of the rows that the record at hand shows the public

    def run(self, lines: Iterable[bytes]) -> Iterator[Outcome]:
        """Load the lines, each in its own transaction, records before those that name them."""
        records: dict[str, tuple[int, Json]] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = _validated(line)
            except Unloadable as fault:
                yield Outcome(number, "", Result.REFUSED, fault.reasons)
                continue
            key = record["id"]
            if key in records:
                yield Outcome(number, key, Result.REFUSED, (f"id: {key} stands in line {records[key][0]} already",))
            else:
                records[key] = (number, record)
        importing = set(records)
        for key in _ordered({key: record for key, (_, record) in records.items()}):
            number, record = records[key]
            outcome = self._load(number, record, importing=importing)
            if outcome.result in (Result.REFUSED, Result.SKIPPED):
                importing.discard(key)
            yield outcome

    def _load(self, number: int, record: Json, *, importing: set[str]) -> Outcome:
        key = record["id"]
        try:
            with transaction.atomic():
                changed = self._write_if_changed(record, importing) or (self.overwrite and _edited_by_hand(key))
                if changed:
                    workflow.touched(treatments=[key], by=self.by, action=Action.LOAD)
                if self.publish and self._is_to_be_published(key):
                    workflow.publish_import(
                        treatment_id=key, by=self.by, source=self.source or self.file, importing=importing
                    )
                    return Outcome(number, key, Result.PUBLISHED)
        except Skipped as skipped:
            return Outcome(number, key, Result.SKIPPED, (str(skipped),))
        except Unloadable as fault:
            return Outcome(number, key, Result.REFUSED, fault.reasons)
        except Refused as refused:
            return Outcome(number, key, Result.REFUSED, tuple(map(str, refused.problems)) or (str(refused),))
        except ProtectedError as error:
            used_by = ", ".join(sorted(str(row.pk) for row in error.protected_objects))
            return Outcome(number, key, Result.REFUSED, (f"a row that the line leaves out is used by {used_by}",))
        except (IntegrityError, DataError, OperationalError) as error:
            return Outcome(number, key, Result.REFUSED, (f"the database refuses it: {str(error).splitlines()[0]}",))
        return Outcome(number, key, Result.LOADED if changed else Result.UNCHANGED)

    def _write_if_changed(self, record: Json, importing: Collection[str]) -> bool:
        """Write the rows; False, with nothing written, when the desk says the same already."""
        key = record["id"]
        if missing := list(_missing_treatments(record, importing)):
            raise Unloadable(*missing)
        before = _snapshot(record)
        with transaction.atomic():
            self._write(record)
            if _snapshot(record) != before:
                if _edited_by_hand(key) and not self.overwrite:
                    raise Skipped("edited on the desk since it was last loaded: use --overwrite to load it over that")
                return True
            transaction.set_rollback(True)
        return False

    def _is_to_be_published(self, key: str) -> bool:
        treatment = Treatment.objects.with_rows().get(id=key)
        publication = treatment.publication
        if publication is None or publication.current is None:
            return True
        if publication.state == PublicState.WITHDRAWN:
            raise Skipped("withdrawn: restore it first, or it stays so")
        return publication.current.content_checksum != content_checksum(content(treatment))

    # Writing rows

    def _write(self, record: Json) -> None:
        self.public = _public_rows(record["id"])
        for name, shared in SHARED.items():
            for values in record[name]:
                self._write_shared(name, shared, values, record["id"])
        treatment = self._replaced(Treatment, record["id"], record)
        _save(treatment, "treatment")
        treatment.conditions.set([condition["id"] for condition in record["conditions"]])
        Finding.objects.filter(treatment=treatment).update(superseded_by=None)
        for name, model in UNKEYED.items():
            _rows(model, treatment).delete()
            for values in record[name]:
                self._write_row(name, model(treatment=treatment, **_columns(model, values)), values)
        for name, model in KEYED.items():
            self._write_keyed(name, model, treatment, record[name])

    def _write_keyed(self, name: str, model: type[Row], treatment: Treatment, rows: list[Json]) -> None:
        for values in rows:
            row = self._replaced(
                model, values["id"], {**values, "treatment_id": treatment.id, "superseded_by_id": None}
            )
            owner = getattr(model._default_manager.filter(pk=row.pk).first(), "treatment_id", treatment.id)
            if owner != treatment.id:
                raise Unloadable(f"{name} {row.pk}: this id belongs to {owner}; ids are unique on the server")
            self._write_row(name, row, values)
        for values in rows:
            if values.get("superseded_by_id"):
                finding = Finding.objects.get(pk=values["id"])
                finding.superseded_by_id = values["superseded_by_id"]
                _save(finding, name)
        _rows(model, treatment).exclude(pk__in=[values["id"] for values in rows]).delete()

    def _write_row(self, name: str, row: Row, values: Json) -> None:
        if "judgements" in values and isinstance(row, Finding):
            given = values["judgements"]
            row.judgements = (
                None
                if given is None
                else [Judgement(Domain(each["domain"]), each["levels"], each["reason"]) for each in given]
            )
        _save(row, name)
        row.citations.set(values["public_citations"])
        if isinstance(row, Claim):
            row.findings.set(values["public_findings"])

    def _write_shared(self, name: str, model: type[Condition] | type[Citation], values: Json, treatment: str) -> None:
        """Write a condition or citation that other records may use: not over what the desk says, unless told to."""
        stored = model._default_manager.filter(pk=values["id"]).first()
        row = self._replaced(model, values["id"], values)
        if isinstance(row, Citation):
            row.doi = normalise_doi(row.doi)
        if stored is None:
            _save(row, name)
        elif differing := [column for column in _own_columns(model) if getattr(stored, column) != getattr(row, column)]:
            if set(differing) & RETRACTION:
                raise Unloadable(
                    f"{name} {row.pk}: its retraction status is {stored.retraction_status} on this server"  # type: ignore[union-attr]
                    " and is set by a reviewer alone"
                )
            if not self.overwrite:
                raise Unloadable(f"{name} {row.pk}: the desk says otherwise ({', '.join(differing)}); use --overwrite")
            row.edition += 1
            _save(row, name)
            self._touch_others(row, treatment)

    def _touch_others(self, row: Condition | Citation, treatment: str) -> None:
        treatments = Treatment.objects
        using = treatments.using_condition(row) if isinstance(row, Condition) else treatments.citing(row)
        workflow.touched(treatments=set(using.values_list("id", flat=True)) - {treatment}, by=self.by)

    def _replaced(self, model: type[Any], key: str, values: Json) -> Any:
        """The row with this key, stored or new, every column set to what the line says or to its default (unsaved)."""
        row = model._default_manager.filter(pk=key).first() or model(pk=key)
        given = _columns(model, values)
        kept = KEPT if self._is_kept(row) else {"withheld"}
        for column in _own_columns(model):
            if column in given or column not in kept:
                setattr(row, column, given.get(column, model._meta.get_field(column).get_default()))
        if "read_where" in _own_columns(model) and not row.read_where and not row.withheld:
            row.read_where = self.source
        return row

    def _is_kept(self, row: Any) -> bool:
        """Whether what the desk says of the reading stays where the line says nothing of it.

        An import publishes no curator's unreviewed word: it keeps only what is public already.
        """
        if not self.publish:
            return True
        if isinstance(row, Citation):
            return IndexedCitation.objects.filter(key=row.pk).exists()
        return row.pk in self.public


class Skipped(Exception):  # noqa: N818 - it reads as what it is
    """A record that is left as it is."""


def _validated(line: bytes) -> Json:
    """The line's record by column names.

    Raises:
        Unloadable: for what is no JSON, not of the shape, or names what it does not hold.
    """
    try:
        shape = Record(data=parse(line))
    except ParseError as error:
        raise Unloadable(str(error)) from None
    if not shape.is_valid():
        raise Unloadable(*_flattened(shape.errors))
    record: Json = shape.validated_data
    if faults := list(_reference_faults(record)):
        raise Unloadable(*faults)
    return record


def _flattened(errors: Any, path: str = "") -> Iterator[str]:
    """`findings[3].effect.ci_low: message` out of the serializer's nested errors."""
    if isinstance(errors, Mapping):
        for name, nested in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
            yield from _flattened(nested, path if name == "non_field_errors" else path + step)
    elif isinstance(errors, list):
        for position, nested in enumerate(errors):
            yield from _flattened(nested, f"{path}[{position}]" if isinstance(nested, Mapping | list) else path)
    else:
        yield f"{path}: {errors}" if path else str(errors)


def _reference_faults(record: Json) -> Iterator[str]:
    """Every id that a row names and the record does not hold, and every id that stands twice."""
    known = {name: {row["id"] for row in record[name]} for name in (*SHARED, *KEYED)}
    for name, ids in known.items():
        if len(ids) < len(record[name]):
            yield f"{name}: an id stands twice"
    for name in (*UNKEYED, *KEYED):
        for position, row in enumerate(record[name]):
            named = {
                "conditions": [row.get("condition_id")],
                "citations": [*row["public_citations"], row.get("mid_citation_id"), row.get("location_citation_id")],
                "findings": [*row.get("public_findings", ()), row.get("superseded_by_id")],
            }
            for target, keys in named.items():
                for key in keys:
                    if key and key not in known[target]:
                        yield f"{name}[{position}]: {key} is not among the record's {target}"
    for position, row in enumerate(record["findings"]):
        domains = [judgement["domain"] for judgement in row.get("judgements") or ()]
        if len(set(domains)) < len(domains):
            yield f"findings[{position}].certainty.domains: a domain stands twice"


def _named_treatments(record: Json) -> list[tuple[str, str]]:
    """Where the record names another treatment, and its id."""
    named = [("member_of", record.get("member_of_id"))]
    for position, row in enumerate(record["findings"]):
        named.append((f"findings[{position}].comparator.treatment", row.get("comparator_treatment_id")))
    return [(where, other) for where, other in named if other and other != record["id"]]


def _missing_treatments(record: Json, importing: Collection[str]) -> Iterator[str]:
    """Every treatment that the record names and the server lacks, by now."""
    named = _named_treatments(record)
    present = set(Treatment.objects.filter(id__in=[other for _, other in named]).values_list("id", flat=True))
    for where, other in named:
        if other in present:
            continue
        if other in importing:
            yield f"{where}: {other} and {record['id']} name each other: load one of them without that first"
        else:
            yield f"{where}: there is no treatment {other}"


def _ordered(records: Mapping[str, Json]) -> list[str]:
    """The records, each behind those of the same file that it names."""
    ordered: list[str] = []

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in ordered or key not in records or key in path:
            return
        for _, other in _named_treatments(records[key]):
            visit(other, (*path, key))
        ordered.append(key)

    for key in records:
        visit(key, ())
    return ordered


def _rows(model: type[Any], treatment: Treatment) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = model._default_manager.filter(treatment=treatment)
    return rows


def _own_columns(model: type[models.Model]) -> list[str]:
    return [
        column.attname
        for column in model._meta.concrete_fields
        if not column.primary_key and column.name not in BOOKKEEPING
    ]


def _columns(model: type[models.Model], values: Json) -> Json:
    return {column: values[column] for column in _own_columns(model) if column in values}


def _save(row: models.Model, name: str) -> None:
    """Check the row as its form would, then save it.

    Raises:
        Unloadable: naming the row and its fields.
    """
    try:
        _save_checked(row)
    except ValidationError as error:
        label = f"{name} {row.pk or ''}".strip()
        raise Unloadable(
            *(
                f"{label}: {'' if column == NON_FIELD_ERRORS else f'{column}: '}{' '.join(messages)}"
                for column, messages in error.message_dict.items()
            )
        ) from None


def _save_checked(row: models.Model) -> None:
    """Save what the database accepts; only what it refuses is asked for the reason, since asking first takes long."""
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()
        raise


def _snapshot(record: Json) -> Any:
    """Everything that the desk says of the record and of the conditions and citations it names, comparable."""
    rows: list[models.Model] = []
    for name, shared in SHARED.items():
        rows += shared._default_manager.filter(pk__in=[values["id"] for values in record[name]])
    for treatment in Treatment.objects.with_rows().filter(id=record["id"]):
        rows += [treatment, *treatment.rows()]
    return sorted(map(_row_snapshot, rows), key=repr)


def _row_snapshot(row: models.Model) -> tuple[Any, ...]:
    values = [(column, getattr(row, column)) for column in _own_columns(type(row))]
    links = [
        (link.name, sorted(linked.pk for linked in getattr(row, link.name).all())) for link in row._meta.many_to_many
    ]
    key = row.pk if isinstance(row.pk, str) else None
    return (type(row).__name__, key, values, links)


def _public_rows(treatment: str) -> set[str]:
    """Ids of the rows in the record's last version."""
    publication = Publication.objects.select_related("current").filter(id=treatment).first()
    if publication is None or publication.current is None or not publication.current.body:
        return set()
    document = read(publication.current.body)
    return {row["id"] for name in KEYED for row in document[name]}


def _edited_by_hand(key: str) -> bool:
    """Whether the record was edited after it was last loaded, published meanwhile or not."""
    last = Step.objects.of(key).filter(action__in=workflow.WRITES).last()
    return last is not None and last.action == Action.EDIT
