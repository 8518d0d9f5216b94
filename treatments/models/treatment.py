"""Treatments and the short statements about them: regulatory status, warnings, stated gaps in the evidence."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from treatments.models.citation import Citation
from treatments.models.condition import Condition
from treatments.models.desk import DeskModel
from treatments.models.fields import KeyField, LongTextField
from treatments.models.lists import codes_field, texts_field
from treatments.models.record import Publication
from treatments.vocabulary import DeskState, RegulatoryState, TreatmentKind, WarningKind

validate_jurisdiction = RegexValidator(
    r"^[A-Z]{2}\Z", "Give the country's two letters (ISO 3166-1, for example US), or EU."
)


class TreatmentQuerySet(models.QuerySet["Treatment"]):
    """Reads of the desk."""

    def with_rows(self) -> "TreatmentQuerySet":
        """Everything a document is made of, in a number of queries that does not grow with the rows."""
        rows = ("regulatory_statuses", "warnings", "evidence_gaps", "findings", "adverse_events", "recommendations")
        return self.select_related("publication").prefetch_related(
            "conditions",
            *(f"{name}__citations" for name in (*rows, "claims")),
            "findings__mid_citation",
            "findings__location_citation",
            "claims__findings__citations",
            "claims__findings__mid_citation",
            "claims__findings__location_citation",
        )

    def using_condition(self, condition: Condition) -> "TreatmentQuerySet":
        """The treatments whose rows speak of the condition."""
        paths = ("conditions", *(f"{row}__condition" for row in CONDITION_ROWS))
        return self._reaching(paths, condition)

    def citing(self, citation: Citation) -> "TreatmentQuerySet":
        """The treatments whose rows cite the citation."""
        return self._reaching(CITING_PATHS, citation)

    def citing_each(self, citations: Iterable[Citation]) -> dict[str, set[str]]:
        """Ids of the treatments whose rows cite each of the citations, by its id."""
        known = {citation.id for citation in citations}
        found: dict[str, set[str]] = {}
        for path in CITING_PATHS:
            for citation, treatment in self.filter(**{f"{path}__in": known}).values_list(path, "id"):
                found.setdefault(citation, set()).add(treatment)
        return {citation: ids for citation, ids in found.items() if citation in known}

    def cited(self) -> set[str]:
        """Ids of the citations that rows of these treatments name."""
        return {key for path in CITING_PATHS for key in self.values_list(path, flat=True) if key is not None}

    def _reaching(self, paths: tuple[str, ...], row: models.Model) -> "TreatmentQuerySet":
        ids: set[str] = set()
        for path in paths:
            ids.update(self.filter(**{path: row}).values_list("id", flat=True))
        return self.filter(id__in=ids)


CONDITION_ROWS = ("regulatory_statuses", "evidence_gaps", "findings", "recommendations", "claims")
CITING_ROWS = (
    "regulatory_statuses",
    "warnings",
    "evidence_gaps",
    "findings",
    "adverse_events",
    "recommendations",
    "claims",
)
CITING_PATHS = (*(f"{row}__citations" for row in CITING_ROWS), "findings__mid_citation", "findings__location_citation")


class Treatment(DeskModel):
    """One treatment with everything curated about it: the unit of review and publication.

    `edition` counts the edits of the whole record: a form that was opened on an older one is refused.
    """

    id = KeyField(primary_key=True)
    name = models.CharField(max_length=300)
    synonyms = texts_field("One a line.")
    kind = models.CharField(max_length=20, choices=TreatmentKind.choices())
    description = LongTextField()
    codes = codes_field()
    member_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    conditions = models.ManyToManyField(
        Condition, related_name="treatments", blank=True, help_text="What it is used or promoted for."
    )
    evidence_current_to = models.DateField(null=True, blank=True, help_text="When the evidence was last searched.")
    review_due = models.DateField(null=True, blank=True)

    desk_state = models.CharField(max_length=20, choices=DeskState.choices(), default=DeskState.DRAFT, editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False)
    publication = models.OneToOneField(
        Publication, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = TreatmentQuerySet.as_manager()

    if TYPE_CHECKING:
        member_of_id: str | None

    _history_m2m_fields = ["conditions"]

    class Meta:
        ordering = ["id"]
        permissions = [
            ("submit", "Can submit a record for review and recall it"),
            ("review", "Can request changes to a record and approve it"),
            ("comment", "Can comment on a record"),
            ("publish", "Can publish an approved record"),
            ("import_records", "Can publish records by import"),
            ("withdraw", "Can withdraw and restore a record"),
            ("reissue", "Can reissue a record with today's software"),
            ("set_citation_status", "Can set the retraction status of a citation"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.member_of_id is not None and self.member_of_id == self.id:
            raise ValidationError({"member_of": "A treatment cannot be a member of itself."})

    def rows(self) -> list["Row"]:
        """Every row of the record that cites something."""
        return [row for name in CITING_ROWS for row in getattr(self, name).all()]


class Row(DeskModel):
    """A row of a treatment's record, resting on citations."""

    citations = models.ManyToManyField(Citation, blank=True, related_name="+")

    if TYPE_CHECKING:
        treatment: Treatment
        treatment_id: str

    _history_m2m_fields = ["citations"]

    class Meta:
        abstract = True

    @property
    def sources(self) -> list[Citation]:
        """Every citation that the row names."""
        return list(self.citations.all())

    @property
    def public_citations(self) -> list[str]:
        """Keys of the citations that documents may show."""
        return sorted(citation.id for citation in self.citations.all() if citation.is_public)

    @property
    def left_out_reason(self) -> str:
        """Why the row stands in no document, for example because it has no public citation; empty when it does."""
        return "" if self.public_citations else "none of its citations was read by a person"


class RegulatoryStatus(Row):
    """What one authority says of the treatment, for its jurisdiction alone."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="regulatory_statuses")
    jurisdiction = models.CharField(max_length=2, validators=[validate_jurisdiction])
    authority = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=RegulatoryState.choices())
    condition = models.ForeignKey(Condition, models.PROTECT, null=True, blank=True, related_name="+")
    as_of = models.DateField(null=True, blank=True)
    note = LongTextField()

    class Meta:
        verbose_name_plural = "regulatory statuses"
        ordering = ["jurisdiction", "authority", "status", "id"]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.authority}: {self.status}"


class Warning(Row):  # noqa: A001 - the domain's own word
    """A warning of an authority or a label."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="warnings")
    kind = models.CharField(max_length=20, choices=WarningKind.choices())
    jurisdiction = models.CharField(max_length=2, blank=True, default="", validators=[validate_jurisdiction])
    text = LongTextField(blank=False)

    class Meta:
        ordering = ["jurisdiction", "kind", "id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


class EvidenceGap(Row):
    """The honest nothing: what was looked for and not found."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="evidence_gaps")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+")
    statement = LongTextField(blank=False)

    class Meta:
        ordering = ["condition_id", "id"]

    def __str__(self) -> str:
        return self.statement[:80]
