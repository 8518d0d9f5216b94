"""What every resource of a bundle shares: ids, references, version, date, licence."""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from treatments.document.canonical import canonical

Json = dict[str, Any]

CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # which no string of FHIR may hold


@dataclass(frozen=True, slots=True)
class Frame:
    """A published document and the address of the server that it comes from, such as `https://example.org`."""

    document: Json
    base: str

    @property
    def licence(self) -> str:
        """Licence and attribution in one sentence."""
        meta = self.document["meta"]
        return f"{meta['license']['spdx']} ({meta['license']['url']}). Attribution: {meta['attribution']}"

    def id(self, path: str) -> str:
        """The id of what stands at a path of the API: the same in every bundle of this server, always 36 characters."""
        return str(uuid5(NAMESPACE_URL, f"{self.base}{path}"))

    def reference(self, path: str, display: str) -> Json:
        """A reference to the resource at the path, which is in the bundle."""
        return {"reference": f"urn:uuid:{self.id(path)}", "display": display}

    def resource(self, kind: str, path: str, **elements: Any) -> Json:
        """An Evidence, EvidenceVariable or Citation. What has no page of its own (`#` in the path) has no `url`."""
        curation = self.document["curation"]
        return {
            "resourceType": kind,
            "id": self.id(path),
            "url": None if "#" in path else f"{self.base}{path}",
            "version": str(self.document["version"]),
            "status": "active",
            "date": self.document["published_at"],
            "author": [{"name": name} for name in curation["curated_by"]],
            "reviewer": [{"name": name} for name in curation["reviewed_by"]],
            "copyright": self.licence,
            **elements,
        }

    def variable(self, kind: str, title: str, **elements: Any) -> Json:
        """An EvidenceVariable without a page of its own; the same variable of several rows is one resource."""
        content = {"title": title, **elements}
        path = f"{self.document['url']}#{kind}={canonical(content).decode()}"
        return self.resource("EvidenceVariable", path, **content)


def refer(resource: Json) -> Json:
    """A reference to a resource of the bundle."""
    return {"reference": f"urn:uuid:{resource['id']}", "display": resource["title"]}


def notes(*texts: str | None) -> list[Json]:
    """Annotations of the texts that there are."""
    return [{"text": text} for text in texts if text]


def compact(value: Any) -> Any:
    """The value without nulls, empty objects, arrays and texts, which FHIR forbids. 0 and false are values."""
    if isinstance(value, str):
        return value.translate(CONTROLS)
    if isinstance(value, dict):
        members = {name: compact(item) for name, item in value.items()}
        return {name: item for name, item in members.items() if not _is_empty(item)}
    if isinstance(value, list):
        return [item for item in map(compact, value) if not _is_empty(item)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | dict | list) and not value)
