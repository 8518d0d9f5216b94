"""A link with which a person chooses a password, so that nobody else ever knows it."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from unfold.widgets import UnfoldAdminPasswordWidget


def link_for(person: User, request: HttpRequest) -> str:
    """The address; it works once, for a day, and no longer once the person logs in or has another password."""
    token = default_token_generator.make_token(person)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return request.build_absolute_uri(reverse("admin:treatments_password", args=[uid, token]))


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link; the login comes next."""

    form_class = PasswordForm
    template_name = "admin/treatments/access/password.html"
    success_url = reverse_lazy("admin:login")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = "Choose a password" if self.validlink else "This link no longer works"
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs), "title": title}
