"""One range of a file's bytes, so that a download goes on where it broke off (RFC 9110, section 14)."""

import re

from django.http import HttpRequest

ONE_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,19})-(?P<last>[0-9]{0,19})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):  # noqa: N818 - the specification's own word
    """The range lies behind the end of the file."""


def wanted(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None where the whole file is.

    Several ranges, what is no range, and a range of a file that was another one by now (`If-Range`) ask for the whole.

    Raises:
        Unsatisfiable: the file has no such bytes.
    """
    match = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = (int(number) if number else None for number in match.groups())
    if first is None:
        if last is None:
            return None
        first, last = max(size - last, 0), size - 1 if last else -1  # that many bytes from the end
    elif last is not None and last < first:
        return None
    if first >= size or last == -1:
        raise Unsatisfiable
    return first, size - 1 if last is None else min(last, size - 1)
