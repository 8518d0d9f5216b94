"""Adverse events and their frequency."""

from typing import Any

from rest_framework import serializers

from treatments.document.fields import Choice, Flag, Group, Key, Keys, Number, Shape, Text
from treatments.document.shape.effect import RelativeEffect
from treatments.document.shape.parts import Coding, count, number, read, withheld
from treatments.vocabulary import FrequencyClass, Seriousness


class TreatedArm(Group):
    """Frequency in the treated group; percentages from 0 to 100."""

    events = count(source="treated_events")
    total = count(source="treated_total")
    percent = number(source="treated_percent")
    percent_low = number(source="treated_percent_low")
    percent_high = number(source="treated_percent_high")


class ComparatorArm(Group):
    """Frequency in the comparator group; percentages from 0 to 100."""

    key = "comparator_text"
    text = Text(max_length=500, source="comparator_text")
    events = count(source="comparator_events")
    total = count(source="comparator_total")
    percent = number(source="comparator_percent")
    percent_low = number(source="comparator_percent_low")
    percent_high = number(source="comparator_percent_high")


class Frequency(Group):
    """Frequency class (CIOMS III) of the treated group."""

    class_high = Choice(FrequencyClass, read_only=True, help_text="Class of a range's upper bound.")
    basis = Text(read_only=True, allow_null=True, help_text="The figures behind the class.")
    upper_bound = Number(read_only=True, allow_null=True, help_text="With no events: 95% upper bound of the risk.")
    reported_class = Choice(FrequencyClass, allow_null=True, help_text="As printed, where no number is known.")

    def get_fields(self) -> dict[str, Any]:
        # `class` is a keyword of Python.
        return {"class": Choice(FrequencyClass, read_only=True), **super().get_fields()}


class AdverseEvent(Shape):
    """An adverse event and how often it was seen."""

    id = Key()
    term = Text(max_length=300)
    codes = Coding(many=True)
    system_organ_class = Text(allow_null=True, max_length=200)
    serious = Flag()
    seriousness = serializers.ListField(child=Choice(Seriousness), max_length=len(Seriousness))
    population = Text(allow_null=True)
    treated = TreatedArm()
    comparator = ComparatorArm(allow_null=True)
    relative_effect = RelativeEffect(allow_null=True)
    note = Text(allow_null=True)
    frequency = Frequency()
    citations = Keys(source="public_citations")
    read = read()
    withheld = withheld()
