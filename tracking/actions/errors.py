from mentorship.tenancy.errors import ActionError


class TrackingError(ActionError):
    """The step is not possible now; the text says why, for the person who tried."""
