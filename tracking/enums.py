from django.db.models import TextChoices


class SessionState(TextChoices):
    BOOKED = "booked", "Booked"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    MISSED = "missed", "Missed"


class AttendanceState(TextChoices):
    INVITED = "invited", "Invited"
    PRESENT = "present", "Present"
    ABSENT = "absent", "Absent"


class GoalState(TextChoices):
    PROPOSED = "proposed", "Waiting for agreement"
    AGREED = "agreed", "Agreed"
    ACHIEVED = "achieved", "Achieved"
    DROPPED = "dropped", "Dropped"


class ProposalState(TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    POSTPONED = "postponed", "Put off"


class Health(TextChoices):
    ON_TRACK = "on_track", "On track"
    ATTENTION = "attention", "Needs attention"
    AT_RISK = "at_risk", "At risk"
    EARLY = "early", "Too early to tell"
