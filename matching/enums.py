from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    RUNNING = "running", _("Running")
    REVIEW = "review", _("Ready for review")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")
    STOPPED = "stopped", _("Stopped")


class RunKind(TextChoices):
    """What a run proposes: pairs of a mentor and a mentee, groups of a mentor, pods of peers."""

    PAIRS = "pairs", _("Pairs")
    GROUPS = "groups", _("Groups")
    PODS = "pods", _("Pods")


class Objective(TextChoices):
    FAIR = (
        "fair",
        (
            _(
                "Fair: as many as possible, then the weakest pair as strong as possible, then"
                " the best total"
            )
        ),
    )
    TOTAL = "total", _("Best total: the highest sum of scores, even if single pairs fit less")
    STABLE = "stable", _("Stable: no mentor and mentee who would both rather have each other")
    DIAL = "dial", _("Between the best total and fair, as far as you say below")


class Mark(TextChoices):
    """What the review can do to several pairs at once."""

    APPROVE = "approve", _("Approve")
    REOPEN = "reopen", _("Take approval back")
    PIN = "pin", _("Pin")
    UNPIN = "unpin", _("Unpin")
    REMOVE = "remove", _("Take out")
    RESTORE = "restore", _("Put back")


class RequestState(TextChoices):
    """A mentee's request; `WAITING` is a later choice whose turn has not come."""

    WAITING = "waiting", _("Next choice")
    ASKED = "asked", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("No answer in time")
    FULL = "full", _("No place left")
    WITHDRAWN = "withdrawn", _("Taken back")


class Relation(TextChoices):
    """As what somebody names a colleague."""

    MANAGER = "manager", _("Their manager")
    PEER = "peer", _("A colleague")
    ADMIN = "admin", _("An admin")


class DeclineReason(TextChoices):
    NO_TIME = "no_time", _("I have no time at present")
    OTHER_TOPIC = "other_topic", _("My topics are others")
    TOO_CLOSE = "too_close", _("We work too closely together")
    OTHER = "other", _("Another reason")


class MentorshipState(TextChoices):
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended early")


class EndCause(TextChoices):
    """Why a mentorship ended, as far as everybody in it may know; a person's own reason stays in
    the audit log.
    """

    PEOPLE = "people", _("Ended without blame")
    PLAN = "plan", _("Ended as planned")
    ADMIN = "admin", _("Ended by a program admin")
    LEFT = "left", _("Somebody has left")
    PROGRAM = "program", _("The program has ended")


class ParticipantRole(TextChoices):
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")
    PEER = "peer", _("Peer")
