"""The curators' forms: everything can be entered here, and every decision is one call of the workflow."""

from django.contrib import admin

from treatments.admin import adverse_event, api_key, finding, record, shared, statements, treatment

admin.site.site_header = admin.site.site_title = "Treatment evidence"

__all__ = ["adverse_event", "api_key", "finding", "record", "shared", "statements", "treatment"]
