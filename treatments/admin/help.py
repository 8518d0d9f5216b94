"""What a field teaches in a line, and where the GRADE handbook tells it in full.

Schünemann H, Brożek J, Guyatt G, Oxman A (editors): GRADE handbook, October 2013, whose sections are named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

HANDBOOK = "https://gdt.gradepro.org/app/handbook/handbook.html"
# The addresses of its sections are not told by their numbers; those that are not here open at its beginning.
ANCHORS: Mapping[str, str] = {"5.2": "h.9rdkd7qa9z6r", "5.2.4": "h.ygojbnr1bi5y", "6": "h.1yd7iwhn8pxp"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line, which takes the place of the column's own unless it is empty, and a section of the handbook."""

    line: str = ""
    section: str = ""


LESSONS: Mapping[tuple[str, str], Lesson] = {
    ("finding", "outcome_name"): Lesson(
        "The event or scale that the estimate counts; one that matters to patients, not a laboratory value instead.",
        "3.1",
    ),
    ("finding", "importance"): Lesson(
        "Critical and important outcomes decide; those of limited importance do not. Judge before looking at results.",
        "3.1",
    ),
    ("finding", "mid_value"): Lesson(
        "Minimal important difference: the smallest change that patients notice and value. Only where a source gives "
        "one.",
        "5.2.4",
    ),
    ("finding", "mid_scale"): Lesson("Whether the MID is in the units of the measure, or in standard deviations."),
    ("finding", "population"): Lesson("Who was studied: condition, severity, setting, age.", "2.1"),
    ("finding", "comparator_text"): Lesson(
        "What the others got: placebo, no treatment, usual care, another treatment.", "2.1"
    ),
    ("finding", "baseline_risk"): Lesson(
        "Risk in the comparator group, as a fraction from 0 to 1: from it a ratio becomes people in a thousand.", "4.2"
    ),
    ("finding", "size_judgement"): Lesson(
        "Large is the only size that is judged; every other one is computed from the MID."
    ),
    ("finding", "certainty_source"): Lesson(section="5"),
    ("finding", "published_rating"): Lesson(section="5"),
    ("finding", "start"): Lesson(section="5.1.1"),
    ("finding", "risk_of_bias"): Lesson(section="5.2.1"),
    ("finding", "inconsistency"): Lesson(section="5.2.2"),
    ("finding", "indirectness"): Lesson(section="5.2.3"),
    ("finding", "imprecision"): Lesson(section="5.2.4"),
    ("finding", "publication_bias"): Lesson(section="5.2.5"),
    ("finding", "large_effect"): Lesson(section="5.3.1"),
    ("finding", "dose_response"): Lesson(section="5.3.2"),
    ("finding", "opposing_confounding"): Lesson(section="5.3.3"),
    ("recommendation", "direction"): Lesson("For or against the treatment, as the organisation says it.", "6"),
    ("recommendation", "strength"): Lesson(
        "Strong: nearly everybody would choose so. Conditional: it depends on what a person values.",
        "6",
    ),
    ("recommendation", "certainty"): Lesson("The certainty that the organisation itself gives.", "5"),
    ("adverseevent", "serious"): Lesson(
        "Serious (ICH E2A): death, a threat to life, hospital, lasting disability, a birth defect, or otherwise "
        "medically important."
    ),
    ("claim", "verdict"): Lesson("What the findings listed below say of the quotation, not of the page as a whole."),
}


def taught(table: str, name: str, field: Any) -> Any:
    """The form field with its lesson, if it has one."""
    lesson = LESSONS.get((table, name))
    if lesson is not None and field is not None:
        field.help_text = _with_link(lesson.line or field.help_text, lesson.section)
    return field


def _with_link(line: str, section: str) -> str:
    if not section:
        return line
    link = format_html('<a href="{}" target="_blank" rel="noopener">GRADE handbook, {}</a>', address(section), section)
    return format_html("{} {}", line, link)


def address(section: str) -> str:
    """The page of a section, or of the one that it is part of."""
    while section and section not in ANCHORS:
        section = section.rpartition(".")[0]
    return f"{HANDBOOK}#{ANCHORS[section]}" if section else HANDBOOK
