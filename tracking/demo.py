"""The demo's year: pairs meet, plan, shift their cadence, and a few fall silent."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from matching.actions.endings import end_quietly
from matching.models import Mentorship
from matching.queries import participants
from mentorship.local.story import Story
from mentorship.tenancy.models import Member
from programs.actions import move_program
from programs.enums import ProgramState
from tracking import queries
from tracking.actions import (
    agendas,
    answers,
    cadence,
    concerns,
    figures,
    goals,
    items,
    logs,
    pulse,
    reports,
    sessions,
    shifts,
)
from tracking.cadence import DAYS
from tracking.demo_texts import (
    DROPPED,
    EVIDENCE,
    GOALS,
    ITEMS,
    NOTES,
    POINTS,
    REASONS,
    REMARKS,
    SECOND,
    DemoGoal,
)
from tracking.enums import SessionState
from tracking.models import ActionItem, Goal, Session

ALL_OF_IT = 100
# How much longer than agreed people wait for the next meeting.
PACES = (1, 1, 1, 1.25, 1.5)
PRIVATE = "Doubts more than it shows. Ask about it next time, gently."


def begin(story: Story) -> None:
    pulse.begin_mentorships(organization=story.organization)


def live(story: Story, share: int, shares: int) -> None:
    lively = _of_the_accounts(story)
    with pulse.one_pulse_each():
        for number, mentorship in enumerate(story.facts["mentorships"]):
            if number % shares == share:
                _Life(story, mentorship, number, is_lively=mentorship.pk == lively).live()


def sum_up(story: Story) -> None:
    pulse.refresh_pulses(organization=story.organization, at=story.now)
    cadence.propose_shifts(organization=story.organization, at=story.now)
    if story.organization.slug == "northwind":
        second = story.facts["programs"][1]
        move_program(
            program=second,
            to=ProgramState.CLOSING,
            by=story.cast["admin"],
            at=story.now - timedelta(days=2),
        )
    concerns.list_silent(organization=story.organization, at=story.now)
    figures.count_figures(organization=story.organization, at=story.now)


def _of_the_accounts(story: Story) -> object:
    """The mentorship of the demo's mentor, which is the one that people look at first."""
    mentor = story.cast.get("mentor") or story.cast["mentee"]
    return next((m.pk for m in queries.mine(mentor)), None)


