from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SurveyKind(TextChoices):
    """When a survey is asked."""

    CHECK = "check", _("Every month")
    MIDPOINT = "midpoint", _("Halfway through the program")
    CLOSING = "closing", _("When the mentorship ends")
    COLLEAGUES = "colleagues", _("At the start and the end, of colleagues whom the mentee names")
    OWN = "own", _("Once, when you switch it on")


class SurveyAudience(TextChoices):
    BOTH = "both", _("Everybody in a mentorship")
    MENTORS = "mentor", _("Mentors")
    MENTEES = "mentee", _("Mentees")
    COLLEAGUES = "colleagues", _("Colleagues whom the mentee names")


class AskedRole(TextChoices):
    """Which of those who get a survey a question in it is put to."""

    BOTH = "both", _("Everybody who gets the survey")
    MENTOR = "mentor", _("Mentors only")
    MENTEE = "mentee", _("Mentees only")


class SeenBy(TextChoices):
    """Who reads the answer to a question."""

    PAIR = "pair", _("The people of the mentorship")
    ADMINS = "admins", _("The program admins, with your name")
    ANONYMOUS = "anonymous", _("Program admins and HR, without your name")
    AVERAGE = "average", _("The mentee, as an average of at least three answers")


class Role(TextChoices):
    """As what somebody answers."""

    MENTOR = "mentor", _("Mentors")
    MENTEE = "mentee", _("Mentees")
    PEER = "peer", _("Peers")
    COLLEAGUE = "colleague", _("Colleagues")


class RequestState(TextChoices):
    OPEN = "open", _("Waits for your answer")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Closed without an answer")


class Reply(TextChoices):
    """What the receiver of feedback says to it."""

    NONE = "", _("No reply yet")
    THANKS = "thanks", _("Thanks")
    TALK = "talk", _("To be talked about next session")
