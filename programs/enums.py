from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from mentorship.questions.enums import QuestionKind


class ProgramKind(TextChoices):
    ONE_TO_ONE = "one_to_one", _("One to one")
    GROUP = "group", _("Group or circle")
    PEER = "peer", _("Peer")
    REVERSE = "reverse", _("Reverse")
    FLASH = "flash", _("Flash")


class Focus(TextChoices):
    JOB = "job", _("A challenge in the job")
    PROJECT = "project", _("A special project")
    CAREER = "career", _("Career development")
    INDIVIDUAL = "individual", _("Individual development")
    LEADERS = "leaders", _("Access to senior leaders")
    PEER = "peer", _("Learning among peers")
    EXPERTISE = "expertise", _("Subject-matter expertise")


class AgendaMode(TextChoices):
    """How the agenda of a session begins."""

    FIXED = "fixed", _("Fixed: every session begins with the points below")
    GUIDED = "guided", _("Guided: open action items, goals and questions are suggested")
    FREE = "free", _("Free: the agenda is empty, and suggestions are one click away")


class ProgramState(TextChoices):
    DRAFT = "draft", _("Draft")
    RECRUITING = "recruiting", _("Recruiting")
    MATCHING = "matching", _("Matching")
    RUNNING = "running", _("Running")
    CLOSING = "closing", _("Closing")
    ARCHIVED = "archived", _("Archived")


class EnrolmentRole(TextChoices):
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")
    PEER = "peer", _("Peer")


class EnrolmentState(TextChoices):
    APPLIED = "applied", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    WAITLISTED = "waitlisted", _("On the waiting list")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Stage(TextChoices):
    """How often a pair meets, in the order in which the mentee becomes independent."""

    WEEKLY = "weekly", _("Weekly")
    FORTNIGHTLY = "fortnightly", _("Fortnightly")
    MONTHLY = "monthly", _("Monthly")


class Independence(IntegerChoices):
    """How far a mentee gets alone, as mentee and mentor see it after a session."""

    MUCH_HELP = 1, _("needs a lot of help")
    OFTEN_HELP = 2, _("often needs help")
    SOME_HELP = 3, _("needs help now and then")
    SELDOM_HELP = 4, _("seldom needs help")
    ALONE = 5, _("would manage alone")

    @classmethod
    def scale(cls) -> list[tuple[int, str]]:
        """For a choice in a form, the highest first: the number with its words."""
        return [(each.value, f"{each.value}, {each.label}") for each in reversed(cls)]


# How a question of the application can be answered: in the ways that a matching can compare.
ASKED_BY = [
    (kind.value, kind.label)
    for kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.TEXT)
]


class Audience(TextChoices):
    """Whom a question is put to."""

    BOTH = "both", _("Mentors and mentees")
    MENTORS = "mentor", _("Mentors")
    MENTEES = "mentee", _("Mentees")


class Comparison(TextChoices):
    """What a matching makes of a mentor's and a mentee's answers to one question."""

    NONE = "", _("Not at all: it is only read")
    SAME = "same", _("The same answer fits")
    DIFFERENT = "different", _("Different answers fit")
    SHARED = "shared", _("The more they share the better; rare answers count more")
    COVERED = "covered", _("The more of the mentee’s answers the mentor gives too the better")
    CLOSE = "close", _("Close answers fit")
    ABOVE = "above", _("The mentor should stand about two above")
    SIMILAR = "similar", _("Similar words fit")
