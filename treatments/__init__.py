"""Curated treatment-evidence records: graded, sourced, published as frozen documents, served as JSON."""

RELEASE = "0.1.0"
