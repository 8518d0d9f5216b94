"""The pages of the second factor: the code after the password, the first phone, another phone, new recovery codes."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from django_otp import login as verified_by
from django_otp.plugins.otp_static.models import StaticDevice
from unfold.widgets import UnfoldAdminTextInputWidget

from treatments.admin.access import devices

SECRET = "second_factor_secret"  # noqa: S105 - where the session keeps that of an app which is not confirmed yet
FEW = 3


class CodeForm(forms.Form):
    """A code, with which `use` does what it is for; its result is in `cleaned_data`."""

    code = forms.CharField(
        max_length=20,
        help_text="Six digits, or one of your recovery codes.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, use: Callable[[str], Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use = use

    def clean_code(self) -> Any:
        return self.use("".join(filter(str.isalnum, self.cleaned_data["code"])).lower())


class AppCodeForm(CodeForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "Six digits, which the app shows below the name of this desk."


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Whatever the person is to do next about their second factor."""
    user: Any = request.user
    if not (user.is_active and user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if "leave" in request.POST:
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    if user.is_verified():
        return _enrol(request) if "confirm" in request.POST and SECRET in request.session else _own(request)
    return _enrol(request) if devices.app_of(user) is None else _ask(request)


def _ask(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    form = CodeForm(lambda code: devices.check(request.user, code), request.POST or None)
    if not form.is_valid():
        return _page(request, "code", "Your code", form=form)
    device = form.cleaned_data["code"]
    request.session.pop(SECRET, None)  # of an enrolment that was begun here and ended elsewhere
    _verify(request, device)
    left = devices.recovery_codes_left(request.user)
    if isinstance(device, StaticDevice):
        messages.warning(request, f"You used a recovery code; {left} are left. Is the phone lost? Set up another one.")
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(_next(request))


def _enrol(request: HttpRequest) -> HttpResponse:
    """An app on a phone, confirmed by its first code; then the recovery codes, which no other page shows."""
    secret = request.session.setdefault(SECRET, devices.new_secret())
    user: Any = request.user
    form = AppCodeForm(
        lambda code: devices.enrol(user, secret, code, instead=user.is_verified()),
        request.POST if "confirm" in request.POST else None,
    )
    if not form.is_valid():
        picture = devices.picture(request.user, secret)
        return _page(request, "enrol", "Set up your phone", form=form, picture=picture, secret=devices.typed(secret))
    device, codes = form.cleaned_data["code"]
    del request.session[SECRET]
    _verify(request, device)
    return _codes(request, codes)


def _own(request: HttpRequest) -> HttpResponse:
    """What the person has, and the way to another phone or to new recovery codes, with a code of today's."""
    request.session.pop(SECRET, None)
    form = CodeForm(lambda code: devices.check(request.user, code), request.POST or None)
    if form.is_valid():
        if "codes" in request.POST:
            return _codes(request, devices.new_recovery_codes(request.user))
        return _enrol(request)
    return _page(
        request,
        "own",
        "Your second factor",
        form=form,
        app=devices.app_of(request.user),
        left=devices.recovery_codes_left(request.user),
        few=FEW,
    )


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "codes", "Your recovery codes", codes=codes, next=_next(request))


def _verify(request: HttpRequest, device: Any) -> None:
    request.session.cycle_key()
    verified_by(request, device)


def _next(request: HttpRequest) -> str:
    url = request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else reverse("admin:index")


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/treatments/access/{name}.html", context)
