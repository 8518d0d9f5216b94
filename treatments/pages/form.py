"""The fields of the search form, with what the address asks in them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from treatments.grading.certainty import SYMBOLS
from treatments.pages.words import STATUS_MEANS, words
from treatments.vocabulary import Certainty, Currency, Direction, TreatmentKind

Asked = Mapping[str, str]  # by parameter, as it stands in the address
Words = Mapping[str, str]  # by value

# Any of the values may hold.
SEVERAL: Mapping[str, tuple[str, Words]] = {
    "kind": ("Kind of treatment", {kind: words(kind) for kind in TreatmentKind}),
    "certainty": (
        "Certainty of the evidence, for the condition or for any",
        {certainty: f"{SYMBOLS[certainty]} {words(certainty)}" for certainty in Certainty},
    ),
    "direction": (
        "What a critical outcome shows",
        {
            Direction.BENEFIT: "in favour of the treatment",
            Direction.HARM: "against the treatment",
            Direction.NO_CLEAR_DIFFERENCE: "no clear difference",
            Direction.NOT_ESTIMABLE: "no conclusion",
        },
    ),
    "regulatory_status": ("Regulatory status", STATUS_MEANS),
    "currency": (
        "When the record is due for review",
        {
            Currency.CURRENT: "in more than 90 days",
            Currency.DUE: "within 90 days",
            Currency.OVERDUE: "it is overdue",
        },
    ),
}
# One of the values, or none.
ONE: Mapping[str, tuple[str, Words]] = {
    "serious": ("Adverse events", {"": "any or none", "true": "a serious one", "false": "one that is not serious"}),
    "sort": (
        "Order",
        {
            "": "best hits first, or by id",
            "id": "by id",
            "-id": "by id, backwards",
            "name": "by name",
            "-name": "by name, backwards",
            "published_at": "longest unchanged first",
            "-published_at": "last changed first",
        },
    ),
}
TEXTS: Mapping[str, tuple[str, str]] = {
    "condition": ("Condition", "the id at the end of its page's address; several with commas between them"),
    "jurisdiction": ("Country or region", "of the regulatory status: US, DE, EU"),
    "adverse_event": ("Name of an adverse event", "the whole term"),
    "citation": ("Source", "its id here, its DOI or its PMID"),
    "member_of": ("Member of", "the id of the group at the end of its page's address"),
    "updated_since": ("Published since", "a day such as 2026-11-23"),
}
FILTERS = SEVERAL.keys() | ONE.keys() | TEXTS.keys()


class Option(NamedTuple):
    """A value that may be chosen."""

    value: str
    words: str
    chosen: bool


class Choice(NamedTuple):
    """A parameter with the values that it takes."""

    name: str
    label: str
    options: list[Option]


class Text(NamedTuple):
    """A parameter that is typed."""

    name: str
    label: str
    hint: str
    value: str


def several(asked: Asked) -> Iterator[Choice]:
    """The choices of any number."""
    for name, (label, values) in SEVERAL.items():
        chosen = asked.get(name, "").split(",")
        yield Choice(name, label, [Option(value, said, value in chosen) for value, said in values.items()])


def one(asked: Asked) -> Iterator[Choice]:
    """The choices of one."""
    for name, (label, values) in ONE.items():
        chosen = asked.get(name, "")
        yield Choice(name, label, [Option(value, said, value == chosen) for value, said in values.items()])


def texts(asked: Asked) -> Iterator[Text]:
    """What is typed."""
    for name, (label, hint) in TEXTS.items():
        yield Text(name, label, hint, asked.get(name, ""))
