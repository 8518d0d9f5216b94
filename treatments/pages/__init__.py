"""HTML for people: what is published, rendered from the stored documents alone."""
