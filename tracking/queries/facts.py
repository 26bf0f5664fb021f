"""What happened in mentorships, read for many at once: what their health and their cadence are
judged by. One mentorship is a chunk of one.

Days are days in UTC, as those on which a stage begins.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, Exists, F, FilteredRelation, Min, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from programs.models import Guidelines, Program, Signature
from tracking import cadence, health
from tracking.enums import GoalState, Health, SessionState
from tracking.models import ActionItem, CadenceStage, Feedback, Goal, HealthPolicy, Session

# So many in a row say no more than that it is many.
MISSED_AT_MOST = 10
# How far back ratings are read, and how long a new agreement may wait for signatures.
RATINGS_OF, SIGNED_WITHIN = timedelta(days=90), timedelta(days=21)

BOTH = (ParticipantRole.MENTOR, ParticipantRole.MENTEE)
Ids = Collection[UUID]


@dataclass(frozen=True)
class Times:
    """When sessions of a mentorship were held and missed, in no order, and when the next booked one
    begins.
    """

    held: Sequence[datetime] = ()
    missed: Sequence[datetime] = ()
    next_at: datetime | None = None
    cancelled: Sequence[datetime] = ()

    @property
    def last_held_at(self) -> datetime | None:
        return max(self.held, default=None)

    @property
    def missed_in_a_row(self) -> int:
        """How many of the latest, counted back, did not take place."""
        return self._since_last_held(self.missed)

    @property
    def cancelled_in_a_row(self) -> int:
        return self._since_last_held(self.cancelled)

    def _since_last_held(self, moments: Sequence[datetime]) -> int:
        last = self.last_held_at
        number = sum(last is None or moment > last for moment in moments)
        return min(number, MISSED_AT_MOST)

    def held_since(self, moment: datetime) -> int:
        return sum(start >= moment for start in self.held)

    def in_stage(self, stage: CadenceStage) -> "Times":
        return Times(
            [start for start in self.held if is_in(stage, start.date())],
            [start for start in self.missed if is_in(stage, start.date())],
        )


NEVER = Times()


def is_in(stage: CadenceStage, day: date) -> bool:
    """Whether the day is one of this stage. The day of a shift belongs to the stage before: its
    facts led to the shift.
    """
    is_first = stage.by_id is None
    return day >= stage.from_day if is_first else day > stage.from_day


@dataclass(frozen=True)
class Course:
    """How a mentorship goes. `items` has (due, done) of each action item."""

    mentorship: Mentorship
    stage: CadenceStage
    times: Times = NEVER
    items: Sequence[tuple[date | None, datetime | None]] = ()
    ratings: tuple[int, ...] = ()
    is_unsigned: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def open_items(self) -> int:
        return sum(done_at is None for _, done_at in self.items)

    def overdue_on(self, day: date) -> int:
        return sum(
            done_at is None and due_on is not None and due_on < day
            for due_on, done_at in self.items
        )

    def items_on(self, day: date) -> tuple[int, int]:
        """(due by that day or done, done on time) of those of the present stage."""
        now = [item for item in self.items if item[0] and is_in(self.stage, item[0])]
        due = sum(due_on <= day or done_at is not None for due_on, done_at in now if due_on)
        on_time = sum(due_on >= done_at.date() for due_on, done_at in now if due_on and done_at)
        return due, on_time

    @property
    def stage_since(self) -> datetime:
        began = datetime.combine(self.stage.from_day, time(), tzinfo=UTC)
        return max(began, self.mentorship.started_at)

    def weeks_in_stage(self, at: datetime) -> int:
        """Whole ones."""
        return max(0, (at - self.stage_since).days // 7)

    def health(self, *, at: datetime) -> health.Reading:
        """The one place where a health is read."""
        since = self.stage_since
        window = health.window_start(stage=self.stage.stage, stage_since=since, at=at)
        facts = health.Facts(
            stage=self.stage.stage,
            started_at=self.mentorship.started_at,
            stage_since=since,
            last_held_at=self.times.last_held_at,
            next_at=self.times.next_at,
            held_in_window=self.times.held_since(window),
            missed_in_a_row=self.times.missed_in_a_row,
            cancelled_in_a_row=self.times.cancelled_in_a_row,
            overdue_items=self.overdue_on(at.date()),
            ratings=self.ratings,
            unrated=0 if self.ratings else self.times.held_since(at - RATINGS_OF),
            is_unsigned=self.is_unsigned,
        )
        return health.read_health(facts, at=at, weights=self.weights)


def present_stages(ids: Ids) -> dict[UUID, CadenceStage]:
    """The stage that holds, of each mentorship that has one."""
    latest = (
        CadenceStage.objects.filter(mentorship__in=among(ids))
        .order_by("mentorship", "-from_day", "-id")
        .distinct("mentorship")
        .only("mentorship", "stage", "from_day", "by")
    )
    return {stage.mentorship_id: stage for stage in latest}


def courses_of(
    mentorships: Sequence[Mentorship], stages: Mapping[UUID, CadenceStage], *, at: datetime
) -> list[Course]:
    """In the order of `mentorships`; `stages` has the present one of each."""
    ids = [mentorship.pk for mentorship in mentorships]
    times, items = _times(ids, at), _items(ids)
    ratings, unsigned = _ratings(ids, at), _unsigned(ids, at)
    weights = _weights({mentorship.program_id for mentorship in mentorships})
    return [
        Course(
            mentorship,
            stages[mentorship.pk],
            times.get(mentorship.pk, NEVER),
            items.get(mentorship.pk, ()),
            ratings.get(mentorship.pk, ()),
            mentorship.pk in unsigned,
            weights.get(mentorship.program_id, {}),
        )
        for mentorship in mentorships
    ]


def evidence_of(courses: Sequence[Course], *, at: datetime) -> dict[UUID, cadence.Evidence]:
    """By mentorship, what speaks for or against another cadence, since it entered its stage."""
    ids = [course.mentorship.pk for course in courses]
    stages = {course.mentorship.pk: course.stage for course in courses}
    goals, views = _goal_progress(ids), _views(ids, stages)
    evidence = {}
    for course in courses:
        pk, now = course.mentorship.pk, course.times.in_stage(course.stage)
        due, on_time = course.items_on(at.date())
        evidence[pk] = cadence.Evidence(
            stage=course.stage.stage,
            sessions_held=len(now.held),
            missed_in_a_row=now.missed_in_a_row,
            actions_due=due,
            actions_on_time=on_time,
            goal_progress_percent=goals.get(pk),
            mentee_independence=views.get((pk, ParticipantRole.MENTEE)),
            mentor_independence=views.get((pk, ParticipantRole.MENTOR)),
            weeks_in_stage=course.weeks_in_stage(at),
            needs_attention=course.health(at=at).health in {Health.ATTENTION, Health.AT_RISK},
        )
    return evidence


def among(ids: Ids) -> RawSQL:
    """For `__in`, as one array: Django prepares each of a thousand values by itself."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])


