"""Runs that propose pairs of a mentor and a mentee."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy, ngettext, ngettext_lazy

from matching import queries
from matching.actions.beginnings import begin_mentorships
from matching.actions.errors import MatchingError
from matching.engine.claims import percent
from matching.engine.problem import Problem
from matching.enums import RunKind
from matching.figures import Figures
from matching.kinds.kind import Begun, Kind, Proposal, Tell, refusal
from matching.models import Pair, Run, Unmatched
from matching.words import points_of, unmatched_of
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from mentorship.wording import said
from programs.actions import lock_enrolments
from programs.enums import ProgramKind

if TYPE_CHECKING:
    from matching.engine.solve import Solution

BATCH = 1000
TOLD_EVERY = 200


def solve(run: Run, problem: Problem, *, tell: Tell, on: date) -> Figures:
    # A web process never solves: it should not load the numeric libraries.
    from matching.engine import solve as engine  # noqa: PLC0415
    from matching.engine.figures import figures_of  # noqa: PLC0415

    solution = engine.solve(problem, watch=_teller(tell, problem))
    _keep_result(run, solution, tell)
    figures = asdict(figures_of(solution))
    gap = figures["gap"]
    figures |= {"gap_percent": None if gap is None else percent(gap), "fixed": len(solution.fixed)}
    if run.parent:
        # The bonus of a kept pair only decides, and pins limit the weakest: what is shown is worth
        # by itself.
        figures |= queries.pair_figures(run) | {"best_worst": None}
    kept: Figures = {**figures, "marks": queries.count_marks(run)}  # type: ignore[typeddict-item]
    return kept


def _teller(tell: Tell, problem: Problem) -> Callable[[str, int], None]:
    sizes = {"mentees": len(problem.mentees), "mentors": len(problem.mentors)}
    return lambda stage, number: tell(0, 0, said(f"run.{stage}", number=number, **sizes))


def _keep_result(run: Run, solution: "Solution", tell: Tell) -> None:
    """Pairs and unmatched people, each with the best alternatives; not the whole matrix."""
    mentees = solution.scoring.mentees
    kept = run.parent.pairs.all() if run.parent else ()
    before = {(pair.mentee_id, pair.mentor_id): pair for pair in kept}
    pairs: list[Pair] = []
    unmatched: list[Unmatched] = []
    for row, mentee in enumerate(mentees):
        if row % TOLD_EVERY == 0:
            tell(row, len(mentees), said("run.writing"))
        if solution.is_placed(row):
            pairs.append(_pair(run, solution, row))
        else:
            unmatched.append(_unmatched(run, solution, row, mentee.id))
    for pair in pairs:
        same = before.get((pair.mentee_id, pair.mentor_id))
        if same is not None:
            pair.is_pinned, pair.is_approved = same.is_pinned, same.is_approved
    Pair.objects.bulk_create(pairs, batch_size=BATCH)
    Unmatched.objects.bulk_create(unmatched, batch_size=BATCH)


def _pair(run: Run, solution: "Solution", row: int) -> Pair:
    """With each criterion's points, what it could give at most, and the evidence in words."""
    from matching.engine.explain import read_pair  # noqa: PLC0415 - loads the numeric libraries

    reading = read_pair(solution, row)
    return Pair(
        organization_id=run.organization_id,
        run=run,
        mentor_id=UUID(str(reading.mentor_id)),
        mentee_id=UUID(solution.scoring.mentees[row].id),
        score=reading.score,
        points=points_of(reading.parts, bonus=reading.bonus),
        rank=reading.rank,
        feasible=reading.feasible,
        alternatives=[vars(each) for each in reading.alternatives],
    )


def _unmatched(run: Run, solution: "Solution", row: int, mentee_id: str) -> Unmatched:
    from matching.engine.explain import read_pair, why_unmatched  # noqa: PLC0415 - loads the numeric libraries

    return Unmatched(
        organization_id=run.organization_id,
        run=run,
        enrolment_id=mentee_id,
        reason=unmatched_of(why_unmatched(solution, row)),
        alternatives=[vars(each) for each in read_pair(solution, row).alternatives],
    )


def begin(run: Run, *, only_approved: bool, by: Member, at: datetime) -> Begun:
    kept = kept_pairs(run, only_approved=only_approved)
    return begin_kept(run, kept, by=by, at=at)


def kept_pairs(run: Run, *, only_approved: bool) -> list[Pair]:
    """Raises MatchingError where there is none."""
    kept = list(queries.to_publish(run, only_approved=only_approved))
    if not kept:
        raise MatchingError(gettext("There is no pair to publish."))
    return kept


def begin_kept(run: Run, kept: list[Pair], *, by: Member, at: datetime) -> Begun:
    """Raises MatchingError where somebody in it has left or been matched since."""
    lock_enrolments({pk for pair in kept for pk in (pair.mentor_id, pair.mentee_id)})
    refuse_stale(run, kept, on=today_in(by.organization, at=at))
    made = begin_mentorships(
        program=run.program,
        pairs=[(pair.mentor, pair.mentee) for pair in kept],
        by=by,
        at=at,
        run=run,
    )
    return Begun(made, {"pairs": len(kept)})


def refuse_stale(run: Run, kept: Iterable[Pair], *, on: date) -> None:
    stale = queries.stale(run, kept, on=on)
    if stale:
        pair, why = stale[0]
        more = ngettext(
            "So it is with %(number)d other pair.",
            "So it is with %(number)d other pairs.",
            len(stale) - 1,
        ) % {"number": len(stale) - 1}
        first = gettext("%(mentor)s and %(mentee)s: %(why)s") % {
            "mentor": pair.mentor.member,
            "mentee": pair.mentee.member,
            "why": why,
        }
        raise MatchingError(refusal(first, more if stale[1:] else ""))


def proposal(run: Run, *, only_approved: bool, on: date | None) -> Proposal:
    kept = list(queries.to_publish(run, only_approved=only_approved))
    people = queries.people_in(kept)
    stale = queries.stale(run, kept, on=on) if on and kept else []
    return Proposal(people, len(people), {"kept": kept, "stale": stale})


FIGURES = {
    "matched": gettext_lazy("Mentees with a mentor"),
    "total": gettext_lazy("Total"),
    "worst": gettext_lazy("Weakest pair"),
    "median": gettext_lazy("Median pair"),
}
PAIRS = Kind(
    run=RunKind.PAIRS,
    program=ProgramKind.ONE_TO_ONE,
    page="matching:review",
    solve=solve,
    begin=begin,
    proposal=proposal,
    compare=queries.compare,
    solved="run.solved",
    figures=FIGURES,
    begun=ngettext_lazy(
        "%(number)d mentorship has begun; its people are being told.",
        "%(number)d mentorships have begun; their people are being told.",
        "number",
    ),
    undone=ngettext_lazy(
        "The publication is taken back: %(number)d mentorship is gone, and whoever was told already"
        " hears that it was too early.",
        "The publication is taken back: %(number)d mentorships are gone, and whoever was told"
        " already hears that it was too early.",
        "number",
    ),
)
