"""The pages in the vocabulary of schema.org, for search engines: JSON-LD out of the same documents."""

from treatments.pages.schema_org.pages import claim_page, condition_page, home_page, record_page

__all__ = ["claim_page", "condition_page", "home_page", "record_page"]
