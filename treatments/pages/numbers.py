"""Numbers on a page: as people read them, with the document's own value beside, for machines."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from treatments.document.canonical import plain
from treatments.grading.wording import confidence, in_percent, printed
from treatments.vocabulary import Measure

Json = Mapping[str, Any]
Value = Decimal | int

OF_PARTS = (Measure.RD, Measure.PROPORTION)  # fractions in the document, shown as percentages


def number(value: Value) -> SafeString:
    """Every digit of it; thousands are set apart."""
    return data(value, _grouped(Decimal(value)))


def percent(fraction: Value) -> SafeString:
    """A fraction as a percentage."""
    return data(fraction, f"{printed(in_percent(Decimal(fraction)))}%")


def per_1000(fraction: Value) -> SafeString:
    """A fraction as people of 1,000, with every digit: rounded again it might differ from the document's sentence."""
    return format_html("{} per 1,000", data(fraction, _grouped(Decimal(fraction).scaleb(3))))


def _grouped(value: Decimal) -> str:
    text = printed(value)
    whole, point, rest = text.removeprefix("−").partition(".")
    return f"{'−' if text.startswith('−') else ''}{int(whole):,}{point}{rest}"


def data(value: Value, text: str) -> SafeString:
    """The text, with the value that the document holds."""
    return format_html('<data value="{}">{}</data>', plain(Decimal(value)), text)


def effect(value: Json) -> SafeString:
    """An estimate with its interval: `1.6 (95% CI 1.2 to 2)`."""
    measure = Measure(value["measure"])
    shown = percent if measure in OF_PARTS else number
    text = shown(value["estimate"])
    if value["ci_low"] is None or value["ci_high"] is None:
        return format_html("{}; no interval was reported", text)
    said = data(value["ci_level"], confidence(Decimal(value["ci_level"])))
    return format_html("{} ({} {} to {})", text, said, shown(value["ci_low"]), shown(value["ci_high"]))


def share(arm: Json) -> str:
    """How many people of a group had an event: `134 of 464 people (29%)`, or what of it is known."""
    counted = _counted(arm)
    rate = _rate(arm)
    if counted and rate:
        return format_html("{} ({})", counted, rate)
    return counted or rate or "not reported"


def _counted(arm: Json) -> SafeString | None:
    events, total = arm["events"], arm["total"]
    if events is None and total is None:
        return None
    if events is None:
        return format_html("of {} people", number(total))
    if total is None:
        cases = "case" if events == 1 else "cases"
        return format_html("{} {}; among how many people is not reported", number(events), cases)
    return format_html("{} of {} people", number(events), number(total))


def _rate(arm: Json) -> str | None:
    """A percentage, a range of them, or both."""
    single, low, high = arm.get("percent"), arm.get("percent_low"), arm.get("percent_high")
    ranged = None if low is None and high is None else format_html("{} to {}", _in_percent(low), _in_percent(high))
    if single is None:
        return ranged
    if ranged is None:
        return _in_percent(single)
    return format_html("{}, {} in different groups", _in_percent(single), ranged)


def _in_percent(value: Value | None) -> str:
    """A percentage, which the document holds as such."""
    return "?" if value is None else data(value, f"{printed(Decimal(value))}%")
