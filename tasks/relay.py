"""The outbox out."""


def wake() -> None:
    """Tell a worker that facts wait."""
