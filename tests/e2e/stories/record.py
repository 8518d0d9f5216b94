"""What the first story types: three findings of the bundled record about infantile spasms, and their citations."""

from tests.e2e.office import Json, bundled
from tests.e2e.person import Person
from tests.server import ROOT

NBIB = ROOT / "tests/e2e/files/infantile-spasms.nbib"
RECORD = bundled("hormonal-therapy-is")
ID = "hormonal-therapy-is"
[CONDITION] = RECORD["conditions"]
IDS = ("is-hormonal-vs-vgb-14d", "is-acth-vs-nonstandard", "is-acth-high-vs-low")
FINDINGS = [next(finding for finding in RECORD["findings"] if finding["id"] == id_) for id_ in IDS]
CITATIONS = [
    next(citation for citation in RECORD["citations"] if [citation["id"]] == finding["citations"])
    for finding in FINDINGS
]
# The bundled record gives its reasons together, in the rationale.
REASONS = {
    ("is-hormonal-vs-vgb-14d", "risk_of_bias"): "Open-label trial.",
    ("is-hormonal-vs-vgb-14d", "imprecision"): "The interval reaches almost no difference.",
    ("is-acth-vs-nonstandard", "risk_of_bias"): "The comparison is not adjusted.",
    ("is-acth-high-vs-low", "risk_of_bias"): "See the rationale.",
    ("is-acth-high-vs-low", "imprecision"): "A small trial.",
}


async def type_finding(person: Person, finding: Json) -> None:
    """Fill in the form of a finding, from its top to its end."""
    await person.type("id", finding["id"])
    await person.type("population", finding["population"])
    await person.type("comparator_text", finding["comparator"]["text"])
    await person.type("timepoint", finding["timepoint"])
    await person.type("outcome_name", finding["outcome"]["name"])
    await person.choose("higher_is_better", "yes" if finding["outcome"]["higher_is_better"] else "no")
    await person.choose("importance", finding["outcome"]["importance"])
    await person.find("citations", *finding["citations"])
    await person.choose("design", finding["design"])
    await person.type("studies", str(finding["studies"]))
    await person.type("participants", str(finding["participants"]))
    await type_effect(person, finding)
    await judge(person, finding)
    await person.type("rationale", finding["rationale"])
    await person.type("read_where", finding["read"]["where"])


async def type_effect(person: Person, finding: Json) -> None:
    """The figures."""
    await person.choose("measure", finding["effect"]["measure"])
    for name in ("estimate", "ci_low", "ci_high", "ci_level"):
        await person.type(name, str(finding["effect"][name]))
    if finding["effect"]["computed"]:
        await person.tick("computed")
    for arm in ("treated", "comparator"):
        for count in ("events", "total"):
            await person.type(f"{arm}_{count}", str(finding["arms"][arm][count]))


async def judge(person: Person, finding: Json) -> None:
    """The worksheet."""
    await person.tick("certainty_source", finding["certainty"]["source"])
    await person.tick("start", finding["certainty"]["start"])
    for judged in finding["certainty"]["domains"]:
        await person.tick(judged["domain"], str(judged["levels"]))
        await person.type(f"{judged['domain']}_reason", REASONS[finding["id"], judged["domain"]])
    await person.click(person.page.get_by_role("button", name="Set every domain that is not judged to 0"))
