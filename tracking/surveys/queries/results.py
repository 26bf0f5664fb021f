"""What an admin, and HR, read of a survey's answers. What is anonymous passes `disclosure`."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from mentorship.questions.answers import STEPS, answer_words
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from mentorship.wording import Words
from tracking.disclosure import Cell, disclose_mean, disclose_parts, disclose_share
from tracking.surveys import rules
from tracking.surveys.enums import RequestState, SeenBy
from tracking.surveys.models import (
    AnonymousAnswer,
    Answer,
    ColleagueAnswer,
    SurveyQuestion,
    SurveyRequest,
    SurveyVersion,
)
from tracking.surveys.months import Months, shown_months
from tracking.surveys.queries import Rate
from tracking.surveys.words import slice_words

UNNAMED = (SeenBy.ANONYMOUS, SeenBy.AVERAGE)


class Answered(NamedTuple):
    """An answer without its writer, and the month it was given in."""

    period: str
    value: Any


@dataclass(frozen=True)
class Figure:
    """What some people answered to one question. `mean` and parts are None where withheld."""

    who: Words
    months: Months
    answers: int
    rate: Rate
    mean: float | None = None
    parts: Sequence[Cell] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Named:
    member: str
    mentorship: str
    words: str


@dataclass(frozen=True)
class Result:
    """A question with its figures; those whose answers have a name list them in `named`."""

    question: SurveyQuestion
    figures: list[Figure] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


def results(version: SurveyVersion, *, reader: Member, today: date) -> list[Result]:
    """What this reader may see of the version's answers, question by question."""
    rates, given = _rates(version), _given(version)
    by = _Rules(
        reader.organization.settings.min_group_size,
        today.isoformat()[:7],
        rules.is_repeated(version.survey),
        rates,
    )
    named = _named(version, rates) if reader.is_admin else {}
    return [
        named.get(question.pk) or Result(question, _figures_of(question, given, by))
        for question in version.questions.in_order()
        if reader.is_admin or question.seen_by in UNNAMED
    ]


def _rates(version: SurveyVersion) -> dict[str, Rate]:
    """By role, and of colleagues by occasion too."""
    counted = (
        SurveyRequest.objects.filter(version=version)
        .values("role", "occasion", "about")
        .order_by()
        .values("role", "occasion")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(state=RequestState.ANSWERED)))
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in counted:
        who = row["occasion"] if row["role"] == "colleague" else row["role"]
        sums[who][0] += row["answered"]
        sums[who][1] += row["asked"]
    return {who: Rate(answered, asked) for who, (answered, asked) in sums.items()}


@dataclass(frozen=True)
class _Rules:
    """What the disclosure of one version's answers goes by."""

    k: int
    this_month: str
    is_repeated: bool
    rates: Mapping[str, Rate]


def _figures_of(
    question: SurveyQuestion, given: Mapping[tuple[UUID, str], list[Answered]], by: _Rules
) -> list[Figure]:
    """Of each role, or of each occasion, in whole months."""
    sides = sorted(who for pk, who in given if pk == question.pk)
    found = []
    for who in sides:
        answers = given[question.pk, who]
        counts = Counter(answered.period for answered in answers)
        groups = shown_months(counts, k=by.k, this_month=by.this_month, is_repeated=by.is_repeated)
        for months in groups:
            values = [each.value for each in answers if each.period in months]
            found.append(_disclosed(question, who, months, values, by))
    return found


def _given(version: SurveyVersion) -> dict[tuple[UUID, str], list[Answered]]:
    """By question and side, in no order: keys are random, and the rows are mixed."""
    of_people = AnonymousAnswer.objects.filter(question__version=version).order_by("id")
    of_colleagues = ColleagueAnswer.objects.filter(question__version=version).order_by("id")
    rows = [
        *of_people.values_list("question", "role", "period", "value"),
        *of_colleagues.values_list("question", "occasion", "period", "value"),
    ]
    found: dict[tuple[UUID, str], list[Answered]] = defaultdict(list)
    for question, who, period, value in rows:
        found[question, who].append(Answered(period, value))
    return found


