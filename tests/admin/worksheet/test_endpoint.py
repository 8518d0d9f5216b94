"""The worksheet answers to every input, to those who may edit, in few queries, and writes nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.admin.conftest import Desk, Fields, add_url, change_url, state
from tests.admin.worksheet.panel import ask, on_page, sections, worksheet_url
from tests.conftest import make_citation, make_finding, make_record, person
from treatments.grading.certainty import LEVELS as LEVELS_OF
from treatments.grading.certainty import SYMBOLS, Judgement, rate
from treatments.models import Finding, Step
from treatments.models.finding import RATE_DOWN, RATE_UP
from treatments.vocabulary import Domain, Start

PAIN = "rest-pain"
UNKNOWN = "Not computed: mend what is refused."
MODERATE = "⊕⊕⊕◯ moderate\nstarts high: randomised trials\n−1 imprecision: few people"
BENEFIT = "Direction\nbenefit\nSize\nnot said\nClinical importance\nnot said"
SENTENCE = (
    "Name of rest compared with usual care: the treatment probably reduces pain intensity. "
    "Mean difference in points: −7 (95% CI −12 to −2). Time point: six weeks."
)
NO_PEOPLE = "There is no absolute effect for a mean difference: it does not count people."
AS_STORED = {"Certainty": MODERATE, "Effect": BENEFIT, "Of 1,000 people": NO_PEOPLE, "In a sentence": SENTENCE}


@pytest.fixture(autouse=True)
def _record(load: Any) -> None:
    load()


@pytest.fixture
def form(desk: Desk) -> Fields:
    return desk.open(change_url(Finding(id=PAIN)))


def test_a_finding_as_it_is_stored(desk: Desk) -> None:
    assert ask(desk, PAIN) == AS_STORED


def test_each_step_and_what_is_missing(desk: Desk) -> None:
    asked = ask(desk, PAIN, imprecision_reason="", inconsistency="-2", inconsistency_reason="I² 71%")
    assert asked["Certainty"].split("\n") == [
        "⊕◯◯◯ very low",
        "starts high: randomised trials",
        "−2 inconsistency: I² 71%",
        "−1 imprecision: reason not recorded",
    ]
    assert asked["Before it can be submitted"] == "Imprecision reason: Give the reason for this level."
    assert asked["In a sentence"].startswith("The evidence is very uncertain about the effect of name of rest")


def test_an_absolute_effect(desk: Desk) -> None:
    ratio: dict[str, Any] = {
        "measure": "RR",
        "estimate": "0.5",
        "ci_low": "0.4",
        "ci_high": "0.7",
        "baseline_risk": "0.2",
    }
    asked = ask(desk, PAIN, outcome_name="no relief", **ratio)
    assert "100 fewer (95% CI 120 fewer to 60 fewer)" in asked["Of 1,000 people"]
    assert "one more to benefit: 10 (95% CI 9 to 17)" in asked["Of 1,000 people"]


def test_a_rating_that_differs_from_the_sources(desk: Desk) -> None:
    asked = ask(desk, PAIN, published_rating="low")
    assert asked["Before it can be submitted"] == (
        "Difference reason: The judgements give moderate, the source low: say why they differ."
    )


def test_what_ought_to_be_known(desk: Desk) -> None:
    asked = ask(desk, PAIN, start="low", dose_response="1", dose_response_reason="more is more", withheld="in doubt")
    assert asked["Good to know"] == "Rated up beside a rating down\nLeft out of the document: in doubt"


def test_a_mid_that_no_document_may_show(desk: Desk, load: Any) -> None:
    cited = [make_citation("smith-2020"), make_citation("jones-2021", read=None)]
    load(make_record("heat", citations=cited))
    mid: dict[str, Any] = {"mid_value": "5", "mid_scale": "native", "mid_citation": "jones-2021"}
    asked = ask(desk, PAIN, **mid)
    assert asked["Effect"] == BENEFIT
    assert "documents may not show the citation" in asked["Good to know"]
    assert "Clinical importance\nuncertain" in ask(desk, PAIN, **mid | {"mid_citation": "smith-2020"})["Effect"]


NEW = {
    "id": "rest-sleep",
    "treatment": "rest",
    "condition": "back-pain",
    "comparator_text": "usual care",
    "outcome_name": "poor sleep",
    "importance": "important",
    "higher_is_better": "False",
}


def test_a_new_finding(desk: Desk) -> None:
    empty = desk.open(add_url(Finding))
    assert sections(desk.save(worksheet_url(), empty).content.decode())["Still to fill in"] == (
        "Id, Treatment, Condition, Comparator text, Outcome name, Higher is better, Importance"
    )
    asked = sections(desk.save(worksheet_url(), empty, **NEW).content.decode())
    assert asked["In a sentence"] == (
        "Name of rest compared with usual care. Outcome: poor sleep. "
        "The finding is described in words, without an estimate."
    )
    assert "Still to fill in" not in asked
    taken = sections(desk.save(worksheet_url(), empty, **{**NEW, "id": PAIN}).content.decode())
    assert taken["A save would refuse"] == "Id: Finding with this Id already exists."


LABELS = {
    "estimate": "Estimate", "ci_low": "CI low", "ci_level": "CI level", "baseline_risk": "Baseline risk",
    "mid_value": "MID value", "risk_of_bias": "Risk of bias", "imprecision": "Imprecision",
    "certainty_source": "Certainty source", "published_rating": "Published rating", "start": "Start",
    "large_effect": "Large effect", "treatment": "Treatment", "outcome_name": "Outcome name",
    "participants": "Participants",
}  # fmt: skip
EFFECT, CERTAINTY, OTHER = "effect", "certainty", "other"


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        *(("estimate", value, EFFECT) for value in ("NaN", "sNaN", "Infinity", "1e999999", "seven", "9" * 16, "")),
        ("ci_low", "-5", EFFECT),
        ("ci_low", "", EFFECT),
        ("ci_level", "95", EFFECT),
        ("mid_value", "10", EFFECT),
        ("risk_of_bias", "-9", CERTAINTY),
        ("risk_of_bias", "none", CERTAINTY),
        ("risk_of_bias", "", CERTAINTY),
        ("certainty_source", "", CERTAINTY),
        ("published_rating", "great", CERTAINTY),
        ("start", "\x00", CERTAINTY),
        ("large_effect", "1", CERTAINTY),
        ("baseline_risk", "2", OTHER),
        ("participants", "9" * 5000, OTHER),
        ("treatment", "nobody", OTHER),
        ("treatment", "a\x00", OTHER),
        ("outcome_name", "x" * 301, OTHER),
    ],
)
def test_bad_input_is_named_and_the_rest_is_computed(field: str, value: str, part: str, desk: Desk) -> None:
    asked = ask(desk, PAIN, None, **{field: value})
    refused = asked["A save would refuse"].split("\n")
    assert any(line.startswith(f"{LABELS[field]}: ") for line in refused), refused
    assert asked["Effect"] == (UNKNOWN if part == EFFECT else BENEFIT)
    assert asked["Certainty"] == (UNKNOWN if part == CERTAINTY else MODERATE)
    known = field in ("participants", "baseline_risk")
    assert asked["In a sentence"] == (SENTENCE if known else "Not computed yet.")


def test_faults_of_effect_and_judgement_are_named_together(desk: Desk) -> None:
    asked = ask(desk, PAIN, ci_low="9", large_effect="1")
    assert [line.partition(":")[0] for line in asked["A save would refuse"].split("\n")] == ["CI low", "Large effect"]


COLUMNS = sorted(field.name for field in Finding._meta.get_fields())
TYPED = st.one_of(
    st.text(max_size=12),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(
        ["", "0", "-0", "-1", "2", "RR", "OR", "MD", "SMD", "proportion", "sd", "high", "published", "rest"]
    ),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(COLUMNS), TYPED, max_size=9))
@example(typed={"mid_value": "1", "mid_citation": "smith-2020"})
@example(typed={"measure": "OR", "estimate": "1", "ci_low": "0", "ci_high": "9", "baseline_risk": "1"})
@example(typed={"start": "high", "large_effect": "2", "ci_high": "-99"})
def test_nothing_that_is_typed_is_a_fault_of_the_server(typed: dict[str, str], desk: Desk, form: Fields) -> None:
    for url in (worksheet_url(PAIN), worksheet_url()):
        response = desk.save(url, form, **typed)
        assert (response.status_code, "Certainty" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("data", [{}, {"estimate": ["1", "2"]}, {"citations": ["", "\x00"]}, {"_popup": "1"}])
def test_a_form_that_is_none(data: Any, desk: Desk) -> None:
    for url in (worksheet_url(PAIN), worksheet_url()):
        assert "Still to fill in" in sections(desk.post(url, **data).content.decode())


LEVELS = st.fixed_dictionaries(
    {domain.value: st.integers(*LEVELS_OF[domain]) for domain in RATE_DOWN}
    | {domain.value: st.just(0) for domain in RATE_UP}
) | st.fixed_dictionaries({domain.value: st.integers(*LEVELS_OF[domain]) for domain in (*RATE_DOWN, *RATE_UP)})


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(levels=LEVELS, start=st.sampled_from(Start))
def test_the_certainty_is_gradings(levels: dict[str, int], start: Start, desk: Desk, form: Fields) -> None:
    judgements = [Judgement(Domain(name), level, None) for name, level in levels.items() if level]
    reasons = {f"{name}_reason": "" for name in levels}
    asked = ask(desk, PAIN, form, start=start.value, **{name: str(level) for name, level in levels.items()}, **reasons)
    if start is Start.HIGH and any(judgement.levels > 0 for judgement in judgements):
        assert "rates up, which needs a start at low" in asked["A save would refuse"]
        assert asked["Certainty"] == UNKNOWN
        return
    rating = rate(start, judgements)
    first = f"{SYMBOLS[rating.certainty]} {rating.certainty.value.replace('_', ' ')}"
    assert asked["Certainty"] == "\n".join([first, *rating.trace])


# Who may ask


def test_a_reviewer_reads_the_stored_panel_and_asks_nothing(review_desk: Desk) -> None:
    page = review_desk.get(change_url(Finding(id=PAIN))).content.decode()
    assert "data-worksheet" not in page
    assert on_page(page) == AS_STORED
    assert review_desk.post(worksheet_url(PAIN)).status_code == 403
    assert review_desk.post(worksheet_url()).status_code == 403


def test_others_ask_nothing(client: Client) -> None:
    assert client.post(worksheet_url(PAIN)).status_code == 302
    nobody = Desk(person("nora"))
    assert nobody.post(worksheet_url(PAIN)).status_code == 403


def test_another_sites_form_asks_nothing(desk: Desk) -> None:
    desk.client.handler.enforce_csrf_checks = True
    assert desk.post(worksheet_url(PAIN)).status_code == 403


def test_it_is_asked_with_a_form(desk: Desk) -> None:
    assert desk.get(worksheet_url(PAIN)).status_code == 405


@pytest.mark.parametrize("finding", ["nobody", "a\x00", "x" * 500])
def test_of_no_finding(finding: str, desk: Desk) -> None:
    assert desk.post(worksheet_url(finding)).status_code == 404


# What it costs


def stored() -> tuple[Any, ...]:
    return state(), Finding.objects.values().get(), Finding.history.count(), Step.objects.count()


def test_nothing_is_written(desk: Desk, form: Fields) -> None:
    before = stored()
    for url in (worksheet_url(PAIN), worksheet_url()):
        with CaptureQueriesContext(connection) as captured:
            desk.save(url, form, **NEW, timepoint="a year", citations=[])
        written = [each["sql"] for each in captured if each["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert written == []
    assert stored() == before


def test_somebody_elses_save_does_not_silence_it(desk: Desk, form: Fields) -> None:
    desk.edit(change_url(Finding(id=PAIN)), timepoint="a year")
    assert ask(desk, PAIN, form) == AS_STORED


# Session, person, device, rights; the finding with its citations; the links that the form names; one for each
# constraint, which the database itself evaluates.
def test_it_asks_as_much_of_few_rows_as_of_many(desk: Desk, load: Any, form: Fields) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(desk, PAIN, form)
        # A test is a transaction, in which Django sets a savepoint around each constraint.
        return sum("SAVEPOINT" not in each["sql"] for each in captured)

    queries()  # content types are cached by the first request
    few = queries()
    load(make_record(findings=[make_finding(PAIN), *(make_finding(f"rest-{number}") for number in range(5))]))
    assert queries() == few
    assert few < 40
