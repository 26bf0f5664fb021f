"""What happened in mentorships, read for many at once: what their health and their cadence are
judged by. One mentorship is a chunk of one.

Days are days in UTC, as those on which a stage begins.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Count, Min, Q

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from tracking import cadence, health
from tracking.enums import GoalState, Health, SessionState
from tracking.models import ActionItem, CadenceStage, Feedback, Goal, Session

# So many in a row say no more than that it is many.
MISSED_AT_MOST = 10

Ids = Collection[UUID]
Stages = Mapping[UUID, CadenceStage]


@dataclass(frozen=True)
class Times:
    """When sessions of a mentorship were held and missed, in no order, and when the next booked one
    begins.
    """

    held: Sequence[datetime] = ()
    missed: Sequence[datetime] = ()
    next_at: datetime | None = None

    @property
    def last_held_at(self) -> datetime | None:
        return max(self.held, default=None)

    @property
    def missed_in_a_row(self) -> int:
        """How many of the latest, counted back, did not take place."""
        last = self.last_held_at
        number = sum(last is None or moment > last for moment in self.missed)
        return min(number, MISSED_AT_MOST)

    def held_since(self, moment: datetime) -> int:
        return sum(start >= moment for start in self.held)

    def in_stage(self, stage: CadenceStage) -> "Times":
        return Times(
            [start for start in self.held if is_in(stage, start.date())],
            [start for start in self.missed if is_in(stage, start.date())],
        )


NEVER = Times()


@dataclass(frozen=True)
class Standing:
    """What lists show of a mentorship."""

    reading: health.Reading
    sessions_held: int
    last_held_at: datetime | None
    next_at: datetime | None
    open_actions: int


def is_in(stage: CadenceStage, day: date) -> bool:
    """Whether the day is one of this stage. The day of a shift belongs to the stage before: its
    facts led to the shift.
    """
    is_first = stage.by_id is None
    return day >= stage.from_day if is_first else day > stage.from_day


def present_stages(ids: Ids) -> dict[UUID, CadenceStage]:
    """The stage that holds, of each mentorship that has one."""
    latest = (
        CadenceStage.objects.filter(mentorship__in=ids)
        .order_by("mentorship", "-from_day", "-id")
        .distinct("mentorship")
    )
    return {stage.mentorship_id: stage for stage in latest}


def standings_of(
    mentorships: Sequence[Mentorship], stages: Stages, *, at: datetime
) -> dict[UUID, Standing]:
    """By mentorship. `stages` has the present one of each."""
    ids = [mentorship.pk for mentorship in mentorships]
    times, items = _times(ids, at), _open_items(ids)
    standings = {}
    for mentorship in mentorships:
        held = times.get(mentorship.pk, NEVER)
        standings[mentorship.pk] = Standing(
            reading=_reading(mentorship, stages[mentorship.pk], held, at),
            sessions_held=len(held.held),
            last_held_at=held.last_held_at,
            next_at=held.next_at,
            open_actions=items.get(mentorship.pk, 0),
        )
    return standings


def evidence_of(
    mentorships: Sequence[Mentorship], stages: Stages, *, at: datetime
) -> dict[UUID, cadence.Evidence]:
    """What speaks for or against another cadence, since each entered its stage."""
    ids = [mentorship.pk for mentorship in mentorships]
    times, items = _times(ids, at), _items(ids, stages, at.date())
    goals, views = _goal_progress(ids), _views(ids, stages)
    evidence = {}
    for mentorship in mentorships:
        stage, all_times = stages[mentorship.pk], times.get(mentorship.pk, NEVER)
        now = all_times.in_stage(stage)
        due, on_time = items.get(mentorship.pk, (0, 0))
        reading = _reading(mentorship, stage, all_times, at)
        evidence[mentorship.pk] = cadence.Evidence(
            stage=stage.stage,
            sessions_held=len(now.held),
            missed_in_a_row=now.missed_in_a_row,
            actions_due=due,
            actions_on_time=on_time,
            goal_progress_percent=goals.get(mentorship.pk),
            mentee_independence=views.get((mentorship.pk, ParticipantRole.MENTEE)),
            mentor_independence=views.get((mentorship.pk, ParticipantRole.MENTOR)),
            needs_attention=reading.health in {Health.ATTENTION, Health.AT_RISK},
        )
    return evidence


def _reading(
    mentorship: Mentorship, stage: CadenceStage, times: Times, at: datetime
) -> health.Reading:
    """The one place where a health is read."""
    began = datetime.combine(stage.from_day, time(), tzinfo=UTC)
    stage_since = max(began, mentorship.started_at)
    window = health.window_start(stage=stage.stage, stage_since=stage_since, at=at)
    facts = health.Facts(
        stage=stage.stage,
        started_at=mentorship.started_at,
        stage_since=stage_since,
        last_held_at=times.last_held_at,
        next_at=times.next_at,
        held_in_window=times.held_since(window),
        missed_in_a_row=times.missed_in_a_row,
    )
    return health.read_health(facts, at=at)


def _times(ids: Ids, at: datetime) -> dict[UUID, Times]:
    starts = Session.objects.filter(mentorship__in=ids).order_by().values("mentorship")
    rows = starts.annotate(
        held=ArrayAgg("starts_at", filter=Q(state=SessionState.HELD)),
        missed=ArrayAgg("starts_at", filter=Q(state=SessionState.MISSED)),
        next_at=Min("starts_at", filter=Q(state=SessionState.BOOKED, starts_at__gte=at)),
    )
    return {
        pk: Times(held or (), missed or (), next_at)
        for pk, held, missed, next_at in rows.values_list("mentorship", "held", "missed", "next_at")
    }


def _open_items(ids: Ids) -> dict[UUID, int]:
    items = ActionItem.objects.filter(mentorship__in=ids, done_at=None).order_by()
    rows = items.values("mentorship").annotate(number=Count("id"))
    return dict(rows.values_list("mentorship", "number"))


def _items(ids: Ids, stages: Stages, on: date) -> dict[UUID, tuple[int, int]]:
    """(due by that day or done, done on time) of the action items of the present stage."""
    numbers: dict[UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = ActionItem.objects.filter(mentorship__in=ids, due_on__isnull=False)
    for pk, due_on, done_at in rows.values_list("mentorship", "due_on", "done_at"):
        if due_on is not None and is_in(stages[pk], due_on):
            due, on_time = numbers[pk]
            is_on_time = done_at is not None and done_at.date() <= due_on
            numbers[pk] = (due + (due_on <= on or done_at is not None), on_time + is_on_time)
    return numbers


def _goal_progress(ids: Ids) -> dict[UUID, int]:
    """The mean of the goals that both agreed to, in percent."""
    agreed = [GoalState.AGREED, GoalState.ACHIEVED]
    goals = Goal.objects.filter(mentorship__in=ids, state__in=agreed)
    rows = goals.order_by().values("mentorship").annotate(mean=Avg("progress_percent"))
    return {pk: int(mean) for pk, mean in rows.values_list("mentorship", "mean")}


def _views(ids: Ids, stages: Stages) -> dict[tuple[UUID, str], int]:
    """The latest view of each side since the stage began, 1 to 5; peers are both sides."""
    sides = _sides(ids)
    latest = Feedback.objects.filter(
        mentorship__in=ids, session__state=SessionState.HELD, independence__isnull=False
    )
    rows = latest.order_by("mentorship", "author", "-given_at").distinct("mentorship", "author")
    views: dict[tuple[UUID, str], tuple[datetime, int]] = {}
    for pk, author, given_at, view in rows.values_list(
        "mentorship", "author", "given_at", "independence"
    ):
        if view is not None and is_in(stages[pk], given_at.date()):
            for side in sides.get((pk, author), ()):
                views[pk, side] = max(views.get((pk, side), (given_at, view)), (given_at, view))
    return {key: view for key, (_, view) in views.items()}


def _sides(ids: Ids) -> dict[tuple[UUID, UUID], list[str]]:
    """Whom each present participant speaks for, by mentorship and member."""
    both = [ParticipantRole.MENTOR, ParticipantRole.MENTEE]
    sides: dict[tuple[UUID, UUID], list[str]] = defaultdict(list)
    rows = Participant.objects.present().filter(mentorship__in=ids)
    for pk, member, role in rows.values_list("mentorship", "member", "role"):
        sides[pk, member] += both if role == ParticipantRole.PEER else [role]
    return sides
