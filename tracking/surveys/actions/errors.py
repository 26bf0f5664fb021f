from mentorship.tenancy.errors import ActionError


class SurveyError(ActionError):
    """Not possible as the survey stands; `field` is what has to change, where it is one."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field
