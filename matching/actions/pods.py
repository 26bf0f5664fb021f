"""Pods of peers: keep what a run found, decide on it, begin them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from matching import queries
from matching.actions.errors import MatchingError
from matching.actions.pairs import EFFECTS, UNSEEN, keep_apart, open_run
from matching.actions.titles import name_mentorships
from matching.engine.claims import percent
from matching.engine.problem import Problem
from matching.enums import Mark, ParticipantRole
from matching.models import Mentorship, Participant, Place, Pod, Run, Unmatched
from matching.words import points_of
from mentorship.audit.actions import record
from mentorship.delivery.actions import Message, owe_all
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from mentorship.ui.words import joined
from mentorship.wording import Said, said
from programs.models import Enrolment, Program

if TYPE_CHECKING:
    from matching.engine.peers import PeerSolution
    from matching.engine.scores import Scoring

BATCH, PAIR, NOBODY_ELSE = 1000, 2, -1
# What peers can decide of a pod: approved it stays in later runs, so it needs no pin beside.
MARKS = (Mark.APPROVE, Mark.REOPEN, Mark.REMOVE, Mark.RESTORE)


def solve_pods(
    run: Run, problem: Problem, *, tell: Callable[[Said], None], on: date
) -> dict[str, Any]:
    """Match the peers, write the pods down, and answer the run's figures. Raises ProblemError."""
    from matching.engine.peers import left_over, solve_peers  # noqa: PLC0415 - loads the numeric libraries

    meant = _keep_meant(run, on=on)
    tell(said("run.peers"))
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
    return queries.pod_figures(run) | {
        "mentees": len(problem.peers) + meant,
        "gap": gap,
        "gap_percent": percent(gap),
        "best_worst": best,
    }


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
    pods = [_pod(run, places[0].pod.pairs, is_approved=True) for places in found.values()]
    Pod.objects.bulk_create(pods, batch_size=BATCH)
    _place(run, pods)
    return sum(map(len, found.values()))


def _place(run: Run, pods: Iterable[Pod]) -> None:
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
        _pod(run, _reasons(solution.scoring, [ids[number] for number in pod]))
        for pod in solution.pods
    ]
    Pod.objects.bulk_create(pods, batch_size=BATCH)
    _place(run, pods)


def _pod(run: Run, pairs: list[dict[str, Any]], *, is_approved: bool = False) -> Pod:
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


def _reasons(scoring: "Scoring", people: Sequence[str]) -> list[dict[str, Any]]:
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


@transaction.atomic
def mark_pods(*, run: Run, ids: Sequence[UUID], mark: str, by: Member, at: datetime) -> int:
    """Answers how many pods changed. Raises MatchingError where the run is not in review."""
    run = open_run(run, by=by)
    if mark not in MARKS:
        raise MatchingError(
            gettext("A pod is approved or taken out; an approved one stays when you run again.")
        )
    effects = {name: value for name, value in EFFECTS[mark].items() if name != "is_pinned"}
    chosen = Pod.objects.filter(run=run, pk__in=ids)
    if effects.get("is_removed") is False:
        _refuse_stale(run, chosen, on=today_in(by.organization, at=at))
    changed = chosen.exclude(**effects).update(**effects)
    if changed:
        record(
            by=by, action=f"run.pods_{Mark(mark).name.lower()}", subject=run, at=at, pods=changed
        )
        count_pods_again(run)
    return changed


def _refuse_stale(run: Run, chosen: Iterable[Pod], *, on: date) -> None:
    """What holds today, beside the rules as the run knew them."""
    found = queries.stale_pods(run, chosen, on=on)
    if found:
        raise MatchingError(gettext("%(value)s. Run the matching again.") % {"value": found[0][1]})


@transaction.atomic
def block_in_pod(*, pod: Pod, people: Sequence[Any], reason: str, by: Member, at: datetime) -> Pod:
    """Never match these two of the pod again, in any program; the pod is taken out. Raises
    MatchingError.
    """
    run = open_run(pod.run, by=by)
    named = (
        Place.objects.filter(pod=pod, enrolment__in=people)
        .select_related("enrolment__member")
        .order_by("id")
    )
    two = [place.enrolment.member for place in named]
    if len(two) != PAIR:
        raise MatchingError(gettext("That pod has changed meanwhile. Look at it again."))
    keep_apart(mentor=two[0], mentee=two[1], reason=reason, by=by, at=at)
    Pod.objects.filter(pk=pod.pk).update(is_removed=True, is_approved=False)
    count_pods_again(run)
    return pod


