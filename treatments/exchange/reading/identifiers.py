"""DOIs, PMIDs and PMCIDs in every dress in which people paste them; and files that hold nothing else."""

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import idutils

from treatments.exchange.reading.entry import Identifier, Scheme, Unreadable
from treatments.exchange.reading.lines import Record
from treatments.exchange.reading.text import UNHELD
from treatments.models.citation import DOI

OPENING = {")": "(", "]": "[", ">": "<", "}": "{"}
PUBMED = re.compile(r"(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(\d+)", re.I)
PMC = re.compile(
    r"(?:https?://)?(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC\d+)", re.I
)
LABEL = re.compile(r"\b(pmcid|pmid|doi)\s*[:=]?\s+(?=\S)", re.IGNORECASE)
NUMBERS = re.compile(r"\d[\d\s,;]*")
GAP = re.compile(r"\s+|[,;](?=10\.\d{4,9}/|PMC\d|https?://)")
MAX_LENGTH = 2000


def split(texts: Sequence[str]) -> Iterator[Record]:
    """A record for each line that holds anything."""
    for number, text in enumerate(texts, start=1):
        if text.strip():
            yield Record(number, [text])


def parse(record: Record) -> Iterator[Identifier]:
    """Every identifier of a line; of a line with other words, a pasted reference, only the first.

    Raises:
        Unreadable: when there is none.
    """
    text = LABEL.sub(r"\1:", UNHELD.sub("", record.text).strip())
    tokens = re.split(r"[\s,;]+", text) if NUMBERS.fullmatch(text) else GAP.split(text)
    tokens = [token for token in tokens if token.strip(",;")]
    found = [each for token in tokens if (each := identified(token, bare=True))]
    if len(found) < len(tokens):
        found = [each for token in tokens if (each := identified(token, bare=False))][:1]
    if not found:
        raise Unreadable(
            "No DOI, PMID or PMCID was recognised in this line. Paste one on each line, such as 10.1136/bmj.n1446 or"
            " PMID 34233900, or a whole NBIB, RIS, BibTeX or CSL-JSON text."
        )
    for scheme, value in found:
        yield Identifier(record.line, scheme, value)


def identified(token: str, *, bare: bool) -> tuple[Scheme, str] | None:
    """What one word without spaces identifies; with `bare`, a number alone is a PMID."""
    if doi := doi_of(token):
        return Scheme.DOI, doi
    if match := PMC.match(token):
        return Scheme.PMCID, match[1].upper()
    if not bare and token.isdigit():
        return None
    token = token.strip(".,;:()[]<>")
    if pmcid := pmcid_of(token):
        return Scheme.PMCID, pmcid
    return (Scheme.PMID, pmid) if (pmid := pmid_of(token)) else None


def doi_of(text: str) -> str | None:
    """The bare DOI in a text that is a DOI, labelled or not, or an address that holds one; None where there is none.

    Letter case stays. Trailing punctuation goes, a closing bracket only when none opens it: old DOIs hold brackets.
    """
    if len(text) > MAX_LENGTH:
        return None
    text = html.unescape(text.strip().lstrip("<([\"'"))
    if is_address := bool(re.match(r"https?:|(?:dx\.)?doi\.org", text, re.IGNORECASE)):
        text = re.split(r"[?#]", text, maxsplit=1)[0]
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        text = unquote(text)
    if is_address and "doi.org" not in text.lower():
        return None  # addresses of publishers end in words of their own
    if not idutils.is_doi(text):
        return None
    words = str(idutils.normalize_doi(text)).split()
    doi = _unpunctuated(words[0]) if words else ""
    return doi if DOI.fullmatch(doi) else None


def pmid_of(text: str) -> str | None:
    """The number of a PMID, labelled or not, or in an address of PubMed's."""
    if match := PUBMED.match(text.strip()):
        text = match[1]
    match = re.fullmatch(r"(?:pmid:?\s*)?0*([1-9][0-9]{0,9})", text.strip(), re.IGNORECASE)
    return match[1] if match else None


def pmcid_of(text: str) -> str | None:
    """`PMC` and its number out of a PMCID, labelled or not, with a version or without."""
    match = re.fullmatch(r"(?:pmcid:?\s*)?(PMC[1-9][0-9]{0,11})(?:\.\d+)?", text.strip(), re.IGNORECASE)
    return match[1].upper() if match else None


def _unpunctuated(doi: str) -> str:
    while doi and (doi[-1] in ".,;:'\"”’" or (doi[-1] in OPENING and doi.count(doi[-1]) > doi.count(OPENING[doi[-1]]))):
        doi = doi[:-1]
    return doi
