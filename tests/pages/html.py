"""A page as a tree, to ask what it says and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(eq=False)
class Element:
    """An element with its attributes and what stands in it: elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """It and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def find_all(self, tag: str, **attributes: str) -> list["Element"]:
        """Those of the tag with these attributes; `class_` stands for one of the classes."""
        class_ = attributes.pop("class_", None)
        return [
            each
            for each in self.walk()
            if each.tag == tag
            and all(each.attributes.get(name) == value for name, value in attributes.items())
            and (class_ is None or class_ in each.attributes.get("class", "").split())
        ]

    def find(self, tag: str, **attributes: str) -> "Element":
        """The only one.

        Raises:
            LookupError: there is none, or there are several.
        """
        found = self.find_all(tag, **attributes)
        if len(found) != 1:
            raise LookupError(f"{len(found)} of <{tag}> {attributes}")
        return found[0]

    def by_id(self, id_: str) -> "Element":
        """The element with this id.

        Raises:
            LookupError: there is none, or there are several.
        """
        found = [each for each in self.walk() if each.attributes.get("id") == id_]
        if len(found) != 1:
            raise LookupError(f"{len(found)} elements have the id {id_}")
        return found[0]

    @property
    def text(self) -> str:
        """All texts in it, with single blanks."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            yield from [child] if isinstance(child, str) else child._texts()

    @property
    def values(self) -> set[str]:
        """The values of the `<data>` in it: numbers as the document holds them."""
        return {each.attributes["value"] for each in self.find_all("data")}


class _Reader(HTMLParser):
    """Builds the tree, and refuses what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append([each for each in self.open[-1].children if isinstance(each, Element)][-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            raise ValueError(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(page: bytes | str) -> Element:
    """The page as a tree.

    Raises:
        ValueError: an element is not closed.
    """
    reader = _Reader()
    reader.feed(page if isinstance(page, str) else page.decode())
    reader.close()
    if len(reader.open) > 1:
        raise ValueError(f"<{reader.open[-1].tag}> is not closed")
    return reader.root
