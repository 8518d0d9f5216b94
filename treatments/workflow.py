"""The only writer of states, decisions, versions, changes, releases and index.

Every action is atomic, locks what it moves and raises `Refused` with a sentence that says why. Locks are taken in one
order: citations, treatments, publications, the feed last.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from treatments import diff, index, rules
from treatments.document.canonical import canonical, checksum, compressed, parse
from treatments.document.content import content, content_checksum
from treatments.document.render import (
    Curation,
    Envelope,
    content_of,
    curation_value,
    read,
    render,
    timestamp,
    version_url,
)
from treatments.document.shape.citation import Retraction
from treatments.models import (
    Change,
    Citation,
    ConflictStatement,
    Feed,
    IndexedCitation,
    IndexedTreatment,
    Publication,
    Redaction,
    Release,
    ReleaseChunk,
    ReleaseFile,
    ReleaseRedaction,
    Step,
    Treatment,
    Version,
)
from treatments.models.citation import MAX_NOTICE
from treatments.models.immutable import unfrozen
from treatments.models.index import IndexedRow
from treatments.models.review import StepQuerySet
from treatments.rules import Refused
from treatments.vocabulary import Action, ChangeType, CurationProcess, PublicState, RetractionStatus

Json = dict[str, Any]
User = Any  # settings.AUTH_USER_MODEL, whichever it is
WRITES = {Action.EDIT, Action.LOAD}
CITATION_STATUS = "citation status"  # in the edit history of a citation


@transaction.atomic
def touched(*, treatments: Iterable[str], by: User | None, action: Action = Action.EDIT) -> None:
    """Record that rows of these treatments were written: what was submitted or approved is a draft again.

    `by` is None when nobody knows who wrote. `action` is LOAD when an import replaced the whole desk of the record.
    """
    for treatment in _locked(treatments):
        _move(treatment, rules.next_desk(action, treatment.desk_state))
        _step(treatment.id, action, by)


@transaction.atomic
def submit(*, treatment_id: str, by: User, note: str = "") -> None:
    """Hand the record over for review.

    Raises:
        Refused: with every problem that forbids publication.
    """
    treatment = _begin(Action.SUBMIT, treatment_id, by)
    state = rules.next_desk(Action.SUBMIT, treatment.desk_state)
    _check_problems(treatment, people=answerable(treatment_id=treatment_id, by=by))
    _move(treatment, state, edited=False)
    _step(treatment_id, Action.SUBMIT, by, content(treatment), note, keep=True)


@transaction.atomic
def recall(*, treatment_id: str, by: User, note: str = "") -> None:
    """Take the record back from review to the desk."""
    treatment = _begin(Action.RECALL, treatment_id, by)
    _move(treatment, rules.next_desk(Action.RECALL, treatment.desk_state), edited=False)
    _step(treatment_id, Action.RECALL, by, note=note)


@transaction.atomic
def request_changes(*, treatment_id: str, by: User, reason: str) -> None:
    """Give the record back to its curators, with what is to be changed."""
    treatment = _begin(Action.REQUEST_CHANGES, treatment_id, by)
    state = rules.next_desk(Action.REQUEST_CHANGES, treatment.desk_state)
    _move(treatment, state, edited=False)
    _step(treatment_id, Action.REQUEST_CHANGES, by, note=_given(reason, "what is to be changed"))


@transaction.atomic
def comment(*, treatment_id: str, by: User, text: str) -> None:
    """Say something about the record to those who work on it. Nothing moves, and it is no part in the editing."""
    rules.check_may(Action.COMMENT, by)
    if not Treatment.objects.filter(id=treatment_id).exists():
        raise Refused(f"There is no treatment {treatment_id}.")
    _step(treatment_id, Action.COMMENT, by, note=_given(text, "what you want to tell"))


@transaction.atomic
def approve(*, treatment_id: str, by: User, approved: str, note: str = "") -> None:
    """Approve exactly the content with the checksum `approved`.

    Raises:
        Refused: when the content is another by now, when the person edited or submitted it, or has no current
            conflict-of-interest statement.
    """
    treatment = _begin(Action.APPROVE, treatment_id, by)
    state = rules.next_desk(Action.APPROVE, treatment.desk_state)
    _check_problems(treatment, people={by})
    check_four_eyes(treatment_id=treatment_id, by=by)
    now = content(treatment)
    if content_checksum(now) != approved:
        raise Refused("The record changed since you opened it: read it again before you approve it.")
    _move(treatment, state, edited=False)
    _step(treatment_id, Action.APPROVE, by, now, note, keep=True)


def answerable(*, treatment_id: str, by: User) -> set[User]:
    """Who must have stated their conflicts of interest when `by` submits: they, and the writers who still can."""
    writers = _people(Step.objects.since_publication(treatment_id), WRITES)
    return {by, *(person for person in writers if person.is_active and person.has_usable_password())}


def check_four_eyes(*, treatment_id: str, by: User) -> None:
    """Raise when the person had a part in what is to be approved.

    Raises:
        Refused: saying which part.
    """
    parts = own_parts(treatments=_whole([treatment_id]), by=by)
    if parts:
        raise Refused(parts[treatment_id])


def own_parts(*, treatments: Collection[Treatment], by: User) -> dict[str, str]:
    """The part that `by` had in these records, as the sentence why another person must approve them, by id.

    Where they had none, the id is missing. Read the treatments with their rows and current version for a number of
    queries that does not grow.
    """
    steps = Step.objects.since_publication(*(treatment.id for treatment in treatments))
    told = list(steps.values_list("treatment", "action", "by"))
    wrote = {treatment for treatment, action, person in told if action in WRITES and person == by.pk}
    wrote |= _wrote_unpublished(treatments, by)
    submitted = {treatment: person for treatment, action, person in told if action == Action.SUBMIT}  # the last one
    parts = {}
    for treatment in treatments:
        if treatment.id in wrote:
            part = "edited this record since it was last published"
        elif submitted.get(treatment.id) == by.pk:
            part = "submitted this record"
        else:
            continue
        parts[treatment.id] = f"{by} {part}: another person must approve it."
    return parts


@transaction.atomic
def publish(*, treatment_id: str, by: User, note: str = "") -> Version:
    """Publish what was approved.

    Raises:
        Refused: when the rows no longer give what was approved, naming what changed.
    """
    treatment = _begin(Action.PUBLISH, treatment_id, by)
    desk = rules.next_desk(Action.PUBLISH, treatment.desk_state)
    _check_problems(treatment)
    now = content(treatment)
    approval = Step.objects.since_publication(treatment_id).filter(action=Action.APPROVE).latest("id")
    if approval.content_checksum != content_checksum(now):
        changed = "; ".join(each.text for each in diff.differences(parse(bytes(approval.content) or b"{}"), now))
        raise Refused(f"The record is not what was approved: recall it and submit it again. Changed: {changed}")
    curation = _reviewed(
        curators=_people(Step.objects.of(treatment_id), {*WRITES, Action.SUBMIT}), reviewer=approval.by
    )
    publication = _publication(treatment, by)
    version = _issue(publication, now, curation_value(curation), by=by, note=note)
    _move(treatment, desk, edited=False)
    _step(treatment_id, Action.PUBLISH, by, now, note)
    return version


def publish_import(
    *, treatment_id: str, by: User, source: str, importing: Collection[str] = (), note: str = ""
) -> Version:
    """`publish_imports` for one record."""
    [version] = publish_imports(treatment_ids=[treatment_id], by=by, source=source, importing=importing, note=note)
    return version


@transaction.atomic
def publish_imports(
    *, treatment_ids: Sequence[str], by: User, source: str, importing: Collection[str] = (), note: str = ""
) -> list[Version]:
    """Publish records that came curated, exactly as they were loaded, in this order.

    Every rule holds but four eyes, the conflict-of-interest statement and the reasons of levels. `source` is named in
    the records; `importing` are the ids of the records of the same import.

    Raises:
        Refused: also when somebody edited one of the records after it was loaded.
    """
    versions = []
    for treatment in _begin_all(Action.IMPORT, treatment_ids, by):
        desk = rules.next_desk(Action.IMPORT, treatment.desk_state)
        written = Step.objects.since_publication(treatment.id).filter(action__in=WRITES).last()
        if written is None or written.action != Action.LOAD:
            raise Refused(
                "Only what was loaded is published by import: this record was edited since, so it goes to review."
            )
        _check_problems(treatment, importing={*treatment_ids, *importing})
        now = content(treatment)
        curation = Curation(CurationProcess.IMPORT, source=_given(source, "the source of the import"))
        publication = _publication(treatment, by)
        versions.append(_issue(publication, now, curation_value(curation), by=by, note=note))
        _move(treatment, desk, edited=False)
        _step(treatment.id, Action.IMPORT, by, now, note)
    return versions


@transaction.atomic
def withdraw(*, treatment_id: str, by: User, reason: str, successor: str = "") -> Change:
    """Take the record from the public; its versions stay readable. Possible in every desk state."""
    publication = _begin_public(Action.WITHDRAW, treatment_id, by)
    if successor and (
        successor == treatment_id or not Publication.objects.filter(id=successor, state=PublicState.CURRENT).exists()
    ):
        raise Refused(f"{successor} cannot be the successor: name another record that is public.")
    feed = _feed()
    publication.withdrawn_at = feed.last_at
    publication.withdrawn_by = by.get_username()
    publication.withdrawal_reason = _given(reason, "why the record is withdrawn")
    publication.successor = successor
    publication.save()
    _unindex(publication)
    _step(treatment_id, Action.WITHDRAW, by, note=reason)
    return _change(feed, publication, ChangeType.WITHDRAWN, by=by, note=reason)


@transaction.atomic
def restore(*, treatment_id: str, by: User, reason: str) -> Change:
    """Make the last version current again; a citation's status that changed meanwhile is issued at once behind it."""
    # A status that is set at this moment is either in the document restored or issued behind it.
    last = Publication.objects.select_related("current").filter(id=treatment_id).first()
    if last is not None and last.current is not None:
        if Redaction.objects.filter(version=last.current).exists():
            raise Refused("The last version was redacted: publish a new one instead.")
        _lock_citations(citation["id"] for citation in read(last.current.body)["citations"])
    publication = _begin_public(Action.RESTORE, treatment_id, by)
    _given(reason, "why the record is restored")
    _end_withdrawal(publication)
    feed = _feed()
    publication.save()
    _reindex(publication, read(_current(publication).body))
    _step(treatment_id, Action.RESTORE, by, note=reason)
    change = _change(feed, publication, ChangeType.RESTORED, by=by, note=reason)
    _issue_citation_status(publication, by=by, note="Citation status that changed while the record was withdrawn.")
    return change


