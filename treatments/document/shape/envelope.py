"""What publication adds."""

from rest_framework import serializers

from treatments.document.fields import Choice, Integer, Shape, Text
from treatments.document.shape.parts import texts
from treatments.vocabulary import CurationProcess


class ConflictOfInterest(Shape):
    """A person's own statement."""

    name = Text()
    statement = Text()
    stated_on = serializers.DateField()


class Curation(Shape):
    """How the record came to be published, and by whom."""

    process = Choice(CurationProcess)
    source = Text(allow_null=True)  # type: ignore[assignment]
    curated_by = texts()
    reviewed_by = texts()
    conflicts_of_interest = ConflictOfInterest(many=True)


class License(Shape):
    """Licence of the record."""

    spdx = Text()
    url = Text()


class Meta(Shape):
    """What is needed to use the record rightly."""

    license = License()
    attribution = Text()
    schema_version = Text()
    rule_set = Text()
    sequence = Integer(min_value=1, max_value=2**63 - 1, help_text="Place of this version in the feed of changes.")
    disclaimer_url = Text()
