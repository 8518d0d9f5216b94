"""The public, read-only API: stored documents, found by the index, with what HTTP asks of them."""
