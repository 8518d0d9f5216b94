"""What the databases need for full-text search beside the tables."""


def install_search(using: str = "default") -> None:
    """Create what is missing."""
