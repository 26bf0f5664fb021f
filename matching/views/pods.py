"""The pods of a run of peers: who meets with whom, why, and what an admin makes of it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching import queries, rules
from matching.actions import pods as actions
from matching.actions.errors import MatchingError
from matching.actions.pairs import UNSEEN
from matching.criteria import LABELS
from matching.enums import Mark, RunState
from matching.models import Place, Pod, Run
from matching.words import proof_words
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in, ids_in
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from programs.models import Enrolment

DONE = {
    Mark.APPROVE: ngettext_lazy("%(number)d pod approved.", "%(number)d pods approved.", "number"),
    Mark.REOPEN: ngettext_lazy(
        "%(number)d pod open again.", "%(number)d pods open again.", "number"
    ),
    Mark.REMOVE: ngettext_lazy("%(number)d pod taken out.", "%(number)d pods taken out.", "number"),
    Mark.RESTORE: ngettext_lazy("%(number)d pod put back.", "%(number)d pods put back.", "number"),
}
COLUMNS = [
    gettext_lazy("People"),
    gettext_lazy("Number"),
    gettext_lazy("Weakest of 100"),
    gettext_lazy("Mean of 100"),
    gettext_lazy("State"),
]
FILTERS = ("q", "state", "sort")


@require_GET
@require_admin
def pods(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = _peer_run(request, pk)
    found, sort = _found(run, request.GET)
    if request.GET.get("format") == "csv":
        kept = list(found)
        return as_csv(COLUMNS, map(_csv_row, _rows(kept)), name="pods")
    page = page_by_key(found, keys=queries.POD_SORTS[sort][1], after=request.GET.get("after", ""))
    context = {
        "run": run,
        "program": run.program,
        "page": page,
        "found": _rows(page.rows),
        "marks": queries.counts(run),
        "is_open": run.state == RunState.REVIEW,
        "can_publish": rules.can_publish(run, run.program),
        "can_undo": rules.can_undo(run, at=timezone.now()),
        "proof": proof_words(run),
        "sorts": [(key, words) for key, (words, _) in queries.POD_SORTS.items()],
        "states": [(key, words) for key, (words, _) in queries.POD_STATES.items()],
    }
    return render(request, "matching/pods.html", context)


def _peer_run(request: TenantRequest, pk: UUID) -> Run:
    run = queries.get_run(request.organization, pk)
    if not run.is_of_pods:
        raise Http404
    return run


def _found(run: Run, values: Any) -> tuple[Any, str]:
    sort = values.get("sort", "")
    sort = sort if sort in queries.POD_SORTS else "weakest"
    return (
        queries.pods(run, words=values.get("q", ""), state=values.get("state", ""), sort=sort),
        sort,
    )


def _rows(found: list[Pod]) -> list[dict[str, Any]]:
    places = queries.places_of(found)
    return [
        {
            "pod": pod,
            "people": [place.enrolment.member for place in places[pod.pk]],
            "departments": len(
                {place.enrolment.member.department for place in places[pod.pk]} - {""}
            ),
        }
        for pod in found
    ]


def _csv_row(row: dict[str, Any]) -> list[object]:
    pod, people = row["pod"], row["people"]
    state = (
        gettext("taken out")
        if pod.is_removed
        else "approved"
        if pod.is_approved
        else gettext("not reviewed")
    )
    return [
        "; ".join(each.name for each in people),
        len(people),
        pod.worst / 100,
        pod.score / 100,
        state,
    ]


@require_POST
@require_admin
def pods_mark(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Approve or take out the pods that are ticked, or all that the filters leave."""
    run = _peer_run(request, pk)
    chosen = request.POST.get("mark", "")
    ids = ids_in(request.POST.getlist("ids"))
    if request.POST.get("scope") == "all":
        ids = list(_found(run, request.POST)[0].values_list("pk", flat=True))
    if chosen not in Mark.values or not ids:
        messages.error(request, gettext("Nothing changed: tick the pods that you mean."))
    else:
        try:
            changed = actions.mark_pods(
                run=run, ids=ids, mark=chosen, by=request.member, at=timezone.now()
            )
            messages.success(request, DONE[Mark(chosen)] % {"number": changed})
        except MatchingError as error:
            messages.error(request, str(error))
    if pod := id_in(request.POST.get("pod", "")):
        return redirect("matching:pod", request.organization.slug, pod)
    filters = {name: request.POST.get(name, "") for name in FILTERS}
    url = reverse("matching:pods", args=[request.organization.slug, pk])
    return redirect(f"{url}?{urlencode({name: value for name, value in filters.items() if value})}")


