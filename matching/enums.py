from django.db.models import TextChoices


class RunState(TextChoices):
    RUNNING = "running", "Running"
    REVIEW = "review", "Ready for review"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"
    STOPPED = "stopped", "Stopped"


class RunKind(TextChoices):
    """What a run proposes: pairs of a mentor and a mentee, groups of a mentor, pods of peers."""

    PAIRS = "pairs", "Pairs"
    GROUPS = "groups", "Groups"
    PODS = "pods", "Pods"


class Objective(TextChoices):
    FAIR = (
        "fair",
        (
            "Fair: as many as possible, then the weakest pair as strong as possible, then the best"
            " total"
        ),
    )
    TOTAL = "total", "Best total: the highest sum of scores, even if single pairs fit less"
    STABLE = "stable", "Stable: no mentor and mentee who would both rather have each other"
    DIAL = "dial", "Between the best total and fair, as far as you say below"


class Mark(TextChoices):
    """What the review can do to several pairs at once."""

    APPROVE = "approve", "Approve"
    REOPEN = "reopen", "Take approval back"
    PIN = "pin", "Pin"
    UNPIN = "unpin", "Unpin"
    REMOVE = "remove", "Take out"
    RESTORE = "restore", "Put back"


class RequestState(TextChoices):
    """A mentee's request; `WAITING` is a later choice whose turn has not come."""

    WAITING = "waiting", "Next choice"
    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "No answer in time"
    FULL = "full", "No place left"
    WITHDRAWN = "withdrawn", "Taken back"


class Relation(TextChoices):
    """As what somebody names a colleague."""

    MANAGER = "manager", "Their manager"
    PEER = "peer", "A colleague"
    ADMIN = "admin", "An admin"


class DeclineReason(TextChoices):
    NO_TIME = "no_time", "I have no time at present"
    OTHER_TOPIC = "other_topic", "My topics are others"
    TOO_CLOSE = "too_close", "We work too closely together"
    OTHER = "other", "Another reason"


class MentorshipState(TextChoices):
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    ENDED = "ended", "Ended early"


class EndCause(TextChoices):
    """Why a mentorship ended, as far as everybody in it may know; a person's own reason stays in
    the audit log.
    """

    PEOPLE = "people", "Ended by one of you"
    LEFT = "left", "Somebody has left"
    PROGRAM = "program", "The program has ended"


class ParticipantRole(TextChoices):
    MENTOR = "mentor", "Mentor"
    MENTEE = "mentee", "Mentee"
    PEER = "peer", "Peer"
