"""The shape of a record: every key of the published JSON, in its order, with its type.

`read_only` marks what code derives and what publication adds; `write_only` marks what an import may say and nobody
reads back. `source` names the column or property of the desk row that holds the value.
"""

from rest_framework import serializers

from treatments.document.fields import Choice, Integer, Key, Shape, Text
from treatments.document.shape.adverse_event import AdverseEvent
from treatments.document.shape.citation import Citation
from treatments.document.shape.condition import Condition
from treatments.document.shape.envelope import Curation, Meta
from treatments.document.shape.finding import EvidenceGrade, Finding
from treatments.document.shape.parts import Coding, date, texts
from treatments.document.shape.statements import Claim, EvidenceGap, Recommendation, RegulatoryStatus, Warning
from treatments.vocabulary import TreatmentKind

SCHEMA_VERSION = "1.0"


class Record(Shape):
    """One treatment with everything curated about it."""

    id = Key()
    url = Text(read_only=True, help_text="Path of this record in the API.")
    name = Text(max_length=300)
    synonyms = texts()
    kind = Choice(TreatmentKind)
    description = Text(allow_null=True)
    codes = Coding(many=True)
    member_of = Key(allow_null=True, source="member_of_id")
    conditions = Condition(many=True)
    regulatory = RegulatoryStatus(many=True)
    warnings = Warning(many=True)
    evidence_gaps = EvidenceGap(many=True)
    evidence_grades = EvidenceGrade(many=True, read_only=True)
    findings = Finding(many=True)
    adverse_events = AdverseEvent(many=True)
    recommendations = Recommendation(many=True)
    claims = Claim(many=True)
    citations = Citation(many=True)
    evidence_current_to = date()
    review_due = date()
    curation = Curation(read_only=True)
    version = Integer(read_only=True, min_value=1)
    published_at = serializers.DateTimeField(read_only=True, help_text="UTC.")
    note = Text(read_only=True, allow_null=True)
    meta = Meta(read_only=True)


RECORD = Record()  # the one that everybody uses: a new one would copy every field of every part
