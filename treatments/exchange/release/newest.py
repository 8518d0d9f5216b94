"""The newest copy of each row that several records hold."""

import sqlite3
from collections.abc import Iterator
from typing import Self

CREATE = "CREATE TABLE copy (key TEXT PRIMARY KEY, sequence INTEGER NOT NULL, line BLOB NOT NULL) WITHOUT ROWID"
ADD = (
    "INSERT INTO copy VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
    " SET sequence = excluded.sequence, line = excluded.line WHERE excluded.sequence > sequence"
)


class Newest:
    """Lines by key, kept in a file of their own on disk, since nobody knows how many there are."""

    def __enter__(self) -> Self:
        self._file = sqlite3.connect("")  # a temporary file, gone when it is closed
        self._file.execute(CREATE)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, key: str, sequence: int, line: bytes) -> None:
        """Keep the line if its record was published later than the one that is kept."""
        self._file.execute(ADD, (key, sequence, line))

    def lines(self) -> Iterator[bytes]:
        """The lines that were kept, by key."""
        return (line for (line,) in self._file.execute("SELECT line FROM copy ORDER BY key"))
