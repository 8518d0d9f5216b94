"""A record as lines of text: what it is for, how sure that is, what harm it does, and the sources of each statement."""

from collections.abc import Iterator

from evidence_client.models import AdverseEvent, Citation, EvidenceGrade, Finding, Record


def lines(record: Record) -> Iterator[str]:
    """The lines."""
    names = {condition.id: condition.name for condition in record.conditions}
    yield f"{record.name} ({words(record.kind)})"
    for grade in record.evidence_grades:
        yield f"  for {names.get(grade.condition, grade.condition)}: {sure(grade)}"
    yield from map(effect, record.findings)
    serious = [event for event in record.adverse_events if event.serious]
    yield from map(harm, serious)
    if not serious:
        yield "  serious harm: none is recorded, which does not mean that there is none"
    for warning in record.warnings:
        place = warning.jurisdiction or "no jurisdiction"
        yield f"  {words(warning.kind)} ({place}): {warning.text} {sources(warning.citations)}"
    for legal in record.regulatory:
        place = f"{legal.jurisdiction}, {legal.authority}"
        yield f"  {place}: {words(legal.status)}. {legal.note or ''} {sources(legal.citations)}"
    for claim in record.claims:
        yield f"  claim “{claim.quote}”: {words(claim.verdict)}. {claim.rationale} {sources(claim.citations)}"
    for gap in record.evidence_gaps:
        yield f"  not known: {gap.statement} {sources(gap.citations)}"
    yield from map(source, record.citations)


def sure(grade: EvidenceGrade) -> str:
    """How sure the evidence is, or why nobody can say."""
    if grade.certainty is None:
        return f"no grade ({words(grade.reason or 'not known')})"
    return f"{words(grade.certainty)} certainty {grade.symbol}"


def effect(finding: Finding) -> str:
    """What was found, how sure it is, and by whom."""
    rated = finding.certainty
    certainty = "not graded" if rated is None else f"{words(rated.rating)} certainty {rated.symbol}"
    read = finding.interpretation
    return f"  {words(read.direction)}, {certainty}: {read.statement} {sources(finding.citations)}"


def harm(event: AdverseEvent) -> str:
    """A serious adverse event, and how often it was seen."""
    often = dict.fromkeys((event.frequency.class_, event.frequency.class_high))
    basis = "" if event.frequency.basis is None else f" ({event.frequency.basis})"
    return f"  serious harm: {event.term}: {' to '.join(map(words, often))}{basis} {sources(event.citations)}"


def source(citation: Citation) -> str:
    """A reference, and whether it was retracted or corrected."""
    retraction = citation.retraction
    notice = "" if retraction.notice is None else f" ({retraction.notice})"
    changed = "" if retraction.status == "none" else f" {words(retraction.status).upper()}{notice}"
    return f"  [{citation.id}] {citation.formatted}{changed}"


def sources(ids: list[str]) -> str:
    """The ids of the sources."""
    return f"[{', '.join(ids)}]"


def words(term: str) -> str:
    """A term of the API as words."""
    return term.replace("_", " ")