@transaction.atomic
def set_citation_status(
    *, citation_id: str, by: User, status: RetractionStatus, notice: str, noticed_on: date | None, reason: str
) -> list[Version]:
    """Set a citation's retraction status, and issue every current record that cites it anew with nothing else changed.

    It alone is exempt from four eyes. Un-retraction goes the same way, with status `none`.
    """
    rules.check_may(Action.SET_CITATION_STATUS, by)
    _given(reason, "why the status changes")
    if status != RetractionStatus.NONE:
        _given(notice, "the DOI or web address of the notice")
    if len(notice) > MAX_NOTICE:
        raise Refused(f"The notice is longer than {MAX_NOTICE} characters: give its DOI or web address alone.")
    citation = Citation.objects.select_for_update(no_key=True).filter(id=citation_id).first()
    if citation is None:
        raise Refused(f"There is no citation {citation_id}.")
    before = (citation.retraction_status, citation.retraction_notice, citation.retraction_date)
    if before == (status, notice, noticed_on):
        raise Refused(f"{citation_id} has this status already.")
    citing = set(Treatment.objects.citing(citation).values_list("id", flat=True))
    public = set(IndexedCitation.objects.filter(key=citation_id).values_list("treatment_id", flat=True))
    treatments = _locked(citing | public)
    citation.retraction_status, citation.retraction_notice, citation.retraction_date = status, notice, noticed_on
    citation.edition += 1
    citation._change_reason = CITATION_STATUS  # type: ignore[attr-defined]  # noqa: SLF001 - simple_history's own way
    citation.save()
    for treatment in treatments:
        _move(treatment, rules.next_desk(Action.SET_CITATION_STATUS, treatment.desk_state))
        _step(treatment.id, Action.SET_CITATION_STATUS, by, note=reason)
    current = Publication.objects.select_for_update(no_key=True).filter(id__in=public, state=PublicState.CURRENT)
    versions = [_issue_citation_status(publication, by=by, note=reason) for publication in current.order_by("id")]
    return [version for version in versions if version is not None]


