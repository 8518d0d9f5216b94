"""What Crossref and PubMed know of an identifier. Off, unless the setting LOOKUP names whom to ask."""

import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from treatments.exchange.reading import Entry, Identifier, Scheme, read

MAX_ANSWER = 4_000_000  # bytes: PubMed names every investigator of a large trial
PIECE = 65_536


class NotConfigured(Exception):  # noqa: N818 - it reads as what it is
    """Nobody may be asked about this kind of identifier."""


class LookupFailed(Exception):  # noqa: N818 - it reads as what it is
    """No entry was got; the message says why, and whether to try again."""


class Service(Protocol):
    """Somebody who knows citations by identifier."""

    def fetch(self, identifier: Identifier) -> bytes:
        """The answer, in a format that `read` knows.

        Raises:
            LookupFailed: when there is none in time.
        """


class _SameHost(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            fp.close()
            raise LookupFailed(f"{req.host} sent us on to another address, which is not followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref's REST API: a DOI as CSL-JSON."""

    base: str
    timeout: float

    def fetch(self, identifier: Identifier) -> bytes:
        """See `Service`."""
        address = f"{self.base}/v1/works/{quote(identifier.value, safe='')}/transform"
        return _answer(address, "application/vnd.citationstyles.csl+json", "Crossref", self.timeout)


@dataclass(frozen=True, slots=True)
class PubMed:
    """NCBI's efetch: a PMID or PMCID as NBIB."""

    base: str
    timeout: float

    def fetch(self, identifier: Identifier) -> bytes:
        """See `Service`."""
        database = "pmc" if identifier.scheme == Scheme.PMCID else "pubmed"
        number = identifier.value.removeprefix("PMC")
        query = f"db={database}&id={number}&rettype=medline&retmode=text"
        return _answer(f"{self.base}/entrez/eutils/efetch.fcgi?{query}", "text/plain", "PubMed", self.timeout)


def look_up(identifier: Identifier) -> Entry:
    """The citation that the identifier names, its id a proposal that knows of no other citation.

    Raises:
        NotConfigured: when the setting LOOKUP names nobody who knows such identifiers.
        LookupFailed: when no answer came, or none that is about this identifier.
    """
    found = list(read(_service(identifier.scheme).fetch(identifier)))
    entry = next((each for each in found if isinstance(each, Entry)), None)
    if entry is None:
        raise LookupFailed(f"Nothing is known of {identifier.value}, or the answer could not be read.")
    if (entry.citation[identifier.scheme] or "").lower() != identifier.value.lower():
        raise LookupFailed(f"The answer is not about {identifier.value}: check the identifier.")
    return entry


def _service(scheme: Scheme) -> Service:
    name = "crossref" if scheme == Scheme.DOI else "pubmed"
    if name not in settings.LOOKUP:
        raise NotConfigured(
            f"Looking up a {scheme.name} is off on this server: set LOOKUP={name} to switch it on, or paste the"
            " reference as NBIB, RIS, BibTeX or CSL-JSON."
        )
    if name == "crossref":
        return Crossref(settings.CROSSREF_URL.rstrip("/"), settings.LOOKUP_TIMEOUT)
    return PubMed(settings.PUBMED_URL.rstrip("/"), settings.LOOKUP_TIMEOUT)


def _answer(address: str, accept: str, name: str, timeout: float) -> bytes:
    """The body of the answer, whole within the time.

    Raises:
        LookupFailed: when it is late, too large, or no answer at all.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise LookupFailed(f"The address of {name} in the settings must begin with https://.")
    request = Request(address, headers={"Accept": accept, "User-Agent": "treatment-evidence-api"})  # noqa: S310 - checked
    late = LookupFailed(f"{name} did not answer within {timeout:g} seconds: try again later.")
    deadline = time.monotonic() + timeout
    try:
        with build_opener(_SameHost).open(request, timeout=timeout) as response:
            return _body(response, deadline, name, late)
    except HTTPError as error:
        with error:
            raise LookupFailed(_refusal(error, name)) from None
    except (OSError, HTTPException) as error:
        if isinstance(getattr(error, "reason", error), TimeoutError):
            raise late from None
        raise LookupFailed(f"{name} could not be reached: try again later.") from error


def _body(response: Any, deadline: float, name: str, late: LookupFailed) -> bytes:
    body = b""
    while piece := response.read1(PIECE):
        body += piece
        if len(body) > MAX_ANSWER:
            raise LookupFailed(f"The answer of {name} is too large to be one reference.")
        if time.monotonic() > deadline:
            raise late
    return body


def _refusal(error: HTTPError, name: str) -> str:
    match error.code:
        case 404:
            return f"{name} does not know it: check the identifier."
        case 429:
            wait = error.headers.get("Retry-After", "")
            return f"{name} asks us to wait: try again in {f'{wait} seconds' if wait.isdigit() else 'a while'}."
        case _:
            return f"{name} answered with an error ({error.code}): try again later."
