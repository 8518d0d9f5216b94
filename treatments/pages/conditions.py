"""The conditions, and the page of each: every treatment for it side by side, and what was found of each."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from treatments.api.asked import ConditionsParameters
from treatments.api.pagination import Order, read_cursor, read_page
from treatments.api.parameters import Parameters, Word, cursor
from treatments.api.views.conditions import ConditionsView
from treatments.document.canonical import parse
from treatments.document.render import read
from treatments.models.fields import CodePointField, KeyField
from treatments.models.index import IndexedCondition
from treatments.models.record import Feed
from treatments.pages.base import PageView
from treatments.pages.comparison import compared
from treatments.pages.linked import condition_links
from treatments.pages.lists import ListPage, ListParameters
from treatments.pages.outcomes import plots
from treatments.pages.profile import groups
from treatments.pages.words import CERTAINTY_MEANS
from treatments.vocabulary import CurationProcess

Json = dict[str, Any]
PAGE = 50  # treatments
NAME = "treatment_name"


class Column(NamedTuple):
    """A column of the comparison, by which it can be sorted.

    `key` is the index's, `-` before it takes that from its end; `said` and `direction` tell people and their readers in
    which order the treatments stand then.
    """

    sort: str
    key: str
    said: str
    direction: str

    @property
    def order(self) -> Order:
        """Ties come by the treatments' ids."""
        return Order((self.key.removeprefix("-"), "treatment_id"), descending=self.key.startswith("-"))

    @property
    def fields(self) -> list[Any]:
        """What a cursor's values are."""
        return [CodePointField(max_length=300) if self.key == NAME else models.IntegerField(), KeyField()]


COLUMNS = (
    Column("treatment", NAME, "by name", "ascending"),
    Column("certainty", "rank", "the most certain first", "descending"),
    Column("benefit", "-benefits", "those with the most critical outcomes in favour first", "descending"),
    Column("harm", "-serious", "those with the most serious adverse events on record first", "descending"),
)
SORTS = {column.sort: column for column in COLUMNS}


class ConditionsPageParameters(ListParameters, ConditionsParameters):
    """Of the page of conditions."""


class ConditionsByName(ConditionsView):
    """The API's list of conditions, by name."""

    default_sort = "name"


class ConditionsPage(ListPage):
    """All conditions, or those that the question finds, the best first."""

    kind = "conditions"
    parameters = ConditionsPageParameters
    listed = ConditionsByName
    template = "pages/conditions.html"


class ConditionParameters(Parameters):
    """Of a condition's page."""

    sort = Word("ConditionColumn", SORTS, required=False, default="certainty", help_text="The column to sort by.")
    cursor = cursor()


class ConditionPage(PageView):
    """A condition."""

    parameters: ClassVar[type[Parameters]] = ConditionParameters
    kind = "condition"

    def get(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the path parameter's name
        """Two queries, whatever the number of treatments."""
        column = SORTS[self.given["sort"]]
        place = read_cursor(column.fields, request, self.given)
        etag = self.feed_etag(Feed.objects.get())
        if unchanged := self.not_modified(etag):
            if not IndexedCondition.objects.filter(key=id).exists():
                raise Http404
            return unchanged
        treatments = IndexedCondition.objects.to_compare(id)
        found, around = read_page(treatments, column.order, place, request, {**self.given, "page_size": PAGE})
        if not found:
            if place is None:
                raise Http404
            return HttpResponseRedirect(f"{request.path}?sort={column.sort}")  # what lay behind the cursor is gone
        return self.page("pages/condition.html", {**_shown(found, self.origin), **around, "column": column}, etag)


def _shown(rows: Iterable[Any], origin: str) -> Json:
    """What the template names of these treatments, of which there is at least one."""
    documents = [read(row.document) for row in rows]
    condition = parse(bytes(next(iter(rows)).condition))
    treatments = [compared(document, condition["id"]) for document in documents]
    return {
        "condition": condition,
        "columns": COLUMNS,
        "treatments": treatments,
        "unreviewed": sum(document["curation"]["process"] == CurationProcess.IMPORT for document in documents),
        "groups": list(groups(treatments)),
        "plots": plots(treatments),
        "sought": [each for each in treatments if each.gaps],
        "recommended": [each for each in treatments if each.recommendations],
        "certainties": CERTAINTY_MEANS,
        **condition_links(condition, documents, origin),
    }
