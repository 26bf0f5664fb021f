from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionState(TextChoices):
    BOOKED = "booked", _("Booked")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Missed")


class AttendanceState(TextChoices):
    INVITED = "invited", _("Invited")
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")


class Answer(TextChoices):
    """What somebody who is invited to a session says."""

    WAITING = "waiting", _("Has not answered")
    ACCEPTED = "accepted", _("Accepted")
    TENTATIVE = "tentative", _("Maybe")
    DECLINED = "declined", _("Declined")
    OTHER_TIME = "other_time", _("Proposes another time")


class GoalState(TextChoices):
    PROPOSED = "proposed", _("Waiting for agreement")
    AGREED = "agreed", _("Agreed")
    ACHIEVED = "achieved", _("Achieved")
    DECLINED = "declined", _("Declined")
    DROPPED = "dropped", _("Dropped")


class MeasureKind(TextChoices):
    """How far a goal is, is told as: none, and it is told in percent of the way."""

    NUMBER = "number", _("A number")
    PERCENT = "percent", _("A percentage")
    YES_NO = "yes_no", _("Done or not")
    SCALE = "scale", _("A scale from 1 to 5")


class ProposalState(TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    POSTPONED = "postponed", _("Put off")
    DECLINED = "declined", _("Declined")
    OBJECTED = "objected", _("Objected to")
    EXPIRED = "expired", _("Not answered")
    OVERRIDDEN = "overridden", _("Set by an admin meanwhile")


class Health(TextChoices):
    ON_TRACK = "on_track", _("On track")
    ATTENTION = "attention", _("Needs attention")
    AT_RISK = "at_risk", _("At risk")
    EARLY = "early", _("Too early to tell")


class ConcernKind(TextChoices):
    SILENT = "silent", _("Silent for too long")
    RAISED = "raised", _("Somebody says that nothing is happening")


class PollAnswer(TextChoices):
    YES = "yes", _("Yes")
    MAYBE = "maybe", _("If need be")
    NO = "no", _("No")


class ObservationKind(TextChoices):
    ACHIEVEMENT = "achievement", _("Achievement")
    IMPROVEMENT = "improvement", _("To improve")


class Written(TextChoices):
    """What can be changed by its writer, with its history."""

    NOTE = "note", _("Shared notes")
    ITEM = "item", _("Action item")
    OBSERVATION = "observation", _("Progress")
    GOAL = "goal", _("Goal")
