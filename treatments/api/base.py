"""What every view of the API does: negotiate, check the parameters, answer HEAD and OPTIONS."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from treatments.api.parameters import Parameters


class Negotiation(DefaultContentNegotiation):
    """`format` wins over `Accept`; its value is checked with the other parameters."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if "format" in request.query_params:
            return renderers[0], renderers[0].media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return chosen


class PublicView(APIView):
    """A read-only resource. `given` holds the checked query parameters."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = Negotiation
    parameters: ClassVar[type[Parameters]] = Parameters
    given: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.given = self.parameters.read(request.query_params)

    def options(self, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """What may be asked of the resource."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method == "HEAD":
            answer["Content-Length"] = str(len(answer.content))
            answer.content = b""
        return answer


def plain(request: Request) -> HttpRequest:
    """Django's request inside DRF's."""
    return request._request  # noqa: SLF001 - DRF offers no other way
