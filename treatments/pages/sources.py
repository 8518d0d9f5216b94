"""The sources of a record as pages name them: by links to the list on its page, each with what happened to it."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from treatments.vocabulary import RetractionStatus

Json = dict[str, Any]
WORDS = {
    RetractionStatus.RETRACTED: "retracted",
    RetractionStatus.EXPRESSION_OF_CONCERN: "expression of concern",
    RetractionStatus.CORRECTED: "corrected",
}
DOUBTFUL = (RetractionStatus.RETRACTED, RetractionStatus.EXPRESSION_OF_CONCERN)


class Sources:
    """The citations of a document. `page` is the path of the page that lists them, empty on that page itself."""

    def __init__(self, document: Json, page: str = "") -> None:
        self.page = page
        self.citations: dict[str, Json] = {citation["id"]: citation for citation in document["citations"]}

    @property
    def doubtful(self) -> list[Json]:
        """Those that were retracted, or about which the publisher is concerned."""
        return [each for each in self.citations.values() if each["retraction"]["status"] in DOUBTFUL]

    def links(self, keys: list[str]) -> SafeString:
        """Links to these, each with its status if it has one."""
        rows = ((self.page, key, key, self._mark(key)) for key in keys)
        return format_html_join(", ", '<a href="{}#source-{}">{}</a>{}', rows)

    def _mark(self, key: str) -> SafeString | str:
        status = self.citations[key]["retraction"]["status"]
        if status == RetractionStatus.NONE:
            return ""
        return format_html(' <strong class="mark {}">{}</strong>', status, WORDS[RetractionStatus(status)])
