"""What people of the demo want, write and say."""

from dataclasses import dataclass
from decimal import Decimal

from tracking.measures import NUMBER, PERCENT, SCALE, YES_NO, Measure


@dataclass(frozen=True)
class DemoGoal:
    statement: str
    why: str
    measure: Measure
    unit: str = ""


def _number(baseline: int, target: int) -> Measure:
    return Measure(NUMBER, Decimal(baseline), Decimal(target))


GOALS = [
    DemoGoal(
        "Lead a project of my own from start to end",
        "It shows that I can carry more",
        Measure(PERCENT, Decimal(0), Decimal(100)),
    ),
    DemoGoal(
        "Speak in front of fifty people without reading",
        "I avoid it, and it holds me back",
        _number(0, 8),
        "talks",
    ),
    DemoGoal(
        "Decide by spring which way my career goes",
        "Two ways are open and I keep waiting",
        Measure(),
    ),
    DemoGoal(
        "Hold a difficult conversation every month",
        "My team needs me to",
        _number(0, 6),
        "conversations",
    ),
    DemoGoal(
        "Understand the budget of my department",
        "I want a say in it",
        Measure(SCALE, Decimal(1), Decimal(5)),
    ),
    DemoGoal(
        "Hand over the weekly report to somebody else",
        "I do it because I always did",
        _number(0, 5),
        "issues without me",
    ),
    DemoGoal(
        "Spend two weeks with another department",
        "I decide about people whose work I have never seen",
        _number(0, 10),
        "days",
    ),
    DemoGoal(
        "Win back customers whom we lost",
        "I know why they left, and nobody has called",
        _number(0, 5),
        "customers",
    ),
    DemoGoal(
        "Come back from leave into four days that are four days",
        "Last time it was five days in four",
        _number(0, 12),
        "weeks that held",
    ),
    DemoGoal(
        "Get the open tickets of my team down",
        "We only ever put out fires",
        _number(48, 12),
        "tickets",
    ),
    DemoGoal(
        "Present to executives without reading from the slides",
        "They ask the second question, and I am lost",
        Measure(SCALE, Decimal(2), Decimal(4)),
    ),
]
# What some want besides.
SECOND = [
    DemoGoal("Find a sponsor for the idea", "It needs somebody with a budget", Measure(YES_NO)),
    DemoGoal(
        "Ask colleagues for feedback and change one thing each time",
        "I only hear it once a year",
        _number(0, 6),
        "answers",
    ),
    DemoGoal(
        "Spend a quarter less of my week in meetings",
        "Most of them would go on without me",
        Measure(PERCENT, Decimal(60), Decimal(45)),
    ),
    DemoGoal(
        "Explain our strategy, and what my work has to do with it",
        "I cannot influence what I do not understand",
        Measure(SCALE, Decimal(2), Decimal(4)),
    ),
]
# What the mentor says to a second goal, and why a mentee drops one.
REASONS = [
    "One at a time. Give it a month more and I am with you.",
    "By then the new system is live and everything shifts. Can it end after that?",
    "I would agree to it with four weeks more.",
]
DROPPED = [
    "The reorganisation has taken the team away that it was about.",
    "We found that it was my manager’s goal, not mine.",
    "The first goal is enough next to the release.",
]
EVIDENCE = [
    "The agenda of the town hall",
    "Said in my one-to-one, and my manager wrote it down",
    "",
    "The list in our shared folder",
    "Priya was there and says so too",
    "Two mails from people who were in the room",
    "",
    "The chart of the week, printed",
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
