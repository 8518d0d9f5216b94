"""What code computes from a finding's baseline and judgements, in the document."""

from typing import Any

from tests.conftest import Publish, make_finding, make_record
from treatments.document.render import read
from treatments.models import Version

RATIO = {"measure": "RR", "estimate": 0.5, "ci_low": 0.4, "ci_high": 0.7, "ci_level": 0.95, "computed": False}
BASELINE = {"risk": 0.2, "source": "the trial"}


def published(publish: Publish, **changes: Any) -> Any:
    publish(make_record(findings=[make_finding("rest-pain", baseline=BASELINE, **changes)]))
    return read(Version.objects.get().body)["findings"][0]


def test_an_absolute_effect_at_the_baseline(publish: Publish) -> None:
    absolute = published(publish, effect=RATIO)["absolute"]
    statement = absolute.pop("statement")
    numbers = {key: str(value) for key, value in absolute.items()}
    assert numbers == {
        "finding": "rest-pain",
        "measure": "RR",
        "baseline_risk": "0.2",
        "risk": "0.1",
        "difference_per_1000": "-100",
        "ci_low": "-120",
        "ci_high": "-60",
        "capped": "False",
        "nnt": "{'value': 10, 'kind': 'benefit', 'ci_low': 9, 'ci_high': 17}",
    }
    assert "100 fewer" in statement


def test_no_absolute_effect_of_a_mean_difference(publish: Publish) -> None:
    assert published(publish)["absolute"] is None


def test_none_of_a_narrative_finding(publish: Publish) -> None:
    finding = published(publish, effect=None)
    assert (finding["absolute"], finding["interpretation"]["direction"]) == (None, "not_estimable")


def test_not_graded(publish: Publish) -> None:
    assert published(publish, certainty=None)["certainty"] is None


def test_graded(publish: Publish) -> None:
    assert published(publish)["certainty"] == {
        "rating": "moderate",
        "symbol": "⊕⊕⊕◯",
        "source": "curated",
        "published_rating": None,
        "start": "high",
        "domains": [{"domain": "imprecision", "levels": -1, "reason": "few people"}],
        "trace": ["starts high: randomised trials", "−1 imprecision: few people"],
        "difference_reason": None,
        "rule_set": "grade/1",
    }
