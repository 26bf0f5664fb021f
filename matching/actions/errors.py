from mentorship.tenancy.errors import ActionError


class MatchingError(ActionError):
    """The step is not possible now; the text says why."""
