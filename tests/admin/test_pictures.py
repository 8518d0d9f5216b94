"""The review page shows the pictures that readers will see."""

from typing import Any

from django.urls import reverse

from tests.admin.conftest import Desk
from tests.conftest import full_record, make_finding, make_record


def review(desk: Desk) -> str:
    answer = desk.get(reverse("admin:treatments_treatment_review", args=["rest"]))
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def test_each_finding_has_its_badge_and_its_plot(load: Any, desk: Desk) -> None:
    record = full_record()
    load(record)
    page = review(desk)
    assert record["findings"]
    for finding in record["findings"]:
        assert f'id="badge-{finding["id"]}' in page
        assert f'id="forest-{finding["id"]}' in page


def test_people_are_shown_only_where_their_number_is_known(load: Any, desk: Desk) -> None:
    counted = make_finding(
        "rest-counted",
        effect={
            "measure": "RR",
            "estimate": 0.5,
            "ci_low": 0.4,
            "ci_high": 0.6,
            "ci_level": 0.95,
            "computed": False,
        },
        baseline={"risk": 0.2, "source": "The control group."},
    )
    load(make_record(findings=[counted, make_finding("rest-scale")]))
    page = review(desk)
    assert 'id="icons-rest-counted' in page
    assert 'id="icons-rest-scale' not in page
