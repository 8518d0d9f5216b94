"""What a person typed, read as words and quoted phrases. Nothing in it is query syntax but quotation marks."""

from dataclasses import dataclass

from treatments.models.index.text import Phrase, Sought
from treatments.search.words import TEXT, TITLE, marked, words

MAX_WORDS = 32  # read of a question: a title or a quotation is no longer


@dataclass(frozen=True, slots=True)
class Question:
    """What is sought: every phrase must be there; a word is a phrase of one.

    `words` are all of them as typed. `cut` says that more were typed than are read.
    """

    phrases: tuple[Phrase, ...]
    words: tuple[str, ...]
    cut: bool = False

    def in_title(self, kind: str) -> Sought:
        """Everything stands in the title."""
        return tuple((_placed(kind, TITLE, phrase),) for phrase in self.phrases)

    def anywhere(self, kind: str) -> Sought:
        """Everything stands in the title or in the text, a phrase in one of them."""
        return tuple((_placed(kind, TITLE, phrase), _placed(kind, TEXT, phrase)) for phrase in self.phrases)

    def whole(self) -> "Question":
        """The same, with the last word taken as a whole one."""
        return Question(tuple(Phrase(phrase.words) for phrase in self.phrases), self.words)


def read(text: str) -> Question:
    """The question that a text asks: one without a word finds nothing."""
    phrases: list[Phrase] = []
    last: int | None = None
    room, typed = MAX_WORDS, 0
    read_words: list[str] = []
    for number, part in enumerate(text.split('"')):
        found = words(part)
        typed += len(found)
        found = found[:room]
        room -= len(found)
        read_words += found
        if number % 2 == 1 and found:
            phrases.append(Phrase(tuple(found)))
        elif found:
            phrases += [Phrase((word,)) for word in found]
            last = len(phrases) - 1
    if last is not None:
        phrases[last] = Phrase(phrases[last].words, prefix=True)
    return Question(tuple(dict.fromkeys(phrases)), tuple(read_words), cut=typed > MAX_WORDS)


def _placed(kind: str, place: str, phrase: Phrase) -> Phrase:
    return Phrase(tuple(marked(kind, place, phrase.words)), phrase.prefix)
