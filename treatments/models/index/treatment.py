"""The current records themselves."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Subquery
from django.db.models.sql.compiler import SQLCompiler

from treatments.models.fields import CodePointField, KeyField
from treatments.models.index.row import folded
from treatments.models.index.rows import IndexedAdverseEvent, IndexedFinding
from treatments.models.index.shared import IndexedCitation, IndexedCondition
from treatments.vocabulary import Currency, Importance, RegulatoryState, TreatmentKind

DUE_WITHIN = timedelta(days=90)


class NamesByKey(Func):
    """One object of all rows, whose names stand under their keys."""

    arity = 2

    def __init__(self) -> None:
        super().__init__("key", "name", output_field=models.JSONField())

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSON_GROUP_OBJECT")

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSONB_OBJECT_AGG")


class IndexedTreatmentQuerySet(models.QuerySet["IndexedTreatment"]):
    """The filters of `/treatments`."""

    def of_kind(self, kinds: Collection[str]) -> Self:
        """Those of any of the kinds."""
        return self.filter(kind__in=kinds)

    def graded(self, conditions: Collection[str], certainties: Collection[str]) -> Self:
        """Those with a grade for any of the conditions and with any of the certainties; empty lists do not filter."""
        return self._having(IndexedCondition, key__in=conditions, certainty__in=certainties)

    def directed(self, directions: Collection[str], conditions: Collection[str]) -> Self:
        """Those with a critical finding, superseded by none, in any of the directions for any of the conditions."""
        return self._having(
            IndexedFinding,
            direction__in=directions,
            condition__in=conditions,
            importance__in=[Importance.CRITICAL],
            superseded__in=[False],
        )

    def regulated(self, statuses: Collection[str], jurisdictions: Collection[str]) -> Self:
        """Those with any of the statuses in any of the jurisdictions."""
        return self._having(IndexedStatus, status__in=statuses, jurisdiction__in=jurisdictions)

    def with_event(self, term: str | None, *, serious: bool | None) -> Self:
        """Those with an adverse event of that term (None: of any) that is serious, is not, or either (None)."""
        terms = () if term is None else (folded(term),)
        return self._having(IndexedAdverseEvent, term__in=terms, serious__in=() if serious is None else (serious,))

    def citing(self, citation: str) -> Self:
        """Those that cite the source with this id, DOI or PMID."""
        return self.filter(pk__in=IndexedCitation.objects.named(citation).values("treatment"))

    def members_of(self, parents: Collection[str]) -> Self:
        """The members of any of these."""
        return self.filter(member_of__in=parents)

    def due_as(self, currencies: Collection[str], today: date) -> Self:
        """Those of which the review is overdue, due within 90 days, or due later; without a day it is none of them."""
        soon = today + DUE_WITHIN
        stretches = {
            Currency.OVERDUE: Q(review_due__lt=today),
            Currency.DUE: Q(review_due__gte=today, review_due__lte=soon),
            Currency.CURRENT: Q(review_due__gt=soon),
        }
        wanted = [stretches[Currency(currency)] for currency in currencies]
        return self.filter(reduce(or_, wanted))

    def published_since(self, moment: datetime) -> Self:
        """Those whose current version was published then or later."""
        return self.filter(published_at__gte=moment)

    def name_of(self, column: str) -> Subquery:
        """In a query of other rows: the name of the record whose id is in that column (None: it is not current)."""
        return Subquery(self.filter(pk=OuterRef(column)).values("name"))

    def with_condition_names(self) -> Self:
        """Each with the names of its conditions by their ids, as its document has them (None: it has no condition)."""
        names = IndexedCondition.objects.filter(treatment=OuterRef("pk")).annotate(names=NamesByKey()).values("names")
        return self.annotate(condition_names=Subquery(names))

    def _having(self, model: "type[models.Model]", **wanted: Collection[Any]) -> Self:
        """Those with one row that has any value of each collection; an empty collection does not filter."""
        conditions = {name: values for name, values in wanted.items() if values}
        rows = model._default_manager.filter(treatment=OuterRef("pk"), **conditions)
        return self.filter(Exists(rows))


class IndexedTreatment(models.Model):
    """One current record; `summary` is its entry in lists, as canonical JSON."""

    id = KeyField(primary_key=True)
    name = CodePointField(max_length=300)
    kind = models.CharField(max_length=20, choices=TreatmentKind.choices())
    member_of = KeyField(blank=True, default="")
    review_due = models.DateField(null=True)
    published_at = models.DateTimeField()
    summary = models.BinaryField()

    objects = IndexedTreatmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="indexed_treatment_name"),
            models.Index(fields=["published_at", "id"], name="indexed_treatment_published_at"),
            models.Index(fields=["kind", "id"], name="indexed_treatment_kind"),
            models.Index(fields=["member_of", "id"], name="indexed_treatment_member_of"),
            models.Index(fields=["review_due", "id"], name="indexed_treatment_review_due"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def entry(self) -> bytes:
        """The entry in lists."""
        return bytes(self.summary)


class IndexedStatus(models.Model):
    """The regulatory status of a current record in one jurisdiction."""

    treatment = models.ForeignKey("treatments.IndexedTreatment", models.CASCADE, related_name="+")
    jurisdiction = models.CharField(max_length=2)
    status = models.CharField(max_length=20, choices=RegulatoryState.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["treatment", "jurisdiction", "status"], name="indexedstatus_unique")
        ]
        indexes = [models.Index(fields=["jurisdiction", "status", "treatment"], name="indexed_status_jurisdiction")]

    def __str__(self) -> str:
        return f"{self.treatment_id}: {self.status} in {self.jurisdiction}"

    if TYPE_CHECKING:
        treatment_id: str
