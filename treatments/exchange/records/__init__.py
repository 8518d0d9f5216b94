"""The interchange format: one record a line (NDJSON), the published shape without what is derived or enveloped."""

from treatments.exchange.records.run import Import, Outcome, Result

__all__ = ["Import", "Outcome", "Result"]
