"""Nothing of the desk is ever seen: editing it changes no byte on any path."""

import pytest
from django.contrib.auth.models import User

from tests.api.contract import Client, paths
from tests.api.contract import content as body
from tests.conftest import Load, Publish, make_citation, make_finding, make_record
from treatments import workflow
from treatments.document.content import content, content_checksum
from treatments.models import Citation, Condition, Treatment

EDITED = make_record(
    "rest",
    name="DRAFT name",
    kind="drug",
    description="DRAFT",
    synonyms=["DRAFT"],
    findings=[make_finding("rest-pain", rationale="DRAFT"), make_finding("draft-finding")],
    citations=[make_citation("smith-2020")],
)
QUERIES = ["", "?kind=drug", "?condition=draft", "?count=true", "?fields=id", "?after=1", "?against=1", "?sort=-name"]
MORE = ["/api/v1/treatments/draft", "/api/v1/treatments/draft/versions", "/api/v1/treatments/draft/versions/1"]
ADDRESSES = [path + query for path in [*paths(), *MORE] for query in QUERIES] + [
    f"/api/v1/treatments/rest?as_of={day}" for day in ("2020-01-01", "2099-01-01")
]


def read_all(client: Client) -> dict[str, tuple[int, bytes, str]]:
    return {
        address: (answer.status_code, body(answer), answer.get("ETag", ""))
        for address in ADDRESSES
        if (answer := client.get(address, headers={"x-request-id": "same"}))
    }


@pytest.mark.parametrize("depth", ["draft", "submitted", "changes requested", "approved"])
def test_the_desk_is_not_seen(
    client: Client, publish: Publish, load: Load, curator: User, reviewer: User, depth: str
) -> None:
    publish()
    before = read_all(client)
    load(EDITED)
    load(make_record("draft", name="DRAFT", findings=[make_finding("other-finding")]))
    if depth != "draft":
        workflow.submit(treatment_id="rest", by=curator)
    if depth == "changes requested":
        workflow.request_changes(treatment_id="rest", by=reviewer, reason="DRAFT")
    if depth == "approved":
        approved = content_checksum(content(Treatment.objects.with_rows().get(id="rest")))
        workflow.approve(treatment_id="rest", by=reviewer, approved=approved)
    Condition.objects.update(name="DRAFT")
    Citation.objects.update(title="DRAFT")
    after = read_all(client)
    assert after == before
    assert not any(b"DRAFT" in body for _, body, _ in after.values())


def test_a_deleted_draft_is_not_missed(client: Client, publish: Publish) -> None:
    publish()
    before = read_all(client)
    Treatment.objects.get(id="rest").findings.all().delete()
    assert read_all(client) == before
