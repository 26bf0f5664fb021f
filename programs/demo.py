"""The demo's programs: one that runs, one that closes, one that recruits, one in groups, and one of
peers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from mentorship.local.story import Story
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from programs import actions, queries
from programs.cadence import USUAL_ASKED, Rules, Step
from programs.enums import EnrolmentRole, EnrolmentState, Focus, ProgramKind, ProgramState, Stage
from programs.forms import AGREEMENT, MENTEE_DUTIES, MENTOR_DUTIES, PEER_DUTIES
from programs.models import Enrolment, Program, Question
from programs.ready_questions import ready_questions


@dataclass(frozen=True)
class Plan:
    name: str
    focus: str
    summary: str
    began_days_ago: int
    days: int
    mentors: int
    mentees: int
    kind: str = ProgramKind.ONE_TO_ONE
    capacities: tuple[int, ...] = (1, 2, 2, 3)
    questions: tuple[str, ...] = ()


NORTHWIND = [
    Plan(
        "Career Compass",
        Focus.CAREER,
        "Nine months with somebody who has walked a part of your way. You bring the questions, they"
        " bring the map.",
        300,
        390,
        45,
        70,
        questions=("areas", "style"),
    ),
    Plan(
        "First-time Leaders",
        Focus.LEADERS,
        "For everybody who leads a team for the first time: an experienced leader beside you for"
        " the first half year.",
        150,
        155,
        50,
        78,
    ),
    Plan(
        "New Horizons",
        Focus.EXPERTISE,
        "Find out how another department works, from somebody who knows it well.",
        -21,
        270,
        12,
        30,
        questions=("areas", "challenge", "success"),
    ),
    Plan(
        "Leading Circles",
        Focus.INDIVIDUAL,
        "Six people, one experienced leader, one evening a month: bring what is hard, leave with a"
        " next step.",
        75,
        240,
        6,
        27,
        ProgramKind.GROUP,
        (5, 6),
    ),
    Plan(
        "Peer Exchange",
        Focus.PEER,
        "Three people, once a month: what is on your desk, and how would the others go about it?",
        60,
        200,
        0,
        24,
        ProgramKind.PEER,
    ),
]
FABRIKAM = [Plan("Compass", Focus.CAREER, "Half a year, one mentor, one goal.", 150, 240, 10, 12)]
APPLY_DAYS = 21


def tell(story: Story) -> None:
    plans = NORTHWIND if story.organization.slug == "northwind" else FABRIKAM
    story.facts["programs"] = [_program(story, plan) for plan in plans]


def _program(story: Story, plan: Plan) -> Program:
    by = story.cast.get("admin") or story.cast["owner"]
    start = story.now - timedelta(days=plan.began_days_ago)
    at = start - timedelta(days=2 * APPLY_DAYS)
    program = actions.create_program(
        by=by,
        at=at,
        name=plan.name,
        kind=plan.kind,
        focus=plan.focus,
        summary=plan.summary,
        starts_on=start.date(),
        ends_on=(start + timedelta(days=plan.days)).date(),
    )
    _set_up(program, by, at)
    for name in plan.questions:
        actions.save_question(program=program, by=by, at=at, **ready_questions()[name])
    actions.move_program(program=program, to=ProgramState.RECRUITING, by=by, at=at)
    _recruit(story, program, plan, by, at)
    if plan.began_days_ago > 0:
        actions.move_program(
            program=program, to=ProgramState.MATCHING, by=by, at=start - timedelta(days=3)
        )
    return program


def _set_up(program: Program, by: Member, at: datetime) -> None:
    duties = PEER_DUTIES if program.kind == ProgramKind.PEER else MENTEE_DUTIES
    due = program.ends_on
    goals = [
        {
            "statement": "People meet as often as they agreed",
            "kpi": "sessions_per_pair",
            "baseline": 0,
            "target": 2,
        },
        {
            "statement": "People reach the goals they set",
            "kpi": "goals_achieved",
            "baseline": 0,
            "target": 50,
        },
        {
            "statement": "People find their sessions worth the time",
            "kpi": "session_rating",
            "baseline": 3,
            "target": 4,
        },
        {
            "statement": "Action items are done on time",
            "kpi": "actions_on_time",
            "baseline": 40,
            "target": 70,
        },
    ]
    actions.set_goals(
        program=program, goals=[{**goal, "due_on": due} for goal in goals], by=by, at=at
    )
    actions.publish_guidelines(
        program=program,
        by=by,
        at=at,
        mentor_duties=str(MENTOR_DUTIES),
        mentee_duties=str(duties),
        agreement=str(AGREEMENT),
    )
    actions.set_cadence_policy(program=program, rules=_cadence(program), by=by, at=at)


def _cadence(program: Program) -> Rules:
    first = Stage.WEEKLY if program.kind == ProgramKind.ONE_TO_ONE else Stage.MONTHLY
    asked = replace(USUAL_ASKED, goal_percent=20)
    return Rules(first, (Step("weekly", asked), Step("fortnightly", asked), Step("monthly")))


def _recruit(story: Story, program: Program, plan: Plan, by: Member, at: datetime) -> None:
    """Colleagues apply over three weeks and are approved a day later; some of the last
    still wait.
    """
    mentors, mentees = _candidates(story, plan)
    asked = list(program.questions.asked())
    seeking = EnrolmentRole.PEER if plan.kind == ProgramKind.PEER else EnrolmentRole.MENTEE
    for role, people in ((EnrolmentRole.MENTOR, mentors), (seeking, mentees)):
        for number, person in enumerate(people):
            applied = at + timedelta(days=1 + number % (APPLY_DAYS - 3), hours=number % 8)
            if applied > story.now:
                continue
            actions.enrol(
                program=program,
                member=person,
                role=role,
                by=person,
                at=applied,
                capacity=story.random.choice(plan.capacities),
                topics=_topics(person, role, number),
                answers=_answers(asked, number),
            )
    guidelines = queries.current_guidelines(program)
    for account in ("mentor", "mentee"):
        signer = story.cast.get(account)
        if signer and guidelines and signer in (*mentors, *mentees):
            actions.sign_agreement(guidelines=guidelines, member=signer, at=at + timedelta(days=1))
    guest = story.cast.get("guest")
    if guest and plan is NORTHWIND[0]:
        actions.enrol_people(
            program=program, people=[guest], role=EnrolmentRole.MENTOR, capacity=1, by=by, at=at
        )
    waiting = Enrolment.objects.filter(program=program, state=EnrolmentState.APPLIED).order_by(
        "applied_at", "id"
    )
    ids = list(waiting.values_list("id", flat=True))
    keep = 0 if plan.began_days_ago > 0 else 14
    actions.decide_enrolments(
        program=program,
        ids=ids[: len(ids) - keep],
        state=EnrolmentState.APPROVED,
        by=by,
        at=min(at + timedelta(days=APPLY_DAYS), story.now),
    )


ASKED = [
    "first time leading a team",
    "moving into another department",
    "presenting to executives",
    "giving feedback that is heard",
    "planning the next five years",
    "returning after parental leave",
    "saying no without burning a bridge",
    "finding my way in a matrix",
    "negotiating my role",
    "from expert to manager",
]


def _topics(person: Member, role: str, number: int) -> list[str]:
    """What people ask a mentor about, beside the craft of their jobs; mentors have been asked most
    of it.
    """
    draw = Random(f"topics {role} {number}")
    craft = person.skills[: 2 if role == EnrolmentRole.MENTEE else 4]
    return [*draw.sample(ASKED, 5 if role == EnrolmentRole.MENTOR else 2), *craft]


SUCCESS = [
    "I lead my first project, and sleep well.",
    "I know whom to ask, in three departments that are strangers to me today.",
    "I have said no to something, and was thanked for it.",
    "My team comes to me with what is hard before it is too late.",
]


def _answers(asked: list[Question], number: int) -> dict[str, Any]:
    """What the person of this number says; nine of ten say something to what they need
    not answer.
    """
    draw = Random(number)
    found: dict[str, Any] = {}
    for question in asked:
        if not question.is_required and draw.random() < 0.1:
            continue
        match question.kind:
            case QuestionKind.SEVERAL:
                found[question.key] = sorted(draw.sample(question.options, draw.randint(1, 3)))
            case QuestionKind.CHOICE:
                found[question.key] = draw.choice(question.options)
            case QuestionKind.SCALE:
                found[question.key] = draw.randint(1, 5)
            case QuestionKind.TEXT:
                found[question.key] = draw.choice(SUCCESS)
    return found


def _candidates(story: Story, plan: Plan) -> tuple[list[Member], list[Member]]:
    """Senior people as mentors, others as mentees; nobody twice, the demo accounts in the first
    program.
    """
    used: set[str] = story.facts.setdefault("used", set())
    cast = {member.pk for member in story.cast.values()}
    people = [
        each
        for each in (
            Member.objects.of(story.organization).employed(on=story.now.date()).order_by("id")
        )
        if each.pk not in cast and str(each.pk) not in used
    ]
    story.random.shuffle(people)
    mentors = [each for each in people if (each.level or 0) >= 3][: plan.mentors]
    chosen = {each.pk for each in mentors}
    mentees = [each for each in people if (each.level or 0) <= 2 and each.pk not in chosen][
        : plan.mentees
    ]
    used |= {str(each.pk) for each in [*mentors, *mentees]}
    if plan in (NORTHWIND[0], FABRIKAM[0]):
        mentors = [*([story.cast["mentor"]] if "mentor" in story.cast else []), *mentors]
        mentees = [story.cast["mentee"], *mentees]
    return mentors, mentees
