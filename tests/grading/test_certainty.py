"""GRADE's rules: what is refused, what the trace says, the grade of a treatment."""

from decimal import Decimal

import pytest

from treatments.grading.certainty import RULE_SET, SYMBOLS, Judgement, Refused, faults, missing_reasons, overall, rate
from treatments.grading.effect import Effect
from treatments.vocabulary import Certainty, Domain, Importance, Measure, NoGradeReason, Start


def judged(domain: Domain, levels: int, reason: str | None = "a reason") -> Judgement:
    return Judgement(domain, levels, reason)


def test_names_of_the_rule_set() -> None:
    assert RULE_SET == "grade/1"
    assert [SYMBOLS[certainty] for certainty in Certainty] == ["⊕⊕⊕⊕", "⊕⊕⊕◯", "⊕⊕◯◯", "⊕◯◯◯"]


@pytest.mark.parametrize(
    ("domain", "levels", "says"),
    [
        (Domain.RISK_OF_BIAS, -4, "Risk of bias is rated from −3 to 0."),
        (Domain.RISK_OF_BIAS, 1, "Risk of bias is rated from −3 to 0."),
        (Domain.IMPRECISION, -4, "Imprecision is rated from −3 to 0."),
        (Domain.INCONSISTENCY, -3, "Inconsistency is rated from −2 to 0."),
        (Domain.INDIRECTNESS, -3, "Indirectness is rated from −2 to 0."),
        (Domain.PUBLICATION_BIAS, -2, "Publication bias costs one level at most"),
        (Domain.PUBLICATION_BIAS, 1, "Publication bias is rated from −1 to 0."),
        (Domain.LARGE_EFFECT, 3, "Large effect is rated from 0 to +2."),
        (Domain.LARGE_EFFECT, -1, "Large effect is rated from 0 to +2."),
        (Domain.DOSE_RESPONSE, 2, "Dose response is rated from 0 to +1."),
        (Domain.OPPOSING_CONFOUNDING, 2, "Opposing confounding is rated from 0 to +1."),
    ],
)
def test_a_level_out_of_range_is_refused(domain: Domain, levels: int, says: str) -> None:
    [(named, message)] = faults(Start.LOW, [judged(domain, levels)], effect=None, adopted=False)
    assert named is domain
    assert message.startswith(says)


@pytest.mark.parametrize(("levels", "count"), [(-2, 0), (-3, 1)])
def test_publication_bias_as_published(levels: int, count: int) -> None:
    assert len(faults(Start.HIGH, [judged(Domain.PUBLICATION_BIAS, levels)], effect=None, adopted=True)) == count


@pytest.mark.parametrize("domain", [Domain.LARGE_EFFECT, Domain.DOSE_RESPONSE, Domain.OPPOSING_CONFOUNDING])
def test_rating_up_needs_a_low_start(domain: Domain) -> None:
    [(named, message)] = faults(Start.HIGH, [judged(domain, 1)], effect=None, adopted=True)
    assert named is domain
    assert "needs a start at low" in message


def test_a_domain_is_judged_once() -> None:
    twice = [judged(Domain.IMPRECISION, -1), judged(Domain.IMPRECISION, 0)]
    assert faults(Start.HIGH, twice, effect=None, adopted=False) == [
        (Domain.IMPRECISION, "Imprecision is judged twice. Keep one judgement.")
    ]


@pytest.mark.parametrize("measure", [Measure.RR, Measure.OR, Measure.HR])
@pytest.mark.parametrize(
    ("levels", "ratio", "refused"),
    [
        (1, "2.01", False), (1, "2", True), (1, "1", True), (1, "0.5", True), (1, "0.49", False),
        (2, "5.01", False), (2, "5", True), (2, "2.01", True), (2, "0.2", True), (2, "0.19", False), (0, "1", False),
    ],
)  # fmt: skip
def test_a_large_effect_needs_a_large_ratio(measure: Measure, levels: int, ratio: str, *, refused: bool) -> None:
    found = faults(
        Start.LOW, [judged(Domain.LARGE_EFFECT, levels)], effect=Effect(measure, Decimal(ratio)), adopted=False
    )
    assert bool(found) is refused


