"""Reviews of records that fall due: which, and the filter of the list of treatments by it."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from treatments.models import Treatment
from treatments.models.index.treatment import DUE_WITHIN
from treatments.vocabulary import Currency, PublicState

Reviews = QuerySet[Treatment]


def falling_due(treatments: Reviews, today: date, currency: Currency | None = None) -> Reviews:
    """Those that are due or overdue, as the API reckons it, or one of the two; what was withdrawn is neither."""
    last = today - timedelta(days=1) if currency == Currency.OVERDUE else today + DUE_WITHIN
    first = today if currency == Currency.DUE else date.min
    there = ~Q(publication__state=PublicState.WITHDRAWN) | Q(publication__isnull=True)
    return treatments.filter(there, review_due__range=(first, last)).order_by("review_due", "id")


class DueFilter(admin.SimpleListFilter):
    """Reviews that are due or overdue."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(Currency.OVERDUE, "overdue"), (Currency.DUE, f"due within {DUE_WITHIN.days} days")]

    def queryset(self, request: HttpRequest, queryset: Reviews) -> Reviews:
        value = self.value()
        if value not in (Currency.OVERDUE, Currency.DUE):
            return queryset
        return falling_due(queryset, timezone.now().date(), Currency(value))
