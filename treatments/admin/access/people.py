"""People and their roles. Who manages them touches no evidence, nobody changes their own rights, and nobody but an
owner touches an owner.
"""

import re
from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from treatments.admin.access import devices
from treatments.admin.access.password import link_for
from treatments.admin.record import ReadOnlyAdmin

RIGHTS = ["is_active", "groups"]
OWNERS_RIGHTS = ["is_staff", "is_superuser"]
LONGEST = 1000
NUMBER = re.compile(r"[0-9]{1,18}")


class ReasonForm(forms.Form):
    """Why, for the history of the person's page."""

    reason = forms.CharField(
        max_length=LONGEST,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="For the history of this page; for example: phone lost, asked for it in person.",
    )


class PersonAdmin(ReadOnlyAdmin):
    """Who works at the desk. People are not deleted, since what they decided stands; they are made inactive."""

    change_form_template = "admin/treatments/access/person.html"
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "is_superuser", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("auth.add_user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return user.has_perm("auth.change_user") and (obj is None or not obj.is_superuser or user.is_superuser)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def roles(self, person: User) -> str:
        """The names of the roles."""
        names = [group.name for group in person.groups.all()]
        return ", ".join((["owner"] if person.is_superuser else []) + names) or "none"

    @admin.display(description="second factor")
    def second_factor(self, person: User) -> str:
        """What the person has."""
        app = devices.app_of(person)
        if app is None:
            return "None yet: it is set up at the next login."
        return f"An app since {app.created_at:%Y-%m-%d}, {devices.recovery_codes_left(person)} recovery codes."

    # The form

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        rights = [*RIGHTS, *OWNERS_RIGHTS] if request.user.is_superuser else RIGHTS
        fieldsets = [
            (None, {"fields": ["username", "first_name", "last_name", "email"]}),
            ("What they may", {"fields": rights if obj else ["groups"]}),
        ]
        return [*fieldsets, ("Login", {"fields": ["second_factor", "last_login"]})] if obj else fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The name for logins stays, since versions name it; one's own rights are for somebody else."""
        own = [*RIGHTS, *OWNERS_RIGHTS] if obj == request.user else []
        return [*(["username"] if obj else []), "second_factor", "last_login", *own]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
            obj.set_unusable_password()
        obj.save()

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        return self._link(request, obj)

    # Their login

    def get_urls(self) -> list[URLPattern]:
        def address(tail: str, view: Any) -> URLPattern:
            guarded = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(view))
            name = f"treatments_person_{tail.replace('-', '_')}"
            pattern: URLPattern = path(f"<int:person_id>/{tail}/", guarded, name=name)
            return pattern

        own = [address("password-link", self.password_link), address("remove-second-factor", self.remove_second_factor)]
        return [*own, *super().get_urls()]

    def password_link(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """Ask, then show a link with which the person chooses a password. The present one holds until then."""
        person = self._person(request, person_id)
        if request.method != "POST":
            return self._page(request, person, "password_link", "Make a link for a password?")
        self.log_change(request, person, "Link for a password made.")
        return self._link(request, person)

    def remove_second_factor(self, request: HttpRequest, person_id: int) -> HttpResponse:
        """Ask why, then end the person's second factor, password and sessions, and show the link for a new password.

        Whoever found the phone may be logged in on it, and whoever knows the password would otherwise be the next to
        set up a phone.
        """
        person = self._person(request, person_id)
        if person == request.user:
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            return self._page(request, person, "remove_second_factor", "Remove the second factor?", form=form)
        devices.remove(person)
        person.set_unusable_password()
        person.save()
        self.log_change(request, person, f"Second factor removed: {form.cleaned_data['reason']}")
        messages.success(request, f"The second factor of {person} was removed, and they were logged out everywhere.")
        return self._link(request, person)

    def _person(self, request: HttpRequest, person_id: int) -> User:
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = User.objects.filter(pk=person_id).first()
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person

    def _link(self, request: HttpRequest, person: User) -> HttpResponse:
        """The only page that ever shows the link: not behind a redirect, so that no session or cookie carries it."""
        return self._page(request, person, "link", "The link", link=link_for(person, request))

    def _page(self, request: HttpRequest, person: User, name: str, title: str, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": person}
        return TemplateResponse(request, f"admin/treatments/access/{name}.html", {**context, **more})


class RoleAdmin(ReadOnlyAdmin):
    """The roles. What each may is written in the rules, and set at every migration."""

    list_display = ["name", "people"]
    ordering = ["name"]
    fields = ["name", "permissions"]

    @admin.display(description="people")
    def people(self, role: Group) -> str:
        """Who has it."""
        return ", ".join(person.get_username() for person in role.user_set.all()) or "nobody"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("user_set")


@admin.register(AccessAttempt)
class FailedLoginAdmin(ReadOnlyAdmin):
    """Failed logins of the last quarter of an hour; to unlock is to forget them."""

    actions = ["unlock"]  # type: ignore[assignment]
    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "user_agent", "failures_since_start", "attempt_time"]

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        """Whether the person may unlock."""
        return request.user.has_perm("axes.delete_accessattempt")

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:  # type: ignore[override]
        if not all(map(NUMBER.fullmatch, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("Failed logins are chosen by their numbers.")
        return super().response_action(request, queryset)

    @admin.action(description="Unlock: forget these failed logins", permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """Forget them."""
        names = ", ".join(sorted({attempt.username or "nobody" for attempt in queryset}))
        self.log_deletions(request, queryset)
        queryset.delete()
        messages.success(request, f"Unlocked: {names}.")
        return HttpResponseRedirect(reverse("admin:axes_accessattempt_changelist"))


def take_over() -> None:
    """Put our pages in the place of those that other applications registered, which show secrets and permissions."""
    admin.site.unregister([User, Group, TOTPDevice, StaticDevice])
    admin.site.register(User, PersonAdmin)
    admin.site.register(Group, RoleAdmin)
