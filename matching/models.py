from typing import Self

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy

from matching.enums import (
    DeclineReason,
    EndCause,
    MentorshipState,
    Objective,
    ParticipantRole,
    Relation,
    RequestState,
    RunKind,
    RunState,
)
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, Organization, TenantModel
from mentorship.wording.fields import SaidField
from programs.models import Enrolment, Program


class Run(TenantModel):
    """One attempt to match a program. Nothing of it reaches people before it is published.

    `group_least` is how many mentees a group begins with at least, and pods have from `pod_least`
    to `pod_most` people; 0 in runs of another kind. `figures` are `matching.figures.Figures`,
    `undo` is `matching.figures.Undo`.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    kind = models.CharField(
        max_length=6, choices=RunKind, default=RunKind.PAIRS, db_default=RunKind.PAIRS
    )
    weights = models.JSONField(default=dict)
    objective = models.CharField(
        max_length=6, choices=Objective, default=Objective.FAIR, db_default=Objective.FAIR
    )
    group_least = models.PositiveSmallIntegerField(default=0, db_default=0)
    pod_least = models.PositiveSmallIntegerField(default=0, db_default=0)
    pod_most = models.PositiveSmallIntegerField(default=0, db_default=0)
    rules = models.JSONField(default=dict, db_default={})
    dial = models.PositiveSmallIntegerField(default=50, db_default=50)
    inputs_hash = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict)
    undo = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    created_at = models.DateTimeField()
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    parent = TenantForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "program", "-id"], name="run_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at=None)),
                name="run_published",
            )
        ]

    def __str__(self) -> str:
        return str(self.program)

    @property
    def is_of_groups(self) -> bool:
        return self.kind == RunKind.GROUPS

    @property
    def is_of_pods(self) -> bool:
        return self.kind == RunKind.PODS


class Policy(TenantModel):
    """What a program's matchings go by, beside the weights that the program keeps.

    `rules` says by name which hard rules hold: true, or the number that the rule asks for.
    """

    program = TenantOneToOneField(Program, on_delete=models.CASCADE, related_name="matching_policy")
    rules = models.JSONField(default=dict)
    objective = models.CharField(max_length=6, choices=Objective, default=Objective.FAIR)
    dial = models.PositiveSmallIntegerField(default=50)
    has_directory = models.BooleanField(
        gettext_lazy("mentees look for mentors and ask them"), default=False, db_default=False
    )
    answer_days = models.PositiveSmallIntegerField(
        gettext_lazy("how long a request waits"), default=7, db_default=7
    )
    candidate_weights = models.JSONField(default=dict, db_default={})
    group_least = models.PositiveSmallIntegerField(
        gettext_lazy("mentees in a group, at least"), default=3, db_default=3
    )
    pod_least = models.PositiveSmallIntegerField(
        gettext_lazy("peers who meet, at least"), default=2, db_default=2
    )
    pod_most = models.PositiveSmallIntegerField(
        gettext_lazy("peers who meet, at most"), default=2, db_default=2
    )


class RunInputs(TenantModel):
    """What a run was asked, as it was when the run began: compressed JSON for `matching.engine`."""

    run = TenantOneToOneField(Run, on_delete=models.CASCADE, related_name="inputs")
    content = models.BinaryField()


class Pair(TenantModel):
    """A proposed pair: `score` is in points of 10,000, `points` says how many each criterion gave.

    `rank` is 1 where no allowed mentor of `feasible` has a higher score with this mentee.
    `alternatives` are the best other mentors, each with why not. A pinned pair stays in every later
    run; an approved one was looked at and is meant.
    """

    run = TenantForeignKey(Run, on_delete=models.CASCADE, related_name="pairs")
    mentor = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    mentee = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    points = SaidField(default=list)
    is_removed = models.BooleanField(default=False)
    is_approved = models.BooleanField(default=False, db_default=False)
    is_pinned = models.BooleanField(default=False, db_default=False)
    rank = models.PositiveIntegerField(default=0, db_default=0)
    feasible = models.PositiveIntegerField(default=0, db_default=0)
    alternatives = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "run", "mentee"], name="pair_one_per_mentee"
            ),
            models.CheckConstraint(
                condition=Q(is_removed=False) | Q(is_approved=False, is_pinned=False),
                name="pair_removed_or_meant",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "run", "score", "id"], name="pair_weakest_first"),
            models.Index(
                fields=["organization", "run"],
                include=["is_removed", "is_approved", "is_pinned"],
                name="pair_marks",
            ),
        ]


class Pod(TenantModel):
    """Peers whom a run proposes to meet, two or more. `score` is the mean of its pairs, `worst` the
    weakest of them, in points of 10,000.

    `pairs` says of each two of its `people` (enrolments) their score and, in `ways`, what each
    finds in the other: points a criterion, as in a Pair. An approved pod stays in every later run.
    """

    run = TenantForeignKey(Run, on_delete=models.CASCADE, related_name="pods")
    score = models.PositiveSmallIntegerField()
    worst = models.PositiveSmallIntegerField()
    pairs = SaidField(default=list)
    is_removed = models.BooleanField(default=False)
    is_approved = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_removed=False) | Q(is_approved=False), name="pod_removed_or_meant"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "run", "worst", "id"], name="pod_weakest_first")
        ]


class Place(TenantModel):
    """A peer's place in a proposed pod; `score` is the mean with its others."""

    run = TenantForeignKey(Run, on_delete=models.CASCADE, related_name="places")
    pod = TenantForeignKey(Pod, on_delete=models.CASCADE, related_name="places")
    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "run", "enrolment"], name="place_one_per_peer"
            )
        ]


