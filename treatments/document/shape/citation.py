"""Citations."""

from typing import Any

from treatments.document.fields import Choice, Group, Integer, Key, Shape, Text
from treatments.document.shape.parts import date, read, texts, withheld
from treatments.models.lists import TEXT_LENGTH
from treatments.vocabulary import CitationType, Design, RetractionStatus


class Author(Shape):
    """A person's family and given name, or the literal name of an organisation."""

    family = Text(max_length=TEXT_LENGTH, required=False)
    given = Text(max_length=TEXT_LENGTH, required=False, allow_null=True)
    literal = Text(max_length=TEXT_LENGTH, required=False)

    def to_internal_value(self, data: Any) -> dict[str, str | None]:
        author = super().to_internal_value(data)
        return {name: text or None for name, text in author.items()}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {name: instance[name] for name in ("family", "given", "literal") if name in instance}


class Retraction(Group):
    """Whether the source was corrected, retracted or questioned."""

    status = Choice(RetractionStatus, source="retraction_status")
    notice = Text(allow_null=True, source="retraction_notice", max_length=2000, help_text="DOI or address.")
    date = date(source="retraction_date")


class Citation(Shape):
    """A source."""

    id = Key()
    url = Text(read_only=True, help_text="Path of this citation in the API.")
    type = Choice(CitationType, help_text="Type of CSL.")
    title = Text(max_length=1000)
    authors = Author(many=True)
    container_title = Text(allow_null=True, max_length=500)
    year = Integer(min_value=1500, max_value=2100, allow_null=True)
    volume = Text(allow_null=True, max_length=50)
    issue = Text(allow_null=True, max_length=50)
    pages = Text(allow_null=True, max_length=100)
    doi = Text(allow_null=True, max_length=500)
    pmid = Text(allow_null=True, max_length=10)
    pmcid = Text(allow_null=True, max_length=15)
    link = Text(allow_null=True, max_length=2000, help_text="The web address.")
    design = Choice(Design, allow_null=True)
    registry_ids = texts()
    retraction = Retraction()
    note = Text(allow_null=True)
    formatted = Text(read_only=True, help_text="The reference as text.")
    read = read()
    withheld = withheld()