def _disclosed(
    question: SurveyQuestion, who: str, months: Months, values: Sequence[Any], by: _Rules
) -> Figure:
    rate = by.rates.get(who, Rate(0, 0))
    common = (slice_words(who), months, len(values), rate)
    if question.kind == QuestionKind.TEXT:
        # In an order that says nothing.
        return Figure(*common, texts=sorted(values))
    mean = None
    if steps := STEPS.get(QuestionKind(question.kind)):
        mean = disclose_mean(
            fmean(values), answers=len(values), k=by.k, lowest=steps[0], highest=steps[-1]
        )
    return Figure(*common, mean=mean, parts=_parts(question, values, by.k))


def _parts(question: SurveyQuestion, values: Sequence[Any], k: int) -> list[Cell]:
    """How many gave each answer, and of those answers few gave nothing."""
    if question.kind == QuestionKind.SEVERAL:
        return [_share(option, values, k) for option in question.options]
    return disclose_parts(counted(question, values), k=k)


def _share(option: str, values: Sequence[list[str]], k: int) -> Cell:
    """Answers that do not exclude each other: who gave this one, and who did not."""
    have = sum(option in value for value in values)
    shown = disclose_share(have, have=have, have_not=len(values) - have, k=k)
    return Cell(option, shown, 0 if shown is None else have)


def counted(question: SurveyQuestion, values: Sequence[Any]) -> list[Cell]:
    """How many gave each possible answer, in the order of the answers."""
    possible: Sequence[Any] = STEPS.get(QuestionKind(question.kind), question.options)
    if question.kind == QuestionKind.YES_NO:
        possible = (True, False)
    cells = []
    for answer in possible:
        number = sum(
            answer in value if isinstance(value, list) else value == answer for value in values
        )
        label = str(answer) if question.kind in STEPS else answer_words_of(question, answer)
        cells.append(Cell(label, float(number), number))
    return cells


def answer_words_of(question: SurveyQuestion, answer: Any) -> str:
    is_one_of_several = question.kind == QuestionKind.SEVERAL
    return str(answer) if is_one_of_several else answer_words(question, answer)


def _named(version: SurveyVersion, rates: Mapping[str, Rate]) -> dict[UUID, Result]:
    """The answers that were given to the admins by name, the latest request first."""
    rows = Answer.objects.filter(
        question__version=version, question__seen_by=SeenBy.ADMINS
    ).select_related("question", "request__member", "request__mentorship")
    by_question: dict[UUID, list[Answer]] = defaultdict(list)
    for row in rows.order_by("-request__asked_at", "id"):
        by_question[row.question_id].append(row)
    return {
        pk: Result(
            answers[0].question, _live(answers, rates), [_name(answer) for answer in answers]
        )
        for pk, answers in by_question.items()
    }


def _name(answer: Answer) -> Named:
    request = answer.request
    words = answer_words(answer.question, answer.value)
    return Named(request.member.name, request.mentorship.title, words)


def _live(answers: Sequence[Answer], rates: Mapping[str, Rate]) -> list[Figure]:
    """By role, of answers that have a name: there is nothing to withhold."""
    by_role: dict[str, list[Any]] = defaultdict(list)
    for answer in answers:
        by_role[answer.request.role].append(answer.value)
    question = answers[0].question
    if question.kind == QuestionKind.TEXT:
        return []
    is_number = question.kind in STEPS or question.kind == QuestionKind.NUMBER
    return [
        Figure(
            slice_words(role),
            (),
            len(values),
            rates.get(role, Rate(0, 0)),
            mean=round(fmean(values), 1) if is_number else None,
            parts=counted(question, values) if question.kind != QuestionKind.NUMBER else (),
        )
        for role, values in sorted(by_role.items())
    ]