@transaction.atomic
def reissue(*, treatment_id: str, by: User, note: str = "") -> Version:
    """Render the current content with today's software: same content checksum, next version."""
    publication = _begin_public(Action.REISSUE, treatment_id, by)
    version = _current(publication)
    document = read(version.body)
    if render(content_of(document), _envelope(document, version)) == bytes(version.body):
        raise Refused("Today's software renders this record as it stands: there is nothing to reissue.")
    new = _issue(publication, content_of(document), document["curation"], by=by, note=note, type_=ChangeType.RERENDERED)
    _step(treatment_id, Action.REISSUE, by, note=note)
    return new


@transaction.atomic
def redact(*, treatment_id: str, number: int, by: User, seconded_by: User, reason: str) -> Redaction:
    """Erase the bytes of a version that must not stay readable, wherever the public side or a decision keeps them.

    The files of every release in which it stands go with it. The one exception to immutability: by an owner, seconded
    by another owner or a release manager.

    Raises:
        Refused: also while the version is what the public reads.
    """
    _given(reason, "why the version is erased")
    if not (by.is_active and by.is_superuser):
        raise Refused(f"{by} may not redact: that is for owners.")
    rules.check_may(Action.WITHDRAW, seconded_by)
    if seconded_by == by:
        raise Refused("A redaction takes two people: name somebody else as the second.")
    version = Version.objects.select_related("publication").filter(publication=treatment_id, number=number).first()
    if version is None or Redaction.objects.filter(version=version).exists():
        raise Refused(f"{treatment_id} has no version {number} that could be erased.")
    publication = Publication.objects.select_for_update(no_key=True).get(id=treatment_id)
    if publication.state == PublicState.CURRENT and publication.current == version:
        raise Refused("This version is what the public reads: publish a corrected one, or withdraw the record, first.")
    with unfrozen():
        releases = list(Release.objects.holding(version).filter(redaction__isnull=True))
        models.QuerySet(ReleaseChunk).filter(file__release__in=releases).update(body=b"")
        models.QuerySet(Version).filter(id=version.pk).update(body=b"", gzip=b"")
        kept: models.QuerySet[Step] = models.QuerySet(Step).filter(
            treatment=treatment_id, content_checksum=version.content_checksum
        )
        kept.update(content=b"")
    _step(treatment_id, Action.REDACT, by, note=reason)
    redaction = Redaction.objects.create(
        version=version, at=timezone.now(), by=by.get_username(), seconded_by=seconded_by.get_username(), reason=reason
    )
    ReleaseRedaction.objects.bulk_create(ReleaseRedaction(release=release, redaction=redaction) for release in releases)
    return redaction


