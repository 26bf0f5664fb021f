"""The pods that a run of peers proposes."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, gettext_lazy

from matching.models import Place, Pod, Run
from matching.queries.problems import waiting
from matching.queries.ranking import scoring_of
from matching.queries.relations import kept_apart
from matching.queries.review import people_of
from mentorship.tenancy.models import Organization
from mentorship.text import search_words
from programs.models import Enrolment

# How the pods can be ordered, and which alone can be shown.
POD_SORTS = {
    "weakest": (gettext_lazy("Weakest first"), ["worst", "id"]),
    "strongest": (gettext_lazy("Strongest first"), ["-worst", "-id"]),
}
POD_STATES = {
    "open": (gettext_lazy("Not reviewed"), Q(is_approved=False, is_removed=False)),
    "approved": (gettext_lazy("Approved"), Q(is_approved=True)),
    "removed": (gettext_lazy("Taken out"), Q(is_removed=True)),
}
EXCHANGES_SHOWN = 10


def pods(run: Run, *, words: str = "", state: str = "", sort: str = "weakest") -> QuerySet[Pod]:
    """A run's pods; with `words` those in which each word is somebody's."""
    found = Pod.objects.filter(organization=run.organization_id, run=run)
    for word in search_words(words):
        found = found.filter(
            pk__in=Place.objects.filter(run=run, enrolment__member__search__contains=word).values(
                "pod"
            )
        )
    if state in POD_STATES:
        found = found.filter(POD_STATES[state][1])
    return found.order_by(*POD_SORTS[sort][1])


def pods_to_publish(run: Run, *, only_approved: bool = False) -> list[Pod]:
    found = pods(run).filter(is_removed=False)
    return list(found.filter(is_approved=True) if only_approved else found)


def places_of(found: Iterable[Pod]) -> dict[UUID, list[Place]]:
    """By pod its places with their people, each by name."""
    places: dict[UUID, list[Place]] = {pod.pk: [] for pod in found}
    named = Place.objects.filter(pod__in=list(places)).select_related("enrolment__member")
    for place in named.order_by(
        "enrolment__member__family_name", "enrolment__member__given_name", "id"
    ):
        places[place.pod_id].append(place)
    return places


def get_pod(organization: Organization, pk: UUID) -> Pod:
    """With its run. Raises Http404."""
    return get_object_or_404(
        Pod.objects.select_related("run__program"), organization=organization, pk=pk
    )


def pod_figures(run: Run) -> dict[str, Any]:
    """What the pods that are kept come to: people `matched`, `total` and `median` of their means,
    the `worst` pair; and how many pods there are in each state as `marks`.
    """
    kept = Pod.objects.filter(run=run, is_removed=False)
    means = sorted(
        Place.objects.filter(run=run, pod__is_removed=False).values_list("score", flat=True)
    )
    marks = Pod.objects.filter(run=run).aggregate(
        kept=Count("id", filter=Q(is_removed=False)),
        approved=Count("id", filter=Q(is_approved=True)),
        removed=Count("id", filter=Q(is_removed=True)),
    )
    return {
        "matched": len(means),
        "total": sum(means),
        "median": means[len(means) // 2] if means else None,
        "worst": kept.order_by("worst").values_list("worst", flat=True).first(),
        "marks": marks | {"pinned": 0, "alone": run.unmatched.count()},
    }


def stale_pods(run: Run, found: Iterable[Pod], *, on: date) -> list[tuple[Pod, str]]:
    """The pods that cannot begin any more, each with why: somebody is not free, or is kept apart
    from another.
    """
    free = {each.pk for each in waiting(run.program, on=on) if not each.taken}
    apart, places, why = kept_apart(run), places_of(found), []
    for pod in found:
        people = [place.enrolment for place in places[pod.pk]]
        taken = next((each for each in people if each.pk not in free), None)
        if taken is not None:
            why.append((pod, gettext("%(taken)s is not free any more") % {"taken": taken.member}))
            continue
        for one, other in combinations([each.member for each in people], 2):
            if {(one.pk, other.pk), (other.pk, one.pk)} & apart:
                words = gettext("You keep %(one)s and %(other)s apart")
                why.append((pod, words % {"one": one, "other": other}))
                break
    return why


class Exchange(NamedTuple):
    """Somebody with whom a person could change places: the weakest pair of both pods then, and what
    the means gain.

    `place` is where they stand in this run, None for nowhere.
    """

    enrolment: Enrolment
    worst: int
    gain: int
    place: Place | None

    @property
    def cost(self) -> int:
        return -self.gain


def exchanges(run: Run, place: Place) -> list[Exchange]:
    """Best first; none where the run did not know the person."""
    from matching.engine.peers import both_ways  # noqa: PLC0415 - loads the numeric libraries
    from matching.engine.peers import exchanges as sought  # noqa: PLC0415 - as above

    scoring = scoring_of(run)
    numbers = {person.id: number for number, person in enumerate(scoring.mentees)}
    number = numbers.get(str(place.enrolment_id))
    kept: dict[UUID, list[int]] = {}
    for pod, pk in Place.objects.filter(run=run, pod__is_removed=False).values_list(
        "pod", "enrolment"
    ):
        kept.setdefault(pod, []).append(numbers.get(str(pk), -1))
    # Pods that were approved before this run are no part of it.
    mine = [tuple(pod) for pod in kept.values() if -1 not in pod]
    if number is None or not any(number in pod for pod in mine):
        return []
    found = sought(both_ways(scoring, counts_bonus=False), mine, number, most=EXCHANGES_SHOWN)
    people = people_of(scoring.mentees[other].id for other, _, _ in found)
    where = {
        str(each.enrolment_id): each
        for each in Place.objects.filter(run=run, enrolment__in=list(people)).select_related("pod")
    }
    return [
        Exchange(people[pk], worst, gain, where.get(pk))
        for pk, worst, gain in (
            (scoring.mentees[other].id, worst, gain) for other, worst, gain in found
        )
    ]


def compare_pods(run: Run, other: Run) -> list[dict[str, Any]]:
    """The people whose company differs: `member`, and the names `now` and `before`, empty without a
    pod.
    """
    now, before = _company(run), _company(other)
    people = people_of({*now, *before})
    changed = [
        {
            "member": people[pk].member,
            "now": _names(now.get(pk), people),
            "before": _names(before.get(pk), people),
        }
        for pk in people
        if now.get(pk) != before.get(pk)
    ]
    return sorted(
        changed,
        key=lambda each: (each["member"].family_name, each["member"].given_name, each["member"].pk),
    )


def _company(run: Run) -> dict[str, frozenset[str]]:
    """By enrolment the others of its pod."""
    kept: dict[UUID, list[str]] = {}
    for pod, pk in Place.objects.filter(run=run, pod__is_removed=False).values_list(
        "pod", "enrolment"
    ):
        kept.setdefault(pod, []).append(str(pk))
    return {pk: frozenset(people) - {pk} for people in kept.values() for pk in people}


def _names(company: frozenset[str] | None, people: dict[str, Enrolment]) -> str:
    return ", ".join(sorted(people[pk].member.name for pk in company)) if company else ""
