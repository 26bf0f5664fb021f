from datetime import date, timedelta

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from matching.rules import part_of
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from programs.models import Program
from tracking.rules import can_take_part
from tracking.surveys.enums import Role, SeenBy, SurveyKind
from tracking.surveys.models import GivenFeedback, Survey, SurveyRequest

QUESTIONS_AT_MOST = 20
OPEN_FOR = timedelta(days=14)
REMIND_AFTER = timedelta(days=5)
# Nobody is asked more than one survey in this time.
ASK_EVERY = timedelta(days=7)
NEAR_THE_END = timedelta(days=14)
MET_LATELY = timedelta(days=45)
COLLEAGUES_LEAST, COLLEAGUES_MOST = 2, 5
# The mentee sees an average of so many colleagues at least.
AVERAGE_OF = 3
# A number, a text or a choice would show which colleague it was.
OF_COLLEAGUES = (QuestionKind.SCALE, QuestionKind.RECOMMEND)


def is_repeated(survey: Survey) -> bool:
    """Whether the same people answer it again and again."""
    return survey.kind == SurveyKind.CHECK


def halfway(program: Program) -> date:
    length: timedelta = program.ends_on - program.starts_on
    return program.starts_on + length / 2


def can_answer(request: SurveyRequest, *, today: date) -> bool:
    return request.is_open(today)


def who_may_see(survey: Survey) -> tuple[SeenBy, ...]:
    """What an admin can choose of for a question of this survey."""
    if survey.kind == SurveyKind.COLLEAGUES:
        return (SeenBy.AVERAGE,)
    return (SeenBy.ANONYMOUS, SeenBy.PAIR, SeenBy.ADMINS)


def kinds_of(survey: Survey) -> tuple[QuestionKind, ...]:
    """How the questions of this survey can be answered."""
    return OF_COLLEAGUES if survey.kind == SurveyKind.COLLEAGUES else tuple(QuestionKind)


def roles_of(survey: Survey) -> list[Role]:
    """As what its people answer it, for a preview."""
    if survey.kind == SurveyKind.COLLEAGUES:
        return [Role.COLLEAGUE]
    if survey.program.kind == "peer":
        return [Role.PEER]
    roles = [Role.MENTOR, Role.MENTEE]
    return [role for role in roles if survey.audience in (role, "both")]


def is_mentee(member: Member, participants: list[Participant]) -> bool:
    mine = part_of(member, participants)
    return mine is not None and mine.role == ParticipantRole.MENTEE


def can_name_colleagues(
    member: Member, mentorship: Mentorship, participants: list[Participant]
) -> bool:
    return is_mentee(member, participants) and can_take_part(member, mentorship, participants)


def can_read_feedback(member: Member, given: GivenFeedback) -> bool:
    """The two it is between, and nobody else whatever their role."""
    return member.pk in {given.author_id, given.receiver_id}
