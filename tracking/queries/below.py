"""What tracking adds to pages of programs and matching, and what it holds against taking a
publication back.
"""

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from matching.models import Mentorship, ParticipantQuerySet, Run
from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address
from mentorship.ui.links import Link
from programs.course import Row
from programs.enums import Stage
from programs.models import Program
from tracking.enums import SessionState


def rows_of_program(program: Program) -> list[Row]:
    url = f"{address('tracking:mentorships', program.organization.slug)}?program={program.pk}"
    words = _("Mentorships of this program")
    rows = [Row("heart-handshake", words, [Link(_("Mentorships"), url)])]
    return rows + _cadence_mix(program, url)


def _cadence_mix(program: Program, url: str) -> list[Row]:
    """How many of its mentorships meet how often, each with the list of them."""
    active = Mentorship.objects.filter(program=program).active().order_by()
    counted = dict(active.values_list("pulse__stage").annotate(number=Count("pk")))
    labels = {
        Stage.WEEKLY: _("%(number)d weekly"),
        Stage.FORTNIGHTLY: _("%(number)d fortnightly"),
        Stage.MONTHLY: _("%(number)d monthly"),
    }
    links = [
        Link(label % {"number": counted[stage]}, f"{url}&state=active&stage={stage}")
        for stage, label in labels.items()
        if counted.get(stage)
    ]
    return [Row("route", _("How often they meet"), links)] if links else []


def links_of_run(member: Member, run: Run) -> list[Link]:
    """Whether the run treats groups of people alike."""
    url = f"{address('tracking:fairness', member.organization.slug)}?run={run.pk}"
    return [Link(_("Fairness"), url, "users-group")]


def planned_since(run: Run) -> str:
    """The sentence that refuses once a mentorship of the run has a session or a goal."""
    planned = Q(sessions__isnull=False) | Q(goals__isnull=False)
    if Mentorship.objects.filter(planned, run=run).exists():
        return _(
            "Somebody has planned a session or a goal already. End single mentorships instead."
        )
    return ""


def met_since(parts: ParticipantQuerySet, since: datetime) -> str:
    """The sentence that refuses once a group that somebody joined has met."""
    met = Q(
        mentorship__sessions__state=SessionState.HELD, mentorship__sessions__starts_at__gte=since
    )
    if parts.filter(met).exists():
        return _(
            "Somebody has met with their new group already. Take single people out of it instead."
        )
    return ""
