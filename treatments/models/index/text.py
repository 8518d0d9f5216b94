"""The texts that `q` reads, and how each database is asked for those that hold what is sought."""

from dataclasses import dataclass
from typing import Any, Self, cast

from django.db import connections, models
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

from treatments.models.fields import KeyField

FTS = "treatments_indexedtext_words"  # SQLite's full-text table (models/search.py)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another; with `prefix`, the only word is the beginning of one.

    Words are letters and digits behind a mark (treatments.search.words): in their quotes neither database can read them
    as anything else.
    """

    words: tuple[str, ...]
    prefix: bool = False

    def fts5(self) -> str:
        """For SQLite's MATCH."""
        return f'"{" ".join(self.words)}"{"*" if self.prefix else ""}'

    def tsquery(self) -> str:
        """For PostgreSQL's @@, which finds the words wherever they stand; `needle` finds them together."""
        return "(" + " & ".join(f"'{word}'{':*' if self.prefix else ''}" for word in self.words) + ")"

    def needle(self) -> str:
        """What stands in a folded text with a blank behind it wherever the phrase does: marks begin words."""
        return " ".join(self.words) + ("" if self.prefix else " ")


Sought = tuple[tuple[Phrase, ...], ...]  # all must be there: of each, any


def fts5(sought: Sought) -> str:
    """The question to SQLite."""
    return " AND ".join(f"({' OR '.join(phrase.fts5() for phrase in phrases)})" for phrases in sought)


def tsquery(sought: Sought) -> str:
    """The question to PostgreSQL."""
    return " & ".join(f"({' | '.join(phrase.tsquery() for phrase in phrases)})" for phrases in sought)


class Matches(Func):
    """Whether a text holds what is sought."""

    def __init__(self, sought: Sought) -> None:
        self.sought = sought
        super().__init__("pk", output_field=models.BooleanField())

    def as_sqlite(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, tuple[str | int, ...]]:
        column, _params = compiler.compile(self.source_expressions[0])
        found = "SELECT rowid FROM treatments_indexedtext_words WHERE treatments_indexedtext_words MATCH %s"
        return f"{column} IN ({found})", (fts5(self.sought),)

    def as_postgresql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, tuple[str, ...]]:
        column, _params = compiler.compile(self.source_expressions[0])
        table = column.rpartition(".")[0]
        conditions, params = [f"{table}.words @@ %s::tsquery"], [tsquery(self.sought)]
        for phrases in self.sought:
            if len(phrases[0].words) > 1:
                text = f"{table}.folded_title || ' ' || {table}.folded || ' '"
                conditions.append(f"({' OR '.join(f'strpos({text}, %s) > 0' for _ in phrases)})")
                params += [phrase.needle() for phrase in phrases]
        return f"({' AND '.join(conditions)})", tuple(params)


class IndexedTextQuerySet(models.QuerySet["IndexedText"]):
    """Those that hold what is sought."""

    def matching(self, sought: Sought) -> Self:
        """All of them, in no order; may stand inside another query."""
        return self.filter(Matches(sought))

    def first_matching(self, sought: Sought, most: int) -> Self:
        """The first of them by id.

        SQLite finds one after the other, so that the first of a million cost no more than of a few. PostgreSQL gathers
        all of them; the query around it keeps it from reading all their texts as well.
        """
        if connections[self.db].vendor != "sqlite":
            ids = self.matching(sought).order_by("pk").values("pk")[:most]
            return cast("Self", self.model.objects.using(self.db).filter(pk__in=ids).order_by("pk"))
        rows = self.extra(  # noqa: S610 - Django has no other way to read a table without a model
            tables=[FTS],
            where=[f"{FTS} MATCH %s", f"{FTS}.rowid = treatments_indexedtext.id"],
            params=[fts5(sought)],
            order_by=[f"{FTS}.rowid"],
        )
        return cast("Self", rows[:most])


class IndexedText(models.Model):
    """What `q` reads of a record or of one of its rows; `kind` names the list it belongs to.

    `folded_title` and `folded` are what the databases index: the words between single blanks, as
    `treatments.search.words` cuts and marks them.
    """

    treatment = models.ForeignKey("treatments.IndexedTreatment", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = KeyField()
    title = models.TextField()
    text = models.TextField()
    folded_title = models.TextField()
    folded = models.TextField()

    objects = IndexedTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "treatment"], name="indexedtext_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
