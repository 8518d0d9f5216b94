"""LaTeX as people read it: `M{\\"u}ller` is Müller."""

import re
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

# What pylatexenc drops in silence, or puts signs of its own around.
SIGNS = {
    "textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textasciicircum": "^",
    "textasciitilde": "~", "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™",
    "textdegree": "°", "textmu": "µ",
}  # fmt: skip
# Commands that only change how their text looks; others that are not known stay as they are, without their braces.
LOOKS = (
    "emph", "textit", "textbf", "textsc", "textrm", "textsf", "texttt", "textup", "textnormal", "textsubscript",
    "textsuperscript", "text", "mathrm", "mathit", "mathbf", "it", "bf", "em", "sc", "rm", "tt", "mbox", "underline",
    "uppercase", "lowercase", "protect", "relax", "enquote",
)  # fmt: skip
BARE = re.compile(
    r"(?<!\\)((?:\\\\)*)([%&])"
)  # LaTeX would take a bare % for a comment, and people write 50% all the same


def _as_it_is(node: Any) -> str:
    return f"\\{node.macroname} "


def _decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    signs = [MacroTextSpec(name, simplify_repl=sign.replace("%", "%%")) for name, sign in SIGNS.items()]
    links = [MacroTextSpec("url", simplify_repl="%s"), MacroTextSpec("href", simplify_repl=_as_it_is)]
    context.add_context_category("ours", prepend=True, macros=[*signs, *links])
    known = get_default_latex_context_db()
    known.set_unknown_macro_spec(None)
    looks = [MacroTextSpec(name, simplify_repl="") for name in LOOKS if known.get_macro_spec(name) is None]
    context.add_context_category("looks", prepend=True, macros=looks)
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_as_it_is))
    return LatexNodes2Text(latex_context=context, math_mode="text")


DECODER = _decoder()


def decoded(text: str) -> str:
    """The text without commands, braces and mathematical signs; a command that is not known stays as it is."""
    if not re.search(r"[\\{}$~%&]|``|''|--", text):
        return text
    return str(DECODER.latex_to_text(BARE.sub(r"\1\\\2", text)))
