"""The files of a release while they are put together: on disk, however long they grow."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Self

from treatments.models import ReleaseFile
from treatments.models.release import PIECE


class Draft:
    """One file, with its size in bytes and its SHA-256 as they grow."""

    def __init__(self, stream: BinaryIO, name: str, media_type: str) -> None:
        self.name, self.media_type = name, media_type
        self.size = 0
        self._stream, self._sha256 = stream, sha256()

    def write(self, data: bytes) -> None:
        """Add to the file's end."""
        self._stream.write(data)
        self._sha256.update(data)
        self.size += len(data)

    def described(self) -> dict[str, Any]:
        """What manifests say of the file."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "bytes": self.size,
            "sha256": self._sha256.hexdigest(),
        }

    def row(self) -> ReleaseFile:
        """The file as it is to be stored (unsaved)."""
        return ReleaseFile(name=self.name, media_type=self.media_type, size=self.size, sha256=self._sha256.hexdigest())

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, in pieces as they are to be stored."""
        self._stream.seek(0)
        return iter(lambda: self._stream.read(PIECE), b"")


class Drafts:
    """The files of one release in their order; they are gone when the context ends."""

    def __init__(self) -> None:
        self.files: dict[str, Draft] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def new(self, name: str, media_type: str, contents: Iterable[bytes] = ()) -> Draft:
        """One more file, with these contents to begin with."""
        stream: Any = self._open.enter_context(TemporaryFile())  # noqa: SIM115 - it closes with the stack
        draft = self.files[name] = Draft(stream, name, media_type)
        for data in contents:
            draft.write(data)
        return draft
