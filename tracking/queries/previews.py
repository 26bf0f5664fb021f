"""Whom a change of a program's cadence would move, tried on the mentorships that run."""

from collections.abc import Iterator
from datetime import datetime

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
    saved, rows = policy_of(program).rules, []
    looked_at = 0
    for mentorship, evidence in _evidence(program, saved, at):
        looked_at += 1
        before, after = cadence.propose(evidence, saved), cadence.propose(evidence, rules)
        if before or after:
            by = [shift.to_stage if shift else "" for shift in (before, after)]
            rows.append((by[0] == by[1], mentorship, evidence.stage, *by))
    rows.sort(key=lambda row: row[0])
    url = addresses(program.organization.slug)("tracking:mentorship")
    return Preview(
        looked_at=looked_at,
        by_saved=sum(bool(before) for *_, before, _after in rows),
        by_new=sum(bool(after) for *_, after in rows),
        asked=len(rows),
        differ=sum(not is_same for is_same, *_ in rows),
        rows=[
            Moved(
                mentorship.title, url(mentorship.pk), _label(stage), _label(before), _label(after)
            )
            for _same, mentorship, stage, before, after in rows[:ROWS_AT_MOST]
        ],
    )


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
