"""The one definition of the published JSON, from desk rows to frozen bytes."""
