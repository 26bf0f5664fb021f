"""The demo's year: pairs meet, plan, shift their cadence, and a few fall silent."""

import random
from datetime import datetime, timedelta
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
    logs,
    pulse,
    sessions,
    shifts,
)
from tracking.cadence import DAYS
from tracking.enums import SessionState
from tracking.models import ActionItem, Session

GOALS = [
    ("Lead a project of my own from start to end", "It shows that I can carry more"),
    ("Speak in front of fifty people without reading", "I avoid it, and it holds me back"),
    ("Decide by spring which way my career goes", "Two ways are open and I keep waiting"),
    ("Hold a difficult conversation every month", "My team needs me to"),
    ("Understand the budget of my department", "I want a say in it"),
    ("Hand over the weekly report to somebody else", "I do it because I always did"),
    (
        "Spend two weeks with another department",
        "I decide about people whose work I have never seen",
    ),
    ("Win back one customer whom we lost", "I know why they left, and nobody has called"),
    (
        "Come back from leave into four days that are four days",
        "Last time it was five days in four",
    ),
    ("Write the first page of our strategy for the lab", "I complain that there is none"),
    ("Be the one who hires for the next open place", "I have only ever been interviewed"),
]
NOTES = [
    (
        "What went well in the last two weeks and what did not. Next time: how to say no to a"
        " stakeholder."
    ),
    "Went through the plan line by line. The risk is in the second phase; we cut it into two.",
    "A hard week. We spent most of the time on how to ask for help early.",
    "Rehearsed the presentation. The beginning works, the end needs one message instead of three.",
    "Looked at the career paths side by side. Two people to talk to, named and written down.",
    (
        "We drew the people who decide about the budget, and who talks to whom. Two of them I have"
        " never met."
    ),
    "Played the conversation with the supplier, twice. The second time I let the silence stand.",
    "Short today, thirty minutes. One decision: the pilot starts without the dashboard.",
    "Talked about the interview. I answer too fast; three breaths, then the example.",
    "The report is handed over. It took one hour to explain and I had put it off for a year.",
    "Read last year's appraisal together. Half of it is not true any more, and I had not noticed.",
    (
        "Went for a walk instead of sitting down. Mostly about how to lead people who know more"
        " than I do."
    ),
    "We listed what I did this week and crossed out what nobody would miss. Six of fourteen.",
    "The first feedback from my team came in. One sentence hurt; we found what is right about it.",
    (
        "Compared two offers inside the company. What I want is the second; what I am afraid of is"
        " the move."
    ),
    "My mentor told of the project that failed, with figures. Nobody had told it to me like that.",
    "Prepared the talk with finance: three numbers, one question, no slides.",
    "Nothing to decide today, so we talked about what a good year would look like in the end.",
    "The customer called back. We went through what I promise and what I do not.",
    "Looked at my calendar: eleven hours of meetings without an agenda. I leave three of them.",
    "The steering group said yes. We wrote down what has to be true in six weeks.",
    "Talked about returning after leave: what I hand over, to whom, and what stays with me.",
    "I had wanted to cancel. Glad that I did not: the problem was smaller than it looked.",
]
POINTS = [
    "One decision I am stuck on",
    "How the presentation went, and what I would cut",
    "Whom to ask before the budget round",
    "What I put off since last time",
    "A colleague who answers late: rehearse the talk",
    "What I hand over before my leave",
    "The feedback from my team, read aloud",
]
REMARKS = [
    ("achievement", "Presented to the steering group without notes"),
    ("improvement", "Ask for help before the week is lost"),
    ("achievement", "Handed over the weekly report, and it runs"),
    ("improvement", "One message on a slide, not three"),
    ("achievement", "Said no to a request, and explained it"),
    ("improvement", "Prepare the numbers before the call"),
    ("achievement", "The pilot started on the day that was promised"),
]
ITEMS = [
    (
        "Send the project outline to the steering group",
        "Outline sent, three answers back",
        "Half a day is blocked on Friday",
    ),
    (
        "Ask two colleagues for feedback on my last talk",
        "Two pages of notes",
        "Both said yes already",
    ),
    (
        "Shadow one budget meeting",
        "Meeting attended, questions written down",
        "My manager invited me",
    ),
    ("Draft the development plan", "Draft shared with my mentor", "The template is half filled"),
    (
        "Hold the one-to-one with Kim",
        "Held, and we agreed on one change",
        "It is booked for Tuesday",
    ),
    (
        "Call the two customers who left in spring",
        "Both called, one page of reasons",
        "I have their numbers",
    ),
    (
        "Leave three meetings that have no agenda",
        "Three declined, with a reason each",
        "Nobody needs me in them",
    ),
    (
        "Write the profile for the open place",
        "One page, read by HR",
        "I have last year's as a start",
    ),
    (
        "Explain the weekly report to Priya",
        "She sends the next one alone",
        "We have an hour on Monday",
    ),
    ("Cut the talk from nine messages to three", "Ten minutes, timed once", "The slides are there"),
    (
        "Spend one morning in the sorting hall",
        "Five questions answered",
        "The shift lead expects me",
    ),
    (
        "Ask finance for the actual figures of the lab",
        "One table, twelve months",
        "They offered it",
    ),
    (
        "Give the feedback to Jonas that I owe him",
        "Said, not written, this week",
        "We share an office",
    ),
]
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
        self.goal: Any = None
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
        statement, why = GOALS[self.number % len(GOALS)]
        due = (self.mentorship.started_at + timedelta(days=180)).date()
        self.goal = goals.propose_goal(
            mentorship=self.mentorship,
            statement=statement,
            why=why,
            due_on=due,
            by=self.mentee,
            at=at,
        )
        goals.agree_goal(goal=self.goal, by=self.mentor, at=at + timedelta(hours=5))

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
            percent = min(
                100,
                12 * (number + 1) if self.is_lively else self.random.randint(6, 14) * (number + 1),
            )
            goals.set_progress(goal=self.goal, percent=percent, by=self.mentee, at=at)
        if number and number % 4 == 0:
            self._shift(at + timedelta(hours=3))

    def _log(self, session: Any, at: datetime, number: int) -> None:
        text, measure, achievable = ITEMS[(4 * self.number + 3 * number) % len(ITEMS)]
        due = (at + timedelta(days=self.random.choice([7, 10, 14]))).date()
        item = logs.Item(
            text=text,
            owner=self.mentee,
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
                goals.set_done(item=item, is_done=True, by=self.mentee, at=done)

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
