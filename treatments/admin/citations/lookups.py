"""Identifiers that are new here, looked up where the server may ask."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from treatments.admin.citations.things import Thing
from treatments.exchange.lookup import LookupFailed, NotConfigured, look_up
from treatments.exchange.reading import Identifier
from treatments.exchange.reading.duplicates import duplicates
from treatments.models import Citation

PATIENCE = 30  # seconds that a person waits for all of them
LATE = "It was not looked up: the others took all the time. Read it again."


def look_up_new(things: Sequence[Thing]) -> None:
    """Put the entry in the place of each identifier that is neither stored nor in an earlier line; or note why not."""
    if not any(isinstance(thing.found, Identifier) for thing in things):
        return
    known = duplicates([thing.found for thing in things], Citation.objects.all())
    deadline = monotonic() + PATIENCE
    for position, thing in enumerate(things):
        if not isinstance(thing.found, Identifier) or position in known:
            continue
        if monotonic() > deadline:
            thing.note = LATE
            continue
        try:
            thing.found = replace(look_up(thing.found), line=thing.found.line)
        except NotConfigured:
            continue
        except LookupFailed as failed:
            thing.note = str(failed)
