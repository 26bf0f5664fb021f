"""Mentorships with all that may be so or otherwise, the same for the same seed."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Organization
from programs.models import CadencePolicy, Program
from tests import factories
from tests.pairs import steps
from tracking.actions import pulse
from tracking.models import ActionItem, Feedback, Goal, Session

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
STATES = ("held", "held", "held", "missed", "booked", "cancelled")


class Varied:
    def __init__(self, organization: Organization, number: int, *, seed: int = 1) -> None:
        self.organization, self.draw = organization, random.Random(seed)
        self.programs = [self.program(name) for name in ("Compass", "Ladder", "Plain")]
        for program in self.programs[:2]:
            CadencePolicy.objects.create(
                organization=organization,
                program=program,
                stages=steps(
                    sessions=self.draw.randint(1, 3),
                    on_time_percent=50,
                    goal_percent=10,
                    mentee_independence=2,
                    mentor_independence=2,
                ),
            )
        self.mentorships = [self.mentorship(n) for n in range(number)]
        pulse.begin_mentorships(organization=organization)
        for mentorship in self.mentorships:
            self.happen(mentorship)

    def program(self, name: str) -> Program:
        return Program.objects.create(
            organization=self.organization,
            name=name,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            created_at=factories.START,
            state="running",
        )

    def mentorship(self, number: int) -> Mentorship:
        made = Mentorship.objects.create(
            organization=self.organization,
            program=self.draw.choice(self.programs),
            title=f"Pair {number}",
            started_at=AT - timedelta(days=self.draw.choice([2, 30, 100, 140])),
        )
        roles = ("peer", "peer", "peer") if number % 5 == 4 else ("mentor", "mentee")
        for role in roles:
            Participant.objects.create(
                organization=self.organization,
                mentorship=made,
                member=factories.member(self.organization),
                role=role,
            )
        return made

    def days_ago(self, most: int = 100) -> datetime:
        # At midnight too, where a day of one stage ends and another's begins.
        moment = AT - timedelta(days=self.draw.randint(-20, most))
        return self.draw.choice([moment, datetime.combine(moment.date(), time(), UTC)])

    def happen(self, mentorship: Mentorship) -> None:
        people = [part.member for part in mentorship.participants.order_by("id")]
        if self.draw.random() < 0.6:
            pulse.move_to_stage(
                mentorship=mentorship,
                stage=self.draw.choice(["weekly", "fortnightly", "monthly"]),
                on=self.days_ago(60).date(),
                reason="r",
                by=people[0],
            )
        for _ in range(self.draw.randint(0, 14)):
            self.session(mentorship, people)
        for _ in range(self.draw.randint(0, 3)):
            Goal.objects.create(
                organization=self.organization,
                mentorship=mentorship,
                statement="Lead",
                due_on=AT.date(),
                progress_percent=self.draw.randint(0, 100),
                state=self.draw.choice(["agreed", "proposed", "achieved", "dropped"]),
                proposed_by=people[0],
                proposed_at=AT,
            )
        for _ in range(self.draw.randint(0, 6)):
            due = self.draw.choice([None, self.days_ago().date()])
            ActionItem.objects.create(
                organization=self.organization,
                mentorship=mentorship,
                owner=people[0],
                text="Do it",
                due_on=due,
                created_at=AT,
                done_at=self.draw.choice([None, self.days_ago(), AT - timedelta(days=110)]),
            )

    def session(self, mentorship: Mentorship, people: list[Any]) -> None:
        starts_at, state = self.days_ago(), self.draw.choice(STATES)
        session = Session.objects.create(
            organization=self.organization,
            mentorship=mentorship,
            starts_at=starts_at,
            state=state,
            booked_by=people[0],
            logged_at=starts_at if state == "held" else None,
        )
        for person in people:
            if self.draw.random() < 0.7:
                Feedback.objects.create(
                    organization=self.organization,
                    session=session,
                    mentorship=mentorship,
                    author=person,
                    rating=4,
                    independence=self.draw.choice([None, 2, 3, 4, 5]),
                    given_at=starts_at + timedelta(seconds=self.draw.randint(0, 7200)),
                )

    def ready(self) -> Mentorship:
        """One that may meet less often."""
        made = self.mentorship(0)
        made.program = self.programs[0]
        made.started_at = AT - timedelta(days=40)
        made.save()
        pulse.begin_mentorships(organization=self.organization)
        people = [part.member for part in made.participants.order_by("id")]
        for days in range(2, 38, 7):
            held = AT - timedelta(days=days)
            session = Session.objects.create(
                organization=self.organization,
                mentorship=made,
                starts_at=held,
                state="held",
                booked_by=people[0],
                logged_at=held,
            )
            for person in people:
                Feedback.objects.create(
                    organization=self.organization,
                    session=session,
                    mentorship=made,
                    author=person,
                    rating=5,
                    independence=5,
                    given_at=held,
                )
        ActionItem.objects.create(
            organization=self.organization,
            mentorship=made,
            owner=people[0],
            text="Do it",
            due_on=AT.date(),
            created_at=AT,
            done_at=AT - timedelta(days=1),
        )
        Goal.objects.create(
            organization=self.organization,
            mentorship=made,
            statement="Lead",
            due_on=AT.date(),
            progress_percent=80,
            state="agreed",
            agreed_by=people[0],
            agreed_at=AT,
            proposed_by=people[1],
            proposed_at=AT,
        )
        return made
