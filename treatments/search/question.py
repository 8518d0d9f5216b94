"""What a person typed, read as words and quoted phrases. Nothing in it is query syntax but quotation marks."""

import re
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from treatments.models.index.text import Phrase, Sought
from treatments.search.words import TEXT, TITLE, marked, words

QUOTE = re.compile('["“”„«»]')
MAX_WORDS = 32  # read of a question: hardly a title or a quotation is longer


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
        return replace(self, phrases=tuple(replace(phrase, prefix=False) for phrase in self.phrases))


def read(text: str) -> Question:
    """The question that a text asks: one without a word finds nothing.

    The last word outside quotation marks is the beginning of one, since it may still be being typed. A mark without
    its partner is not read as one.
    """
    parts = QUOTE.split(text)
    found = [(word, number) for number, part in enumerate(parts) for word in words(part)]
    phrases: list[Phrase] = []
    last = 0
    for number, group in groupby(found[:MAX_WORDS], key=itemgetter(1)):
        typed = tuple(word for word, _ in group)
        if number % 2 == 1 and number < len(parts) - 1:
            phrases.append(Phrase(typed))
        else:
            phrases += [Phrase((word,)) for word in typed]
            last = len(phrases)
    if last:
        phrases[last - 1] = replace(phrases[last - 1], prefix=True)
    read_words = tuple(word for word, _ in found[:MAX_WORDS])
    return Question(tuple(dict.fromkeys(phrases)), read_words, cut=len(found) > MAX_WORDS)


def _placed(kind: str, place: str, phrase: Phrase) -> Phrase:
    return Phrase(tuple(marked(kind, place, phrase.words)), phrase.prefix)
