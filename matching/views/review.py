"""The review of a run: every pair with its reasons, and what an admin makes of it."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import escape

from matching import queries, rules
from matching.actions import pairs as actions
from matching.actions.errors import MatchingError
from matching.criteria import LABELS
from matching.enums import Mark, RunState
from matching.models import Block, Pair, Run
from matching.words import proof_words
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.text import one_line
from mentorship.ui.forms import id_in, ids_in
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from mentorship.wording.fields import SaidDecoder
from programs.models import Enrolment

DONE = {
    Mark.APPROVE: ngettext_lazy(
        "%(number)d pair approved.", "%(number)d pairs approved.", "number"
    ),
    Mark.REOPEN: ngettext_lazy(
        "%(number)d pair open again.", "%(number)d pairs open again.", "number"
    ),
    Mark.PIN: ngettext_lazy("%(number)d pair pinned.", "%(number)d pairs pinned.", "number"),
    Mark.UNPIN: ngettext_lazy(
        "%(number)d pair not pinned any more.", "%(number)d pairs not pinned any more.", "number"
    ),
    Mark.REMOVE: ngettext_lazy(
        "%(number)d pair taken out.", "%(number)d pairs taken out.", "number"
    ),
    Mark.RESTORE: ngettext_lazy(
        "%(number)d pair put back.", "%(number)d pairs put back.", "number"
    ),
}
FILTERS = ("q", "state", "sort")


@require_GET
@require_admin
def review(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    if run.is_of_pods:
        return redirect("matching:pods", request.organization.slug, pk)
    found, sort = _found(run, request.GET)
    if request.GET.get("format") == "csv":
        rows = (
            (
                p.mentor.member.name,
                p.mentee.member.name,
                p.score / 100,
                "; ".join(f"{LABELS[x['criterion']]}: {x['evidence']}" for x in p.points),
                _state_words(p),
                "yes" if p.is_pinned else "",
            )
            for p in found
        )
        return as_csv(
            [
                gettext("Mentor"),
                gettext("Mentee"),
                gettext("Score of 100"),
                gettext("Reasons"),
                gettext("State"),
                gettext("Pinned"),
            ],
            rows,
            name="matching",
        )
    keys = queries.SORTS[sort][1]
    page = page_by_key(
        queries.as_shown(found, *keys), keys=keys, after=request.GET.get("after", "")
    )
    for pair in page.rows:
        pair["reasons"] = _reasons(pair["points_text"], get_language())
    people = [pair[side] for pair in page.rows for side in ("mentor_key", "mentee_key")]
    context = {
        "run": run,
        "program": run.program,
        "counts": queries.counts(run),
        "page": page,
        "faces": queries.faces(people),
        "is_open": run.state == RunState.REVIEW,
        "can_publish": rules.can_publish(run, run.program),
        "can_undo": rules.can_undo(run, at=timezone.now()),
        "proof": proof_words(run),
        "sorts": [(key, words) for key, (words, _) in queries.SORTS.items()],
        "states": [(key, words) for key, (words, _) in queries.SHOWN_STATES.items()],
    }
    return render(request, "matching/review.html", context)


@lru_cache(maxsize=4096)
def _reasons(points: str, _language: str) -> SafeString:
    """A pair's reasons as chips, from its points as they are stored. The same rows are shown again
    after each mark.
    """
    return mark_safe(  # noqa: S308 - escaped here
        "".join(
            f'<li class="chip">{escape(LABELS[each["criterion"]])}: {escape(each["evidence"])}</li>'
            for each in json.loads(points, cls=SaidDecoder)
            if each["points"]
        )
    )


def _state_words(pair: Pair) -> str:
    return (
        gettext("taken out")
        if pair.is_removed
        else "approved"
        if pair.is_approved
        else gettext("not reviewed")
    )


def _found(run: Run, values: Any) -> tuple[Any, str]:
    """The pairs that the filters leave, and how they are ordered."""
    sort = values.get("sort", "")
    sort = sort if sort in queries.SORTS else "weakest"
    return (
        queries.pairs(run, words=values.get("q", ""), state=values.get("state", ""), sort=sort),
        sort,
    )


@require_GET
@require_admin
def unmatched(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Who found nobody: the cause, and the best mentors with why not."""
    run = queries.get_run(request.organization, pk)
    found = queries.unmatched(run, words=request.GET.get("q", "")).values(*queries.UNMATCHED_FIELDS)
    if request.GET.get("format") == "csv":
        rows = found.values_list(
            "enrolment__member__given_name", "enrolment__member__family_name", "reason"
        )
        return as_csv(
            [gettext("First name"), gettext("Last name"), gettext("Why")],
            rows,
            name="without-a-mentor",
        )
    page = page_by_key(found, keys=["id"], after=request.GET.get("after", ""))
    others = queries.alternatives_of([each["alternatives"] for each in page.rows])
    context = {
        "run": run,
        "program": run.program,
        "page": page,
        "is_open": run.state == RunState.REVIEW,
        "faces": queries.faces(str(each["enrolment_id"]) for each in page.rows),
        "found": [each | {"others": them} for each, them in zip(page.rows, others, strict=True)],
    }
    return render(request, "matching/unmatched.html", context)