def check_release(*, tag: str, by: User) -> None:
    """Raise unless the person may make a release of that day now.

    Raises:
        Refused: saying why.
    """
    rules.check_permission("treatments.make_release", by, "make a release")
    try:
        is_date = date.fromisoformat(tag).isoformat() == tag
    except ValueError:
        is_date = False
    if not is_date:
        raise Refused(f"{tag} is no date: give one like 2026-11-23.")
    if tag > timezone.now().astimezone(UTC).date().isoformat():
        raise Refused(f"{tag} lies ahead: a release is named by its day or an earlier one.")
    newest = Release.objects.first()
    if newest is not None and tag <= newest.tag:
        raise Refused(f"There is a release {newest.tag}, and it is never changed: the next one is of a later day.")


@transaction.atomic
def release(*, release: Release, files: Iterable[tuple[ReleaseFile, Iterable[bytes]]], by: User) -> Release:
    """Freeze a release that was put together, each file with its pieces in order: it is there whole or not at all.

    Raises:
        Refused: also when a version that stands in it was redacted meanwhile.
    """
    check_release(tag=release.tag, by=by)
    # A redaction locks these tables on PostgreSQL, and SQLite has one writer at a time: either it came before and is
    # seen here, or it comes behind and sees this release.
    if Change.objects.current_after(release.data_version).filter(version__redaction__isnull=False).exists():
        raise Refused("A version that stands in this release was redacted meanwhile: make the release again.")
    release.save()
    for file, pieces in files:
        file.release = release
        file.save()
        for number, body in enumerate(pieces, start=1):
            ReleaseChunk.objects.create(file=file, number=number, body=body)
    return release


