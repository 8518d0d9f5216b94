"""Everything can be entered."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.admin.conftest import Desk, add_url, change_url, errors, read_form
from treatments.models import (
    AdverseEvent,
    Citation,
    Claim,
    Condition,
    EvidenceGap,
    Finding,
    Recommendation,
    RegulatoryStatus,
    Step,
    Treatment,
    Warning,
)


def enter(desk: Desk, model: type[Any], **values: Any) -> Any:
    """Add a row through its empty form."""
    response = desk.edit(add_url(model), **values)
    assert response.status_code == 302, errors(response)
    return model.objects.latest("pk") if "id" not in values else model.objects.get(pk=values["id"])


def test_a_condition(desk: Desk) -> None:
    row = enter(
        desk,
        Condition,
        id="back-pain",
        name="Back pain",
        synonyms="lumbago\r\ndorsalgia",
        description="one\r\ntwo",
        codes="ICD-10-CM | M54.50 | Low back pain, unspecified | verified",
    )
    assert row.synonyms == ["lumbago", "dorsalgia"]
    assert row.description == "one\ntwo"
    assert row.codes == [
        {"system": "ICD-10-CM", "code": "M54.50", "display": "Low back pain, unspecified", "verified": True}
    ]
    assert row.history.get().history_user == desk.user


def test_a_citation(desk: Desk) -> None:
    row = enter(
        desk,
        Citation,
        id="smith-2020",
        type="article-journal",
        title="A title",
        authors="Smith | Ann\r\nWorld Health Organization",
        doi="https://doi.org/10.1136/bmj.n1446",
        year="2020",
        link="example.org/a",
        registry_ids="NCT02412735",
        read_where="the article",
    )
    assert row.authors == [{"family": "Smith", "given": "Ann"}, {"literal": "World Health Organization"}]
    assert (row.doi, row.link, row.registry_ids) == ("10.1136/bmj.n1446", "https://example.org/a", ["NCT02412735"])
    assert row.retraction_status == "none"


def test_a_treatment_with_its_statements(desk: Desk, load: Any) -> None:
    load()
    statement = {"citations": ["smith-2020"]}
    inlines: dict[str, Any] = {
        "regulatory_statuses-TOTAL_FORMS": "1",
        "regulatory_statuses-0-jurisdiction": "US",
        "regulatory_statuses-0-authority": "FDA",
        "regulatory_statuses-0-status": "approved",
        "regulatory_statuses-0-as_of": "2024-05-01",
        "warnings-TOTAL_FORMS": "1",
        "warnings-0-kind": "boxed_warning",
        "warnings-0-text": "It warns.",
        "evidence_gaps-TOTAL_FORMS": "1",
        "evidence_gaps-0-condition": "back-pain",
        "evidence_gaps-0-statement": "No study was found.",
    }
    for prefix in ("regulatory_statuses", "warnings", "evidence_gaps"):
        inlines[f"{prefix}-0-citations"] = statement["citations"]
    row = enter(desk, Treatment, id="heat", name="Heat", kind="self_care", conditions=["back-pain"], **inlines)
    assert [condition.id for condition in row.conditions.all()] == ["back-pain"]
    assert RegulatoryStatus.objects.get(treatment=row).as_of == date(2024, 5, 1)
    assert list(Warning.objects.get(treatment=row).citations.values_list("id", flat=True)) == ["smith-2020"]
    assert EvidenceGap.objects.get(treatment=row).statement == "No study was found."
    assert [(step.action, step.by) for step in Step.objects.of("heat")] == [("edit", desk.user)]


FINDING = {
    "id": "rest-sleep",
    "treatment": "rest",
    "condition": "back-pain",
    "comparator_text": "usual care",
    "outcome_name": "poor sleep",
    "importance": "important",
    "higher_is_better": "False",
    "citations": ["smith-2020"],
}


def test_a_finding_with_zeros_and_judgements(desk: Desk, load: Any) -> None:
    load()
    row = enter(
        desk,
        Finding,
        **FINDING,
        measure="MD",
        estimate="0",
        ci_low="-1.5",
        ci_high="0",
        ci_level="0.95",
        certainty_source="curated",
        start="high",
        risk_of_bias="-1",
        risk_of_bias_reason="open label",
        inconsistency="0",
        indirectness="0",
        imprecision="0",
        publication_bias="0",
    )
    assert (row.estimate, row.ci_low, row.ci_high) == (Decimal(0), Decimal("-1.5"), Decimal(0))
    assert [(each.domain, each.levels, each.reason) for each in row.judgements] == [("risk_of_bias", -1, "open label")]
    assert row.opposing_confounding == 0
    assert row.higher_is_better is False


def test_a_narrative_finding(desk: Desk, load: Any) -> None:
    load()
    assert enter(desk, Finding, **FINDING).effect is None


def test_numbers_are_shown_as_they_were_typed(desk: Desk, load: Any) -> None:
    load()
    form = desk.open(change_url(Finding.objects.get(id="rest-pain")))
    assert (form["estimate"], form["ci_level"]) == (["-7"], ["0.95"])


def test_an_adverse_event(desk: Desk, load: Any) -> None:
    load()
    row = enter(
        desk,
        AdverseEvent,
        id="rest-stiffness",
        treatment="rest",
        term="stiffness",
        serious="True",
        seriousness=["hospitalisation", "disability"],
        treated_events="0",
        treated_total="300",
        citations=["smith-2020"],
    )
    assert (row.serious, row.seriousness, row.treated_events) == (True, ["hospitalisation", "disability"], 0)


def test_criteria_keep_the_order_in_which_they_are_stored(desk: Desk, load: Any) -> None:
    load()
    values = {"id": "rest-fall", "treatment": "rest", "term": "fall", "serious": "True"}
    row = enter(desk, AdverseEvent, **values)
    AdverseEvent.objects.filter(pk=row.pk).update(seriousness=["disability", "death"])
    desk.edit(change_url(row), seriousness=["death", "disability", "other_important"])
    row.refresh_from_db()
    assert row.seriousness == ["disability", "death", "other_important"]


def test_a_recommendation(desk: Desk, load: Any) -> None:
    load()
    row = enter(
        desk,
        Recommendation,
        id="acp-rest",
        treatment="rest",
        condition="back-pain",
        organisation="ACP",
        direction="against",
        strength="strong",
        text="Do not rest.",
        citations=["smith-2020"],
    )
    assert row.direction == "against"


def test_a_claim_with_its_findings(desk: Desk, load: Any) -> None:
    load()
    row = enter(
        desk,
        Claim,
        id="rest-heals",
        treatment="rest",
        condition="back-pain",
        quote="Rest heals.",
        source_title="A page",
        verdict="unsupported",
        rationale="Nothing shows it.",
        findings=["rest-pain"],
        citations=["smith-2020"],
    )
    assert [finding.id for finding in row.findings.all()] == ["rest-pain"]


def test_the_treatments_page_lists_its_rows_with_their_standing_and_a_link_to_add(desk: Desk, load: Any) -> None:
    load()
    finding = Finding.objects.get(id="rest-pain")
    desk.edit(change_url(finding), withheld="in doubt")
    response = desk.get(change_url(finding.treatment))
    panel = response.context["panel"]
    ((row, url, standing),) = panel.sections[0].rows
    assert (row, url, standing) == (finding, change_url(finding), "left out: in doubt")
    assert url in response.content.decode()
    response = desk.get(panel.sections[0].add_url)
    assert read_form(response)["treatment"] == ["rest"]


def test_saving_a_row_leads_back_to_its_treatment(desk: Desk, load: Any) -> None:
    load()
    finding = Finding.objects.get(id="rest-pain")
    findings = f"{change_url(finding.treatment)}#tab-findings"
    assert desk.edit(change_url(finding), unit="cm").url == findings
    assert desk.edit(add_url(Finding), **FINDING).url == findings


def test_an_id_is_fixed_once_it_is_given(desk: Desk, load: Any) -> None:
    load()
    finding = Finding.objects.get(id="rest-pain")
    assert "id" not in desk.open(change_url(finding))
    desk.edit(change_url(finding), id="another", unit="cm")
    assert Finding.objects.get().id == "rest-pain"
