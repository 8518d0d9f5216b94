"""Which format a file is in, told by its first line that is typical of one."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Format(StrEnum):
    """What can be read."""

    NBIB = "NBIB"
    RIS = "RIS"
    BIBTEX = "BibTeX"
    CSL = "CSL-JSON"
    IDENTIFIERS = "identifiers"


TYPICAL = {
    Format.NBIB: re.compile(r"(?:PMID|PMC|OWN|STAT|DCOM|FAU|LID|AID|BTI|PHST) {0,2}- ?\S"),
    Format.RIS: re.compile(r"\s*TY {0,2}- ?\S"),
    Format.BIBTEX: re.compile(r"\s*@\s*[a-z]+\s*[{(]", re.IGNORECASE),
}
TAGGED = re.compile(r"\s*[A-Z][A-Z0-9] {1,2}- ")


def detected(texts: Sequence[str]) -> Format:
    """The format; identifiers, where no line speaks for another."""
    first = next((text.lstrip() for text in texts if text.strip()), "")
    if first.startswith(("[", "{")):
        return Format.CSL
    for text in texts:
        for format_, pattern in TYPICAL.items():
            if pattern.match(text):
                return format_
    return Format.RIS if any(map(TAGGED.match, texts)) else Format.IDENTIFIERS
