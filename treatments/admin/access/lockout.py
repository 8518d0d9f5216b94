"""Too many failed logins: how many are too many, and what whoever is locked out is told. Why so: docs/adr/0025."""

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

WIDE_LIMIT = 50  # of one address with all names, and of one name from all addresses
KNOWN_FOR = timedelta(days=30)


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts the failures of a name at an address; far more are needed to lock an address or a name as a whole.

    Where a person logged in lately, only their own failures there lock them out: no stranger can keep them out.
    """

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        pair, address, name = map(_failures, self.get_user_attempts(request, credentials))
        limit: int = settings.AXES_FAILURE_LIMIT
        wide = max(address, name) >= WIDE_LIMIT and not _is_known(request, credentials)
        return max(pair, limit) if wide else pair

    def reset_user_attempts(self, request: Any, credentials: Any = None) -> int:
        """Forget the failures of the name at the address alone: a login says nothing of other names or addresses."""
        pair, *_ = self.filter_user_attempts(request, credentials)
        count: int = pair.delete()[0]
        return count


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0


def _is_known(request: Any, credentials: Any) -> bool:
    since = timezone.now() - KNOWN_FOR
    logins = AccessLog.objects.filter(username=(credentials or {}).get("username"), attempt_time__gte=since)
    return bool(logins.filter(ip_address=request.axes_ip_address).exists())


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """The page of whoever is locked out. Attempts meanwhile are not counted, so it is as long at the most."""
    from treatments.admin.site import may_evaluate  # the site's own imports end here

    page: HttpResponse = may_evaluate(_page)(request)  # type: ignore[assignment]
    return page


def _page(request: HttpRequest) -> HttpResponse:
    wait: timedelta = settings.AXES_COOLOFF_TIME
    context = {
        **admin.site.each_context(request),
        "title": "Locked out",
        "minutes": int(wait.total_seconds()) // 60,
    }
    page = TemplateResponse(request, "admin/treatments/access/locked_out.html", context, status=429)
    page["Retry-After"] = str(int(wait.total_seconds()))
    return page.render()
