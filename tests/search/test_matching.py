"""What is found is what the oracle finds, whatever stands in the texts and whatever is typed."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tests.search import oracle
from tests.search.conftest import entries, found, index, lasting, ranked, rows
from treatments import search

# What parsers of words stumble over: numbers with letters, addresses, file names, tags, versions, signs, long runs, and
# scripts that a locale of C does not know.
ENTRIES = entries(
    plain=("Back spasm", "Pain in the back, and pain elsewhere."),
    spasms=("Spasms of the back", "back to back spasm"),
    umlaut=("Ärger", "Straße | Maß | İstanbul | Ωmega | eﬃcacy | ﬁne"),
    upper=("ARGER", "STRASSE MASS ISTANBUL ΩMEGA EFFICACY FINE"),
    numbers=("1e5", "-5.3e-10 1e5mg 10mg/ml v1.2.3 x² ½ 3,141 50% 0x1F 2019-07-01 +49 30 1234"),
    addresses=("a@b.org", "http://example.org/a/b.html?c=d&e=f#g /usr/local/x.txt C:\\x\\y back@pain.de"),
    markup=("<b>bold</b> &amp; <!-- x -->", "<script>alert('back')</script> &lt;mark&gt; {a: [b]} ${x} %s %(y)s"),
    operators=(
        "AND OR NOT NEAR",
        "back AND pain OR NOT spasm NEAR back* ^back -pain +pain a:b (c) 'd' \"e\" & | ! <->",
    ),
    signs=("C++ C# don't O’Brien", "low-back foo_bar well–being a/b/c t=x f-y t=back t-pain"),
    long=("w" * 250, "x" * 1200 + " y"),
    emoji=("🩹 back", "pain🩹pain 👩‍⚕️ 🇩🇪"),
    wide=("ＢＡＣＫ　ｐａｉｎ", "𝔘nusual 𝟙𝟚 ① ㎏ ﷺ"),
    greek=("ΣΊΣΥΦΟΣ", "πόνος στην πλάτη"),
    cyrillic=("Боль в спине", "Й ё їжак"),
    hebrew=("כְּאֵב גַּב", "כאב"),
    arabic=("أَلَم الظَّهر", "ألم 123 ١٢٣"),
    hindi=("पीठ दर्द", "हिन्दी"),
    chinese=("背痛", "背痛、背部痉挛。 糖尿病"),
    korean=("허리 통증", "한국어 허리"),
    thai=("ปวดหลัง", "ปวด หลัง"),
    empty=("?", ""),
    nothing=("!!!", " | | "),
    soft=("run\u00adning", "combi\u00adnation co\u0301mbined"),
)
QUESTIONS = [
    "back", "BACK", "bac", "b", "ack", "back pain", "pain back", '"back pain"', '"pain in the back"',
    '"back to back"', '"back back"', '"spasm pain"', "spas", '"spas"', "spas back", "back spas", "arger", "Ärger",
    "ärg", "strasse", "Straße", "maß", "istanbul", "İstanbul", "ωmega", "Ωmega", "efficacy", "eﬃ", "fine", "1e5",
    "1e", "1e5m", "5.3e-10", "10", "v1.2", '"v1 2 3"', "x2", "½", "1/2", "50%", "2019-07-01", "0x1f", "a@b.org",
    "example.org", "http://example.org/a/b.html", "/usr/local", "x.txt", "C:\\x", "<b>bold</b>", "&amp;", "<mark>",
    "alert('back')", "%s", "${x}", "AND", "back AND pain", "back OR zzz", "NOT back", "back NOT pain",
    "NEAR(back pain, 2)", "back*", "*ack", "^back", "-pain", "+pain", "a:b", "folded:back", "(back", "back)",
    "((back))", "'back'", "''", '"', '"back', 'back"', 'ba"ck', '"" back', "a & b", "back | zzz", "!back",
    "back <-> pain", "back:*", "back:A", "{folded} : back", "t=back", "t-pain", "=back", "f=", "c++", "c#", "don't",
    "o'brien", "low-back", "foo_bar", "w" * 250, "w" * 100, "w" * 99, "w" * 101, "x" * 1300, "y", "🩹", "🩹 back",
    "pain🩹pain", "back　pain", "Unusual", "12", "kg", "صلى", "σισυφος", "πόνος", '"στην πλατη"', "боль", "и", "е",
    "כאב", "ألم", "١٢٣", "दर्द", "हन", "背痛", "背", "痛", "糖尿", "허리", "한", "ปวด", "?", "", " ", "running",
    "combined",
    "\\", "\\'", "';--", "' OR 1=1 --", "back; DROP TABLE treatments_indexedtext", "back\n\tpain\r", "\x1fback\x7f",
    "back\u200bpain",
]  # fmt: skip


@pytest.fixture(scope="module")
def texts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with lasting(django_db_blocker, ENTRIES):
        yield


def check(question: str) -> None:
    assert set(found("treatments", question)) == oracle.found(question, ENTRIES)
    assert ranked("treatments", question) == oracle.ranked(question, ENTRIES)


@pytest.mark.usefixtures("texts", "db")
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: ascii(question[:30]))
def test_as_the_oracle_finds(question: str) -> None:
    check(question)
    assert search.ranked(search.read(question), "treatments", rows("treatments")).truncated is False


def test_the_questions_are_worth_asking() -> None:
    answers = {question: oracle.found(question, ENTRIES) for question in QUESTIONS}
    assert sum(map(bool, answers.values())) > 100
    assert set().union(*answers.values()) == {entry.key for entry in ENTRIES} - {"empty", "nothing"}


SIGNS = [
    *'""“”\'*^:(){}[]<>&|!+-=~@#$%_.,;/\\ ',
    " ",
    " ",
    " ",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "<->",
    "<mark>",
    "--",
    "\n",
]
WORDS = {word[:n] for entry in ENTRIES for word in oracle.words(f"{entry.title} {entry.text}") for n in (1, 3, 150)}
PIECES = st.sampled_from([*SIGNS, *sorted(WORDS)])
MADE = st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)
RANDOM = st.text(alphabet=st.characters(codec=None), max_size=80)


@pytest.mark.usefixtures("texts", "db")
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MADE | RANDOM)
def test_any_question_is_answered_as_the_oracle_does(question: str) -> None:
    assume(not search.read(question).cut)
    check(question)


@pytest.mark.usefixtures("texts", "db")
@pytest.mark.parametrize(
    "question",
    ["back " * 12_000, '"' * 60_000, "(" * 60_000, "w" * 60_000, "🩹" * 60_000, '"back' * 10_000, "b" + " a" * 30_000],
    ids=lambda question: ascii(question[:6]),
)
def test_endless_questions_are_ordinary(question: str) -> None:
    assert ranked("treatments", question) == [] or search.read(question).cut
    assert set(ranked("treatments", question)) == set(found("treatments", question))


@pytest.mark.usefixtures("texts", "db")
def test_thirty_two_common_words() -> None:
    question = " ".join(f"{letter}" for letter in "abcdefghijklmnopqrstuvwxyz012345")
    assert not search.read(question).cut
    check(question)


WRITTEN = MADE | st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1, max_size=5), MADE | RANDOM, st.data())
def test_any_text_is_found_by_its_words(texts: list[tuple[str, str]], question: str, data: st.DataObject) -> None:
    written = [oracle.Entry(f"written-{number}", *text) for number, text in enumerate(texts)]
    among = rows("treatments").filter(pk__startswith="written-")
    assume(not search.read(question).cut)
    words = [word for entry in written for word in oracle.words(f"{entry.title} {entry.text}")] or ["x"]
    asked = [question, *data.draw(st.lists(st.sampled_from(words), max_size=3))]
    with transaction.atomic():
        index(written)
        for each in asked:
            assert set(found("treatments", each, among)) == oracle.found(each, written)
            assert ranked("treatments", each, among) == oracle.ranked(each, written)
        transaction.set_rollback(True)
