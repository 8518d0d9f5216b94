"""Claims: what public pages say of a treatment, and what the evidence says of that."""

from django.core.exceptions import ValidationError
from django.db import models

from treatments.models.condition import Condition
from treatments.models.fields import KeyField, LongTextField
from treatments.models.finding import Finding
from treatments.models.treatment import Row, Treatment
from treatments.vocabulary import Verdict

MAX_QUOTE_WORDS = 25


class Claim(Row):
    """A short quotation from a public page, and the verdict on it."""

    id = KeyField(primary_key=True)
    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="claims")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+")
    quote = LongTextField(blank=False, help_text=f"At most {MAX_QUOTE_WORDS} words.")
    source_publisher = models.CharField(max_length=300, blank=True, default="")
    source_title = models.CharField(max_length=500)
    source_url = models.URLField(max_length=2000, blank=True, default="")
    source_seen_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices())
    rationale = LongTextField(blank=False)
    findings = models.ManyToManyField(Finding, blank=True, related_name="+", help_text="The findings that decide it.")

    _history_m2m_fields = ["citations", "findings"]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.quote[:60]}"

    def clean(self) -> None:
        words = len(self.quote.split())
        if words > MAX_QUOTE_WORDS:
            raise ValidationError({"quote": f"Quote at most {MAX_QUOTE_WORDS} words; this has {words}."})

    @property
    def public_findings(self) -> list[str]:
        """Ids of the deciding findings that documents show."""
        return sorted(finding.id for finding in self.findings.all() if not finding.left_out_reason)
