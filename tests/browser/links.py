"""Every address of our own that a page names leads to something, and every fragment to an element."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag
from urllib.request import urlopen

from tests.browser.report import Report

Named = Mapping[str, tuple[str, str]]  # address: the first page that names it, the element
Answers = Mapping[str, tuple[int, set[str]]]  # address: status, ids
ROUTE = "/"  # begins a fragment that is no id but an address inside Swagger UI


def follow(report: Report, origin: str, named: Named, looked_at: Answers) -> None:
    """Ask for every address but those of the pages that were looked at."""
    ours = {address: by for address, by in named.items() if address.startswith(f"{origin}/")}
    others = sorted({urldefrag(address).url for address in ours} - set(looked_at))
    with ThreadPoolExecutor(4) as pool:
        answers = {**looked_at, **dict(zip(others, pool.map(_asked, others), strict=True))}
    for address, (page, element) in ours.items():
        target, fragment = urldefrag(address)
        status, ids = answers[target]
        faults = []
        # A reader may be sent to the page that says that, and why, something is gone; a program may not.
        leads = status == 200 or target == f"{origin}{page}" or (status == 410 and element.startswith("<a "))
        if not leads:
            faults.append(f"{address} answers {status}: {element}")
        elif fragment and not fragment.startswith(ROUTE) and unquote(fragment) not in ids:
            faults.append(f"{address}: there is no such id: {element}")
        report.look("links", page, faults)


def _asked(address: str) -> tuple[int, set[str]]:
    """Status and, of HTML, the ids."""
    try:
        with urlopen(address, timeout=30) as answer:  # noqa: S310 - http: to our own server
            html = answer.read().decode() if answer.headers.get_content_type() == "text/html" else ""
            return answer.status, set(re.findall(r'\bid="([^"]+)"', html))
    except HTTPError as error:
        with error:
            return error.code, set()
