"""The awkward bundled findings as pictures, whole. UPDATE_GOLDEN=1 rewrites the files; look at each in a browser."""

import os
from pathlib import Path

import pytest

from tests.pictures.data import BUNDLED_FINDINGS, DOCUMENTS
from treatments.pictures import Picture, Row, badge, forest, icons

HERE = Path(__file__).parent / "golden"
FORESTS = {
    "no-interval": ["cyclobenzaprine-add-on-ae"],
    "estimate-0": ["diazepam-add-on-function"],
    "bound-0": ["opal-pain"],
    "in-words": ["cyclobenzaprine-add-on-function"],
    "mid": ["mr-acute-pain", "paracetamol-acute-pain"],
    "contradicting": ["mr-longterm-share-1990s", "mr-longterm-share-2005-18"],
    "all-of-them": ["epilepsy-cells-seizures"],
    "wide-ratio": ["is-acth-vs-nonstandard"],
}


def pictures() -> dict[str, Picture]:
    found = {name: forest(name, [Row(*BUNDLED_FINDINGS[id_]) for id_ in ids]) for name, ids in FORESTS.items()}
    found["record"] = forest("Muscle relaxants", [
        Row(finding["outcome"]["name"], finding)
        for document in DOCUMENTS if document["id"] == "muscle-relaxants" for finding in document["findings"]
    ])  # fmt: skip
    for id_ in ("nsaid-acute-ae", "nsaid-acute-global"):
        finding = BUNDLED_FINDINGS[id_][1]
        picture = icons(finding["absolute"], finding)
        assert picture is not None
        found[f"icons-{id_}"] = picture
    return found | {"badge-low": badge("low"), "badge-none": badge(None)}


PICTURES = pictures()


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_picture(name: str) -> None:
    path, actual = HERE / f"{name}.svg", PICTURES[name].standalone()
    if "UPDATE_GOLDEN" in os.environ:
        path.write_bytes(actual)
    assert actual == path.read_bytes()


def test_every_bundled_finding_has_its_pictures() -> None:
    kinds = set()
    for name, finding in BUNDLED_FINDINGS.values():
        kinds.add(forest(finding["outcome"]["name"], [Row(name, finding)]).kind)
        assert (icons(finding["absolute"], finding) is None) == (finding["absolute"] is None)
    assert kinds == {"forest"}