@require_http_methods(["GET", "POST"])
@require_admin
def pod_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Why these people, two by two; POST lets one of them change places with somebody."""
    pod = queries.get_pod(request.organization, pk)
    run, problem = pod.run, ""
    places = queries.places_of([pod])[pod.pk]
    wanted = id_in(request.POST.get("place", "") or request.GET.get("place", ""))
    place = next((each for each in places if each.pk == wanted), None)
    if request.method == "POST":
        other = id_in(request.POST.get("other", ""))
        try:
            words = _change(request, run, place, other)
        except MatchingError as error:
            problem = str(error)
        else:
            messages.success(request, words)
            return redirect("matching:pod", request.organization.slug, pk)
    is_open = run.state == RunState.REVIEW and not pod.is_removed
    context = {
        "pod": pod,
        "run": run,
        "program": run.program,
        "places": places,
        "labels": LABELS,
        "problem": problem,
        "pairs": _pairs(pod, places),
        "is_open": run.state == RunState.REVIEW,
        "place": place,
        "exchanges": queries.exchanges(run, place) if place and is_open else [],
    }
    return render(request, "matching/pod_detail.html", context, status=422 if problem else 200)


@require_POST
@require_admin
def pod_block(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Two of the pod are never matched again."""
    pod = queries.get_pod(request.organization, pk)
    people, reason = ids_in(request.POST.getlist("people")), request.POST.get("reason", "")[:300]
    try:
        actions.block_in_pod(
            pod=pod, people=people, reason=reason, by=request.member, at=timezone.now()
        )
        messages.success(
            request,
            gettext(
                "They are never matched with each other from now on, and this pod is taken out."
            ),
        )
    except MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:pod", request.organization.slug, pk)


def _change(request: TenantRequest, run: Run, place: Place | None, other: UUID | None) -> str:
    """What to say of it. Raises MatchingError."""
    if place is None:
        raise MatchingError(gettext("That pod has changed meanwhile. Look at it again."))
    everyone = Enrolment.objects.filter(organization=request.organization, program=run.program_id)
    found = get_object_or_404(everyone.select_related("member"), pk=other)
    seen = (
        (id_in(request.POST["seen"]) if request.POST["seen"] else None)
        if "seen" in request.POST
        else UNSEEN
    )
    is_exchange = actions.change_places(
        run=run, place=place, other=found, by=request.member, at=timezone.now(), seen=seen
    )
    if is_exchange:
        return gettext(
            "%(enrolment)s and %(found)s have changed places. Approve their pods once you"
            " have looked."
        ) % {"enrolment": place.enrolment.member, "found": found.member}
    return gettext("%(found)s has the place of %(enrolment)s, who stands in no pod now.") % {
        "found": found.member,
        "enrolment": place.enrolment.member,
    }


def _pairs(pod: Pod, places: list[Place]) -> list[dict[str, Any]]:
    """Of each two the names, the score, and a row for each criterion with the points of
    both ways.
    """
    names = {str(each.enrolment_id): each.enrolment.member for each in places}
    found = []
    for pair in sorted(pod.pairs, key=lambda each: each["score"]):
        there, back = (way["points"] for way in pair["ways"])
        parts = [
            {
                "criterion": one["criterion"],
                "points": (one["points"] + other["points"]) // 2,
                "of": one["of"],
                "evidence": one["evidence"],
            }
            for one, other in zip(there, back, strict=True)
        ]
        sums = [sum(part["points"] for part in way) for way in (there, back)]
        one, other = (names.get(pk) for pk in pair["people"])
        found.append(
            {
                "one": one,
                "other": other,
                "score": pair["score"],
                "parts": parts,
                "sums": sums,
                "people": pair["people"],
            }
        )
    return found
