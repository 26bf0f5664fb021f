"""How a mentorship goes: its rhythm, what speaks for another, its health."""

from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from programs.models import CadencePolicy, Program
from tracking import cadence, health
from tracking.enums import GoalState, ProposalState, SessionState
from tracking.models import (
    ActionItem,
    CadenceProposal,
    CadenceStage,
    Feedback,
    Goal,
    Session,
)


def stages(mentorship: Mentorship) -> list[CadenceStage]:
    """How often the pair met over time, the present stage first."""
    return list(CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id"))


def open_proposal(mentorship: Mentorship) -> CadenceProposal | None:
    return CadenceProposal.objects.filter(mentorship=mentorship, state=ProposalState.OPEN).first()


def policy_of(program: Program) -> CadencePolicy:
    return getattr(program, "cadence_policy", None) or CadencePolicy(program=program)


def stage_of(mentorship: Mentorship) -> CadenceStage | None:
    return CadenceStage.objects.filter(mentorship=mentorship).order_by("-from_day", "-id").first()


def missed_in_a_row(mentorship: Mentorship) -> int:
    """How many of the latest meetings, counted back, did not take place."""
    number = 0
    states = (
        Session.objects.filter(mentorship=mentorship, state__in=[SessionState.HELD, SessionState.MISSED])
        .order_by("-starts_at")
        .values_list("state", flat=True)[:10]
    )
    for state in states:
        if state != SessionState.MISSED:
            break
        number += 1
    return number


def evidence_of(mentorship: Mentorship, stage: CadenceStage, *, on: date) -> cadence.Evidence:
    """What speaks for or against another rhythm, since the pair entered its stage."""
    since = Q(mentorship=mentorship, starts_at__date__gte=stage.from_day)
    items = ActionItem.objects.filter(mentorship=mentorship, due_on__gte=stage.from_day).aggregate(
        due=Count("id", filter=Q(due_on__lte=on) | Q(done_at__isnull=False)),
        on_time=Count("id", filter=Q(done_at__date__lte=F("due_on"))),
    )
    progress = agreed_or_achieved(mentorship).aggregate(mean=Avg("progress_percent"))["mean"]
    return cadence.Evidence(
        stage=stage.stage,
        sessions_held=Session.objects.filter(since, state=SessionState.HELD).count(),
        missed_in_a_row=missed_in_a_row(mentorship),
        actions_due=items["due"],
        actions_on_time=items["on_time"],
        goal_progress_percent=None if progress is None else int(progress),
        mentee_independence=_independence(mentorship, stage, ParticipantRole.MENTEE),
        mentor_independence=_independence(mentorship, stage, ParticipantRole.MENTOR),
    )


def agreed_or_achieved(mentorship: Mentorship) -> Any:
    return Goal.objects.filter(mentorship=mentorship, state__in=[GoalState.AGREED, GoalState.ACHIEVED])


def _independence(mentorship: Mentorship, stage: CadenceStage, role: str) -> int | None:
    """The latest view of this side since the stage began, 1 to 5; peers are both sides."""
    sides = [role, ParticipantRole.PEER]
    people = Participant.objects.present().filter(mentorship=mentorship, role__in=sides).values("member")
    return (
        Feedback.objects.filter(
            mentorship=mentorship,
            session__state=SessionState.HELD,
            author__in=people,
            independence__isnull=False,
            given_at__date__gte=stage.from_day,
        )
        .order_by("-given_at")
        .values_list("independence", flat=True)
        .first()
    )


def reading_of(mentorship: Mentorship, *, stage: str, at: datetime) -> tuple[health.Reading, dict[str, Any]]:
    """The health of a mentorship, and the facts that lists show of it."""
    facts = Session.objects.filter(mentorship=mentorship).aggregate(
        sessions_held=Count("id", filter=Q(state=SessionState.HELD)),
        last_held_at=Max("starts_at", filter=Q(state=SessionState.HELD)),
        next_at=Min("starts_at", filter=Q(state=SessionState.BOOKED, starts_at__gte=at)),
    )
    reading = health.read_health(
        stage=stage, started_at=mentorship.started_at, last_held_at=facts["last_held_at"], next_at=facts["next_at"],
        missed_in_a_row=missed_in_a_row(mentorship), at=at,
    )  # fmt: skip
    facts["open_actions"] = ActionItem.objects.filter(mentorship=mentorship, done_at=None).count()
    return reading, facts
