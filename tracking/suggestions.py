"""Goals to begin from, written for this product: by what a program is about and by how far a
mentorship has come, each with a measure that can be changed before it is proposed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.wording import Words
from tracking.measures import NUMBER, PERCENT, SCALE, YES_NO, Measure
from tracking.prompts import BUILDING, ENDING, FIRST, MIDPOINT

EARLY, LATE = (FIRST, BUILDING), (MIDPOINT, ENDING)
SHOWN, TOPICS_SHOWN = 6, 2
A_MONTH = 30
# Of a topic: as the mentee sees themselves, one step below the middle to one below the top.
TOPIC_FROM, TOPIC_TO = 2, 4
JOB, PROJECT, CAREER, SELF = "job", "project", "career", "individual"
LEADERS, PEER, EXPERTISE = "leaders", "peer", "expertise"


@dataclass(frozen=True)
class Suggestion:
    """`kind`, `baseline` and `target` are a measure's, `months` is how long it takes;
    `topic` is set where it was made of one.
    """

    key: str
    focus: str
    stages: tuple[str, ...]
    kind: str
    baseline: int
    target: int
    months: int
    statement: Words
    why: Words
    unit: Words = ""
    topic: str = ""

    @property
    def measure(self) -> Measure:
        if self.kind == YES_NO:
            return Measure(YES_NO)
        return Measure(self.kind, Decimal(self.baseline), Decimal(self.target))

    @property
    def days(self) -> int:
        return self.months * A_MONTH


LIBRARY: tuple[Suggestion, ...] = (
    Suggestion("first-team", JOB, EARLY, NUMBER, 0, 12, 3, unit=_("one-to-ones"),
        statement=_("Hold a one-to-one with everyone in my team every two weeks"),
        why=_("It is my first team, and I hear of problems too late.")),
    Suggestion("hard-talks", JOB, EARLY, NUMBER, 0, 3, 2, unit=_("conversations"),
        statement=_("Have the difficult conversations I keep putting off"),
        why=_("What is not said gets more expensive each week.")),
    Suggestion("delegate", JOB, LATE, NUMBER, 0, 5, 3, unit=_("tasks handed over"),
        statement=_("Hand over tasks that somebody else could do as well"),
        why=_("I am the bottleneck, and others want to grow.")),
    Suggestion("focus-time", JOB, EARLY, NUMBER, 0, 4, 2, unit=_("hours a week"),
        statement=_("Keep four hours a week for work that needs thought"),
        why=_("The urgent eats what matters.")),
    Suggestion("calls", JOB, LATE, PERCENT, 60, 45, 3,
        statement=_("Spend a quarter less of my week in calls"),
        why=_("Most of them would go on without me.")),
    Suggestion("own-project", PROJECT, EARLY, PERCENT, 0, 100, 6,
        statement=_("Lead a project of my own from start to end"),
        why=_("It shows that I can carry more.")),
    Suggestion("stakeholders", PROJECT, EARLY, NUMBER, 0, 8, 2, unit=_("people"),
        statement=_("Talk to everyone who can stop the project before they do"),
        why=_("The last one failed on a person nobody had asked.")),
    Suggestion("plan-hold", PROJECT, LATE, PERCENT, 50, 90, 4,
        statement=_("Deliver milestones on the day that was promised"),
        why=_("People plan around our dates.")),
    Suggestion("lessons", PROJECT, LATE, YES_NO, 0, 1, 3,
        statement=_("Hold a review after the project and act on what it says"),
        why=_("We make the same mistake every spring.")),
    Suggestion("pilot", PROJECT, EARLY, NUMBER, 0, 5, 2, unit=_("users"),
        statement=_("Try the idea with real users before anything is built"),
        why=_("Opinions are cheap, and building is not.")),
    Suggestion("next-step", CAREER, EARLY, YES_NO, 0, 1, 4,
        statement=_("Decide which way my career goes next"),
        why=_("Two ways are open and I keep waiting.")),
    Suggestion("talk-to-people", CAREER, EARLY, NUMBER, 0, 4, 2, unit=_("people"),
        statement=_("Talk to people who do the job I am curious about"),
        why=_("I know the title and not the days.")),
    Suggestion("promotion-case", CAREER, LATE, NUMBER, 0, 6, 3, unit=_("examples"),
        statement=_("Make the case for the next level with examples for each point"),
        why=_("My manager asked for evidence, not effort.")),
    Suggestion("apply", CAREER, LATE, NUMBER, 0, 2, 4, unit=_("applications"),
        statement=_("Apply for roles inside the company"),
        why=_("Nobody offers what they do not know I want.")),
    Suggestion("return", CAREER, EARLY, NUMBER, 0, 8, 4, unit=_("weeks that held"),
        statement=_("Come back from leave to hours that hold"),
        why=_("Last time it was five days of work in four.")),
    Suggestion("speak-up", SELF, EARLY, NUMBER, 0, 10, 3, unit=_("times"),
        statement=_("Say my opinion while it still counts"),
        why=_("I think of it on the way home.")),
    Suggestion("presenting", SELF, EARLY, SCALE, 2, 4, 3,
        statement=_("Present to executives without reading from the slides"),
        why=_("I avoid it, and it holds me back.")),
    Suggestion("feedback", SELF, LATE, NUMBER, 0, 6, 3, unit=_("pieces of feedback"),
        statement=_("Ask colleagues for feedback and change one thing each time"),
        why=_("I only hear it once a year.")),
    Suggestion("say-no", SELF, LATE, NUMBER, 0, 6, 2, unit=_("times"),
        statement=_("Say no to requests that are not mine, with a reason"),
        why=_("Every yes is a no to something I promised.")),
    Suggestion("language", SELF, EARLY, SCALE, 2, 4, 6,
        statement=_("Lead a discussion in my second language without preparing each sentence"),
        why=_("Half the team speaks it, and I stay silent.")),
    Suggestion("visibility", LEADERS, EARLY, NUMBER, 0, 3, 4, unit=_("times"),
        statement=_("Show my work to senior leaders"),
        why=_("They decide about it, and have never seen it.")),
    Suggestion("strategy", LEADERS, EARLY, SCALE, 2, 4, 3,
        statement=_("Explain our strategy, and what my work has to do with it"),
        why=_("I cannot influence what I do not understand.")),
    Suggestion("sponsor", LEADERS, LATE, YES_NO, 0, 1, 4,
        statement=_("Find a sponsor for my idea"),
        why=_("It needs somebody with a budget.")),
    Suggestion("budget", LEADERS, LATE, SCALE, 1, 4, 4,
        statement=_("Understand the budget of my department well enough to question it"),
        why=_("I want a say in it.")),
    Suggestion("learn-together", PEER, EARLY, NUMBER, 0, 6, 3, unit=_("problems"),
        statement=_("Bring one real problem to each session and leave with a next step"),
        why=_("Two heads see what one misses.")),
    Suggestion("swap", PEER, EARLY, NUMBER, 0, 3, 3, unit=_("days"),
        statement=_("Spend days in each other’s team"),
        why=_("I decide about people whose work I have never seen.")),
    Suggestion("practice", PEER, LATE, NUMBER, 0, 4, 2, unit=_("rehearsals"),
        statement=_("Rehearse what I dread with somebody who will be honest"),
        why=_("The first try should not be the real one.")),
    Suggestion("teach", EXPERTISE, LATE, NUMBER, 0, 3, 3, unit=_("lessons"),
        statement=_("Teach colleagues what I have learned"),
        why=_("Only what I can explain have I understood.")),
    Suggestion("certificate", EXPERTISE, EARLY, YES_NO, 0, 1, 6,
        statement=_("Pass the exam for the certificate"),
        why=_("Customers ask for it.")),
    Suggestion("machine-learning", EXPERTISE, EARLY, PERCENT, 0, 100, 6,
        statement=_("Bring a machine learning model into production"),
        why=_("Mine all end in notebooks.")),
    Suggestion("on-my-own", EXPERTISE, EARLY, PERCENT, 30, 80, 3,
        statement=_("Solve cases alone that I ask about today"),
        why=_("My colleagues are busy, and I want to be one of those who are asked.")),
    Suggestion("write-down", EXPERTISE, LATE, NUMBER, 0, 10, 3, unit=_("pages"),
        statement=_("Write down what only I know"),
        why=_("If I am ill, nobody can do it.")),
)  # fmt: skip
BY_KEY = {suggestion.key: suggestion for suggestion in LIBRARY}


def of_topic(topic: str) -> Suggestion:
    """From something the mentee wants to learn."""
    return Suggestion(
        key="",
        focus="",
        stages=(*EARLY, *LATE),
        statement=gettext("%(topic)s: do it without asking for help")
        % {"topic": topic[:1].upper() + topic[1:]},
        why=gettext("It is what I came for."),
        kind=SCALE,
        baseline=TOPIC_FROM,
        target=TOPIC_TO,
        months=4,
        topic=topic,
    )


def suggest(
    *, focus: str, stage: str, topics: Sequence[str] = (), taken: Collection[str] = ()
) -> list[Suggestion]:
    """Two from the topics at most, then those of the library: what fits focus and stage first, then
    one of the two. What is a goal already, by its statement, is left out.
    """
    own = [of_topic(topic) for topic in topics]
    fitting = [each for each in LIBRARY if each.focus == focus or stage in each.stages]
    fitting.sort(key=lambda each: (each.focus != focus, stage not in each.stages))
    fresh = [each for each in own if str(each.statement) not in taken][:TOPICS_SHOWN]
    fresh += [each for each in fitting if str(each.statement) not in taken]
    return fresh[:SHOWN]
