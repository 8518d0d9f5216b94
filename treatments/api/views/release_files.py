"""The files of a release: whole, or from where a download broke off."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from treatments.api import ranges, responses
from treatments.api.base import PublicView
from treatments.api.components import format_schema
from treatments.api.parameters import Parameters
from treatments.api.problems import Problem, response
from treatments.api.schema import describe
from treatments.api.views.releases import TAG
from treatments.document.render import timestamp
from treatments.models.release import ReleaseFile

FORMATS = {"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv", "txt": "text/plain"}
WHOLE = {
    (200, media_type): OpenApiResponse(shape, description="The file.")
    for media_type, shape in {
        "text/plain; charset=utf-8": format_schema("text"),
        "text/csv": format_schema("csv"),
        "application/x-ndjson": format_schema("ndjson"),
        "application/json": OpenApiTypes.OBJECT,
    }.items()
}
PART = {
    (206, media_type): OpenApiResponse(OpenApiTypes.ANY, description="The range of it that was asked for.")
    for _, media_type in WHOLE
}


class FileFormat(BaseRenderer):
    """A file as it is: no other format of it is offered."""

    def __init__(self, name: str) -> None:
        self.format = name.rpartition(".")[2]
        self.media_type = FORMATS.get(self.format, "*/*")


class ReleaseFileView(PublicView):
    """One file of a release."""

    parameters = Parameters

    def get_renderers(self) -> list[BaseRenderer]:
        return [FileFormat(self.kwargs.get("name", ""))]  # none while the API is described

    @describe(
        "getReleaseFile",
        "Download a file of a release",
        "The bytes of which the release names the SHA-256. A download that broke off goes on with `Range: bytes=N-`,"
        " and `If-Range` with the ETag. Where a version that stands in the release was redacted, its files are erased.",
        tag=TAG,
        path=("tag", "file"),
        parameters=Parameters,
        answer={**WHOLE, **PART},
        problems=("not-found", "redacted", "range-not-satisfiable"),
        headers=("Accept-Ranges", "Content-Range"),
    )
    def get(self, _request: Request, tag: str, name: str) -> HttpResponseBase:
        """One query, and one for each piece of the file."""
        file = _file(tag, name)
        unchanged = responses.not_modified(self.http, _etag(file), cache=responses.FROZEN)
        return unchanged or _served(self.http, file)


def _served(request: HttpRequest, file: ReleaseFile) -> HttpResponseBase:
    """The file, or the range of it that is asked for."""
    try:
        part = ranges.wanted(request, _etag(file), file.size)
    except ranges.Unsatisfiable:
        answer = response(request, Problem("range-not-satisfiable", f"The file has {file.size} bytes."))
        answer["Content-Range"] = f"bytes */{file.size}"
        return answer
    first, last = part or (0, file.size - 1)
    pieces = file.read(first, last) if request.method == "GET" else ()
    stream = StreamingHttpResponse(pieces, status=206 if part else 200, content_type=file.media_type)
    stream["Content-Length"] = str(last - first + 1)
    stream["Accept-Ranges"] = "bytes"
    if part:
        stream["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return responses.finished(stream, _etag(file), responses.FROZEN)


def _etag(file: ReleaseFile) -> str:
    return f'"{file.sha256}"'


def _file(tag: str, name: str) -> ReleaseFile:
    """The file, unless it is not there or was erased."""
    file = ReleaseFile.objects.select_related("release__redaction__redaction").filter(release=tag, name=name).first()
    if file is None:
        raise Http404
    if hasattr(file.release, "redaction"):
        redaction = file.release.redaction.redaction
        raise Problem(
            "redacted",
            f"A version in this release was redacted, so its files are erased: {redaction.reason}",
            members={"reason": redaction.reason, "redacted_at": timestamp(redaction.at)},
        )
    return file
