"""What a mentorship works towards: goals with their progress, and the action items that serve
them.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from programs.models import ProgramGoal
from tracking.enums import GoalState, MeasureKind
from tracking.measures import Measure
from tracking.models.core import Session

# Of amounts: what is measured, from a baseline to a target.
DIGITS, PLACES = 12, 2


def _amount() -> Any:
    """A figure in its own unit; None where there is none."""
    return models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)


class Goal(TenantModel):
    """What the pair works towards; it counts from when the other side has agreed.

    A measure leads from `baseline` to `target` and stands at `current`; `progress_percent` is how
    far that is, or what people say where there is no measure.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals")
    statement = models.CharField(_("goal"), max_length=200)
    why = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(_("by"))
    measure_kind = models.CharField(
        max_length=8, choices=MeasureKind, blank=True, default="", db_default=""
    )
    unit = models.CharField(max_length=40, blank=True, default="", db_default="")
    baseline = _amount()
    target = _amount()
    current = _amount()
    topic = models.CharField(max_length=160, blank=True, default="", db_default="")
    program_goal = TenantForeignKey(
        ProgramGoal, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    carried_from = TenantForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    progress_percent = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=GoalState, default=GoalState.PROPOSED)
    proposed_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    achieved_at = models.DateTimeField(null=True)
    # Of one that was declined or dropped.
    closed_by = TenantForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress_percent__lte=100), name="goal_progress"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="goal_agreed",
            ),
            models.UniqueConstraint(
                fields=["organization", "mentorship", "carried_from"],
                condition=Q(carried_from__isnull=False),
                name="goal_carried_once",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def measure(self) -> Measure:
        return Measure(self.measure_kind, self.baseline, self.target)

    @property
    def is_open(self) -> bool:
        return self.state in {GoalState.PROPOSED, GoalState.AGREED}


class GoalProgress(TenantModel):
    """One report of how far a goal is: `value` in the unit of `measure_kind`, percent where there
    was no measure, and what shows it.
    """

    goal = TenantForeignKey(Goal, on_delete=models.CASCADE, related_name="reports")
    measure_kind = models.CharField(max_length=8, choices=MeasureKind, blank=True)
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    percent = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent")]
        indexes = [models.Index(fields=["organization", "goal", "-at"], name="report_latest")]


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def open(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(done_at=None, dropped_at=None)

    def kept(self) -> Self:
        """Without those that were dropped: they count for nothing."""
        return self.filter(dropped_at=None)


class ActionItem(TenantModel):
    """A SMART action: specific `text`, `measure`, why `achievable`, `goal` it serves, `due_on`.

    One that is shared belongs to everybody in the mentorship, and is done when any of them says so;
    its `owner` is who wrote it down for them.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="action_items")
    session = TenantForeignKey(
        Session, on_delete=models.SET_NULL, null=True, related_name="action_items"
    )
    owner = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(default=False, db_default=False)
    text = models.CharField(_("action"), max_length=200)
    measure = models.CharField(_("done when"), max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True, default="", db_default="")
    baseline = _amount()
    target = _amount()
    achievable = models.CharField(_("why it can be done"), max_length=200, blank=True)
    goal = TenantForeignKey(
        Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    created_at = models.DateTimeField()
    # Nobody where it was written before this was kept: then any of its people may change it.
    written_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    edited_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "mentorship", "done_at"], name="action_by_mentorship"
            ),
            models.Index(
                fields=["organization", "owner", "due_on"],
                condition=Q(done_at=None),
                name="action_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None