@pytest.mark.parametrize("effect", [None, Effect(Measure.SMD, Decimal("0.1")), Effect(Measure.RD, Decimal("0.01"))])
def test_a_large_effect_has_no_threshold_for_other_measures(effect: Effect | None) -> None:
    assert faults(Start.LOW, [judged(Domain.LARGE_EFFECT, 1)], effect=effect, adopted=False) == []


def test_missing_reasons() -> None:
    judgements = [
        judged(Domain.RISK_OF_BIAS, -1),
        judged(Domain.INCONSISTENCY, -1, None),
        judged(Domain.INDIRECTNESS, 0, None),
        judged(Domain.IMPRECISION, -1, "  "),
    ]
    assert missing_reasons(judgements) == [Domain.INCONSISTENCY, Domain.IMPRECISION]


def test_the_trace_is_in_the_order_of_the_domains() -> None:
    rating = rate(
        Start.HIGH,
        [
            judged(Domain.INCONSISTENCY, -1, "I² 71%"),
            judged(Domain.RISK_OF_BIAS, -1, None),
            judged(Domain.IMPRECISION, 0),
        ],
    )
    assert rating.certainty is Certainty.LOW
    assert rating.trace == (
        "starts high: randomised trials",
        "−1 risk of bias: reason not recorded",
        "−1 inconsistency: I² 71%",
    )
    assert rating.warnings == ()


def test_the_floor_and_the_ceiling_are_in_the_trace() -> None:
    floor = rate(Start.HIGH, [judged(Domain.RISK_OF_BIAS, -3), judged(Domain.IMPRECISION, -1)])
    ceiling = rate(Start.LOW, [judged(Domain.LARGE_EFFECT, 2), judged(Domain.DOSE_RESPONSE, 1)])
    assert (floor.certainty, floor.trace[-1]) == (Certainty.VERY_LOW, "held at very low: there is no lower certainty")
    assert (ceiling.certainty, ceiling.trace[-1]) == (Certainty.HIGH, "held at high: there is no higher certainty")
    assert ceiling.trace[:2] == ("starts low: observational studies", "+2 large effect: a reason")


def test_adopted_as_published() -> None:
    rating = rate(Start.HIGH, None, published=Certainty.VERY_LOW)
    assert rating.certainty is Certainty.VERY_LOW
    assert rating.trace == ("as published, reasons not given",)
    assert rating.warnings == ()


def test_judgements_decide_beside_a_published_rating() -> None:
    assert rate(Start.HIGH, [], published=Certainty.LOW).certainty is Certainty.HIGH


def test_neither_judgements_nor_a_published_rating() -> None:
    with pytest.raises(ValueError, match="needs judgements"):
        rate(Start.HIGH, None)


def test_a_refusal_names_every_fault() -> None:
    with pytest.raises(Refused, match=r"Imprecision .* Dose response") as refused:
        rate(Start.HIGH, [judged(Domain.IMPRECISION, -4), judged(Domain.DOSE_RESPONSE, 1)])
    assert [domain for domain, _ in refused.value.faults] == [Domain.IMPRECISION, Domain.DOSE_RESPONSE]


def test_the_grade_counts_critical_graded_current_findings() -> None:
    grade = overall(
        [
            ("b", Importance.CRITICAL, Certainty.LOW, False),
            ("a", Importance.CRITICAL, Certainty.LOW, False),
            ("high", Importance.CRITICAL, Certainty.HIGH, False),
            ("superseded", Importance.CRITICAL, Certainty.VERY_LOW, True),
            ("ungraded", Importance.CRITICAL, None, False),
            ("important", Importance.IMPORTANT, Certainty.VERY_LOW, False),
        ]
    )
    assert (grade.certainty, grade.determined_by, grade.reason) == (Certainty.LOW, ("a", "b"), None)


@pytest.mark.parametrize(
    "outcome",
    [
        ("important", Importance.IMPORTANT, Certainty.HIGH, False),
        ("limited", Importance.LIMITED, Certainty.HIGH, False),
        ("ungraded", Importance.CRITICAL, None, False),
        ("superseded", Importance.CRITICAL, Certainty.HIGH, True),
    ],
)
def test_no_grade(outcome: tuple[str, Importance, Certainty | None, bool]) -> None:
    grade = overall([outcome])
    assert (grade.certainty, grade.determined_by, grade.reason) == (None, (), NoGradeReason.NO_CRITICAL_OUTCOME)
