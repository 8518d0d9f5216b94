"""Authors as files print them: a person, an organisation, or the words for "and others"."""

import re
from typing import Any

Json = dict[str, Any]

ORGANISATION = re.compile(
    r"\b(?:agency|administration|alliance|association|board|cent(?:er|re)s?|collaborat\w+|college|commission|committee"
    r"|consortium|council|department|federation|foundation|group|institutes?|investigators|ministry|network|office"
    r"|organi[sz]ation|programme|register|registry|service|society|task force|team|trialists|university)\b",
    re.IGNORECASE,
)
OTHERS = re.compile(r"(?:\(?(?:and|&)\s+)?others\)?|et\.?\s*al\.?", re.IGNORECASE)
WITH_INITIALS = re.compile(r"(?P<family>[^\W\d_][^,]*[^\W\d_]) (?P<given>[^\W\d_a-z]{1,4})")


def person(family: str, given: str | None = None) -> Json:
    """A person of the interchange format."""
    return {"family": family, "given": given or None}


def literal(name: str) -> Json:
    """An organisation of the interchange format."""
    return {"literal": name}


def is_others(name: str) -> bool:
    """Whether it is no name but says that there are more."""
    return OTHERS.fullmatch(name.strip()) is not None


def family_first(name: str) -> Json:
    """A name of RIS and MEDLINE: `Family, Given, Suffix` or `Family AB`; anything else is an organisation's."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and not ORGANISATION.search(name):
        return person(family, " ".join(part.strip() for part in given.split(",")))
    match = WITH_INITIALS.fullmatch(name)
    if match and match["given"].isupper() and not match["family"].isupper() and not ORGANISATION.search(name):
        return person(match["family"], match["given"])
    return literal(name)
