class EmbeddedError(Exception):
    """The embedded services cannot be had; the message is one sentence for the person waiting."""
