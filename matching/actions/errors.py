class MatchingError(Exception):
    """The step is not possible now; the text says why."""
