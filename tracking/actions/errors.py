class TrackingError(Exception):
    """The step is not possible now; the text says why, for the person who tried."""
