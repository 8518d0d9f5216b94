"""What is shown of a hit: harmless HTML, cut out of the text as it was written."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search import oracle
from tests.search.conftest import entries, index
from treatments import search

MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def shown(question: str, text: str, title: str = "") -> str:
    return search.snippet(search.read(question), title, text)


@pytest.mark.parametrize(
    ("question", "text", "html"),
    [
        ("pain", "Back pain.", "Back <mark>pain</mark>."),
        ("pai", "Back pain, painful", "Back <mark>pain</mark>, <mark>painful</mark>"),
        ('"pai"', "pain", "pain"),
        ("ain", "pain", "pain"),
        ('"back pain"', "back and back\npain", "back and <mark>back\npain</mark>"),
        ('"back pain" pain', "back pain", "<mark>back pain</mark>"),
        ('"a b" "b c"', "a b c", "<mark>a b c</mark>"),
        ("back PAIN", "pain back", "<mark>pain</mark> <mark>back</mark>"),
        ("arger", "Mit Ärger, mit A\u0308rger", "Mit <mark>Ärger</mark>, mit <mark>A\u0308rger</mark>"),
        ("strasse", "Die Straße da", "Die <mark>Straße</mark> da"),
        ("fine", "a ﬁne thing", "a <mark>ﬁne</mark> thing"),
        ("cafe", "un cafe\u0301 noir", "un <mark>cafe\u0301</mark> noir"),
        ("running", "… run\u00adning …", "… <mark>run\u00adning</mark> …"),
        ("1", "½ x", "<mark>½</mark> x"),
        ("2", "½ x", "<mark>½</mark> x"),
        ("full", "ＦＵＬＬ width", "<mark>ＦＵＬＬ</mark> width"),
        ("b", "a <b>b</b> & 'c'", "a &lt;<mark>b</mark>&gt;<mark>b</mark>&lt;/<mark>b</mark>&gt; &amp; &#x27;c&#x27;"),
        ("mark", "<mark>x</mark>", "&lt;<mark>mark</mark>&gt;x&lt;/<mark>mark</mark>&gt;"),
        ("lt", "a < b", "a &lt; b"),
        ("x", "", ""),
        ("?", "Some text", "Some text"),
    ],
)
def test_marks(question: str, text: str, html: str) -> None:
    assert shown(question, text) == html


def test_of_the_title_when_the_hit_is_there_alone() -> None:
    assert shown("back", "pain", title="The <back>") == "The &lt;<mark>back</mark>&gt;"
    assert shown("pain", "pain", title="pain") == "<mark>pain</mark>"
    assert shown("none", "pain", title="back") == "pain"


def test_cut_between_words_around_the_hit() -> None:
    text = f"{'before ' * 50}hit {'after ' * 50}".strip()
    html = shown("hit", text)
    assert html == f"…{'before ' * 8}<mark>hit</mark> {'after ' * 22}".strip() + "…"


def test_the_beginning_and_the_end_are_not_cut() -> None:
    assert shown("hit", f"hit {'after ' * 50}").startswith("<mark>hit</mark> after")
    assert shown("hit", f"{'before ' * 50}hit").endswith("before <mark>hit</mark>")


def test_the_place_with_the_most_different_hits() -> None:
    text = f"pain pain pain {'x ' * 200} back and pain {'y ' * 200} back"
    assert "<mark>back</mark> and <mark>pain</mark>" in shown("back pain", text)


def test_runs_without_a_blank() -> None:
    html = shown("hit", f"{'.' * 500}hit{'.' * 500}")
    assert html == f"…{'.' * 60}<mark>hit</mark>{'.' * 137}…"
    assert shown('"' + "w" * 100 + '"', "w" * 250) == f"{'w' * 200}…"
    assert shown('"a b"', f"a{'-' * 500}b") == f"<mark>a{'-' * 199}</mark>…"


def test_a_long_text_is_searched_to_its_end() -> None:
    html = shown("hit", f"{'Ärger½ ' * 28_000}hit")
    assert html.endswith("Ärger½ <mark>hit</mark>")


PIECES = [
    "back",
    "pain",
    "Ärger",
    "A\u0308",
    "ß",
    "ﬁ",
    "½",
    "…",
    "<",
    ">",
    "&",
    '"',
    "'",
    "<mark>",
    " ",
    " ",
    " | ",
    "\n",
]
OTHERS = st.text(alphabet=st.characters(codec="utf-8"), max_size=5)
TEXTS = st.lists(st.sampled_from(PIECES) | OTHERS, max_size=150).map("".join)
QUESTIONS = st.lists(st.sampled_from(["back", "pai", "arger", "ss", "fi", "1", '"', '"back pain"', "a"]), max_size=6)


@given(QUESTIONS.map(" ".join) | st.text(max_size=20), TEXTS, TEXTS)
def test_harmless_and_cut_out_of_the_text(question: str, title: str, text: str) -> None:
    html = shown(question, text, title)
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert not re.search(r"[<>\"']|&(?!(?:amp|lt|gt|quot|#x27);)", plain)
    assert re.fullmatch(r"(?:[^<]|<mark>[^<]+</mark>)*", html)
    written = unescape(plain)
    places = [written, written.removeprefix("…"), written.removesuffix("…"), written[1:-1]]
    assert any(place in text or place in title for place in places)
    assert len(written) <= 202
    wanted = [words for words, _ in oracle.phrases(question)]
    for hit in MARKED.findall(html):
        assert any(words[0][:1] in oracle.folded(unescape(hit)) for words in wanted)


@given(QUESTIONS.map(" ".join), TEXTS)
def test_what_was_found_is_marked(question: str, text: str) -> None:
    entry = oracle.Entry("x", "", text)
    if oracle.answers(question, entry) and len(text) < 100 and max(map(len, oracle.words(text))) < 100:
        assert "<mark>" in shown(question, text)


@pytest.mark.django_db
def test_snippets_of_a_page_in_one_query(django_assert_num_queries: object) -> None:
    index(entries(a=("Pain", "x"), b=("x", "pain"), c=("x", "pain")))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = search.snippets(search.read("pain"), "treatments", ["a", "b", "none"])
    assert found == {"a": "<mark>Pain</mark>", "b": "<mark>pain</mark>"}
