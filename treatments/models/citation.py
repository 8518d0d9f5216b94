"""Citations, shared by every record that cites them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower

from treatments.models.desk import Read, Shared
from treatments.models.fields import KeyField, LongTextField
from treatments.models.lists import texts_field, validate_authors
from treatments.vocabulary import CitationType, Design, RetractionStatus

MAX_NOTICE = 2000
DOI = re.compile(r"10\.\d{4,9}/\S+")


def normalise_doi(text: str) -> str:
    """The bare DOI (`10.1136/bmj.n1446`) out of what people paste: a resolver's address, a `doi:` prefix.

    Letter case is kept as given, although DOIs are compared without it (DOI Handbook 2.4).
    """
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)


class Citation(Shared, Read):
    """A source. Its key is of the form `cashin-2021`."""

    id = KeyField(primary_key=True)
    type = models.CharField(max_length=20, choices=CitationType.choices())
    title = models.CharField(max_length=1000)
    authors = models.JSONField(default=list, blank=True, validators=[validate_authors])
    container_title = models.CharField(max_length=500, blank=True, default="")
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1500), MaxValueValidator(2100)]
    )
    volume = models.CharField(max_length=50, blank=True, default="")
    issue = models.CharField(max_length=50, blank=True, default="")
    pages = models.CharField(max_length=100, blank=True, default="")
    doi = models.CharField("DOI", max_length=500, blank=True, default="")
    pmid = models.CharField(
        "PMID",
        max_length=10,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[1-9]\d*\Z", "A PMID is a number.")],
    )
    pmcid = models.CharField(
        "PMCID",
        max_length=15,
        blank=True,
        default="",
        validators=[RegexValidator(r"^PMC[1-9]\d*\Z", "A PMCID is “PMC” and a number.")],
    )
    link = models.URLField(max_length=2000, blank=True, default="", help_text="The web address.")
    design = models.CharField(max_length=30, choices=Design.choices(), blank=True, default="")
    registry_ids = texts_field("Trial registrations, one a line, for example NCT02412735.")
    retraction_status = models.CharField(
        max_length=25, choices=RetractionStatus.choices(), default=RetractionStatus.NONE, editable=False
    )
    retraction_notice = models.CharField(
        max_length=MAX_NOTICE, blank=True, default="", editable=False, help_text="DOI or web address of the notice."
    )
    retraction_date = models.DateField(null=True, blank=True, editable=False)
    note = LongTextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                Lower("doi"),
                name="citation_doi_unique",
                condition=~models.Q(doi=""),
                violation_error_message="Another citation has this DOI: use that one.",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def clean(self) -> None:
        self.doi = normalise_doi(self.doi)
        if self.doi and not DOI.fullmatch(self.doi):
            raise ValidationError({"doi": "A DOI starts with “10.”, a registrant's number and a slash."})

    @property
    def is_public(self) -> bool:
        """Whether documents may show this citation: a person read it, and it is not withheld."""
        return self.withheld_reason == ""
