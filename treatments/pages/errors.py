"""Pages that say what went wrong, in words and with a way on."""

import logging
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.encoding import iri_to_uri

from treatments.api.problems import TYPES, Problem, problem_of

logger = logging.getLogger(__name__)


def answer(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The fault as a page; what is our fault is logged."""
    problem = problem_of(fault)
    type_ = TYPES[problem.name]
    request_id = getattr(request, "request_id", "-")
    if type_.status >= 500:
        logger.error("%s %s", request_id, request.path, exc_info=fault)
    context = {"problem": problem, "type": type_, "request_id": request_id, "path": request.path}
    body = render_to_string("pages/problem.html", context)
    return HttpResponse(body, status=type_.status, headers={"Cache-Control": "no-store", "Content-Language": "en-GB"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    """For every address that is none; with a slash too many, on to the page without it."""
    path = request.path.rstrip("/")
    if request.path.endswith("/") and _exists(path):
        query = iri_to_uri(request.META.get("QUERY_STRING", "").encode("latin-1"))  # WSGI holds bytes so
        return HttpResponse(status=308, headers={"Location": quote(path) + (f"?{query}" if query else "")})
    return answer(request, Problem("not-found", "There is no page at this address."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For what Django refuses."""
    return answer(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For what a view refuses."""
    return answer(request, exception)


def server_error(request: HttpRequest, *_: Any) -> HttpResponse:
    """For every exception that nobody caught; Django has logged it."""
    return answer(request, Problem("internal-error", "The page could not be made. The fault was logged."))


def _exists(path: str) -> bool:
    """Whether it is an address of ours; the admin takes every one, and answers what is none of its own itself."""
    try:
        return not resolve(path).namespace
    except Resolver404:
        return False
