"""The worksheet's panel for a form that is being filled in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from treatments.admin.forms import TOKEN
from treatments.admin.worksheet.sheet import Worksheet
from treatments.models import Finding


@require_POST
def worksheet(request: HttpRequest, object_id: str | None = None, *, model_admin: Any) -> HttpResponse:
    """Validate the posted form of a finding (a new one without `object_id`) and say what follows from it."""
    finding = None if object_id is None else _finding_or_404(request, object_id, model_admin)
    if finding is None and not model_admin.has_add_permission(request):
        raise PermissionDenied
    form_class = model_admin.get_form(request, finding, change=finding is not None)
    data = request.POST.copy()
    form = form_class(data, instance=finding)
    data[TOKEN] = form.token  # whether somebody saved meanwhile is asked when this is saved
    return TemplateResponse(request, "admin/treatments/worksheet/panel.html", {"sheet": Worksheet(form)})


def _finding_or_404(request: HttpRequest, object_id: str, model_admin: Any) -> Finding:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    finding: Finding | None = None
    if "\x00" not in object_id:
        finding = model_admin.get_queryset(request).filter(pk=object_id).first()
    if finding is None:
        raise Http404
    return finding
