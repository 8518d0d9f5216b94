"""What every view of the API does: refuse other methods, negotiate, check the parameters."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from treatments.api.asked import FormatParameters
from treatments.api.formats import Negotiation, offers
from treatments.api.parameters import Parameters, check_encoding, formats_of, invalid_parameter

WITH_MEMBERS = ("json", "ndjson", "csv")


class ReadOnlyView(APIView):
    """What can only be read, by everybody. `http` is Django's request inside DRF's."""

    http_method_names = ["get", "head", "options"]
    http: HttpRequest

    def initial(self, request: Request, *_args: Any, **_kwargs: Any) -> None:
        """Instead of DRF's: nobody is authenticated or held back."""
        self.http = request._request  # noqa: SLF001 - DRF offers no other way
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)

    def options(self, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """What may be asked of the resource."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None: answers set their own."""
        return {}


class PublicView(ReadOnlyView):
    """A resource of the API. `given` holds the checked query parameters, `format` the agreed format."""

    content_negotiation_class = Negotiation
    parameters: ClassVar[type[Parameters]] = FormatParameters
    given: dict[str, Any]
    format: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS":
            chosen, _ = self.get_content_negotiator().select_renderer(request, self.get_renderers())
            self.format = chosen.format
            check_encoding(self.http)
            self.given = self.parameters.read(request.query_params)
            if "fields" in self.given and self.format not in WITH_MEMBERS:
                raise invalid_parameter("fields", "no_members", f"{self.format} has no members: leave fields out.")

    def get_renderers(self) -> list[BaseRenderer]:
        """The formats that the parameter `format` allows."""
        names = formats_of(self.parameters)
        return offers(names) if names else super().get_renderers()
