"""How a mentorship goes: its cadence, what speaks for another, its health."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from programs.models import CadencePolicy, Program
from tracking import cadence, health
from tracking.enums import GoalState, Health, ProposalState, SessionState
from tracking.models import ActionItem, CadenceProposal, CadenceStage, Feedback, Goal, Session


def stages(mentorship: Mentorship) -> list[CadenceStage]:
    """How often the pair met over time, the present stage first."""
    return list(CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id"))


def open_proposal(mentorship: Mentorship) -> CadenceProposal | None:
    return CadenceProposal.objects.filter(mentorship=mentorship, state=ProposalState.OPEN).first()


def policy_of(program: Program) -> CadencePolicy:
    return getattr(program, "cadence_policy", None) or CadencePolicy(program=program)


def stage_of(mentorship: Mentorship) -> CadenceStage | None:
    return CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id").first()


def missed_in_a_row(mentorship: Mentorship, *, since: Q | None = None) -> int:
    """How many of the latest sessions, counted back, did not take place; with `since` of those
    since then.
    """
    number = 0
    states = (
        Session.objects.filter(
            mentorship=mentorship, state__in=[SessionState.HELD, SessionState.MISSED]
        )
        .filter(since or Q())
        .order_by("-starts_at")
        .values_list("state", flat=True)[:10]
    )
    for state in states:
        if state != SessionState.MISSED:
            break
        number += 1
    return number


def _since(stage: CadenceStage, name: str) -> Q:
    """What happened in this stage. The day of a shift belongs to the stage before: its facts led to
    the shift.
    """
    is_first = stage.by_id is None
    return Q(**{f"{name}__{'gte' if is_first else 'gt'}": stage.from_day})


def evidence_of(mentorship: Mentorship, stage: CadenceStage, *, at: datetime) -> cadence.Evidence:
    """What speaks for or against another cadence, since the pair entered its stage."""
    on, held_since = at.date(), _since(stage, "starts_at__date")
    items = ActionItem.objects.filter(_since(stage, "due_on"), mentorship=mentorship).aggregate(
        due=Count("id", filter=Q(due_on__lte=on) | Q(done_at__isnull=False)),
        on_time=Count("id", filter=Q(done_at__date__lte=F("due_on"))),
    )
    progress = agreed_or_achieved(mentorship).aggregate(mean=Avg("progress_percent"))["mean"]
    held = Session.objects.filter(held_since, mentorship=mentorship, state=SessionState.HELD)
    reading, _ = reading_of(mentorship, stage=stage, at=at)
    return cadence.Evidence(
        stage=stage.stage,
        sessions_held=held.count(),
        missed_in_a_row=missed_in_a_row(mentorship, since=held_since),
        actions_due=items["due"],
        actions_on_time=items["on_time"],
        goal_progress_percent=None if progress is None else int(progress),
        mentee_independence=_independence(mentorship, stage, ParticipantRole.MENTEE),
        mentor_independence=_independence(mentorship, stage, ParticipantRole.MENTOR),
        needs_attention=reading.health in (Health.ATTENTION, Health.AT_RISK),
    )


def agreed_or_achieved(mentorship: Mentorship) -> QuerySet[Goal]:
    return Goal.objects.filter(
        mentorship=mentorship, state__in=[GoalState.AGREED, GoalState.ACHIEVED]
    )


def _independence(mentorship: Mentorship, stage: CadenceStage, role: str) -> int | None:
    """The latest view of this side since the stage began, 1 to 5; peers are both sides."""
    sides = [role, ParticipantRole.PEER]
    people = (
        Participant.objects.present().filter(mentorship=mentorship, role__in=sides).values("member")
    )
    return (
        Feedback.objects.filter(
            _since(stage, "given_at__date"),
            mentorship=mentorship,
            session__state=SessionState.HELD,
            author__in=people,
            independence__isnull=False,
        )
        .order_by("-given_at")
        .values_list("independence", flat=True)
        .first()
    )


def reading_of(
    mentorship: Mentorship, *, stage: CadenceStage, at: datetime
) -> tuple[health.Reading, dict[str, Any]]:
    """The health of a mentorship, and the facts that lists show of it."""
    began = datetime.combine(stage.from_day, time(), tzinfo=UTC)
    since = health.window_start(
        stage=stage.stage, stage_since=max(began, mentorship.started_at), at=at
    )
    held = Q(state=SessionState.HELD)
    facts = Session.objects.filter(mentorship=mentorship).aggregate(
        sessions_held=Count("id", filter=held),
        last_held_at=Max("starts_at", filter=held),
        next_at=Min("starts_at", filter=Q(state=SessionState.BOOKED, starts_at__gte=at)),
        held_in_window=Count("id", filter=held & Q(starts_at__gte=since)),
    )
    reading = health.read_health(
        health.Facts(
            stage=stage.stage,
            started_at=mentorship.started_at,
            stage_since=max(began, mentorship.started_at),
            last_held_at=facts["last_held_at"],
            next_at=facts["next_at"],
            held_in_window=facts.pop("held_in_window"),
            missed_in_a_row=missed_in_a_row(mentorship),
        ),
        at=at,
    )
    facts["open_actions"] = ActionItem.objects.filter(mentorship=mentorship, done_at=None).count()
    return reading, facts
