"""A few records that differ in everything a list can be filtered by, and where to find their rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conftest import (
    make_citation,
    make_claim,
    make_event,
    make_finding,
    make_gap,
    make_recommendation,
    make_record,
    make_status,
    make_warning,
)

Json = dict[str, Any]
SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
TODAY = datetime.now(UTC).date()


def condition(id_: str, name: str) -> Json:
    return {"id": id_, "name": name, "synonyms": [], "description": None, "codes": []}


BACK, KNEE = condition("back-pain", "Back pain"), condition("knee-pain", "Ärger with the knee")
SMITH = make_citation("smith-2020", doi="10.1136/bmj.N1446", pmid="123")
SICI_1998 = make_citation("old-1998", year=1998, doi=SICI, design="cohort", link=None)
RETRACTED = make_citation(
    "bad-2019",
    year=2019,
    design=None,
    note="Cited to say that it is retracted.",
    retraction={"status": "retracted", "notice": "10.1000/notice", "date": "2021-02-03"},
)
OUTCOME: Json = make_finding("any")["outcome"]
EFFECT: Json = make_finding("any")["effect"]
CERTAINTY: Json = make_finding("any")["certainty"]
HARM = {"measure": "RR", "estimate": 1.6, "ci_low": 1.2, "ci_high": 2, "ci_level": 0.95, "computed": False}


def low(reason: str) -> Json:
    """A certainty of low."""
    return {**CERTAINTY, "domains": [{"domain": "risk_of_bias", "levels": -2, "reason": reason}]}


REST = make_record(
    "rest",
    conditions=[BACK, KNEE],
    review_due=(TODAY - timedelta(days=1)).isoformat(),
    findings=[
        make_finding("rest-pain"),
        make_finding("rest-recurrence", outcome={**OUTCOME, "name": "Recurrence", "unit": None, "scale_min": None,
            "scale_max": None}, effect=HARM, certainty=low("open"), design="cohort", citations=["old-1998"],
            baseline={"risk": 0.25, "source": "the control group"}),
        make_finding("rest-words", condition="knee-pain", effect=None, certainty=None, design=None,
            outcome={**OUTCOME, "importance": "limited"}),
    ],
    adverse_events=[
        make_event(id="rest-nausea"),
        make_event(id="rest-death", term="Death", serious=True, seriousness=["death"],
            system_organ_class="General disorders", treated={"events": 1, "total": 2000, "percent": None,
            "percent_low": None, "percent_high": None}),
    ],
    recommendations=[
        make_recommendation(id="rest-nice"),
        make_recommendation(id="rest-who", organisation="WHO", direction="against", strength="conditional",
            condition="knee-pain"),
    ],
    claims=[
        make_claim(id="rest-claim", findings=["rest-pain"]),
        make_claim(id="rest-cure", verdict="misleading", condition="knee-pain", quote="It cures everyone."),
    ],
    evidence_gaps=[make_gap()],
    warnings=[make_warning()],
    regulatory=[make_status(jurisdiction="US", status="approved"), make_status(jurisdiction="DE", status="unapproved")],
    citations=[SMITH, SICI_1998],
)  # fmt: skip
PILL = make_record(
    "pill",
    kind="drug",
    member_of="rest",
    conditions=[BACK],
    review_due=TODAY.isoformat(),
    findings=[
        make_finding("pill-pain", comparator={"text": "rest", "treatment": "rest"}, superseded_by="pill-pain-2"),
        make_finding("pill-pain-2", effect={**EFFECT, "estimate": 0, "ci_high": 5}, certainty=low("open")),
        make_finding("pill-any", outcome={**OUTCOME, "importance": "important", "name": "Any event"}, effect=HARM),
    ],
    adverse_events=[
        make_event(id="pill-nausea", term="NAUSEA", serious=True, system_organ_class="Gastrointestinal disorders",
            treated={"events": None, "total": 100, "percent": 10, "percent_low": None, "percent_high": None}),
    ],
    regulatory=[make_status(jurisdiction="US", status="withdrawn"), make_status(jurisdiction="EU", status="approved")],
    citations=[SMITH, RETRACTED],
    recommendations=[make_recommendation(id="pill-nice", condition="back-pain", citations=["bad-2019"])],
)  # fmt: skip
HEAT = make_record(
    "heat",
    kind="physical",
    conditions=[KNEE],
    review_due=(TODAY + timedelta(days=91)).isoformat(),
    findings=[],
    citations=[SMITH],
    evidence_gaps=[make_gap(condition="knee-pain")],
)
SOON = make_record(
    "soon", review_due=(TODAY + timedelta(days=90)).isoformat(), conditions=[KNEE], findings=[], citations=[]
)
LIBRARY = (REST, PILL, HEAT, SOON)