@transaction.atomic
def rebuild_index() -> int:
    """Put the index of all current versions together anew; the number of records."""
    Feed.objects.select_for_update(no_key=True).get()
    IndexedTreatment.objects.all().delete()
    current = Publication.objects.filter(state=PublicState.CURRENT)
    for publication in current.select_related("current").iterator(chunk_size=100):
        _reindex(publication, read(_current(publication).body))
    return current.count()


# Loading and locking


def _locked(treatments: Iterable[str]) -> list[Treatment]:
    return list(Treatment.objects.select_for_update(no_key=True).filter(id__in=set(treatments)).order_by("id"))


def _lock_citations(ids: Iterable[str]) -> None:
    list(Citation.objects.select_for_update(no_key=True).filter(id__in=set(ids)).order_by("id"))


def _begin(action: Action, treatment_id: str, by: User) -> Treatment:
    """Check the permission, lock the citations and the record, and read it whole."""
    [treatment] = _begin_all(action, [treatment_id], by)
    return treatment


def _begin_all(action: Action, treatment_ids: Sequence[str], by: User) -> list[Treatment]:
    rules.check_may(action, by)
    _lock_citations(Treatment.objects.filter(id__in=treatment_ids).cited())
    _locked(treatment_ids)
    return _whole(treatment_ids)


def _whole(treatment_ids: Sequence[str]) -> list[Treatment]:
    """The records in this order, each with its rows."""
    found = {treatment.id: treatment for treatment in Treatment.objects.with_rows().filter(id__in=treatment_ids)}
    for treatment_id in treatment_ids:
        if treatment_id not in found:
            raise Refused(f"There is no treatment {treatment_id}.")
    return [found[treatment_id] for treatment_id in treatment_ids]


def _begin_public(action: Action, treatment_id: str, by: User) -> Publication:
    """Check the permission, lock the public side and move its state (unsaved)."""
    rules.check_may(action, by)
    found = Publication.objects.select_for_update(no_key=True).filter(id=treatment_id).first()
    publication = rules.check_published(found, treatment_id)
    publication.state = rules.next_public(action, publication.state)
    return publication


def _publication(treatment: Treatment, by: User) -> Publication:
    """The locked public side of the record, made at its first publication; its state is about to be current."""
    # Nobody else makes it meanwhile: the treatment is locked.
    publication = Publication.objects.select_for_update(no_key=True).filter(id=treatment.id).first()
    if publication is None:
        publication = Publication.objects.create(id=treatment.id)
    if publication.state == PublicState.WITHDRAWN:
        rules.check_may(Action.RESTORE, by)
    if treatment.publication is None:
        Treatment.objects.filter(id=treatment.id).update(publication=publication)
    publication.state = rules.next_public(Action.PUBLISH, publication.state)
    return publication


def _feed() -> Feed:
    """The feed, locked and moved on by one: call it last. `last_at` is the moment of the new change."""
    feed = Feed.objects.select_for_update(no_key=True).get()
    now = timezone.now()
    feed.last_at = now if feed.last_at is None else max(now, feed.last_at + timedelta(microseconds=1))
    feed.sequence += 1
    feed.save()
    return feed


# Writing


def _move(treatment: Treatment, state: str, *, edited: bool = True) -> None:
    Treatment.objects.filter(id=treatment.id).update(desk_state=state, edition=F("edition") + int(edited))


def _step(
    treatment: str, action: Action, by: User | None, now: Json | None = None, note: str = "", *, keep: bool = False
) -> None:
    """Add to the history; with `keep`, the content itself and not only its checksum."""
    Step.objects.create(
        treatment=treatment,
        action=action,
        by=by,
        content_checksum="" if now is None else content_checksum(now),
        content=canonical(now) if keep else b"",
        note=note,
    )


def _issue(
    publication: Publication, now: Json, curation: Json, *, by: User, note: str, type_: ChangeType | None = None
) -> Version:
    """Freeze the content as the next version, make it current, index it and tell the feed."""
    previous, restored = publication.current, publication.withdrawn_at is not None
    if type_ is None:
        type_ = ChangeType.RESTORED if restored else ChangeType.UPDATED if previous else ChangeType.PUBLISHED
    feed = _feed()
    number = 1 if previous is None else previous.number + 1
    body = render(now, Envelope(number, feed.sequence, _moment(feed), note, settings.ATTRIBUTION, curation))
    version = Version.objects.create(
        publication=publication,
        number=number,
        type=type_,
        sequence=feed.sequence,
        content_checksum=content_checksum(now),
        checksum=checksum(body),
        body=body,
        gzip=compressed(body),
        published_at=_moment(feed),
        published_by=by.get_username(),
        note=note,
    )
    _end_withdrawal(publication)
    publication.current = version
    publication.save()
    document = read(body)
    _reindex(publication, document)
    _change(feed, publication, type_, by=by, note=note, kinds=_kinds(previous, document), previous=previous)
    return version