@require_POST
@require_admin
def mark(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Approve, pin or take out the pairs that are ticked, or all that the filters leave."""
    run = queries.get_run(request.organization, pk)
    chosen, is_all = request.POST.get("mark", ""), request.POST.get("scope") == "all"
    ids = (
        list(_found(run, request.POST)[0].values_list("pk", flat=True))
        if is_all
        else ids_in(request.POST.getlist("ids"))
    )
    if chosen not in Mark.values:
        messages.error(request, gettext("Say what is to happen with the pairs."))
    elif not ids:
        messages.error(request, gettext("Nothing changed: tick the pairs that you mean."))
    else:
        try:
            changed = actions.mark_pairs(
                run=run, ids=ids, mark=chosen, by=request.member, at=timezone.now()
            )
            messages.success(request, DONE[Mark(chosen)] % {"number": changed})
        except MatchingError as error:
            messages.error(request, str(error))
    pair = id_in(request.POST.get("pair", ""))
    if pair:
        return redirect("matching:pair", request.organization.slug, pair)
    back = request.POST.get("from", "")
    if back in ("groups", "publish"):
        return redirect(f"matching:{back}", request.organization.slug, pk)
    filters = {name: request.POST.get(name, "") for name in FILTERS}
    url = reverse("matching:review", args=[request.organization.slug, pk])
    return redirect(f"{url}?{urlencode({name: value for name, value in filters.items() if value})}")


@require_GET
@require_admin
def pair_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    pair = queries.get_pair(request.organization, pk)
    context = {
        "pair": pair,
        "run": pair.run,
        "program": pair.run.program,
        "labels": LABELS,
        "alternatives": queries.alternatives(pair.alternatives),
        "total": f"{pair.score / 100:.2f}",
        "sides": ((pair.mentor, gettext("Mentor")), (pair.mentee, gettext("Mentee"))),
        "is_open": pair.run.state == RunState.REVIEW,
        **queries.neighbours(pair),
    }
    return render(request, "matching/pair_detail.html", context)


@require_POST
@require_admin
def pair_block(request: TenantRequest, pk: UUID) -> HttpResponse:
    pair = queries.get_pair(request.organization, pk)
    try:
        reason = one_line(request.POST.get("reason", ""))[:300]
        actions.block_pair(pair=pair, reason=reason, by=request.member, at=timezone.now())
        messages.success(
            request,
            gettext("%(mentor)s and %(mentee)s are never matched from now on.")
            % {"mentor": pair.mentor.member, "mentee": pair.mentee.member},
        )
    except MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:pair", request.organization.slug, pk)


@require_http_methods(["GET", "POST"])
@require_admin
def mentors(request: TenantRequest, pk: UUID, mentee_pk: UUID) -> HttpResponse:
    """The mentors of a run ranked for one mentee, and the choice of one."""
    run = queries.get_run(request.organization, pk)
    everyone = Enrolment.objects.filter(organization=request.organization, program=run.program_id)
    mentee = get_object_or_404(everyone.select_related("member"), pk=mentee_pk)
    mentor = (
        everyone.select_related("member")
        .filter(pk__in=ids_in([request.POST.get("mentor", "")]))
        .first()
    )
    problem = gettext("Choose a mentor from the list.") if request.method == "POST" else ""
    if mentor is not None:
        exchange = (
            Pair.objects.filter(run=run, pk__in=ids_in([request.POST.get("exchange", "")]))
            .select_related("mentee__member")
            .first()
        )
        try:
            pair = actions.choose_mentor(
                run=run,
                mentee=mentee,
                mentor=mentor,
                exchange=exchange,
                by=request.member,
                at=timezone.now(),
                now=id_in(request.POST["now"]) if "now" in request.POST else actions.UNSEEN,
            )
        except MatchingError as error:
            problem = str(error)
        else:
            messages.success(request, _words_of_choice(mentor, mentee, exchange))
            return redirect("matching:pair", request.organization.slug, pair.pk)
    ranked = queries.ranked_mentors(run, mentee)
    now = queries.mentor_of(run, mentee)
    context = {
        "run": run,
        "program": run.program,
        "mentee": mentee,
        "labels": LABELS,
        "problem": problem,
        "ranked": ranked,
        "now": now.member if now else "",
        "now_id": now.pk if now else "",
        "is_open": run.state == RunState.REVIEW,
    }
    return render(request, "matching/mentors.html", context, status=422 if problem else 200)


def _words_of_choice(mentor: Enrolment, mentee: Enrolment, exchange: Pair | None) -> str:
    words = gettext("%(mentor)s is proposed for %(mentee)s, and stays when you run again.") % {
        "mentor": mentor.member,
        "mentee": mentee.member,
    }
    if exchange is None:
        return words
    return gettext(
        "%(words)s %(mentee)s gave up the seat; see what they have now in the review."
    ) % {"words": words, "mentee": exchange.mentee.member}


@require_GET
@require_admin
def block_list(request: TenantRequest) -> HttpResponse:
    found = queries.blocks(request.organization, words=request.GET.get("q", ""))
    page = page_by_key(found, keys=["-id"], after=request.GET.get("after", ""))
    return render(request, "matching/block_list.html", {"page": page})


@require_POST
@require_admin
def block_lift(request: TenantRequest, pk: UUID) -> HttpResponse:
    block = get_object_or_404(
        Block.objects.select_related("mentor", "mentee"), organization=request.organization, pk=pk
    )
    actions.unblock(block=block, by=request.member, at=timezone.now())
    messages.success(
        request,
        gettext("%(mentor)s and %(mentee)s can be matched again.")
        % {"mentor": block.mentor, "mentee": block.mentee},
    )
    return redirect("matching:blocks", request.organization.slug)