class _Life:
    """One mentorship from its first meeting to today."""

    def __init__(
        self, story: Story, mentorship: Mentorship, number: int, *, is_lively: bool
    ) -> None:
        self.story, self.mentorship, self.number = story, mentorship, number
        self.is_lively = is_lively
        # Its own, so that a life is the same whoever tells the others.
        self.random = random.Random(f"{story.organization.slug} {number}")
        self.mentor, self.mentee = _sides(mentorship)
        here = self.story.organization.settings.time_zone
        self.zones = [ZoneInfo(each.time_zone or here) for each in (self.mentor, self.mentee)]
        self.likes = self.random.randint(7, 15)
        self.goal: Goal
        self.stage = ""
        # One in twelve falls silent, one in twenty ends early.
        self.falls_silent = not is_lively and number % 12 == 5
        self.ends_early = not is_lively and number % 20 == 7
        silent_after = self.random.randint(60, 120)
        last = mentorship.started_at + timedelta(days=silent_after)
        self.until = min(last, story.now) if self.falls_silent or self.ends_early else story.now

    def live(self) -> None:
        at = self._first_meeting()
        self._agree_goal(at - timedelta(days=1))
        number = 0
        self.stage = pulse.current_stage(self.mentorship).stage
        while at < self.until:
            self._meet(at, number)
            number += 1
            pause = DAYS[self.stage] * (1 if self.is_lively else self.random.choice(PACES))
            at = self._at_work(at + timedelta(days=pause))
        if self.ends_early and self.until < self.story.now:
            end_quietly(mentorship=self.mentorship, words="", at=self.until + timedelta(days=1))
        elif not self.falls_silent:
            self._book_next(at)

    def _first_meeting(self) -> datetime:
        return self._at_work(self.mentorship.started_at + timedelta(days=self.random.randint(3, 9)))

    def _at_work(self, day: datetime) -> datetime:
        """On that day, or the Monday after it, at the hour that suits both where they are, near the
        one they like.
        """
        day = day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        hours = [day.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in range(24)]
        return min(
            hours,
            key=lambda at: (
                sum(_out_of_hours(at, zone) for zone in self.zones),
                abs(at.hour - self.likes),
            ),
        )

    def _agree_goal(self, at: datetime) -> None:
        goal = GOALS[self.number % len(GOALS)]
        self.goal = self._propose(goal, self.mentee, at)
        goals.agree_goal(goal=self.goal, by=self.mentor, at=at + timedelta(hours=5))
        if self.is_lively or self.number % 4 == 1:
            self._try_another(at + timedelta(days=1))

    def _propose(self, goal: DemoGoal, by: Member, at: datetime) -> Goal:
        measure = goal.measure
        return goals.propose_goal(
            mentorship=self.mentorship,
            statement=goal.statement,
            why=goal.why,
            due_on=(self.mentorship.started_at + timedelta(days=180)).date(),
            measure_kind=measure.kind,
            unit=goal.unit,
            baseline=measure.baseline,
            target=measure.target,
            by=by,
            at=at,
        )

    def _try_another(self, at: datetime) -> None:
        """A second goal: the mentor asks for less, and some are dropped for a reason later on."""
        second = self._propose(SECOND[self.number % len(SECOND)], self.mentee, at)
        reason = REASONS[self.number % len(REASONS)]
        at += timedelta(hours=4)
        goals.decline_goal(goal=second, reason=reason, by=self.mentor, at=at)
        if self.number % 3 == 2:
            return
        at += timedelta(days=1)
        due_on = second.due_on + timedelta(days=30)
        goals.change_goal(goal=second, due_on=due_on, by=self.mentee, at=at)
        goals.agree_goal(goal=second, by=self.mentor, at=at + timedelta(hours=2))
        if self.number % 3 == 0 and not self.is_lively:
            reason = DROPPED[self.number % len(DROPPED)]
            goals.drop_goal(goal=second, reason=reason, by=self.mentee, at=at + timedelta(days=9))

    def _report(self, percent: int, at: datetime, number: int) -> None:
        """So much of the way, in the goal's own unit."""
        goal, note = self.goal, EVIDENCE[(self.number + number) % len(EVIDENCE)]
        value = Decimal(percent)
        if goal.measure.leads:
            way = goal.target - goal.baseline
            value = goal.baseline + round(way * percent / ALL_OF_IT)
        reports.report_progress(goal=goal, value=value, note=note, by=self.mentee, at=at)

    def _meet(self, at: datetime, number: int) -> None:
        if not self.is_lively and self.random.random() < 0.06:
            booked = sessions.book_session(
                mentorship=self.mentorship,
                starts_at=at,
                minutes=45,
                by=self.mentee,
                at=at - timedelta(days=5),
            )
            sessions.close_session(session=booked, state=SessionState.MISSED, by=self.mentee, at=at)
            return
        session = logs.log_past_session(
            mentorship=self.mentorship,
            starts_at=at,
            minutes=45,
            by=self.mentee,
            at=at + timedelta(hours=1),
        )
        self._log(session, at, number)
        if number % 2:
            self._do_items(at)
            share = 12 if self.is_lively else self.random.randint(6, 14)
            self._report(min(100, share * (number + 1)), at, number)
        if number and number % 4 == 0:
            self._shift(at + timedelta(hours=3))

    def _log(self, session: Any, at: datetime, number: int) -> None:
        text, measure, achievable = ITEMS[(4 * self.number + 3 * number) % len(ITEMS)]
        due = (at + timedelta(days=self.random.choice([7, 10, 14]))).date()
        item = items.Item(
            text=text,
            owner=self.mentee,
            is_shared=number % 6 == 4,
            measure=measure,
            achievable=achievable,
            goal_id=self.goal.pk,
            due_on=due,
        )
        logs.log_session(
            session=session,
            by=self.mentee,
            at=at + timedelta(hours=2),
            items=[item] if number % 2 == 0 else [],
            remarks=[logs.Remark(*REMARKS[(self.number + number) % len(REMARKS)])],
            shared=NOTES[(5 * self.number + 7 * number) % len(NOTES)],
            rating=self.random.choice([3, 4, 4, 5, 5]),
            independence=min(5, 2 + number // 3),
        )
        if number % 4 == 3 or self.is_lively:
            logs.log_session(
                session=session,
                by=self.mentor,
                at=at + timedelta(hours=3),
                rating=self.random.choice([3, 4, 4, 5]),
                independence=min(5, 2 + number // 3),
                private=PRIVATE if self.is_lively and number == 2 else "",
            )

    def _do_items(self, at: datetime) -> None:
        for item in ActionItem.objects.filter(
            mentorship=self.mentorship, done_at=None
        ).select_related("mentorship"):
            late = self.random.random() < 0.15
            due = item.due_on or at.date()
            done = datetime.combine(due, at.timetz()) + timedelta(days=4 if late else -1)
            if done < self.story.now:
                items.set_done(item=item, is_done=True, by=self.mentee, at=done)

    def _shift(self, at: datetime) -> None:
        if self.is_lively and self.stage != "weekly":
            # What the demo opens on is proposed today, so that it can be answered.
            return
        if proposal := cadence.propose_shift(mentorship=self.mentorship, at=at):
            shifts.accept_shift(proposal=proposal, by=self.mentor, at=at)
            self.stage = proposal.to_stage

    def _book_next(self, at: datetime) -> None:
        if self.mentorship.program.state == ProgramState.RUNNING and at > self.story.now:
            session = sessions.book_session(
                mentorship=self.mentorship,
                starts_at=at,
                minutes=45,
                by=self.mentee,
                at=self.story.now,
                place="Room 4.12",
            )
            self._prepare(session)

    def _prepare(self, session: Session) -> None:
        """Points on the agenda, and most mentors have answered; the demo's own waits for them."""
        first, second = POINTS[self.number % len(POINTS)], POINTS[(self.number + 3) % len(POINTS)]
        at = self.story.now
        agendas.add_points(session=session, texts=[first], by=self.mentee, at=at)
        if self.is_lively:
            return
        agendas.add_points(session=session, texts=[second], by=self.mentor, at=at)
        if self.number % 7 == 3:
            later = session.starts_at + timedelta(hours=1)
            answers.propose_time(session=session, starts_at=later, by=self.mentor, at=at)
        elif self.number % 4:
            answers.accept_session(session=session, by=self.mentor, at=at)


def _out_of_hours(at: datetime, zone: ZoneInfo) -> int:
    """By how many hours a meeting lies outside of nine to five; a day off is worse than
    any hour.
    """
    local = at.astimezone(zone)
    return max(9 - local.hour, local.hour - 16, 0) + (24 if local.weekday() >= 5 else 0)


def _sides(mentorship: Mentorship) -> tuple[Member, Member]:
    people = participants(mentorship)
    return people[0].member, people[-1].member