class Unmatched(TenantModel):
    """Somebody whom a run could not place, and why."""

    run = TenantForeignKey(Run, on_delete=models.CASCADE, related_name="unmatched")
    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    reason = SaidField(default=dict)
    alternatives = models.JSONField(default=list, db_default=[])


class Block(TenantModel):
    """Two people who are never matched (again), in any program."""

    mentor = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    mentee = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    # Nobody where it follows from an ending of which nothing says who wanted it.
    by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "mentor", "mentee"], name="block_once")
        ]


class Nomination(TenantModel):
    """Somebody says of a colleague: they would be a good mentor in this program. `declined_at` is
    the colleague's no.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="nominations")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="nominations")
    by = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=7, choices=Relation)
    words = models.TextField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "member", "by"], name="nomination_once"
            )
        ]


class Request(TenantModel):
    """A mentee asks a mentor. One is asked at a time; later choices wait for their turn by `rank`,
    1 first.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="requests")
    mentee = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="requests_made")
    mentor = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="requests_got")
    message = models.TextField(max_length=1000, blank=True)
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.WAITING)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=11, choices=DeclineReason, blank=True)
    words = models.CharField(gettext_lazy("a word with the answer"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentee"],
                condition=Q(state="asked"),
                name="request_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "mentee", "mentor"],
                condition=Q(state__in=["waiting", "asked"]),
                name="request_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(asked_at__isnull=False, expires_at__isnull=False),
                name="request_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "mentor", "state"], name="request_of_mentor"),
            models.Index(fields=["expires_at"], condition=Q(state="asked"), name="request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee.member}, {self.mentor.member}"


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def active(self) -> Self:
        return self.filter(state=MentorshipState.ACTIVE)


class Mentorship(TenantModel):
    """Two or more people who meet. `title` names them as they are called today; the database keeps
    it up (ADR 14).
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="mentorships")
    run = TenantForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="mentorships")
    title = models.CharField(max_length=340)
    state = models.CharField(max_length=10, choices=MentorshipState, default=MentorshipState.ACTIVE)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(
        max_length=8, choices=EndCause, blank=True, default="", db_default=""
    )
    end_reason = models.CharField(max_length=300, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None)
                | (~Q(state="active") & Q(ended_at__isnull=False)),
                name="mentorship_ended",
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "program", "state", "-id"], name="mentorship_by_program"
            ),
            models.Index(fields=["organization", "-id"], name="mentorship_latest"),
        ]

    def __str__(self) -> str:
        return self.title


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> Self:
        """Without those who have left their group."""
        return self.filter(left_at=None)


class Participant(TenantModel):
    """A person's part in a mentorship. A group has many mentees, a peer pod no mentor.

    Who leaves a group that goes on keeps the part, with the moment in `left_at`. `joined_at` is
    empty for those who were there from the start.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="participants")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="participations")
    enrolment = TenantForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="participations"
    )
    role = models.CharField(max_length=8, choices=ParticipantRole)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship", "member"], name="participant_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "member"], name="participant_member")]
