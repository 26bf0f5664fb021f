from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording.fields import SaidField
from programs.enums import Stage
from programs.models import Program
from tracking.enums import Answer, AttendanceState, Health, ProposalState, SessionState

NO_MOMENTS = Value([], ArrayField(models.DateTimeField()))
# How long a cancellation and the like can be undone from the page.
UNDO_FOR = timedelta(minutes=10)
ENDS_AT = ExpressionWrapper(
    F("starts_at")
    + F("minutes") * Value(timedelta(minutes=1), output_field=models.DurationField()),
    output_field=models.DateTimeField(),
)


class Series(TenantModel):
    """Sessions that repeat: an RFC 5545 rule at the hour of a time zone's clocks, from `starts_at`
    on, but for `exceptions`, the original starts of what was moved, cancelled or left out. Only the
    next of them is a row of Session.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="series")
    rule = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=45, db_default=45)
    place = models.CharField(max_length=200, blank=True, default="", db_default="")
    sequence = models.PositiveSmallIntegerField(default=0, db_default=0)
    booked_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    exceptions = ArrayField(models.DateTimeField(), default=list, db_default=NO_MOMENTS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship"],
                condition=Q(ended_at=None),
                name="series_one_at_a_time",
            )
        ]


class SessionQuerySet(models.QuerySet["Session"]):
    def booked(self) -> Self:
        return self.filter(state=SessionState.BOOKED)

    def over(self, *, at: datetime) -> Self:
        """Those whose time has passed."""
        return self.alias(ends_at=ENDS_AT).filter(ends_at__lte=at)

    def ending_after(self, moment: datetime) -> Self:
        return self.alias(ends_at=ENDS_AT).filter(ends_at__gt=moment)

    def probable(self, *, at: datetime) -> Self:
        """Accepted by at least two, over, and confirmed by nobody: probably held."""
        accepted = (
            Attendance.objects.filter(session=OuterRef("pk"), answer=Answer.ACCEPTED)
            .order_by()
            .values("session")
            .annotate(n=models.Count("pk"))
            .filter(n__gte=2)
        )
        return self.booked().over(at=at).filter(Exists(accepted))


class Session(TenantModel):
    """One session. `sequence` grows with each move, as calendars expect (RFC 5546)."""

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="sessions")
    series = TenantForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="sessions")
    # When the rule of its series would have it, wherever it has moved since.
    recurrence_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    place = models.CharField("where", max_length=200, blank=True)
    agenda = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.BOOKED)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(null=True)
    logged_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # By an admin for its people, whether or not they are one of them.
    is_logged_for_them = models.BooleanField(default=False, db_default=False)
    # When it was cancelled or said not to have taken place, and by whom: it can be undone for a
    # while.
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(logged_at__isnull=False), name="session_logged"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="session_minutes"
            ),
            models.UniqueConstraint(
                fields=["organization", "series", "recurrence_at"],
                condition=Q(recurrence_at__isnull=False),
                name="session_once_in_series",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "mentorship", "-starts_at"], name="session_thread"
            ),
            models.Index(
                fields=["organization", "starts_at"],
                condition=Q(state="booked"),
                name="session_booked",
            ),
            models.Index(
                fields=["starts_at"],
                condition=Q(state="booked"),
                include=["organization"],
                name="session_due",
            ),
            models.Index(fields=["organization", "-starts_at", "id"], name="session_latest"),
        ]

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    def is_reopenable(self, at: datetime) -> bool:
        """Whether it can be undone still that it was cancelled or missed."""
        is_closed = self.state in {SessionState.CANCELLED, SessionState.MISSED}
        return is_closed and self.closed_at is not None and at - self.closed_at <= UNDO_FOR


class Attendance(TenantModel):
    """Somebody's part in a session: what they said before, and whether they were there. The time
    that they propose instead stands in `other_starts_at`.
    """

    session = TenantForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=AttendanceState, default=AttendanceState.INVITED)
    answer = models.CharField(
        max_length=10, choices=Answer, default=Answer.WAITING, db_default=Answer.WAITING
    )
    answered_at = models.DateTimeField(null=True)
    other_starts_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="other_time") | Q(other_starts_at__isnull=False),
                name="attendance_other_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "session", "member"], name="attendance_once"
            ),
        ]


class Note(TenantModel):
    """Shared with the pair, or private: then only its writer can ever read it, and it is stored
    sealed.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="notes")
    session = TenantForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="notes")
    author = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    is_private = models.BooleanField()
    text = models.TextField(max_length=10_000, blank=True)
    sealed = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    # Set where it is read and no key of the installation opens it.
    is_unreadable = False

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_private=True, text="", sealed__isnull=False)
                | Q(is_private=False, sealed=None),
                name="note_private_is_sealed",
            ),
            models.UniqueConstraint(
                fields=["organization", "session", "author", "is_private"],
                name="note_once_per_session",
            ),
        ]


