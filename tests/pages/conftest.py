"""Fixtures of the pages' tests: records that stand for a whole module, as the API's tests have them."""

from tests.api.conftest import library, publish_all

__all__ = ["library", "publish_all"]
