"""What full-text search needs in the database beside its table.

It is installed after every migration and not in one, because SQLite loses triggers whenever it rebuilds a table.
"""

from django.db import DatabaseError, connections

# The words are cut and marked in Python: SQLite's `ascii` with these signs parts them at blanks alone, and PostgreSQL's
# parser is not asked at all.
SQLITE = {
    "treatments_indexedtext_words": """
        CREATE VIRTUAL TABLE treatments_indexedtext_words USING fts5(
            folded_title, folded, content="treatments_indexedtext", content_rowid="id",
            tokenize="ascii tokenchars '=-'"
        )
    """,
    "treatments_indexedtext_insert": """
        CREATE TRIGGER treatments_indexedtext_insert AFTER INSERT ON treatments_indexedtext BEGIN
            INSERT INTO treatments_indexedtext_words (rowid, folded_title, folded)
            VALUES (NEW.id, NEW.folded_title, NEW.folded);
        END
    """,
    "treatments_indexedtext_delete": """
        CREATE TRIGGER treatments_indexedtext_delete AFTER DELETE ON treatments_indexedtext BEGIN
            INSERT INTO treatments_indexedtext_words (treatments_indexedtext_words, rowid, folded_title, folded)
            VALUES ('delete', OLD.id, OLD.folded_title, OLD.folded);
        END
    """,
    "treatments_indexedtext_update": """
        CREATE TRIGGER treatments_indexedtext_update AFTER UPDATE ON treatments_indexedtext BEGIN
            INSERT INTO treatments_indexedtext_words (treatments_indexedtext_words, rowid, folded_title, folded)
            VALUES ('delete', OLD.id, OLD.folded_title, OLD.folded);
            INSERT INTO treatments_indexedtext_words (rowid, folded_title, folded)
            VALUES (NEW.id, NEW.folded_title, NEW.folded);
        END
    """,
}
REBUILD = "INSERT INTO treatments_indexedtext_words (treatments_indexedtext_words) VALUES ('rebuild')"
# Rank 1: not only whether the table is whole, but whether it holds the words of the rows.
INTEGRITY = (
    "INSERT INTO treatments_indexedtext_words (treatments_indexedtext_words, rank) VALUES ('integrity-check', 1)"
)

POSTGRESQL = {
    # Texts lie beside the table, so that the many rows of a common word are quickly looked through; with more
    # statistics the planner knows rare words for what they are.
    "words": """
        ALTER TABLE treatments_indexedtext
        ADD COLUMN words tsvector GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array(folded_title || ' ' || folded, ' '), ''))
        ) STORED,
        ALTER COLUMN words SET STATISTICS 1000,
        SET (toast_tuple_target = 128)
    """,
    # Without `fastupdate`, publishing pays for the index and not whoever searches next.
    "treatments_indexedtext_words": """
        CREATE INDEX treatments_indexedtext_words ON treatments_indexedtext USING gin (words) WITH (fastupdate = off)
    """,
}
POSTGRESQL_PRESENT = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = to_regclass('treatments_indexedtext') AND attname = 'words' AND attgenerated = 's'
    UNION ALL
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = to_regclass('treatments_indexedtext') AND relname = 'treatments_indexedtext_words'
    AND indisvalid AND indisready
"""


def install_search(using: str = "default") -> None:
    """Create what is missing or has another text; on SQLite all of it then, because rows may have been missed."""
    connection, missing = connections[using], missing_search(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in missing:
                cursor.execute(POSTGRESQL[name])
        elif missing:
            cursor.execute("DROP TABLE IF EXISTS treatments_indexedtext_words")
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            for sql in SQLITE.values():
                cursor.execute(sql)
            cursor.execute(REBUILD)


def missing_search(using: str = "default") -> list[str]:
    """Names of what the database lacks, or holds with another text, in the order in which it is created."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_PRESENT)
            present = {name for (name,) in cursor.fetchall()}
            return [name for name in POSTGRESQL if name not in present]
        cursor.execute("SELECT name, sql FROM sqlite_master")
        texts = dict(cursor.fetchall())
    return [name for name, sql in SQLITE.items() if texts.get(name) != sql.strip()]


def search_faults(using: str = "default") -> list[str]:
    """What is missing, and whether SQLite's full-text table holds other words than the rows do; reads all of them."""
    faults = [f"search: {name} is missing" for name in missing_search(using)]
    if not faults and connections[using].vendor == "sqlite":
        try:
            with connections[using].cursor() as cursor:
                cursor.execute(INTEGRITY)
        except DatabaseError:
            faults.append("search: treatments_indexedtext_words does not hold the words of the indexed texts")
    return faults
