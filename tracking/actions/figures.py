"""Count the figures that HR reads, into snapshots; nobody sees one but through `disclosure`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from matching.models import Mentorship, Participant
from mentorship.jobs.kinds import Progress
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Organization
from programs.actions import measure
from programs.enums import EnrolmentState, Stage
from programs.kpis import all_kpis
from programs.models import Enrolment, Program
from tracking.enums import GoalState, Health, SessionState
from tracking.models import FigureSnapshot, Goal, Session

Cells = list[dict[str, Any]]


@transaction.atomic
def count_figures(*, organization: Organization, at: datetime, progress: Progress | None = None) -> int:
    """One snapshot for each program that has begun to recruit, one for all; answers how many programs."""
    programs = list(Program.objects.of(organization).exclude(state="draft").order_by("id"))
    for number, program in enumerate(programs):
        if progress:
            progress.tell(number, len(programs) + 1, program.name)
        for kpi in all_kpis():
            value = kpi.compute(program.pk, at.date())
            if value:
                measure(program=program, kpi=kpi.name, on=at.date(), value=value.value, people=value.people)
        _snapshot(organization, program, at)
    _snapshot(organization, None, at)
    return len(programs)


def _snapshot(organization: Organization, program: Program | None, at: datetime) -> FigureSnapshot:
    chosen = {"program": program} if program else {"program__organization": organization}
    pairs = Mentorship.objects.filter(**chosen)
    cells = [*_funnel(chosen, pairs), *_sessions(pairs), *_goals(pairs), *_mix(pairs, "stage", Stage),
             *_mix(pairs, "health", Health)]  # fmt: skip
    FigureSnapshot.objects.filter(organization=organization, program=program, counted_at__date=at.date()).delete()
    return FigureSnapshot.objects.create(organization=organization, program=program, counted_at=at, cells=cells)


def _cell(figure: str, label: str, value: float, people: int) -> dict[str, Any]:
    return {"figure": figure, "label": label, "value": value, "people": people}


def _funnel(chosen: dict[str, Any], pairs: Any) -> Cells:
    """Each step a part of the one before: applied, approved, matched, met."""
    enrolled = Enrolment.objects.filter(**chosen).aggregate(
        applied=Count("member", distinct=True),
        approved=Count("member", distinct=True, filter=Q(state=EnrolmentState.APPROVED)),
    )
    placed = Participant.objects.filter(mentorship__in=pairs, enrolment__state=EnrolmentState.APPROVED)
    met = placed.filter(mentorship__sessions__state=SessionState.HELD)
    steps = {
        "Applied": enrolled["applied"], "Approved": enrolled["approved"],
        "Matched": placed.aggregate(n=Count("member", distinct=True))["n"],
        "Met": met.aggregate(n=Count("member", distinct=True))["n"],
    }  # fmt: skip
    return [_cell("funnel", label, number, number) for label, number in steps.items()]


def _sessions(pairs: Any) -> Cells:
    months = (
        Session.objects.filter(mentorship__in=pairs, state=SessionState.HELD)
        .annotate(month=TruncMonth("starts_at"))
        .values("month")
        .annotate(held=Count("id", distinct=True), people=Count("attendance__member", distinct=True))
        .order_by("-month")[:12]
    )
    return [_cell("sessions", f"{m['month']:%Y-%m}", m["held"], m["people"]) for m in reversed(months)]


def _goals(pairs: Any) -> Cells:
    by_state = (
        Goal.objects.filter(mentorship__in=pairs, state__in=[GoalState.AGREED, GoalState.ACHIEVED])
        .values("state")
        .annotate(number=Count("id", distinct=True), people=Count("mentorship__participants__member", distinct=True))
        .order_by("state")
    )
    return [_cell("goals", GoalState(each["state"]).label, each["number"], each["people"]) for each in by_state]


def _mix(pairs: Any, field: str, choices: Any) -> Cells:
    found = {
        each[f"pulse__{field}"]: each
        for each in pairs.filter(state="active", pulse__isnull=False)
        .values(f"pulse__{field}")
        .annotate(number=Count("id", distinct=True), people=Count("participants__member", distinct=True))
    }
    none = {"number": 0, "people": 0}
    return [
        _cell(field, choice.label, found.get(choice.value, none)["number"], found.get(choice.value, none)["people"])
        for choice in choices
    ]


def count_figures_job(job: Job, progress: Progress) -> str:
    number = count_figures(organization=job.organization, at=job.created_at, progress=progress)
    return f"The figures of {number} programs are up to date."
