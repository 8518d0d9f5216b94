"""What every request gets, whichever part of the server answers it."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from treatments.api.problems import MEDIA_TYPE, of_status, response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,100}")
FOR_PROGRAMS = re.compile(r"/(api|healthz|readyz)(/|\Z)")
WITHOUT_BODY = (204, 304)


class RequestId:
    """Gives each request an id, the caller's if it is well formed, and names it in the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        answer = self.get_response(request)
        answer["X-Request-Id"] = request_id
        if answer.status_code in WITHOUT_BODY:
            # Django's length of nothing would be taken for that of the document (RFC 9110, 8.6).
            answer.headers.pop("Content-Length", None)
            answer.headers.pop("Content-Type", None)
        return answer


class ApiProblems:
    """Makes a problem document of every error that a program meets and that is none yet, with DEBUG on or off."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        is_problem = answer.get("Content-Type") == MEDIA_TYPE
        if answer.status_code < 400 or is_problem or not FOR_PROGRAMS.match(request.path):
            return answer
        return response(request, of_status(answer.status_code))
