"""Whom a change of a program's cadence would move, tried on the mentorships that run."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from matching.models import Mentorship
from mentorship.ui.addresses import addresses
from programs.cadence import Rules
from programs.enums import Stage
from programs.models import Program
from programs.previews import Moved, Preview
from tracking import cadence
from tracking.models import CadenceStage
from tracking.queries.cadence import CHUNK, policy_of
from tracking.queries.facts import courses_of, evidence_of, present_stages

ROWS_AT_MOST = 50


def preview_of(program: Program, rules: Rules, at: datetime) -> Preview:
    """Counts of all, rows of the first fifty. What was put off or declined counts as well: it is
    the rules that are compared.
    """
    saved, looked_at = policy_of(program).rules, 0
    asked: list[_Asked] = []
    for mentorship, evidence in _evidence(program, saved, at):
        looked_at += 1
        before, after = (cadence.propose(evidence, each) for each in (saved, rules))
        if before or after:
            asked.append(_Asked(mentorship, evidence.stage, _to(before), _to(after)))
    asked.sort(key=lambda row: row.before == row.after)
    url = addresses(program.organization.slug)("tracking:mentorship")
    return Preview(
        looked_at=looked_at,
        by_saved=sum(bool(row.before) for row in asked),
        by_new=sum(bool(row.after) for row in asked),
        asked=len(asked),
        differ=sum(row.before != row.after for row in asked),
        rows=[
            Moved(row.mentorship.title, url(row.mentorship.pk), *map(_label, row[1:]))
            for row in asked[:ROWS_AT_MOST]
        ],
    )


class _Asked(NamedTuple):
    """Stages by name; nothing where nothing is proposed."""

    mentorship: Mentorship
    stage: str
    before: str
    after: str


def _to(shift: cadence.Shift | None) -> str:
    return shift.to_stage if shift else ""


def _evidence(
    program: Program, saved: Rules, at: datetime
) -> Iterator[tuple[Mentorship, cadence.Evidence]]:
    """Of each active mentorship of the program, by key."""
    active = Mentorship.objects.filter(program=program).active().order_by("id")
    last = None
    while chunk := list((active.filter(pk__gt=last) if last else active)[:CHUNK]):
        stages = present_stages([mentorship.pk for mentorship in chunk])
        for mentorship in chunk:
            # One that nobody has looked at since it was published begins as the program says.
            stages.setdefault(
                mentorship.pk,
                CadenceStage(stage=saved.first_stage, from_day=mentorship.started_at.date()),
            )
        evidence = evidence_of(courses_of(chunk, stages, at=at), at=at)
        yield from ((mentorship, evidence[mentorship.pk]) for mentorship in chunk)
        last = chunk[-1].pk


def _label(stage: str) -> str:
    return str(Stage(stage).label) if stage else ""
