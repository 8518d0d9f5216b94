"""The roles of people, as groups, and exactly what each may do."""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission

DESK_ROWS = (
    "regulatorystatus",
    "warning",
    "evidencegap",
    "finding",
    "adverseevent",
    "recommendation",
    "claim",
)
DESK_TABLES = ("condition", "citation", "treatment", *DESK_ROWS)
VIEW = {f"view_{table}" for table in (*DESK_TABLES, "step", "publication", "version", "change", "conflictstatement")}
EDIT = {f"{verb}_{table}" for verb in ("add", "change") for table in DESK_TABLES}
KEYS = {"view_apikey", "add_apikey", "change_apikey"}
# People, and nothing of the evidence. That nobody gives themself a role, and none but an owner makes an owner, is
# the matter of the pages: permissions cannot say it.
PEOPLE = {
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
    "axes.view_accessattempt",
    "axes.delete_accessattempt",
}
GROUPS: Mapping[str, set[str]] = {
    "curator": VIEW
    | EDIT
    | {f"delete_{table}" for table in DESK_ROWS}
    | {"submit", "comment", "add_conflictstatement"},
    "reviewer": VIEW | {"review", "comment", "publish", "set_citation_status", "add_conflictstatement"},
    "release_manager": VIEW | KEYS | {"publish", "import_records", "withdraw", "reissue", "make_release"},
    "administrator": PEOPLE,
}


def install_groups(using: str) -> None:
    """Create the groups and give them exactly their permissions; one without a label is of this application."""
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = {codename if "." in codename else f"treatments.{codename}" for codename in codenames}
        group.permissions.set(
            permission
            for permission in Permission.objects.using(using).select_related("content_type")
            if f"{permission.content_type.app_label}.{permission.codename}" in wanted
        )