def _times(ids: Ids, at: datetime) -> dict[UUID, Times]:
    starts = Session.objects.filter(mentorship__in=among(ids)).order_by().values("mentorship")
    rows = starts.annotate(
        held=ArrayAgg("starts_at", filter=Q(state=SessionState.HELD)),
        missed=ArrayAgg("starts_at", filter=Q(state=SessionState.MISSED)),
        cancelled=ArrayAgg("starts_at", filter=Q(state=SessionState.CANCELLED, starts_at__lte=at)),
        next_at=Min("starts_at", filter=Q(state=SessionState.BOOKED, starts_at__gte=at)),
    )
    return {
        pk: Times(held or (), missed or (), next_at, cancelled or ())
        for pk, held, missed, next_at, cancelled in rows.values_list(
            "mentorship", "held", "missed", "next_at", "cancelled"
        )
    }


def _items(ids: Ids) -> dict[UUID, list[tuple[date | None, datetime | None]]]:
    kept = ActionItem.objects.kept().filter(mentorship__in=among(ids))
    items = kept.order_by().values("mentorship")
    rows = items.annotate(
        due=ArrayAgg("due_on", order_by="id"), done=ArrayAgg("done_at", order_by="id")
    )
    return {
        pk: list(zip(due, done, strict=True))
        for pk, due, done in rows.values_list("mentorship", "due", "done")
    }


