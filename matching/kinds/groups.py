"""Runs that propose groups: pairs whose mentor meets all of theirs together."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy, ngettext_lazy

from matching import queries
from matching.actions.beginnings import lock_groups
from matching.enums import RunKind
from matching.kinds import pairs
from matching.kinds.kind import Begun, Proposal
from matching.models import Pair, Run
from mentorship.tenancy.models import Member
from programs.enums import ProgramKind


def begin(run: Run, *, only_approved: bool, by: Member, at: datetime) -> Begun:
    kept = pairs.kept_pairs(run, only_approved=only_approved)
    lock_groups({pair.mentor_id for pair in kept})
    return pairs.begin_kept(run, kept, by=by, at=at)


def proposal(run: Run, *, only_approved: bool, on: date | None) -> Proposal:
    people, told, shown = pairs.proposal(run, only_approved=only_approved, on=on)
    kept = shown["kept"]
    others = queries.others_there(kept)
    return Proposal(people, told + others, {**shown, "groups": _sizes(run, kept)})


def _sizes(run: Run, kept: list[Pair]) -> dict[str, int]:
    """How many groups these pairs make, and how many are smaller than groups begin."""
    sizes = Counter(pair.mentor_id for pair in kept)
    there = queries.people_there(sizes)
    small = sum(size + there.get(mentor, 0) < run.group_least for mentor, size in sizes.items())
    return {"count": len(sizes), "too_small": small, "running": len(there)}


GROUPS = replace(
    pairs.PAIRS,
    run=RunKind.GROUPS,
    program=ProgramKind.GROUP,
    page="matching:groups",
    begin=begin,
    proposal=proposal,
    begun=ngettext_lazy(
        "%(number)d group meets; its people are being told.",
        "%(number)d groups meet; their people are being told.",
        "number",
    ),
    undone=gettext_lazy(
        "The publication is taken back, and whoever was told already hears that it was too early."
    ),
)