@transaction.atomic
def change_places(
    *,
    run: Run,
    place: Place,
    other: Enrolment,
    by: Member,
    at: datetime,
    seen: UUID | str | None = UNSEEN,
) -> bool:
    """The two change places; who stood in no pod takes the place and the other stands in none.
    Answers whether the other gave a place in exchange. `seen` is the other's place on the page
    where this was chosen, None for none.

    Raises MatchingError where a rule forbids it, either was not in this run, or somebody was
    quicker.
    """
    run = open_run(run, by=by)
    scoring = queries.scoring_of(run)
    held = (
        Place.objects.select_related("pod", "enrolment__member")
        .filter(pk=place.pk, pod__is_removed=False)
        .first()
    )
    if held is None:
        raise MatchingError(gettext("That pod has changed meanwhile. Look at it again."))
    place, mine = held, held.enrolment
    theirs = Place.objects.select_related("pod").filter(run=run, enrolment=other).first()
    if seen is not UNSEEN and seen != (theirs.pk if theirs else None):
        raise MatchingError(
            gettext("%(other)s stands somewhere else meanwhile. Look at the list again.")
            % {"other": other.member}
        )
    if theirs is not None and theirs.pod_id == place.pod_id:
        raise MatchingError(gettext("%(other)s is in this pod already.") % {"other": other.member})
    if theirs is not None and theirs.pod.is_removed:
        _give_up(run, theirs.pod, besides=other)
        theirs = None
    _rebuild(run, scoring, place.pod, gone=mine.pk, come=other)
    if theirs is not None:
        _rebuild(run, scoring, theirs.pod, gone=other.pk, come=mine)
    else:
        _leave_out(run, mine, instead=other)
    changed = [held.pod, theirs.pod] if theirs is not None else [held.pod]
    _refuse_stale(run, changed, on=today_in(by.organization, at=at))
    record(by=by, action="run.places_changed", subject=run, at=at)
    count_pods_again(run)
    return theirs is not None


def _leave_out(run: Run, enrolment: Enrolment, *, instead: Enrolment) -> None:
    Unmatched.objects.filter(run=run, enrolment=instead).delete()
    Unmatched.objects.create(
        organization_id=run.organization_id,
        run=run,
        enrolment=enrolment,
        reason=said("unmatched.place_given", name=instead.member.name),
    )


def _give_up(run: Run, pod: Pod, *, besides: Enrolment) -> None:
    """A pod that was taken out cannot be put back once one of its people is needed elsewhere."""
    left = pod.places.exclude(enrolment=besides).values_list("enrolment", flat=True)
    Unmatched.objects.bulk_create(
        Unmatched(
            organization_id=run.organization_id,
            run=run,
            enrolment_id=pk,
            reason=said("unmatched.pod_out"),
        )
        for pk in left
    )
    pod.delete()


def _rebuild(run: Run, scoring: "Scoring", pod: Pod, *, gone: Any, come: Enrolment) -> None:
    """The pod with one person for another. Its approval was for other people."""
    people = [
        str(pk) for pk in pod.places.exclude(enrolment=gone).values_list("enrolment", flat=True)
    ] + [str(come.pk)]
    for pk in people:
        if pk not in scoring.row_of:
            raise MatchingError(
                gettext(
                    "Somebody of this pod was not in this run’s pool. Take approval back, and run"
                    " again."
                )
            )
    _refuse_broken(scoring, people, come)
    new = _pod(run, _reasons(scoring, people))
    pod.pairs, pod.score, pod.worst, pod.is_approved = new.pairs, new.score, new.worst, False
    pod.save(update_fields=["pairs", "score", "worst", "is_approved"])
    Place.objects.filter(run=run, enrolment=come).delete()
    pod.places.all().delete()
    _place(run, [pod])


def _refuse_broken(scoring: "Scoring", people: Iterable[str], come: Enrolment) -> None:
    mine = str(come.pk)
    for pk in people:
        ways = ((mine, pk), (pk, mine)) if pk != mine else ()
        if any(
            scoring.broken_rules(scoring.row_of[one], scoring.column_of[other])
            for one, other in ways
        ):
            raise MatchingError(
                gettext("A rule keeps %(come)s and somebody of that pod apart.")
                % {"come": come.member}
            )


def count_pods_again(run: Run) -> None:
    counted = queries.pod_figures(run)
    is_edited = any(
        run.figures.get(name) != counted[name] for name in ("matched", "total", "worst")
    )
    run.figures |= counted | ({"is_edited": True} if is_edited else {})
    run.save(update_fields=["figures"])


def begin_pods(
    *, program: Program, pods: Iterable[Pod], at: datetime, run: Run
) -> list[Mentorship]:
    """A mentorship of each pod, whose people are all told of each other. The caller has checked
    that they are free.
    """
    found: dict[UUID, list[Enrolment]] = {pod.pk: [] for pod in pods}
    places = (
        Place.objects.filter(pod__in=list(found)).select_related("enrolment__member").order_by("id")
    )
    for place in places:
        found[place.pod_id].append(place.enrolment)
    made = [
        Mentorship(organization_id=program.organization_id, program=program, run=run, started_at=at)
        for _ in found
    ]
    Mentorship.objects.bulk_create(made, batch_size=BATCH)
    Participant.objects.bulk_create(
        (
            Participant(
                organization_id=program.organization_id,
                mentorship=mentorship,
                member=each.member,
                enrolment=each,
                role=ParticipantRole.PEER,
            )
            for mentorship, people in zip(made, found.values(), strict=True)
            for each in people
        ),
        batch_size=BATCH,
    )
    name_mentorships(made)
    owe_all(
        [
            message
            for mentorship, people in zip(made, found.values(), strict=True)
            for message in _introductions(mentorship, program, [each.member for each in people])
        ],
        at=at,
    )
    return made


def _introductions(
    mentorship: Mentorship, program: Program, people: Sequence[Member]
) -> list[Message]:
    url = reverse("tracking:mentorship", args=[program.organization.slug, mentorship.pk])
    return [
        Message(
            "peered",
            mentorship,
            [each],
            {
                "program": program.name,
                "url": url,
                "other": joined([other.name for other in people if other != each]),
                "about": "; ".join(
                    f"{other.name}: {about}"
                    for other in people
                    if other != each and (about := f"{other.title}, {other.department}".strip(", "))
                ),
            },
        )
        for each in people
    ]
