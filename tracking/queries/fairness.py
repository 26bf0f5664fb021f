"""Runs as the fairness page looks at them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import RunState
from matching.models import Pair, Place, Run, Unmatched
from mentorship.tenancy.models import Member
from tracking.fairness import Mentee

RUNS_SHOWN = 20


# By what a matching's fairness is looked at, with the words of the page.
FAIRNESS = {
    "department": gettext_lazy("Department"),
    "level": gettext_lazy("Job level"),
    "location": gettext_lazy("Location"),
    "gender": gettext_lazy("Gender"),
}


def fairness_of(run: Run, *, collects_gender: bool) -> dict[str, list[Mentee]]:
    """The run's mentees by each of FAIRNESS, with their score; who has no answer stands under “Not
    known”.
    """
    names = [name for name in FAIRNESS if name != "gender" or collects_gender]
    found: dict[str, list[Mentee]] = {name: [] for name in names}
    placed: Any
    if run.is_of_pods:
        placed, side = Place.objects.filter(run=run, pod__is_removed=False), "enrolment"
    else:
        placed, side = Pair.objects.filter(run=run, is_removed=False), "mentee"
    matched = placed.values_list("score", *(f"{side}__member__{name}" for name in names))
    alone = Unmatched.objects.filter(run=run).values_list(
        *(f"enrolment__member__{name}" for name in names)
    )
    for score, *values in [*matched, *((None, *each) for each in alone)]:
        for name, value in zip(names, values, strict=True):
            label = (
                _("Not known")
                if value in (None, "")
                else _("Level %(value)s") % {"value": value}
                if name == "level"
                else str(value)
            )
            found[name].append(Mentee(label, score))
    return found


def runs_to_check(member: Member) -> QuerySet[Run]:
    """Runs whose fairness the member may look at, latest first: HR sees what is published, admins
    every one.
    """
    states = [RunState.PUBLISHED, RunState.REVIEW] if member.is_admin else [RunState.PUBLISHED]
    found = Run.objects.filter(organization=member.organization_id, state__in=states)
    return found.select_related("program").order_by("-id")[:RUNS_SHOWN]
