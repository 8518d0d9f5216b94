"""The curators' forms: everything can be entered here, and every decision is one call of the workflow."""

from treatments.admin import adverse_event, api_key, finding, record, shared, statements, treatment

__all__ = ["adverse_event", "api_key", "finding", "record", "shared", "statements", "treatment"]
