"""The demo's surveys: what people were asked in the last months, and what they said."""

import random
from datetime import datetime, timedelta
from typing import Any

from matching.models import Participant
from mentorship.local.story import Story
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from programs.enums import ProgramKind
from programs.models import Program
from tracking.surveys import actions, queries
from tracking.surveys.models import SurveyQuestion, SurveyRequest

# In the first program of an organisation, and in one that comes to its end.
READY = ("check", "midpoint", "colleagues")
# Days before today on which surveys went out; the last one is still open for the demo's accounts.
ROUNDS = (118, 104, 90, 60, 31, 5, 1)
HOURS = (9, 16)
TEXTS = {
    "For the team": (
        "Meeting rooms with a door are hard to get after three.",
        "More than one of us did not know that sessions count as working time.",
        "The questions in the agenda are better than mine. Keep them.",
        "It took my mentor four weeks to find the booking page.",
        "Nothing to add. It runs.",
        "Please do not start the next round in the week of the annual close.",
        "I would like to hear how others do it, once a quarter, an hour.",
        "Our time zones are seven hours apart; somebody should have seen that.",
        "The reminder on the day before is the one I act on.",
    ),
    "What has changed": (
        "I say no to requests I cannot carry, and I say it on the same day.",
        "I ask two people before I write the first page, not after.",
        "My team meeting has an end now. Before, it had a topic.",
        "I present without reading. I am still nervous; it no longer shows.",
        "I stopped redoing other people's slides.",
        "I know what I want to be asked for in two years.",
        "I talk to finance before there is a problem.",
        "Honestly not much yet. I have better questions.",
    ),
    "What I have seen": (
        "She interrupted a director, politely, with a number. In spring she would have waited.",
        "He brought a decision instead of a problem, three times in a row.",
        "She told me that my advice had not worked, and why.",
        "He let somebody else give the talk that he wanted to give.",
        "Prepares every session. I do not, always.",
        "He asks shorter questions.",
    ),
    "More of": (
        "Rehearsing the difficult conversations, with the roles reversed.",
        "Walking instead of sitting.",
        "Looking at real work: the draft, the plan, the mail I did not send.",
        "Stories of what went wrong.",
        "Ten minutes at the start for what is on the desk that day.",
        "Introductions to people outside of our building.",
    ),
    "Differently": (
        "Fewer updates, more decisions.",
        "Not on Friday at five.",
        "I would like to be contradicted more often.",
        "Write down who does what. We forget half of it.",
        "Nothing, for now.",
        "One topic a session instead of three.",
    ),
    "What I can do now": (
        "Lead a meeting in which people disagree, and come out with one sentence.",
        "Explain a budget to people who do not read budgets.",
        "Tell somebody that their work is not good enough yet, without a night of lost sleep.",
        "Wait. I used to fill every silence.",
        "Give work away that I like doing.",
        "Ask for money before I have spent it.",
    ),
    "What I will remember": (
        "The day she cancelled our session because she had solved it herself.",
        "That he wrote to the customer before he wrote to me.",
        "How she handled the reorganisation: three calls, all on the first day.",
        "He asked what I had got wrong at his age, and took notes.",
        "Her first team meeting, which I was allowed to watch.",
    ),
    "Before next time": (
        "Tell managers what it costs in hours. Mine found out from my calendar.",
        "Start with the matching conversation in person.",
        "Let mentors meet each other once, in the middle.",
        "Half a year is short. Eight months would fit a project.",
        "The guidelines are long. The first page is enough.",
        "Keep the pairs across departments, that was the best of it.",
        "Say earlier that one may change the mentor.",
    ),
}
FEEDBACK = (
    {
        "situation": "In your talk to the steering group on Tuesday",
        "behaviour": "You showed the risk first, stopped, and let them ask.",
        "impact": "The question from finance came at once, and the decision with it. I have seen"
        " four meetings where that took an hour.",
        "next_step": "Do the same with the roadmap: the open point first.",
    },
    {
        "situation": "Our last session, when we went through my plan",
        "behaviour": "You took ten minutes to tell how you would write it.",
        "impact": "I wrote your plan that evening. It is good, it is not mine, and it lies there.",
        "next_step": "Ask me first what I would cut. Then tell me what you would.",
    },
)


def tell(story: Story) -> None:
    program, *others = story.facts["programs"]
    by = story.cast.get("admin") or story.cast["owner"]
    _switch_on(program, READY, by)
    for other in others[:1]:
        if other.kind == ProgramKind.ONE_TO_ONE:
            _switch_on(other, ("closing",), by)
    _name_colleagues(story, program)
    for days in ROUNDS:
        for hour in HOURS:
            at = (story.now - timedelta(days=days)).replace(hour=hour, minute=0)
            actions.ask_surveys(organization=story.organization, at=at)
            _answer(story, at)
        actions.mix_answers(organization=story.organization, at=at)
    _give_feedback(story)