def _issue_citation_status(publication: Publication, *, by: User, note: str) -> Version | None:
    """Issue the current content anew with its citations' status of today; None when nothing differs."""
    document = read(_current(publication).body)
    now = content_of(document)
    desk = Citation.objects.in_bulk([citation["id"] for citation in now["citations"]])
    retraction = Retraction()
    citations = [
        {**citation, "retraction": retraction.to_representation(desk[citation["id"]])}
        if citation["id"] in desk
        else citation
        for citation in now["citations"]
    ]
    if citations == now["citations"]:
        return None
    return _issue(
        publication,
        {**now, "citations": citations},
        document["curation"],
        by=by,
        note=note,
        type_=ChangeType.CITATION_STATUS,
    )


def _change(
    feed: Feed,
    publication: Publication,
    type_: ChangeType,
    *,
    by: User,
    note: str,
    kinds: Sequence[Json] = (),
    previous: Version | None = None,
) -> Change:
    """Tell the feed. `previous` is the version before a new one, `kinds` are the changes since; else there are none."""
    version = _current(publication)
    made = version.sequence == feed.sequence
    body = {
        "sequence": feed.sequence,
        "type": type_,
        "treatment": publication.id,
        "version": version.number,
        "previous_version": previous.number if previous else None if made else version.number,
        "at": timestamp(_moment(feed)),
        "note": note or None,
        "kinds": kinds,
        "etag": version.checksum,
        "url": version_url(publication.id, version.number),
    }
    return Change.objects.create(
        sequence=feed.sequence,
        type=type_,
        publication=publication,
        version=version,
        at=_moment(feed),
        by=by.get_username(),
        note=note,
        body=canonical(body),
    )


def _kinds(previous: Version | None, document: Json) -> list[Json]:
    return diff.kinds(read(previous.body) if previous and previous.body else None, document)


def _reindex(publication: Publication, document: Json) -> None:
    """Put the index rows of the current version, its document, in the place of those that are there."""
    rows = index.entries(document, _current(publication).checksum)
    _unindex(publication)
    for row_model in index.ROWS:
        _show(row_model, [row for row in rows if isinstance(row, row_model)])
    for model in index.MODELS:
        model._default_manager.bulk_create([row for row in rows if type(row) is model])


def _show(model: type[IndexedRow], rows: list[IndexedRow]) -> None:
    """Mark those of the new rows that are newer than the copies that are shown, and unmark those."""
    copies = model._default_manager.filter(key__in=[row.key for row in rows], shown=True)
    newest = dict(copies.values_list("key", "sequence"))
    for row in rows:
        row.shown = row.sequence > newest.get(row.key, 0)
    copies.filter(key__in=[row.key for row in rows if row.shown]).update(shown=False)


def _unindex(publication: Publication) -> None:
    """Delete the index rows of the record. Of what other records hold too, the newest of their copies is shown."""
    if not IndexedTreatment.objects.filter(id=publication.id).exists():
        return
    for model in index.ROWS:
        shown = model._default_manager.filter(treatment=publication.id, shown=True).values_list("key", flat=True)
        others = model._default_manager.filter(key__in=list(shown)).exclude(treatment=publication.id)
        newest = {key: pk for pk, key in others.order_by("sequence").values_list("pk", "key")}
        if newest:
            model._default_manager.filter(treatment=publication.id, shown=True).update(shown=False)
            model._default_manager.filter(pk__in=newest.values()).update(shown=True)
    IndexedTreatment.objects.filter(id=publication.id).delete()


def _end_withdrawal(publication: Publication) -> None:
    publication.withdrawn_at = None
    publication.withdrawn_by = publication.withdrawal_reason = publication.successor = ""


# Reading


def _current(publication: Publication) -> Version:
    if publication.current is None:
        raise Refused(f"{publication.id} was never published.")
    return publication.current