def _ratings(ids: Ids, at: datetime) -> dict[UUID, tuple[int, ...]]:
    """The latest of the last months, of sessions that took place."""
    given = Feedback.objects.filter(
        mentorship__in=among(ids),
        session__state=SessionState.HELD,
        rating__isnull=False,
        given_at__gt=at - RATINGS_OF,
        given_at__lte=at,
    )
    latest = ArrayAgg("rating", order_by=["-given_at", "-id"])
    rows = given.order_by().values("mentorship").annotate(latest=latest)
    return {
        pk: tuple(ratings[: health.RATINGS_READ])
        for pk, ratings in rows.values_list("mentorship", "latest")
    }


def _unsigned(ids: Ids, at: datetime) -> set[UUID]:
    """Those in which somebody has not signed what has been out for long enough."""
    latest = (
        Guidelines.objects.filter(
            program=OuterRef("mentorship__program"), published_at__lte=at - SIGNED_WITHIN
        )
        .order_by("-version")
        .values("version")[:1]
    )
    signed = Signature.objects.filter(
        member=OuterRef("member"),
        guidelines__program=OuterRef("mentorship__program"),
        guidelines__version__gte=OuterRef("latest"),
    )
    parts = Participant.objects.present().filter(mentorship__in=among(ids))
    missing = parts.annotate(latest=Subquery(latest)).filter(latest__isnull=False)
    return set(missing.filter(~Exists(signed)).values_list("mentorship", flat=True))


def weights_of(program: Program) -> dict[str, int]:
    """What each kind of sign counts in a program, by the names of SIGNALS."""
    stored = _weights([program.pk]).get(program.pk, {})
    return {signal: stored.get(signal, 1) for signal in health.SIGNALS}


def _weights(programs: Ids) -> dict[UUID, dict[str, int]]:
    found = HealthPolicy.objects.filter(program__in=programs)
    return dict(found.values_list("program", "weights"))


def _goal_progress(ids: Ids) -> dict[UUID, int]:
    """The mean of the goals that both agreed to, in percent."""
    agreed = [GoalState.AGREED, GoalState.ACHIEVED]
    goals = Goal.objects.filter(mentorship__in=among(ids), state__in=agreed)
    rows = goals.order_by().values("mentorship").annotate(mean=Avg("progress_percent"))
    return {pk: int(mean) for pk, mean in rows.values_list("mentorship", "mean")}


def _views(ids: Ids, stages: Mapping[UUID, CadenceStage]) -> dict[tuple[UUID, str], int]:
    """The latest view of each side since the stage began, 1 to 5; peers are both sides."""
    said = Feedback.objects.filter(
        mentorship__in=among(ids), session__state=SessionState.HELD, independence__isnull=False
    )
    part = FilteredRelation(
        "author__participations",
        condition=Q(
            author__participations__mentorship=F("mentorship"), author__participations__left_at=None
        ),
    )
    rows = (
        said.annotate(part=part)
        .filter(part__isnull=False)
        .order_by("mentorship", "part__role", "-given_at")
        .distinct("mentorship", "part__role")
        .values_list("mentorship", "part__role", "given_at", "independence")
    )
    views: dict[tuple[UUID, str], tuple[datetime, int]] = {}
    for pk, role, given_at, view in rows:
        if view is not None and is_in(stages[pk], given_at.date()):
            for side in BOTH if role == ParticipantRole.PEER else (role,):
                views[pk, side] = max(views.get((pk, side), (given_at, view)), (given_at, view))
    return {key: view for key, (_, view) in views.items()}
