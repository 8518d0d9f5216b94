"""Import of citations: read, shown, imported. What was read travels in the page, and nothing is stored before."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from treatments.admin.citations.forms import SourceForm
from treatments.admin.citations.lookups import look_up_new
from treatments.admin.citations.plan import Plan, planned
from treatments.admin.citations.things import Thing, restored, signed, things

View = Callable[..., HttpResponse]

TOO_LARGE = (
    "The text is too large to be pasted, and nothing was read. Go back, where it still stands, save it as a file, and "
    "choose the file here."
)
CHANGED = "Nothing was imported yet. Choose anew where it says so below, and import again."
REFUSED = "Nothing was imported: somebody saved a citation at the same moment. Look through it and import again."


def fitting(view: View) -> View:
    """Say what to do when a form is too large, where Django would give a bare answer: its CSRF check reads it first."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
        try:
            request.POST  # noqa: B018 - reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent):
            return _start(request, model_admin, SourceForm(), error=TOO_LARGE, status=413)
        return protected(request, model_admin=model_admin)

    return checked


@fitting
@require_http_methods(["GET", "POST"])
def citation_import(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """A form; what is in its text or file; what went in."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return _start(request, model_admin, SourceForm())
    if "carried" in request.POST:
        return _import(request, model_admin)
    return _read(request, model_admin)


def _read(request: HttpRequest, model_admin: Any) -> HttpResponse:
    form = SourceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, model_admin, form)
    try:
        found = things(form.cleaned_data["data"])
        look_up_new(found)
        return _preview(request, model_admin, found, planned(found))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _start(request, model_admin, form)


def _import(request: HttpRequest, model_admin: Any) -> HttpResponse:
    try:
        found = restored(request.POST["carried"], request.user)
    except ValidationError as lost:
        return _start(request, model_admin, SourceForm(), error=" ".join(lost.messages))
    by: Any = request.user
    try:
        with transaction.atomic():
            plan = planned(found)
            plan.choose(request.POST)
            if plan.has_errors:
                return _preview(request, model_admin, found, plan, notice=CHANGED)
            plan.store(by.get_full_name() or by.get_username())
    except IntegrityError:
        plan = planned(found)
        plan.choose(request.POST)
        return _preview(request, model_admin, found, plan, notice=REFUSED)
    return _page(request, model_admin, "result", "Citations imported", plan=plan)


def _start(
    request: HttpRequest, model_admin: Any, form: SourceForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    return _page(request, model_admin, "import", "Import citations", status=status, form=form, error=error)


def _preview(
    request: HttpRequest, model_admin: Any, found: list[Thing], plan: Plan, *, notice: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"plan": plan, "carried": signed(found, request.user), "notice": notice}
    return _page(request, model_admin, "preview", "Import citations: what was read", **context)


def _page(
    request: HttpRequest, model_admin: Any, name: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "back": _back(request),
    }
    return TemplateResponse(request, f"admin/treatments/citations/{name}.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The page of the desk that sent the person here; empty for any other address."""
    given = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(given, allowed_hosts=None) and given.startswith(reverse("admin:index"))
    return given if own else ""
