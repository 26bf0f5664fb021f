"""Pods of peers: what an admin decides on them in the review."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from matching import queries
from matching.actions.errors import MatchingError
from matching.actions.pairs import EFFECTS, UNSEEN, keep_apart, open_run
from matching.enums import Mark
from matching.kinds.pods import give_places, pod_of, reasons_of
from matching.models import Place, Pod, Run, Unmatched
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from mentorship.wording import said
from programs.models import Enrolment

if TYPE_CHECKING:
    from matching.engine.scores import Scoring

BATCH, PAIR, NOBODY_ELSE = 1000, 2, -1
# What peers can decide of a pod: approved it stays in later runs, so it needs no pin beside.
MARKS = (Mark.APPROVE, Mark.REOPEN, Mark.REMOVE, Mark.RESTORE)


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
    new = pod_of(run, reasons_of(scoring, people))
    pod.pairs, pod.score, pod.worst, pod.is_approved = new.pairs, new.score, new.worst, False
    pod.save(update_fields=["pairs", "score", "worst", "is_approved"])
    Place.objects.filter(run=run, enrolment=come).delete()
    pod.places.all().delete()
    give_places(run, [pod])


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
