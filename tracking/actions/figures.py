"""Count the figures that HR reads, into snapshots; nobody sees one but through `disclosure`."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from matching.models import Mentorship, Participant
from mentorship.jobs.kinds import Progress
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Organization
from mentorship.wording import Said, plain, said
from programs.actions import measure
from programs.enums import EnrolmentState, Stage
from programs.kpis import all_kpis
from programs.models import Enrolment, Program
from tracking.enums import GoalState, Health, SessionState
from tracking.models import FigureSnapshot, Goal, Session
from tracking.queries.contributions import contributions

Cells = list[dict[str, Any]]


@transaction.atomic
def count_figures(
    *, organization: Organization, at: datetime, progress: Progress | None = None
) -> int:
    """Publish the figures of each program that has begun to recruit, and of all; returns how many
    programs.

    Once a day at most, so that nobody reads one person's act off two countings. A figure stays as
    it was published until at least as many people changed in it as HR may see together.
    """
    if is_published(organization, at=at):
        return 0
    programs = list(Program.objects.of(organization).exclude(state="draft").order_by("id"))
    for number, program in enumerate(programs):
        if progress:
            progress.tell(number, len(programs) + 1, plain(program.name))
        fresh = _publish(organization, program, at)
        for kpi in all_kpis():
            value = kpi.compute(program.pk, at.date()) if kpi.about in fresh else None
            if value:
                measure(program=program, kpi=kpi.name, on=at.date(), value=value)
    _publish(organization, None, at)
    return len(programs)


def is_published(organization: Organization, *, at: datetime) -> bool:
    """Whether the figures of this day, as it is in the organisation's zone, are out."""
    zone = ZoneInfo(organization.settings.time_zone)
    latest = (
        FigureSnapshot.objects.filter(organization=organization, program=None)
        .order_by("-counted_at")
        .first()
    )
    return (
        latest is not None
        and latest.counted_at.astimezone(zone).date() >= at.astimezone(zone).date()
    )


def _publish(organization: Organization, program: Program | None, at: datetime) -> set[str]:
    """Write the figures down; returns the facts that are published anew."""
    chosen = {"program": program} if program else {"program__organization": organization}
    pairs = Mentorship.objects.filter(**chosen)
    cells = [
        *_funnel(chosen, pairs),
        *_by_month("sessions", Session.objects.filter(mentorship__in=pairs, state="held")),
        *_by_month("probable", Session.objects.filter(mentorship__in=pairs).probable(at=at)),
        *_goals(pairs),
        *_mix(pairs, "stage", Stage),
        *_mix(pairs, "health", Health),
    ]
    people, kept = contributions(chosen, pairs, at=at), set()
    last = (
        FigureSnapshot.objects.filter(organization=organization, program=program)
        .order_by("-counted_at")
        .first()
    )
    if last:
        k = organization.settings.min_group_size
        kept = {
            key
            for key, marks in people.items()
            if key in last.people and _is_too_like(last.people[key], marks, k)
        }
        cells = [c for c in cells if c["figure"] not in kept] + [
            c for c in last.cells if c["figure"] in kept
        ]
        people |= {key: last.people[key] for key in kept}
        # What people add is compared with the latest publication alone.
        FigureSnapshot.objects.filter(pk=last.pk).update(people={})
    FigureSnapshot.objects.create(
        organization=organization, program=program, counted_at=at, cells=cells, people=people
    )
    return set(people) - kept


def _is_too_like(before: dict[str, str], now: dict[str, str], k: int) -> bool:
    """Whether somebody changed, and so few that their acts could be read off the difference."""
    changed = sum(before.get(person) != now.get(person) for person in {*before, *now})
    return 0 < changed < k


def _cell(figure: str, label: str, value: float, people: int) -> dict[str, Any]:
    return {"figure": figure, "label": label, "value": value, "people": people}


def _funnel(chosen: dict[str, Any], pairs: Any) -> Cells:
    """Each step a part of the one before: applied, approved, matched, met."""
    enrolled = Enrolment.objects.filter(**chosen).aggregate(
        applied=Count("member", distinct=True),
        approved=Count("member", distinct=True, filter=Q(state=EnrolmentState.APPROVED)),
    )
    placed = Participant.objects.filter(
        mentorship__in=pairs, enrolment__state=EnrolmentState.APPROVED
    )
    met = placed.filter(mentorship__sessions__state=SessionState.HELD)
    steps = {
        "applied": enrolled["applied"],
        "approved": enrolled["approved"],
        "matched": placed.aggregate(n=Count("member", distinct=True))["n"],
        "met": met.aggregate(n=Count("member", distinct=True))["n"],
    }
    return [_cell("funnel", label, number, number) for label, number in steps.items()]


def _by_month(figure: str, sessions: QuerySet[Session]) -> Cells:
    """The latest twelve months in which there were any."""
    months = (
        sessions.annotate(month=TruncMonth("starts_at"))
        .values("month")
        .annotate(
            number=Count("id", distinct=True), people=Count("attendance__member", distinct=True)
        )
        .order_by("-month")[:12]
    )
    return [
        _cell(figure, f"{m['month']:%Y-%m}", m["number"], m["people"]) for m in reversed(months)
    ]


def _goals(pairs: Any) -> Cells:
    by_state = (
        Goal.objects.filter(mentorship__in=pairs, state__in=[GoalState.AGREED, GoalState.ACHIEVED])
        .values("state")
        .annotate(
            number=Count("id", distinct=True),
            people=Count("mentorship__participants__member", distinct=True),
        )
        .order_by("state")
    )
    return [_cell("goals", row["state"], row["number"], row["people"]) for row in by_state]


def _mix(pairs: Any, field: str, choices: Any) -> Cells:
    found = {
        each[f"pulse__{field}"]: each
        for each in (
            pairs.filter(state="active", pulse__isnull=False)
            .values(f"pulse__{field}")
            .annotate(
                number=Count("id", distinct=True),
                people=Count("participants__member", distinct=True),
            )
        )
    }
    none = {"number": 0, "people": 0}
    return [
        _cell(
            field,
            choice.value,
            found.get(choice.value, none)["number"],
            found.get(choice.value, none)["people"],
        )
        for choice in choices
    ]


def count_figures_job(job: Job, progress: Progress) -> Said:
    number = count_figures(organization=job.organization, at=job.created_at, progress=progress)
    return said("figures.published", programs=number) if number else said("figures.as_before")
