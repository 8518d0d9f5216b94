"""Properties of the encoding are checked on the same examples in every run, so that CI never fails by chance."""

from hypothesis import settings

settings.register_profile("document", derandomize=True, deadline=None, database=None)
settings.load_profile("document")