class CadenceStage(TenantModel):
    """How often the pair meets from a day on, and why. The latest row holds."""

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=12, choices=Stage)
    from_day = models.DateField()
    reason = SaidField(default=dict)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")


class CadenceProposal(TenantModel):
    """A shift that the application proposes, with its reasons; any of its people answers until
    `answer_by`.

    One that was accepted can be objected to until `objection_until`. One that led to nothing is
    not made again before `ask_again_at`; `reason` is theirs who declined it.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="proposals")
    from_stage = models.CharField(max_length=12, choices=Stage)
    to_stage = models.CharField(max_length=12, choices=Stage)
    reasons = SaidField(default=list)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    objection_until = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship"],
                condition=Q(state="open"),
                name="proposal_one_open",
            )
        ]


class Feedback(TenantModel):
    """What one side says after a session: worth of the time and the mentee's independence, 1 to 5
    each; and how they felt, `mood`, which nobody but they ever read and which counts in no figure.
    """

    session = TenantForeignKey(Session, on_delete=models.CASCADE, related_name="feedback")
    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="feedback")
    author = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True)
    independence = models.PositiveSmallIntegerField(null=True)
    mood = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(max_length=2000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "session", "author"], name="feedback_once"
            ),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5), name="feedback_rating"
            ),
            models.CheckConstraint(
                condition=Q(independence=None) | Q(independence__gte=1, independence__lte=5),
                name="feedback_independence",
            ),
            models.CheckConstraint(
                condition=Q(mood=None) | Q(mood__gte=1, mood__lte=5), name="feedback_mood"
            ),
        ]


class Pulse(TenantModel):
    """What lists show of a mentorship, kept up by the actions that change it and by a nightly
    round.
    """

    mentorship = TenantOneToOneField(Mentorship, on_delete=models.CASCADE, related_name="pulse")
    stage = models.CharField(max_length=12, choices=Stage)
    health = models.CharField(max_length=10, choices=Health, default=Health.EARLY)
    health_reason = SaidField(default=dict)
    # All that speaks for help, the heaviest first, and how much that is: lists sort by it.
    health_signs = SaidField(default=list, db_default=Value([], models.JSONField()))
    urgency = models.PositiveSmallIntegerField(default=0, db_default=0)
    sessions_held = models.PositiveIntegerField(default=0)
    last_held_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    open_actions = models.PositiveIntegerField(default=0)
    # When somebody last said that a silent mentorship goes on.
    kept_at = models.DateTimeField(null=True)


class FigureSnapshot(TenantModel):
    """Figures of a program, or of all of them, as counted at one moment; HR reads them through
    `disclosure`.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, null=True, related_name="figures")
    counted_at = models.DateTimeField()
    cells = models.JSONField(default=list)
    # By the facts a figure is about, what each person adds to it as it was published: compared,
    # never shown.
    people = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    class Meta:
        indexes = [
            models.Index(fields=["organization", "program", "-counted_at"], name="figures_latest")
        ]