def _moment(feed: Feed) -> datetime:
    if feed.last_at is None:
        raise Refused("The feed has no time: move it on first.")
    return feed.last_at


def _people(steps: StepQuerySet, actions: set[Action]) -> set[User]:
    """Who did any of these, as far as known."""
    return {step.by for step in steps.filter(action__in=actions).select_related("by") if step.by is not None}


def _wrote_unpublished(treatments: Collection[Treatment], by: User) -> set[str]:
    """Those of which the edit history names the person for a row whose edit the last version does not hold.

    It finds what no step of a record tells: a row that was moved there, a source entered before it was cited.
    """
    publications = Step.objects.publications(treatment.id for treatment in treatments)
    published = dict(publications.values_list("treatment", "at"))
    rows = {treatment.id: _resting_on(treatment) for treatment in treatments}
    edits = _edits(set().union(*rows.values()), by)
    wrote = set()
    for treatment in treatments:
        mine = rows[treatment.id] & edits.keys()
        at, held = published.get(treatment.id), _held_ids(treatment) if mine else set()
        if any(at is None or edits[row] > at or (row[0]._meta.model_name, row[1]) not in held for row in mine):
            wrote.add(treatment.id)
    return wrote


def _resting_on(treatment: Treatment) -> set[tuple[type[Any], Any]]:
    """Table and id of every row of the record, and of the citations and conditions that it rests on."""
    rows = treatment.rows()
    shared = [*treatment.conditions.all(), *(citation for row in rows for citation in row.sources)]
    return {(type(row), row.pk) for row in (*rows, *shared)}


def _edits(rows: Collection[tuple[type[Any], Any]], by: User) -> dict[tuple[type[Any], Any], datetime]:
    """When the person last edited each of these rows; those that they never edited are missing."""
    keys: dict[type[Any], set[Any]] = {}
    for model, pk in rows:
        keys.setdefault(model, set()).add(pk)
    edits = {}
    for model, pks in keys.items():
        mine = model.history.filter(id__in=pks, history_user=by).order_by("history_date")
        for pk, at, reason in mine.values_list("id", "history_date", "history_change_reason"):
            if reason != CITATION_STATUS:
                edits[model, pk] = at
    return edits


def _held_ids(treatment: Treatment) -> set[tuple[str | None, Any]]:
    """The rows, conditions and citations that the last version holds."""
    publication = treatment.publication
    if publication is None or publication.current is None or not publication.current.body:
        return set()
    document = read(publication.current.body)
    tables = {
        "findings": "finding",
        "adverse_events": "adverseevent",
        "recommendations": "recommendation",
        "claims": "claim",
        "conditions": "condition",
        "citations": "citation",
    }
    keyed = {(table, row["id"]) for name, table in tables.items() for row in document[name]}
    # Statuses, warnings and gaps have no id of their own and cannot be moved to another record.
    return keyed | {(row._meta.model_name, row.pk) for row in treatment.rows() if not isinstance(row.pk, str)}


def _reviewed(*, curators: set[User], reviewer: User) -> Curation:
    """The curation of a reviewed record, with everybody's newest conflict-of-interest statement."""
    stated = [(person, ConflictStatement.objects.newest(person)) for person in {*curators, reviewer}]
    return Curation(
        CurationProcess.REVIEW,
        curated_by=tuple(sorted(map(_name, curators))),
        reviewed_by=(_name(reviewer),),
        conflicts_of_interest=tuple(
            {"name": name, "statement": statement.statement, "stated_on": statement.at.date().isoformat()}
            for name, statement in sorted(
                ((_name(person), statement) for person, statement in stated if statement is not None),
                key=lambda pair: pair[0],
            )
        ),
    )


def _name(person: User) -> str:
    return str(person.get_full_name() or person.get_username())


def _envelope(document: Json, version: Version) -> Envelope:
    """The envelope with which a version was rendered, as today's software would fill it."""
    return Envelope(
        version.number,
        version.sequence,
        version.published_at,
        document["note"] or "",
        settings.ATTRIBUTION,
        document["curation"],
    )


def _check_problems(
    treatment: Treatment, *, importing: Collection[str] | None = None, people: Collection[User] = ()
) -> None:
    rules.check_clean(rules.problems(treatment, importing=importing, people=people))


def _given(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"Say {what}.")
    return text
