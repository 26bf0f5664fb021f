from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy

from mentorship.questions.models import AbstractQuestion
from mentorship.tenancy.fields import TenantForeignKey, TenantOneToOneField
from mentorship.tenancy.models import Member, Organization, TenantModel
from programs.cadence import Rules, rules_in, usual_back, usual_steps
from programs.enums import (
    ASKED_BY,
    AgendaMode,
    Audience,
    Comparison,
    EnrolmentRole,
    EnrolmentState,
    Focus,
    ProgramKind,
    ProgramState,
    Stage,
)


class ProgramQuerySet(models.QuerySet["Program"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


COUNTED = ("mentors", "mentees", "peers", "waiting")


class Program(TenantModel):
    name = models.CharField(max_length=120)
    summary = models.TextField(gettext_lazy("what it offers"), max_length=2000, blank=True)
    kind = models.CharField(
        "type", max_length=12, choices=ProgramKind, default=ProgramKind.ONE_TO_ONE
    )
    focus = models.CharField(max_length=12, choices=Focus, default=Focus.CAREER)
    state = models.CharField(max_length=12, choices=ProgramState, default=ProgramState.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    created_at = models.DateTimeField()
    weights = models.JSONField(default=dict)
    agenda_mode = models.CharField(
        gettext_lazy("agenda of a session"),
        max_length=8,
        choices=AgendaMode,
        default=AgendaMode.GUIDED,
        db_default=AgendaMode.GUIDED,
    )
    # What every session begins with, a point a line.
    agenda = models.TextField(
        gettext_lazy("points of every session"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
    )
    # Approved people and applications; the database counts them with each change of enrolments.
    mentors = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    mentees = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    peers = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="program_name"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="program_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agenda_points(self) -> list[str]:
        """What every session begins with; empty unless the agenda is fixed."""
        lines = self.agenda.splitlines() if self.agenda_mode == AgendaMode.FIXED else []
        points = [line.strip()[:300] for line in lines if line.strip()]
        return list(dict.fromkeys(points))[:10]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What this copy knows of the people counted may be old: saving the rest leaves it to the
        database.
        """
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = {each.name for each in self._meta.concrete_fields} - {
                "id",
                *COUNTED,
            }
        super().save(*args, **kwargs)


class ProgramTransition(TenantModel):
    """One step in a program's life."""

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="transitions")
    from_state = models.CharField(max_length=12, choices=ProgramState, blank=True)
    to_state = models.CharField(max_length=12, choices=ProgramState)
    at = models.DateTimeField()
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")


class ProgramGoal(TenantModel):
    """What the program is for, in a figure: `kpi` names a registered KPI; values are in
    its unit.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="goals")
    statement = models.CharField("goal", max_length=200)
    kpi = models.CharField("KPI", max_length=40)
    baseline = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    target = models.DecimalField(max_digits=10, decimal_places=2)
    due_on = models.DateField("by")


class Measurement(TenantModel):
    """The value of a KPI on a day, computed by the application or typed in by a person."""

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="measurements")
    kpi = models.CharField(max_length=40)
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    people = models.PositiveIntegerField(gettext_lazy("people it is about"))
    # Of a share: the people who count for it, and against it.
    have = models.PositiveIntegerField(null=True)
    have_not = models.PositiveIntegerField(null=True)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "kpi", "on"], name="measurement_once_a_day"
            )
        ]


class Guidelines(TenantModel):
    """A version of what mentor and mentee promise each other; signatures point to a version."""

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="guidelines")
    version = models.PositiveSmallIntegerField(default=1)
    mentor_duties = models.TextField(max_length=4000)
    mentee_duties = models.TextField(max_length=4000)
    agreement = models.TextField(max_length=4000)
    published_at = models.DateTimeField()
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "version"], name="guidelines_version"
            )
        ]


class CadencePolicy(TenantModel):
    """When a mentorship may meet less often, and what sends it back: `programs/cadence.py` says
    what `stages` and `back` hold, and reads them.
    """

    program = TenantOneToOneField(Program, on_delete=models.CASCADE, related_name="cadence_policy")
    first_stage = models.CharField(max_length=12, choices=Stage, default=Stage.WEEKLY)
    stages = models.JSONField(default=usual_steps, db_default=Value([], models.JSONField()))
    back = models.JSONField(default=usual_back, db_default=Value({}, models.JSONField()))

    @property
    def rules(self) -> Rules:
        return rules_in(self.first_stage, self.stages, self.back)


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> Self:
        """Those that are still put to people, in their order."""
        return self.filter(retired_at=None).order_by("place", "id")

    def asked_of(self, role: str) -> Self:
        return self.asked().filter(audience__in=[role, Audience.BOTH])

    def compared(self) -> Self:
        """Those that a matching can count."""
        return self.asked().exclude(comparison=Comparison.NONE)


class Question(AbstractQuestion):
    """What a program's application asks; an enrolment keeps the answers by the question's id.

    Its `name` stands in the reasons of a match too. `mentor_text` is the question as mentors read
    it, where it differs.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="questions")
    mentor_text = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=ASKED_BY)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.BOTH)
    comparison = models.CharField(max_length=9, choices=Comparison, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "name"], name="question_name"
            ),
            models.CheckConstraint(
                condition=Q(comparison="") | Q(audience="both"), name="question_compared_of_both"
            ),
        ]

    def text_for(self, role: str) -> str:
        return self.mentor_text if self.mentor_text and role == EnrolmentRole.MENTOR else self.text


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def approved(self) -> Self:
        return self.filter(state=EnrolmentState.APPROVED)

    def as_role(self, role: str) -> Self:
        return self.filter(role=role)

    def available(self, *, on: date) -> Self:
        """Who takes on somebody new on this day."""
        return self.filter(Q(unavailable_until=None) | Q(unavailable_until__lte=on), paused_at=None)


class Enrolment(TenantModel):
    """A person's part in a program. `capacity` is how many mentees a mentor takes.

    `answers` holds by a question's key a text (choice, text), a list of texts (several) or a number
    (scale).
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="enrolments")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=8, choices=EnrolmentRole)
    state = models.CharField(max_length=12, choices=EnrolmentState, default=EnrolmentState.APPLIED)
    capacity = models.PositiveSmallIntegerField(default=1)
    motivation = models.TextField(max_length=2000, blank=True)
    topics = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    answers = models.JSONField(default=dict)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField(
        gettext_lazy("lost the mentor, and is matched first, since"), null=True
    )
    unavailable_until = models.DateField(null=True)
    paused_at = models.DateTimeField(
        gettext_lazy("taken out of sight after repeated silence"), null=True
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "program", "member", "role"], name="enrolment_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False),
                name="enrolment_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "program", "role", "state", "id"], name="enrolment_by_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.program}"


class Signature(TenantModel):
    """A person signed a version of the mentoring agreement."""

    guidelines = TenantForeignKey(Guidelines, on_delete=models.CASCADE, related_name="signatures")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="signatures")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "guidelines", "member"], name="signature_once"
            )
        ]