def _switch_on(program: Program, names: tuple[str, ...], by: Member) -> None:
    at = program.created_at
    for name in names:
        survey = actions.copy_ready(program=program, ready=name, by=by, at=at)
        actions.switch_survey(survey=survey, is_on=True, by=by, at=at)


def _name_colleagues(story: Story, program: Program) -> None:
    """The demo's mentee has, and so have two others."""
    parts = Participant.objects.present().filter(
        mentorship__program=program, role="mentee", mentorship__state="active"
    )
    mine = parts.filter(member=story.cast["mentee"])
    people = list(
        Member.objects.of(story.organization)
        .filter(is_external=False, terminated_on=None, user=None)
        .exclude(pk__in=parts.values("member"))
        .exclude(participations__mentorship__program=program)
        .order_by("number")[:12]
    )
    at = story.now - timedelta(days=max(ROUNDS) + 1)
    chosen = [*mine[:1], *parts.exclude(member=story.cast["mentee"]).order_by("id")[:2]]
    for number, part in enumerate(chosen):
        named = people[4 * number : 4 * number + 4]
        if len(named) > 2:
            actions.name_colleagues(mentorship=part.mentorship, people=named, by=part.member, at=at)


def _answer(story: Story, at: datetime) -> None:
    """Two of three answer, one of twelve says no; the demo's accounts leave the last one open."""
    draw = random.Random(f"{story.organization.slug} surveys {at:%Y-%m-%d %H}")
    accounts = {member.pk for member in story.cast.values()}
    asked: dict[tuple[Any, str], list[SurveyQuestion]] = {}
    rows = SurveyRequest.objects.filter(organization=story.organization, asked_at=at)
    is_last = at > story.now - timedelta(days=ROUNDS[-2] + 1)
    for request in rows.select_related("member__organization__settings").order_by("id"):
        if is_last and (request.member_id in accounts or draw.random() < 0.5):
            continue
        chance = draw.random()
        if chance < 0.08 and request.member_id not in accounts:
            actions.decline_request(request=request, by=request.member, at=at)
        elif chance < 0.75 or request.about_id or request.member_id in accounts:
            key = (request.version_id, request.role)
            questions = asked.setdefault(key, queries.asked_in(request))
            answers = _said(questions, draw)
            actions.answer_request(request=request, answers=answers, by=request.member, at=at)


def _said(questions: list[SurveyQuestion], draw: random.Random) -> dict[str, Any]:
    """Some are content and a few are not, in all that they say."""
    mood = draw.choice((3, 4, 4, 4, 5, 5, 2))
    found = {question.key: _value(question, mood, draw) for question in questions}
    return {key: value for key, value in found.items() if value is not None}


def _value(question: SurveyQuestion, mood: int, draw: random.Random) -> Any:
    near = min(5, max(1, mood + draw.choice((-1, 0, 0, 0, 1))))
    match question.kind:
        case QuestionKind.SCALE:
            return near
        case QuestionKind.RECOMMEND:
            return min(10, near * 2 + draw.choice((-1, 0, 0, 1)))
        case QuestionKind.CHOICE:
            return draw.choice(question.options[: max(2, len(question.options) - near // 4)])
        case QuestionKind.YES_NO:
            return draw.random() < (0.4 if mood < 3 else 0.1)
        case QuestionKind.TEXT:
            is_told = draw.random() < 0.45
            return draw.choice(TEXTS[question.name]) if is_told else None
    return None


def _give_feedback(story: Story) -> None:
    """One that was read and answered, and one that waits for the demo's mentee."""
    mentor, mentee = story.cast.get("mentor"), story.cast["mentee"]
    mine = Participant.objects.present().filter(member=mentee, mentorship__state="active")
    part = mine.filter(role="mentee").select_related("mentorship").first()
    others = part.mentorship.participants.filter(role="mentor") if part else []
    for other in others:
        give = ((mentee, other.member, FEEDBACK[1], 12), (other.member, mentee, FEEDBACK[0], 2))
        for author, receiver, parts, days in give if other.member == mentor or not mentor else ():
            at = story.now - timedelta(days=days)
            given = actions.give_feedback(
                mentorship=other.mentorship, receiver=receiver, parts=parts, by=author, at=at
            )
            if author == mentee:
                actions.reply_to_feedback(
                    given=given, reply="thanks", by=receiver, at=at + timedelta(days=1)
                )
