"""The sidebar: what people do here, each part for those who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from treatments.admin.queue import count


@dataclass(frozen=True, slots=True)
class Place:
    """A page with its words, its symbol, and the permissions of which one opens it; none: open to everybody.

    `badge` counts what waits for the person there.
    """

    title: str
    icon: str
    name: str
    permissions: tuple[str, ...] = ()
    badge: Callable[[Any], int] | None = None


def _list(table: str, title: str, icon: str, app: str = "treatments") -> Place:
    may = (f"{app}.view_{table}", f"{app}.change_{table}")
    return Place(title, icon, f"admin:{app}_{table}_changelist", may)


NAVIGATION = (
    (
        "",
        (
            Place("Home", "home", "admin:index"),
            Place("Review queue", "fact_check", "admin:treatments_queue", ("treatments.view_treatment",), count),
        ),
    ),
    (
        "Records",
        (
            _list("treatment", "Treatments", "medication"),
            _list("finding", "Findings", "query_stats"),
            _list("adverseevent", "Adverse events", "report"),
            _list("recommendation", "Recommendations", "recommend"),
            _list("claim", "Claims", "format_quote"),
            Place("Import records", "upload_file", "admin:treatments_treatment_import", ("treatments.import_records",)),
        ),
    ),
    (
        "Shared",
        (
            _list("citation", "Citations", "menu_book"),
            Place("Import citations", "library_add", "admin:treatments_citation_import", ("treatments.add_citation",)),
            Place(
                "Retraction notices",
                "unpublished",
                "admin:treatments_citation_retractions",
                ("treatments.view_citation",),
            ),
            _list("condition", "Conditions", "healing"),
        ),
    ),
    (
        "Published",
        (
            _list("publication", "Public records", "public"),
            _list("version", "Versions", "history"),
            _list("change", "Changes", "rss_feed"),
            _list("step", "Decisions", "gavel"),
        ),
    ),
    (
        "People",
        (
            Place(
                "My conflict statement",
                "assignment_ind",
                "admin:treatments_conflictstatement_add",
                ("treatments.add_conflictstatement",),
            ),
            _list("conflictstatement", "Conflict statements", "handshake"),
            _list("user", "People", "group", "auth"),
            _list("group", "Roles", "badge", "auth"),
            _list("accessattempt", "Failed logins", "lock", "axes"),
            _list("apikey", "API keys", "key"),
            Place("Second factor", "phonelink_lock", "admin:treatments_second_factor"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups as unfold's sidebar takes them, with what the person may open; the page that is open is marked."""
    groups = [(title, _items(request.user, places)) for title, places in NAVIGATION]
    items = [item for _, items in groups for item in items]
    open_ = max((item for item in items if _holds(item["link"], request.path)), key=_length, default=None)
    if open_ is not None:
        open_["active"] = True
    return [{"title": title, "items": items} for title, items in groups if items]


def _items(user: Any, places: tuple[Place, ...]) -> list[dict[str, Any]]:
    return [
        {
            "title": place.title,
            "icon": place.icon,
            "link": reverse(place.name),
            "active": False,
            "has_permission": True,
            "badge": place.badge(user) if place.badge else 0,
            "badge_variant": "primary",
        }
        for place in places
        if not place.permissions or any(map(user.has_perm, place.permissions))
    ]


def _holds(link: str, path: str) -> bool:
    return path == link or (link != reverse("admin:index") and path.startswith(link))


def _length(item: dict[str, Any]) -> int:
    return len(item["link"])
