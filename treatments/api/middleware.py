"""What every request gets, whichever part of the server answers it."""

import re
import uuid
from collections.abc import Callable
from ipaddress import ip_address

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from treatments.api.keys import Keys
from treatments.api.problems import MEDIA_TYPE, Problem, failure, of_status, response
from treatments.api.quota import WINDOW, Quotas, whose
from treatments.models.access import ApiKey

GetResponse = Callable[[HttpRequest], HttpResponseBase]
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,100}")
COUNTED = re.compile(r"/api(/|\Z)")
FOR_PROGRAMS = re.compile(r"/(api|healthz|readyz)(/|\Z)")
WITHOUT_BODY = (204, 304)
RATE_LIMIT = {"RateLimit", "RateLimit-Policy"}


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
        problem = response(request, of_status(answer.status_code))
        for name in RATE_LIMIT & answer.headers.keys():
            problem[name] = answer[name]
        return problem


class Quota:
    """Counts each request under /api/ for its key or its address, says what is left, and refuses what is too much.

    The headers are those of draft-ietf-httpapi-ratelimit-headers-11.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.quotas, self.keys = Quotas(), Keys()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not COUNTED.match(request.path):
            return self.get_response(request)
        key, fault = self._key(request)
        if key is None:  # also with a wrong one, so that nobody may try them without end
            policy, quota = "anonymous", settings.ANONYMOUS_QUOTA
            standing = self.quotas.count(_address(request), quota)
        else:
            policy, quota = "key", key.quota
            standing = self.quotas.count(key.pk, quota)
        if standing.over:
            detail = f"The quota of {quota} requests a minute is used up. Wait {standing.seconds} seconds."
            fault = Problem("too-many-requests", detail)
        answer = self.get_response(request) if fault is None else failure(request, fault)
        if standing.over:
            answer["Retry-After"] = str(standing.seconds)
        answer["RateLimit-Policy"] = f'"{policy}";q={quota};w={WINDOW}'
        answer["RateLimit"] = f'"{policy}";r={standing.left};t={standing.seconds}'
        return answer

    def _key(self, request: HttpRequest) -> tuple[ApiKey | None, Exception | None]:
        """The caller's key, or why there is none though one was sent."""
        authorization = request.headers.get("Authorization")
        if authorization is None:
            return None, None
        try:
            return self.keys.find(authorization), None
        except (Problem, Error) as fault:
            return None, fault


def _address(request: HttpRequest) -> bytes:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return whose(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)


def network(request: HttpRequest) -> str | None:
    """Whom a request counts for, as text: an IPv4 address or the first of an IPv6 network; None for a socket file."""
    counted = _address(request)
    return str(ip_address(counted.ljust(16, b"\0") if len(counted) == 8 else counted)) if counted else None


class Cors(CorsMiddleware):
    """Lets the pages of every site read the API, as the settings CORS_… say.

    The answer is the same whatever the origin. So it says so to everybody and does not vary, and caches hold one copy.
    """

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        vary = response.headers.get("Vary")
        super().add_response_headers(request, response)
        if self.is_enabled(request):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = ", ".join(settings.CORS_EXPOSE_HEADERS)
            if vary is None:
                del response["Vary"]
            else:
                response["Vary"] = vary
        return response
