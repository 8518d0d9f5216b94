"""A slow answer to every question, from the texts alone: no database, no index, no regular expression."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 100


@dataclass(frozen=True)
class Entry:
    key: str
    title: str
    text: str


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    letters = (each for each in decomposed if not unicodedata.category(each).startswith("M") and each != "\u00ad")
    return "".join(letters).casefold()


def words(text: str) -> list[str]:
    spaced = "".join(each if each.isalnum() else " " for each in folded(text))
    return [run[at : at + LONGEST] for run in spaced.split() for at in range(0, len(run), LONGEST)]


def phrases(question: str) -> list[tuple[list[str], bool]]:
    """Words that must follow one another, and whether they are the beginning of one."""
    for mark in "“”„«»":
        question = question.replace(mark, '"')
    parts = question.split('"')
    if len(parts) % 2 == 0:  # the last mark has no partner
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    found: list[tuple[list[str], bool]] = []
    last = None
    for number, part in enumerate(parts):
        if number % 2:
            found += [(words(part), False)] if words(part) else []
        for word in [] if number % 2 else words(part):
            last = len(found)
            found.append(([word], False))
    if last is not None:
        found[last] = (found[last][0], True)
    return found


def count(phrase: list[str], within: list[str], *, prefix: bool) -> int:
    if prefix:
        return sum(word.startswith(phrase[0]) for word in within)
    places, found = 0, 0
    while places + len(phrase) <= len(within):
        hit = within[places : places + len(phrase)] == phrase
        found += hit
        places += len(phrase) if hit else 1
    return found


def answers(question: str, entry: Entry) -> bool:
    places = [words(entry.title), words(entry.text)]
    wanted = phrases(question)
    return bool(wanted) and all(any(count(each, place, prefix=prefix) for place in places) for each, prefix in wanted)


def order(question: str, entry: Entry) -> tuple[int, int, str]:
    """The less, the better."""
    title, text = words(entry.title), words(entry.text)
    wanted = list({(tuple(each), prefix): None for each, prefix in phrases(question)})
    hits = sum(count(list(each), place, prefix=prefix) for each, prefix in wanted for place in (title, text))
    is_title = title == words(question)
    in_title = all(count(list(each), title, prefix=prefix) for each, prefix in wanted)
    return 0 if is_title else 1 if in_title else 2, -hits, entry.key


def found(question: str, entries: Iterable[Entry]) -> set[str]:
    return {entry.key for entry in entries if answers(question, entry)}


def ranked(question: str, entries: Iterable[Entry]) -> list[str]:
    return [
        entry.key for entry in sorted((e for e in entries if answers(question, e)), key=lambda e: order(question, e))
    ]
