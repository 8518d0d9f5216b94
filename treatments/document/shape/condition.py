"""Conditions."""

from treatments.document.fields import Key, Shape, Text
from treatments.document.shape.parts import Coding, texts


class Condition(Shape):
    """What a treatment is used or promoted for."""

    id = Key()
    name = Text(max_length=300)
    synonyms = texts()
    description = Text(allow_null=True)
    codes = Coding(many=True)
