"""What every request to the API gets, whichever part of the server answers it."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from treatments.api.problems import MEDIA_TYPE, of_status, response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,100}")


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
        return answer


class ApiProblems:
    """Makes a problem document of every error under /api/ that is none yet, with DEBUG on or off."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        is_api = request.path.startswith("/api/")
        if not is_api or answer.status_code < 400 or answer.get("Content-Type") == MEDIA_TYPE:
            return answer
        problem: HttpResponse = response(request, of_status(answer.status_code))
        if "Allow" in answer:
            problem["Allow"] = answer["Allow"]
        return problem
