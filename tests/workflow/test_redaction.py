"""Redaction: the one exception to immutability, by two people, of bytes that the public no longer reads as current."""

import pytest
from django.contrib.auth.models import User

from tests.api.contract import Client
from tests.conftest import Load, Publish, make_record, person
from treatments import workflow
from treatments.models import Redaction, Step, Version
from treatments.models.immutable import missing_triggers
from treatments.rules import Refused
from treatments.vocabulary import Action

REASON = "It named a patient."


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("olga")


@pytest.fixture
def twice_published(publish: Publish) -> str:
    """A record whose first version is no longer current."""
    publish()
    publish(make_record(name="Another name"))
    return "rest"


def redact(owner: User, second: User, number: int = 1, reason: str = REASON) -> Redaction:
    return workflow.redact(treatment_id="rest", number=number, by=owner, seconded_by=second, reason=reason)


def test_the_bytes_are_gone_and_the_checksum_stays(twice_published: str, owner: User, manager: User) -> None:
    before = Version.objects.get(publication="rest", number=1).checksum
    redact(owner, manager)
    version = Version.objects.get(publication="rest", number=1)
    assert (bytes(version.body), bytes(version.gzip), version.checksum) == (b"", b"", before)
    approval = Step.objects.of("rest").filter(action=Action.APPROVE).earliest("id")
    assert (approval.content_checksum, bytes(approval.content)) == (version.content_checksum, b"")


def test_only_that_version_is_touched(twice_published: str, owner: User, manager: User) -> None:
    before = bytes(Version.objects.get(publication="rest", number=2).body)
    redact(owner, manager)
    assert bytes(Version.objects.get(publication="rest", number=2).body) == before
    assert bytes(Step.objects.of("rest").filter(action=Action.APPROVE).latest("id").content) != b""


def test_who_when_and_why_are_kept(twice_published: str, owner: User, manager: User) -> None:
    redaction = redact(owner, manager)
    assert (redaction.by, redaction.seconded_by, redaction.reason) == ("olga", "max", REASON)
    step = Step.objects.of("rest").latest("id")
    assert (step.action, step.by, step.note) == (Action.REDACT, owner, REASON)


def test_the_triggers_are_back(twice_published: str, owner: User, manager: User) -> None:
    redact(owner, manager)
    assert missing_triggers() == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/treatments/rest/versions/1",
        "/api/v1/treatments/rest/versions/1?fields=name",
        "/api/v1/treatments/rest/versions/2/diff",
        "/api/v1/treatments/rest/versions/1/diff",
    ],
)
def test_its_addresses_answer_410(twice_published: str, owner: User, manager: User, path: str) -> None:
    redact(owner, manager)
    response = Client().get(path)
    problem = response.json()
    assert (response.status_code, problem["type"].rpartition("/")[2], problem["reason"]) == (410, "redacted", REASON)


def test_the_time_at_which_it_was_current_answers_410(twice_published: str, owner: User, manager: User) -> None:
    moment = Version.objects.get(publication="rest", number=1).published_at.isoformat().replace("+00:00", "Z")
    redact(owner, manager)
    response = Client().get("/api/v1/treatments/rest", {"as_of": moment})
    assert (response.status_code, response.json()["title"]) == (410, "The version is redacted")


def test_the_current_record_and_the_list_of_versions_stay(twice_published: str, owner: User, manager: User) -> None:
    redact(owner, manager)
    assert Client().get("/api/v1/treatments/rest").json()["name"] == "Another name"
    assert [entry["version"] for entry in Client().get("/api/v1/treatments/rest/versions").json()["results"]] == [1, 2]


def test_a_manager_alone_may_not(twice_published: str, manager: User, reviewer: User) -> None:
    with pytest.raises(Refused, match="max may not redact: that is for owners"):
        redact(manager, reviewer)


def test_the_second_must_be_somebody_else(twice_published: str, owner: User) -> None:
    with pytest.raises(Refused, match="takes two people"):
        redact(owner, owner)


def test_the_second_must_have_the_right(twice_published: str, owner: User, curator: User) -> None:
    with pytest.raises(Refused, match="carol may not withdraw"):
        redact(owner, curator)


def test_a_reason_is_needed(twice_published: str, owner: User, manager: User) -> None:
    with pytest.raises(Refused, match="Say why the version is erased"):
        redact(owner, manager, reason=" ")


def test_what_the_public_reads_is_refused(twice_published: str, owner: User, manager: User) -> None:
    with pytest.raises(Refused, match="publish a corrected one, or withdraw the record, first"):
        redact(owner, manager, number=2)


@pytest.mark.parametrize("number", [1, 3])
def test_a_version_that_is_not_there_is_refused(twice_published: str, owner: User, manager: User, number: int) -> None:
    if number == 1:
        redact(owner, manager)
    with pytest.raises(Refused, match=f"has no version {number}"):
        redact(owner, manager, number=number)


def test_a_record_whose_last_version_is_redacted_is_not_restored(publish: Publish, owner: User, manager: User) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.")
    redact(owner, manager)
    with pytest.raises(Refused, match="The last version was redacted: publish a new one"):
        workflow.restore(treatment_id="rest", by=manager, reason="Right again.")


def test_it_is_published_anew_behind_a_redacted_last_version(
    publish: Publish, load: Load, owner: User, manager: User, curator: User
) -> None:
    publish()
    workflow.withdraw(treatment_id="rest", by=manager, reason="Wrong.")
    redact(owner, manager)
    load(make_record(name="Mended"))
    release = person("mia", "release_manager", "reviewer")
    workflow.submit(treatment_id="rest", by=curator)
    checksum = Step.objects.of("rest").latest("id").content_checksum
    workflow.approve(treatment_id="rest", by=release, approved=checksum)
    version = workflow.publish(treatment_id="rest", by=release)
    assert (version.number, version.type) == (2, "restored")
    assert Client().get("/api/v1/treatments/rest").json()["name"] == "Mended"
