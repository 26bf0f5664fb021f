"""What the actions of programs refuse."""

from django.utils.translation import gettext as _

from mentorship.tenancy.errors import ActionError


class ProgramError(ActionError):
    """The program cannot be changed like this; the text says why."""


class ArchivedError(ProgramError):
    """Nothing changes in an archived program."""

    def __init__(self) -> None:
        super().__init__(_("This program is archived: nothing changes in it any more."))


class NameTakenError(ProgramError):
    """The organisation has a program of this name."""


class NotReadyError(ProgramError):
    """The program cannot move there; the text names what is missing."""


class CadenceError(ProgramError):
    """The cadence cannot be like this; `field` is what has to change, of the flat values."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


class EnrolmentError(ActionError):
    """The enrolment cannot be made or changed; the text says why."""


class QuestionError(ActionError):
    """The question cannot be kept like this; `field` is what has to change."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
