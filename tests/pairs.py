"""A mentor and a mentee in the middle of their mentorship."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Organization
from programs.cadence import USUAL_ASKED, Rules, Step, stored_steps
from programs.models import CadencePolicy, Program
from tests import factories
from tracking.actions import goals, items, logs, pulse, reports
from tracking.models import ActionItem, Session


def steps(**asked: int | None) -> list[dict[str, Any]]:
    """The usual stages, which ask for these instead of what is usual."""
    step = replace(USUAL_ASKED, **asked)
    return stored_steps(
        Rules(steps=(Step("weekly", step), Step("fortnightly", step), Step("monthly")))
    )


class Pair:
    """A mentor and a mentee who can sign in, thirty days into their mentorship."""

    def __init__(self, organization: Organization, at: datetime) -> None:
        self.organization = organization
        self.mentor = factories.member(
            organization, given_name="Maya", family_name="", sign_in=True
        )
        self.mentee = factories.member(
            organization,
            given_name="Tom",
            family_name="",
            time_zone="America/Chicago",
            sign_in=True,
        )
        self.program = Program.objects.create(
            organization=organization,
            name="Compass",
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=300),
            created_at=at,
            state="running",
        )
        CadencePolicy.objects.create(
            organization=organization,
            program=self.program,
            stages=steps(sessions=2, goal_percent=10),
        )
        self.mentorship = Mentorship.objects.create(
            organization=organization,
            program=self.program,
            title="Maya & Tom",
            started_at=at - timedelta(days=21),
        )
        for member, role in ((self.mentor, "mentor"), (self.mentee, "mentee")):
            Participant.objects.create(
                organization=organization, mentorship=self.mentorship, member=member, role=role
            )
        pulse.begin_mentorships(organization=organization)

    def url(self, name: str, pk: Any = None) -> str:
        return reverse(f"tracking:{name}", args=[self.organization.slug, pk or self.mentorship.pk])

    def met(self, at: datetime, **values: Any) -> Session:
        session = logs.log_past_session(
            mentorship=self.mentorship,
            starts_at=at,
            minutes=45,
            by=self.mentee,
            at=at + timedelta(hours=1),
        )
        return logs.log_session(
            session=session, by=self.mentee, at=at + timedelta(hours=1), **values
        )


def ready_for_less(pair: Pair) -> None:
    """Two sessions with an item done in time, a goal on its way, both seeing independence."""
    at = timezone.now()
    goal = goals.propose_goal(
        mentorship=pair.mentorship,
        statement="Lead",
        due_on=at.date(),
        by=pair.mentee,
        at=at - timedelta(days=20),
    )
    goals.agree_goal(goal=goal, by=pair.mentor, at=at - timedelta(days=20))
    reports.report_progress(goal=goal, value=Decimal(40), by=pair.mentee, at=at)
    for days in (14, 7):
        moment = at - timedelta(days=days)
        item = logs.Item(text="Do it", owner=pair.mentee, due_on=moment.date() + timedelta(days=5))
        session = pair.met(moment, rating=5, independence=4, items=[item])
        logs.log_session(
            session=session,
            by=pair.mentor,
            at=moment + timedelta(hours=2),
            rating=4,
            independence=4,
        )
    for item_row in ActionItem.objects.select_related("mentorship__program"):
        assert item_row.due_on
        done = datetime.combine(item_row.due_on, datetime.min.time(), UTC)
        items.set_done(item=item_row, is_done=True, by=pair.mentee, at=done)
