"""API keys: made here, shown once, revoked, and never deleted."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from treatments.admin.fields import LongTextField
from treatments.admin.record import ReadOnlyAdmin
from treatments.models import ApiKey
from treatments.models.fields import LongText

EDITABLE = ["name", "contact", "note", "quota"]
KNOWN = ["prefix", "created_at", "created_by", "last_used_on", "revoked_at", "revoked_by"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys by which apps get a larger quota."""

    list_display = ["name", "prefix", "quota", "created_at", "last_used_on", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "prefix", "contact"]
    readonly_fields = KNOWN
    formfield_overrides = {LongText: {"form_class": LongTextField}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("treatments.add_apikey")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("treatments.change_apikey")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return EDITABLE if obj is None else [*EDITABLE, *KNOWN]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        only_save = {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **only_save})

    def save_model(self, request: Any, obj: ApiKey, form: Any, change: bool) -> None:
        if change:  # of these columns alone, so that it cannot undo a revocation at the same moment
            obj.save(update_fields=form.changed_data)
        else:
            request.issued_key = obj.issue(by=request.user.get_username())

    def response_add(self, request: Any, obj: ApiKey, post_url_continue: str | None = None) -> Any:
        """The only page that ever shows the key: not behind a redirect, so that no session or cookie carries it."""
        context = {**self._context(request, obj, "The new key"), "key": request.issued_key}
        return TemplateResponse(request, "admin/treatments/apikey/issued.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.revoke))
        return [path("<int:key_id>/revoke/", view, name="treatments_apikey_revoke"), *super().get_urls()]

    def revoke(self, request: HttpRequest, key_id: int) -> HttpResponse:
        """Ask, then end the key."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        key = ApiKey.objects.filter(pk=key_id).first()
        if key is None:
            raise Http404
        if request.method != "POST":
            context = self._context(request, key, "Revoke this key?")
            return TemplateResponse(request, "admin/treatments/apikey/revoke.html", context)
        if key.revoke(by=request.user.get_username()):
            self.log_change(request, key, "Revoked.")
            messages.success(request, f"{key} was revoked.")
        else:
            messages.warning(request, f"{key} was revoked before.")
        return HttpResponseRedirect(reverse("admin:treatments_apikey_change", args=[key.pk]))

    def _context(self, request: HttpRequest, key: ApiKey, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": key}
