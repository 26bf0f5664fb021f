"""Runs that propose pods of peers, pairs of them or larger."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy, ngettext, ngettext_lazy

from matching import queries
from matching.actions.beginnings import begin_pods
from matching.actions.errors import MatchingError
from matching.engine.claims import percent
from matching.engine.problem import Problem
from matching.enums import RunKind
from matching.figures import Figures
from matching.kinds.kind import Begun, Kind, Proposal, Tell, refusal
from matching.models import Place, Pod, Run, Unmatched
from matching.words import points_of
from mentorship.audit.actions import record_many
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from mentorship.wording import Said, said
from programs.actions import leave_queue, lock_enrolments
from programs.enums import ProgramKind

if TYPE_CHECKING:
    from matching.engine.peers import PeerSolution
    from matching.engine.scores import Scoring

BATCH, PAIR, NOBODY_ELSE = 1000, 2, -1


def solve(run: Run, problem: Problem, *, tell: Tell, on: date) -> Figures:
    """Match the peers, write the pods down, and answer the run's figures. Raises ProblemError."""
    from matching.engine.peers import left_over, solve_peers  # noqa: PLC0415 - loads the numeric libraries

    meant = _keep_meant(run, on=on)
    tell(0, 0, said("run.peers"))
    solution = solve_peers(problem) if len(problem.peers) > 1 else None
    if solution is not None:
        _write(run, solution)
    alone = (
        left_over(solution)
        if solution is not None
        else {person.id: NOBODY_ELSE for person in problem.peers}
    )
    Unmatched.objects.bulk_create(
        (
            Unmatched(
                organization_id=run.organization_id,
                run=run,
                enrolment_id=pk,
                reason=_why(number, run),
            )
            for pk, number in alone.items()
        ),
        batch_size=BATCH,
    )
    best = solution.best_worst if solution is not None and not meant and not run.parent_id else None
    gap = solution.gap if solution is not None else 0.0
    figures: Figures = {
        **queries.pod_figures(run),  # type: ignore[typeddict-item]
        "mentees": len(problem.peers) + meant,
        "gap": gap,
        "gap_percent": percent(gap),
        "best_worst": best,
    }
    return figures


def _why(allowed: int, run: Run) -> Said:
    if allowed == NOBODY_ELSE:
        return said("unmatched.nobody_else")
    if not allowed:
        return said("unmatched.nobody_allowed")
    if run.pod_most == PAIR:
        return said("unmatched.too_few_for_pair")
    return said("unmatched.too_few_for_pod", people=run.pod_least)


def _keep_meant(run: Run, *, on: date) -> int:
    """Copy the approved pods of the run before, as far as all their people still wait; answers how
    many people.
    """
    if run.parent is None:
        return 0
    found: dict[UUID, list[Place]] = {}
    for place in queries.meant_places(run.parent, on=on).select_related("pod"):
        found.setdefault(place.pod_id, []).append(place)
    pods = [pod_of(run, places[0].pod.pairs, is_approved=True) for places in found.values()]
    Pod.objects.bulk_create(pods, batch_size=BATCH)
    give_places(run, pods)
    return sum(map(len, found.values()))


def give_places(run: Run, pods: Iterable[Pod]) -> None:
    """Give everybody of the pods their place, by what the pods say of them."""
    Place.objects.bulk_create(
        (
            Place(
                organization_id=run.organization_id,
                run=run,
                pod=pod,
                enrolment_id=UUID(pk),
                score=score,
            )
            for pod in pods
            for pk, score in _means(pod.pairs).items()
        ),
        batch_size=BATCH,
    )


def _write(run: Run, solution: "PeerSolution") -> None:
    ids = [person.id for person in solution.scoring.mentees]
    pods = [
        pod_of(run, reasons_of(solution.scoring, [ids[number] for number in pod]))
        for pod in solution.pods
    ]
    Pod.objects.bulk_create(pods, batch_size=BATCH)
    give_places(run, pods)


def pod_of(run: Run, pairs: list[dict[str, Any]], *, is_approved: bool = False) -> Pod:
    scores = [pair["score"] for pair in pairs]
    return Pod(
        organization_id=run.organization_id,
        run=run,
        pairs=pairs,
        worst=min(scores),
        score=sum(scores) // len(scores),
        is_approved=is_approved,
    )


def _means(pairs: Iterable[dict[str, Any]]) -> dict[str, int]:
    """By person the mean score with the others of the pod, rounded down."""
    scores: dict[str, list[int]] = {}
    for pair in pairs:
        for pk in pair["people"]:
            scores.setdefault(pk, []).append(pair["score"])
    return {pk: sum(found) // len(found) for pk, found in scores.items()}


def reasons_of(scoring: "Scoring", people: Sequence[str]) -> list[dict[str, Any]]:
    """Of each two the score, the mean of both ways rounded down, and both ways; without the bonus
    of a kept pair.
    """
    found = []
    for one, other in combinations(people, 2):
        ways: list[dict[str, Any]] = [
            {
                "mentee": pk,
                "points": points_of(
                    scoring.explain(scoring.row_of[pk], scoring.column_of[by]), is_peer=True
                ),
            }
            for pk, by in ((one, other), (other, one))
        ]
        score = sum(each["points"] for way in ways for each in way["points"]) // 2
        found.append({"people": [one, other], "score": score, "ways": ways})
    return found


def begin(run: Run, *, only_approved: bool, by: Member, at: datetime) -> Begun:
    """Raises MatchingError where there is no pod, or somebody in one is not free any more."""
    kept = queries.pods_to_publish(run, only_approved=only_approved)
    if not kept:
        raise MatchingError(gettext("There is no pod to publish."))
    enrolments = [
        each.enrolment_id for places in queries.places_of(kept).values() for each in places
    ]
    lock_enrolments(enrolments)
    stale = queries.stale_pods(run, kept, on=today_in(by.organization, at=at))
    if stale:
        more = ngettext(
            "So it is with %(number)d other pod.",
            "So it is with %(number)d other pods.",
            len(stale) - 1,
        ) % {"number": len(stale) - 1}
        raise MatchingError(refusal(stale[0][1], more if stale[1:] else ""))
    made = begin_pods(program=run.program, pods=kept, at=at, run=run)
    run.undo = {"queued": leave_queue(enrolments=enrolments), "joined": []}
    run.save(update_fields=["undo"])
    record_many(by=by, action="mentorship.started", subjects=made, at=at)
    return Begun(made, {"pods": len(kept)})


def proposal(run: Run, *, only_approved: bool, on: date | None) -> Proposal:
    pods = queries.pods_to_publish(run, only_approved=only_approved)
    places = queries.places_of(pods)
    people = [place.enrolment.member for pod in places.values() for place in pod]
    stale = queries.stale_pods(run, pods, on=on) if on and pods else []
    return Proposal(people, len(people), {"pods": list(places.values()), "stale_pods": stale})


PODS = Kind(
    run=RunKind.PODS,
    program=ProgramKind.PEER,
    page="matching:pods",
    solve=solve,
    begin=begin,
    proposal=proposal,
    compare=queries.compare_pods,
    solved="run.solved_pods",
    figures={
        "matched": gettext_lazy("People with somebody to meet"),
        "total": gettext_lazy("Total"),
        "worst": gettext_lazy("Weakest two"),
        "median": gettext_lazy("Median person"),
    },
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
