"""Two texts side by side, with what was taken out of the one and put into the other marked word by word."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ALIKE = 0.4  # texts that share less are marked whole: scattered common words would only confuse


def marked(old: str, new: str, *, by_line: bool = False) -> tuple[SafeString, SafeString]:
    """Both texts, marked; by line for what is a list."""
    if not old or not new:
        return _lines([("del", old)]), _lines([("ins", new)])
    parts = re.compile(r".*\n|.+" if by_line else r"\s+|\S+\s*")
    before, after = parts.findall(old), parts.findall(new)
    # A word at the end of a line is the word that it was within it.
    matcher = SequenceMatcher(None, [part.strip() for part in before], [part.strip() for part in after])
    if matcher.ratio() < ALIKE:
        return _lines([("del", old)]), _lines([("ins", new)])
    taken, put = [], []
    for kind, i, j, k, n in matcher.get_opcodes():
        taken.append(("" if kind == "equal" else "del", "".join(before[i:j])))
        put.append(("" if kind == "equal" else "ins", "".join(after[k:n])))
    return _lines(taken), _lines(put)


def unmarked(text: str) -> SafeString:
    """The text as it is."""
    return _lines([("", text)])


def _lines(parts: Iterable[tuple[str, str]]) -> SafeString:
    """The parts, each within its element if it has one."""
    given = [(element, text) for element, text in parts if text]
    if not given:
        return format_html('<span class="quiet">{}</span>', "nothing")
    return format_html('<span class="lines">{}</span>', format_html_join("", "{}", ((_part(*each),) for each in given)))


def _part(element: str, text: str) -> SafeString:
    match element:
        case "del":
            return format_html("<del>{}</del>", text)
        case "ins":
            return format_html("<ins>{}</ins>", text)
    return format_html("{}", text)
